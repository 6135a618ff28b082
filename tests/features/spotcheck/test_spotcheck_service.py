"""Draws are kept and repeated; a check shows what is filled in, what is proved, and the quarter's demands."""

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.documents.atomic import NotWritten
from deputy_station.features.activities.models import Activity, Attendance, Deed, Evidence
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind
from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import Channel, DemandState, Satisfaction
from deputy_station.features.deputies.models import Deputy, Mandate, Station
from deputy_station.features.deputies.rules import Level
from deputy_station.features.history.service import latest_history
from deputy_station.features.spotcheck.commands import export_spot_check, show_draws
from deputy_station.features.spotcheck.rules.draws import NobodyToDraw
from deputy_station.features.spotcheck.service.draws import (
    SeedUsedOtherwise,
    draw_deputies,
    get_draw,
    list_draws,
    list_pool,
)
from deputy_station.features.spotcheck.service.half_year import draw_half_year
from deputy_station.features.spotcheck.service.quarter import check_quarter
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from deputy_station.store.lengths import LineTooLong

NAMES = ("张守田", "李新", "王建国", "赵梅", "钱进")


def add_deputy(
    session: Session, name: str, since: date = date(2021, 12, 20), until: date | None = None
) -> int:
    deputy = Deputy(name=name, sort_key=name)
    deputy.mandates = [Mandate(level=Level.TOWN, started_on=since, ended_on=until)]
    session.add(deputy)
    session.flush()
    return deputy.id


def add_activity(session: Session, kind: ActivityKind, on: date, came: dict[int, AttendanceState]) -> int:
    activity = Activity(kind=kind, title=f"{on.month}月{kind.label}", held_on=on)
    session.add(activity)
    session.flush()
    session.add_all(
        Attendance(activity_id=activity.id, deputy_id=deputy, state=state) for deputy, state in came.items()
    )
    return activity.id


def prove(session: Session, subject: str, subject_id: int, *titles: str) -> None:
    session.add_all(
        Evidence(subject=subject, subject_id=subject_id, title=title, filed_on=date(2026, 11, 1))
        for title in titles
    )


def add_demand(
    session: Session, station: Station, number: int, received: datetime, deputy: int, **values: object
) -> int:
    demand = Demand(
        station_id=station.id,
        year=received.year,
        number=number,
        words="路灯不亮。",
        channel=Channel.PHONE,
        received_at=received,
        visitor_name="欧阳春花",
        **{"title": "路灯不亮", "state": DemandState.HANDLING, **values},
    )
    session.add(demand)
    session.flush()
    session.add(DemandDeputy(demand_id=demand.id, deputy_id=deputy))
    return demand.id


def add_station(session: Session) -> Station:
    station = Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True)
    session.add(station)
    session.flush()
    return station


def test_the_same_seed_gives_the_kept_draw_and_writes_nothing_new(database: Database) -> None:
    with database.transaction() as session:
        for name in NAMES:
            add_deputy(session, name)
    with database.transaction() as session:
        first = draw_deputies(session, year=2026, quarter=4, count=2, seed="8f3a")
    with database.transaction() as session:
        again = draw_deputies(session, year=2026, quarter=4, count=2, seed=" 8f3a ")
    assert again == first
    assert [member.position for member in first.members] == [1, 2]
    with database.reading() as session:
        assert list_draws(session, year=2026) == [first]
        sentences = [line.sentence for line in latest_history(session, limit=9)]
    assert sentences == ["2026 年第 4 季度抽查：5 人里抽 2 人，种子 8f3a"]


def test_the_same_seed_with_another_size_or_another_roster_is_refused(database: Database) -> None:
    with database.transaction() as session:
        for name in NAMES:
            add_deputy(session, name)
        draw_deputies(session, year=2026, quarter=4, count=2, seed="8f3a")
        with pytest.raises(SeedUsedOtherwise, match="种子“8f3a”本季度已经抽过（5 人里抽 2 人）"):
            draw_deputies(session, year=2026, quarter=4, count=3, seed="8f3a")
        draw_deputies(session, year=2026, quarter=3, count=3, seed="8f3a")
        assert len(list_draws(session, year=2026)) == 2
        assert len(list_draws(session, year=2026, quarter=3)) == 1


