"""Shapes with a table of steps: on how often, an amount, a rate or a level; a step may leave a range to a rater."""

from dataclasses import replace
from fractions import Fraction

from deputy_station.features.points.rules.asked import ZERO
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.conditions import attended_of_due
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import equals
from deputy_station.features.points.rules.ruling import Step, Steps
from deputy_station.features.points.rules.shapes.attending import came_of_due, not_due, nothing_due
from deputy_station.features.points.rules.shapes.judging import (
    from_the_top,
    marks_of,
    reaches,
    share_not_reached,
    share_reached,
)
from deputy_station.features.points.rules.shapes.marks import Limits, put_together
from deputy_station.features.points.rules.shapes.worked import (
    Worked,
    gives,
    number_of,
    pass_over,
    took_place,
    unknown,
    whole,
    written,
)


def steps(rule: Steps, bag: Bag) -> Worked:
    """The points of the highest step reached; a mark that no reached step asks for is told."""
    worked = _by_measure(rule, bag)
    if worked.marked or all(step.up_to is None for step in rule.steps):
        return worked
    given = sorted(marks_of(bag), key=lambda mark: (mark.rater, mark.points))
    unused = (f"{mark.rater}评的 {written(mark.points)} 分没有用上：没有到由人评分的那一档" for mark in given)
    return replace(worked, open=(*worked.open, *unused))


def _by_measure(rule: Steps, bag: Bag) -> Worked:
    match rule.on:
        case "次数":
            taken = took_place(rule.of, bag)
            facts = [fact for fact, _often in taken]
            return _on_number(rule, bag, number_of(taken), rule.unit, facts)
        case "金额":
            return _on_amount(rule, bag)
        case "到会率":
            return _on_attendance(rule, bag)
        case "比率":
            return _on_share(rule, bag)
        case "级别":
            return _on_level(rule, bag)
        case _:
            raise ValueError(f"no such measure: {rule.on}")


def _on_amount(rule: Steps, bag: Bag) -> Worked:
    taken = [fact for fact, _often in took_place(rule.of, bag)]
    unsaid = [fact for fact in taken if fact.amount is None]
    said = [fact for fact in taken if fact.amount is not None]
    amount = sum((fact.amount * fact.times for fact in said if fact.amount is not None), ZERO)
    # The unit nobody wrote is that of things counted; amounts are yuan unless the scheme says otherwise.
    worked = _on_number(rule, bag, amount, "元" if rule.unit == "次" else rule.unit, said)
    passed = pass_over(unsaid, "没有写明金额，不计")
    return replace(worked, passed=passed, open=(*worked.open, *unknown(unsaid, "金额")))


def _on_number(rule: Steps, bag: Bag, number: Fraction, unit: str, facts: list[Fact]) -> Worked:
    words = f"{written(number)} {unit}"
    table = from_the_top(rule.steps)
    for step in table:
        if reaches(step, number):
            asked = f"{'多于' if step.over else '满'} {written(step.at_least)} {unit}"
            reached = f"{words}，{asked}" if step.at_least > 0 or step.over else f"{words}，"
            return _reached(rule, bag, step, reached, facts)
    lacking = f"{'不多于' if table[-1].over else '不满'} {written(table[-1].at_least)} {unit}"
    return Worked(ZERO, f"{words}，{lacking}，计 0", whole(facts))


def _on_attendance(rule: Steps, bag: Bag) -> Worked:
    attended, due = attended_of_due(rule.of, bag, rule.attendance)
    facts = bag.known(rule.of, rule.attendance)
    aside = not_due(rule.of, bag, rule.attendance)
    if due == 0:
        points, words = nothing_due(rule.of, bag, _full(rule), is_full=rule.none_is_full)
        return Worked(points, words, whole(facts), aside)
    words = came_of_due(attended, due, rule.unit)
    worked = _on_rate(rule, bag, attended / due, words, facts)
    return replace(worked, passed=aside)


def _on_share(rule: Steps, bag: Bag) -> Worked:
    taken = took_place(rule.of, bag)
    facts = [fact for fact, _often in taken]
    number = number_of(taken)
    if number == 0:
        if rule.none_is_full:
            points, words = nothing_due(rule.of, bag, _full(rule), is_full=True)
            return Worked(points, words, whole(facts))
        return Worked(ZERO, f"0 {rule.unit}，计 0", whole(facts))
    good = number_of(
        (fact, often) for fact, often in taken if any(selector.covers(fact) for selector in rule.good)
    )
    return _on_rate(rule, bag, good / number, f"{written(good)} ÷ {written(number)}", facts)


def _on_rate(rule: Steps, bag: Bag, rate: Fraction, sum_words: str, facts: list[Fact]) -> Worked:
    words = f"{sum_words} {equals(rate * 100)}%"
    table = from_the_top(rule.steps)
    for step in table:
        if reaches(step, rate):
            share = f"，{share_reached(step)} " if step.at_least > 0 or step.over else "，"
            return _reached(
                rule, bag, step, words + (share.rstrip() if step.up_to is not None else share), facts
            )
    return Worked(ZERO, f"{words}，{share_not_reached(table[-1])}，计 0", whole(facts))


def _on_level(rule: Steps, bag: Bag) -> Worked:
    """The highest level in the table counts, once."""
    found: list[tuple[int, Fact]] = []
    passed: list[tuple[Fact, int, str]] = []
    unsaid: list[Fact] = []
    for fact, _often in took_place(rule.of, bag):
        place = next((place for place, step in enumerate(rule.steps) if step.level == fact.level), None)
        if not fact.level:
            unsaid.append(fact)
        elif place is None:
            passed.append((fact, fact.times, f"{fact.level}，不在分档里，不计"))
        else:
            found.append((place, fact))
    passed += pass_over(unsaid, "没有写明级别，不计")
    asked = unknown(unsaid, "级别")
    if not found:
        levels = "、".join(step.level for step in rule.steps)
        return Worked(ZERO, f"没有{levels}的，计 0", passed=tuple(passed), open=asked)
    place, taken = min(found, key=lambda entry: entry[0])
    step = rule.steps[place]
    for _place, fact in found:
        others = fact.times - (1 if fact is taken else 0)
        if others:
            passed.append((fact, others, f"只取最高的一次（{step.level}）"))
    worked = _reached(rule, bag, step, f"{step.level}，", [])
    asked = (*asked, *worked.open)
    return replace(worked, counted=((taken, 1),), passed=tuple(passed), open=asked)


def _reached(rule: Steps, bag: Bag, step: Step, words: str, facts: list[Fact]) -> Worked:
    """The step's points, or where it leaves a range, what the raters gave within it."""
    if step.up_to is None:
        return Worked(step.points, f"{words}{gives(step.points)}", whole(facts))
    limits = Limits(step.points, step.up_to)
    marked = put_together(marks_of(bag), rule.raters, rule.combine, limits, name=rule.name)
    between = f"{written(step.points)} 至 {written(step.up_to)} 分"
    head = words if words.endswith("，") else f"{words}，"
    words = f"{head}在 {between}内评：{marked.words}"
    return Worked(marked.points, words, whole(facts), open=marked.open, marked=True)


def _full(rule: Steps) -> Fraction:
    """Full points of a table: its best step, as far as its cap lets it."""
    best = max(step.points if step.up_to is None else step.up_to for step in rule.steps)
    return best if rule.most is None else min(rule.most, best)
