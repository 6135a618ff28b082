"""What one more record would do: which items count it, by how much, or why none does."""

from collections.abc import Iterable

from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.score import ItemScore, Score


def worth_words(before: Score, after: Score, fact: Fact) -> str:
    """A sentence on the difference the fact makes: "会计入 F1 先进表彰，5 分".

    `after` holds the fact and `before` does not; both are of the same subject by the same scheme.
    """
    parts = [_item_words(old, new, fact) for old, new in zip(before.items, after.items, strict=True)]
    counted = [part for part in parts if part]
    if counted:
        total = after.total - before.total
        by_items = sum(
            (new.points - old.points for old, new in zip(before.items, after.items, strict=True)),
            start=total * 0,
        )
        end = f"。总分因封顶只变 {points_words(total)} 分" if total != by_items else ""
        return f"会计入 {'；'.join(counted)}{end}。"
    why = next(
        (
            f"{item.item.code} {item.item.name}：{passed.reason}"
            for item in after.items
            for passed in item.passed
            if passed.fact.source == fact.source
        ),
        "",
    )
    if why:
        return f"现在不会计分。{why}。"
    if any(each.source == fact.source for each in after.outside):
        return "不在任期内，不会计分。"
    return "这份办法里没有哪一项算它，登记了也不计分。"


def double_words(others: Iterable[Fact], fact: Fact) -> str:
    """What of the same kind stands there for the same day already: two may be right, so it is only said."""
    there = [each.title or each.kind for each in others if each.kind == fact.kind and each.on == fact.on]
    if not there:
        return ""
    return f"同一天已有 {len(there)} 条“{fact.kind}”（{'；'.join(there)}），请核对是不是重复。"


def _item_words(old: ItemScore, new: ItemScore, fact: Fact) -> str:
    """What the item says of it; empty where it does not count it."""
    if not any(each.source == fact.source for each in new.counted):
        return ""
    name = f"{new.item.code} {new.item.name}"
    gain = new.points - old.points
    if gain > 0:
        return f"{name}，{points_words(gain)} 分"
    if gain < 0:
        return f"{name}，扣 {points_words(-gain)} 分"
    if new.item.most is not None and new.points == new.item.most:
        return f"{name}，已经满 {points_words(new.item.most)} 分，不再加"
    return f"{name}，分数不变"
