"""One cell at a time: what it becomes, or why it cannot."""

import contextlib
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.documents.workbook_cells import Kind, UnreadableCell, read_cell, shown


@pytest.mark.parametrize(
    "spelling",
    [
        "2024-5-6", "2024/5/6", "2024.5.6", "2024年5月6日", "20240506", "2024-05-06", " 2024 年 5 月 6 日 ",
        "２０２４－５－６", "二〇二四年五月六日", "2024-05-06T00:00:00", 45418, 45418.0, 20240506, 20240506.0,
        date(2024, 5, 6), datetime(2024, 5, 6),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_a_day_is_understood_in_every_usual_spelling(spelling: object) -> None:
    assert read_cell(spelling, Kind.DATE) == date(2024, 5, 6)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spelling", "moment"),
    [
        ("2020/1/6 12:09:38", datetime(2020, 1, 6, 12, 9, 38)),  # noqa: DTZ001
        ("2020年1月6日 9:03", datetime(2020, 1, 6, 9, 3)),  # noqa: DTZ001
        ("2020年1月6日12时9分", datetime(2020, 1, 6, 12, 9)),  # noqa: DTZ001
        ("2020-01-06 12:09:38.5", datetime(2020, 1, 6, 12, 9, 38)),  # noqa: DTZ001
        (43836.5, datetime(2020, 1, 6, 12, 0)),  # noqa: DTZ001
        ("2020.1.6", datetime(2020, 1, 6)),  # noqa: DTZ001
    ],
)
def test_a_time_on_the_clock_is_kept(spelling: str | float, moment: datetime) -> None:
    assert read_cell(spelling, Kind.MOMENT) == moment


def test_a_workbook_that_counts_from_1904_gives_the_same_day() -> None:
    assert read_cell(45418 - 1462, Kind.DATE, starts_1904=True) == date(2024, 5, 6)


@pytest.mark.parametrize(
    ("spelling", "reason"),
    [
        ("2024年2月30日", "不存在"),
        ("2024-13-01", "不存在"),
        ("24.5.6", "不是能认的日期"),
        ("5/6/2024", "不是能认的日期"),
        ("2024年5月", "缺少日"),
        ("农历五月初六", "不是能认的日期"),
        ("0000-01-01", "不存在"),
        ("9999-01-01", "年份不合理"),
        ("0001-01-01", "年份不合理"),
        (2024, "不是日期"),
        (2024.5, "不是日期"),
        (-3, "不是日期"),
        (True, "不是日期"),
        (time(9, 0), "不是日期"),
    ],
)
def test_a_day_that_cannot_be_told_is_not_guessed(spelling: object, reason: str) -> None:
    with pytest.raises(UnreadableCell, match=reason):
        read_cell(spelling, Kind.DATE)  # type: ignore[arg-type]


@given(st.dates(min_value=date(1906, 1, 9), max_value=date(2099, 12, 31)))
def test_every_day_comes_back_from_each_spelling(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    year, month, number = day.year, day.month, day.day
    for spelling in (
        f"{year}-{month}-{number}", f"{year}年{month}月{number}日", f"{year}{month:02d}{number:02d}", serial
    ):  # fmt: skip
        assert read_cell(spelling, Kind.DATE) == day


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        (13800001111.0, "13800001111"),
        (13800001111, "13800001111"),
        ("13800001111", "13800001111"),
        (" 138 0000 1111 ", "138 0000 1111"),
        ("１３８００００１１１１", "13800001111"),
        ("1.3800001111E+10", "13800001111"),
        ("0561-3091234", "0561-3091234"),
        ("34060419900101123X", "34060419900101123X"),
        (20.0, "20"),
    ],
)
def test_a_number_that_is_a_name_keeps_its_digits(cell: str | float, digits: str) -> None:
    assert read_cell(cell, Kind.DIGITS) == digits


