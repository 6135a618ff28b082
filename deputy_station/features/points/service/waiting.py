"""How many claims and objections wait for somebody: the chips of 积分核对 and the lines of Today."""

from dataclasses import dataclass

from sqlalchemy import Integer, String, column, func, select
from sqlalchemy.orm import Session

from deputy_station.features.points.rules.claiming import ObjectionState
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.store.base import ChoiceColumn
from deputy_station.store.named import named

SCHEME_YEARS = named("scheme_years", column("id", Integer))
_CLAIMS = named("point_claims", column("id", Integer), column("review", String))
_OBJECTIONS = named("point_objections", column("id", Integer), column("state", ChoiceColumn(ObjectionState)))


@dataclass(frozen=True)
class Waiting:
    """How many claims are in each review, and how many objections wait for an answer."""

    waiting: int
    returned: int
    approved: int
    claims: int
    objections: int

    @property
    def to_do(self) -> int:
        """What somebody has to look at."""
        return self.waiting + self.objections


def count_waiting(session: Session) -> Waiting:
    """The figures of the page's chips."""
    rows = session.execute(select(_CLAIMS.c.review, func.count(_CLAIMS.c.id)).group_by(_CLAIMS.c.review))
    counts: dict[str, int] = dict(iter(rows))
    objections = session.scalar(
        select(func.count(_OBJECTIONS.c.id)).where(_OBJECTIONS.c.state == ObjectionState.OPEN)
    )
    return Waiting(
        counts.get(Review.WAITING.value, 0),
        counts.get(Review.RETURNED.value, 0),
        counts.get(Review.APPROVED.value, 0),
        sum(counts.values()),
        objections or 0,
    )
