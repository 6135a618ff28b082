"""How a year is assessed: the days of its steps and the rules it goes by."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.years import check_year
from deputy_station.features.assessment.models import AssessmentYear
from deputy_station.features.assessment.rules.choices import Every, Step
from deputy_station.features.assessment.rules.given import BallotRule, given
from deputy_station.features.assessment.rules.steps import StepDays, check_days
from deputy_station.features.history.service import record_change
from deputy_station.store.edits import check_version

MOST_PLACES, MOST_OBJECTION_DAYS = 999, 60


class NumberWrong(Refusal):
    """A number with which no year can be assessed."""

    def __init__(self, name: str, number: int, largest: int) -> None:
        super().__init__(f"{name}要写 1 到 {largest} 之间的数，不能是 {number}。请改好，再保存。")


@dataclass(frozen=True)
class YearPlan:
    """A year's days and rules; `version` is None while nobody set them and what is shipped holds."""

    year: int
    days: tuple[StepDays, ...]
    every: Every
    rule: BallotRule
    places: int
    objection_days: int
    objection_workdays: bool
    version: int | None

    def days_of(self, step: Step) -> StepDays:
        """The days of one step."""
        return next(each for each in self.days if each.step is step)


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
        row.objection_workdays if row else shipped.objection_workdays,
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
    objection_workdays: bool = False,
    self_from: date | None = None,
    self_to: date | None = None,
    group_from: date | None = None,
    group_to: date | None = None,
    presidium_from: date | None = None,
    presidium_to: date | None = None,
    district_from: date | None = None,
    district_to: date | None = None,
) -> YearPlan:
    """Set a year's days and rules; `version` as last read (None: nobody had). Raises NoSuchYear, NumberWrong,
    StepDaysWrong, StaleEdit."""
    check_year(year)
    for name, number, largest in (
        ("五好名额", fine_places, MOST_PLACES),
        ("公示天数", objection_days, MOST_OBJECTION_DAYS),
    ):
        if not 1 <= number <= largest:
            raise NumberWrong(name, number, largest)
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
    row.fine_places = fine_places
    row.objection_days, row.objection_workdays = objection_days, objection_workdays
    session.flush()
    record_change(
        session,
        action="assessment.year",
        subject="assessment_year",
        subject_id=row.id,
        sentence=f"安排 {year} 年考核的步骤和期限",
    )
    return read_year(session, year=year)


def _row(session: Session, year: int) -> AssessmentYear | None:
    return session.scalar(select(AssessmentYear).where(AssessmentYear.year == year))


def _day(row: AssessmentYear, step: Step, edge: str) -> date | None:
    day: date | None = getattr(row, f"{step.value}_{edge}")
    return day
