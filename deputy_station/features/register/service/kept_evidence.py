"""What of the evidence of a book is in the house as pages: sheets and papers that came back as scans, files named by their
path; and why a piece is not.

A book leaves the house, so nothing goes with it on which a visitor is named: no sheets of visitors, no slips, nothing of a
demand, of a suggestion whose deputy asked for secrecy, or of a reception but the deputies' own sheet.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from deputy_station.features.activities.models import Activity, Evidence
from deputy_station.features.activities.rules import ActivityKind
from deputy_station.features.demands.models import Demand
from deputy_station.features.register.rules.book import Book, Entry
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.service.scope import EVIDENCE_OF
from deputy_station.features.scans.models import ScanPage
from deputy_station.features.scans.rules.papers import record_paper
from deputy_station.features.scans.rules.states import TAKEN
from deputy_station.features.scans.service.sheets import EVIDENCE as SHEET_SCAN
from deputy_station.features.scans.service.sheets import KEPT_AT
from deputy_station.features.signin.models import SignSheet
from deputy_station.features.suggestions.models import Suggestion

OF_DEMAND = "有群众姓名，看原件"
OF_RECEPTION = "接待日的材料可能有群众姓名，看原件"
OF_SECRET = "要求保密，看原件"
SECRET_TITLE = "（要求保密）"
UNNAMED = "（题名见原件）"
"""What stands for the title of a piece behind a confidential record, or of one that visitors are named on: titles are
typed freely and may name anybody. Those of scans are the program's own."""
NOWHERE = "没有写存放处"
NO_PICTURE = "扫描件没有留图，看原件"
_CHUNK = 500

Source = tuple[str, int]
"""What evidence calls a record: kind and number."""


@dataclass(frozen=True)
class KeptPiece:
    """A piece of evidence of a row: its record number, what the row is about, the title; as `pages` (JPEG of scans) or
    in a file at `path`, or `why` it cannot be attached."""

    record: str
    matter: str
    title: str
    pages: tuple[bytes, ...] = ()
    path: Path | None = None
    why: str = ""


def read_kept(session: Session, *, books: Sequence[Book]) -> dict[int, tuple[KeptPiece, ...]]:
    """By deputy the pieces of each row that is printed, form by form; what proves a row of two tables stands once."""
    wanted = {_source(entry) for book in books for entry in _proved(book)}
    pieces = _pieces(session, wanted)
    house = _House(session, wanted)
    return {
        book.deputy_id: tuple(
            house.piece(entry, source, piece)
            for source, entry in {_source(entry): entry for entry in _proved(book)}.items()
            for piece in pieces.get(source, ())
        )
        for book in books
    }


def _proved(book: Book) -> Iterable[Entry]:
    return (entry for form in FORMS for entry in book.entries[form.key] if entry.evidence and not entry.waits)


def _source(entry: Entry) -> Source:
    return EVIDENCE_OF.get(entry.subject, entry.subject), entry.subject_id


def _pieces(session: Session, wanted: Iterable[Source]) -> dict[Source, list[Evidence]]:
    """By record what was filed. Scans have a line for every page, and the first of them brings all pages."""
    scans: set[tuple[str, int, str]] = set()
    found: dict[Source, list[Evidence]] = defaultdict(list)
    for subject, numbers in _numbers(wanted).items():
        for start in range(0, len(numbers), _CHUNK):
            for piece in session.scalars(
                select(Evidence)
                .where(Evidence.subject == subject, Evidence.subject_id.in_(numbers[start : start + _CHUNK]))
                .order_by(Evidence.filed_on, Evidence.id)
            ):
                line = (subject, piece.subject_id, piece.title)
                if piece.kept_at == KEPT_AT and line in scans:
                    continue
                if piece.kept_at == KEPT_AT:
                    scans.add(line)
                found[subject, piece.subject_id].append(piece)
    return found


