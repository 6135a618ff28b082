"""Whatever the desk presses, in whatever order: the table holds, numbers have no gaps, the timeline is whole."""

from collections.abc import Callable
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.demands.models import Demand, DemandStep
from deputy_station.features.demands.rules.choices import DemandState, InformedHow, Route, Satisfaction
from deputy_station.features.demands.rules.steps import STEPS, StepNotAllowed
from deputy_station.features.demands.service import register, steps
from deputy_station.features.demands.service.rows import DemandRow, fetch_row
from deputy_station.features.history.models import HistoryLine
from deputy_station.store.database import Database

from .conftest import Town

Press = Callable[[Session, DemandRow, int, Satisfaction], DemandRow]


def _at(row: DemandRow) -> dict[str, int]:
    return {"demand_id": row.id, "version": row.version}


PRESSES: dict[str, Press] = {
    "assign": lambda s, row, unit, said: steps.assign_demand(
        s, **_at(row), unit_id=unit, route=Route.VILLAGE
    ),
    "answer": lambda s, row, unit, said: steps.answer_demand(s, **_at(row), note="答复", satisfaction=said),
    "to_suggestion": lambda s, row, unit, said: steps.turn_into_suggestion(s, **_at(row)),
    "decline": lambda s, row, unit, said: steps.decline_demand(s, **_at(row), note="理由"),
    "accept": lambda s, row, unit, said: steps.accept_demand(s, **_at(row)),
    "return": lambda s, row, unit, said: steps.return_demand(s, **_at(row), note="理由"),
    "progress": lambda s, row, unit, said: steps.note_progress(s, **_at(row), note="进展"),
    "urge": lambda s, row, unit, said: steps.urge_demand(s, **_at(row)),
    "handle": lambda s, row, unit, said: steps.record_result(s, **_at(row), note="办完"),
    "inform": lambda s, row, unit, said: steps.inform_visitor(s, **_at(row), how=InformedHow.PHONE),
    "follow_up": lambda s, row, unit, said: steps.follow_up(s, **_at(row), satisfaction=said),
    "settle": lambda s, row, unit, said: steps.settle_demand(s, **_at(row), note="联系不上"),
    "strike_off": lambda s, row, unit, said: steps.strike_off(s, **_at(row)),
    "redo": lambda s, row, unit, said: steps.redo_demand(s, **_at(row), note="又坏了"),
    "withdraw": lambda s, row, unit, said: steps.withdraw_demand(s, **_at(row), note="撤回"),
}


def test_every_step_of_the_table_can_be_pressed() -> None:
    assert set(PRESSES) == {key for key, step in STEPS.items() if not step.begins}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    presses=st.lists(
        st.tuples(st.sampled_from(sorted(PRESSES)), st.sampled_from(list(Satisfaction))), max_size=25
    )
)
def test_no_order_of_steps_breaks_the_table_the_numbers_or_the_timeline(
    database: Database, town: Town, presses: list[tuple[str, Satisfaction]]
) -> None:
    unit = town.units["镇村建办"]
    with database.transaction() as session:
        row = register.register_demand(session, words="路灯不亮")
    walked = ["register"]
    for key, said in presses:
        before = row
        try:
            with database.transaction() as session:
                row = PRESSES[key](session, row, unit, said)
        except StepNotAllowed:
            with database.reading() as session:
                assert fetch_row(session, row.id) == before, "a refused step changes nothing"
            continue
        assert before.state in STEPS[key].from_states
        assert row.state in STEPS[key].to_states(before.state)
        assert row.rounds >= before.rounds
        walked.append(key)
    with database.reading() as session:
        lines = session.scalars(
            select(DemandStep).where(DemandStep.demand_id == row.id).order_by(DemandStep.id)
        ).all()
        told = session.scalars(
            select(HistoryLine.action)
            .where(HistoryLine.subject == "demand", HistoryLine.subject_id == row.id)
            .order_by(HistoryLine.id)
        ).all()
        numbers = session.scalars(select(Demand.number).order_by(Demand.id)).all()
    assert [line.step for line in lines] == walked
    assert list(told) == [f"demand.{key}" for key in walked]
    for earlier, later in pairwise(lines):
        assert later.state_before is earlier.state_after, "no step is missing between two lines"
    assert lines[-1].state_after is row.state
    assert list(numbers) == list(range(1, len(numbers) + 1))
    if row.state is DemandState.STRUCK_OFF:
        assert {"answer", "handle"} & set(walked)
        assert {"follow_up", "settle", "answer"} & set(walked)
