"""The board: what is open, by the state it waits in, what is due first on top."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.deadlines import DueMark
from deputy_station.features.demands.service.filters import EVERYTHING, VIEW_STATES, DemandFilter, View
from deputy_station.features.demands.service.listing import count_demands, list_demands
from deputy_station.features.demands.service.rows import DemandRow

COLUMNS = (
    View.TO_ASSIGN,
    View.TO_ACCEPT,
    View.HANDLING,
    View.TO_INFORM,
    View.TO_FOLLOW_UP,
    View.TO_STRIKE_OFF,
)
"""The columns, in the order a demand goes through them."""
_BY_DEADLINE = frozenset({View.TO_ACCEPT, View.HANDLING, View.TO_INFORM})
"""Those whose visitor waits for an answer by a day; in the others who has waited longest comes first."""
SHOWN = 12


@dataclass(frozen=True)
class BoardColumn:
    """One state: how many are in it, and the first of them."""

    view: View
    count: int
    rows: tuple[DemandRow, ...]

    @property
    def further(self) -> int:
        """How many more than the ones shown."""
        return self.count - len(self.rows)


def read_board(
    session: Session,
    *,
    where: DemandFilter = EVERYTHING,
    shown: int = SHOWN,
    further: Mapping[View, int] | None = None,
) -> tuple[BoardColumn, ...]:
    """Every column that `where` leaves anything to, with its first `shown` demands, or as many as `further` names for
    it; costs the same however many there are."""
    held = states_of(where)
    return tuple(
        _column(session, where, view, (further or {}).get(view, shown))
        for view in COLUMNS
        if held.intersection(VIEW_STATES[view])
    )


def states_of(where: DemandFilter) -> frozenset[DemandState]:
    """The states a filter can hold at all."""
    held = frozenset(VIEW_STATES.get(where.view, DemandState))
    return held if where.state is None else held.intersection({where.state})


def _column(session: Session, where: DemandFilter, view: View, shown: int) -> BoardColumn:
    if where == EVERYTHING and view not in _BY_DEADLINE:
        # Lists begin with the newest: the longest waiting are at their end, which costs what the beginning costs.
        whole = DemandFilter(view=view)
        count = count_demands(session, where=whole)
        last = list_demands(session, where=whole, offset=max(0, count - shown), limit=shown, total=count)
        return BoardColumn(view, count, tuple(reversed(last)))
    order = "deadline" if view in _BY_DEADLINE else "number"
    parts = in_column(where, view)
    count = sum(count_demands(session, where=part) for part in parts)
    rows = [row for part in parts for row in list_demands(session, where=part, limit=shown, order=order)]
    if len(parts) > 1:
        rows.sort(key=lambda row: (row.received_at, row.id))
    return BoardColumn(view, count, tuple(rows[:shown]))


def in_column(where: DemandFilter, view: View) -> list[DemandFilter]:
    """A filter narrowed to a column: a filter has one view, so another one is narrowed to each of the states."""
    if where.view is View.ALL and where.state is None:
        return [replace(where, view=view)]
    held = states_of(where)
    return [replace(where, state=state) for state in VIEW_STATES[view] if state in held]


def nearest_due(row: DemandRow) -> DueMark:
    """What is due first of a demand: its answer, or the step it waits for."""
    marks = [mark for mark in (row.due, row.step_due) if mark.text]
    return min(marks, key=lambda mark: mark.days) if marks else row.due
