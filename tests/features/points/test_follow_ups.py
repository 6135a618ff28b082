"""The visitor's last word counts, also while a discontented one has the matter done again."""

from datetime import UTC, date, datetime

import pytest

from deputy_station.core.clock import Clock
from deputy_station.features.demands.rules.choices import InformedHow, Satisfaction
from deputy_station.features.demands.service import register, steps, voices
from deputy_station.features.deputies.models import Deputy, Mandate, Station
from deputy_station.features.deputies.rules import Level
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service import catalogue
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.vocabulary import FactKind, State
from deputy_station.features.points.rules.vocabulary import Satisfaction as Said
from deputy_station.features.points.service.collecting import collect_facts
from deputy_station.store import context
from deputy_station.store.database import Database


@pytest.fixture
def road(database: Database) -> tuple[Database, int, int, int]:
    """A broken road brought to 王建国 in October, and the unit that mends roads."""
    with database.transaction() as session:
        wang = Deputy(name="王建国")
        session.add_all(
            [
                wang,
                Station(
                    name="青禾镇人大代表之家", code="青禾", township="青禾镇", district="禾城区", is_home=True
                ),
            ]
        )
        session.flush()
        session.add(Mandate(deputy_id=wang.id, level=Level.TOWN, started_on=date(2022, 1, 10)))
        unit = catalogue.add_unit(session, name="镇村建办", kind=UnitKind.TOWN)
        session.info[context.CLOCK] = Clock.fixed(datetime(2026, 10, 9, 2, 0, tzinfo=UTC))
        demand = register.register_demand(session, words="村里路坏了", deputy_ids=[wang.id])
        ids = wang.id, demand.id, unit.id
    return database, *ids


def go_round(database: Database, demand_id: int, unit_id: int, day: datetime, said: Satisfaction) -> None:
    """One round: handed over, handled, told, and the visitor rung up on `day`."""
    with database.transaction() as session:
        session.info[context.CLOCK] = Clock.fixed(day)

        def version() -> int:
            return register.fetch_row(session, demand_id).version

        steps.assign_demand(session, demand_id=demand_id, version=version(), unit_id=unit_id)
        steps.accept_demand(session, demand_id=demand_id, version=version())
        steps.record_result(session, demand_id=demand_id, version=version(), note="已修补", solved=True)
        steps.inform_visitor(session, demand_id=demand_id, version=version(), how=InformedHow.PHONE)
        steps.follow_up(session, demand_id=demand_id, version=version(), satisfaction=said)


def facts_of(database: Database, kind: FactKind, year: int, deputy_id: int) -> list[Fact]:
    with database.reading() as session:
        found = collect_facts(session, first=date(year, 1, 1), last=date(year, 12, 31))
        return [fact for fact in found[deputy_id] if fact.kind is kind]


def test_a_discontented_visitor_counts_until_the_next_follow_up(road: tuple[Database, int, int, int]) -> None:
    database, deputy_id, demand_id, unit_id = road
    go_round(database, demand_id, unit_id, datetime(2026, 10, 20, tzinfo=UTC), Satisfaction.UNSATISFIED)
    words = facts_of(database, FactKind.FOLLOW_UP, 2026, deputy_id)
    assert [(fact.on, fact.satisfaction) for fact in words] == [(date(2026, 10, 20), Said.DISSATISFIED)]
    go_round(database, demand_id, unit_id, datetime(2026, 11, 10, tzinfo=UTC), Satisfaction.SATISFIED)
    words = facts_of(database, FactKind.FOLLOW_UP, 2026, deputy_id)
    assert [(fact.on, fact.satisfaction) for fact in words] == [(date(2026, 11, 10), Said.SATISFIED)]


def test_a_word_given_in_another_year_counts_in_that_year(road: tuple[Database, int, int, int]) -> None:
    database, deputy_id, demand_id, unit_id = road
    # 0:30 on New Year's Day in Beijing
    go_round(database, demand_id, unit_id, datetime(2026, 12, 31, 16, 30, tzinfo=UTC), Satisfaction.FAIR)
    assert facts_of(database, FactKind.FOLLOW_UP, 2026, deputy_id) == []
    words = facts_of(database, FactKind.FOLLOW_UP, 2027, deputy_id)
    assert [(fact.on, fact.satisfaction) for fact in words] == [(date(2027, 1, 1), Said.MOSTLY_SATISFIED)]


def test_a_new_round_does_not_take_back_that_the_demand_was_handed_over(
    road: tuple[Database, int, int, int],
) -> None:
    database, deputy_id, demand_id, unit_id = road
    assert [fact.state for fact in facts_of(database, FactKind.DEMAND_TAKEN, 2026, deputy_id)] == [
        State.NOT_ASSIGNED
    ]
    go_round(database, demand_id, unit_id, datetime(2026, 10, 20, tzinfo=UTC), Satisfaction.HALF_SOLVED)
    assert [fact.state for fact in facts_of(database, FactKind.DEMAND_TAKEN, 2026, deputy_id)] == [
        State.ASSIGNED
    ]


def test_one_matter_counts_once_however_many_demands_were_merged_into_it(
    road: tuple[Database, int, int, int],
) -> None:
    """The same deputy took the same road down twice: handed over first and merged then, it is still one matter."""
    database, deputy_id, demand_id, unit_id = road
    with database.transaction() as session:
        again = register.register_demand(session, words="村里的路烂了", deputy_ids=[deputy_id])
        steps.assign_demand(session, demand_id=again.id, version=again.version, unit_id=unit_id)
        first = register.fetch_row(session, demand_id)
        steps.assign_demand(session, demand_id=demand_id, version=first.version, unit_id=unit_id)
    taken = [fact.state for fact in facts_of(database, FactKind.DEMAND_TAKEN, 2026, deputy_id)]
    assert taken == [State.ASSIGNED, State.ASSIGNED]
    with database.transaction() as session:
        row = register.fetch_row(session, again.id)
        voices.merge_demand(session, demand_id=row.id, version=row.version, into_id=demand_id)
    by_demand = {
        fact.source[1]: fact.state
        for fact in facts_of(database, FactKind.DEMAND_TAKEN, 2026, deputy_id)
        if fact.source
    }
    assert by_demand == {demand_id: State.ASSIGNED, again.id: State.NOT_ASSIGNED}
