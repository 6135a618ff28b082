"""The demand a suggestion grew from: it shows what it was carried on as, and its visitor is told what was answered."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import local_day
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.service.carried import CarriedOn
from deputy_station.features.demands.service.rows import demand_number
from deputy_station.features.demands.service.steps import record_result
from deputy_station.features.demands.service.way import way_of
from deputy_station.features.history.service import record_change
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.rules.choices import state_word
from deputy_station.features.suggestions.rules.numbering import number_text
from deputy_station.features.suggestions.service.rows import CONFIDENTIAL_DEPUTY, names_hidden, signers_of
from deputy_station.store.edits import get_row

_BEFORE_TELLING = frozenset({DemandState.HANDLING, DemandState.HANDLED})


def carried_on(session: Session, *, demand_id: int) -> list[CarriedOn]:
    """The suggestions that grew from a demand, each with its state and who leads it; one whose answer is newer than
    what the visitor was told says so."""
    told_on = session.scalar(select(Demand.informed_on).where(Demand.id == demand_id))
    found = session.scalars(
        select(Suggestion).where(Suggestion.demand_id == demand_id).order_by(Suggestion.id)
    ).all()
    signers = signers_of(session, [each.id for each in found])
    return [
        CarriedOn(
            "suggestions",
            each.id,
            "代表建议",
            _words(
                each,
                CONFIDENTIAL_DEPUTY
                if names_hidden(session, confidential=each.confidential)
                else signers[each.id][0].name,
                untold=each.replied_on is not None and (told_on is None or told_on < each.replied_on),
            ),
        )
        for each in found
    ]


def answer_demand(session: Session, suggestion: Suggestion, *, solved: bool) -> None:
    """The answer to a suggestion is the result of the demand it grew from, whose visitor is to be told next.

    A demand that waits for the answer is handled with it; one that is handled and whose visitor does not know yet
    takes over the newer answer; one further on stays, and its detail says that there is a newer answer.
    """
    if suggestion.demand_id is None or suggestion.replied_on is None:
        return
    demand = get_row(session, Demand, suggestion.demand_id, "这件诉求")
    if demand.route is not Route.SUGGESTION or demand.state not in _BEFORE_TELLING:
        return
    number = number_text(suggestion.session_name, suggestion.number)
    result = f"代表建议{number}已答复：{suggestion.reply}"
    on = max(suggestion.replied_on, local_day(demand.received_at))
    if demand.state is DemandState.HANDLED:
        demand.result, demand.solved, demand.handled_on = result, solved, on
        record_change(
            session,
            action="demand.answer_again",
            subject="demand",
            subject_id=demand.id,
            sentence=f"{demand_number(demand)}：代表建议再次答复，办理结果改为新的答复",
        )
        session.flush()
        return
    # A station may keep this step to somebody else; then the demand says that its suggestion was answered, and waits.
    if any(step.key == "handle" for step in way_of(session).allowed(demand.state, role_of(session))):
        record_result(
            session,
            demand_id=demand.id,
            version=demand.version,
            note=result,
            solved=solved,
            handled_on=on,
        )


def _words(each: Suggestion, lead: str, *, untold: bool) -> str:
    number = number_text(each.session_name, each.number)
    waits = "，这次答复还没告诉来访人" if untold else ""
    return f"{number}《{each.title}》，{lead}领衔，{state_word(each.kind, each.state)}{waits}"
