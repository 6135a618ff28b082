"""What a bulletin asks for follows what was found: nothing is to be mended where nothing was."""

from dataclasses import replace
from datetime import date

import pytest

from deputy_station.features.spotcheck.rules.bulletin import Book, Facts, _demands, _good, _problems

BY = date(2026, 8, 19)


def book(passed: bool | None, *problems: str) -> Book:
    return Book(1, "王建国", "第一代表小组", passed, problems, 12, 12, 9, 9, 6, 6)


@pytest.mark.parametrize(
    ("books", "asked"),
    [
        ([book(True)], "各代表小组要继续保持。"),
        ([book(False)], "对不合格的 1 册逐条整改，2026年8月19日前改好"),
        ([book(True, "漏填", "缺签名")], "对发现的 2 处问题逐条整改，"),
        ([book(False, "漏填"), book(True)], "对不合格的 1 册和发现的 1 处问题逐条整改，"),
    ],
)
def test_only_what_was_found_is_to_be_mended(books: list[Book], asked: str) -> None:
    said = _demands(books, "青石镇", BY)
    assert asked in said
    assert ("改好" in said) == ("整改" in said)


def test_books_that_were_not_looked_at_are_not_without_problems() -> None:
    assert _problems([book(None)], False) == "还没有查，查过再写。"
    assert "继续保持" not in _demands([book(None)], "青石镇", BY)
    assert _problems([book(None), book(True)], False) == "没有发现问题。"


def test_of_books_nobody_looked_at_nothing_is_said_of_completeness() -> None:
    days = (date(2026, 1, 1), date(2026, 6, 30))
    facts = Facts(
        2026, 1, *days, 9, "7", "青石镇", "区人大", None, ("第一代表小组",), (book(None), book(None))
    )
    assert _good(facts) == "还没有查，查过再写。"
    assert _good(replace(facts, books=(book(False), book(None)))) == "没有登记完整、材料齐全的登记册。"
