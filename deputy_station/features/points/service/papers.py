"""What the papers of points say: the wall list, the statement of a quarter, the derivation of one subject.

A closed period is shown as it was closed, with its corrections and by its scheme of then; an open one as its records
give it now.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy.orm import Session

from deputy_station.core.choices import Choice
from deputy_station.core.errors import NotFound
from deputy_station.features.deputies.service.frame import StationRow, home_station
from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.rules.closing import Change, Standing, find_change, standing_of
from deputy_station.features.points.rules.facts import Period, SubjectId
from deputy_station.features.points.rules.periods import period_of
from deputy_station.features.points.rules.scheme import PeriodRule, Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.closed import (
    ClosedScoreRow,
    ClosingRow,
    closed_scores,
    closing_of,
    held_by,
)
from deputy_station.features.points.service.closing import closing_scheme
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.features.points.service.listing import choose_period
from deputy_station.features.points.service.scores import periods_to_score, scores_for_period
from deputy_station.store import context

_QUARTER = PeriodRule("季")


class WallOrder(Choice):
    """In which order a wall list names people."""

    RANK = "rank", "按名次"
    ROSTER = "roster", "按名册"


@dataclass(frozen=True)
class PaperHead:
    """What heads every paper of points; `closing` is None while the period is open."""

    station: StationRow
    printed_on: date
    scheme: Scheme
    period: Period
    closing: ClosingRow | None

    @property
    def published(self) -> bool:
        """Whether the points went out."""
        return self.closing is not None and self.closing.state is not ClosingState.CLOSED


@dataclass(frozen=True)
class WallLine:
    """One line of the wall list: `rank` 0 is not ranked, `categories` are exact points by code."""

    subject_id: SubjectId
    name: str
    group: str
    rank: int
    categories: Mapping[str, Fraction]
    shown: str
    grade: str
    corrected: bool = False


@dataclass(frozen=True)
class Wall:
    """The wall list of a period; `grades` how many hold each, from the highest; `corrections` since it was published."""

    head: PaperHead
    lines: tuple[WallLine, ...]
    grades: tuple[tuple[str, int], ...]
    corrections: int


@dataclass(frozen=True)
class Statements:
    """Statements of a span of days: the scores as they stood on its last day, of the whole period it lies in.

    `return_by` is None where neither the scheme, a publication nor the station says until when objections are taken.
    """

    head: PaperHead
    span: Period
    scores: tuple[Score, ...]
    return_by: date | None


@dataclass(frozen=True)
class Derivation:
    """Everything about one score; `held` is what holds for a closed period, `waiting` what the records now give else."""

    head: PaperHead
    score: Score
    held: ClosedScoreRow | None
    waiting: Change | None


def read_wall(session: Session, *, year: int, key: str = "", order: WallOrder = WallOrder.RANK) -> Wall:
    """The wall list of a period of the year. Raises NotFound when there is no such period, or nobody in it."""
    head = _head(session, _chosen(session, year, key))
    lines = _closed_lines(session, head) if head.closing else _open_lines(session, head)
    if not lines:
        raise NotFound(f"{head.period.name}有积分的{head.scheme.subject}")
    if order is WallOrder.RANK:
        lines.sort(key=lambda line: (line.rank == 0, line.rank))
    held = Counter(line.grade for line in lines)
    names = list(dict.fromkeys([*(grade.name for grade in head.scheme.grades), *held]))
    grades = tuple((name, held[name]) for name in names) if any(held) else ()
    corrections = head.closing.corrections if head.closing else 0
    return Wall(head, tuple(lines), grades, corrections)


def read_statements(
    session: Session,
    *,
    year: int,
    key: str = "",
    subject_id: SubjectId | None = None,
    name: str = "",
    objection_days: int | None = None,
) -> Statements:
    """Statements of a quarter ("2026-Q2"), or of a period of the scheme; of everybody or one subject.

    Without a key the last quarter that is over, in a year that has none the first. `objection_days` are the station's
    own, for a scheme that names none. Raises NotFound.
    """
    span, period = _span(session, year, key)
    head = _head(session, period)
    # The period as it stood on the last day of the span: later records wait for their own statement.
    so_far = replace(period, last=span.last)
    scores = scores_for_period(session, period=so_far, scheme=head.scheme, earlier=False)
    chosen = _named(scores, span, head.scheme, subject_id, name)
    return Statements(head, span, tuple(chosen), _return_by(head, span, objection_days))


def read_derivation(
    session: Session, *, year: int, key: str = "", subject_id: SubjectId | None = None, name: str = ""
) -> Derivation:
    """One subject's score with everything behind it, ranked among all. Raises NotFound."""
    head = _head(session, _chosen(session, year, key))
    scores = scores_for_period(session, period=head.period, scheme=head.scheme)
    return _derivation(session, head, _named(scores, head.period, head.scheme, subject_id, name)[0])


