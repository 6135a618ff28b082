"""From the records to facts: a few queries for everybody at once, never one per deputy."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from deputy_station.core.clock import from_local, local_day
from deputy_station.features.activities.models import Activity, Attendance, Deed, Evidence
from deputy_station.features.activities.rules import (
    CAME,
    ActivityKind,
    AttendanceState,
    DeedKind,
    DutyReportManner,
)
from deputy_station.features.demands.models import Demand, DemandDeputy, DemandStep
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.choices import Satisfaction as VisitorSays
from deputy_station.features.demands.service.outside import titles_outside
from deputy_station.features.points.models import PointClaim
from deputy_station.features.points.rules.entering import read_votes
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.vocabulary import (
    FactKind,
    Manner,
    Part,
    Satisfaction,
    State,
)
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import (
    NOT_ACCEPTED_STATES,
    SignRole,
    SuggestionKind,
)
from deputy_station.store import context

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

STATE_OF_ATTENDANCE: Mapping[AttendanceState, State] = {
    AttendanceState.NOT_YET: State.NOT_YET,
    AttendanceState.PRESENT: State.PRESENT,
    AttendanceState.LATE: State.LATE,
    AttendanceState.LEFT_EARLY: State.LEFT_EARLY,
    AttendanceState.LEAVE: State.LEAVE,
    AttendanceState.ABSENT: State.ABSENT,
}

KIND_OF_DEED: Mapping[DeedKind, FactKind] = {
    DeedKind.SPEECH: FactKind.SPEECH,
    DeedKind.REPORT: FactKind.REPORT,
    DeedKind.VOTER_CONTACT: FactKind.CONTACT,
    DeedKind.GOOD_DEED: FactKind.GOOD_DEED,
    DeedKind.DUTY_REPORT: FactKind.DUTY_REPORT,
    DeedKind.AWARD: FactKind.COMMENDATION,
}

MANNER_OF_REPORT: Mapping[DutyReportManner, Manner] = {
    DutyReportManner.ORAL: Manner.ORAL,
    DutyReportManner.WRITTEN: Manner.WRITTEN,
}

SATISFACTION_OF_VISITOR: Mapping[VisitorSays, Satisfaction] = {
    VisitorSays.SATISFIED: Satisfaction.SATISFIED,
    VisitorSays.FAIR: Satisfaction.MOSTLY_SATISFIED,
    VisitorSays.HALF_SOLVED: Satisfaction.HALF_SOLVED,
    VisitorSays.UNSATISFIED: Satisfaction.DISSATISFIED,
}


@dataclass(frozen=True)
class Days:
    """The days facts are collected of, both ends included, and whose: everybody's, or one deputy's."""

    first: date
    last: date
    deputy_id: int | None = None

    def whose(self, column: InstrumentedAttribute[int]) -> list[ColumnElement[bool]]:
        """The condition on a deputy's column, if any."""
        return [] if self.deputy_id is None else [column == self.deputy_id]

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The same days in UTC: from, and until (not included)."""
        after = self.last + timedelta(days=1)
        return (
            from_local(datetime.combine(self.first, clock_time())),
            from_local(datetime.combine(after, clock_time())),
        )

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= day <= self.last


def collect_facts(
    session: Session, *, first: date, last: date, deputy_id: int | None = None, evidence: bool = False
) -> dict[int, list[Fact]]:
    """All facts of these days (station time, both included) by deputy; `evidence` counts the pieces kept for each."""
    days = Days(first, last, deputy_id)
    found: dict[int, list[Fact]] = defaultdict(list)
    for source in (
        _attendance_facts,
        _deed_facts,
        _suggestion_facts,
        _demand_facts,
        _follow_up_facts,
        _claim_facts,
    ):
        for fact in source(session, days):
            assert isinstance(fact.subject_id, int)
            found[fact.subject_id].append(fact)
    return _with_evidence(session, found) if evidence else found


def _with_evidence(session: Session, found: dict[int, list[Fact]]) -> dict[int, list[Fact]]:
    kept = {
        (subject, subject_id): pieces
        for subject, subject_id, pieces in session.execute(
            select(Evidence.subject, Evidence.subject_id, func.count()).group_by(
                Evidence.subject, Evidence.subject_id
            )
        )
    }
    return {
        deputy: [replace(fact, evidence=kept.get(fact.source, 0)) for fact in facts]  # type: ignore[arg-type]
        for deputy, facts in found.items()
    }


def _attendance_facts(session: Session, days: Days) -> Iterator[Fact]:
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
            Activity.held_on.between(days.first, days.last),
            Activity.cancelled.is_(False),
            *days.whose(Attendance.deputy_id),
        )
    )
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
                State.TO_COME if to_come else STATE_OF_ATTENDANCE[state],
                within=session_name,
                source=("activity", activity),
                title=title,
            )


def _deed_facts(session: Session, days: Days) -> Iterator[Fact]:
    rows = session.scalars(
        select(Deed).where(Deed.done_on.between(days.first, days.last), *days.whose(Deed.deputy_id))
    )
    for deed in rows:
        yield Fact(
            KIND_OF_DEED[deed.kind],
            deed.deputy_id,
            deed.done_on,
            State.ACCEPTED if deed.accepted else State.NOT_ACCEPTED,
            manner=MANNER_OF_REPORT[deed.manner] if deed.manner else "",
            weight=deed.quantity,
            source=("deed", deed.id),
            title=deed.title,
        )
        votes = (
            (str(Satisfaction.SATISFIED), deed.votes_satisfied or 0),
            (str(Satisfaction.MOSTLY_SATISFIED), deed.votes_fair or 0),
            (str(Satisfaction.DISSATISFIED), deed.votes_unsatisfied or 0),
        )
        if any(number for _word, number in votes):
            yield Fact(
                FactKind.BALLOT,
                deed.deputy_id,
                deed.done_on,
                votes=votes,
                source=("deed", deed.id),
                title=f"{deed.title}的测评",
            )


def _suggestion_facts(session: Session, days: Days) -> Iterator[Fact]:
    rows = session.execute(
        select(
            SuggestionSigner.deputy_id,
            SuggestionSigner.role,
            Suggestion.id,
            Suggestion.kind,
            Suggestion.proposed_on,
            Suggestion.state,
            Suggestion.title,
            Suggestion.confidential,
            Suggestion.excellent,
        )
        .join(Suggestion, SuggestionSigner.suggestion_id == Suggestion.id)
        .where(Suggestion.proposed_on.between(days.first, days.last), *days.whose(SuggestionSigner.deputy_id))
    ).all()
    signers = _signers(session, days)
    for deputy, role, suggestion, kind, on, state, title, confidential, excellent in rows:
        lead, cosign = signers[suggestion]
        led = role is SignRole.LEAD
        fact = Fact(
            FactKind.TIP if kind is SuggestionKind.LIVELIHOOD else FactKind.SUGGESTION,
            deputy,
            on,
            State.NOT_ACCEPTED if state in NOT_ACCEPTED_STATES else State.ACCEPTED,
            Part.LEAD if led else Part.COSIGN,
            people=lead + cosign,
            peers=lead if led else cosign,
            source=("suggestion", suggestion),
            title="（保密）" if confidential else title,
        )
        yield fact
        if excellent:
            yield replace(fact, kind=FactKind.EXCELLENT_SUGGESTION, state="")


def _signers(session: Session, days: Days) -> dict[int, tuple[int, int]]:
    """By suggestion, how many lead it and how many co-sign it."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    counted = (
        select(SuggestionSigner.suggestion_id, SuggestionSigner.role, func.count())
        .join(Suggestion, SuggestionSigner.suggestion_id == Suggestion.id)
        .where(Suggestion.proposed_on.between(days.first, days.last))
        .group_by(SuggestionSigner.suggestion_id, SuggestionSigner.role)
    )
    if days.deputy_id is not None:
        theirs = select(SuggestionSigner.suggestion_id).where(*days.whose(SuggestionSigner.deputy_id))
        counted = counted.where(SuggestionSigner.suggestion_id.in_(theirs))
    rows = session.execute(counted)
    for suggestion, role, number in rows:
        found[suggestion][0 if role is SignRole.LEAD else 1] += number
    return {suggestion: (lead, cosign) for suggestion, (lead, cosign) in found.items()}


