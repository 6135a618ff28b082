"""Exact numbers in words: points as fractions, shown with two decimals and never past a threshold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, order=True)
class Figure:
    """Points in a cell of a list: sorted by the exact value, shown in words."""

    value: Fraction
    words: str = field(compare=False)

    def __str__(self) -> str:
        return self.words


def _rounded(value: Fraction, places: int) -> Fraction:
    """Half up, as people round by hand."""
    scaled = value * 10**places
    sign = -1 if scaled < 0 else 1
    return Fraction(sign * ((abs(scaled) * 2 + 1).__floor__() // 2), 10**places)


def _digits(value: Fraction, places: int) -> str:
    return _with_point(int(value * 10**places), places)


def _with_point(scaled: int, places: int) -> str:
    sign, scaled = ("−" if scaled < 0 else ""), abs(scaled)
    return f"{sign}{scaled // 10**places}.{scaled % 10**places:0{places}d}" if places else f"{sign}{scaled}"


def two_decimals(value: Fraction) -> str:
    """Two decimals, half up: 1/3 is "0.33", 8 is "8.00"."""
    return _digits(_rounded(value, 2), 2)


def exact_or_none(value: Fraction) -> str | None:
    """The whole decimal when it ends within six places ("8.75", "7"), else None."""
    for places in range(7):
        factor, left = divmod(10**places, value.denominator)
        if not left:
            return _with_point(value.numerator * factor, places)
    return None


def points_words(value: Fraction) -> str:
    """For running text: "7", "8.75", or two decimals when the decimal does not end."""
    return exact_or_none(value) or two_decimals(value)


def equals(value: Fraction) -> str:
    """The end of a sum: "= 8.75", or "≈ 5.33" when the decimal does not end."""
    exact = exact_or_none(value)
    return f"= {exact}" if exact is not None else f"≈ {two_decimals(value)}"


def percent_words(share: Fraction) -> str:
    """A share of 1 as "100%" or "66.67%"."""
    return f"{points_words(share * 100)}%"


def shown_beside(value: Fraction, thresholds: Iterable[Fraction], to_pass: Iterable[Fraction] = ()) -> str:
    """Two decimals that never look to the wrong side of a threshold.

    A value below one is not shown as having reached it: 89.995 beside 90 is "89.99". `to_pass` are thresholds that
    have to be passed: a value a hair above one shows as many decimals as that needs, 90.001 above 90 is "90.001".
    """
    rounded = _rounded(value, 2)
    if any(value < threshold <= rounded for threshold in thresholds):
        return _digits(Fraction((value * 100).__floor__(), 100), 2)
    places = 2
    passed = [threshold for threshold in to_pass if threshold < value]
    while passed and _rounded(value, places) <= max(passed):
        places += 1
    return _digits(_rounded(value, places), places)


def distance_words(missing: Fraction) -> str:
    """How much is missing, never nothing: "差 0.005 分", "差 1.25 分", "差不到 0.01 分"."""
    exact = exact_or_none(missing)
    if exact is None and missing < Fraction(1, 100):
        return "差不到 0.01 分"
    return f"差 {exact or two_decimals(missing)} 分"
