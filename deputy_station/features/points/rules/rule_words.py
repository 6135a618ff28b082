"""A rule in the words of its paper, and what two rules say differently, field by field."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from deputy_station.features.points.rules.asked import (
    AllOf,
    AnyOf,
    Attendance,
    Condition,
    EveryMember,
    HasGrade,
    HasPoints,
    HasRate,
    HasRecords,
    HasRole,
    Not,
    Selector,
    SomeMember,
)
from deputy_station.features.points.rules.conditions import asked_words, selector_words
from deputy_station.features.points.rules.numbers import percent_words, points_words
from deputy_station.features.points.rules.ruling import (
    Ballot,
    Band,
    Base,
    Best,
    Count,
    Deduct,
    FirstNext,
    FromItems,
    Goal,
    Goals,
    PerMember,
    PerPeriod,
    Price,
    Rated,
    Rater,
    Ratio,
    RoleNeed,
    RoleShare,
    Rule,
    Scaled,
    Shared,
    Step,
    Steps,
    Sum,
    Target,
    Tick,
)
from deputy_station.features.points.rules.scheme import Scheme, Switch

SHAPES: dict[type, str] = {
    Tick: "打勾",
    Count: "计次",
    FirstNext: "首次加后续",
    Ratio: "到会率",
    Deduct: "扣分",
    Steps: "分档",
    Rated: "评分",
    Ballot: "测评",
    Best: "取最高",
    Sum: "合计",
    Shared: "分摊",
    Base: "基础分",
    Goals: "达标",
    Target: "目标",
    PerPeriod: "逐期",
    PerMember: "逐人",
    Scaled: "折算",
    FromItems: "按项折算",
}
"""The word of each shape, as a scheme writes it."""

_FIELDS = {
    "most": "最多",
    "least": "最少",
    "name": "名称",
    "unit": "量词",
    "of": "看哪些记录",
    "points": "分值",
    "at_least": "至少",
    "prices": "每次几分",
    "once_per": "只算一次的范围",
    "times_at_most": "最多算几次",
    "by_amount": "按金额",
    "none_is_full": "没有安排按满分",
    "first": "首次",
    "next": "以后每次",
    "full": "按几分折算",
    "attendance": "考勤",
    "start": "从几分起",
    "seen": "看到什么就算有",
    "on": "按什么分档",
    "steps": "各档",
    "good": "算好的记录",
    "raters": "谁来评",
    "combine": "怎么合成",
    "bands": "档次",
    "step": "最小一格",
    "weights": "各种票算几成",
    "take": "几次测评取",
    "options": "各种办法",
    "parts": "各部分",
    "shares": "怎么分",
    "equally": "平分",
    "lost": "扣几分",
    "lost_all": "有了就全没",
    "goals": "各项承诺",
    "needs": "要完成几项",
    "each": "每次",
    "target": "目标",
    "above": "多一条加",
    "below": "少一条扣",
    "per": "每一期",
    "rule": "里面的规则",
    "when": "条件",
    "factor": "乘",
    "scores": "看哪些项",
}

_CONDITIONS = (
    HasRecords,
    HasRate,
    HasPoints,
    HasRole,
    HasGrade,
    AllOf,
    AnyOf,
    Not,
    EveryMember,
    SomeMember,
)


def rule_changes(old: Rule, new: Rule, was: Scheme, now: Scheme) -> list[tuple[str, str, str]]:
    """What of the rule is another, how it was, how it is; the whole rule where its shape is another."""
    if old == new:
        return []
    if type(old) is not type(new):
        return [("计分方式", rule_words(old, was), rule_words(new, now))]
    found: list[tuple[str, str, str]] = []
    for each in fields(old):
        one, two = getattr(old, each.name), getattr(new, each.name)
        if one == two:
            continue
        word = _FIELDS.get(each.name, each.name)
        if isinstance(one, tuple(SHAPES)) and isinstance(two, tuple(SHAPES)):
            found += rule_changes(one, two, was, now)  # type: ignore[arg-type]
        elif each.name in ("parts", "options") and len(one) == len(two):
            for first, second in zip(one, two, strict=True):
                head = f"“{second.name}”的" if second.name else ""
                found += [(f"{head}{what}", a, b) for what, a, b in rule_changes(first, second, was, now)]
        else:
            found.append((word, _field(old, each.name, was), _field(new, each.name, now)))
    return found


def rule_words(rule: Rule, scheme: Scheme) -> str:
    """The rule on one line: "计次（每次几分：学习培训 4 分）"."""
    plain = ("name", "unit", "least")
    said_fields = []
    for each in fields(rule):
        value = getattr(rule, each.name)
        if each.name in plain or value in (None, "", (), False):
            continue
        if each.name == "combine" and not getattr(rule, "raters", ()):
            continue
        said_fields.append(f"{_FIELDS.get(each.name, each.name)} {_field(rule, each.name, scheme)}")
    return f"{SHAPES[type(rule)]}（{'，'.join(said_fields)}）"


def bound_words(value: Fraction | None) -> str:
    """A bound as "8", or "不限"."""
    return "不限" if value is None else points_words(value)


def points_of(points: Fraction, most: Fraction | None) -> str:
    """Points against the most there is: "6 / 8", or "6" where there is no bound."""
    return points_words(points) if most is None else f"{points_words(points)} / {points_words(most)}"


def answer_words(switch: Switch) -> str:
    """How an open question is answered: "请假怎么算：算一半", "基本满意算满意：是"."""
    return f"{switch.title}：{switch.answer}"


def attendance_words(attendance: Attendance) -> str:
    """What each state of attendance counts as."""
    parts = [f"{state}算 {_share(share)}" for state, share in attendance.credit if share > 0]
    parts += [f"{state}不算应到" for state in sorted(attendance.left_out)]
    parts += [f"{state}先不算" for state in sorted(attendance.pending)]
    return "、".join(parts) + "，其余算没到"


def condition_field(condition: Condition, scheme: Scheme) -> str:
    """What a condition asks, in words."""
    return asked_words(condition, scheme)


def said(value: Any, scheme: Scheme | None) -> str:
    """Any value of a scheme in words; empty where nothing is said."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction | int):
        return points_words(Fraction(value))
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, frozenset):
        return "、".join(sorted(value))
    if isinstance(value, tuple):
        if value and all(isinstance(each, Selector) for each in value):
            return selector_words(value)
        if len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], Fraction):
            return f"{value[0]} {_share(value[1])}"
        return "；".join(said(each, scheme) for each in value)
    if isinstance(value, Attendance):
        return attendance_words(value)
    if isinstance(value, _CONDITIONS) and scheme is not None:
        return asked_words(value, scheme)
    if isinstance(value, tuple(SHAPES)) and scheme is not None:
        return rule_words(value, scheme)  # type: ignore[arg-type]
    tell = _TELL.get(type(value))
    if tell is not None:
        return tell(value, scheme)
    if is_dataclass(value):
        return "、".join(said(getattr(value, each.name), scheme) for each in fields(value))
    return str(value)


