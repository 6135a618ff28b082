"""Scores of a published period as they went out, with the corrections since, for whoever shows them beside other things."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.rules.closing import Line
from deputy_station.features.points.rules.closing import Standing as Published
from deputy_station.features.points.rules.facts import Period, SubjectId
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.closed import closed_scores, closing_of
from deputy_station.features.points.service.closing import closing_scheme
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.features.points.service.standings import Standing


def scheme_of_period(session: Session, *, period: Period) -> Scheme:
    """The scheme a period goes by: the one it was closed by, with the answers of then, else that of its year."""
    closing = closing_of(session, period=period.key)
    if closing is None:
        return scheme_for_year(session, year=period.year)
    return closing_scheme(session, closing_id=closing.id)


def as_published(session: Session, *, period: Period, scores: Sequence[Score]) -> list[Score]:
    """The same scores with what holds where the period was published: total, grade, items and categories.

    They must be by `scheme_of_period`. Records stay those of today; who was not published keeps the score by them.
    """
    held = _published(session, period)
    return [_held(score, held[score.subject_id]) if score.subject_id in held else score for score in scores]


def standings_as_published(
    session: Session, *, period: Period, scheme: Scheme, standings: Sequence[Standing]
) -> list[Standing]:
    """The same for light rows; nothing is in reach or asked any more where the points went out."""
    held = _published(session, period)
    return [_held_row(scheme, each, held[each.id]) if each.id in held else each for each in standings]


def _published(session: Session, period: Period) -> dict[SubjectId, Published]:
    """What holds for whom in a published period; empty where it was not published."""
    closing = closing_of(session, period=period.key)
    if closing is None or closing.state is ClosingState.CLOSED:
        return {}
    rows = closed_scores(session, closing_id=closing.id)
    return {row.deputy_id: row.now for row in rows if row.now.total is not None}


def _held_row(scheme: Scheme, row: Standing, now: Published) -> Standing:
    assert now.total is not None
    items = tuple(
        now.items.get(item.code, Line(points)).points
        for item, points in zip(scheme.items, row.items, strict=True)
    )
    if (now.total, now.grade, items) == (row.total, row.grade, row.items):
        return row
    return replace(
        row,
        total=now.total,
        shown=now.shown,
        grade=now.grade,
        rank=now.rank or row.rank,
        items=items,
        categories=tuple(
            now.categories.get(part.code, points)
            for part, points in zip(scheme.categories, row.categories, strict=True)
        ),
        asked=False,
        missing=None,
        held_back=False,
    )


def _held(score: Score, now: Published) -> Score:
    assert now.total is not None
    if (now.total, now.grade) == (score.total, score.grade) and all(
        now.items.get(each.item.code, Line(each.points)).points == each.points for each in score.items
    ):
        return score
    return replace(
        score,
        total=now.total,
        shown=now.shown,
        words="",
        graded=replace(
            score.graded,
            grade=now.grade,
            remark="已公布，现在的记录算出来不一样",
            held_back=False,
            asked="",
            tied=(),
            next_grade="",
            missing=None,
            rank=now.rank or score.graded.rank,
        ),
        items=tuple(
            replace(each, points=line.points, words=line.words)
            if (line := now.items.get(each.item.code)) is not None
            else each
            for each in score.items
        ),
        categories=tuple(
            replace(each, points=now.categories.get(each.category.code, each.points))
            for each in score.categories
        ),
    )
