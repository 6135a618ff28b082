"""What commands show: one JSON document for programs, an aligned table for people."""

import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from deputy_station.core.choices import Choice
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk, json_ready, shown, table


class Level(Choice):
    TOWN = "town", "镇"


@dataclass(frozen=True)
class Row:
    name: str
    level: Level
    total: Fraction
    day: date


ROWS = [
    Row("张守田", Level.TOWN, Fraction(15, 2), date(2026, 12, 4)),
    Row("欧阳·娜", Level.TOWN, Fraction(102), date(2026, 1, 15)),
]
COLUMNS = {"name": "姓名", "level": "层级", "total": "积分"}


def desk_of(database: Database, *, as_json: bool) -> tuple[Desk, io.StringIO]:
    out = io.StringIO()
    return Desk(lambda: database, as_json=as_json, out=out, err=io.StringIO()), out


def test_a_list_for_people_is_aligned_by_wide_characters(database: Database) -> None:
    desk, out = desk_of(database, as_json=False)
    desk.show_rows(ROWS, COLUMNS)
    assert out.getvalue() == ("姓名     层级  积分\n张守田   镇     7.5\n欧阳·娜  镇     102\n共 2 条\n")


def test_a_list_for_programs_holds_every_field_and_a_count(database: Database) -> None:
    desk, out = desk_of(database, as_json=True)
    desk.show_rows(ROWS, COLUMNS, year=2026)
    assert json.loads(out.getvalue()) == {
        "count": 2,
        "rows": [
            {"name": "张守田", "level": "town", "total": "7.5", "day": "2026-12-04"},
            {"name": "欧阳·娜", "level": "town", "total": "102", "day": "2026-01-15"},
        ],
        "year": 2026,
    }


def test_an_empty_list_says_so(database: Database) -> None:
    desk, out = desk_of(database, as_json=False)
    desk.show_rows([], COLUMNS)
    assert out.getvalue() == "共 0 条\n"


def test_messages_never_stand_among_the_answer(database: Database) -> None:
    out, err = io.StringIO(), io.StringIO()
    desk = Desk(lambda: database, as_json=True, out=out, err=err)
    desk.say("有 3 行没有读进来。")
    desk.show_result({"ready": 5}, "读进来 5 行。")
    assert json.loads(out.getvalue()) == {"ready": 5}
    assert err.getvalue() == "有 3 行没有读进来。\n"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(15, 2), "7.5"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(7, 20), "0.35"),
        (Fraction(100), "100"),
        (Fraction(1, 3), "1/3"),
        (Decimal("2.50"), "2.50"),
    ],
)
def test_exact_numbers_stay_exact(number: Fraction | Decimal, text: str) -> None:
    assert json_ready(number) == text
    assert shown(number) == text


def test_an_instant_is_told_in_station_time() -> None:
    instant = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert json_ready(instant) == "2026-11-20T09:00:00+08:00"
    assert shown(instant) == "2026-11-20 09:00"


def test_a_long_cell_is_cut_for_people_only() -> None:
    words = "路灯坏了" * 20
    assert table([{"words": words}], {"words": "内容"}).splitlines()[1] == "路灯坏了" * 7 + "路…"
    assert json_ready({"words": words}) == {"words": words}


def test_the_desk_reads_and_writes_through_the_database(database: Database) -> None:
    desk, _ = desk_of(database, as_json=False)
    with desk.transaction() as session:
        assert session.in_transaction()
    with desk.reading() as session:
        assert session.info["actor"] == "周敏"
