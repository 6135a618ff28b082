"""The steps of a reception day, its rota, its notice and its visitors. Today is Friday 20 November 2026."""

from datetime import date, time

import pytest

from deputy_station.core.errors import NotFound, StaleEdit
from deputy_station.features.activities.models import Activity, Attendance, AttendanceState
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.steps import (
    DayNotComeYet,
    DayState,
    DayStep,
    DayStepNotAllowed,
    allowed_steps,
    check_step,
)
from deputy_station.features.reception.service import days, listing, notices, planning, rota, visits
from deputy_station.features.reception.service.listing import DayFilter, DayRow
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.store.database import Database

TODAY = date(2026, 11, 20)
NEXT = date(2026, 12, 4)


@pytest.fixture
def planned(database: Database, people: dict[str, int]) -> dict[date, DayRow]:
    """A day today (王建国 and 李秀英 by turns) and one on 4 December (曾国藩 and 赵敏)."""
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("11月20日"), per_day=2))
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("12月4日"), per_day=2))
    with database.reading() as session:
        return {row.held_on: row for row in listing.list_days(session)}


def test_every_step_is_refused_in_every_state_that_its_button_does_not_show() -> None:
    for state in DayState:
        shown = allowed_steps(state=state, held_on=TODAY, today=TODAY)
        for step in DayStep:
            if step in shown:
                check_step(step, state=state, held_on=TODAY, today=TODAY)
            else:
                with pytest.raises(DayStepNotAllowed, match=step.label):
                    check_step(step, state=state, held_on=TODAY, today=TODAY)


def test_nobody_is_received_before_the_day(database: Database, planned: dict[date, DayRow]) -> None:
    december = planned[NEXT]
    with database.transaction() as session:
        with pytest.raises(DayNotComeYet, match="2026年12月4日，还没到"):
            days.open_day(session, day_id=december.id, version=december.version)
        with pytest.raises(DayNotComeYet):
            visits.add_visit(session, day_id=december.id)
        assert DayStep.OPEN not in listing.day_detail(session, day_id=december.id).steps


def test_the_next_day_is_today_and_then_the_one_in_december(
    database: Database, planned: dict[date, DayRow]
) -> None:
    with database.reading() as session:
        today = listing.next_day(session)
        after = listing.next_day(session, on_or_after=date(2026, 11, 21))
        assert today is not None
        assert after is not None
        assert (today.held_on, after.held_on) == (TODAY, NEXT)
        assert listing.next_day(session, on_or_after=date(2026, 12, 5)) is None
        with pytest.raises(NotFound, match="2026年12月5日的接待日"):
            listing.find_day(session, on=date(2026, 12, 5))


def test_a_day_is_moved_and_remembers_where_the_rule_had_put_it(
    database: Database, planned: dict[date, DayRow]
) -> None:
    december = planned[NEXT]
    with database.transaction() as session:
        detail = days.move_day(
            session, day_id=december.id, version=december.version, to=date(2026, 12, 8), reason="镇里开会"
        )
    assert (detail.row.held_on, detail.row.original_on, detail.row.moved_reason) == (
        date(2026, 12, 8),
        NEXT,
        "镇里开会",
    )
    assert detail.title == "12月8日代表接待日"
    assert detail.history[-1].sentence == "12月4日接待日改到 12月8日（镇里开会）"
    with database.reading() as session:
        assert session.get_one(Activity, detail.row.activity_id).held_on == date(2026, 12, 8)


def test_two_days_cannot_share_a_date(database: Database, planned: dict[date, DayRow]) -> None:
    with database.transaction() as session, pytest.raises(days.DayTaken, match="11月20日已有接待日"):
        days.move_day(session, day_id=planned[NEXT].id, version=planned[NEXT].version, to=TODAY)


