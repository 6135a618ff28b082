"""Shapes that start from attendance or from full points: the rate attended, deductions, base points."""

from fractions import Fraction

from deputy_station.features.points.rules.asked import ZERO, Attendance, Selectors
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.conditions import attended_of_due
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import equals, points_words
from deputy_station.features.points.rules.ruling import Base, Deduct, Ratio
from deputy_station.features.points.rules.shapes.worked import (
    MINUS,
    Worked,
    by_price,
    pass_over,
    took_place,
    whole,
    why_pending,
    with_sum,
    written,
)


def not_due(of: Selectors, bag: Bag, attendance: Attendance | None) -> tuple[tuple[Fact, int, str], ...]:
    """The facts that a rate leaves aside: attendance nobody has written down, and states that are left out."""
    rule = attendance or bag.scheme.attendance
    passed: tuple[tuple[Fact, int, str], ...] = ()
    for fact in bag.covered(of):
        if fact.state in rule.pending:
            passed += pass_over((fact,), why_pending(fact))
        elif fact.state in rule.left_out:
            passed += pass_over((fact,), f"{fact.state}，不计入应到")
    return passed


def nothing_due(of: Selectors, bag: Bag, full: Fraction, *, is_full: bool) -> tuple[Fraction, str]:
    """Points and words where nothing was arranged, or nothing of it has been written down or was due."""
    arranged = "还没有已登记的安排，暂" if bag.covered(of) else "没有安排，"
    return (full, f"{arranged}按满分计 {points_words(full)}") if is_full else (ZERO, f"{arranged}计 0")


def came_of_due(attended: Fraction, due: Fraction, unit: str) -> str:
    """ "到会 3/4 次"; a part of a time would read as a second stroke: "到会 1/3 次，应到 1 次"."""
    if attended.denominator == due.denominator == 1:
        return f"到会 {written(attended)}/{written(due)} {unit}"
    return f"到会 {written(attended)} {unit}，应到 {written(due)} {unit}"


def _full_times_rate(full: Fraction, attended: Fraction, due: Fraction) -> str:
    stroke = "/" if attended.denominator == due.denominator == 1 else " ÷ "
    return f"{written(full)} × {written(attended)}{stroke}{written(due)}"


def ratio(rule: Ratio, bag: Bag) -> Worked:
    """`full` × attended ÷ due."""
    attended, due = attended_of_due(rule.of, bag, rule.attendance)
    facts = bag.known(rule.of, rule.attendance)
    aside = not_due(rule.of, bag, rule.attendance)
    if due == 0:
        points, words = nothing_due(rule.of, bag, rule.full, is_full=rule.none_is_full)
        return Worked(points, words, whole(facts), aside)
    points = rule.full * attended / due
    words = f"{came_of_due(attended, due, rule.unit)} → {_full_times_rate(rule.full, attended, due)} {equals(points)}"
    return Worked(points, words, whole(facts), aside)


def deduct(rule: Deduct, bag: Bag) -> Worked:
    """Starts full, every fact takes its price off; the floor is the rule's `least`."""
    lost = by_price(rule.prices, bag)
    counted = [fact for fact, _index, _often in lost]
    taken = {id(fact) for fact in counted}
    counted += [fact for fact, _often in took_place(rule.seen, bag) if id(fact) not in taken]
    sums = [ZERO] * len(rule.prices)
    for _fact, index, often in lost:
        sums[index] += often
    points = rule.start - sum(
        (price.points * often for price, often in zip(rule.prices, sums, strict=True)), ZERO
    )
    terms = written(rule.start)
    for price, often in zip(rule.prices, sums, strict=True):
        if often:
            sign = MINUS if price.points >= 0 else "+"
            terms += f" {sign} {written(abs(price.points))} × {written(often)} {rule.unit}"
            terms += f"（{price.name}）" if price.name else ""
    words = with_sum(terms, points) if terms != written(rule.start) else f"{terms}，没有扣分"
    attendance = bag.scheme.attendance
    fine = tuple(
        (fact, fact.times, f"{fact.state}，不扣分")
        for kind in dict.fromkeys(kind for price in rule.prices for s in price.of for kind in s.kinds)
        for fact in bag.by_kind.get(kind, ())
        if attendance.asks(fact) and fact.state not in attendance.pending
    )
    return Worked(points, words, whole(counted), fine)


def base(rule: Base, bag: Bag) -> Worked:
    """`points` for everybody, less what is lost; one fact of `lost_all` takes everything."""
    ruin = [fact for fact, _often in took_place(rule.lost_all, bag)]
    lost = by_price(rule.lost, bag)
    counted = {id(fact): fact for fact in (*ruin, *(fact for fact, _index, _often in lost))}
    facts = whole(counted.values())
    if ruin:
        kinds = "、".join(dict.fromkeys(fact.kind for fact in ruin))
        return Worked(ZERO, f"基础分 {written(rule.points)}，有{kinds}，全部扣除，计 0", facts)
    if not lost:
        return Worked(rule.points, f"基础分 {written(rule.points)}")
    sums = [ZERO] * len(rule.lost)
    for _fact, index, often in lost:
        sums[index] += often
    points, terms = rule.points, f"基础分 {written(rule.points)}"
    for price, often in zip(rule.lost, sums, strict=True):
        if often:
            points -= price.points * often
            terms += f" {MINUS} {written(price.points)} × {written(often)} {rule.unit}"
    return Worked(points, f"{terms} {equals(points)}", facts)
