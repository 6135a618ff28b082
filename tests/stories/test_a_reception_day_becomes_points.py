"""One year of 青禾镇 in small: the plan, a reception morning, a broken road, and what it earns the deputies."""

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

from deputy_station.core.clock import Clock
from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.activities.service.attendance import AttendanceMark, record_many
from deputy_station.features.assessment.documents.annual import make_annual_pdf
from deputy_station.features.assessment.service.sheets import sheets_of_year, township_of
from deputy_station.features.demands.rules.choices import DemandState, InformedHow, Route, Satisfaction
from deputy_station.features.demands.service import register, steps
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service import editing, frame
from deputy_station.features.history.service import list_history
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service import catalogue
from deputy_station.features.points.service.scores import calendar_year, scores_for_period
from deputy_station.features.reception.documents.notice import print_notice
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.service import days, listing, planning, visits
from deputy_station.features.signin.documents.sheets import print_sign_in
from deputy_station.features.signin.imports.pictures import identify_picture
from deputy_station.store.database import Database


def at(month: int, day: int, hour: int, minute: int = 0) -> Clock:
    """The desk's clock at a moment of 2026 in Beijing."""
    return Clock.fixed(datetime(2026, month, day, hour, minute, tzinfo=UTC).replace(hour=hour - 8))


def test_from_the_year_plan_to_the_annual_sheet(database: Database, tmp_path: Path) -> None:
    # 5 January: the station is founded, two deputies are entered.
    database.clock = at(1, 5, 9)
    with database.transaction() as session:
        frame.create_station(
            session,
            name="青禾镇人大代表之家",
            code="青禾",
            township="青禾镇",
            district="禾城区",
            is_home=True,
        )
        term = frame.create_term(
            session, name="第十二届", starts_on=date(2022, 1, 10), ends_on=date(2027, 1, 9)
        )
        seat = editing.NewMandate(Level.TOWN, date(2022, 1, 10), term_id=term.id)
        wang = editing.create_deputy(session, mandates=[seat], name="王建国").id
        li = editing.create_deputy(session, mandates=[seat], name="李秀英").id
        roads = catalogue.add_unit(session, name="镇村建办", kind=UnitKind.TOWN).id

    # The year is planned from one phrase. 15 February 2026 opens the Spring Festival holiday, which ends on
    # the 23rd; 15 March, 15 August and 15 November are weekend days; both deputies are on duty each time.
    with database.transaction() as session:
        plan = planning.plan_year(
            session, wish=planning.PlanWish(year=2026, rule=read_plan_rule("每月15日"), per_day=2)
        )
    held = {row.original: row.on for row in plan.rows}
    assert len(held) == 12
    assert held[date(2026, 1, 15)] == date(2026, 1, 15)
    assert held[date(2026, 2, 15)] == date(2026, 2, 24)
    assert held[date(2026, 3, 15)] == date(2026, 3, 16)
    assert held[date(2026, 11, 15)] == date(2026, 11, 16)

    # 8 January: the notice goes out, a week ahead, and the sign-in sheet is printed.
    database.clock = at(1, 8, 10)
    with database.reading() as session:
        first = listing.find_day(session, on=date(2026, 1, 15))
    notice = print_notice(database, silent_progress, day_id=first.id, out=tmp_path / "公告.pdf")
    assert notice.number == "〔2026〕1号"
    sheet = print_sign_in(
        database, silent_progress, activity_id=first.activity_id, out=tmp_path / "签到表.pdf"
    )
    assert (sheet.names, sheet.pages) == (2, 1)

    # 15 January, 9:00: the day is opened; 王建国 signs, 李秀英 is on leave; 张守田 comes about the road.
    database.clock = at(1, 15, 9)
    with database.transaction() as session:
        detail = listing.day_detail(session, day_id=first.id)
        days.open_day(session, day_id=first.id, version=detail.row.version)
        record_many(
            session,
            activity_id=first.activity_id,
            marks=[
                AttendanceMark(wang, AttendanceState.PRESENT),
                AttendanceMark(
                    li, AttendanceState.LEAVE, leave_reason="外出就医", leave_approved_by="主席团"
                ),
            ],
        )
        visit = visits.add_visit(
            session, day_id=first.id, name="张守田", phone="13800001234", address="禾北村"
        )
        road = register.register_demand(
            session,
            words="村里主路坑坑洼洼有三四年了，\n下雨天老人孩子都摔过，想请政府给修一修。",
            title="禾北村主路破损",
            visit_id=visit.id,
            visitor_name="张守田",
            visitor_phone="13800001234",
            deputy_ids=[wang],
        )
        road = steps.assign_demand(
            session, demand_id=road.id, version=road.version, unit_id=roads, route=Route.TOWN
        )
    assert road.number == "青禾-2026-0001"
    # Ten working days from the 16th: Friday 16, 19 to 23, 26 to 29 January.
    assert road.deadline_on == date(2026, 1, 29)
    assert road.visitor == "张**"

    # The paper comes back as a picture, and the codes say which sheet it is.
    [picture] = page_pictures(tmp_path / "签到表.pdf", 200)
    with database.reading() as session:
        reading = identify_picture(session, picture=picture)
    assert [(found.sheet.activity_id, found.page, len(found.corners)) for found in reading.pages] == [
        (first.activity_id, 1, 4)
    ]
    assert reading.problems == ()

    # 16 to 30 January: signed for, mended, told; 2 February: content; 3 February: struck off.
    for clock, step, values in (
        (at(1, 16, 9), steps.accept_demand, {"note": "李强"}),
        (at(1, 27, 16), steps.record_result, {"note": "已铺沥青 300 米。", "solved": True}),
        (at(1, 28, 9), steps.inform_visitor, {"how": InformedHow.PHONE}),
        (at(2, 2, 9), steps.follow_up, {"satisfaction": Satisfaction.SATISFIED}),
        (at(2, 3, 9), steps.strike_off, {}),
    ):
        database.clock = clock
        with database.transaction() as session:
            road = step(session, demand_id=road.id, version=road.version, **values)
    assert road.state is DemandState.STRUCK_OFF
    with database.reading() as session:
        told = [line.action for line in list_history(session, subject="demand", subject_id=road.id)]
    assert told == [
        "demand.register",
        "demand.assign",
        "demand.accept",
        "demand.handle",
        "demand.inform",
        "demand.follow_up",
        "demand.strike_off",
    ]

    # What it earned, by the default scheme: B2 = 8 × attended ÷ rostered (leave is not full attendance by
    # default); D2 one demand taken and handed over 1; D3 one solved and struck off 2; D4 100 % content 4.
    database.clock = at(2, 3, 10)
    with database.reading() as session:
        scores = {
            score.subject.name: score for score in scores_for_period(session, period=calendar_year(2026))
        }
    earned = {name: {item.item.code: item.points for item in score.items} for name, score in scores.items()}
    assert earned["王建国"]["B2"] == Fraction(8)
    assert earned["李秀英"]["B2"] == 0
    assert [earned["王建国"][code] for code in ("D2", "D3", "D4")] == [1, 2, 4]
    assert [earned["李秀英"][code] for code in ("D2", "D3", "D4")] == [0, 0, 0]
    assert scores["王建国"].total == sum(earned["王建国"].values())

    # The annual sheets: one page each, in one file.
    with database.reading() as session:
        sheets, township = sheets_of_year(session, year=2026), township_of(session, year=2026)
    assert make_annual_pdf(tmp_path / "考核表.pdf", sheets, township) == 2