def _demand_facts(session: Session, days: Days) -> Iterator[Fact]:
    since, until = days.instants
    rows = session.execute(
        select(
            DemandDeputy.deputy_id,
            Demand.id,
            Demand.number,
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
                Demand.struck_off_on.between(days.first, days.last),
            ),
            *days.whose(DemandDeputy.deputy_id),
        )
    ).all()
    titles = titles_outside(session, demand_ids=[row.id for row in rows])
    # One matter counts once: what was merged counts with the one that carries it on.
    not_taken = {DemandState.DECLINED, DemandState.WITHDRAWN, DemandState.MERGED}
    for (
        deputy,
        demand,
        number,
        confidential,
        received_at,
        assigned_on,
        state,
        struck_off_on,
        solved,
        rounds,
    ) in rows:
        named = _demand_title(number, titles[demand], confidential=confidential)
        source = ("demand", demand)
        if since <= received_at < until:
            # A new round (重办) waits to be handed over again, but the demand was taken and handed over once.
            taken = (assigned_on is not None or rounds > 1) and state not in not_taken
            state_now = State.ASSIGNED if taken else State.NOT_ASSIGNED
            yield Fact(
                FactKind.DEMAND_TAKEN, deputy, local_day(received_at), state_now, source=source, title=named
            )
        if struck_off_on is not None and days.holds(struck_off_on) and state is DemandState.STRUCK_OFF:
            yield Fact(
                FactKind.DEMAND_SETTLED,
                deputy,
                struck_off_on,
                State.SETTLED,
                manner=Manner.SOLVED if solved else Manner.EXPLAINED,
                source=source,
                title=named,
            )