def test_a_change_made_on_an_old_copy_is_refused(database: Database, planned: dict[date, DayRow]) -> None:
    december = planned[NEXT]
    hours = {"starts_at": time(9), "ends_at": time(11, 30)}
    with database.transaction() as session:
        days.edit_day(session, day_id=december.id, version=december.version, place="二楼", **hours)
    with database.transaction() as session, pytest.raises(StaleEdit, match="接待日已被别处改过"):
        days.edit_day(session, day_id=december.id, version=december.version, place="三楼", **hours)
    with database.reading() as session:
        assert listing.find_day(session, on=NEXT).place == "二楼"


def test_a_cancelled_day_counts_for_nothing_until_it_is_restored(
    database: Database, planned: dict[date, DayRow]
) -> None:
    december = planned[NEXT]
    with database.transaction() as session:
        cancelled = days.cancel_day(session, day_id=december.id, version=december.version, reason="换届选举")
        assert session.get_one(Activity, december.activity_id).cancelled
        assert listing.next_day(session, on_or_after=NEXT) is None
        with pytest.raises(DayStepNotAllowed, match="请先恢复"):
            visits.add_visit(session, day_id=december.id)
        restored = days.restore_day(session, day_id=december.id, version=cancelled.row.version)
        assert restored.row.state is DayState.PLANNED
        assert not session.get_one(Activity, december.activity_id).cancelled


def test_the_first_visitor_opens_the_day_and_numbers_go_up(
    database: Database, planned: dict[date, DayRow]
) -> None:
    today = planned[TODAY]
    with database.transaction() as session:
        first = visits.add_visit(session, day_id=today.id, name=" 陈 大妈 ", address="朔北村三组", people=3)
        second = visits.add_visit(session, day_id=today.id)
        assert (first.number, first.name, second.number, second.name) == (1, "陈 大妈", 2, "")
        row = listing.find_day(session, on=TODAY)
        assert (row.state, row.visits) == (DayState.OPEN, 2)
        heard = visits.finish_visit(session, visit_id=first.id, version=first.version)
        assert heard.finished
    with database.reading() as session:
        assert [(each.number, each.finished) for each in visits.list_visits(session, day_id=today.id)] == [
            (1, True),
            (2, False),
        ]


def test_a_visit_is_corrected_and_a_party_of_nobody_refused(
    database: Database, planned: dict[date, DayRow]
) -> None:
    with database.transaction() as session:
        visit = visits.add_visit(session, day_id=planned[TODAY].id, name="陈大妈")
        fields = {"name": "陈大妈", "phone": "13805610000", "address": "", "note": "问低保"}
        edited = visits.edit_visit(session, visit_id=visit.id, version=visit.version, people=2, **fields)
        assert (edited.people, edited.phone, edited.note) == (2, "13805610000", "问低保")
        with pytest.raises(visits.VisitPeopleInvalid, match="不能是 0"):
            visits.edit_visit(session, visit_id=visit.id, version=edited.version, people=0, **fields)
        with pytest.raises(StaleEdit):
            visits.edit_visit(session, visit_id=visit.id, version=visit.version, people=2, **fields)


def test_a_day_with_visitors_can_neither_be_moved_nor_cancelled(
    database: Database, planned: dict[date, DayRow]
) -> None:
    today = planned[TODAY]
    with database.transaction() as session:
        session.get_one(Activity, today.activity_id).attendances[0].state = AttendanceState.PRESENT
    with database.transaction() as session, pytest.raises(days.DayInUse, match="已有签到或来访记录"):
        days.cancel_day(session, day_id=today.id, version=today.version, reason="")


def test_a_day_is_closed_only_when_everybody_on_duty_has_a_state(
    database: Database, planned: dict[date, DayRow]
) -> None:
    today = planned[TODAY]
    with database.transaction() as session:
        opened = days.open_day(session, day_id=today.id, version=today.version)
        with pytest.raises(days.AttendanceUnsettled, match="还有 2 名代表未签到"):
            days.close_day(session, day_id=today.id, version=opened.row.version)
        first = session.get_one(Activity, today.activity_id).attendances[0]
        first.state = AttendanceState.PRESENT
        closed = days.close_day(
            session, day_id=today.id, version=opened.row.version, summary="来访 2 批", rest_absent=True
        )
    assert closed.row.state is DayState.HELD
    assert closed.row.came == 1
    assert sorted(each.state.label for each in closed.duty) == ["到会", "缺席"]
    assert closed.history[-1].sentence == "11月20日接待日结束接待，1 名代表记为缺席"
    with database.transaction() as session:
        again = days.reopen_day(session, day_id=today.id, version=closed.row.version)
        assert again.row.state is DayState.OPEN


