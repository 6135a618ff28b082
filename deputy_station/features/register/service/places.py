"""What of a book stands on paper and where its new rows go; what was printed is kept with its words for ever."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Attendance, Deed
from deputy_station.features.history.service import record_change
from deputy_station.features.points.models import PointClaim
from deputy_station.features.register.models import RegisterPrint
from deputy_station.features.register.rules.book import LETTERS, Book, Entry
from deputy_station.features.register.rules.forms import FORMS, form_of
from deputy_station.features.register.rules.places import Place, place_new
from deputy_station.features.register.rules.words_printed import cells_of, fingerprint
from deputy_station.store import context
from deputy_station.store.capture import insert_all, seal

RowKey = tuple[str, str, int]
"""Form, subject and number: what tells the rows of a book apart (`Entry.key`)."""


class PlaceTaken(Refusal):
    """Somebody printed in this book since its places were worked out."""

    def __init__(self, form: str, place: Place) -> None:
        super().__init__(
            f"{form_of(form).heading}第 {place.page} 页第 {place.row} 行已经印过了，"
            "可能别的台子刚印过。请把这张纸收好，刷新后再印。"
        )


@dataclass(frozen=True)
class PrintedRow:
    """A row on paper: whose and which record, where, the words as printed, when and in which printing."""

    deputy_id: int
    form: str
    subject: str
    subject_id: int
    place: Place
    words: Mapping[str, str]
    digest: str
    printed_at: datetime
    run: int

    @property
    def key(self) -> RowKey:
        """What tells it apart in its book."""
        return self.form, self.subject, self.subject_id

    @property
    def record(self) -> str:
        """The record number printed beside it."""
        return f"{LETTERS[self.subject]}{self.subject_id}"


@dataclass(frozen=True)
class PlacedRow:
    """A new row and where it is to be printed; `line` is its number in the table."""

    entry: Entry
    place: Place
    line: int


def printed_rows(
    session: Session, *, term_id: int, deputy_ids: Collection[int] | None = None
) -> dict[int, tuple[PrintedRow, ...]]:
    """What stands on paper by deputy, form by form as the book goes, each from its first page on."""
    kept = RegisterPrint
    query = select(
        kept.deputy_id,
        kept.form,
        kept.subject,
        kept.subject_id,
        kept.page,
        kept.row_on_page,
        kept.slots,
        kept.words,
        kept.digest,
        kept.printed_at,
        kept.run,
    ).where(kept.term_id == term_id)
    if deputy_ids is not None:
        query = query.where(kept.deputy_id.in_(sorted(set(deputy_ids))))
    found: dict[int, list[PrintedRow]] = defaultdict(list)
    for deputy_id, form, subject, subject_id, page, row, slots, words, digest, at, run in session.execute(
        query
    ):
        found[deputy_id].append(
            PrintedRow(deputy_id, form, subject, subject_id, Place(page, row, slots), words, digest, at, run)
        )
    order = {form.key: number for number, form in enumerate(FORMS)}
    return {
        deputy: tuple(sorted(rows, key=lambda one: (order[one.form], one.place)))
        for deputy, rows in found.items()
    }


def place_rows_of(
    book: Book,
    printed: Sequence[PrintedRow],
    *,
    slots: Mapping[RowKey, int],
    per_page: Mapping[str, int],
) -> dict[str, tuple[PlacedRow, ...]]:
    """Where the rows of a book not printed yet go, by form; what waits for approval has no place.

    `printed` is what stands on paper, `slots` by `Entry.key` (one where it is not named), `per_page` by form. Raises
    PageWithoutRows.
    """
    there = {row.key for row in printed}
    placed = {}
    for form in FORMS:
        new = [entry for entry in book.entries[form.key] if not entry.waits and entry.key not in there]
        taken = [row.place for row in printed if row.form == form.key]
        places = place_new(taken, [slots.get(entry.key, 1) for entry in new], per_page[form.key])
        placed[form.key] = tuple(
            PlacedRow(entry, place, len(taken) + number)
            for number, (entry, place) in enumerate(zip(new, places, strict=True), 1)
        )
    return placed


def mark_printed(session: Session, *, term_id: int, rows: Mapping[int, Sequence[PlacedRow]]) -> int:
    """These rows, by deputy, went to paper in one printing, whose number is given back (0 where there were none).

    They keep their places from now on, and the records are corrected, no longer undone. Raises PlaceTaken when a
    place or a record was printed in the meantime.
    """
    fresh = [(deputy_id, row) for deputy_id, placed in rows.items() for row in placed]
    if not fresh:
        return 0
    _check_free(session, term_id, rows)
    run = (session.scalar(select(func.max(RegisterPrint.run))) or 0) + 1
    now = context.now(session)
    keys = insert_all(
        session,
        RegisterPrint,
        [
            {
                "deputy_id": deputy_id,
                "term_id": term_id,
                "form": row.entry.form,
                "page": row.place.page,
                "row_on_page": row.place.row,
                "slots": row.place.slots,
                "subject": row.entry.subject,
                "subject_id": row.entry.subject_id,
                "words": cells_of(row.entry.form, row.entry.cells),
                "digest": fingerprint(row.entry.form, row.entry.cells),
                "printed_at": now,
                "run": run,
            }
            for deputy_id, row in fresh
        ],
    )
    people = sum(bool(placed) for placed in rows.values())
    record_change(
        session,
        action="register.print",
        subject="register",
        subject_id=run,
        sentence=f"打印履职登记册：{people} 位代表，新印 {len(fresh)} 行",
    )
    reason = "履职登记册已经打印"
    seal(session, RegisterPrint, [key[0] for key in keys], reason)
    _seal_records(session, fresh, reason)
    return run


def _check_free(session: Session, term_id: int, rows: Mapping[int, Sequence[PlacedRow]]) -> None:
    """Nothing of it may be on paper, and no place may be taken twice."""
    there = printed_rows(session, term_id=term_id, deputy_ids=list(rows))
    for deputy_id, placed in rows.items():
        printed = there.get(deputy_id, ())
        known = {each.key for each in printed}
        ends: dict[str, Place] = {}
        for each in printed:
            ends[each.form] = max(ends.get(each.form, each.place), each.place)
        for row in placed:
            form = row.entry.form
            last = ends.get(form)
            behind = last is None or (row.place.page, row.place.row) > (last.page, last.row)
            if row.entry.key in known or not behind:
                raise PlaceTaken(form, row.place)
            known.add(row.entry.key)
            ends[form] = row.place


def _seal_records(session: Session, fresh: Sequence[tuple[int, PlacedRow]], reason: str) -> None:
    """What the book itself documents is corrected from now on: attendances, deeds, claims. A demand's or suggestion's
    way goes on after its row was printed, and its steps stay its own matter."""
    ids: dict[str, set[int]] = defaultdict(set)
    for _deputy, row in fresh:
        ids[row.entry.subject].add(row.entry.subject_id)
    seal(session, Deed, sorted(ids["deed"]), reason)
    seal(session, PointClaim, sorted(ids["claim"]), reason)
    whose = {
        (deputy_id, row.entry.subject_id) for deputy_id, row in fresh if row.entry.subject == "attendance"
    }
    attended = session.execute(
        select(Attendance.id, Attendance.deputy_id, Attendance.activity_id).where(
            Attendance.activity_id.in_(sorted(ids["attendance"]))
        )
    )
    seal(
        session,
        Attendance,
        [each.id for each in attended if (each.deputy_id, each.activity_id) in whose],
        reason,
    )
