"""Whole numbers of very many records: several side by side in one, a column at a time, and what is equal put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, case, literal_column
from sqlalchemy.orm import InstrumentedAttribute

from deputy_station.core.choices import Choice
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.patterns import Numbers, numbered

Number: TypeAlias = SQLColumnExpression[int]

WIDE, NARROW = 63, 31
"""Binary digits of a long and of a short number, without the sign."""


@dataclass(frozen=True)
class Records:
    """Records of one sort: whose each is, on which day of the period (counted from 0), and numbers that say the rest.

    `fact` makes a fact of such numbers; None where it counts for nothing.
    """

    deputies: Numbers
    days: Numbers
    columns: tuple[Numbers, ...]
    fact: Callable[[tuple[int, ...], date], Fact | None]
    dated: bool

    def among(self, deputies: "Range") -> "Records":
        """Those of these deputies alone."""
        mine = np.flatnonzero((self.deputies >= deputies.first) & (self.deputies <= deputies.last))
        return replace(
            self,
            deputies=self.deputies[mine],
            days=self.days[mine],
            columns=tuple(column[mine] for column in self.columns),
        )


@dataclass(frozen=True)
class Part:
    """A whole number of each record: from 0 up to, not including, `up_to`; never empty (NULL)."""

    number: Number
    up_to: int = 2**31

    @property
    def bits(self) -> int:
        """How many binary digits it takes."""
        return max((self.up_to - 1).bit_length(), 1)


def bits_of(pack: Sequence[Part]) -> int:
    return sum(part.bits for part in pack)


def packs_of(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts in order, as many together as one number holds."""
    packs: list[list[Part]] = [[]]
    for part in parts:
        if bits_of([*packs[-1], part]) > WIDE:
            packs.append([])
        packs[-1].append(part)
    return packs


@dataclass(frozen=True)
class Range:
    """Deputies by number, both ends included."""

    first: int
    last: int

    def of(self, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """The condition on a deputy's column."""
        return column.between(self.first, self.last)


def combinations(records: Records) -> tuple[list[tuple[int, ...]], Numbers]:
    """The different numbers there are among the records (the day first, or 0 where it does not matter), and which of
    them each record has."""
    day = records.days if records.dated else np.zeros_like(records.days)
    return rows_of((day, *records.columns))


def rows_of(columns: tuple[Numbers, ...]) -> tuple[list[tuple[int, ...]], Numbers]:
    """The different rows of columns side by side, and which of them each row is."""
    _names, code = numbered(columns[0])
    for column in columns[1:]:
        others, again = numbered(column)
        _names, code = numbered(code * len(others) + again)
    first = np.zeros(len(_names), dtype=np.int64)
    first[code] = np.arange(len(code))
    return list(zip(*(column[first].tolist() for column in columns), strict=True)), code


def code_of(column: InstrumentedAttribute[Any], words: Sequence[Choice]) -> Part:
    """The place of the word among the words; their number where it is none of them."""
    whens = ((column == word, place) for place, word in enumerate(words))
    return Part(case(*whens, else_=len(words)), len(words) + 1)


def flag_of(condition: SQLColumnExpression[bool]) -> Part:
    return Part(case((condition, 1), else_=0), 2)


NOUGHT = Part(literal_column("0", Integer), 1)
"""Where nobody asks."""
