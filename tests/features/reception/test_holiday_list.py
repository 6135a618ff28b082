"""The holiday table as people paste it: sentences of the announcement, or a row a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.core.workdays import DayOverride
from deputy_station.features.reception.rules.holiday_list import (
    HolidayLineUnclear,
    holiday_list_text,
    read_holiday_list,
)

ANNOUNCED = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。"""


def test_the_sentences_of_the_announcement_are_read_as_they_stand() -> None:
    days = read_holiday_list(ANNOUNCED, year=2026)
    assert len(days) == 3 + 1 + 9 + 2 + 3
    assert days[date(2026, 1, 3)] == DayOverride(False, "元旦")
    assert days[date(2026, 2, 23)] == DayOverride(False, "春节")
    assert [day for day, named in days.items() if named.works] == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
    ]


def test_the_announcement_of_another_year_is_noticed_by_its_weekdays() -> None:
    with pytest.raises(HolidayLineUnclear, match=r"第 1 行.*1月1日周四，2027 年这天是周五。请核对年份。"):
        read_holiday_list(ANNOUNCED, year=2027)


def test_rows_of_a_table_are_read_however_they_were_copied() -> None:
    text = "2027-02-05\t休息\t春节\n2027/2/20 上班\n\n5月1日至3日，放假，劳动节\n10月9日 上班 国庆节调休"
    assert read_holiday_list(text, year=2027) == {
        date(2027, 2, 5): DayOverride(False, "春节"),
        date(2027, 2, 20): DayOverride(True, "调休上班"),
        date(2027, 5, 1): DayOverride(False, "劳动节"),
        date(2027, 5, 2): DayOverride(False, "劳动节"),
        date(2027, 5, 3): DayOverride(False, "劳动节"),
        date(2027, 10, 9): DayOverride(True, "国庆节调休"),
    }


def test_a_holiday_that_begins_the_year_before_keeps_its_years() -> None:
    days = read_holiday_list("元旦：2026年12月31日至2027年1月2日放假，共3天。", year=2027)
    assert list(days) == [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("各地区、各部门", "没看懂"),
        ("2月5日 春节", "没看懂"),
        ("2月5日 上班 休息", "没看懂"),
        ("春节：2月5日至13日放假调休，共8天。", "共 8 天，日期却是 9 天"),
        ("春节：2月5日至13日，请注意安全。", "没看懂"),
        ("2月30日 休息", "没有 2027-2-30 这一天"),
        ("20267-02-14 上班", "没看懂"),
        ("2027-02-145 上班", "没看懂"),
        ("5月3日至5月1日 休息", "结束日期不对"),
    ],
)
def test_a_line_that_is_not_clear_is_refused_with_its_number(line: str, why: str) -> None:
    with pytest.raises(HolidayLineUnclear, match=f"第 2 行.*{why}"):
        read_holiday_list(f"1月1日 休息 元旦\n{line}", year=2027)


def test_a_day_that_is_worked_and_not_worked_is_refused() -> None:
    with pytest.raises(HolidayLineUnclear, match="把 2月5日又写成上班"):
        read_holiday_list("2月5日至7日 休息 春节\n2月5日 上班", year=2027)


@given(
    days=st.dictionaries(
        st.dates(date(2026, 12, 25), date(2028, 1, 5)),
        st.builds(
            DayOverride,
            st.booleans(),
            st.sampled_from(["春节", "国庆节、中秋节", "国庆节", "调休上班", "停电检修"]),
        ),
        max_size=40,
    )
)
def test_a_table_written_out_is_read_back_as_itself(days: dict[date, DayOverride]) -> None:
    assert read_holiday_list(holiday_list_text(days), year=2027) == days
