"""Whether a mark given by hand fits its item: who marks, between what, in what steps."""

from fractions import Fraction

from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.ruling import Rated, Rater, Rule, Steps
from deputy_station.features.points.rules.scheme import Item, Scheme
from deputy_station.features.points.rules.shapes.marks import Limits, limits_of
from deputy_station.features.points.rules.shapes.reach import rules_within


class ItemNotMarked(Refusal):
    """The item is counted from records."""

    def __init__(self, item: Item) -> None:
        super().__init__(f"{item.code} {item.name}是按记录算的，不由人评分。请登记或改正记录。")


class NoSuchItem(Refusal):
    """The scheme has no item of that code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"积分办法里没有第 {code} 项。请核对项的编号。")


class NoSuchRater(Refusal):
    """The scheme names who marks the item."""

    def __init__(self, item: Item, rater: str, raters: list[str]) -> None:
        who = f"由{'、'.join(raters)}评" if raters else "不分由谁评"
        super().__init__(f"{item.code} {item.name}{who}，没有“{rater or '不写名字'}”。请核对评分人。")


class MarkOutside(Refusal):
    """More or fewer points than the item takes, or not in its steps."""

    def __init__(self, item: Item, points: Fraction, allowed: str) -> None:
        super().__init__(f"{item.code} {item.name}不能评 {points_words(points)} 分：{allowed}。请核对。")


def marked_rules(rule: Rule) -> tuple[Rated | Steps, ...]:
    """The rules within this one that take marks."""
    return tuple(
        each
        for each in rules_within(rule)
        if isinstance(each, Rated)
        or (isinstance(each, Steps) and any(step.up_to is not None for step in each.steps))
    )


def raters_of(item: Item) -> tuple[Rater, ...]:
    """Who marks the item; one without a name where the scheme names none, nobody where it takes no marks."""
    found = marked_rules(item.rule)
    named = tuple(dict.fromkeys(rater for rule in found for rater in rule.raters))
    return named or ((Rater(""),) if found else ())


def marked_items(scheme: Scheme) -> tuple[Item, ...]:
    """The items that take marks, in order."""
    return tuple(item for item in scheme.items if marked_rules(item.rule))


def limits_for(item: Item, rater: str) -> tuple[Limits, ...]:
    """Between what the rater may mark the item: one of these must allow the mark."""
    found = []
    for rule in marked_rules(item.rule):
        own = [each for each in rule.raters if each.name == rater]
        if rule.raters and not own:
            continue
        for limits in _limits(rule):
            found.append(limits_of(own[0], limits, rule.combine) if own else limits)
    return tuple(found)


def check_mark(scheme: Scheme, code: str, rater: str, points: Fraction) -> Item:
    """The item, when it takes these points from this rater. Raises NoSuchItem, ItemNotMarked, NoSuchRater,
    MarkOutside."""
    item = next((each for each in scheme.items if each.code == code), None)
    if item is None:
        raise NoSuchItem(code)
    names = [each.name for each in raters_of(item)]
    if not names:
        raise ItemNotMarked(item)
    if rater not in names:
        raise NoSuchRater(item, rater, [name for name in names if name])
    allowed = limits_for(item, rater)
    if not any(limits.allow(points) for limits in allowed):
        raise MarkOutside(item, points, "，或".join(dict.fromkeys(limits.words for limits in allowed)))
    return item


def _limits(rule: Rated | Steps) -> tuple[Limits, ...]:
    """What the shapes go by when they work the marks out."""
    if isinstance(rule, Steps):
        return tuple(Limits(step.points, step.up_to) for step in rule.steps if step.up_to is not None)
    low = min(band.low for band in rule.bands) if rule.bands else rule.least
    return (Limits(low, rule.most, rule.bands, rule.step),)
