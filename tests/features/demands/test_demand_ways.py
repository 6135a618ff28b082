"""Whatever the desk presses, in whatever order: the table holds, numbers have no gaps, timeline and history are whole,
days only move as they may, and what is counted is what happened."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.models import Demand, DemandExtension, DemandHandover, DemandStep
from deputy_station.features.demands.rules.choices import (
    CallOutcome,
    DemandState,
    InformedHow,
    Route,
    Satisfaction,
)
from deputy_station.features.demands.rules.steps import STEPS, allowed_steps
from deputy_station.features.demands.service import (
    calls,
    extensions,
    handing,
    register,
    steps,
    urging,
    voices,
)
from deputy_station.features.demands.service.rows import DemandRow, fetch_row
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, Part
from deputy_station.store.database import Database

from .conftest import Town

Press = Callable[[Session, DemandRow, "Desk"], DemandRow]


class Desk:
    """What a press needs beside the demand."""

    def __init__(self, lead: int, helper: int, other: int, said: Satisfaction) -> None:
        self.lead, self.helper, self.other, self.said = lead, helper, other, said


class NothingThere(Refusal):
    """No such handover or extension to press on."""


def _at(row: DemandRow) -> dict[str, int]:
    return {"demand_id": row.id, "version": row.version}


def _handover(session: Session, row: DemandRow, part: Part) -> int:
    found = session.scalar(
        select(DemandHandover.id)
        .where(DemandHandover.demand_id == row.id, DemandHandover.part == part)
        .order_by(DemandHandover.id.desc())
    )
    if found is None:
        raise NothingThere("没有交办")
    return found


def _extension(session: Session, row: DemandRow) -> int:
    found = session.scalar(
        select(DemandExtension.id)
        .where(DemandExtension.demand_id == row.id)
        .order_by(DemandExtension.id.desc())
    )
    if found is None:
        raise NothingThere("没有申请")
    return found


def _ask(session: Session, row: DemandRow, desk: Desk) -> DemandRow:
    until = (row.deadline_on or row.received_on) + timedelta(days=7)
    return extensions.ask_extension(session, **_at(row), until=until, note="等材料")


PRESSES: dict[str, Press] = {
    "propose": lambda s, row, d: steps.propose_demand(s, **_at(row), note="建议交村建办"),
    "assign": lambda s, row, d: steps.assign_demand(
        s, **_at(row), unit_id=d.lead, route=Route.TOWN, co_unit_ids=[d.helper]
    ),
    "answer": lambda s, row, d: steps.answer_demand(s, **_at(row), note="答复", satisfaction=d.said),
    "to_suggestion": lambda s, row, d: steps.turn_into_suggestion(s, **_at(row)),
    "to_litigation": lambda s, row, d: steps.turn_into_litigation(s, **_at(row), note="河道倾倒垃圾"),
    "decline": lambda s, row, d: steps.decline_demand(s, **_at(row), note="理由"),
    "accept": lambda s, row, d: steps.accept_demand(s, **_at(row)),
    "return": lambda s, row, d: steps.return_demand(s, **_at(row), note="理由"),
    "co_accept": lambda s, row, d: steps.accept_demand(s, **_at(row), handover_id=_handover(s, row, Part.CO)),
    "co_return": lambda s, row, d: steps.return_demand(
        s, **_at(row), note="不归本所", handover_id=_handover(s, row, Part.CO)
    ),
    "co_opinion": lambda s, row, d: handing.record_co_opinion(
        s, **_at(row), handover_id=_handover(s, row, Part.CO), note="款已拨"
    ),
    "plan": lambda s, row, d: handing.plan_handover(
        s, **_at(row), handover_id=_handover(s, row, Part.LEAD), leader="赵镇长", person="李强"
    ),
    "contact": lambda s, row, d: handing.log_contact(
        s, **_at(row), stage=ContactStage.DURING, how=ContactHow.PHONE, note="说了进展"
    ),
    "progress": lambda s, row, d: steps.note_progress(s, **_at(row), note="进展"),
    "urge": lambda s, row, d: urging.urge_demand(s, **_at(row)),
    "supervise": lambda s, row, d: urging.supervise_demand(
        s, **_at(row), supervisor="钱主席", note="月底前办完"
    ),
    "ask_extension": _ask,
    "grant_extension": lambda s, row, d: extensions.decide_extension(
        s, **_at(row), extension_id=_extension(s, row), granted=True
    ),
    "refuse_extension": lambda s, row, d: extensions.decide_extension(
        s, **_at(row), extension_id=_extension(s, row), granted=False, note="不必"
    ),
    "handle": lambda s, row, d: steps.record_result(s, **_at(row), note="换了灯泡", seen_by="王建国"),
    "inform": lambda s, row, d: steps.inform_visitor(s, **_at(row), how=InformedHow.PHONE),
    "follow_up": lambda s, row, d: steps.follow_up(s, **_at(row), satisfaction=d.said, manner=d.said),
    "call": lambda s, row, d: calls.record_call(s, **_at(row), outcome=CallOutcome.NO_ANSWER),
    "settle": lambda s, row, d: steps.settle_demand(s, **_at(row), note="联系不上"),
    "strike_off": lambda s, row, d: steps.strike_off(s, **_at(row)),
    "redo": lambda s, row, d: steps.redo_demand(s, **_at(row), note="又坏了"),
    "voice": lambda s, row, d: voices.add_voice(s, **_at(row), name="李四"),
    "tell_voices": lambda s, row, d: voices.tell_voices(s, **_at(row), how=InformedHow.PHONE),
    "merge": lambda s, row, d: voices.merge_demand(s, **_at(row), into_id=d.other),
    "split": lambda s, row, d: voices.split_demand(s, **_at(row), note="不是一回事"),
    "withdraw": lambda s, row, d: steps.withdraw_demand(s, **_at(row), note="撤回"),
}
ALONG = {"told_along"}
"""Pressed on the demand that carries the other on, never by itself."""

MAY_MOVE_THE_DEADLINE = {
    "assign", "return", "answer", "to_suggestion", "to_litigation", "grant_extension", "follow_up", "redo", "split",
}  # fmt: skip


def test_every_step_of_the_table_can_be_pressed() -> None:
    assert set(PRESSES) | ALONG == {key for key, step in STEPS.items() if not step.begins}


PRESSED = st.tuples(
    # Mostly one of the buttons that are there, the main one more often, so that late steps are reached; sometimes any.
    st.one_of(
        st.integers(0, 999), st.integers(0, 999), st.integers(0, 999), st.sampled_from(sorted(PRESSES))
    ),
    st.sampled_from(list(Satisfaction)),
    st.sampled_from([0, 0, 0, 1]),
    st.integers(0, 4),
)


def _chosen(pressed: int | str, row: DemandRow) -> str:
    if isinstance(pressed, str):
        return pressed
    there = [step.key for step in allowed_steps(row.state) if step.key not in ALONG]
    buttons = there[:1] * 2 + there
    return buttons[pressed % len(buttons)]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=st.lists(PRESSED, min_size=25, max_size=45))
def test_no_order_of_steps_breaks_the_table_the_numbers_or_the_timeline(
    database: Database, town: Town, presses: list[tuple[int | str, Satisfaction, int, int]]
) -> None:
    morning = database.clock
    try:
        with database.transaction() as session:
            rows = [register.register_demand(session, words=words) for words in ("路灯不亮", "灯坏了")]
        for pressed, said, which, days in presses:
            database.clock = Clock.fixed(database.clock.now() + timedelta(days=days))
            _press(database, town, rows, _chosen(pressed, rows[which]), said, which)
        with database.reading() as session:
            for row in rows:
                _check_whole(session, row)
            numbers = session.scalars(select(Demand.number).order_by(Demand.id)).all()
        assert list(numbers) == list(range(1, len(numbers) + 1))
    finally:
        database.clock = morning


def _press(
    database: Database, town: Town, rows: list[DemandRow], key: str, said: Satisfaction, which: int
) -> None:
    before, other = rows[which], rows[1 - which]
    desk = Desk(town.units["镇村建办"], town.units["镇财政所"], other.id, said)
    try:
        with database.transaction() as session:
            after = PRESSES[key](session, before, desk)
    except Refusal:
        with database.reading() as session:
            kept = [fetch_row(session, row.id).version for row in rows]
        assert kept == [row.version for row in rows], "a refused step changes nothing"
        return
    assert before.state in STEPS[key].from_states
    assert after.state in STEPS[key].to_states(before.state)
    assert after.rounds >= before.rounds
    if key not in MAY_MOVE_THE_DEADLINE:
        assert after.deadline_on == before.deadline_on, f"{key} moves no deadline"
    if key == "grant_extension":
        assert before.deadline_on is not None
        assert after.deadline_on is not None
        assert after.deadline_on > before.deadline_on, "an extension never shortens"
    with database.reading() as session:
        rows[:] = [fetch_row(session, row.id) for row in rows]


def _check_whole(session: Session, row: DemandRow) -> None:
    lines = session.scalars(
        select(DemandStep).where(DemandStep.demand_id == row.id).order_by(DemandStep.id)
    ).all()
    told = session.scalars(
        select(HistoryLine.action)
        .where(HistoryLine.subject == "demand", HistoryLine.subject_id == row.id)
        .order_by(HistoryLine.id)
    ).all()
    assert [f"demand.{line.step}" for line in lines] == list(told), "timeline and history tell the same"
    for earlier, later in pairwise(lines):
        assert later.state_before is earlier.state_after, "no step is missing between two lines"
        assert later.state_before in STEPS[later.step].from_states
        assert earlier.round <= later.round <= earlier.round + 1
    assert lines[-1].state_after is row.state
    demand = session.get_one(Demand, row.id)
    here = [line for line in lines if line.round == row.rounds]
    assert row.urged == sum(line.step == "urge" for line in lines)
    assert row.urge_level == max((line.level for line in here), default=0)
    assert row.extended == sum(line.step == "grant_extension" for line in here) <= 2
    assert row.voices == voices.count_voices(session, demand)
    again = sum(
        line.step in ("redo", "follow_up") and line.state_after is DemandState.REGISTERED for line in lines
    )
    assert row.rounds == 1 + again
    if row.state in (DemandState.ASSIGNED, DemandState.HANDLING) and row.route is Route.TOWN:
        _check_in_hand(session, demand)
    if row.state is DemandState.STRUCK_OFF:
        walked = {line.step for line in here}
        assert walked & {"answer", "handle"}
        assert walked & {"follow_up", "settle", "answer"}


def _check_in_hand(session: Session, demand: Demand) -> None:
    """The units named with the demand are those that have it in hand, and one of them leads."""
    in_hand = session.execute(
        select(DemandHandover.part, Unit.name, DemandHandover.due_on)
        .join(Unit, Unit.id == DemandHandover.unit_id)
        .where(
            DemandHandover.demand_id == demand.id,
            DemandHandover.round == demand.rounds,
            DemandHandover.returned_on.is_(None),
        )
    ).all()
    leads = [(name, due_on) for part, name, due_on in in_hand if part is Part.LEAD]
    assert leads == [("镇村建办", demand.deadline_on)]
    assert "、".join(name for part, name, _ in in_hand if part is Part.CO) == demand.co_units