@pytest.mark.parametrize("cell", ["1.38E+10", 340604199001011234.0, 340604199001011234])
def test_digits_that_are_gone_are_reported(cell: str | float) -> None:
    with pytest.raises(UnreadableCell, match="设为文本，重新填写"):
        read_cell(cell, Kind.DIGITS)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (24.0, "24"),
        (1.5, "1.5"),
        (0.1, "0.1"),
        (True, "是"),
        ("  朔里\t镇 \n", "朔里 镇"),
        (date(2024, 5, 6), "2024-05-06"),
        (datetime(2024, 5, 6, 9, 3), "2024-05-06 09:03:00"),  # noqa: DTZ001
        ("=1+1", "=1+1"),
    ],
)
def test_a_line_is_text_whatever_the_cell_holds(cell: object, text: str) -> None:
    assert read_cell(cell, Kind.LINE) == text  # type: ignore[arg-type]


def test_lines_of_a_longer_text_stay_and_odd_spaces_go() -> None:
    assert read_cell("\n\t\t\n\t路灯坏了 \r\n\t请修\u3000一修\n\n", Kind.TEXT) == "路灯坏了\n请修 一修"


@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_cell_is_nothing(kind: Kind) -> None:
    assert read_cell("", kind) is None
    assert read_cell(" \t", kind) is None


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("1975.03", "1975-03"), ("1975年3月", "1975-03"), ("197503", "1975-03"), ("1975-3", "1975-03"),
        (1975.03, "1975-03"), (1975.12, "1975-12"), (197503.0, "1975-03"), ("1975-03-08", "1975-03"),
        (date(1975, 3, 1), "1975-03"),
    ],
)  # fmt: skip
def test_a_month_of_birth_is_year_and_month(cell: object, month: str) -> None:
    assert read_cell(cell, Kind.MONTH) == month  # type: ignore[arg-type]


def test_a_month_that_may_be_january_or_october_is_asked() -> None:
    with pytest.raises(UnreadableCell, match="分不清是 1 月还是 10 月"):
        read_cell(1975.1, Kind.MONTH)


@pytest.mark.parametrize("cell", ["1975.13", "不详", "75.3"])
def test_a_month_that_is_none_is_reported(cell: str) -> None:
    with pytest.raises(UnreadableCell):
        read_cell(cell, Kind.MONTH)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("是", True), ("√", True), ("Y", True), (1.0, True), ("否", False), ("无", False), (0, False)],
)
def test_yes_and_no_in_the_usual_spellings(cell: object, answer: bool) -> None:
    assert read_cell(cell, Kind.YES_NO) is answer  # type: ignore[arg-type]


def test_neither_yes_nor_no_is_asked() -> None:
    with pytest.raises(UnreadableCell, match="看不出是或否"):
        read_cell("再议", Kind.YES_NO)


def test_numbers_are_exact() -> None:
    assert read_cell("1,234.10", Kind.NUMBER) == Decimal("1234.10")
    assert read_cell(0.1, Kind.NUMBER) == Decimal("0.1")
    assert read_cell(12.0, Kind.INTEGER) == 12
    with pytest.raises(UnreadableCell, match="不是整数"):
        read_cell(1.5, Kind.INTEGER)
    with pytest.raises(UnreadableCell, match="不是数字"):
        read_cell("三十", Kind.NUMBER)


@pytest.mark.parametrize("text", ["锟斤拷锟斤拷", "张\ufffd田"])
def test_garbled_text_is_never_stored(text: str) -> None:
    with pytest.raises(UnreadableCell, match="乱码"):
        read_cell(text, Kind.LINE)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.times()))
def test_no_cell_ends_the_import_with_anything_but_a_sentence(cell: object) -> None:
    for kind in Kind:
        with contextlib.suppress(UnreadableCell):
            read_cell(cell, kind)  # type: ignore[arg-type]
    assert isinstance(shown(cell), str)  # type: ignore[arg-type]
