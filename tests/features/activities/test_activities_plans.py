"""Activities: who is to come, sessions by half-days, lists."""

import io
import json
from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, Refusal, StaleEdit
from deputy_station.features.activities.commands import show_activities
from deputy_station.features.activities.rules import (
    CONGRESS,
    ActivityKind,
    ActivityTimesWrong,
    AttendanceState,
    HalfDay,
    PartsMissing,
    Sitting,
)
from deputy_station.features.activities.service.attendance import list_attendance, record_attendance
from deputy_station.features.activities.service.listing import (
    count_activities,
    count_for_chips,
    get_activity,
    list_activities,
)
from deputy_station.features.activities.service.plans import (
    ActivityHasRecords,
    TitleMissing,
    cancel_activity,
    create_activity,
    create_session,
    edit_activity,
    expect_deputies,
    remove_activity,
    restore_activity,
)
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy, end_mandate
from deputy_station.features.deputies.service.frame import create_group
from deputy_station.features.history.service import list_history
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

TODAY = date(2026, 11, 20)


def enter(session: Session, name: str, group_id: int | None = None, level: Level = Level.TOWN) -> int:
    mandate = NewMandate(level, date(2021, 12, 4))
    return create_deputy(session, name=name, group_id=group_id, mandates=[mandate]).id


def who(session: Session, activity_id: int) -> list[str]:
    return [row.deputy for row in list_attendance(session, activity_id=activity_id)]


def test_everyone_in_office_that_day_is_to_come_and_starts_as_not_yet(database: Database) -> None:
    with database.transaction() as session:
        enter(session, "张守田")
        enter(session, "市代表", level=Level.CITY)
        left = create_deputy(session, name="李娟", mandates=[NewMandate(Level.TOWN, date(2021, 12, 4))])
        seat = left.mandates[0]
        end_mandate(session, mandate_id=seat.id, version=seat.version, ended_on=date(2026, 6, 30), reason="")
        before = create_activity(
            session, kind=ActivityKind.TRAINING, title=" 春季 培训 ", held_on=date(2026, 4, 2), everyone=True
        )
        after = create_activity(
            session, kind=ActivityKind.TRAINING, title="秋季培训", held_on=TODAY, everyone=True
        )
        assert who(session, before.id) == ["李娟", "张守田"]
        assert who(session, after.id) == ["张守田"]
        assert before.title == "春季 培训"
        assert (before.counts.expected, before.counts.not_yet, before.counts.came) == (2, 2, 0)
        lines = list_history(session, subject="activity", subject_id=before.id)
        assert [line.sentence for line in lines] == ["安排4月2日的春季 培训，应到 2 人"]


def test_groups_and_single_deputies_come_together_each_once(database: Database) -> None:
    with database.transaction() as session:
        group = create_group(session, name="第一代表小组").id
        zhang, li = enter(session, "张守田", group), enter(session, "李娟", group)
        guest, other = enter(session, "王五"), enter(session, "赵六")
        activity = create_activity(
            session,
            kind=ActivityKind.GROUP_ACTIVITY,
            title="看河道",
            held_on=TODAY,
            group_ids=[group],
            deputy_ids=[guest, zhang],
        )
        assert set(who(session, activity.id)) == {"张守田", "李娟", "王五"}
        assert expect_deputies(session, activity_id=activity.id, deputy_ids=[li, other]) == 1
        assert get_activity(session, activity_id=activity.id).counts.expected == 4
        with pytest.raises(NotFound, match="没有找到代表"):
            expect_deputies(session, activity_id=activity.id, deputy_ids=[999])


def test_a_congress_session_is_entered_by_half_days(database: Database) -> None:
    with database.transaction() as session:
        enter(session, "张守田")
        made = create_session(
            session,
            session_name="第十九届人大五次会议",
            place="镇政府礼堂",
            sittings=[
                Sitting(date(2026, 12, 4), HalfDay.MORNING, (ActivityKind.CONGRESS_PLENARY,)),
                Sitting(date(2026, 12, 4), HalfDay.AFTERNOON, (ActivityKind.CONGRESS_REVIEW,)),
                Sitting(
                    date(2026, 12, 5),
                    HalfDay.MORNING,
                    (ActivityKind.CONGRESS_PLENARY, ActivityKind.CONGRESS_VOTE),
                ),
            ],
        )
    assert [
        (each.title.removeprefix("第十九届人大五次会议"), each.held_on.day, each.starts_at) for each in made
    ] == [
        ("第一次全体会议", 4, time(9, 0)),
        ("代表团（小组）审议", 4, time(14, 30)),
        ("第二次全体会议", 5, time(9, 0)),
        ("选举和表决", 5, time(9, 0)),
    ]
    assert all(each.counts.expected == 1 and each.session_name == "第十九届人大五次会议" for each in made)


def test_a_session_without_parts_or_with_parts_of_something_else_is_refused(database: Database) -> None:
    with database.transaction() as session:
        with pytest.raises(PartsMissing):
            create_session(session, session_name="会议", sittings=[])
        with pytest.raises(PartsMissing, match="只能是会前准备、全体会议"):
            create_session(
                session,
                session_name="会议",
                sittings=[Sitting(TODAY, HalfDay.MORNING, (ActivityKind.TRAINING,))],
            )
        with pytest.raises(TitleMissing):
            create_session(
                session,
                session_name=" ",
                sittings=[Sitting(TODAY, HalfDay.MORNING, (ActivityKind.CONGRESS_PLENARY,))],
            )


