"""How a scheme judges: grades, gates, vetoes, exemptions, and what grades lead to."""

import itertools
from fractions import Fraction

from deputy_station.features.points.rules.reading.conditions import read_condition, read_conditions
from deputy_station.features.points.rules.reading.mistakes import Mistake, hint_for
from deputy_station.features.points.rules.reading.opening import ROUNDINGS
from deputy_station.features.points.rules.reading.pieces import Table
from deputy_station.features.points.rules.scheme import Consequence, Exemption, Gate, Grade, Veto


def read_grades(top: Table) -> list[tuple[Table, Grade]]:
    """The grades in force from the highest down, each with its table."""
    found: list[tuple[Table, Grade]] = []
    for number, table in enumerate(top.tables("grade", "等次"), 1):
        name = table.text("name")
        table = table.called(f"等次“{name}”" if name else f"第 {number} 个等次")
        grade = _grade(table, name)
        if table.applies():
            table.notes.lines.setdefault(("grade", name), table.notes.places.line(table.path))
            found.append((table, grade))
    return found


def _grade(table: Table, name: str) -> Grade:
    table.knows(
        *("name", "at_least", "above", "at_most", "below"),
        *("quota", "quota_rounding", "only", "never", "if"),
    )
    bounds = {key: table.maybe(key, least=None) for key in ("at_least", "above", "at_most", "below")}
    for one, other in (("at_least", "above"), ("at_most", "below")):
        if one in table and other in table:
            table.wrong(other, f"{one} 和 {other} 只能写一个", "留一个。")
    quota, share = _quota(table)
    if "quota_rounding" in table and quota is None:
        table.wrong("quota_rounding", "没有名额，用不上 quota_rounding", "写 quota，或去掉它。")
    if share:
        table.notes.quota_shares.append((table.path, name))
    only, never = table.roles_of("only"), table.roles_of("never")
    for role in sorted(only & never):
        table.wrong("never", f"身份“{role}”在 only 和 never 里都有", "只留一处。")
    return Grade(
        name,
        **bounds,
        quota=quota,
        quota_share=share,
        quota_rounding=table.choice("quota_rounding", ROUNDINGS, "舍去"),
        only=only,
        never=never,
    )


def _quota(table: Table) -> tuple[Fraction | None, bool]:
    value = table.values.get("quota")
    if isinstance(value, str) and value.strip().endswith("%"):
        digits = value.strip()[:-1].strip()
        plain = digits.replace(".", "", 1)
        if plain.isascii() and plain.isdigit() and len(digits) < 9 and 0 < Fraction(digits) <= 100:
            return Fraction(digits) / 100, True
        table.wrong("quota", f"名额“{value}”不是百分数", '写成 "20%"，或名数 9。')
        return None, False
    if isinstance(value, str):
        table.wrong("quota", f"名额“{value}”看不懂", '写成 "20%"，或名数 9（不加引号）。')
        return None, False
    if "quota" not in table:
        return None, False
    number = table.number("quota")
    if number.denominator != 1:
        table.wrong("quota", "名额不是整数", '几成写成 "20%"。')
    return number, False


def read_gates(top: Table) -> tuple[Gate, ...]:
    """What is asked for a grade besides the total."""
    found: list[Gate] = []
    for table in top.tables("gate", "门槛"):
        grade = table.text("grade")
        table = table.called(f"“{grade}”的门槛")
        table.knows("grade", "needs", "if")
        table.notes.grades_asked.append((table.at("grade"), table.where, grade))
        needs = read_conditions(table, "needs")
        if table.applies():
            found.append(Gate(grade, needs))
            table.notes.lines.setdefault(("gate", str(len(found))), table.notes.places.line(table.path))
    return tuple(found)


def read_vetoes(top: Table) -> tuple[Veto, ...]:
    """What decides the grade whatever the total."""
    found: list[Veto] = []
    for table in top.tables("veto", "一票否决"):
        name, grade = table.text("name"), table.text("grade")
        table = table.called(f"一票否决“{name}”")
        table.knows("name", "when", "grade", "if")
        table.notes.grades_asked.append((table.at("grade"), table.where, grade))
        when = read_condition(table, "when")
        if table.applies() and when is not None:
            found.append(Veto(name, when, grade))
    return tuple(found)


def read_exemptions(top: Table) -> tuple[Exemption, ...]:
    """Who is not graded."""
    found: list[Exemption] = []
    for table in top.tables("exempt", "不参加评定"):
        table.knows("roles", "when", "grade", "because", "if")
        if ("roles" in table) == ("when" in table):
            table.wrong("", "roles 和 when 要写一样，也只写一样", "身份写 roles，条件写 when。")
        when = read_condition(table, "when", needed=False)
        exemption = Exemption(table.roles_of("roles"), table.text("grade"), table.text("because", ""), when)
        if table.applies():
            found.append(exemption)
    return tuple(found)


