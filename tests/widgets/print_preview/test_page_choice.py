"""Which pages are meant by what a person types."""

import pytest

from deputy_station.widgets.print_preview.page_choice import PagesNotRead, read_pages, sheets_of_paper


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("1-3,5", (0, 1, 2, 4)),
        ("1－3，５", (0, 1, 2, 4)),
        ("1至3、5", (0, 1, 2, 4)),
        ("1——3", (0, 1, 2)),
        ("第2页", (1,)),
        ("5, 2, 2", (1, 4)),
        ("4-", (3, 4, 5)),
        ("-2", (0, 1)),
        ("1 3 6", (0, 2, 5)),
        ("2-2", (1,)),
    ],
)
def test_pages_are_read_as_people_write_them(typed: str, pages: tuple[int, ...]) -> None:
    assert read_pages(typed, 6) == pages


@pytest.mark.parametrize("typed", ["0", "7", "3-7", "5-2", "abc", "1,x", "-", "", " ，"])
def test_what_names_no_page_of_the_paper_is_refused(typed: str) -> None:
    with pytest.raises(PagesNotRead):
        read_pages(typed, 6)


@pytest.mark.parametrize("typed", ["9" * 5000, "1-" + "9" * 5000, "-" + "9" * 5000, "x" * 5000])
def test_a_cat_on_the_keyboard_is_refused_in_a_short_sentence(typed: str) -> None:
    with pytest.raises(PagesNotRead) as refused:
        read_pages(typed, 6)
    assert len(str(refused.value)) < 40


def test_a_page_beyond_the_end_is_named_with_the_number_there_are() -> None:
    with pytest.raises(PagesNotRead, match="“8-9”不在这份文件里，它只有 6 页。"):
        read_pages("1,8-9", 6)


def test_both_sides_take_half_the_paper_and_each_copy_a_sheet_of_its_own() -> None:
    assert sheets_of_paper(5, 1, both_sides=False) == 5
    assert sheets_of_paper(5, 3, both_sides=False) == 15
    assert sheets_of_paper(5, 3, both_sides=True) == 9  # three sheets a copy, the last one's back empty