def test_an_activity_is_changed_on_its_newest_copy_only(database: Database) -> None:
    with database.transaction() as session:
        made = create_activity(session, kind=ActivityKind.TRAINING, title="培训", held_on=TODAY)
    with database.transaction() as session:
        edited = edit_activity(
            session, activity_id=made.id, version=made.version, place="二楼会议室", starts_at=time(9, 0)
        )
        assert (edited.place, edited.starts_at, edited.title) == ("二楼会议室", time(9, 0), "培训")
    refused: list[tuple[type[Refusal], int, dict[str, object]]] = [
        (ActivityTimesWrong, edited.version, {"ends_at": time(8, 30)}),
        (TitleMissing, edited.version, {"title": "  "}),
        (StaleEdit, made.version, {"place": "三楼"}),
    ]
    for refusal, version, changes in refused:
        with pytest.raises(refusal), database.transaction() as session:
            edit_activity(session, activity_id=made.id, version=version, **changes)  # type: ignore[arg-type]
    with database.reading() as session:
        assert get_activity(session, activity_id=made.id) == edited


def test_what_was_not_held_is_cancelled_and_can_be_restored(database: Database) -> None:
    with database.transaction() as session:
        zhang = enter(session, "张守田")
        made = create_activity(
            session, kind=ActivityKind.TRAINING, title="培训", held_on=TODAY, everyone=True
        )
        off = cancel_activity(session, activity_id=made.id, version=made.version)
        assert off.cancelled
        with pytest.raises(Refusal, match="已取消，不能登记出席"):
            record_attendance(session, activity_id=made.id, deputy_id=zhang, state=AttendanceState.PRESENT)
        on = restore_activity(session, activity_id=made.id, version=off.version)
        record_attendance(session, activity_id=made.id, deputy_id=zhang, state=AttendanceState.PRESENT)
        with pytest.raises(ActivityHasRecords, match="请用“取消活动”"):
            remove_activity(session, activity_id=made.id, version=on.version)
        record_attendance(session, activity_id=made.id, deputy_id=zhang, state=AttendanceState.NOT_YET)
        remove_activity(session, activity_id=made.id, version=on.version)
        assert count_activities(session) == 0


def test_lists_are_newest_first_with_figures_and_filters(database: Database) -> None:
    with database.transaction() as session:
        zhang, li = enter(session, "张守田"), enter(session, "李娟")
        old = create_activity(
            session,
            kind=ActivityKind.TRAINING,
            title="学法 100% 到位",
            held_on=date(2026, 3, 1),
            everyone=True,
        )
        create_activity(
            session, kind=ActivityKind.INSPECTION, title="查河道", held_on=date(2026, 12, 1), deputy_ids=[li]
        )
        create_activity(
            session,
            kind=ActivityKind.CONGRESS_PLENARY,
            title="全会",
            held_on=date(2025, 12, 1),
            deputy_ids=[li],
        )
        record_attendance(session, activity_id=old.id, deputy_id=zhang, state=AttendanceState.PRESENT)

        def titles(**filters: object) -> list[str]:
            rows = list_activities(session, **filters)  # type: ignore[arg-type]
            assert count_activities(session, **filters) == len(rows)  # type: ignore[arg-type]
            return [row.title for row in rows]

        assert titles() == ["查河道", "学法 100% 到位", "全会"]
        assert titles(search="100%") == ["学法 100% 到位"]
        assert titles(search="1000") == []
        assert titles(kinds=[ActivityKind.INSPECTION]) == ["查河道"]
        assert titles(kinds=CONGRESS) == ["全会"]
        assert titles(first=date(2026, 1, 1), last=date(2026, 6, 30)) == ["学法 100% 到位"]
        assert titles(deputy_id=zhang) == ["学法 100% 到位"]
        assert titles(unfinished=True) == ["学法 100% 到位", "全会"]
        assert [row.title for row in list_activities(session, offset=1, limit=1)] == ["学法 100% 到位"]
        figures = count_for_chips(session, year=2026)
        assert (figures.total, figures.unfinished) == (2, 1)
        assert figures.by_kind[ActivityKind.TRAINING] == 1
        assert figures.by_kind[ActivityKind.CONGRESS_PLENARY] == 0
        counts = list_activities(session, search="学法")[0].counts
        assert (counts.expected, counts.came, counts.not_yet) == (2, 1, 1)


def test_the_command_line_lists_activities_with_figures(database: Database) -> None:
    with database.transaction() as session:
        enter(session, "张守田")
        create_activity(session, kind=ActivityKind.TRAINING, title="培训", held_on=TODAY, everyone=True)
    out = io.StringIO()
    show_activities(Desk(lambda: database, as_json=True, out=out), kind="学习培训", year=2026)
    answer = json.loads(out.getvalue())
    assert answer["count"] == 1
    row = answer["rows"][0]
    assert (row["title"], row["kind"], row["held_on"], row["expected"], row["not_yet"]) == (
        "培训", "training", "2026-11-20", 1, 1,
    )  # fmt: skip
    assert "counts" not in row
    out = io.StringIO()
    show_activities(Desk(lambda: database, out=out))
    assert "学习培训" in out.getvalue()
    with pytest.raises(Refusal, match="没有“开会”这个类别"):
        show_activities(Desk(lambda: database, out=out), kind="开会")
