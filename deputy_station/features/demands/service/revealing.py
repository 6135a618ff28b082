"""Telling who voiced a demand, when that is asked for and this desk has the right to it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.service.rows import demand_number
from deputy_station.features.history.service import record_change
from deputy_station.store.edits import get_row


class SecrecyNotYours(Refusal):
    """Who asked for secrecy is not shown to this desk, and not made public by it."""

    def __init__(self) -> None:
        super().__init__(
            "来访人要求保密，本机的使用人看不到姓名、电话和住址。需要时请向联络站或主席团办公室询问。"
        )


@dataclass(frozen=True)
class RevealedVisitor:
    """Who voiced a demand, in full."""

    name: str
    phone: str
    address: str


def reveal_visitor(session: Session, *, demand_id: int) -> RevealedVisitor:
    """Who voiced the demand, in full; that it was asked for is written into the history. Raises SecrecyNotYours when
    the visitor asked for secrecy and this desk has no right to the name."""
    demand = get_row(session, Demand, demand_id, "这件诉求")
    if demand.confidential and not sees_confidential(role_of(session)):
        raise SecrecyNotYours
    record_change(
        session,
        action="demand.reveal_visitor",
        subject="demand",
        subject_id=demand.id,
        sentence=f"查看诉求 {demand_number(demand)} 的来访人"
        + ("（要求保密）" if demand.confidential else ""),
    )
    return RevealedVisitor(demand.visitor_name, demand.visitor_phone, demand.visitor_address)
