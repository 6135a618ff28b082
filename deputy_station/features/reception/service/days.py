"""The steps of a reception day: edited, moved, cancelled, opened, closed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words, month_day
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Activity, ActivityKind, Attendance, AttendanceState
from deputy_station.features.activities.service.attendance import close_attendance
from deputy_station.features.deputies.service.frame import StationRow, home_station
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.models import ReceptionDay, Visit
from deputy_station.features.reception.rules.steps import DayState, DayStep, check_step
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.features.reception.service.listing import CAME, SUBJECT, WHAT, DayDetail, day_detail
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line

MORNING = (time(9), time(11))
"""Nine to eleven is what most stations announce."""


class DayTaken(Refusal):
    """The station already receives on that day."""

    def __init__(self, on: date) -> None:
        super().__init__(f"{month_day(on)}已有接待日。请换一天，或修改已有的那一天。")


class DayInUse(Refusal):
    """Visitors or attendance are recorded; the day cannot be moved or cancelled any more."""

    def __init__(self, on: date) -> None:
        super().__init__(f"{month_day(on)}已有签到或来访记录，不能改期或取消。请先核对这些记录。")


class AttendanceUnsettled(Refusal):
    """Deputies on duty have no state yet."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"还有 {len(names)} 名代表未签到：{'、'.join(names)}。请先登记到会、请假或缺席，再结束接待。"
        )


class HoursInvalid(Refusal):
    """The reception would end before it begins."""

    def __init__(self) -> None:
        super().__init__("结束时间要晚于开始时间。请改好再试。")


def add_day(
    session: Session,
    *,
    on: date,
    starts_at: time = MORNING[0],
    ends_at: time = MORNING[1],
    place: str = "",
    theme: str = "",
) -> DayDetail:
    """One more reception day, outside any rule; an empty `place` is the station. Raises DayTaken, HoursInvalid,
    NoHomeStation."""
    station = home_station(session)
    check_date_free(session, station.id, on)
    if ends_at <= starts_at:
        raise HoursInvalid
    day = ReceptionDay(
        activity=reception_activity(station, on, starts_at, ends_at, place),
        station_id=station.id,
        held_on=on,
        theme=fit_line(ReceptionDay.theme, "主题", theme),
        provisional=load_workdays(session).is_provisional(on),
    )
    day.activity.content = day.theme
    session.add(day)
    session.flush()
    record_change(
        session,
        action="reception.add",
        subject=SUBJECT,
        subject_id=day.id,
        sentence=f"加一天接待日：{day_words(on)}",
        after={"held_on": on},
    )
    return day_detail(session, day_id=day.id)


def edit_day(
    session: Session,
    *,
    day_id: int,
    version: int,
    starts_at: time,
    ends_at: time,
    place: str,
    theme: str = "",
    summary: str | None = None,
) -> DayDetail:
    """Change hours, place, theme and (when given) the summary. Raises HoursInvalid, StaleEdit."""
    day = take_day(session, day_id=day_id, version=version, step=DayStep.EDIT)
    if ends_at <= starts_at:
        raise HoursInvalid
    activity = day.activity
    before = {
        "starts_at": str(activity.starts_at),
        "ends_at": str(activity.ends_at),
        "place": activity.place,
        "theme": day.theme,
        "summary": day.summary,
    }
    activity.starts_at, activity.ends_at = starts_at, ends_at
    activity.place = fit_line(Activity.place, "地点", place)
    day.theme = activity.content = fit_line(ReceptionDay.theme, "主题", theme)
    if summary is not None:
        day.summary = activity.result = clean_text(summary)
    return finish_step(session, day, "edit", f"修改{month_day(day.held_on)}接待日的安排", before=before)


def move_day(session: Session, *, day_id: int, version: int, to: date, reason: str = "") -> DayDetail:
    """Hold the day on another date. A notice already out has to be issued anew. Raises DayTaken, DayInUse."""
    day = take_day(session, day_id=day_id, version=version, step=DayStep.MOVE)
    if to == day.held_on:
        return day_detail(session, day_id=day.id)
    _check_unused(session, day)
    check_date_free(session, day.station_id, to)
    reason = fit_line(ReceptionDay.moved_reason, "原因", reason)
    before = day.held_on
    day.original_on = day.original_on or day.held_on
    day.held_on = day.activity.held_on = to
    day.activity.title = activity_title(to)
    day.moved_reason = reason or "改期"
    day.provisional = load_workdays(session).is_provisional(to)
    renotice = "，公告需重发" if day.state is DayState.NOTICED else ""
    day.state = DayState.PLANNED
    sentence = f"{month_day(before)}接待日改到 {day_words(to, before)}（{day.moved_reason}）{renotice}"
    return finish_step(session, day, "move", sentence, before={"held_on": before}, after={"held_on": to})


def cancel_day(session: Session, *, day_id: int, version: int, reason: str) -> DayDetail:
    """Leave the day out; it counts for nothing any more. Raises DayInUse."""
    day = take_day(session, day_id=day_id, version=version, step=DayStep.CANCEL)
    _check_unused(session, day)
    reason = fit_line(ReceptionDay.moved_reason, "原因", reason)
    day.state, day.activity.cancelled = DayState.CANCELLED, True
    day.moved_reason = reason or day.moved_reason
    return finish_step(session, day, "cancel", f"取消{month_day(day.held_on)}接待日：{reason or '未写原因'}")


