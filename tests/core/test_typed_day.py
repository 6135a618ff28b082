"""Days as people type them: each spelling, each rule for what was left out, and days that do not exist."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.core.typed_day import Lean, MonthEdge, read_day

FRIDAY = date(2026, 11, 20)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1120", date(2026, 11, 20)),
        ("315", date(2027, 3, 15)),  # 115 days ahead against 250 back
        ("111", date(2027, 1, 11)),
        ("11.20", date(2026, 11, 20)),
        ("11。20", date(2026, 11, 20)),
        ("11-20", date(2026, 11, 20)),
        ("11/20", date(2026, 11, 20)),
        ("11月20日", date(2026, 11, 20)),
        ("11月 20号", date(2026, 11, 20)),
        ("20261120", date(2026, 11, 20)),
        ("2026.11.20", date(2026, 11, 20)),
        ("26.11.20", date(2026, 11, 20)),
        ("２０２６／１１／２０", date(2026, 11, 20)),
        ("2025年12月4日", date(2025, 12, 4)),
        ("去年3月5日", date(2025, 3, 5)),
        ("今天", date(2026, 11, 20)),
        ("昨天", date(2026, 11, 19)),
        ("明天", date(2026, 11, 21)),
        ("后天", date(2026, 11, 22)),
        ("前天", date(2026, 11, 18)),
        ("大前天", date(2026, 11, 17)),
        ("周三", date(2026, 11, 18)),
        ("本周三", date(2026, 11, 18)),
        ("周日", date(2026, 11, 22)),
        ("下周三", date(2026, 11, 25)),
        ("下星期三", date(2026, 11, 25)),
        ("下周1", date(2026, 11, 23)),
        ("上周五", date(2026, 11, 13)),
        ("下下周一", date(2026, 11, 30)),
        ("月底", date(2026, 11, 30)),
        ("上月底", date(2026, 10, 31)),
        ("下月初", date(2026, 12, 1)),
        ("年底", date(2026, 12, 31)),
        ("15日", date(2026, 11, 15)),
        ("15号", date(2026, 11, 15)),
        ("15", date(2026, 11, 15)),
        ("下个月5号", date(2026, 12, 5)),
        ("+3", date(2026, 11, 23)),
        ("＋３", date(2026, 11, 23)),
        ("-1", date(2026, 11, 19)),
        ("3天后", date(2026, 11, 23)),
        ("2周前", date(2026, 11, 6)),
    ],
)
def test_every_spelling_is_read(typed: str, day: date) -> None:
    assert read_day(typed, FRIDAY).day == day


@pytest.mark.parametrize(
    ("typed", "lean", "day"),
    [
        ("110", Lean.NEAREST, date(2027, 1, 10)),  # 51 days ahead against 314 days back
        ("110", Lean.PAST, date(2026, 1, 10)),
        ("110", Lean.FUTURE, date(2027, 1, 10)),
        ("1120", Lean.PAST, date(2026, 11, 20)),
        ("1120", Lean.FUTURE, date(2026, 11, 20)),
        ("1121", Lean.PAST, date(2025, 11, 21)),
        ("1119", Lean.FUTURE, date(2027, 11, 19)),
        ("周三", Lean.PAST, date(2026, 11, 18)),
        ("周三", Lean.FUTURE, date(2026, 11, 25)),
        ("周日", Lean.PAST, date(2026, 11, 15)),
        ("周五", Lean.PAST, date(2026, 11, 20)),
        ("21日", Lean.PAST, date(2026, 10, 21)),
        ("19日", Lean.FUTURE, date(2026, 12, 19)),
        ("31日", Lean.PAST, date(2026, 10, 31)),
    ],
)
def test_what_was_left_out_is_taken_from_where_the_field_leans(typed: str, lean: Lean, day: date) -> None:
    assert read_day(typed, FRIDAY, lean).day == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-02-30", "2月没有 30 日。"),
        ("2.29", "2026年没有 2月29日。"),
        ("20270229", "2027年没有 2月29日。"),
        ("13-40", "没有 13 月，请看看月份。"),
        ("11.31", "11月没有 31 日。"),
        ("31日", "11月没有 31 日。"),
        ("0日", "11月没有 0 日。"),
        ("00260101", "年份要在 1900 到 2199 之间。"),
        ("9999周后", "年份要在 1900 到 2199 之间。"),
        ("下周", "看不懂“下周”是哪一天，可以写 1120、11.20、2026-11-20、下周三。"),
        ("路灯", "看不懂“路灯”是哪一天，可以写 1120、11.20、2026-11-20、下周三。"),
    ],
)
def test_what_is_no_day_is_said(typed: str, sentence: str) -> None:
    understood = read_day(typed, FRIDAY)
    assert understood.day is None
    assert understood.problem == sentence


def test_nothing_typed_is_no_day_and_no_mistake() -> None:
    understood = read_day("  ", FRIDAY)
    assert (understood.day, understood.problem) == (None, "")


def test_the_leap_day_of_the_next_year_is_nearer_than_none() -> None:
    assert read_day("229", date(2027, 11, 20)).day == date(2028, 2, 29)
    assert read_day("229", date(2027, 11, 20), Lean.PAST).problem == "2027年没有 2月29日。"


@given(day=DAYS, today=DAYS, lean=st.sampled_from(Lean))
def test_a_whole_date_is_itself_whatever_the_day_and_the_lean(day: date, today: date, lean: Lean) -> None:
    for typed in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert read_day(typed, today, lean).day == day


@given(month=st.integers(1, 12), number=st.integers(1, 28), today=DAYS)
def test_a_day_without_its_year_lies_on_the_side_the_field_leans_to(
    month: int, number: int, today: date
) -> None:
    typed = f"{month:02}{number:02}"
    past, future = read_day(typed, today, Lean.PAST).day, read_day(typed, today, Lean.FUTURE).day
    nearest = read_day(typed, today).day
    assert past is not None
    assert future is not None
    assert today - timedelta(days=366) < past <= today <= future < today + timedelta(days=366)
    assert {(one.month, one.day) for one in (past, future)} == {(month, number)}
    assert nearest in (past, future)
    assert nearest is not None
    assert abs((nearest - today).days) == min((today - past).days, (future - today).days)


@given(today=DAYS, place=st.integers(0, 6), lean=st.sampled_from(Lean))
def test_next_week_is_the_seven_days_after_this_sunday(today: date, place: int, lean: Lean) -> None:
    day = read_day("下周" + "一二三四五六日"[place], today, lean).day
    assert day is not None
    sunday = today + timedelta(days=6 - today.weekday())
    assert sunday + timedelta(days=1) <= day <= sunday + timedelta(days=7)
    assert day.weekday() == place


@given(text=st.text(max_size=12), today=DAYS, lean=st.sampled_from(Lean))
def test_any_text_gives_a_day_or_a_sentence_never_both(text: str, today: date, lean: Lean) -> None:
    understood = read_day(text, today, lean)
    assert (understood.day is None) == bool(understood.problem or not text.strip())


@pytest.mark.parametrize("typed", ["2021.12", "2021年12月", "2021-12", "202112"])
def test_a_month_is_a_day_only_where_a_field_says_which(typed: str) -> None:
    seen_from = date(2026, 11, 20)
    assert read_day(typed, seen_from).day is None
    assert read_day(typed, seen_from, of_month=MonthEdge.FIRST).day == date(2021, 12, 1)
    assert read_day(typed, seen_from, of_month=MonthEdge.LAST).day == date(2021, 12, 31)


def test_a_month_that_does_not_exist_is_said_so() -> None:
    assert (
        read_day("2021.13", date(2026, 11, 20), of_month=MonthEdge.FIRST).problem
        == "没有 13 月，请看看月份。"
    )
