"""What a check asks of the paper: the rows of its quarter that are not printed, or say something else by now."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, local_day
from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.history.service import own_steps, undo_step
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.sheet_numbers import SheetNumber
from deputy_station.features.register.service.days_on_paper import PaperOfDays, read_paper_of_days
from deputy_station.features.register.service.lacks import read_state
from deputy_station.features.register.service.marking import BookChanged, mark_printed, replace_pages
from deputy_station.features.register.service.places import PlacedRow, papers_of, place_rows_of
from deputy_station.features.scans.models import ScanBatch
from deputy_station.features.scans.rules.papers import record_paper
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PageState, ScanSource
from deputy_station.features.scans.service.filing import FiledPage, file_pages
from deputy_station.store import context
from deputy_station.store.database import Database
from tests.features.register.book_town import Town, claim, do, make_town

SPRING = (date(2026, 4, 1), date(2026, 6, 30))


def _placed(session: Session, town: Town) -> list[PlacedRow]:
    state = read_state(session, deputy_id=town.zhang, term_id=town.term)
    placed = place_rows_of(state.book, state.printed, slots={}, per_page={form.key: 5 for form in FORMS})
    return [row for found in placed.values() for row in found]


def test_only_the_days_asked_for_count_and_what_waits_is_not_to_be_printed(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        moved = do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 3, 31), title="修桥")
        changed = do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 4, 1), title="修路")
        gone = do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 6, 30), title="修渠")
    with database.transaction() as session:
        state = read_state(session, deputy_id=town.zhang, term_id=town.term)
        placed = place_rows_of(state.book, state.printed, slots={}, per_page={form.key: 5 for form in FORMS})
        mark_printed(session, term_id=town.term, rows={town.zhang: placed["good_deeds"]})
    with database.transaction() as session:
        session.get_one(Deed, changed).place = "二组"
        session.get_one(Deed, moved).place = "六村"  # of another quarter
        session.delete(session.get_one(Deed, gone))
        do(session, town.zhang, DeedKind.AWARD, date(2026, 5, 2))
        do(session, town.zhang, DeedKind.AWARD, date(2026, 7, 1))
        claim(session, town.zhang, "走访选民", date(2026, 5, 3), review="待审")
        do(session, town.li, DeedKind.AWARD, date(2026, 6, 30))
    with database.reading() as session:
        found = read_paper_of_days(session, first=SPRING[0], last=SPRING[1], deputy_ids=[town.zhang, town.li])
    assert found == {
        town.zhang: PaperOfDays(
            True, 2, (date(2026, 5, 2),), ("表十一第 1 页第 2 行", "表十一第 1 页第 3 行")
        ),
        town.li: PaperOfDays(False, 0, (date(2026, 6, 30),), ()),
    }


def test_a_page_that_came_back_is_signed_until_rows_are_printed_on_it(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 4, 1), title="修路")
        do(session, town.zhang, DeedKind.AWARD, date(2026, 4, 2), title="优秀代表")

    def print_new() -> None:
        with database.transaction() as session:
            mark_printed(session, term_id=town.term, rows={town.zhang: _placed(session, town)})

    def unsigned() -> tuple[str, ...]:
        with database.reading() as session:
            found = read_paper_of_days(session, first=SPRING[0], last=SPRING[1], deputy_ids=[town.zhang])
        return found[town.zhang].unsigned

    def scan(form: str, page: int, digest: str) -> list[tuple[PageState, str]]:
        number = SheetNumber(town.term, town.zhang, form).number
        read = ReadPage("册.jpg", 1, digest, "f", record_paper("register", number), page, picture=b"p")
        with database.transaction() as session:
            done = file_pages(session, pages=[read, replace(read, page_in_file=2)], source=ScanSource.DROPPED)
        return [(each.state, each.sentence) for each in done.pages]

    print_new()
    assert unsigned() == ()  # no page ever came back: nothing is known
    first, again = scan("good_deeds", 1, "a")
    assert (first[0], again[0]) == (PageState.FILED, PageState.AGAIN)
    [(missing, _), _] = scan("good_deeds", 2, "b")
    assert missing is PageState.REFUSED
    assert unsigned() == ("表十三（表彰奖励）第 1 页",)
    with database.transaction() as session:
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, 1), title="修桥")
        batch = session.scalars(select(ScanBatch)).first()
        assert batch is not None
        batch.at -= timedelta(hours=1)  # the clock of the test stands still
    print_new()
    assert unsigned() == ("表十一第 1 页", "表十三（表彰奖励）第 1 页")


def test_a_signature_on_old_paper_does_not_count_for_the_page_that_took_its_place(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 4, 1), title="修路")
        placed = _placed(session, town)
        mark_printed(session, term_id=town.term, rows={town.zhang: placed})
    with database.transaction() as session:
        drawn = papers_of(session, term_id=town.term)[town.zhang]
        replace_pages(
            session, term_id=town.term, deputy_id=town.zhang, form="good_deeds", pages=[1], rows=placed,
            seen=[row.entry.key for row in placed], drawn=drawn,
        )  # fmt: skip
    with database.reading() as session:
        exchanged = papers_of(session, term_id=town.term)[town.zhang]
        day = day_words(local_day(context.now(session)), context.today(session))
    number = SheetNumber(town.term, town.zhang, "good_deeds").number
    assert (drawn.edition_anew(("good_deeds", 1)), exchanged.edition_of(("good_deeds", 1))) == (2, 2)

    def scan(edition: int) -> FiledPage:
        paper = record_paper("register", number, edition)
        read = ReadPage("册.jpg", 1, f"{edition}", "f", paper, 1, picture=b"p")
        with database.transaction() as session:
            result = file_pages(session, pages=[read], source=ScanSource.DROPPED)
        assert bool(result.old(1)) == result.pages[0].old
        return result.pages[0]

    def unsigned() -> tuple[str, ...]:
        with database.reading() as session:
            found = read_paper_of_days(session, first=SPRING[0], last=SPRING[1], deputy_ids=[town.zhang])
        return found[town.zhang].unsigned

    old = scan(1)
    assert (old.state, old.subject, old.old) == (PageState.FILED, "张守田登记册表十一第 1 页", True)
    assert old.sentence.startswith(f"这是旧页，{day}已经换成新页")
    assert unsigned() == ("表十一第 1 页",)
    assert scan(3).state is PageState.REFUSED
    new = scan(2)
    assert (new.state, new.old, unsigned()) == (PageState.FILED, False, ())
    # Another desk drew the page before this one put its own in.
    with pytest.raises(BookChanged), database.transaction() as session:
        replace_pages(
            session, term_id=town.term, deputy_id=town.zhang, form="good_deeds", pages=[1], rows=placed,
            seen=[row.entry.key for row in placed], drawn=drawn,
        )  # fmt: skip
    with database.transaction() as session:  # the old page is put back, and what came of it counts again
        exchange = next(step for step in own_steps(session, limit=9) if "换页" in step.sentence)
        undo_step(session, step_id=exchange.id)
    assert unsigned() == ()
    with database.reading() as session:
        assert papers_of(session, term_id=town.term)[town.zhang].edition_of(("good_deeds", 1)) == 1
