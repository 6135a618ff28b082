"""Attendance: who did not come first, six states, walk-ins, one pass."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, StaleEdit
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, AttendanceTooEarly
from deputy_station.features.activities.service.attendance import (
    AlreadyExpected,
    AttendanceKept,
    AttendanceMark,
    add_walk_in,
    close_attendance,
    list_attendance,
    list_deputy_attendance,
    record_attendance,
    record_many,
    remove_from_list,
)
from deputy_station.features.activities.service.listing import get_activity
from deputy_station.features.activities.service.plans import cancel_activity, create_activity
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.history.service import list_history
from deputy_station.store.database import Database

TODAY = date(2026, 11, 20)
NINE = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
STATES = AttendanceState


def enter(session: Session, *names: str) -> list[int]:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    return [create_deputy(session, name=name, mandates=[seat]).id for name in names]


def hold(session: Session, deputy_ids: list[int], held_on: date = TODAY) -> int:
    return create_activity(
        session, kind=ActivityKind.TRAINING, title="培训", held_on=held_on, deputy_ids=deputy_ids
    ).id


def test_the_list_begins_with_who_did_not_come(database: Database) -> None:
    with database.transaction() as session:
        ids = enter(session, "安", "白", "蔡", "邓", "范", "高", "何")
        activity = hold(session, ids)
        states = [STATES.PRESENT, STATES.LATE, STATES.LEFT_EARLY, STATES.LEAVE, STATES.ABSENT, STATES.NOT_YET,
                  STATES.PRESENT]  # fmt: skip
        record_many(
            session,
            activity_id=activity,
            marks=[AttendanceMark(deputy, state) for deputy, state in zip(ids, states, strict=True)],
        )
        rows = list_attendance(session, activity_id=activity)
        counts = get_activity(session, activity_id=activity).counts
    assert [(row.deputy, row.state) for row in rows] == [
        ("高", STATES.NOT_YET), ("范", STATES.ABSENT), ("邓", STATES.LEAVE), ("白", STATES.LATE),
        ("蔡", STATES.LEFT_EARLY), ("安", STATES.PRESENT), ("何", STATES.PRESENT),
    ]  # fmt: skip
    assert (counts.expected, counts.came, counts.late, counts.left_early, counts.leave, counts.absent,
            counts.not_yet, counts.walk_ins) == (7, 4, 1, 1, 1, 1, 1, 0)  # fmt: skip


def test_arrival_is_kept_and_is_now_when_nothing_else_is_said(database: Database) -> None:
    with database.transaction() as session:
        zhang, li = enter(session, "张守田", "李娟")
        activity = hold(session, [zhang, li])
        first = record_attendance(session, activity_id=activity, deputy_id=zhang, state=STATES.PRESENT)
        said = datetime(2026, 11, 20, 1, 20, tzinfo=UTC)
        second = record_attendance(
            session, activity_id=activity, deputy_id=li, state=STATES.LATE, arrived_at=said
        )
        assert (first.arrived_at, second.arrived_at) == (NINE, said)
        kept = record_attendance(session, activity_id=activity, deputy_id=li, state=STATES.LEFT_EARLY)
        assert kept.arrived_at == said
        gone = record_attendance(session, activity_id=activity, deputy_id=li, state=STATES.ABSENT)
        assert gone.arrived_at is None
        lines = [line.sentence for line in list_history(session, subject="activity", subject_id=activity)]
    assert lines[1:] == [
        "张守田：未签到改为到会",
        "李娟：未签到改为迟到",
        "李娟：迟到改为早退",
        "李娟：早退改为缺席",
    ]


def test_entered_later_nobody_is_given_an_arrival_nobody_saw(database: Database) -> None:
    with database.transaction() as session:
        (zhang,) = enter(session, "张守田")
        activity = hold(session, [zhang], date(2026, 11, 2))
        row = record_attendance(session, activity_id=activity, deputy_id=zhang, state=STATES.PRESENT)
    assert row.arrived_at is None


def test_before_the_day_only_leave_can_be_entered(database: Database) -> None:
    with database.transaction() as session:
        zhang, li = enter(session, "张守田", "李娟")
        activity = hold(session, [zhang, li], date(2026, 12, 4))
        row = record_attendance(
            session,
            activity_id=activity,
            deputy_id=zhang,
            state=STATES.LEAVE,
            leave_reason="住院",
            leave_approved_by="刘主席",
        )
        assert (row.leave_reason, row.leave_approved_by) == ("住院", "刘主席")
        for state in (STATES.PRESENT, STATES.LATE, STATES.LEFT_EARLY, STATES.ABSENT):
            with pytest.raises(AttendanceTooEarly, match="活动在 12月4日，还没有到，现在只能登记请假"):
                record_attendance(session, activity_id=activity, deputy_id=li, state=state)
        back = record_attendance(session, activity_id=activity, deputy_id=zhang, state=STATES.NOT_YET)
        assert back.leave_reason == ""


def test_many_marks_are_made_together_or_not_at_all(database: Database) -> None:
    with database.transaction() as session:
        zhang, li, wang = enter(session, "张守田", "李娟", "王五")
        activity = hold(session, [zhang, li])
    marks = [AttendanceMark(zhang, STATES.PRESENT), AttendanceMark(wang, STATES.PRESENT)]
    with pytest.raises(NotFound, match="没有找到这位代表的应到记录"), database.transaction() as session:
        record_many(session, activity_id=activity, marks=marks)
    with database.reading() as session:
        assert {row.state for row in list_attendance(session, activity_id=activity)} == {STATES.NOT_YET}


def test_a_mark_on_an_old_copy_is_refused(database: Database) -> None:
    with database.transaction() as session:
        (zhang,) = enter(session, "张守田")
        activity = hold(session, [zhang])
        old = list_attendance(session, activity_id=activity)[0]
        record_attendance(session, activity_id=activity, deputy_id=zhang, state=STATES.PRESENT)
        with pytest.raises(StaleEdit, match="张守田的出席记录"):
            record_attendance(
                session, activity_id=activity, deputy_id=zhang, state=STATES.ABSENT, version=old.version
            )


def test_the_same_mark_again_leaves_no_line(database: Database) -> None:
    with database.transaction() as session:
        (zhang,) = enter(session, "张守田")
        activity = hold(session, [zhang])
        once = record_attendance(session, activity_id=activity, deputy_id=zhang, state=STATES.PRESENT)
        twice = record_attendance(session, activity_id=activity, deputy_id=zhang, state=STATES.PRESENT)
        assert once == twice
        assert len(list_history(session, subject="activity", subject_id=activity)) == 2


def test_a_walk_in_counts_as_having_come_but_not_as_expected(database: Database) -> None:
    with database.transaction() as session:
        zhang, li = enter(session, "张守田", "李娟")
        activity = hold(session, [zhang])
        row = add_walk_in(session, activity_id=activity, deputy_id=li)
        assert (row.expected, row.state, row.arrived_at) == (False, STATES.PRESENT, NINE)
        counts = get_activity(session, activity_id=activity).counts
        assert (counts.expected, counts.came, counts.walk_ins, counts.not_yet) == (1, 1, 1, 1)
        with pytest.raises(AlreadyExpected, match="张守田已在名单上"):
            add_walk_in(session, activity_id=activity, deputy_id=zhang)
        remove_from_list(session, activity_id=activity, deputy_id=li)
        assert [each.deputy for each in list_attendance(session, activity_id=activity)] == ["张守田"]


def test_closing_makes_everybody_still_missing_absent(database: Database) -> None:
    with database.transaction() as session:
        zhang, li, wang = enter(session, "张守田", "李娟", "王五")
        activity = hold(session, [zhang, li, wang])
        record_attendance(session, activity_id=activity, deputy_id=li, state=STATES.LEAVE)
        record_attendance(session, activity_id=activity, deputy_id=wang, state=STATES.PRESENT)
        assert close_attendance(session, activity_id=activity) == 1
        assert close_attendance(session, activity_id=activity) == 0
        states = {row.deputy: row.state for row in list_attendance(session, activity_id=activity)}
        assert states == {"张守田": STATES.ABSENT, "李娟": STATES.LEAVE, "王五": STATES.PRESENT}
        with pytest.raises(AttendanceKept, match="张守田已登记缺席"):
            remove_from_list(session, activity_id=activity, deputy_id=zhang)


def test_the_list_is_searched_by_pinyin_and_state(database: Database) -> None:
    with database.transaction() as session:
        ids = enter(session, "曾国藩", "张守田")
        activity = hold(session, ids)
        assert [row.deputy for row in list_attendance(session, activity_id=activity, search="zgf")] == [
            "曾国藩"
        ]
        assert list_attendance(session, activity_id=activity, state=STATES.LEAVE) == []


def test_a_deputys_year_leaves_out_what_was_cancelled(database: Database) -> None:
    with database.transaction() as session:
        (zhang,) = enter(session, "张守田")
        held = hold(session, [zhang], date(2026, 3, 1))
        off = hold(session, [zhang], date(2026, 4, 1))
        hold(session, [zhang], date(2025, 12, 31))
        cancel_activity(session, activity_id=off, version=get_activity(session, activity_id=off).version)
        record_attendance(session, activity_id=held, deputy_id=zhang, state=STATES.LATE)
        rows = list_deputy_attendance(
            session, first=date(2026, 1, 1), last=date(2026, 12, 31), deputy_id=zhang
        )
    assert [(row.activity_id, row.state, row.kind) for row in rows] == [
        (held, STATES.LATE, ActivityKind.TRAINING)
    ]
