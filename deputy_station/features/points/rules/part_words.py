"""The parts of a scheme in words, as a comparison and the scheme on the screen both say them."""

from deputy_station.features.points.rules.conditions import asked_words
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.rule_words import condition_field
from deputy_station.features.points.rules.scheme import Consequence, Grade, Item, PeriodRule, Scheme


def grade_line(grade: Grade) -> str:
    """From which total to which: "不低于 90"."""
    bounds = (
        ("不低于", grade.at_least),
        ("高于", grade.above),
        ("不高于", grade.at_most),
        ("低于", grade.below),
    )
    return "、".join(f"{word} {points_words(bound)}" for word, bound in bounds if bound is not None) or "不限"


def quota_words(grade: Grade) -> str:
    """How many get the grade."""
    if grade.quota is None:
        return "不限"
    if grade.quota_share:
        return f"{points_words(grade.quota * 100)}%（{grade.quota_rounding}）"
    return f"{points_words(grade.quota)} 名"


def force_words(item: Item, scheme: Scheme) -> str:
    """Where the item is worth a set number whatever its rule gives."""
    return "；".join(
        f"{asked_words(each.when, scheme)}的得 {points_words(each.points)} 分" for each in item.forces
    )


def gate_words(scheme: Scheme) -> dict[str, str]:
    """By grade: what has to be met besides the total."""
    found: dict[str, str] = {}
    for gate in scheme.gates:
        needs = "、并且 ".join(asked_words(need, scheme) for need in gate.needs)
        found[gate.grade] = f"{found[gate.grade]}；{needs}" if gate.grade in found else needs
    return found


def veto_words(scheme: Scheme) -> dict[str, str]:
    """By name: when it holds and what the grade is then."""
    return {each.name: f"{asked_words(each.when, scheme)}的定为{each.grade}" for each in scheme.vetoes}


def exemption_words(scheme: Scheme) -> dict[str, str]:
    """By whom: in a word what stands in the place of a grade."""
    return {
        "、".join(sorted(each.roles)) if each.when is None else asked_words(each.when, scheme): each.grade
        for each in scheme.exemptions
    }


def kind_words(scheme: Scheme) -> dict[str, str]:
    """By kind of record: what is asked of it."""
    found = {}
    for kind in scheme.kinds:
        marks = ["要核准"] if kind.approval else []
        marks += [f"证明材料{kind.evidence}"] if kind.evidence else []
        marks += ["有考勤"] if kind.attended else []
        found[kind.name] = "、".join(marks) or "照登记的算"
    return found


def once_words(scheme: Scheme) -> dict[str, str]:
    """By the items that share records: which of them has a record."""
    keep = {"先": "归前面那项", "高": "归得分高的那项"}
    return {"、".join(each.items): keep.get(each.keep, each.keep) for each in scheme.once}


def consequence_words(scheme: Scheme) -> dict[str, str]:
    """By name: what leads to it."""
    return {each.name: _consequence(each, scheme) for each in scheme.consequences}


def period_rule_words(rule: PeriodRule) -> str:
    """How long a period is: "每年，9月1日起"."""
    number = f"每 {rule.number} " if rule.number != 1 else "每"
    starts = f"，{rule.starts[0]}月{rule.starts[1]}日起" if rule.starts != (1, 1) else ""
    first = f"，从 {rule.first_year} 年算起" if rule.first_year is not None else ""
    return f"{number}{rule.unit}{starts}{first}"


def rounding_words(scheme: Scheme) -> str:
    """What becomes of a total before it is graded."""
    if scheme.rounding is None:
        return "不取整"
    return f"{scheme.rounding.way}到 {scheme.rounding.digits} 位小数"


def _consequence(each: Consequence, scheme: Scheme) -> str:
    marks = [f"{'、'.join(sorted(each.grades))}"] if each.grades else []
    marks += [f"排在前 {each.rank_top}"] if each.rank_top is not None else []
    marks += [f"排在后 {each.rank_bottom}"] if each.rank_bottom is not None else []
    if each.when is not None:
        marks.append(condition_field(each.when, scheme))
    if each.times != 1:
        marks.append(f"{'连续' if each.running else '一届内'} {each.times} 次")
    return "，".join([*marks, *([each.note] if each.note else [])])
