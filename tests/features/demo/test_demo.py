"""The demo station is believable, the same for the same seed, and never mixes with real records."""

import random
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from deputy_station.core.clock import Clock, local_day
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.assessment.models import Assessment
from deputy_station.features.assessment.service.duty import read_duty
from deputy_station.features.assessment.service.leaving import list_facts
from deputy_station.features.assessment.service.publicity import list_publicity
from deputy_station.features.demands.models import Demand, DemandStep
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service.extensions import list_extensions
from deputy_station.features.demands.service.handing import list_contacts, list_handovers
from deputy_station.features.demands.service.listing import DemandFilter, View, list_demands
from deputy_station.features.demo.service.cast import read_cast
from deputy_station.features.demo.service.fill import DemoNeedsEmptyDatabase, fill_demo
from deputy_station.features.demo.service.receptions import rule_for
from deputy_station.features.demo.service.roster import make_roster
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.desk.service.queue import day_at_hand, read_queue
from deputy_station.features.papers.service.keeping import list_papers
from deputy_station.features.points.models import PointClaim, PointRole
from deputy_station.features.points.rules.claiming import ClosingState, ObjectionState, SchemeState
from deputy_station.features.points.service.closed import list_closings, list_corrections
from deputy_station.features.points.service.closing_now import differences_now
from deputy_station.features.points.service.library import list_schemes, load_scheme
from deputy_station.features.points.service.objections import list_objections
from deputy_station.features.reception.models import DutyLeave, ReceptionDay, ReceptionPlan
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.scans.models import ScanMark
from deputy_station.features.scans.rules.states import PageState, PaperKind, Question
from deputy_station.features.scans.service.listing import list_pages, list_waiting
from deputy_station.features.signin.models import DeputyCard
from deputy_station.features.spotcheck.rules.findings import Standing
from deputy_station.features.spotcheck.service.findings import findings_of
from deputy_station.features.spotcheck.service.half_year import list_half_years
from deputy_station.schema import METADATA
from deputy_station.store.database import Database
from tests.conftest import MORNING

DEMANDS = 40
TALLY_NUMBER = METADATA.tables["demand_tallies"].c.id
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def station(shared_database: Database) -> Database:
    """A demo station, to be looked at only."""
    with shared_database.transaction() as session:
        result = fill_demo(session, demands=DEMANDS)
    assert (result.deputies, result.demands) == (80, DEMANDS)
    return shared_database


def everything(database: Database) -> Rows:
    """All rows of all tables but the numbering of Alembic; the counts of demands without their numbers, which the engines
    give out in an order of their own."""
    with database.reading() as session:
        return {
            table.name: sorted(
                (
                    tuple(row)
                    for row in session.execute(
                        select(*(each for each in table.c if each is not TALLY_NUMBER))
                    )
                ),
                key=repr,
            )
            for table in METADATA.sorted_tables
        }


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """All rows of the demo made once more, in a file of its own."""
    folder = tmp_path_factory.mktemp("again")
    database = Database.open(
        folder / "station.db", keys_folder=folder / "keys", clock=Clock.fixed(MORNING), actor="周敏"
    )
    with database.transaction() as session:
        fill_demo(session, demands=DEMANDS)
    found = everything(database)
    database.close()
    return found


def test_the_same_seed_makes_the_same_station(station: Database, again: Rows) -> None:
    made = everything(station)
    for table, rows in again.items():
        assert made[table] == rows, table


def test_another_seed_makes_another_station(station: Database, tmp_path: Path, clock: Clock) -> None:
    database = Database.open(tmp_path / "8.db", keys_folder=tmp_path / "keys", clock=clock)
    with database.transaction() as session:
        make_roster(session, read_cast(), random.Random(8), date(2026, 1, 1))
        names = list(session.scalars(select(Deputy.name).order_by(Deputy.id)))
    database.close()
    with station.reading() as session:
        assert list(session.scalars(select(Deputy.name).order_by(Deputy.id))) != names


def test_the_demo_holds_a_whole_station_and_nothing_lies_in_the_future(station: Database) -> None:
    with station.reading() as session:
        assert session.scalar(select(func.count()).select_from(Deputy).where(Deputy.search_keys == "")) == 0
        assert session.scalar(select(func.max(DemandStep.at))) <= station.clock.now()
        kinds = set(session.scalars(select(Activity.kind).distinct()))
        assert len(kinds) == 10  # every kind but 其他活动
        numbers = session.execute(
            select(Demand.year, Demand.number).order_by(Demand.year, Demand.number)
        ).all()
        for year in {row.year for row in numbers}:
            taken = [row.number for row in numbers if row.year == year]
            assert taken == list(range(1, len(taken) + 1))
        early = session.scalar(
            text(
                "SELECT count(*) FROM attendances a JOIN activities v ON v.id = a.activity_id"
                " JOIN mandates m ON m.deputy_id = a.deputy_id AND m.level = 'town' WHERE v.held_on < m.started_on"
            )
        )
        assert early == 0
        assert session.scalar(select(func.count()).select_from(Attendance)) > 1500


