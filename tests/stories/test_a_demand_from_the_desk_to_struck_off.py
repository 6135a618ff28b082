"""One demand, told from the day it was spoken to the day it was struck off: sent back once, extended once, urged, half
solved, done again."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from deputy_station.core.clock import Clock, local_time
from deputy_station.features.demands.rules.choices import (
    CallOutcome,
    Channel,
    DemandState,
    InformedHow,
    Satisfaction,
)
from deputy_station.features.demands.rules.reply import ResultSaysNothing
from deputy_station.features.demands.rules.steps import StepNotAllowed
from deputy_station.features.demands.service import (
    calls,
    detail,
    extensions,
    handing,
    listing,
    register,
    reply,
    steps,
    urging,
    voices,
)
from deputy_station.features.demands.service.listing import DemandFilter, View
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.history.service import list_history
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, Part, UnitKind
from deputy_station.features.matters.service import catalogue
from deputy_station.store.database import Database

WORDS = "村里主路坑坑洼洼有三四年了，下雨天老人孩子都摔过，想请政府给修一修。"


def at(database: Database, month: int, day: int, hour: int, minute: int = 0) -> None:
    """It is that time in Beijing."""
    year = 2027 if month == 1 else 2026
    database.clock = Clock.fixed(datetime(year, month, day, hour - 8, minute, tzinfo=UTC))


def step(database: Database, move: Callable[..., DemandRow], row: DemandRow, **given: object) -> DemandRow:
    """One step at the desk, in a transaction of its own."""
    with database.transaction() as session:
        return move(session, demand_id=row.id, version=row.version, **given)


def test_a_pothole_is_mended_at_the_second_try(database: Database) -> None:
    with database.transaction() as session:
        wang = Deputy(name="王建国")
        session.add(
            Station(
                name="朔里镇人大代表之家", code="朔里", township="朔里镇", district="杜集区", is_home=True
            )
        )
        session.add(wang)
        catalogue.load_categories(session)
        office = catalogue.add_unit(session, name="镇村建办", kind=UnitKind.TOWN, leader="赵镇长")
        traffic = catalogue.add_unit(session, name="镇交管站", kind=UnitKind.TOWN)
        money = catalogue.add_unit(session, name="镇财政所", kind=UnitKind.TOWN)
        (roads,) = catalogue.list_categories(session, search="村镇建设 其他")

    # Friday 20 November, reception day: 张守田 of 六村 tells 王建国 about the road; 周敏 writes it down.
    at(database, 11, 20, 9, 42)
    with database.transaction() as session:
        row = register.register_demand(
            session,
            words=WORDS,
            title="六村村内道路破损，影响群众通行",
            category_id=roads.id,
            channel=Channel.RECEPTION,
            visitor_name="张守田",
            visitor_phone="13812341234",
            visitor_address="六村 3 组",
            place="六村主路",
            deputy_ids=[wang.id],
        )
    assert (row.number, row.village) == ("朔里-2026-0001", "六村")

    # Eight minutes later it goes to the traffic station, which has five workdays to send back what is not its own.
    at(database, 11, 20, 9, 50)
    row = step(database, steps.assign_demand, row, unit_id=traffic.id)
    assert row.step_due_on == date(2026, 11, 27)

    # On Monday it does: village roads are the construction office's.
    at(database, 11, 23, 8, 30)
    row = step(database, steps.return_demand, row, note="村内道路归村建办管")

    # It goes to that office, the finance office helps: ten workdays, to 7 December.
    at(database, 11, 23, 9)
    row = step(database, steps.assign_demand, row, unit_id=office.id, co_unit_ids=[money.id])
    assert row.deadline_on == date(2026, 12, 7)
    with database.reading() as session:
        sent_back, lead, helper = handing.list_handovers(session, demand_id=row.id)
    assert (sent_back.unit, sent_back.return_reason) == ("镇交管站", "村内道路归村建办管")
    assert (lead.unit, lead.part, lead.leader) == ("镇村建办", Part.LEAD, "赵镇长")
    assert (helper.unit, helper.part) == ("镇财政所", Part.CO)
    assert lead.lacking == ("承办人员", "落实措施", "办理标准")

    # 李强 signs for it and says how it will be done; the finance office signs as well and finds the money.
    at(database, 11, 24, 8, 30)
    row = step(database, steps.accept_demand, row, note="李强")
    row = step(database, steps.accept_demand, row, note="孙会计", handover_id=helper.id)
    row = step(
        database,
        handing.plan_handover,
        row,
        handover_id=lead.id,
        leader="赵镇长",
        person="李强",
        measures="碎石填坑，雨季后铺沥青",
        standard="两轮电动车平稳通过",
    )
    row = step(
        database,
        handing.log_contact,
        row,
        stage=ContactStage.BEFORE,
        how=ContactHow.IN_PERSON,
        who="李强",
        note="到六村和张守田一起看了路",
    )
    row = step(database, handing.record_co_opinion, row, handover_id=helper.id, note="列支 3 万元")

    # 李秀兰 of the same village comes with the same: her voice is added, no second demand is opened.
    at(database, 11, 27, 15)
    row = step(database, voices.add_voice, row, name="李秀兰", phone="13900001111", address="六村 5 组")
    assert row.voices == 2

    # On 4 December it rains; the office asks for ten days more and gets them. A second thought, to March, is too long.
    at(database, 12, 4, 10)
    row = step(database, extensions.ask_extension, row, until=date(2026, 12, 17), note="连日下雨，不能施工")
    with database.reading() as session:
        (asked,) = extensions.list_extensions(session, demand_id=row.id)
    at(database, 12, 4, 16)
    row = step(database, extensions.decide_extension, row, extension_id=asked.id, granted=True)
    assert (row.deadline_on, row.extended) == (date(2026, 12, 17), 1)
    with pytest.raises(extensions.ExtensionTooLong, match="1月5日"):
        # 30 workdays from 23 November, 1 January off: to 5 January 2027.
        step(database, extensions.ask_extension, row, until=date(2027, 3, 1), note="等开春")

    # On 16 December it is among those due within three days; on the 20th it is three days overdue, and its leader hears.
    at(database, 12, 16, 10)
    with database.reading() as session:
        (soon,) = listing.list_demands(session, where=DemandFilter(view=View.SOON))
    assert soon.id == row.id
    row = step(database, urging.urge_demand, row, note="明天到期")
    at(database, 12, 20, 9)
    with database.reading() as session:
        (late,) = listing.list_demands(session, where=DemandFilter(view=View.OVERDUE))
    assert late.due.text == "已超期 3 天"
    row = step(database, urging.urge_demand, row)
    assert (row.urged, row.urge_level) == (2, 2)

    # "已转相关部门" is no answer. The next day the holes are filled with gravel, and 王建国 has seen it.
    with pytest.raises(ResultSaysNothing, match="没有说办了什么"):
        step(database, steps.record_result, row, note="已转相关部门")
    at(database, 12, 21, 16)
    row = step(database, steps.record_result, row, note="坑洼处已用碎石填平", seen_by="王建国")

    # 周敏 tells both on the phone. The first call-back reaches nobody; the second hears: half of it is washed out.
    at(database, 12, 22, 9)
    row = step(database, steps.inform_visitor, row, how=InformedHow.PHONE)
    with database.reading() as session:
        (voice,) = voices.list_voices(session, demand_id=row.id)
    assert voice.informed_on == date(2026, 12, 22)
    at(database, 12, 23, 9)
    row = step(database, calls.record_call, row, outcome=CallOutcome.NO_ANSWER)
    with database.reading() as session:
        assert calls.list_calls_due(session) == []
        (due,) = calls.list_calls_due(session, on=date(2026, 12, 24))
    assert (due.tries, due.last, due.phone) == (1, CallOutcome.NO_ANSWER, "13812341234")
    at(database, 12, 24, 9)
    row = step(
        database,
        calls.record_call,
        row,
        outcome=CallOutcome.REACHED,
        satisfaction=Satisfaction.HALF_SOLVED,
        manner=Satisfaction.SATISFIED,
        note="雨后又冲坏一半",
    )
    assert (row.state, row.rounds, row.extended) == (DemandState.REGISTERED, 2, 0)

    # The second round gets its own handover and term; the road is paved and he is content.
    at(database, 12, 24, 9, 30)
    row = step(database, steps.assign_demand, row, unit_id=office.id, note="请铺沥青")
    assert row.deadline_on == date(2027, 1, 8)  # ten workdays, 1 January off
    at(database, 12, 25, 8)
    row = step(database, steps.accept_demand, row)
    at(database, 12, 30, 17)
    row = step(database, steps.record_result, row, note="铺沥青 200 米", solved=True, seen_by="王建国")
    at(database, 12, 31, 9)
    row = step(database, steps.inform_visitor, row, how=InformedHow.IN_PERSON)
    at(database, 1, 5, 9)
    row = step(
        database,
        calls.record_call,
        row,
        outcome=CallOutcome.REACHED,
        satisfaction=Satisfaction.SATISFIED,
        manner=Satisfaction.SATISFIED,
    )
    with database.reading() as session:
        assert all(item.value for item in reply.list_reply_items(session, demand_id=row.id))
    row = step(database, steps.strike_off, row)
    with pytest.raises(StepNotAllowed, match="现在可以：重办"):
        step(database, steps.accept_demand, row)

    with database.reading() as session:
        demand = detail.get_demand(session, demand_id=row.id)
        assert listing.list_demands(session, where=DemandFilter(view=View.OPEN)) == []
        rounds = [
            (one.round, one.unit, one.result) for one in handing.list_handovers(session, demand_id=row.id)
        ]
        history = list_history(session, subject="demand", subject_id=row.id)
    assert rounds == [
        (1, "镇交管站", ""),
        (1, "镇村建办", "坑洼处已用碎石填平"),
        (1, "镇财政所", "列支 3 万元"),
        (2, "镇村建办", "铺沥青 200 米"),
    ]
    assert (demand.row.state, demand.row.solved, demand.row.satisfaction, demand.row.manner) == (
        DemandState.STRUCK_OFF,
        True,
        Satisfaction.SATISFIED,
        Satisfaction.SATISFIED,
    )
    assert demand.row.struck_off_on == date(2027, 1, 5)
    assert demand.words == WORDS
    told = [f"{local_time(one.at):%m-%d %H:%M} {one.sentence}" for one in demand.steps]
    assert told == [
        "11-20 09:42 登记，接待日现场，接待代表：王建国",
        "11-20 09:50 交办镇政府：镇交管站，12月4日前答复",
        "11-23 08:30 镇交管站退回",
        "11-23 09:00 交办镇政府：镇村建办，协办镇财政所，12月7日前答复",
        "11-24 08:30 镇村建办签收，经办人：李强",
        "11-24 08:30 镇财政所协办签收，经办人：孙会计",
        "11-24 08:30 镇村建办五定：牵头领导赵镇长、承办人员李强",
        "11-24 08:30 办前联系：当面，李强",
        "11-24 08:30 镇财政所协办意见",
        "11-27 15:00 加一人反映，现有 2 户反映",
        "12-04 10:00 镇村建办申请延期到 12月17日",
        "12-04 16:00 第 1 次批准延期，由 12月7日延到 12月17日",
        "12-16 10:00 第 1 次催办 镇村建办（第 1 级：提醒经办人，还没到期）",
        "12-20 09:00 第 2 次催办 镇村建办（第 2 级：报分管领导，已超期 3 天）",
        "12-21 16:00 镇村建办办完，已作说明，王建国看过",
        "12-22 09:00 已反馈来访人（电话），同时告知其他反映人 1 人",
        "12-23 09:00 回访电话：没人接，12月24日再打",
        "12-24 09:00 回访：只解决一半，办理态度满意，转第 2 轮重办",
        "12-24 09:30 交办镇政府：镇村建办，2027年1月8日前答复",
        "12-25 08:00 镇村建办签收",
        "12-30 17:00 镇村建办办完，问题已解决，王建国看过",
        "12-31 09:00 已反馈来访人（当面），同时告知其他反映人 1 人",
        "01-05 09:00 回访：满意，办理态度满意",
        "01-05 09:00 销号",
    ]
    assert [line.action for line in history] == [f"demand.{one.step}" for one in demand.steps]
    assert not any("张守田" in line.sentence or "李秀兰" in line.sentence for line in history)
