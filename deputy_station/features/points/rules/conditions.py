"""Conditions: whether one holds for what a subject has done, in words that say what is asked and what is there.

"C3 撰写调研报告 高于 0，现为 0". Used by gates, vetoes, forces, commitments and consequences alike.
"""

from collections.abc import Iterable
from fractions import Fraction

from deputy_station.features.points.rules.asked import (
    AllOf,
    AnyOf,
    Attendance,
    Condition,
    EveryMember,
    HasGrade,
    HasPoints,
    HasRate,
    HasRecords,
    HasRole,
    Not,
    Selector,
    Selectors,
    SomeMember,
)
from deputy_station.features.points.rules.bag import Bag, weight_of
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import (
    exact_or_none,
    percent_words,
    points_words,
    shown_beside,
)
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import NeedResult
from deputy_station.features.points.rules.vocabulary import FactKind

TOTAL = "总分"

_UNITS: dict[str, str] = {
    FactKind.SUGGESTION: "件",
    FactKind.TIP: "件",
    FactKind.REPORT: "篇",
    FactKind.DEMAND_TAKEN: "件",
    FactKind.DEMAND_SETTLED: "件",
    FactKind.GOOD_DEED: "件",
    FactKind.EXCELLENT_SUGGESTION: "件",
}
"""How people count the station's own records; the others are counted in 次."""

_MEMBERS_NAMED = 5
"""So many members are named in a sentence; of the others it says how many they are."""


def holds(condition: Condition, bag: Bag, *, grade: str = "") -> NeedResult:
    """Whether the condition holds for the bag, and the sentence that says why.

    Points are looked up in `bag.points`, which must have been worked out (KeyError otherwise: the order of items is
    the caller's). `grade` is the subject's grade of this period, for conditions of consequences.
    """
    match condition:
        case AllOf() | AnyOf():
            parts = [holds(each, bag, grade=grade) for each in condition.conditions]
            met = (all if isinstance(condition, AllOf) else any)(part.met for part in parts)
            joint = "，并且 " if isinstance(condition, AllOf) else "，或者 "
            return NeedResult(joint.join(f"（{part.words}）" for part in parts), met)
        case Not():
            inner = holds(condition.condition, bag, grade=grade)
            return NeedResult(f"不能是（{inner.words}）", not inner.met)
        case EveryMember() | SomeMember():
            return _of_members(condition, bag, grade)
        case _:
            asked, now, met = _plain(condition, bag, grade)
            return NeedResult(f"{asked}，{now}", met)


def asked_words(condition: Condition, scheme: Scheme) -> str:
    """What the condition asks, without how it stands: "议案建议 至少 1 件"."""
    match condition:
        case HasRecords():
            return _records_asked(condition, scheme)
        case HasRate():
            return _rate_asked(condition)
        case HasPoints():
            return _points_asked(condition, scheme)
        case HasRole():
            return f"身份是{_any_of(condition.roles)}"
        case HasGrade():
            in_order = [each.name for each in scheme.grades if each.name in condition.grades]
            return f"等次为{_any_of(in_order)}"
        case AllOf():
            return "，并且 ".join(f"（{asked_words(each, scheme)}）" for each in condition.conditions)
        case AnyOf():
            return "，或者 ".join(f"（{asked_words(each, scheme)}）" for each in condition.conditions)
        case Not():
            return f"不能是（{asked_words(condition.condition, scheme)}）"
        case EveryMember():
            return f"每名代表都要 {asked_words(condition.condition, scheme)}"
        case SomeMember():
            return f"至少一名代表 {asked_words(condition.condition, scheme)}"


def records_met(of: Selectors, bag: Bag) -> list[Fact]:
    """The facts a condition on records counts: those that took place with the subject there.

    A selector that names states of attendance (缺席) counts those states, as that is what it asks for.
    """
    came = bag.scheme.attendance.came
    return [
        fact for fact in bag.covered(of) if fact.state in came or _as_asked(fact, of, bag.scheme.attendance)
    ]


def _how_often(found: Iterable[Fact], of: Selectors, bag: Bag) -> Fraction:
    """By weight, and by what the state of attendance is worth where the selectors do not ask for that state."""
    attendance = bag.scheme.attendance
    return sum(
        (
            weight_of([fact])
            * (Fraction(1) if _as_asked(fact, of, attendance) else attendance.worth(fact.state))
            for fact in found
        ),
        Fraction(0),
    )


def _as_asked(fact: Fact, of: Selectors, attendance: Attendance) -> bool:
    return not attendance.asks(fact) or any(selector.states and selector.covers(fact) for selector in of)


def attended_of_due(
    of: Selectors, bag: Bag, attendance: Attendance | None = None
) -> tuple[Fraction, Fraction]:
    """How many times were attended, by what each state is worth, and how many were due, pending ones aside."""
    rule = attendance or bag.scheme.attendance
    known = bag.known(of, rule)
    due: dict[str | None, Fraction | int] = {}
    for fact in known:
        state = fact.state if rule.asks(fact) else None
        due[state] = due.get(state, 0) + fact.weight * fact.times
    attended = sum(
        ((Fraction(1) if state is None else rule.worth(state)) * number for state, number in due.items()),
        Fraction(0),
    )
    return attended, Fraction(sum(due.values()))


def selector_words(of: Selectors) -> str:
    """What the selectors look at: "议案建议（已受理、领衔）或调研报告"."""
    return "或".join(dict.fromkeys(_one_selector(selector) for selector in of))


def score_name(code: str, scheme: Scheme) -> str:
    """An item or category with its name: "C3 撰写调研报告"; the total is "总分"."""
    for item in scheme.items:
        if item.code == code:
            return f"{code} {item.name}"
    for category in scheme.categories:
        if category.code == code:
            return f"{code} {category.name}"
    return code


