"""Marks given by hand: which are allowed, and how those of several raters become one."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from deputy_station.features.points.rules.asked import ZERO
from deputy_station.features.points.rules.facts import Mark
from deputy_station.features.points.rules.numbers import equals, points_words
from deputy_station.features.points.rules.ruling import Band, Rater
from deputy_station.features.points.rules.shapes.worked import ONE, written


@dataclass(frozen=True)
class Limits:
    """Which marks may be given: from `low` to `high` (None: no end), inside one of the bands, in steps."""

    low: Fraction | None
    high: Fraction | None
    bands: tuple[Band, ...] = ()
    step: Fraction | None = None

    def allow(self, points: Fraction) -> bool:
        """Whether the mark may be given."""
        if self.step is not None and (points / self.step).denominator != 1:
            return False
        if self.bands and not any(band.low <= points <= band.high for band in self.bands):
            return False
        return (self.low is None or points >= self.low) and (self.high is None or points <= self.high)

    @property
    def lowest(self) -> Fraction:
        """What a missing mark counts as: nothing where that may be given, else the low end."""
        inside = (self.low is None or self.low <= 0) and (self.high is None or self.high >= 0)
        if self.bands:
            if any(band.low <= 0 <= band.high for band in self.bands):
                return ZERO
            return min(band.low for band in self.bands)
        if inside:
            return ZERO
        assert self.low is not None or self.high is not None
        return self.low if self.low is not None else self.high or ZERO

    @property
    def words(self) -> str:
        """What may be given: "只能打 8 至 10 分、4 至 7 分，只能打整数"."""
        if self.bands:
            ranges = [f"{written(band.low)} 至 {written(band.high)} 分" for band in self.bands]
        elif self.low is not None and self.high is not None:
            ranges = [f"{written(self.low)} 至 {written(self.high)} 分"]
        elif self.high is not None:
            ranges = [f"不高于 {written(self.high)} 分"]
        elif self.low is not None:
            ranges = [f"不低于 {written(self.low)} 分"]
        else:
            ranges = []
        gap = "" if ranges and ranges[0].startswith("不") else " "
        allowed = f"只能打{gap}{'、'.join(ranges)}" if ranges else ""
        if self.step is None:
            return allowed
        steps = "要打整数" if self.step == 1 else f"要打 {written(self.step)} 的整倍数"
        return f"{allowed}，{steps}" if allowed else steps


@dataclass(frozen=True)
class Marked:
    """What the marks come to, in words, with what is still open."""

    points: Fraction
    words: str
    open: tuple[str, ...] = ()


def put_together(
    marks: Iterable[Mark], raters: tuple[Rater, ...], combine: str, limits: Limits, *, name: str = ""
) -> Marked:
    """The marks of an item as one number of points.

    Marks of raters that are not among `raters` are left alone: another part of the item may ask for them. Without
    raters every mark is meant. `name` says in the sentences what is marked, where an item has several parts.
    """
    given = sorted(marks, key=lambda mark: (mark.rater, mark.points))
    if not raters:
        return _nameless(given, combine, limits, name)
    if len(raters) == 1:
        given = [Mark(mark.item, mark.points, mark.rater or raters[0].name) for mark in given]
    cells: list[tuple[Rater, Fraction | None, Limits]] = []
    asked: list[str] = []
    for rater in raters:
        own = limits_of(rater, limits, combine)
        points, problems = _the_one(
            [mark.points for mark in given if mark.rater == rater.name], own, f"{name}{rater.name}"
        )
        asked += problems
        cells.append((rater, points, own))
    match combine:
        case "末级":
            return _last(cells, tuple(asked), name)
        case "相加":
            return _cells(cells, tuple(asked), name)
        case _:
            return _weighed(cells, tuple(asked), name, equal=combine == "平均")


def limits_of(rater: Rater, limits: Limits, combine: str) -> Limits:
    """Which marks one rater may give: with a cell of their own where the cells are added up."""
    if rater.most is None:
        return limits
    if combine == "相加":
        return Limits(min(limits.low, ZERO) if limits.low is not None else None, rater.most, step=limits.step)
    return Limits(limits.low, rater.most, limits.bands, limits.step)


def _the_one(given: list[Fraction], limits: Limits, who: str) -> tuple[Fraction | None, list[str]]:
    """The one mark that holds: marks that are not allowed are ignored, and of two different ones none is chosen."""
    problems = [
        f"{who}评的 {written(points)} 分不算：{limits.words}" for points in given if not limits.allow(points)
    ]
    good = sorted({points for points in given if limits.allow(points)})
    if len(good) > 1:
        both = "、".join(written(points) for points in good)
        return None, [*problems, f"{who}评了不止一个分（{both}），请只留一个"]
    return (good[0] if good else None), problems


def _nameless(given: list[Mark], combine: str, limits: Limits, name: str) -> Marked:
    """Where the scheme names no raters: one mark, or the mean of all where it says so."""
    if combine == "平均":
        problems = tuple(
            f"{name}评的 {written(mark.points)} 分不算：{limits.words}"
            for mark in given
            if not limits.allow(mark.points)
        )
        good = [mark.points for mark in given if limits.allow(mark.points)]
        if len(good) > 1:
            points = sum(good, ZERO) / len(good)
            sums = " + ".join(written(each) for each in good)
            return Marked(points, f"（{sums}）÷ {len(good)} {equals(points)}", problems)
        one = good[0] if good else None
        asked = list(problems)
    else:
        one, asked = _the_one([mark.points for mark in given], limits, name)
    if one is None:
        return _missing(limits, tuple(asked), name)
    return Marked(one, f"评 {written(one)} 分{_band_words(one, limits)}", tuple(asked))


def _missing(limits: Limits, asked: tuple[str, ...], name: str) -> Marked:
    lowest = points_words(limits.lowest)
    sentence = f"{name}还没有评分，暂按 {lowest} 分计"
    return Marked(limits.lowest, f"还没有评分，暂按 {lowest} 分计", (*asked, sentence))


def _band_words(points: Fraction, limits: Limits) -> str:
    band = next((band.name for band in limits.bands if band.low <= points <= band.high), "")
    return f"（{band}）" if band else ""


def _last(cells: list[tuple[Rater, Fraction | None, Limits]], asked: tuple[str, ...], name: str) -> Marked:
    """The last rater that marked holds; while the last of all has not, that is for the time being."""
    marked = [(rater, points, own) for rater, points, own in cells if points is not None]
    final, _points, limits = cells[-1]
    if not marked:
        return _missing(limits, asked, name)
    rater, points, own = marked[-1]
    assert points is not None
    words = f"{rater.name}评 {written(points)} 分{_band_words(points, own)}"
    if rater is not final:
        still = f"{name}{final.name}还没有评分，暂按{rater.name}评的 {written(points)} 分计"
        return Marked(points, f"{words}，{final.name}还没有评分", (*asked, still))
    return Marked(points, words, asked)


def _cells(cells: list[tuple[Rater, Fraction | None, Limits]], asked: tuple[str, ...], name: str) -> Marked:
    """Every rater has a cell of their own; the cells are added up."""
    points = sum((_counts_as(given, own) for _rater, given, own in cells), ZERO)
    terms = " + ".join(f"{rater.name} {written(_counts_as(given, own))}" for rater, given, own in cells)
    return Marked(points, f"{terms} {equals(points)}", (*asked, *_still_missing(cells, name)))


def _weighed(
    cells: list[tuple[Rater, Fraction | None, Limits]], asked: tuple[str, ...], name: str, *, equal: bool
) -> Marked:
    """Every mark by its weight; where weights do not add up to one they are taken in proportion."""
    weights = [ONE if equal else rater.weight for rater, _given, _own in cells]
    total = sum(weights, ZERO)
    if total == 0:
        return Marked(ZERO, "各级的权重都是 0，计 0", asked)
    weighed = zip(cells, weights, strict=True)
    points = sum((_counts_as(given, own) * weight for (_r, given, own), weight in weighed), ZERO) / total
    terms = " + ".join(
        f"{rater.name} {written(_counts_as(given, own))}{'' if equal else f' × {written(weight)}'}"
        for (rater, given, own), weight in zip(cells, weights, strict=True)
    )
    words = f"{terms} {equals(points)}" if total == 1 else f"（{terms}）÷ {written(total)} {equals(points)}"
    return Marked(points, words, (*asked, *_still_missing(cells, name)))


def _counts_as(given: Fraction | None, limits: Limits) -> Fraction:
    return limits.lowest if given is None else given


def _still_missing(cells: list[tuple[Rater, Fraction | None, Limits]], name: str) -> list[str]:
    return [
        f"{name}{rater.name}还没有评分，暂按 {points_words(own.lowest)} 分计"
        for rater, given, own in cells
        if given is None
    ]
