"""Readers of the shapes with tables, marks and votes: 分档, 评分, 测评, 达标; and those made of others."""

import itertools
from fractions import Fraction

from deputy_station.features.points.rules.reading.conditions import read_condition
from deputy_station.features.points.rules.reading.counted_rules import COMMON, own_attendance, unit_of
from deputy_station.features.points.rules.reading.mistakes import hint_for
from deputy_station.features.points.rules.reading.pieces import ZERO, Table, read_number
from deputy_station.features.points.rules.reading.prices import Frame, read_raters, read_steps
from deputy_station.features.points.rules.reading.selectors import read_selectors
from deputy_station.features.points.rules.ruling import (
    Ballot,
    Band,
    Best,
    FromItems,
    Goal,
    Goals,
    PerMember,
    PerPeriod,
    Rated,
    RoleNeed,
    Rule,
    Scaled,
    Steps,
    Sum,
)

MEASURES = ("次数", "金额", "到会率", "比率", "级别")
PERIODS = ("月", "季", "半年")
TAKES = ("最好", "最后", "合计")


def read_step_table(table: Table, frame: Frame) -> Steps:
    """分档."""
    table.knows(*COMMON, "on", "of", "good", "steps", "attendance", "none_is_full", "raters", "combine")
    on = table.choice("on", MEASURES)
    of = read_selectors(table, "of")
    if (on == "比率") != ("good" in table):
        what = "比率要写哪些算好的" if on == "比率" else f"“{on}”用不上 good"
        table.wrong("good" if "good" in table else "", what, "写 good = …。" if on == "比率" else "去掉它。")
    raters, combine = read_raters(table)
    steps = read_steps(table, on, table.notes.words["level"])
    if raters and all(step.up_to is None for step in steps):
        table.wrong("raters", "每一档都是定数，不用人评", "去掉 raters，或者给分写成范围 [12, 15]。")
    return Steps(
        on=on,
        of=of,
        steps=steps,
        good=read_selectors(table, "good", needed=False),
        attendance=own_attendance(table),
        none_is_full=table.flag("none_is_full"),
        raters=raters,
        combine=combine,
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame, of),
    )


def read_rated(table: Table, frame: Frame) -> Rated:
    """评分."""
    table.knows(*COMMON, "bands", "raters", "combine", "step", "of", "blank")
    bands = tuple(band for _, band in table.each("bands", _band, table.within("的档次")))
    ordered = sorted(bands, key=lambda band: band.low)
    for lower, higher in itertools.pairwise(ordered):
        if higher.low < lower.high:
            table.wrong("bands", f"“{lower.name}”和“{higher.name}”的分数重叠", "请核对 from 和 to。")
    step = table.maybe("step")
    if step is not None and step == 0:
        table.wrong("step", "“step”要大于 0", "整数写 1，半分写 0.5。")
        step = None
    raters, combine = read_raters(table)
    if frame.most is None and not bands and (not raters or any(rater.most is None for rater in raters)):
        table.wrong("", "不知道最多能评几分", "写 max。")
    return Rated(
        bands=bands,
        raters=raters,
        combine=combine,
        step=step,
        of=read_selectors(table, "of", needed=False),
        blank=table.maybe("blank", least=None),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame),
    )


def _band(table: Table) -> Band:
    table.knows("name", "from", "to", "text")
    name = table.text("name")
    low, high = table.number("from", least=None), table.number("to", least=None)
    if low > high:
        table.wrong("to", f"“{name}”从 {low} 到 {high}，前面的大", "小的写在 from。")
    return Band(name, low, high, table.text("text", ""))


def read_ballot(table: Table, frame: Frame) -> Ballot:
    """测评."""
    table.knows(*COMMON, "of", "weights", "steps", "full", "take")
    of = read_selectors(table, "of")
    weights: dict[str, Fraction] = {}
    if not table.values.get("weights"):
        table.missing("weights", "各种票算几成")
    for path, row in table.rows("weights"):
        if not (isinstance(row, list) and len(row) == 2 and isinstance(row[0], str)):
            table.notes.wrong(path, table.where, "一种票应写两样：票上的词、算几成", '写成 ["满意", 1]。')
            continue
        if row[0] in weights:
            table.notes.wrong(path, table.where, f"“{row[0]}”写了两次", "只留一个。")
        weights[row[0]] = read_number(table.notes, (*path, 1), table.where, f"“{row[0]}”", row[1])
    if ("steps" in table) == ("full" in table):
        table.wrong("", "steps 和 full 要写一样，也只写一样", "分档写 steps，按票折算写 full。")
    return Ballot(
        of=of,
        weights=tuple(weights.items()),
        steps=read_steps(table, "测评") if "steps" in table else (),
        full=table.maybe("full"),
        take=table.choice("take", TAKES, "最后"),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame, of),
    )


