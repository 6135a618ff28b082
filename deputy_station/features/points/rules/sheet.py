"""One subject's items, categories and total: worked out in an order in which what looks at others comes after them.

Also which of two items a record counts for, where the scheme lets it count once only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.conditions import TOTAL, holds
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.ladder import rounded
from deputy_station.features.points.rules.numbers import equals, points_words
from deputy_station.features.points.rules.scheme import (
    ZERO,
    AllOf,
    AnyOf,
    Category,
    Condition,
    CountOnce,
    EveryMember,
    FromItems,
    Goals,
    HasPoints,
    Item,
    Not,
    PerMember,
    Rule,
    Scheme,
    Selectors,
    SomeMember,
)
from deputy_station.features.points.rules.score import CategoryScore, ItemScore, Outcome, Passed
from deputy_station.features.points.rules.shapes.reach import needs_dates, rules_within, selectors_of
from deputy_station.features.points.rules.shapes.working import work_out

_MOST_TRIED = 2_000
"""So many ways to share records between items are all tried; of more, the better of neighbouring ways is taken."""


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
    best: Sheet | None = None
    filling = _Filling(plan, bag)
    for given in _ways(plan, filling):
        sheet = filling.sheet(given)
        if best is None or sheet.total > best.total:
            best, chosen = sheet, given
    assert best is not None  # there is always one way
    return filling.sheet(chosen)


_Given = Mapping[str, Mapping[Fact, int]]
"""By item: how many of which facts (each with `times` 1) are left to other items."""


@dataclass
class _Filling:
    """Works out sheets of one subject; items that look at no others are kept between two ways of sharing records."""

    plan: Plan
    bag: Bag
    kept: dict[tuple[str, frozenset[tuple[Fact, int]]], ItemScore] = field(default_factory=dict)

    def sheet(self, given: _Given | None = None) -> Sheet:
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
                counted[item.code] = _ones(score.counted)
            waiting[item.category] -= 1
            if not waiting[item.category]:
                category = next(each for each in scheme.categories if each.code == item.category)
                own = [scores[each.code] for each in scheme.items if each.category == category.code]
                categories[category.code] = _category(category, own, bag)
        ordered = tuple(categories[category.code] for category in scheme.categories)
        total, words = within_total(scheme, sum((category.points for category in ordered), ZERO))
        bag.points[TOTAL] = total
        return Sheet(tuple(scores[item.code] for item in scheme.items), ordered, total, words)

    def _taken(
        self, item: Item, counted: Mapping[str, Mapping[Fact, int]], given: _Given
    ) -> dict[str, Mapping[Fact, int]]:
        """What other items have, by the item that has it ("" where it is shared out beforehand)."""
        taken: dict[str, Mapping[Fact, int]] = {}
        for once in self.plan.first:
            if item.code in once.items:
                for code in once.items[: once.items.index(item.code)]:
                    taken[code] = counted[code]
        for code, facts in given.items():
            owner, _, other = code.partition("\n")
            if owner == item.code:
                taken[other] = _more(taken.get(other, {}), facts)
        return taken

    def _item(self, item: Item, taken: Mapping[str, Mapping[Fact, int]]) -> ItemScore:
        bag = self.bag
        bag.item = item.code
        if not taken and not self.plan.dearest:
            return _item_score(item, bag, self.plan.selectors[item.code])
        gone: dict[Fact, int] = {}
        for facts in taken.values():
            gone = _more(gone, facts)
        key = (item.code, frozenset(gone.items()))
        if key in self.kept and not self.plan.looks[item.code]:
            return self.kept[key]
        selectors = self.plan.selectors[item.code]
        score = _item_score(item, bag.without(gone) if gone else bag, selectors)
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
    if scheme.rounding is not None and graded != total:
        said.append(f"{points_words(total)} {scheme.rounding.way} {equals(graded)}")
    return graded, "；".join(said)


def _item_score(item: Item, bag: Bag, selectors: Selectors) -> ItemScore:
    if why := _not_for(item, bag):
        passed = [Passed(fact, "这一项不适用，不计") for fact in bag.covered(selectors)] + [
            entry for entry in bag.refused if any(selector.covers(entry.fact) for selector in selectors)
        ]
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


# -- records that count for the item where they are worth more ------------------------------------------------------


def _ways(plan: Plan, filling: _Filling) -> Iterator[_Given]:
    """Every way to share out the records that several items of a 高 group look at, those of earlier items first.

    Records that no rule can tell apart are shared out by number. Where there are too many ways, records are moved
    one sort at a time as long as the total grows.
    """
    shares = [share for once in plan.dearest for share in _shares(plan, once, filling.bag)]
    number = 1
    for _group, ways in shares:
        number *= len(ways)
    if number <= _MOST_TRIED:
        for way in product(*(ways for _group, ways in shares)):
            yield _given(zip((group for group, _ways in shares), way, strict=True))
        return
    yield _climbed(filling, shares)


_Group = tuple[tuple[str, ...], tuple[tuple[Fact, int], ...]]
"""Items that want the records, and the records, with `times` 1 and how many of each."""
_Way = tuple[int, ...]
"""How many of a group each of its items gets."""


def _climbed(filling: _Filling, shares: Sequence[tuple[_Group, list[_Way]]]) -> _Given:
    groups = [group for group, _ways in shares]
    current = [ways[0] for _group, ways in shares]
    best = filling.sheet(_given(zip(groups, current, strict=True))).total
    better = True
    while better:
        better = False
        for place, (_group, ways) in enumerate(shares):
            for way in ways:
                trial = [*current[:place], way, *current[place + 1 :]]
                total = filling.sheet(_given(zip(groups, trial, strict=True))).total
                if total > best:
                    best, current, better = total, trial, True
    return _given(zip(groups, current, strict=True))


def _shares(plan: Plan, once: CountOnce, bag: Bag) -> list[tuple[_Group, list[_Way]]]:
    """The records at least two of the items look at, put together where no rule tells them apart, with all ways."""
    dated = any(needs_dates(plan.scheme.item(code).rule) for code in once.items)
    wanting: dict[tuple[tuple[str, ...], Fact], dict[Fact, int]] = {}
    for facts in bag.by_kind.values():
        for fact in facts:
            items = tuple(
                code
                for code in once.items
                if any(selector.covers(fact) for selector in plan.selectors[code])
                and not _not_for(plan.scheme.item(code), bag)
            )
            if len(items) < 2:
                continue
            one = fact if fact.times == 1 else replace(fact, times=1)
            alike = replace(one, source=("", 0), title="", on=one.on if dated else one.on.min)
            group = wanting.setdefault((items, alike), {})
            group[one] = group.get(one, 0) + fact.times
    return [
        ((items, tuple(group.items())), list(_splits(sum(group.values()), len(items))))
        for (items, _alike), group in wanting.items()
    ]


def _splits(number: int, parts: int) -> Iterator[_Way]:
    """All ways to split a number into parts, most to the first part first."""
    if parts == 1:
        yield (number,)
        return
    for own in range(number, -1, -1):
        for rest in _splits(number - own, parts - 1):
            yield (own, *rest)


def _given(shared: Iterable[tuple[_Group, _Way]]) -> _Given:
    """For each item and each other item: what the other one has of the records both look at."""
    given: dict[str, dict[Fact, int]] = {}
    for (items, facts), way in shared:
        left = list(facts)
        for owner, share in zip(items, way, strict=True):
            while share:
                fact, number = left[0]
                part = min(share, number)
                left[0] = (fact, number - part)
                if part == number:
                    left.pop(0)
                share -= part
                for item in items:
                    if item != owner:
                        own = given.setdefault(f"{item}\n{owner}", {})
                        own[fact] = own.get(fact, 0) + part
    return given


def _ones(facts: Iterable[Fact]) -> dict[Fact, int]:
    """How many of each fact, each with `times` 1."""
    found: dict[Fact, int] = {}
    for fact in facts:
        one = fact if fact.times == 1 else replace(fact, times=1)
        found[one] = found.get(one, 0) + fact.times
    return found


def _more(held: Mapping[Fact, int], added: Mapping[Fact, int]) -> dict[Fact, int]:
    both = dict(held)
    for fact, number in added.items():
        both[fact] = both.get(fact, 0) + number
    return both
