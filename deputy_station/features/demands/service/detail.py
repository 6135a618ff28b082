"""The whole of one demand, with its way."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import mask_phone
from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.models import Demand, DemandStep
from deputy_station.features.demands.rules.steps import STEPS
from deputy_station.features.demands.service.rows import (
    DemandDetail,
    StepRow,
    demand_number,
    list_deputy_names,
    masked_visitor,
    row_of,
    select_rows,
)
from deputy_station.features.demands.service.secrecy import readable
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.models import Category
from deputy_station.store import context
from deputy_station.store.edits import get_row


def get_demand(session: Session, *, demand_id: int) -> DemandDetail:
    """The whole of one demand with its timeline. Of a confidential one the visitor stays hidden:
    `register.reveal_visitor` tells. Raises NotFound."""
    demand = get_row(session, Demand, demand_id, "这件诉求")
    row = row_of(session.execute(select_rows().where(Demand.id == demand_id)).one(), context.today(session))
    hidden, readable_ = demand.confidential, readable(session, demand)
    told = not hidden or sees_confidential(role_of(session))
    master = session.get(Demand, demand.merged_into_id) if demand.merged_into_id else None
    category = session.get(Category, demand.category_id) if demand.category_id else None
    steps = session.scalars(
        select(DemandStep).where(DemandStep.demand_id == demand_id).order_by(DemandStep.id)
    )
    return DemandDetail(
        row=row,
        station=get_row(session, Station, demand.station_id, "联络站").name,
        words=readable_(demand.words),
        wish=readable_(demand.wish),
        opinion=readable_(demand.opinion),
        category_id=demand.category_id,
        category_path=category.path if category else "",
        unit_id=demand.unit_id,
        co_units=demand.co_units,
        visitor_name="" if hidden else demand.visitor_name,
        visitor_phone="" if hidden else demand.visitor_phone,
        visitor_address="" if hidden else demand.visitor_address,
        visitor_masked=masked_visitor(demand.visitor_name, hidden),
        phone_masked="" if hidden else mask_phone(demand.visitor_phone),
        people=demand.people,
        confidential=hidden,
        visit_id=demand.visit_id,
        assigned_on=demand.assigned_on,
        deadline_arithmetic=demand.deadline_arithmetic,
        result=readable_(demand.result),
        replied_at=demand.replied_at,
        informed_on=demand.informed_on,
        informed_how=demand.informed_how,
        followed_up_on=demand.followed_up_on,
        source=demand.source or "",
        source_number=demand.source_number or "",
        seen_by=readable_(demand.seen_by),
        against=demand.against if told else "",
        against_unit_id=demand.against_unit_id if told else None,
        merged_into_id=demand.merged_into_id,
        merged_into=demand_number(master) if master else "",
        supervisor=demand.supervisor,
        step_due_arithmetic=demand.step_due_arithmetic,
        deputies=list_deputy_names(session, demand_id),
        steps=tuple(
            StepRow(
                step.at,
                step.actor,
                step.step,
                STEPS[step.step].label,
                readable_(step.sentence),
                readable_(step.note),
                step.state_after,
                step.round,
                step.level,
                step.satisfaction,
                step.manner,
            )
            for step in steps
        ),
    )
