"""Lines of Chinese text: where they may break, and that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.documents.kept_whole import kept_whole
from deputy_station.documents.wrapping import clean_for_paper, wrap_text

TEXTS = st.text(alphabet="路灯坏了，。（）“”、 3ab\n·—", max_size=60)


class _Widths(dict[str, float]):
    def __missing__(self, character: str) -> float:
        return 0.5 if character.isascii() else 1.0


def _lines(text: str, limit: float) -> list[str]:
    return [line.text for line in wrap_text(text, _Widths(), limit)]


def test_a_line_never_begins_with_a_full_stop() -> None:
    assert _lines("路灯坏了。谁修", 4) == ["路灯坏", "了。谁修"]


def test_a_line_never_ends_with_an_opening_bracket() -> None:
    assert _lines("街道办（城建）", 4) == ["街道办", "（城建）"]


def test_numbers_dates_and_words_stay_whole() -> None:
    assert _lines("电话5550123号", 5) == ["电话", "5550123号"]
    assert _lines("到11:30止", 3) == ["到", "11:30", "止"]


def test_a_year_before_a_number_is_no_hour() -> None:
    assert kept_whole("青禾-2026：0513、0514，9:00 到") == ((18, 22),)


@pytest.mark.parametrize(
    "whole",
    ["9:00—11:30", "2026年12月4日", "12月4日", "0561－5550123", "138 0013 8000", "星期五", "东街-2026-0012"],
)
def test_hours_dates_and_phone_numbers_stay_on_one_line(whole: str) -> None:
    width = sum(_Widths()[character] for character in whole)
    for room in range(int(width) + 1, int(width) + 6):
        lines = _lines(f"在{whole}接待", room)
        assert any(whole in line for line in lines), lines
        assert "".join(lines) == f"在{whole}接待"


def test_a_date_longer_than_the_line_is_broken_beside_its_signs() -> None:
    assert _lines("2026年12月4日", 4) == ["2026年12", "月4日"]


def test_a_number_keeps_its_unit() -> None:
    assert _lines("应到共 24 人", 5.5) == ["应到共", " 24 人"] or _lines("应到共 24 人", 5.5) == [
        "应到共 ",
        "24 人",
    ]


def test_a_name_is_broken_between_its_parts() -> None:
    assert _lines("买买提·艾力江·吐尔逊", 9) == ["买买提·艾力江·", "吐尔逊"]


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert _lines("abcdefgh", 2) == ["abcd", "efgh"]


def test_a_paragraph_ends_are_marked() -> None:
    assert [(line.text, line.ends) for line in wrap_text("一二三\n四", _Widths(), 2)] == [
        ("一二", False),
        ("三", True),
        ("四", True),
    ]


def test_a_first_line_may_be_shorter_in_every_paragraph() -> None:
    assert [line.text for line in wrap_text("一二三四\n五六七", _Widths(), 3, 2)] == [
        "一二",
        "三四",
        "五六",
        "七",
    ]


@given(TEXTS, st.floats(min_value=0.5, max_value=12))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, limit: float) -> None:
    widths = _Widths()
    rebuilt = "".join(line.text + ("\n" if line.ends else "") for line in wrap_text(text, widths, limit))
    assert rebuilt == text + "\n"
    for line in wrap_text(text, widths, limit):
        shown = line.text.rstrip(" ")
        assert len(shown) <= 1 or sum(widths[c] for c in shown) <= limit + 1e-3


@given(TEXTS)
def test_no_line_begins_with_closing_punctuation_where_there_is_room(text: str) -> None:
    body = "".join(c for c in text if c not in "，。）”、·—（“\n ") or "路"
    sentence = "".join(c + "。" for c in body)
    assert not [line for line in wrap_text(sentence, _Widths(), 6) if line.text.startswith("。")]


@pytest.mark.parametrize(
    ("given_text", "printed"),
    [
        ("一\r\n二\r三", "一\n二\n三"),
        ("一\t二", "一 二"),
        ("王\u200b建\ufeff国", "王建国"),
        ("葛\U000e0100", "葛"),
        ("一\x00\x07二", "一二"),
        ("𠮷䶮㛃", "𠮷䶮㛃"),
    ],
)
def test_what_cannot_be_seen_is_not_set(given_text: str, printed: str) -> None:
    assert clean_for_paper(given_text) == printed


def test_a_name_in_a_list_is_not_broken_over_two_lines() -> None:
    assert _lines("王建国、李秀英、何晓燕", 9) == ["王建国、李秀英、", "何晓燕"]
    assert _lines("承办：王强（刘涛）", 4) == ["承办：", "王强", "（刘涛）"]
