"""Two desks in the same instant: one goes first, the other is told or waits its turn; no number is lost or given twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal, StaleEdit, Trouble
from deputy_station.features.demands.models import Demand, DemandHandover, DemandStep
from deputy_station.features.demands.rules.choices import DemandState, Satisfaction
from deputy_station.features.demands.service import calls, extensions, indexing, register, steps, voices
from deputy_station.features.demands.service.rows import fetch_row
from deputy_station.store.database import Database

from .conftest import Town
from .walking import handling, informed, take_down


class Wanted(Refusal):
    """The work is put away again."""


def at_once(database: Database, *works: Callable[[Session], Any]) -> list[BaseException | None]:
    """Each work on a thread and in a transaction of its own, begun together; how each ended."""
    ended: list[BaseException | None] = [None] * len(works)
    # SQLite lets one writer in at a time; on the server they truly stand side by side before the first writes.
    ready = threading.Barrier(len(works)) if not database.is_file else None

    def run(place: int, work: Callable[[Session], Any]) -> None:
        try:
            with database.transaction() as session:
                if ready is not None:
                    session.execute(select(func.count(Demand.id))).all()
                    ready.wait(10)
                work(session)
        except BaseException as error:  # noqa: BLE001  (told to the test)
            ended[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return ended


def refused(ended: list[BaseException | None]) -> int:
    """How many were told no; anything else is a fault."""
    wrong = [one for one in ended if one is not None and not isinstance(one, Refusal | Trouble)]
    assert wrong == []
    return sum(one is not None for one in ended)


def faults(database: Database) -> int:
    with database.transaction() as session:
        return indexing.count_faults(session.connection())


def test_one_step_taken_at_two_desks_is_taken_once(database: Database, town: Town) -> None:
    row = take_down(database)

    def assign(session: Session) -> None:
        steps.assign_demand(session, demand_id=row.id, version=row.version, unit_id=town.units["镇村建办"])

    ended = at_once(database, assign, assign)
    assert refused(ended) == 1
    assert any(isinstance(one, StaleEdit) for one in ended)
    with database.reading() as session:
        assert session.scalar(select(func.count(DemandHandover.id))) == 1
        assert session.scalar(select(func.count(DemandStep.id)).where(DemandStep.step == "assign")) == 1
        assert fetch_row(session, row.id).state is DemandState.ASSIGNED
    assert faults(database) == 0


def test_an_extension_is_granted_once_and_a_call_noted_once(database: Database, town: Town) -> None:
    row = handling(database, town)
    with database.transaction() as session:
        assert row.deadline_on is not None
        until = row.deadline_on.replace(day=28)
        row = extensions.ask_extension(
            session, demand_id=row.id, version=row.version, until=until, note="等材料"
        )
        (asked,) = extensions.list_extensions(session, demand_id=row.id)

    def grant(session: Session) -> None:
        extensions.decide_extension(
            session, demand_id=row.id, version=row.version, extension_id=asked.id, granted=True
        )

    assert refused(at_once(database, grant, grant)) == 1
    told = informed(database, town)

    def call(session: Session) -> None:
        calls.record_call(
            session,
            demand_id=told.id,
            version=told.version,
            outcome=calls.CallOutcome.REACHED,
            satisfaction=Satisfaction.HALF_SOLVED,
        )

    assert refused(at_once(database, call, call)) == 1
    with database.reading() as session:
        assert fetch_row(session, row.id).extended == 1
        assert fetch_row(session, told.id).rounds == 2
        assert len(calls.list_calls(session, demand_id=told.id)) == 1


def test_numbers_have_no_gaps_though_some_registrations_are_put_away(database: Database, town: Town) -> None:
    def take(session: Session) -> None:
        register.register_demand(session, words="路灯不亮")

    def give_up(session: Session) -> None:
        register.register_demand(session, words="算了")
        raise Wanted("不记了")

    for _ in range(3):
        assert refused(at_once(database, take, give_up, take, take, give_up)) == 2
    with database.reading() as session:
        assert session.scalars(select(Demand.number).order_by(Demand.number)).all() == list(range(1, 10))
    assert faults(database) == 0


@pytest.mark.parametrize("crosswise", [True, False])
def test_demands_merged_at_two_desks_make_no_circle_and_lose_no_voice(
    database: Database, town: Town, crosswise: bool
) -> None:
    first, second, head = (take_down(database, f"第 {number} 件") for number in range(3))
    pairs = [(first, second), (second, first)] if crosswise else [(first, head), (second, head)]

    def merge(pair: Any) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            voices.merge_demand(session, demand_id=pair[0].id, version=pair[0].version, into_id=pair[1].id)

        return work

    gone = refused(at_once(database, *map(merge, pairs)))
    assert gone == 1 if crosswise or not database.is_file else gone == 0
    with database.reading() as session:
        merged = session.scalars(select(Demand).where(Demand.merged_into_id.is_not(None))).all()
        assert len(merged) == 2 - gone
        for one in session.scalars(select(Demand)):
            assert one.voices == voices.count_voices(session, one)
            assert one.merged_into_id is None or one.state is DemandState.MERGED
    assert faults(database) == 0


def test_a_voice_added_while_another_desk_moves_the_demand_on_is_told_so(
    database: Database, town: Town
) -> None:
    row = handling(database, town)

    def add(session: Session) -> None:
        voices.add_voice(session, demand_id=row.id, version=row.version, name="王五", words="我家门口也不亮")

    def done(session: Session) -> None:
        steps.record_result(session, demand_id=row.id, version=row.version, note="换了灯泡")

    assert refused(at_once(database, add, done)) == 1
    assert faults(database) == 0
