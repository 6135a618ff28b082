"""Shapes made of other rules: the best of several, a sum, period by period, scaled, and from other scores."""

from collections.abc import Iterable

from deputy_station.features.points.rules.asked import ZERO
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.conditions import score_name
from deputy_station.features.points.rules.facts import Fact, Period
from deputy_station.features.points.rules.numbers import equals, points_words
from deputy_station.features.points.rules.ruling import Best, FromItems, PerPeriod, Scaled, Sum
from deputy_station.features.points.rules.shapes.parts_of_year import calendar_years, parts_of
from deputy_station.features.points.rules.shapes.reach import kinds_of
from deputy_station.features.points.rules.shapes.worked import Work, Worked, written

_IN_FULL = 4
"""Up to so many parts of a year each stand with their own sum; of more only the points are listed."""


def best(rule: Best, bag: Bag, work: Work) -> Worked:
    """The best of several rules (the first of equals); what only the others count is passed over."""
    if len(rule.options) == 1:  # the others hang on switches answered otherwise
        return work(rule.options[0], bag)
    results = [(option, work(option, bag)) for option in rule.options]
    option, taken = max(results, key=lambda entry: (entry[1].points, bool(entry[1].counted)))
    others = [(other, result) for other, result in results if result is not taken]
    asked = tuple(dict.fromkeys(sentence for _option, result in results for sentence in result.open))
    if not any(result.counted for _option, result in results) and not any(
        result.points for _option, result in results
    ):
        names = "、".join(each.name for each in rule.options if each.name)
        words = f"没有{names}，计 0" if names else taken.words
        return Worked(taken.points, words, (), _passed(result for _o, result in results), asked)
    reason = f"只取最高的一次（{option.name}）" if option.name else "只取最高的一次"
    counted = {id(fact): number for fact, number in taken.counted}
    passed = list(taken.passed)
    given_up = False
    for _other, result in others:
        for fact, number in result.counted:
            left = number - counted.get(id(fact), 0)
            if left > 0:
                passed.append((fact, left, reason))
            given_up = given_up or result.points > 0
        passed += result.passed
    words = headed(option.name, taken.words)
    return Worked(
        taken.points, f"{words}，取最高的一次" if given_up else words, taken.counted, tuple(passed), asked
    )


def total(rule: Sum, bag: Bag, work: Work) -> Worked:
    """Several parts added up."""
    results = [(part, work(part, bag)) for part in rule.parts]
    points = sum((result.points for _part, result in results), ZERO)
    words = "；".join(headed(part.name, result.words) for part, result in results)
    asked = tuple(dict.fromkeys(sentence for _part, result in results for sentence in result.open))
    return Worked(
        points,
        f"{words}；合计 {points_words(points)}" if len(results) > 1 else words,
        _counted(result for _part, result in results),
        _passed(result for _part, result in results),
        asked,
    )


def per_period(rule: PerPeriod, bag: Bag, work: Work) -> Worked:
    """The inner rule for every part of the period that has begun, added up."""
    facts = [fact for kind in kinds_of(rule) for fact in bag.by_kind.get(kind, ())]
    period = bag.period or _span(facts, bag)
    if period is None:
        return Worked(ZERO, "没有记录，计 0")
    passed = [
        (fact, fact.times, "不在这一期内，不计")
        for fact in facts
        if not period.first <= fact.on <= period.last
    ]
    results: list[tuple[str, Worked]] = []
    for part in parts_of(rule.per, period):
        inside = bag.within(part.first, part.last)
        if bag.today is not None and part.first > bag.today:
            passed += [
                (fact, fact.times, f"{part.name}还没有开始，不计")
                for kind in kinds_of(rule)
                for fact in inside.by_kind.get(kind, ())
            ]
        else:
            results.append((part.name, work(rule.rule, inside)))
    if not results:
        return Worked(ZERO, "还没有开始，计 0", passed=tuple(passed))
    points = sum((result.points for _name, result in results), ZERO)
    if len(results) <= _IN_FULL:
        words = "；".join(headed(name, result.words) for name, result in results)
        words = f"{words}；合计 {points_words(points)}" if len(results) > 1 else words
    else:
        words = f"{'、'.join(f'{name} {points_words(result.points)}' for name, result in results)}；合计 {points_words(points)}"
    asked = tuple(f"{name}：{sentence}" for name, result in results for sentence in result.open)
    return Worked(
        points,
        words,
        _counted(result for _name, result in results),
        (*_passed(result for _name, result in results), *passed),
        asked,
    )


def scaled(rule: Scaled, bag: Bag, work: Work) -> Worked:
    """The inner rule's points × the factor."""
    inner = work(rule.rule, bag)
    points = inner.points * rule.factor
    words = f"{inner.words}；{written(inner.points)} × {written(rule.factor)} {equals(points)}"
    return Worked(points, words, inner.counted, inner.passed, inner.open)


def from_items(rule: FromItems, bag: Bag) -> Worked:
    """The factor × the points of other items or categories, which must have been worked out (KeyError otherwise)."""
    parts = [(score_name(code, bag.scheme), bag.points[code]) for code in rule.scores]
    points = sum((value for _name, value in parts), ZERO) * rule.factor
    terms = " + ".join(f"{name} {written(value)}" for name, value in parts)
    return Worked(
        points, f"{f'（{terms}）' if len(parts) > 1 else terms} × {written(rule.factor)} {equals(points)}"
    )


def _span(facts: Iterable[Fact], bag: Bag) -> Period | None:
    """The calendar years of the facts, or this year."""
    days = [fact.on for fact in facts]
    return calendar_years(days or ([bag.today] if bag.today is not None else []))


def headed(name: str, words: str) -> str:
    """A part's sum with its name in front: "附议：1 × 2 = 2". What was not there names itself: "没有测评，计 0"."""
    return words if not name or words.startswith(f"没有{name}") else f"{name}：{words}"


def _counted(results: Iterable[Worked]) -> tuple[tuple[Fact, int], ...]:
    """What any of them counts: of equal records the most that one of them counts."""
    facts: dict[int, Fact] = {}
    most: dict[int, int] = {}
    for result in results:
        numbers: dict[int, int] = {}
        for fact, number in result.counted:
            facts[id(fact)] = fact
            numbers[id(fact)] = numbers.get(id(fact), 0) + number
        for key, number in numbers.items():
            most[key] = max(most.get(key, 0), number)
    return tuple((fact, most[key]) for key, fact in facts.items())


def _passed(results: Iterable[Worked]) -> tuple[tuple[Fact, int, str], ...]:
    return tuple(entry for result in results for entry in result.passed)
