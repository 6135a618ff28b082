"""Days that were reckoned before their holidays were known (暂算), reckoned anew when they are.

The table grows in two ways: the station enters a year, or a new release brings one (or knows more of what the law
says). A day that nobody has touched since it was planned goes where its rule now puts it, with a line in the log; one
that is announced, or was moved by hand, stays, and is named where the calendar speaks against it. Where two days fall
together they are held as one, and the deputies of both are on duty.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, month_day
from deputy_station.core.workdays import DayOverride, Workdays
from deputy_station.features.activities.models import Attendance, AttendanceState
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.plan import OnRestDay, PlanKind, PlannedDay, PlanRule, plan_days
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.calendar import load_workdays, set_calendar_year
from deputy_station.features.reception.service.days import activity_title
from deputy_station.features.reception.service.listing import SUBJECT
from deputy_station.store import context
from deputy_station.store.followers import CALENDAR_CHANGED, CALENDAR_WAITS, tell_followers

_WAITING = (DayState.PLANNED, DayState.NOTICED)


@dataclass(frozen=True)
class MovedDay:
    """A day that went elsewhere: where it stood, where it stands (None: left out), why."""

    day_id: int
    before: date
    on: date | None
    why: str
    joins: date | None = None

    @property
    def sentence(self) -> str:
        """2027年2月8日改到 2月22日（逢春节，顺延到 2月22日）; 2027年2月9日并入 2月22日（…，与当天的接待日并为一天）."""
        to, way = (self.joins, "并入") if self.joins else (self.on, "改到")
        where = f"{way} {day_words(to, self.before)}" if to else "取消"
        return f"{day_words(self.before)}{where}{f'（{self.why}）' if self.why else ''}"


@dataclass(frozen=True)
class KeptDay:
    """A day that was not moved although the calendar speaks against it, and why it was not."""

    day_id: int
    on: date
    why: str


@dataclass(frozen=True)
class Recomputed:
    """What reckoning anew did: days moved, days left for people to decide, days no longer 暂算."""

    moved: tuple[MovedDay, ...] = ()
    kept: tuple[KeptDay, ...] = ()
    settled: int = 0
    further: tuple[str, ...] = ()
    """What else rests on the calendar says of itself (诉求的期限移动 3 个)."""

    @property
    def sentence(self) -> str:
        """What a person is told; empty where nothing happened."""
        parts = []
        joined = sum(each.joins is not None for each in self.moved)
        called_off = sum(each.on is None for each in self.moved) - joined
        if len(self.moved) > called_off + joined:
            parts.append(f"移动接待日 {len(self.moved) - called_off - joined} 天")
        if joined:
            parts.append(f"并入同一天的 {joined} 天")
        if called_off:
            parts.append(f"取消接待日 {called_off} 天")
        if self.settled:
            parts.append(f"{self.settled} 天不再暂算")
        parts += self.further
        told = "，".join(parts)
        if self.kept:
            named = "；".join(f"{day_words(each.on)}{each.why}" for each in self.kept)
            told = f"{told}。" if told else ""
            return f"{told}请看看这 {len(self.kept)} 天：{named}。"
        return f"{told}。" if told else ""


@dataclass(frozen=True)
class _Verdict:
    """What becomes of a day: it goes where `planned` says, joining `other` where there is one; or it stays, with the
    reason (empty: nothing speaks against it)."""

    day: ReceptionDay
    planned: PlannedDay | None = None
    other: ReceptionDay | None = None
    why: str = ""


def known_by_now(session: Session) -> bool:
    """Whether there are days marked 暂算 whose holidays are known by now, or that the law puts elsewhere; cheap, for
    when a page opens."""
    waiting = _waiting_days(session)
    asked = [day for day in waiting if day.provisional]
    if any(tell_followers(session, CALENDAR_WAITS)):
        return True
    if not asked:
        return False
    workdays = load_workdays(session)
    return any(not _is_provisional(day, workdays) for day in asked) or any(
        verdict.planned for verdict in _verdicts(session, asked, waiting, workdays)
    )


def enter_calendar_year(
    session: Session, *, year: int, days: Mapping[date, DayOverride], whole: bool
) -> Recomputed:
    """Enter the holidays of a year and reckon anew the days that rest on them."""
    set_calendar_year(session, year=year, days=days, whole=whole)
    return recompute_days(session, year=year)


def recompute_days(session: Session, *, year: int | None = None) -> Recomputed:
    """Reckon the days marked 暂算 anew, and all days to come of a `year` whose table was changed."""
    workdays = load_workdays(session)
    waiting = _waiting_days(session)
    asked = [day for day in waiting if day.provisional or year in (day.held_on.year, _original(day).year)]
    moved: list[MovedDay] = []
    kept: list[KeptDay] = []
    settled = 0
    for verdict in _verdicts(session, asked, waiting, workdays):
        day, was_provisional = verdict.day, verdict.day.provisional
        if verdict.planned is not None:
            moved.append(_move(session, day, verdict.planned, verdict.other, workdays))
        elif verdict.why:
            kept.append(KeptDay(day.id, day.held_on, verdict.why))
        day.provisional = _is_provisional(day, workdays)
        settled += was_provisional and not day.provisional and day.state is not DayState.CANCELLED
    if settled:
        record_change(
            session,
            action="reception.settle",
            subject="calendar",
            subject_id=None,
            sentence=f"放假安排已定：{settled} 天接待日不再暂算",
        )
    session.flush()
    further = tuple(said for said in tell_followers(session, CALENDAR_CHANGED, year=year) if said)
    return Recomputed(tuple(moved), tuple(kept), settled, further)


def _waiting_days(session: Session) -> Sequence[ReceptionDay]:
    return session.scalars(
        select(ReceptionDay)
        .where(ReceptionDay.state.in_(_WAITING), ReceptionDay.held_on >= context.today(session))
        .order_by(ReceptionDay.held_on, ReceptionDay.id)
    ).all()


def _is_provisional(day: ReceptionDay, workdays: Workdays) -> bool:
    return any(workdays.is_provisional(each) for each in (day.held_on, _original(day)))


def _verdicts(
    session: Session, asked: Iterable[ReceptionDay], waiting: Sequence[ReceptionDay], workdays: Workdays
) -> list[_Verdict]:
    """What becomes of each day that is `asked` about, by the day the rule names; nothing is changed yet."""
    today = context.today(session)
    wanted = _wanted(asked, waiting, workdays)
    begun = session.scalars(
        select(ReceptionDay).where(
            ReceptionDay.state.in_((DayState.OPEN, DayState.HELD)), ReceptionDay.held_on >= today
        )
    )
    staying = {day.held_on: day for day in begun}
    staying |= {day.held_on: day for day in waiting if not _moves(day, wanted.get(day.id))}
    verdicts = []
    for day in sorted(asked, key=lambda each: (_original(each), each.id)):
        planned = wanted.get(day.id)
        if planned is None or not _moves(day, planned):
            verdicts.append(_Verdict(day, why=_against(day, planned, workdays)))
            continue
        if planned.joins is not None and planned.joins not in staying:
            planned = planned.apart  # the one it was to be held with stays elsewhere
        to = planned.on or planned.joins
        other = staying.get(to) if to else None
        if to == day.held_on and other is None:
            verdicts.append(_Verdict(day))
        elif to is not None and to < today:
            verdicts.append(_Verdict(day, why=f"按规则应在 {day_words(to)}，已经过去"))
        elif to is not None and other is not None and not (planned.joins and _may_join(day, other)):
            verdicts.append(_Verdict(day, why=f"按规则应改到 {day_words(to)}，那天已有接待日"))
        else:
            verdicts.append(_Verdict(day, planned, other))
        if to is not None and other is None:
            staying[to] = day
    return verdicts


def _may_join(day: ReceptionDay, other: ReceptionDay) -> bool:
    """Whether the two can become one: days of one rule, of which nobody outside knows yet."""
    return other.rule_text == day.rule_text and other.state is DayState.PLANNED


def _original(day: ReceptionDay) -> date:
    return day.original_on or day.held_on


def _wanted(
    asked: Iterable[ReceptionDay], waiting: Iterable[ReceptionDay], workdays: Workdays
) -> dict[int, PlannedDay]:
    """Where the rule of each day puts it now, by the day's id; days without a rule are left out."""
    plans: dict[tuple[str, int], list[PlannedDay]] = {}
    of_rule: dict[tuple[str, int], list[ReceptionDay]] = defaultdict(list)
    for day in waiting:
        of_rule[day.rule_text, _original(day).year].append(day)
    wanted: dict[int, PlannedDay] = {}
    for day in asked:
        if not day.rule_text:
            continue
        rule, key = read_plan_rule(day.rule_text), (day.rule_text, _original(day).year)
        planned = plans.setdefault(key, plan_days(_original(day).year, rule, workdays))
        found = _counterpart(day, of_rule[key], planned, rule)
        if found is not None:
            wanted[day.id] = found
    return wanted


