"""The calendar of worked days and the arithmetic of terms, on the published table of 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.core.workdays import (
    DayOverride,
    DeadlineAmountInvalid,
    DeadlineRule,
    DeadlineUnit,
    Workdays,
    deadline,
)

WORKDAYS = Workdays()


@pytest.mark.parametrize(
    ("day", "works", "name"),
    [
        (date(2026, 9, 24), True, ""),  # an ordinary Thursday
        (date(2026, 9, 20), True, "调休上班"),  # a Sunday worked for the National Day week
        (date(2026, 9, 25), False, "中秋节"),
        (date(2026, 10, 3), False, "国庆节"),  # a Saturday inside the holiday bears its name
        (date(2026, 10, 10), True, "调休上班"),
        (date(2026, 10, 11), False, "周末"),
        (date(2026, 4, 6), False, "清明节"),
        (date(2026, 6, 19), False, "端午节"),
    ],
)
def test_a_day_is_worked_or_rested_by_the_published_table(day: date, works: bool, name: str) -> None:
    assert (WORKDAYS.is_workday(day), WORKDAYS.rest_name(day)) == (works, name)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 1, 1), "元旦"),  # the new year's Friday
        (date(2027, 2, 5), "春节"),  # 除夕: 春节 2027 is on 6 February
        (date(2027, 2, 6), "春节"),
        (date(2027, 2, 8), "春节"),  # 正月初三, a Monday
        (date(2027, 4, 5), "清明节"),
        (date(2027, 5, 2), "劳动节"),
        (date(2027, 6, 9), "端午节"),
        (date(2027, 9, 15), "中秋节"),
        (date(2027, 10, 3), "国庆节"),
        (date(2031, 10, 1), "国庆节、中秋节"),  # the moon is full on the national day of 2031
    ],
)
def test_beyond_the_published_table_the_days_off_of_the_law_are_rested_and_provisional(
    day: date, name: str
) -> None:
    assert not WORKDAYS.is_workday(day)
    assert WORKDAYS.rest_name(day) == name
    assert WORKDAYS.is_provisional(day)


def test_what_the_state_council_adds_to_the_law_is_not_guessed() -> None:
    after = date(2027, 2, 9)  # 初四, a Tuesday: usually off, by an arrangement that nobody has published yet
    assert WORKDAYS.is_workday(after)
    assert WORKDAYS.is_provisional(after)
    assert not WORKDAYS.is_provisional(date(2026, 12, 31))


def test_a_year_beyond_the_table_has_the_thirteen_days_off_of_the_law() -> None:
    special = WORKDAYS.special_days(date(2027, 1, 1), date(2027, 12, 31))
    assert len(special) == 13
    assert not any(each.works for _, each in special)


def test_the_published_years_keep_what_was_published() -> None:
    assert WORKDAYS.is_workday(date(2024, 2, 9))  # 除夕 2024 was no day off yet


def test_an_override_wins_over_the_table_and_settles_its_day() -> None:
    known = Workdays(
        {date(2027, 1, 1): DayOverride(False, "元旦"), date(2026, 11, 23): DayOverride(False, "停电")}
    )
    assert not known.is_workday(date(2027, 1, 1))
    assert not known.is_provisional(date(2027, 1, 1))
    assert known.is_provisional(date(2027, 1, 4))
    assert known.rest_name(date(2026, 11, 23)) == "停电"
    assert known.next_workday(date(2026, 11, 20)) == date(2026, 11, 24)


def test_a_year_declared_published_is_no_longer_provisional() -> None:
    entered = Workdays({date(2027, 1, 1): DayOverride(False, "元旦")}, published_years=[2027])
    assert not entered.is_provisional(date(2027, 6, 1))


def test_adding_workdays_steps_over_the_national_day_week_and_counts_the_shifted_saturday() -> None:
    # 30 Sep, then rest 1-7 Oct, then 8, 9, 10 (Saturday, worked), 12 Oct
    assert WORKDAYS.add_workdays(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert WORKDAYS.add_workdays(date(2026, 9, 30), 4) == date(2026, 10, 12)
    assert WORKDAYS.add_workdays(date(2026, 10, 12), -3) == date(2026, 10, 8)
    assert WORKDAYS.count_workdays(date(2026, 9, 30), date(2026, 10, 12)) == 5


@given(
    start=st.dates(date(2004, 1, 1), date(2029, 12, 31)),
    count=st.integers(min_value=-60, max_value=60).filter(bool),
)
def test_adding_workdays_agrees_with_walking_day_by_day(start: date, count: int) -> None:
    step = timedelta(days=1 if count > 0 else -1)
    day, left = start, abs(count)
    while left:
        day += step
        left -= WORKDAYS.is_workday(day)
    assert WORKDAYS.add_workdays(start, count) == day
    between = WORKDAYS.count_workdays(min(start, day), max(start, day))
    assert between == abs(count) + WORKDAYS.is_workday(start)


@pytest.mark.parametrize(
    ("start", "rule", "on", "arithmetic"),
    [
        (
            date(2026, 11, 20),
            DeadlineRule(10),
            date(2026, 12, 4),
            "11月20日交办，次日起 10 个工作日（跳过周末 4 天），到 12月4日",
        ),
        (
            date(2026, 11, 16),
            DeadlineRule(3),
            date(2026, 11, 19),
            "11月16日交办，次日起 3 个工作日，到 11月19日",
        ),
        (  # counted: 29 and 30 Sep, 8, 9, 10 Oct; rested: seven days of the holiday
            date(2026, 9, 28),
            DeadlineRule(5),
            date(2026, 10, 10),
            "9月28日交办，次日起 5 个工作日（跳过国庆节 7 天，含10月10日调休上班），到 10月10日",
        ),
        (  # a Saturday: the same day does not count, Monday is the first
            date(2026, 11, 21),
            DeadlineRule(2, from_next_day=False),
            date(2026, 11, 24),
            "11月21日交办，当日起 2 个工作日（跳过周末 2 天），到 11月24日",
        ),
        (  # 15 days on is 5 Dec, a Saturday
            date(2026, 11, 20),
            DeadlineRule(15, DeadlineUnit.DAY),
            date(2026, 12, 7),
            "11月20日交办，次日起 15 天，到 12月5日，逢周末顺延到 12月7日",
        ),
        (
            date(2026, 11, 20),
            DeadlineRule(15, DeadlineUnit.DAY, off_rest_days=False),
            date(2026, 12, 5),
            "11月20日交办，次日起 15 天，到 12月5日",
        ),
        (
            date(2026, 7, 1),
            DeadlineRule(3, DeadlineUnit.MONTH),
            date(2026, 10, 8),
            "7月1日交办，次日起 3 个月，到 10月1日，逢国庆节顺延到 10月8日",
        ),
        (  # the month counted with its first day ends a day earlier
            date(2026, 5, 12),
            DeadlineRule(1, DeadlineUnit.MONTH, from_next_day=False),
            date(2026, 6, 11),
            "5月12日交办，当日起 1 个月，到 6月11日",
        ),
        (  # February 2026 has 28 days, the 28th is a Saturday worked for the Spring Festival
            date(2026, 1, 31),
            DeadlineRule(1, DeadlineUnit.MONTH),
            date(2026, 2, 28),
            "1月31日交办，次日起 1 个月，到 2月28日（2月没有 31 日，取月末）",
        ),
    ],
)
def test_a_deadline_shows_its_arithmetic(start: date, rule: DeadlineRule, on: date, arithmetic: str) -> None:
    found = deadline(start, rule, WORKDAYS)
    assert (found.on, found.arithmetic, found.provisional) == (on, arithmetic, False)


def test_a_deadline_beyond_the_table_is_marked_provisional_in_the_sentence_too() -> None:
    found = deadline(date(2026, 11, 20), DeadlineRule(3, DeadlineUnit.MONTH), WORKDAYS)
    assert found.on == date(2027, 2, 22)  # 20 February 2027 is a Saturday
    assert found.provisional
    assert found.arithmetic == (
        "11月20日交办，次日起 3 个月，到 2027年2月20日，逢周末顺延到 2027年2月22日（暂算）"
    )


def test_a_term_in_plain_days_that_ignores_rest_days_is_never_provisional() -> None:
    rule = DeadlineRule(60, DeadlineUnit.DAY, off_rest_days=False)
    assert not deadline(date(2026, 12, 20), rule, WORKDAYS).provisional


def test_the_event_that_starts_the_term_is_named() -> None:
    assert deadline(date(2026, 11, 20), DeadlineRule(1), WORKDAYS, event="登记").arithmetic.startswith(
        "11月20日登记，"
    )


@pytest.mark.parametrize("amount", [0, -1, 3651])
def test_a_term_of_no_days_or_of_a_lifetime_is_refused(amount: int) -> None:
    with pytest.raises(DeadlineAmountInvalid, match="1 到 3650"):
        DeadlineRule(amount)


@given(
    start=st.dates(date(2004, 1, 1), date(2026, 6, 30)),
    amount=st.integers(min_value=1, max_value=90),
)
def test_a_term_in_workdays_ends_on_a_workday_and_holds_exactly_that_many(start: date, amount: int) -> None:
    found = deadline(start, DeadlineRule(amount), WORKDAYS)
    assert WORKDAYS.is_workday(found.on)
    assert WORKDAYS.count_workdays(start + timedelta(days=1), found.on) == amount
