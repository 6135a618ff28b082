"""What the area hands out: rows of the list, the whole of one suggestion, and who signed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, Part
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import (
    PromiseState,
    RefusalReason,
    SignRole,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
)
from deputy_station.features.suggestions.rules.deadlines import ReplyDue, reply_due
from deputy_station.features.suggestions.rules.numbering import number_text
from deputy_station.features.suggestions.rules.refusing import Doubt
from deputy_station.features.suggestions.rules.replies import ReplyClass
from deputy_station.features.suggestions.rules.steps import Step

CONFIDENTIAL_DEPUTY = "（保密）"


@dataclass(frozen=True)
class Signer:
    """A deputy who leads or co-signs; nobody has the id 0."""

    deputy_id: int
    name: str


@dataclass(frozen=True)
class SuggestionRow:
    """A suggestion in a list; `overdue_days` is 0 unless the reply is late."""

    id: int
    number: str
    title: str
    kind: SuggestionKind
    proposed_on: date
    lead: str
    co_signers: tuple[str, ...]
    state: SuggestionState
    unit: str
    deadline_on: date | None
    overdue_days: int
    step_due_on: date | None
    rounds: int
    urged: int
    supervised: bool
    replied_on: date | None
    reply_class: str
    satisfaction: SuggestionSatisfaction | None
    manner: SuggestionSatisfaction | None
    excellent: bool
    version: int


@dataclass(frozen=True)
class HandoverRow:
    """A suggestion in the hands of one unit in one round."""

    id: int
    round: int
    unit_id: int
    unit: str
    part: Part
    handed_on: date
    sign_by: date | None
    signed_on: date | None
    returned_on: date | None
    return_reason: str
    leader: str
    person: str
    measures: str
    due_on: date | None
    arithmetic: str
    provisional: bool
    done_on: date | None
    result: str


@dataclass(frozen=True)
class ExtensionRow:
    """An extension asked for; `granted` is None until somebody decided."""

    id: int
    round: int
    asked_on: date
    until: date
    reason: str
    granted: bool | None
    decided_by: str
    note: str


@dataclass(frozen=True)
class ContactRow:
    """One talk with the deputy."""

    round: int
    stage: ContactStage
    on: date
    how: ContactHow
    who: str
    words: str


@dataclass(frozen=True)
class PromiseRow:
    """What a reply promised; `late_days` counts days past the day it was promised for, 0 where none."""

    id: int
    suggestion_id: int
    suggestion_version: int
    number: str
    title: str
    lead: str
    unit: str
    replied_on: date | None
    words: str
    due_on: date | None
    state: PromiseState
    settled_on: date | None
    told_on: date | None
    note: str
    late_days: int


@dataclass(frozen=True)
class LookRow:
    """回头看: who looked on which day, and whether what was answered is so."""

    on: date
    who: str
    kept: bool
    words: str


@dataclass(frozen=True)
class StepLine:
    """One line of the timeline."""

    at: datetime
    actor: str
    step: str
    label: str
    sentence: str
    note: str
    round: int
    state_after: SuggestionState


@dataclass(frozen=True)
class SuggestionDetail:
    """Everything about one suggestion; `steps` are what can be done to it now by whoever asks, the main one first."""

    id: int
    session_name: str
    number: str
    title: str
    text: str
    kind: SuggestionKind
    proposed_on: date
    category_id: int | None
    category_path: str
    lead: Signer
    co_signers: tuple[Signer, ...]
    state: SuggestionState
    steps: tuple[Step, ...]
    doubts: tuple[Doubt, ...]
    accepted_on: date | None
    unit_id: int | None
    unit: str
    assigned_on: date | None
    deadline_on: date | None
    deadline_arithmetic: str
    deadline_provisional: bool
    due: ReplyDue
    overdue_days: int
    step_due_on: date | None
    step_due_arithmetic: str
    rounds: int
    extended: int
    urged: int
    urge_level: int
    supervised_on: date | None
    supervisor: str
    replied_on: date | None
    reply: str
    reply_number: str
    reply_class: ReplyClass | None
    satisfaction: SuggestionSatisfaction | None
    manner: SuggestionSatisfaction | None
    appraisal_note: str
    public: bool
    withheld_reason: str
    confidential: bool
    excellent: bool
    refusal_ground: RefusalReason | None
    refusal_reason: str
    demand_id: int | None
    demand_number: str
    demand_state: DemandState | None
    handovers: tuple[HandoverRow, ...]
    extensions: tuple[ExtensionRow, ...]
    contacts: tuple[ContactRow, ...]
    promises: tuple[PromiseRow, ...]
    looks: tuple[LookRow, ...]
    timeline: tuple[StepLine, ...]
    version: int

    @property
    def co_units(self) -> tuple[HandoverRow, ...]:
        """The co-units that have it in this round."""
        return tuple(
            one
            for one in self.handovers
            if one.part is Part.CO and one.round == self.rounds and one.returned_on is None
        )

    @property
    def lead_handover(self) -> HandoverRow | None:
        """Where it lies with its lead unit in this round, the newest."""
        with_lead = [
            one
            for one in self.handovers
            if one.part is Part.LEAD and one.round == self.rounds and one.returned_on is None
        ]
        return with_lead[-1] if with_lead else None

    @property
    def asked_extension(self) -> ExtensionRow | None:
        """The extension that waits for a decision."""
        return next(
            (one for one in self.extensions if one.granted is None and one.round == self.rounds), None
        )


def names_hidden(session: Session, *, confidential: bool) -> bool:
    """Whether who signed is kept from the person at this desk."""
    return confidential and not sees_confidential(role_of(session))


def signers_of(
    session: Session, suggestion_ids: Sequence[int]
) -> dict[int, tuple[Signer, tuple[Signer, ...]]]:
    """The lead and the co-signers of each suggestion, these in the order of the roster."""
    leads: dict[int, Signer] = {}
    others: dict[int, list[Signer]] = {}
    for start in range(0, len(suggestion_ids), 500):
        query = (
            select(SuggestionSigner.suggestion_id, SuggestionSigner.role, Deputy.id, Deputy.name)
            .join(Deputy, SuggestionSigner.deputy_id == Deputy.id)
            .where(SuggestionSigner.suggestion_id.in_(suggestion_ids[start : start + 500]))
            .order_by(Deputy.sort_key, Deputy.id)
        )
        for suggestion_id, role, deputy_id, name in session.execute(query):
            if role is SignRole.LEAD:
                leads[suggestion_id] = Signer(deputy_id, name)
            else:
                others.setdefault(suggestion_id, []).append(Signer(deputy_id, name))
    nobody = Signer(0, "")
    return {each: (leads.get(each, nobody), tuple(others.get(each, ()))) for each in suggestion_ids}


def row_of(
    suggestion: Suggestion,
    unit: str,
    lead: Signer,
    co_signers: tuple[Signer, ...],
    today: date,
    *,
    hidden: bool,
) -> SuggestionRow:
    """A suggestion as a list shows it; with `hidden` without the names of who signed."""
    due = reply_due(suggestion.deadline_on, suggestion.state, today)
    return SuggestionRow(
        suggestion.id,
        number_text(suggestion.session_name, suggestion.number),
        suggestion.title,
        suggestion.kind,
        suggestion.proposed_on,
        CONFIDENTIAL_DEPUTY if hidden else lead.name,
        () if hidden else tuple(signer.name for signer in co_signers),
        suggestion.state,
        unit,
        suggestion.deadline_on,
        max(0, -due.days),
        suggestion.step_due_on,
        suggestion.rounds,
        suggestion.urged,
        suggestion.supervised_on is not None,
        suggestion.replied_on,
        suggestion.reply_class,
        suggestion.satisfaction,
        suggestion.manner,
        suggestion.excellent,
        suggestion.version,
    )
