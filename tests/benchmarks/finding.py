"""Lists, searches and writing with 1,000,000 demands: each against one 60 Hz frame, and against the same with 1,000.

A time is the processor time of the whole question, from the typed word to the rows in hand, the 95th of a hundred for
the searches; what the disk holds is in memory, as after the first minute of a morning. Writing is told by the clock
as well: both sides end with a commit that the disk has taken.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from statistics import median

from sqlalchemy import text

from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.service.filters import DemandFilter, View
from deputy_station.features.demands.service.listing import (
    PAGE_SIZE,
    count_demands,
    count_for_chips,
    list_demands,
)
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.demands.service.steps import assign_demand
from deputy_station.store.asking import TELLS_CHANGES
from deputy_station.store.database import Database
from tests.benchmarks.measuring import Comparison
from tests.benchmarks.million_demands import station_with

FRAME = 1 / 60
MANY, FEW = 1_000_000, 1_000
ROUNDS = 7
TYPED = {
    "1 sign, common": ("村", "路", "不", "的", "水", "人", "灯", "家"),
    "1 sign, rare": ("龘", "𠮷", "鑫", "😀", "%", "犇"),
    "2 signs, common": ("路灯", "东村", "没有", "公积", "多年", "老人"),
    "2 signs, rare": ("仇仇", "灯仇", "村龘", "zz", "鑫鑫", "亮积"),
    "3 signs, common": ("路灯不", "养老金", "低保没", "公交站", "wjg"),
    "3 signs, rare": ("路灯涨", "灯不灯", "单仇仇", "村不村", "138"),
    "8 signs, common": ("东村路灯坏了没有", "打过热线，让我们", "老人孩子都摔过。"),
    "8 signs, rare": ("路灯不亮丢了好几", "13812345", "村里老人没有医生", "没有人修多年没有", "1391234567"),
}
PLACES = {
    "the first page": lambda total: 0,
    "a jump to the middle": lambda total: total // 2,
    "a jump to the end": lambda total: max(0, total - 100),
}


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The best of the rounds, the first left out."""
    work()
    return min(seconds(work) for _ in range(rounds))


def search(database: Database, words: Sequence[str]) -> float:
    """The 95th of a hundred keystrokes to the rows in hand, over these words."""
    with database.reading() as session:
        taken = []
        for word in words:
            list_demands(session, where=DemandFilter(search=word))
        for number in range(100):
            where = DemandFilter(search=words[number % len(words)])
            taken.append(seconds(lambda where=where: list_demands(session, where=where)))  # type: ignore[misc]
    return sorted(taken)[94]


def views() -> dict[str, DemandFilter]:
    """Every view of the desk, and some a clerk would save."""
    own = {f"view {view.value}": DemandFilter(view=view) for view in View if view is not View.VILLAGE}
    return own | {
        "unit, still open": DemandFilter(view=View.OPEN, unit_id=3),
        "village and year": DemandFilter(village="东村", year=2024),
        "category, overdue": DemandFilter(view=View.OVERDUE, category_id=1),
        "taken by me, 路灯": DemandFilter(taken_by="周敏", search="路灯"),
        "to call back, 不亮": DemandFilter(view=View.TO_FOLLOW_UP, search="不亮"),
        "a month, handled by a unit": DemandFilter(
            unit_id=5, first_day=date(2025, 3, 1), last_day=date(2025, 3, 31)
        ),
    }


def measure() -> list[Comparison]:
    """Everything, both sizes in turn."""
    found: list[Comparison] = []
    with station_with(MANY) as many, station_with(FEW) as few:
        for kind, words in TYPED.items():
            found += _both(f"search {kind}, p95", search(many, words), search(few, words))
        for name, where in views().items():
            rows = max(1, _rows(few, where))  # a page of 7 rows is no yardstick for one of 100
            found += [
                _both(f"open {name}", _opening(many, where), 1)[0],
                _both(f"open {name}", _opening(many, where, rows), _opening(few, where, rows))[1],
            ]
        for name, place in PLACES.items():
            for list_name, where in (
                ("all", DemandFilter()),
                ("overdue", DemandFilter(view=View.OVERDUE)),
                ("open", DemandFilter(view=View.OPEN)),
                ("search 路灯", DemandFilter(search="路灯")),
                ("search 路灯不", DemandFilter(search="路灯不")),
            ):
                found += _both(f"{name} of {list_name}", _page(many, where, place), _page(few, where, place))
        found += _both("figures on the chips", _chips(many), _chips(few))
        for name, where in (("all", DemandFilter()), ("search 路灯", DemandFilter(search="路灯"))):
            found += _both(f"number of {name}", _count(many, where), _count(few, where))
        found += writing(many)
    return found


