"""The summary of a reception day, derived from the records each time it is asked for; filing keeps its words."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import month_day
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.rules import CAME, AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.activities.service.evidence import add_evidence, list_evidence
from deputy_station.features.demands.models import Demand, DemandVoice
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.rules.steps import CLOSED_STATES
from deputy_station.features.desk.models import IntakeSlip
from deputy_station.features.desk.rules.summary_words import Counted, Listener, Told, tell_day
from deputy_station.features.matters.models import Category, Unit
from deputy_station.features.reception.models import Visit
from deputy_station.features.reception.rules.steps import DayState, DayStep
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.days import finish_step, seal_day, take_day
from deputy_station.features.reception.service.listing import day_detail
from deputy_station.features.reception.service.visits import list_visits
from deputy_station.store import context

KEPT_WITH = "和当天的签到表放在一起"
UNSORTED = "未分类"


class SummaryTooEarly(Refusal):
    """The day still receives."""

    def __init__(self, on: date, state: DayState) -> None:
        super().__init__(f"{month_day(on)}的接待日{state.label}，还不能归档小结。请先结束接待。")


class SummaryBeforeDay(Refusal):
    """The day has not come: nothing can be told of it."""

    def __init__(self, on: date) -> None:
        super().__init__(f"{month_day(on)}的接待日还没有到，没有小结可写。要空白的手写小结，请用“整套打印”。")


class SummaryEmpty(Refusal):
    """Nothing would be filed."""

    def __init__(self) -> None:
        super().__init__("小结是空的。请写上几句，或用自动写好的。")


@dataclass(frozen=True)
class DaySummary:
    """What a day came to. `parties` and `people` were received, `left` parties went before their turn, `waiting` are
    in the queue; of the `demands` (withdrawn ones left out) each stands in one of `categories`, and in one of
    `answered`, `routed` and `not_routed`; `still_open` of them are not settled yet. `joined` parties are voices of
    earlier demands. `entered` deputies have the day in their registers: those who came."""

    day_id: int
    version: int
    activity_id: int
    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    station: str
    theme: str
    state: DayState
    filed_at: datetime | None
    filed_words: str
    received: tuple[Listener, ...]
    on_leave: tuple[Listener, ...]
    absent: tuple[Listener, ...]
    not_yet: tuple[Listener, ...]
    parties: int
    people: int
    left: int
    waiting: int
    demands: int
    joined: int
    categories: tuple[Counted, ...]
    answered: int
    routed: tuple[Counted, ...]
    not_routed: int
    settled: int
    still_open: int

    @property
    def entered(self) -> int:
        """How many deputies have this day in their registers."""
        return len(self.received)


def day_summary(session: Session, *, day_id: int) -> DaySummary:
    """What the day came to, as the records stand now. Raises NotFound."""
    day = day_detail(session, day_id=day_id)
    row = day.row
    standing = defaultdict(list)
    groups = {each.deputy_id: each.group for each in day.duty}
    for each in list_attendance(session, activity_id=row.activity_id):
        standing[each.state].append(Listener(each.deputy, groups.get(each.deputy_id, each.group)))
    visits = list_visits(session, day_id=day_id)
    heard = [each for each in visits if each.state is VisitState.HEARD]
    demands = _demands(session, day_id)
    sent = [each for each in demands if each.state is not DemandState.REGISTERED]
    return DaySummary(
        day_id=row.id,
        version=row.version,
        activity_id=row.activity_id,
        held_on=row.held_on,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        station=day.station,
        theme=row.theme,
        state=row.state,
        filed_at=day.filed_at,
        filed_words=day.summary if day.filed_at else "",
        received=tuple(each for state in AttendanceState if state in CAME for each in standing[state]),
        on_leave=tuple(standing[AttendanceState.LEAVE]),
        absent=tuple(standing[AttendanceState.ABSENT]),
        not_yet=tuple(standing[AttendanceState.NOT_YET]),
        parties=len(heard),
        people=sum(each.people for each in heard),
        left=sum(each.state is VisitState.LEFT for each in visits),
        waiting=sum(each.state in (VisitState.WAITING, VisitState.CALLED) for each in visits),
        demands=len(demands),
        joined=_joined(session, day_id),
        categories=_counted(each.category for each in demands),
        answered=sum(each.route is Route.ANSWERED for each in sent),
        routed=_counted(each.went_to for each in sent if each.route is not Route.ANSWERED),
        not_routed=len(demands) - len(sent),
        settled=sum(each.state in CLOSED_STATES for each in demands),
        still_open=sum(each.state not in CLOSED_STATES for each in demands),
    )


def check_day_came(session: Session, on: date) -> None:
    """Refuse to tell of a day that is still to come. Raises SummaryBeforeDay."""
    if on > context.today(session):
        raise SummaryBeforeDay(on)


def summary_words(summary: DaySummary) -> str:
    """The summary in sentences: nobody who came is named, every figure is there."""
    return tell_day(
        Told(
            held_on=summary.held_on,
            starts_at=summary.starts_at,
            ends_at=summary.ends_at,
            place=summary.place,
            received=summary.received,
            on_leave=summary.on_leave,
            absent=summary.absent,
            parties=summary.parties,
            people=summary.people,
            left=summary.left,
            demands=summary.demands,
            joined=summary.joined,
            categories=summary.categories,
            answered=summary.answered,
            routed=summary.routed,
            not_routed=summary.not_routed,
            settled=summary.settled,
            still_open=summary.still_open,
            not_yet=summary.not_yet,
            waiting=summary.waiting,
        )
    )


def file_summary(session: Session, *, day_id: int, version: int, words: str) -> DaySummary:
    """归档: keep the words as the summary of the day and of its activity, file it with the sheets, seal it. Filed once
    more, the words are renewed and the entry in the evidence stays one. Raises SummaryTooEarly, SummaryEmpty,
    StaleEdit."""
    day = take_day(session, day_id=day_id, version=version, step=DayStep.EDIT)
    if day.state is not DayState.HELD:
        raise SummaryTooEarly(day.held_on, day.state)
    words = clean_text(words)
    if not words:
        raise SummaryEmpty
    again = day.filed_at is not None
    day.summary = day.activity.result = words
    day.filed_at = context.now(session)
    titled = f"{month_day(day.held_on)}接待日小结"
    seal_day(session, day, f"{titled}已经归档")
    finish_step(session, day, "file", f"{titled}{'重新' if again else ''}归档")
    kept = list_evidence(session, subject="activity", subject_id=day.activity_id)
    if titled not in [each.title for each in kept]:
        add_evidence(session, subject="activity", subject_id=day.activity_id, title=titled, kept_at=KEPT_WITH)
    return day_summary(session, day_id=day_id)


@dataclass(frozen=True)
class _Voiced:
    state: DemandState
    route: Route | None
    category: str
    went_to: str


def _demands(session: Session, day_id: int) -> list[_Voiced]:
    """What was voiced on the day: at a visit, or on a slip that came back."""
    slips = select(IntakeSlip.demand_id).where(IntakeSlip.day_id == day_id, IntakeSlip.demand_id.is_not(None))
    visits = select(Visit.id).where(Visit.day_id == day_id)
    found = session.execute(
        select(Demand.state, Demand.route, Category.path, Unit.name)
        .outerjoin(Category, Category.id == Demand.category_id)
        .outerjoin(Unit, Unit.id == Demand.unit_id)
        .where(or_(Demand.visit_id.in_(visits), Demand.id.in_(slips)), Demand.state != DemandState.WITHDRAWN)
        .order_by(Demand.id)
    )
    return [
        _Voiced(
            state,
            route,
            (path or UNSORTED).partition("/")[0],
            unit or (route.label if route else ""),
        )
        for state, route, path, unit in found
    ]


def _joined(session: Session, day_id: int) -> int:
    """Parties of the day who joined in what somebody had voiced before."""
    visits = select(Visit.id).where(Visit.day_id == day_id)
    found = session.scalar(
        select(func.count(DemandVoice.visit_id.distinct())).where(DemandVoice.visit_id.in_(visits))
    )
    return found or 0


def _counted(words: Iterable[str]) -> tuple[Counted, ...]:
    """How often each word, the most frequent first, in the order they came where equal."""
    return tuple(Counted(word, count) for word, count in Counter(words).most_common())
