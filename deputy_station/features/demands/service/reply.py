"""What stands of the reply's checklist, and what still lacks."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.features.demands.models import Demand, DemandStep, DemandVoice
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.rules.reply import ReplyFacts, ReplyItem, reply_checklist
from deputy_station.features.demands.rules.steps import STEPS
from deputy_station.features.demands.service.accused import merged_into
from deputy_station.features.demands.service.secrecy import readable
from deputy_station.features.demands.service.way import WHAT, lead_handover, unit_name
from deputy_station.store.edits import get_row


def list_reply_items(session: Session, *, demand_id: int) -> tuple[ReplyItem, ...]:
    """The reply's checklist as it stands, as far as this desk may read it; an empty value lacks."""
    demand = get_row(session, Demand, demand_id, WHAT)
    told = readable(session, demand)
    items = reply_checklist(facts_of(session, demand))
    return tuple(replace(item, value=told(item.value)) for item in items)


def facts_of(session: Session, demand: Demand) -> ReplyFacts:
    """What is known of the present round. A visitor who was asked, or was there when it was answered, saw it."""
    handover = lead_handover(session, demand)
    person = handover.person if handover else ""
    name = unit_name(session, demand)
    if demand.route is Route.ANSWERED:
        name, seen = "联络站", "来访人当场"
    else:
        seen = demand.seen_by or ("来访人回访时" if demand.followed_up_on else "")
    asked = demand.satisfaction.label if demand.followed_up_on and demand.satisfaction else ""
    if not asked and demand.followed_up_on:
        asked = "已回访"
    if not asked and _was_settled_without_asking(session, demand):
        asked = "免回访"
    return ReplyFacts(
        who=f"{name} {person}".strip() or "联络站",
        what=demand.result,
        when=demand.handled_on,
        seen_by=seen,
        told=demand.informed_how if demand.informed_on else "",
        asked=asked,
        untold=_count_untold(session, demand),
    )


def _count_untold(session: Session, demand: Demand) -> int:
    merged = merged_into(session, demand.id)
    ids = [demand.id, *(one.id for one in merged)]
    voices = session.scalar(
        select(func.count()).where(DemandVoice.demand_id.in_(ids), DemandVoice.informed_on.is_(None))
    )
    return (voices or 0) + sum(one.informed_on is None for one in merged)


def _was_settled_without_asking(session: Session, demand: Demand) -> bool:
    """Whether the present round was closed by 免回访办结."""
    last = session.scalars(
        select(DemandStep.step)
        .where(DemandStep.demand_id == demand.id, DemandStep.state_after == DemandState.SETTLED)
        .order_by(DemandStep.id.desc())
        .limit(1)
    ).first()
    return last == STEPS["settle"].key