def _both(name: str, ours: float, at_few: float) -> list[Comparison]:
    return [
        Comparison(f"{name} / a frame", ours, FRAME, aim=1),
        Comparison(f"{name}: {MANY:,} / {FEW:,}", ours, at_few, aim=2),
    ]


def _opening(database: Database, where: DemandFilter, rows: int = PAGE_SIZE) -> float:
    with database.reading() as session:
        return best(lambda: list_demands(session, where=where, limit=rows))


def _rows(database: Database, where: DemandFilter) -> int:
    with database.reading() as session:
        return len(list_demands(session, where=where))


def _page(database: Database, where: DemandFilter, place: Callable[[int], int]) -> float:
    with database.reading() as session:
        total = count_demands(session, where=where)
        return best(lambda: list_demands(session, where=where, offset=place(total), total=total))


def _count(database: Database, where: DemandFilter) -> float:
    with database.reading() as session:
        return best(lambda: count_demands(session, where=where))


def _chips(database: Database) -> float:
    with database.reading() as session:
        return best(lambda: count_for_chips(session))


# ------------------------------------------------------------------ writing


def writing(database: Database) -> list[Comparison]:
    """A demand registered, a step taken, against the same rows put into tables with one index by hand."""
    registered: list[_Taken] = []
    stepped: list[_Taken] = []
    by_hand: list[_Taken] = []
    with database.engine.begin() as connection:
        columns = ", ".join(f"{column.name}" for column in Demand.__table__.columns if column.name != "id")
        connection.exec_driver_sql(f"CREATE TABLE plain_demands (id INTEGER PRIMARY KEY, {columns})")
        connection.exec_driver_sql("CREATE INDEX plain_received ON plain_demands (received_at, id)")
        connection.exec_driver_sql(
            "CREATE TABLE plain_lines (id INTEGER PRIMARY KEY, at, actor, sentence, told)"
        )
    try:
        for number in range(60):
            words = f"第 {number} 处路灯不亮，老人孩子都摔过，希望政府派人来看看"
            with _taking(registered), database.transaction() as session:
                row = register_demand(
                    session, words=words, visitor_name="张守田", visitor_phone="13812341234"
                )
            with _taking(stepped), database.transaction() as session:
                assign_demand(session, demand_id=row.id, version=row.version, unit_id=3)
            with _taking(by_hand):
                _write_by_hand(database, row.id)
    finally:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE plain_demands")
            connection.exec_driver_sql("DROP TABLE plain_lines")
    told = (("registering a demand", registered), ("assigning it", stepped))
    return [
        Comparison(
            f"{what} / the same row and a line by hand{clock}",
            _middle(taken, of),
            _middle(by_hand, of),
            aim=2,
        )
        for of, clock in ((0, ""), (1, ", by the clock"))
        for what, taken in told
    ]


_Taken = tuple[float, float]
"""Processor seconds, and seconds by the clock."""


@contextmanager
def _taking(taken: list[_Taken]) -> Iterator[None]:
    processor, clock = time.process_time(), time.perf_counter()
    yield
    taken.append((time.process_time() - processor, time.perf_counter() - clock))


def _middle(taken: Sequence[_Taken], of: int) -> float:
    return median(one[of] for one in taken)


def _write_by_hand(database: Database, demand_id: int) -> None:
    names = ", ".join(column.name for column in Demand.__table__.columns if column.name != "id")
    # No answer rests on these tables: what the desk knows by heart stays true, as when nobody writes by hand.
    engine = database.engine.execution_options(**{TELLS_CHANGES: True})
    with engine.begin() as connection:
        connection.execute(
            text(f"INSERT INTO plain_demands ({names}) SELECT {names} FROM demands WHERE id = :id"),
            {"id": demand_id},
        )
        connection.execute(
            text(
                "INSERT INTO plain_lines (at, actor, sentence, told) VALUES (:at, :actor, :sentence, :told)"
            ),
            {
                "at": str(database.clock.now() + timedelta()),
                "actor": "周敏",
                "sentence": "登记诉求",
                "told": "{}",
            },
        )
