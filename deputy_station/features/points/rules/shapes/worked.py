"""What every shape works with: how much a fact counts for, why one does not count, and the result before it is settled."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from deputy_station.features.points.rules.asked import ZERO, Attendance, Selector, Selectors
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import equals, exact_or_none, points_words
from deputy_station.features.points.rules.ruling import Price, Rule
from deputy_station.features.points.rules.vocabulary import State

MINUS = "−"

ONE = Fraction(1)


@dataclass(frozen=True)
class Worked:
    """As an outcome, with every fact as it lies in the bag and how many of its equal records are meant.

    A fact may stand for several equal records (`times`) of which only some count, so each entry says how many. What
    is neither counted nor passed over here is given its reason when the result is settled.
    """

    points: Fraction
    words: str
    counted: tuple[tuple[Fact, int], ...] = ()
    passed: tuple[tuple[Fact, int, str], ...] = ()
    open: tuple[str, ...] = ()
    marked: bool = False
    """Whether a table of steps came to a step that leaves a range to a rater."""


Work: TypeAlias = Callable[[Rule, Bag], Worked]
"""How inner rules are worked out, within their own bounds."""


def whole(facts: Iterable[Fact]) -> tuple[tuple[Fact, int], ...]:
    """All the equal records of each fact."""
    return tuple((fact, fact.times) for fact in facts)


def worth(fact: Fact, of: Selectors, attendance: Attendance) -> Fraction:
    """How much of a time one such record counts for, 0 to 1.

    A selector that names the state (缺席, 部分参加) asks for it, so that it counts in full; otherwise attendance
    counts by what the scheme says each state is worth.
    """
    if not attendance.asks(fact) or any(selector.states and selector.covers(fact) for selector in of):
        return ONE
    return attendance.worth(fact.state)


def took_place(of: Selectors, bag: Bag) -> list[tuple[Fact, Fraction]]:
    """The covered facts that count for something, each with how often: weight × worth × equal records."""
    attendance = bag.scheme.attendance
    found = ((fact, worth(fact, of, attendance)) for fact in bag.covered(of))
    return [(fact, _often(fact, part)) for fact, part in found if part.numerator > 0]


def number_of(taken: Iterable[tuple[Fact, Fraction]]) -> Fraction:
    """How often altogether."""
    return sum((often for _fact, often in taken), ZERO)


def price_index(fact: Fact, prices: tuple[Price, ...]) -> int | None:
    """Which price holds for the fact: the first that covers it."""
    return next(
        (index for index, price in enumerate(prices) if any(selector.covers(fact) for selector in price.of)),
        None,
    )


def by_price(prices: tuple[Price, ...], bag: Bag) -> list[tuple[Fact, int, Fraction]]:
    """The facts that count for something: with the price that holds and how often, equal records included."""
    found: list[tuple[Fact, int, Fraction]] = []
    for fact in bag.covered(tuple(selector for price in prices for selector in price.of)):
        index = price_index(fact, prices)
        assert index is not None  # covered by one of them
        part = worth(fact, prices[index].of, bag.scheme.attendance)
        if part.numerator > 0:
            found.append((fact, index, _often(fact, part)))
    return found


def _often(fact: Fact, part: Fraction) -> Fraction:
    """Weight × equal records × worth; most are worth a whole time, and multiplying fractions is what scoring waits for."""
    number = fact.weight * fact.times
    return Fraction(number) if part is ONE else part * number


def written(value: Fraction) -> str:
    """A factor as people write it: "2", "0.5", "1/3" where the decimal does not end."""
    exact = exact_or_none(value)
    if exact is not None:
        return exact
    sign = MINUS if value < 0 else ""
    return f"{sign}{abs(value.numerator)}/{value.denominator}"


def gives(points: Fraction) -> str:
    """The end of a sentence that says what it is worth: "得 2", "计 0"."""
    return f"{'得' if points > 0 else '计'} {points_words(points)}"


def joined(terms: Iterable[tuple[Fraction, str]]) -> str:
    """Terms of a sum, each a signed number and what follows it: "10 × 1 − 4 × 2"."""
    text = ""
    for value, rest in terms:
        if text:
            text += f" {MINUS if value < 0 else '+'} {written(abs(value))}{rest}"
        else:
            text = f"{written(value)}{rest}"
    return text


def bounded(rule: Rule, worked: Worked) -> Worked:
    """The same within the rule's own bounds, which the words name where they change something."""
    if rule.most is not None and worked.points > rule.most:
        return replace(worked, points=rule.most, words=f"{worked.words}，封顶 {points_words(rule.most)}")
    if rule.least is not None and worked.points < rule.least:
        taken_off = worked.points < 0 or MINUS in worked.words
        floor = f"扣到 {points_words(rule.least)} 为止" if taken_off else f"最低计 {points_words(rule.least)}"
        return replace(worked, points=rule.least, words=f"{worked.words}，{floor}")
    return worked


def with_sum(terms: str, points: Fraction) -> str:
    """ "2 × 3 = 6": a sum that is one number alone is not repeated."""
    return terms if terms == points_words(points) else f"{terms} {equals(points)}"


def unknown(facts: Iterable[Fact], what: str) -> tuple[str, ...]:
    """Sentences on records that leave out what the rule has to know: "捐款有 2 条没有写明金额，补上后才算"."""
    found: dict[str, int] = {}
    for fact in facts:
        found[fact.kind] = found.get(fact.kind, 0) + fact.times
    return tuple(f"{kind}有 {number} 条没有写明{what}，补上后才算" for kind, number in found.items())


def pass_over(facts: Iterable[Fact], reason: str) -> tuple[tuple[Fact, int, str], ...]:
    """All the equal records of each fact, passed over for the same reason."""
    return tuple((fact, fact.times, reason) for fact in facts)


def why_pending(fact: Fact) -> str:
    """Why attendance that nobody has written down does not count."""
    return "还没有举行" if fact.state == State.TO_COME else "考勤还没有登记，登记后才算"


def why_not(fact: Fact, selectors: Selectors, attendance: Attendance) -> str:
    """Why a fact of a kind the rule looks at was not counted; the selector it comes nearest to says what is missing."""
    if attendance.asks(fact) and fact.state in attendance.pending:
        return why_pending(fact)
    misfits = [_misfits(fact, selector) for selector in selectors if fact.kind in selector.kinds]
    nearest = min(misfits, key=len, default=[])
    if nearest:
        return f"{nearest[0]}，不计"
    if attendance.asks(fact) and attendance.worth(fact.state) == 0:
        return f"{fact.state}，不计"
    return "不合这一项的条件，不计"


def _misfits(fact: Fact, selector: Selector) -> list[str]:
    """What of the fact the selector does not take, in words."""
    fields = (
        (selector.states, fact.state, "情况"),
        (selector.roles, fact.role, "角色"),
        (selector.levels, fact.level, "级别"),
        (selector.manners, fact.manner, "方式"),
        (selector.satisfactions, fact.satisfaction, "满意度"),
    )
    misfits = [said or f"没有写明{field}" for wanted, said, field in fields if wanted and said not in wanted]
    if selector.amount_from is not None:
        if fact.amount is None:
            misfits.append("没有写明金额")
        elif fact.amount < selector.amount_from:
            misfits.append(f"金额 {written(fact.amount)}，不到 {written(selector.amount_from)}")
    if selector.amount_to is not None:
        if fact.amount is None and selector.amount_from is None:
            misfits.append("没有写明金额")
        elif fact.amount is not None and fact.amount > selector.amount_to:
            misfits.append(f"金额 {written(fact.amount)}，超过 {written(selector.amount_to)}")
    return misfits
