"""Figures of a period: counted right, told apart, and each opening the list of exactly what it counts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from deputy_station.features.demands.models import Demand, DemandDeputy, DemandStep
from deputy_station.features.demands.rules.choices import Channel, DemandState, Route, Satisfaction
from deputy_station.features.demands.rules.figures import By, Outcome, Rate
from deputy_station.features.demands.service.figures import FigureTable, hot_matters, read_figures
from deputy_station.features.demands.service.listing import count_demands, list_demands
from deputy_station.store.database import Database

from .conftest import Town

S = Satisfaction
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


class Ledger:
    """Demands written straight into their rows, as they stand today, 20 November 2026."""

    def __init__(self, database: Database, town: Town) -> None:
        self.database, self.town, self.number = database, town, 0

    def add(self, received: date, **values: Any) -> int:
        self.number += 1
        deputies = values.pop("deputies", ())
        category = values.pop("category", "")
        unit = values.pop("unit", "")
        with self.database.transaction() as session:
            demand = Demand(
                **{
                    "station_id": self.town.station,
                    "year": received.year,
                    "number": self.number,
                    "title": f"第 {self.number} 件",
                    "words": "话",
                    "channel": Channel.PHONE,
                    "state": DemandState.HANDLING,
                    # Eight in the morning at the station: still the day before in Greenwich.
                    "received_at": datetime(received.year, received.month, received.day, tzinfo=UTC),
                    "category_id": self.town.categories[category] if category else None,
                    "unit_id": self.town.units[unit] if unit else None,
                    **values,
                }
            )
            session.add(demand)
            session.flush()
            session.add_all(
                DemandDeputy(demand_id=demand.id, deputy_id=self.town.deputies[name]) for name in deputies
            )
            return demand.id

    def table(self, by: By = By.CATEGORY, **days: date) -> FigureTable:
        with self.database.reading() as session:
            return read_figures(session, **{**YEAR, **days}, by=by)

    def listed(self, where: Any) -> set[int]:
        with self.database.reading() as session:
            rows = list_demands(session, where=where, limit=None)
            assert count_demands(session, where=where) == len(rows)
            return {row.id for row in rows}


@pytest.fixture
def ledger(database: Database, town: Town) -> Ledger:
    return Ledger(database, town)


@pytest.fixture
def full(ledger: Ledger) -> dict[str, int]:
    """One of each kind, received on 5 March, with what must be counted of it beside its name."""
    spring, due = date(2026, 3, 5), date(2026, 3, 19)
    timed = {"state": DemandState.SETTLED, "deadline_on": due}
    road = {"category": "城乡建设/村镇建设", "unit": "镇村建办"}
    return {
        "in_time": ledger.add(
            spring, **timed, **road, handled_on=due, satisfaction=S.SATISFIED, manner=S.FAIR, village="六村"
        ),
        "late": ledger.add(
            spring, **timed, **road, handled_on=date(2026, 3, 20), satisfaction=S.FAIR, manner=S.UNSATISFIED
        ),
        "on_the_spot": ledger.add(
            spring, state=DemandState.STRUCK_OFF, route=Route.ANSWERED, handled_on=spring, voices=3
        ),
        "overdue": ledger.add(
            spring, state=DemandState.HANDLING, deadline_on=due, deputies=["王建国", "李秀英"]
        ),
        "declined": ledger.add(spring, state=DemandState.DECLINED, route=Route.DECLINED),
        "withdrawn": ledger.add(spring, state=DemandState.WITHDRAWN),
        "merged": ledger.add(spring, state=DemandState.MERGED),
        "half_solved": ledger.add(spring, state=DemandState.INFORMED, satisfaction=S.HALF_SOLVED),
        "other_year": ledger.add(date(2025, 12, 31), state=DemandState.SETTLED),
    }


def test_each_set_holds_what_its_words_say(ledger: Ledger, full: dict[str, int]) -> None:
    whole = ledger.table().whole
    expected = {
        Outcome.RECEIVED: {"in_time", "late", "on_the_spot", "overdue", "declined", "half_solved"},
        Outcome.DECLINED: {"declined"},
        Outcome.DUE: {"in_time", "late", "on_the_spot", "overdue", "half_solved"},
        Outcome.SETTLED: {"in_time", "late", "on_the_spot"},
        Outcome.UNSETTLED: {"overdue", "half_solved"},
        Outcome.TIMED: {"in_time", "late", "on_the_spot"},
        Outcome.IN_TIME: {"in_time", "on_the_spot"},
        Outcome.LATE: {"late"},
        Outcome.OVERDUE: {"overdue"},
        Outcome.REDONE: set(),
        Outcome.RESULT_RATED: {"in_time", "late", "half_solved"},
        Outcome.RESULT_SATISFIED: {"in_time", "late"},
        Outcome.MANNER_RATED: {"in_time", "late"},
        Outcome.MANNER_SATISFIED: {"in_time"},
        Outcome.BOTH_RATED: {"in_time", "late"},
        Outcome.BOTH_SATISFIED: {"in_time"},
        Outcome.NOT_SATISFIED: {"half_solved"},
    }
    assert set(expected) == set(Outcome)
    for outcome, names in expected.items():
        assert ledger.listed(whole.list_of(outcome)) == {full[name] for name in names}, outcome
        assert whole.counts.of(outcome) == len(names), outcome
    assert whole.counts.voices == 8
    rates = {rate: whole.counts.rate(rate) for rate in Rate}
    assert rates == {
        Rate.SETTLED: Fraction(3, 5),
        Rate.IN_TIME: Fraction(2, 3),
        Rate.RESULT: Fraction(2, 3),
        Rate.MANNER: Fraction(1, 2),
        Rate.BOTH: Fraction(1, 2),
    }


@pytest.mark.parametrize("by", list(By))
def test_every_figure_of_every_row_opens_exactly_what_it_counts(
    ledger: Ledger, full: dict[str, int], by: By
) -> None:
    table = ledger.table(by)
    for row in (table.whole, *table.rows):
        for outcome in (Outcome.RECEIVED, Outcome.SETTLED, Outcome.IN_TIME, Outcome.RESULT_SATISFIED):
            assert len(ledger.listed(row.list_of(outcome))) == row.counts.of(outcome), (row.name, outcome)
    received = sum(row.counts.of(Outcome.RECEIVED) for row in table.rows)
    if by is By.DEPUTY:
        assert received == table.whole.counts.of(Outcome.RECEIVED) + 1
        assert all(row.share is None for row in table.rows)
    else:
        assert received == table.whole.counts.of(Outcome.RECEIVED)
        assert sum(row.share or 0 for row in table.rows) == Decimal("100.00")


def test_rows_are_named_and_the_most_received_come_first(ledger: Ledger, full: dict[str, int]) -> None:
    def named(by: By) -> list[tuple[str, int]]:
        return [(row.name, row.counts.of(Outcome.RECEIVED)) for row in ledger.table(by).rows]

    assert named(By.CATEGORY) == [("没有分类", 4), ("城乡建设", 2)]
    assert named(By.VILLAGE) == [("没有写村", 5), ("六村", 1)]
    assert named(By.UNIT) == [("没有交单位", 4), ("镇村建办", 2)]
    assert named(By.DEPUTY) == [("没有接待代表", 5), ("李秀英", 1), ("王建国", 1)]
    assert named(By.CHANNEL) == [("电话", 6)]
    assert named(By.ROUTE) == [("还没有处理", 4), ("引导不受理", 1), ("当场答复", 1)]
    months = named(By.MONTH)
    assert months[2] == ("2026年3月", 6)
    assert len(months) == 12
    assert sum(count for _, count in months) == 6


def test_the_last_word_of_a_visitor_counts_while_a_new_round_is_under_way(ledger: Ledger) -> None:
    redone = ledger.add(date(2026, 3, 5), state=DemandState.HANDLING, rounds=2)
    with ledger.database.transaction() as session:
        for said in (S.FAIR, S.UNSATISFIED, None):
            session.add(
                DemandStep(
                    demand_id=redone,
                    at=datetime(2026, 3, 9, tzinfo=UTC),
                    actor="周敏",
                    step="follow_up",
                    sentence="回访",
                    state_after=DemandState.HANDLING,
                    satisfaction=said,
                )
            )
    counts = ledger.table().whole.counts
    assert (counts.of(Outcome.RESULT_RATED), counts.of(Outcome.NOT_SATISFIED)) == (1, 1)
    assert counts.rate(Rate.RESULT) == 0


def test_a_granted_extension_counts_as_in_time_because_it_moved_the_deadline(ledger: Ledger) -> None:
    ledger.add(
        date(2026, 3, 5),
        state=DemandState.HANDLED,
        extended=1,
        deadline_on=date(2026, 4, 20),
        handled_on=date(2026, 4, 18),
    )
    assert ledger.table().whole.counts.rate(Rate.IN_TIME) == 1


def test_a_day_belongs_to_the_month_of_the_stations_clock(ledger: Ledger) -> None:
    midnight = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)  # 0:30 on 1 April at the station
    ledger.add(date(2026, 4, 1), received_at=midnight)
    march, april = ledger.table(By.MONTH, first=date(2026, 3, 1), last=date(2026, 4, 30)).rows
    assert (march.counts.of(Outcome.RECEIVED), april.counts.of(Outcome.RECEIVED)) == (0, 1)


def test_an_empty_period_has_nothing_and_divides_by_nothing(ledger: Ledger) -> None:
    table = ledger.table()
    assert table.rows == ()
    assert table.whole.counts.of(Outcome.RECEIVED) == 0
    assert table.whole.counts.rate(Rate.SETTLED) is None


def test_hot_matters_are_those_that_grew_and_each_opens_both_quarters(ledger: Ledger) -> None:
    def voiced(category: str, month: int, times: int, **values: Any) -> None:
        for _ in range(times):
            ledger.add(date(2026, month, 5), category=category, **values)

    voiced("城乡建设/村镇建设/其他", 8, 2)
    voiced("城乡建设/村镇建设/新农村建设", 11, 3, voices=2)
    voiced("城乡建设/村镇建设", 11, 2)
    voiced("城乡建设/工程质量/施工安全", 8, 4)
    voiced("城乡建设/工程质量/施工安全", 11, 2)
    voiced("城乡建设/城乡规划/违章建筑", 10, 1)
    with ledger.database.reading() as session:
        hot = hot_matters(session, year=2026, quarter=4)
    assert [(one.name, one.count, one.before, one.voices, one.growth) for one in hot] == [
        ("城乡建设／村镇建设", 5, 2, 8, "多 3 件（+150%）"),
        ("城乡建设／工程质量", 2, 4, 2, "少 2 件（-50%）"),
    ]
    for one in hot:
        assert len(ledger.listed(one.where)) == one.count
        assert len(ledger.listed(one.where_before)) == one.before