def _numbers(wanted: Iterable[Source]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for subject, number in sorted(wanted):
        found[subject].append(number)
    return found


class _House:
    """The pages in the house for records wanted: sheets of deputies by activity, papers by their record."""

    def __init__(self, session: Session, wanted: Iterable[Source]) -> None:
        numbers = _numbers(wanted)
        self._receptions: set[int] = set()
        self._sheets: dict[int, dict[tuple[int, int], bytes]] = defaultdict(dict)
        self._papers: dict[Source, list[bytes]] = defaultdict(list)
        self._secret: set[Source] = set()
        held = numbers.get("activity", [])
        for start in range(0, len(held), _CHUNK):
            self._read_activities(session, held[start : start + _CHUNK])
        for subject, table in (("suggestion", Suggestion), ("demand", Demand)):
            asked = numbers.get(subject, [])
            for start in range(0, len(asked), _CHUNK):
                secret = select(table.id).where(
                    table.id.in_(asked[start : start + _CHUNK]), table.confidential.is_(True)
                )
                self._secret |= {(subject, number) for number in session.scalars(secret)}
        self._read_papers(session, numbers)

    def piece(self, entry: Entry, source: Source, kept: Evidence) -> KeptPiece:
        """The piece with its pages, its file, or why it has none."""
        matter = f"{entry.cells.get('on', '')}　{_matter(entry)}".strip()
        record, title, place = entry.record, kept.title, kept.kept_at.strip()
        subject, number = source
        hidden = title if place == KEPT_AT else UNNAMED
        # A reception that the deputy reported counts as well; the leave of one stands in another table.
        visitors = entry.form == "receptions" or (subject == "activity" and number in self._receptions)
        if source in self._secret:
            return KeptPiece(record, matter, SECRET_TITLE, why=OF_SECRET)
        if subject == "demand":
            return KeptPiece(record, matter, hidden, why=OF_DEMAND)
        if place == KEPT_AT:
            pages = self._scans(source, title)
            why = OF_RECEPTION if visitors else NO_PICTURE
            return KeptPiece(record, matter, title, pages, why="" if pages else why)
        if visitors:
            return KeptPiece(record, matter, hidden, why=OF_RECEPTION)
        if place and Path(place).is_absolute():
            return KeptPiece(record, matter, title, path=Path(place))
        return KeptPiece(record, matter, title, why=f"在{place}" if place else NOWHERE)

    def _scans(self, source: Source, title: str) -> tuple[bytes, ...]:
        subject, number = source
        if title == SHEET_SCAN:
            sheets = self._sheets.get(number, {}) if subject == "activity" else {}
            return tuple(sheets[key] for key in sorted(sheets))
        if subject == "activity" and number in self._receptions:
            return ()
        return tuple(self._papers.get(source, ()))

    def _read_activities(self, session: Session, ids: Sequence[int]) -> None:
        self._receptions |= set(
            session.scalars(
                select(Activity.id).where(Activity.id.in_(ids), Activity.kind == ActivityKind.RECEPTION)
            )
        )
        rows = session.execute(
            select(SignSheet.activity_id, SignSheet.edition, ScanPage.page, ScanPage.picture)
            .join(ScanPage, ScanPage.sheet_id == SignSheet.id)
            .where(
                SignSheet.activity_id.in_(ids),
                SignSheet.for_visitors.is_(False),
                ScanPage.state.in_(TAKEN),
                ScanPage.picture.is_not(None),
            )
            .order_by(ScanPage.id)
        )
        for activity, edition, page, picture in rows:
            if picture is not None:
                self._sheets[activity][edition, page or 0] = picture

    def _read_papers(self, session: Session, numbers: dict[str, list[int]]) -> None:
        keys = {
            record_paper(subject, number).key: (subject, number)
            for subject in ("activity", "suggestion")
            for number in numbers.get(subject, ())
        }
        names = sorted(keys)
        for start in range(0, len(names), _CHUNK):
            for page in session.scalars(
                select(ScanPage)
                .options(undefer(ScanPage.picture))
                .where(ScanPage.paper.in_(names[start : start + _CHUNK]), ScanPage.state.in_(TAKEN))
                .order_by(ScanPage.page, ScanPage.id)
            ):
                if page.picture is not None:
                    self._papers[keys[page.paper]].append(page.picture)


def _matter(entry: Entry) -> str:
    return next(
        (
            entry.cells[key]
            for key in ("matter", "topic", "meeting", "content", "report", "title", "opinion", "grade")
            if entry.cells.get(key)
        ),
        "",
    )
