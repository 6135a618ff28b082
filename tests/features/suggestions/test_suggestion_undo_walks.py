"""A suggestion walked at random and taken back step by step leaves the whole database as it was, the demand it grew from
too; done again, it stands where it stood."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.rules.choices import InformedHow, Satisfaction
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.demands.service.steps import follow_up, inform_visitor, redo_demand
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.history.service import redo_last, undo_last
from deputy_station.features.suggestions.page.moving import SERVICES
from deputy_station.features.suggestions.rules.choices import OPEN_PROMISES, PromiseState
from deputy_station.features.suggestions.rules.steps import STEPS
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.promises import settle_promise
from deputy_station.features.suggestions.service.writing import (
    edit_suggestion,
    mark_excellent,
    set_public,
    suggest_from_demand,
)
from deputy_station.store.database import Database
from tests.features.demands.whole_database import told_apart, whole
from tests.features.suggestions.proposing import TEXT, enter, unit
from tests.features.suggestions.test_suggestion_walks import values_for

WALKED = 8
AHEAD = ["accept", "assign", "sign", "reply"]
"""Half of the walks begin behind these, so that late steps are reached."""
RARELY: dict[str, float] = {"withdraw": 0.3, "refuse": 0.5, "to_reference": 0.3, "to_letter": 0.3}
"""Steps after which little is left to do, by how often they are pressed; what leads on counts 4."""

Move = Callable[[Session, Any, random.Random], object]


@dataclass(frozen=True)
class Grounds:
    """Ids of who leads and who handles."""

    lead: int
    units: list[int]


@pytest.fixture
def grounds(database: Database) -> Grounds:
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        units = [unit(session, name) for name in ("镇村建办", "镇供电所", "镇水利站")]
        return Grounds(enter(session, "张守田"), units)


def _of_demand(step: Callable[..., object], **given_: object) -> Move:
    def press(session: Session, each: Any, chance: random.Random) -> object:
        row = get_demand(session, demand_id=each.demand_id).row
        return step(session, demand_id=row.id, version=row.version, **given_)

    return press


def _settle(session: Session, each: Any, chance: random.Random) -> object:
    owed = [one for one in each.promises if one.state in OPEN_PROMISES]
    if not owed:
        return None
    return settle_promise(
        session,
        promise_id=owed[0].id,
        version=each.version,
        state=chance.choice([PromiseState.KEPT, PromiseState.GIVEN_UP]),
        note="看过",
        told=True,
    )


def _edit(session: Session, each: Any, chance: random.Random) -> object:
    return edit_suggestion(
        session,
        suggestion_id=each.id,
        version=each.version,
        title=f"关于路灯的建议{chance.randint(2, 9)}",
        text=TEXT,
        kind=each.kind,
        proposed_on=each.proposed_on,
        lead_id=each.lead.deputy_id,
        co_signer_ids=[],
        session_name=each.session_name,
    )


BESIDE: tuple[Move, ...] = (
    _of_demand(inform_visitor, how=InformedHow.PHONE, note="说了"),
    _of_demand(follow_up, satisfaction=Satisfaction.SATISFIED),
    _of_demand(redo_demand, note="又坏了"),
    _settle,
    _edit,
    lambda session, each, chance: set_public(
        session, suggestion_id=each.id, version=each.version, public=chance.random() < 0.5, reason="涉及个人"
    ),
    lambda session, each, chance: mark_excellent(
        session, suggestion_id=each.id, version=each.version, excellent=not each.excellent
    ),
)
"""What else is done meanwhile: with the demand, the promises, the text."""


def _move(session: Session, suggestion_id: int, units: list[int], chance: random.Random, key: str) -> None:
    """The button named, or one out of those that are there; one in four times something beside them."""
    each = get_suggestion(session, suggestion_id=suggestion_id)
    offered = [step.key for step in each.steps if step.key in SERVICES]
    if not key and (not offered or chance.random() < 0.25):
        chance.choice(BESIDE)(session, each, chance)
        return
    weights = [RARELY.get(one, 4 if STEPS[one].to else 1) for one in offered]
    key = key or chance.choices(offered, weights)[0]
    SERVICES[key](
        session, suggestion_id=each.id, version=each.version, **values_for(key, each, units, chance)
    )


@settings(
    max_examples=2,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chance=st.randoms(use_true_random=True))
def test_a_way_is_taken_back_to_its_start_and_done_again_to_its_end(
    database: Database, grounds: Grounds, chance: random.Random
) -> None:
    morning = database.clock
    try:
        with database.transaction() as session:
            demand = register_demand(session, words="村口 3 盏路灯不亮", visitor_name="陈桂香")
        stood = [whole(database)]
        with database.transaction() as session:
            made = suggest_from_demand(
                session, demand_id=demand.id, version=demand.version, lead_id=grounds.lead
            )
        stood.append(whole(database))
        for key in chance.choice([[], AHEAD]) + [""] * WALKED:
            database.clock = Clock.fixed(database.clock.now() + timedelta(days=chance.randint(0, 5)))
            if _pressed(database, made.id, grounds.units, chance, key):
                stood.append(whole(database))
        _back_and_forth(database, stood)
    finally:
        database.clock = morning


def _pressed(
    database: Database, suggestion_id: int, units: list[int], chance: random.Random, key: str
) -> bool:
    """Whether something was done: a refused press does nothing, nor does one that finds nothing to do."""
    try:
        with database.transaction() as session:
            lines = session.scalar(select(func.count()).select_from(HistoryLine))
            _move(session, suggestion_id, units, chance, key)
            session.flush()
            return session.scalar(select(func.count()).select_from(HistoryLine)) != lines
    except Refusal:
        return False


def _back_and_forth(database: Database, stood: list[dict[str, list[Any]]]) -> None:
    for before in reversed(stood[:-1]):
        with database.transaction() as session:
            undone = undo_last(session)
        assert told_apart(before, whole(database)) == {}, undone.sentence
    for after in stood[1:]:
        with database.transaction() as session:
            done = redo_last(session)
        assert told_apart(after, whole(database)) == {}, done.sentence
