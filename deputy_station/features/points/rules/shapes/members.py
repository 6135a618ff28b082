"""Shapes that ask conditions: commitments fulfilled, and what every member of a group did."""

from collections.abc import Iterable

from deputy_station.features.points.rules.asked import ZERO, Condition
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.conditions import holds, records_met
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import equals, points_words
from deputy_station.features.points.rules.ruling import Goals, PerMember, RoleNeed
from deputy_station.features.points.rules.shapes.reach import condition_selectors, selectors_of
from deputy_station.features.points.rules.shapes.worked import (
    MINUS,
    Work,
    Worked,
    gives,
    unknown,
    whole,
    written,
)

_NAMED = 5
"""So many names stand in a sentence; of more it says how many they are."""


def goals(rule: Goals, bag: Bag) -> Worked:
    """Points when enough commitments are fulfilled, or for each one."""
    fulfilled = [goal for goal in rule.goals if holds(goal.when, bag).met]
    undone = [goal for goal in rule.goals if goal not in fulfilled]
    facts = _facts_of((goal.when for goal in fulfilled), bag)
    taken = {id(fact) for fact in facts}
    short = tuple(
        (fact, fact.times, f"“{goal.name}”还没有达标，不计")
        for goal in undone
        for fact in _facts_of((goal.when,), bag)
        if id(fact) not in taken
    )
    done, of = len(fulfilled), len(rule.goals)
    head = f"完成 {done}/{of} 项"
    tail = f"；还没完成：{_names([goal.name for goal in undone])}" if undone else ""
    if rule.each is not None:
        points = rule.each * done
        sums = f"{written(rule.each)} × {done} {equals(points)}"
        return Worked(points, f"{head}，{sums}{tail}", whole(facts), short)
    need = _need(rule, bag)
    if need is None:
        asked = ("办法没有写明这一身份要完成几项，请定下来",)
        return Worked(ZERO, f"{head}，没有写明要完成几项，计 0", whole(facts), short, asked)
    if done >= need:
        return Worked(rule.points, f"{head}，满 {need} 项{gives(rule.points)}", whole(facts), short)
    return Worked(ZERO, f"{head}，不满 {need} 项，计 0{tail}", whole(facts), short)


def per_member(rule: PerMember, bag: Bag, work: Work) -> Worked:
    """So much for every member of whom the condition holds, or an inner rule for every member alone."""
    members = bag.subject.members
    known = {member for member, _name in members}
    facts = bag.covered(selectors_of(rule))
    stray = [fact for fact in facts if fact.member not in known]
    passed = tuple((fact, fact.times, "没有写明是哪名代表的，不计") for fact in stray)
    asked = unknown(stray, "是哪名代表的")
    if not members:
        words = f"{points_words(rule.start)}，没有登记代表"
        return Worked(rule.start, words, passed=passed, open=(*asked, "没有登记代表，逐人的分还算不出"))
    own = [(name or str(member), bag.of_member(member)) for member, name in members]
    points, words = rule.start, written(rule.start) if rule.start else ""
    counted: tuple[tuple[Fact, int], ...] = ()
    if rule.when is not None:
        met = [name for name, alone in own if holds(rule.when, alone).met]
        points += rule.each * len(met)
        who = f"（{_names(met)}）" if met else ""
        sign = MINUS if rule.each < 0 else "+"
        words = f"{words} {sign} " if words else sign.removesuffix("+")
        words += f"{written(abs(rule.each))} × {len(met)}{who} {equals(points)}"
        looked_at = {id(fact) for of in condition_selectors(rule.when) for fact in bag.covered(of)}
        counted = whole(fact for fact in facts if id(fact) in looked_at and fact.member in known)
    if rule.rule is not None:
        results = [(name, work(rule.rule, alone)) for name, alone in own]
        points += sum((result.points for _name, result in results), ZERO)
        words = "；".join(filter(None, (words, *_each_in_words(results)))) + f"；合计 {points_words(points)}"
        for name, result in results:
            counted += result.counted
            passed += result.passed
            asked += tuple(f"{name}：{sentence}" for sentence in result.open)
    return Worked(points, words, counted, passed, asked)


def _each_in_words(results: list[tuple[str, Worked]]) -> list[str]:
    """Every member's own sum while they are few, else the points alone."""
    if len(results) <= _NAMED:
        return [f"{name} {result.words}" for name, result in results]
    return ["、".join(f"{name} {points_words(result.points)}" for name, result in results)]


def _need(rule: Goals, bag: Bag) -> int | None:
    """How many this subject must fulfil: the first need for one of its roles or for everybody else; all without needs."""
    if not rule.needs:
        return len(rule.goals)
    return next((need.at_least for need in rule.needs if _fits(need, bag)), None)


def _fits(need: RoleNeed, bag: Bag) -> bool:
    return not need.role or need.role in bag.subject.roles


def _facts_of(conditions: Iterable[Condition], bag: Bag) -> list[Fact]:
    """The facts the conditions count, each once."""
    found = {
        id(fact): fact
        for condition in conditions
        for selectors in condition_selectors(condition)
        for fact in records_met(selectors, bag)
    }
    return list(found.values())


def _names(names: list[str]) -> str:
    named = "、".join(names[:_NAMED])
    return named if len(names) <= _NAMED else f"{named}等 {len(names)} 个"
