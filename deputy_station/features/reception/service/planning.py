"""Planning a year of reception days from a rule: preview, then the same thing saved; the rota by turns."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Attendance
from deputy_station.features.deputies.models import Level
from deputy_station.features.deputies.service.frame import StationRow, home_station
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.models import ReceptionDay, ReceptionPlan
from deputy_station.features.reception.rules.phrase import plan_rule_text
from deputy_station.features.reception.rules.plan import PlannedDay, PlanRule, plan_days
from deputy_station.features.reception.rules.rota import Rota, assign_rota
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.features.reception.service.days import MORNING, HoursInvalid, reception_activity
from deputy_station.features.reception.service.listing import SUBJECT
from deputy_station.features.reception.service.roster import roster_rows, rota_candidates
from deputy_station.features.reception.service.turns import turns_had
from deputy_station.store.lengths import fit_line

LONGEST_RULE = 120
"""Characters a rule may have in words, as its column holds."""
FIRST_YEAR, LAST_YEAR = 2000, 2100


class PlanYearInvalid(Refusal):
    """A slip of the finger in the year."""

    def __init__(self, year: int) -> None:
        super().__init__(f"年份 {year} 不对。请填 {FIRST_YEAR} 到 {LAST_YEAR} 之间的年份。")


class RuleTooLong(Refusal):
    """So many days in one rule that nobody can read it."""

    def __init__(self) -> None:
        super().__init__("这条规则写的日子太多了。请分成两条，分别排。")


@dataclass(frozen=True)
class PlanWish:
    """What to plan. `per_day` deputies on duty (0: leave the rota open), of `levels` only when given, at least
    `least_each` times (where there are days enough) and at most `most_each` times a year each; `from_day`: leave
    earlier days alone; an empty `place` is the station's address."""

    year: int
    rule: PlanRule
    per_day: int = 2
    least_each: int | None = None
    most_each: int | None = None
    levels: tuple[Level, ...] = ()
    starts_at: time = MORNING[0]
    ends_at: time = MORNING[1]
    place: str = ""
    from_day: date | None = None


@dataclass(frozen=True)
class PlanRow:
    """One day of the plan: `on` None is left out; `exists` is there already and stays as it is."""

    original: date
    on: date | None
    note: str
    provisional: bool
    exists: bool
    deputy_ids: tuple[int, ...]
    deputies: tuple[str, ...]
    missing: int


@dataclass(frozen=True)
class YearPlan:
    """The plan of a year: its rows, how many days are new, the rule in words; `day_ids` once it is saved."""

    year: int
    rule_text: str
    rows: tuple[PlanRow, ...]
    added: int
    short: tuple[str, ...] = ()
    """Deputies who get fewer turns in the year than the wish asks for everybody."""
    day_ids: tuple[int, ...] = ()

    @property
    def missing(self) -> int:
        """Places of the rota nobody could fill."""
        return sum(row.missing for row in self.rows)


def preview_year(session: Session, *, wish: PlanWish) -> YearPlan:
    """What `plan_year` would save, without saving it. Raises the refusals of `plan_year`."""
    if not FIRST_YEAR <= wish.year <= LAST_YEAR:
        raise PlanYearInvalid(wish.year)
    if wish.ends_at <= wish.starts_at:
        raise HoursInvalid
    station = home_station(session)
    standing = _standing_days(session, station.id, wish.year)
    planned = plan_days(wish.year, wish.rule, load_workdays(session))
    planned = [day for day in planned if wish.from_day is None or (day.on or day.original) >= wish.from_day]
    new = [day.on for day in planned if day.on is not None and not _stands(day, standing)]
    rule_text = plan_rule_text(wish.rule)
    if len(rule_text) > LONGEST_RULE:
        raise RuleTooLong
    rota, short = _draw_rota(session, station.id, wish, new)
    on_duty = {each for ids in rota.on_duty.values() for each in ids}
    names = {
        row.deputy_id: row.name
        for row in roster_rows(session, deputy_ids=on_duty | set(short), on=date(wish.year, 12, 31))
    }
    rows = tuple(_plan_row(day, _stands(day, standing), rota, names) for day in planned)
    return YearPlan(wish.year, rule_text, rows, len(new), tuple(names[each] for each in short))


