"""Planning a year into the database, and the rota that comes with it."""

from collections import Counter
from datetime import date, time

import pytest

from deputy_station.features.activities.models import Activity, ActivityKind
from deputy_station.features.deputies.models import Level
from deputy_station.features.deputies.service.frame import NoHomeStation
from deputy_station.features.history.rules import WentOut
from deputy_station.features.history.service import undo_step
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service import days, listing, notices, planning
from deputy_station.features.reception.service.listing import DayFilter
from deputy_station.features.reception.service.planning import PlanWish, PlanYearInvalid
from deputy_station.store.database import Database

FIFTEENTH = read_plan_rule("每月15日")


def test_a_preview_shows_everything_and_saves_nothing(database: Database, people: dict[str, int]) -> None:
    with database.reading() as session:
        plan = planning.preview_year(session, wish=PlanWish(2026, FIFTEENTH, per_day=2))
        assert listing.count_days(session) == 0
    assert (plan.added, plan.missing, len(plan.rows)) == (12, 0, 12)
    january, february = plan.rows[:2]
    assert january.deputies == ("李秀英", "王建国")
    assert (february.on, february.note) == (date(2026, 2, 24), "逢春节，顺延到 2月24日")


def test_a_planned_year_has_twelve_days_each_with_its_activity(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, FIFTEENTH, starts_at=time(8, 30), ends_at=time(11)))
    with database.reading() as session:
        rows = listing.list_days(session, wanted=DayFilter(year=2026))
        assert len(rows) == 12
        february = rows[1]
        assert (february.held_on, february.original_on) == (date(2026, 2, 24), date(2026, 2, 15))
        assert february.moved_reason == "逢春节，顺延到 2月24日"
        activity = session.get_one(Activity, february.activity_id)
        assert (activity.kind, activity.held_on, activity.starts_at) == (
            ActivityKind.RECEPTION,
            date(2026, 2, 24),
            time(8, 30),
        )
        assert (activity.title, activity.organiser) == ("2月24日代表接待日", "青石镇人大主席团")
        assert activity.place == "东街社区服务中心一楼接待室"


def test_planning_the_same_year_twice_adds_nothing(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, FIFTEENTH))
    with database.transaction() as session:
        again = planning.plan_year(session, wish=PlanWish(2026, FIFTEENTH))
        assert again.added == 0
        assert all(row.exists for row in again.rows)
        assert listing.count_days(session) == 12


def test_a_cancelled_or_moved_day_does_not_come_back_by_planning_again(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, FIFTEENTH))
        november = listing.find_day(session, on=date(2026, 11, 16))
        december = listing.find_day(session, on=date(2026, 12, 15))
        days.cancel_day(session, day_id=november.id, version=november.version, reason="换届选举")
        days.move_day(session, day_id=december.id, version=december.version, to=date(2026, 12, 17))
    with database.transaction() as session:
        assert planning.plan_year(session, wish=PlanWish(2026, FIFTEENTH)).added == 0


def test_the_rota_is_fair_and_respects_the_day_of_election(
    database: Database, people: dict[str, int]
) -> None:
    with database.reading() as session:
        plan = planning.preview_year(session, wish=PlanWish(2026, FIFTEENTH, per_day=2))
    turns = Counter(name for row in plan.rows for name in row.deputies)
    # 24 turns: five share the twelve up to June (10 of them twice or thrice), six the rest
    assert sum(turns.values()) == 24
    in_office_all_year = [turns[name] for name in people if name != "赵敏"]
    assert max(in_office_all_year) - min(in_office_all_year) <= 1
    first_of_zhao = min(row.on for row in plan.rows if "赵敏" in row.deputies and row.on)
    assert first_of_zhao >= date(2026, 7, 1)


def test_a_second_rule_in_the_year_continues_the_turns(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("3月10日"), per_day=2))
        later = planning.preview_year(session, wish=PlanWish(2026, read_plan_rule("4月10日"), per_day=3))
    assert later.rows[0].deputies == ("曾国藩", "张守田", "买买提·艾力")


def test_only_deputies_of_the_wanted_levels_are_on_the_rota(
    database: Database, people: dict[str, int]
) -> None:
    wish = PlanWish(2026, FIFTEENTH, per_day=2, levels=(Level.CITY,))
    with database.reading() as session:
        plan = planning.preview_year(session, wish=wish)
    assert {name for row in plan.rows for name in row.deputies} == {"买买提·艾力"}
    assert plan.missing == 12


def test_a_rota_may_be_left_open_and_the_rest_of_the_year_planned(
    database: Database, people: dict[str, int]
) -> None:
    wish = PlanWish(2026, FIFTEENTH, per_day=0, from_day=date(2026, 11, 20))
    with database.transaction() as session:
        plan = planning.plan_year(session, wish=wish)
        assert [row.on for row in plan.rows] == [date(2026, 12, 15)]
        [row] = listing.list_days(session)
        assert (row.on_duty, row.state) == ((), DayState.PLANNED)


def test_a_year_beyond_the_holiday_table_is_planned_and_marked(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2027, FIFTEENTH))
        assert all(row.provisional for row in listing.list_days(session, wanted=DayFilter(year=2027)))


def test_without_a_station_nothing_can_be_planned(database: Database) -> None:
    with database.transaction() as session, pytest.raises(NoHomeStation):
        planning.plan_year(session, wish=PlanWish(2026, FIFTEENTH))


def test_a_slip_in_the_year_or_the_hours_is_refused(database: Database, people: dict[str, int]) -> None:
    with database.reading() as session:
        with pytest.raises(PlanYearInvalid, match="年份 20266"):
            planning.preview_year(session, wish=PlanWish(20266, FIFTEENTH))
        with pytest.raises(days.HoursInvalid):
            planning.preview_year(
                session, wish=PlanWish(2026, FIFTEENTH, starts_at=time(11), ends_at=time(9))
            )


def test_a_plan_is_taken_back_whole_as_long_as_nobody_worked_with_it(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    with database.transaction() as session:
        plan = planning.plan_year(session, wish=PlanWish(2026, FIFTEENTH))
        assert len(plan.day_ids) == 12
        assert planning.list_years(session) == [2026]
    planned = database.take_step()
    assert planned is not None
    with database.transaction() as session:
        undo_step(session, step_id=planned)
        assert (listing.count_days(session), session.query(Activity).count()) == (0, 0)
    with database.transaction() as session:
        again = planning.plan_year(session, wish=PlanWish(2026, FIFTEENTH))
    planned = database.take_step()
    assert planned is not None
    with database.transaction() as session:
        notices.issue_notice(session, day_id=again.day_ids[-1])
    with (
        pytest.raises(WentOut, match="12月15日接待日的公告已经发出，请改正，不再撤销。"),
        database.transaction() as session,
    ):
        undo_step(session, step_id=planned)
