"""Ranking of groups and of stations by exact rates; equal ones share a place, and the next place is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Standing:
    """What one group or station is ranked by. `passed` of `books` are 0 of 0 where no book was looked at."""

    name: str
    books: int
    passed: int
    due: int
    filled: int
    done: int
    proved: int

    @property
    def pass_rate(self) -> Fraction | None:
        """合格率."""
        return _rate(self.passed, self.books)

    @property
    def fill_rate(self) -> Fraction | None:
        """登记率: filled in of what was to be filled in."""
        return _rate(self.filled, self.due)

    @property
    def proof_rate(self) -> Fraction | None:
        """证明率: with evidence of what wants it."""
        return _rate(self.proved, self.done)

    @property
    def _value(self) -> tuple[Fraction, Fraction, Fraction]:
        rates = (self.pass_rate, self.fill_rate, self.proof_rate)
        # Who has nothing to be rated by is behind everybody who has.
        filled = [Fraction(-1) if rate is None else rate for rate in rates]
        return filled[0], filled[1], filled[2]


def ranked(standings: Sequence[Standing]) -> list[tuple[int, Standing]]:
    """Best first with the place: by 合格率, then 登记率, then 证明率; equal ones in the order given."""
    ordered = sorted(standings, key=lambda each: each._value, reverse=True)
    return [(1 + sum(other._value > each._value for other in ordered), each) for each in ordered]


def _rate(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
