"""The rota of single days: put deputies on duty, take them off, swap two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import search_form
from deputy_station.core.clock import month_day
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.features.activities.models import Attendance, AttendanceState
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.rules.rota import MOST_A_DAY, RotaSizeInvalid
from deputy_station.features.reception.rules.steps import DayState, DayStep
from deputy_station.features.reception.service.days import finish_step, take_day
from deputy_station.features.reception.service.listing import WHAT, DayDetail
from deputy_station.features.reception.service.roster import deputies_in_office, deputies_on_leave
from deputy_station.features.reception.service.turns import turns_had
from deputy_station.store import context
from deputy_station.store.edits import get_row


class DeputyNotInOffice(Refusal):
    """The deputy holds no mandate on that day."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"{name}在 {month_day(on)}不在任，不能排入接待。请换一名代表。")


class DeputyOnLeave(Refusal):
    """The deputy is on leave from duty on that day."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(
            f"{name}在 {month_day(on)}轮值请假，不能排入接待。请换一名代表，或先在“轮值请假”里删去。"
        )


class DeputyAlreadyCame(Refusal):
    """Somebody whose attendance is recorded cannot be taken off the rota."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}已有签到记录，不能从轮值中去掉。请先改回“未签到”。")


class DeputyTwiceOnDay(Refusal):
    """The swap would put somebody twice on one day."""

    def __init__(self, on: date) -> None:
        super().__init__(f"对调后 {month_day(on)}会有同一名代表排两次。请另选一天。")


@dataclass(frozen=True)
class RotaChoice:
    """Somebody who may be put on duty on a day, with the turns of that year, had or to come."""

    deputy_id: int
    name: str
    levels: str
    group: str
    turns: int


@dataclass(frozen=True)
class Turn:
    """A deputy's turn on a day to come."""

    day_id: int
    held_on: date
    deputy_id: int
    name: str


def list_rota_choices(session: Session, *, day_id: int, search: str = "") -> list[RotaChoice]:
    """Everybody in office and not on leave on the day (whom `search` finds), those furthest behind first."""
    day = get_row(session, ReceptionDay, day_id, WHAT)
    turns = turns_had(session, station_id=day.station_id, year=day.held_on.year)
    found = list_deputies(session, search=search, in_office_on=day.held_on, order="group")
    away = deputies_on_leave(session, on=day.held_on)
    choices = [
        RotaChoice(each.id, each.name, each.level_words, each.group, turns[each.id])
        for each in found
        if each.id not in away
    ]
    return sorted(choices, key=lambda choice: choice.turns)


def list_turns(session: Session, *, search: str = "", limit: int = 12) -> list[Turn]:
    """Turns from today on, nearest first, of deputies whom `search` finds."""
    turns = (
        select(ReceptionDay.id, ReceptionDay.held_on, Deputy.id, Deputy.name)
        .join(Attendance, Attendance.activity_id == ReceptionDay.activity_id)
        .join(Deputy, Deputy.id == Attendance.deputy_id)
        .where(
            ReceptionDay.held_on >= context.today(session),
            ReceptionDay.state.in_((DayState.PLANNED, DayState.NOTICED)),
            Attendance.expected,
            Deputy.search_keys.contains(search_form(search), autoescape=True),
        )
        .order_by(ReceptionDay.held_on, Deputy.sort_key)
        .limit(limit)
    )
    return [Turn(*turn) for turn in session.execute(turns)]


def set_rota(session: Session, *, day_id: int, version: int, deputy_ids: Sequence[int]) -> DayDetail:
    """Put exactly these deputies on duty. Raises DeputyNotInOffice, DeputyOnLeave, DeputyAlreadyCame,
    RotaSizeInvalid."""
    day = take_day(session, day_id=day_id, version=version, step=DayStep.ROTA)
    wanted = list(dict.fromkeys(deputy_ids))
    if len(wanted) > MOST_A_DAY:
        raise RotaSizeInvalid(len(wanted))
    before = _names(day)
    _replace(session, day, wanted)
    sentence = f"{month_day(day.held_on)}接待代表：{'、'.join(_names(day)) or '未排'}"
    return finish_step(session, day, "rota", sentence, before={"deputies": before})


def swap_duty(
    session: Session, *, day_id: int, version: int, deputy_id: int, other_day_id: int, other_deputy_id: int
) -> DayDetail:
    """Exchange two turns: each takes the other's day. Gives the first day. Raises as `set_rota` does."""
    day = take_day(session, day_id=day_id, version=version, step=DayStep.ROTA)
    other = take_day(session, day_id=other_day_id, version=None, step=DayStep.ROTA)
    mine, theirs = _on_duty(day), _on_duty(other)
    if deputy_id not in mine or other_deputy_id not in theirs:
        raise NotFound("要对调的轮值代表")
    if other_deputy_id in mine:
        raise DeputyTwiceOnDay(day.held_on)
    if deputy_id in theirs:
        raise DeputyTwiceOnDay(other.held_on)
    _replace(session, day, [other_deputy_id if each == deputy_id else each for each in mine])
    _replace(session, other, [deputy_id if each == other_deputy_id else each for each in theirs])
    sentence = f"对调 {month_day(day.held_on)}和 {month_day(other.held_on)}的轮值代表"
    finish_step(session, other, "swap", sentence, before={"deputies": theirs})
    return finish_step(session, day, "swap", sentence, before={"deputies": mine})


def _on_duty(day: ReceptionDay) -> list[int]:
    return [each.deputy_id for each in day.activity.attendances if each.expected]


def _names(day: ReceptionDay) -> list[str]:
    return [each.deputy.name for each in day.activity.attendances if each.expected]


def _replace(session: Session, day: ReceptionDay, wanted: Sequence[int]) -> None:
    """Make exactly `wanted` expected; a walk-in who is put on the rota keeps the recorded attendance."""
    attendances = {each.deputy_id: each for each in day.activity.attendances}
    for deputy_id, attendance in attendances.items():
        if attendance.expected and deputy_id not in wanted:
            if attendance.state is not AttendanceState.NOT_YET:
                raise DeputyAlreadyCame(attendance.deputy.name)
            day.activity.attendances.remove(attendance)
    in_office = {each.deputy_id for each in deputies_in_office(session, on=day.held_on)}
    away = deputies_on_leave(session, on=day.held_on)
    for deputy_id in wanted:
        known = attendances.get(deputy_id)
        if deputy_id in away and (known is None or not known.expected):
            raise DeputyOnLeave(get_row(session, Deputy, deputy_id, "代表").name, day.held_on)
        if known is None:
            deputy = get_row(session, Deputy, deputy_id, "代表")
            if deputy_id not in in_office:
                raise DeputyNotInOffice(deputy.name, day.held_on)
            day.activity.attendances.append(Attendance(deputy=deputy))
        else:
            known.expected = True
    session.flush()
