"""The sets that figures count, as conditions on the rows: a figure and the list it opens ask the very same one."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, null, or_, select

from deputy_station.features.demands.models import Demand, DemandDeputy, DemandStep
from deputy_station.features.demands.rules.choices import DemandState, Route, Satisfaction
from deputy_station.features.demands.rules.deadlines import ANSWER_OWED
from deputy_station.features.demands.rules.figures import By, Outcome

_LEFT_OUT = (DemandState.WITHDRAWN, DemandState.MERGED)
_SETTLED = (DemandState.SETTLED, DemandState.STRUCK_OFF)
_CONTENT = (Satisfaction.SATISFIED, Satisfaction.FAIR)


def outcome_condition(outcome: Outcome, today: date) -> ColumnElement[bool]:
    """Whether a demand belongs to the set (`rules.figures.COUNTED` says it in words)."""
    received = Demand.state.not_in(_LEFT_OUT)
    due = Demand.state.not_in((*_LEFT_OUT, DemandState.DECLINED))
    on_the_spot = and_(Demand.route == Route.ANSWERED, Demand.handled_on.is_not(None))
    timed = and_(due, Demand.handled_on.is_not(None), or_(on_the_spot, Demand.deadline_on.is_not(None)))
    # Not simply "not on the spot": where no route was taken, neither is true to SQL.
    sent = or_(Demand.route.is_(None), Demand.route != Route.ANSWERED)
    late = and_(timed, sent, Demand.handled_on > Demand.deadline_on)
    result, manner = said(Demand.satisfaction), said(Demand.manner)
    conditions: dict[Outcome, ColumnElement[bool]] = {
        Outcome.RECEIVED: received,
        Outcome.DECLINED: Demand.state == DemandState.DECLINED,
        Outcome.DUE: due,
        Outcome.SETTLED: Demand.state.in_(_SETTLED),
        Outcome.UNSETTLED: and_(due, Demand.state.not_in(_SETTLED)),
        Outcome.TIMED: timed,
        Outcome.IN_TIME: and_(timed, or_(on_the_spot, Demand.handled_on <= Demand.deadline_on)),
        Outcome.LATE: late,
        Outcome.OVERDUE: and_(Demand.state.in_(ANSWER_OWED), Demand.deadline_on < today),
        Outcome.REDONE: and_(due, Demand.rounds > 1),
        Outcome.RESULT_RATED: and_(due, result.is_not(None)),
        Outcome.RESULT_SATISFIED: and_(due, result.in_(_CONTENT)),
        Outcome.MANNER_RATED: and_(due, manner.is_not(None)),
        Outcome.MANNER_SATISFIED: and_(due, manner.in_(_CONTENT)),
        Outcome.BOTH_RATED: and_(due, result.is_not(None), manner.is_not(None)),
        Outcome.BOTH_SATISFIED: and_(due, result.in_(_CONTENT), manner.in_(_CONTENT)),
        Outcome.NOT_SATISFIED: and_(due, result.is_not(None), result.not_in(_CONTENT)),
    }
    return conditions[outcome]


def said(column: Any) -> ColumnElement[Any]:
    """What the visitor said last: on the demand, else, as a new round wipes it there, at the last step that kept it."""
    kept = DemandStep.satisfaction if column is Demand.satisfaction else DemandStep.manner
    before = (
        select(kept)
        .where(DemandStep.demand_id == Demand.id, kept.is_not(None))
        .order_by(DemandStep.id.desc())
        .limit(1)
        .correlate(Demand)
        .scalar_subquery()
    )
    return case((column.is_not(None), column), (Demand.rounds > 1, before), else_=null())


def lacking_condition(by: By) -> ColumnElement[bool]:
    """Demands that say nothing of what figures are told apart by."""
    if by is By.DEPUTY:
        return Demand.id.not_in(select(DemandDeputy.demand_id))
    conditions: dict[By, ColumnElement[bool]] = {
        By.CATEGORY: Demand.category_id.is_(None),
        By.VILLAGE: Demand.village == "",
        By.UNIT: Demand.unit_id.is_(None),
        By.ROUTE: Demand.route.is_(None),
    }
    return conditions.get(by, false())
