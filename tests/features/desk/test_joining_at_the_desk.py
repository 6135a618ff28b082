"""A visitor at the desk wants what somebody wanted before: one more voice, heard, counted, found, and taken back."""

from datetime import UTC, datetime

import pytest

from deputy_station.core.clock import Clock
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.rules.steps import StepNotAllowed
from deputy_station.features.demands.service.listing import list_demands
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.demands.service.steps import AgainstOwnUnit, decline_demand
from deputy_station.features.demands.service.voices import list_voices
from deputy_station.features.desk.service.earlier import Known, look_back
from deputy_station.features.desk.service.summary import day_summary, summary_words
from deputy_station.features.desk.service.taking import Taken, join_demand, take_down
from deputy_station.features.history.service import undo_last
from deputy_station.features.matters.service.catalogue import list_units
from deputy_station.features.reception.models import Visit
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.visits import add_visit, list_visits
from deputy_station.store.database import Database


@pytest.fixture
def lamp(database: Database, day_id: int) -> DemandRow:
    """In October 张桂兰 spoke of a lamp."""
    now = database.clock
    database.clock = Clock.fixed(datetime(2026, 10, 9, 2, 0, tzinfo=UTC))
    with database.transaction() as session:
        row = register_demand(session, words="北街的路灯坏了", visitor_name="张桂兰", place="北街")
    database.clock = now
    return row


def join(database: Database, day_id: int, row: DemandRow, **who: object) -> Taken:
    """Add a voice to the lamp."""
    with database.transaction() as session:
        return join_demand(
            session,
            demand_id=row.id,
            version=row.version,
            day_id=day_id,
            **{"name": "刘涛", "phone": "13900001111", "people": 2, "words": "路灯不亮", **who},  # type: ignore[arg-type]
        )


def test_who_joins_in_without_a_number_gets_one_and_is_heard(
    database: Database, day_id: int, lamp: DemandRow
) -> None:
    taken = join(database, day_id, lamp)
    assert (taken.visit.number, taken.visit.state, taken.visit.people) == (1, VisitState.HEARD, 2)
    assert (taken.demand.id, taken.demand.voices, taken.joined) == (lamp.id, 2, True)
    with database.reading() as session:
        (voice,) = list_voices(session, demand_id=lamp.id)
        visit = session.get_one(Visit, taken.visit.id)
        assert len(list_demands(session)) == 1
    assert (voice.name, voice.phone, voice.words) == ("刘涛", "13900001111", "路灯不亮")
    assert (visit.called_at, visit.finished_at) == (visit.came_at, visit.came_at)


def test_one_undo_takes_back_voice_and_visit_and_says_what_it_was(
    database: Database, day_id: int, lamp: DemandRow
) -> None:
    join(database, day_id, lamp)
    with database.transaction() as session:
        undone = undo_last(session)
    assert undone.sentence == "撤销：接待第 1 号来访人，诉求 东街-2026-0001“北街的路灯坏了”加一人反映"
    with database.reading() as session:
        assert list_voices(session, demand_id=lamp.id) == ()
        assert list_visits(session, day_id=day_id) == []
        assert [each.voices for each in list_demands(session)] == [1]


def test_who_has_a_number_waits_at_the_desk_again_after_the_undo(
    database: Database, day_id: int, lamp: DemandRow
) -> None:
    with database.transaction() as session:
        visit_id = add_visit(session, day_id=day_id, name="刘").id
    assert join(database, day_id, lamp, visit_id=visit_id).visit.name == "刘涛"
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        (visit,) = list_visits(session, day_id=day_id)
    assert (visit.name, visit.state) == ("刘", VisitState.WAITING)


def test_of_a_voice_that_asks_for_secrecy_the_visit_keeps_nothing(
    database: Database, day_id: int, lamp: DemandRow
) -> None:
    taken = join(database, day_id, lamp, confidential=True)
    assert (taken.visit.name, taken.visit.phone, taken.visit.secret) == ("", "", True)
    with database.reading() as session:
        assert look_back(session, phone="13900001111").demands == ()


def test_who_joined_in_is_known_the_next_time_by_the_demand_joined(
    database: Database, day_id: int, lamp: DemandRow
) -> None:
    join(database, day_id, lamp)
    with database.reading() as session:
        known = look_back(session, phone="13900001111")
    assert [(each.why, each.demand.id) for each in known.demands] == [(Known.PHONE, lamp.id)]
    assert known.visits == ()  # it was about something


def test_the_days_summary_counts_the_party_and_no_demand(
    database: Database, day_id: int, lamp: DemandRow
) -> None:
    join(database, day_id, lamp)
    with database.transaction() as session:
        take_down(session, day_id=day_id, words="村口下水道堵了")
    with database.reading() as session:
        day = day_summary(session, day_id=day_id)
    assert (day.parties, day.people, day.demands, day.joined) == (2, 3, 1, 1)
    assert (
        "接待来访群众 2 批 3 人，收到诉求 1 件。1 批反映的事以前有人反映过，已并进那件诉求。"
        in summary_words(day)
    )


def test_a_closed_demand_takes_no_voice_and_no_visit_is_left_behind(
    database: Database, day_id: int, lamp: DemandRow
) -> None:
    with database.transaction() as session:
        closed = decline_demand(session, demand_id=lamp.id, version=lamp.version, note="归供电公司管")
    assert closed.state is DemandState.DECLINED
    with pytest.raises(StepNotAllowed):
        join(database, day_id, closed)
    with database.reading() as session:
        assert list_visits(session, day_id=day_id) == []


def test_material_against_somebody_goes_to_their_unit_only_knowingly(database: Database, day_id: int) -> None:
    with database.reading() as session:
        unit_id = list_units(session)[0].id
    said = {"words": "他在工地上吃拿卡要", "against": "某站长", "against_unit_id": unit_id}
    with pytest.raises(AgainstOwnUnit), database.transaction() as session:
        take_down(session, day_id=day_id, route=Route.TOWN, unit_id=unit_id, **said)  # type: ignore[arg-type]
    with database.transaction() as session:
        taken = take_down(session, day_id=day_id, route=Route.TOWN, unit_id=unit_id, knowing=True, **said)  # type: ignore[arg-type]
    assert taken.demand.state is DemandState.ASSIGNED