def restore_day(session: Session, *, day_id: int, version: int) -> DayDetail:
    """Take a cancelled day back into the plan. Raises DayTaken."""
    day = take_day(session, day_id=day_id, version=version, step=DayStep.RESTORE)
    check_date_free(session, day.station_id, day.held_on)
    day.state, day.activity.cancelled = DayState.PLANNED, False
    return finish_step(session, day, "restore", f"恢复{month_day(day.held_on)}接待日")


def open_day(session: Session, *, day_id: int, version: int) -> DayDetail:
    """Begin to receive. Raises DayNotComeYet."""
    day = take_day(session, day_id=day_id, version=version, step=DayStep.OPEN)
    day.state = DayState.OPEN
    return finish_step(session, day, "open", f"{month_day(day.held_on)}接待日开始接待")


def close_day(
    session: Session, *, day_id: int, version: int, summary: str = "", rest_absent: bool = False
) -> DayDetail:
    """End the day. Raises AttendanceUnsettled unless `rest_absent` marks those without a state as absent."""
    day = take_day(session, day_id=day_id, version=version, step=DayStep.CLOSE)
    waiting = [each for each in day.activity.attendances if each.state is AttendanceState.NOT_YET]
    if waiting and not rest_absent:
        raise AttendanceUnsettled([each.deputy.name for each in waiting])
    close_attendance(session, activity_id=day.activity_id)
    if clean_text(summary):
        day.summary = day.activity.result = clean_text(summary)
    day.state = DayState.HELD
    absent = f"，{len(waiting)} 名代表记为缺席" if waiting else ""
    seal_day(session, day, f"{month_day(day.held_on)}的接待已经结束")
    visits = session.scalars(select(Visit.id).where(Visit.day_id == day.id))
    seal(session, Visit, visits, f"{month_day(day.held_on)}的接待已经结束")
    return finish_step(session, day, "close", f"{month_day(day.held_on)}接待日结束接待{absent}")


def reopen_day(session: Session, *, day_id: int, version: int) -> DayDetail:
    """Go back to receiving, to add what was forgotten."""
    day = take_day(session, day_id=day_id, version=version, step=DayStep.REOPEN)
    day.state = DayState.OPEN
    return finish_step(session, day, "reopen", f"{month_day(day.held_on)}接待日重新接待")


def take_day(session: Session, *, day_id: int, version: int | None, step: DayStep) -> ReceptionDay:
    """The day to change, checked for version (unless None) and step. Raises NotFound, StaleEdit, refusals."""
    day = get_row(session, ReceptionDay, day_id, WHAT)
    if version is not None:
        check_version(day, version, WHAT)
    check_step(step, state=day.state, held_on=day.held_on, today=context.today(session))
    return day


def finish_step(
    session: Session,
    day: ReceptionDay,
    action: str,
    sentence: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> DayDetail:
    """Write the history line, count the save on the day itself (even when only its rota changed), read anew."""
    record_change(
        session,
        action=f"reception.{action}",
        subject=SUBJECT,
        subject_id=day.id,
        sentence=sentence,
        before=before,
        after=after,
    )
    flag_modified(day, "state")
    session.flush()
    return day_detail(session, day_id=day.id)


def seal_day(session: Session, day: ReceptionDay, went_out: str) -> None:
    """The day with its hours, place and rota is known outside from now on."""
    seal(session, ReceptionDay, [day.id], went_out)
    seal(session, Activity, [day.activity_id], went_out)
    seal(session, Attendance, [each.id for each in day.activity.attendances], went_out)


def check_date_free(session: Session, station_id: int, on: date, *, but: int = 0) -> None:
    """Raise DayTaken when the station has another standing day (not `but`) on that date."""
    taken = select(ReceptionDay.id).where(
        ReceptionDay.station_id == station_id,
        ReceptionDay.held_on == on,
        ReceptionDay.state != DayState.CANCELLED,
        ReceptionDay.id != but,
    )
    if session.scalar(taken.limit(1)) is not None:
        raise DayTaken(on)


def check_days_stand(session: Session, changed: Mapping[int, Collection[str]]) -> None:
    """After a taking back: a day that was used keeps its date and its place in the count, and no date is taken
    twice. Raises DayInUse, DayTaken."""
    for day in session.scalars(select(ReceptionDay).where(ReceptionDay.id.in_(changed))):
        columns = changed[day.id]
        cancelled = day.state is DayState.CANCELLED
        if "id" not in columns and ("held_on" in columns or ("state" in columns and cancelled)):
            _check_unused(session, day)
        if not cancelled and not {"held_on", "state"}.isdisjoint(columns):
            check_date_free(session, day.station_id, day.held_on, but=day.id)


def reception_activity(station: StationRow, on: date, starts_at: time, ends_at: time, place: str) -> Activity:
    """The activity a new reception day owns; an empty `place` is the station's address."""
    return Activity(
        kind=ActivityKind.RECEPTION,
        title=activity_title(on),
        held_on=on,
        starts_at=starts_at,
        ends_at=ends_at,
        place=fit_line(Activity.place, "地点", place) or station.address or station.name,
        organiser=f"{station.township}人大主席团",
    )


def activity_title(on: date) -> str:
    """What the day is called on papers."""
    return f"{month_day(on)}代表接待日"


def _check_unused(session: Session, day: ReceptionDay) -> None:
    settled = any(each.state in CAME for each in day.activity.attendances)
    visited = session.scalar(select(Visit.id).where(Visit.day_id == day.id).limit(1))
    if settled or visited is not None:
        raise DayInUse(day.held_on)
