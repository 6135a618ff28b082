"""Which pages of a paper went out, in words and back."""

from hypothesis import given
from hypothesis import strategies as st

from deputy_station.features.papers.rules.page_words import page_words, pages_in, pages_out, part_words


def test_pages_are_said_as_people_write_them() -> None:
    assert page_words([0, 1, 2, 4]) == "第 1—3、5 页"
    assert (part_words("第 1—9 页"), part_words("")) == ("印出第 1—9 页，存全文", "")


@given(st.lists(st.integers(0, 40), max_size=12))
def test_words_give_the_pages_back_in_whatever_order_they_went_out(pages: list[int]) -> None:
    assert pages_in(page_words(pages)) == set(pages)


def test_what_came_out_in_several_goes_is_told_together() -> None:
    assert pages_out(["第 1—2 页", "第 4 页"], 5) == "第 1—2、4 页"
    assert pages_out(["第 1—2 页", ""], 5) == pages_out(["第 1—3 页", "第 3—5 页"], 5) == ""
