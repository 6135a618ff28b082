"""Whatever the figures count, pressing them lists exactly that: over many demands of every kind, for every figure."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from deputy_station.features.demands.models import Demand, DemandDeputy, DemandStep
from deputy_station.features.demands.rules.choices import Channel, DemandState, Route, Satisfaction
from deputy_station.features.demands.rules.figures import By, Outcome, Rate
from deputy_station.features.demands.service.figures import FigureRow, hot_matters, read_figures
from deputy_station.features.demands.service.filters import DemandFilter
from deputy_station.features.demands.service.listing import count_demands, list_demands
from deputy_station.store.database import Database
from tests.laid_down import Beginning

from .conftest import Town, write_town

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
MANY = 60


def _write_many(database: Database) -> Town:
    """Demands of every state, with and without a unit, a village, a category, a deputy, a deadline and an opinion;
    some of the year before, some received at midnight, some handled twice."""
    town = write_town(database)
    chance = random.Random(6)

    def some(*values: object) -> object:
        return chance.choice(values)

    categories = ["城乡建设", "城乡建设/村镇建设", "城乡建设/村镇建设/其他", "劳动和社会保障/退休政策及待遇"]
    opinions = [None, None, *Satisfaction]
    with database.transaction() as session:
        for number in range(1, MANY + 1):
            received = datetime(2025, 12, 20, 16, 30, tzinfo=UTC) + timedelta(days=chance.randrange(340))
            name = some("", *categories)
            handled = some(None, received.date() + timedelta(days=chance.randrange(1, 40)))
            demand = Demand(
                station_id=town.station,
                year=received.year,
                number=number,
                title="路",
                words="路",
                channel=some(*Channel),
                state=some(*DemandState),
                route=some(None, *Route),
                received_at=received,
                category_id=town.categories[str(name)] if name else None,
                unit_id=some(None, *list(town.units.values())[:3]),
                village=some("", "六村", "东街社区"),
                deadline_on=some(None, received.date() + timedelta(days=20)),
                handled_on=handled,
                rounds=some(1, 1, 2),
                satisfaction=some(*opinions),
                manner=some(*opinions),
                voices=chance.randrange(1, 4),
            )
            session.add(demand)
            session.flush()
            for deputy in chance.sample(list(town.deputies.values()), chance.randrange(3)):
                session.add(DemandDeputy(demand_id=demand.id, deputy_id=deputy))
            if demand.rounds == 2:
                session.add(
                    DemandStep(
                        demand_id=demand.id,
                        at=received,
                        actor="周敏",
                        step="follow_up",
                        sentence="回访",
                        state_after=demand.state,
                        satisfaction=some(*opinions),
                        manner=some(*opinions),
                    )
                )
    return town


_MANY = Beginning(_write_many)


@pytest.fixture
def beginning() -> Beginning[Town]:
    return _MANY


def listed(database: Database, where: DemandFilter) -> set[int]:
    with database.reading() as session:
        rows = list_demands(session, where=where, limit=None)
    found = {row.id for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("by", list(By))
def test_every_figure_and_both_parts_of_every_rate_open_as_many_demands_as_they_count(
    database: Database, by: By
) -> None:
    with database.reading() as session:
        table = read_figures(session, first=FIRST, last=LAST, by=by)
    lists: dict[tuple[str, Outcome], set[int]] = {}

    def opened(row: FigureRow, outcome: Outcome) -> set[int]:
        if (row.id, outcome) not in lists:
            lists[row.id, outcome] = listed(database, row.list_of(outcome))
        return lists[row.id, outcome]

    assert len({row.id for row in table.rows}) == len(table.rows)
    for row in (table.whole, *table.rows):
        for outcome in Outcome:
            assert len(opened(row, outcome)) == row.counts.of(outcome), (row.name, outcome)
        for rate in Rate:
            part, whole = (opened(row, one) for one in rate.parts)
            assert part <= whole, (row.name, rate)
            told = row.counts.rate(rate)
            assert (told is None) == (not whole)
            assert told is None or told * len(whole) == len(part)
    with database.reading() as session:
        for outcome in Outcome:
            counted = count_demands(session, where=table.whole.list_of(outcome))
            assert counted == table.whole.counts.of(outcome), outcome
    for outcome in Outcome:
        together = [key for row in table.rows for key in opened(row, outcome)]
        assert set(together) == opened(table.whole, outcome), outcome
        assert by is By.DEPUTY or len(together) == len(set(together)), outcome
    assert table.whole.counts.of(Outcome.RECEIVED) > MANY / 2


def test_every_hot_matter_opens_both_its_quarters(database: Database) -> None:
    with database.reading() as session:
        hot = [
            matter for quarter in (1, 2, 3, 4) for matter in hot_matters(session, year=2026, quarter=quarter)
        ]
    assert hot
    for matter in hot:
        assert len(listed(database, matter.where)) == matter.count
        assert len(listed(database, matter.where_before)) == matter.before
