"""S7 皇城镇 2015: a village is scored by what its deputies do; an item forced to 0; 60 yuan a day for each."""

import json
from pathlib import Path

import pytest

from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.rules.trial_words import trial_lines
from deputy_station.features.points.service.trials import try_file
from tests.features.points.schemes.shipped import (
    FOLDER,
    came,
    caps_of,
    checked,
    did,
    points_of,
    scored,
    shipped,
)

FILE = "s07_huangcheng_2015"
THREE = (("li", "李强"), ("wang", "王芳"), ("zhao", "赵敏"))


def village(scheme: Scheme, *facts: list[Fact], members: tuple[tuple[str, str], ...] = THREE) -> Score:
    return scored(scheme, *facts, members=members)


def reported(*who: str) -> list[Fact]:
    return [fact for member in who for fact in did("述职", manner="口头", state="已受理", member=member)]


def full_year() -> list[Fact]:
    return [
        *did("宣传工作", manner="全面"),
        *did("议案建议", state="已受理", role="领衔", member="li"),
        *did("走访联系选民", member="li"),
        *reported("li", "wang", "zhao"),
        *(fact for member, _ in THREE for fact in came("代表小组活动", 2, member=member)),
    ]


def test_the_file_has_no_mistake() -> None:
    check = checked(FILE)
    assert check.mistakes == ()
    assert check.warnings == ()


def test_a_full_year_gives_a_hundred_and_no_grade_as_none_is_printed() -> None:
    score = village(shipped(FILE), full_year())
    assert points_of(score) == {"A1": 30, "B1": 30, "C1": 20, "D1": 20}
    assert (score.total, score.grade) == (100, "")


def test_nothing_done() -> None:
    # No publicity: 0; no suggestion: 0; three deputies without report: 20 - 15 = 5; nothing missed: 20.
    score = village(shipped(FILE))
    assert points_of(score) == {"A1": 0, "B1": 0, "C1": 5, "D1": 20}
    assert score.total == 25


def test_publicity_not_complete_takes_fifteen_once() -> None:
    def publicity(*manners: str) -> object:
        facts = [fact for manner in manners for fact in did("宣传工作", manner=manner)]
        return village(shipped(FILE), facts).item("A1").points

    assert publicity("全面") == 30
    assert publicity("不全面") == 15
    assert publicity("不全面", "不全面", "全面") == 15
    assert publicity() == 0


def test_no_visit_takes_ten_and_no_suggestion_takes_all() -> None:
    suggestion = did("议案建议", state="已受理", role="领衔", member="li")
    visit = did("走访联系选民", member="li")
    scheme = shipped(FILE)
    assert village(scheme, suggestion, visit).item("B1").points == 30
    assert village(scheme, suggestion).item("B1").points == 20
    assert village(scheme, visit).item("B1").points == 0
    assert village(scheme).item("B1").points == 0
    assert "全年没有提建议" in village(scheme, visit).item("B1").words


def test_visits_may_be_asked_of_every_deputy() -> None:
    suggestion = did("议案建议", state="已受理", role="领衔", member="li")
    each = shipped(FILE, visits_by="有一名代表没走访就扣")
    two = [*did("走访联系选民", member="li"), *did("走访联系选民", member="wang")]
    assert village(each, suggestion, two).item("B1").points == 20
    assert village(each, suggestion, two, did("走访联系选民", member="zhao")).item("B1").points == 30


def test_every_deputy_without_report_takes_five_down_to_nothing() -> None:
    assert village(shipped(FILE), reported("li", "wang")).item("C1").points == 15
    five = tuple((str(number), f"代表{number}") for number in range(5))
    assert village(shipped(FILE), members=five).item("C1").points == 0  # 20 - 25


@pytest.mark.parametrize(("missed", "points"), [(0, 20), (3, 14), (10, 0), (11, 0)])
def test_every_absence_of_every_deputy_takes_two(missed: int, points: int) -> None:
    absent = did("代表小组活动", missed, state="缺席", member="zhao")
    assert village(shipped(FILE), absent, came("代表小组活动", member="li")).item("D1").points == points


def test_leave_is_an_absence_only_when_the_switch_says_so() -> None:
    leave = did("视察调研", 2, state="请假", member="wang")
    assert village(shipped(FILE), leave).item("D1").points == 20
    assert village(shipped(FILE, leave="算缺席"), leave).item("D1").points == 16


def test_pay_is_sixty_yuan_a_day_for_each_deputy() -> None:
    # li: two activities on one day; wang: one on the same day; zhao on leave.
    facts = [
        *came("代表小组活动", member="li"),
        *came("学习培训", member="li"),
        *came("代表小组活动", member="wang"),
        *did("代表小组活动", state="请假", member="zhao"),
    ]
    assert [each.yuan for each in village(shipped(FILE), facts).moneys] == [120]  # 60 + 60
    twice = village(shipped(FILE, pay_once_a_day=False), facts)
    assert [each.yuan for each in twice.moneys] == [180]


def test_the_sheet_is_a_hundred() -> None:
    scheme = shipped(FILE)
    assert (scheme.total, scheme.subject) == (100, "村")
    assert caps_of(scheme) == {
        "A": 30,
        "B": 30,
        "C": 20,
        "D": 20,
        "A1": 30,
        "B1": 30,
        "C1": 20,
        "D1": 20,
    }


def test_a_file_of_records_is_scored_by_the_village_and_no_grade_is_missing(tmp_path: Path) -> None:
    # 30 - 15, 30 - 10 without visits, 20 - 5 for 王芳, 20 - 2 for 王芳: 15 + 20 + 15 + 18 = 68.
    def of(member: str, kind: str, **words: str) -> dict[str, str]:
        return {"subject": "v", "kind": kind, "date": "2015-05-01", "member": member, **words}

    records = [
        {"subject": "v", "kind": "宣传工作", "date": "2015-03-01", "manner": "不全面"},
        of("li", "议案建议", state="已受理", role="领衔"),
        of("li", "述职", manner="口头"),
        of("li", "代表小组活动", state="到会"),
        of("wang", "代表小组活动", state="缺席"),
    ]
    members = [{"id": "li", "name": "李强"}, {"id": "wang", "name": "王芳"}]
    told = {
        "period": {"from": "2015-01-01", "until": "2015-12-31"},
        "subjects": [{"id": "v", "name": "东村", "members": members}],
        "records": records,
    }
    file = tmp_path / "records.json"
    file.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    tried = try_file(str(FOLDER / f"{FILE}.toml"), file)
    assert "东村：总分 68.00" in trial_lines(tried.answer, tried.scores)
