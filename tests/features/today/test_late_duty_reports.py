"""Today tells of duty reports whose day is past, as the list of duty reports does. Today is 20 November 2026."""

from datetime import date

from sqlalchemy.orm import Session

from deputy_station.features.activities.models import DutyReportManner
from deputy_station.features.assessment.rules.choices import Every, Step
from deputy_station.features.assessment.service.duty import give_report, plan_report, read_duty
from deputy_station.features.assessment.service.waiting import late_reports, late_steps
from deputy_station.features.assessment.service.year import set_year
from deputy_station.features.deputies.models import Deputy, Level, Mandate, Station, Term
from deputy_station.features.today.service import read_today
from deputy_station.store.database import Database

TODAY = date(2026, 11, 20)
TERM = date(2021, 12, 20)


def add_deputy(
    session: Session, name: str, level: Level = Level.TOWN, since: date = TERM, until: date | None = None
) -> int:
    deputy = Deputy(name=name, sort_key=name)
    deputy.mandates = [Mandate(level=level, started_on=since, ended_on=until)]
    session.add(deputy)
    session.flush()
    return deputy.id


def arrange(session: Session, every: Every, self_to: date | None = None) -> None:
    set_year(
        session,
        year=2026,
        version=None,
        duty_every=every,
        ballot_rule="80_50",
        fine_places=1,
        objection_days=5,
        self_to=self_to,
    )


def plan_all(session: Session) -> None:
    """Late are 甲 (10 days) and 丙, moved from May to 18 November; nobody else."""
    session.add(Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True))
    session.add(Term(name="第十九届", starts_on=TERM, ends_on=date(2026, 12, 31)))
    plan_report(session, deputy_id=add_deputy(session, "甲"), planned_on=date(2026, 11, 10))
    reported = add_deputy(session, "乙")
    plan_report(session, deputy_id=reported, planned_on=date(2026, 11, 10))
    give_report(session, deputy_id=reported, done_on=date(2026, 11, 12), manner=DutyReportManner.ORAL)
    moved = add_deputy(session, "丙")
    plan_report(session, deputy_id=moved, planned_on=date(2026, 5, 1))
    plan_report(session, deputy_id=moved, planned_on=date(2026, 11, 18))
    plan_report(session, deputy_id=add_deputy(session, "丁"), planned_on=TODAY)
    left = add_deputy(session, "戊", until=date(2026, 6, 30))
    plan_report(session, deputy_id=left, planned_on=date(2026, 5, 1))
    plan_report(session, deputy_id=add_deputy(session, "己", Level.DISTRICT), planned_on=date(2026, 5, 1))
    add_deputy(session, "庚")


def test_reports_past_their_day_are_a_line_that_opens_the_list(database: Database) -> None:
    with database.transaction() as session:
        plan_all(session)
        arrange(session, Every.YEAR)
    with database.reading() as session:
        todo = read_today(session).todo
        late = [row.deputy for row in read_duty(session, year=2026).rows if row.late]
    assert late == ["甲", "丙"]
    assert [(row.when, row.sentence, row.mark, row.kind, row.page, row.do) for row in todo] == [
        ("述职", "2 人过了安排的日子还没有述职", "10 天", "overdue", "assessment", "duty")
    ]


def test_what_is_owed_once_a_term_is_late_from_an_earlier_year_and_given_by_a_report_of_then(
    database: Database,
) -> None:
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=TERM, ends_on=date(2026, 12, 31)))
        for name in ("甲", "乙"):
            plan_report(session, deputy_id=add_deputy(session, name), planned_on=date(2024, 3, 1))
        given = add_deputy(session, "丙")
        plan_report(session, deputy_id=given, planned_on=date(2026, 3, 1))
        give_report(session, deputy_id=given, done_on=date(2023, 3, 2), manner=DutyReportManner.ORAL)
    with database.reading() as session:
        late = late_reports(session, today=TODAY)
    assert late is not None
    assert (late.deputies, late.since) == (2, date(2024, 3, 1))
    with database.transaction() as session:
        arrange(session, Every.YEAR)
    with database.reading() as session:
        # By the year what was planned in 2024 is owed no more, and the report of 2023 does not count for 2026.
        late = late_reports(session, today=TODAY)
        told = [row.deputy for row in read_duty(session, year=2026).rows if row.late]
    assert late is not None
    assert (late.deputies, late.since) == (1, date(2026, 3, 1))
    assert told == ["丙"]


def test_who_came_or_left_during_the_year_counts_for_its_late_steps(database: Database) -> None:
    with database.transaction() as session:
        add_deputy(session, "甲")
        add_deputy(session, "乙", since=date(2026, 6, 1))
        add_deputy(session, "丙", until=date(2026, 3, 31))
        add_deputy(session, "丁", until=date(2025, 12, 31))
        session.add(Deputy(name="戊"))
        arrange(session, Every.YEAR, self_to=date(2026, 11, 10))
    with database.reading() as session:
        [late] = late_steps(session)
    assert (late.step, late.missing) == (Step.SELF, 4)
