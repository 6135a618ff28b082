"""Every paper that went out is kept, bytes and all; found again, and handed out again as it was.

A log like the history, outside the journal of undo: a paper that left the house left it, whatever is taken back
later, and the bytes would weigh the journal down. What may be destroyed, and how it comes back: `giving_up`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from deputy_station.core.choices import Choice
from deputy_station.core.cleaning import clean_line, search_form
from deputy_station.core.clock import local_day
from deputy_station.core.errors import Refusal, Trouble
from deputy_station.features.history.service import record_change
from deputy_station.features.papers.models import PaperFile, PrintedPaper
from deputy_station.features.papers.rules.kinds import Retention, Way, paper_kinds
from deputy_station.features.papers.rules.page_words import page_words
from deputy_station.features.papers.rules.sameness import without_moment
from deputy_station.features.papers.service.secrecy import (
    check_yours,
    is_secret,
    secret_papers,
    shown_papers,
)
from deputy_station.features.papers.service.terms import (
    expires_on,
    is_expired,
    last_day_back,
    wipe_what_is_over,
)
from deputy_station.store import context
from deputy_station.store.edits import get_row

WHAT = "这份存底"
LONGEST_TITLE = 200
PDF = ".pdf"


class Shown(Choice):
    """Which of the kept papers a list shows."""

    KEPT = "kept", "留着的"
    EXPIRED = "expired", "到期可以销毁"
    GIVEN_UP = "given_up", "已销毁"


class PaperDamaged(Trouble):
    """The kept bytes are no longer those that went out."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”的存底和当时的校验值不符，没有打开。请从备份恢复，再试一次。")


class PaperWiped(Refusal):
    """The paper was given up for good; what is left is its line in the list."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”已经销毁，只留下清单上的这一行，打不开了。")


@dataclass(frozen=True)
class GivenUp:
    """That a paper was given up: when (UTC), by whom, why; up to and including which day it can be taken back, None
    where its bytes are wiped."""

    at: datetime
    by: str
    reason: str
    until: date | None


@dataclass(frozen=True)
class PaperRow:
    """A paper that went out, without its bytes. `pages` went out, of `whole` pages (0: a file for Word or a workbook,
    which nobody counted); `part` says which, where not all did; `made_at` is UTC; `size` in bytes; `word` is the kind in
    words; two of the same `likeness` say the same; it may be destroyed from `expires_on` on (None: never); `ending` is
    that of the file; `archived`: a year's archive lists it. `private`: it shows visitors, or it is `secret`: the record
    it is about, `about_id`, asked for secrecy. `given_up`: None while it is kept."""

    id: int
    kind: str
    word: str
    title: str
    year: int
    made_at: datetime
    made_by: str
    way: Way
    pages: int
    whole: int
    part: str
    copies: int
    retention: Retention
    private: bool
    secret: bool
    about_id: int | None
    sha256: str
    likeness: str
    size: int
    ending: str
    expires_on: date | None
    archived: bool
    given_up: GivenUp | None


@dataclass(frozen=True)
class KeptPaper:
    """A paper with its bytes."""

    row: PaperRow
    content: bytes


def keep_paper(
    session: Session,
    *,
    kind: str,
    title: str,
    content: bytes,
    pages: int,
    way: Way,
    chosen: Sequence[int] = (),
    copies: int = 1,
    ending: str = PDF,
    about_id: int | None = None,
) -> PaperRow:
    """Keep a paper that went out: `content` is the whole file, a PDF of `pages` pages (or 0 pages of another `ending`);
    `chosen` are the pages that went out, counted from 0, none standing for all. `title` must name no visitor. `about_id`: which
    record a paper is about of whose kind each is about one."""
    wipe_what_is_over(session)
    digest = sha256(content).hexdigest()
    file = session.get(PaperFile, digest)
    if file is None:
        file = PaperFile(
            sha256=digest,
            size=len(content),
            pages=pages,
            likeness=sha256(without_moment(content)).hexdigest(),
            content=content,
            ending=ending,
        )
        session.add(file)
    elif file.wiped_at is not None:
        file.content, file.wiped_at = content, None
    named = paper_kinds().kind(kind)
    title = clean_line(title)[:LONGEST_TITLE] or named.word
    whole = not chosen or list(chosen) == list(range(pages))
    now, actor = context.now(session), context.actor(session)
    paper = PrintedPaper(
        kind=kind,
        title=title,
        search_text=search_form(f"{title}\n{named.word}\n{actor}"),
        year=local_day(now).year,
        made_at=now,
        made_by=actor,
        way=way,
        pages=pages if whole else len(chosen),
        part="" if whole else page_words(chosen),
        copies=copies,
        retention=named.retention,
        private=named.private,
        about_kind=named.about,
        about_id=about_id if named.about else None,
        sha256=digest,
        file=file,
    )
    session.add(paper)
    session.flush()
    row = row_of(paper, file, secret=is_secret(session, paper))
    many = f"，{copies} 份" if way is Way.PRINTED else ""
    record_change(
        session,
        action="papers.keep",
        subject="printed_paper",
        subject_id=paper.id,
        sentence=f"{way.label}“{title}”：{row.part or _pages_words(row)}{many}",
    )
    return row


def list_papers(
    session: Session,
    *,
    search: str = "",
    year: int | None = None,
    kind: str = "",
    shown: Shown = Shown.KEPT,
    offset: int = 0,
    limit: int | None = None,
    with_hidden: bool = False,
) -> list[PaperRow]:
    """What went out, the newest first; `search` looks in title, kind and who. `with_hidden`: also what this desk may not
    know of, for who tells that it is there."""
    narrowed = [] if with_hidden else shown_papers(session)
    query = (
        select(PrintedPaper, PaperFile, secret_papers(session))
        .join(PrintedPaper.file)
        .where(*_wanted(session, search, year, kind, shown), *narrowed)
        .order_by(PrintedPaper.made_at.desc(), PrintedPaper.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [row_of(paper, file, secret=secret) for paper, file, secret in session.execute(query)]


def count_papers(
    session: Session,
    *,
    search: str = "",
    year: int | None = None,
    kind: str = "",
    shown: Shown = Shown.KEPT,
) -> int:
    """How many `list_papers` gives without a limit."""
    wanted = [*_wanted(session, search, year, kind, shown), *shown_papers(session)]
    query = select(func.count()).select_from(PrintedPaper).where(*wanted)
    return session.scalar(query) or 0


def count_by_year(session: Session) -> dict[int, int]:
    """How many papers went out each year, the newest year first."""
    query = (
        select(PrintedPaper.year, func.count().label("papers"))
        .where(PrintedPaper.discarded_at.is_(None), *shown_papers(session))
        .group_by(PrintedPaper.year)
        .order_by(PrintedPaper.year.desc())
    )
    return {row.year: row.papers for row in session.execute(query)}


def kinds_kept(session: Session) -> dict[str, str]:
    """The kinds of which there are papers: their words by key, in the order of the kinds."""
    keys = session.scalars(select(PrintedPaper.kind).where(*shown_papers(session)).distinct())
    kinds = [paper_kinds().kind(key) for key in keys]
    return {kind.key: kind.word for kind in sorted(kinds, key=lambda kind: (kind.place, kind.key))}


def get_paper(session: Session, *, paper_id: int) -> PaperRow:
    """One paper, without its bytes. Raises NotFound, PaperIsSecret."""
    paper = get_row(session, PrintedPaper, paper_id, WHAT)
    secret = is_secret(session, paper)
    if secret:
        check_yours(session, paper)
    return row_of(paper, paper.file, secret=secret)


def paper_content(session: Session, *, digest: str, title: str) -> bytes:
    """The bytes as they went out. Raises PaperDamaged when they are no longer those, PaperWiped."""
    query = select(PaperFile.content, PaperFile.wiped_at).where(PaperFile.sha256 == digest)
    content, wiped_at = session.execute(query).one_or_none() or (None, None)
    if wiped_at is not None:
        raise PaperWiped(title)
    if content is None or sha256(content).hexdigest() != digest:
        raise PaperDamaged(title)
    return content


def take_paper(session: Session, *, paper_id: int) -> KeptPaper:
    """A paper to look at again. One that shows visitors only at a desk that may see them, and the history keeps that
    it was looked at. Raises NotFound, PaperNotYours, PaperIsSecret, PaperDamaged, PaperWiped."""
    row = get_paper(session, paper_id=paper_id)
    if row.given_up is not None and last_day_back(row.given_up.at) < context.today(session):
        # Its bytes may be there all the same: the same paper was printed again since.
        raise PaperWiped(row.title)
    if check_yours(session, get_row(session, PrintedPaper, paper_id, WHAT)):
        record_change(
            session,
            action="papers.look",
            subject="printed_paper",
            subject_id=row.id,
            sentence=f"查看存底“{row.title}”",
        )
    return KeptPaper(row, paper_content(session, digest=row.sha256, title=row.title))


def mark_archived(session: Session, *, year: int, digests: Collection[str]) -> None:
    """A year's archive lists the papers of these bytes: from now on they are never given up."""
    now = context.now(session)
    for paper in session.scalars(
        select(PrintedPaper).where(PrintedPaper.year == year, PrintedPaper.archived_at.is_(None))
    ):
        if paper.sha256 in digests:
            paper.archived_at = now


