"""What a check asks of the paper: the rows of its quarter that are not printed, or say something else by now."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.sheet_numbers import SheetNumber
from deputy_station.features.register.service.days_on_paper import PaperOfDays, read_paper_of_days
from deputy_station.features.register.service.lacks import read_state
from deputy_station.features.register.service.marking import mark_printed
from deputy_station.features.register.service.places import place_rows_of
from deputy_station.features.scans.models import ScanBatch
from deputy_station.features.scans.rules.papers import record_paper
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PageState, ScanSource
from deputy_station.features.scans.service.filing import file_pages
from deputy_station.store.database import Database
from tests.features.register.book_town import claim, do, make_town

SPRING = (date(2026, 4, 1), date(2026, 6, 30))


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
            state = read_state(session, deputy_id=town.zhang, term_id=town.term)
            placed = place_rows_of(
                state.book, state.printed, slots={}, per_page={form.key: 5 for form in FORMS}
            )
            rows = [row for found in placed.values() for row in found]
            mark_printed(session, term_id=town.term, rows={town.zhang: rows})

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
