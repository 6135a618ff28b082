"""Every record of the deputies under check in a quarter, with the register form it belongs in and its evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import from_local, local_day
from deputy_station.features.activities.models import Activity, Attendance, Deed, Evidence
from deputy_station.features.activities.rules import CAME, ActivityKind, AttendanceState, DeedKind
from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service.outside import titles_outside
from deputy_station.features.deputies.models import Mandate
from deputy_station.features.points.models import PointClaim
from deputy_station.features.points.rules.register_forms import form_of_kind
from deputy_station.features.points.rules.vocabulary import Review, State
from deputy_station.features.register.rules.forms import NUMERALS, form_of
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import SuggestionState

SECRET = "（保密）"
"""Stands for what is confidential: papers of a check leave the house."""

FORM_OF_ACTIVITY: Mapping[ActivityKind, int] = {
    ActivityKind.CONGRESS_PLENARY: 2,
    ActivityKind.CONGRESS_REVIEW: 2,
    ActivityKind.CONGRESS_VOTE: 2,
    ActivityKind.CONGRESS_PREPARATION: 2,
    ActivityKind.GROUP_ACTIVITY: 8,
    ActivityKind.RECEPTION: 10,
    ActivityKind.TRAINING: 7,
    ActivityKind.INSPECTION: 5,
    ActivityKind.INVITED_MEETING: 6,
    ActivityKind.THEMED_PRACTICE: 8,
    ActivityKind.OTHER: 8,
}
"""The form of the register (登记册) an activity is written into."""

FORM_OF_DEED: Mapping[DeedKind, int] = {
    DeedKind.SPEECH: 3,
    DeedKind.REPORT: 5,
    DeedKind.VOTER_CONTACT: 9,
    DeedKind.GOOD_DEED: 11,
    DeedKind.DUTY_REPORT: 12,
    DeedKind.AWARD: 13,
}
FORM_OF_SUGGESTION, FORM_OF_DEMAND = 4, 10

FORM_NAMES: Mapping[int, str] = {
    1: "代表基本情况",
    2: "出席人代会",
    3: "审议发言",
    4: "议案建议",
    5: "视察调研",
    6: "列席和座谈",
    7: "学习培训",
    8: "小组活动",
    9: "走访联系选民",
    10: "接待群众",
    11: "为民办实事",
    12: "述职评议",
    13: "表彰奖励",
}
"""What the thirteen forms of the register (登记册) are for, short."""


def form_number(form: int) -> str:
    """表七: a form of the register as its own head names it."""
    return f"表{NUMERALS[form - 1]}"


def form_words(form: int) -> str:
    """表七 学习培训: a form with what it is for, short."""
    return f"{form_number(form)} {FORM_NAMES[form]}"


_RESULT_STANDS = frozenset({DemandState.SETTLED, DemandState.STRUCK_OFF})
"""Only then is there a result that evidence could prove."""


@dataclass(frozen=True)
class CheckedRecord:
    """One record of one deputy. `filled` says whether its attendance is written down; `done` whether it took place
    with the deputy there, so that evidence is wanted. Of a `confidential` one the title says nothing."""

    deputy_id: int
    on: date
    kind: str
    title: str
    standing: str
    form: int
    filled: bool
    done: bool
    evidence: int
    source: tuple[str, int]
    confidential: bool = False


def gather_records(
    session: Session, *, deputies: Sequence[int], first: date, last: date
) -> dict[int, list[CheckedRecord]]:
    """By deputy the records from `first` to `last`, both included, by day: those that have a row in the register, and
    attendance still to be written down. What lies outside the days in office has neither row nor points, nor what was
    withdrawn, is a draft, or was reported and not approved."""
    found: dict[int, list[CheckedRecord]] = {deputy: [] for deputy in deputies}
    served = _days_in_office(session, deputies)
    for source in (_attendances, _deeds, _suggestions, _demands, _claims):
        for record in source(session, deputies, first, last):
            days = served.get(record.deputy_id)
            if days is None or any(start <= record.on <= end for start, end in days):
                found[record.deputy_id].append(record)
    for records in found.values():
        records.sort(key=lambda record: (record.on, record.form, record.source))
    return found


def _days_in_office(session: Session, deputies: Sequence[int]) -> dict[int, list[tuple[date, date]]]:
    """By deputy the days of each mandate; who has none on record is not in it."""
    found: dict[int, list[tuple[date, date]]] = {}
    rows = session.execute(
        select(Mandate.deputy_id, Mandate.started_on, Mandate.ended_on).where(Mandate.deputy_id.in_(deputies))
    )
    for deputy, started, ended in rows:
        found.setdefault(deputy, []).append((started, ended or date.max))
    return found


def evidence_counts(session: Session, subject: str) -> dict[int, int]:
    """How many pieces of evidence each row of a subject (activity, deed, demand, suggestion) has."""
    rows = session.execute(
        select(Evidence.subject_id, func.count(Evidence.id))
        .where(Evidence.subject == subject)
        .group_by(Evidence.subject_id)
    )
    return {subject_id: number for subject_id, number in rows}  # noqa: C416


def _attendances(
    session: Session, deputies: Sequence[int], first: date, last: date
) -> Iterator[CheckedRecord]:
    evidence = evidence_counts(session, "activity")
    rows = session.execute(
        select(
            Attendance.deputy_id,
            Attendance.state,
            Attendance.expected,
            Activity.id,
            Activity.kind,
            Activity.held_on,
            Activity.title,
        )
        .join(Activity, Attendance.activity_id == Activity.id)
        .where(
            Attendance.deputy_id.in_(deputies),
            Activity.held_on.between(first, last),
            Activity.cancelled.is_(False),
        )
    )
    for deputy, state, expected, activity, kind, on, title in rows:
        if expected or state in CAME:
            yield CheckedRecord(
                deputy,
                on,
                kind.label,
                title,
                state.label,
                FORM_OF_ACTIVITY[kind],
                filled=state is not AttendanceState.NOT_YET,
                done=state in CAME,
                evidence=evidence.get(activity, 0),
                source=("activity", activity),
            )


def _deeds(session: Session, deputies: Sequence[int], first: date, last: date) -> Iterator[CheckedRecord]:
    evidence = evidence_counts(session, "deed")
    for deed in session.scalars(
        select(Deed).where(Deed.deputy_id.in_(deputies), Deed.done_on.between(first, last))
    ):
        standing = deed.manner.label if deed.manner else ("已认可" if deed.accepted else "未认可")
        yield CheckedRecord(
            deed.deputy_id,
            deed.done_on,
            deed.kind.label,
            deed.title,
            standing,
            FORM_OF_DEED[deed.kind],
            filled=True,
            done=True,
            evidence=evidence.get(deed.id, 0),
            source=("deed", deed.id),
        )


def _suggestions(
    session: Session, deputies: Sequence[int], first: date, last: date
) -> Iterator[CheckedRecord]:
    evidence = evidence_counts(session, "suggestion")
    rows = session.execute(
        select(
            SuggestionSigner.deputy_id,
            SuggestionSigner.role,
            Suggestion.id,
            Suggestion.kind,
            Suggestion.proposed_on,
            Suggestion.title,
            Suggestion.confidential,
            Suggestion.state,
        )
        .join(Suggestion, SuggestionSigner.suggestion_id == Suggestion.id)
        .where(
            SuggestionSigner.deputy_id.in_(deputies),
            Suggestion.proposed_on.between(first, last),
            Suggestion.state.not_in((SuggestionState.DRAFT, SuggestionState.WITHDRAWN)),
        )
    )
    for deputy, role, suggestion, kind, on, title, confidential, state in rows:
        yield CheckedRecord(
            deputy,
            on,
            kind.label,
            SECRET if confidential else title,
            f"{role.label}，{state.label}",
            FORM_OF_SUGGESTION,
            filled=True,
            done=True,
            evidence=evidence.get(suggestion, 0),
            source=("suggestion", suggestion),
            confidential=confidential,
        )


def _demands(session: Session, deputies: Sequence[int], first: date, last: date) -> Iterator[CheckedRecord]:
    evidence = evidence_counts(session, "demand")
    rows = session.execute(
        select(
            DemandDeputy.deputy_id,
            Demand.id,
            Demand.number,
            Demand.confidential,
            Demand.received_at,
            Demand.state,
        )
        .join(Demand, DemandDeputy.demand_id == Demand.id)
        .where(
            DemandDeputy.deputy_id.in_(deputies),
            Demand.state != DemandState.WITHDRAWN,
            *received_between(first, last),
        )
    ).all()
    titles = titles_outside(session, demand_ids=[row.id for row in rows])
    for deputy, demand, number, confidential, received_at, state in rows:
        yield CheckedRecord(
            deputy,
            local_day(received_at),
            "受理群众诉求",
            f"{number} 号{SECRET}" if confidential else f"{number} 号 {titles[demand]}",
            state.label,
            FORM_OF_DEMAND,
            filled=True,
            done=state in _RESULT_STANDS,
            evidence=evidence.get(demand, 0),
            source=("demand", demand),
            confidential=confidential,
        )


def _claims(session: Session, deputies: Sequence[int], first: date, last: date) -> Iterator[CheckedRecord]:
    """What was approved, or written down by the office itself."""
    evidence = evidence_counts(session, "claim")
    for claim in session.scalars(
        select(PointClaim).where(
            PointClaim.deputy_id.in_(deputies),
            PointClaim.done_on.between(first, last),
            PointClaim.review.in_((Review.NONE.value, Review.APPROVED.value)),
            PointClaim.state.not_in((State.NOT_YET.value, State.TO_COME.value)),
        )
    ):
        if form := form_of_kind(claim.kind):
            yield CheckedRecord(
                claim.deputy_id,
                claim.done_on,
                claim.kind,
                claim.title,
                claim.state,
                form_of(form).number,
                filled=True,
                done=claim.state not in (State.ABSENT.value, State.LEAVE.value),
                evidence=evidence.get(claim.id, 0),
                source=("claim", claim.id),
            )


def received_between(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Demands voiced on these days, station time."""
    return (Demand.received_at >= start_of(first), Demand.received_at < start_of(last + timedelta(days=1)))


def start_of(day: date) -> datetime:
    """The instant a day begins at the station."""
    return from_local(datetime.combine(day, time()))
