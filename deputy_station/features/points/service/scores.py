"""Scores of a period. Nothing is stored: each call reads the records and works the scheme out anew."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.features.deputies.models import Term
from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.rules.derive import score_all
from deputy_station.features.points.rules.facts import Earlier, Fact, Period, Span, Subject, SubjectId
from deputy_station.features.points.rules.periods import periods_of
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.closed import closing_of, earlier_by_deputy
from deputy_station.features.points.service.collecting import collect_facts
from deputy_station.features.points.service.decisions import decisions_of
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.features.points.service.marks import marks_by_deputy
from deputy_station.features.points.service.roles import roles_by_deputy
from deputy_station.features.points.service.subjects import DEPUTY, deputies_of, facts_of, gather
from deputy_station.store import context

SCORED_TABLES = frozenset(
    {
        "activities",
        "attendances",
        "deeds",
        "evidence",
        "suggestions",
        "suggestion_signers",
        "demands",
        "demand_deputies",
        "demand_steps",
        "deputies",
        "deputy_groups",
        "mandates",
        "terms",
        "scheme_years",
        "point_schemes",
        "point_claims",
        "point_marks",
        "point_roles",
        "point_decisions",
    }
)
"""Every table the points stand on: a change in one of them makes a shown score stale."""


def calendar_year(year: int) -> Period:
    """The calendar year as a period, by which the annual assessment goes."""
    return Period(str(year), f"{year} 年", date(year, 1, 1), date(year, 12, 31), year)


def period_of_year(session: Session, *, year: int, scheme: Scheme | None = None) -> Period:
    """The period the annual assessment of a year goes by: the scheme's own year, else the calendar year."""
    scheme = scheme or scheme_for_year(session, year=year)
    if scheme.period.unit == "年" and scheme.period.number == 1:
        return periods_to_score(session, year=year, scheme=scheme)[-1]
    return calendar_year(year)


def periods_to_score(session: Session, *, year: int, scheme: Scheme | None = None) -> tuple[Period, ...]:
    """The periods a year's scheme scores, oldest first: the year itself, its quarters, the window it lies in."""
    scheme = scheme or scheme_for_year(session, year=year)
    return periods_of(scheme.period, year, term=_days_of_term(session, year))


def scores_for_period(
    session: Session, *, period: Period, scheme: Scheme | None = None, earlier: bool = True
) -> list[Score]:
    """Everybody's score in roster order, graded together; `scheme` tries another one than the period's.

    `earlier` False leaves the years before out, and with them what they lead to.
    """
    scheme = scheme or scheme_for_year(session, year=period.year)
    return score_all(
        scheme,
        _entries(session, scheme=scheme, period=period, earlier=earlier),
        period=period,
        today=context.today(session),
        decisions=decisions_of(session, period=period.key),
    )


def score_of(
    session: Session,
    *,
    period: Period,
    subject_id: int,
    scheme: Scheme | None = None,
    earlier: bool = True,
) -> Score:
    """One subject's score with every record behind it. Raises NotFound when not in office in the period.

    Where a grade or an advice goes by rank, everybody is scored; else this one alone, and there is no rank.
    """
    scheme = scheme or scheme_for_year(session, year=period.year)
    if scheme.subject == DEPUTY and not goes_by_rank(scheme):
        for subject, facts in _entries(
            session, scheme=scheme, period=period, deputy_id=subject_id, earlier=earlier
        ):
            return score_all(
                scheme,
                [(subject, facts)],
                period=period,
                today=context.today(session),
                decisions=[
                    each for each in decisions_of(session, period=period.key) if each.subject_id == subject_id
                ],
            )[0]
    else:
        for score in scores_for_period(session, period=period, scheme=scheme, earlier=earlier):
            if score.subject_id == subject_id:
                return score
    raise _not_scored(period, scheme)


def entry_of(
    session: Session, *, period: Period, subject_id: SubjectId, scheme: Scheme
) -> tuple[Subject, list[Fact]]:
    """One subject with the records it is scored by, without its earlier periods. Raises NotFound when not in office."""
    deputy_id = subject_id if scheme.subject == DEPUTY and isinstance(subject_id, int) else None
    for entry in _entries(session, scheme=scheme, period=period, deputy_id=deputy_id, earlier=False):
        if entry[0].id == subject_id:
            return entry
    raise _not_scored(period, scheme)


def _not_scored(period: Period, scheme: Scheme) -> NotFound:
    return NotFound(
        f"{period.name}的这个{scheme.subject}" if scheme.subject != DEPUTY else f"{period.name}在任的这位代表"
    )


def goes_by_rank(scheme: Scheme) -> bool:
    """Whether who else is scored changes a grade or an advice."""
    return any(grade.quota is not None for grade in scheme.grades) or any(
        each.rank_top is not None or each.rank_bottom is not None for each in scheme.consequences
    )


