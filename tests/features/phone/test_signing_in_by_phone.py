"""What signing in by code and leaving a demand do to the records, on both engines."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from deputy_station.features.activities.models import AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance, record_attendance
from deputy_station.features.activities.service.listing import get_activity
from deputy_station.features.activities.service.plans import cancel_activity
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.editing import end_mandate
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.phone.models import PhoneCode
from deputy_station.features.phone.rules import CodeUnknown, SignInOnLeave
from deputy_station.features.phone.service.codes import (
    CodesTaken,
    NewCode,
    digest_of,
    draw_codes,
    keep_codes,
    list_code_holders,
    station_salt,
)
from deputy_station.features.phone.service.signing import Arrival, SignedIn, sign_in_many
from deputy_station.store.database import Database
from deputy_station.store.journal import ChangeStep
from tests.features.phone.phone_hall import CODES, give_codes, held_activity

NINE = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def sign(database: Database, activity_id: int, *typed: tuple[str, datetime]) -> list[SignedIn | Exception]:
    with database.transaction() as session:
        salt = station_salt(session)
        arrivals = [Arrival(digest_of(code, salt), at) for code, at in typed]
        return list(sign_in_many(session, activity_id=activity_id, arrivals=arrivals))


def states(database: Database, activity_id: int) -> dict[str, AttendanceState]:
    with database.reading() as session:
        return {row.deputy: row.state for row in list_attendance(session, activity_id=activity_id)}


def test_a_code_signs_its_deputy_in_with_the_moment_it_came(
    database: Database, people: dict[str, int]
) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    at = NINE - timedelta(minutes=5)
    [who] = sign(database, activity, (CODES["李秀英"], at))
    assert isinstance(who, SignedIn)
    assert (who.name, who.at, who.state, who.again, who.walk_in) == (
        "李秀英",
        at,
        AttendanceState.PRESENT,
        False,
        False,
    )
    with database.reading() as session:
        row = next(r for r in list_attendance(session, activity_id=activity) if r.deputy == "李秀英")
    assert (row.state, row.arrived_at) == (AttendanceState.PRESENT, at)


def test_the_minute_of_the_beginning_is_in_time_and_the_next_is_late(
    database: Database, people: dict[str, int]
) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    sign(
        database,
        activity,
        (CODES["王建国"], NINE + timedelta(seconds=59)),
        (CODES["李秀英"], NINE + timedelta(seconds=60)),
    )
    assert states(database, activity) == {
        "王建国": AttendanceState.PRESENT,
        "李秀英": AttendanceState.LATE,
        "张守田": AttendanceState.NOT_YET,
    }


def test_a_second_time_tells_the_first_and_changes_nothing(
    database: Database, people: dict[str, int]
) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    sign(database, activity, (CODES["王建国"], NINE))
    [who] = sign(database, activity, (CODES["王建国"], NINE + timedelta(hours=1)))
    assert isinstance(who, SignedIn)
    assert (who.again, who.at, who.state) == (True, NINE, AttendanceState.PRESENT)


def test_twice_in_one_batch_is_once_in_the_records(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    told = sign(database, activity, (CODES["王建国"], NINE), (CODES["王建国"], NINE + timedelta(minutes=9)))
    assert [(who.again, who.at) for who in told if isinstance(who, SignedIn)] == [(False, NINE), (True, NINE)]
    with database.reading() as session:
        lines = session.scalars(
            select(HistoryLine.sentence).where(HistoryLine.action == "attendance.record")
        ).all()
    assert lines == ["王建国：未签到改为到会"]


def test_a_wrong_code_is_refused_and_leaves_the_others_of_its_batch_alone(
    database: Database, people: dict[str, int]
) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    told = sign(database, activity, ("999999", NINE), (CODES["张守田"], NINE))
    assert isinstance(told[0], CodeUnknown)
    assert isinstance(told[1], SignedIn)
    assert states(database, activity)["张守田"] is AttendanceState.PRESENT


def test_who_is_on_leave_is_sent_to_the_desk_and_the_leave_stays(
    database: Database, people: dict[str, int]
) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    with database.transaction() as session:
        record_attendance(
            session,
            activity_id=activity,
            deputy_id=people["王建国"],
            state=AttendanceState.LEAVE,
            leave_reason="公务",
        )
    [told] = sign(database, activity, (CODES["王建国"], NINE))
    assert isinstance(told, SignInOnLeave)
    with database.reading() as session:
        row = next(r for r in list_attendance(session, activity_id=activity) if r.deputy == "王建国")
    assert (row.state, row.leave_reason) == (AttendanceState.LEAVE, "公务")


def test_who_was_written_down_as_absent_and_comes_is_late(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    with database.transaction() as session:
        record_attendance(
            session, activity_id=activity, deputy_id=people["王建国"], state=AttendanceState.ABSENT
        )
    sign(database, activity, (CODES["王建国"], NINE + timedelta(hours=1)))
    assert states(database, activity)["王建国"] is AttendanceState.LATE


def test_a_deputy_in_office_who_is_not_on_the_list_comes_beside_it(
    database: Database, people: dict[str, int]
) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    first, second = sign(database, activity, (CODES["曾国藩"], NINE), (CODES["曾国藩"], NINE))
    assert isinstance(first, SignedIn)
    assert isinstance(second, SignedIn)
    assert (first.walk_in, first.again, second.again) == (True, False, True)
    with database.reading() as session:
        row = next(r for r in list_attendance(session, activity_id=activity) if r.deputy == "曾国藩")
    assert (row.expected, row.state) == (False, AttendanceState.PRESENT)


def test_a_deputy_no_longer_in_office_and_not_on_the_list_is_told_no_more_than_a_stranger(
    database: Database, people: dict[str, int]
) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    with database.transaction() as session:
        mandate = session.get_one(Deputy, people["曾国藩"]).mandates[0]
        end_mandate(
            session,
            mandate_id=mandate.id,
            version=mandate.version,
            ended_on=NINE.date() - timedelta(days=1),
            reason="调离",
        )
    [told] = sign(database, activity, (CODES["曾国藩"], NINE))
    assert str(told) == str(CodeUnknown())
    assert "曾国藩" not in states(database, activity)


def test_a_batch_is_one_step_named_by_how_many_it_signed_in(
    database: Database, people: dict[str, int]
) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    sign(database, activity, (CODES["王建国"], NINE), (CODES["曾国藩"], NINE), ("000000", NINE))
    with database.reading() as session:
        step = session.scalars(select(ChangeStep).order_by(ChangeStep.id.desc())).first()
    assert step is not None
    assert step.sentence == "手机签到 2 人，“11月代表接待日”"


def test_a_cancelled_activity_signs_nobody_in(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    with database.transaction() as session:
        cancel_activity(
            session, activity_id=activity, version=get_activity(session, activity_id=activity).version
        )
    with pytest.raises(Exception, match="已取消"):
        sign(database, activity, (CODES["王建国"], NINE))


def test_the_database_holds_no_code_in_plain_digits(database: Database, people: dict[str, int]) -> None:
    give_codes(database, people)
    with database.reading() as session:
        digests = [bytes(each) for each in session.scalars(select(PhoneCode.digest))]
        steps = [str(step.changes) for step in session.scalars(select(ChangeStep))]
        lines = [line.sentence for line in session.scalars(select(HistoryLine))]
    assert {len(digest) for digest in digests} == {32}
    assert not [text for text in (*steps, *lines) if any(code in text for code in CODES.values())]


def test_a_renewed_code_works_and_the_old_one_no_more(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people)
    give_codes(database, people)
    give_codes(database, people, {"王建国": "222222"})
    old, new = sign(database, activity, (CODES["王建国"], NINE), ("222222", NINE))
    assert isinstance(old, CodeUnknown)
    assert isinstance(new, SignedIn)
    assert new.name == "王建国"
    with database.reading() as session:
        told = session.scalars(
            select(HistoryLine.sentence).where(HistoryLine.action == "phone.codes").order_by(HistoryLine.id)
        ).all()
    assert told == ["发给 4 人手机签到的个人码", "发给 1 人手机签到的个人码，其中 1 人的旧码作废"]


def test_a_code_that_is_somebody_elses_by_now_is_not_given_out(
    database: Database, people: dict[str, int]
) -> None:
    give_codes(database, people)
    with pytest.raises(CodesTaken), database.transaction() as session:
        keep_codes(session, made=[NewCode(people["赵敏"], "赵敏", "", CODES["王建国"])])


def test_drawn_codes_are_six_digits_unlike_each_other_and_kept_only_when_handed_out(
    database: Database, people: dict[str, int]
) -> None:
    activity = held_activity(database, people)
    wanted = [people["张守田"], people["王建国"]]
    with database.transaction() as session:
        made = draw_codes(session, deputy_ids=wanted)
    assert [each.deputy_id for each in made] == wanted
    assert all(len(each.code) == 6 and each.code.isdigit() for each in made)
    assert made[0].code != made[1].code
    assert made[0].code not in repr(made)
    with database.transaction() as session:
        before = list_code_holders(session, activity_id=activity)
        keep_codes(session, made=made)
        after = list_code_holders(session, activity_id=activity)
    assert {each.name for each in before if each.has_code} == set()
    assert {each.name for each in after if each.has_code} == {"张守田", "王建国"}
    assert {each.name for each in after} == {"张守田", "王建国", "李秀英"}


def test_without_a_beginning_nobody_is_late(database: Database, people: dict[str, int]) -> None:
    activity = held_activity(database, people, starts_at=None, ends_at=time(11, 30))
    give_codes(database, people)
    [who] = sign(database, activity, (CODES["王建国"], NINE + timedelta(hours=2)))
    assert isinstance(who, SignedIn)
    assert who.state is AttendanceState.PRESENT
