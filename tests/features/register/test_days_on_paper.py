"""What a check asks of the paper: the rows of its quarter that are not printed, or say something else by now."""

from datetime import date

from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.service.days_on_paper import PaperOfDays, read_paper_of_days
from deputy_station.features.register.service.lacks import read_state
from deputy_station.features.register.service.marking import mark_printed
from deputy_station.features.register.service.places import place_rows_of
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
