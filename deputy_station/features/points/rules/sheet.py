"""One subject's items, categories and total: worked out in an order in which what looks at others comes after them.

Also which of two items a record counts for, where the scheme lets it count once only.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from deputy_station.features.points.rules.asked import (
    ZERO,
    AllOf,
    AnyOf,
    Condition,
    EveryMember,
    HasPoints,
    Not,
    Selectors,
    SomeMember,
)
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.conditions import TOTAL, holds
from deputy_station.features.points.rules.counted_once import (
    Given,
    Number,
    best_way,
    both,
    numbered,
    shares_of,
)
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.ladder import rounded
from deputy_station.features.points.rules.numbers import equals, points_words
from deputy_station.features.points.rules.ruling import FromItems, Goals, PerMember, Rule
from deputy_station.features.points.rules.scheme import Category, CountOnce, Item, Scheme
from deputy_station.features.points.rules.score import CategoryScore, ItemScore, Outcome, Passed
from deputy_station.features.points.rules.shapes.reach import (
    kinds_of,
    needs_dates,
    rules_within,
    selectors_of,
)
from deputy_station.features.points.rules.shapes.working import work_out


@dataclass(frozen=True)
class Plan:
    """What a scheme needs to be known once: the order of its items, what each looks at, which count records once."""

    scheme: Scheme
    order: tuple[Item, ...]
    selectors: Mapping[str, Selectors]
    looks: Mapping[str, frozenset[str]]
    first: tuple[CountOnce, ...]
    dearest: tuple[CountOnce, ...]


@dataclass(frozen=True)
class Sheet:
    """The items in the order of the scheme, the categories, and the total as it is graded, with what changed it."""

    items: tuple[ItemScore, ...]
    categories: tuple[CategoryScore, ...]
    total: Fraction
    words: str


def plan_of(scheme: Scheme) -> Plan:
    """The plan of a scheme. ValueError where items look at each other in a circle, which reading refuses."""
    looks = {item.code: frozenset(_looks_at(item, scheme)) for item in scheme.items}
    before = {code: set(others) for code, others in looks.items()}
    first = tuple(once for once in scheme.once if once.keep != "高")
    for once in first:
        for place, code in enumerate(once.items):
            before[code] |= set(once.items[:place])
    return Plan(
        scheme,
        _ordered(scheme, before),
        {item.code: selectors_of(item.rule) for item in scheme.items},
        looks,
        first,
        tuple(once for once in scheme.once if once.keep == "高"),
    )


def fill_sheet(plan: Plan, bag: Bag) -> Sheet:
    """All items of the subject of the bag, whose `points` are then complete: items, categories and the total."""
    if not plan.dearest:
        return _Filling(plan, bag).sheet()
    filling = _Filling(plan, bag)
    shares = [
        share
        for once in plan.dearest
        for share in shares_of(bag, _wanted(plan, once, bag), dated=_dated(plan, once))
    ]
    return filling.sheet(best_way(shares, lambda given: filling.sheet(given).total))


def _wanted(plan: Plan, once: CountOnce, bag: Bag) -> dict[str, Selectors]:
    """What the items of the group that are for the subject look at."""
    return {code: plan.selectors[code] for code in once.items if not _not_for(plan.scheme.item(code), bag)}


def _dated(plan: Plan, once: CountOnce) -> bool:
    return any(needs_dates(plan.scheme.item(code).rule) for code in once.items)


@dataclass
class _Filling:
    """Works out sheets of one subject; items that look at no others are kept between two ways of sharing records."""

    plan: Plan
    bag: Bag
    kept: dict[tuple[str, frozenset[tuple[Fact, int]]], ItemScore] = field(default_factory=dict)

    def sheet(self, given: Given | None = None) -> Sheet:
        """The sheet where other items have what is `given` away."""
        scheme, bag = self.plan.scheme, self.bag
        bag.points.clear()
        scores: dict[str, ItemScore] = {}
        counted: dict[str, dict[Fact, int]] = {}
        waiting = {category.code: 0 for category in scheme.categories}
        for item in scheme.items:
            waiting[item.category] += 1
        categories: dict[str, CategoryScore] = {}
        for category in scheme.categories:
            if not waiting[category.code]:
                categories[category.code] = _category(category, (), bag)
        for item in self.plan.order:
            taken = self._taken(item, counted, given or {})
            score = self._item(item, taken)
            scores[item.code] = score
            bag.points[item.code] = score.points
            if self.plan.first or given:
                counted[item.code] = numbered(score.counted)
            waiting[item.category] -= 1
            if not waiting[item.category]:
                category = next(each for each in scheme.categories if each.code == item.category)
                own = [scores[each.code] for each in scheme.items if each.category == category.code]
                categories[category.code] = _category(category, own, bag)
        ordered = tuple(categories[category.code] for category in scheme.categories)
        total, words = within_total(scheme, sum((category.points for category in ordered), ZERO))
        bag.points[TOTAL] = total
        return Sheet(tuple(scores[item.code] for item in scheme.items), ordered, total, words)

    def _taken(self, item: Item, counted: Mapping[str, Number], given: Given) -> dict[str, Number]:
        """What other items have, by the item that has it (for 先 what it counted, for 高 what was shared out to it)."""
        taken: dict[str, Number] = {}
        for once in self.plan.first:
            if item.code in once.items:
                for code in once.items[: once.items.index(item.code)]:
                    taken[code] = counted[code]
        for (code, owner), facts in given.items():
            if code == item.code:
                taken[owner] = both(taken.get(owner, {}), facts)
        return taken

    def _item(self, item: Item, taken: Mapping[str, Number]) -> ItemScore:
        bag = self.bag
        bag.item = item.code
        if not taken and not self.plan.dearest:
            return _item_score(item, bag)
        gone: dict[Fact, int] = {}
        for facts in taken.values():
            gone = both(gone, facts)
        key = (item.code, frozenset(gone.items()))
        if key in self.kept and not self.plan.looks[item.code]:
            return self.kept[key]
        selectors = self.plan.selectors[item.code]
        score = _item_score(item, bag.without(gone) if gone else bag)
        passed = [
            Passed(fact if number == fact.times else replace(fact, times=number), f"已在 {code} 计过")
            for code, facts in taken.items()
            for fact, number in facts.items()
            if number and any(selector.covers(fact) for selector in selectors)
        ]
        score = replace(score, passed=(*score.passed, *passed))
        self.kept[key] = score
        return score


def within_total(scheme: Scheme, total: Fraction) -> tuple[Fraction, str]:
    """The total as it is graded, from all categories added up: within the scheme's bounds, rounded where it says so.

    Points of 扣分 are negative, so that everything is simply added up.
    """
    said: list[str] = []
    if scheme.total_most is not None and total > scheme.total_most:
        said.append(f"各大类合计 {points_words(total)}，封顶 {points_words(scheme.total_most)}")
        total = scheme.total_most
    if scheme.total_least is not None and total < scheme.total_least:
        said.append(f"各大类合计 {points_words(total)}，扣到 {points_words(scheme.total_least)} 为止")
        total = scheme.total_least
    graded = rounded(total, scheme.rounding)
    # A cap that is no round number holds all the same.
    if scheme.total_most is not None:
        graded = min(graded, scheme.total_most)
    if scheme.total_least is not None:
        graded = max(graded, scheme.total_least)
    if scheme.rounding is not None and graded != total:
        said.append(f"{points_words(total)} {scheme.rounding.way} {equals(graded)}")
    return graded, "；".join(said)


def _item_score(item: Item, bag: Bag) -> ItemScore:
    if why := _not_for(item, bag):
        kinds = kinds_of(item.rule)
        passed = [Passed(fact, "这一项不适用，不计") for kind in kinds for fact in bag.by_kind.get(kind, ())]
        passed += [entry for entry in bag.refused if entry.fact.kind in kinds]
        words = f"{why}，计 {points_words(item.otherwise)}"
        return ItemScore(item, item.otherwise, words, passed=tuple(passed), applies=False)
    outcome = work_out(item.rule, bag)
    points, words = bounded_words(outcome, item.most, item.least)
    score = ItemScore(item, points, words, outcome.counted, outcome.passed, outcome.open)
    for force in item.forces:
        result = holds(force.when, bag)
        if result.met:
            words = f"{force.because}（{result.words}），按 {points_words(force.points)} 分计"
            if points != force.points:
                words += f"，不按算出的 {points_words(points)} 分"
            return replace(score, points=force.points, words=words, open=())
    return score


def bounded_words(outcome: Outcome, most: Fraction | None, least: Fraction | None) -> tuple[Fraction, str]:
    """Points and words of an outcome within the bounds of its item."""
    if most is not None and outcome.points > most:
        return most, f"{outcome.words}，封顶 {points_words(most)}"
    if least is not None and outcome.points < least:
        floor = "扣到 {} 为止" if outcome.points < 0 else "最低计 {}"
        return least, f"{outcome.words}，{floor.format(points_words(least))}"
    return outcome.points, outcome.words


def _not_for(item: Item, bag: Bag) -> str:
    """Why the item is not for the subject; empty where it is."""
    roles = bag.subject.roles
    if never := sorted(item.never & roles):
        return f"{'、'.join(never)}不算这一项"
    if item.only and not item.only & roles:
        return f"这一项只给{'、'.join(sorted(item.only))}算"
    return ""


def _category(category: Category, items: Iterable[ItemScore], bag: Bag) -> CategoryScore:
    raw = sum((score.points for score in items), ZERO)
    points, words = raw, ""
    if category.most is not None and raw > category.most:
        points, words = category.most, f"各项合计 {points_words(raw)}，封顶 {points_words(category.most)}"
    elif category.least is not None and raw < category.least:
        points = category.least
        words = f"各项合计 {points_words(raw)}，扣到 {points_words(points)} 为止"
    bag.points[category.code] = points
    return CategoryScore(category, points, raw, words)


def _looks_at(item: Item, scheme: Scheme) -> Iterator[str]:
    """The items an item looks at, directly or as part of a category or of the total."""
    codes = [code for rule in rules_within(item.rule) for code in _codes_of(rule)]
    codes += [code for force in item.forces for code in _codes_asked(force.when)]
    for code in dict.fromkeys(codes):
        for other in scheme.items:
            if code in (other.code, other.category, TOTAL):
                yield other.code


def _codes_of(rule: Rule) -> Iterator[str]:
    match rule:
        case FromItems(scores=scores):
            yield from scores
        case Goals(goals=goals):
            for goal in goals:
                yield from _codes_asked(goal.when)
        case PerMember(when=when) if when is not None:
            yield from _codes_asked(when)
        case _:
            pass


def _codes_asked(condition: Condition) -> Iterator[str]:
    match condition:
        case HasPoints(score=score):
            yield score
        case AllOf(conditions=inner) | AnyOf(conditions=inner):
            for part in inner:
                yield from _codes_asked(part)
        case Not(condition=part) | EveryMember(condition=part) | SomeMember(condition=part):
            yield from _codes_asked(part)
        case _:
            pass


def _ordered(scheme: Scheme, before: Mapping[str, set[str]]) -> tuple[Item, ...]:
    """The items so that each comes after those it needs, otherwise as in the scheme."""
    done: dict[str, Item] = {}
    left = list(scheme.items)
    while left:
        ready = next((item for item in left if before[item.code] <= done.keys()), None)
        if ready is None:
            codes = "、".join(item.code for item in left)
            raise ValueError(f"items look at each other in a circle: {codes}")
        done[ready.code] = ready
        left.remove(ready)
    return tuple(done.values())
