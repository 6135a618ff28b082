"""The year on the wall: what each day is, and the paper. Today is 20 November 2026."""

from datetime import date
from pathlib import Path

import pypdfium2
import zxingcpp

from deputy_station.core.progress import silent_progress
from deputy_station.core.workdays import DayOverride
from deputy_station.documents.preview import page_pictures
from deputy_station.features.reception.documents.year_calendar import (
    calendar_values,
    draw_year_calendar,
)
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.service import calendar, days, listing, planning
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.features.reception.service.year_calendar import (
    DayMark,
    ShownDay,
    YearCalendar,
    year_calendar,
)
from deputy_station.features.signin.rules.record_codes import RecordKind, read_record, year_and_row
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.store.database import Database


def plan(database: Database, year: int, phrase: str = "每月15日") -> None:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(year, read_plan_rule(phrase)))


def shown(database: Database, year: int) -> YearCalendar:
    with database.reading() as session:
        return year_calendar(session, year=year)


def day(of: YearCalendar, on: date) -> ShownDay:
    [found] = [each for week in of.months[on.month - 1].weeks for each in week if each and each.on == on]
    return found


def test_every_day_of_the_year_stands_in_its_month_once(database: Database, people: dict[str, int]) -> None:
    assert people
    of = shown(database, 2028)  # a leap year that begins on a Saturday
    all_days = [each.on for month in of.months for week in month.weeks for each in week if each]
    assert len(all_days) == len(set(all_days)) == 366
    assert all(len(week) == 7 for month in of.months for week in month.weeks)
    assert of.months[0].weeks[0][:5] == (None,) * 5


def test_days_are_received_on_rested_or_worked(database: Database, people: dict[str, int]) -> None:
    assert people
    plan(database, 2026)
    of = shown(database, 2026)
    assert day(of, date(2026, 1, 15)) == ShownDay(date(2026, 1, 15), DayMark.RECEPTION, "")
    assert day(of, date(2026, 1, 16)).mark is DayMark.WORK
    assert day(of, date(2026, 2, 15)) == ShownDay(date(2026, 2, 15), DayMark.REST, "春节")
    assert day(of, date(2026, 2, 14)) == ShownDay(date(2026, 2, 14), DayMark.WORK, "班")
    assert day(of, date(2026, 1, 10)) == ShownDay(date(2026, 1, 10), DayMark.REST, "")
    assert [each.on for each in of.receptions][:2] == [date(2026, 1, 15), date(2026, 2, 24)]


def test_a_cancelled_day_is_not_on_the_wall(database: Database, people: dict[str, int]) -> None:
    assert people
    plan(database, 2026)
    with database.transaction() as session:
        row = listing.find_day(session, on=date(2026, 12, 15))
        days.cancel_day(session, day_id=row.id, version=row.version, reason="换届")
    of = shown(database, 2026)
    assert day(of, date(2026, 12, 15)).mark is DayMark.WORK
    assert len(of.receptions) == 11


def test_a_year_not_published_is_marked_until_it_is_entered(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    plan(database, 2027)
    of = shown(database, 2027)
    assert day(of, date(2027, 1, 15)).mark is DayMark.PROVISIONAL
    values = calendar_values(of, "2027年代表接待日历")
    assert "暂算" in str(values["note"])
    with database.transaction() as session:
        calendar.set_calendar_year(session, year=2027, days={date(2027, 2, 8): DayOverride(False, "春节")})
    assert day(shown(database, 2027), date(2027, 2, 8)).word == "春节"


def test_the_paper_shows_the_year_on_one_page_and_who_comes_on_the_next(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    assert people
    plan(database, 2026)
    target = tmp_path / "日历.pdf"
    assert draw_year_calendar(database, silent_progress, year=2026, out=target) == 2
    document = pypdfium2.PdfDocument(target)
    first, second = (document[page].get_textpage().get_text_bounded() for page in (0, 1))
    assert "2026年代表接待日历" in first
    assert "全年接待 12 天，每次 9:00—11:00，地点：东街社区服务中心一楼接待室。" in first.replace("\r\n", "")
    assert first.count("接待") >= 12
    assert "李秀英、王建国" in second
    assert "2月24日（周二）" in second
    document.close()
    with database.reading() as session:
        secrets = station_secrets(session)
    for number, picture in enumerate(page_pictures(target, dpi=150), 1):
        [code] = zxingcpp.read_barcodes(picture)
        opened = read_record(code.text, secrets)
        assert (opened.kind, year_and_row(opened.record_id)) == (RecordKind.RECEPTION_YEAR, (2026, 0))
        assert opened.page == number


def test_a_year_without_a_plan_still_makes_a_calendar_of_one_page(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    assert people
    assert draw_year_calendar(database, silent_progress, year=2029, out=tmp_path / "日历.pdf") == 1
