"""Rows on paper that is filled bit by bit: nothing overlaps, nothing printed moves, everything is placed in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.features.register.rules.places import PageWithoutRows, Place, place_new

HEIGHTS = st.lists(st.integers(1, 9), max_size=30)


def slots_of(place: Place, per_page: int) -> set[int]:
    return set(range(place.first(per_page), place.end(per_page)))


def test_printing_goes_on_where_the_page_ended() -> None:
    printed = [Place(1, 1, 2), Place(1, 3)]
    assert place_new(printed, [1, 1], 5) == (Place(1, 4), Place(1, 5))


def test_a_row_higher_than_the_rest_of_the_page_goes_to_the_next_one() -> None:
    assert place_new([Place(1, 1, 4)], [2, 1], 5) == (Place(2, 1, 2), Place(2, 3))


def test_a_row_higher_than_a_page_begins_on_a_new_one_and_runs_on() -> None:
    assert place_new([Place(1, 1)], [7, 1], 3) == (Place(2, 1, 7), Place(4, 2))


def test_a_page_that_holds_nothing_is_refused() -> None:
    with pytest.raises(PageWithoutRows):
        place_new([], [1], 0)


@given(HEIGHTS, st.integers(1, 12))
def test_all_are_placed_in_order_without_overlap_and_no_row_is_torn_that_fits_a_page(
    heights: list[int], per_page: int
) -> None:
    places = place_new([], heights, per_page)
    assert [place.slots for place in places] == heights
    taken: set[int] = set()
    for place in places:
        slots = slots_of(place, per_page)
        assert not slots & taken
        assert all(slot > max(taken, default=-1) for slot in slots)
        taken |= slots
        if place.slots <= per_page:
            assert place.row + place.slots - 1 <= per_page
        else:
            assert place.row == 1
    # Never a whole page left empty between two rows.
    pages = {slot // per_page for slot in taken}
    assert pages == set(range(len(pages)))


@given(st.lists(HEIGHTS, min_size=1, max_size=6), st.integers(1, 12))
def test_quarter_by_quarter_the_paper_is_as_if_printed_at_once(runs: list[list[int]], per_page: int) -> None:
    paper: tuple[Place, ...] = ()
    for heights in runs:
        paper += place_new(paper, heights, per_page)
    assert paper == place_new([], [height for heights in runs for height in heights], per_page)


def test_pages_that_never_came_out_are_filled_before_the_rows_behind_them() -> None:
    # Of three pages only the last was printed: five slots each.
    assert place_new([Place(3, 1, 2)], [3, 3, 4, 2], 5) == (
        Place(1, 1, 3),
        Place(2, 1, 3),
        Place(4, 1, 4),
        Place(5, 1, 2),
    )