def _field(rule: Any, name: str, scheme: Scheme) -> str:
    value = getattr(rule, name)
    if name in ("most", "least"):
        return bound_words(value)
    if name == "steps":
        share = isinstance(rule, Ballot) or rule.on in ("到会率", "比率")
        return "；".join(_step(each, share=share) for each in value)
    if name in ("seen", "lost_all", "of", "good") and not value:
        return "没有"
    return said(value, scheme) or "没有"


def _step(step: Step, *, share: bool) -> str:
    points = points_words(step.points)
    if step.up_to is not None:
        points = f"{points}—{points_words(step.up_to)}"
    start = step.level or (percent_words(step.at_least) if share else points_words(step.at_least))
    if not step.level:
        start = f"高于 {start}" if step.over else f"{start} 以上"
    return f"{start} {points} 分"


def _share(share: Fraction) -> str:
    return "1 次" if share == 1 else f"{share} 次"


def _price(price: Price, _scheme: Scheme | None) -> str:
    return f"{price.name or selector_words(price.of)} {points_words(price.points)} 分"


def _band(band: Band, _scheme: Scheme | None) -> str:
    return f"{band.name} {points_words(band.low)}—{points_words(band.high)} 分"


def _rater(rater: Rater, _scheme: Scheme | None) -> str:
    weight = f"占 {percent_words(rater.weight)}" if rater.weight != 1 else ""
    most = f"最多 {points_words(rater.most)} 分" if rater.most is not None else ""
    return " ".join(each for each in (rater.name, weight, most) if each)


def _role_share(share: RoleShare, _scheme: Scheme | None) -> str:
    return f"{share.role}得 {percent_words(share.part)}" + ("（同角色平分）" if share.split else "")


def _goal(goal: Goal, scheme: Scheme | None) -> str:
    return goal.name if scheme is None else f"{goal.name}（{asked_words(goal.when, scheme)}）"


def _role_need(need: RoleNeed, _scheme: Scheme | None) -> str:
    return f"{need.role or '其他人'}至少 {need.at_least} 项"


_TELL: dict[type, Callable[[Any, Scheme | None], str]] = {
    Price: _price,
    Band: _band,
    Rater: _rater,
    RoleShare: _role_share,
    Goal: _goal,
    RoleNeed: _role_need,
}
