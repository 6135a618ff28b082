"""Where records stand in a table on paper: pages of equal slots that are filled from the top and never moved again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deputy_station.features.register.rules.book import Entry


@dataclass(frozen=True)
class TakenRow:
    """What stands on the paper already: the record and its slots, counted from 0 over all pages of the table."""

    record: str
    first: int
    slots: int


@dataclass(frozen=True)
class PlacedRow:
    """A record in its place: `line` is its number in the table, its slots are counted from 0 over all pages."""

    entry: Entry
    line: int
    first: int
    slots: int

    def page(self, a_page: int) -> int:
        """The page (from 1) it begins on, with `a_page` slots on each."""
        return self.first // a_page + 1

    def row(self, a_page: int) -> int:
        """The slot (from 1) of that page."""
        return self.first % a_page + 1

    def last_page(self, a_page: int) -> int:
        """The page (from 1) it ends on."""
        return (self.first + self.slots - 1) // a_page + 1


def slot_of(page: int, row: int, a_page: int) -> int:
    """The slot counted over all pages, from a page and a row that both begin with 1."""
    return (page - 1) * a_page + row - 1


def place_rows(
    entries: Sequence[Entry], needs: Mapping[str, int], taken: Sequence[TakenRow] = ()
) -> tuple[PlacedRow, ...]:
    """The records to be printed after what stands on the paper, in their order; `needs` says the slots of each record.

    What is printed stays where it is, also when its record was taken out since: no slot is used twice. A record that
    waits for somebody is not printed.
    """
    printed = {row.record for row in taken}
    free = max((row.first + row.slots for row in taken), default=0)
    placed: list[PlacedRow] = []
    for entry in entries:
        if entry.waits or entry.record in printed:
            continue
        slots = needs[entry.record]
        placed.append(PlacedRow(entry, len(taken) + len(placed) + 1, free, slots))
        free += slots
    return tuple(placed)


def pages_of(taken: Sequence[TakenRow], placed: Sequence[PlacedRow], a_page: int) -> int:
    """How many pages the table has: one at least, as an empty table is in the book too."""
    ends = [row.first + row.slots for row in taken] + [row.first + row.slots for row in placed]
    return max(1, -(-max(ends, default=0) // a_page))