def _counterpart(
    day: ReceptionDay, siblings: list[ReceptionDay], planned: list[PlannedDay], rule: PlanRule
) -> PlannedDay | None:
    """The day of the plan that is this one: the rule names it by its date, or as the nth workday of its month."""
    if rule.kind is not PlanKind.NTH_WORKDAY:
        return next((each for each in planned if each.original == _original(day)), None)
    month = _original(day).month
    then = sorted((each for each in siblings if _original(each).month == month), key=_original)
    now = [each for each in planned if each.original.month == month]
    # Only a month that is still whole tells which workday was the first and which the second.
    return now[then.index(day)] if len(then) == len(now) else None


def _moves(day: ReceptionDay, planned: PlannedDay | None) -> bool:
    return (
        planned is not None
        and planned.on != day.held_on
        and day.state is DayState.PLANNED
        and not _moved_by_hand(day)
    )


def _moved_by_hand(day: ReceptionDay) -> bool:
    """Whether the day stands elsewhere than its rule put it: the rule's own reason ends in the day it moved to."""
    if day.original_on is None:
        return bool(day.moved_reason)
    return not day.moved_reason.endswith(f"到 {day_words(day.held_on, day.original_on)}")


def _against(day: ReceptionDay, planned: PlannedDay | None, workdays: Workdays) -> str:
    """What the calendar says against a day that stays; empty where nothing does."""
    state = "已公告" if day.state is DayState.NOTICED else "已手动改期" if _moved_by_hand(day) else ""
    if planned is not None and planned.on != day.held_on and not _moved_by_hand(day):
        put = f"按规则应在 {day_words(planned.on)}" if planned.on else f"按规则{planned.note}"
        return f"（{state or '已排定'}）{put}"
    rule = read_plan_rule(day.rule_text) if day.rule_text else None
    holds_all_days = rule is not None and (
        rule.on_rest_day is OnRestDay.KEEP or day.held_on.weekday() in rule.weekdays
    )
    if planned is None or _moved_by_hand(day):
        name = workdays.rest_name(day.held_on)
        if not workdays.is_workday(day.held_on) and not holds_all_days:
            return f"（{state or '手动加的'}）是{name}"
    return ""


