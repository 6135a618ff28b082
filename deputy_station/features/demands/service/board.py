"""The board: what is open, by the state it waits in, what is due first on top."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from deputy_station.features.demands.rules.deadlines import DueMark
from deputy_station.features.demands.service.filters import DemandFilter, View
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


def read_board(session: Session, *, shown: int = SHOWN) -> tuple[BoardColumn, ...]:
    """Every column with its first `shown` demands; costs the same however many there are."""
    return tuple(_column(session, view, shown) for view in COLUMNS)


def _column(session: Session, view: View, shown: int) -> BoardColumn:
    where = DemandFilter(view=view)
    count = count_demands(session, where=where)
    if view in _BY_DEADLINE:
        return BoardColumn(
            view, count, tuple(list_demands(session, where=where, limit=shown, order="deadline"))
        )
    # Lists begin with the newest: the longest waiting are at their end, which costs what the beginning costs.
    last = list_demands(session, where=where, offset=max(0, count - shown), limit=shown, total=count)
    return BoardColumn(view, count, tuple(reversed(last)))


def nearest_due(row: DemandRow) -> DueMark:
    """What is due first of a demand: its answer, or the step it waits for."""
    marks = [mark for mark in (row.due, row.step_due) if mark.text]
    return min(marks, key=lambda mark: mark.days) if marks else row.due
