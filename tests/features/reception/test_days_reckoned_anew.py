"""Days marked 暂算, reckoned anew when their holidays are known. Today is 20 November 2026; 2027 is not published.

In 2027 the fifteenth of May is a Saturday, so that without a table the day goes to Monday the seventeenth.
"""

from datetime import date

from deputy_station.core.workdays import DayOverride
from deputy_station.features.history.service import list_history, undo_step
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service import calendar, days, listing, notices, planning, provisional
from deputy_station.features.reception.service.listing import DayFilter
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.features.reception.service.provisional import MovedDay, Recomputed
from deputy_station.features.reception.service.turns import turns_had
from deputy_station.store.database import Database

MAY_15_WORKED = {date(2027, 5, 15): DayOverride(True, "调休上班")}
SPRING = {date(2027, 2, day): DayOverride(False, "春节") for day in range(5, 16)}


def plan(database: Database, phrase: str = "每月15日", year: int = 2027) -> None:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(year, read_plan_rule(phrase)))


def held(database: Database, year: int = 2027) -> dict[int, date]:
    with database.reading() as session:
        rows = listing.list_days(session, wanted=DayFilter(year=year))
    return {row.held_on.month: row.held_on for row in rows if row.state is not DayState.CANCELLED}


def test_a_year_entered_whole_moves_its_days_with_a_line_each(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    plan(database)
    assert held(database)[5] == date(2027, 5, 17)
    with database.transaction() as session:
        done = provisional.enter_calendar_year(session, year=2027, days=SPRING | MAY_15_WORKED, whole=True)
    assert [(each.before, each.on) for each in done.moved] == [
        (date(2027, 2, 15), date(2027, 2, 16)),  # the holiday now reaches the fifteenth
        (date(2027, 5, 17), date(2027, 5, 15)),  # a Saturday worked instead
    ]
    assert (done.kept, done.settled) == ((), 12)
    assert done.sentence == "移动接待日 2 天，12 天不再暂算。"
    with database.reading() as session:
        rows = {row.held_on: row for row in listing.list_days(session, wanted=DayFilter(year=2027))}
        assert not any(row.provisional for row in rows.values())
        february, may = rows[date(2027, 2, 16)], rows[date(2027, 5, 15)]
        assert (february.original_on, february.moved_reason) == (
            date(2027, 2, 15),
            "逢春节，顺延到 2月16日",
        )
        assert (may.original_on, may.moved_reason) == (None, "")
        lines = list_history(session, subject=listing.SUBJECT, subject_id=may.id)
        assert [line.sentence for line in lines] == [
            "放假安排已定，5月17日接待日改到 5月15日（调休上班，照常接待）"
        ]
        assert listing.day_detail(session, day_id=may.id).title == "5月15日代表接待日"


def test_reckoning_anew_is_taken_back_in_one_step(database: Database, people: dict[str, int]) -> None:
    assert people
    plan(database)
    before = held(database)
    with database.transaction() as session:
        provisional.enter_calendar_year(session, year=2027, days=SPRING | MAY_15_WORKED, whole=True)
    step = database.take_step()
    assert step is not None
    with database.transaction() as session:
        undo_step(session, step_id=step)
    assert held(database) == before
    with database.reading() as session:
        assert not calendar.calendar_year(session, year=2027).whole
        assert all(row.provisional for row in listing.list_days(session, wanted=DayFilter(year=2027)))


def test_a_day_announced_or_moved_by_hand_stays_and_is_named(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    plan(database)
    with database.transaction() as session:
        may = listing.find_day(session, on=date(2027, 5, 17))
        notices.issue_notice(session, day_id=may.id)
        march = listing.find_day(session, on=date(2027, 3, 15))
        days.move_day(
            session, day_id=march.id, version=march.version, to=date(2027, 2, 11), reason="镇里开会"
        )
    with database.transaction() as session:
        done = provisional.enter_calendar_year(session, year=2027, days=SPRING | MAY_15_WORKED, whole=True)
    assert [(each.on, each.why) for each in done.kept] == [
        (date(2027, 2, 11), "（已手动改期）是春节"),
        (date(2027, 5, 17), "（已公告）按规则应在 2027年5月15日"),
    ]
    assert held(database)[5] == date(2027, 5, 17)
    assert "请看看这 2 天：2027年2月11日（已手动改期）是春节" in done.sentence


def test_a_day_does_not_move_onto_another_that_stays(database: Database, people: dict[str, int]) -> None:
    assert people
    plan(database)
    with database.transaction() as session:
        days.add_day(session, on=date(2027, 5, 15))
        done = provisional.enter_calendar_year(session, year=2027, days=MAY_15_WORKED, whole=True)
    assert [each.why for each in done.kept] == ["按规则应改到 2027年5月15日，那天已有接待日"]


def test_days_that_fall_together_are_held_once(database: Database, people: dict[str, int]) -> None:
    assert people
    plan(database, "2月11、15日")
    with database.transaction() as session:
        done = provisional.enter_calendar_year(session, year=2027, days=SPRING, whole=True)
    assert [(each.before.day, each.on) for each in done.moved] == [(11, date(2027, 2, 16)), (15, None)]
    assert held(database) == {2: date(2027, 2, 16)}


def on_duty(database: Database, on: date) -> set[str]:
    with database.reading() as session:
        return set(listing.find_day(session, on=on).on_duty)


def test_deputies_of_a_day_that_is_merged_away_keep_their_turn(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    plan(database, "2月11、15日")
    both = on_duty(database, date(2027, 2, 11)) | on_duty(database, date(2027, 2, 15))
    assert len(both) == 4  # two each by turns
    with database.transaction() as session:
        before = turns_had(session, station_id=1, year=2027)
        done = provisional.enter_calendar_year(session, year=2027, days=SPRING, whole=True)
        assert turns_had(session, station_id=1, year=2027) == before
    assert on_duty(database, date(2027, 2, 16)) == both
    assert done.sentence == "移动接待日 1 天，并入同一天的 1 天，1 天不再暂算。"
    assert done.moved[1].sentence.startswith("2027年2月15日并入 2月16日（逢春节")
    with database.reading() as session:
        kept = listing.find_day(session, on=date(2027, 2, 16))
        lines = [each.sentence for each in list_history(session, subject=listing.SUBJECT, subject_id=kept.id)]
    assert any(line.startswith("与 2月15日的接待日并为一天，接待代表增加") for line in lines)


def test_a_merger_is_taken_back_with_its_rota_in_one_step(database: Database, people: dict[str, int]) -> None:
    assert people
    plan(database, "2月11、15日")
    first, second = on_duty(database, date(2027, 2, 11)), on_duty(database, date(2027, 2, 15))
    with database.transaction() as session:
        provisional.enter_calendar_year(session, year=2027, days=SPRING, whole=True)
    step = database.take_step()
    assert step is not None
    with database.transaction() as session:
        undo_step(session, step_id=step)
    assert on_duty(database, date(2027, 2, 11)) == first
    assert on_duty(database, date(2027, 2, 15)) == second


def test_a_day_is_held_by_itself_where_the_one_it_would_join_stays_elsewhere(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    plan(database, "2月11、15日")
    with database.transaction() as session:
        notices.issue_notice(session, day_id=listing.find_day(session, on=date(2027, 2, 11)).id)
    with database.transaction() as session:
        done = provisional.enter_calendar_year(session, year=2027, days=SPRING, whole=True)
    assert [(each.before.day, each.on) for each in done.moved] == [(15, date(2027, 2, 16))]
    assert [each.on for each in done.kept] == [date(2027, 2, 11)]  # announced: for people to decide


def test_a_day_does_not_join_one_of_another_plan(database: Database, people: dict[str, int]) -> None:
    assert people
    plan(database, "2月11、15日")
    with database.transaction() as session:
        days.add_day(session, on=date(2027, 2, 16))
    with database.transaction() as session:
        done = provisional.enter_calendar_year(session, year=2027, days=SPRING, whole=True)
    assert done.moved == ()
    there = "按规则应改到 2027年2月16日，那天已有接待日"
    assert [(each.on.day, each.why) for each in done.kept] == [(11, there), (15, there)]


def test_a_day_stays_where_it_is_when_only_the_one_to_join_it_was_announced_elsewhere(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    plan(database, "2月11、15日")
    with database.transaction() as session:
        notices.issue_notice(session, day_id=listing.find_day(session, on=date(2027, 2, 11)).id)
    until_14 = {on: rest for on, rest in SPRING.items() if on.day < 15}  # the rule puts both on the fifteenth
    with database.transaction() as session:
        done = provisional.enter_calendar_year(session, year=2027, days=until_14, whole=True)
    assert done.moved == ()
    assert [each.on.day for each in done.kept] == [11]


def test_a_day_planned_when_the_program_did_not_know_the_festivals_moves_and_stays_provisional(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    plan(database, "每月5日")  # 5 April 2027 is 清明: the plan has the sixth
    assert held(database)[4] == date(2027, 4, 6)
    with database.transaction() as session:  # as an earlier release left it
        day = session.get_one(ReceptionDay, listing.find_day(session, on=date(2027, 4, 6)).id)
        day.held_on = day.activity.held_on = date(2027, 4, 5)
        day.original_on, day.moved_reason = None, ""
    with database.transaction() as session:
        assert provisional.known_by_now(session)
        done = provisional.recompute_days(session)
    assert [(each.before, each.on) for each in done.moved] == [(date(2027, 4, 5), date(2027, 4, 6))]
    assert done.settled == 0
    with database.reading() as session:
        assert not provisional.known_by_now(session)
        day = listing.find_day(session, on=date(2027, 4, 6))
        assert day.provisional
        [line] = list_history(session, subject=listing.SUBJECT, subject_id=day.id)
        assert line.sentence == "按已知的节假日暂算，4月5日接待日改到 4月6日（逢清明节，顺延到 4月6日）"


def test_the_first_workday_of_a_month_is_found_again(database: Database, people: dict[str, int]) -> None:
    assert people
    plan(database, "每月第一个工作日")
    assert held(database)[1] == date(2027, 1, 4)
    new_year = {date(2027, 1, 2): DayOverride(True, "调休上班")}
    with database.transaction() as session:
        provisional.enter_calendar_year(session, year=2027, days=new_year, whole=True)
    assert held(database)[1] == date(2027, 1, 2)


def test_a_correction_of_a_year_already_entered_is_reckoned_too(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    plan(database)
    with database.transaction() as session:
        provisional.enter_calendar_year(session, year=2027, days=SPRING, whole=True)
    with database.transaction() as session:
        done = provisional.enter_calendar_year(session, year=2027, days=SPRING | MAY_15_WORKED, whole=True)
    assert [each.on for each in done.moved] == [date(2027, 5, 15)]
    assert done.settled == 0


def test_nothing_is_known_until_the_table_grows(database: Database, people: dict[str, int]) -> None:
    assert people
    plan(database)
    with database.transaction() as session:
        assert not provisional.known_by_now(session)
        assert provisional.recompute_days(session) == provisional.Recomputed()
        calendar.set_calendar_year(session, year=2027, days=SPRING)
        assert provisional.known_by_now(session)
        provisional.recompute_days(session)
        assert not provisional.known_by_now(session)


def test_a_day_added_by_hand_stands_outside_every_rule(database: Database, people: dict[str, int]) -> None:
    assert people
    with database.transaction() as session:
        added = days.add_day(session, on=date(2027, 5, 15), theme="人居环境")
    assert (added.rule_text, added.row.provisional, added.row.theme) == ("", True, "人居环境")
    assert added.row.place == "东街社区服务中心一楼接待室"
    with database.transaction() as session:
        provisional.enter_calendar_year(session, year=2027, days={}, whole=True)
        row = listing.find_day(session, on=date(2027, 5, 15))
    assert (row.held_on, row.provisional) == (date(2027, 5, 15), False)


def test_days_called_off_are_not_counted_as_moved() -> None:
    moved = MovedDay(1, date(2027, 2, 8), date(2027, 2, 15), "逢春节，顺延到 2月15日")
    merged = MovedDay(2, date(2027, 2, 15), None, "与当天的接待日并为一天")
    assert Recomputed((moved, merged)).sentence == "移动接待日 1 天，取消接待日 1 天。"
    assert moved.sentence == "2027年2月8日改到 2月15日（逢春节，顺延到 2月15日）"
    assert merged.sentence == "2027年2月15日取消（与当天的接待日并为一天）"
