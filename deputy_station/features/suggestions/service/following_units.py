"""What happens to suggestions when a unit is merged into another while they lie with it."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.features.demands.service.accused import accused_units, carriers_of
from deputy_station.features.demands.service.following_units import MergeMeetsAccused, accused_of, meets
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import Part
from deputy_station.features.suggestions.models import Suggestion, SuggestionHandover
from deputy_station.features.suggestions.rules.choices import WITH_UNITS, SuggestionState
from deputy_station.features.suggestions.service.way import named
from deputy_station.store import context
from deputy_station.store.edits import get_row

OPEN_STATES = (*WITH_UNITS, SuggestionState.REPLIED)


def merge_unit(session: Session, *, unit_id: int, into_id: int) -> int:
    """Open suggestions go on with the unit that took the other over, each with a line in its history; what is closed
    stays with whom it was. How many moved."""
    old = get_row(session, Unit, unit_id, "这个单位")
    into = get_row(session, Unit, into_id, "并入的单位")
    in_hand = select(SuggestionHandover.suggestion_id).where(
        SuggestionHandover.unit_id == unit_id,
        SuggestionHandover.round == Suggestion.rounds,
        SuggestionHandover.suggestion_id == Suggestion.id,
        SuggestionHandover.returned_on.is_(None),
    )
    found = session.scalars(
        select(Suggestion)
        .where(Suggestion.state.in_(OPEN_STATES), or_(Suggestion.unit_id == unit_id, in_hand.exists()))
        .order_by(Suggestion.id)
    ).all()
    for suggestion in found:
        if suggestion.unit_id == unit_id:
            suggestion.unit_id = into_id
        _move_handovers(session, suggestion, unit_id, into_id)
        record_change(
            session,
            action="suggestion.unit_merged",
            subject="suggestion",
            subject_id=suggestion.id,
            sentence=f"{named(suggestion)}：{old.name}并入{into.name}，由{into.name}接着办",
            before={"unit": old.name},
            after={"unit": into.name},
        )
    session.flush()
    return len(found)


def warn_of_merger(session: Session, *, unit_id: int, into_id: int) -> None:
    """Raise MergeMeetsAccused where a suggestion grew from a demand against somebody whose unit it would come to."""
    pair = (unit_id, into_id)
    for against in accused_of(session, pair):
        chain = carriers_of(session, against)
        suggestions = session.scalars(
            select(Suggestion).where(
                Suggestion.demand_id.in_([one.id for one in chain]), Suggestion.state.in_(OPEN_STATES)
            )
        )
        for suggestion in suggestions:
            grown_from = next(one for one in chain if one.id == suggestion.demand_id)
            hands = {one.unit_id for one in _in_hand(session, suggestion)}
            if meets(accused_units(session, grown_from), hands, pair):
                name = get_row(session, Unit, against.against_unit_id or 0, "这个单位").name
                raise MergeMeetsAccused(name, f"建议《{suggestion.title}》")


def _in_hand(session: Session, suggestion: Suggestion) -> list[SuggestionHandover]:
    return list(
        session.scalars(
            select(SuggestionHandover)
            .where(
                SuggestionHandover.suggestion_id == suggestion.id,
                SuggestionHandover.round == suggestion.rounds,
                SuggestionHandover.returned_on.is_(None),
            )
            .order_by(SuggestionHandover.id)
        )
    )


def _move_handovers(session: Session, suggestion: Suggestion, unit_id: int, into_id: int) -> None:
    rows = _in_hand(session, suggestion)
    taken: set[int] = set()
    for handover in sorted(rows, key=lambda one: one.part is not Part.LEAD):
        if handover.unit_id == unit_id:
            handover.unit_id = into_id
        if handover.unit_id in taken:
            # Lead and co-unit have become one: the lead's handover goes on.
            handover.returned_on = context.today(session)
            handover.return_reason = "单位合并，不再分别办理"
        taken.add(handover.unit_id)
    session.flush()
