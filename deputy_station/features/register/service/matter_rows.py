"""Rows of the register from suggestions (form 4) and from the demands a deputy took (form 10)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session, aliased

from deputy_station.core.cleaning import mask_name
from deputy_station.core.clock import day_words, local_day
from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.faces import Person, is_person, told_outside
from deputy_station.features.demands.rules.numbering import number_text as demand_number
from deputy_station.features.demands.service.outside import people_behind, voices_of
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.models import Unit
from deputy_station.features.register.rules.book import Entry
from deputy_station.features.register.rules.cells import joined
from deputy_station.features.register.service.scope import Scope
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import SuggestionState, state_word
from deputy_station.features.suggestions.rules.numbering import is_at_session, number_text
from deputy_station.features.suggestions.rules.replies import reply_class

SECRET = "要求保密"
_NOT_PROPOSED = (SuggestionState.DRAFT, SuggestionState.WITHDRAWN)


def suggestion_entries(session: Session, scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Whose row, and the row, for lead and co-sign alike. A draft is proposed to nobody, and what was taken back is
    not; of who asked for secrecy the paper tells neither number nor title."""
    rows = session.execute(
        select(
            SuggestionSigner.deputy_id,
            SuggestionSigner.role,
            Suggestion.id,
            Suggestion.session_name,
            Suggestion.number,
            Suggestion.title,
            Suggestion.kind,
            Suggestion.state,
            Suggestion.proposed_on,
            Suggestion.replied_on,
            Suggestion.reply_class,
            Suggestion.satisfaction,
            Suggestion.confidential,
            Unit.name.label("unit"),
        )
        .join(Suggestion, SuggestionSigner.suggestion_id == Suggestion.id)
        .outerjoin(Unit, Suggestion.unit_id == Unit.id)
        .where(
            Suggestion.proposed_on.between(scope.first, scope.last),
            Suggestion.state.not_in(_NOT_PROPOSED),
            *scope.whose(SuggestionSigner.deputy_id),
        )
    )
    for row in rows:
        if scope.holds(row.deputy_id, row.proposed_on):
            told = scope.looks_at(row.deputy_id, ("suggestions", "suggestion", row.id))
            cells = _suggestion_cells(row) if told else {}
            evidence = scope.kept_for("suggestion", row.id)
            yield row.deputy_id, Entry("suggestions", "suggestion", row.id, row.proposed_on, cells, evidence)


def _suggestion_cells(row: Row[*tuple[Any, ...]]) -> dict[str, str]:
    secret = row.confidential
    return {
        "on": day_words(row.proposed_on),
        "number": "" if secret else number_text(row.session_name, row.number),
        "title": f"（{SECRET}）" if secret else row.title,
        "session": "会上" if is_at_session(row.kind) else "闭会",
        "part": row.role.label,
        "unit": row.unit or "",
        "answer": _answer(row),
        "satisfaction": row.satisfaction.label if row.satisfaction else "",
    }


def _answer(row: Row[*tuple[Any, ...]]) -> str:
    if row.replied_on is None:
        return state_word(row.kind, row.state)
    known = reply_class(row.reply_class)
    return joined(f"{day_words(row.replied_on)}答复", f"{known.label}" if known else "", by="，")


def demand_entries(session: Session, scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Whose row, and the row. A demand taken back was none; one merged was received all the same. Visitors are masked,
    of who asked for secrecy no text tells anything."""
    since, until = scope.instants
    into, into_station = aliased(Demand), aliased(Station)
    rows = session.execute(
        select(
            DemandDeputy.deputy_id,
            Demand.id,
            Demand.year,
            Demand.number,
            Demand.title,
            Demand.visitor_name,
            Demand.visitor_phone,
            Demand.visitor_address,
            Demand.confidential,
            Demand.against,
            Demand.received_at,
            Demand.route,
            Demand.state,
            Demand.handled_on,
            Demand.result,
            Demand.satisfaction,
            Station.code,
            Unit.name.label("unit"),
            into_station.code.label("into_code"),
            into.year.label("into_year"),
            into.number.label("into_number"),
        )
        .join(Demand, DemandDeputy.demand_id == Demand.id)
        .join(Station, Demand.station_id == Station.id)
        .outerjoin(Unit, Demand.unit_id == Unit.id)
        .outerjoin(into, Demand.merged_into_id == into.id)
        .outerjoin(into_station, into.station_id == into_station.id)
        .where(
            Demand.received_at >= since,
            Demand.received_at < until,
            Demand.state != DemandState.WITHDRAWN,
            *scope.whose(DemandDeputy.deputy_id),
        )
    )
    voices = _voices(session, scope)
    for row in rows:
        on = local_day(row.received_at)
        if scope.holds(row.deputy_id, on):
            told = scope.looks_at(row.deputy_id, ("receptions", "demand", row.id))
            cells = _demand_cells(row, voices.get(row.id, [])) if told else {}
            evidence = scope.kept_for("demand", row.id)
            yield row.deputy_id, Entry("receptions", "demand", row.id, on, cells, evidence)


def _voices(session: Session, scope: Scope) -> dict[int, list[Person]]:
    """Who else is behind the demands received in these days."""
    since, until = scope.instants
    return voices_of(
        session, or_(Demand.received_at.between(since, until), Demand.merged_into_id.is_not(None))
    )


def _demand_cells(row: Row[*tuple[Any, ...]], voices: list[Person]) -> dict[str, str]:
    people = people_behind(row, voices)

    def shown(text: str) -> str:
        return told_outside(text, people)

    if row.into_number is not None:
        result = f"并入 {demand_number(row.into_code, row.into_year, row.into_number)}"
    elif row.handled_on is not None and row.result:
        result = joined(row.state.label, shown(row.result))
    else:
        result = row.state.label
    return {
        "on": day_words(local_day(row.received_at)),
        "number": demand_number(row.code, row.year, row.number),
        "visitor": SECRET if row.confidential else _masked(row.visitor_name),
        "matter": shown(row.title),
        "handling": joined(row.route.label if row.route else "", row.unit or ""),
        "result": result,
        "satisfaction": row.satisfaction.label if row.satisfaction else "",
    }


def _masked(name: str) -> str:
    """张**; an organisation that came is named, 村民 stays."""
    return mask_name(name) if is_person(name) else name