def plan_year(session: Session, *, wish: PlanWish) -> YearPlan:
    """Plan a year: days that stand already stay untouched, so that planning twice adds nothing.

    The wish is kept, so that the year can be reckoned anew (see `provisional`). Raises PlanYearInvalid,
    HoursInvalid, NoHomeStation, RotaSizeInvalid, RotaLimitsInvalid, RuleTooLong.
    """
    plan = preview_year(session, wish=wish)
    station = home_station(session)
    new = [
        _new_day(station, wish, plan.rule_text, row, row.on)
        for row in plan.rows
        if row.on is not None and not row.exists
    ]
    session.add_all(new)
    _keep_wish(session, station.id, wish, plan.rule_text)
    session.flush()
    record_change(
        session,
        action="reception.plan",
        subject=SUBJECT,
        subject_id=None,
        sentence=f"排定 {wish.year} 年接待日 {plan.added} 天：{plan.rule_text}",
        after={"year": wish.year, "added": plan.added, "rule": plan.rule_text},
    )
    return replace(plan, day_ids=tuple(day.id for day in new))


def list_years(session: Session) -> list[int]:
    """Years that have reception days, newest first."""
    return sorted({on.year for on in session.scalars(select(ReceptionDay.held_on))}, reverse=True)


def _standing_days(session: Session, station_id: int, year: int) -> set[tuple[str, date]]:
    """Days the station has, cancelled ones too (what was cancelled must not come back by planning again)."""
    first, last = date(year, 1, 1), date(year + 1, 1, 31)
    days = session.execute(
        select(ReceptionDay.held_on, ReceptionDay.original_on, ReceptionDay.state).where(
            ReceptionDay.station_id == station_id,
            or_(ReceptionDay.held_on.between(first, last), ReceptionDay.original_on.between(first, last)),
        )
    )
    standing: set[tuple[str, date]] = set()
    for held_on, original_on, state in days:
        standing.add(("original", original_on or held_on))
        if state is not DayState.CANCELLED:
            standing.add(("held", held_on))
    return standing


def _stands(day: PlannedDay, standing: set[tuple[str, date]]) -> bool:
    return day.on is not None and (("original", day.original) in standing or ("held", day.on) in standing)


def _draw_rota(
    session: Session, station_id: int, wish: PlanWish, new: Collection[date]
) -> tuple[Rota, tuple[int, ...]]:
    """The rota of the new days, and who is short of the least number of turns with it."""
    if wish.per_day == 0 or not new:
        return Rota({}, {}), ()
    candidates = rota_candidates(session, first=min(new), last=max(new), levels=wish.levels)
    turns = turns_had(session, station_id=station_id, year=wish.year)
    least = wish.least_each or 0
    rota = assign_rota(
        sorted(new),
        candidates,
        per_day=wish.per_day,
        least_each=least,
        most_each=wish.most_each,
        turns_before=turns,
    )
    for ids in rota.on_duty.values():
        turns.update(ids)
    return rota, tuple(each.deputy_id for each in candidates if turns[each.deputy_id] < least)


def _keep_wish(session: Session, station_id: int, wish: PlanWish, rule_text: str) -> None:
    plan = session.scalar(
        select(ReceptionPlan).where(
            ReceptionPlan.station_id == station_id,
            ReceptionPlan.year == wish.year,
            ReceptionPlan.rule_text == rule_text,
        )
    )
    if plan is None:
        plan = ReceptionPlan(station_id=station_id, year=wish.year, rule_text=rule_text)
        session.add(plan)
    plan.per_day, plan.least_each, plan.most_each = wish.per_day, wish.least_each, wish.most_each
    plan.levels = [level.value for level in wish.levels]
    plan.starts_at, plan.ends_at, plan.place = (
        wish.starts_at,
        wish.ends_at,
        fit_line(ReceptionPlan.place, "地点", wish.place),
    )


def _plan_row(day: PlannedDay, exists: bool, rota: Rota, names: dict[int, str]) -> PlanRow:
    on_duty = rota.on_duty.get(day.on, ()) if day.on and not exists else ()
    return PlanRow(
        original=day.original,
        on=day.on,
        note="已有接待日，保持不变" if exists else day.note,
        provisional=day.provisional,
        exists=exists,
        deputy_ids=on_duty,
        deputies=tuple(names[each] for each in on_duty),
        missing=rota.missing.get(day.on, 0) if day.on and not exists else 0,
    )


def _new_day(station: StationRow, wish: PlanWish, rule_text: str, row: PlanRow, on: date) -> ReceptionDay:
    activity = reception_activity(station, on, wish.starts_at, wish.ends_at, wish.place)
    activity.attendances = [Attendance(deputy_id=each) for each in row.deputy_ids]
    return ReceptionDay(
        activity=activity,
        station_id=station.id,
        held_on=on,
        rule_text=rule_text,
        original_on=row.original if row.original != on else None,
        moved_reason=row.note if row.original != on else "",
        provisional=row.provisional,
    )