def _pages_words(row: PaperRow) -> str:
    return f"{row.pages} 页" if row.pages else "一个文件"


def _wanted(
    session: Session, search: str, year: int | None, kind: str, shown: Shown
) -> list[ColumnElement[bool]]:
    given_up = PrintedPaper.discarded_at.is_not(None)
    conditions: list[ColumnElement[bool]] = [given_up if shown is Shown.GIVEN_UP else ~given_up]
    if shown is Shown.EXPIRED:
        conditions += [PrintedPaper.archived_at.is_(None), is_expired(context.today(session).year)]
    conditions += [
        PrintedPaper.search_text.contains(search_form(word), autoescape=True)
        for word in search.split()
        if search_form(word)
    ]
    if year is not None:
        conditions.append(PrintedPaper.year == year)
    if kind:
        conditions.append(PrintedPaper.kind == kind)
    return conditions


def row_of(paper: PrintedPaper, file: PaperFile, *, secret: bool) -> PaperRow:
    """A paper without its bytes; `secret` as `secrecy.is_secret` says."""
    given_up = None
    if paper.discarded_at is not None:
        until = last_day_back(paper.discarded_at) if file.wiped_at is None else None
        given_up = GivenUp(paper.discarded_at, paper.discarded_by, paper.discard_reason, until)
    return PaperRow(
        paper.id,
        paper.kind,
        paper_kinds().kind(paper.kind).word,
        paper.title,
        paper.year,
        paper.made_at,
        paper.made_by,
        paper.way,
        paper.pages,
        file.pages,
        paper.part,
        paper.copies,
        paper.retention,
        paper.private or secret,
        secret,
        paper.about_id,
        file.sha256,
        file.likeness,
        file.size,
        file.ending,
        expires_on(paper),
        paper.archived_at is not None,
        given_up,
    )
