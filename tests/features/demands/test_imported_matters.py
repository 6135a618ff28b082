"""What came in by a ledger goes on like any other matter: it lies with its unit, has its days, its village, its lists."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from deputy_station.core.workdays import DayOverride
from deputy_station.documents.import_columns import ImportOutcome
from deputy_station.features.demands.imports.ledger import import_demands
from deputy_station.features.demands.models import Demand, DemandHandover
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.service import handing, listing, steps
from deputy_station.features.demands.service.calls import list_calls_due
from deputy_station.features.demands.service.listing import DemandFilter, View, count_demands
from deputy_station.features.history.service import undo_step
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import Part, UnitKind
from deputy_station.features.matters.service.catalogue import edit_unit, merge_units
from deputy_station.features.reception.service.provisional import enter_calendar_year
from deputy_station.store.database import Database
from deputy_station.store.journal import ChangeStep
from tests.documents.workbook_makers import make_workbook

from .conftest import Town

TITLES = ["编号", "日期", "来访人", "联系电话", "住址", "反映问题", "承办单位"]
ROAD = ["1", "2026-11-16", "张守田", "13812341234", "朔里镇六村 3 组", "村东主路坑洼不平", "镇村建办"]
PLAIN = ["编号", "日期", "反映问题"]


def bring_in(database: Database, path: Path) -> ImportOutcome:
    with database.transaction() as session:
        return import_demands(session, path)


def kept(database: Database) -> list[Demand]:
    with database.reading() as session:
        return list(session.scalars(select(Demand).order_by(Demand.id)))


def handovers(database: Database) -> list[DemandHandover]:
    with database.reading() as session:
        return list(session.scalars(select(DemandHandover).order_by(DemandHandover.id)))


def unit_version(database: Database, unit_id: int) -> int:
    with database.reading() as session:
        unit = session.get(Unit, unit_id)
        assert unit is not None
        return unit.version


def test_what_a_unit_has_in_hand_lies_with_it_by_the_stations_terms(
    database: Database, town: Town, tmp_path: Path
) -> None:
    bring_in(database, make_workbook(tmp_path / "台账.xlsx", TITLES, ROAD))
    (road,) = kept(database)
    assert (road.state, road.route, road.village, road.taken_by) == (
        DemandState.HANDLING,
        Route.TOWN,
        "六村",
        "",
    )
    assert (road.assigned_on, road.deadline_on) == (date(2026, 11, 16), date(2026, 11, 30)), "10 workdays"
    assert road.deadline_arithmetic.startswith("11月16日登记，次日起 10 个工作日")
    (handover,) = handovers(database)
    assert (handover.unit_id, handover.part, handover.handed_on, handover.signed_on, handover.due_on) == (
        town.units["镇村建办"],
        Part.LEAD,
        date(2026, 11, 16),
        date(2026, 11, 16),
        date(2026, 11, 30),
    )
    assert (handover.rule, handover.arithmetic) == (road.deadline_rule, road.deadline_arithmetic)


def test_days_and_co_units_are_taken_as_the_ledger_says(
    database: Database, town: Town, tmp_path: Path
) -> None:
    path = make_workbook(
        tmp_path / "台账.xlsx",
        [*TITLES, "协办单位", "交办日期", "办理期限", "村社区"],
        [*ROAD, "镇水利站、镇村建办、镇环保办", "2026-11-18", "2026-12-18", "朱庄社区"],
    )
    bring_in(database, path)
    (road,) = kept(database)
    assert (road.assigned_on, road.deadline_on, road.deadline_rule) == (
        date(2026, 11, 18),
        date(2026, 12, 18),
        "",
    )
    assert (road.deadline_arithmetic, road.village, road.co_units) == (
        "期限照台账所记",
        "朱庄社区",
        "镇水利站、镇环保办",
    )
    assert [one.part for one in handovers(database)] == [Part.LEAD, Part.CO, Part.CO]
    with database.reading() as session:
        assert [row.title for row in listing.list_demands(session, where=DemandFilter(search="环保办"))] == [
            "村东主路坑洼不平"
        ]


def test_days_that_cannot_be_come_back_or_stay_in_the_remark(
    database: Database, town: Town, tmp_path: Path
) -> None:
    path = make_workbook(
        tmp_path / "台账.xlsx",
        [*PLAIN, "办理结果", "办结日期", "承办单位", "交办日期"],
        ["1", "1970-01-01", "时钟没有调", None, None, None, None],
        ["2", "2026-11-10", "先办完后反映", "已修", "2026-11-09", None, None],
        ["3", "2026-11-10", "明天办完", "已修", "2026-11-21", None, None],
        ["4", "2026-11-10", "没有反映就交办", None, None, "镇民政办", "2026-11-01"],
    )
    outcome = bring_in(database, path)
    assert (outcome.imported, outcome.warnings, outcome.errors) == (1, 1, 3)
    assert outcome.messages == (
        "第 5 行：交办日期早于接待日期或在今天之后，已记在备注里。",
        "第 2 行：接待时间是 1970 年，太早了。请核对日期。",
        "第 3 行：办结日期早于接待日期。请核对日期。",
        "第 4 行：办结日期在今天之后。请核对日期。",
    )
    (one,) = kept(database)
    assert one.assigned_on == date(2026, 11, 10)


@pytest.mark.parametrize(
    ("told", "phone", "warned"),
    [
        ("13812341234", "13812341234", False),
        ("无", "", False),
        ("张守田", "", True),
        ("1381234123", "1381234123", True),
        ("0561-3012345", "0561-3012345", False),
    ],
)
def test_a_phone_that_is_no_phone_is_not_lost_and_nobody_is_asked_to_ring_it(
    database: Database, town: Town, tmp_path: Path, told: str, phone: str, warned: bool
) -> None:
    path = make_workbook(tmp_path / "台账.xlsx", [*PLAIN, "电话"], ["1", "2026-11-10", "路灯不亮", told])
    outcome = bring_in(database, path)
    assert (outcome.imported, outcome.warnings) == (1, int(warned))
    (one,) = kept(database)
    assert one.visitor_phone == phone


def test_odd_texts_go_in_whole(database: Database, town: Town, tmp_path: Path) -> None:
    odd = "路灯😀\u202e不亮𠮷\x07'; DROP TABLE demands; -- 50%_"
    path = tmp_path / "台账.csv"
    path.write_bytes(f'编号,日期,反映问题\n1,2026-11-10,"{odd}"\n2,2026-11-11,{"很长" * 60_000}\n'.encode())
    assert bring_in(database, path).imported == 2
    first, second = kept(database)
    assert first.words == "路灯😀不亮𠮷'; DROP TABLE demands; -- 50%_"
    assert second.words == "很长" * 60_000
    with database.reading() as session:
        found = listing.list_demands(session, where=DemandFilter(search="50%_"))
        assert [row.id for row in found] == [first.id]


def test_how_a_matter_ended_is_read_from_the_column_of_states(
    database: Database, town: Town, tmp_path: Path
) -> None:
    path = make_workbook(
        tmp_path / "台账.xlsx",
        [*PLAIN, "承办单位", "办理状态", "办结日期"],
        ["1", "2026-11-02", "路灯不亮", "镇民政办", "已办结", "2026-11-09"],
        ["2", "2026-11-03", "井盖松动", "镇民政办", "办理中", None],
        ["3", "2026-11-04", "合同纠纷", None, "不受理", None],
        ["4", "2026-11-05", "渠堵了", "镇民政办", "挂起", None],
    )
    outcome = bring_in(database, path)
    assert (outcome.imported, outcome.warnings) == (4, 1)
    assert outcome.messages == ("第 5 行：办理状态“挂起”不认得，已记在备注里。",)
    lamp, lid, contract, canal = kept(database)
    assert (lamp.state, lamp.settled_on) == (DemandState.SETTLED, date(2026, 11, 9))
    assert (lid.state, canal.state) == (DemandState.HANDLING, DemandState.HANDLING)
    assert (contract.state, contract.route) == (DemandState.DECLINED, Route.DECLINED)


def test_what_waits_for_a_step_has_the_day_it_is_due(database: Database, town: Town, tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "台账.xlsx",
        [*PLAIN, "办理结果", "办结日期", "满意度"],
        ["1", "2026-11-16", "路灯不亮", None, None, None],
        ["2", "2026-11-02", "广场舞太吵", "已劝导", "2026-11-09", "不满意"],
        ["3", "2026-11-03", "井盖松动", "已换", "2026-11-10", "满意"],
    )
    bring_in(database, path)
    noise, lid, lamp = kept(database)
    assert (lamp.state, lamp.step_due_on) == (DemandState.REGISTERED, date(2026, 11, 26)), "10 days"
    assert (noise.state, noise.step_due_on) == (DemandState.INFORMED, date(2026, 11, 23)), "10 workdays"
    assert (lid.state, lid.step_due_on, lid.deadline_on) == (DemandState.SETTLED, None, None)
    with database.reading() as session:
        assert [call.title for call in list_calls_due(session)] == ["广场舞太吵"]


def test_the_day_moves_with_the_calendar_and_the_unit_can_do_its_steps(
    database: Database, town: Town, tmp_path: Path
) -> None:
    bring_in(database, make_workbook(tmp_path / "台账.xlsx", TITLES, ROAD))
    with database.transaction() as session:
        off = {date(2026, 11, 30): DayOverride(False, "镇庆")}
        enter_calendar_year(session, year=2026, days=off, whole=True)
    (road,) = kept(database)
    assert road.deadline_on == date(2026, 12, 1)
    assert handovers(database)[0].due_on == date(2026, 12, 1)
    with database.transaction() as session:
        row = steps.record_result(
            session, demand_id=road.id, version=road.version, note="11月20日已铺平路面 200 米，村干部看过"
        )
        assert row.state is DemandState.HANDLED
        assert handing.list_handovers(session, demand_id=road.id)[0].done_on == date(2026, 11, 20)


def test_the_next_months_ledger_brings_on_what_the_desk_has_not_moved(
    database: Database, town: Town, tmp_path: Path
) -> None:
    titles = [*TITLES, "办理结果", "办结日期", "满意度"]
    lamp = ["2", "2026-11-17", None, None, None, "路灯不亮"]
    bring_in(
        database,
        make_workbook(
            tmp_path / "一.xlsx", titles, [*ROAD, None, None, None], [*lamp, None, None, None, None]
        ),
    )
    path = make_workbook(
        tmp_path / "二.xlsx",
        titles,
        [*ROAD, "已铺平", "2026-11-19", "满意"],
        [*lamp, "镇民政办", None, None, None],
    )
    outcome = bring_in(database, path)
    assert (outcome.imported, outcome.errors) == (2, 0)
    road, light = kept(database)
    assert (road.state, road.settled_on, road.deadline_on) == (
        DemandState.SETTLED,
        date(2026, 11, 19),
        date(2026, 11, 30),
    )
    assert (light.state, light.unit_id) == (DemandState.HANDLING, town.units["镇民政办"])
    assert [(one.demand_id, one.done_on) for one in handovers(database)] == [
        (road.id, date(2026, 11, 19)),
        (light.id, None),
    ]
    assert bring_in(database, path).unchanged == 2


def test_what_the_desk_has_moved_on_is_not_moved_by_a_ledger(
    database: Database, town: Town, tmp_path: Path
) -> None:
    bring_in(database, make_workbook(tmp_path / "一.xlsx", TITLES, ROAD))
    (road,) = kept(database)
    with database.transaction() as session:
        steps.note_progress(session, demand_id=road.id, version=road.version, note="石料已到")
    path = make_workbook(tmp_path / "二.xlsx", [*TITLES, "办理结果"], [*ROAD, "已铺平"])
    outcome = bring_in(database, path)
    assert (outcome.imported, outcome.errors) == (0, 1)
    assert "原记录没有改动" in outcome.messages[-1]


def test_a_unit_goes_by_the_name_it_has_now(database: Database, town: Town, tmp_path: Path) -> None:
    old, into = town.units["镇村建办"], town.units["镇民政办"]
    with database.transaction() as session:
        edit_unit(
            session, unit_id=old, version=unit_version(database, old), name="镇建设办", kind=UnitKind.TOWN
        )
    with database.transaction() as session:
        units = sorted(one.name for one in session.scalars(select(Unit)))
    bring_in(database, make_workbook(tmp_path / "一.xlsx", TITLES, ROAD))
    assert kept(database)[0].unit_id == old
    with database.transaction() as session:
        merge_units(session, unit_id=old, version=unit_version(database, old), into_id=into)
    bring_in(
        database,
        make_workbook(
            tmp_path / "二.xlsx", TITLES, ["2", "2026-11-17", None, None, None, "墙裂了", "镇村建办"]
        ),
    )
    assert kept(database)[1].unit_id == into
    with database.reading() as session:
        assert sorted(one.name for one in session.scalars(select(Unit))) == units, "no unit was added"


def test_the_whole_import_is_taken_back_as_one_step_and_can_be_repeated(
    database: Database, town: Town, tmp_path: Path
) -> None:
    path = make_workbook(
        tmp_path / "台账.xlsx", TITLES, ROAD, ["2", "2026-11-17", "", "", "", "灯", "新单位"]
    )
    bring_in(database, path)
    with database.reading() as session:
        step = session.scalars(select(ChangeStep).order_by(ChangeStep.id.desc())).first()
        assert step is not None
        step_id = step.id
        assert count_demands(session, where=DemandFilter(view=View.HANDLING)) == 2
    with database.transaction() as session:
        undo_step(session, step_id=step_id)
    assert kept(database) == []
    assert handovers(database) == []
    with database.reading() as session:
        assert count_demands(session, where=DemandFilter(view=View.HANDLING)) == 0
        assert listing.list_demands(session, where=DemandFilter(search="主路")) == []
    assert bring_in(database, path).imported == 2
    assert [one.number for one in kept(database)] == [1, 2], "no number is lost"
