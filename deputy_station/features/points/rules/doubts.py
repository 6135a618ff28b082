"""Doubts about records and printed numbers: what no record can ever say, and numbers of the paper no rule contains."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction

from deputy_station.features.points.rules.asked import Selector
from deputy_station.features.points.rules.reading.mistakes import Mistake
from deputy_station.features.points.rules.reading.opening import STATION_WORDS
from deputy_station.features.points.rules.reading.pieces import Notes
from deputy_station.features.points.rules.ruling import (
    Base,
    Count,
    Deduct,
    FirstNext,
    Rule,
    Shared,
    Steps,
    Target,
    Tick,
)
from deputy_station.features.points.rules.scheme import Item, RecordKind, Scheme
from deputy_station.features.points.rules.shapes.reach import rules_within
from deputy_station.features.points.rules.vocabulary import (
    ATTENDANCE_STATES,
    ATTENDED_KINDS,
    SAYS,
    FactKind,
)

_ASKED = {"states": "state", "roles": "role", "manners": "manner", "satisfactions": "satisfaction"}
_PUT_FORWARD = (FactKind.SUGGESTION, FactKind.TIP, FactKind.REPORT)
"""What is put forward to others who may turn it down; of the other kinds a station registers only what was done."""
_PRINTED = re.compile(r"(\d+(?:\.\d+)?)\s*(%|％)?")
_NO_POINTS = re.compile(r"\d{4}\s*年|\d+\s*月|\d+\s*日|第\s*\d+|\d+\s*号|[（(]\d+[）)]|\d+[、.．)](?!\d)")


def record_doubts(scheme: Scheme, notes: Notes) -> Iterator[Mistake]:
    """Selections no record can ever be in, and kinds of the scheme's own that nobody looks at."""
    own = {kind.name: kind for kind in scheme.kinds}
    used: set[str] = set()
    for path, where, selector in notes.selections:
        if not isinstance(selector, Selector):
            continue
        used |= set(selector.kinds)
        line = notes.places.line(path)
        for name, key in _ASKED.items():
            words = frozenset(getattr(selector, name))
            said = frozenset().union(*(_said(kind, key, own.get(kind), notes) for kind in selector.kinds))
            if words and not words & said:
                kinds, asked = "、".join(selector.kinds), "、".join(sorted(words))
                hint = f"能说的是：{'、'.join(sorted(said))}。" if said else f"去掉 {key}。"
                yield Mistake(line, where, f"“{kinds}”的记录从来不说“{asked}”，这里永远选不到", hint)
        yield from _own_fields(selector, own, line, where)
    for name, kind in own.items():
        if kind.own and name not in used:
            line = notes.lines.get(("record", name), 0)
            yield Mistake(line, f"记录“{name}”", "没有一项用到它", "在 rule 里用它，或去掉这一段。")


def deduction_doubts(scheme: Scheme) -> Iterator[Mistake]:
    """Points taken off for attendance without saying which: whoever came would lose them too."""
    attended = {kind.value for kind in ATTENDED_KINDS} | {kind.name for kind in scheme.kinds if kind.attended}
    for item in scheme.items:
        taken = [selector for rule in rules_within(item.rule) for selector in _taken_off_for(rule)]
        kinds = [kind for selector in taken if not selector.states for kind in selector.kinds]
        if named := "、".join(kind for kind in dict.fromkeys(kinds) if kind in attended):
            what = f"没有写“{named}”什么考勤才扣，来了的也扣"
            hint = f'写成 {{ record = "{named.partition("、")[0]}", state = "缺席" }}。'
            yield Mistake(item.line, f"项 {item.code}", what, hint)


