"""The derivation sheet (forms/points_derivation): where every point of one subject comes from, and what did not count."""

from collections import Counter
from datetime import date
from fractions import Fraction

from deputy_station.core.clock import day_words, month_day
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.points.documents.wording import (
    bounded,
    counted_words,
    grade_bounds,
    grade_words,
    kind_row,
    number_of,
    record_row,
    scheme_words,
    so_far,
    together,
    why_not_words,
)
from deputy_station.features.points.rules.closing import correction_words
from deputy_station.features.points.rules.derive import nothing_done_words
from deputy_station.features.points.rules.facts import Fact, Period
from deputy_station.features.points.rules.numbers import equals, points_words
from deputy_station.features.points.rules.paper_codes import check_code
from deputy_station.features.points.rules.periods import period_words
from deputy_station.features.points.rules.rule_words import answer_words
from deputy_station.features.points.rules.score import CategoryScore, ItemScore, Score
from deputy_station.features.points.service.papers import Derivation

STRAYS = "三、没有计入任何一项的记录"

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇人大代表履职积分推算单"),
    Field("period", "期间和日子", "2026 年（2026年1月1日—2026年12月31日）"),
    Field("subject", "给谁打分", "代表"),
    Field("name", "姓名", "王建国"),
    Field("group", "代表小组", "第一代表小组"),
    Field("station", "联络站", "东街代表联络站"),
    Field("scheme", "积分办法", "人大代表履职积分办法，2026 年版"),
    Field("rank", "名次", "第 3 名，共 18 名"),
    Field("total", "总分", "84.25"),
    Field("grade", "等次", "好"),
    Field("records", "记录", "共 31 条"),
    Field(
        "conclusions",
        "结论",
        kind=FieldKind.LIST,
        columns=(Field("matter", "事项", "总分"), Field("said", "怎么得来", "22.75 + 34 = 56.75")),
    ),
    Field(
        "lines",
        "逐项",
        kind=FieldKind.LIST,
        columns=(
            Field("item", "项目、得分和算式", "A1 出席全体会议\n8.75／10 分：10 × 7 ÷ 8 = 8.75"),
            Field("on", "日期", "1月9日"),
            Field("record", "记录", "全体会议，到会"),
            Field("because", "计不计", "计"),
        ),
    ),
    Field("strays_heading", "没有计入的标题", STRAYS),
    Field(
        "strays",
        "没有计入的记录",
        kind=FieldKind.LIST,
        columns=(
            Field("on", "日期", "3月5日"),
            Field("record", "记录", "捐款"),
            Field("because", "为什么不计", "办法里没有这一项"),
        ),
    ),
    Field("slip_period", "页脚的期间", "2026 年"),
    Field("printed", "制表", "2026年12月20日"),
    Field("check_code", "校验码", "7F3A-92C1"),
)


def derivation_title(derivation: Derivation) -> str:
    """青石镇人大代表履职积分推算单."""
    head = derivation.head
    scored = "人大代表" if head.scheme.subject == "代表" else head.scheme.subject
    return f"{head.station.township}{scored}履职积分推算单"


def derivation_sheet(derivation: Derivation) -> Sheet:
    """The sheet with its line in the outline."""
    form = load_form("points_derivation", FIELDS)
    return Sheet(form, derivation_values(derivation), bookmark=derivation.score.subject.name)


def derivation_values(derivation: Derivation) -> dict[str, Value]:
    """What the form shows: a value for every field of `FIELDS`."""
    head, score = derivation.head, derivation.score
    graded = score.graded
    strays = _strays(score, head.period)
    return {
        "title": derivation_title(derivation),
        "period": f"{head.period.name}（{day_words(head.period.first)}—{day_words(head.period.last)}）",
        "subject": head.scheme.subject,
        "name": score.subject.name,
        "group": score.subject.group or "—",
        "station": head.station.name,
        "scheme": scheme_words(head.scheme),
        "rank": f"第 {graded.rank} 名，共 {graded.of} 名" if graded.rank else "不参加排名",
        "total": score.shown,
        "grade": grade_words(score, open_still=so_far(head, _until(derivation))),
        "records": f"共 {number_of(score.facts)} 条",
        "conclusions": [{"matter": matter, "said": said} for matter, said in _conclusions(derivation)],
        "lines": [
            row
            for held in score.categories
            for item in score.items
            if item.item.category == held.category.code
            for row in _item_rows(item, score, head.period)
        ],
        "strays_heading": STRAYS if strays else f"{STRAYS}：没有",
        "strays": strays,
        "slip_period": head.period.name,
        "printed": day_words(head.printed_on),
        "check_code": check_code(score, head.period.key),
    }


