"""Conditions: `{ record = "议案建议", at_least = 1 }`, rates, scores, roles, grades, and what joins them."""

from collections.abc import Callable
from fractions import Fraction

from deputy_station.features.points.rules.asked import (
    AllOf,
    AnyOf,
    Condition,
    EveryMember,
    HasGrade,
    HasPoints,
    HasRate,
    HasRecords,
    HasRole,
    Not,
    SomeMember,
)
from deputy_station.features.points.rules.reading.pieces import Table
from deputy_station.features.points.rules.reading.selectors import SELECTOR_KEYS, read_selectors, selector_of

_SORTS = ("record", "rate", "score", "role", "grade", "all", "any", "not", "every_member", "some_member")
_DEEPEST = 30
_HUNDRED = Fraction(100)


def read_condition(table: Table, key: str, *, needed: bool = True) -> Condition | None:
    """The condition under a key; None when it is not there, cannot be read, or its `if` leaves it out."""
    if key not in table:
        if needed:
            table.missing(key, "条件")
        return None
    inner = table.as_table(key, table.values[key])
    return None if inner is None else condition_of(inner)


def read_conditions(table: Table, key: str) -> tuple[Condition, ...]:
    """The conditions of a list, those whose `if` holds."""
    if key not in table or table.values[key] == []:
        table.missing(key, "一列条件")
    found = []
    for inner in table.tables(key):
        condition = condition_of(inner.called(table.where))
        if condition is not None:
            found.append(condition)
    return tuple(found)


def condition_of(table: Table) -> Condition | None:
    """One condition; what sort it is shows in its first word."""
    sort = next((sort for sort in _SORTS if sort in table), None)
    if sort is None:
        table.wrong("", "看不出是什么条件", f"要有其中一个：{'、'.join(_SORTS)}。")
        return None
    if len(table.path) > _DEEPEST:
        table.wrong("", "条件套得太深", "请拆开写。")
        return None
    condition = _READERS[sort](table)
    return condition if table.applies() else None


def _records(table: Table) -> Condition | None:
    table.knows(*SELECTOR_KEYS, "at_least", "at_most")
    selector = selector_of(table)
    least, most = table.maybe("at_least"), table.maybe("at_most")
    if least is None and most is None:
        least = Fraction(1)
    _in_order(table, least, most)
    return None if selector is None else HasRecords((selector,), least, most)


def _rate(table: Table) -> Condition:
    table.knows("rate", "at_least", "below", "if")
    least, below = table.maybe("at_least"), table.maybe("below")
    for key, value in (("at_least", least), ("below", below)):
        if value is not None and value > _HUNDRED:
            table.wrong(key, f"“{key}”是百分数，不能大于 100")
    if least is None and below is None:
        table.wrong("", "没有写到会率要多少", "写 at_least 或 below。")
    return HasRate(read_selectors(table, "rate"), _share(least), _share(below))


def _points(table: Table) -> Condition:
    table.knows("score", "above", "at_least", "below", "at_most", "if")
    code = table.text("score")
    table.notes.scores_asked.append((table.at("score"), table.where, code))
    bounds = {key: table.maybe(key, least=None) for key in ("above", "at_least", "below", "at_most")}
    if all(value is None for value in bounds.values()):
        table.wrong("", f"没有写“{code}”要几分", "写 above、at_least、below 或 at_most。")
    lows = [value for value in (bounds["above"], bounds["at_least"]) if value is not None]
    highs = [value for value in (bounds["below"], bounds["at_most"]) if value is not None]
    if lows and highs:
        _in_order(table, max(lows), min(highs))
    return HasPoints(code, **bounds)


def _role(table: Table) -> Condition:
    table.knows("role", "if")
    return HasRole(table.roles_of("role"))


def _grade(table: Table) -> Condition:
    table.knows("grade", "if")
    grades = table.texts("grade")
    if table.path[0] != "consequence":
        table.wrong("grade", "等次只能在结果运用里问", "这里改用 score 或 record。")
    table.notes.grades_asked += [(table.at("grade"), table.where, grade) for grade in grades]
    return HasGrade(frozenset(grades))


def _all(table: Table) -> Condition:
    table.knows("all", "if")
    return AllOf(read_conditions(table, "all"))


def _any(table: Table) -> Condition:
    table.knows("any", "if")
    return AnyOf(read_conditions(table, "any"))


def _not(table: Table) -> Condition | None:
    table.knows("not", "if")
    inner = read_condition(table, "not")
    return None if inner is None else Not(inner)


def _every(table: Table) -> Condition | None:
    table.knows("every_member", "if")
    inner = read_condition(table, "every_member")
    return None if inner is None else EveryMember(inner)


def _some(table: Table) -> Condition | None:
    table.knows("some_member", "if")
    inner = read_condition(table, "some_member")
    return None if inner is None else SomeMember(inner)


def _share(percent: Fraction | None) -> Fraction | None:
    return None if percent is None else percent / 100


def _in_order(table: Table, low: Fraction | None, high: Fraction | None) -> None:
    if low is not None and high is not None and low > high:
        table.wrong("", "最少的比最多的还多，永远做不到", "请核对 at_least 和 at_most。")


_READERS: dict[str, Callable[[Table], Condition | None]] = {
    "record": _records,
    "rate": _rate,
    "score": _points,
    "role": _role,
    "grade": _grade,
    "all": _all,
    "any": _any,
    "not": _not,
    "every_member": _every,
    "some_member": _some,
}
