"""What a ledger's row says about a demand: what it is known by, its fingerprints, and how far the matter is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from deputy_station.features.demands.rules.choices import DemandState, Route, Satisfaction
from deputy_station.features.matters.rules.choices import UnitKind

MESSAGES = "网络留言"
LEDGER = "台账"

PARTS: Mapping[str, tuple[str, ...]] = {
    "core": ("received_at", "visitor_name", "title", "words"),
    "category": ("category", "category2", "category3"),
    "result": ("result", "replied_at"),
    "satisfaction": ("satisfaction",),
    "unit": ("unit",),
    "more": ("visitor_phone", "visitor_address", "people", "confidential", "wish", "place", "deputies"),
}
"""The parts of a row that are compared when it comes again, with their columns."""

PART_WORDS: Mapping[str, str] = {
    "core": "时间、来访人、标题或内容",
    "category": "类别",
    "result": "办理结果",
    "satisfaction": "满意度",
    "unit": "承办单位",
    "more": "来访人资料或地点",
}

_ROUTE_OF_KIND = {UnitKind.VILLAGE: Route.VILLAGE, UnitKind.DISTRICT: Route.DISTRICT}
_CONTENT = (Satisfaction.SATISFIED, Satisfaction.FAIR)


def known_by(number: str, source: str, day: date, marks: Mapping[str, str]) -> str:
    """What tells a row from all others of its source. Ledgers start again at 1 every year and every office
    has its own, so there the day belongs to it; a row without a number is known by its content."""
    if number and source == MESSAGES:
        return number
    return f"{number}/{day.isoformat()}" if number else f"{day.isoformat()}/{marks['core']}"


def fingerprints(values: Mapping[str, object]) -> dict[str, str]:
    """A short mark for each part of a row that holds anything."""
    marks = {}
    for part, keys in PARTS.items():
        cells = [values.get(key) for key in keys]
        if any(cell is not None for cell in cells):
            told = "\x1f".join("" if cell is None else str(cell) for cell in cells)
            marks[part] = blake2b(told.encode(), digest_size=6).hexdigest()
    return marks


@dataclass(frozen=True)
class Standing:
    """How far an imported demand is, with the days that belong to it."""

    state: DemandState
    route: Route | None = None
    handled_on: date | None = None
    informed_on: date | None = None
    followed_up_on: date | None = None
    settled_on: date | None = None


def standing_after(
    *, result: bool, satisfaction: Satisfaction | None, day: date, unit_kind: UnitKind | None
) -> Standing:
    """The standing of a row with or without a result, an opinion and a unit; `day` is that of the reply.

    >>> standing_after(result=True, satisfaction=None, day=date(2019, 5, 10), unit_kind=None).state.label
    '已办结'
    """
    route = None if unit_kind is None else _ROUTE_OF_KIND.get(unit_kind, Route.TOWN)
    if not result and satisfaction is None:
        state = DemandState.REGISTERED if unit_kind is None else DemandState.HANDLING
        return Standing(state, route)
    if satisfaction is None:
        return Standing(DemandState.SETTLED, route, day, day, None, day)
    if satisfaction in _CONTENT:
        return Standing(DemandState.SETTLED, route, day, day, day, day)
    return Standing(DemandState.INFORMED, route, day, day)
