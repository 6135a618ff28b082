"""A whole scheme as a paper to read: sections of lines in plain Chinese, for the screen, for copying and for a printer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from deputy_station.features.points.rules.conditions import score_name
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.part_words import (
    consequence_words,
    exemption_words,
    force_words,
    gate_words,
    grade_line,
    kind_words,
    once_words,
    period_rule_words,
    quota_words,
    rounding_words,
    veto_words,
)
from deputy_station.features.points.rules.rule_sentences import rule_sentence
from deputy_station.features.points.rules.rule_words import attendance_words, bound_words
from deputy_station.features.points.rules.scheme import Category, Grade, Item, Money, Scheme


@dataclass(frozen=True)
class Told:
    """One line: a quiet lead ("A1", "等次"), what is said, and what stands under it in small."""

    lead: str
    text: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Lines under a heading."""

    heading: str
    lines: tuple[Told, ...]


def scheme_sections(scheme: Scheme) -> tuple[Section, ...]:
    """The scheme from its head to its money; sections without anything in them are left out."""
    sections = [
        Section("开头", tuple(_head(scheme))),
        Section("口径：纸上没有写清的，现在这样算", tuple(_switches(scheme))),
        Section("考勤", (Told("考勤", f"{attendance_words(scheme.attendance)}。"),)),
        *(_category(category, scheme) for category in scheme.categories),
        Section("同一条记录只算一次", tuple(Told(which, keep) for which, keep in once_words(scheme).items())),
        Section("等次", tuple(_grades(scheme))),
        Section(
            "门槛：总分够了，还要这些", tuple(Told(f"评“{k}”", v) for k, v in gate_words(scheme).items())
        ),
        Section("一票否决", tuple(Told(name, words) for name, words in veto_words(scheme).items())),
        Section("不参加评定", tuple(Told(grade, who) for who, grade in exemption_words(scheme).items())),
        Section(
            "结果运用（只作建议，由人决定）",
            tuple(Told(name, words) for name, words in consequence_words(scheme).items()),
        ),
        Section("补助", tuple(_money(each, scheme) for each in scheme.moneys)),
        Section("自己申报的，要核准或要材料的", tuple(_kinds(scheme))),
    ]
    return tuple(section for section in sections if section.lines)


def scheme_text_words(scheme: Scheme) -> str:
    """The same as one text to copy, a line each."""
    lines = [scheme.name]
    for section in scheme_sections(scheme):
        lines += ["", section.heading]
        for told in section.lines:
            lines.append("　".join(part for part in (told.lead, told.text) if part))
            lines += [f"　　{under}" for under in told.under]
    return "\n".join(lines)


def validity_words(valid_from: date | None, valid_until: date | None) -> str:
    """From when until when a scheme holds."""
    if valid_from is None and valid_until is None:
        return "没有写期限，一直有效"
    return f"{valid_from or '一直'} 至 {valid_until or '今后'}"


def heading_words(category: Category) -> str:
    """A category's heading: "C 建言献策　最多 20 分"."""
    sort = "" if category.sort == "基本" else f"（{category.sort}，不算在总分里）"
    most = "　不封顶" if category.most is None else f"　最多 {points_words(category.most)} 分"
    if category.sort == "扣分":
        most = "" if category.least is None else f"　最多扣到 {points_words(category.least)} 分"
    least = (
        f"，最少 {points_words(category.least)} 分"
        if category.least is not None and category.sort != "扣分"
        else ""
    )
    return f"{category.code} {category.name}{sort}{most}{least}"


def item_sentence(item: Item, scheme: Scheme) -> str:
    """An item's rule with its bound: "满分 8，到会率：8 × 实到 ÷ 应到"."""
    if item.most is None:
        bound = "不封顶"
    elif item.most <= 0:
        bound = "只扣分"
    else:
        bound = f"满分 {points_words(item.most)}"
    if item.least is None:
        bound += "，可以倒扣"
    elif item.least < 0:
        bound += f"，最多倒扣到 {points_words(item.least)}"
    elif item.least > 0:
        bound += f"，最低 {points_words(item.least)}"
    return f"{bound}，{rule_sentence(item.rule, scheme, within=item.most)}"


