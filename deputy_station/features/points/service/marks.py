"""Scores given by hand to the items a scheme lets people mark, by period, deputy, item and rater."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import StaleEdit
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.features.points.models import PointMark
from deputy_station.features.points.rules.claiming import read_exact
from deputy_station.features.points.rules.facts import Mark, Period
from deputy_station.features.points.rules.marking import check_mark
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.scheme import Item, Scheme
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row

WHAT = "评分"


@dataclass(frozen=True)
class MarkRow:
    """A mark with whose it is; `points` exact."""

    id: int
    period: str
    deputy_id: int
    deputy: str
    item: str
    rater: str
    points: Fraction
    note: str
    given_on: date
    given_by: str
    version: int


def set_mark(
    session: Session,
    *,
    period: Period,
    scheme: Scheme,
    deputy_id: int,
    item: str,
    points: str | Fraction,
    rater: str = "",
    note: str = "",
    version: int | None = None,
) -> MarkRow:
    """Write down a mark, or change the one there is; `version` of the one seen, None when none was there.

    `points` as typed ("8.5", "17/2"). Raises NumberUnreadable, StaleEdit and what `check_mark` raises.
    """
    deputy = get_row(session, Deputy, deputy_id, "代表")
    exact = read_exact("分数", points)
    marked = check_mark(scheme, item, rater, exact)
    row = session.scalar(
        select(PointMark).where(
            PointMark.period == period.key,
            PointMark.deputy_id == deputy_id,
            PointMark.item == item,
            PointMark.rater == rater,
        )
    )
    title = f"{period.name}{deputy.name}的{_title(marked, rater)}"
    if row is None:
        if version is not None:
            raise StaleEdit(WHAT)  # somebody took it back since it was seen
        row = PointMark(period=period.key, deputy=deputy, item=item, rater=rater)
        session.add(row)
        before = None
        sentence = f"{title}评 {points_words(exact)} 分"
    else:
        check_version(row, -1 if version is None else version, WHAT)
        before = {"points": row.points, "note": row.note}
        old = points_words(Fraction(row.points))
        sentence = f"{title}由 {old} 分改为 {points_words(exact)} 分"
    row.points, row.note = str(exact), clean_line(note)
    row.given_on, row.given_by = context.today(session), context.actor(session)
    session.flush()
    _record(session, row, "set", sentence, before)
    return _row(row)


def remove_mark(session: Session, *, mark_id: int, version: int) -> None:
    """Take a mark back: the item waits to be marked again."""
    row = get_row(session, PointMark, mark_id, WHAT)
    check_version(row, version, WHAT)
    sentence = f"取消{row.deputy.name}第 {row.item} 项的评分 {points_words(Fraction(row.points))} 分"
    _record(session, row, "remove", sentence, {"points": row.points, "note": row.note})
    session.delete(row)
    session.flush()


def list_marks(session: Session, *, period: str, deputy_id: int | None = None) -> list[MarkRow]:
    """The marks of a period (by key), by deputy, item and rater."""
    query = (
        select(PointMark)
        .join(Deputy)
        .where(PointMark.period == period)
        .order_by(Deputy.sort_key, Deputy.id, PointMark.item, PointMark.rater)
    )
    if deputy_id is not None:
        query = query.where(PointMark.deputy_id == deputy_id)
    return [_row(row) for row in session.scalars(query)]


def marks_by_deputy(
    session: Session, *, period: str, deputy_ids: Sequence[int] | None = None
) -> dict[int, tuple[Mark, ...]]:
    """The marks of a period (by key) as the rules take them; who has none is not in it. For few deputies name them."""
    query = select(
        PointMark.deputy_id, PointMark.item, PointMark.points, PointMark.rater, PointMark.note
    ).where(PointMark.period == period)
    if deputy_ids is not None:
        query = query.where(PointMark.deputy_id.in_(deputy_ids))
    found: dict[int, list[Mark]] = defaultdict(list)
    for deputy_id, item, points, rater, note in session.execute(
        query.order_by(PointMark.item, PointMark.rater)
    ):
        found[deputy_id].append(Mark(item, Fraction(points), rater, note))
    return {deputy_id: tuple(marks) for deputy_id, marks in found.items()}


def _title(item: Item, rater: str) -> str:
    return f"{item.code} {item.name}" + (f"（{rater}）" if rater else "")


def _record(
    session: Session, row: PointMark, key: str, sentence: str, before: Mapping[str, object] | None
) -> None:
    after = None if key == "remove" else {"points": row.points, "note": row.note}
    record_change(
        session,
        action=f"mark.{key}",
        subject="deputy",
        subject_id=row.deputy_id,
        sentence=sentence,
        before=before,
        after=after,
    )


def _row(row: PointMark) -> MarkRow:
    return MarkRow(
        row.id,
        row.period,
        row.deputy_id,
        row.deputy.name,
        row.item,
        row.rater,
        Fraction(row.points),
        row.note,
        row.given_on,
        row.given_by,
        row.version,
    )
