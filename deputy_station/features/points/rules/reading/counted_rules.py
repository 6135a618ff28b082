"""Readers of the shapes that count records: 打勾, 计次, 首次加后续, 到会率, 扣分, 分摊, 基础分, 目标."""

from fractions import Fraction

from deputy_station.features.points.rules.asked import Attendance, Selectors
from deputy_station.features.points.rules.reading.attendance import read_attendance
from deputy_station.features.points.rules.reading.pieces import ZERO, Table
from deputy_station.features.points.rules.reading.prices import Frame, kinds_named, price_of, read_prices
from deputy_station.features.points.rules.reading.selectors import read_selectors
from deputy_station.features.points.rules.ruling import (
    Base,
    Count,
    Deduct,
    FirstNext,
    Price,
    Ratio,
    RoleShare,
    Shared,
    Target,
    Tick,
)

ONCE_PER = ("会议", "日", "月", "季", "半年", "年")
COMMON = ("shape", "max", "min", "unit", "name", "if")


def read_tick(table: Table, frame: Frame) -> Tick:
    """打勾."""
    table.knows(*COMMON, "of", "points", "at_least")
    of = read_selectors(table, "of")
    return Tick(
        of=of,
        points=table.number("points", least=None),
        at_least=table.number("at_least", Fraction(1)),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame, of),
    )


def read_count(table: Table, frame: Frame) -> Count:
    """计次."""
    table.knows(*COMMON, "of", "each", "prices", "once_per", "times", "by", "none_is_full")
    prices = read_prices(table)
    none_is_full = table.flag("none_is_full")
    if "none_is_full" in table and frame.most is None:
        table.wrong("none_is_full", "没有封顶，就说不出满分是几分", "写 max。")
    return Count(
        prices=prices,
        once_per=table.choice("once_per", ONCE_PER, ""),
        times_at_most=table.whole("times", least=1) if "times" in table else None,
        by_amount=table.choice("by", ("金额",), "") == "金额",
        none_is_full=none_is_full,
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame, *(price.of for price in prices)),
    )


def read_first_next(table: Table, frame: Frame) -> FirstNext:
    """首次加后续."""
    table.knows(*COMMON, "of", "first", "next")
    of = read_selectors(table, "of")
    return FirstNext(
        of=of,
        first=table.number("first"),
        next=table.number("next"),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame, of),
    )


def read_ratio(table: Table, frame: Frame) -> Ratio:
    """到会率."""
    table.knows(*COMMON, "of", "full", "attendance", "none_is_full")
    of = read_selectors(table, "of")
    return Ratio(
        of=of,
        full=full_of(table, frame, "full"),
        attendance=own_attendance(table),
        none_is_full=table.flag("none_is_full"),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame, of),
    )


def read_deduct(table: Table, frame: Frame) -> Deduct:
    """扣分."""
    table.knows(*COMMON, "of", "each", "prices", "start", "seen")
    prices = read_prices(table, least=ZERO)
    return Deduct(
        start=full_of(table, frame, "start"),
        prices=prices,
        seen=read_selectors(table, "seen", needed=False),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame, *(price.of for price in prices)),
    )


def read_shared(table: Table, frame: Frame) -> Shared:
    """分摊."""
    table.knows(*COMMON, "of", "each", "prices", "shares", "equally")
    prices = read_prices(table)
    equally = table.flag("equally")
    if equally == ("shares" in table):
        table.wrong("", "equally 和 shares 要写一样，也只写一样", "平分写 equally = true，按角色写 shares。")
    shares = table.each("shares", _share, table.within("的份额"))
    return Shared(
        prices=prices,
        shares=tuple(share for _, share in shares),
        equally=equally,
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame, *(price.of for price in prices)),
    )


def _share(table: Table) -> RoleShare:
    table.knows("role", "part", "split", "if")
    role = table.text("role")
    known = table.notes.words["role"]
    if role and role not in known:
        table.unknown("role", role, known, what="角色")
    part = table.number("part")
    if part > 1:
        table.wrong("part", "“part”是占几成，不能大于 1", '六成写成 "3/5"。')
    return RoleShare(role, part, table.flag("split"))


def read_base(table: Table, frame: Frame) -> Base:
    """基础分."""
    table.knows(*COMMON, "points", "lost", "lost_all")
    lost = table.each("lost", lambda row: price_of(row, least=ZERO), table.within("的扣分"))
    prices: tuple[Price, ...] = tuple(price for _, price in lost if price.of)
    return Base(
        points=table.number("points"),
        lost=prices,
        lost_all=read_selectors(table, "lost_all", needed=False),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame, *(price.of for price in prices)),
    )


def read_target(table: Table, frame: Frame) -> Target:
    """目标."""
    table.knows(*COMMON, "of", "target", "points", "above", "below")
    of = read_selectors(table, "of")
    return Target(
        of=of,
        target=table.number("target"),
        points=table.number("points"),
        above=table.number("above", ZERO),
        below=table.number("below", ZERO),
        most=frame.most,
        least=frame.least,
        name=table.text("name", ""),
        unit=unit_of(table, frame, of),
    )


def full_of(table: Table, frame: Frame, key: str) -> Fraction:
    """What full marks are: said here, or the cap around."""
    if key in table or frame.full is None:
        if key not in table:
            table.wrong("", "不知道满分是几分", f"写 {key} 或 max。")
            return ZERO
        return table.number(key)
    return frame.full


def own_attendance(table: Table) -> Attendance | None:
    """The rule's own attendance, where it has one."""
    inner = table.table("attendance", table.within("的考勤"))
    return None if inner is None else read_attendance(inner)


def unit_of(table: Table, frame: Frame, *selections: Selectors) -> str:
    """What is counted: said here or around, or the unit all its records have, or 次."""
    if "unit" in table:
        return table.text("unit")
    if frame.unit:
        return frame.unit
    units = {table.notes.kinds.get(kind, "") for kind in kinds_named(*selections)}
    return (units.pop() if len(units) == 1 else "") or "次"
