"""A station with any number of demands, as believable as rows made by program can be: 1,000,000 in an encrypted file.

Built once into the folder BENCH_DEMANDS names (it takes a quarter of an hour and 3 GB), else into a folder that is gone
afterwards.
"""

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

import deputy_station.schema  # noqa: F401  (the metadata must be whole)
from deputy_station.core.clock import Clock, local_day
from deputy_station.features.demands.models import Channel, Demand, DemandCounter, DemandState, Route
from deputy_station.features.demands.service.indexing import settle_demands
from deputy_station.features.demands.service.rows import compose_search_text
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.models import Category, Unit
from deputy_station.features.matters.service.catalogue import load_categories, load_units
from deputy_station.store.database import Database
from tests.benchmarks.stations import MORNING

BATCH = 20_000
APART = timedelta(minutes=5)
VILLAGES = tuple(f"{name}村" for name in "东西南北上下前后朱王李张刘陈杨赵黄周吴徐")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何曾单仇", "建国秀英守田明月文斌志强玉兰永顺家宝"
THINGS = (
    "路灯", "主路", "自来水", "污水管网", "低保", "养老金", "校车", "桥栏杆", "垃圾箱", "变压器", "灌溉渠", "宅基地", "广场舞",
    "停车位", "公交站", "公积金", "物业费", "卫生室", "幼儿园", "消防通道", "充电桩", "健身器材", "河道", "井盖", "电动车",
)  # fmt: skip
TROUBLES = (
    "不亮", "坑洼不平", "时断时续", "一下雨就堵", "没有通知就停了", "迟迟没有到账", "早上挤不上", "断了一截", "没有人清", "夜里噪音大",
    "多年没有疏通", "确权一直没有结果", "声音太大", "被人占了", "太远，老人走不动", "不知道怎么办", "涨价没有说法", "没有医生", "报不上名",
    "堆满杂物", "装了不能用", "坏了没有人修", "水发黑", "丢了好几个月", "没有地方停",
)  # fmt: skip
SAID = (
    "老人孩子都摔过", "反映过好几次没有回音", "晚上出门看不见", "希望政府派人来看看", "去年就说要修，到现在也没有动静", "村里说没有钱",
    "一共有三十多户受影响", "天冷以前能不能解决", "请给一个说法", "我们愿意出一部分钱", "施工队挖开以后没有填平", "隔壁村早就修好了",
    "孩子上学要绕两里路", "不知道归哪个部门管", "打过热线，让我们找村里", "材料交了三个月", "街坊邻居都可以作证", "雨大的时候水进了屋",
    "业主委员会换了两届", "有人为这事住了院",
)  # fmt: skip
OPEN_STATES = (
    DemandState.REGISTERED,
    DemandState.ASSIGNED,
    DemandState.HANDLING,
    DemandState.HANDLED,
    DemandState.INFORMED,
    DemandState.SETTLED,
)


@contextmanager
def station_with(count: int) -> Iterator[Database]:
    """The station, built where it is not there yet."""
    kept = os.environ.get("BENCH_DEMANDS")
    with tempfile.TemporaryDirectory() as gone:
        folder = Path(kept or gone)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"demands_{count}.db"
        ready = path.with_suffix(".ready")
        if not ready.exists():
            path.unlink(missing_ok=True)
        database = Database.open(
            path, keys_folder=folder / "keys", clock=Clock.fixed(MORNING.astimezone(UTC)), actor="周敏"
        )
        try:
            if not ready.exists():
                fill(database, count)
                ready.touch()
            yield database
        finally:
            database.close()


def fill(database: Database, count: int) -> None:
    """`count` demands, one every five minutes up to this morning, six of a hundred still open."""
    with database.transaction() as session:
        session.add(Station(name="测速站", code="测速", township="测速镇", district="测速区", is_home=True))
        load_units(session)
        load_categories(session)
        units = {unit.id: unit.name for unit in session.scalars(select(Unit))}
        categories = list(session.scalars(select(Category.id)))
    luck, numbers = random.Random(7), dict[int, int]()
    first = MORNING.astimezone(UTC) - APART * count
    for start in range(1, count + 1, BATCH):
        rows = []
        for place in range(start, min(start + BATCH, count + 1)):
            at = first + APART * place
            year = local_day(at).year
            numbers[year] = numbers.get(year, 0) + 1
            rows.append(_demand(luck, place, at, numbers[year], units, categories))
        with database.engine.begin() as connection:
            connection.execute(insert(Demand.__table__), rows)  # type: ignore[arg-type]
            settle_demands(connection)
    with database.engine.begin() as connection:
        counters = [{"station_id": 1, "year": year, "last": last} for year, last in numbers.items()]
        connection.execute(insert(DemandCounter), counters)
        connection.exec_driver_sql("ANALYZE")


def _demand(
    luck: random.Random, place: int, at: datetime, number: int, units: dict[int, str], categories: list[int]
) -> dict[str, Any]:
    village, thing = luck.choice(VILLAGES), luck.choice(THINGS)
    title = f"{village}{thing}{luck.choice(TROUBLES)}"
    words = "。".join(
        [
            f"{village}{luck.randrange(1, 30)}组{thing}{luck.choice(TROUBLES)}",
            *luck.sample(SAID, luck.randint(2, 6)),
        ]
    )
    name = luck.choice(SURNAMES) + luck.choice(GIVEN) + luck.choice(GIVEN)
    phone = f"13{luck.randrange(10**9):09}"
    lot = place * 7919 % 1000
    state = DemandState.STRUCK_OFF if lot < 940 else OPEN_STATES[lot % len(OPEN_STATES)]
    unit_id = None if state is DemandState.REGISTERED else luck.choice(list(units))
    return {
        "station_id": 1,
        "year": local_day(at).year,
        "number": number,
        "title": title,
        "words": words,
        "channel": Channel.RECEPTION,
        "taken_by": "周敏" if place % 3 else "刘伟",
        "received_at": at,
        "visitor_name": name,
        "visitor_phone": phone,
        "visitor_address": village,
        "village": village,
        "category_id": categories[place * 17 % len(categories)],
        "unit_id": unit_id,
        "route": Route.TOWN if unit_id else None,
        "state": state,
        "deadline_on": date(2026, 10, 1) + timedelta(days=place % 70) if unit_id else None,
        "call_on": date(2026, 11, 1) + timedelta(days=place % 40) if state is DemandState.INFORMED else None,
        "supervised_on": date(2026, 11, 1) if lot % 97 == 0 else None,
        "search_text": compose_search_text(
            number=f"测速-{local_day(at).year}-{number:04d}",
            title=title,
            words=words,
            wish="",
            place=village,
            unit=units.get(unit_id or 0, ""),
            deputies="",
            visitor=name,
            phone=phone,
            address=village,
            confidential=False,
            source_number="",
        ),
        "version": 1,
    }
