"""Duty reports (述职): who owes one in the term or the year, when it is planned, what was given, with what result."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.features.activities.models import Deed, DeedKind, DutyReportManner
from deputy_station.features.activities.service.deeds import DeedRow, record_deed
from deputy_station.features.assessment.models import DutyBallot, DutyReportPlan
from deputy_station.features.assessment.rules.choices import Every
from deputy_station.features.assessment.service.ballots import read_ballots
from deputy_station.features.assessment.service.waiting import window_of
from deputy_station.features.assessment.service.year import read_year
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.roster import deputies_in_office
from deputy_station.features.history.service import record_change
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line


@dataclass(frozen=True)
class DutyRow:
    """One deputy's duty report of the window: planned, given, counted. `deed_id` None: still owed.

    `late` says that its planned day is over and nothing was given.
    """

    id: int
    deputy: str
    group: str
    plan_id: int | None
    plan_version: int | None
    planned_on: date | None
    planned_place: str
    planned_manner: DutyReportManner | None
    deed_id: int | None
    done_on: date | None
    place: str
    manner: DutyReportManner | None
    counted: bool
    result: str
    late: bool

    @property
    def state(self) -> str:
        """In a few words: 待安排, 已安排, 已过期, 待测评, the result, 已述职."""
        if self.deed_id is not None:
            if self.counted:
                return self.result or "票数不符"
            return "待测评" if self.manner is DutyReportManner.ORAL else "已述职"
        if self.planned_on is None:
            return "待安排"
        return "已过期" if self.late else "已安排"


@dataclass(frozen=True)
class DutyView:
    """The window a report is owed in, in words, and everybody in office with theirs: who owes one comes first."""

    year: int
    every: Every
    window: str
    since: date
    until: date
    rows: tuple[DutyRow, ...]

    @property
    def owed(self) -> int:
        """How many still owe one."""
        return sum(row.deed_id is None for row in self.rows)


def read_duty(session: Session, *, year: int) -> DutyView:
    """Everybody who sits in the township congress and what became of their report."""
    today = context.today(session)
    name, since, until = window_of(session, year=year)
    on = min(max(today, since), until)
    plans: dict[int, DutyReportPlan] = {
        plan.deputy_id: plan
        for plan in session.scalars(
            select(DutyReportPlan)
            .where(DutyReportPlan.planned_on.between(since, until))
            .order_by(DutyReportPlan.planned_on, DutyReportPlan.id)
        )
    }
    given: dict[int, Deed] = {
        deed.deputy_id: deed
        for deed in session.scalars(
            select(Deed)
            .where(
                Deed.kind == DeedKind.DUTY_REPORT,
                Deed.accepted,
                Deed.done_on.between(since, until),
            )
            .order_by(Deed.done_on, Deed.id)
        )
    }
    counted = set(session.scalars(select(DutyBallot.deed_id)))
    rows = []
    for deputy in deputies_in_office(session, on=on):
        plan, deed = plans.get(deputy.id), given.get(deputy.id)
        ballots = read_ballots(session, deed_id=deed.id) if deed and deed.id in counted else None
        rows.append(
            DutyRow(
                deputy.id,
                deputy.name,
                deputy.group,
                plan.id if plan else None,
                plan.version if plan else None,
                plan.planned_on if plan else None,
                plan.place if plan else "",
                plan.manner if plan else None,
                deed.id if deed else None,
                deed.done_on if deed else None,
                deed.place if deed else "",
                deed.manner if deed else None,
                ballots is not None,
                ballots.result if ballots else "",
                deed is None and plan is not None and plan.planned_on < today,
            )
        )
    rows.sort(key=lambda row: (row.deed_id is not None, not row.late, row.planned_on or date.max))
    return DutyView(year, read_year(session, year=year).every, name, since, until, tuple(rows))


def plan_report(
    session: Session,
    *,
    deputy_id: int,
    planned_on: date,
    place: str = "",
    manner: DutyReportManner | None = None,
    plan_id: int | None = None,
    version: int | None = None,
) -> None:
    """Plan a deputy's report, or move the one planned. Raises NotFound, StaleEdit."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    if plan_id is None:
        plan = DutyReportPlan(deputy_id=deputy_id)
        session.add(plan)
    else:
        plan = get_row(session, DutyReportPlan, plan_id, "述职安排")
        check_version(plan, -1 if version is None else version, "述职安排")
    plan.planned_on = planned_on
    plan.place = fit_line(DutyReportPlan.place, "地点", place)
    plan.manner = manner
    session.flush()
    at = f"，地点{plan.place}" if plan.place else ""
    record_change(
        session,
        action="duty.plan",
        subject="deputy",
        subject_id=deputy_id,
        sentence=f"安排{deputy.name} {day_words(planned_on)}{manner.label if manner else ''}述职{at}",
    )


def plan_reports(session: Session, *, plans: list[tuple[int, dict[str, object]]], year: int) -> int:
    """Plan many at once, as a grid gives them: (deputy, {planned_on, place, manner}); how many."""
    rows = {row.id: row for row in read_duty(session, year=year).rows}
    done = 0
    for deputy_id, cells in plans:
        row = rows[deputy_id]
        planned_on = cells.get("planned_on", row.planned_on)
        place = cells.get("place", row.planned_place)
        manner = cells.get("manner", row.planned_manner)
        if not isinstance(planned_on, date):
            continue
        plan_report(
            session,
            deputy_id=deputy_id,
            planned_on=planned_on,
            place=str(place or ""),
            manner=manner if isinstance(manner, DutyReportManner) else None,
            plan_id=row.plan_id,
            version=row.plan_version,
        )
        done += 1
    return done


def give_report(
    session: Session,
    *,
    deputy_id: int,
    done_on: date,
    manner: DutyReportManner,
    place: str = "",
    people: int | None = None,
    details: str = "",
) -> DeedRow:
    """A deputy reported to the voters, to so many `people`. Raises what `record_deed` raises."""
    return record_deed(
        session,
        kind=DeedKind.DUTY_REPORT,
        deputy_id=deputy_id,
        title="向选民述职",
        done_on=done_on,
        manner=manner,
        place=place,
        people=people,
        details=details,
    )