def _follow_up_facts(session: Session, days: Days) -> Iterator[Fact]:
    """The visitor's last word of these days on each demand, also when a discontented one began a new round.

    Demands taken over from a ledger have no follow-up among their steps; there the row itself says it.
    """
    since, until = days.instants
    named = (DemandDeputy.deputy_id, Demand.id, Demand.number, Demand.confidential)
    whose = days.whose(DemandDeputy.deputy_id)
    asked = session.execute(
        select(*named, DemandStep.at, DemandStep.satisfaction)
        .join(Demand, DemandDeputy.demand_id == Demand.id)
        .join(DemandStep, DemandStep.demand_id == Demand.id)
        .where(DemandStep.satisfaction.is_not(None), DemandStep.at >= since, DemandStep.at < until, *whose)
        .order_by(DemandStep.id)
    ).all()
    steps_with_word = select(DemandStep.demand_id).where(DemandStep.satisfaction.is_not(None))
    taken_over = session.execute(
        select(*named, Demand.followed_up_on, Demand.satisfaction)
        .join(Demand, DemandDeputy.demand_id == Demand.id)
        .where(
            Demand.satisfaction.is_not(None),
            Demand.followed_up_on.between(days.first, days.last),
            Demand.id.not_in(steps_with_word),
            *whose,
        )
    ).all()
    titles = titles_outside(session, demand_ids=[row.id for row in (*asked, *taken_over)])
    words: dict[tuple[int, int], Fact] = {}
    for deputy, demand, number, confidential, at, satisfaction in asked:
        assert satisfaction is not None
        words[deputy, demand] = Fact(
            FactKind.FOLLOW_UP,
            deputy,
            local_day(at),
            satisfaction=SATISFACTION_OF_VISITOR[satisfaction],
            source=("demand", demand),
            title=_demand_title(number, titles[demand], confidential=confidential),
        )
    for deputy, demand, number, confidential, on, satisfaction in taken_over:
        assert satisfaction is not None
        assert on is not None
        words[deputy, demand] = Fact(
            FactKind.FOLLOW_UP,
            deputy,
            on,
            satisfaction=SATISFACTION_OF_VISITOR[satisfaction],
            source=("demand", demand),
            title=_demand_title(number, titles[demand], confidential=confidential),
        )
    yield from words.values()


def _claim_facts(session: Session, days: Days) -> Iterator[Fact]:
    """What was reported by hand; how far it is approved travels with it, as a scheme says whether that matters."""
    rows = session.scalars(
        select(PointClaim).where(
            PointClaim.done_on.between(days.first, days.last), *days.whose(PointClaim.deputy_id)
        )
    )
    today = context.today(session)
    return (claim_fact(claim, today) for claim in rows)


def claim_fact(claim: PointClaim | Row[*tuple[Any, ...]], today: date) -> Fact:
    """The fact of a claim, or of a row with the same names; `today` tells what is still to come."""
    to_come = claim.state == State.NOT_YET and claim.done_on >= today
    return Fact(
        claim.kind,
        claim.deputy_id,
        claim.done_on,
        State.TO_COME if to_come else claim.state,
        claim.role,
        claim.level,
        claim.manner,
        claim.satisfaction,
        weight=Fraction(claim.weight),
        amount=None if claim.amount is None else Fraction(claim.amount),
        within=claim.within,
        people=claim.people,
        peers=claim.peers,
        votes=read_votes(claim.votes) or None,
        review=claim.review,
        source=("claim", claim.id),
        title=claim.title,
    )


def _demand_title(number: int, title: str, *, confidential: bool) -> str:
    return f"诉求 {number} 号" + ("（保密）" if confidential else f" {title}")
