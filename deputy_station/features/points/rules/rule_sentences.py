"""A rule as a clerk would say it with the paper in hand: "到会率：8 × 实到 ÷ 应到（接待日值班）"."""

from collections.abc import Iterable
from fractions import Fraction

from deputy_station.features.points.rules.asked import Attendance, Selectors
from deputy_station.features.points.rules.conditions import asked_words, score_name, selector_words
from deputy_station.features.points.rules.numbers import percent_words, points_words
from deputy_station.features.points.rules.rule_words import attendance_words
from deputy_station.features.points.rules.ruling import (
    Ballot,
    Band,
    Base,
    Best,
    Count,
    Deduct,
    FirstNext,
    FromItems,
    Goals,
    PerMember,
    PerPeriod,
    Price,
    Rated,
    Rater,
    Ratio,
    Rule,
    Scaled,
    Shared,
    Step,
    Steps,
    Sum,
    Target,
    Tick,
)
from deputy_station.features.points.rules.scheme import Scheme

_ONCE = {
    "会议": "同一次会议只算一次",
    "日": "同一天只算一次",
    "月": "同一月只算一次",
    "季": "同一季只算一次",
    "半年": "同一个半年只算一次",
    "年": "同一年只算一次",
}
_COMBINED = {
    "末级": "以最后一级评的为准",
    "加权": "按比例加起来",
    "平均": "取平均",
    "相加": "各自的分加起来",
}
_TAKEN = {"最好": "有几次的取最好的一次", "最后": "有几次的取最后一次", "合计": "有几次的合在一起算"}


def rule_sentence(rule: Rule, scheme: Scheme, *, within: Fraction | None = None, money: bool = False) -> str:
    """How the points come about, in one sentence without a full stop.

    `within` is the bound said already (the item's own), so that it is not said twice; with `money` points are yuan.
    """
    said = _said(rule, scheme, "元" if money else "分")
    if rule.most is not None and rule.most != within and not _says_its_most(rule):
        said = f"{said}，最多 {points_words(rule.most)} {'元' if money else '分'}"
    return said


def _says_its_most(rule: Rule) -> bool:
    """Whether the most it can give is said by the sentence itself."""
    match rule:
        case Tick():
            return rule.most == rule.points
        case Ratio():
            return rule.most == rule.full
        case Deduct():
            return rule.most == rule.start
        case Base():
            return rule.most == rule.points
        case Rated():
            return True
        case _:
            return False


def _said(rule: Rule, scheme: Scheme, coin: str) -> str:
    match rule:
        case Tick():
            least = f"至少 {points_words(rule.at_least)} {rule.unit}" if rule.at_least != 1 else "有一次就"
            return f"{selector_words(rule.of)}，{least}得 {points_words(rule.points)} {coin}"
        case Count():
            return _count(rule, coin)
        case FirstNext():
            first, following = points_words(rule.first), points_words(rule.next)
            if rule.first == 0:
                return f"{selector_words(rule.of)}，第一{rule.unit}不算，从第二{rule.unit}起每{rule.unit} {following} {coin}"
            return f"{selector_words(rule.of)}，第一{rule.unit} {first} {coin}，以后每{rule.unit} {following} {coin}"
        case Ratio():
            return (
                f"到会率：{points_words(rule.full)} × 实到 ÷ 应到，看{selector_words(rule.of)}"
                + _attendance(rule.attendance)
                + _nothing(rule.none_is_full)
            )
        case Deduct():
            return f"从 {points_words(rule.start)} 分往下扣：{_prices(rule.prices, '每次扣', coin)}{_floor(rule)}"
        case Steps():
            return _steps(rule, coin)
        case Rated():
            return _rated(rule)
        case Ballot():
            return _ballot(rule, coin)
        case Best():
            if len(rule.options) == 1:
                return _inner(rule.options[0], scheme, coin)
            return f"取最高的一种：{_parts(rule.options, scheme, coin)}"
        case Sum():
            return f"几部分加起来：{_parts(rule.parts, scheme, coin)}"
        case Shared():
            return _shared(rule, coin)
        case Base():
            return _base(rule, coin)
        case Goals():
            return _goals(rule, scheme, coin)
        case Target():
            return _target(rule, coin)
        case PerPeriod():
            return f"每{rule.per}各算一次再加起来：{_inner(rule.rule, scheme, coin)}"
        case PerMember():
            return _per_member(rule, scheme, coin)
        case Scaled():
            return f"（{_inner(rule.rule, scheme, coin)}）× {points_words(rule.factor)}"
        case FromItems():
            names = "、".join(score_name(code, scheme) for code in rule.scores)
            return f"{names}的得分 × {points_words(rule.factor)}"