def test_a_station_with_records_is_left_alone(station: Database) -> None:
    before = everything(station)
    with pytest.raises(DemoNeedsEmptyDatabase, match="青禾镇人大代表之家"), station.transaction() as session:
        fill_demo(session, demands=0)
    assert everything(station) == before


def test_the_demo_always_has_its_reception_on_a_working_day_of_the_week() -> None:
    assert rule_for(date(2026, 11, 20)) == "每周五"
    assert rule_for(date(2026, 11, 22)) == "每周三"


def test_the_points_of_the_year_before_are_published_and_one_of_two_objections_led_to_a_correction(
    station: Database,
) -> None:
    with station.reading() as session:
        [closing] = list_closings(session)
        assert (closing.period.key, closing.state) == ("2025", ClosingState.PUBLISHED)
        assert (closing.published_on, closing.objections_until) == (date(2026, 1, 12), date(2026, 1, 22))
        assert closing.scored == 78  # two of the 80 came in by a by-election in 2026
        states = {(each.period, each.state) for each in list_objections(session)}
        assert states == {
            ("2025", ObjectionState.CORRECTED),
            ("2025", ObjectionState.UPHELD),
            ("2026", ObjectionState.OPEN),
        }
        [correction] = list_corrections(session, closing_id=closing.id)
        before, after = correction.change.before, correction.change.after
        assert before.total is not None
        assert after.total == before.total + 5  # a survey report
        assert (before.grade, after.grade) == ("一般", "好")
        assert differences_now(session, closing_id=closing.id) == []


def test_claims_are_in_every_review_and_one_was_entered_for_five_deputies(station: Database) -> None:
    with station.reading() as session:
        claims = list(session.scalars(select(PointClaim).where(PointClaim.done_on >= date(2026, 1, 1))))
        assert Counter(each.review for each in claims) == {"待审": 4, "已退回": 1, "已核准": 3, "": 5}
        assert [each.review_reason for each in claims if each.review == "已退回"] == [
            "写得太笼统，请补时间、地点"
        ]
        assert Counter(each.batch is not None for each in claims) == {True: 5, False: 8}
        assert sorted(session.scalars(select(PointRole.role))) == ["无职代表", "领导干部"]


def test_the_stations_own_draft_differs_from_the_default_scheme_in_its_name_and_one_threshold(
    station: Database,
) -> None:
    with station.reading() as session:
        [own] = [each for each in list_schemes(session) if each.own]
        assert (own.name, own.state, own.years) == ("青禾镇积分办法（征求意见稿）", SchemeState.DRAFT, ())
        draft, default = load_scheme(session, key=own.key), load_scheme(session, key="default")
        assert draft.items == default.items
        assert [each.at_least for each in draft.grades] == [85, 75, 60, 0]
        assert [each.at_least for each in default.grades] == [90, 75, 60, 0]


def test_in_january_nothing_is_published_as_the_year_before_has_only_just_ended(tmp_path: Path) -> None:
    morning = Clock.fixed(datetime(2026, 1, 12, 2, tzinfo=UTC))
    database = Database.open(tmp_path / "january.db", keys_folder=tmp_path / "keys", clock=morning)
    with database.transaction() as session:
        fill_demo(session, demands=0)
    with database.reading() as session:
        assert list_closings(session) == []
        assert [each.period for each in list_objections(session)] == ["2026"]
    database.close()


def test_today_somebody_sits_at_the_desk_others_wait_and_the_year_can_be_reckoned_anew(
    station: Database,
) -> None:
    with station.reading() as session:
        day_id = day_at_hand(session)
        assert day_id is not None
        queue = read_queue(session, day_id=day_id)
        states = Counter(each.state for each in queue.visits)
        assert states == {
            VisitState.HEARD: 1,
            VisitState.CALLED: 1,
            VisitState.WAITING: 3,
            VisitState.LEFT: 1,
        }
        assert all(each.came_at <= station.clock.now() for each in queue.visits)
        [plan] = session.scalars(select(ReceptionPlan))
        assert (plan.year, plan.rule_text, plan.per_day) == (2026, "每周五", 3)
        assert session.scalar(select(func.count()).select_from(DutyLeave)) == 3
        assert session.scalar(select(func.count()).select_from(DeputyCard)) == 24
        [filed] = session.scalars(select(ReceptionDay).where(ReceptionDay.filed_at.is_not(None)))
        assert filed.held_on == date(2026, 11, 6)  # the Friday before last; the last one is still to be filed
        assert filed.summary.startswith("11月6日 9:00—11:00，在镇人大代表之家一楼接待室开展代表接待日活动")


