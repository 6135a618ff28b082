"""A rule of any shape: its bounds, its unit, and the reader of its shape."""

from collections.abc import Callable
from fractions import Fraction

from deputy_station.features.points.rules.reading.counted_rules import (
    read_base,
    read_count,
    read_deduct,
    read_first_next,
    read_ratio,
    read_shared,
    read_target,
    read_tick,
)
from deputy_station.features.points.rules.reading.mistakes import hint_for, nearest
from deputy_station.features.points.rules.reading.other_rules import (
    read_ballot,
    read_best,
    read_from_items,
    read_goals,
    read_per_member,
    read_per_period,
    read_rated,
    read_scaled,
    read_step_table,
    read_sum,
)
from deputy_station.features.points.rules.reading.pieces import ZERO, Table
from deputy_station.features.points.rules.reading.prices import Frame
from deputy_station.features.points.rules.ruling import Rule

_DEEPEST = 24

SHAPES: dict[str, Callable[[Table, Frame], Rule | None]] = {
    "打勾": read_tick,
    "计次": read_count,
    "首次加后续": read_first_next,
    "到会率": read_ratio,
    "扣分": read_deduct,
    "分档": read_step_table,
    "评分": read_rated,
    "测评": read_ballot,
    "取最高": read_best,
    "合计": read_sum,
    "分摊": read_shared,
    "基础分": read_base,
    "达标": read_goals,
    "目标": read_target,
    "逐期": read_per_period,
    "逐人": read_per_member,
    "折算": read_scaled,
    "按项折算": read_from_items,
}
"""Every shape by its word."""


def read_rule(table: Table, most: Fraction | None, least: Fraction | None) -> Rule | None:
    """The rule of an item (or a sum of money), which is bounded as the item is where it says nothing itself."""
    return _read(table, most, least, most, "")


def _read(
    table: Table, most: Fraction | None, least: Fraction | None, full: Fraction | None, unit: str
) -> Rule | None:
    shape = table.values.get("shape")
    if "shape" not in table:
        table.missing("shape", "计分方式")
        return None
    if not isinstance(shape, str) or shape not in SHAPES:
        table.wrong("shape", f"没有计分方式“{shape}”", hint_for(str(shape), SHAPES) or _all_shapes())
        # What else is wrong is told as well, as far as it shows which shape was meant.
        shape = nearest(str(shape), SHAPES)
        if not shape:
            return None
    if len(table.path) > _DEEPEST:
        table.wrong("", "规则套得太深", "请拆成几项。")
        return None
    own_most = table.bound("max", "不封顶", most)
    own_least = table.bound("min", "不限", least)
    if own_most is not None and own_least is not None and own_least > own_most:
        table.wrong("min" if "min" in table else "max", "最低分比最高分还高", "请核对 min 和 max。")

    def inside(inner: Table, inner_full: Fraction | None) -> Rule | None:
        return _read(
            inner, None, None if _takes_away(inner) else ZERO, inner_full, _text(inner, "unit") or own_unit
        )

    own_unit = _text(table, "unit") or unit
    top = own_most if "max" in table else full
    return SHAPES[shape](table, Frame(own_most, own_least, top, own_unit, inside))


def _takes_away(table: Table) -> bool:
    """Whether a rule inside another prices something below zero: only the bounds around it hold then."""
    prices = table.values.get("prices")
    rows = prices if isinstance(prices, list) else []
    given = [table.values.get("each"), table.values.get("points")]
    given += [row.get("points") for row in rows if isinstance(row, dict)]
    return table.values.get("shape") in ("打勾", "计次", "分摊") and any(
        isinstance(value, int | Fraction) and value < 0 for value in given
    )


def _text(table: Table, key: str) -> str:
    value = table.values.get(key, "")
    return value if isinstance(value, str) else ""


def _all_shapes() -> str:
    return f"可以写：{'、'.join(SHAPES)}。"
