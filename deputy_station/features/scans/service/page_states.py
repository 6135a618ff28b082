"""The state a scanned page is in for a person, and how many pages are in each: chips of the page, a line of Today."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, case, cast, column, func, literal, select
from sqlalchemy.orm import Session

from deputy_station.features.desk.rules.slips import SlipState
from deputy_station.features.scans.rules.states import PageState
from deputy_station.store.base import ChoiceColumn
from deputy_station.store.named import named

_PAGES = named(
    "scan_pages",
    column("id", Integer),
    column("state", ChoiceColumn(PageState)),
    column("slip_id", Integer),
)
_SLIPS = named("intake_slips", column("id", Integer), column("state", ChoiceColumn(SlipState)))

SLIP_DONE = {SlipState.TAKEN_UP: "已录成诉求。", SlipState.VOID: "便条已作废。"}
"""Said of a slip's page once nothing waits any more, wherever that was done."""


def state_of(pages: Any, slips: Any) -> ColumnElement[str]:
    """The state of a page; that of a slip waits until the slip is taken up, wherever that is done. What is given bears
    the columns: the classes, or `.c` of the named tables."""
    return case(
        (
            and_(pages.state == PageState.ASKED, slips.state.in_(SLIP_DONE)),
            literal(PageState.FILED.value),
        ),
        else_=cast(pages.state, String),
    )


@dataclass(frozen=True)
class PageCounts:
    """How many pages there are by state; `boxes` that wait for a person."""

    total: int
    filed: int
    asked: int
    again: int
    refused: int


def count_states(session: Session) -> PageCounts:
    """The numbers on the chips."""
    state = state_of(_PAGES.c, _SLIPS.c)
    counted = session.execute(
        select(state, func.count(_PAGES.c.id))
        .select_from(_PAGES.outerjoin(_SLIPS, _PAGES.c.slip_id == _SLIPS.c.id))
        .group_by(state)
    )
    by_state = {PageState(each): number for each, number in counted}
    counts = [by_state.get(each, 0) for each in PageState]
    return PageCounts(sum(counts), *counts)
