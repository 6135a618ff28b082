"""Words and values that more than one paper of points needs."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from deputy_station.core.clock import month_day
from deputy_station.features.points.rules.facts import Fact, Period, SubjectId
from deputy_station.features.points.rules.numbers import percent_words, points_words
from deputy_station.features.points.rules.ruling import Ratio, Steps
from deputy_station.features.points.rules.scheme import Grade, Item, Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.rules.shapes.reach import rules_within, selectors_of
from deputy_station.features.points.rules.vocabulary import State
from deputy_station.features.points.rules.words import record_words
from deputy_station.features.points.service.papers import PaperHead

COUNTED = "计"
DUE = "计入应到"
Members = Sequence[tuple[SubjectId, str]]
"""Who belongs to a group, by number, with names."""


def scheme_words(scheme: Scheme) -> str:
    """人大代表履职积分办法，2026 年版."""
    if not scheme.version:
        return scheme.name
    edition = f"{scheme.version} 年版" if scheme.version.isdecimal() else scheme.version
    return f"{scheme.name}，{edition}"


def bounded(points: Fraction, most: Fraction | None) -> str:
    """Points beside the most there can be: "8.75／10", or the points alone where there is no bound or only deductions."""
    return points_words(points) if not most else f"{points_words(points)}／{points_words(most)}"


def short_day(day: date, period: Period) -> str:
    """The day of a record in a column: 3月5日; with the year where the period has several."""
    if period.first.year == period.last.year == day.year:
        return month_day(day)
    return f"{day.year}.{day.month}.{day.day}"


def record_row(fact: Fact, period: Period, members: Members) -> dict[str, str]:
    """The day and the words of a record; of a group's records, whose it is.

    That a record was accepted goes without saying: only what is otherwise is told.
    """
    whose = dict(members).get(fact.member, "") if fact.member is not None else ""
    words = record_words(replace(fact, state=State.NONE) if fact.state == State.ACCEPTED else fact)
    return {"on": short_day(fact.on, period), "record": f"{whose}：{words}" if whose else words}


def why_not_words(reason: str) -> str:
    """Why a record does not count, beside a cell that says 不计 already: "请假，不计" is "请假"."""
    return reason.removesuffix("，不计")


def together(sentences: Iterable[str]) -> list[str]:
    """What is open, items of which the same is said in one sentence: "A1 参会、A2 会议表现：还没有评分"."""
    said: dict[str, list[str]] = {}
    for sentence in sentences:
        what, colon, rest = sentence.partition("：")
        said.setdefault(rest if colon else sentence, []).append(what if colon else "")
    return [f"{'、'.join(what)}：{rest}" if any(what) else rest for rest, what in said.items()]


def counted_words(fact: Fact, item: Item, scheme: Scheme) -> str:
    """How a counted record counts: "计", or "计入应到" where nobody came and the item goes by the rate attended."""
    due = False
    for rule in rules_within(item.rule):
        if isinstance(rule, Ratio) or (isinstance(rule, Steps) and rule.on == "到会率"):
            attendance = rule.attendance or scheme.attendance
            away = attendance.asks(fact) and attendance.worth(fact.state) == 0
            due = due or (away and any(selector.covers(fact) for selector in rule.of))
        elif len(list(rules_within(rule))) == 1 and any(each.covers(fact) for each in selectors_of(rule)):
            return COUNTED
    return DUE if due else COUNTED


def so_far(head: PaperHead, until: date) -> bool:
    """Whether what a paper says up to that day may still change: the period is not closed, or was not over then."""
    return head.closing is None or until < head.period.last


def grade_words(score: Score, *, open_still: bool) -> str:
    """The grade for a cell: "好", "暂为好" while it may still change, "待定" where people are asked."""
    if not score.grade:
        return "待定" if score.scheme.grades else "不分等次"
    return f"暂为{score.grade}" if open_still else score.grade


def kind_row(kind: str, number: int) -> dict[str, str]:
    """Records of a kind told in one line."""
    return {"on": "—", "record": f"{kind} {number} 条"}


def number_of(facts: Sequence[Fact]) -> int:
    """How many records these facts stand for."""
    return sum(fact.times for fact in facts)


def grade_bounds(grade: Grade) -> str:
    """From where on a grade is given, and to how many: 优秀 90 分以上，最多两成."""
    told = []
    if grade.at_least is not None:
        told.append(f"{points_words(grade.at_least)} 分以上")
    if grade.above is not None:
        told.append(f"高于 {points_words(grade.above)} 分")
    if grade.at_most is not None:
        told.append(f"到 {points_words(grade.at_most)} 分")
    if grade.below is not None:
        told.append(f"不到 {points_words(grade.below)} 分")
    if grade.quota is not None:
        told.append(
            f"名额 {percent_words(grade.quota)}"
            if grade.quota_share
            else f"名额 {points_words(grade.quota)} 个"
        )
    return f"“{grade.name}”{'，'.join(told)}" if told else f"“{grade.name}”"
