"""Two desks at the same database: numbers, prints and pages that came back are given out and filed once each."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.documents.geometry import PrintGeometry
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.desk.service.slips import issue_slips
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.service.notices import issue_notice
from deputy_station.features.reception.service.planning import PlanWish, plan_year
from deputy_station.features.scans.models import ScanPage
from deputy_station.features.scans.rules.papers import slip_paper
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PageState, ScanSource, Verdict
from deputy_station.features.scans.service.filing import file_pages
from deputy_station.store.database import Database
from tests.features.scans.conftest import page_of

NO_BOXES = PrintGeometry(210, 297, 20, 8, 1, ())


def at_once(database: Database, *works: Callable[[Session], Any]) -> list[Any]:
    """What each gives, or the error it ends in, all started together, each in a transaction of its own."""
    ready = threading.Barrier(len(works), timeout=20)
    results: list[Any] = [None] * len(works)

    def run(place: int) -> None:
        ready.wait()
        try:
            with database.transaction() as session:
                results[place] = works[place](session)
        except Exception as error:  # noqa: BLE001 - compared below
            results[place] = error

    desks = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for each in desks:
        each.start()
    for each in desks:
        each.join(30)
    return results


def test_the_same_page_at_three_desks_is_filed_once_and_known_by_the_others(
    database: Database, training: int
) -> None:
    page = page_of(training, 1, {"row:0": Verdict.SIGNED, "row:1": Verdict.UNSURE})

    def file(session: Session) -> str:
        return file_pages(session, pages=[page], source=ScanSource.FOLDER).pages[0].state.value

    assert sorted(at_once(database, file, file, file)) == ["again", "again", "asked"]
    with database.reading() as session:
        came = list_attendance(session, activity_id=training)
    assert [each.deputy for each in came if each.state is AttendanceState.PRESENT] == ["王建国"]


def test_the_same_slip_at_two_desks_waits_once(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        [slip] = issue_slips(session, count=1, geometry=NO_BOXES)

    def file(digest: str) -> Callable[[Session], str]:
        page = ReadPage("便条.png", 1, digest * 64, digest * 64, slip_paper(slip.id), 1, picture=b"p")
        return lambda session: (
            file_pages(session, pages=[page], source=ScanSource.FOLDER).pages[0].state.value
        )

    assert sorted(at_once(database, file("a"), file("b"))) == ["again", "asked"]
    with database.reading() as session:
        waiting = session.scalar(select(func.count(ScanPage.id)).where(ScanPage.state == PageState.ASKED))
    assert waiting == 1


def test_slips_printed_at_two_desks_get_numbers_of_their_own(
    database: Database, people: dict[str, int]
) -> None:
    def issue(session: Session) -> list[str]:
        return [each.number for each in issue_slips(session, count=2, geometry=NO_BOXES)]

    assert sorted(at_once(database, issue, issue)) == [["2026-0001", "2026-0002"], ["2026-0003", "2026-0004"]]


def test_notices_of_two_days_issued_at_two_desks_get_numbers_of_their_own(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        plan_year(session, wish=PlanWish(2026, read_plan_rule("12月4、18日"), from_day=date(2026, 12, 1)))
        ids = session.scalars(select(ReceptionDay.id)).all()

    def issue(day_id: int) -> Callable[[Session], str]:
        return lambda session: issue_notice(session, day_id=day_id).day.row.notice

    assert sorted(at_once(database, *map(issue, ids))) == ["〔2026〕1号", "〔2026〕2号"]
