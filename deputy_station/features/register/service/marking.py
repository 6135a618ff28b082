"""What went to paper is kept with its words for ever: rows keep their places, until their page or book is begun anew."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Attendance, Deed
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.frame import wait_for_other_desks
from deputy_station.features.history.service import record_change
from deputy_station.features.points.models import PointClaim
from deputy_station.features.register.models import RegisterPage, RegisterPrint
from deputy_station.features.register.rules.book import RowKey
from deputy_station.features.register.rules.forms import form_of
from deputy_station.features.register.rules.lacks import short_form
from deputy_station.features.register.rules.places import Place
from deputy_station.features.register.rules.words_printed import cells_of, fingerprint
from deputy_station.features.register.service.places import (
    NO_PAPER,
    BookPaper,
    PageKey,
    PlacedRow,
    PrintedRow,
    latest_run,
    papers_of,
    printed_rows,
)
from deputy_station.store import context
from deputy_station.store.capture import insert_all, seal
from deputy_station.store.edits import get_row

PRINTED = "履职登记册已经打印"
Row = TypeVar("Row", RegisterPrint, RegisterPage)


class PlaceTaken(Refusal):
    """Somebody printed in this book since its places were worked out."""

    def __init__(self, form: str, place: Place) -> None:
        super().__init__(
            f"{form_of(form).heading}第 {place.page} 页第 {place.row} 行已经印过了，"
            "可能别的台子刚印过。请把这张纸收好，刷新后再印。"
        )


class BookChanged(Refusal):
    """Somebody printed in this book while it was being begun anew."""

    def __init__(self, deputy: str) -> None:
        super().__init__(f"{deputy}的登记册刚才又印过，可能是别的台子。请把新印的纸收好，刷新后再换一次。")


def mark_printed(
    session: Session,
    *,
    term_id: int,
    rows: Mapping[int, Sequence[PlacedRow]],
    pages: Mapping[int, Collection[PageKey]] | None = None,
) -> int:
    """These rows and pages, by deputy, went to paper in one printing, whose number is given back (0 where there was
    nothing new). Without `pages` those the rows begin on.

    Rows keep their places from now on, and the records are corrected, no longer undone, nor is the page or book that
    was put in before them. Raises PlaceTaken when a place or a record was printed in the meantime.
    """
    # Two desks may mark the same rows in the same second: what the other one is marking is waited for, then known.
    wait_for_other_desks(session)
    fresh = [(deputy_id, row) for deputy_id, placed in rows.items() for row in placed]
    wanted = _begun_on(rows) if pages is None else pages
    papers = papers_of(session, term_id=term_id, deputy_ids=[*rows, *wanted])
    new_pages = {
        deputy_id: sorted(set(keys) - (papers[deputy_id].pages if deputy_id in papers else set()))
        for deputy_id, keys in wanted.items()
    }
    if not fresh and not any(new_pages.values()):
        return 0
    _check_free(session, term_id, rows)
    _seal_exchanges(session, term_id, rows, papers)
    editions = {deputy_id: paper.edition for deputy_id, paper in papers.items()}
    run = latest_run(session) + 1
    keys = _put_down(session, term_id, run, rows, new_pages, editions)
    people = sum(bool(rows.get(each) or new_pages.get(each)) for each in {*rows, *new_pages})
    record_change(
        session,
        action="register.print",
        subject="register",
        subject_id=run,
        sentence=f"打印履职登记册：{people} 位代表，新印 {len(fresh)} 行",
    )
    seal(session, RegisterPrint, keys, PRINTED)
    return run


def replace_pages(
    session: Session,
    *,
    term_id: int,
    deputy_id: int,
    form: str,
    pages: Collection[int],
    rows: Sequence[PlacedRow],
    seen: Collection[RowKey],
    drawn: BookPaper,
) -> int:
    """These pages of a table were printed once more with `rows`, and the old paper is taken out of the book: it is
    kept as it was, and no longer compared. Can be undone while the old paper is at hand. Gives back the number of the
    printing. Raises BookChanged unless `seen` is what stands on the pages, and they are the editions of the paper that
    was there when they were `drawn`."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    wait_for_other_desks(session)
    wanted = sorted(pages)
    prints = _standing(session, RegisterPrint, term_id, deputy_id, form, wanted)
    old_pages = _standing(session, RegisterPage, term_id, deputy_id, form, wanted)
    paper = papers_of(session, term_id=term_id, deputy_ids=[deputy_id]).get(deputy_id, NO_PAPER)
    _check_unchanged(deputy, prints, seen, paper, drawn, [(form, page) for page in wanted])
    run = latest_run(session) + 1
    _take_out(session, run, [*prints, *old_pages])
    _check_free(session, term_id, {deputy_id: rows})
    _put_down(
        session,
        term_id,
        run,
        {deputy_id: rows},
        {deputy_id: [(form, page) for page in wanted]},
        {deputy_id: max(paper.edition, 1)},
    )
    record_change(
        session,
        action="register.replace_page",
        subject="register",
        subject_id=run,
        sentence=f"{deputy.name}登记册换页：{short_form(form_of(form))}第 {'、'.join(map(str, wanted))} 页，"
        f"重印 {len(rows)} 行，旧页作废",
    )
    return run


