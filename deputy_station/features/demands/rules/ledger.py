"""What a ledger's row says about a demand: what it is known by, its fingerprints, and how far the matter is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
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
    "way": ("village", "co_units", "assigned_on", "due_on", "state"),
}
"""The parts of a row that are compared when it comes again, with their columns."""
SINCE_READ = frozenset({"way"})
"""Parts that were not read from the first: a demand imported before has no mark of them, and is no other for it."""

PART_WORDS: Mapping[str, str] = {
    "core": "时间、来访人、标题或内容",
    "category": "类别",
    "result": "办理结果",
    "satisfaction": "满意度",
    "unit": "承办单位",
    "more": "来访人资料或地点",
    "way": "村社区、协办单位、交办日期、期限或状态",
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
    given = values.get
    for part, keys in PARTS.items():
        cells = [given(key) for key in keys]
        if cells.count(None) < len(cells):
            # An empty cell leaves its place empty, so that a text that moved to the next column is noticed.
            told = "\x1f".join(["" if cell is None else str(cell) for cell in cells])
            marks[part] = _mark(told) if len(told) <= _SHORT else _digest(told)
    return marks


_SHORT = 12
"""A part of so few signs (a unit, a category) comes again in other rows; its mark is kept."""


def _digest(told: str) -> str:
    return blake2b(told.encode(), digest_size=6).hexdigest()


_mark = lru_cache(maxsize=1024)(_digest)


@dataclass(frozen=True)
class Standing:
    """How far an imported demand is, with the days that belong to it."""

    state: DemandState
    route: Route | None = None
    handled_on: date | None = None
    informed_on: date | None = None
    followed_up_on: date | None = None
    settled_on: date | None = None


_SETTLED_WORDS = frozenset(
    {"已办结", "办结", "已办理", "已办", "已完成", "完成", "已解决", "已销号", "销号", "已答复", "是"}
)
_DECLINED_WORDS = frozenset({"不受理", "不予受理", "已引导", "引导不受理"})
_OPEN_WORDS = frozenset(
    {
        "",
        "否",
        "待交办",
        "待签收",
        "办理中",
        "在办",
        "正在办理",
        "未办结",
        "未办",
        "待办",
        "待反馈",
        "待回访",
        "跟进中",
    }
)


def told_state(text: str) -> DemandState | None:
    """What a ledger's column 办理状态 says where it says how a matter ended; None where it is open or says nothing."""
    word = text.strip()
    if word in _SETTLED_WORDS:
        return DemandState.SETTLED
    return DemandState.DECLINED if word in _DECLINED_WORDS else None


def is_state_word(text: str) -> bool:
    """Whether the word of that column is understood."""
    return text.strip() in _OPEN_WORDS or told_state(text) is not None


def standing_after(
    *,
    result: bool,
    satisfaction: Satisfaction | None,
    day: date,
    unit_kind: UnitKind | None,
    told: DemandState | None = None,
) -> Standing:
    """The standing of a row with or without a result, an opinion and a unit; `day` is that of the reply, `told` what
    the ledger itself says of how it ended.

    >>> standing_after(result=True, satisfaction=None, day=date(2019, 5, 10), unit_kind=None).state.label
    '已办结'
    """
    route = None if unit_kind is None else _ROUTE_OF_KIND.get(unit_kind, Route.TOWN)
    if told is DemandState.DECLINED:
        return Standing(DemandState.DECLINED, Route.DECLINED)
    if not result and satisfaction is None and told is None:
        state = DemandState.REGISTERED if unit_kind is None else DemandState.HANDLING
        return Standing(state, route)
    if satisfaction is None:
        return Standing(DemandState.SETTLED, route, day, day, None, day)
    if satisfaction in _CONTENT:
        return Standing(DemandState.SETTLED, route, day, day, day, day)
    return Standing(DemandState.INFORMED, route, day, day)
