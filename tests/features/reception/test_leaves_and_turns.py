"""Leave from duty, turns had, and who is behind. Today is 20 November 2026."""

from datetime import date

import pytest

from deputy_station.core.errors import StaleEdit
from deputy_station.features.activities.models import AttendanceState
from deputy_station.features.activities.service.attendance import AttendanceMark, record_many
from deputy_station.features.deputies.models import Level
from deputy_station.features.reception.models import ReceptionPlan
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.rota import RotaLimitsInvalid
from deputy_station.features.reception.service import days, leaves, listing, planning, rota, turns
from deputy_station.features.reception.service.leaves import LeaveBackwards, LeaveOverlaps
from deputy_station.features.reception.service.planning import PlanWish, RuleTooLong
from deputy_station.features.reception.service.rota import DeputyOnLeave
from deputy_station.store.database import Database

DECEMBER = (date(2026, 12, 1), date(2026, 12, 31))


def add_days(database: Database, *on: date) -> list[int]:
    with database.transaction() as session:
        return [days.add_day(session, on=each).row.id for each in on]


def put_on(database: Database, day_id: int, *deputy_ids: int) -> None:
    with database.transaction() as session:
        version = listing.day_detail(session, day_id=day_id).row.version
        rota.set_rota(session, day_id=day_id, version=version, deputy_ids=deputy_ids)


