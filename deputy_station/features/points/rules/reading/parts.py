"""The parts of a scheme of which there are many: categories, items, what counts once, money."""

from fractions import Fraction

from deputy_station.features.points.rules.reading.conditions import read_condition
from deputy_station.features.points.rules.reading.pieces import ZERO, Table
from deputy_station.features.points.rules.reading.rules import read_rule
from deputy_station.features.points.rules.ruling import Base, Rule
from deputy_station.features.points.rules.scheme import Category, CountOnce, Force, Item, Money

SORTS = ("基本", "加分", "扣分")
_STAND_IN = Base(points=ZERO)


def read_categories(top: Table) -> tuple[list[tuple[Table, Category]], set[str]]:
    """The categories in force with their tables, and every code written."""
    found: list[tuple[Table, Category]] = []
    codes: set[str] = set()
    for number, table in enumerate(top.tables("category", "大类"), 1):
        code = table.text("code")
        table = table.called(f"大类 {code}" if code else f"第 {number} 个大类")
        category = _category(table, code)
        codes.add(code)
        if table.applies():
            _line(table, "category", code)
            found.append((table, category))
    return found, codes


def _category(table: Table, code: str) -> Category:
    table.knows("code", "name", "short", "sort", "max", "min", "capped", "if")
    name = table.text("name")
    most, least = table.bound("max", "不封顶", None), table.bound("min", "不限", None)
    if most is not None and least is not None and least > most:
        table.wrong("min", "最低分比最高分还高", "请核对 min 和 max。")
    if table.flag("capped"):
        table.notes.capped.add(code)
    return Category(code, name, table.text("short", name), most, least, table.choice("sort", SORTS, "基本"))


def read_items(top: Table) -> tuple[list[tuple[Table, Item]], set[str]]:
    """The items in force with their tables, and every code written."""
    found: list[tuple[Table, Item]] = []
    codes: set[str] = set()
    for number, table in enumerate(top.tables("item", "项"), 1):
        code = table.text("code")
        table = table.called(f"项 {code}" if code else f"第 {number} 项")
        item = _item(table, code)
        codes.add(code)
        if table.applies():
            _line(table, "item", code)
            found.append((table, item))
    return found, codes


def _item(table: Table, code: str) -> Item:
    table.knows(
        *("code", "category", "name", "max", "min", "forms", "only", "never", "otherwise"),
        *("printed", "assumed", "force", "rule", "if"),
    )
    if "max" not in table:
        table.missing("max", "满分；没有就写 不封顶")
    most, least = table.bound("max", "不封顶", None), table.bound("min", "不限", ZERO)
    if most is not None and least is not None and least > most:
        table.wrong("min" if "min" in table else "max", "最低分比最高分还高", "请核对 min 和 max。")
    forces = table.each("force", _force, table.within("的硬性规定"))
    only, never = table.roles_of("only"), table.roles_of("never")
    for role in sorted(only & never):
        table.wrong("never", f"身份“{role}”在 only 和 never 里都有", "只留一处。")
    return Item(
        code=code,
        category=table.text("category"),
        name=table.text("name"),
        most=most,
        rule=_rule(table, most, least),
        least=least,
        forms=_forms(table),
        only=only,
        never=never,
        otherwise=table.number("otherwise", ZERO, least=None),
        forces=tuple(force for _, force in forces if force is not None),
        printed=table.text("printed", ""),
        assumed=table.text("assumed", ""),
        line=table.notes.places.line(table.path),
    )


def _rule(table: Table, most: Fraction | None, least: Fraction | None) -> Rule:
    inner = table.table("rule", table.within("的计分"))
    if "rule" not in table:
        table.missing("rule", "怎样计分")
    return (None if inner is None else read_rule(inner, most, least)) or _STAND_IN


def _force(table: Table) -> Force | None:
    table.knows("when", "points", "because", "if")
    points, because = table.number("points", least=None), table.text("because", "")
    when = read_condition(table, "when")
    return None if when is None else Force(when, points, because)


def _forms(table: Table) -> tuple[int, ...]:
    value = table.values.get("forms", [])
    found = []
    for number in value if isinstance(value, list) else [value]:
        if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 100:
            table.wrong("forms", "“forms”是登记册第几表", "写成 forms = [13]。")
        elif number in found:
            table.wrong("forms", f"第 {number} 表写了两次", "只留一个。")
        else:
            found.append(number)
    return tuple(found)


def read_once(top: Table) -> list[tuple[Table, CountOnce]]:
    """What counts only once among several items."""
    found = []
    for table in top.tables("once", "只算一次"):
        table.knows("items", "keep")
        items = table.texts("items")
        if len(items) < 2:
            table.wrong("items", "“items”至少要有两项")
        found.append((table, CountOnce(items, table.choice("keep", ("先", "高"), "先"))))
    return found


def read_moneys(top: Table) -> tuple[Money, ...]:
    """What is paid, in yuan."""
    found: list[Money] = []
    for table in top.tables("money", "补助"):
        name = table.text("name")
        table = table.called(f"补助“{name}”")
        table.knows("name", "only", "max", "rule", "if")
        most = table.bound("max", "不封顶", None)
        money = Money(name, _rule(table, most, ZERO), most, table.roles_of("only"))
        if table.applies():
            if any(other.name == name for other in found):
                table.wrong("name", f"“{name}”写了两段", "改一个名称。")
            found.append(money)
    return tuple(found)


def _line(table: Table, sort: str, code: str) -> None:
    table.notes.lines.setdefault((sort, code), table.notes.places.line(table.path))