def _plain(
    condition: HasRecords | HasRate | HasPoints | HasRole | HasGrade, bag: Bag, grade: str
) -> tuple[str, str, bool]:
    asked = asked_words(condition, bag.scheme)
    match condition:
        case HasRecords():
            found = records_met(condition.of, bag)
            count = _how_often(found, condition.of, bag)
            met = (condition.at_least is None or count >= condition.at_least) and (
                condition.at_most is None or count <= condition.at_most
            )
            if condition.at_least is None and condition.at_most is None:
                met = bool(found)
            return asked, f"现有 {points_words(count)} {_unit_of(condition.of, bag.scheme)}", met
        case HasRate():
            attended, due = attended_of_due(condition.of, bag)
            if due == 0:
                return asked, "现在没有应到的", False
            rate = attended / due
            met = (condition.at_least is None or rate >= condition.at_least) and (
                condition.below is None or rate < condition.below
            )
            times = f"{points_words(attended)}/{points_words(due)}"
            return asked, f"现为 {percent_words(rate)}（{times}）", met
        case HasPoints():
            points = bag.points[condition.score]
            return asked, f"现为 {_beside_bounds(condition, points)}", _points_met(condition, points)
        case HasRole():
            held = sorted(bag.subject.roles)
            now = f"现为{'、'.join(held)}" if held else "没有登记身份"
            return asked, now, bool(condition.roles & bag.subject.roles)
        case HasGrade():
            return asked, f"现为“{grade}”" if grade else "等次还没有定", grade in condition.grades


def _beside_bounds(condition: HasPoints, points: Fraction) -> str:
    """The points, never shown on the wrong side of what is asked: 1/300 above 0 is not "0.00"."""
    reached = [each for each in (condition.at_least, condition.below) if each is not None]
    passed = [each for each in (condition.above, condition.at_most) if each is not None]
    return exact_or_none(points) or shown_beside(points, reached, passed)


def _points_met(condition: HasPoints, points: Fraction) -> bool:
    return (
        (condition.above is None or points > condition.above)
        and (condition.at_least is None or points >= condition.at_least)
        and (condition.below is None or points < condition.below)
        and (condition.at_most is None or points <= condition.at_most)
    )


def _of_members(condition: EveryMember | SomeMember, bag: Bag, grade: str) -> NeedResult:
    asked = asked_words(condition, bag.scheme)
    members = bag.subject.members
    if not members:
        return NeedResult(f"{asked}，现在没有登记代表", False)
    with_it: list[str] = []
    without: list[str] = []
    for member, name in members:
        there = holds(condition.condition, bag.of_member(member), grade=grade).met
        (with_it if there else without).append(name or str(member))
    stands = f"{len(members)} 名中 {len(with_it)} 名做到"
    if isinstance(condition, SomeMember):
        return NeedResult(f"{asked}，{stands}", bool(with_it))
    if without:
        return NeedResult(f"{asked}，{stands}，还没有的是{_names(without)}", False)
    return NeedResult(f"{asked}，{stands}", True)


def _names(names: list[str]) -> str:
    named = "、".join(names[:_MEMBERS_NAMED])
    return named if len(names) <= _MEMBERS_NAMED else f"{named}等 {len(names)} 名"


def _records_asked(condition: HasRecords, scheme: Scheme) -> str:
    what, unit = selector_words(condition.of), _unit_of(condition.of, scheme)
    if condition.at_least is None and condition.at_most is None:
        return f"有{what}"
    bounds = []
    if condition.at_least is not None:
        bounds.append(f"至少 {points_words(condition.at_least)} {unit}")
    if condition.at_most is not None:
        none = condition.at_most == 0 and condition.at_least is None
        bounds.append("一" + unit + "也没有" if none else f"至多 {points_words(condition.at_most)} {unit}")
    return f"{what} {'、'.join(bounds)}"


def _rate_asked(condition: HasRate) -> str:
    bounds = []
    if condition.at_least is not None:
        bounds.append(f"不低于 {percent_words(condition.at_least)}")
    if condition.below is not None:
        bounds.append(f"低于 {percent_words(condition.below)}")
    return f"{selector_words(condition.of)}到会率 {'、'.join(bounds)}"


def _points_asked(condition: HasPoints, scheme: Scheme) -> str:
    bounds = [
        f"{word} {points_words(bound)}"
        for word, bound in (
            ("高于", condition.above),
            ("不低于", condition.at_least),
            ("低于", condition.below),
            ("不高于", condition.at_most),
        )
        if bound is not None
    ]
    return f"{score_name(condition.score, scheme)} {'、'.join(bounds)}"


def _any_of(words: frozenset[str] | list[str]) -> str:
    return "或".join(f"“{word}”" for word in (sorted(words) if isinstance(words, frozenset) else words))


def _one_selector(selector: Selector) -> str:
    fields = (
        selector.states,
        selector.roles,
        selector.levels,
        selector.manners,
        selector.satisfactions,
    )
    said = ["或".join(sorted(words)) for words in fields if words]
    if selector.amount_from is not None:
        said.append(f"金额不少于 {points_words(selector.amount_from)}")
    if selector.amount_to is not None:
        said.append(f"金额不多于 {points_words(selector.amount_to)}")
    kinds = "、".join(selector.kinds)
    return f"{kinds}（{'，'.join(said)}）" if said else kinds


def _unit_of(of: Selectors, scheme: Scheme) -> str:
    units = {_kind_unit(kind, scheme) for selector in of for kind in selector.kinds}
    return units.pop() if len(units) == 1 else "次"


def _kind_unit(kind: str, scheme: Scheme) -> str:
    known = scheme.kind(kind)
    if known is not None and known.unit != "次":
        return known.unit
    return _UNITS.get(kind, "次")