def _inner(rule: Rule, scheme: Scheme, coin: str) -> str:
    return rule_sentence(rule, scheme, money=coin == "元")


def _parts(rules: Iterable[Rule], scheme: Scheme, coin: str) -> str:
    return "；".join((f"{each.name}：" if each.name else "") + _inner(each, scheme, coin) for each in rules)


def _count(rule: Count, coin: str) -> str:
    if rule.by_amount:
        parts = [
            f"{each.name or selector_words(each.of)}，"
            + (
                "登记几分算几分"
                if each.points == 1 and coin == "分"
                else f"金额 × {points_words(each.points)}"
            )
            for each in rule.prices
        ]
        said = "；".join(parts)
    else:
        said = _prices(rule.prices, f"每{rule.unit}", coin)
    said += f"，{_ONCE.get(rule.once_per, f'同一{rule.once_per}只算一次')}" if rule.once_per else ""
    said += f"，最多算 {rule.times_at_most} {rule.unit}" if rule.times_at_most is not None else ""
    return said + _nothing(rule.none_is_full)


def _prices(prices: Iterable[Price], word: str, coin: str) -> str:
    return "；".join(
        f"{each.name or selector_words(each.of)}{word} {points_words(each.points)} {coin}" for each in prices
    )


def _nothing(full: bool) -> str:
    return "，全年没有安排的按满分" if full else ""


def _attendance(own: Attendance | None) -> str:
    return "" if own is None else f"（这一项的考勤：{attendance_words(own)}）"


def _floor(rule: Deduct) -> str:
    if rule.least is None:
        return "，可以扣成负分"
    return f"，扣到 {points_words(rule.least)} 为止"


def _steps(rule: Steps, coin: str) -> str:
    share = rule.on in ("到会率", "比率")
    of = selector_words(rule.of)
    measured = {
        "次数": f"按{of}的次数",
        "金额": f"按{of}的金额",
        "到会率": f"按{of}的到会率",
        "比率": f"按{of}中{selector_words(rule.good)}占的比率",
        "级别": f"按{of}的最高级别",
    }[rule.on]
    said = "；".join(
        _step(each, share=share, unit=rule.unit if rule.on == "次数" else "", coin=coin)
        for each in rule.steps
    )
    ranged = any(each.up_to is not None for each in rule.steps)
    hand = f"；在一档之内由{_raters(rule.raters) or '人'}评定" if ranged else ""
    return f"{measured}分档：{said}{hand}{_attendance(rule.attendance)}{_nothing(rule.none_is_full)}"


def _step(step: Step, *, share: bool, unit: str, coin: str) -> str:
    points = points_words(step.points)
    if step.up_to is not None:
        points = f"{points} 到 {points_words(step.up_to)}"
    if step.level:
        return f"{step.level} {points} {coin}"
    if step.at_least == 0 and not step.over:
        return f"再低的 {points} {coin}"
    start = percent_words(step.at_least) if share else f"{points_words(step.at_least)} {unit}".strip()
    return f"{f'超过 {start}' if step.over else f'{start}以上'} {points} {coin}"


def _raters(raters: Iterable[Rater]) -> str:
    return "、".join(each.name for each in raters)


