"""The search index and the tallies of the demands, kept true from the notes that triggers write.

At the end of each transaction what changed is taken out of both as it was and put in as it is. Both engines hold the
same tokens at the same places, so that the same question finds the same demands in the same order.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BindParameter,
    Connection,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
)

from deputy_station.core.cleaning import search_form
from deputy_station.core.clock import local_day
from deputy_station.features.demands.models import Demand, DemandChange, DemandDeputy, DemandTally
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.deadlines import ANSWER_OWED
from deputy_station.features.demands.rules.facets import Fact, place_of, tokens_of
from deputy_station.features.demands.service.indexing_many import (
    COUNTED_BY,
    FACTS,
    TallyKey,
    index_many,
)
from deputy_station.store.prepared import Number, insertion
from deputy_station.store.settling import run_on_worked_out

AT_ONCE = 5_000
"""Demands worked out in one go: what of them lies in memory stays small."""
SUM_UP_EVERY = 500
"""Counts are added as rows of their own, so that two desks never wait for each other; summed up now and then."""
ONE_DEMAND = 40
"""Counts that one demand changes are fewer; they go with one statement."""
FEW = 50
"""Demands changed by a desk are no more; what is read for many at once would take them longer."""
SAMPLED = 300
_T = TypeVar("_T")
_demands, _changes = cast(Table, Demand.__table__), cast(Table, DemandChange.__table__)
_tallies, _links = cast(Table, DemandTally.__table__), cast(Table, DemandDeputy.__table__)
_WATCHED = (
    "station_id", "received_at", "state", "deadline_on", "call_on", "unit_id", "category_id", "route", "village",
    "taken_by", "supervised_on",
)  # fmt: skip


def settle_demands(connection: Connection) -> None:
    """Bring index and tallies up to the demands that changed."""
    counts: Counter[TallyKey] = Counter()
    more = True
    while more:
        notes = _take_notes(connection)
        if not notes:
            break
        more = len(notes) == AT_ONCE
        old = [note for note in notes if note.there]
        for note in old:
            counts.subtract(tally_keys(note))
        _take_out(connection, [place_of(local_day(note.received_at), note.demand_id) for note in old])
        ids = [note.demand_id for note in notes]
        if len(ids) > FEW:
            index_many(connection, ids, counts)
            continue
        rows = _read(connection, ids)
        for row in rows:
            counts.update(tally_keys(row))
        _put_in(connection, rows)
    _add(connection, counts)


def rebuild(connection: Connection) -> None:
    """Make index and tallies anew from the demands."""
    empty = "INSERT INTO demand_index(demand_index) VALUES ('delete-all')"
    connection.execute(text(empty if connection.dialect.name == "sqlite" else "DELETE FROM demand_index"))
    connection.execute(delete(_tallies))
    connection.execute(delete(_changes))
    first: int = connection.scalar(select(func.min(_demands.c.id))) or 0
    last: int = connection.scalar(select(func.max(_demands.c.id))) or -1
    for start in range(first, last + 1, AT_ONCE):
        notes = select(_demands.c.id, text("FALSE")).where(_demands.c.id.between(start, start + AT_ONCE - 1))
        connection.execute(insert(_changes).from_select(["demand_id", "there"], notes))
        settle_demands(connection)


def tally_keys(row: Any) -> Iterator[TallyKey]:
    """What a demand counts towards; `row` has the watched columns."""
    station, state = row.station_id, row.state
    yield "all", "", station, state
    yield "month", f"{local_day(row.received_at):%Y-%m}", station, state
    if state in ANSWER_OWED and row.deadline_on is not None:
        yield "due", row.deadline_on.isoformat(), station, state
    if state is DemandState.INFORMED and row.call_on is not None:
        yield "call", row.call_on.isoformat(), station, state
    if row.supervised_on is not None:
        yield "supervised", "", station, state
    for fact, kind in COUNTED_BY.items():
        value = getattr(row, FACTS[fact])
        if value not in (None, ""):
            yield kind, tally_key(value), station, state


def tally_key(value: Any) -> str:
    """A value as tallies are kept by it."""
    return str(getattr(value, "value", value))


_NOTES = select(_changes).order_by(_changes.c.demand_id).limit(literal_column(str(AT_ONCE)))
_FIRST_NOTES = select(_changes.c.demand_id).limit(AT_ONCE).with_for_update(skip_locked=True)
# What another desk is just settling is left to it.
_TAKING = (
    delete(_changes).where(_changes.c.demand_id.in_(_FIRST_NOTES.scalar_subquery())).returning(*_changes.c)
)
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_READ = select(
    _demands.c.id,
    _demands.c.title,
    _demands.c.search_text,
    *(_demands.c[name] for name in _WATCHED),
    select(_links.c.deputy_id).where(_links.c.demand_id == _demands.c.id).exists().label("followed"),
)
_READING, _READING_ONE = _READ.where(_demands.c.id.in_(_IDS)), _READ.where(_demands.c.id == bindparam("one"))
_LINKING = select(_links.c.demand_id, _links.c.deputy_id).where(_links.c.demand_id.in_(_IDS))


def _take_notes(connection: Connection) -> Sequence[Any]:
    if connection.dialect.name != "sqlite":
        return connection.execute(_TAKING).all()
    notes = connection.execute(_NOTES).all()  # nobody else writes meanwhile
    if notes:
        done = "DELETE FROM demand_changes WHERE demand_id <= ?"
        run_on_worked_out(connection, done, (notes[-1].demand_id,))
    return notes


def _read(connection: Connection, ids: Sequence[int]) -> list[Any]:
    """The demands of these that are there."""
    if len(ids) == 1:
        return list(connection.execute(_READING_ONE, {"one": ids[0]}))
    return [row for some in _parts(ids) for row in connection.execute(_READING, {"ids": some})]


def _put_in(connection: Connection, rows: Sequence[Any]) -> None:
    if not rows:
        return
    deputies = _deputies(connection, rows)
    made = ((place_of(local_day(row.received_at), row.id), _tokens(row, deputies[row.id])) for row in rows)
    if connection.dialect.name == "sqlite":
        adding = "INSERT INTO demand_index (rowid, pieces) VALUES (?, ?)"
        run_on_worked_out(connection, adding, [(place, " ".join(tokens)) for place, tokens in made])
    else:
        adding = "INSERT INTO demand_index (place, pieces) VALUES (%s, %s)"
        run_on_worked_out(connection, adding, [(place, sorted(tokens)) for place, tokens in made])


def _tokens(row: Any, deputies: Iterable[int]) -> set[str]:
    facts: list[tuple[Fact, object]] = [(fact, getattr(row, name)) for fact, name in FACTS.items()]
    facts += [(Fact.DEPUTY, one) for one in deputies]
    if row.supervised_on is not None:
        facts.append((Fact.SUPERVISED, ""))
    told = [(fact, value) for fact, value in facts if fact is Fact.SUPERVISED or value not in (None, "")]
    return tokens_of(row.search_text, search_form(row.title), told)


def _deputies(connection: Connection, rows: Sequence[Any]) -> dict[int, list[int]]:
    """Who follows these demands, where anybody does."""
    found: dict[int, list[int]] = defaultdict(list)
    for some in _parts([row.id for row in rows if row.followed]):
        for demand_id, deputy_id in connection.execute(_LINKING, {"ids": some}):
            found[demand_id].append(deputy_id)
    return found


def _take_out(connection: Connection, places: Sequence[int]) -> None:
    if not places:
        return
    sqlite = connection.dialect.name == "sqlite"
    taking = f"DELETE FROM demand_index WHERE {'rowid = ?' if sqlite else 'place = %s'}"  # noqa: S608  (ours)
    run_on_worked_out(connection, taking, [(place,) for place in places])


_ADDING = insert(_tallies)
_NEWEST = text("SELECT max(id) FROM demand_tallies")


def _add(connection: Connection, counts: Counter[TallyKey]) -> None:
    rows = [
        {"kind": kind, "key": key, "station_id": station, "state": state, "demands": number}
        for (kind, key, station, state), number in counts.items()
        if number
    ]
    if not rows:
        return
    newest = _add_rows(connection, rows)
    if newest % SUM_UP_EVERY < len(rows):
        _sum_up(connection, newest)


def _add_rows(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Write counts; the number of the newest."""
    if connection.dialect.name == "sqlite" and len(rows) <= ONE_DEMAND:
        each = insertion(connection, _tallies, Number.FROM_ENGINE)
        several = each.sql + ", (?, ?, ?, ?, ?)" * (len(rows) - 1)
        values = tuple(value for row in rows for value in each.values(row))
        return run_on_worked_out(connection, several, values).lastrowid
    connection.execute(_ADDING, rows)
    return connection.scalar(_NEWEST) or 0


