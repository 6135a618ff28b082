"""Shapes that count: tick, count by price, first and further ones, target."""

from dataclasses import dataclass, replace
from fractions import Fraction

from deputy_station.features.points.rules.asked import ZERO, Selectors
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.facts import Fact, Period
from deputy_station.features.points.rules.numbers import equals, points_words
from deputy_station.features.points.rules.ruling import Count, FirstNext, Price, Target, Tick
from deputy_station.features.points.rules.shapes.parts_of_year import part_number
from deputy_station.features.points.rules.shapes.reach import selectors_of
from deputy_station.features.points.rules.shapes.worked import (
    ONE,
    Worked,
    gives,
    joined,
    number_of,
    pass_over,
    price_index,
    took_place,
    unknown,
    whole,
    with_sum,
    worth,
    written,
)

_AGAIN = {
    "会议": "同一次会议只算一次",
    "日": "同一天只算一次",
    "月": "同一月只算一次",
    "季": "同一季只算一次",
    "半年": "同一个半年只算一次",
    "年": "同一年只算一次",
}


def tick(rule: Tick, bag: Bag) -> Worked:
    """`points` once there are enough of them."""
    taken = took_place(rule.of, bag)
    number = number_of(taken)
    words, facts = f"{written(number)} {rule.unit}", whole(fact for fact, _often in taken)
    wanted = f"{written(rule.at_least)} {rule.unit}"
    if number >= rule.at_least:
        enough = "" if rule.at_least == 1 else f"满 {wanted}"
        return Worked(rule.points, f"{words}，{enough}{gives(rule.points)}", facts)
    short = "" if number == 0 and rule.at_least == 1 else f"不满 {wanted}，"
    return Worked(ZERO, f"{words}，{short}计 0", facts)


def first_next(rule: FirstNext, bag: Bag) -> Worked:
    """`first` for the first, `next` for each further one; less than a whole one gives that part of the first."""
    taken = took_place(rule.of, bag)
    number = number_of(taken)
    facts = whole(fact for fact, _often in taken)
    if number == 0:
        return Worked(ZERO, f"0 {rule.unit}，计 0")
    if number < 1:
        points = rule.first * number
        return Worked(
            points, f"{written(rule.first)} × {written(number)} {rule.unit} {equals(points)}", facts
        )
    points = rule.first + rule.next * (number - 1)
    words = f"首{rule.unit} {written(rule.first)}"
    if number > 1:
        words += f" {joined([(ZERO, ''), (rule.next, f' × {written(number - 1)} {rule.unit}')])[2:]} {equals(points)}"
    return Worked(points, words, facts)


def target(rule: Target, bag: Bag) -> Worked:
    """`points` at the target, more for each one above it, less for each one short of it."""
    taken = took_place(rule.of, bag)
    number = number_of(taken)
    beyond = number - rule.target
    head = f"{written(number)} {rule.unit}，目标 {written(rule.target)} {rule.unit}，"
    each = rule.above if beyond > 0 else -rule.below
    points = rule.points + each * abs(beyond)
    terms = joined(
        [(rule.points, ""), (each, f" × {written(abs(beyond))} {rule.unit}")] if beyond and each else []
    )
    words = head + (with_sum(terms, points) if terms else gives(points))
    return Worked(points, words, whole(fact for fact, _often in taken))


@dataclass(frozen=True)
class _Entry:
    """One fact of a count: the price that holds, what one record is worth and by how much it is multiplied."""

    fact: Fact
    price: int
    number: Fraction
    often: Fraction
    value: Fraction
    times: int

    @property
    def dearest_first(self) -> tuple[Fraction, int, Fraction]:
        """In an order that does not depend on how records were told apart or put together."""
        return (-self.value, self.price, -self.often)


def count(rule: Count, bag: Bag) -> Worked:
    """Each time by its price; once in each session, day or part of the year where the rule says so."""
    if rule.none_is_full and rule.most is not None and not _anything_known(rule, bag):
        arranged = "还没有已登记的安排，暂" if _anything_arranged(rule, bag) else "没有安排，"
        return Worked(rule.most, f"{arranged}按满分计 {points_words(rule.most)}")
    entries, unsaid = _entries(rule, bag)
    passed = list(pass_over(unsaid, "没有写明金额，不计"))
    if rule.once_per:
        entries, again = _one_of_each(entries, rule.once_per, bag.period)
        passed += again
    cut = False
    if rule.times_at_most is not None:
        entries, over, cut = _at_most(entries, rule.times_at_most, rule.unit)
        passed += over
    sums = [ZERO] * len(rule.prices)
    for entry in entries:
        sums[entry.price] += entry.often * entry.times
    points = sum((price.points * often for price, often in zip(rule.prices, sums, strict=True)), ZERO)
    # An amount is named only where the scheme says in what it is measured (元).
    unit = "" if rule.by_amount and rule.unit == "次" else rule.unit
    words = _sum_words(rule.prices, sums, unit, points)
    if cut:
        words += f"，最多算 {rule.times_at_most} {rule.unit}"
    counted = tuple((entry.fact, entry.times) for entry in entries)
    return Worked(points, words, counted, tuple(passed), unknown(unsaid, "金额"))


