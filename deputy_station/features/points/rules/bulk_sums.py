"""Adding up the points of very many subjects: categories and totals as `sheet` adds them up, exactly, all at once.

Points are whole numbers over one denominator that all of them share; where these outgrow 64 bits they are Python's own
whole numbers, slower and just as exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from deputy_station.features.points.rules.conditions import TOTAL
from deputy_station.features.points.rules.ladder import rounded
from deputy_station.features.points.rules.patterns import Numbers
from deputy_station.features.points.rules.scheme import Item, Scheme

Wholes: TypeAlias = NDArray[Any]
"""Whole numbers: 64 bits, or objects."""

_FITS = 2**60


@dataclass(frozen=True)
class ItemColumn:
    """An item's points of every subject: the different values, and which of them each subject has."""

    item: Item
    values: Sequence[Fraction]
    own: Numbers


@dataclass(frozen=True)
class Sums:
    """By code of item or category, and for the total, every subject's points as `Fraction(number, denominator)`."""

    denominator: int
    columns: Mapping[str, Wholes]

    @classmethod
    def of(cls, scheme: Scheme, items: Sequence[ItemColumn]) -> "Sums":
        """Items, categories and the total as it is graded, of all subjects."""
        bounds = [
            bound for each in scheme.categories for bound in (each.most, each.least) if bound is not None
        ]
        bounds += [bound for bound in (scheme.total_most, scheme.total_least) if bound is not None]
        numbers = [value for column in items for value in set(column.values)] + bounds
        finest = 1 if scheme.rounding is None else 10 ** max(scheme.rounding.digits, 0)
        denominator = lcm(finest, *{value.denominator for value in numbers})
        largest = max((abs(value) for value in numbers), default=Fraction(0)) * denominator
        sort = np.int64 if largest * (len(items) + 1) < _FITS else object

        def whole(value: Fraction) -> int:
            return value.numerator * (denominator // value.denominator)

        subjects = len(items[0].own) if items else 0
        columns: dict[str, Wholes] = {
            column.item.code: np.array([whole(value) for value in column.values], dtype=sort)[column.own]
            for column in items
        }
        total: Wholes = np.zeros(subjects, dtype=sort)
        for category in scheme.categories:
            points: Wholes = np.zeros(subjects, dtype=sort)
            for item in scheme.items:
                if item.category == category.code:
                    points = points + columns[item.code]
            raw = points
            if category.least is not None:
                points = np.where(raw < whole(category.least), whole(category.least), points)
            if category.most is not None:
                points = np.where(raw > whole(category.most), whole(category.most), points)
            columns[category.code] = points
            total = total + points
        if scheme.total_most is not None:
            total = np.minimum(total, whole(scheme.total_most))
        if scheme.total_least is not None:
            total = np.maximum(total, whole(scheme.total_least))
        columns[TOTAL] = total
        sums = cls(denominator, columns)
        return sums if scheme.rounding is None else sums._rounded(scheme)

    def distinct(self, code: str) -> tuple[list[Fraction], Numbers]:
        """The different points there are, and which of them each subject has."""
        names, own = np.unique(self.columns[code], return_inverse=True)
        return [Fraction(name, self.denominator) for name in names.tolist()], own.astype(np.int64)

    def fractions(self, code: str) -> list[Fraction]:
        """Every subject's points."""
        values, own = self.distinct(code)
        return [values[place] for place in own.tolist()]

    def of_subject(self, number: int) -> dict[str, Fraction]:
        """One subject's points, by code."""
        return {
            code: Fraction(int(points[number]), self.denominator) for code, points in self.columns.items()
        }

    def _rounded(self, scheme: Scheme) -> "Sums":
        values, own = self.distinct(TOTAL)
        graded = [rounded(value, scheme.rounding) for value in values]
        wholes = np.array(
            [int(value * self.denominator) for value in graded], dtype=self.columns[TOTAL].dtype
        )
        return Sums(self.denominator, {**self.columns, TOTAL: wholes[own]})
