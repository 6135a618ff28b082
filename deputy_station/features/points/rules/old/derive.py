"""From facts and a scheme to a score: pure, exact, and every number with the facts it came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from deputy_station.features.points.rules.numbers import distance_words, points_words, shown_below
from deputy_station.features.points.rules.old.facts import Fact, State, in_order
from deputy_station.features.points.rules.old.scheme import Category, Grade, Item, Scheme
from deputy_station.features.points.rules.old.shapes import Bag, kinds_of, why_not, work_out


@dataclass(frozen=True)
class Passed:
    """A fact that was seen and not counted, and why."""

    fact: Fact
    reason: str


@dataclass(frozen=True)
class ItemScore:
    """One item's points with its sum in words, the facts counted and those passed over."""

    item: Item
    points: Fraction
    words: str
    counted: tuple[Fact, ...]
    passed: tuple[Passed, ...]


@dataclass(frozen=True)
class CategoryScore:
    """One category's points: the sum of its items."""

    category: Category
    points: Fraction


@dataclass(frozen=True)
class Score:
    """A deputy's score of a year.

    `total` is exact; `shown` has two decimals and never looks as if a grade were reached that is not;
    `remark` says how far the next grade is, or, with `held_back`, which gate closed a grade the total reaches;
    `open_records` counts past activities whose attendance nobody has written down; `facts` are all facts within
    the days in office, in order, whether an item counts them or not.
    """

    deputy_id: int
    total: Fraction
    shown: str
    grade: str
    remark: str
    held_back: bool
    categories: tuple[CategoryScore, ...]
    items: tuple[ItemScore, ...]
    open_records: int
    facts: tuple[Fact, ...]

    def item(self, code: str) -> ItemScore:
        """The item with that code; KeyError when the scheme has none."""
        for score in self.items:
            if score.item.code == code:
                return score
        raise KeyError(code)


@dataclass(frozen=True)
class Span:
    """Days in office, both ends included; no `until` means still in office."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies in the span."""
        return self.since <= day and (self.until is None or day <= self.until)


def derive(
    scheme: Scheme, deputy_id: int, facts: Iterable[Fact], in_office: Iterable[Span] | None = None
) -> Score:
    """The deputy's score. Facts outside the days in office are listed, never counted; None means always in office."""
    spans = None if in_office is None else list(in_office)
    bag = Bag(scheme.came, scheme.pending)
    outside: list[Fact] = []
    for fact in in_order([fact for fact in facts if fact.deputy_id == deputy_id]):
        if spans is None or any(span.covers(fact.on) for span in spans):
            bag.by_kind.setdefault(fact.kind, []).append(fact)
        else:
            outside.append(fact)
    items = tuple(_item_score(item, bag, outside) for item in scheme.items)
    categories = tuple(
        CategoryScore(
            category,
            sum((score.points for score in items if score.item.category == category.code), Fraction(0)),
        )
        for category in scheme.categories
    )
    total = sum((category.points for category in categories), Fraction(0))
    graded = grade_of(scheme, total, {score.item.code: score.points for score in items})
    thresholds = [each.at_least for each in scheme.grades]
    open_records = sum(fact.state is State.NOT_YET for held in bag.by_kind.values() for fact in held)
    return Score(
        deputy_id=deputy_id,
        total=total,
        shown=shown_below(total, thresholds),
        grade=graded.grade.name,
        remark=graded.remark,
        held_back=graded.held_back,
        categories=categories,
        items=items,
        open_records=open_records,
        facts=tuple(in_order([fact for held in bag.by_kind.values() for fact in held])),
    )


def _item_score(item: Item, bag: Bag, outside: list[Fact]) -> ItemScore:
    outcome = work_out(item.rule, bag)
    taken = {id(fact) for fact in outcome.counted} | {id(fact) for fact, _reason in outcome.passed_over}
    kinds = kinds_of(item.rule.selectors())
    left = [fact for kind in kinds for fact in bag.by_kind.get(kind, ()) if id(fact) not in taken]
    passed = [Passed(fact, reason) for fact, reason in outcome.passed_over]
    passed += [Passed(fact, why_not(fact, item.rule, bag)) for fact in in_order(left)]
    passed += [Passed(fact, "不在任期内，不计") for fact in outside if fact.kind in kinds]
    return ItemScore(
        item, outcome.points, outcome.words, tuple(in_order(list(outcome.counted))), tuple(passed)
    )


@dataclass(frozen=True)
class Graded:
    """A grade, the remark that explains it, and whether a gate held it back."""

    grade: Grade
    remark: str
    held_back: bool


def grade_of(scheme: Scheme, total: Fraction, points: Mapping[str, Fraction]) -> Graded:
    """The grade for the exact total, with the gates held against `points` by item code.

    A grade must pass its own gates and those of every lower grade: who may not be 好 may not be 优秀 either.
    """
    held_back = ""
    above: Grade | None = None
    for place, grade in enumerate(scheme.grades):
        if total < grade.at_least:
            above = grade
            continue
        names = {each.name for each in scheme.grades[place:]}
        needs = dict.fromkeys(need for gate in scheme.gates if gate.grade in names for need in gate.needs)
        unmet = [need for need in needs if not need.met(points[need.item])]
        if unmet and grade is not scheme.grades[-1]:
            short = "、".join(f"{need.item} 为 {points_words(points[need.item])}" for need in unmet)
            held_back = held_back or f"总分够“{grade.name}”，但 {short}，没有达到这个等次的门槛"
            continue
        if held_back:
            return Graded(grade, held_back, True)
        if above is not None:
            return Graded(grade, f"还{distance_words(above.at_least - total)}到“{above.name}”", False)
        return Graded(grade, "", False)
    return Graded(scheme.grades[-1], held_back, bool(held_back))


def consequences_of(scheme: Scheme, grades: Iterable[str]) -> list[str]:
    """What a term's grades lead to, as ["推荐连任"]."""
    held = list(grades)
    return [each.name for each in scheme.consequences if held.count(each.grade) >= each.times]
