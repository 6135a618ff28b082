"""Index and tallies for many demands at once, as an import or making all of it anew brings them.

The same pieces at the same places and the same counts as `indexing` works out for one demand; here each fact, day and
count is worked out once for all demands that share it, and nothing is made of a row but what is written.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import BindParameter, Connection, String, Table, bindparam, select, type_coerce

from deputy_station.core.cleaning import search_form
from deputy_station.core.clock import local_day
from deputy_station.core.grams import spell_pieces
from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.deadlines import ANSWER_OWED
from deputy_station.features.demands.rules.facets import (
    Fact,
    beginning_token,
    fact_token,
    place_of,
    title_token,
    tokens_of,
)
from deputy_station.store.settling import run_on_worked_out

TallyKey = tuple[str, str, int, DemandState]
FACTS = {
    Fact.STATION: "station_id",
    Fact.STATE: "state",
    Fact.UNIT: "unit_id",
    Fact.CATEGORY: "category_id",
    Fact.ROUTE: "route",
    Fact.VILLAGE: "village",
    Fact.TAKEN_BY: "taken_by",
}
"""What may be asked for, and its column."""
COUNTED_BY = {
    Fact.UNIT: "unit",
    Fact.CATEGORY: "category",
    Fact.ROUTE: "route",
    Fact.VILLAGE: "village",
    Fact.TAKEN_BY: "taken_by",
}
"""Facts with a tally of their own, and its kind."""
_IN_ONE_QUESTION = 500
_demands, _links = cast(Table, Demand.__table__), cast(Table, DemandDeputy.__table__)
_DAYS = ("received_at", "deadline_on", "call_on", "supervised_on")
_FIRST_FACT = 3 + len(_DAYS)
_PLACES = {fact: place for place, fact in enumerate(FACTS, _FIRST_FACT)}
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
# Choices and days stay the words they are kept as.
_READING = select(
    _demands.c.id,
    _demands.c.title,
    _demands.c.search_text,
    *(type_coerce(_demands.c[name], String).label(name) for name in (*_DAYS, *FACTS.values())),
).where(_demands.c.id.in_(_IDS))
_LINKING = select(_links.c.demand_id, _links.c.deputy_id).where(_links.c.demand_id.in_(_IDS))
_OWED = frozenset(state.value for state in ANSWER_OWED)
_TITLE_MARK = title_token("")


def index_many(connection: Connection, ids: Sequence[int], counts: Counter[TallyKey]) -> None:
    """Put the demands of these that are there into the index, and add what they count towards."""
    rows: list[Any] = []
    deputies: dict[int, list[int]] = {}
    for start in range(0, len(ids), _IN_ONE_QUESTION):
        some = {"ids": ids[start : start + _IN_ONE_QUESTION]}
        rows += connection.execute(_READING, some).all()
        for demand_id, deputy_id in connection.execute(_LINKING, some).all():
            deputies.setdefault(demand_id, []).append(deputy_id)
    if not rows:
        return
    days = _days([row.received_at for row in rows])
    _count(rows, days, counts)
    sqlite = connection.dialect.name == "sqlite"
    told = (_spelt if sqlite else _listed)(rows, [*_facts(rows, deputies)])
    made = [(place_of(day, row.id), pieces) for row, day, pieces in zip(rows, days, told, strict=True)]
    made.sort(key=lambda one: one[0])  # the index takes what grows without sorting it again
    columns = "(rowid, pieces) VALUES (?, ?)" if sqlite else "(place, pieces) VALUES (%s, %s)"
    run_on_worked_out(connection, f"INSERT INTO demand_index {columns}", made)


def _facts(rows: Sequence[Any], deputies: Mapping[int, Sequence[int]]) -> Iterator[tuple[str, ...]]:
    """The tokens of the facts of each row; those of all rows that are alike are put together once."""
    known: dict[tuple[Any, ...], tuple[str, ...]] = {}
    for row in rows:
        alike = (row[_FIRST_FACT:], row.supervised_on is None)
        tokens = known.get(alike)
        if tokens is None:
            tokens = known[alike] = _fact_tokens(row)
        if row.id in deputies:
            tokens = (*tokens, *(fact_token(Fact.DEPUTY, one) for one in deputies[row.id]))
        yield tokens


def _fact_tokens(row: Any) -> tuple[str, ...]:
    told = ((fact, getattr(row, name)) for fact, name in FACTS.items())
    tokens = [fact_token(fact, value) for fact, value in told if value not in (None, "")]
    if row.supervised_on is not None:
        tokens.append(fact_token(Fact.SUPERVISED))
    return tuple(tokens)


def _spelt(rows: Sequence[Any], facts: Sequence[Sequence[str]]) -> list[str]:
    """The pieces of each demand as FTS5 takes them; it parts them itself, and a piece told twice counts once."""
    titles = [search_form(row.title) for row in rows]
    parts = (
        spell_pieces([row.search_text for row in rows]),
        spell_pieces(titles, _TITLE_MARK),
        [f"{beginning_token(title[:1])} {beginning_token(title)} " for title in titles],
        map(" ".join, facts),
    )
    return list(map("".join, zip(*parts, strict=True)))


def _listed(rows: Sequence[Any], facts: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pieces of each demand as PostgreSQL takes them."""
    return [
        sorted(tokens_of(row.search_text, search_form(row.title), ()).union(told))
        for row, told in zip(rows, facts, strict=True)
    ]


def _days(instants: Sequence[Any]) -> list[date]:
    """The station's day of each instant, as the driver gives it (words in UTC on SQLite). Our zone is whole hours away,
    so all of one hour are of one day."""
    known: dict[Any, date] = {}
    days = []
    for instant in instants:
        hour = instant[:13] if isinstance(instant, str) else instant
        day = known.get(hour)
        if day is None:
            if isinstance(instant, str):
                instant = datetime.fromisoformat(instant).replace(tzinfo=UTC)
            day = known[hour] = local_day(instant)
        days.append(day)
    return days


def _count(rows: Sequence[Any], days: Sequence[date], counts: Counter[TallyKey]) -> None:
    for (kind, value, station, state), number in _counted(rows, days):
        counts[kind, value, station, DemandState(state)] += number


def _counted(rows: Sequence[Any], days: Sequence[date]) -> Iterator[tuple[tuple[str, str, int, str], int]]:
    """What the rows count towards, as `indexing.tally_keys` says it of one."""
    where = [(row.station_id, row.state) for row in rows]
    for (station, state), number in Counter(where).items():
        yield ("all", "", station, state), number
    for (day, (station, state)), number in Counter(zip(days, where, strict=True)).items():
        yield ("month", f"{day:%Y-%m}", station, state), number
    said: list[tuple[str, list[Any]]] = [
        ("due", [row.deadline_on if row.state in _OWED else None for row in rows]),
        ("call", [row.call_on if row.state == DemandState.INFORMED.value else None for row in rows]),
        ("supervised", [None if row.supervised_on is None else "" for row in rows]),
    ]
    for fact, kind in COUNTED_BY.items():
        place = _PLACES[fact]
        said.append((kind, [row[place] if row[place] != "" else None for row in rows]))
    for kind, values in said:
        for (value, (station, state)), number in Counter(zip(values, where, strict=True)).items():
            if value is not None:
                yield (kind, str(value), station, state), number
