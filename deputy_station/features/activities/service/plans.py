"""Planning activities: what is held when, who is to come, a congress session by half-days."""

from collections.abc import Sequence
from datetime import date, time
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import (
    HALF_DAY_HOURS,
    ActivityCancelled,
    ActivityKind,
    AttendanceState,
    Sitting,
    check_sittings,
    check_times,
    sitting_titles,
)
from deputy_station.features.activities.service.listing import ActivityDetail, get_activity, reception_day_of
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.roster import deputies_in_office
from deputy_station.features.history.service import record_change
from deputy_station.store import context
from deputy_station.store.base import Base
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line


class TitleMissing(Refusal):
    """An activity has a name."""


class ActivityHasRecords(Refusal):
    """What somebody attended is a record; it is cancelled, not removed."""


class KeptByReceptionDay(Refusal):
    """The activity belongs to a reception day, which is changed with it where reception days are kept."""

    def __init__(self, what: str) -> None:
        super().__init__(f"这是接待日的活动，请到“接待日”一页{what}，签到和公告才会跟着改。")


class ActivityWords(TypedDict, total=False):
    """What can be entered about an activity beside its kind and day; a key left out keeps what is there."""

    title: str
    starts_at: time | None
    ends_at: time | None
    place: str
    organiser: str
    session_name: str
    content: str
    result: str
    report: str


class ActivityFields(ActivityWords, total=False):
    """Everything that can be changed about an activity."""

    kind: ActivityKind
    held_on: date


_WORDS = {
    "kind": "类别", "title": "名称", "held_on": "日期", "starts_at": "开始时间", "ends_at": "结束时间", "place": "地点",
    "organiser": "组织单位", "session_name": "会议", "content": "内容", "result": "成效",
    "report": "形成的报告",
}  # fmt: skip
_LINES = {
    each.key: (each, _WORDS[each.key])
    for each in (Activity.title, Activity.place, Activity.organiser, Activity.session_name, Activity.report)
}
"""What is one line of text of an activity: column and word."""


def create_activity(
    session: Session,
    *,
    kind: ActivityKind,
    held_on: date,
    everyone: bool = False,
    group_ids: Sequence[int] = (),
    deputy_ids: Sequence[int] = (),
    level: Level = Level.TOWN,
    **fields: Unpack[ActivityWords],
) -> ActivityDetail:
    """Enter an activity with who is to come: everyone in office at `level` that day, whole groups, and
    single deputies, together."""
    activity = _new_activity(session, kind, held_on, dict(fields))
    wanted = expected_deputies(
        session, on=held_on, level=level, everyone=everyone, group_ids=group_ids, deputy_ids=deputy_ids
    )
    _expect(session, activity, wanted)
    _record(
        session,
        activity,
        "create",
        f"安排{_day(session, activity)}{activity.title}，应到 {len(wanted)} 人",
    )
    return get_activity(session, activity_id=activity.id)


def _new_activity(session: Session, kind: ActivityKind, held_on: date, fields: dict[str, object]) -> Activity:
    activity = Activity(kind=kind, title="", held_on=held_on)
    _set_fields(activity, {"title": "", **fields})
    session.add(activity)
    session.flush()
    return activity


def _set_fields(activity: Activity, fields: dict[str, object]) -> None:
    for key, value in fields.items():
        if isinstance(value, str):
            value = fit_line(*_LINES[key], value) if key in _LINES else clean_text(value)
        if key == "title" and not value:
            raise TitleMissing("请填写活动名称。")
        if getattr(activity, key) != value:
            setattr(activity, key, value)
    check_times(activity.starts_at, activity.ends_at)


def expected_deputies(
    session: Session,
    *,
    on: date,
    level: Level = Level.TOWN,
    everyone: bool = False,
    group_ids: Sequence[int] = (),
    deputy_ids: Sequence[int] = (),
) -> list[int]:
    """The ids of who is meant, each once: in office at that level on that day, or named singly."""
    found = list(dict.fromkeys(deputy_ids))
    if everyone or group_ids:
        office = deputies_in_office(session, on=on, level=level)
        found += [row.id for row in office if everyone or row.group_id in group_ids]
    return list(dict.fromkeys(found))


def create_session(
    session: Session,
    *,
    session_name: str,
    sittings: Sequence[Sitting],
    place: str = "",
    level: Level = Level.TOWN,
) -> list[ActivityDetail]:
    """Enter a congress session: one activity for each part of each half-day, all deputies to come."""
    check_sittings(sittings)
    name = fit_line(*_LINES["session_name"], session_name)
    if not name:
        raise TitleMissing("请填写会议名称，例如“第十九届人大五次会议”。")
    titles = iter(sitting_titles(name, sittings))
    made = []
    for sitting in sittings:
        starts_at, ends_at = HALF_DAY_HOURS[sitting.half]
        wanted = expected_deputies(session, on=sitting.on, level=level, everyone=True)
        for part in sitting.parts:
            activity = _new_activity(
                session,
                part,
                sitting.on,
                {
                    "title": next(titles),
                    "starts_at": starts_at,
                    "ends_at": ends_at,
                    "place": place,
                    "session_name": name,
                },
            )
            _expect(session, activity, wanted)
            made.append(activity)
    first, last = min(sitting.on for sitting in sittings), max(sitting.on for sitting in sittings)
    record_change(
        session,
        action="activity.session",
        subject="activity",
        subject_id=made[0].id,
        sentence=f"安排{name}：{_span(session, first, last)}，{len(sittings)} 个半天，{len(made)} 项议程",
    )
    return [get_activity(session, activity_id=activity.id) for activity in made]


