"""What a quarter's check looks at: the deputies drawn with their records, the station's demands, the figures."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.deadlines import DueKind
from deputy_station.features.demands.rules.steps import CLOSED_STATES
from deputy_station.features.demands.service.outside import titles_outside
from deputy_station.features.demands.service.rows import DemandRow, row_of, select_rows
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.spotcheck.rules.quarters import quarter_days
from deputy_station.features.spotcheck.service.draws import DrawDetail, DrawnDeputy, get_draw
from deputy_station.features.spotcheck.service.records import (
    CheckedRecord,
    evidence_counts,
    gather_records,
    received_between,
)
from deputy_station.store import context


@dataclass(frozen=True)
class CheckedDeputy:
    """A deputy under check: what was to be filled in, what is, and what has no evidence."""

    drawn: DrawnDeputy
    records: tuple[CheckedRecord, ...]
    due: int
    filled: int
    done: int
    proved: int
    pieces: int

    @property
    def unfilled(self) -> int:
        """Records whose attendance nobody has written down although the day is over."""
        return self.due - self.filled

    @property
    def unproved(self) -> int:
        """Records that took place and have no evidence."""
        return self.done - self.proved


@dataclass(frozen=True)
class CheckedDemand:
    """A demand received or due in the quarter, as paper of a check tells it: visitor masked; `deputies` follow it, `drawn` if one is under check.

    `late_days` is by how many days the visitor was told after the deadline, 0 when in time or not told yet.
    """

    row: DemandRow
    deputies: tuple[str, ...]
    drawn: bool
    evidence: int
    confidential: bool
    late_days: int


@dataclass(frozen=True)
class DemandFigures:
    """The quarter's demands in numbers."""

    received: int
    due: int
    closed: int
    overdue: int
    followed_up: int
    late: int


@dataclass(frozen=True)
class QuarterCheck:
    """Everything the workbook and the page show of one check. Records count up to `until`: the end of the quarter, or
    today within it."""

    draw: DrawDetail
    town: str
    station: str
    first: date
    last: date
    until: date
    checked_on: date
    deputies: tuple[CheckedDeputy, ...]
    demands: tuple[CheckedDemand, ...]
    figures: DemandFigures


def check_quarter(session: Session, *, draw_id: int) -> QuarterCheck:
    """The check of a draw's quarter as the records stand now. Raises NotFound."""
    draw = get_draw(session, draw_id=draw_id)
    first, last = quarter_days(draw.year, draw.quarter)
    today = context.today(session)
    until = min(last, today)
    drawn = [member.deputy_id for member in draw.members]
    records = gather_records(session, deputies=drawn, first=first, last=until)
    home = session.scalar(select(Station).where(Station.is_home))
    demands = checked_demands(session, drawn, first, last)
    return QuarterCheck(
        draw=draw,
        town=home.township if home else "",
        station=home.name if home else "",
        first=first,
        last=last,
        until=until,
        checked_on=today,
        deputies=tuple(checked_deputy(member, records[member.deputy_id], today) for member in draw.members),
        demands=tuple(demands),
        figures=_figures(demands, first, last),
    )


def checked_deputy(drawn: DrawnDeputy, records: list[CheckedRecord], today: date) -> CheckedDeputy:
    """What is due, filled in and proved of one deputy's records, seen from `today`."""
    # A day that is not over yet may still be filled in: it is neither due nor missing.
    due = [record for record in records if record.filled or record.on < today]
    done = [record for record in records if record.done]
    return CheckedDeputy(
        drawn,
        tuple(records),
        due=len(due),
        filled=sum(record.filled for record in records),
        done=len(done),
        proved=sum(record.evidence > 0 for record in done),
        pieces=sum(record.evidence for record in records),
    )


def demand_figures(session: Session, *, first: date, last: date) -> DemandFigures:
    """The station's demands received or due in a span of days, in numbers."""
    return _figures(checked_demands(session, [], first, last), first, last)


def checked_demands(session: Session, drawn: list[int], first: date, last: date) -> list[CheckedDemand]:
    """The demands received or due in a span of days, by number; visitors masked, their names in no title."""
    inside = or_(
        received_between(first, last)[0] & received_between(first, last)[1],
        Demand.deadline_on.between(first, last),
    )
    today = context.today(session)
    rows = [
        (row_of(found, today), found.confidential)
        for found in session.execute(select_rows().where(inside).order_by(Demand.year, Demand.number))
    ]
    followers: dict[int, list[tuple[int, str]]] = {}
    for demand_id, deputy_id, name in session.execute(
        select(DemandDeputy.demand_id, Deputy.id, Deputy.name)
        .join(Deputy, DemandDeputy.deputy_id == Deputy.id)
        .join(Demand, DemandDeputy.demand_id == Demand.id)
        .where(inside)
        .order_by(Deputy.sort_key, Deputy.id)
    ):
        followers.setdefault(demand_id, []).append((deputy_id, name))
    evidence = evidence_counts(session, "demand")
    told = session.execute(
        select(Demand.id, Demand.informed_on, Demand.deadline_on).where(
            inside, Demand.informed_on > Demand.deadline_on
        )
    )
    late = {demand_id: (on - deadline).days for demand_id, on, deadline in told if on and deadline}
    under_check = set(drawn)
    titles = titles_outside(session, demand_ids=[row.id for row, _confidential in rows])
    return [
        CheckedDemand(
            replace(row, title=titles[row.id]),
            tuple(name for _deputy_id, name in followers.get(row.id, ())),
            any(deputy_id in under_check for deputy_id, _name in followers.get(row.id, ())),
            evidence.get(row.id, 0),
            confidential,
            late.get(row.id, 0),
        )
        for row, confidential in rows
    ]


def _figures(demands: list[CheckedDemand], first: date, last: date) -> DemandFigures:
    rows = [demand.row for demand in demands]
    return DemandFigures(
        received=sum(first <= row.received_on <= last for row in rows),
        due=sum(row.deadline_on is not None and first <= row.deadline_on <= last for row in rows),
        closed=sum(row.state in CLOSED_STATES for row in rows),
        overdue=sum(row.due.kind is DueKind.OVERDUE for row in rows),
        followed_up=sum(row.satisfaction is not None for row in rows),
        late=sum(demand.late_days > 0 for demand in demands),
    )
