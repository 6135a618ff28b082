"""Who is late with the year's assessment or with a duty report (述职): the lines of Today.

Today is read before anything else is loaded, so nothing that derives points is imported unless it is really needed:
see `_assessed`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, String, column, func, or_, select
from sqlalchemy.orm import Session

from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.activities.service.named_tables import DEEDS
from deputy_station.features.assessment.rules.choices import Every, Step
from deputy_station.features.assessment.rules.given import given
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.named_tables import DEPUTIES, MANDATES, TERMS
from deputy_station.store import context
from deputy_station.store.base import ChoiceColumn
from deputy_station.store.named import named

_YEARS = named(
    "assessment_years",
    column("year", Integer),
    column("duty_every", ChoiceColumn(Every)),
    *(column(f"{step.value}_to", Date) for step in Step),
)
_SHEETS = named(
    "assessments",
    column("deputy_id", Integer),
    column("year", Integer),
    column("self_on", Date),
    column("summary", String),
    column("group_opinion", String),
    column("presidium_opinion", String),
    column("district_opinion", String),
)
_PLANS = named(
    "duty_report_plans", column("id", Integer), column("deputy_id", Integer), column("planned_on", Date)
)


@dataclass(frozen=True)
class LateStep:
    """A step whose last day is over, and how many deputies have not done it."""

    year: int
    step: Step
    until: date
    missing: int


@dataclass(frozen=True)
class LateReports:
    """How many deputies of the congress had a day for their duty report, now past, and gave none; the earliest day."""

    deputies: int
    since: date


def late_steps(session: Session, *, today: date | None = None) -> list[LateStep]:
    """Steps of this year and the last whose last day is over while somebody has not done them, oldest first."""
    today = today or context.today(session)
    found = []
    for row in session.execute(
        select(_YEARS).where(_YEARS.c.year.in_([today.year - 1, today.year])).order_by(_YEARS.c.year)
    ):
        late = [
            (step, until)
            for step in Step
            if (until := getattr(row, f"{step.value}_to")) is not None and until < today
        ]
        if not late:
            continue
        done = _done_steps(session, row.year)
        people = _assessed(session, row.year, frozenset(step for step, _ in late), done)
        for step, until in late:
            missing = sum(step not in done.get(deputy, frozenset()) for deputy in people)
            if missing:
                found.append(LateStep(row.year, step, until, missing))
    return found


def steps_of(sheet: Any | None) -> frozenset[Step]:
    """Which steps are done, from what is filled in: a self-assessment is handed in or its summary written. `sheet` is
    an `Assessment`, or a row with its columns."""
    if sheet is None:
        return frozenset()
    filled = {
        Step.SELF: sheet.self_on is not None or bool(sheet.summary),
        Step.GROUP: bool(sheet.group_opinion),
        Step.PRESIDIUM: bool(sheet.presidium_opinion),
        Step.DISTRICT: bool(sheet.district_opinion),
    }
    return frozenset(step for step, done in filled.items() if done)


def window_of(session: Session, *, year: int) -> tuple[str, date, date]:
    """The days in which one report is owed, with their name: the term that holds at the end of the year (or today, in
    the present year), or the year itself; where no term is known, the year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    every = session.scalar(select(_YEARS.c.duty_every).where(_YEARS.c.year == year))
    if (every or given().every) is Every.TERM:
        on = min(max(context.today(session), first), last)
        term = session.execute(
            select(TERMS.c.name, TERMS.c.starts_on, TERMS.c.ends_on)
            .where(TERMS.c.starts_on <= on, TERMS.c.ends_on >= on)
            .order_by(TERMS.c.starts_on.desc())
        ).first()
        if term is not None:
            return term.name, term.starts_on, term.ends_on
    return f"{year} 年", first, last


def late_reports(session: Session, *, today: date) -> LateReports | None:
    """The duty reports owed in this year's window that are late, as `duty.read_duty` tells each; None without any."""
    planned = func.max(_PLANS.c.planned_on).label("planned_on")
    if session.scalar(select(_PLANS.c.id).where(_PLANS.c.planned_on < today).limit(1)) is None:
        return None
    _name, since, until = window_of(session, year=today.year)
    on = min(max(today, since), until)
    held = select(MANDATES.c.deputy_id).where(
        MANDATES.c.level == Level.TOWN,
        MANDATES.c.started_on <= on,
        or_(MANDATES.c.ended_on.is_(None), MANDATES.c.ended_on >= on),
    )
    gave = select(DEEDS.c.deputy_id).where(
        DEEDS.c.kind == DeedKind.DUTY_REPORT, DEEDS.c.accepted, DEEDS.c.done_on.between(since, until)
    )
    late = (
        select(planned)
        .where(
            _PLANS.c.planned_on.between(since, until),
            _PLANS.c.deputy_id.in_(held),
            _PLANS.c.deputy_id.not_in(gave),
        )
        .group_by(_PLANS.c.deputy_id)
        .having(planned < today)
        .subquery()
    )
    deputies, earliest = session.execute(select(func.count(), func.min(late.c.planned_on))).one()
    return LateReports(deputies, earliest) if deputies else None


def _done_steps(session: Session, year: int) -> Mapping[int, frozenset[Step]]:
    """Which steps each deputy's sheet has behind it; who has no sheet has none."""
    rows = session.execute(select(_SHEETS).where(_SHEETS.c.year == year))
    return {row.deputy_id: steps_of(row) for row in rows}


def _assessed(
    session: Session, year: int, late: frozenset[Step], done: Mapping[int, frozenset[Step]]
) -> list[int]:
    """The deputies assessed for a year, as far as those who have not done all of `late` go.

    The year may be one of the scheme's own that ends within the calendar year, but whichever it is, 1 January lies in
    it: who held office then is assessed. Only where somebody else lacks a step, who came or left besides, the scheme is
    read for its days.
    """
    spans: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for deputy, since, until in session.execute(
        select(MANDATES.c.deputy_id, MANDATES.c.started_on, MANDATES.c.ended_on)
    ):
        spans[deputy].append((since, until))
    everybody = list(session.scalars(select(DEPUTIES.c.id)))
    turn = date(year, 1, 1)
    # Who has no mandate on record counts as always in office: see `points.service.subjects.deputies_of`.
    sure = [each for each in everybody if each not in spans or _meets(spans[each], turn, turn)]
    widest = date(year - 1, 1, 2), date(year, 12, 31)
    others = set(everybody) - set(sure)
    if not any(late - done.get(each, frozenset()) and _meets(spans[each], *widest) for each in others):
        return sure
    from deputy_station.features.points.service.scores import period_of_year

    period = period_of_year(session, year=year)
    return [each for each in everybody if each not in spans or _meets(spans[each], period.first, period.last)]


def _meets(spans: list[tuple[date, date | None]], first: date, last: date) -> bool:
    return any(since <= last and (until is None or until >= first) for since, until in spans)