def _expect(session: Session, activity: Activity, deputy_ids: Sequence[int]) -> int:
    there = set(session.scalars(select(Attendance.deputy_id).where(Attendance.activity_id == activity.id)))
    new = [deputy_id for deputy_id in deputy_ids if deputy_id not in there]
    for deputy_id in new:
        get_row(session, Deputy, deputy_id, "代表")
    session.add_all(
        Attendance(activity_id=activity.id, deputy_id=deputy_id, expected=True, state=AttendanceState.NOT_YET)
        for deputy_id in new
    )
    session.flush()
    return len(new)


def expect_deputies(
    session: Session,
    *,
    activity_id: int,
    everyone: bool = False,
    group_ids: Sequence[int] = (),
    deputy_ids: Sequence[int] = (),
    level: Level = Level.TOWN,
) -> int:
    """Add who else is to come; whoever is on the list already stays as they are. The number added."""
    activity = get_row(session, Activity, activity_id, "活动")
    if activity.cancelled:
        raise ActivityCancelled("这次活动已取消，不用再安排参加人员。")
    wanted = expected_deputies(
        session,
        on=activity.held_on,
        level=level,
        everyone=everyone,
        group_ids=group_ids,
        deputy_ids=deputy_ids,
    )
    added = _expect(session, activity, wanted)
    if added:
        _record(session, activity, "expect", f"{activity.title}增加应到 {added} 人")
    return added


def edit_activity(
    session: Session, *, activity_id: int, version: int, **changes: Unpack[ActivityFields]
) -> ActivityDetail:
    """Change an activity's own fields. Raises StaleEdit, KeptByReceptionDay."""
    activity = get_row(session, Activity, activity_id, "活动")
    check_version(activity, version, "活动")
    if reception_day_of(session, activity_id) is not None:
        raise KeptByReceptionDay("修改")
    before = {key: getattr(activity, key) for key in changes}
    _set_fields(activity, dict(changes))
    changed = [key for key in changes if getattr(activity, key) != before[key]]
    if changed:
        session.flush()
        record_change(
            session,
            action="activity.edit",
            subject="activity",
            subject_id=activity.id,
            sentence=f"修改{activity.title}的{'、'.join(_WORDS[key] for key in changed)}",
            before={key: _told(before[key]) for key in changed},
            after={key: _told(getattr(activity, key)) for key in changed},
        )
    return get_activity(session, activity_id=activity.id)


def _told(value: object) -> object:
    return value.isoformat(timespec="minutes") if isinstance(value, time) else value


def cancel_activity(session: Session, *, activity_id: int, version: int) -> ActivityDetail:
    """Mark an activity as not held: it counts for nothing. Doing so twice changes nothing. Raises StaleEdit,
    KeptByReceptionDay."""
    return _set_cancelled(session, activity_id, version, True)


def restore_activity(session: Session, *, activity_id: int, version: int) -> ActivityDetail:
    """Take a cancellation back. Raises StaleEdit, KeptByReceptionDay where a reception day is cancelled with it."""
    return _set_cancelled(session, activity_id, version, False)


def _set_cancelled(session: Session, activity_id: int, version: int, cancelled: bool) -> ActivityDetail:
    activity = get_row(session, Activity, activity_id, "活动")
    check_version(activity, version, "活动")
    day = reception_day_of(session, activity_id)
    if day is not None and (cancelled or day.cancelled):
        raise KeptByReceptionDay("取消" if cancelled else "恢复")
    if activity.cancelled != cancelled:
        activity.cancelled = cancelled
        session.flush()
        key, word = ("cancel", "取消") if cancelled else ("restore", "恢复")
        _record(session, activity, key, f"{word}{_day(session, activity)}{activity.title}")
    return get_activity(session, activity_id=activity.id)


def remove_activity(session: Session, *, activity_id: int, version: int) -> None:
    """Remove an activity nobody was marked at, entered by mistake. Raises ActivityHasRecords."""
    activity = get_row(session, Activity, activity_id, "活动")
    check_version(activity, version, "活动")
    if any(each.state is not AttendanceState.NOT_YET for each in activity.attendances):
        raise ActivityHasRecords("这次活动已有出席记录，不能删除。没有举行的，请用“取消活动”。")
    if _is_kept_elsewhere(session, activity_id):
        raise ActivityHasRecords(
            "这次活动是接待日，或已印过签到表、登记过事迹，不能删除。没有举行的，请用“取消活动”。"
        )
    sentence = f"删除{_day(session, activity)}{activity.title}"
    session.delete(activity)
    session.flush()
    record_change(
        session,
        action="activity.remove",
        subject="activity",
        subject_id=activity_id,
        sentence=sentence,
    )


def _is_kept_elsewhere(session: Session, activity_id: int) -> bool:
    """Whether anything but the list of deputies hangs on the activity, in areas above this one too: a reception day,
    a printed sheet."""
    for table in Base.metadata.sorted_tables:
        if table is Attendance.__table__:
            continue
        for key in table.foreign_keys:
            if key.column.table is Activity.__table__ and session.scalar(
                select(key.parent).where(key.parent == activity_id).limit(1)
            ):
                return True
    return False


def _day(session: Session, activity: Activity) -> str:
    return f"{day_words(activity.held_on, context.today(session))}的"


def _span(session: Session, first: date, last: date) -> str:
    began = day_words(first, context.today(session))
    return began if last == first else f"{began}至{day_words(last, first)}"


def _record(session: Session, activity: Activity, key: str, sentence: str) -> None:
    record_change(
        session, action=f"activity.{key}", subject="activity", subject_id=activity.id, sentence=sentence
    )
