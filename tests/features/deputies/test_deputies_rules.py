"""Words of rosters, and mandates in time."""

from datetime import date

import pytest

from deputy_station.features.deputies.rules import (
    Level,
    Sex,
    in_office,
    levels_on_paper,
    read_levels,
    read_month,
    read_postcode,
    read_sex,
    term_number,
)


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("镇", (Level.TOWN,)),
        ("镇人大代表", (Level.TOWN,)),
        ("区、镇", (Level.TOWN, Level.DISTRICT)),
        ("市/县区/镇", (Level.TOWN, Level.DISTRICT, Level.CITY)),
        ("区级", (Level.DISTRICT,)),
        ("全国人大代表和省人大代表", (Level.PROVINCE, Level.NATION)),
        ("村", None),
        ("镇、村", None),
        ("", None),
    ],
)
def test_levels_are_read_as_rosters_write_them(words: str, levels: tuple[Level, ...] | None) -> None:
    assert read_levels(words) == levels


@pytest.mark.parametrize(
    ("district", "written"),
    [("杜集区", "镇、区、市"), ("濉溪县", "镇、县、市"), ("新郑市", "镇、县区、市"), ("", "镇、县区、市")],
)
def test_a_paper_names_the_level_as_the_place_does(district: str, written: str) -> None:
    assert levels_on_paper("镇、县区、市", district) == written


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("第十九届", 19),
        ("第19届", 19),
        ("十届人大", 10),
        ("第二十届", 20),
        ("第二十一届", 21),
        ("三届", 3),
        ("本届", None),
    ],
)
def test_the_number_of_a_term_is_read_in_figures_and_words(name: str, number: int | None) -> None:
    assert term_number(name) == number


def test_sex_is_read_or_left_open() -> None:
    assert read_sex("女") is Sex.FEMALE
    assert read_sex("男性") is Sex.MALE
    assert read_sex("不详") is None


def test_the_first_and_the_last_day_of_a_mandate_count() -> None:
    first, last = date(2021, 12, 4), date(2026, 12, 3)
    assert in_office(first, last, first)
    assert in_office(first, last, last)
    assert not in_office(first, last, date(2026, 12, 4))
    assert not in_office(first, last, date(2021, 12, 3))
    assert in_office(first, None, date(2099, 1, 1))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1975-03", "1975-03"), ("1975.3", "1975-03"), ("1975年12月", "1975-12"), ("197503", "1975-03"), (" ", ""),
        ("1975-13", None), ("75.3", None), ("1975", None), ("197500", None),
    ],
)  # fmt: skip
def test_a_month_of_birth_is_read_or_refused(text: str, month: str | None) -> None:
    assert read_month(text) == month


@pytest.mark.parametrize(
    ("text", "postcode"),
    [("010020", "010020"), ("０１００２０", "010020"), (" 235 000 ", "235000"), ("", ""), ("　", ""),
     ("10020", None), ("2350001", None), ("23500O", None), ("٢٣٥٠٠٠", None), ("邮编235000", None)],
)  # fmt: skip
def test_a_postcode_is_six_digits_or_nothing(text: str, postcode: str | None) -> None:
    assert read_postcode(text) == postcode
