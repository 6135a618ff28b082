"""What waits today, read from every area and changed in none.

Tables are asked by name (`store.named`): this is read before the classes of any feature are loaded.

Figures carry the page and filter that open their list. The settled rate is settled ÷ taken in, over the demands
received this calendar year, leaving out those declined or withdrawn (there is nothing to settle in them).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import from_local, hours_words, month_day
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.activities.service.named_tables import ACTIVITIES, ATTENDANCES
from deputy_station.features.assessment.service.waiting import late_reports, late_steps
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.deadlines import ANSWER_OWED, SOON_DAYS
from deputy_station.features.demands.rules.figures import Outcome
from deputy_station.features.demands.rules.views import View
from deputy_station.features.demands.service.named_tables import DEMAND_STEPS, DEMANDS
from deputy_station.features.demands.service.outcome_sets import set_of
from deputy_station.features.demands.service.waiting import count_standing
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.named_tables import DEPUTIES, MANDATES, STATIONS
from deputy_station.features.points.service.waiting import SCHEME_YEARS, count_waiting
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.named_tables import RECEPTION_DAYS, VISITS
from deputy_station.features.scans.rules.states import PageState
from deputy_station.features.scans.service.page_states import count_states
from deputy_station.features.spotcheck.service.waiting import count_overdue
from deputy_station.store import context

_CAME = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY)
TODO_LIMIT = 12
CALL_BACK = "call_back"
"""What the page of demands is asked to do: begin the call-back round."""
DUTY = "duty"
"""What the page of the assessment is asked to do: show the duty reports."""
UNDER_WAY = 20
"""Demands after which a station is no longer new."""


@dataclass(frozen=True)
class Figures:
    """The four cards. Days and dates are None where nothing waits; `rate` is None while nothing was taken in."""

    overdue: int
    longest_overdue_days: int | None
    due_soon: int
    next_due_on: date | None
    to_follow_up: int
    settled: int
    due: int

    @property
    def rate(self) -> Fraction | None:
        """Settled ÷ to be settled, exact: the rate of the page of figures."""
        return Fraction(self.settled, self.due) if self.due else None


@dataclass(frozen=True)
class TodoRow:
    """One matter to attend to: when, what, why, and the page (with the row, if it is about one) that open it.

    `kind` is overdue, soon, info or plain: the colour; `mark` is the word that says the same. `view` is the list of
    the page that it opens, where it is about no row; `do` what is begun there at once.
    """

    when: str
    sentence: str
    mark: str
    kind: str
    page: str
    row_id: int | None
    view: str = ""
    do: str = ""


@dataclass(frozen=True)
class DutyDeputy:
    """Somebody on duty: name, levels in words, and whether they have signed in."""

    name: str
    levels: str
    state: AttendanceState


@dataclass(frozen=True)
class TodayReception:
    """Today's reception day, or the next one."""

    day_id: int
    activity_id: int
    held_on: date
    hours: str
    place: str
    state: DayState
    on_duty: tuple[DutyDeputy, ...]
    visits: int
    waiting: int

    @property
    def signed(self) -> int:
        """How many on duty have come."""
        return sum(deputy.state in _CAME for deputy in self.on_duty)


@dataclass(frozen=True)
class FirstSteps:
    """What a station just founded does first, and whether its records show that it was done; `under_way` once so
    many demands were taken in that nobody needs telling."""

    roster: bool
    reception_days: bool
    scheme: bool
    under_way: bool = False


@dataclass(frozen=True)
class TodayView:
    """Everything on the Today page, read in one go."""

    station: str
    figures: Figures
    todo: tuple[TodoRow, ...]
    reception: TodayReception | None
    first_steps: FirstSteps


def read_today(session: Session) -> TodayView:
    """The Today page."""
    today = context.today(session)
    return TodayView(
        station=home_station(session),
        figures=read_figures(session, today=today),
        todo=tuple(_todo(session, today)),
        reception=next_reception(session, today=today),
        first_steps=_first_steps(session),
    )


def home_station(session: Session) -> str:
    """The desk's own station; empty before there is one."""
    return session.scalar(select(STATIONS.c.name).where(STATIONS.c.is_home)) or ""


