"""What people say by hand about a deputy: roles over time, marks within their limits, grades that were decided."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from deputy_station.core.errors import StaleEdit
from deputy_station.features.history.service import list_history, list_steps, undo_last, undo_step
from deputy_station.features.points.rules.claiming import ReasonMissing
from deputy_station.features.points.rules.facts import Decision, Mark
from deputy_station.features.points.rules.marking import (
    ItemNotMarked,
    MarkOutside,
    NoSuchItem,
    NoSuchRater,
    marked_items,
    raters_of,
)
from deputy_station.features.points.service import decisions, marks, roles
from deputy_station.store.database import Database
from tests.features.points.town_points import SCHEME, YEAR

SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 30), date(2026, 9, 1)


def do(database: Database, function: Any, **values: Any) -> Any:
    with database.transaction() as session:
        return function(session, **values)


def test_a_role_holds_from_its_first_to_its_last_day(database: Database, people: dict[str, int]) -> None:
    wang = people["王建国"]
    do(database, roles.give_role, deputy_id=wang, role="无职代表", since=SPRING, until=SUMMER)
    do(database, roles.give_role, deputy_id=wang, role="常委", since=SUMMER)
    with database.reading() as session:
        found = [
            roles.roles_by_deputy(session, on=day).get(wang, frozenset())
            for day in (date(2026, 2, 28), SPRING, SUMMER, date(2026, 7, 1))
        ]
    assert found == [frozenset(), {"无职代表"}, {"无职代表", "常委"}, {"常委"}]


def test_the_same_role_is_not_held_twice_at_a_time(database: Database, people: dict[str, int]) -> None:
    wang = people["王建国"]
    do(database, roles.give_role, deputy_id=wang, role="常委", since=SPRING, until=SUMMER)
    with pytest.raises(roles.RoleHeldAlready, match="王建国从2026年3月1日起已经是“常委”"):
        do(database, roles.give_role, deputy_id=wang, role="常委", since=SUMMER)
    later = do(database, roles.give_role, deputy_id=wang, role="常委", since=AUTUMN)
    with pytest.raises(roles.RoleHeldAlready):
        do(database, roles.change_role, role_id=later.id, version=later.version, since=SPRING, until=None)
    with pytest.raises(roles.RoleEndsBefore):
        do(database, roles.change_role, role_id=later.id, version=later.version, since=AUTUMN, until=SPRING)
    do(database, roles.give_role, deputy_id=people["李秀英"], role="常委", since=SPRING)


def test_taking_back_does_not_bring_a_role_twice(database: Database, people: dict[str, int]) -> None:
    wang = people["王建国"]
    first = do(database, roles.give_role, deputy_id=wang, role="常委", since=SPRING)
    do(database, roles.remove_role, role_id=first.id, version=first.version)
    with database.reading() as session:
        removal = list_steps(session)[0].id
    do(database, roles.give_role, deputy_id=wang, role="常委", since=AUTUMN)
    with pytest.raises(roles.RoleHeldAlready):
        do(database, undo_step, step_id=removal)
    with database.reading() as session:
        assert [row.since for row in roles.list_roles(session, deputy_id=wang)] == [AUTUMN]


def mark(database: Database, deputy_id: int, points: str, **values: Any) -> Any:
    given = {"item": "A3", "rater": "小组", **values}
    return do(
        database,
        marks.set_mark,
        period=YEAR,
        scheme=SCHEME,
        deputy_id=deputy_id,
        points=points,
        **given,
    )


def test_a_mark_is_kept_exactly_and_changed_with_both_values_in_the_history(
    database: Database, people: dict[str, int]
) -> None:
    wang = people["王建国"]
    made = mark(database, wang, "3.5")
    with pytest.raises(StaleEdit):
        mark(database, wang, "4")  # somebody who had not seen the first
    mark(database, wang, "9/2", version=made.version)
    with database.reading() as session:
        assert marks.marks_by_deputy(session, period="2025") == {wang: (Mark("A3", Fraction(9, 2), "小组"),)}
        assert marks.marks_by_deputy(session, period="2026") == {}
        lines = list_history(session, subject="deputy", subject_id=wang)
    assert [line.sentence for line in lines] == [
        "2025 年度王建国的A3 小组评定（小组）评 3.5 分",
        "2025 年度王建国的A3 小组评定（小组）由 3.5 分改为 4.5 分",
    ]


@pytest.mark.parametrize(
    ("points", "values", "refusal", "words"),
    [
        ("5.5", {}, MarkOutside, "A3 小组评定不能评 5.5 分"),
        ("-0.5", {}, MarkOutside, "不能评"),
        ("3.25", {}, MarkOutside, "0.5 的整倍数"),
        ("3", {"rater": "镇"}, NoSuchRater, "由小组评，没有“镇”"),
        ("3", {"rater": ""}, NoSuchRater, "没有“不写名字”"),
        ("3", {"item": "A1"}, ItemNotMarked, "A1 捐款是按记录算的"),
        ("3", {"item": "A9"}, NoSuchItem, "没有第 A9 项"),
    ],
)
def test_a_mark_fits_its_item(
    database: Database,
    people: dict[str, int],
    points: str,
    values: dict[str, str],
    refusal: type[Exception],
    words: str,
) -> None:
    with pytest.raises(refusal, match=words):
        mark(database, people["王建国"], points, **values)


def test_only_items_that_people_mark_are_offered_with_who_marks_them() -> None:
    [item] = marked_items(SCHEME)
    assert (item.code, [rater.name for rater in raters_of(item)]) == ("A3", ["小组"])
    assert raters_of(SCHEME.item("A1")) == ()


def test_a_removed_mark_comes_back_by_undo(database: Database, people: dict[str, int]) -> None:
    made = mark(database, people["王建国"], "4")
    do(database, marks.remove_mark, mark_id=made.id, version=made.version)
    with database.reading() as session:
        assert marks.list_marks(session, period="2025") == []
    do(database, undo_last)
    with database.reading() as session:
        assert [row.points for row in marks.list_marks(session, period="2025")] == [4]


def test_a_grade_is_decided_with_a_reason_among_the_schemes_grades(
    database: Database, people: dict[str, int]
) -> None:
    wang = people["王建国"]
    asked: dict[str, Any] = {"period": YEAR, "scheme": SCHEME, "deputy_id": wang}
    with pytest.raises(decisions.NoSuchGrade, match="没有“良好”这一等次。可以定：优秀、合格、不合格。"):
        do(database, decisions.decide_grade, grade="良好", reason="主席团研究", **asked)
    with pytest.raises(ReasonMissing):
        do(database, decisions.decide_grade, grade="优秀", reason="", **asked)
    made = do(database, decisions.decide_grade, grade="优秀", reason="主席团研究", **asked)
    with pytest.raises(StaleEdit):
        do(database, decisions.decide_grade, grade="合格", reason="重新研究", **asked)
    made = do(
        database, decisions.decide_grade, grade="合格", reason="重新研究", version=made.version, **asked
    )
    with database.reading() as session:
        assert decisions.decisions_of(session, period="2025") == (Decision(wang, "合格"),)
        assert decisions.list_decisions(session, period="2026") == []
    do(database, decisions.withdraw_decision, decision_id=made.id, version=made.version)
    with database.reading() as session:
        assert decisions.decisions_of(session, period="2025") == ()


def test_what_another_desk_took_back_is_not_written_again_unseen(
    database: Database, people: dict[str, int]
) -> None:
    wang = people["王建国"]
    made = mark(database, wang, "3.5")
    do(database, marks.remove_mark, mark_id=made.id, version=made.version)
    with pytest.raises(StaleEdit):
        mark(database, wang, "4", version=made.version)
    asked: dict[str, Any] = {"period": YEAR, "scheme": SCHEME, "deputy_id": wang, "reason": "主席团研究"}
    decided = do(database, decisions.decide_grade, grade="优秀", **asked)
    do(database, decisions.withdraw_decision, decision_id=decided.id, version=decided.version)
    with pytest.raises(StaleEdit):
        do(database, decisions.decide_grade, grade="合格", version=decided.version, **asked)
