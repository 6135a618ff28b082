"""A scheme written as the text of its file, word by word as resources/schemes/README.md says: for reading it back."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

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
from deputy_station.features.points.rules.ruling import (
    Ballot,
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
from deputy_station.features.points.rules.scheme import Category, Grade, Item, Scheme

Plain = object
"""What a value of the file is: text, number, truth, date, list or table."""


def scheme_text(scheme: Scheme, words: Mapping[str, Iterable[str]]) -> str:
    """The file. `words` are those the scheme adds to the station's own, by field."""
    lines = [f"{key} = {_value(value)}" for key, value in _opening(scheme).items() if value is not None]
    lines += _section("[words]", {field: list(own) for field, own in words.items()})
    for switch in scheme.switches:
        answer = (
            {"on": switch.on} if not switch.options else {"options": switch.options, "answer": switch.answer}
        )
        lines += _section(f"[switches.{switch.key}]", {"title": switch.title, **answer, "note": switch.note})
    lines += _section("[attendance]", _attendance(scheme.attendance))
    lines += _section("[grading]", {"by": scheme.grading.by, "between": scheme.grading.between})
    if scheme.rounding is not None:
        lines += _section("[rounding]", {"digits": scheme.rounding.digits, "way": scheme.rounding.way})
    for name, rows in _parts(scheme).items():
        for row in rows:
            lines += _section(f"[[{name}]]", row)
    return "\n".join(lines) + "\n"


def _opening(scheme: Scheme) -> dict[str, Plain]:
    period: dict[str, Plain] = {"unit": scheme.period.unit, "number": scheme.period.number}
    if scheme.period.unit == "年":
        period["starts"] = f"{scheme.period.starts[0]:02}-{scheme.period.starts[1]:02}"
    if scheme.period.first_year is not None:
        period["first_year"] = scheme.period.first_year
    valid = _said({"from": scheme.valid_from, "until": scheme.valid_until})
    return {
        "name": scheme.name,
        "version": scheme.version,
        "body": scheme.body,
        "source": scheme.source,
        "reconstructed": scheme.reconstructed,
        "subject": scheme.subject,
        "roles": scheme.roles,
        "total": _top(scheme.total),
        "total_max": _top(scheme.total_most),
        "total_min": _bottom(scheme.total_least),
        "objection_days": scheme.objection_days,
        "period": period,
        "valid": valid or None,
    }


def _parts(scheme: Scheme) -> dict[str, list[dict[str, Plain]]]:
    return {
        "record": [
            {
                "name": kind.name,
                "unit": kind.unit,
                "fields": kind.fields,
                "approval": kind.approval,
                "evidence": kind.evidence,
                "attended": kind.attended,
                "note": kind.note,
            }
            for kind in scheme.kinds
        ],
        "category": [_category(each) for each in scheme.categories],
        "item": [_item(each) for each in scheme.items],
        "once": [{"items": once.items, "keep": once.keep} for once in scheme.once],
        "grade": [_grade(each) for each in scheme.grades],
        "gate": [
            {"grade": gate.grade, "needs": [_condition(need) for need in gate.needs]} for gate in scheme.gates
        ],
        "veto": [
            {"name": veto.name, "when": _condition(veto.when), "grade": veto.grade} for veto in scheme.vetoes
        ],
        "exempt": [
            {
                **({"roles": sorted(each.roles)} if each.when is None else {"when": _condition(each.when)}),
                "grade": each.grade,
                "because": each.because,
            }
            for each in scheme.exemptions
        ],
        "consequence": [
            _said(
                {
                    "name": each.name,
                    "grade": sorted(each.grades) or None,
                    # What goes by this period alone is not counted over several.
                    "times": each.times if each.when is None else None,
                    "running": each.running if each.when is None else None,
                    "rank_top": each.rank_top,
                    "rank_bottom": each.rank_bottom,
                    "when": None if each.when is None else _condition(each.when),
                    "note": each.note,
                }
            )
            for each in scheme.consequences
        ],
        "money": [
            {
                "name": money.name,
                "only": sorted(money.only),
                "max": _top(money.most),
                "rule": _rule(money.rule),
            }
            for money in scheme.moneys
        ],
    }


def _category(category: Category) -> dict[str, Plain]:
    return {
        "code": category.code,
        "name": category.name,
        "short": category.short,
        "sort": category.sort,
        "max": _top(category.most),
        "min": _bottom(category.least),
    }


def _item(item: Item) -> dict[str, Plain]:
    return {
        "code": item.code,
        "category": item.category,
        "name": item.name,
        "max": _top(item.most),
        "min": _bottom(item.least),
        "forms": item.forms,
        "only": sorted(item.only),
        "never": sorted(item.never),
        "otherwise": item.otherwise,
        "printed": item.printed,
        "assumed": item.assumed,
        "force": [
            {"when": _condition(force.when), "points": force.points, "because": force.because}
            for force in item.forces
        ],
        "rule": _rule(item.rule),
    }


