"""What differs between the points that went out and what the records give now; when a period may be closed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from deputy_station.core.clock import day_words, month_day
from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.facts import Fact, Period, condense
from deputy_station.features.points.rules.score import Score


class PeriodClosedAlready(Refusal):
    """A period is closed once."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}已经结账。要重新结账，请先取消结账（公布以前可以）。")


class PeriodNotOver(Refusal):
    """Records of its days may still come."""

    def __init__(self, period: Period, today: date) -> None:
        super().__init__(
            f"{period.name}到{day_words(period.last, today)}才满，还没有结束。确要提前结账，请选“提前结账”。"
        )


class NobodyScored(Refusal):
    """There is nothing to close."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}没有可以结账的代表。请核对代表名册。")


class NotDeputies(Refusal):
    """Only deputies' points are closed and published."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"这份办法给{subject}打分，结账和公布只用于代表的积分。")


class SchemeChangedSince(Refusal):
    """The scores were worked out by another scheme than the one kept beside them would say."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}的得分不是按现在的办法算的，没有结账。请刷新后再结账。")


class ClosedByAnother(Refusal):
    """A closing that comes back was made by a scheme its year no longer uses."""

    def __init__(self, period: str, scheme: str) -> None:
        super().__init__(f"{period}是按“{scheme}”结账的，这一年现在换了办法。请先换回来，或者重新结账。")


class GradesUndecided(Refusal):
    """The scheme asks people, and they have not said yet."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"{_some(names)}的等次还没有定，不能结账。请先把等次定下来。")


class QuestionsOpen(Refusal):
    """Marks nobody gave, attendance nobody wrote down."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"{_some(names)}还有没评的分或没登记的考勤。请补齐；确要按现在的样子结账，请选“照样结账”。"
        )


class AlreadyPublished(Refusal):
    """What went out is corrected by name, never taken back."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}的积分已经公布，不能取消结账。有错请逐人更正，更正会写明前后两个数。")


class PublishedOnce(Refusal):
    """A second publication would reset the days for objections."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}的积分已经公布过了。有错请逐人更正。")


class NotPublished(Refusal):
    """Nothing went out yet, so there is nothing to correct."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}的积分还没有公布，不用更正。请取消结账，改好以后再结账。")


class NothingToCorrect(Refusal):
    """The records give what was published."""

    def __init__(self, deputy: str) -> None:
        super().__init__(f"{deputy}按现在的记录算，和公布的一样，没有要更正的。")


class ObjectionsStillOpen(Refusal):
    """Settled only when everybody was answered and the window is over."""


@dataclass(frozen=True)
class Line:
    """An item as published: exact points, and the sum in words."""

    points: Fraction
    words: str = ""


@dataclass(frozen=True)
class Standing:
    """A deputy's points as far as they went out: total, shown, grade, place, item by item, category by category.

    `total` None: not among those scored.
    """

    total: Fraction | None
    shown: str = ""
    grade: str = ""
    rank: int = 0
    items: Mapping[str, Line] = field(default_factory=dict)
    categories: Mapping[str, Fraction] = field(default_factory=dict)


NOT_SCORED = Standing(None)
"""Who was not among those scored."""


@dataclass(frozen=True)
class ItemChange:
    """One item then and now; None where the scheme had no such item for the deputy."""

    code: str
    before: Line | None
    after: Line | None


@dataclass(frozen=True)
class Change:
    """What differs for one deputy: total and grade then and now, and the items and categories that differ."""

    before: Standing
    after: Standing
    items: tuple[ItemChange, ...]
    categories: tuple[tuple[str, Fraction | None, Fraction | None], ...]


def standing_of(score: Score) -> Standing:
    """A score as far as it goes out."""
    return Standing(
        score.total,
        score.shown,
        score.grade,
        score.graded.rank,
        {each.item.code: Line(each.points, each.words) for each in score.items},
        {each.category.code: each.points for each in score.categories},
    )


def find_change(before: Standing, after: Standing) -> Change | None:
    """What differs in total, grade, items or categories; None when nothing does. Words and places alone are no
    difference: others' points move a place too."""
    items = tuple(
        ItemChange(code, before.items.get(code), after.items.get(code))
        for code in dict.fromkeys([*before.items, *after.items])
        if _points(before.items.get(code)) != _points(after.items.get(code))
    )
    categories = tuple(
        (code, before.categories.get(code), after.categories.get(code))
        for code in dict.fromkeys([*before.categories, *after.categories])
        if before.categories.get(code) != after.categories.get(code)
    )
    if before.total == after.total and before.grade == after.grade and not items and not categories:
        return None
    return Change(before, after, items, categories)


def correction_words(change: Change) -> str:
    """Both values in words: 总分 85.00 改为 87.00，等次“合格”改为“优秀”."""
    told = []
    if change.before.total != change.after.total:
        told.append(f"总分 {change.before.shown or '无'} 改为 {change.after.shown or '无'}")
    if change.before.grade != change.after.grade:
        told.append(f"等次“{change.before.grade or '无'}”改为“{change.after.grade or '无'}”")
    if not told:
        told.append(f"{'、'.join(each.code for each in change.items)} 的得分，总分不变")
    return "，".join(told)


def digest_facts(facts: Iterable[Fact]) -> str:
    """SHA-256 over what the rules can see of the facts, in their own order: equal records give equal digests."""
    seen = hashlib.sha256()
    for fact in condense(facts):
        told = (
            fact.kind, fact.on.isoformat(), fact.state, fact.role, fact.level, fact.manner, fact.satisfaction,
            str(Fraction(fact.weight)), "" if fact.amount is None else str(fact.amount), fact.within,
            fact.people, fact.peers, fact.votes, fact.review, fact.evidence, str(fact.member), fact.times,
        )  # fmt: skip
        seen.update(repr(told).encode())
    return seen.hexdigest()


def check_closable(
    period: Period, scores: Sequence[Score], *, today: date, early: bool, despite_open: bool
) -> None:
    """Raise unless the period may be closed: PeriodNotOver, NobodyScored, NotDeputies, GradesUndecided,
    QuestionsOpen."""
    if today <= period.last and not early:
        raise PeriodNotOver(period, today)
    if not scores:
        raise NobodyScored(period.name)
    if any(not isinstance(score.subject_id, int) or score.scheme.subject != "代表" for score in scores):
        raise NotDeputies(scores[0].scheme.subject)
    undecided = [score.subject.name for score in scores if score.graded.asked]
    if undecided:
        raise GradesUndecided(undecided)
    waiting = [score.subject.name for score in scores if score.open or score.open_records]
    if waiting and not despite_open:
        raise QuestionsOpen(waiting)


def check_settled(name: str, *, until: date | None, open_objections: int, today: date) -> None:
    """Raise ObjectionsStillOpen while the window is open or an objection has no answer."""
    if until is not None and today <= until:
        raise ObjectionsStillOpen(f"{name}的异议期到{month_day(until)}为止，还没有满。")
    if open_objections:
        raise ObjectionsStillOpen(f"还有 {open_objections} 件异议没有答复。请先答复，再定下来。")


def _points(line: Line | None) -> Fraction | None:
    return None if line is None else line.points


def _some(names: Sequence[str]) -> str:
    """Up to three names, and how many in all."""
    if len(names) <= 3:
        return "、".join(names)
    return f"{'、'.join(names[:3])}等 {len(names)} 人"
