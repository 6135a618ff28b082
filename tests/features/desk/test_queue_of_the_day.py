"""The queue: one key calls the next, two desks never call the same visitor, nobody is forgotten at the end."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from deputy_station.core.clock import Clock
from deputy_station.core.errors import StaleEdit
from deputy_station.features.desk.service import queue
from deputy_station.features.history.service import undo_last
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.days import AttendanceUnsettled
from deputy_station.features.reception.service.listing import day_detail
from deputy_station.features.reception.service.visits import add_visit, finish_visit, get_visit, list_visits
from deputy_station.features.today.service import read_today
from deputy_station.store import context
from deputy_station.store.database import Database


def come(database: Database, day_id: int, *names: str) -> list[int]:
    """Visitors take numbers; their ids."""
    with database.transaction() as session:
        return [add_visit(session, day_id=day_id, name=name).id for name in names]


def test_the_one_who_waits_longest_is_called_next(database: Database, day_id: int) -> None:
    come(database, day_id, "张桂兰", "", "刘涛")
    with database.transaction() as session:
        first = queue.call_next(session, day_id=day_id)
    with database.transaction() as session:
        second = queue.call_next(session, day_id=day_id)
    assert [first.number, second.number] == [1, 2]
    assert first.state is VisitState.CALLED
    assert first.called_at == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    with database.reading() as session:
        shown = queue.read_queue(session, day_id=day_id)
    assert [(each.number, each.state.label) for each in shown.visits] == [
        (1, "接待中"),
        (2, "接待中"),
        (3, "等候"),
    ]


def test_when_nobody_waits_the_key_says_so(database: Database, day_id: int) -> None:
    [only] = come(database, day_id, "张桂兰")
    with database.transaction() as session:
        queue.call_next(session, day_id=day_id)
    with database.transaction() as session, pytest.raises(queue.NobodyWaits, match="没有人在等候"):
        queue.call_next(session, day_id=day_id)
    with database.reading() as session:
        assert get_visit(session, visit_id=only).state is VisitState.CALLED


def test_two_desks_at_once_never_call_the_same_number(database: Database, day_id: int) -> None:
    come(database, day_id, *(f"来访{number}" for number in range(1, 13)))
    both = threading.Barrier(2)

    def desk(_place: int) -> list[int]:
        both.wait()
        called = []
        for _ in range(6):
            with database.transaction() as session:
                called.append(queue.call_next(session, day_id=day_id).number)
        return called

    with ThreadPoolExecutor(2) as desks:
        first, second = desks.map(desk, range(2))
    assert sorted(first + second) == list(range(1, 13))


def test_who_was_called_to_a_desk_is_at_that_desk_and_the_other_one_knows_who_called(
    database: Database, day_id: int
) -> None:
    first, second, third, _waits = come(database, day_id, "张桂兰", "刘涛", "王守业", "李老四")
    for desk in ("东台", "西台", "东台"):
        with database.transaction() as session:
            queue.call_next(session, day_id=day_id, desk=desk)
    with database.reading() as session:
        east, west = (queue.read_queue(session, day_id=day_id, desk=desk) for desk in ("东台", "西台"))
    assert [each and each.id for each in (east.at_desk(), west.at_desk())] == [third, second]
    assert (dict(east.elsewhere), dict(west.elsewhere)) == (
        {second: "周敏"},
        {first: "周敏", third: "周敏"},
    )
    # Called once more from the other desk, the visitor sits there.
    with database.transaction() as session:
        called = get_visit(session, visit_id=third)
        queue.call_visit(session, visit_id=third, version=called.version, desk="西台")
    with database.reading() as session:
        east, west = (queue.read_queue(session, day_id=day_id, desk=desk) for desk in ("东台", "西台"))
    assert [each and each.id for each in (east.at_desk(), west.at_desk())] == [first, third]


def test_who_was_called_before_computers_were_kept_is_with_the_person_who_called(
    database: Database, day_id: int
) -> None:
    come(database, day_id, "张桂兰")
    with database.transaction() as session:
        queue.call_next(session, day_id=day_id)
    with database.reading() as session:
        assert queue.read_queue(session, day_id=day_id, desk="东台").at_desk() is not None
        session.info[context.ACTOR] = "王芳"
        theirs = queue.read_queue(session, day_id=day_id, desk="东台")
    assert (theirs.at_desk(), list(theirs.elsewhere.values())) == (None, ["周敏"])


def test_who_was_heard_or_went_away_is_at_no_desk(database: Database, day_id: int) -> None:
    first, second = come(database, day_id, "张桂兰", "刘涛")
    for _ in range(2):
        with database.transaction() as session:
            queue.call_next(session, day_id=day_id, desk="东台")
    with database.transaction() as session:
        version = get_visit(session, visit_id=second).version
        queue.mark_left(session, visit_id=second, version=version)
        version = get_visit(session, visit_id=first).version
        queue.finish_without_demand(session, visit_id=first, version=version)
    with database.reading() as session:
        assert queue.read_queue(session, day_id=day_id, desk="东台").at_desk() is None


def test_two_desks_that_take_somebody_in_at_once_give_two_numbers(database: Database, day_id: int) -> None:
    both = threading.Barrier(2)

    def desk(_place: int) -> None:
        both.wait()
        for _ in range(5):
            with database.transaction() as session:
                add_visit(session, day_id=day_id)

    with ThreadPoolExecutor(2) as desks:
        list(desks.map(desk, range(2)))
    with database.reading() as session:
        assert [each.number for each in list_visits(session, day_id=day_id)] == list(range(1, 11))


def test_who_did_not_answer_is_called_again_and_may_leave_and_come_back(
    database: Database, day_id: int, clock: Clock
) -> None:
    [visit_id] = come(database, day_id, "张桂兰")
    with database.transaction() as session:
        visit = queue.call_next(session, day_id=day_id)
    with database.transaction() as session:
        again = queue.call_visit(session, visit_id=visit_id, version=visit.version)
    with database.transaction() as session:
        gone = queue.mark_left(session, visit_id=visit_id, version=again.version)
        assert gone.state is VisitState.LEFT
    with database.transaction() as session:
        back = queue.call_visit(session, visit_id=visit_id, version=gone.version)
    assert back.state is VisitState.CALLED
    with database.transaction() as session:
        heard = finish_visit(session, visit_id=visit_id, version=back.version)
        assert heard.state is VisitState.HEARD
    with database.transaction() as session, pytest.raises(queue.HeardAlready, match="第 1 号已接待完"):
        queue.call_visit(session, visit_id=visit_id, version=heard.version)
    with database.transaction() as session, pytest.raises(queue.HeardAlready):
        queue.mark_left(session, visit_id=visit_id, version=heard.version)
    with database.transaction() as session:
        waits = finish_visit(session, visit_id=visit_id, version=heard.version, finished=False)
    assert (waits.state, waits.called_at) == (VisitState.WAITING, None)


def test_a_call_made_on_an_old_copy_is_turned_away_and_a_call_can_be_undone(
    database: Database, day_id: int
) -> None:
    [visit_id] = come(database, day_id, "张桂兰")
    with database.reading() as session:
        seen = get_visit(session, visit_id=visit_id)
    with database.transaction() as session:
        queue.call_next(session, day_id=day_id)
    with database.transaction() as session, pytest.raises(StaleEdit):
        queue.mark_left(session, visit_id=visit_id, version=seen.version)
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        assert get_visit(session, visit_id=visit_id).state is VisitState.WAITING


def test_the_reception_ends_only_when_it_is_known_what_became_of_everybody(
    database: Database, day_id: int
) -> None:
    first, second, third = come(database, day_id, "张桂兰", "刘涛", "")
    with database.transaction() as session:
        version = queue.call_next(session, day_id=day_id).version
    with database.transaction() as session:
        finish_visit(session, visit_id=first, version=version)
    with database.transaction() as session:
        queue.call_next(session, day_id=day_id)
    with database.reading() as session:
        day = day_detail(session, day_id=day_id)
    with (
        database.transaction() as session,
        pytest.raises(queue.VisitorStillWaits, match="2 号、3 号还没有接待完"),
    ):
        queue.end_reception(session, day_id=day_id, version=day.row.version)
    with database.transaction() as session, pytest.raises(AttendanceUnsettled, match="2 名代表未签到"):
        queue.end_reception(session, day_id=day_id, version=day.row.version, rest_left=True)
    with database.transaction() as session:
        ended = queue.end_reception(
            session, day_id=day_id, version=day.row.version, rest_left=True, rest_absent=True
        )
    assert ended.row.state is DayState.HELD
    with database.reading() as session:
        states = {each.id: each.state for each in list_visits(session, day_id=day_id)}
    assert states == {first: VisitState.HEARD, second: VisitState.LEFT, third: VisitState.LEFT}


def test_who_left_no_longer_waits_on_the_page_of_today(database: Database, day_id: int) -> None:
    come(database, day_id, "张桂兰", "刘涛")
    with database.transaction() as session:
        called = queue.call_next(session, day_id=day_id)
        queue.mark_left(session, visit_id=called.id, version=called.version)
    with database.reading() as session:
        today = read_today(session).reception
    assert today is not None
    assert today.waiting == 1


def test_the_desk_offers_the_days_of_the_last_weeks_the_latest_first(database: Database, day_id: int) -> None:
    with database.reading() as session:
        assert queue.desk_days(session) == [(day_id, "11月20日", DayState.OPEN)]
    database.clock = Clock.fixed(datetime(2026, 11, 20, 1, 0, tzinfo=UTC) + timedelta(days=61))
    with database.reading() as session:
        assert queue.desk_days(session) == []
