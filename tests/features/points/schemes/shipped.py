"""Printed schemes as shipped, and short ways to say what one deputy (or village) did under them in 2026.

Records are given as lists, so that a test reads as what happened: came("学习培训", 2), did("为民办实事"), or one by one:
record("捐款", 5, amount=100). `scored` takes a scheme that was read, `scored_by` the name of one, at the end of 2026.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from deputy_station.core.paths import resources_folder
from deputy_station.features.points.rules.checking import SchemeCheck, check_scheme
from deputy_station.features.points.rules.derive import score_all
from deputy_station.features.points.rules.facts import Earlier, Fact, Mark, Period, Subject
from deputy_station.features.points.rules.periods import period_of
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score

FOLDER = resources_folder() / "schemes"
YEAR = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)


def shipped(scheme_file: str, **answers: str | bool) -> Scheme:
    """The scheme with these answers to its open questions, the others as shipped."""
    text = (FOLDER / f"{scheme_file}.toml").read_text("utf-8")
    return read_scheme(text, named=scheme_file, answers=answers)


def checked(scheme_file: str) -> SchemeCheck:
    """What `points check` says about the file."""
    return check_scheme((FOLDER / f"{scheme_file}.toml").read_text("utf-8"), named=scheme_file)


def did(kind: str, number: int = 1, *, on: date = date(2026, 3, 2), **values: Any) -> list[Fact]:
    """So many records of a kind, a day apart, of subject "a" unless said otherwise."""
    values.setdefault("subject_id", "a")
    return [
        Fact(kind=kind, on=on + timedelta(days=day), source=(kind, day + 1), **values)
        for day in range(number)
    ]


def came(kind: str, number: int = 1, **values: Any) -> list[Fact]:
    """Came so many times."""
    return did(kind, number, state="到会", **values)


def record(kind: str, month: int = 5, day: int = 1, **words: Any) -> Fact:
    """One record of 2026."""
    return Fact(kind=kind, subject_id="a", on=date(2026, month, day), **words)


def attended(kind: str, *states: str) -> list[Fact]:
    """One record for each state, a day apart: attended("全体会议", "到会", "缺席")."""
    return [record(kind, 3, day, state=state) for day, state in enumerate(states, 1)]


def voted(*days: Mapping[str, int]) -> list[Fact]:
    """A ballot for each mapping of votes, a month apart."""
    return [record("测评", month, votes=tuple(votes.items())) for month, votes in enumerate(days, 6)]


def person(*roles: str, marks: Mapping[str, int | str] | None = None, **values: Any) -> Subject:
    """Subject "a" with these roles and marks given by hand, by item."""
    given = tuple(Mark(item, Fraction(points)) for item, points in (marks or {}).items())
    return Subject("a", "周明", roles=frozenset(roles), marks=given, **values)


def marks(**points: int | str) -> tuple[Mark, ...]:
    """Marks given by hand where the scheme names no rater: marks(A1=9)."""
    return tuple(Mark(item, Fraction(each)) for item, each in points.items())


def marked_by(item: str, **raters: int | str) -> tuple[Mark, ...]:
    """Marks of one item by rater: marked_by("B3", 自评=20, 小组=18)."""
    return tuple(Mark(item, Fraction(each), rater) for rater, each in raters.items())


def scored(
    scheme: Scheme,
    *facts: Iterable[Fact],
    roles: Iterable[str] = (),
    given: tuple[Mark, ...] = (),
    earlier: tuple[Earlier, ...] = (),
    members: tuple[tuple[str, str], ...] = (),
    period: Period | None = None,
) -> Score:
    """Subject "a" alone, in the period that holds 1 June 2026 unless said otherwise."""
    subject = Subject("a", "周明", roles=frozenset(roles), marks=given, earlier=earlier, members=members)
    everything = [fact for some in facts for fact in some]
    when = period or period_of(scheme.period, date(2026, 6, 1))
    return score_all(scheme, [(subject, everything)], period=when)[0]


def scored_by(
    name: str,
    facts: Iterable[Fact] = (),
    *,
    who: Subject | None = None,
    answers: Mapping[str, str | bool] | None = None,
) -> Score:
    """One person by the scheme of that name, at the end of 2026."""
    scheme = shipped(name, **(answers or {}))
    return score_all(scheme, [(who or person(), list(facts))], period=YEAR, today=YEAR.last)[0]


def points_of(score: Score) -> dict[str, Fraction]:
    """Points by item."""
    return {each.item.code: each.points for each in score.items}


def advised(score: Score) -> list[str]:
    """The names of what the grades lead to."""
    return [each.name for each in score.advice]


def caps_of(scheme: Scheme) -> dict[str, Fraction | None]:
    """The most each category and each item can give, as the sheet is laid out."""
    return {
        **{category.code: category.most for category in scheme.categories},
        **{item.code: item.most for item in scheme.items},
    }
