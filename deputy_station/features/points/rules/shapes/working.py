"""A rule and one subject's facts in, points with the sum in words out; and no fact of its kinds left without a word."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from deputy_station.features.points.rules.asked import Attendance
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.ruling import (
    Ballot,
    Base,
    Best,
    Count,
    Deduct,
    FirstNext,
    FromItems,
    Goals,
    PerMember,
    PerPeriod,
    Rated,
    Ratio,
    Rule,
    Scaled,
    Shared,
    Steps,
    Sum,
    Target,
    Tick,
)
from deputy_station.features.points.rules.score import Outcome, Passed
from deputy_station.features.points.rules.shapes.attending import base, deduct, ratio
from deputy_station.features.points.rules.shapes.composing import best, from_items, per_period, scaled, total
from deputy_station.features.points.rules.shapes.counting import count, first_next, target, tick
from deputy_station.features.points.rules.shapes.judging import ballot, marks_of, rated
from deputy_station.features.points.rules.shapes.members import goals, per_member
from deputy_station.features.points.rules.shapes.reach import kinds_of, rules_within, selectors_of
from deputy_station.features.points.rules.shapes.sharing import shared
from deputy_station.features.points.rules.shapes.tiers import steps
from deputy_station.features.points.rules.shapes.worked import Worked, bounded, why_not, written
from deputy_station.features.points.rules.vocabulary import State


def work_out(rule: Rule, bag: Bag) -> Outcome:
    """The rule's outcome for these facts, within its bounds.

    Every fact of a kind the rule looks at is either counted or passed over with a reason, those refused before too.
    Neither the order of facts nor whether equal ones are put together changes points or words.
    """
    worked = _work(rule, bag)
    counted, passed = _settled(rule, bag, worked)
    kinds = set(kinds_of(rule))
    refused = [entry for entry in bag.refused if entry.fact.kind in kinds]
    asked = (*worked.open, *_strange_marks(rule, bag), *_unwritten(rule, passed))
    return Outcome(
        worked.points, worked.words, tuple(counted), (*passed, *refused), tuple(dict.fromkeys(asked))
    )


def _work(rule: Rule, bag: Bag) -> Worked:
    return bounded(rule, _worked(rule, bag))


def _worked(rule: Rule, bag: Bag) -> Worked:
    match rule:
        case Tick():
            return tick(rule, bag)
        case Count():
            return count(rule, bag)
        case FirstNext():
            return first_next(rule, bag)
        case Ratio():
            return ratio(rule, bag)
        case Deduct():
            return deduct(rule, bag)
        case Steps():
            return steps(rule, bag)
        case Rated():
            return rated(rule, bag)
        case Ballot():
            return ballot(rule, bag)
        case Best():
            return best(rule, bag, _work)
        case Sum():
            return total(rule, bag, _work)
        case Shared():
            return shared(rule, bag)
        case Base():
            return base(rule, bag)
        case Goals():
            return goals(rule, bag)
        case Target():
            return target(rule, bag)
        case PerPeriod():
            return per_period(rule, bag, _work)
        case PerMember():
            return per_member(rule, bag, _work)
        case Scaled():
            return scaled(rule, bag, _work)
        case FromItems():
            return from_items(rule, bag)


def _settled(rule: Rule, bag: Bag, worked: Worked) -> tuple[list[Fact], list[Passed]]:
    """Every fact of the rule's kinds once: counted, or passed over with the first reason that a shape gave for it."""
    number: dict[int, int] = {}
    for fact, times in worked.counted:
        number[id(fact)] = number.get(id(fact), 0) + times
    reasons: dict[int, list[tuple[int, str]]] = {}
    for fact, times, reason in worked.passed:
        reasons.setdefault(id(fact), []).append((times, reason))
    selectors, attendance = selectors_of(rule), _attendance_of(rule, bag)
    counted: list[Fact] = []
    passed: list[Passed] = []
    for kind in kinds_of(rule):
        for fact in bag.by_kind.get(kind, ()):
            taken = min(number.get(id(fact), 0), fact.times)
            if taken:
                counted.append(_so_many(fact, taken))
            left = fact.times - taken
            for times, reason in reasons.get(id(fact), []):
                if left and times:
                    passed.append(Passed(_so_many(fact, min(times, left)), reason))
                    left -= min(times, left)
            if left:
                passed.append(Passed(_so_many(fact, left), why_not(fact, selectors, attendance)))
    return counted, passed


def _so_many(fact: Fact, times: int) -> Fact:
    """The fact itself, or as many of the equal records it stands for as are meant."""
    return fact if times == fact.times else replace(fact, times=times)


def _attendance_of(rule: Rule, bag: Bag) -> Attendance:
    """The attendance by which reasons are given: the rule's own where it has one."""
    own = (part.attendance for part in rules_within(rule) if isinstance(part, Ratio | Steps))
    return next((attendance for attendance in own if attendance is not None), bag.scheme.attendance)


def _unwritten(rule: Rule, passed: Iterable[Passed]) -> Iterator[str]:
    """Attendance that somebody has yet to write down."""
    found: dict[str, int] = {}
    for entry in passed:
        if entry.fact.state == State.NOT_YET:
            found[entry.fact.kind] = found.get(entry.fact.kind, 0) + entry.fact.times
    for kind in kinds_of(rule):
        if kind in found:
            yield f"{kind}有 {found[kind]} 次考勤还没有登记"


def _strange_marks(rule: Rule, bag: Bag) -> Iterator[str]:
    """Marks given to this item by somebody whom no part of the rule asks."""
    marks = marks_of(bag)
    if not marks:
        return
    marking = [
        part
        for part in rules_within(rule)
        if isinstance(part, Rated)
        or (isinstance(part, Steps) and any(step.up_to is not None for step in part.steps))
    ]
    if not marking:
        for mark in sorted(marks, key=lambda mark: (mark.rater, mark.points)):
            yield f"{mark.rater}评的 {written(mark.points)} 分不算：这一项不由人评分"
        return
    if any(not part.raters for part in marking):
        return
    known = {rater.name for part in marking for rater in part.raters}
    if any(len(part.raters) == 1 for part in marking):
        known.add("")
    names = "、".join(dict.fromkeys(rater.name for part in marking for rater in part.raters))
    for mark in sorted(marks, key=lambda mark: (mark.rater, mark.points)):
        if mark.rater not in known:
            who = f"{mark.rater}评的" if mark.rater else "没有写明谁评的"
            yield f"{who} {written(mark.points)} 分不算：由{names}评分"
