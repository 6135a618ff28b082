"""Today counts what waits, and nothing else."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from deputy_station.features.activities.models import Activity, ActivityKind, Attendance, AttendanceState
from deputy_station.features.demands.models import Channel, Demand, DemandState
from deputy_station.features.deputies.models import Deputy, Level, Mandate, Station
from deputy_station.features.points.rules.claiming import ObjectionSort, ObjectionWay
from deputy_station.features.points.service.claims import enter_claims
from deputy_station.features.points.service.objections import record_objection
from deputy_station.features.points.service.scores import calendar_year
from deputy_station.features.reception.models import ReceptionDay, Visit
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.scans.models import ScanBatch, ScanPage
from deputy_station.features.scans.rules.states import PageState, PaperKind, ScanSource
from deputy_station.features.today.service import FirstSteps, read_today
from deputy_station.store.database import Database

TODAY = date(2026, 11, 20)


def add_station(database: Database) -> int:
    with database.transaction() as session:
        station = Station(
            name="青禾镇人大代表之家", code="青禾", township="青禾镇", district="禾城区", is_home=True
        )
        session.add(station)
        session.flush()
        return station.id


def begin_work(database: Database) -> int:
    """A station past its first steps: a deputy on the roster, a reception day held in January."""
    station_id = add_station(database)
    with database.transaction() as session:
        activity = Activity(kind=ActivityKind.RECEPTION, title="1月15日代表接待日", held_on=date(2026, 1, 15))
        session.add_all([Deputy(name="赵明"), activity])
        session.flush()
        session.add(
            ReceptionDay(
                activity_id=activity.id, station_id=station_id, held_on=activity.held_on, state=DayState.HELD
            )
        )
    return station_id


def add_demands(database: Database, station_id: int, *demands: tuple[str, DemandState, date | None]) -> None:
    with database.transaction() as session:
        for number, (title, state, deadline_on) in enumerate(demands, 1):
            session.add(
                Demand(
                    station_id=station_id,
                    year=2026,
                    number=number,
                    title=title,
                    words=title,
                    channel=Channel.PHONE,
                    received_at=datetime(2026, 3, 1, tzinfo=UTC),
                    state=state,
                    deadline_on=deadline_on,
                )
            )


def test_a_station_just_founded_is_told_its_first_steps(database: Database) -> None:
    add_station(database)
    with database.reading() as session:
        first = read_today(session)
    assert first.first_steps == FirstSteps(roster=False, reception_days=False, scheme=False)
    assert first.todo == ()
    with database.transaction() as session:
        session.add(Deputy(name="王建国"))
    with database.reading() as session:
        assert read_today(session).first_steps == FirstSteps(roster=True, reception_days=False, scheme=False)


def test_a_station_under_way_without_open_matters_waits_for_nothing(database: Database) -> None:
    begin_work(database)
    with database.reading() as session:
        view = read_today(session)
    assert view.figures.overdue == 0
    assert view.figures.rate is None
    assert view.todo == ()
    assert view.reception is None


def test_figures_count_late_near_and_unasked_matters_and_the_settled_rate_is_exact(
    database: Database,
) -> None:
    add_demands(
        database,
        begin_work(database),
        ("路灯不亮", DemandState.HANDLING, date(2026, 11, 11)),
        ("昨天到期", DemandState.ASSIGNED, date(2026, 11, 19)),
        ("今天到期", DemandState.HANDLED, TODAY),
        ("三天后", DemandState.HANDLING, date(2026, 11, 23)),
        ("四天后", DemandState.HANDLING, date(2026, 11, 24)),
        ("等回访，期限早过", DemandState.INFORMED, date(2026, 11, 1)),
        ("已办结", DemandState.SETTLED, date(2026, 11, 1)),
        ("已销号", DemandState.STRUCK_OFF, None),
        ("不受理", DemandState.DECLINED, None),
        ("已撤回", DemandState.WITHDRAWN, None),
        ("已合并", DemandState.MERGED, None),
    )
    with database.reading() as session:
        view = read_today(session)
    figures = view.figures
    assert (figures.overdue, figures.longest_overdue_days) == (2, 9)
    assert (figures.due_soon, figures.next_due_on) == (2, TODAY)
    assert figures.to_follow_up == 1
    assert figures.rate == Fraction(2, 8)
    assert [(row.when, row.sentence, row.mark) for row in view.todo] == [
        ("超期", "路灯不亮", "9 天"),
        ("超期", "昨天到期", "1 天"),
        ("今天", "今天到期", "到期"),
        ("11月23日", "三天后", "到期"),
        ("回访", "1 位来访人今天要打电话回访", "电话"),
    ]


def test_demands_of_last_year_are_not_in_this_years_rate(database: Database) -> None:
    station_id = add_station(database)
    add_demands(database, station_id, ("今年", DemandState.SETTLED, None))
    with database.transaction() as session:
        old = Demand(
            station_id=station_id,
            year=2025,
            number=1,
            title="去年",
            words="去年",
            channel=Channel.PHONE,
            # 23:59 on New Year's Eve in Beijing
            received_at=datetime(2025, 12, 31, 15, 59, tzinfo=UTC),
        )
        session.add(old)
    with database.reading() as session:
        figures = read_today(session).figures
    assert (figures.settled, figures.due) == (1, 1)


def test_todays_reception_tells_who_signed_in_and_who_waits(database: Database) -> None:
    station_id = add_station(database)
    with database.transaction() as session:
        wang, li = Deputy(name="王建国"), Deputy(name="李秀英")
        activity = Activity(
            kind=ActivityKind.RECEPTION,
            title="11月20日代表接待日",
            held_on=TODAY,
            starts_at=time(9),
            ends_at=time(11),
            place="一楼接待室",
        )
        session.add_all([wang, li, activity])
        session.flush()
        session.add_all(
            [
                Mandate(deputy_id=wang.id, level=Level.TOWN, started_on=date(2022, 1, 10)),
                Mandate(deputy_id=wang.id, level=Level.DISTRICT, started_on=date(2022, 1, 10)),
                Mandate(
                    deputy_id=wang.id,
                    level=Level.CITY,
                    started_on=date(2017, 1, 1),
                    ended_on=date(2022, 1, 1),
                ),
                Attendance(activity_id=activity.id, deputy_id=wang.id, state=AttendanceState.LATE),
                Attendance(activity_id=activity.id, deputy_id=li.id),
            ]
        )
        day = ReceptionDay(activity_id=activity.id, station_id=station_id, held_on=TODAY, state=DayState.OPEN)
        session.add(day)
        session.flush()
        for number, finished in enumerate((True, False, False), 1):
            came_at = database.clock.now() + timedelta(minutes=number)
            session.add(Visit(day_id=day.id, number=number, came_at=came_at, finished=finished))
    with database.reading() as session:
        reception = read_today(session).reception
    assert reception is not None
    assert (reception.hours, reception.place) == ("9:00—11:00", "一楼接待室")
    assert [(deputy.name, deputy.levels) for deputy in reception.on_duty] == [
        ("王建国", "镇、县区"),
        ("李秀英", ""),
    ]
    assert (reception.signed, reception.visits, reception.waiting) == (1, 3, 2)


def test_what_deputies_reported_and_objected_to_is_a_line_each_that_opens_its_list(
    database: Database,
) -> None:
    station_id = begin_work(database)
    late = [(f"第 {number} 件", DemandState.ASSIGNED, date(2026, 10, 1)) for number in range(20)]
    add_demands(database, station_id, *late)
    with database.transaction() as session:
        deputy_id = session.query(Deputy).one().id
        for title in ("县先进", "镇先进"):
            enter_claims(
                session, deputy_ids=[deputy_id], kind="表彰", title=title, state="已受理", self_reported=True
            )
        record_objection(
            session,
            period=calendar_year(2026),
            deputy_id=deputy_id,
            sort=ObjectionSort.MISSING,
            text="漏了一次接待",
            way=ObjectionWay.SPOKEN,
        )
    with database.reading() as session:
        todo = read_today(session).todo
    assert [(row.sentence, row.page, row.view) for row in todo[-2:]] == [
        ("2 条申报等着核准", "checks", "waiting"),
        ("1 件积分异议没有答复", "checks", "objections"),
    ]
    assert len(todo) == 12


def test_returned_paper_that_somebody_has_to_look_at_is_one_line_that_opens_its_list(
    database: Database,
) -> None:
    begin_work(database)
    with database.transaction() as session:
        batch = ScanBatch(at=datetime(2026, 11, 20, 1, tzinfo=UTC), source=ScanSource.DROPPED, files=1)
        session.add(batch)
        session.flush()
        session.add_all(
            ScanPage(
                batch_id=batch.id,
                file_name="扫描.pdf",
                page_in_file=number,
                digest=f"{number}",
                kind=PaperKind.DEPUTY_SHEET,
                state=state,
            )
            for number, state in enumerate((PageState.ASKED, PageState.FILED, PageState.ASKED), 1)
        )
    with database.reading() as session:
        todo = read_today(session).todo
    assert [(row.sentence, row.page, row.view) for row in todo] == [
        ("2 页收回的纸表要看一眼", "scans", "asked")
    ]