def test_the_rota_of_a_day_is_set_by_hand(
    database: Database, planned: dict[date, DayRow], people: dict[str, int]
) -> None:
    december = planned[NEXT]
    with database.transaction() as session:
        detail = rota.set_rota(
            session,
            day_id=december.id,
            version=december.version,
            deputy_ids=[people["赵敏"], people["王建国"]],
        )
    assert [(each.name, each.levels, each.group) for each in detail.duty] == [
        ("王建国", "镇、县区", "第一代表小组"),
        ("赵敏", "镇", "第二代表小组"),
    ]
    assert (
        detail.history[-1].sentence == "12月4日接待代表：赵敏、王建国"
        or "王建国" in detail.history[-1].sentence
    )


def test_those_with_fewest_turns_are_offered_first(database: Database, planned: dict[date, DayRow]) -> None:
    with database.reading() as session:
        choices = rota.list_rota_choices(session, day_id=planned[NEXT].id)
    assert [(each.name, each.turns) for each in choices] == [
        ("张守田", 0),
        ("买买提·艾力", 0),
        ("李秀英", 1),
        ("王建国", 1),
        ("曾国藩", 1),
        ("赵敏", 1),
    ]


def test_turns_to_come_are_found_by_name_and_initials(
    database: Database, planned: dict[date, DayRow]
) -> None:
    with database.reading() as session:
        assert [(turn.held_on, turn.name) for turn in rota.list_turns(session)] == [
            (TODAY, "李秀英"),
            (TODAY, "王建国"),
            (NEXT, "曾国藩"),
            (NEXT, "赵敏"),
        ]
        assert [turn.name for turn in rota.list_turns(session, search="zgf")] == ["曾国藩"]


def test_somebody_not_yet_elected_cannot_be_put_on_duty(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("3月10日"), per_day=0))
        march = listing.find_day(session, on=date(2026, 3, 10))
        with pytest.raises(rota.DeputyNotInOffice, match="赵敏在 3月10日不在任"):
            rota.set_rota(session, day_id=march.id, version=march.version, deputy_ids=[people["赵敏"]])


def test_somebody_who_came_cannot_be_taken_off_the_rota(
    database: Database, planned: dict[date, DayRow], people: dict[str, int]
) -> None:
    today = planned[TODAY]
    with database.transaction() as session:
        for each in session.get_one(Activity, today.activity_id).attendances:
            each.state = AttendanceState.LATE
    with database.transaction() as session, pytest.raises(rota.DeputyAlreadyCame, match="已有签到记录"):
        rota.set_rota(session, day_id=today.id, version=today.version, deputy_ids=[people["赵敏"]])


def test_a_walk_in_put_on_the_rota_keeps_the_attendance(
    database: Database, planned: dict[date, DayRow], people: dict[str, int]
) -> None:
    today = planned[TODAY]
    with database.transaction() as session:
        walk_in = Attendance(deputy_id=people["赵敏"], expected=False, state=AttendanceState.PRESENT)
        activity = session.get_one(Activity, today.activity_id)
        activity.attendances.append(walk_in)
    with database.transaction() as session:
        ids = [people["李秀英"], people["王建国"], people["赵敏"]]
        detail = rota.set_rota(session, day_id=today.id, version=today.version, deputy_ids=ids)
    zhao = next(each for each in detail.duty if each.name == "赵敏")
    assert (zhao.expected, zhao.state) == (True, AttendanceState.PRESENT)