def _entries(
    session: Session, *, scheme: Scheme, period: Period, deputy_id: int | None = None, earlier: bool = True
) -> list[tuple[Subject, list[Fact]]]:
    asked = any(kind.evidence for kind in scheme.kinds)
    facts = collect_facts(session, first=period.first, last=period.last, deputy_id=deputy_id, evidence=asked)
    of_deputies = scheme.subject == DEPUTY
    # Roles are those of the period's last day: they say by which rules the whole of it is scored.
    roles = roles_by_deputy(session, on=period.last) if of_deputies else {}
    named = None if deputy_id is None else [deputy_id]
    marks = marks_by_deputy(session, period=period.key, deputy_ids=named) if of_deputies else {}
    before = earlier_of(session, period=period, scheme=scheme, deputy_id=deputy_id) if earlier else {}
    deputies = deputies_of(session, period=period, deputy_id=deputy_id)
    return [
        (
            replace(
                subject,
                roles=roles.get(_number(subject), frozenset()),
                marks=marks.get(_number(subject), ()),
                earlier=before.get(subject.id, ()),
            ),
            facts_of(subject, members, facts, scheme),
        )
        for subject, members in gather(session, scheme=scheme, deputies=deputies, period=period)
    ]


def earlier_of(
    session: Session, *, period: Period, scheme: Scheme, deputy_id: int | None = None
) -> dict[SubjectId, tuple[Earlier, ...]]:
    """How the term's periods before this one ended, oldest first: as published, else as the records give it now.

    A period without any record of a subject is left out: nobody kept records then, which says nothing about the work.
    Of a published period only what was published holds, for whom it was, whatever the records give today.
    """
    published: dict[SubjectId, dict[str, Earlier]] = defaultdict(dict)
    if scheme.subject == DEPUTY:
        for deputy, rows in earlier_by_deputy(session, before=period.first, deputy_id=deputy_id).items():
            published[deputy] = {row.period: row for row in rows}
    found: dict[SubjectId, dict[str, Earlier]] = defaultdict(dict)
    for before in _periods_before(session, period):
        then = scheme_for_year(session, year=before.year)
        if then.subject != scheme.subject:
            continue
        closing = closing_of(session, period=before.key) if scheme.subject == DEPUTY else None
        if closing is not None and closing.state is not ClosingState.CLOSED:
            for subject, kept in published.items():
                if before.key in kept:
                    found[subject][before.key] = kept[before.key]
            continue
        entries = _entries(session, scheme=then, period=before, deputy_id=deputy_id, earlier=False)
        there = {subject.id for subject, facts in entries if _any_in_office(subject, facts)}
        if not there:
            continue
        for subject, ended in _ends(session, before, then, entries, alone=deputy_id is not None):
            if subject in there:
                found[subject][before.key] = ended
    return {subject: tuple(rows.values()) for subject, rows in found.items()}


def _any_in_office(subject: Subject, facts: Sequence[Fact]) -> bool:
    if subject.in_office is None:
        return bool(facts)
    return any(span.covers(fact.on) for fact in facts for span in subject.in_office)


def _ends(
    session: Session,
    period: Period,
    scheme: Scheme,
    entries: Sequence[tuple[Subject, list[Fact]]],
    *,
    alone: bool,
) -> Iterator[tuple[SubjectId, Earlier]]:
    """How the period ended for these, by its records as they are now. `alone` says that they are not everybody: the
    rank, where it matters, is among all; else light rows will do, without the records behind them."""
    ranked = goes_by_rank(scheme)
    if alone and not ranked:
        for score in score_all(
            scheme,
            entries,
            period=period,
            today=context.today(session),
            decisions=decisions_of(session, period=period.key),
        ):
            yield score.subject_id, Earlier(period.key, score.grade, score.total)
        return
    # The light rows score in full by this module where they must.
    from deputy_station.features.points.service.standings import read_standings

    rows = read_standings(session, period=period, scheme=scheme)
    of = sum(row.rank > 0 for row in rows)
    for row in rows:
        rank, among = (row.rank, of if row.rank else 0) if ranked else (0, 0)
        yield row.id, Earlier(period.key, row.grade, row.total, rank, among)


def _periods_before(session: Session, period: Period) -> list[Period]:
    """The periods of the term that ended before this one began, oldest first."""
    before: dict[str, Period] = {}
    for year in years_of_term(session, year=period.year):
        for each in periods_to_score(session, year=year):
            if each.last < period.first:
                before[each.key] = each
    return list(before.values())


def years_of_term(session: Session, *, year: int) -> list[int]:
    """The years from the start of the term up to `year`.

    A year belongs to the term in force on 1 July: a term that begins at the end of December does not take the
    old term's year with it.
    """
    term = _days_of_term(session, year)
    if term is None:
        return [year]
    first = term.since.year if term.since <= date(term.since.year, 7, 1) else term.since.year + 1
    return list(range(min(first, year), year + 1))


def _days_of_term(session: Session, year: int) -> Span | None:
    middle = date(year, 7, 1)
    term = session.scalar(
        select(Term)
        .where(Term.starts_on <= date(year, 12, 31), Term.ends_on >= date(year, 1, 1))
        .order_by((Term.starts_on <= middle).desc(), (Term.ends_on >= middle).desc(), Term.starts_on.desc())
    )
    return None if term is None else Span(term.starts_on, term.ends_on)


def _number(subject: Subject) -> int:
    assert isinstance(subject.id, int)
    return subject.id
