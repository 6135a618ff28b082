"""Terms as data: what is shipped for each kind of matter, and which of several rules holds.

The shipped terms lie in resources/matters/KIND_terms.toml; what a station sets itself goes before them.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from deputy_station.core.workdays import Deadline, DeadlineRule, DeadlineUnit, Workdays, deadline
from deputy_station.features.matters.rules.choices import Term

_KEYS = frozenset({"term", "route", "amount", "unit", "from_next_day", "off_rest_days"})


@dataclass(frozen=True)
class TermEntry:
    """One term: what for, on which route ("": any), for which category (None: any), how long."""

    term: Term
    route: str
    rule: DeadlineRule
    category_id: int | None = None


def read_terms(text: str) -> tuple[TermEntry, ...]:
    """The terms in a TOML text: a `[[term]]` for each with `term`, `amount`, `unit` (workday, day or month), and
    optionally `route`, `from_next_day` and `off_rest_days` (both true where not said).

    Raises ValueError naming the entry.
    """
    entries = tuple(_read_term(entry) for entry in tomllib.loads(text)["term"])
    keys = [(entry.term, entry.route) for entry in entries]
    twice = sorted({f"{term.value} {route}" for term, route in keys if keys.count((term, route)) > 1})
    if twice:
        raise ValueError(f"there twice: {twice}")
    return entries


def _read_term(entry: Mapping[str, Any]) -> TermEntry:
    unknown = set(entry) - _KEYS
    if unknown:
        raise ValueError(f"{entry.get('term')}: does not know {sorted(unknown)}")
    rule = DeadlineRule(
        entry["amount"],
        DeadlineUnit(entry["unit"]),
        from_next_day=entry.get("from_next_day", True),
        off_rest_days=entry.get("off_rest_days", True),
    )
    return TermEntry(Term(entry["term"]), entry.get("route", ""), rule)


def choose_term(
    own: Iterable[TermEntry],
    shipped: Iterable[TermEntry],
    *,
    term: Term,
    route: str,
    categories: Sequence[int],
) -> DeadlineRule | None:
    """The rule that holds: the station's own before the shipped, the nearest category (`categories` goes from the
    matter's own upwards) before none, the route named before any. None where nothing says how long."""
    near = {category_id: place for place, category_id in enumerate(categories)}

    def rank(entry: TermEntry) -> tuple[int, bool]:
        place = len(near) if entry.category_id is None else near[entry.category_id]
        return place, entry.route != route

    for entries in (own, shipped):
        fitting = [
            entry
            for entry in entries
            if entry.term is term
            and entry.route in ("", route)
            and (entry.category_id is None or entry.category_id in near)
        ]
        if fitting:
            return min(fitting, key=rank).rule
    return None


@dataclass(frozen=True)
class StartedTerm:
    """A term that runs: since which day, what began it (交办, 办完), and its rule. Kept as text beside the day it led
    to, so that the day can be reckoned anew when the holidays change."""

    since: date
    event: str
    rule: DeadlineRule

    @property
    def text(self) -> str:
        """2026-11-20 交办 10 workday next off."""
        rule = self.rule
        first, rest = "next" if rule.from_next_day else "same", "off" if rule.off_rest_days else "on"
        return f"{self.since.isoformat()} {self.event} {rule.amount} {rule.unit.value} {first} {rest}"

    def ends(self, workdays: Workdays) -> Deadline:
        """Its last day by this calendar."""
        return deadline(self.since, self.rule, workdays, event=self.event)


def read_started(text: str) -> StartedTerm | None:
    """The term that `StartedTerm.text` wrote; None for a day that was set by hand."""
    if not text:
        return None
    since, event, amount, unit, first, rest = text.split(" ")
    rule = DeadlineRule(
        int(amount), DeadlineUnit(unit), from_next_day=first == "next", off_rest_days=rest == "off"
    )
    return StartedTerm(date.fromisoformat(since), event, rule)


def rule_words(rule: DeadlineRule) -> str:
    """A rule in words, for a list of terms.

    >>> rule_words(DeadlineRule(3, DeadlineUnit.MONTH, off_rest_days=False))
    '次日起 3 个月，逢休息日不顺延'
    """
    first = "次日" if rule.from_next_day else "当日"
    rest = ""
    if rule.unit is not DeadlineUnit.WORKDAY:
        rest = "，逢休息日顺延" if rule.off_rest_days else "，逢休息日不顺延"
    return f"{first}起 {rule.text}{rest}"


def reckon_anew(
    started: str, before: date | None, workdays: Workdays, year: int | None, today: date
) -> Deadline | None:
    """The day a running term (`StartedTerm` as kept) leads to by now, by today's holiday table.

    None where `before`, the day as it stands, is not to be touched: set by hand, of other years than `year` (the one
    whose table changed; None: any), or gone by then: nobody is made late by a holiday that was moved.
    """
    term = read_started(started)
    if term is None or before is None:
        return None
    if year is not None and not term.since.year <= year <= before.year + 1:
        return None
    due = term.ends(workdays)
    return None if due.on < today <= before else due
