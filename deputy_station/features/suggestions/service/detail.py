"""The whole of one suggestion: who signed, where it lies, what may be done next, its way."""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.faces import Person, nameless
from deputy_station.features.demands.service.rows import demand_number
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.matters.models import Category
from deputy_station.features.suggestions.models import (
    Suggestion,
    SuggestionContact,
    SuggestionExtension,
    SuggestionHandover,
    SuggestionLook,
    SuggestionTimeline,
)
from deputy_station.features.suggestions.rules.choices import SuggestionState
from deputy_station.features.suggestions.rules.deadlines import reply_due
from deputy_station.features.suggestions.rules.numbering import number_text
from deputy_station.features.suggestions.rules.refusing import Doubt, find_doubts
from deputy_station.features.suggestions.rules.replies import reply_class
from deputy_station.features.suggestions.rules.steps import STEPS
from deputy_station.features.suggestions.service.promises import list_promises
from deputy_station.features.suggestions.service.rows import (
    CONFIDENTIAL_DEPUTY,
    ContactRow,
    ExtensionRow,
    HandoverRow,
    LookRow,
    Signer,
    StepLine,
    SuggestionDetail,
    names_hidden,
    signers_of,
)
from deputy_station.features.suggestions.service.way import WORD, way
from deputy_station.store import context
from deputy_station.store.edits import get_row

_TO_REVIEW = frozenset({SuggestionState.DRAFT, SuggestionState.SUBMITTED})


def get_suggestion(session: Session, *, suggestion_id: int) -> SuggestionDetail:
    """One suggestion. Who signed a confidential one is kept from those without the right. Raises NotFound."""
    each = get_row(session, Suggestion, suggestion_id, WORD)
    lead, co_signers = signers_of(session, [each.id])[each.id]
    hidden = names_hidden(session, confidential=each.confidential)
    told = _without((lead, *co_signers) if hidden else ())
    demand = session.get(Demand, each.demand_id) if each.demand_id is not None else None
    category = session.get(Category, each.category_id) if each.category_id is not None else None
    due = reply_due(each.deadline_on, each.state, context.today(session))
    return SuggestionDetail(
        id=each.id,
        session_name=each.session_name,
        number=number_text(each.session_name, each.number),
        title=told(each.title),
        text=told(each.text),
        kind=each.kind,
        proposed_on=each.proposed_on,
        category_id=each.category_id,
        category_path=category.path if category else "",
        lead=Signer(0, CONFIDENTIAL_DEPUTY) if hidden else lead,
        co_signers=() if hidden else co_signers,
        state=each.state,
        steps=way(session).allowed(each.state, role_of(session)),
        doubts=_doubts(session, each, Signer(0, "") if hidden else lead, demand)
        if each.state in _TO_REVIEW
        else (),
        accepted_on=each.accepted_on,
        unit_id=each.unit_id,
        unit=each.unit.name if each.unit else "",
        assigned_on=each.assigned_on,
        deadline_on=each.deadline_on,
        deadline_arithmetic=each.deadline_arithmetic,
        deadline_provisional=each.deadline_provisional,
        due=due,
        overdue_days=max(0, -due.days),
        step_due_on=each.step_due_on,
        step_due_arithmetic=each.step_due_arithmetic,
        rounds=each.rounds,
        extended=each.extended,
        urged=each.urged,
        urge_level=each.urge_level,
        supervised_on=each.supervised_on,
        supervisor=each.supervisor,
        replied_on=each.replied_on,
        reply=told(each.reply),
        reply_number=each.reply_number,
        reply_class=reply_class(each.reply_class),
        satisfaction=each.satisfaction,
        manner=each.manner,
        appraisal_note=told(each.appraisal_note),
        public=each.public,
        withheld_reason=told(each.withheld_reason),
        confidential=each.confidential,
        excellent=each.excellent,
        refusal_ground=each.refusal_ground,
        refusal_reason=each.refusal_reason,
        demand_id=each.demand_id,
        demand_number=demand_number(demand) if demand is not None else "",
        demand_state=demand.state if demand is not None else None,
        handovers=list_handovers(session, suggestion_id=each.id),
        extensions=_extensions(session, each.id),
        contacts=_contacts(session, each.id, told),
        promises=tuple(list_promises(session, suggestion_id=each.id)),
        looks=_looks(session, each.id),
        timeline=_timeline(session, each.id, told),
        version=each.version,
    )