def test_the_rota_of_a_plan_keeps_off_leaves(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        leaves.add_leave(
            session, deputy_id=people["王建国"], since=DECEMBER[0], until=DECEMBER[1], reason="外出学习"
        )
        plan = planning.plan_year(
            session, wish=PlanWish(2026, read_plan_rule("12月1、8、15、22日"), per_day=5)
        )
    assert all("王建国" not in row.deputies and len(row.deputies) == 5 for row in plan.rows)


def test_days_on_the_rota_that_fall_into_a_leave_are_named(
    database: Database, people: dict[str, int]
) -> None:
    inside, after = add_days(database, date(2026, 12, 4), date(2027, 1, 4))
    put_on(database, inside, people["李秀英"])
    put_on(database, after, people["李秀英"])
    with database.transaction() as session:
        row = leaves.add_leave(session, deputy_id=people["李秀英"], since=DECEMBER[0], until=DECEMBER[1])
        assert row.clashes == (date(2026, 12, 4),)
        assert [each.name for each in leaves.leaves_on_rota(session, on=date(2026, 12, 4))] == ["李秀英"]
        assert leaves.leaves_on_rota(session, on=date(2027, 1, 4)) == []


def test_somebody_on_leave_is_not_offered_and_not_taken_until_the_leave_is_removed(
    database: Database, people: dict[str, int]
) -> None:
    [day_id] = add_days(database, date(2026, 12, 4))
    with database.transaction() as session:
        leave = leaves.add_leave(session, deputy_id=people["张守田"], since=date(2026, 12, 4))
        names = [each.name for each in rota.list_rota_choices(session, day_id=day_id)]
        assert "张守田" not in names
        assert len(names) == 5
    with pytest.raises(DeputyOnLeave, match="张守田在 12月4日轮值请假"):
        put_on(database, day_id, people["张守田"])
    with database.transaction() as session:
        leaves.remove_leave(session, leave_id=leave.id, version=leave.version)
        assert leaves.list_leaves(session) == []
    put_on(database, day_id, people["张守田"])


def test_a_leave_that_is_over_is_not_listed_and_slips_are_refused(
    database: Database, people: dict[str, int]
) -> None:
    wang = people["王建国"]
    with database.transaction() as session:
        leaves.add_leave(session, deputy_id=wang, since=date(2026, 11, 1), until=date(2026, 11, 10))
        leave = leaves.add_leave(session, deputy_id=wang, since=DECEMBER[0], until=DECEMBER[1])
        assert [each.since for each in leaves.list_leaves(session, from_day=date(2026, 11, 20))] == [
            DECEMBER[0]
        ]
        with pytest.raises(LeaveBackwards):
            leaves.add_leave(session, deputy_id=wang, since=DECEMBER[1], until=DECEMBER[0])
        with pytest.raises(LeaveOverlaps, match="王建国在 12月1日到 12月31日已有请假"):
            leaves.add_leave(session, deputy_id=wang, since=date(2026, 12, 31), until=date(2027, 1, 2))
        with pytest.raises(StaleEdit):
            leaves.remove_leave(session, leave_id=leave.id, version=leave.version + 1)


def test_who_is_behind_counts_receptions_come_to_and_turns_to_come(
    database: Database, people: dict[str, int]
) -> None:
    past, coming = add_days(database, date(2026, 11, 19), date(2026, 12, 4))
    put_on(database, past, people["王建国"], people["李秀英"], people["张守田"])
    put_on(database, coming, people["王建国"], people["李秀英"])
    with database.transaction() as session:
        activity_id = listing.day_detail(session, day_id=past).row.activity_id
        record_many(
            session,
            activity_id=activity_id,
            marks=[
                AttendanceMark(people["王建国"], AttendanceState.PRESENT),
                AttendanceMark(people["李秀英"], AttendanceState.ABSENT),
                AttendanceMark(people["张守田"], AttendanceState.PRESENT),
            ],
        )
    with database.reading() as session:
        behind = turns.who_is_behind(session, year=2026, least=2)
        assert [(row.name, row.came, row.coming, row.missing) for row in behind] == [
            ("曾国藩", 0, 0, 2),
            ("赵敏", 0, 0, 2),
            ("买买提·艾力", 0, 0, 2),
            ("李秀英", 0, 1, 1),  # absence is no reception
            ("张守田", 1, 0, 1),
        ]
        first = rota.list_rota_choices(session, day_id=coming)[0]
        assert (first.name, first.turns) == ("曾国藩", 0)
        city = turns.who_is_behind(session, year=2026, least=1, levels=(Level.CITY,))
        assert [row.name for row in city] == ["买买提·艾力"]


def test_a_deputy_of_two_levels_is_counted_once(database: Database, people: dict[str, int]) -> None:
    assert people
    with database.reading() as session:
        names = [row.name for row in turns.who_is_behind(session, year=2026, least=1)]
    assert names.count("王建国") == 1  # town and district


def test_the_wish_is_kept_with_the_plan_and_says_how_many_turns_are_owed(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    wish = PlanWish(
        2026,
        read_plan_rule("每月15日"),
        per_day=1,
        least_each=3,
        most_each=4,
        levels=(Level.TOWN, Level.DISTRICT),
    )
    with database.transaction() as session:
        assert turns.least_turns(session, year=2026) == 2
        plan = planning.plan_year(session, wish=wish)
        planning.plan_year(session, wish=wish)
        [kept] = session.query(ReceptionPlan).all()
        assert (kept.year, kept.per_day, kept.least_each, kept.most_each) == (2026, 1, 3, 4)
        assert kept.levels == [Level.TOWN.value, Level.DISTRICT.value]
        assert kept.rule_text == plan.rule_text
        assert turns.least_turns(session, year=2026) == 3
    # twelve turns, five deputies who owe three each: whoever gets fewer is named
    had = {name: sum(name in row.deputies for row in plan.rows) for name in people}
    assert sum(had.values()) == 12
    assert set(plan.short) == {name for name, turn in had.items() if turn < 3 and name != "买买提·艾力"}


def test_limits_that_contradict_each_other_and_endless_rules_are_refused(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    every = "、".join(str(day) for day in range(1, 32))
    with database.reading() as session:
        with pytest.raises(RotaLimitsInvalid):
            planning.preview_year(
                session, wish=PlanWish(2026, read_plan_rule("每月15日"), least_each=3, most_each=2)
            )
        with pytest.raises(RuleTooLong):
            planning.preview_year(
                session, wish=PlanWish(2026, read_plan_rule(f"1、2、3、5、6、7、8、9、10、11、12月{every}日"))
            )
