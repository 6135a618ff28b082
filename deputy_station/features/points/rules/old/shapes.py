"""The shapes a rule can have: one function each, and one entry in `SHAPES`.

A new shape is a function from (rule, bag) to an `Outcome`, an entry in the table, and, where it needs a number
that no other shape has, a field of `Rule` with its reader in `reading`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from deputy_station.features.points.rules.numbers import equals, percent_words, points_words
from deputy_station.features.points.rules.old.facts import Fact, FactKind, Quality, State
from deputy_station.features.points.rules.old.scheme import Rule, Selector


@dataclass(frozen=True)
class Outcome:
    """What a rule gives: points, the sum in words, the facts it rests on, and those passed over with why."""

    points: Fraction
    words: str
    counted: tuple[Fact, ...] = ()
    passed_over: tuple[tuple[Fact, str], ...] = ()


def kinds_of(selectors: tuple[Selector, ...]) -> tuple[FactKind, ...]:
    """The kinds of facts the selectors look at, each once, as the scheme names them."""
    if len(selectors) == 1:
        return selectors[0].kinds
    kinds: list[FactKind] = []
    for selector in selectors:
        kinds += [kind for kind in selector.kinds if kind not in kinds]
    return tuple(kinds)


@dataclass
class Bag:
    """One deputy's facts by kind, in order, with the states that count as having come or as not yet known."""

    came: frozenset[State]
    pending: frozenset[State]
    by_kind: dict[FactKind, list[Fact]] = field(default_factory=dict)

    def covered(self, selectors: tuple[Selector, ...]) -> list[Fact]:
        """The facts that one of the selectors covers, each once."""
        return [
            fact
            for kind in kinds_of(selectors)
            for fact in self.by_kind.get(kind, ())
            if any(selector.covers(fact) for selector in selectors)
        ]

    def done(self, selectors: tuple[Selector, ...]) -> list[Fact]:
        """Of the covered facts, those that took place with the deputy there (or need no attendance)."""
        return [fact for fact in self.covered(selectors) if not fact.kind.attended or fact.state in self.came]

    def known(self, selectors: tuple[Selector, ...]) -> list[Fact]:
        """Of the covered facts, those whose attendance has been written down."""
        return [fact for fact in self.covered(selectors) if fact.state not in self.pending]


def _weight(facts: Iterable[Fact]) -> int:
    return sum(fact.weight for fact in facts)


def _capped(points: Fraction, words: str, cap: Fraction) -> tuple[Fraction, str]:
    if points > cap:
        return cap, f"{words}，封顶 {points_words(cap)}"
    return points, words


def _without(rule: Rule, bag: Bag, *, full: bool) -> Outcome:
    """Nothing that could be counted yet: nothing was arranged, or nothing of it has been written down."""
    arranged = "还没有已登记的安排，暂" if bag.covered(rule.of) else "没有安排，"
    points = rule.max if full else Fraction(0)
    return Outcome(points, f"{arranged}{'按满分计' if full else '计'} {points_words(points)}")


def ratio(rule: Rule, bag: Bag) -> Outcome:
    """Full points × attended ÷ to be attended."""
    due = bag.known(rule.of)
    attended = bag.done(rule.of)
    if not due:
        return _without(rule, bag, full=rule.none_is_full)
    points = rule.max * Fraction(_weight(attended), _weight(due))
    words = f"{points_words(rule.max)} × {_weight(attended)} ÷ {_weight(due)} {equals(points)}"
    return Outcome(points, words, tuple(due))


def deduct(rule: Rule, bag: Bag) -> Outcome:
    """Start full, take `each` off per miss, never below 0."""
    seen = bag.known(rule.of)
    missed = [fact for fact in seen if any(selector.covers(fact) for selector in rule.missed)]
    counted = [fact for fact in seen if fact in missed or fact.state in bag.came]
    left = rule.max - rule.each * _weight(missed)
    words = f"{points_words(rule.max)} − {points_words(rule.each)} × {_weight(missed)}"
    if left < 0:
        return Outcome(Fraction(0), f"{words}，扣到 0 为止", tuple(counted))
    return Outcome(left, f"{words} {equals(left)}", tuple(counted))