def read_figures(session: Session, *, today: date) -> Figures:
    """The four figures in one pass over the open demands and one over the year's."""
    owed = DEMANDS.c.state.in_(list(ANSWER_OWED))
    late = DEMANDS.c.deadline_on < today
    soon = DEMANDS.c.deadline_on.between(today, today + timedelta(days=SOON_DAYS))
    open_row = session.execute(
        select(
            func.count(case((owed & late, 1))),
            func.min(case((owed & late, DEMANDS.c.deadline_on))),
            func.count(case((owed & soon, 1))),
            func.min(case((owed & soon, DEMANDS.c.deadline_on))),
            func.count(case((DEMANDS.c.state == DemandState.INFORMED, 1))),
        ).where(DEMANDS.c.state.in_([*ANSWER_OWED, DemandState.INFORMED]))
    ).one()
    year_start = from_local(datetime.combine(date(today.year, 1, 1), time()))
    year_row = session.execute(
        select(
            func.count(case((_belongs(Outcome.SETTLED, today), 1))),
            func.count(case((_belongs(Outcome.DUE, today), 1))),
        ).where(DEMANDS.c.received_at >= year_start)
    ).one()
    overdue, oldest, due_soon, next_due, to_follow_up = open_row
    return Figures(
        overdue=overdue,
        longest_overdue_days=(today - oldest).days if oldest else None,
        due_soon=due_soon,
        next_due_on=next_due,
        to_follow_up=to_follow_up,
        settled=year_row[0],
        due=year_row[1],
    )


def _belongs(outcome: Outcome, today: date) -> ColumnElement[bool]:
    return set_of(outcome, today, demands=DEMANDS.c, steps=DEMAND_STEPS.c, correlate=DEMANDS)


def next_reception(session: Session, *, today: date) -> TodayReception | None:
    """Today's reception day if there is one, else the next planned; None when none is planned."""
    day = session.execute(
        select(RECEPTION_DAYS)
        .where(RECEPTION_DAYS.c.held_on >= today, RECEPTION_DAYS.c.state != DayState.CANCELLED)
        .order_by(RECEPTION_DAYS.c.held_on, RECEPTION_DAYS.c.id)
        .limit(1)
    ).first()
    if day is None:
        return None
    activity = session.execute(select(ACTIVITIES).where(ACTIVITIES.c.id == day.activity_id)).one()
    rows = session.execute(
        select(DEPUTIES.c.id, DEPUTIES.c.name, ATTENDANCES.c.state)
        .join(ATTENDANCES, ATTENDANCES.c.deputy_id == DEPUTIES.c.id)
        .where(ATTENDANCES.c.activity_id == activity.id)
        .order_by(DEPUTIES.c.sort_key, DEPUTIES.c.id)  # as on the page of reception days
    ).all()
    levels = _levels(session, [row.id for row in rows], day.held_on)
    visits, waiting = session.execute(
        select(
            func.count(),
            func.count(case((and_(VISITS.c.finished.is_(False), VISITS.c.left_at.is_(None)), 1))),
        ).where(VISITS.c.day_id == day.id)
    ).one()
    return TodayReception(
        day_id=day.id,
        activity_id=activity.id,
        held_on=day.held_on,
        hours=hours_words(activity.starts_at, activity.ends_at),
        place=activity.place,
        state=day.state,
        on_duty=tuple(DutyDeputy(row.name, levels.get(row.id, ""), row.state) for row in rows),
        visits=visits,
        waiting=waiting,
    )


def _levels(session: Session, deputy_ids: list[int], on: date) -> dict[int, str]:
    """The levels each deputy sits at on that day, lowest first: 镇、县区."""
    rows = session.execute(
        select(MANDATES.c.deputy_id, MANDATES.c.level).where(
            MANDATES.c.deputy_id.in_(deputy_ids),
            MANDATES.c.started_on <= on,
            (MANDATES.c.ended_on.is_(None)) | (MANDATES.c.ended_on >= on),
        )
    ).all()
    order = list(Level)
    found: dict[int, set[Level]] = {}
    for deputy_id, level in rows:
        found.setdefault(deputy_id, set()).add(level)
    return {
        deputy_id: "、".join(level.label for level in sorted(held, key=order.index))
        for deputy_id, held in found.items()
    }


def _todo(session: Session, today: date) -> Iterable[TodoRow]:
    """Overdue first (the longest first), then due soon, then days without attendance; then what waits in lists."""
    demands = session.execute(
        select(DEMANDS.c.id, DEMANDS.c.title, DEMANDS.c.deadline_on)
        .where(
            DEMANDS.c.state.in_(list(ANSWER_OWED)), DEMANDS.c.deadline_on <= today + timedelta(days=SOON_DAYS)
        )
        .order_by(DEMANDS.c.deadline_on, DEMANDS.c.id)
        .limit(TODO_LIMIT)
    ).all()
    rows = [_due_row(row.id, row.title, row.deadline_on, today) for row in demands]
    open_lists = session.execute(
        select(ACTIVITIES.c.id, ACTIVITIES.c.title, ACTIVITIES.c.held_on)
        .where(
            ACTIVITIES.c.held_on < today,
            ACTIVITIES.c.held_on >= today - timedelta(days=60),
            ACTIVITIES.c.cancelled.is_(False),
            ACTIVITIES.c.kind != ActivityKind.RECEPTION,
            ACTIVITIES.c.id.in_(
                select(ATTENDANCES.c.activity_id).where(ATTENDANCES.c.state == AttendanceState.NOT_YET)
            ),
        )
        .order_by(ACTIVITIES.c.held_on)
        .limit(TODO_LIMIT)
    ).all()
    rows += [
        TodoRow(month_day(row.held_on), f"{row.title}：签到没有记完", "补记", "soon", "activities", row.id)
        for row in open_lists
    ]
    # Each kind keeps a few places, so that a long list of one never hides the others.
    overdue = [row for row in rows if row.kind == "overdue"]
    others = [row for row in rows if row.kind != "overdue"]
    standing = [
        *_way_rows(session),
        *_paper_rows(session),
        *_check_rows(session),
        *_points_rows(session),
        *_assessment_rows(session, today),
        *_duty_rows(session, today),
    ]
    room = TODO_LIMIT - len(standing)
    return [*[*overdue[: max(5, room - len(others))], *others][:room], *standing]


