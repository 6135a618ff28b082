"""What holds for a closed period: the points as published, with the corrections made since."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.points.models import ClosedScore, PointClosing, PointCorrection, SchemeYear
from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.rules.closing import (
    NOT_SCORED,
    Change,
    ClosedByAnother,
    ItemChange,
    Line,
    Standing,
    digest_facts,
    standing_of,
)
from deputy_station.features.points.rules.facts import Earlier, Period
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.library import DEFAULT_SCHEME
from deputy_station.store.edits import get_row

WHAT = "积分结账"


@dataclass(frozen=True)
class ClosingRow:
    """A closed period; instants UTC."""

    id: int
    period: Period
    scheme: str
    scheme_name: str
    scheme_edition: str
    state: ClosingState
    closed_at: datetime
    closed_by: str
    published_on: date | None
    objections_until: date | None
    settled_on: date | None
    scored: int
    corrections: int
    version: int


@dataclass(frozen=True)
class CorrectionRow:
    """A correction of one deputy's published points, with both values."""

    id: int
    deputy_id: int
    deputy: str
    item: str
    change: Change
    reason: str
    objection_id: int | None
    corrected_on: date
    corrected_by: str


@dataclass(frozen=True)
class ClosedScoreRow:
    """What holds for a deputy in a closed period: as published, and now with the corrections made since."""

    deputy_id: int
    deputy: str
    group: str
    published: Standing
    now: Standing
    ranked: int
    remark: str
    corrections: tuple[CorrectionRow, ...]


def get_closing(session: Session, *, closing_id: int) -> ClosingRow:
    """One closed period. Raises NotFound."""
    return _closing_row(session, get_row(session, PointClosing, closing_id, WHAT))


def closing_of(session: Session, *, period: str) -> ClosingRow | None:
    """The closing of a period (by key), None while it is open."""
    row = session.scalar(select(PointClosing).where(PointClosing.period == period))
    return None if row is None else _closing_row(session, row)


def list_closings(session: Session) -> list[ClosingRow]:
    """All closed periods, newest first."""
    rows = session.scalars(select(PointClosing).order_by(PointClosing.last_on.desc(), PointClosing.id.desc()))
    return [_closing_row(session, row) for row in rows]


def closed_scores(session: Session, *, closing_id: int) -> list[ClosedScoreRow]:
    """What holds for everybody in a closed period, by group and name: as published, with corrections."""
    return _held(session, closing_id, None)


def held_by(session: Session, *, closing_id: int, deputy_id: int) -> ClosedScoreRow | None:
    """What holds for one deputy in a closed period; None for one who was not scored."""
    return next(iter(_held(session, closing_id, deputy_id)), None)


def list_corrections(
    session: Session, *, closing_id: int, deputy_id: int | None = None
) -> list[CorrectionRow]:
    """The corrections of a closed period, in the order they were made."""
    query = (
        select(PointCorrection, Deputy.name)
        .join(Deputy, PointCorrection.deputy_id == Deputy.id)
        .where(PointCorrection.closing_id == closing_id)
        .order_by(PointCorrection.id)
    )
    if deputy_id is not None:
        query = query.where(PointCorrection.deputy_id == deputy_id)
    return [correction_row(row, name) for row, name in session.execute(query)]


def earlier_by_deputy(
    session: Session, *, before: date, deputy_id: int | None = None
) -> dict[int, tuple[Earlier, ...]]:
    """How published periods that ended before that day stood, corrections included, oldest first."""
    closings = session.scalars(
        select(PointClosing)
        .where(PointClosing.last_on < before, PointClosing.state != ClosingState.CLOSED)
        .order_by(PointClosing.last_on, PointClosing.id)
    )
    found: dict[int, list[Earlier]] = defaultdict(list)
    for closing in closings:
        for row in _held(session, closing.id, deputy_id):
            if row.now.total is not None:
                found[row.deputy_id].append(
                    Earlier(closing.period, row.now.grade, row.now.total, row.now.rank, row.ranked)
                )
    return {each: tuple(rows) for each, rows in found.items()}


def check_closings_stand(session: Session, changed: Mapping[int, Collection[str]]) -> None:
    """After a taking back: a closed period's year is still scored by the scheme it was closed by. Raises
    ClosedByAnother."""
    for row in session.scalars(select(PointClosing).where(PointClosing.id.in_(changed))):
        chosen = session.scalar(select(SchemeYear.scheme).where(SchemeYear.year == row.last_on.year))
        if row.scheme != (chosen or DEFAULT_SCHEME):
            raise ClosedByAnother(row.period_name, row.scheme_name)