def _without(signers: Sequence[Signer]) -> Callable[[str], str]:
    """How a text reads at a desk that is not to know these deputies: not to be told by what was written down either."""
    people = [Person(one.name) for one in signers]
    return lambda text: nameless(text, people) if people else text


def list_handovers(session: Session, *, suggestion_id: int) -> tuple[HandoverRow, ...]:
    """With which units the suggestion lies and lay, oldest first."""
    rows = session.scalars(
        select(SuggestionHandover)
        .where(SuggestionHandover.suggestion_id == suggestion_id)
        .order_by(SuggestionHandover.id)
    )
    return tuple(
        HandoverRow(
            row.id,
            row.round,
            row.unit_id,
            row.unit.name,
            row.part,
            row.handed_on,
            row.sign_by,
            row.signed_on,
            row.returned_on,
            row.return_reason,
            row.leader,
            row.person,
            row.measures,
            row.due_on,
            row.arithmetic,
            row.provisional,
            row.done_on,
            row.result,
        )
        for row in rows
    )


def _doubts(
    session: Session, suggestion: Suggestion, lead: Signer, demand: Demand | None
) -> tuple[Doubt, ...]:
    """What to look at; a lead who is kept secret is no hint, which would tell whose it is."""
    deputy = session.get(Deputy, lead.deputy_id)
    work_unit = deputy.work_unit if deputy is not None else ""
    return find_doubts(
        title=suggestion.title,
        text=suggestion.text,
        lead=lead.name,
        work_unit=work_unit,
        against=demand is not None and bool(demand.against),
    )


def _extensions(session: Session, suggestion_id: int) -> tuple[ExtensionRow, ...]:
    rows = session.scalars(
        select(SuggestionExtension)
        .where(SuggestionExtension.suggestion_id == suggestion_id)
        .order_by(SuggestionExtension.id)
    )
    return tuple(
        ExtensionRow(
            row.id, row.round, row.asked_on, row.until, row.reason, row.granted, row.decided_by, row.note
        )
        for row in rows
    )


def _contacts(session: Session, suggestion_id: int, told: Callable[[str], str]) -> tuple[ContactRow, ...]:
    rows = session.scalars(
        select(SuggestionContact)
        .where(SuggestionContact.suggestion_id == suggestion_id)
        .order_by(SuggestionContact.on, SuggestionContact.id)
    )
    return tuple(ContactRow(row.round, row.stage, row.on, row.how, row.who, told(row.words)) for row in rows)


def _looks(session: Session, suggestion_id: int) -> tuple[LookRow, ...]:
    rows = session.scalars(
        select(SuggestionLook)
        .where(SuggestionLook.suggestion_id == suggestion_id)
        .order_by(SuggestionLook.on, SuggestionLook.id)
    )
    return tuple(LookRow(row.on, row.who, row.kept, row.words) for row in rows)


def _timeline(session: Session, suggestion_id: int, told: Callable[[str], str]) -> tuple[StepLine, ...]:
    rows = session.scalars(
        select(SuggestionTimeline)
        .where(SuggestionTimeline.suggestion_id == suggestion_id)
        .order_by(SuggestionTimeline.id)
    )
    return tuple(
        StepLine(
            row.at,
            row.actor,
            row.step,
            STEPS[row.step].label,
            told(row.sentence),
            told(row.note),
            row.round,
            row.state_after,
        )
        for row in rows
    )