def read_consequences(top: Table) -> tuple[Consequence, ...]:
    """What grades lead to."""
    found: list[Consequence] = []
    for table in top.tables("consequence", "结果运用"):
        name = table.text("name")
        table = table.called(f"结果运用“{name}”")
        table.knows("name", "grade", "times", "running", "rank_top", "rank_bottom", "when", "note", "if")
        if not any(key in table for key in ("grade", "rank_top", "rank_bottom", "when")):
            table.wrong("", "没有写凭什么", "写 grade、rank_top、rank_bottom 或 when。")
        grades = table.texts("grade")
        table.notes.grades_asked += [(table.at("grade"), table.where, grade) for grade in grades]
        when = read_condition(table, "when", needed=False)
        if "when" in table and not any(key in table for key in ("grade", "rank_top", "rank_bottom")):
            _only_now(table)
        consequence = Consequence(
            name,
            frozenset(grades),
            table.whole("times", 1, least=1),
            table.flag("running"),
            table.whole("rank_top", least=1) if "rank_top" in table else None,
            table.whole("rank_bottom", least=1) if "rank_bottom" in table else None,
            when,
            table.text("note", ""),
        )
        if table.applies() and not ("when" in table and when is None):
            found.append(consequence)
    return tuple(found)


def _only_now(table: Table) -> None:
    """A condition is about this period's records: how many periods it held in is not known."""
    for key in ("times", "running"):
        if key in table:
            hint = "几次写进条件，例如 at_least = 2；几年的，凭 grade 或名次写。"
            table.wrong(key, f"when 只看这一期的记录，用不上 {key}", hint)


def check_gates(top: Table, grades: list[tuple[Table, Grade]], gates: tuple[Gate, ...]) -> None:
    """No gate before the lowest grade: whoever does not pass it would have nowhere to go."""
    lowest = grades[-1][1].name if grades else ""
    for number, gate in enumerate(gates, 1):
        if gate.grade == lowest:
            line = top.notes.lines.get(("gate", str(number)), 0)
            what = f"“{lowest}”是最低的等次，没有过门槛的也没有更低的可评"
            hint = '在它下面再写一个等次，例如 name = "不合格"、at_least = 0。'
            top.notes.mistakes.append(Mistake(line, f"“{lowest}”的门槛", what, hint))


def check_grades(grades: list[tuple[Table, Grade]]) -> None:
    """What can never be as written: a name twice, an order that is not from the highest down, ends the wrong way."""
    seen: set[str] = set()
    for table, grade in grades:
        if grade.name in seen:
            table.wrong("name", f"等次“{grade.name}”写了两次", "改一个名称。")
        seen.add(grade.name)
        low = _first(grade.at_least, grade.above)
        high = _first(grade.at_most, grade.below)
        if (
            low is not None
            and high is not None
            and (low > high or (low == high and (grade.above is not None or grade.below is not None)))
        ):
            table.wrong("", "下限比上限还高，谁也评不上", "请核对。")
    for (_, before), (table, grade) in itertools.pairwise(grades):
        _check_order(before, table, grade)


def _check_order(before: Grade, table: Table, grade: Grade) -> None:
    upper, lower = _first(before.at_least, before.above), _first(grade.at_least, grade.above)
    if upper is None and before.quota is None:
        what = f"上面的“{before.name}”没有下限，这一档谁也评不上"
        table.wrong("", what, f"给“{before.name}”写 at_least，等次从高到低写。")
    elif upper is not None and lower is not None:
        same = before.above is not None and grade.above is None
        if lower > upper or (lower == upper and not same and before.quota is None):
            what = f"等次没有从高到低写：“{before.name}”从 {_shown(upper)} 起，这一档从 {_shown(lower)} 起"
            table.wrong("at_least" if "at_least" in table else "", what, "分数高的写在前面。")


def check_grade_names(top: Table, names: list[str]) -> None:
    """Every grade that gates, vetoes, conditions and consequences name is one of the scheme's."""
    for path, where, grade in top.notes.grades_asked:
        if grade and grade not in names:
            top.notes.wrong(path, where, f"没有等次“{grade}”", hint_for(grade, names))


def _first(*values: Fraction | None) -> Fraction | None:
    return next((value for value in values if value is not None), None)


def _shown(value: Fraction) -> str:
    return str(value)
