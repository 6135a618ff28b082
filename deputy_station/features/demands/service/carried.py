"""What a demand was carried on as in a higher area (a deputy's suggestion), told by that area itself."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from deputy_station.store.followers import DEMAND_CARRIED, tell_followers


@dataclass(frozen=True)
class CarriedOn:
    """Where a demand is carried on: the page and the row that open it, what it is, and how it stands in words."""

    page: str
    id: int
    kind: str
    words: str


def list_carried(session: Session, *, demand_id: int) -> tuple[CarriedOn, ...]:
    """Everything that grew from a demand, oldest first."""
    return tuple(
        one for found in tell_followers(session, DEMAND_CARRIED, demand_id=demand_id) for one in found
    )
