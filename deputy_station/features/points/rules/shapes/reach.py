"""What a rule looks at and how far it can reach, known from the rule alone, without any facts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from deputy_station.features.points.rules.asked import (
    ZERO,
    AllOf,
    AnyOf,
    Condition,
    EveryMember,
    HasRate,
    HasRecords,
    Not,
    Selectors,
    SomeMember,
)
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

MONTHS_OF = {"月": 1, "季": 3, "半年": 6, "年": 12}
"""How many months each part of a year has."""

_NOTHING_KNOWN: Mapping[str, Fraction | None] = MappingProxyType({})


def best_possible(
    rule: Rule, *, months: int = 12, scores: Mapping[str, Fraction | None] = _NOTHING_KNOWN
) -> Fraction | None:
    """The most points a rule can ever give; None when nothing bounds it.

    `months` is how long the period of the scheme is, for what is counted once a month, a quarter and so on; `scores`
    the most of the items and categories that a rule of other scores looks at (not named: unbounded).
    """
    best = _unbounded_best(rule, months, scores)
    if rule.most is not None and (best is None or best > rule.most):
        best = rule.most
    if best is not None and rule.least is not None and best < rule.least:
        best = rule.least
    return best


def rules_within(rule: Rule) -> Iterator[Rule]:
    """The rule and every rule inside it, from the outside in."""
    yield rule
    match rule:
        case Best(options=inner) | Sum(parts=inner):
            for part in inner:
                yield from rules_within(part)
        case PerPeriod(rule=part) | Scaled(rule=part):
            yield from rules_within(part)
        case PerMember(rule=part) if part is not None:
            yield from rules_within(part)
        case _:
            pass


def selectors_of(rule: Rule) -> Selectors:
    """Every selector the rule looks at, those of rules and conditions inside it too, each once, in order."""
    return _reach_of(rule).selectors


def kinds_of(rule: Rule) -> tuple[str, ...]:
    """The kinds of records the rule looks at, each once, in the order the scheme names them."""
    return _reach_of(rule).kinds


@dataclass(frozen=True)
class _Reach:
    """What one rule looks at; the rule is held so that its number in memory stays its own."""

    rule: Rule
    selectors: Selectors
    kinds: tuple[str, ...]


_REMEMBERED = 5_000
"""Rules whose reach is kept; after that it begins anew, so that memory does not grow."""
_reaches: dict[int, _Reach] = {}


def _reach_of(rule: Rule) -> _Reach:
    """Found out once for a rule: by which object it is, as comparing whole rules takes longer than looking anew."""
    reach = _reaches.get(id(rule))
    if reach is None:
        selectors = tuple(
            dict.fromkeys(
                selector for part in rules_within(rule) for group in _own(part) for selector in group
            )
        )
        kinds = tuple(dict.fromkeys(kind for selector in selectors for kind in selector.kinds))
        if len(_reaches) >= _REMEMBERED:
            _reaches.clear()
        reach = _reaches[id(rule)] = _Reach(rule, selectors, kinds)
    return reach


def needs_dates(rule: Rule) -> bool:
    """Whether the day of a record can change what the rule gives, not only whether it lies in the period."""
    return any(_looks_at_days(part) for part in rules_within(rule))


def condition_selectors(condition: Condition) -> Iterator[Selectors]:
    """The selectors a condition looks at, inner conditions too."""
    match condition:
        case HasRecords(of=of) | HasRate(of=of):
            yield of
        case AllOf(conditions=inner) | AnyOf(conditions=inner):
            for part in inner:
                yield from condition_selectors(part)
        case Not(condition=part) | EveryMember(condition=part) | SomeMember(condition=part):
            yield from condition_selectors(part)
        case _:
            pass


def _looks_at_days(rule: Rule) -> bool:
    match rule:
        case Count(once_per=once_per):
            return once_per not in ("", "会议")
        case Ballot(take=take):
            return take == "最后"
        case PerPeriod():
            return True
        case _:
            return False


def _own(rule: Rule) -> Iterator[Selectors]:
    match rule:
        case Tick(of=of) | FirstNext(of=of) | Ratio(of=of) | Rated(of=of) | Ballot(of=of) | Target(of=of):
            yield of
        case Steps(of=of, good=good):
            yield of
            yield good
        case Count(prices=prices) | Shared(prices=prices):
            yield from (price.of for price in prices)
        case Deduct(prices=prices, seen=seen):
            yield from (price.of for price in prices)
            yield seen
        case Base(lost=prices, lost_all=all_of):
            yield from (price.of for price in prices)
            yield all_of
        case Goals(goals=goals):
            for goal in goals:
                yield from condition_selectors(goal.when)
        case PerMember(when=when) if when is not None:
            yield from condition_selectors(when)
        case _:
            pass


def _unbounded_best(rule: Rule, months: int, scores: Mapping[str, Fraction | None]) -> Fraction | None:
    """As `best_possible`, before the rule's own bounds."""
    match rule:
        case Tick(points=points):
            return max(points, ZERO)
        case Count():
            return _best_count(rule, months)
        case FirstNext(first=first, next=following):
            return None if following > 0 else max(first, ZERO)
        case Ratio(full=full):
            return max(full, ZERO)
        case Deduct(start=start, prices=prices):
            return None if any(price.points < 0 for price in prices) else start
        case Steps(steps=steps):
            return max((ZERO, *(step.points if step.up_to is None else step.up_to for step in steps)))
        case Rated():
            return _best_mark(rule)
        case Ballot(steps=steps, full=full, weights=weights):
            share = max((ZERO, *(weight for _word, weight in weights)))
            return max((ZERO, (full or ZERO) * share, *(step.points for step in steps)))
        case Best(options=options):
            reached = [best_possible(option, months=months, scores=scores) for option in options]
            return None if None in reached else max(_known(reached), default=ZERO)
        case Sum(parts=parts):
            return _sum(best_possible(part, months=months, scores=scores) for part in parts)
        case Shared(prices=prices):
            return None if any(price.points > 0 for price in prices) else ZERO
        case Base(points=points):
            return points
        case Goals(goals=goals, points=points, each=each):
            return max(ZERO, points if each is None else each * len(goals))
        case Target(points=points, above=above):
            return None if above > 0 else points
        case PerPeriod(per=per, rule=inner):
            each_period = best_possible(inner, months=months, scores=scores)
            return None if each_period is None else each_period * _periods(per, months)
        case PerMember(start=start, each=each, rule=inner):
            return None if each > 0 or inner is not None else start
        case Scaled(rule=inner, factor=factor):
            end = best_possible(inner, months=months, scores=scores) if factor >= 0 else inner.least
            return None if end is None else end * factor
        case FromItems(scores=names, factor=factor):
            whole = _sum(scores.get(name) for name in names)
            return None if whole is None else whole * factor


