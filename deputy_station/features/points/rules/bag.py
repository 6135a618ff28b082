"""One subject's facts as rules look at them: those that may count, by kind, and those that may not, with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from deputy_station.features.points.rules.asked import Attendance, Selectors
from deputy_station.features.points.rules.facts import Fact, Period, Subject, in_order
from deputy_station.features.points.rules.scheme import RecordKind, Scheme
from deputy_station.features.points.rules.score import Passed
from deputy_station.features.points.rules.vocabulary import Review


@dataclass
class Bag:
    """What a rule may look at.

    `refused` are facts no rule may count (not approved, without evidence), with why. `points` fills up while a score
    is put together: item and category codes and "总分", for conditions and rules that look at them. `today` is the
    day up to which periods have begun (None: all of them). `item` is the code of the item being worked out, by which
    rules find the marks given by hand.
    """

    scheme: Scheme
    subject: Subject
    period: Period | None = None
    today: date | None = None
    by_kind: dict[str, list[Fact]] = field(default_factory=dict)
    refused: list[Passed] = field(default_factory=list)
    points: dict[str, Fraction] = field(default_factory=dict)
    item: str = ""

    def covered(self, selectors: Selectors) -> list[Fact]:
        """The facts that one of the selectors covers, each once, in order of kind and day."""
        kinds = dict.fromkeys(kind for selector in selectors for kind in selector.kinds)
        return [
            fact
            for kind in kinds
            for fact in self.by_kind.get(kind, ())
            if any(selector.covers(fact) for selector in selectors)
        ]

    def done(self, selectors: Selectors, attendance: Attendance | None = None) -> list[Fact]:
        """Of the covered facts, those that took place with the subject there (or need no attendance)."""
        rule = attendance or self.scheme.attendance
        came = rule.came
        return [fact for fact in self.covered(selectors) if not rule.asks(fact) or fact.state in came]

    def known(self, selectors: Selectors, attendance: Attendance | None = None) -> list[Fact]:
        """Of the covered facts, those that were due and whose attendance has been written down."""
        rule = attendance or self.scheme.attendance
        return [
            fact
            for fact in self.covered(selectors)
            if fact.state not in rule.pending and fact.state not in rule.left_out
        ]

    def of_member(self, member: object) -> "Bag":
        """The same bag with one member's facts alone."""
        return Bag(
            self.scheme,
            self.subject,
            self.period,
            self.today,
            {kind: [fact for fact in facts if fact.member == member] for kind, facts in self.by_kind.items()},
            points=self.points,
            item=self.item,
        )

    def within(self, first: date, last: date) -> "Bag":
        """The same bag with the facts of these days alone, both included."""
        return Bag(
            self.scheme,
            self.subject,
            Period("", "", first, last),
            self.today,
            {
                kind: [fact for fact in facts if first <= fact.on <= last]
                for kind, facts in self.by_kind.items()
            },
            points=self.points,
            item=self.item,
        )

    def without(self, taken: Mapping[Fact, int]) -> "Bag":
        """The same bag without what other items have: how many of each fact, which is given with `times` 1."""
        left = dict(taken)
        kept: dict[str, list[Fact]] = {kind: [] for kind in self.by_kind}
        for kind, facts in self.by_kind.items():
            for fact in facts:
                one = fact if fact.times == 1 else replace(fact, times=1)
                gone = min(left.get(one, 0), fact.times)
                if gone:
                    left[one] -= gone
                if gone == 0:
                    kept[kind].append(fact)
                elif gone < fact.times:
                    kept[kind].append(replace(fact, times=fact.times - gone))
        return Bag(
            self.scheme, self.subject, self.period, self.today, kept, self.refused, self.points, self.item
        )


def weight_of(facts: Iterable[Fact]) -> Fraction:
    """How many times the facts stand for: units of each, times equal records."""
    return Fraction(sum(fact.weight * fact.times for fact in facts))


def fill_bag(
    scheme: Scheme,
    subject: Subject,
    facts: Iterable[Fact],
    *,
    period: Period | None = None,
    today: date | None = None,
) -> Bag:
    """A bag of the facts given; those of a kind that asks for approval or evidence and lacks it are refused.

    Days in office are not looked at here.
    """
    bag = Bag(scheme, subject, period, today)
    kinds: Mapping[str, RecordKind] = {kind.name: kind for kind in scheme.kinds}
    for fact in in_order(facts):
        if why := _why_refused(fact, kinds.get(fact.kind)):
            bag.refused.append(Passed(fact, why))
        else:
            bag.by_kind.setdefault(fact.kind, []).append(fact)
    return bag


def _why_refused(fact: Fact, kind: RecordKind | None) -> str:
    if fact.review == Review.WAITING:
        return "还没有审核，不计"
    if fact.review == Review.RETURNED:
        return "审核退回，不计"
    if fact.review == Review.WITHDRAWN:
        return "已撤回，不计"
    if kind is not None and kind.approval and fact.review != Review.APPROVED:
        return "办法要求核准，还没有核准，不计"
    if kind is not None and kind.evidence == "必须" and not fact.evidence:
        return "办法要求证明材料，没有材料，不计"
    return ""