def _sum_up(connection: Connection, newest: int) -> None:
    """Make one row of all rows of a key; left for the next time while another desk does it."""
    if connection.dialect.name != "sqlite":
        if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(hashtext('demand_tallies'))")):
            return
        connection.execute(
            text("""
            WITH gone AS (DELETE FROM demand_tallies RETURNING kind, key, station_id, state, demands)
            INSERT INTO demand_tallies (kind, key, station_id, state, demands)
            SELECT kind, key, station_id, state, sum(demands) FROM gone
            GROUP BY kind, key, station_id, state HAVING sum(demands) <> 0
            """)
        )
        return
    connection.execute(
        text("""
        INSERT INTO demand_tallies (kind, key, station_id, state, demands)
        SELECT kind, key, station_id, state, sum(demands) FROM demand_tallies
        GROUP BY kind, key, station_id, state HAVING sum(demands) <> 0
        """)
    )
    connection.execute(delete(_tallies).where(_tallies.c.id <= newest))


def _parts(ids: Sequence[_T], size: int = 500) -> Iterator[Sequence[_T]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def count_faults(connection: Connection) -> int:
    """How many figures and how many of the demands looked at are not in tallies and index as they should be.

    Every demand is counted; the pieces of SAMPLED of them, evenly spread, are asked of the index one by one.
    """
    settle_demands(connection)
    wanted: Counter[TallyKey] = Counter()
    columns = [_demands.c.id, *(_demands.c[name] for name in _WATCHED)]
    for row in connection.execute(select(*columns).execution_options(yield_per=AT_ONCE)):
        wanted.update(tally_keys(row))
    kept: Counter[TallyKey] = Counter()
    for kind, key, station, state, number in connection.execute(
        select(*(_tallies.c[name] for name in ("kind", "key", "station_id", "state", "demands")))
    ):
        kept[kind, key, station, state] += number
    faults = sum(wanted[key] != kept[key] for key in {*wanted, *kept})
    sqlite = connection.dialect.name == "sqlite"
    places = "demand_index_docsize" if sqlite else "demand_index"
    there: int = connection.scalar(text(f"SELECT count(*) FROM {places}")) or 0  # noqa: S608  (one of ours)
    demands: int = connection.scalar(select(func.count()).select_from(_demands)) or 0
    faults += abs(there - demands)
    every = max(1, demands // SAMPLED)
    ids = connection.scalars(select(_demands.c.id).where(_demands.c.id % every == 0).limit(2 * SAMPLED)).all()
    rows = _read(connection, ids)
    deputies = _deputies(connection, rows)
    return faults + sum(not _is_indexed(connection, row, _tokens(row, deputies[row.id])) for row in rows)


def _is_indexed(connection: Connection, row: Any, tokens: set[str]) -> bool:
    place = place_of(local_day(row.received_at), row.id)
    if connection.dialect.name != "sqlite":
        asking = text("SELECT 1 FROM demand_index WHERE place = :place AND pieces = :pieces")
        return connection.scalar(asking, {"place": place, "pieces": sorted(tokens)}) is not None
    asking = text("SELECT 1 FROM demand_index WHERE demand_index MATCH :asked AND rowid = :place")
    some = sorted(tokens)
    return all(
        connection.scalar(asking, {"asked": " AND ".join(f'"{one}"' for one in part), "place": place})
        is not None
        for part in _parts(some, 50)
    )