def _grade(grade: Grade) -> dict[str, Plain]:
    quota: Plain = grade.quota
    if grade.quota is not None and grade.quota_share:
        quota = f"{grade.quota * 100}%"
    return _said(
        {
            "name": grade.name,
            "at_least": grade.at_least,
            "above": grade.above,
            "at_most": grade.at_most,
            "below": grade.below,
            "quota": quota,
            "quota_rounding": None if grade.quota is None else grade.quota_rounding,
            "only": sorted(grade.only),
            "never": sorted(grade.never),
        }
    )


# -- what is asked ----------------------------------------------------------------------------------------------


def _attendance(attendance: Attendance) -> dict[str, Plain]:
    return {
        "came": [state for state, share in attendance.credit if share == 1],
        "part": [{"state": state, "share": share} for state, share in attendance.credit if share != 1],
        "left_out": sorted(attendance.left_out),
        "pending": sorted(attendance.pending),
    }


def _selectors(of: Iterable[Selector]) -> list[Plain]:
    return [_selector(selector) for selector in of]


def _selector(selector: Selector) -> dict[str, Plain]:
    return _said(
        {
            "record": selector.kinds,
            "state": sorted(selector.states) or None,
            "role": sorted(selector.roles) or None,
            "level": sorted(selector.levels) or None,
            "manner": sorted(selector.manners) or None,
            "satisfaction": sorted(selector.satisfactions) or None,
            "amount_from": selector.amount_from,
            "amount_to": selector.amount_to,
        }
    )


def _condition(condition: Condition) -> dict[str, Plain]:
    match condition:
        case HasRecords(of=(selector,), at_least=low, at_most=high):
            return _said({**_selector(selector), "at_least": low, "at_most": high})
        case HasRate(of=of, at_least=low, below=below):
            return _said({"rate": _selectors(of), "at_least": _percent(low), "below": _percent(below)})
        case HasPoints():
            bounds = {"above": condition.above, "at_least": condition.at_least}
            return _said(
                {"score": condition.score, **bounds, "below": condition.below, "at_most": condition.at_most}
            )
        case HasRole(roles=roles):
            return {"role": sorted(roles)}
        case HasGrade(grades=grades):
            return {"grade": sorted(grades)}
        case AllOf(conditions=inner):
            return {"all": [_condition(each) for each in inner]}
        case AnyOf(conditions=inner):
            return {"any": [_condition(each) for each in inner]}
        case Not(condition=one):
            return {"not": _condition(one)}
        case EveryMember(condition=one):
            return {"every_member": _condition(one)}
        case SomeMember(condition=one):
            return {"some_member": _condition(one)}
        case _:
            raise ValueError(f"no way to write {condition}")


# -- rules ------------------------------------------------------------------------------------------------------


def _rule(rule: Rule) -> dict[str, Plain]:
    shape, values = _shape(rule)
    bounds = {"max": _top(rule.most), "min": _bottom(rule.least)}
    return {"shape": shape, "name": rule.name, "unit": rule.unit, **bounds, **_said(values)}


