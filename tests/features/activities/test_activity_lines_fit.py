"""Lines longer than the register keeps are refused in words, for activities, attendance, deeds and evidence."""

from datetime import date

import pytest

from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind, HalfDay, Sitting
from deputy_station.features.activities.service.attendance import record_attendance
from deputy_station.features.activities.service.deeds import record_deed
from deputy_station.features.activities.service.evidence import add_evidence
from deputy_station.features.activities.service.plans import create_activity, create_session
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.store.database import Database
from deputy_station.store.lengths import LineTooLong

TODAY = date(2026, 11, 20)
LONG = "长" * 201
MORNING = Sitting(TODAY, HalfDay.MORNING, (ActivityKind.CONGRESS_PLENARY,))


def test_an_activity_keeps_lines_of_its_columns_length(database: Database) -> None:
    for field, word in (("title", "名称"), ("place", "地点"), ("organiser", "组织单位")):
        fields = {"title": "培训", field: LONG}
        with pytest.raises(LineTooLong, match=f"“{word}”有 201 个字"), database.transaction() as session:
            create_activity(session, kind=ActivityKind.TRAINING, held_on=TODAY, **fields)  # type: ignore[arg-type]
    with (
        pytest.raises(LineTooLong, match="“会议”有 201 个字，最多 120 个字"),
        database.transaction() as session,
    ):
        create_session(session, session_name=LONG, sittings=[MORNING])


def test_content_and_result_may_be_as_long_as_they_are(database: Database) -> None:
    with database.transaction() as session:
        made = create_activity(session, kind=ActivityKind.TRAINING, held_on=TODAY, title="培训", content=LONG)
        assert made.content == LONG


def test_a_reason_for_leave_a_deed_and_a_material_fit_too(database: Database) -> None:
    with database.transaction() as session:
        deputy = create_deputy(
            session, name="张守田", mandates=[NewMandate(Level.TOWN, date(2021, 12, 4))]
        ).id
        training = create_activity(
            session, kind=ActivityKind.TRAINING, held_on=TODAY, title="培训", deputy_ids=[deputy]
        ).id
    with pytest.raises(LineTooLong, match="“请假事由”"), database.transaction() as session:
        record_attendance(
            session, activity_id=training, deputy_id=deputy, state=AttendanceState.LEAVE, leave_reason=LONG
        )
    with pytest.raises(LineTooLong, match="“事项”"), database.transaction() as session:
        record_deed(session, kind=DeedKind.GOOD_DEED, deputy_id=deputy, title=LONG)
    with pytest.raises(LineTooLong, match="“材料”"), database.transaction() as session:
        add_evidence(session, subject="activity", subject_id=training, title=LONG)
