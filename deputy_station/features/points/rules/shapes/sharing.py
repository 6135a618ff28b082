"""The shape that shares the points of a common thing among those who took part in it."""

from fractions import Fraction

from deputy_station.features.points.rules.asked import ZERO
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import equals
from deputy_station.features.points.rules.ruling import Price, Shared
from deputy_station.features.points.rules.shapes.worked import MINUS, ONE, Worked, by_price, whole, written


def shared(rule: Shared, bag: Bag) -> Worked:
    """Every thing at its price, by the part of the role or by the number of people; what is not known is never guessed."""
    counted: list[Fact] = []
    passed: list[tuple[Fact, int, str]] = []
    missing: dict[tuple[str, str], int] = {}
    sums: dict[tuple[int, Fraction, int], Fraction] = {}
    for fact, index, often in by_price(rule.prices, bag):
        part, among, lacks = _part(rule, fact)
        if lacks:
            missing[fact.kind, lacks] = missing.get((fact.kind, lacks), 0) + fact.times
            passed.append((fact, fact.times, f"没有写明{lacks}，不计"))
        elif part is None:
            passed.append((fact, fact.times, f"{fact.role}，不参加分摊，不计"))
        else:
            counted.append(fact)
            key = (index, part, among)
            sums[key] = sums.get(key, ZERO) + often
    asked = tuple(
        f"{kind}有 {number} 条没有写明{lacks}，补上后才算"
        for (kind, lacks), number in sorted(missing.items())
    )
    points = sum(
        (rule.prices[index].points * part / among * often for (index, part, among), often in sums.items()),
        ZERO,
    )
    if not sums:
        return Worked(ZERO, f"0 {rule.unit}，计 0", passed=tuple(passed), open=asked)
    terms = ""
    for (index, part, among), often in sorted(sums.items()):
        term = _term(rule.prices[index], part, among, often)
        sign = f" {MINUS if rule.prices[index].points < 0 else '+'} " if terms else ""
        terms += sign + (term.removeprefix(MINUS) if sign else term)
    return Worked(points, f"{terms} {equals(points)}", whole(counted), tuple(passed), asked)


def _part(rule: Shared, fact: Fact) -> tuple[Fraction | None, int, str]:
    """What part the subject gets, among how many it is divided, and what is not known."""
    if rule.equally:
        return (ONE, fact.people, "") if fact.people > 0 else (None, 1, "联名人数")
    share = next((share for share in rule.shares if share.role == fact.role), None)
    if share is None:
        return (None, 1, "") if fact.role else (None, 1, "角色")
    if not share.split:
        return share.part, 1, ""
    return (share.part, fact.peers, "") if fact.peers > 0 else (None, 1, "同一角色的人数")


def _term(price: Price, part: Fraction, among: int, often: Fraction) -> str:
    term = written(price.points)
    if part != 1:
        term += f" × {written(part)}"
    if among != 1:
        term += f" ÷ {among}"
    return f"{term} × {written(often)}" if often != 1 or term == written(price.points) else term
