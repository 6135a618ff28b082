"""The demo's annual assessment: the year's days, duty reports planned and counted, last year's sheets, 五好代表 with a
publication and an objection, a fact that concerns leaving office."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.activities.models import Deed, DeedKind, DutyReportManner
from deputy_station.features.assessment.models import (
    Assessment,
    FineNomination,
    PublicityList,
    PublicityName,
    PublicityObjection,
)
from deputy_station.features.assessment.rules.ballots import OVERALL
from deputy_station.features.assessment.rules.choices import Honour
from deputy_station.features.assessment.rules.given import given
from deputy_station.features.assessment.service.ballots import count_ballots, read_ballots
from deputy_station.features.assessment.service.duty import plan_report
from deputy_station.features.assessment.service.leaving import write_fact
from deputy_station.features.assessment.service.year import set_year
from deputy_station.features.demo.service.roster import Roster
from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.service.closed import ClosedScoreRow, closed_scores, closing_of
from deputy_station.features.points.service.scores import period_of_year
from deputy_station.store.capture import insert_all

PLANNED, COUNTED, PLACES = 8, 3, 5
_VOTES = (38, 35, 33, 31, 29, 22)
"""The votes of those put forward as 五好代表: one more than there are places."""
_GROUP, _PRESIDIUM, _DISTRICT = date(1, 1, 8), date(1, 1, 14), date(1, 1, 20)
"""The days of January on which the three opinions were written."""


def make_assessments(session: Session, roster: Roster, today: date) -> None:
    """The present year under way, and the year before finished where its points are published."""
    for year in (today.year - 1, today.year):
        _arrange(session, year)
    _plan_and_count(session, roster, today)
    closing = closing_of(session, period=period_of_year(session, year=today.year - 1).key)
    if closing is not None and closing.state is not ClosingState.CLOSED:
        rows = sorted(
            closed_scores(session, closing_id=closing.id),
            key=lambda row: (row.now.rank == 0, row.now.rank, row.deputy_id),
        )
        _finish_year(session, rows, today.year - 1)
    write_fact(
        session,
        deputy_id=roster.deputy_ids[-3],
        ground="contact",
        on_day=today - timedelta(days=40),
        words="半年没有到站接待，也没有走访选民，群众反映找不到人。",
        reminded_on=today - timedelta(days=30),
        statement="上半年在外地照顾病人，已经回来，下次接待日一定到。",
        statement_on=today - timedelta(days=26),
    )


def _arrange(session: Session, year: int) -> None:
    set_year(
        session,
        year=year,
        version=None,
        duty_every=given().every,
        ballot_rule=given().rule,
        fine_places=PLACES,
        objection_days=given().objection_days,
        objection_workdays=given().objection_workdays,
        self_from=date(year, 12, 1),
        self_to=date(year, 12, 31),
        group_to=date(year + 1, 1, 10),
        presidium_to=date(year + 1, 1, 18),
        district_to=date(year + 1, 1, 31),
    )


def _plan_and_count(session: Session, roster: Roster, today: date) -> None:
    """Those who reported so far have ballots; the next ones know day and place."""
    reports = list(
        session.scalars(
            select(Deed)
            .where(
                Deed.kind == DeedKind.DUTY_REPORT,
                Deed.manner == DutyReportManner.ORAL,
                Deed.done_on <= today,
            )
            .order_by(Deed.done_on.desc(), Deed.id)
        )
    )
    for deed in reports[:COUNTED]:
        present = read_ballots(session, deed_id=deed.id)
        whole = present.overall
        votes = {"satisfied": whole.satisfied, "fair": whole.fair, "unsatisfied": whole.unsatisfied}
        valid = whole.cast + 1  # one left the line empty
        count_ballots(
            session,
            deed_id=deed.id,
            deed_version=present.deed_version,
            version=None,
            sent=valid + 4,
            returned=valid + 1,
            valid=valid,
            lines=[(line, votes) for line in (*given().aspects, OVERALL)],
        )
    reported = set(session.scalars(select(Deed.deputy_id).where(Deed.kind == DeedKind.DUTY_REPORT)))
    waiting = [deputy_id for deputy_id in roster.deputy_ids if deputy_id not in reported]
    for place, deputy_id in enumerate(waiting[:PLANNED]):
        written = place == PLANNED - 1
        plan_report(
            session,
            deputy_id=deputy_id,
            planned_on=today + timedelta(days=7 * (1 + place // 3)),
            place="" if written else "镇政府三楼会议室",
            manner=DutyReportManner.WRITTEN if written else DutyReportManner.ORAL,
        )


def _finish_year(session: Session, rows: Sequence[ClosedScoreRow], year: int) -> None:
    """Every sheet with its opinions, the last with another grade than by points; 五好代表 chosen and published."""
    grades = [row.now.grade for row in rows]
    raised = next((place for place, grade in enumerate(grades) if grade != grades[0]), None)
    insert_all(
        session,
        Assessment,
        [
            {
                "deputy_id": row.deputy_id,
                "year": year,
                "self_on": date(year, 12, 20),
                "summary": "",
                "group_opinion": "同意自评。",
                "group_on": _GROUP.replace(year=year + 1),
                "presidium_opinion": f"同意评为{grades[0] if place == raised else row.now.grade}。",
                "presidium_on": _PRESIDIUM.replace(year=year + 1),
                "district_opinion": "同意。",
                "district_on": _DISTRICT.replace(year=year + 1),
                "grade": grades[0] if place == raised else "",
                "proposed_grade": row.now.grade if place == raised else "",
                "grade_reason": "抗旱抢险连续值守，主席团研究决定。" if place == raised else "",
            }
            for place, row in enumerate(rows)
        ],
    )
    nominated = list(zip(rows, _VOTES, strict=False))
    session.add_all(
        FineNomination(
            deputy_id=row.deputy_id,
            year=year,
            lawful=True,
            advising=True,
            developing=True,
            caring=True,
            working=place < PLACES,
            remark="常年走访选民，帮群众办成几件实事。" if place == 0 else "",
            votes=votes,
            chosen=place < PLACES,
        )
        for place, (row, votes) in enumerate(nominated)
    )
    starts_on = date(year + 1, 1, 21)
    chosen = [row for row, _votes in nominated[:PLACES]]
    session.add(
        PublicityList(
            year=year,
            honour=Honour.FINE,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=4),
            number=f"〔{year + 1}〕1号",
            final_on=starts_on + timedelta(days=6),
            names=[PublicityName(deputy_id=row.deputy_id, words=row.group) for row in chosen],
            objections=[
                PublicityObjection(
                    deputy_id=chosen[-1].deputy_id,
                    said_on=starts_on + timedelta(days=2),
                    words="听说他全年只接待了一次。",
                    answer="核对签到表，全年接待 6 次，已向本人和反映人说明。",
                    answered_on=starts_on + timedelta(days=3),
                )
            ],
        )
    )
    session.flush()
