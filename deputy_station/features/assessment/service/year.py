"""How a year is assessed: the days of its steps, the rules it goes by, and who is late with what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.assessment.models import Assessment, AssessmentYear
from deputy_station.features.assessment.rules.choices import Every, Step
from deputy_station.features.assessment.rules.given import BallotRule, given
from deputy_station.features.assessment.rules.steps import StepDays, check_days
from deputy_station.features.history.service import record_change
from deputy_station.features.points.service.scores import period_of_year
from deputy_station.features.points.service.subjects import deputies_of
from deputy_station.store import context
from deputy_station.store.edits import check_version


@dataclass(frozen=True)
class YearPlan:
    """A year's days and rules; `version` is None while nobody set them and what is shipped holds."""

    year: int
    days: tuple[StepDays, ...]
    every: Every
    rule: BallotRule
    places: int
    objection_days: int
    version: int | None

    def days_of(self, step: Step) -> StepDays:
        """The days of one step."""
        return next(each for each in self.days if each.step is step)


@dataclass(frozen=True)
class LateStep:
    """A step whose last day is over, and how many deputies have not done it."""

    year: int
    step: Step
    until: date
    missing: int


def read_year(session: Session, *, year: int) -> YearPlan:
    """How a year is assessed."""
    row = _row(session, year)
    shipped = given()
    days = tuple(
        StepDays(step, _day(row, step, "from"), _day(row, step, "to")) if row else StepDays(step)
        for step in Step
    )
    return YearPlan(
        year,
        days,
        row.duty_every if row else shipped.every,
        shipped.ballot_rule(row.ballot_rule if row else shipped.rule),
        row.fine_places if row else shipped.places,
        row.objection_days if row else shipped.objection_days,
        row.version if row else None,
    )


def set_year(
    session: Session,
    *,
    year: int,
    version: int | None,
    duty_every: Every,
    ballot_rule: str,
    fine_places: int,
    objection_days: int,
    self_from: date | None = None,
    self_to: date | None = None,
    group_from: date | None = None,
    group_to: date | None = None,
    presidium_from: date | None = None,
    presidium_to: date | None = None,
    district_from: date | None = None,
    district_to: date | None = None,
) -> YearPlan:
    """Set a year's days and rules; `version` as last read (None: nobody had). Raises StepDaysWrong, StaleEdit."""
    given().ballot_rule(ballot_rule)
    spans = {
        Step.SELF: (self_from, self_to),
        Step.GROUP: (group_from, group_to),
        Step.PRESIDIUM: (presidium_from, presidium_to),
        Step.DISTRICT: (district_from, district_to),
    }
    check_days([StepDays(step, *span) for step, span in spans.items()])
    row = _row(session, year)
    what = f"{year} 年考核安排"
    if row is None:
        row = AssessmentYear(year=year)
        session.add(row)
    else:
        check_version(row, -1 if version is None else version, what)
    for step, (since, until) in spans.items():
        setattr(row, f"{step.value}_from", since)
        setattr(row, f"{step.value}_to", until)
    row.duty_every, row.ballot_rule = duty_every, ballot_rule
    row.fine_places, row.objection_days = fine_places, objection_days
    session.flush()
    record_change(
        session,
        action="assessment.year",
        subject="assessment_year",
        subject_id=row.id,
        sentence=f"安排 {year} 年考核的步骤和期限",
    )
    return read_year(session, year=year)


def late_steps(session: Session, *, today: date | None = None) -> list[LateStep]:
    """Steps of this year and the last whose last day is over while somebody has not done them, oldest first."""
    today = today or context.today(session)
    found = []
    for row in session.scalars(
        select(AssessmentYear)
        .where(AssessmentYear.year.in_([today.year - 1, today.year]))
        .order_by(AssessmentYear.year)
    ):
        late = [
            (step, until) for step in Step if (until := _day(row, step, "to")) is not None and until < today
        ]
        if not late:
            continue
        people = deputies_of(session, period=period_of_year(session, year=row.year))
        done = done_steps(session, year=row.year)
        for step, until in late:
            missing = sum(step not in done.get(_number(each.id), frozenset()) for each in people)
            if missing:
                found.append(LateStep(row.year, step, until, missing))
    return found


def _number(subject_id: object) -> int:
    assert isinstance(subject_id, int)  # annual sheets are deputies'
    return subject_id


def done_steps(session: Session, *, year: int) -> Mapping[int, frozenset[Step]]:
    """Which steps each deputy's sheet has behind it; who has no sheet has none."""
    rows = session.scalars(select(Assessment).where(Assessment.year == year))
    return {row.deputy_id: steps_of(row) for row in rows}


def steps_of(sheet: Assessment | None) -> frozenset[Step]:
    """Which steps are done, from what is filled in: a self-assessment is handed in or its summary written."""
    if sheet is None:
        return frozenset()
    filled = {
        Step.SELF: sheet.self_on is not None or bool(sheet.summary),
        Step.GROUP: bool(sheet.group_opinion),
        Step.PRESIDIUM: bool(sheet.presidium_opinion),
        Step.DISTRICT: bool(sheet.district_opinion),
    }
    return frozenset(step for step, done in filled.items() if done)


def _row(session: Session, year: int) -> AssessmentYear | None:
    return session.scalar(select(AssessmentYear).where(AssessmentYear.year == year))


def _day(row: AssessmentYear, step: Step, edge: str) -> date | None:
    day: date | None = getattr(row, f"{step.value}_{edge}")
    return day
