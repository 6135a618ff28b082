"""Taking down: visit and demand in one go and one step of undo; what is known already is shown, secrets are not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from deputy_station.core.clock import Clock
from deputy_station.core.errors import NotFound
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.activities.service.attendance import record_attendance
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState, Route, Satisfaction
from deputy_station.features.demands.rules.steps import StepIncomplete
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.demands.service.taken_values import WordsMissing
from deputy_station.features.desk.service import queue
from deputy_station.features.desk.service.earlier import Known, look_back
from deputy_station.features.desk.service.taking import HEARD_OUT, take_down
from deputy_station.features.history.service import list_history, undo_last
from deputy_station.features.matters.service.catalogue import list_units
from deputy_station.features.reception.models import Visit
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.listing import day_detail
from deputy_station.features.reception.service.visits import add_visit, get_visit, list_visits
from deputy_station.store.database import Database

LAMP = "俺们那条巷子的路灯坏了半个月，晚上接孩子看不见路。"


def test_a_walk_in_gets_a_number_and_a_demand_in_one_go(
    database: Database, day_id: int, people: dict[str, int], categories: dict[str, int]
) -> None:
    with database.transaction() as session:
        taken = take_down(
            session,
            day_id=day_id,
            name="张桂兰",
            phone="13805611234",
            address="东街社区 3 组",
            people=2,
            words=LAMP,
            category_id=categories["城乡建设"],
            read_back=True,
        )
    assert (taken.visit.number, taken.visit.state, taken.visit.people) == (1, VisitState.HEARD, 2)
    assert (taken.demand.number, taken.demand.title) == ("东街-2026-0001", "俺们那条巷子的路灯坏了半个月")
    assert taken.demand.state is DemandState.REGISTERED
    with database.reading() as session:
        whole = get_demand(session, demand_id=taken.demand.id)
        visit = session.get_one(Visit, taken.visit.id)
        assert (visit.called_at, visit.finished_at) == (visit.came_at, visit.came_at)
    assert [each.name for each in whole.deputies] == ["李秀英", "王建国"]
    assert whole.visit_id == taken.visit.id
    assert (whole.steps[0].label, whole.steps[0].note) == ("登记", HEARD_OUT)


def test_who_is_on_leave_did_not_listen(database: Database, day_id: int, people: dict[str, int]) -> None:
    with database.transaction() as session:
        activity_id = day_detail(session, day_id=day_id).row.activity_id
        record_attendance(
            session, activity_id=activity_id, deputy_id=people["王建国"], state=AttendanceState.LEAVE
        )
        taken = take_down(session, day_id=day_id, words=LAMP)
        assert [each.name for each in get_demand(session, demand_id=taken.demand.id).deputies] == ["李秀英"]


def test_an_answer_on_the_spot_settles_it_when_the_visitor_is_content(
    database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        content = take_down(
            session,
            day_id=day_id,
            words=LAMP,
            settled_on_the_spot=True,
            answer="镇里已安排本周更换。",
            satisfaction=Satisfaction.SATISFIED,
        )
        silent = take_down(
            session, day_id=day_id, words=LAMP, settled_on_the_spot=True, answer="已说明政策。"
        )
        with pytest.raises(StepIncomplete, match="答复内容"):
            take_down(session, day_id=day_id, words=LAMP, settled_on_the_spot=True)
    assert (content.demand.route, content.demand.state) == (Route.ANSWERED, DemandState.SETTLED)
    assert (silent.demand.route, silent.demand.state) == (Route.ANSWERED, DemandState.INFORMED)


def test_a_matter_handed_over_at_once_has_its_unit_and_its_day(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        unit = list_units(session)[0]
        taken = take_down(session, day_id=day_id, words=LAMP, route=Route.TOWN, unit_id=unit.id)
    assert (taken.demand.unit, taken.demand.state) == (unit.name, DemandState.ASSIGNED)
    assert taken.demand.deadline_on is not None


def test_one_undo_takes_back_demand_and_visit_and_the_number_stays_taken(
    database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        add_visit(session, day_id=day_id, name="张桂兰")
    with database.transaction() as session:
        called = queue.call_next(session, day_id=day_id)
    with database.transaction() as session:
        taken = take_down(session, day_id=day_id, visit_id=called.id, name="张桂兰", words=LAMP)
    with database.transaction() as session:
        undone = undo_last(session)
    assert undone.sentence == "撤销：接待第 1 号来访人，登记诉求 东街-2026-0001“俺们那条巷子的路灯坏了半个月”"
    with database.reading() as session:
        back = get_visit(session, visit_id=called.id)
        assert (back.state, back.called_at) == (VisitState.CALLED, called.called_at)
        told = [line.sentence for line in list_history(session, subject="visit", subject_id=called.id)]
        assert told[-1] == "第 1 号来访人回到台前"
        assert session.get_one(Demand, taken.demand.id).state is DemandState.WITHDRAWN
    with database.transaction() as session:
        once_more = take_down(session, day_id=day_id, visit_id=called.id, words=LAMP)
    assert once_more.demand.number == "东街-2026-0002"


def test_nothing_is_kept_of_a_taking_down_that_is_refused(database: Database, day_id: int) -> None:
    with pytest.raises(WordsMissing), database.transaction() as session:
        take_down(session, day_id=day_id, name="张桂兰", words="  ")
    with database.reading() as session:
        assert list_visits(session, day_id=day_id) == []
        assert session.scalar(select(func.count(Demand.id))) == 0


def test_a_visit_of_another_day_is_not_taken_down_here(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        visit_id = add_visit(session, day_id=day_id).id
        with pytest.raises(NotFound):
            take_down(session, day_id=day_id + 1, visit_id=visit_id, words=LAMP)


def test_the_visit_of_somebody_who_asked_for_secrecy_keeps_no_name(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        visit_id = add_visit(
            session, day_id=day_id, name="张桂兰", phone="13805611234", address="东街 3 组"
        ).id
    with database.transaction() as session:
        taken = take_down(
            session,
            day_id=day_id,
            visit_id=visit_id,
            name="张桂兰",
            phone="13805611234",
            address="东街 3 组",
            words=LAMP,
            confidential=True,
        )
    with database.reading() as session:
        visit = session.get_one(Visit, visit_id)
        assert (visit.name, visit.phone, visit.address) == ("", "", "")
        assert session.get_one(Demand, taken.demand.id).visitor_name == "张桂兰"


@pytest.fixture
def earlier_days(database: Database, day_id: int) -> int:
    """In October 张桂兰 of 东街社区 3 组 spoke of a lamp; her neighbour came too, and somebody who asked for secrecy."""
    database.clock = Clock.fixed(datetime(2026, 10, 9, 2, 0, tzinfo=UTC))
    with database.transaction() as session:
        lamp = register_demand(
            session,
            words=LAMP,
            visitor_name="张桂兰",
            visitor_phone="13805611234",
            visitor_address="东街社区 3 组",
        )
        register_demand(session, words="门前积水没人管", visitor_name="刘涛", visitor_address="东街社区 3 组")
        register_demand(
            session,
            words="邻居违章搭建一直没有拆",
            visitor_name="张桂兰",
            visitor_phone="13805611234",
            visitor_address="东街社区 3 组",
            confidential=True,
        )
    database.clock = Clock.fixed(datetime(2026, 11, 20, 1, 0, tzinfo=UTC))
    return lamp.id


def test_the_phone_finds_what_the_same_person_said_before(
    database: Database, day_id: int, earlier_days: int
) -> None:
    with database.reading() as session:
        known = look_back(session, phone="13805611234")
    assert [(each.why, each.demand.id) for each in known.demands] == [(Known.PHONE, earlier_days)]
    assert known.person is not None
    assert known.person.address == "东街社区 3 组"


def test_the_household_is_shown_and_a_whole_village_is_not(
    database: Database, day_id: int, earlier_days: int
) -> None:
    with database.reading() as session:
        house = look_back(session, address="东街社区 3 组")
        village = look_back(session, address="东街社区")
    assert [each.demand.title for each in house.demands] == ["门前积水没人管", "俺们那条巷子的路灯坏了半个月"]
    assert {each.why for each in house.demands} == {Known.HOUSEHOLD}
    assert village.demands == ()


def test_nothing_of_a_secret_visitor_is_found_by_who_they_are(
    database: Database, day_id: int, earlier_days: int
) -> None:
    with database.reading() as session:
        whose: list[dict[str, Any]] = [
            {"name": "张桂兰"},
            {"phone": "13805611234"},
            {"address": "东街社区 3 组"},
        ]
        for who in whose:
            titles = [each.demand.title for each in look_back(session, **who).demands]
            assert "邻居违章搭建一直没有拆" not in titles
            assert "俺们那条巷子的路灯坏了半个月" in titles


def test_an_earlier_visit_without_a_demand_is_told_and_todays_own_is_not(
    database: Database, day_id: int, earlier_days: int
) -> None:
    with database.transaction() as session:
        first = add_visit(session, day_id=day_id, name="刘涛", phone="13900001111")
        second = add_visit(session, day_id=day_id, name="刘涛", phone="13900001111")
    with database.reading() as session:
        known = look_back(session, phone="13900001111", but_visit=second.id)
    assert [(each.why, each.held_on, each.number, each.visitor) for each in known.visits] == [
        (Known.PHONE, date(2026, 11, 20), first.number, "刘*")
    ]