def test_two_deputies_swap_their_days(
    database: Database, planned: dict[date, DayRow], people: dict[str, int]
) -> None:
    today, december = planned[TODAY], planned[NEXT]
    assert today.on_duty == ("李秀英", "王建国")
    assert december.on_duty == ("曾国藩", "赵敏")
    with database.transaction() as session:
        rota.swap_duty(
            session,
            day_id=december.id,
            version=december.version,
            deputy_id=people["曾国藩"],
            other_day_id=today.id,
            other_deputy_id=people["王建国"],
        )
        assert listing.find_day(session, on=TODAY).on_duty == ("李秀英", "曾国藩")
        assert listing.find_day(session, on=NEXT).on_duty == ("王建国", "赵敏")
        with pytest.raises(NotFound):
            rota.swap_duty(
                session,
                day_id=december.id,
                version=listing.find_day(session, on=NEXT).version,
                deputy_id=people["曾国藩"],
                other_day_id=today.id,
                other_deputy_id=people["王建国"],
            )


def test_notices_are_numbered_through_the_year_and_warn_when_late(
    database: Database, planned: dict[date, DayRow]
) -> None:
    today, december = planned[TODAY], planned[NEXT]
    with database.transaction() as session:
        late = notices.issue_notice(session, day_id=today.id, version=today.version)
        early = notices.issue_notice(session, day_id=december.id, version=december.version)
    assert (late.day.row.notice, late.warning) == (
        "〔2026〕1号",
        "公告应提前 3 天（不晚于 11月17日），现在当天才公告。",
    )
    assert (early.day.row.notice, early.day.row.notice_on, early.warning) == ("〔2026〕2号", TODAY, "")
    assert early.day.row.state is DayState.NOTICED
    with database.transaction() as session:
        again = notices.issue_notice(session, day_id=december.id)
        assert again.day.row.notice == "〔2026〕2号"


def test_a_day_moved_after_its_notice_gets_a_new_number(
    database: Database, planned: dict[date, DayRow]
) -> None:
    december = planned[NEXT]
    with database.transaction() as session:
        issued = notices.issue_notice(session, day_id=december.id, version=december.version)
        moved = days.move_day(
            session, day_id=december.id, version=issued.day.row.version, to=date(2026, 12, 8)
        )
        assert moved.row.state is DayState.PLANNED
        assert "公告需重发" in moved.history[-1].sentence
        again = notices.issue_notice(session, day_id=december.id)
        assert again.day.row.notice == "〔2026〕2号"


def test_a_notice_without_anybody_on_duty_is_refused(database: Database, planned: dict[date, DayRow]) -> None:
    december = planned[NEXT]
    with database.transaction() as session:
        emptied = rota.set_rota(session, day_id=december.id, version=december.version, deputy_ids=[])
        with pytest.raises(notices.NoticeNeedsDeputies, match="请先排代表"):
            notices.issue_notice(session, day_id=december.id, version=emptied.row.version)


def test_days_are_found_by_state_deputy_and_words(
    database: Database, planned: dict[date, DayRow], people: dict[str, int]
) -> None:
    with database.transaction() as session:
        notices.issue_notice(session, day_id=planned[NEXT].id)

        def found(wanted: DayFilter) -> list[date]:
            rows = listing.list_days(session, wanted=wanted)
            assert len(rows) == listing.count_days(session, wanted=wanted)
            return [row.held_on for row in rows]

        assert found(DayFilter(states=(DayState.NOTICED,))) == [NEXT]
        assert found(DayFilter(deputy_id=people["王建国"])) == [TODAY]
        assert found(DayFilter(search="zgf")) == [NEXT]
        assert found(DayFilter(search="服务中心")) == [TODAY, NEXT]
        assert found(DayFilter(search="100%")) == []
        assert found(DayFilter(year=2025)) == []
        assert listing.count_days_by_state(session, year=2026) == {
            DayState.PLANNED: 1,
            DayState.NOTICED: 1,
            DayState.OPEN: 0,
            DayState.HELD: 0,
            DayState.CANCELLED: 0,
        }
        assert [row.held_on for row in listing.list_days(session, offset=1, limit=1)] == [NEXT]
