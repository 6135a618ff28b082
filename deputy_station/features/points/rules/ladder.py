"""Grades as a ladder: from how many points on each one is reached, and what lies in a gap between two of them.

A paper that prints 60–84 and 85–100 says nothing about 84.5; where the scheme answers that (归高档, 四舍五入) the
answer becomes part of where a grade begins, where it does not, the score lies in a gap and people are asked.
"""

from dataclasses import dataclass
from fractions import Fraction

from deputy_station.features.points.rules.numbers import (
    distance_words,
    exact_or_none,
    points_words,
    shown_beside,
)
from deputy_station.features.points.rules.scheme import Grade, Rounding, Scheme


@dataclass(frozen=True)
class Rung:
    """Where a grade begins and ends; None is no bound. Not `start_counts`: it has to be more than `start`."""

    grade: Grade
    start: Fraction | None
    start_counts: bool
    end: Fraction | None
    end_counts: bool

    def reached(self, value: Fraction) -> bool:
        """Whether the value is not too low for the grade."""
        if self.start is None:
            return True
        return value >= self.start if self.start_counts else value > self.start

    def passed(self, value: Fraction) -> bool:
        """Whether the value is too high for the grade."""
        if self.end is None:
            return False
        return value > self.end if self.end_counts else value >= self.end


@dataclass(frozen=True)
class Standing:
    """Where a value stands: on a rung (`place`, counted from the highest), between two rungs (`gap`: the lower and the
    higher), or with neither below the lowest one."""

    place: int | None = None
    gap: tuple[int, int] | None = None


@dataclass(frozen=True)
class Ladder:
    """The rungs from the highest down. Built once for a scheme, as it takes longer than to look a value up."""

    rungs: tuple[Rung, ...]

    def find(self, value: Fraction) -> Standing:
        """Where the value stands. Above the highest grade is that grade."""
        for place, rung in enumerate(self.rungs):
            if rung.reached(value):
                if place and rung.passed(value):
                    return Standing(gap=(place, place - 1))
                return Standing(place=place)
        return Standing()

    @property
    def thresholds(self) -> list[Fraction]:
        """From where the grades begin: a value below one of them is never shown as having reached it."""
        return [rung.start for rung in self.rungs if rung.start is not None]

    @property
    def to_pass(self) -> list[Fraction]:
        """Those of the thresholds that have to be passed: reaching them is not enough."""
        return [rung.start for rung in self.rungs if rung.start is not None and not rung.start_counts]

    def shown(self, value: Fraction) -> str:
        """The value with two decimals, more only where it would look not to have passed a threshold."""
        return shown_beside(value, self.thresholds, self.to_pass)

    def words(self, value: Fraction) -> str:
        """The value for running text, exact where its decimal ends, and never rounded up to a threshold."""
        return exact_or_none(value) or self.shown(value)

    def missing(self, value: Fraction, place: int) -> Fraction:
        """How much is missing to the grade at that place; nothing where it is reached or needs only a trace more."""
        start = self.rungs[place].start
        return max(start - value, Fraction(0)) if start is not None else Fraction(0)

    def distance(self, value: Fraction, place: int) -> str:
        """How far the grade is: "还差 2 分到“好”"."""
        rung, missing = self.rungs[place], self.missing(value, place)
        name = f"“{rung.grade.name}”"
        if rung.start_counts:
            return f"还{distance_words(missing)}到{name}"
        if missing == 0:
            return f"高于 {points_words(value)} 才到{name}"
        return f"还{distance_words(missing)}以上到{name}"

    def range_words(self, place: int) -> str:
        """The grade with its printed bounds: "“较好”（60—84）"."""
        grade = self.rungs[place].grade
        low, high = grade.at_least, grade.at_most
        bounds = (
            f"高于 {points_words(grade.above)}" if grade.above is not None else "",
            f"{points_words(low)} 起" if low is not None and high is None else "",
            f"到 {points_words(high)}" if high is not None and low is None else "",
            f"{points_words(low)}—{points_words(high)}" if low is not None and high is not None else "",
            f"低于 {points_words(grade.below)}" if grade.below is not None else "",
        )
        said = "，".join(part for part in bounds if part)
        return f"“{grade.name}”（{said}）" if said else f"“{grade.name}”"


def ladder_of(scheme: Scheme) -> Ladder:
    """The ladder of the scheme's grades, with its answer to what lies in the gaps."""
    rungs = [_as_printed(grade) for grade in scheme.grades]
    for place in range(len(rungs) - 1):
        rungs[place], rungs[place + 1] = _joined(rungs[place], rungs[place + 1], scheme.grading.between)
    return Ladder(tuple(rungs))


def rounded(total: Fraction, rounding: Rounding | None) -> Fraction:
    """The total as it is graded: to so many digits, half away from zero, towards zero (舍去) or away from it (进位)."""
    if rounding is None:
        return total
    unit = Fraction(10) ** rounding.digits
    scaled = abs(total) * unit
    match rounding.way:
        case "舍去":
            kept = scaled.__floor__()
        case "进位":
            kept = scaled.__ceil__()
        case _:
            kept = (scaled + Fraction(1, 2)).__floor__()
    return Fraction(kept if total >= 0 else -kept) / unit


def _as_printed(grade: Grade) -> Rung:
    start = grade.at_least if grade.at_least is not None else grade.above
    end = grade.at_most if grade.at_most is not None else grade.below
    return Rung(grade, start, grade.at_least is not None, end, grade.at_most is not None)


def _joined(higher: Rung, lower: Rung, between: str) -> tuple[Rung, Rung]:
    """The two rungs with the gap between them closed as far as the scheme says how."""
    if higher.start is None or lower.end is None or lower.end > higher.start:
        return higher, lower
    if lower.end == higher.start and (lower.end_counts or higher.start_counts):
        return higher, lower
    match between:
        case "归低档":
            return higher, Rung(lower.grade, lower.start, lower.start_counts, None, False)
        case "归高档":
            return Rung(higher.grade, lower.end, not lower.end_counts, higher.end, higher.end_counts), lower
        case "四舍五入":
            half = Fraction(1, 2 * 10 ** max(_places(higher.start), _places(lower.end)))
            start, end = max(higher.start - half, lower.end), min(lower.end + half, higher.start)
            return (
                Rung(higher.grade, start, True, higher.end, higher.end_counts),
                Rung(lower.grade, lower.start, lower.start_counts, end, False),
            )
        case _:
            return higher, lower


def _places(value: Fraction) -> int:
    """How many decimals a printed bound has."""
    return next((places for places in range(7) if (value * 10**places).denominator == 1), 6)
