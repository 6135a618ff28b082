"""The statement of a quarter (forms/points_statement): points so far, the quarter's records, and a slip for objections."""

from collections import Counter

from deputy_station.core.clock import day_words, month_day
from deputy_station.documents.description import CodePayload, Field, FieldKind, Form, Sheet, Value, same_code
from deputy_station.features.points.documents.wording import (
    DUE,
    bounded,
    counted_words,
    grade_words,
    kind_row,
    number_of,
    record_row,
    scheme_words,
    so_far,
    together,
    why_not_words,
)
from deputy_station.features.points.rules.facts import Fact, Period
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.paper_codes import SlipCode, check_code, sign_slip
from deputy_station.features.points.rules.rule_words import bound_words
from deputy_station.features.points.rules.score import ItemScore, Score
from deputy_station.features.points.service.papers import Statements

_OTHERWISE = "　　　年　　月　　日"

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇人大代表履职积分清单"),
    Field("span", "期间和日子", "2026 年第二季度（4月1日—6月30日）"),
    Field("subject", "给谁打分", "代表"),
    Field("name", "姓名", "王建国"),
    Field("group", "代表小组", "第一代表小组"),
    Field("station", "联络站", "东街代表联络站"),
    Field("scheme", "积分办法", "人大代表履职积分办法，2026 年版"),
    Field("period", "计分期间", "2026 年"),
    Field("total", "累计得分", "52.75"),
    Field("grade", "现在等次", "较差"),
    Field("records", "本期记录", "计入 3 条，不计 1 条"),
    Field("remark", "说明", "还差 7.25 分到“一般”。"),
    Field(
        "items",
        "各项得分",
        kind=FieldKind.LIST,
        columns=(
            Field("category", "大类及得分", "出席人代会\n22.75／24"),
            Field("number", "编号", "A1"),
            Field("item", "项目", "出席全体会议"),
            Field("full", "满分", "10"),
            Field("points", "得分", "8.75"),
            Field("basis", "怎么算的", "应到 8 次，到 7 次：10 × 7 ÷ 8 = 8.75"),
            Field("counts", "本期记录", "计 3"),
        ),
    ),
    Field(
        "facts",
        "本期的记录",
        kind=FieldKind.LIST,
        columns=(
            Field("on", "日期", "4月15日"),
            Field("record", "记录", "接待日值班，到会"),
            Field("into", "计入哪项", "B2"),
            Field("because", "说明", ""),
        ),
    ),
    Field("open", "待定", ""),
    Field("slip_span", "回执上的期间", "2026 年第二季度"),
    Field("return_by", "交回期限", "7月15日以前"),
    Field("return_to", "交给", "东街代表联络站，电话 0561-1234567"),
    Field("printed", "制表", "2026年7月1日"),
    Field("check_code", "校验码", "7F3A-92C1"),
    Field("slip", "回执二维码", kind=FieldKind.CODE),
)


def statement_title(statements: Statements) -> str:
    """青石镇人大代表履职积分清单."""
    head = statements.head
    scored = "人大代表" if head.scheme.subject == "代表" else head.scheme.subject
    return f"{head.station.township}{scored}履职积分清单"


def statement_sheet(form: Form, statements: Statements, score: Score, secret: bytes) -> Sheet:
    """One subject's statement with its line in the outline."""
    name, group = score.subject.name, score.subject.group
    values = statement_values(statements, score, secret)
    return Sheet(form, values, bookmark=f"{name}（{group}）" if group else name)


def statement_values(statements: Statements, score: Score, secret: bytes) -> dict[str, Value]:
    """What the form shows: a value for every field of `FIELDS`."""
    head, span = statements.head, statements.span
    facts = _facts(score, span)
    counted = sum(fact.times for fact, into, _why in facts if into)
    strays = _strays(score, span)
    passed = sum(fact.times for fact, into, _why in facts if not into) + sum(strays.values())
    phone = f"，电话 {head.station.phone}" if head.station.phone else ""
    return {
        "title": statement_title(statements),
        "span": f"{span.name}（{_days(span)}）",
        "subject": head.scheme.subject,
        "name": score.subject.name,
        "group": score.subject.group or "—",
        "station": head.station.name,
        "scheme": scheme_words(head.scheme),
        "period": head.period.name,
        "total": score.shown,
        "grade": grade_words(score, open_still=so_far(head, span.last)),
        "records": f"计入 {counted} 条，不计 {passed} 条",
        "remark": _remark(statements, score),
        "items": [row for held in score.categories for row in _items(score, held.category.code, span)],
        "facts": [_fact_row(fact, into, why, score, span) for fact, into, why in facts]
        + [_kind_row(kind, number) for kind, number in strays.items()]
        or [{"on": "", "record": "本期没有履职记录", "into": "", "because": ""}],
        "open": f"待定：{'；'.join(together(score.open))}。" if score.open else "",
        "slip_span": span.name,
        "return_by": f"{day_words(statements.return_by)}以前" if statements.return_by else _OTHERWISE,
        "return_to": f"{head.station.name}{phone}",
        "printed": day_words(head.printed_on),
        "check_code": check_code(score, span.key),
        "slip": _payload(statements, score, secret),
    }