def _head(scheme: Scheme) -> Iterator[Told]:
    yield Told("名称", scheme.name)
    yield Told("版本", scheme.version)
    if scheme.body:
        yield Told("制定机关", scheme.body)
    yield Told("有效期", validity_words(scheme.valid_from, scheme.valid_until))
    yield Told("给谁打分", scheme.subject)
    yield Told("多长一次", period_rule_words(scheme.period))
    total = "不封顶" if scheme.total is None else f"{points_words(scheme.total)} 分"
    if scheme.total_most is not None:
        total += f"，连加分最多 {points_words(scheme.total_most)} 分"
    if scheme.total_least is not None:
        total += f"，扣到 {points_words(scheme.total_least)} 分为止"
    yield Told("总分", total)
    if scheme.rounding is not None:
        yield Told("取整", f"总分先{rounding_words(scheme)}，再定等次")
    if scheme.objection_days is not None:
        yield Told("公示", f"{scheme.objection_days} 天")
    if scheme.roles:
        yield Told("身份", "、".join(scheme.roles))
    if scheme.source:
        yield Told("出处", scheme.source)
    if scheme.reconstructed:
        yield Told("推定", scheme.reconstructed)


def _switches(scheme: Scheme) -> Iterator[Told]:
    for switch in scheme.switches:
        others = [word for word in switch.options or ("是", "否") if word != switch.answer]
        also = f"也可以：{'、'.join(others)}"
        said = f"{switch.title}：{switch.answer}"
        yield Told("", said, tuple(part for part in (switch.note, also) if part))


def _category(category: Category, scheme: Scheme) -> Section:
    items = [item for item in scheme.items if item.category == category.code]
    return Section(heading_words(category), tuple(_item(item, scheme) for item in items))


def _item(item: Item, scheme: Scheme) -> Told:
    under = [f"{item_sentence(item, scheme)}。"]
    who = []
    if item.only:
        who.append(f"只给{'、'.join(sorted(item.only))}算")
    if item.never:
        who.append(f"不给{'、'.join(sorted(item.never))}算")
    if who:
        rest = f"，不适用的人得 {points_words(item.otherwise)} 分" if item.otherwise else ""
        under.append(f"{'，'.join(who)}{rest}。")
    if item.forces:
        under.append(f"另有规定：{force_words(item, scheme)}。")
    if item.forms:
        under.append(f"登记册第 {'、'.join(str(form) for form in item.forms)} 表可以证明。")
    if item.printed:
        under.append(f"原文：{item.printed}")
    if item.assumed:
        under.append(f"推定：{item.assumed}")
    return Told(item.code, item.name, tuple(under))


def _grades(scheme: Scheme) -> Iterator[Told]:
    by = "" if scheme.grading.by == "总分" else f"，按{score_name(scheme.grading.by, scheme)}的得分"
    for grade in scheme.grades:
        yield Told(grade.name, _grade(grade) + by)
    if scheme.grades and scheme.grading.between != "由人定":
        yield Told("落在两档之间", scheme.grading.between)


def _grade(grade: Grade) -> str:
    parts = [f"{grade_line(grade)} 分" if grade_line(grade) != "不限" else "分数不限"]
    if grade.quota is not None:
        parts.append(f"最多给 {quota_words(grade)}")
    if grade.only:
        parts.append(f"只评{'、'.join(sorted(grade.only))}")
    if grade.never:
        parts.append(f"{'、'.join(sorted(grade.never))}不评这一档")
    return "，".join(parts)


def _kinds(scheme: Scheme) -> Iterator[Told]:
    for name, words in kind_words(scheme).items():
        kind = scheme.kind(name)
        if kind is not None and (kind.approval or kind.evidence):
            yield Told(name, words)


def _money(money: Money, scheme: Scheme) -> Told:
    who = f"只给{'、'.join(sorted(money.only))}，" if money.only else ""
    most = "" if money.most is None else f"，最多 {bound_words(money.most)} 元"
    return Told(money.name, f"{who}{rule_sentence(money.rule, scheme, within=money.most, money=True)}{most}")