def _conclusions(derivation: Derivation) -> list[tuple[str, str]]:
    score = derivation.score
    scheme, graded = score.scheme, score.graded
    told = [("各类得分", _category_words(held)) for held in score.categories]
    told.append(("总　分", _total_words(score)))
    if nothing := nothing_done_words(score):
        told.append(("没有记录", f"{nothing}。"))
    told += [("补　助", f"{each.name}：{each.words}") for each in score.moneys]
    if scheme.grades:
        told.append(("等次标准", "；".join(grade_bounds(grade) for grade in scheme.grades)))
    for gate in graded.gates:
        for need in gate.needs:
            met = "满足" if need.met else "没有满足"
            told.append(("门　槛", f"“{gate.grade}”：{need.words}，{met}"))
    if scheme.vetoes:
        told += [("一票否决", each) for each in graded.vetoes or ("没有触发",)]
    told.append(("等　次", _grade_words(derivation)))
    told += [
        ("以前各期", f"{period_words(each.period)}：{_earlier(each.total, each.grade)}")
        for each in score.subject.earlier
    ]
    for advice in score.advice:
        note = f"，{advice.note}" if advice.note else ""
        told.append(("建　议", f"{advice.name}{note}（{advice.reason}），由人决定"))
    told += [("计分口径", answer_words(switch)) for switch in scheme.switches]
    told += [("待　定", sentence) for sentence in _open(score)]
    return told + _published(derivation)


def _category_words(held: CategoryScore) -> str:
    words = f"（{held.words}）" if held.words else ""
    return f"{held.category.code} {held.category.name}：{bounded(held.points, held.category.most)} 分{words}"


def _total_words(score: Score) -> str:
    """The sum of the categories, and what bounds or rounding made of it."""
    summed = sum((held.points for held in score.categories), Fraction(0))
    parts = [
        f"（{points_words(held.points)}）" if held.points < 0 else points_words(held.points)
        for held in score.categories
    ]
    told = f"{' + '.join(parts)} {equals(summed)}" if len(parts) > 1 else points_words(summed)
    return f"{told}；{score.words}" if score.words else f"{told} 分"


def _until(derivation: Derivation) -> date:
    return min(derivation.head.printed_on, derivation.head.period.last)


def _grade_words(derivation: Derivation) -> str:
    """The grade and what is missing; of a period still open, on how many records it rests so far."""
    score = derivation.score
    if not score.scheme.grades and not score.grade:
        return "办法没有分等次"
    if score.graded.asked:
        return f"还没有定：{score.graded.asked}"
    told = f"“{score.grade}”" if score.grade else "还没有定"
    if score.grade and so_far(derivation.head, until := _until(derivation)):
        number = number_of(score.facts)
        records = f"有 {number} 条记录" if number else "没有一条记录"
        told = f"到{month_day(until)}{records}，暂为{told}"
    return f"{told}，{score.remark}" if score.remark else told


def _earlier(total: Fraction | None, grade: str) -> str:
    points = f"{points_words(total)} 分" if total is not None else ""
    return "，".join(each for each in (points, f"“{grade}”" if grade else "等次待定") if each)


def _open(score: Score) -> list[str]:
    told = together(score.open)
    if score.open_records:
        told.append(f"还有 {score.open_records} 次活动的考勤没有登记，没有计入")
    return told


def _published(derivation: Derivation) -> list[tuple[str, str]]:
    """How the period was closed, what was corrected, and what still waits to be."""
    closing, held = derivation.head.closing, derivation.held
    if closing is None:
        return [("结　账", "还没有结账，有新的记录会跟着变")]
    told = []
    if closing.published_on and closing.objections_until:
        until = month_day(closing.objections_until)
        told.append(("公　布", f"{day_words(closing.published_on)}公布，异议到{until}为止"))
    else:
        told.append(("结　账", "已结账，还没有公布"))
    if held is None:
        told.append(("公　布", "结账时不在打分的名单里"))
        return told
    told += [
        ("更　正", f"{month_day(made.corrected_on)}：{correction_words(made.change)}，原因：{made.reason}")
        for made in held.corrections
    ]
    now = f"总分 {held.now.shown or '无'}，等次“{held.now.grade or '待定'}”"
    if derivation.waiting is not None:
        change = correction_words(derivation.waiting)
        told.append(("结账的数", f"{now}；按现在的记录算不一样，还没有更正：{change}"))
    else:
        told.append(("结账的数", f"{now}，和现在的记录一致"))
    return told


def _item_rows(item: ItemScore, score: Score, period: Period) -> list[dict[str, str]]:
    shown = {
        "item": f"{item.item.code} {item.item.name}\n{bounded(item.points, item.item.most)} 分：{item.words}"
    }
    told = [(fact, counted_words(fact, item.item, score.scheme)) for fact in item.counted]
    passed = [(each.fact, f"不计：{why_not_words(each.reason)}") for each in item.passed]
    rows = _rows(told, passed, score, period)
    return [{**shown, **row} for row in rows] or [{**shown, "on": "", "record": "没有记录", "because": ""}]


def _strays(score: Score, period: Period) -> list[dict[str, str]]:
    told = [(fact, "办法里没有这一项") for fact in score.unfit]
    told += [(fact, "不在本期，或者不在任期内") for fact in score.outside]
    return _rows([], told, score, period)


def _rows(
    counted: list[tuple[Fact, str]], passed: list[tuple[Fact, str]], score: Score, period: Period
) -> list[dict[str, str]]:
    """Records by day with what is said of each; what does not count for a group, one line for each kind and reason."""
    kinds: Counter[tuple[str, str]] = Counter()
    if score.scheme.subject != "代表":
        for fact, why in passed:
            kinds[fact.kind, why] += fact.times
        passed = []
    told = sorted([*counted, *passed], key=lambda each: each[0].on)
    rows = [{**record_row(fact, period, score.subject.members), "because": why} for fact, why in told]
    return rows + [{**kind_row(kind, number), "because": why} for (kind, why), number in kinds.items()]