def _rated(rule: Rated) -> str:
    who = _raters(rule.raters) or "人"
    low, high = rule.least, rule.most
    if low is not None and high is not None:
        said = f"由{who}在 {points_words(low)} 到 {points_words(high)} 分之内评定"
    else:
        said = f"由{who}评定"
    if len(rule.raters) > 1:
        parts = [
            each.name
            + (f"占 {percent_words(each.weight)}" if rule.combine == "加权" else "")
            + (f"最多 {points_words(each.most)} 分" if each.most is not None else "")
            for each in rule.raters
        ]
        said += f"：{'、'.join(parts)}，{_COMBINED.get(rule.combine, rule.combine)}"
    if rule.bands:
        said += f"；{'；'.join(_band(each) for each in rule.bands)}"
    if rule.step is not None:
        said += "；只打整数分" if rule.step == 1 else f"；每 {points_words(rule.step)} 分一格"
    if rule.of:
        said += f"；要有{selector_words(rule.of)}才评"
    if rule.blank is not None:
        said += f"；没有打分的按 {points_words(rule.blank)} 分"
    return said


def _band(band: Band) -> str:
    text = f"（{band.text}）" if band.text else ""
    return f"{band.name} {points_words(band.low)} 到 {points_words(band.high)} 分{text}"


def _ballot(rule: Ballot, coin: str) -> str:
    weights = "、".join(
        word if weight == 1 else f"{word}算 {points_words(weight)}" for word, weight in rule.weights
    )
    said = f"看{selector_words(rule.of)}的票（{weights}）占全部票的比率"
    if rule.full is not None:
        said += f" × {points_words(rule.full)}"
    else:
        said += "：" + "；".join(_step(each, share=True, unit="", coin=coin) for each in rule.steps)
    return f"{said}，{_TAKEN.get(rule.take, rule.take)}"


def _shared(rule: Shared, coin: str) -> str:
    said = _prices(rule.prices, "每件", coin)
    if rule.equally:
        return f"{said}，联名的人平分"
    shares = "，".join(
        f"{each.role}得 {percent_words(each.part)}" + ("（同角色的人平分）" if each.split else "")
        for each in rule.shares
    )
    return f"{said}，{shares}"


def _base(rule: Base, coin: str) -> str:
    said = f"人人先有 {points_words(rule.points)} {coin}"
    if rule.lost:
        said += f"；{_prices(rule.lost, '每次扣', coin)}"
    if rule.lost_all:
        said += f"；有{_whole(rule.lost_all)}的全部扣完"
    return said


def _whole(of: Selectors) -> str:
    return selector_words(of)


def _goals(rule: Goals, scheme: Scheme, coin: str) -> str:
    goals = "；".join(f"{each.name}（{asked_words(each.when, scheme)}）" for each in rule.goals)
    if rule.each is not None:
        return f"每完成一项 {points_words(rule.each)} {coin}：{goals}"
    needs = (
        "，".join(
            (f"{each.role}完成" if each.role else "其他人完成" if len(rule.needs) > 1 else "完成")
            + f" {each.at_least} 项以上"
            for each in rule.needs
        )
        or "全部完成"
    )
    return f"{needs}的得 {points_words(rule.points)} {coin}：{goals}"


def _target(rule: Target, coin: str) -> str:
    said = (
        f"{selector_words(rule.of)}目标 {points_words(rule.target)} {rule.unit}，"
        f"正好得 {points_words(rule.points)} {coin}"
    )
    said += f"，每多一{rule.unit}加 {points_words(rule.above)} {coin}" if rule.above else ""
    return said + (f"，每少一{rule.unit}扣 {points_words(rule.below)} {coin}" if rule.below else "")


def _per_member(rule: PerMember, scheme: Scheme, coin: str) -> str:
    if rule.rule is not None:
        return f"每名代表各算一遍再加起来：{_inner(rule.rule, scheme, coin)}"
    start = f"从 {points_words(rule.start)} {coin}起，" if rule.start else ""
    when = f"每有一名代表{asked_words(rule.when, scheme)}" if rule.when is not None else "每名代表"
    change = f"扣 {points_words(-rule.each)}" if rule.each < 0 else f"加 {points_words(rule.each)}"
    return f"{start}{when}，{change} {coin}"
