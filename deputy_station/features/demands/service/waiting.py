"""How many demands stand still and on what: counts for the Today page, which is read before anything else is loaded.

Nothing but tables by name and the table of steps is imported: what a list or a step needs comes when it is opened.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.views import OPEN_STATES
from deputy_station.features.demands.service.named_tables import DEMANDS, EXTENSIONS
from deputy_station.store import context


@dataclass(frozen=True)
class StandingStill:
    """What no unit signed for in time, extensions nobody decided on, what the leaders watch, whom to ring today."""

    signed_late: int
    extensions: int
    supervised: int
    calls: int


def count_standing(session: Session) -> StandingStill:
    """Each as many as its list holds: to accept and late, 延期, 督办, and `calls.list_calls_due`."""
    today, open_ones = context.today(session), DEMANDS.c
    signed_late, supervised, calls = session.execute(
        select(
            func.count(
                case(((open_ones.state == DemandState.ASSIGNED) & (open_ones.step_due_on < today), 1))
            ),
            func.count(open_ones.supervised_on),
            func.count(
                case(((open_ones.state == DemandState.INFORMED) & may_be_rung(open_ones.call_on, today), 1))
            ),
        ).where(open_ones.state.in_(OPEN_STATES))
    ).one()
    return StandingStill(signed_late, _extensions(session), supervised, calls)


def may_be_rung(call_on: Any, today: date) -> ColumnElement[bool]:
    """No later try was agreed."""
    return or_(call_on.is_(None), call_on <= today)


def _extensions(session: Session) -> int:
    asked = func.count(EXTENSIONS.c.demand_id.distinct())
    return session.scalar(select(asked).where(EXTENSIONS.c.decided_on.is_(None))) or 0
