"""Taking back must not leave what the rules of the features forbid, and clearing the bin clears every copy."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import (
    Activity,
    ActivityKind,
    Attendance,
    AttendanceState,
    Deed,
    DeedKind,
    Evidence,
)
from deputy_station.features.activities.service import attendance, deeds, evidence, plans
from deputy_station.features.deputies.models import Deputy, Level, Mandate
from deputy_station.features.deputies.rules import MandatesOverlap
from deputy_station.features.deputies.service import editing, frame
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.history import rules, service
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.service import days
from deputy_station.features.reception.service.listing import day_detail
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.service import reviewing, writing
from deputy_station.store.database import Database
from deputy_station.store.journal import ChangeStep

DAY = date(2026, 11, 20)


def do(database: Database, function: Any, **values: Any) -> Any:
    with database.transaction() as session:
        return function(session, **values)


def last_id(database: Database) -> int:
    with database.reading() as session:
        return max(session.scalars(select(ChangeStep.id)))


def undo(database: Database, step_id: int) -> str:
    return str(do(database, service.undo_step, step_id=step_id).sentence)


def speech(database: Database, deputy_id: int, title: str = "修路") -> Any:
    return do(
        database, deeds.record_deed, kind=DeedKind.SPEECH, deputy_id=deputy_id, title=title, done_on=DAY
    )


def reception(database: Database, on: date, deputy_ids: list[int]) -> Any:
    with database.transaction() as session:
        activity = Activity(kind=ActivityKind.RECEPTION, title="代表接待日", held_on=on)
        activity.attendances = [
            Attendance(deputy_id=each, expected=True, state=AttendanceState.NOT_YET) for each in deputy_ids
        ]
        session.add(activity)
        session.flush()
        day = ReceptionDay(activity_id=activity.id, station_id=home_station(session).id, held_on=on)
        session.add(day)
        session.flush()
        return day_detail(session, day_id=day.id)


def why_not(database: Database, step_id: int) -> str:
    with database.reading() as session:
        return service.read_step(session, step_id=step_id).why_not


# ---------------------------------------------------------------------- what hung on something that is gone


def test_evidence_does_not_come_back_to_a_deed_that_is_deleted(
    database: Database, people: dict[str, int]
) -> None:
    deed = speech(database, people["王建国"])
    proof = do(database, evidence.add_evidence, subject="deed", subject_id=deed.id, title="照片")
    do(database, evidence.remove_evidence, evidence_id=proof.id, version=proof.version)
    proof_gone = last_id(database)
    do(database, deeds.remove_deed, deed_id=deed.id, version=deed.version)
    deed_gone = last_id(database)
    assert "个人履职" in why_not(database, proof_gone)
    with pytest.raises(rules.BelongsToDeleted, match="它所属的个人履职已经删掉"):
        undo(database, proof_gone)
    with database.reading() as session:
        assert session.scalars(select(Evidence)).all() == []
    undo(database, deed_gone)
    undo(database, proof_gone)
    with database.reading() as session:
        assert session.scalars(select(Evidence.title)).all() == ["照片"]


def test_a_line_does_not_come_back_to_a_list_that_is_deleted(
    database: Database, people: dict[str, int]
) -> None:
    activity = do(
        database,
        plans.create_activity,
        kind=ActivityKind.TRAINING,
        title="培训",
        held_on=DAY,
        deputy_ids=[people["王建国"]],
    )
    do(database, attendance.remove_from_list, activity_id=activity.id, deputy_id=people["王建国"])
    line_gone = last_id(database)
    with database.reading() as session:
        version = plans.get_activity(session, activity_id=activity.id).version
    do(database, plans.remove_activity, activity_id=activity.id, version=version)
    with pytest.raises(rules.BelongsToDeleted, match="它所属的活动已经删掉"):
        undo(database, line_gone)


def test_a_field_does_not_go_back_to_something_deleted(database: Database, people: dict[str, int]) -> None:
    group = do(database, frame.create_group, name="第三代表小组")
    created = last_id(database)
    who = people["买买提·艾力"]
    with database.reading() as session:
        version = session.get_one(Deputy, who).version
    version = do(database, editing.edit_deputy, deputy_id=who, version=version, group_id=group.id).version
    do(database, editing.edit_deputy, deputy_id=who, version=version, group_id=None)
    moved_out = last_id(database)
    undo(database, created)
    with pytest.raises(rules.BelongsToDeleted, match="它所属的代表小组已经删掉"):
        undo(database, moved_out)


# ---------------------------------------------------------------------- rules between rows


def test_taking_back_an_ending_does_not_seat_a_deputy_twice(
    database: Database, people: dict[str, int]
) -> None:
    who = people["李秀英"]
    with database.reading() as session:
        seat = session.scalars(select(Mandate).where(Mandate.deputy_id == who)).one()
    do(
        database,
        editing.end_mandate,
        mandate_id=seat.id,
        version=seat.version,
        ended_on=date(2026, 6, 30),
        reason="辞职",
    )
    ended = last_id(database)
    again = editing.NewMandate(Level.TOWN, date(2026, 9, 1))
    do(database, editing.add_mandate, deputy_id=who, mandate=again)
    with pytest.raises(MandatesOverlap):
        undo(database, ended)
    with database.reading() as session:
        assert session.get_one(Mandate, seat.id).ended_on == date(2026, 6, 30)


def test_taking_back_a_move_does_not_carry_attendance_to_another_day(
    database: Database, people: dict[str, int]
) -> None:
    day = reception(database, date(2026, 11, 18), [people["王建国"]])
    day = do(database, days.move_day, day_id=day.row.id, version=day.row.version, to=DAY)
    moved = last_id(database)
    do(database, days.open_day, day_id=day.row.id, version=day.row.version)
    opened = last_id(database)
    do(
        database,
        attendance.record_attendance,
        activity_id=day.row.activity_id,
        deputy_id=people["王建国"],
        state=AttendanceState.PRESENT,
    )
    undo(database, opened)
    with pytest.raises(days.DayInUse):
        undo(database, moved)
    with database.reading() as session:
        assert session.scalars(select(ReceptionDay.held_on)).all() == [DAY]


def test_a_cancelled_day_does_not_come_back_to_a_date_that_is_taken(
    database: Database, people: dict[str, int]
) -> None:
    day = reception(database, DAY, [people["王建国"]])
    do(database, days.cancel_day, day_id=day.row.id, version=day.row.version, reason="停电")
    cancelled = last_id(database)
    reception(database, DAY, [people["李秀英"]])
    with pytest.raises(days.DayTaken):
        undo(database, cancelled)


def test_who_signed_an_assigned_suggestion_is_not_taken_back(
    database: Database, people: dict[str, int]
) -> None:
    names = [people["王建国"], people["李秀英"]]
    values: dict[str, Any] = {"title": "关于修路的建议", "text": "", "kind": SuggestionKind.BETWEEN}
    made = do(database, writing.draft_suggestion, lead_id=names[0], proposed_on=DAY, **values)
    edited = do(
        database,
        writing.edit_suggestion,
        suggestion_id=made.id,
        version=made.version,
        lead_id=names[0],
        co_signer_ids=[names[1]],
        proposed_on=DAY,
        **values,
    )
    signed = last_id(database)
    assert edited.version > made.version
    do(database, reviewing.accept_suggestion, suggestion_id=made.id, version=edited.version)
    with pytest.raises(rules.ChangedLater):
        undo(database, signed)


# ---------------------------------------------------------------------- the recycle bin


def test_a_deletion_done_again_lies_in_the_bin_once_and_is_cleared_whole(
    database: Database, people: dict[str, int]
) -> None:
    deed = speech(database, people["王建国"], "第一次写的话")
    deed = do(database, deeds.edit_deed, deed_id=deed.id, version=deed.version, title="保密的话")
    do(database, deeds.remove_deed, deed_id=deed.id, version=deed.version)
    deleted = last_id(database)
    do(database, service.undo_last)
    do(database, service.redo_last)
    with database.reading() as session:
        assert [row.id for row in service.list_steps(session, deleted=True)] == [deleted]
        assert service.count_steps(session, deleted=True) == 1
    assert do(database, service.forget_deleted, step_ids=[deleted]) == 1
    with database.reading() as session:
        kept = [step.changes for step in session.scalars(select(ChangeStep))]
        kept += [[line.before, line.after] for line in session.scalars(select(HistoryLine))]
    told = json.dumps(kept, ensure_ascii=False)
    assert "保密的话" not in told
    assert "第一次写的话" not in told
    for step in range(1, last_id(database) + 1):
        try:
            undo(database, step)
        except Refusal:
            continue
    with database.reading() as session:
        assert session.scalars(select(Deed)).all() == []
