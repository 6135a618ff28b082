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
    rest of the page goes to the next page; one higher than a whole page begins on a new one and runs on. Pages before
    the last one that bear no row (they never came out of the printer, or all their records are gone) are filled first.
    Raises PageWithoutRows.
    """
    if per_page < 1:
        raise PageWithoutRows
    there = list(printed)
    free = max((place.end(per_page) for place in there), default=0)
    spaces = [*_empty_pages(there, per_page), (free, None)]
    begin, end = spaces.pop(0)
    places: list[Place] = []
    for height in slots:
        at = _fitting(begin, height, per_page)
        while end is not None and at + height > end:
            begin, end = spaces.pop(0)
            at = _fitting(begin, height, per_page)
        places.append(Place(at // per_page + 1, at % per_page + 1, height))
        begin = at + height
    return tuple(places)


def pages_of(place: Place, per_page: int) -> range:
    """The pages a row stands on."""
    return range(place.page, (place.end(per_page) - 1) // per_page + 2)


def _fitting(free: int, height: int, per_page: int) -> int:
    """The first slot from `free` on where a row so high may begin."""
    used = free % per_page
    return free + per_page - used if used and used + height > per_page else free


def _empty_pages(there: Sequence[Place], per_page: int) -> list[tuple[int, int | None]]:
    """First slot, and the one after the last, of every stretch of pages without a row before the last page."""
    taken = {page for place in there for page in pages_of(place, per_page)}
    spaces: list[tuple[int, int | None]] = []
    for page in range(1, max(taken, default=1)):
        if page in taken:
            continue
        begin, end = (page - 1) * per_page, page * per_page
        if spaces and spaces[-1][1] == begin:
            begin = spaces.pop()[0]
        spaces.append((begin, end))
    return spaces
