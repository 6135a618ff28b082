"""Where new rows go on paper that is filled bit by bit, as a passbook is: what is printed never moves.

A page of a table has a number of equal slots; a row takes one or more of them. Places are told as on paper: page and
row on that page, both from 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deputy_station.core.errors import Refusal


class PageWithoutRows(Refusal):
    """A page of the table holds nothing: its form is too high for the paper."""

    def __init__(self) -> None:
        super().__init__("这张表一页连一行也放不下。请在文书里把表头或行高改小。")


@dataclass(frozen=True, order=True)
class Place:
    """Where a row begins and how many slots it takes."""

    page: int
    row: int
    slots: int = 1

    def first(self, per_page: int) -> int:
        """Its first slot, counted from 0 over all pages."""
        return (self.page - 1) * per_page + self.row - 1

    def end(self, per_page: int) -> int:
        """The slot after its last one, counted the same way."""
        return self.first(per_page) + self.slots


def place_new(printed: Iterable[Place], slots: Sequence[int], per_page: int) -> tuple[Place, ...]:
    """The places of new rows that take so many slots each, in their order, behind everything printed.

    A record that comes late goes to the next free row, as on paper, however old it is. A row that does not fit the
    rest of the page goes to the next page; one higher than a whole page begins on a new one and runs on. Raises
    PageWithoutRows.
    """
    if per_page < 1:
        raise PageWithoutRows
    free = max((place.end(per_page) for place in printed), default=0)
    places: list[Place] = []
    for height in slots:
        used = free % per_page
        if used and used + height > per_page:
            free += per_page - used
        places.append(Place(free // per_page + 1, free % per_page + 1, height))
        free += height
    return tuple(places)