def _sum_words(prices: tuple[Price, ...], sums: list[Fraction], unit: str, points: Fraction) -> str:
    if len(prices) == 1:
        return f"{written(prices[0].points)} × {_times(sums[0], unit)} {equals(points)}"
    used = [(price, often) for price, often in zip(prices, sums, strict=True) if often]
    if not used:
        return f"0 {unit}，计 0"
    terms = [
        (price.points, f" × {_times(often, unit)}{f'（{price.name}）' if price.name else ''}")
        for price, often in used
    ]
    return f"{joined(terms)} {equals(points)}"


def _times(often: Fraction, unit: str) -> str:
    return f"{written(often)} {unit}" if unit else written(often)


def _entries(rule: Count, bag: Bag) -> tuple[list[_Entry], list[Fact]]:
    """What counts for something, and what says no amount where the rule goes by amount."""
    entries: list[_Entry] = []
    unsaid: list[Fact] = []
    for fact in bag.covered(selectors_of(rule)):
        index = price_index(fact, rule.prices)
        assert index is not None  # covered by one of them
        price = rule.prices[index]
        part = worth(fact, price.of, bag.scheme.attendance)
        if part == 0:
            continue
        if not rule.by_amount:
            number = Fraction(fact.weight)
            often = number * part
        elif fact.amount is None:
            unsaid.append(fact)
            continue
        else:
            number, often = ONE, fact.amount * part
        # What is compared is the worth of one time, so that heavy records do not push out dear ones.
        each = price.points * (often if rule.by_amount else part)
        entries.append(_Entry(fact, index, number, often, each, fact.times))
    return entries, unsaid


def _one_of_each(
    entries: list[_Entry], per: str, period: Period | None
) -> tuple[list[_Entry], list[tuple[Fact, int, str]]]:
    """The dearest one time of each session, day or part of the year; without a session each stands for itself."""
    kept: list[_Entry] = []
    again: list[tuple[Fact, int, str]] = []
    seen: set[object] = set()
    single = [_single(entry) for entry in entries]
    for entry in sorted(single, key=lambda entry: entry.dearest_first):
        group = _group(entry.fact, per, period)
        if group is None:
            kept.append(entry)
            continue
        left = entry.times
        if group not in seen:
            seen.add(group)
            kept.append(replace(entry, times=1))
            left -= 1
        if left:
            again.append((entry.fact, left, _AGAIN[per]))
    return kept, again


def _single(entry: _Entry) -> _Entry:
    """The same counted at most one time for each record, whatever its weight."""
    if entry.number <= 1:
        # Less than a whole time (half a day) is worth that much less, so another record may be the dearer one.
        return replace(entry, value=entry.value * entry.number)
    return replace(entry, number=ONE, often=entry.often / entry.number)


def _group(fact: Fact, per: str, period: Period | None) -> object:
    if per == "会议":
        return fact.within or None
    if per == "日":
        return fact.on
    return part_number(fact.on, per, period)


def _at_most(
    entries: list[_Entry], most: int, unit: str
) -> tuple[list[_Entry], list[tuple[Fact, int, str]], bool]:
    """As many times as allowed, the dearest first, of a heavy record only what is left of them; and whether that cut."""
    kept: list[_Entry] = []
    over: list[tuple[Fact, int, str]] = []
    left, cut = Fraction(most), False
    for entry in sorted(entries, key=lambda entry: entry.dearest_first):
        fitting = min(entry.times, int(left // entry.number)) if entry.number > 0 else entry.times
        rest = entry.times - fitting
        if fitting:
            kept.append(replace(entry, times=fitting))
            left -= entry.number * fitting
        if rest and left > 0:
            kept.append(replace(entry, number=left, often=entry.often * left / entry.number, times=1))
            left, rest, cut = ZERO, rest - 1, True
        if rest:
            over.append((entry.fact, rest, f"最多算 {most} {unit}"))
    return kept, over, cut or bool(over)


def _anything_arranged(rule: Count, bag: Bag) -> bool:
    return bool(bag.covered(_in_any_state(rule)))


def _anything_known(rule: Count, bag: Bag) -> bool:
    return bool(bag.known(_in_any_state(rule)))


def _in_any_state(rule: Count) -> Selectors:
    """What was to come to, whether the rule counts only those who came or not."""
    return tuple(replace(selector, states=frozenset()) for selector in selectors_of(rule))
