"""What the station enters about holidays itself."""

from datetime import date

import pytest

from deputy_station.core.errors import NotFound
from deputy_station.core.workdays import DayOverride
from deputy_station.features.reception.service import calendar
from deputy_station.store.database import Database


def test_a_declared_day_counts_at_once_and_can_be_taken_back(database: Database) -> None:
    power_cut = date(2026, 11, 23)
    with database.transaction() as session:
        calendar.set_calendar_day(session, on=power_cut, works=False, name="停电检修")
    with database.reading() as session:
        assert calendar.load_workdays(session).rest_name(power_cut) == "停电检修"
        assert [row.on for row in calendar.list_calendar_days(session, year=2026)] == [power_cut]
    with database.transaction() as session:
        calendar.clear_calendar_day(session, on=power_cut)
        assert calendar.load_workdays(session).is_workday(power_cut)
        with pytest.raises(NotFound, match="没有找到 2026年11月23日的放假调休安排"):
            calendar.clear_calendar_day(session, on=power_cut)


def test_declaring_a_day_twice_changes_it(database: Database) -> None:
    with database.transaction() as session:
        calendar.set_calendar_day(session, on=date(2026, 11, 22), works=True)
        calendar.set_calendar_day(session, on=date(2026, 11, 22), works=False, name="镇庆")
        [row] = calendar.list_calendar_days(session, year=2026)
        assert (row.works, row.name) == (False, "镇庆")


def test_a_year_entered_whole_is_no_longer_provisional(database: Database) -> None:
    new_year = {date(2027, 1, 1): DayOverride(False, "元旦"), date(2026, 12, 31): DayOverride(False, "元旦")}
    with database.transaction() as session:
        assert calendar.load_workdays(session).is_provisional(date(2027, 3, 1))
        assert (
            calendar.set_calendar_year(session, year=2027, days=new_year) == 1
        )  # counted are days of that year
        workdays = calendar.load_workdays(session)
    assert not workdays.is_provisional(date(2027, 3, 1))
    assert not workdays.is_workday(date(2027, 1, 1))
    assert not workdays.is_workday(date(2026, 12, 31))  # the New Year begins before its year