def acceptance_doubts(scheme: Scheme) -> Iterator[Mistake]:
    """What is put forward, counted without saying in what state: what was turned down counts with it.

    Of a kind that has to be approved only the approved count anyway.
    """
    asked = set(_PUT_FORWARD) - {kind.name for kind in scheme.kinds if kind.approval}
    for item in scheme.items:
        counted = [selector for rule in rules_within(item.rule) for selector in _counted_by(rule)]
        open_kinds = [kind for selector in counted if not selector.states for kind in selector.kinds]
        if kinds := [kind for kind in dict.fromkeys(open_kinds) if kind in asked]:
            what = f"没有写“{'、'.join(kinds)}”受理了没有，没有受理的也算"
            hint = (
                f'只算受理的，写成 {{ record = "{kinds[0]}", state = "已受理" }}；'
                '都算的，写 state = ["已受理", "未受理"]。'
            )
            yield Mistake(item.line, f"项 {item.code}", what, hint)


def _counted_by(rule: Rule) -> Iterator[Selector]:
    match rule:
        case Count(prices=prices) | Shared(prices=prices):
            yield from (selector for price in prices for selector in price.of)
        case Tick(of=of) | FirstNext(of=of) | Target(of=of):
            yield from of
        case Steps(of=of, on=on) if on not in ("到会率", "比率"):
            yield from of
        case _:
            pass


def _taken_off_for(rule: Rule) -> Iterator[Selector]:
    match rule:
        case Deduct(prices=prices):
            yield from (selector for price in prices for selector in price.of)
        case Base(lost=lost, lost_all=lost_all):
            yield from (selector for price in lost for selector in price.of)
            yield from lost_all
        case _:
            pass


def _own_fields(selector: Selector, own: dict[str, RecordKind], line: int, where: str) -> Iterator[Mistake]:
    for kind in selector.kinds:
        about = own.get(kind)
        if about is None or not about.own:
            continue
        for asked, key in (
            (bool(selector.levels), "level"),
            (selector.amount_from is not None or selector.amount_to is not None, "amount"),
        ):
            if asked and key not in about.fields:
                what = f"“{kind}”登记时不问 {key}，这里永远选不到"
                yield Mistake(line, where, what, f"在 [[record]] 的 fields 里加上 {key}。")


def _said(kind: str, key: str, about: RecordKind | None, notes: Notes) -> frozenset[str]:
    """The words records of a kind can say in a field."""
    said: frozenset[str] = frozenset()
    if kind in {known.value for known in FactKind}:
        said = frozenset(SAYS[FactKind(kind)].get(key, ()))
    if about is None:
        return said
    if key == "state" and about.own:
        if about.attended:
            said |= {state.value for state in ATTENDANCE_STATES}
        # A word of the scheme's own can only be meant for kinds of its own.
        said |= frozenset(notes.words["state"][len(STATION_WORDS["state"]) :])
    elif key in about.fields:
        said |= frozenset(notes.words[key])
    return said


def printed_doubts(scheme: Scheme) -> Iterator[Mistake]:
    """Numbers in the paper's wording that the item, as written down, does not contain anywhere."""
    for item in scheme.items:
        known = set(_numbers_of(item)) | {Fraction(1)}
        # The upper end of a printed step (80—89) is one below the step above it.
        missing = [
            words
            for words, number in _printed_numbers(item.printed)
            if known.isdisjoint({number, -number, number / 100, number + 1, (number + 1) / 100})
        ]
        if missing:
            what = f"原话里的 {'、'.join(dict.fromkeys(missing))}，计分里没有"
            yield Mistake(item.line, f"项 {item.code}", what, "请核对；有意的，在 assumed 里说明。")


def _printed_numbers(text: str) -> Iterable[tuple[str, Fraction]]:
    plain = _NO_POINTS.sub(" ", text)
    return [(found.group().strip(), Fraction(found.group(1))) for found in _PRINTED.finditer(plain)]


def _numbers_of(value: object) -> Iterator[Fraction]:
    """Every number anywhere in an item."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | Fraction):
        yield Fraction(value)
    elif isinstance(value, str):
        yield from (Fraction(found) for found in re.findall(r"\d+", value))
    elif isinstance(value, tuple | frozenset):
        for part in value:
            yield from _numbers_of(part)
    elif is_dataclass(value) and not isinstance(value, type):
        skipped = ("printed", "line", "forms", "code") if isinstance(value, Item) else ()
        for each in fields(value):
            if each.name not in skipped:
                yield from _numbers_of(getattr(value, each.name))