def test_without_a_seed_or_with_a_blank_one_a_new_one_is_made(database: Database) -> None:
    with database.transaction() as session:
        for name in NAMES:
            add_deputy(session, name)
        seeds = {draw_deputies(session, year=2026, quarter=4, seed=seed).seed for seed in (None, None, "  ")}
        with pytest.raises(LineTooLong, match="“种子”有 41 个字，最多 40 个字"):
            draw_deputies(session, year=2026, quarter=4, seed="8" * 41)
        with pytest.raises(LineTooLong, match="“检查人”有 121 个字"):
            draw_half_year(session, year=2026, half=2, seed="8", checker="人" * 121)
    assert len(seeds) == 3
    assert {len(seed) for seed in seeds} == {8}


def test_only_who_was_in_office_in_the_quarter_can_be_drawn(database: Database) -> None:
    with database.transaction() as session:
        add_deputy(session, "早走", until=date(2026, 9, 30))
        within = add_deputy(session, "中途走", until=date(2026, 10, 1))
        add_deputy(session, "明年来", since=date(2027, 1, 1))
        with pytest.raises(NobodyToDraw, match="2021 年第 3 季度没有在任的代表"):
            draw_deputies(session, year=2021, quarter=3)
    with database.reading() as session:
        assert [candidate.deputy_id for candidate in list_pool(session, year=2026, quarter=4)] == [within]
        with pytest.raises(NotFound, match="没有找到这次抽查"):
            get_draw(session, draw_id=77)


def fill_quarter(session: Session) -> int:
    """One deputy in the fourth quarter of 2026, today being 20 November:

    a training attended with 2 pieces of evidence; an inspection attended without; a group activity on 19 November
    nobody wrote down; a reception day today not yet written down; one on 1 December; a training missed on leave.
    """
    zhang = add_deputy(session, "张守田")
    present, not_yet = AttendanceState.PRESENT, AttendanceState.NOT_YET
    proved = add_activity(session, ActivityKind.TRAINING, date(2026, 10, 1), {zhang: present})
    prove(session, "activity", proved, "签到表", "照片")
    add_activity(session, ActivityKind.INSPECTION, date(2026, 10, 9), {zhang: present})
    add_activity(session, ActivityKind.GROUP_ACTIVITY, date(2026, 11, 19), {zhang: not_yet})
    add_activity(session, ActivityKind.RECEPTION, date(2026, 11, 20), {zhang: not_yet})
    add_activity(session, ActivityKind.RECEPTION, date(2026, 12, 1), {zhang: not_yet})
    add_activity(session, ActivityKind.TRAINING, date(2026, 11, 3), {zhang: AttendanceState.LEAVE})
    add_activity(session, ActivityKind.TRAINING, date(2026, 9, 30), {zhang: present})
    session.add(Deed(kind=DeedKind.SPEECH, deputy_id=zhang, done_on=date(2026, 10, 8), title="审议报告"))
    return zhang


def test_a_check_counts_what_is_due_filled_and_proved_up_to_today(database: Database) -> None:
    with database.transaction() as session:
        fill_quarter(session)
        draw = draw_deputies(session, year=2026, quarter=4, count=1, seed="1")
    with database.reading() as session:
        checked = check_quarter(session, draw_id=draw.id).deputies[0]
    # Due: training, inspection, group activity, leave, speech; today's reception may still be filled in.
    assert (checked.due, checked.filled, checked.unfilled) == (5, 4, 1)
    assert (checked.done, checked.proved, checked.unproved, checked.pieces) == (3, 1, 2, 2)
    assert [record.on.day for record in checked.records] == [1, 8, 9, 3, 19, 20]


