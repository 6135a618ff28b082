"""The year on the command line: limits of a plan, the holiday table from a file, who is behind, the wall calendar."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deputy_station.features.reception import commands
from deputy_station.features.reception.rules.holiday_list import HolidayLineUnclear
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk


def run(database: Database, command: Any, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    command(Desk(lambda: database, as_json=True, out=out, err=io.StringIO()), **options)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_a_plan_takes_limits_and_levels(database: Database, people: dict[str, int]) -> None:
    assert people
    planned = run(
        database,
        commands.plan_reception,
        year=2026,
        rule="每月15日",
        per_day=1,
        least_each=2,
        most_each=3,
        levels="市",
    )
    # the one city deputy comes three times, nine days stay empty
    assert (planned["added"], planned["missing"], planned["short"]) == (12, 9, [])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_holidays_of_a_year_come_from_a_table(
    database: Database, people: dict[str, int], tmp_path: Path, encoding: str
) -> None:
    assert people
    run(database, commands.plan_reception, year=2027, rule="每月15日", per_day=0)
    table = tmp_path / "放假.csv"
    table.write_text("日期,安排,名称\n2027-05-15,上班,劳动节调休\n2027-02-15,休息,春节\n", encoding=encoding)
    answer = run(database, commands.show_calendar, year=2027, file=table, whole=True)
    assert answer["rows"] == [
        {"on": "2027-02-15", "state": "休息", "name": "春节"},
        {"on": "2027-05-15", "state": "上班", "name": "劳动节调休"},
    ]
    assert [(each["before"], each["on"]) for each in answer["moved"]] == [
        ("2027-02-15", "2027-02-16"),
        ("2027-05-17", "2027-05-15"),
    ]
    assert (answer["whole"], answer["published"], answer["settled"]) == (True, False, 12)
    again = run(database, commands.show_calendar, year=2027)
    assert (again["count"], again["whole"], again["moved"]) == (2, True, [])


def test_who_is_behind_is_listed(database: Database, people: dict[str, int]) -> None:
    run(database, commands.plan_reception, year=2026, rule="12月4日", per_day=6)
    assert run(database, commands.show_behind, year=2026, least=1)["count"] == 0
    answer = run(database, commands.show_behind, year=2026)
    assert (answer["least"], answer["count"]) == (2, len(people))
    city = run(database, commands.show_behind, year=2026, levels="市")
    assert [(row["name"], row["coming"], row["missing"]) for row in city["rows"]] == [("买买提·艾力", 1, 1)]


def test_the_wall_calendar_is_written(database: Database, people: dict[str, int], tmp_path: Path) -> None:
    assert people
    target = tmp_path / "年历.pdf"
    answer = run(database, commands.export_year_calendar, year=date(2026, 1, 1).year, out=target)
    assert (answer["pages"], answer["year"]) == (1, 2026)
    assert target.read_bytes().startswith(b"%PDF")


def test_what_is_wrong_is_said_in_chinese(database: Database, people: dict[str, int], tmp_path: Path) -> None:
    assert people
    with pytest.raises(commands.LevelUnknown, match="没有“村”这一级。可以写：镇、县区、市、省、全国"):
        run(database, commands.show_behind, year=2026, levels="镇、村")
    with pytest.raises(commands.CalendarFileMissing):
        run(database, commands.show_calendar, year=2027, whole=True)
    table = tmp_path / "放假.csv"
    table.write_text("2027-05-15,半天\n", encoding="utf-8")
    with pytest.raises(HolidayLineUnclear, match="第 1 行"):
        run(database, commands.show_calendar, year=2027, file=table)