def replace_book(
    session: Session,
    *,
    term_id: int,
    deputy_id: int,
    rows: Sequence[PlacedRow],
    pages: Collection[PageKey],
    seen: Collection[RowKey],
    drawn: BookPaper,
) -> int:
    """A book was begun anew: of its next edition these rows and pages came out of the printer, the old book is taken
    away. As `replace_pages` for the rest. Raises BookChanged."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    wait_for_other_desks(session)
    prints = _standing(session, RegisterPrint, term_id, deputy_id)
    old_pages = _standing(session, RegisterPage, term_id, deputy_id)
    paper = papers_of(session, term_id=term_id, deputy_ids=[deputy_id]).get(deputy_id, NO_PAPER)
    _check_unchanged(deputy, prints, seen, paper, drawn, pages)
    edition = paper.edition + 1
    run = latest_run(session) + 1
    _take_out(session, run, [*prints, *old_pages])
    _put_down(session, term_id, run, {deputy_id: rows}, {deputy_id: sorted(set(pages))}, {deputy_id: edition})
    record_change(
        session,
        action="register.replace_book",
        subject="register",
        subject_id=run,
        sentence=f"{deputy.name}登记册换册：换成第 {edition} 册，印 {len(rows)} 行，旧册作废",
    )
    return run


def _check_unchanged(
    deputy: Deputy,
    prints: Sequence[RegisterPrint],
    seen: Collection[RowKey],
    paper: BookPaper,
    drawn: BookPaper,
    pages: Iterable[PageKey],
) -> None:
    """The rows on the old paper are those seen, and nobody exchanged a page meanwhile: the code of the new one would say
    the edition of the other desk's."""
    rows = {(row.form, row.subject, row.subject_id) for row in prints}
    if rows != set(seen) or any(paper.edition_anew(page) != drawn.edition_anew(page) for page in pages):
        raise BookChanged(deputy.name)


def _seal_exchanges(
    session: Session,
    term_id: int,
    rows: Mapping[int, Sequence[PlacedRow]],
    papers: Mapping[int, BookPaper],
) -> None:
    """New rows on a page or in a book that took the place of old paper stand on the new paper alone: with the old one
    put back they would count as printed, and be on no paper."""
    books = [
        deputy_id for deputy_id, placed in rows.items() if placed and papers.get(deputy_id, NO_PAPER).replaced
    ]
    if not books:
        return
    reached = {(deputy_id, each) for deputy_id, keys in _begun_on(rows).items() for each in keys}
    standing = session.scalars(
        select(RegisterPage).where(
            RegisterPage.term_id == term_id,
            RegisterPage.deputy_id.in_(sorted(books)),
            RegisterPage.replaced_run == 0,
        )
    ).all()
    begun: dict[int, int] = {}
    for each in standing:
        begun[each.deputy_id] = min(each.run, begun.get(each.deputy_id, each.run))
    seal(
        session,
        RegisterPage,
        [
            each.id
            for each in standing
            if (each.deputy_id, (each.form, each.page)) in reached
            or (each.edition > 1 and each.run == begun[each.deputy_id])
        ],
        PRINTED,
    )