def _way_rows(session: Session) -> list[TodoRow]:
    """Where demands stand still: whom to ring, what no unit signed for in time, what the leaders watch, what was asked."""
    standing = count_standing(session)
    lines = (
        (
            standing.signed_late,
            "签收",
            "件过了签收期限，单位还没有签收",
            "催一下",
            "overdue",
            View.TO_ACCEPT,
            "",
        ),
        (standing.extensions, "延期", "件申请延期，等着批", "去批", "soon", View.EXTENSION, ""),
        (standing.supervised, "督办", "件督办的还没有办结", "去看", "soon", View.SUPERVISED, ""),
        (standing.calls, "回访", "位来访人今天要打电话回访", "电话", "info", View.TO_FOLLOW_UP, CALL_BACK),
    )
    return [
        TodoRow(when, f"{count} {words}", mark, kind, "demands", None, view.value, do)
        for count, when, words, mark, kind, view, do in lines
        if count
    ]


def _paper_rows(session: Session) -> list[TodoRow]:
    """Scanned pages on which somebody has to look at a box or type a line."""
    asked = count_states(session).asked
    if not asked:
        return []
    return [
        TodoRow("纸表", f"{asked} 页收回的纸表要看一眼", "去看", "soon", "scans", None, PageState.ASKED.value)
    ]


def _check_rows(session: Session) -> list[TodoRow]:
    """Findings of quarterly checks past their day, in a line."""
    late = count_overdue(session)
    if not late:
        return []
    words = f"{late} 个检查问题过了整改期限"
    return [TodoRow("检查", words, "去看", "overdue", "spotcheck", None, "findings")]


def _points_rows(session: Session) -> list[TodoRow]:
    """What deputies reported or objected to and nobody looked at yet, a line each."""
    waiting = count_waiting(session)
    rows = []
    if waiting.waiting:
        words = f"{waiting.waiting} 条申报等着核准"
        rows.append(TodoRow("积分", words, "核准", "info", "checks", None, "waiting"))
    if waiting.objections:
        words = f"{waiting.objections} 件积分异议没有答复"
        rows.append(TodoRow("积分", words, "答复", "soon", "checks", None, "objections"))
    return rows


def _assessment_rows(session: Session, today: date) -> list[TodoRow]:
    """Steps of the annual assessment whose days are over while somebody has not done them: the earliest, in a line."""
    late = late_steps(session, today=today)
    if not late:
        return []
    first = late[0]
    words = f"{first.year} 年考核的{first.step.label}已过期，{first.missing} 人没有做"
    mark = f"{(today - first.until).days} 天"
    return [TodoRow("考核", words, mark, "overdue", "assessment", None, "late")]


def _duty_rows(session: Session, today: date) -> list[TodoRow]:
    """Duty reports whose day is past and that nobody gave, in a line."""
    late = late_reports(session, today=today)
    if late is None:
        return []
    words = f"{late.deputies} 人过了安排的日子还没有述职"
    mark = f"{(today - late.since).days} 天"
    return [TodoRow("述职", words, mark, "overdue", "assessment", None, "", DUTY)]


def _first_steps(session: Session) -> FirstSteps:
    return FirstSteps(
        roster=session.scalar(select(DEPUTIES.c.id).limit(1)) is not None,
        reception_days=session.scalar(select(RECEPTION_DAYS.c.id).limit(1)) is not None,
        scheme=session.scalar(select(SCHEME_YEARS.c.id).limit(1)) is not None,
        under_way=session.scalar(select(DEMANDS.c.id).offset(UNDER_WAY - 1).limit(1)) is not None,
    )


def _due_row(demand_id: int, title: str, deadline_on: date, today: date) -> TodoRow:
    days = (today - deadline_on).days
    if days > 0:
        return TodoRow("超期", title, f"{days} 天", "overdue", "demands", demand_id)
    when = {0: "今天", -1: "明天"}.get(days, month_day(deadline_on))
    return TodoRow(when, title, "到期", "soon", "demands", demand_id)
