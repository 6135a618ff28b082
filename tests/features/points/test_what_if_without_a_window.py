"""`points compare`, `points what-if` and `points adopt`: the same answers as the page gives, for other programs too."""

import io
import json
from datetime import date
from typing import Any

import pytest

from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.points import commands
from deputy_station.features.points.rules.reading.mistakes import SchemeProblem
from deputy_station.features.points.service import library
from deputy_station.features.points.service.scheme_listing import SchemeNotForDeputies
from deputy_station.features.points.service.what_if import what_if
from deputy_station.features.points.service.what_if_answer import AnswerUnreadable
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

SMALL = """
name = "青石镇接待日办法"
version = "讨论稿"
total = 10
[switches.leave]
title = "请假怎么算"
options = ["算缺席", "不计入应到"]
answer = "算缺席"
[attendance]
came = ["到会"]
left_out = [{ state = "请假", if = "leave = 不计入应到" }]
[[category]]
code = "A"
name = "接待群众"
max = 10
[[item]]
code = "A1"
category = "A"
name = "接待日值班"
max = 10
rule = { shape = "到会率", of = "接待日值班" }
[[grade]]
name = "好"
at_least = 8
[[grade]]
name = "一般"
at_least = 0
"""
WIDER = SMALL.replace("at_least = 8", "at_least = 5").replace("青石镇接待日办法", "青石镇接待日办法（二稿）")


@pytest.fixture
def deputy(database: Database) -> int:
    """安平 came to one of two reception days of 2026; the other one was a leave. Both drafts are the station's."""
    with database.transaction() as session:
        made = create_deputy(session, name="安平", mandates=[NewMandate(Level.TOWN, date(2021, 12, 4))]).id
        for month, state in ((3, AttendanceState.PRESENT), (5, AttendanceState.LEAVE)):
            activity = Activity(kind=ActivityKind.RECEPTION, title="接待日", held_on=date(2026, month, 15))
            session.add(activity)
            session.flush()
            session.add(Attendance(activity_id=activity.id, deputy_id=made, state=state))
        library.create_scheme(session, key="一稿", text=SMALL)
        library.create_scheme(session, key="二稿", text=WIDER)
    return made


def run(database: Database, command: Any, *given: Any, as_json: bool = True, **more: Any) -> Any:
    out = io.StringIO()
    command(Desk(lambda: database, as_json=as_json, out=out), *given, **more)
    return json.loads(out.getvalue()) if as_json else out.getvalue()


def adopt(database: Database, scheme: str = "一稿", *answers: str) -> Any:
    return run(database, commands.adopt_scheme_for_year, scheme, 2026, list(answers))


def test_two_schemes_of_the_station_are_compared(database: Database, deputy: int) -> None:
    told = run(database, commands.compare_scheme_texts, "一稿", "二稿")
    assert [(row["part"], row["name"], row["what"], row["was"], row["now"]) for row in told["rows"]] == [
        ("等次", "好", "分数线", "不低于 8", "不低于 5")
    ]


def test_what_if_gives_both_totals_grades_and_sums(database: Database, deputy: int) -> None:
    adopt(database)
    told = run(database, commands.try_scheme_on_period, "二稿", 2026)
    assert (told["period"]["key"], told["totals_changed"], told["grades_changed"]) == ("2026", 0, 1)
    assert told["grades"] == [
        {"name": "好", "before": 0, "after": 1},
        {"name": "一般", "before": 1, "after": 0},
    ]
    [one] = told["subjects"]
    assert (one["id"], one["total_before"], one["total_after"]) == (deputy, "5", "5")
    assert (one["grade_before"], one["grade_after"]) == ("一般", "好")
    assert one["why"]  # the items are the same: the line moved
    with database.reading() as session:
        assert library.year_scheme(session, year=2026).scheme == "一稿"


def test_what_if_takes_over_the_years_answers_and_those_given(database: Database, deputy: int) -> None:
    adopt(database, "一稿", "leave=不计入应到")
    assert run(database, commands.try_scheme_on_period, "二稿", 2026)["subjects"][0]["total_after"] == "10"
    other = run(database, commands.try_scheme_on_period, "二稿", 2026, answer=["leave=算缺席"])["subjects"][0]
    assert (other["total_before"], other["total_after"]) == ("10", "5")
    assert other["items"][0]["sum_before"] != other["items"][0]["sum_after"]


def test_people_read_the_same_in_lines(database: Database, deputy: int) -> None:
    adopt(database)
    told = run(database, commands.try_scheme_on_period, "二稿", 2026, as_json=False)
    assert "试算：青石镇接待日办法（二稿）（讨论稿）" in told
    assert "2026 年 1 人：总分都不变，等次变的 1 人。" in told
    assert "安平：总分 5 → 5，等次 一般 → 好" in told


def test_adopting_keeps_earlier_answers_and_says_what_changed(database: Database, deputy: int) -> None:
    adopt(database, "一稿", "leave=不计入应到")
    told = adopt(database, "二稿")
    assert (told["scheme"], told["answers"]) == ("二稿", {"leave": "不计入应到"})
    assert told["changed"]["totals_changed"] == 0


def test_what_cannot_be_adopted_is_refused(database: Database, deputy: int) -> None:
    with pytest.raises(SchemeNotForDeputies, match="给代表小组打分"):
        adopt(database, "p03_guangshui_group_2017")
    with pytest.raises(SchemeProblem):
        adopt(database, "一稿", "leave=随便")
    with pytest.raises(AnswerUnreadable, match="口径的名字=答案"):
        adopt(database, "一稿", "leave")
    with database.transaction() as session:
        library.create_scheme(session, key="半份", text=SMALL.replace("max = 10\n", "max = \n", 1))
    with pytest.raises(SchemeProblem):
        adopt(database, "半份")
    with database.reading() as session:
        assert library.year_scheme(session, year=2026).scheme == "default"


def test_a_scheme_for_another_subject_is_tried_alone(database: Database, deputy: int) -> None:
    with database.reading() as session:
        found = what_if(session, scheme="s07_huangcheng_2015", year=2026)
    assert not found.comparable
    assert all(row.before is None for row in found.rows)
    assert "不能一个一个对着比" in found.notes[0]


def test_a_scheme_by_quarters_is_tried_on_the_same_year(database: Database, deputy: int) -> None:
    quarterly = SMALL.replace("total = 10", 'total = 10\nperiod = { unit = "季" }')
    with database.reading() as session:
        found = what_if(session, scheme="一稿", year=2026, text=quarterly)
    assert found.period.key == "2026"
    assert found.notes == ("两份办法计分的期间不同（每年、每季），这里都按“2026 年”试算。",)