def _begun_on(rows: Mapping[int, Sequence[PlacedRow]]) -> dict[int, set[PageKey]]:
    return {deputy: {(row.entry.form, row.place.page) for row in placed} for deputy, placed in rows.items()}


def _standing(
    session: Session,
    model: type[Row],
    term_id: int,
    deputy_id: int,
    form: str = "",
    pages: Sequence[int] = (),
) -> list[Row]:
    """What stands in a book, of one form and these pages or of all."""
    query = select(model).where(
        model.term_id == term_id, model.deputy_id == deputy_id, model.replaced_run == 0
    )
    if form:
        query = query.where(model.form == form, model.page.in_(pages))
    return list(session.scalars(query))


def _take_out(session: Session, run: int, old: Sequence[RegisterPrint | RegisterPage]) -> None:
    """The old paper gives way, before the new one takes its places."""
    now = context.now(session)
    for each in old:
        each.replaced_run, each.replaced_at = run, now
    session.flush()


def _put_down(
    session: Session,
    term_id: int,
    run: int,
    rows: Mapping[int, Sequence[PlacedRow]],
    pages: Mapping[int, Sequence[PageKey]],
    editions: Mapping[int, int],
) -> list[int]:
    """Keep the rows and pages of one printing; the numbers of the rows kept."""
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
                "line": row.line,
                "subject": row.entry.subject,
                "subject_id": row.entry.subject_id,
                "words": cells_of(row.entry.form, row.entry.cells),
                "digest": fingerprint(row.entry.form, row.entry.cells),
                "printed_at": now,
                "run": run,
                "edition": editions.get(deputy_id, 1),
                "replaced_run": 0,
            }
            for deputy_id, placed in rows.items()
            for row in placed
        ],
    )
    insert_all(
        session,
        RegisterPage,
        [
            {
                "deputy_id": deputy_id,
                "term_id": term_id,
                "form": form,
                "page": page,
                "printed_at": now,
                "run": run,
                "edition": editions.get(deputy_id, 1),
                "replaced_run": 0,
            }
            for deputy_id, found in pages.items()
            for form, page in found
        ],
    )
    _seal_records(session, [(deputy_id, row) for deputy_id, placed in rows.items() for row in placed])
    return [int(key[0]) for key in keys]


def _check_free(session: Session, term_id: int, rows: Mapping[int, Sequence[PlacedRow]]) -> None:
    """Nothing of it may be on paper, and no place may be taken twice."""
    there = printed_rows(session, term_id=term_id, deputy_ids=list(rows))
    for deputy_id, placed in rows.items():
        printed: Sequence[PrintedRow] = there.get(deputy_id, ())
        known = {each.key for each in printed}
        taken: dict[PageKey, set[int]] = defaultdict(set)
        for each in printed:
            taken[each.form, each.place.page] |= _slots(each.place)
        for row in placed:
            page = taken[row.entry.form, row.place.page]
            if row.entry.key in known or page & _slots(row.place):
                raise PlaceTaken(row.entry.form, row.place)
            known.add(row.entry.key)
            page |= _slots(row.place)


def _slots(place: Place) -> set[int]:
    """The slots it takes on its page. One that runs on has the next page to itself: whoever is placed there at the same
    time begins where it begins."""
    return set(range(place.row, place.row + place.slots))


def _seal_records(session: Session, fresh: Sequence[tuple[int, PlacedRow]]) -> None:
    """What the book itself documents is corrected from now on: attendances, deeds, claims. A demand's or suggestion's
    way goes on after its row was printed, and its steps stay its own matter."""
    ids: dict[str, set[int]] = defaultdict(set)
    for _deputy, row in fresh:
        ids[row.entry.subject].add(row.entry.subject_id)
    seal(session, Deed, sorted(ids["deed"]), PRINTED)
    seal(session, PointClaim, sorted(ids["claim"]), PRINTED)
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
        PRINTED,
    )
