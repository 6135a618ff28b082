"""The state a scanned page is in for a person, and how many pages are in each: chips of the page, a line of Today."""

from dataclasses import dataclass

from sqlalchemy import String, and_, case, cast, func, literal, select
from sqlalchemy.orm import Session

from deputy_station.features.desk.models import IntakeSlip
from deputy_station.features.desk.rules.slips import SlipState
from deputy_station.features.scans.models import ScanPage
from deputy_station.features.scans.rules.states import PageState

SLIP_DONE = {SlipState.TAKEN_UP: "已录成诉求。", SlipState.VOID: "便条已作废。"}
"""Said of a slip's page once nothing waits any more, wherever that was done."""
STATE = case(
    (
        and_(ScanPage.state == PageState.ASKED, IntakeSlip.state.in_(SLIP_DONE)),
        literal(PageState.FILED.value),
    ),
    else_=cast(ScanPage.state, String),
)
"""The state of a page; that of a slip waits until the slip is taken up, wherever that is done."""


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
    counted = session.execute(
        select(STATE, func.count(ScanPage.id))
        .outerjoin(IntakeSlip, ScanPage.slip_id == IntakeSlip.id)
        .group_by(STATE)
    )
    by_state = {PageState(state): number for state, number in counted}
    counts = [by_state.get(state, 0) for state in PageState]
    return PageCounts(sum(counts), *counts)