def count(rule: Rule, bag: Bag) -> Outcome:
    """`each` per time, capped by the item; with `none_is_full`, full when there was nothing to come to.

    With `once_per_session` several facts of one congress session count once.
    """
    if rule.none_is_full and not bag.known(rule.of):
        return _without(rule, bag, full=True)
    facts = bag.done(rule.of)
    again: list[Fact] = []
    if rule.once_per_session:
        facts, again = _first_of_each_session(facts)
    points = rule.each * _weight(facts)
    words = f"{points_words(rule.each)} × {_weight(facts)} {equals(points)}"
    passed = tuple((fact, "同一次会议只算一次") for fact in again)
    return Outcome(*_capped(points, words, rule.max), tuple(facts), passed)


def _first_of_each_session(facts: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Facts that count, and those of a session that has one already; without a session each stands for itself."""
    first: list[Fact] = []
    again: list[Fact] = []
    seen: set[str] = set()
    for fact in facts:
        (again if fact.within and fact.within in seen else first).append(fact)
        seen.add(fact.within)
    return first, again


def first_next(rule: Rule, bag: Bag) -> Outcome:
    """`first` for the first, `next` for each further one, a capped part for what was shared, all capped."""
    led = bag.done(rule.of)
    number = _weight(led)
    points, words = Fraction(0), f"0 {rule.unit}"
    if number:
        points = rule.first + rule.next * (number - 1)
        words = f"首{rule.unit} {points_words(rule.first)}"
        if number > 1:
            words += f" + {points_words(rule.next)} × {number - 1}"
    counted = list(led)
    if rule.shared is not None:
        joined = bag.done(rule.shared.of)
        if joined:
            part = rule.shared.each * _weight(joined)
            part_words = (
                f"{rule.shared.name} {points_words(rule.shared.each)} × {_weight(joined)} {equals(part)}"
            )
            part, part_words = _capped(part, part_words, rule.shared.cap)
            points, words = points + part, f"{words}；{part_words}"
            counted += joined
    return Outcome(*_capped(points, f"{words}；合计 {points_words(points)}", rule.max), tuple(counted))


def steps_count(rule: Rule, bag: Bag) -> Outcome:
    """A table of steps on how often."""
    facts = bag.done(rule.of)
    number = _weight(facts)
    for step in rule.steps:
        if number >= step.at_least:
            words = f"{number} {rule.unit}，满 {points_words(step.at_least)} {rule.unit}得 {points_words(step.points)}"
            return Outcome(step.points, words, tuple(facts))
    lowest = points_words(rule.steps[-1].at_least)
    return Outcome(Fraction(0), f"{number} {rule.unit}，不满 {lowest} {rule.unit}，计 0", tuple(facts))


def steps_rate(rule: Rule, bag: Bag) -> Outcome:
    """A table of steps on the share of good ones among all."""
    facts = bag.done(rule.of)
    if not facts:
        return (
            _without(rule, bag, full=True)
            if rule.none_is_full
            else Outcome(Fraction(0), f"0 {rule.unit}，计 0")
        )
    good = [fact for fact in facts if any(selector.covers(fact) for selector in rule.good)]
    share = Fraction(_weight(good), _weight(facts))
    words = f"{_weight(good)} ÷ {_weight(facts)} {equals(share * 100)}%"
    for step in rule.steps:
        if share >= step.at_least:
            reached = f"{words}，满 {percent_words(step.at_least)} 得 {points_words(step.points)}"
            return Outcome(step.points, reached, tuple(facts))
    return Outcome(Fraction(0), f"{words}，不满 {percent_words(rule.steps[-1].at_least)}，计 0", tuple(facts))


def best(rule: Rule, bag: Bag) -> Outcome:
    """The best of several ways, counted once."""
    found: list[tuple[Fraction, str, Fact]] = [
        (option.points, option.name, fact) for option in rule.options for fact in bag.done(option.of)
    ]
    if not found:
        return Outcome(Fraction(0), f"没有{'、'.join(option.name for option in rule.options)}")
    points, name, taken = max(found, key=lambda entry: entry[0])
    others = tuple((fact, f"只取最高的一次（{name}）") for _points, _name, fact in found if fact is not taken)
    return Outcome(
        points, f"{name} {points_words(points)}" + ("，取最高的一次" if others else ""), (taken,), others
    )


def ballot(rule: Rule, bag: Bag) -> Outcome:
    """`each` points once, when the best ballot's satisfied share reaches `at_least`."""
    held: list[tuple[Fraction, int, Fact]] = []
    for fact in bag.done(rule.of):
        if fact.votes is not None and fact.votes.valid > 0:
            good = fact.votes.satisfied + (fact.votes.fair if rule.fair_counts else 0)
            held.append((Fraction(good, fact.votes.valid), good, fact))
    if not held:
        return Outcome(Fraction(0), "没有测评")
    share, good, fact = max(held, key=lambda entry: entry[0])
    others = tuple((other, "只取满意率最高的一次") for _share, _good, other in held if other is not fact)
    assert fact.votes is not None
    words = f"{good} 票 ÷ {fact.votes.valid} 票 {equals(share * 100)}%"
    wanted = percent_words(rule.at_least)
    if share >= rule.at_least:
        return Outcome(rule.each, f"{words}，满 {wanted} 得 {points_words(rule.each)}", (fact,), others)
    return Outcome(Fraction(0), f"{words}，不满 {wanted}，计 0", (fact,), others)


def total_of(rule: Rule, bag: Bag) -> Outcome:
    """Several parts added up, each by its own rule and with its own maximum."""
    outcomes = [work_out(part, bag) for part in rule.parts]
    points = sum((outcome.points for outcome in outcomes), Fraction(0))
    words = "；".join(outcome.words for outcome in outcomes) + f"；合计 {points_words(points)}"
    counted = tuple(fact for outcome in outcomes for fact in outcome.counted)
    passed = tuple(entry for outcome in outcomes for entry in outcome.passed_over)
    return Outcome(*_capped(points, words, rule.max), counted, passed)


@dataclass(frozen=True)
class Shape:
    """How a shape is worked out, and which of a rule's fields it must or may be given."""

    work: Callable[[Rule, Bag], Outcome]
    must: frozenset[str]
    may: frozenset[str] = frozenset()


SHAPES: dict[str, Shape] = {
    "ratio": Shape(ratio, frozenset({"of"}), frozenset({"none_is_full"})),
    "deduct": Shape(deduct, frozenset({"of", "missed", "each"})),
    "count": Shape(count, frozenset({"of", "each"}), frozenset({"none_is_full", "once_per_session"})),
    "first_next": Shape(first_next, frozenset({"of", "first", "next"}), frozenset({"shared", "unit"})),
    "steps_count": Shape(steps_count, frozenset({"of", "steps"}), frozenset({"unit"})),
    "steps_rate": Shape(steps_rate, frozenset({"of", "good", "steps"}), frozenset({"none_is_full", "unit"})),
    "best": Shape(best, frozenset({"options"})),
    "ballot": Shape(ballot, frozenset({"of", "at_least", "each"}), frozenset({"fair_counts"})),
    "sum": Shape(total_of, frozenset({"parts"})),
}


def work_out(rule: Rule, bag: Bag) -> Outcome:
    """The rule's outcome for these facts, within 0 and the rule's maximum."""
    outcome = SHAPES[rule.shape].work(rule, bag)
    if outcome.points < 0 or outcome.points > rule.max:
        raise AssertionError(f"{rule.shape} gave {outcome.points} outside 0..{rule.max}")
    return outcome


def why_not(fact: Fact, rule: Rule, bag: Bag) -> str:
    """Why a fact of the right kind was not counted."""
    if fact.state in bag.pending and fact.kind.attended:
        return "还没有举行" if fact.state is State.TO_COME else "考勤还没有登记，登记后才算"
    covering = [selector for selector in rule.selectors() if selector.covers(fact)]
    if covering and fact.kind.attended and fact.state not in bag.came:
        return f"{fact.state.label}，不计"
    for selector in rule.selectors():
        if fact.kind in selector.kinds and selector.states and fact.state not in selector.states:
            return f"{fact.state.label}，不计"
    return f"{fact.quality.label}，不计" if fact.quality is not Quality.NONE else "不合这一项的条件，不计"
