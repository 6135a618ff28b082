"""Who of very many subjects has the same records: patterns found with whole numbers, no two different ones alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]

_FITS = 2**62
"""Codes are put together as long as they stay below this."""
_DENSE = 8_000_000
"""Up to so many places (subjects × cells) are counted in one table; beyond it by sorting."""

_SPREAD = 8
"""Values up to so many times their number are looked up in a table; others are sorted."""


@dataclass(frozen=True)
class Entries:
    """Which cells each of so many subjects has, and how many of each: by subject, then cell.

    `starts[i]` to `starts[i + 1]` are the places of subject i in `cells` and `times`.
    """

    starts: Numbers
    cells: Numbers
    times: Numbers

    @classmethod
    def of(cls, subjects: int, who: Numbers, cells: Numbers, times: Numbers) -> "Entries":
        """Records put together: one entry for each subject and cell."""
        width = int(cells.max()) + 1 if cells.size else 1
        place = who * width + cells
        if subjects * width <= _DENSE:
            # Sums this small are exact as floats.
            counts = np.bincount(place, weights=times, minlength=subjects * width)
            places = np.flatnonzero(counts)
            number = counts[places]
        else:
            places, own = np.unique(place, return_inverse=True)
            number = np.bincount(own, weights=times)
        starts = np.searchsorted(places, np.arange(subjects + 1) * width)
        return cls(starts.astype(np.int64), places % width, number.astype(np.int64))

    def of_cells(self, wanted: NDArray[np.bool_]) -> "Entries":
        """The entries of some cells alone."""
        taken = wanted[self.cells]
        before = np.zeros(len(taken) + 1, dtype=np.int64)
        np.cumsum(taken, out=before[1:])
        return Entries(before[self.starts], self.cells[taken], self.times[taken])

    def held(self, number: int) -> list[tuple[int, int]]:
        """One subject's cells with how many of each."""
        own = slice(self.starts[number], self.starts[number + 1])
        return list(zip(self.cells[own].tolist(), self.times[own].tolist(), strict=True))

    def key(self, number: int) -> bytes:
        """What is equal for subjects with the same cells, as many of each."""
        own = slice(self.starts[number], self.starts[number + 1])
        return self.cells[own].tobytes() + self.times[own].tobytes()

    def patterns(self, profiles: Numbers) -> tuple[Numbers, Numbers]:
        """The first subject with each pattern of profile and entries, and for every subject which of them it has."""
        names, code = numbered(profiles)
        size = len(names)
        if self.cells.size:
            names, local = numbered(self.cells)
            most = int(self.times.max()) + 1
            width = len(names) * most + 1
            words = local * most + self.times + 1
            lengths = np.diff(self.starts)
            for place in range(int(lengths.max())):
                if size * width >= _FITS:
                    names, code = numbered(code)
                    size = len(names)
                has = np.flatnonzero(lengths > place)
                code = code * width
                code[has] += words[self.starts[has] + place]
                size *= width
        return _firsts(code)


def numbered(values: Numbers) -> tuple[Numbers, Numbers]:
    """The different values, and for each place the number of its value among them."""
    if values.size and values.min() >= 0 and values.max() < _SPREAD * values.size:
        there = np.zeros(int(values.max()) + 1, dtype=bool)
        there[values] = True
        names = np.flatnonzero(there)
        place = np.cumsum(there) - 1
        return names, place[values]
    names, own = np.unique(values, return_inverse=True)
    return names, own.astype(np.int64)


def together(columns: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """The first row of each sort where several columns stand side by side, and for every row its sort."""
    _names, code = numbered(columns[0])
    for column in columns[1:]:
        others, again = numbered(column)
        _names, code = numbered(code * len(others) + again)
    return _firsts(code)


def _firsts(code: Numbers) -> tuple[Numbers, Numbers]:
    _names, first, own = np.unique(code, return_index=True, return_inverse=True)
    return first.astype(np.int64), own.astype(np.int64)
