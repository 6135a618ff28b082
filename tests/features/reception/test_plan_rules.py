"""The reception days of a year from a rule, on the published calendar of 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.core.workdays import Workdays
from deputy_station.features.reception.rules.market_phrase import (
    CalendarNotNamed,
    FirstMarketNotNamed,
    MarketDaysNotNamed,
)
from deputy_station.features.reception.rules.phrase import (
    EXAMPLES,
    PlanPhraseNotUnderstood,
    plan_rule_text,
    read_plan_rule,
)
from deputy_station.features.reception.rules.plan import (
    EVEN_MONTHS,
    LAST,
    ODD_MONTHS,
    OnRestDay,
    PlanKind,
    PlannedDay,
    PlanRule,
    PlanRuleInvalid,
    plan_days,
)

WORKDAYS = Workdays()
LUNAR_3_8 = (3, 8, 13, 18, 23, 28)


def plan(phrase: str, year: int = 2026) -> list[PlannedDay]:
    return plan_days(year, read_plan_rule(phrase), WORKDAYS)


def test_the_15th_of_each_month_moves_off_weekends_and_the_spring_festival() -> None:
    days = plan("每月15日")
    assert [(day.on.month, day.on.day) for day in days if day.on] == [
        (1, 15),
        (2, 24),  # 15 February opens the nine days of the Spring Festival
        (3, 16),  # a Sunday
        (4, 15),
        (5, 15),
        (6, 15),
        (7, 15),
        (8, 17),  # a Saturday
        (9, 15),
        (10, 15),
        (11, 16),  # a Sunday
        (12, 15),
    ]
    assert days[1] == PlannedDay(date(2026, 2, 15), date(2026, 2, 24), "逢春节，顺延到 2月24日", False)
    assert days[2].note == "逢周末，顺延到 3月16日"
    assert days[3].note == ""


def test_a_saturday_that_is_worked_instead_is_a_valid_day() -> None:
    [october] = plan("10月10日")
    assert october == PlannedDay(date(2026, 10, 10), date(2026, 10, 10), "调休上班，照常接待", False)


def test_the_first_friday_moves_one_week_when_the_holiday_lies_on_it() -> None:
    days = plan("双月第一个周五，逢节假日推后一周")
    [october] = [day for day in days if day.original.month == 10]
    assert october == PlannedDay(date(2026, 10, 2), date(2026, 10, 9), "逢国庆节，推后一周到 10月9日", False)


def test_one_week_later_leaves_a_holiday_of_nine_days_by_a_second_week() -> None:
    [day] = plan("2月第三个周一，逢节假日推后一周")  # 16 February; 23 February is still the holiday
    assert (day.original, day.on, day.note) == (
        date(2026, 2, 16),
        date(2026, 3, 2),
        "逢春节，推后到 3月2日",
    )


def test_one_week_later_from_a_weekend_ends_on_a_workday() -> None:
    [day] = plan("8月15日，逢节假日推后一周")  # a Saturday; a week later is a Saturday too
    assert day.on == date(2026, 8, 24)


def test_every_wednesday_leaves_out_the_holidays_when_the_rule_says_so() -> None:
    days = plan("每周三，节假日除外")
    left_out = [day.original for day in days if day.on is None]
    assert left_out == [date(2026, 2, 18), date(2026, 10, 7)]
    assert len(days) == 52
    assert days[6].note == "逢春节，不接待"


def test_two_days_moved_onto_one_are_held_once() -> None:
    days = plan("10月1、5日")  # both lie in the holiday week
    assert [day.on for day in days] == [date(2026, 10, 8), None]
    assert days[1].note == "逢国庆节，顺延到 10月8日，与当天的接待日并为一天"


def test_a_day_moved_onto_a_regular_day_is_merged_with_it() -> None:
    days = plan("每周三、四")  # Wednesday 7 October moves onto Thursday 8 October
    october = [day for day in days if date(2026, 10, 7) <= (day.on or day.original) <= date(2026, 10, 8)]
    assert [day.on for day in october].count(date(2026, 10, 8)) == 1


def test_a_rule_that_names_saturday_means_saturday_but_not_a_holiday() -> None:
    days = {day.original: day for day in plan("每周六")}
    assert days[date(2026, 11, 21)].on == date(2026, 11, 21)
    assert days[date(2026, 10, 3)].on == date(2026, 10, 8)


def test_a_month_without_that_day_takes_its_end() -> None:
    february = plan("2月30日", year=2025)
    assert february == [PlannedDay(date(2025, 2, 28), date(2025, 2, 28), "2月没有 30 日，取月末", False)]


def test_a_fifth_friday_is_only_held_in_months_that_have_one() -> None:
    months = [day.original.month for day in plan("每月第五个周五，逢节假日照常")]
    assert months == [1, 5, 7, 10]


def test_the_last_workday_of_a_month_steps_back_over_the_weekend() -> None:
    [may] = plan("5月最后一个工作日")  # 30 and 31 May 2026 are a weekend
    assert may.on == date(2026, 5, 29)


def test_a_year_nobody_has_published_is_marked_provisional() -> None:
    assert all(day.provisional for day in plan("每月15日", year=2027))


def test_festivals_nobody_has_published_yet_are_stepped_over() -> None:
    # 正月初三 (Monday 8 February), 清明 (Monday 5 April) and 劳动节 with its weekend (1 and 2 May) of 2027
    days = {day.original: day for day in plan("每月5、8日", year=2027)}
    assert (days[date(2027, 2, 5)].on, days[date(2027, 2, 8)].on) == (date(2027, 2, 9), None)
    assert days[date(2027, 2, 8)].joins == date(2027, 2, 9)
    april = days[date(2027, 4, 5)]
    assert (april.on, april.note) == (date(2027, 4, 6), "逢清明节，顺延到 4月6日")
    assert april.provisional


def test_a_market_is_held_on_a_festival_too() -> None:
    third = next(day for day in plan("农历每月逢三、八", year=2027) if day.original == date(2027, 2, 8))
    assert (third.on, third.note) == (date(2027, 2, 8), "农历正月初三，春节，照常接待")


def test_a_day_moved_from_december_into_an_unpublished_january_is_provisional() -> None:
    [day] = plan("12月27日，逢节假日推后一周")  # a Sunday, and so is 3 January
    assert (day.on, day.note, day.provisional) == (
        date(2027, 1, 4),
        "逢周末，推后到 2027年1月4日",
        True,
    )


@pytest.mark.parametrize(
    ("phrase", "rule"),
    [
        ("每月15日", PlanRule(PlanKind.MONTH_DAYS, (15,))),
        ("每月 15 日为代表接待日", PlanRule(PlanKind.MONTH_DAYS, (15,))),
        ("每月十五号", PlanRule(PlanKind.MONTH_DAYS, (15,))),
        ("每月9、19日", PlanRule(PlanKind.MONTH_DAYS, (9, 19))),
        ("每月9日、19日", PlanRule(PlanKind.MONTH_DAYS, (9, 19))),
        ("每月最后一天", PlanRule(PlanKind.MONTH_DAYS, (LAST,))),
        ("单月15日", PlanRule(PlanKind.MONTH_DAYS, (15,), months=ODD_MONTHS)),
        ("每周三", PlanRule(PlanKind.WEEKLY, weekdays=(2,))),
        ("每周二、四", PlanRule(PlanKind.WEEKLY, weekdays=(1, 3))),
        ("每星期一", PlanRule(PlanKind.WEEKLY, weekdays=(0,))),
        ("单月第一个周五", PlanRule(PlanKind.NTH_WEEKDAY, (1,), (4,), ODD_MONTHS)),
        ("双月最后一个星期五", PlanRule(PlanKind.NTH_WEEKDAY, (LAST,), (4,), EVEN_MONTHS)),
        ("每月第一、三个周五", PlanRule(PlanKind.NTH_WEEKDAY, (1, 3), (4,))),
        ("每月的第一个工作日", PlanRule(PlanKind.NTH_WORKDAY, (1,))),
        ("1、4、7、10月15日", PlanRule(PlanKind.MONTH_DAYS, (15,), months=(1, 4, 7, 10))),
        ("单月15日遇节假日顺延", PlanRule(PlanKind.MONTH_DAYS, (15,), months=ODD_MONTHS)),
        ("每周一遇节假日顺延", PlanRule(PlanKind.WEEKLY, weekdays=(0,))),
        ("每季度末月15日", PlanRule(PlanKind.MONTH_DAYS, (15,), months=(3, 6, 9, 12))),
        ("每季第二个月第一个周一", PlanRule(PlanKind.NTH_WEEKDAY, (1,), (0,), (2, 5, 8, 11))),
        ("每季度第一个周五", PlanRule(PlanKind.NTH_WEEKDAY, (1,), (4,), (1, 4, 7, 10))),
        ("每季度最后一个周五", PlanRule(PlanKind.NTH_WEEKDAY, (LAST,), (4,), (3, 6, 9, 12))),
        ("下半年每月15日", PlanRule(PlanKind.MONTH_DAYS, (15,), months=(7, 8, 9, 10, 11, 12))),
        ("3月至11月每月15日", PlanRule(PlanKind.MONTH_DAYS, (15,), months=tuple(range(3, 12)))),
        ("农历每月逢三、八", PlanRule(PlanKind.LUNAR_DAYS, LUNAR_3_8, on_rest_day=OnRestDay.KEEP)),
        ("农历三、八逢集", PlanRule(PlanKind.LUNAR_DAYS, LUNAR_3_8, on_rest_day=OnRestDay.KEEP)),
        (
            "农历逢三逢八，节假日除外",
            PlanRule(PlanKind.LUNAR_DAYS, LUNAR_3_8, on_rest_day=OnRestDay.LEAVE_OUT),
        ),
        ("公历每月逢三、八", PlanRule(PlanKind.MONTH_DAYS, LUNAR_3_8, on_rest_day=OnRestDay.KEEP)),
        ("农历初一、十五", PlanRule(PlanKind.LUNAR_DAYS, (1, 15), on_rest_day=OnRestDay.KEEP)),
        ("每月初一、十五", PlanRule(PlanKind.LUNAR_DAYS, (1, 15), on_rest_day=OnRestDay.KEEP)),
        (
            "逢5天一集，从2026年1月3日起",
            PlanRule(PlanKind.EVERY_DAYS, (5,), on_rest_day=OnRestDay.KEEP, since=date(2026, 1, 3)),
        ),
        (
            "自2026-1-7起每两周一次",
            PlanRule(PlanKind.EVERY_DAYS, (14,), since=date(2026, 1, 7)),
        ),
        ("每季度首月10日", PlanRule(PlanKind.MONTH_DAYS, (10,), months=(1, 4, 7, 10))),
        (
            "每周三（法定节假日除外）",
            PlanRule(PlanKind.WEEKLY, weekdays=(2,), on_rest_day=OnRestDay.LEAVE_OUT),
        ),
        (
            "每月第一个周五，遇节假日顺延一周",
            PlanRule(PlanKind.NTH_WEEKDAY, (1,), (4,), on_rest_day=OnRestDay.WEEK_LATER),
        ),
    ],
)
def test_phrases_of_the_notice_board_are_read(phrase: str, rule: PlanRule) -> None:
    assert read_plan_rule(phrase) == rule


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "有空就来",
        "每月",
        "15日",
        "每月周三",
        "每两周周三",
        "每周八",
        "每周三上午",
        "每月15日或16日",
        "每月五十日",
        "每月15日，逢节假日顺延三天",
        "每月15日，逢下雨顺延",
        "每月第一个周五，每月15日",
        "每季度15日",
        "每季度第五个周五",
        "农历三、八",
        "农历逢十三",
        "每月15日，从2026年3月1日起",
    ],
)
def test_what_is_not_understood_is_refused_with_examples(phrase: str) -> None:
    with pytest.raises(PlanPhraseNotUnderstood, match=r"。请照例子写，如“每月15日”“每周一”。$"):
        read_plan_rule(phrase)


def test_a_market_that_could_be_of_either_calendar_is_asked_about() -> None:
    with pytest.raises(CalendarNotNamed, match="没有写明是农历还是公历"):
        read_plan_rule("每月逢三、八")


@pytest.mark.parametrize("phrase", ["逢集", "逢集日", "每逢集日", "赶集日", "每月逢场", "赶圩"])
def test_market_days_without_their_days_are_asked_about(phrase: str) -> None:
    with pytest.raises(MarketDaysNotNamed, match="没有写明哪几天是集"):
        read_plan_rule(phrase)


def test_a_market_every_five_days_needs_its_first_day() -> None:
    with pytest.raises(FirstMarketNotNamed, match="没有写明从哪天起"):
        read_plan_rule("逢5天一集")


@pytest.mark.parametrize(
    "phrase", ["农历每月31日", "每5天一集，从2026年2月30日起", "每1天一集，从2026年1月3日起"]
)
def test_markets_that_cannot_be_are_refused(phrase: str) -> None:
    with pytest.raises(PlanRuleInvalid):
        read_plan_rule(phrase)


def test_every_example_shown_to_people_is_read_and_names_days() -> None:
    assert all(plan(each) for each in EXAMPLES)


@pytest.mark.parametrize(
    "phrase", ["每月32日", "每月0日", "13月1日", "每月第六个周五", "每5天一集，从0001年1月1日起"]
)
def test_numbers_no_calendar_has_are_refused(phrase: str) -> None:
    with pytest.raises((PlanRuleInvalid, PlanPhraseNotUnderstood)):
        read_plan_rule(phrase)


def test_a_market_by_the_farmers_calendar_falls_on_its_lunar_days() -> None:
    days = plan("农历每月初一、十五", year=2025)
    # The new year of 2025 is 29 January; 25 July opens the leap sixth month, 8 August is its fifteenth.
    on = [day.original for day in days]
    assert date(2025, 1, 29) in on
    assert [day.note for day in days if day.original in (date(2025, 7, 25), date(2025, 8, 8))] == [
        "农历闰六月初一",
        "农历闰六月十五",
    ]
    assert date(2025, 6, 25) in on  # the first of the sixth month itself


def test_a_lunar_month_of_29_days_has_no_market_on_the_thirtieth() -> None:
    thirtieths = [day.original for day in plan("农历每月逢十", year=2025) if day.note.endswith("三十")]
    # 正月 and 二月 of 2025 have 30 and 29 days (27 March 2025 is 二月廿八, 29 March 三月初一)
    assert date(2025, 2, 27) in thirtieths
    assert not any(date(2025, 3, 1) <= each < date(2025, 3, 29) for each in thirtieths)


def test_a_market_is_held_on_a_rest_day_unless_the_rule_says_otherwise() -> None:
    days = {day.original: day for day in plan("农历每月逢三、八")}
    third_of_first_month = date(2026, 2, 19)  # the Spring Festival of 2026 is 17 February
    assert days[third_of_first_month] == PlannedDay(
        third_of_first_month, third_of_first_month, "农历正月初三，春节，照常接待", False
    )
    moved = {day.original: day for day in plan("农历每月逢三，逢节假日顺延")}[third_of_first_month]
    assert (moved.on, moved.note) == (date(2026, 2, 24), "农历正月初三，逢春节，顺延到 2月24日")


def test_every_five_days_is_counted_on_over_the_turn_of_the_year() -> None:
    first = [day.on for day in plan("每5天一集，从2026年1月3日起")]
    assert first[:2] == [date(2026, 1, 3), date(2026, 1, 8)]
    assert first[-1] == date(2026, 12, 29)  # 72 times five days after 3 January
    assert plan("每5天一集，从2026年1月3日起", year=2027)[0].on == date(2027, 1, 3)
    assert plan("每5天一集，从2026年1月3日起", year=2025) == []


def test_every_monday_moves_off_a_holiday_to_the_next_workday() -> None:
    days = {day.original: day.on for day in plan("每周一，遇节假日顺延")}
    assert days[date(2026, 10, 5)] == date(2026, 10, 8)
    assert days[date(2026, 10, 12)] == date(2026, 10, 12)


NUMBERS = st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True).map(
    lambda each: tuple(sorted(each))
)
WEEKDAYS = st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True).map(
    lambda each: tuple(sorted(each))
)
MONTHS = st.lists(st.integers(1, 12), min_size=1, unique=True).map(lambda each: tuple(sorted(each)))
ON_REST_DAY = st.sampled_from(OnRestDay)
RULES = st.one_of(
    st.builds(PlanRule, st.just(PlanKind.MONTH_DAYS), NUMBERS, st.just(()), MONTHS, ON_REST_DAY),
    st.builds(PlanRule, st.just(PlanKind.NTH_WEEKDAY), NUMBERS, WEEKDAYS, MONTHS, ON_REST_DAY),
    st.builds(PlanRule, st.just(PlanKind.NTH_WORKDAY), NUMBERS, st.just(()), MONTHS, ON_REST_DAY),
    st.builds(
        lambda weekdays, rest: PlanRule(PlanKind.WEEKLY, (), weekdays, on_rest_day=rest),
        WEEKDAYS,
        ON_REST_DAY,
    ),
    st.builds(
        PlanRule,
        st.just(PlanKind.LUNAR_DAYS),
        st.lists(st.integers(1, 30), min_size=1, max_size=12, unique=True).map(
            lambda each: tuple(sorted(each))
        ),
        on_rest_day=ON_REST_DAY,
    ),
    st.builds(
        PlanRule,
        st.just(PlanKind.EVERY_DAYS),
        st.tuples(st.integers(2, 92)),
        on_rest_day=ON_REST_DAY,
        since=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    ),
)


def test_a_long_text_that_is_no_rule_is_said_back_shortly() -> None:
    with pytest.raises(PlanPhraseNotUnderstood) as told:
        plan("请各位代表" * 40)
    assert str(told.value) == f"没看懂“{'请各位代表' * 4}……”。请照例子写，如“每月15日”“每周一”。"


@given(rule=RULES)
def test_every_rule_in_words_is_read_back_as_itself(rule: PlanRule) -> None:
    assert read_plan_rule(plan_rule_text(rule)) == rule


@given(rule=RULES, year=st.integers(2010, 2026))
def test_no_day_is_held_twice_and_none_on_a_holiday_unless_the_rule_keeps_it(
    rule: PlanRule, year: int
) -> None:
    held = [day.on for day in plan_days(year, rule, WORKDAYS) if day.on]
    assert len(held) == len(set(held))
    if rule.on_rest_day is not OnRestDay.KEEP:
        assert all(WORKDAYS.is_workday(day) or day.weekday() in rule.weekdays for day in held)