def read_goals(table: Table, frame: Frame) -> Goals:
    """达标."""
    table.knows(*COMMON, "goals", "needs", "points", "each")
    goals = []
    if not table.values.get("goals"):
        table.missing("goals", "各项目标")
    for inner in table.tables("goals", table.within("的目标")):
        inner.knows("name", "when")
        name = inner.text("name")
        when = read_condition(inner.called(table.within(f"的目标“{name}”")), "when")
        if when is not None:
            goals.append(Goal(name, when))
    needs = table.each("needs", _need, table.within("的要求"))
    for inner, need in needs:
        if goals and need.at_least > len(goals):
            inner.wrong("at_least", f"要完成 {need.at_least} 项，总共只有 {len(goals)} 项", "请核对。")
    if ("points" in table) == ("each" in table):
        table.wrong("", "points 和 each 要写一样，也只写一样", "够了给几分写 points，每项几分写 each。")
    if "points" in table and "needs" not in table:
        table.wrong("", "没有写要完成几项", "写 needs = [{ at_least = … }]。")
    return Goals(
        goals=tuple(goals),
        needs=tuple(need for _, need in needs),
        points=table.number("points", ZERO),
        each=table.maybe("each"),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame),
    )


def _need(table: Table) -> RoleNeed:
    table.knows("role", "at_least", "if")
    role = table.text("role", "")
    if role and role not in table.notes.roles:
        table.wrong(
            "role",
            f"没有身份“{role}”",
            hint_for(role, table.notes.roles) or f"在开头的 roles 里加上“{role}”。",
        )
    return RoleNeed(role, table.whole("at_least", least=1))


def read_best(table: Table, frame: Frame) -> Best:
    """取最高."""
    table.knows(*COMMON, "options")
    return Best(
        options=_rules(table, "options", frame, frame.full),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame),
    )


def read_sum(table: Table, frame: Frame) -> Sum:
    """合计."""
    table.knows(*COMMON, "parts")
    return Sum(
        parts=_rules(table, "parts", frame, None),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame),
    )


def read_per_period(table: Table, frame: Frame) -> PerPeriod | None:
    """逐期."""
    table.knows(*COMMON, "per", "rule")
    per = table.choice("per", PERIODS)
    inner = _rule(table, frame)
    if inner is None:
        return None
    return PerPeriod(
        per=per,
        rule=inner,
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame),
    )


def read_per_member(table: Table, frame: Frame) -> PerMember:
    """逐人."""
    table.knows(*COMMON, "start", "each", "when", "rule")
    inner = _rule(table, frame) if "rule" in table else None
    if "rule" in table and any(key in table for key in ("start", "each", "when")):
        table.wrong("rule", "写了 rule，就不再写 start、each、when", "只留一种写法。")
    if "rule" not in table and "each" not in table:
        table.missing("each", "每人几分")
    return PerMember(
        start=table.number("start", ZERO, least=None),
        each=table.number("each", ZERO, least=None),
        when=None if "rule" in table else read_condition(table, "when"),
        rule=inner,
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame),
    )


def read_scaled(table: Table, frame: Frame) -> Scaled | None:
    """折算."""
    table.knows(*COMMON, "rule", "factor")
    factor = table.number("factor", least=None)
    inner = _rule(table, frame)
    if inner is None:
        return None
    return Scaled(
        rule=inner,
        factor=factor,
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame),
    )


def read_from_items(table: Table, frame: Frame) -> FromItems:
    """按项折算."""
    table.knows(*COMMON, "scores", "factor")
    codes = table.texts("scores")
    if not codes:
        table.missing("scores", "哪几项")
    table.notes.scores_asked += [(table.at("scores"), table.where, code) for code in codes]
    return FromItems(
        scores=codes,
        factor=table.number("factor", least=None),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame),
    )


def _rules(table: Table, key: str, frame: Frame, full: Fraction | None) -> tuple[Rule, ...]:
    if not table.values.get(key):
        table.missing(key, "至少一条规则")
    found = []
    for inner in table.tables(key):
        name = inner.values.get("name")
        called = table.within(f"“{name}”") if isinstance(name, str) and name else inner.where
        rule = frame.inner(inner.called(called), full)
        if rule is not None and inner.called(called).applies():
            found.append(rule)
    return tuple(found)


def _rule(table: Table, frame: Frame) -> Rule | None:
    inner = table.table("rule", table.where)
    if "rule" not in table:
        table.missing("rule", "里面的规则")
    return None if inner is None else frame.inner(inner, None)