def _shape(rule: Rule) -> tuple[str, dict[str, Plain]]:
    match rule:
        case Tick():
            return "打勾", {"of": _selectors(rule.of), "points": rule.points, "at_least": rule.at_least}
        case Count():
            return "计次", {
                "prices": _prices(rule.prices),
                "once_per": rule.once_per or None,
                "times": rule.times_at_most,
                "by": "金额" if rule.by_amount else None,
                "none_is_full": rule.none_is_full or None,
            }
        case FirstNext():
            return "首次加后续", {"of": _selectors(rule.of), "first": rule.first, "next": rule.next}
        case Ratio():
            return "到会率", {
                "of": _selectors(rule.of),
                "full": rule.full,
                "attendance": None if rule.attendance is None else _attendance(rule.attendance),
                "none_is_full": rule.none_is_full,
            }
        case Deduct():
            seen = _selectors(rule.seen) or None
            return "扣分", {"start": rule.start, "prices": _prices(rule.prices), "seen": seen}
        case Steps():
            return "分档", {
                "on": rule.on,
                "of": _selectors(rule.of),
                "good": _selectors(rule.good) or None,
                "steps": [_step(step, rule.on) for step in rule.steps],
                "attendance": None if rule.attendance is None else _attendance(rule.attendance),
                "none_is_full": rule.none_is_full,
                **_raters(rule.raters, rule.combine),
            }
        case Rated():
            return "评分", {
                "bands": [
                    {"name": band.name, "from": band.low, "to": band.high, "text": band.text}
                    for band in rule.bands
                ],
                "step": rule.step,
                "of": _selectors(rule.of) or None,
                "blank": rule.blank,
                **_raters(rule.raters, rule.combine),
            }
        case Ballot():
            return "测评", {
                "of": _selectors(rule.of),
                "weights": [[word, weight] for word, weight in rule.weights],
                "steps": [_step(step, "测评") for step in rule.steps] or None,
                "full": rule.full,
                "take": rule.take,
            }
        case Shared():
            shares = [{"role": each.role, "part": each.part, "split": each.split} for each in rule.shares]
            return "分摊", {
                "prices": _prices(rule.prices),
                "shares": shares or None,
                "equally": rule.equally or None,
            }
        case Base():
            return "基础分", {
                "points": rule.points,
                "lost": _prices(rule.lost),
                "lost_all": _selectors(rule.lost_all) or None,
            }
        case Target():
            numbers = {"target": rule.target, "points": rule.points, "above": rule.above, "below": rule.below}
            return "目标", {"of": _selectors(rule.of), **numbers}
        case Goals():
            return "达标", {
                "goals": [{"name": goal.name, "when": _condition(goal.when)} for goal in rule.goals],
                "needs": [
                    {**({"role": need.role} if need.role else {}), "at_least": need.at_least}
                    for need in rule.needs
                ],
                "points": None if rule.each is not None else rule.points,
                "each": rule.each,
            }
        case _:
            return _made_of_rules(rule)


def _made_of_rules(rule: Rule) -> tuple[str, dict[str, Plain]]:
    match rule:
        case Best(options=options):
            return "取最高", {"options": [_rule(option) for option in options]}
        case Sum(parts=parts):
            return "合计", {"parts": [_rule(part) for part in parts]}
        case PerPeriod(per=per, rule=inner):
            return "逐期", {"per": per, "rule": _rule(inner)}
        case PerMember(rule=within) if within is not None:
            return "逐人", {"rule": _rule(within)}
        case PerMember(when=when) if when is not None:
            return "逐人", {"start": rule.start, "each": rule.each, "when": _condition(when)}
        case Scaled(rule=inner, factor=factor):
            return "折算", {"rule": _rule(inner), "factor": factor}
        case FromItems(scores=scores, factor=factor):
            return "按项折算", {"scores": scores, "factor": factor}
        case _:
            raise ValueError(f"no way to write {rule}")


def _prices(prices: Iterable[Price]) -> list[Plain]:
    return [{"of": _selectors(price.of), "points": price.points, "name": price.name} for price in prices]


def _step(step: Step, on: str) -> dict[str, Plain]:
    scale = 100 if on in ("到会率", "比率", "测评") else 1
    where: dict[str, Plain] = {"above" if step.over else "at_least": step.at_least * scale}
    points: Plain = step.points if step.up_to is None else [step.points, step.up_to]
    return {**({"level": step.level} if on == "级别" else where), "points": points, "name": step.name}


def _raters(raters: tuple[Rater, ...], combine: str) -> dict[str, Plain]:
    if not raters:
        return {}
    rows = [_said({"name": rater.name, "weight": rater.weight, "max": rater.most}) for rater in raters]
    return {"raters": rows, "combine": combine}


# -- plain values -----------------------------------------------------------------------------------------------


def _said(values: Mapping[str, Plain]) -> dict[str, Plain]:
    return {key: value for key, value in values.items() if value is not None}


def _top(value: Fraction | None) -> Plain:
    return "不封顶" if value is None else value


def _bottom(value: Fraction | None) -> Plain:
    return "不限" if value is None else value


def _percent(share: Fraction | None) -> Fraction | None:
    return None if share is None else share * 100


def _section(head: str, values: Mapping[str, Plain]) -> list[str]:
    return ["", head, *(f"{key} = {_value(value)}" for key, value in values.items())]


def _value(value: Plain) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Fraction():
            return _number(value)
        case date():
            return value.isoformat()
        case str():
            return json.dumps(value, ensure_ascii=False)
        case dict():
            return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(_value(each) for each in value) + "]"
        case _:
            raise ValueError(f"no way to write {value!r}")


def _number(value: Fraction) -> str:
    """Whole, or with decimals where they end, or as a fraction in quotes."""
    if value.denominator == 1:
        return str(value.numerator)
    if 1000 % value.denominator == 0:
        thousandths = abs(value) * 1000
        return f"{'-' if value < 0 else ''}{thousandths.numerator // 1000}.{thousandths.numerator % 1000:03}"
    return f'"{value.numerator}/{value.denominator}"'