def _best_count(rule: Count, months: int) -> Fraction | None:
    dearest = max((ZERO, *(price.points for price in rule.prices)))
    if dearest == 0:
        return rule.most if rule.none_is_full and rule.most is not None else ZERO
    if rule.by_amount:
        return None
    numbers: list[int] = [] if rule.times_at_most is None else [rule.times_at_most]
    if rule.once_per in MONTHS_OF:
        numbers.append(_periods(rule.once_per, months))
    if not numbers:
        return None
    best = dearest * min(numbers)
    return max(best, rule.most) if rule.none_is_full and rule.most is not None else best


def _best_mark(rule: Rated) -> Fraction | None:
    if rule.combine == "相加" and rule.raters:
        return _sum(rater.most if rater.most is not None else rule.most for rater in rule.raters)
    tops = [band.high for band in rule.bands] + [
        rater.most for rater in rule.raters if rater.most is not None
    ]
    return max(tops) if tops else rule.most


def _periods(per: str, months: int) -> int:
    """How many of these begin within so many months; at least one."""
    return -(-months // MONTHS_OF[per])


def _known(values: Iterable[Fraction | None]) -> list[Fraction]:
    return [value for value in values if value is not None]


def _sum(values: Iterable[Fraction | None]) -> Fraction | None:
    """All of them added up; None when one of them has no bound."""
    total = ZERO
    for value in values:
        if value is None:
            return None
        total += value
    return total