def test_the_quarters_demands_are_those_received_or_due_in_it(database: Database) -> None:
    with database.transaction() as session:
        station, zhang = add_station(session), add_deputy(session, "张守田")
        autumn, summer = datetime(2026, 10, 8, 2, tzinfo=UTC), datetime(2026, 9, 1, 2, tzinfo=UTC)
        add_demand(session, station, 1, summer, zhang, deadline_on=date(2026, 9, 15))
        add_demand(session, station, 2, summer, zhang, deadline_on=date(2026, 10, 1), title="欧阳春花家积水")
        add_demand(session, station, 3, autumn, zhang, confidential=True)
        add_demand(
            session,
            station,
            4,
            autumn,
            zhang,
            state=DemandState.STRUCK_OFF,
            satisfaction=Satisfaction.SATISFIED,
            deadline_on=date(2026, 10, 20),
            informed_on=date(2026, 10, 22),
        )
        draw = draw_deputies(session, year=2026, quarter=4, count=1, seed="1")
    with database.reading() as session:
        check = check_quarter(session, draw_id=draw.id)
    assert [demand.row.number[-1] for demand in check.demands] == ["2", "3", "4"]
    assert [demand.row.visitor for demand in check.demands] == ["欧阳**", "（保密）", "欧阳**"]
    assert check.demands[0].row.title == "欧阳某某家积水"
    assert [demand.late_days for demand in check.demands] == [0, 0, 2]  # told on the 22nd, due on the 20th
    figures = check.figures
    assert figures.late == 1
    assert (figures.received, figures.due, figures.closed, figures.overdue, figures.followed_up) == (
        2,
        2,
        1,
        1,
        1,
    )


def test_the_workbook_has_the_seed_the_records_and_no_visitors_name(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        zhang = fill_quarter(session)
        station = add_station(session)
        add_demand(
            session, station, 1, datetime(2026, 10, 8, 2, tzinfo=UTC), zhang, title="=1+1", confidential=False
        )
        add_demand(session, station, 2, datetime(2026, 10, 9, 2, tzinfo=UTC), zhang, confidential=True)
    target, answer = tmp_path / "抽查.xlsx", io.StringIO()
    desk = Desk(lambda: database, as_json=True, out=answer)
    export_spot_check(desk, year=2026, quarter=4, out=target, count=1, seed="8f3a")
    told = json.loads(answer.getvalue())
    assert (told["seed"], told["pool"], told["drawn"], told["demands"]) == ("8f3a", 1, ["张守田"], 2)
    book = CalamineWorkbook.from_path(target)
    assert book.sheet_names == ["抽查名单", "履职记录", "应填已填", "群众诉求", "汇总"]
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    drawn = sheets["抽查名单"]
    assert drawn[0][0] == "青石镇2026年第4季度代表履职抽查名单"
    # The five records due of the quarter and the two demands, which have no result to prove yet.
    assert drawn[2][:7] == [1, "张守田", "", 7, 6, 1, 2]
    assert "种子 8f3a" in drawn[4][0]
    records = [(row[5], row[7]) for row in sheets["履职记录"][2:10]]
    assert records == [
        ("表七 学习培训", ""),
        ("表三 审议发言", "缺证明材料"),
        ("表十 接待群众", ""),
        ("表五 视察调研", "缺证明材料"),
        ("表十 接待群众", ""),
        ("表七 学习培训", ""),
        ("表八 小组活动", "考勤未登记"),
        ("表十 接待群众", ""),
    ]
    demands = sheets["群众诉求"][2:4]
    assert [row[2:4] for row in demands] == [["欧阳**", "=1+1"], ["（保密）", "（保密）"]]
    assert sheets["履职记录"][1][8:] == ["册内页次", "核对情况"]  # columns to fill in by hand
    assert any(str(row[0]).startswith("检查人（签名）") for row in drawn)
    totals = next(row for row in sheets["应填已填"] if row[1] == "合计")
    assert totals == ["张守田", "合计", 7, 6, 1, 1, 2, 2]
    assert all("春花" not in str(cell) for rows in sheets.values() for row in rows for cell in row)


def test_a_workbook_that_cannot_be_written_leaves_no_draw_behind(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        add_deputy(session, "张守田")
    desk = Desk(lambda: database, as_json=True, out=io.StringIO())
    with pytest.raises(NotWritten):
        export_spot_check(desk, year=2026, quarter=4, out=tmp_path / "没有" / "抽查.xlsx", seed="8f3a")
    with database.reading() as session:
        assert list_draws(session, year=2026) == []


def test_the_draws_of_a_year_can_be_listed(database: Database) -> None:
    with database.transaction() as session:
        add_deputy(session, "张守田")
        draw_deputies(session, year=2026, quarter=4, count=1, seed="8f3a")
    answer = io.StringIO()
    show_draws(Desk(lambda: database, as_json=True, out=answer), year=2026)
    rows = json.loads(answer.getvalue())["rows"]
    assert [(row["quarter"], row["seed"], row["deputies"]) for row in rows] == [(4, "8f3a", ["张守田"])]