def test_paper_came_back_with_something_to_look_at(station: Database) -> None:
    with station.reading() as session:
        pages = list_pages(session)
        assert [(each.kind, each.state) for each in pages] == [
            (PaperKind.DEPUTY_SHEET, PageState.ASKED),
            (PaperKind.SLIP, PageState.ASKED),
        ]
        # A pale stroke, a signature of somebody recorded as missing, and a blank line that was filled in.
        assert [each.mark.question for each in list_waiting(session)] == [
            Question.UNSURE,
            Question.DISAGREES,
            Question.WALK_IN,
        ]
        assert all(crop.startswith(b"\x89PNG") for crop in session.scalars(select(ScanMark.crop)))


def test_what_is_rarer_on_a_demands_way_is_there_to_be_seen(station: Database) -> None:
    with station.reading() as session:

        def found(view: View) -> list[str]:
            return [row.title for row in list_demands(session, where=DemandFilter(view=view))]

        assert "榆树村卫生室门口积水" in found(View.TO_ASSIGN)  # sent back by the first unit
        assert "古渡村渡口护栏松动" in found(View.TO_ACCEPT)
        assert found(View.EXTENSION) == ["柳林村灌溉渠漏水"]
        assert found(View.SUPERVISED) == ["双井村垃圾中转点久拖不清"]
        assert "富民社区路灯整排不亮" in found(View.CALL_TODAY)
        rows = {row.title: row for row in list_demands(session, where=DemandFilter())}
        assert rows["东湾村五组水质浑浊"].state is DemandState.MERGED
        assert rows["东湾村自来水发黄"].voices == 3, "who rang first, a party of three, and who was merged"
        pothole = rows["石桥村桥头路面塌坑"]
        assert pothole.rounds == 2, "half solved begins a second round"
        handed = list_handovers(session, demand_id=pothole.id)
        assert [(one.round, one.unit, one.returned_on is not None) for one in handed] == [
            (1, "镇自然资源所", True),
            (1, "镇村建办", False),
            (1, "镇财政所", False),
            (2, "镇村建办", False),
            (2, "镇水利站", False),
        ]
        (extension,) = list_extensions(session, demand_id=pothole.id)
        assert extension.granted is True
        assert len(list_contacts(session, demand_id=pothole.id)) == 2


def test_every_part_of_the_assessment_shows_something(station: Database) -> None:
    with station.reading() as session:
        states = Counter(row.state for row in read_duty(session, year=2026).rows)
        assert states["已安排"] == 8
        assert sum(states[result] for result in ("称职", "基本称职", "不称职")) == 3
        [published] = list_publicity(session, year=2025)
        assert (published.state, len(published.names), len(published.objections)) == ("已定案", 5, 1)
        assert [row.state for row in list_facts(session) if row.id is not None] == ["符合情形"]
        raised = list(session.scalars(select(Assessment).where(Assessment.grade != "")))
        assert [each.proposed_grade != each.grade for each in raised] == [True]
        standings = Counter(row.standing for row in findings_of(session))
        assert (standings[Standing.MENDED], standings[Standing.EXPLAINED]) == (1, 1)
        assert standings[Standing.OPEN] > 10


def test_the_half_year_was_drawn_three_books_were_looked_at_and_its_papers_are_kept(
    station: Database,
) -> None:
    with station.reading() as session:
        [check] = list_half_years(session)
        assert (check.words, check.seed, check.pool, len(check.books)) == ("2026 年上半年", "demo2026", 80, 8)
        assert (check.looked_at, check.passed, check.told_on) == (3, 2, None)
        assert len({book.stratum.group for book in check.books}) > 3
        assert local_day(check.drawn_at) == date(2026, 11, 14)
        assert {book.found.checked_on for book in check.books if book.found} == {date(2026, 11, 17)}
        assert [(row.title, row.ending) for row in list_papers(session)] == [
            ("2026 年上半年抽查结果表", ".xlsx"),
            ("2026 年上半年抽查名单", ".xlsx"),
        ]
