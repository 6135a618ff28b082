"""Which of the things found is the one that was meant."""

import pytest

from deputy_station.core.fitting import Fit, fit, split_words
from deputy_station.core.pinyin import search_keys


def test_words_are_parted_by_spaces_and_commas_of_either_width() -> None:
    assert split_words(" 路灯　ＹＺ，北村、2026-12 ") == ("路灯", "yz", "北村", "2026-12")
    assert split_words(" 　") == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("曾国藩", Fit.EXACT),
        ("曾国", Fit.BEGINS),
        ("zgf", Fit.INITIALS),
        ("cgf", Fit.INITIALS),  # a dictionary's first reading of 曾
        ("zengguofan", Fit.INITIALS),
        ("zengg", Fit.PINYIN),
        ("国藩", Fit.WORD),
        ("gf", Fit.WITHIN),  # inside the initials
        ("王", None),
    ],
)
def test_a_name_fits_better_the_more_it_was_meant(typed: str, expected: Fit | None) -> None:
    assert fit(split_words(typed), "曾国藩", keys=search_keys("曾国藩")) == expected


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄信", ["sxx", "dxx", "shan"]),
        ("仇士良", ["qsl", "csl", "qiu"]),
        ("解晓东", ["xxd", "jxd", "xie"]),
        ("区志海", ["ozh", "qzh", "ou"]),
        ("查文斌", ["zwb", "cwb", "zha"]),
        ("朴永顺", ["pys", "piao"]),
        ("盖克", ["gk", "ge", "gai"]),
        ("乐建民", ["yjm", "ljm", "yue"]),
        ("尉迟恭", ["ycg", "yuchi", "weichi"]),
    ],
)
def test_every_reading_of_a_surname_finds_its_bearer(name: str, typed: list[str]) -> None:
    for each in typed:
        place = fit((each,), name, keys=search_keys(name))
        assert place is not None, each
        assert place <= Fit.PINYIN, each


def test_all_words_must_be_found_in_any_order_and_the_worst_of_them_counts() -> None:
    assert fit(("北村", "路灯"), "路灯不亮（北村）") is Fit.WORD
    assert fit(("路灯", "北村"), "路灯不亮", more=["朔北村三组"]) is Fit.WITHIN
    assert fit(("路灯", "南村"), "路灯不亮（北村）") is None


def test_words_that_together_begin_the_name_fit_as_its_beginning() -> None:
    assert fit(("登记", "诉"), "登记诉求") is Fit.BEGINS
    assert fit(("登记", "诉求"), "登记诉求") is Fit.EXACT


def test_nothing_typed_fits_nothing() -> None:
    assert fit((), "登记诉求") is None
