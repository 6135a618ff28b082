"""Whose books there are in a term: the deputies with their days in office, and the facts of form 1."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from deputy_station.core.clock import day_words
from deputy_station.features.deputies.models import Deputy, Group, Mandate, Station, Term
from deputy_station.features.deputies.rules import Level, levels_on_paper
from deputy_station.features.register.models import RegisterPrint
from deputy_station.features.register.rules.cells import month_words


@dataclass(frozen=True)
class Person:
    """A deputy of a term. `spans` are the days in office, both ends included; `facts` by key of `forms.FACTS`."""

    deputy_id: int
    name: str
    group: str
    spans: tuple[tuple[date, date], ...]
    facts: Mapping[str, str]


@dataclass(frozen=True)
class NamedPerson:
    """A deputy of a term, by name alone."""

    deputy_id: int
    name: str
    group: str


def name_people(session: Session, term: Term) -> list[NamedPerson]:
    """Those of `read_people`, in the same order, without their mandates and facts: to be shown at once."""
    rows = session.execute(
        select(Deputy.id, Deputy.name, Group.name)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(_in_term(term))
        .order_by(*_ROSTER)
    )
    return [NamedPerson(deputy_id, name, group or "") for deputy_id, name, group in rows]


_ROSTER = (Group.position.is_(None), Group.position, Deputy.sort_key, Deputy.id)


def _in_term(term: Term) -> ColumnElement[bool]:
    on_paper = select(RegisterPrint.deputy_id).where(RegisterPrint.term_id == term.id)
    return or_(
        ~Deputy.mandates.any(),
        Deputy.id.in_(on_paper),
        Deputy.mandates.any(
            (Mandate.started_on <= term.ends_on)
            & or_(Mandate.ended_on.is_(None), Mandate.ended_on >= term.starts_on)
        ),
    )


def read_people(session: Session, term: Term, deputy_ids: Collection[int] | None) -> list[Person]:
    """Everybody in office on any day of the term (or those named of them), in roster order.

    Who has no mandate on record counts as always in office, as in the points: a gap in the roster must not make
    anybody's book vanish. Nor does a book of which rows are on paper, though the mandate was corrected away since.
    """
    query = (
        select(Deputy)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(_in_term(term))
        .options(
            selectinload(Deputy.group),
            selectinload(Deputy.mandates).selectinload(Mandate.constituency),
        )
        .order_by(*_ROSTER)
    )
    if deputy_ids is not None:
        query = query.where(Deputy.id.in_(sorted(set(deputy_ids))))
    district = session.scalar(select(Station.district).where(Station.is_home)) or ""
    return [_person(deputy, term, district) for deputy in session.scalars(query)]


def _person(deputy: Deputy, term: Term, district: str) -> Person:
    held = [
        mandate
        for mandate in deputy.mandates
        if mandate.started_on <= term.ends_on
        and (mandate.ended_on is None or mandate.ended_on >= term.starts_on)
    ]
    spans = tuple((mandate.started_on, mandate.ended_on or date.max) for mandate in held)
    by_level = {mandate.level: mandate for mandate in reversed(held)}
    levels = [level for level in Level if level in by_level]
    seat = by_level[levels[0]] if levels else None
    served = [each for each in deputy.mandates if seat is not None and each.level is seat.level]
    terms_served = sum(each.started_on <= term.ends_on for each in served)
    facts = {
        "name": deputy.name,
        "sex": deputy.sex.label if deputy.sex else "",
        "ethnicity": deputy.ethnicity,
        "born": month_words(deputy.born),
        "party": deputy.party,
        "education": deputy.education,
        "work_unit": deputy.work_unit,
        "constituency": seat.constituency.name if seat and seat.constituency else "",
        "group": deputy.group.name if deputy.group else "",
        "term": term.name,
        "card_number": deputy.card_number,
        "phone": deputy.phone,
        "address": deputy.address,
        "postcode": deputy.postcode,
        "elected_on": day_words(seat.started_on) if seat else "",
        "levels": levels_on_paper("、".join(level.label for level in levels), district),
        "terms_served": f"{terms_served} 届" if terms_served else "",
    }
    always = ((date.min, date.max),)
    return Person(
        deputy.id,
        deputy.name,
        deputy.group.name if deputy.group else "",
        spans if deputy.mandates else always,
        facts,
    )