def _held(session: Session, closing_id: int, deputy_id: int | None) -> list[ClosedScoreRow]:
    corrections: dict[int, list[CorrectionRow]] = defaultdict(list)
    for made in list_corrections(session, closing_id=closing_id, deputy_id=deputy_id):
        corrections[made.deputy_id].append(made)
    kept = select(ClosedScore).where(ClosedScore.closing_id == closing_id)
    if deputy_id is not None:
        kept = kept.where(ClosedScore.deputy_id == deputy_id)
    scores = {score.deputy_id: score for score in session.scalars(kept)}
    ids = {*scores, *corrections}
    people = (
        select(Deputy.id, Deputy.name, Group.name)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .order_by(Group.position.is_(None), Group.position, Deputy.sort_key, Deputy.id)
    )
    if deputy_id is not None:
        people = people.where(Deputy.id == deputy_id)
    found = []
    for number, name, group in session.execute(people):
        if number not in ids:
            continue
        score = scores.get(number)
        published = NOT_SCORED if score is None else _standing(score)
        now = published
        for made in corrections[number]:
            now = _after(now, made.change)
        found.append(
            ClosedScoreRow(
                number,
                name,
                group or "",
                published,
                now,
                0 if score is None else score.ranked,
                "" if score is None else score.remark,
                tuple(corrections[number]),
            )
        )
    return found


def closed_values(closing_id: int, score: Score) -> dict[str, Any]:
    """A score as a row of `point_closed_scores`."""
    standing = standing_of(score)
    return {
        "closing_id": closing_id,
        "deputy_id": score.subject_id,
        "total": str(score.total),
        "shown": score.shown,
        "grade": score.grade,
        "remark": score.remark,
        "rank": score.graded.rank,
        "ranked": score.graded.of,
        "items": {
            code: {"points": str(line.points), "words": line.words} for code, line in standing.items.items()
        },
        "categories": {code: str(points) for code, points in standing.categories.items()},
        "facts_digest": digest_facts(score.facts),
    }


def _standing(row: ClosedScore) -> Standing:
    return Standing(
        Fraction(row.total),
        row.shown,
        row.grade,
        row.rank,
        {code: Line(Fraction(each["points"]), each["words"]) for code, each in row.items.items()},
        {code: Fraction(points) for code, points in row.categories.items()},
    )


def _after(before: Standing, change: Change) -> Standing:
    """What holds once the change is made on what held."""
    if change.after.total is None:
        return NOT_SCORED
    items = dict(before.items)
    for each in change.items:
        if each.after is None:
            items.pop(each.code, None)
        else:
            items[each.code] = each.after
    categories = dict(before.categories)
    for code, _, points in change.categories:
        if points is None:
            categories.pop(code, None)
        else:
            categories[code] = points
    return replace(change.after, items=items, categories=categories)


def change_values(change: Change) -> dict[str, Any]:
    """A change as columns of `point_corrections`."""
    return {
        "item": change.items[0].code if len(change.items) == 1 else "",
        "total_before": _text(change.before.total),
        "total_after": _text(change.after.total),
        "shown_before": change.before.shown,
        "shown_after": change.after.shown,
        "grade_before": change.before.grade,
        "grade_after": change.after.grade,
        "rank_before": change.before.rank,
        "rank_after": change.after.rank,
        "items": {each.code: [_line_values(each.before), _line_values(each.after)] for each in change.items},
        "categories": {code: [_text(old), _text(new)] for code, old, new in change.categories},
    }


def correction_row(row: PointCorrection, deputy: str) -> CorrectionRow:
    """A correction with its exact values read back."""
    items = tuple(
        ItemChange(code, _read_line(old), _read_line(new)) for code, (old, new) in row.items.items()
    )
    categories = tuple((code, _read(old), _read(new)) for code, (old, new) in row.categories.items())
    change = Change(
        Standing(_read(row.total_before), row.shown_before, row.grade_before, row.rank_before),
        Standing(_read(row.total_after), row.shown_after, row.grade_after, row.rank_after),
        items,
        categories,
    )
    return CorrectionRow(
        row.id,
        row.deputy_id,
        deputy,
        row.item,
        change,
        row.reason,
        row.objection_id,
        row.corrected_on,
        row.corrected_by,
    )


def _line_values(line: Line | None) -> dict[str, str] | None:
    return None if line is None else {"points": str(line.points), "words": line.words}


def _read_line(values: Mapping[str, str] | None) -> Line | None:
    return None if values is None else Line(Fraction(values["points"]), values["words"])


def _text(value: Fraction | None) -> str:
    return "" if value is None else str(value)


def _read(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _closing_row(session: Session, row: PointClosing) -> ClosingRow:
    scored = session.scalar(select(func.count(ClosedScore.id)).where(ClosedScore.closing_id == row.id))
    corrected = session.scalar(
        select(func.count(PointCorrection.id)).where(PointCorrection.closing_id == row.id)
    )
    return ClosingRow(
        row.id,
        Period(row.period, row.period_name, row.first_on, row.last_on, row.last_on.year),
        row.scheme,
        row.scheme_name,
        row.scheme_edition,
        row.state,
        row.closed_at,
        row.closed_by,
        row.published_on,
        row.objections_until,
        row.settled_on,
        scored or 0,
        corrected or 0,
        row.version,
    )
