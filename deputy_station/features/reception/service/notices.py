"""The record of notices: each year's numbers without reuse, and whether a notice is out early enough."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import month_day
from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.service.frame import wait_for_other_desks
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.rules.notice import (
    DEFAULT_LEAD_DAYS,
    lead_time_warning,
    notice_number_text,
)
from deputy_station.features.reception.rules.steps import DayState, DayStep
from deputy_station.features.reception.service.days import finish_step, seal_day, take_day
from deputy_station.features.reception.service.listing import DayDetail, day_detail
from deputy_station.store import context


class NoticeNeedsDeputies(Refusal):
    """A notice names who receives; nobody is on the rota."""

    def __init__(self, on: date) -> None:
        super().__init__(f"{month_day(on)}还没有排定接待代表，不能发公告。请先排代表。")


@dataclass(frozen=True)
class IssuedNotice:
    """A day with its notice; `warning` is a sentence when it is out too late, else empty."""

    day: DayDetail
    warning: str


def issue_notice(
    session: Session,
    *,
    day_id: int,
    version: int | None = None,
    issued_on: date | None = None,
    lead_days: int = DEFAULT_LEAD_DAYS,
) -> IssuedNotice:
    """Give the day its notice number and day of issue (today unless given).

    A day whose notice is out and still holds keeps number and day. One that was moved after its notice gets
    a new number; the old one is not used again. Raises NoticeNeedsDeputies, DayStepNotAllowed.
    """
    wait_for_other_desks(session)
    day = _day_to_notice(session, day_id, version)
    if _stands(day):
        assert day.notice_on is not None
        warning = lead_time_warning(day.notice_on, day.held_on, lead_days)
        return IssuedNotice(day_detail(session, day_id=day.id), warning)
    issued_on = issued_on or context.today(session)
    day.notice_number = _next_number(session, day, issued_on.year)
    day.notice_year, day.notice_on = issued_on.year, issued_on
    if day.state is DayState.PLANNED:
        day.state = DayState.NOTICED
    number = notice_number_text(day.notice_year, day.notice_number)
    seal_day(session, day, f"{month_day(day.held_on)}接待日的公告已经发出")
    detail = finish_step(session, day, "notice", f"{month_day(day.held_on)}接待日发公告 {number}")
    return IssuedNotice(detail, lead_time_warning(issued_on, day.held_on, lead_days))


def coming_notice(session: Session, *, day_id: int) -> tuple[str, date]:
    """Number and day of issue of the notice that stands, or those it would get today; nothing is recorded.

    Raises NoticeNeedsDeputies, DayStepNotAllowed.
    """
    day = _day_to_notice(session, day_id, None)
    if _stands(day):
        assert day.notice_on is not None
        assert day.notice_year is not None
        assert day.notice_number is not None
        return notice_number_text(day.notice_year, day.notice_number), day.notice_on
    today = context.today(session)
    return notice_number_text(today.year, _next_number(session, day, today.year)), today


def _day_to_notice(session: Session, day_id: int, version: int | None) -> ReceptionDay:
    day = take_day(session, day_id=day_id, version=version, step=DayStep.NOTICE)
    if not any(each.expected for each in day.activity.attendances):
        raise NoticeNeedsDeputies(day.held_on)
    return day


def _stands(day: ReceptionDay) -> bool:
    """Whether a notice is out and still holds: moving a day makes it planned again."""
    return day.notice_on is not None and day.state is not DayState.PLANNED


def _next_number(session: Session, day: ReceptionDay, year: int) -> int:
    last = session.scalar(
        select(func.max(ReceptionDay.notice_number)).where(
            ReceptionDay.station_id == day.station_id, ReceptionDay.notice_year == year
        )
    )
    return (last or 0) + 1
