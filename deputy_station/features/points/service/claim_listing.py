"""Claims as they are listed: by deputy, kind, review, days and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import search_form
from deputy_station.features.activities.models import Evidence
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.points.models import PointClaim
from deputy_station.features.points.rules.claiming import ClaimStep, can_change, steps_of
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.store.edits import get_row

WHAT = "申报事项"
SUBJECT = "claim"
"""What evidence and history call it."""


@dataclass(frozen=True)
class ClaimRow:
    """One claim in a list: exact `weight` and `amount`, and how many pieces of `evidence` are kept for it."""

    id: int
    deputy_id: int
    deputy: str
    group: str
    kind: str
    done_on: date
    title: str
    details: str
    weight: Fraction
    amount: Fraction | None
    role: str
    level: str
    manner: str
    satisfaction: str
    state: str
    within: str
    votes: str
    people: int
    peers: int
    place: str
    organiser: str
    beneficiaries: str
    outcome: str
    self_reported: bool
    review: Review
    review_reason: str
    reviewed_on: date | None
    reviewed_by: str
    batch: int | None
    evidence: int
    version: int

    @property
    def steps(self) -> tuple[ClaimStep, ...]:
        """What can be done about it now."""
        return steps_of(self.review)

    @property
    def can_change(self) -> bool:
        """Whether it may be edited."""
        return can_change(self.review)


def get_claim(session: Session, *, claim_id: int) -> ClaimRow:
    """One claim. Raises NotFound."""
    get_row(session, PointClaim, claim_id, WHAT)
    return _rows(session, [PointClaim.id == claim_id], 0, None)[0]


def list_claims(
    session: Session,
    *,
    deputy_id: int | None = None,
    kind: str = "",
    reviews: Sequence[Review] = (),
    self_reported: bool | None = None,
    batch: int | None = None,
    first: date | None = None,
    last: date | None = None,
    search: str = "",
    offset: int = 0,
    limit: int | None = None,
) -> list[ClaimRow]:
    """Claims newest first; `search` looks through the deputy's name, title and the longer texts."""
    conditions = _filtered(deputy_id, kind, reviews, self_reported, batch, first, last, search)
    return _rows(session, conditions, offset, limit)


def count_claims(
    session: Session,
    *,
    deputy_id: int | None = None,
    kind: str = "",
    reviews: Sequence[Review] = (),
    self_reported: bool | None = None,
    batch: int | None = None,
    first: date | None = None,
    last: date | None = None,
    search: str = "",
) -> int:
    """How many `list_claims` would list with these filters."""
    conditions = _filtered(deputy_id, kind, reviews, self_reported, batch, first, last, search)
    return session.scalar(select(func.count(PointClaim.id)).where(*conditions)) or 0


def claims_by_id(session: Session, *, ids: Sequence[int]) -> dict[int, ClaimRow]:
    """These claims, by id."""
    return {row.id: row for row in _rows(session, [PointClaim.id.in_(ids)], 0, None)}


def _filtered(
    deputy_id: int | None,
    kind: str,
    reviews: Sequence[Review],
    self_reported: bool | None,
    batch: int | None,
    first: date | None,
    last: date | None,
    search: str,
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if deputy_id is not None:
        conditions.append(PointClaim.deputy_id == deputy_id)
    if kind:
        conditions.append(PointClaim.kind == kind)
    if reviews:
        conditions.append(PointClaim.review.in_([review.value for review in reviews]))
    if self_reported is not None:
        conditions.append(PointClaim.self_reported.is_(self_reported))
    if batch is not None:
        conditions.append(PointClaim.batch == batch)
    if first is not None:
        conditions.append(PointClaim.done_on >= first)
    if last is not None:
        conditions.append(PointClaim.done_on <= last)
    for word in search.split():
        named = select(Deputy.id).where(Deputy.search_keys.contains(search_form(word), autoescape=True))
        texts = (PointClaim.title, PointClaim.details, PointClaim.outcome, PointClaim.beneficiaries)
        conditions.append(
            or_(PointClaim.deputy_id.in_(named), *(text.contains(word, autoescape=True) for text in texts))
        )
    return conditions


def _rows(
    session: Session, conditions: list[ColumnElement[bool]], offset: int, limit: int | None
) -> list[ClaimRow]:
    kept = (
        select(func.count(Evidence.id))
        .where(Evidence.subject == SUBJECT, Evidence.subject_id == PointClaim.id)
        .correlate(PointClaim)
        .scalar_subquery()
    )
    query = (
        select(PointClaim, Deputy.name, Group.name, kept)
        .join(Deputy, PointClaim.deputy_id == Deputy.id)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(*conditions)
        .order_by(PointClaim.done_on.desc(), PointClaim.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_row(row, name, group or "", pieces) for row, name, group, pieces in session.execute(query)]


def _row(row: PointClaim, deputy: str, group: str, evidence: int) -> ClaimRow:
    return ClaimRow(
        id=row.id,
        deputy_id=row.deputy_id,
        deputy=deputy,
        group=group,
        kind=row.kind,
        done_on=row.done_on,
        title=row.title,
        details=row.details,
        weight=Fraction(row.weight),
        amount=None if row.amount is None else Fraction(row.amount),
        role=row.role,
        level=row.level,
        manner=row.manner,
        satisfaction=row.satisfaction,
        state=row.state,
        within=row.within,
        votes=row.votes,
        people=row.people,
        peers=row.peers,
        place=row.place,
        organiser=row.organiser,
        beneficiaries=row.beneficiaries,
        outcome=row.outcome,
        self_reported=row.self_reported,
        review=Review(row.review),
        review_reason=row.review_reason,
        reviewed_on=row.reviewed_on,
        reviewed_by=row.reviewed_by,
        batch=row.batch,
        evidence=evidence,
        version=row.version,
    )
