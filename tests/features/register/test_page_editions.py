"""Which paper of a page counts: the one in the book now, told from those taken out by the edition in its code."""

import pytest

from deputy_station.features.register.rules.page_editions import (
    PapersOfPage,
    counts_now,
    edition_after,
    old_paper_words,
)

TWICE = PapersOfPage(("11月3日", "11月20日"), lies=True)


def test_the_paper_in_the_book_needs_no_words() -> None:
    assert old_paper_words(PapersOfPage((), lies=True), 1) == ""
    assert old_paper_words(TWICE, 3) == ""


def test_of_old_paper_the_day_is_told_on_which_it_was_exchanged() -> None:
    assert old_paper_words(TWICE, 1) == (
        "这是旧页，11月3日已经换成新页；旧页收好留底，不算签名，请在新页上签了名再收。"
    )
    assert "11月20日" in old_paper_words(TWICE, 2)


def test_of_a_page_the_new_book_does_not_have_nothing_is_to_be_signed() -> None:
    words = old_paper_words(PapersOfPage(("11月3日",), lies=False), 1)
    assert words == "这是旧页，11月3日已经从册里取下，现在的册子没有这一页；旧页收好留底，不算签名。"


@pytest.mark.parametrize(
    ("papers", "edition"),
    [
        (PapersOfPage((), lies=False), 1),
        (PapersOfPage((), lies=True), 2),
        (PapersOfPage(("x",), lies=False), 2),
    ],
)
def test_paper_that_was_never_put_in_there_are_no_words(papers: PapersOfPage, edition: int) -> None:
    assert old_paper_words(papers, edition) is None


def test_a_paper_counts_while_none_came_after_it() -> None:
    taken_out = {("awards", 1): 1}
    assert counts_now(2, taken_out, ("awards", 1))
    assert not counts_now(1, taken_out, ("awards", 1))
    assert counts_now(1, taken_out, ("awards", 2))


def test_more_editions_than_a_code_can_say_bear_the_last_number() -> None:
    assert [edition_after(count) for count in (0, 253, 254, 255, 900)] == [1, 254, 255, 255, 255]
    assert old_paper_words(PapersOfPage(("x",) * 300, lies=True), 255) == ""
