"""Everybody's score of a year. Nothing is stored: each call reads the records and works the scheme out anew."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.features.deputies.models import Deputy, Group, Mandate, Term
from deputy_station.features.points.rules.old.derive import Score, Span, derive
from deputy_station.features.points.rules.old.scheme import Scheme
from deputy_station.features.points.service.gathering import gather_facts
from deputy_station.features.points.service.schemes import scheme_for_year


@dataclass(frozen=True)
class DeputyScore:
    """A deputy's score of a year, with what tells the deputy apart."""

    deputy_id: int
    deputy: str
    group: str
    score: Score


@dataclass(frozen=True)
class YearGrade:
    """The grade by points of one year."""

    year: int
    grade: str


@dataclass(frozen=True)
class _Holder:
    deputy_id: int
    name: str
    group: str
    spans: tuple[Span, ...] | None


def _in_office(session: Session, year: int, deputy_id: int | None) -> list[_Holder]:
    """Who held office on any day of the year, in roster order.

    A deputy without any mandate on record counts as always in office: a gap in the roster must not make a
    deputy vanish from the list.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    spans: dict[int, list[Span]] = defaultdict(list)
    held = select(Mandate.deputy_id, Mandate.started_on, Mandate.ended_on)
    people = select(Deputy.id, Deputy.name, Group.name).outerjoin(Group, Deputy.group_id == Group.id)
    if deputy_id is not None:
        held, people = held.where(Mandate.deputy_id == deputy_id), people.where(Deputy.id == deputy_id)
    for deputy, since, until in session.execute(held):
        spans[deputy].append(Span(since, until))
    in_order = people.order_by(Group.position.is_(None), Group.position, Deputy.sort_key, Deputy.id)
    return [
        _Holder(deputy, name, group or "", tuple(spans[deputy]) if deputy in spans else None)
        for deputy, name, group in session.execute(in_order)
        if deputy not in spans
        or any(span.since <= last and (span.until is None or span.until >= first) for span in spans[deputy])
    ]


def scores_for_year(
    session: Session,
    *,
    year: int,
    deputy_id: int | None = None,
    scheme: Scheme | None = None,
    recorded_only: bool = False,
) -> list[DeputyScore]:
    """Everybody's score (or one deputy's) in roster order; `scheme` tries another one than the year's.

    `recorded_only` leaves out who has no record at all in that year.
    """
    scheme = scheme or scheme_for_year(session, year=year)
    facts = gather_facts(session, year=year, deputy_id=deputy_id)
    return [
        DeputyScore(
            holder.deputy_id,
            holder.name,
            holder.group,
            derive(scheme, holder.deputy_id, facts.get(holder.deputy_id, []), holder.spans),
        )
        for holder in _in_office(session, year, deputy_id)
        if not recorded_only or holder.deputy_id in facts
    ]


def score_of(session: Session, *, year: int, deputy_id: int, scheme: Scheme | None = None) -> DeputyScore:
    """One deputy's score with every record behind it. Raises NotFound when not in office that year."""
    found = scores_for_year(session, year=year, deputy_id=deputy_id, scheme=scheme)
    if not found:
        raise NotFound(f"{year} 年在任的这位代表")
    return found[0]


def years_of_term(session: Session, *, year: int) -> list[int]:
    """The years from the start of the term up to `year`.

    A year belongs to the term in force on 1 July: a term that begins at the end of December does not take the
    old term's year with it.
    """
    middle = date(year, 7, 1)
    term = session.scalar(
        select(Term)
        .where(Term.starts_on <= date(year, 12, 31), Term.ends_on >= date(year, 1, 1))
        .order_by((Term.starts_on <= middle).desc(), (Term.ends_on >= middle).desc(), Term.starts_on.desc())
    )
    if term is None:
        return [year]
    first = (
        term.starts_on.year if term.starts_on <= date(term.starts_on.year, 7, 1) else term.starts_on.year + 1
    )
    return list(range(min(first, year), year + 1))


def grades_in_term(
    session: Session, *, year: int, deputy_id: int | None = None
) -> dict[int, tuple[YearGrade, ...]]:
    """By deputy the grades by points of the term's years up to `year`, oldest first.

    A year without any record of a deputy has no grade: nobody kept records then, which says nothing about the work.
    """
    found: dict[int, list[YearGrade]] = defaultdict(list)
    for each in years_of_term(session, year=year):
        for row in scores_for_year(session, year=each, deputy_id=deputy_id, recorded_only=True):
            found[row.deputy_id].append(YearGrade(each, row.score.grade))
    return {deputy: tuple(grades) for deputy, grades in found.items()}
