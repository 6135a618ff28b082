"""Scores of very many subjects: the same sums as `derive`, each worked out once for all who have the same records.

Records that no rule can tell apart are put together (`telling_apart`). Of items that hang together only a subject's
*pattern* matters: which condensed facts they look at, how many of each, the roles and the marks. A pattern is worked
out the first time it is met, by the very functions that work it out for one subject; what is done here for every
subject apart is adding up points, exactly, as whole numbers over a common denominator.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from deputy_station.features.points.rules.asked import Condition, HasPoints, HasRate, HasRecords
from deputy_station.features.points.rules.bag import Bag, fill_bag
from deputy_station.features.points.rules.bulk_sums import ItemColumn, Sums
from deputy_station.features.points.rules.conditions import TOTAL, holds
from deputy_station.features.points.rules.facts import Fact, Mark, Period, Subject, SubjectId
from deputy_station.features.points.rules.grading import alone, place_one
from deputy_station.features.points.rules.ladder import ladder_of
from deputy_station.features.points.rules.patterns import Entries, Numbers, numbered, together
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.sheet import Plan, fill_sheet, plan_of
from deputy_station.features.points.rules.telling_apart import (
    Component,
    asked_of_all,
    components_of,
    kinds_asked,
    leaves_of,
    looks_of,
)

Value = TypeVar("Value", bound=Hashable)

_REMEMBERED = 200_000
"""So many patterns of one thing are kept; after that it begins anew, so that memory does not grow."""


@dataclass(frozen=True, slots=True)
class BulkScore:
    """One subject's points, exact and as `derive` gives them, items and categories in the order of the scheme; graded
    alone."""

    subject_id: SubjectId
    total: Fraction
    grade: str
    items: tuple[Fraction, ...]
    categories: tuple[Fraction, ...]

    @property
    def deputy_id(self) -> int:
        """Whose it is, where deputies are scored."""
        assert isinstance(self.subject_id, int)
        return self.subject_id


@dataclass
class _Asked(Generic[Value]):
    """One thing worked out for patterns of some kinds of records: its values, and which pattern has which."""

    kinds: frozenset[str]
    work: Callable[[Subject, list[Fact]], Value]
    codes: frozenset[str] = frozenset()
    values: list[Value] = field(default_factory=list)
    numbers: dict[Value, int] = field(default_factory=dict)
    known: dict[tuple[int, bytes], int] = field(default_factory=dict)
    cells: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def looks_at(self, cells: Sequence[Fact]) -> NDArray[np.bool_]:
        """Which of the cells it looks at; there may be more of them than the last time."""
        new = [cell.kind in self.kinds for cell in cells[len(self.cells) :]]
        self.cells = np.concatenate([self.cells, np.array(new, dtype=bool)])
        return self.cells

    def keep(self, pattern: tuple[int, bytes], value: Value) -> int:
        """The number of the value, from now on known for the pattern."""
        if len(self.known) >= _REMEMBERED:
            self.known.clear()
        number = self.numbers.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        self.known[pattern] = number
        return number


class Bulk:
    """The scoring of many subjects under one scheme. Kept for a whole run: what was worked out is remembered."""

    def __init__(self, scheme: Scheme, *, period: Period, today: date | None = None) -> None:
        self.scheme, self.period, self.today = scheme, period, today
        components = components_of(scheme)
        self.looks = looks_of(scheme, components)
        self.cells: list[Fact] = []
        self._cell_numbers: dict[Fact, int] = {}
        self._profiles: dict[Subject, int] = {}
        self._components = components
        self._items = [
            _Asked(each.kinds, partial(self._points, plan_of(_part(scheme, each))), each.codes)
            for each in components
        ]
        leaves = list(dict.fromkeys(leaf for when in asked_of_all(scheme) for leaf in leaves_of(when)))
        self._records = [
            _Asked(kinds_asked(leaf), partial(self._met, leaf))
            for leaf in leaves
            if isinstance(leaf, HasRecords | HasRate)
        ]
        self._bounds = _bounds(leaves)
        self._ladder = ladder_of(scheme)
        self._grades: dict[tuple[int, ...], str] = {}
        self._standings: dict[Hashable, int] = {}

    def cell(self, fact: Fact) -> tuple[int, int] | None:
        """The number of the condensed fact, and how many of these the fact is; None when no rule looks at it."""
        found = self.looks.condensed(fact, self.period.first)
        if found is None:
            return None
        bare, times = found
        number = self._cell_numbers.setdefault(bare, len(self.cells))
        if number == len(self.cells):
            self.cells.append(bare)
        return number, times

    def score(
        self,
        ids: Sequence[SubjectId],
        subjects: Sequence[Subject],
        who: Numbers,
        cells: Numbers,
        times: Numbers,
    ) -> list[BulkScore]:
        """Score the subjects with these numbers, in order; of each subject roles, days in office and marks are looked
        at, and those who have the same may be one. Record i is `times[i]` of cell `cells[i]` and is of `ids[who[i]]`.

        Records outside a subject's days in office are left out by the caller, who alone knows their days.
        """
        if not subjects:
            return []
        entries = Entries.of(len(subjects), who, cells, times)
        plain = self._plain(subjects)
        profiles = np.array([self._profile(each) for each in plain], dtype=np.int64)
        marked = frozenset(mark.item for each in subjects for mark in each.marks)
        columns = []
        for component, asked in zip(self._components, self._items, strict=True):
            codes = self._codes(asked, entries, subjects, plain, profiles, marked)
            names, own = numbered(codes)
            values = [asked.values[name] for name in names.tolist()]
            for place, item in enumerate(component.items):
                columns.append(ItemColumn(item, [value[place] for value in values], own))
        sums = Sums.of(self.scheme, columns)
        records = [
            self._codes(asked, entries, subjects, plain, profiles, frozenset()) for asked in self._records
        ]
        grades = self._graded(sums, records, profiles, plain, entries)
        items = zip(*(sums.fractions(each.code) for each in self.scheme.items), strict=True)
        categories = zip(*(sums.fractions(each.code) for each in self.scheme.categories), strict=True)
        shown = zip(ids, sums.fractions(TOTAL), grades, items, categories, strict=True)
        return [
            BulkScore(number, total, grade, of_items, of_categories)
            for number, total, grade, of_items, of_categories in shown
        ]

    def _plain(self, subjects: Sequence[Subject]) -> list[Subject]:
        """The subjects with what can change a score alone, marks aside; equal ones are one and the same object."""
        kept: dict[Hashable, Subject] = {}
        found = []
        for subject in subjects:
            key = (subject.roles, subject.in_office)
            plain = kept.get(key)
            if plain is None:
                spans = subject.in_office
                whole = spans is None or any(
                    span.since <= self.period.first and (span.until is None or span.until >= self.period.last)
                    for span in spans
                )
                plain = kept[key] = Subject(0, roles=subject.roles, in_office=None if whole else spans)
            found.append(plain)
        return found

    def _profile(self, subject: Subject) -> int:
        return self._profiles.setdefault(subject, len(self._profiles))

    def _codes(
        self,
        asked: _Asked[Value],
        entries: Entries,
        subjects: Sequence[Subject],
        plain: Sequence[Subject],
        profiles: Numbers,
        marked: frozenset[str],
    ) -> Numbers:
        """For every subject the number of its value, working out the patterns not met yet."""
        if marked & asked.codes:
            plain = [
                replace(each, marks=_marks_of(subject, asked.codes)) if subject.marks else each
                for subject, each in zip(subjects, plain, strict=True)
            ]
            profiles = np.array([self._profile(each) for each in plain], dtype=np.int64)
        mine = entries.of_cells(asked.looks_at(self.cells))
        firsts, own = mine.patterns(profiles)
        found = np.empty(len(firsts), dtype=np.int64)
        for place, number in enumerate(firsts.tolist()):
            pattern = (int(profiles[number]), mine.key(number))
            code = asked.known.get(pattern)
            if code is None:
                subject = plain[number]
                code = asked.keep(pattern, asked.work(subject, self._facts(mine, number, subject)))
            found[place] = code
        return found[own]

    def _facts(self, entries: Entries, number: int, subject: Subject) -> list[Fact]:
        """The subject's facts as a rule is shown them; a day that does not matter is one in office."""
        day = self.period.first
        for span in subject.in_office or ():
            if span.until is None or span.until >= day:
                day = max(span.since, day)
                break
        return [
            replace(
                self.cells[cell],
                on=self.cells[cell].on if self.cells[cell].kind in self.looks.dated else day,
                times=times,
            )
            for cell, times in entries.held(number)
        ]

    def _bag(self, subject: Subject, facts: list[Fact]) -> Bag:
        return fill_bag(self.scheme, subject, facts, period=self.period, today=self.today)

    def _points(self, plan: Plan, subject: Subject, facts: list[Fact]) -> tuple[Fraction, ...]:
        return tuple(score.points for score in fill_sheet(plan, self._bag(subject, facts)).items)

    def _met(self, leaf: Condition, subject: Subject, facts: list[Fact]) -> bool:
        return holds(leaf, self._bag(subject, facts)).met

    def _graded(
        self,
        sums: Sums,
        records: Sequence[Numbers],
        profiles: Numbers,
        plain: Sequence[Subject],
        entries: Entries,
    ) -> list[str]:
        """Everybody's grade alone; worked out once for all who stand on the same side of every threshold."""
        values, own = sums.distinct(self.scheme.grading.by)
        stands = [
            self._standings.setdefault(self._ladder.find(value), len(self._standings)) for value in values
        ]
        columns = [profiles, np.array(stands, dtype=np.int64)[own]]
        for code, bounds in self._bounds.items():
            values, own = sums.distinct(code)
            sides = [_side(value, bounds) for value in values]
            columns.append(np.array(sides, dtype=np.int64)[own])
        columns += records
        firsts, own = together(columns)
        grades = []
        for number in firsts.tolist():
            key = tuple(int(column[number]) for column in columns)
            grade = self._grades.get(key)
            if grade is None:
                bag = self._bag(plain[number], self._facts(entries, number, plain[number]))
                bag.points.update(sums.of_subject(number))
                grade = self._grades[key] = alone(
                    self.scheme, place_one(self.scheme, self._ladder, bag)
                ).grade
            grades.append(grade)
        return [grades[place] for place in own.tolist()]


def _part(scheme: Scheme, component: Component) -> Scheme:
    """The scheme with some of its items alone; what they look at is among them."""
    used = {item.category for item in component.items}
    return replace(
        scheme,
        items=component.items,
        once=component.once,
        categories=tuple(category for category in scheme.categories if category.code in used),
    )


def _marks_of(subject: Subject, codes: frozenset[str]) -> tuple[Mark, ...]:
    return tuple(replace(mark, note="") for mark in subject.marks if mark.item in codes)


def _bounds(leaves: Sequence[Condition]) -> Mapping[str, tuple[Fraction, ...]]:
    """By score, the bounds that conditions hold against it."""
    found: dict[str, set[Fraction]] = {}
    for leaf in leaves:
        if isinstance(leaf, HasPoints):
            bounds = (leaf.above, leaf.at_least, leaf.below, leaf.at_most)
            found.setdefault(leaf.score, set()).update(bound for bound in bounds if bound is not None)
    return {code: tuple(sorted(bounds)) for code, bounds in found.items()}


def _side(value: Fraction, bounds: Sequence[Fraction]) -> int:
    """Between which bounds the value lies, or on which one: equal for values that no condition tells apart."""
    return sum((value > bound) + (value >= bound) for bound in bounds)
