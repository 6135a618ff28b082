"""What one record is worth, the steps of a table, the raters: the parts that several shapes share."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from deputy_station.features.points.rules.asked import Selectors
from deputy_station.features.points.rules.reading.mistakes import hint_for
from deputy_station.features.points.rules.reading.pieces import ZERO, Table, read_number
from deputy_station.features.points.rules.reading.places import Path
from deputy_station.features.points.rules.reading.selectors import read_selectors
from deputy_station.features.points.rules.ruling import Price, Rater, Rule, Step

COMBINES = ("末级", "加权", "平均", "相加")
HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Frame:
    """What a rule takes over from around it where it says nothing itself.

    `most` and `least` are the bounds it is given; `full` is what counts as full marks (None: nothing does); `inner`
    reads a rule inside.
    """

    most: Fraction | None
    least: Fraction | None
    full: Fraction | None
    unit: str
    inner: Callable[[Table, Fraction | None], Rule | None]


def price_of(
    table: Table, key: str = "points", *, least: Fraction | None = None, needed: bool = True
) -> Price:
    """One price: which records, and how much each is worth (nothing said where that is not needed: 0)."""
    table.knows("of", "points", "name", "if")
    of = read_selectors(table, "of")
    points = table.number(key, None if needed else ZERO, least=least)
    return Price(of, points, table.text("name", ""))


def read_prices(table: Table, *, least: Fraction | None = None, each: str = "each") -> tuple[Price, ...]:
    """`prices`, or `of` and `each` for a single one."""
    if "prices" in table:
        for key in ("of", each):
            if key in table:
                table.wrong(key, f"写了 prices，就不再写“{key}”", "只留一种写法。")
        found = table.each("prices", lambda row: price_of(row, least=least), table.within("的价目"))
        if not table.values["prices"]:
            table.wrong("prices", "“prices”是空的", "至少写一格。")
        return tuple(price for _, price in found if price.of)
    return (Price(read_selectors(table, "of"), table.number(each, least=least)),)


def read_steps(table: Table, on: str, levels: tuple[str, ...] = ()) -> tuple[Step, ...]:
    """The steps of a table, highest first: `[90, 4]`, `["国家级", 10]`, `[90, [12, 15]]` or `{ above = 50, points = 4 }`."""
    if "steps" not in table or not table.values["steps"]:
        table.missing("steps", "各档")
        return ()
    found: list[tuple[Path, Step]] = []
    for number, (path, row) in enumerate(table.rows("steps"), 1):
        where = table.within(f"第 {number} 档")
        if isinstance(row, list) and len(row) == 2:
            inner = Table(table.notes, {"at_least": row[0], "points": row[1]}, path, where)
        elif isinstance(row, dict):
            inner = Table(table.notes, row, path, where)
            inner.knows("at_least", "above", "level", "points", "name")
        else:
            table.notes.wrong(path, where, "一档应写两样：到多少、得几分", "写成 [90, 4]。")
            continue
        found.append((path, _step(inner, on, levels)))
    _descending(table, on, found)
    return tuple(step for _, step in found)


def _step(table: Table, on: str, levels: tuple[str, ...]) -> Step:
    points, up_to = _given(table)
    name = table.text("name", "")
    if on == "级别":
        level = table.values.get("level", table.values.get("at_least"))
        if level not in levels:
            table.notes.wrong(
                table.path,
                table.where,
                f"没有级别“{level}”",
                hint_for(str(level), levels),
            )
        return Step(ZERO, points, up_to, level=str(level), name=name)
    over = "above" in table
    if over and "at_least" in table:
        table.wrong("above", "at_least 和 above 只能写一个")
    number = table.number("above" if over else "at_least", least=None if on == "金额" else ZERO)
    if on in ("到会率", "比率", "测评"):
        if number > HUNDRED:
            table.wrong("above" if over else "at_least", "到多少是百分数，不能大于 100")
        number /= HUNDRED
    return Step(number, points, up_to, name=name, over=over)


def _given(table: Table) -> tuple[Fraction, Fraction | None]:
    value = table.values.get("points")
    if not isinstance(value, list):
        return table.number("points", least=None), None
    path = table.at("points") if table.notes.places.find(table.at("points")) else (*table.path, 1)
    if len(value) != 2:
        table.notes.wrong(path, table.where, "给分的范围应写两个数", "写成 [12, 15]。")
        return ZERO, None
    low, high = (read_number(table.notes, path, table.where, "范围", each, least=None) for each in value)
    if low > high:
        table.notes.wrong(path, table.where, "给分的范围前面的大、后面的小", "小的写在前面。")
    return low, high


def _descending(table: Table, on: str, found: list[tuple[Path, Step]]) -> None:
    for (_, before), (path, step) in itertools.pairwise(found):
        if on == "级别":
            continue
        if step.at_least > before.at_least or (
            step.at_least == before.at_least and not (before.over and not step.over)
        ):
            table.notes.wrong(path, table.where, "各档没有从高到低写", "把高的写在前面。")
    if on == "级别":
        seen: set[str] = set()
        for path, step in found:
            if step.level in seen:
                table.notes.wrong(path, table.where, f"级别“{step.level}”写了两次", "只留一个。")
            seen.add(step.level)


def read_raters(table: Table) -> tuple[tuple[Rater, ...], str]:
    """Who marks, and how several marks are put together."""
    raters: list[Rater] = []
    for number, (path, row) in enumerate(table.rows("raters"), 1):
        where = table.within(f"第 {number} 级")
        if isinstance(row, str):
            row = {"name": row}
        if not isinstance(row, dict):
            table.notes.wrong(path, where, "评分的人应写名称", '写成 "小组" 或 { name = "小组" }。')
            continue
        inner = Table(table.notes, row, path, where)
        inner.knows("name", "weight", "max")
        rater = Rater(inner.text("name"), inner.number("weight", Fraction(1)), inner.maybe("max"))
        if any(rater.name == other.name for other in raters):
            inner.wrong("name", f"“{rater.name}”写了两次", "只留一个。")
        raters.append(rater)
    combine = table.choice("combine", COMBINES, "末级")
    if combine != "末级" and not raters:
        table.wrong("combine", f"写了“{combine}”，却没有写谁来评", "写 raters。")
    if combine == "加权" and raters and sum(rater.weight for rater in raters) != 1:
        table.wrong("raters", "各级的权重加起来不是 1", "请核对 weight。")
    return tuple(raters), combine


def kinds_named(*selections: Selectors) -> tuple[str, ...]:
    """The kinds several selections name, each once."""
    return tuple(dict.fromkeys(kind for of in selections for selector in of for kind in selector.kinds))