def _move(
    session: Session, day: ReceptionDay, planned: PlannedDay, other: ReceptionDay | None, workdays: Workdays
) -> MovedDay:
    before = day.held_on
    after: dict[str, object] = {"held_on": planned.on}
    known = not any(workdays.is_provisional(each) for each in (planned.original, planned.on or before))
    reckoned = "放假安排已定" if known else "按已知的节假日暂算"
    if planned.on is None:
        day.state, day.activity.cancelled = DayState.CANCELLED, True
        day.moved_reason = planned.note
        sentence = f"取消{month_day(before)}接待日：{reckoned}，{planned.note}"
        after = {"state": DayState.CANCELLED}
    else:
        day.held_on = day.activity.held_on = planned.on
        day.activity.title = activity_title(planned.on)
        moved = planned.on != planned.original
        day.original_on = planned.original if moved else None
        day.moved_reason = planned.note if moved else ""
        why = f"（{planned.note}）" if planned.note else ""
        sentence = f"{reckoned}，{month_day(before)}接待日改到 {day_words(planned.on, before)}{why}"
    record_change(
        session,
        action="reception.recompute",
        subject=SUBJECT,
        subject_id=day.id,
        sentence=sentence,
        before={"held_on": before},
        after=after,
    )
    if other is not None:
        _take_over_duty(session, day, other)
    return MovedDay(day.id, before, planned.on, planned.note, planned.joins)


def _take_over_duty(session: Session, day: ReceptionDay, other: ReceptionDay) -> None:
    """Whoever was on duty on `day` is on duty on the day that is held in its place: nobody loses a turn by it."""
    there = {each.deputy_id for each in other.activity.attendances}
    coming = [
        each
        for each in day.activity.attendances
        if each.expected and each.state is AttendanceState.NOT_YET and each.deputy_id not in there
    ]
    if not coming:
        return
    other.activity.attendances += [Attendance(deputy=each.deputy) for each in coming]
    names = "、".join(each.deputy.name for each in coming)
    for each in coming:
        day.activity.attendances.remove(each)
    record_change(
        session,
        action="reception.rota",
        subject=SUBJECT,
        subject_id=other.id,
        sentence=f"与 {month_day(_original(day))}的接待日并为一天，接待代表增加{names}",
    )