def _payload(statements: Statements, score: Score, secret: bytes) -> CodePayload:
    assert isinstance(score.subject_id, int)
    code = SlipCode(statements.head.station.id, statements.span.key, score.subject_id)
    return same_code(sign_slip(code, secret))


def _days(span: Period) -> str:
    if span.first.year == span.last.year:
        return f"{month_day(span.first)}—{month_day(span.last)}"
    return f"{day_words(span.first)}—{day_words(span.last)}"


def _remark(statements: Statements, score: Score) -> str:
    """On which days and records total and grade rest, how far the next grade is, and what changed the total."""
    told = []
    head, span = statements.head, statements.span
    until = min(span.last, head.printed_on)
    since = day_words(head.period.first, until)
    if so_far(head, span.last):
        what = "累计得分和等次" if score.grade else "累计得分"
        number = number_of(score.facts)
        days = f"{since}至{month_day(until)}"
        records = f"按{days}的 {number} 条记录暂算" if number else f"是暂算的，{days}没有一条记录"
        told.append(f"{what}{records}")
    elif head.period != span:
        told.append(f"累计得分从{since}算到{month_day(until)}")
    if score.remark:
        told.append(score.remark)
    if score.words:
        told.append(score.words)
    return "；".join(told) + "。" if told else ""


def _items(score: Score, category: str, span: Period) -> list[dict[str, str]]:
    held = next(each for each in score.categories if each.category.code == category)
    name = f"{held.category.name}\n{bounded(held.points, held.category.most)}"
    return [
        {
            "category": name,
            "number": item.item.code,
            "item": item.item.name,
            "full": "—" if item.item.most == 0 else bound_words(item.item.most),
            "points": points_words(item.points),
            "basis": item.words,
            "counts": _counts(item, span),
        }
        for item in score.items
        if item.item.category == category
    ]


def _counts(item: ItemScore, span: Period) -> str:
    counted = number_of([fact for fact in item.counted if _within(fact, span)])
    passed = number_of([each.fact for each in item.passed if _within(each.fact, span)])
    told = [f"计 {counted}"] if counted else []
    told += [f"不计 {passed}"] if passed else []
    return "，".join(told) or "—"


def _within(fact: Fact, span: Period) -> bool:
    return span.first <= fact.on <= span.last


def _facts(score: Score, span: Period) -> list[tuple[Fact, list[str], list[str]]]:
    """Every record of the span that an item saw: the items that count it, and why the others did not."""
    unfit = set(score.unfit)
    seen: dict[Fact, tuple[list[str], list[str]]] = {
        fact: ([], []) for fact in score.facts if _within(fact, span) and fact not in unfit
    }
    for item in score.items:
        for fact in item.counted:
            if fact in seen and item.item.code not in seen[fact][0]:
                seen[fact][0].append(item.item.code)
        for each in item.passed:
            if each.fact in seen:
                seen[each.fact][1].append(f"{item.item.code}：{why_not_words(each.reason)}")
    told = [(fact, into, why) for fact, (into, why) in seen.items()]
    told += [(fact, [], ["不在任期内"]) for fact in score.outside if _within(fact, span)]
    return sorted(told, key=lambda each: each[0].on)


def _strays(score: Score, span: Period) -> dict[str, int]:
    """How many records of the span fit no item, by kind: the derivation sheet lists each of them."""
    found: Counter[str] = Counter()
    for fact in score.unfit:
        if _within(fact, span):
            found[fact.kind] += fact.times
    return dict(found)


def _kind_row(kind: str, number: int) -> dict[str, str]:
    return {**kind_row(kind, number), "into": "不计", "because": "办法里没有这一项"}


def _fact_row(fact: Fact, into: list[str], why: list[str], score: Score, span: Period) -> dict[str, str]:
    if into:
        due = [code for code in into if counted_words(fact, score.item(code).item, score.scheme) == DUE]
        because = DUE if len(due) == len(into) else "；".join(f"{code}：{DUE}" for code in due)
    else:
        because = "；".join(dict.fromkeys(why)) or "没有一项看这类记录"
    return {
        **record_row(fact, span, score.subject.members),
        "into": "、".join(into) if into else "不计",
        "because": because,
    }
