"""What a scheme says against itself: codes twice or unknown, and items that look at each other in a ring."""

from collections.abc import Iterator

from deputy_station.features.points.rules.asked import (
    AllOf,
    AnyOf,
    Condition,
    EveryMember,
    HasPoints,
    Not,
    SomeMember,
)
from deputy_station.features.points.rules.reading.mistakes import hint_for
from deputy_station.features.points.rules.reading.pieces import Notes, Table
from deputy_station.features.points.rules.ruling import (
    Best,
    FromItems,
    Goals,
    PerMember,
    PerPeriod,
    Rule,
    Scaled,
    Sum,
)
from deputy_station.features.points.rules.scheme import Category, CountOnce, Item

TOTAL = "总分"


def check_codes(
    categories: list[tuple[Table, Category]], items: list[tuple[Table, Item]], all_categories: set[str]
) -> list[tuple[Table, Item]]:
    """Codes stand once and categories are known. The items back, without those of categories not in force."""
    seen: dict[str, str] = {TOTAL: "总分"}
    for table, category in categories:
        _once(table, category.code, "大类", seen)
    in_force = {category.code for _, category in categories}
    kept = []
    for table, item in items:
        _once(table, item.code, "项", seen)
        if item.category in in_force:
            kept.append((table, item))
        elif item.category not in all_categories and item.category:
            hint = hint_for(item.category, in_force) or f"先写一段 [[category]]，code = “{item.category}”。"
            table.wrong("category", f"没有大类“{item.category}”", hint)
    for table, category in categories:
        lost = any(item.category not in in_force | all_categories for _, item in items)
        if not lost and not any(item.category == category.code for _, item in kept):
            table.wrong("", "这一大类里一项也没有", "补上项，或去掉这一大类。")
    return kept


def _once(table: Table, code: str, sort: str, seen: dict[str, str]) -> None:
    if not code:
        return
    if code == TOTAL:
        table.wrong("code", "“总分”不能用作编号", "换一个编号。")
    elif code in seen and seen[code] == sort:
        table.wrong("code", f"编号“{code}”写了两次", "换一个编号。")
    elif code in seen:
        table.wrong("code", f"“{code}”已经是{seen[code]}的编号", "项和大类不能用同一个编号。")
    seen.setdefault(code, sort)


def check_looks(
    notes: Notes,
    items: set[str],
    categories: set[str],
    written: tuple[set[str], set[str]],
    once: list[tuple[Table, CountOnce]],
) -> tuple[CountOnce, ...]:
    """Every code looked at is in force. What counts once back, without items that are not in force.

    `written` are the codes of all items and of all categories in the file, whatever their `if` says.
    """
    for path, where, code in notes.scores_asked:
        if code in items or code in categories or code in ("", TOTAL):
            continue
        if code in written[0] or code in written[1]:
            if notes.in_force(path):
                notes.wrong(path, where, f"“{code}”按现在的口径不用，这里却看它", "给这里也写上 if。")
        else:
            known = [*sorted(items), *sorted(categories), TOTAL]
            notes.wrong(path, where, f"没有编号“{code}”的项或大类", hint_for(code, known))
    kept = []
    for table, rule in once:
        for code in rule.items:
            if code not in written[0]:
                table.wrong("items", f"没有编号“{code}”的项", hint_for(code, sorted(items)))
        in_force = tuple(code for code in rule.items if code in items)
        if len(in_force) > 1:
            kept.append(CountOnce(in_force, rule.keep))
    return tuple(kept)


def check_rings(items: list[tuple[Table, Item]], once: tuple[CountOnce, ...] = ()) -> None:
    """No item may look at itself, not even by way of others: it could never be worked out.

    Where records go to the item named first (先), each item waits for those before it.
    """
    by_category: dict[str, list[str]] = {}
    for _, item in items:
        by_category.setdefault(item.category, []).append(item.code)
    everything = [item.code for _, item in items]
    looks: dict[str, list[str]] = {}
    for _, item in items:
        looks[item.code] = [
            code
            for asked in scores_of(item)
            for code in (everything if asked == TOTAL else by_category.get(asked, [asked]))
        ]
    for rule in once:
        if rule.keep == "先":
            for place, code in enumerate(rule.items):
                looks[code] += [earlier for earlier in rule.items[:place] if earlier not in looks[code]]
    told: set[str] = set()
    for table, item in items:
        ring = _ring(item.code, looks)
        if ring and not told & set(ring):
            told |= set(ring)
            if len(ring) == 2:
                table.wrong("", "这一项的得分要看它自己（或它所在的大类、总分），没法算", "改看别的项。")
            else:
                table.wrong("", f"几项互相看得分，没法算：{' → '.join(ring)}", "去掉其中一处。")


def _ring(start: str, looks: dict[str, list[str]]) -> list[str]:
    """The way from a code back to itself, shortest first; empty when there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for code in looks.get(way[-1], ()):
            if code == start:
                return [*way, code]
            if code not in seen:
                seen.add(code)
                ways.append([*way, code])
    return []


def scores_of(item: Item) -> Iterator[str]:
    """The codes an item looks at, in its rule and where it is forced."""
    yield from _of_rule(item.rule)
    for force in item.forces:
        yield from scores_in(force.when)


def _of_rule(rule: Rule) -> Iterator[str]:
    match rule:
        case FromItems(scores=codes):
            yield from codes
        case Best(options=inner) | Sum(parts=inner):
            for part in inner:
                yield from _of_rule(part)
        case PerPeriod(rule=part) | Scaled(rule=part):
            yield from _of_rule(part)
        case Goals(goals=goals):
            for goal in goals:
                yield from scores_in(goal.when)
        case PerMember(when=when, rule=within):
            if when is not None:
                yield from scores_in(when)
            if within is not None:
                yield from _of_rule(within)
        case _:
            pass


def scores_in(condition: Condition) -> Iterator[str]:
    """The codes a condition looks at."""
    match condition:
        case HasPoints(score=code):
            yield code
        case AllOf(conditions=inner) | AnyOf(conditions=inner):
            yield from (code for part in inner for code in scores_in(part))
        case Not(condition=part) | EveryMember(condition=part) | SomeMember(condition=part):
            yield from scores_in(part)
        case _:
            pass
