"""What of a year's suggestions is published (六公开): never what is confidential or withheld, never a private person."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.features.matters.rules.choices import Part
from deputy_station.features.suggestions.models import Suggestion, SuggestionHandover
from deputy_station.features.suggestions.rules.choices import (
    ACCEPTED_STATES,
    SuggestionKind,
    SuggestionState,
    state_word,
)
from deputy_station.features.suggestions.rules.privacy import published
from deputy_station.features.suggestions.rules.replies import reply_class
from deputy_station.features.suggestions.service.persons import people_behind
from deputy_station.features.suggestions.service.rows import signers_of


@dataclass(frozen=True)
class PublicRow:
    """A suggestion as it is published: the six parts, each fit to be read by everybody."""

    id: int
    deputies: tuple[str, ...]
    title: str
    unit: str
    supervisor: str
    measures: str
    result: str


@dataclass(frozen=True)
class PublicList:
    """The list of a year: its rows, how many were accepted in all, how many of them are not published."""

    rows: tuple[PublicRow, ...]
    accepted: int
    withheld: int


def list_public(session: Session, *, year: int) -> PublicList:
    """The accepted suggestions of a year that may be published, by number; livelihood ones are not handled one by one
    and stand on no list."""
    conditions = (
        Suggestion.state.in_(ACCEPTED_STATES),
        Suggestion.kind != SuggestionKind.LIVELIHOOD,
        Suggestion.proposed_on.between(date(year, 1, 1), date(year, 12, 31)),
    )
    accepted = session.scalar(select(func.count(Suggestion.id)).where(*conditions)) or 0
    found = session.scalars(
        select(Suggestion)
        .where(*conditions, Suggestion.public, Suggestion.confidential.is_(False))
        .order_by(Suggestion.session_name, Suggestion.number.asc().nulls_last(), Suggestion.id)
    ).all()
    signers = signers_of(session, [each.id for each in found])
    rows = []
    for each in found:
        lead, co_signers = signers[each.id]
        rows.append(_row(session, each, tuple(one.name for one in (lead, *co_signers))))
    return PublicList(tuple(rows), accepted, accepted - len(rows))


def _row(session: Session, each: Suggestion, deputies: tuple[str, ...]) -> PublicRow:
    people = people_behind(session, each.demand_id)
    handovers = session.scalars(
        select(SuggestionHandover)
        .where(
            SuggestionHandover.suggestion_id == each.id,
            SuggestionHandover.round == each.rounds,
            SuggestionHandover.returned_on.is_(None),
        )
        .order_by(SuggestionHandover.id)
    ).all()
    lead = next((one for one in handovers if one.part is Part.LEAD), None)
    units = [
        one.unit.name
        + (f"（{'、'.join(who)}）" if (who := [w for w in (one.leader, one.person) if w]) else "")
        for one in sorted(handovers, key=lambda one: one.part is not Part.LEAD)
    ]
    return PublicRow(
        each.id,
        deputies,
        published(each.title, people),
        "；".join(units) or (each.unit.name if each.unit else ""),
        published(each.supervisor, people),
        published(lead.measures, people) if lead is not None else "",
        published(_result(each), people),
    )


def _result(each: Suggestion) -> str:
    """What came of it: class, reply and what the deputy says; the state while it is on its way."""
    if not each.reply:
        word = state_word(each.kind, each.state)
        return f"{word}，{each.rounds} 轮" if each.rounds > 1 else word
    answered = reply_class(each.reply_class)
    said = f"代表{each.satisfaction.label}。" if each.satisfaction else ""
    waits = "等代表评价。" if each.state is SuggestionState.REPLIED else ""
    reply = each.reply if each.reply.endswith(("。", "！")) else f"{each.reply}。"
    return (f"{answered.label}：" if answered else "") + reply + said + waits
