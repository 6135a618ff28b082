"""What of a year goes into the archive."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from deputy_station.core.clock import local_day
from deputy_station.core.errors import Refusal
from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.archive.rules.volumes import Filed, Volume, plan_volumes
from deputy_station.features.archive.service.authors import authors_of
from deputy_station.features.history.service import record_change
from deputy_station.features.papers.rules.kinds import Retention, paper_kinds
from deputy_station.features.papers.service.keeping import PaperRow, list_papers, mark_archived


class NothingToArchive(Refusal):
    """No paper of the year belongs into the archive."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"{year}年没有要归档的文书。打印过、存成文件的才有存底；请换一个年度，或先把文书打印出来。"
        )


class VisitorsNotYours(Refusal):
    """Some of the papers show visitors or are secret, and this desk may not see them."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(
            f"“{'”“'.join(words)}”上有来访人，或者要求保密，区联络室不能归档，没有写文件。请去掉这几类，再试一次。"
        )


@dataclass(frozen=True)
class YearKind:
    """A kind of paper that a year holds for the archive: how many pieces, how long they are kept."""

    key: str
    word: str
    retention: Retention
    pieces: int


def plan_year(session: Session, *, year: int, kinds: Collection[str] | None = None) -> tuple[Volume, ...]:
    """The volumes of a year, of these kinds (None: all). Raises NothingToArchive, and VisitorsNotYours at a desk that
    may not see the visitors on some of them."""
    rows = _papers(session, year, kinds)
    authors = authors_of(session, rows)
    volumes = plan_volumes(year, [_filed(row, authors[row.id]) for row in rows])
    if not volumes:
        raise NothingToArchive(year)
    private = {p.paper.word: None for volume in volumes for p in volume.pieces if p.paper.private}
    if private and not sees_confidential(role_of(session)):
        raise VisitorsNotYours(list(private))
    return volumes


def kinds_of_year(session: Session, *, year: int) -> list[YearKind]:
    """What a year holds for the archive, kind by kind, in the order of its volumes."""
    found: dict[str, list[PaperRow]] = {}
    for row in _papers(session, year, None):
        found.setdefault(row.kind, []).append(row)
    kinds = []
    for key, rows in found.items():
        volumes = plan_volumes(year, [_filed(row) for row in rows])
        if volumes:
            kind = paper_kinds().kind(key)
            count = sum(len(volume.pieces) for volume in volumes)
            kinds.append((kind.place, YearKind(key, kind.word, volumes[0].retention, count)))
    longest = list(Retention)
    kinds.sort(key=lambda each: (longest.index(each[1].retention), each[0], each[1].key))
    return [kind for _place, kind in kinds]


def record_archived(session: Session, *, volumes: Sequence[Volume]) -> None:
    """The history keeps that a year was written out for the archive; from now on what it lists is never destroyed."""
    listed = {piece.paper.sha256 for volume in volumes for piece in volume.pieces}
    mark_archived(session, year=volumes[0].year, digests=listed)
    pieces = sum(len(volume.pieces) for volume in volumes)
    pages = sum(volume.pages for volume in volumes)
    record_change(
        session,
        action="archive.export",
        subject="archive",
        subject_id=None,
        sentence=f"导出{volumes[0].year}年归档：{len(volumes)} 卷，{pieces} 件，{pages} 页",
    )


def _papers(session: Session, year: int, kinds: Collection[str] | None) -> list[PaperRow]:
    # Also what this desk may not know of: a year is refused whole, never written with something silently left out.
    newest_first = list_papers(session, year=year, with_hidden=True)
    return [row for row in reversed(newest_first) if kinds is None or row.kind in kinds]


def _filed(row: PaperRow, author: str = "") -> Filed:
    return Filed(
        paper_kinds().kind(row.kind).place,
        row.word,
        row.title,
        local_day(row.made_at),
        row.whole,
        row.sha256,
        row.likeness,
        row.retention,
        row.private,
        row.ending,
        row.secret,
        author,
        row.part,
    )
