"""From the records to facts: a few queries for everybody at once, never one per deputy."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from deputy_station.core.clock import from_local, local_day
from deputy_station.features.activities.models import Activity, Attendance, Deed
from deputy_station.features.activities.rules import (
    CAME,
    ActivityKind,
    AttendanceState,
    DeedKind,
    DutyReportManner,
)
from deputy_station.features.demands.models import Demand, DemandDeputy, DemandStep
from deputy_station.features.demands.rules.choices import DemandState, Satisfaction
from deputy_station.features.points.rules.old.facts import Fact, FactKind, Quality, State, Votes
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules import SignRole, SuggestionKind, SuggestionState
from deputy_station.store import context

SCORED_TABLES = frozenset(
    {
        "activities",
        "attendances",
        "deeds",
        "suggestions",
        "suggestion_signers",
        "demands",
        "demand_deputies",
        "demand_steps",
        "deputies",
        "deputy_groups",
        "mandates",
        "terms",
        "scheme_years",
    }
)
"""Every table the points stand on: a change in one of them makes a shown score stale."""

KIND_OF_ACTIVITY: Mapping[ActivityKind, FactKind] = {
    ActivityKind.CONGRESS_PLENARY: FactKind.PLENARY,
    ActivityKind.CONGRESS_REVIEW: FactKind.REVIEW,
    ActivityKind.CONGRESS_VOTE: FactKind.VOTE,
    ActivityKind.CONGRESS_PREPARATION: FactKind.PREPARATION,
    ActivityKind.GROUP_ACTIVITY: FactKind.GROUP_ACTIVITY,
    ActivityKind.RECEPTION: FactKind.RECEPTION_DUTY,
    ActivityKind.TRAINING: FactKind.TRAINING,
    ActivityKind.INSPECTION: FactKind.INSPECTION,
    ActivityKind.INVITED_MEETING: FactKind.INVITED,
    ActivityKind.THEMED_PRACTICE: FactKind.THEME,
}
"""Other activities are kept in the records and give no points."""

QUALITY_OF_SATISFACTION: Mapping[Satisfaction, Quality] = {
    Satisfaction.SATISFIED: Quality.SATISFIED,
    Satisfaction.FAIR: Quality.MOSTLY_SATISFIED,
    Satisfaction.HALF_SOLVED: Quality.HALF_SOLVED,
    Satisfaction.UNSATISFIED: Quality.DISSATISFIED,
}


def gather_facts(session: Session, *, year: int, deputy_id: int | None = None) -> dict[int, list[Fact]]:
    """All facts of a calendar year (station time), by deputy."""
    found: dict[int, list[Fact]] = defaultdict(list)
    for source in (_attendance_facts, _deed_facts, _suggestion_facts, _demand_facts, _follow_up_facts):
        for fact in source(session, year, deputy_id):
            found[fact.deputy_id].append(fact)
    return found


def _days(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _whose(column: InstrumentedAttribute[int], deputy_id: int | None) -> list[ColumnElement[bool]]:
    return [] if deputy_id is None else [column == deputy_id]


def _attendance_facts(session: Session, year: int, deputy_id: int | None) -> Iterator[Fact]:
    rows = session.execute(
        select(
            Attendance.deputy_id,
            Attendance.state,
            Attendance.expected,
            Activity.id,
            Activity.kind,
            Activity.held_on,
            Activity.title,
            Activity.session_name,
        )
        .join(Activity, Attendance.activity_id == Activity.id)
        .where(
            Activity.held_on.between(*_days(year)),
            Activity.cancelled.is_(False),
            *_whose(Attendance.deputy_id, deputy_id),
        )
    )
    states = {state: State(state.value) for state in AttendanceState}
    today = context.today(session)
    for deputy, state, expected, activity, kind, on, title, session_name in rows:
        fact_kind = KIND_OF_ACTIVITY.get(kind)
        # A walk-in is a fact only when it came: nobody misses what they were not asked to.
        if fact_kind is not None and (expected or state in CAME):
            to_come = state is AttendanceState.NOT_YET and on >= today
            yield Fact(
                fact_kind,
                deputy,
                on,
                State.TO_COME if to_come else states[state],
                within=session_name,
                source=("activity", activity),
                title=title,
            )


def _deed_facts(session: Session, year: int, deputy_id: int | None) -> Iterator[Fact]:
    rows = session.scalars(
        select(Deed).where(Deed.done_on.between(*_days(year)), *_whose(Deed.deputy_id, deputy_id))
    )
    kinds = {
        DeedKind.SPEECH: FactKind.SPEECH,
        DeedKind.REPORT: FactKind.REPORT,
        DeedKind.VOTER_CONTACT: FactKind.CONTACT,
        DeedKind.GOOD_DEED: FactKind.GOOD_DEED,
        DeedKind.DUTY_REPORT: FactKind.DUTY_REPORT,
        DeedKind.AWARD: FactKind.COMMENDATION,
    }
    manners = {DutyReportManner.ORAL: Quality.ORAL, DutyReportManner.WRITTEN: Quality.WRITTEN}
    for deed in rows:
        yield Fact(
            kinds[deed.kind],
            deed.deputy_id,
            deed.done_on,
            State.ACCEPTED if deed.accepted else State.NOT_ACCEPTED,
            manners[deed.manner] if deed.manner else Quality.NONE,
            weight=deed.quantity,
            source=("deed", deed.id),
            title=deed.title,
        )
        votes = Votes(deed.votes_satisfied or 0, deed.votes_fair or 0, deed.votes_unsatisfied or 0)
        if votes.valid:
            yield Fact(
                FactKind.BALLOT,
                deed.deputy_id,
                deed.done_on,
                votes=votes,
                source=("deed", deed.id),
                title=f"{deed.title}的测评",
            )


def _suggestion_facts(session: Session, year: int, deputy_id: int | None) -> Iterator[Fact]:
    rows = session.execute(
        select(
            SuggestionSigner.deputy_id,
            SuggestionSigner.role,
            Suggestion.id,
            Suggestion.kind,
            Suggestion.proposed_on,
            Suggestion.state,
            Suggestion.title,
            Suggestion.excellent,
        )
        .join(Suggestion, SuggestionSigner.suggestion_id == Suggestion.id)
        .where(Suggestion.proposed_on.between(*_days(year)), *_whose(SuggestionSigner.deputy_id, deputy_id))
    )
    outside = {SuggestionState.DRAFT, SuggestionState.REFUSED}
    for deputy, role, suggestion, kind, on, state, title, excellent in rows:
        fact = Fact(
            FactKind.TIP if kind is SuggestionKind.LIVELIHOOD else FactKind.SUGGESTION,
            deputy,
            on,
            State.NOT_ACCEPTED if state in outside else State.ACCEPTED,
            Quality.LEAD if role is SignRole.LEAD else Quality.COSIGN,
            source=("suggestion", suggestion),
            title=title,
        )
        yield fact
        if excellent:
            yield Fact(
                FactKind.EXCELLENT_SUGGESTION,
                deputy,
                on,
                quality=fact.quality,
                source=("suggestion", suggestion),
                title=title,
            )


def _demand_facts(session: Session, year: int, deputy_id: int | None) -> Iterator[Fact]:
    first, last = _days(year)
    since, until = from_local(datetime(year, 1, 1)), from_local(datetime(year + 1, 1, 1))  # noqa: DTZ001
    rows = session.execute(
        select(
            DemandDeputy.deputy_id,
            Demand.id,
            Demand.number,
            Demand.title,
            Demand.confidential,
            Demand.received_at,
            Demand.assigned_on,
            Demand.state,
            Demand.struck_off_on,
            Demand.solved,
            Demand.rounds,
        )
        .join(Demand, DemandDeputy.demand_id == Demand.id)
        .where(
            or_(
                (Demand.received_at >= since) & (Demand.received_at < until),
                Demand.struck_off_on.between(first, last),
            ),
            *_whose(DemandDeputy.deputy_id, deputy_id),
        )
    )
    not_taken = {DemandState.DECLINED, DemandState.WITHDRAWN}
    for (
        deputy,
        demand,
        number,
        title,
        confidential,
        received_at,
        assigned_on,
        state,
        struck_off_on,
        solved,
        rounds,
    ) in rows:
        named = _demand_title(number, title, confidential=confidential)
        source = ("demand", demand)
        if local_day(received_at).year == year:
            # A new round (重办) waits to be handed over again, but the demand was taken and handed over once.
            taken = (assigned_on is not None or rounds > 1) and state not in not_taken
            state_now = State.ASSIGNED if taken else State.NOT_ASSIGNED
            yield Fact(
                FactKind.DEMAND_TAKEN, deputy, local_day(received_at), state_now, source=source, title=named
            )
        if struck_off_on is not None and struck_off_on.year == year and state is DemandState.STRUCK_OFF:
            quality = Quality.SOLVED if solved else Quality.EXPLAINED
            yield Fact(
                FactKind.DEMAND_SETTLED,
                deputy,
                struck_off_on,
                State.SETTLED,
                quality,
                source=source,
                title=named,
            )


def _follow_up_facts(session: Session, year: int, deputy_id: int | None) -> Iterator[Fact]:
    """The visitor's last word of the year on each demand, also when a discontented one began a new round.

    Demands taken over from a ledger have no follow-up among their steps; there the row itself says it.
    """
    since, until = from_local(datetime(year, 1, 1)), from_local(datetime(year + 1, 1, 1))  # noqa: DTZ001
    first, last = _days(year)
    named = (DemandDeputy.deputy_id, Demand.id, Demand.number, Demand.title, Demand.confidential)
    whose = _whose(DemandDeputy.deputy_id, deputy_id)
    asked = session.execute(
        select(*named, DemandStep.at, DemandStep.satisfaction)
        .join(Demand, DemandDeputy.demand_id == Demand.id)
        .join(DemandStep, DemandStep.demand_id == Demand.id)
        .where(DemandStep.satisfaction.is_not(None), DemandStep.at >= since, DemandStep.at < until, *whose)
        .order_by(DemandStep.id)
    )
    words: dict[tuple[int, int], Fact] = {}
    for deputy, demand, number, title, confidential, at, satisfaction in asked:
        assert satisfaction is not None
        words[deputy, demand] = Fact(
            FactKind.FOLLOW_UP,
            deputy,
            local_day(at),
            quality=QUALITY_OF_SATISFACTION[satisfaction],
            source=("demand", demand),
            title=_demand_title(number, title, confidential=confidential),
        )
    steps_with_word = select(DemandStep.demand_id).where(DemandStep.satisfaction.is_not(None))
    taken_over = session.execute(
        select(*named, Demand.followed_up_on, Demand.satisfaction)
        .join(Demand, DemandDeputy.demand_id == Demand.id)
        .where(
            Demand.satisfaction.is_not(None),
            Demand.followed_up_on.between(first, last),
            Demand.id.not_in(steps_with_word),
            *whose,
        )
    )
    for deputy, demand, number, title, confidential, on, satisfaction in taken_over:
        assert satisfaction is not None
        assert on is not None
        words[deputy, demand] = Fact(
            FactKind.FOLLOW_UP,
            deputy,
            on,
            quality=QUALITY_OF_SATISFACTION[satisfaction],
            source=("demand", demand),
            title=_demand_title(number, title, confidential=confidential),
        )
    yield from words.values()


def _demand_title(number: int, title: str, *, confidential: bool) -> str:
    return f"诉求 {number} 号" + ("（保密）" if confidential else f" {title}")