def read_derivations(
    session: Session, *, year: int, subject_ids: Collection[SubjectId]
) -> dict[SubjectId, Derivation]:
    """The scores of several subjects for a year, scored once; who was not scored is not among them."""
    head = _head(session, _chosen(session, year, ""))
    scores = scores_for_period(session, period=head.period, scheme=head.scheme)
    return {
        score.subject_id: _derivation(session, head, score)
        for score in scores
        if score.subject_id in subject_ids
    }


def _derivation(session: Session, head: PaperHead, score: Score) -> Derivation:
    held = waiting = None
    if head.closing is not None and isinstance(score.subject_id, int):
        held = held_by(session, closing_id=head.closing.id, deputy_id=score.subject_id)
        waiting = None if held is None else find_change(held.now, standing_of(score))
    return Derivation(head, score, held, waiting)


def _chosen(session: Session, year: int, key: str) -> Period:
    period = choose_period(session, year=year, key=key)
    if key and period.key != key:
        known = "、".join(each.key for each in periods_to_score(session, year=year))
        raise NotFound(f"{year} 年的“{key}”这一期，可选：{known}")
    return period


def _head(session: Session, period: Period) -> PaperHead:
    closing = closing_of(session, period=period.key)
    scheme = (
        scheme_for_year(session, year=period.year)
        if closing is None
        else closing_scheme(session, closing_id=closing.id)
    )
    return PaperHead(home_station(session), context.today(session), scheme, period, closing)


def _span(session: Session, year: int, key: str) -> tuple[Period, Period]:
    """The days of the statement, and the period of the scheme they lie in."""
    periods = [*periods_to_score(session, year=year), *periods_to_score(session, year=year + 1)]
    for period in periods:
        if key and period.key == key:
            return period, period
    quarters = [period_of(_QUARTER, date(year, month, 1)) for month in (1, 4, 7, 10)]
    if key:
        quarter = next((each for each in quarters if each.key == key), None)
        if quarter is None:
            known = "、".join(each.key for each in [*quarters, *periods_to_score(session, year=year)])
            raise NotFound(f"{year} 年的“{key}”这一期，可选：{known}")
    else:
        over = [each for each in quarters if each.last < context.today(session)]
        quarter = over[-1] if over else quarters[0]
    for period in periods:
        if period.first <= quarter.last <= period.last:
            if period.first > quarter.first and period.last == quarter.last:
                return period, period  # a month is not called by its quarter
            return replace(quarter, first=max(quarter.first, period.first)), period
    raise NotFound(f"{quarter.name}所在的计分期间")


def _named(
    scores: Sequence[Score], period: Period, scheme: Scheme, subject_id: SubjectId | None, name: str
) -> list[Score]:
    """Those asked for; NotFound when there is nobody."""
    found = [
        score
        for score in scores
        if (subject_id is None or score.subject_id == subject_id)
        and (not name or score.subject.name == name.strip())
    ]
    if not found:
        named = f"“{name.strip()}”" if name else ""
        raise NotFound(f"{period.name}有积分的{scheme.subject}{named}")
    return found


def _return_by(head: PaperHead, span: Period, station_days: int | None) -> date | None:
    if head.closing is not None and head.published and span.last == head.period.last:
        return head.closing.objections_until
    days = head.scheme.objection_days or station_days
    return None if days is None else head.printed_on + timedelta(days=days)


def _open_lines(session: Session, head: PaperHead) -> list[WallLine]:
    scores = scores_for_period(session, period=head.period, scheme=head.scheme, earlier=False)
    return [
        WallLine(
            score.subject_id,
            score.subject.name,
            score.subject.group,
            score.graded.rank,
            {each.category.code: each.points for each in score.categories},
            score.shown,
            score.grade,
        )
        for score in scores
    ]


def _closed_lines(session: Session, head: PaperHead) -> list[WallLine]:
    assert head.closing is not None
    rows = [row for row in closed_scores(session, closing_id=head.closing.id) if row.now.total is not None]
    places = {row.deputy_id: row.now.rank for row in rows}
    if any(row.corrections for row in rows):
        places = _places(rows, head.scheme)
    return [
        WallLine(
            row.deputy_id,
            row.deputy,
            row.group,
            places[row.deputy_id],
            row.now.categories,
            row.now.shown,
            row.now.grade,
            bool(row.corrections),
        )
        for row in rows
    ]


def _places(rows: Iterable[ClosedScoreRow], scheme: Scheme) -> dict[int, int]:
    """Places after corrections: one corrected total moves the others, whose own points were not touched."""
    held = list(rows)
    values = {row.deputy_id: _value(row.now, scheme) for row in held if row.now.rank}
    return {
        row.deputy_id: (
            1 + sum(other > values[row.deputy_id] for other in values.values())
            if row.deputy_id in values
            else 0
        )
        for row in held
    }


def _value(standing: Standing, scheme: Scheme) -> Fraction:
    """What grades and places go by."""
    by = scheme.grading.by
    if by in standing.items:
        return standing.items[by].points
    if by in standing.categories:
        return standing.categories[by]
    return standing.total or Fraction(0)
