"""The sets that figures count, as conditions on whatever bears the columns of demands: models, or tables by name."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, null, or_, select

from deputy_station.features.demands.rules.choices import DemandState, Route, Satisfaction
from deputy_station.features.demands.rules.deadlines import ANSWER_OWED
from deputy_station.features.demands.rules.figures import Outcome

_LEFT_OUT = (DemandState.WITHDRAWN, DemandState.MERGED)
_SETTLED = (DemandState.SETTLED, DemandState.STRUCK_OFF)
_CONTENT = (Satisfaction.SATISFIED, Satisfaction.FAIR)


def set_of(outcome: Outcome, today: date, *, demands: Any, steps: Any, correlate: Any) -> ColumnElement[bool]:
    """Whether a demand belongs to the set (`rules.figures.COUNTED` says it in words).

    `demands` and `steps` bear the columns: the classes, or `.c` of the named tables; `correlate` is what demands come
    from.
    """
    received = demands.state.not_in(_LEFT_OUT)
    due = demands.state.not_in((*_LEFT_OUT, DemandState.DECLINED))
    on_the_spot = and_(demands.route == Route.ANSWERED, demands.handled_on.is_not(None))
    timed = and_(due, demands.handled_on.is_not(None), or_(on_the_spot, demands.deadline_on.is_not(None)))
    # Not simply "not on the spot": where no route was taken, neither is true to SQL.
    sent = or_(demands.route.is_(None), demands.route != Route.ANSWERED)
    late = and_(timed, sent, demands.handled_on > demands.deadline_on)

    def said(what: str) -> ColumnElement[Any]:
        """What the visitor said last: on the demand, else, as a new round wipes it there, at the last step with it."""
        now, kept = getattr(demands, what), getattr(steps, what)
        before = (
            select(kept)
            .where(steps.demand_id == demands.id, kept.is_not(None))
            .order_by(steps.id.desc())
            .limit(1)
            .correlate(correlate)
            .scalar_subquery()
        )
        return case((now.is_not(None), now), (demands.rounds > 1, before), else_=null())

    result, manner = said("satisfaction"), said("manner")
    conditions: dict[Outcome, ColumnElement[bool]] = {
        Outcome.RECEIVED: received,
        Outcome.DECLINED: demands.state == DemandState.DECLINED,
        Outcome.DUE: due,
        Outcome.SETTLED: demands.state.in_(_SETTLED),
        Outcome.UNSETTLED: and_(due, demands.state.not_in(_SETTLED)),
        Outcome.TIMED: timed,
        Outcome.IN_TIME: and_(timed, or_(on_the_spot, demands.handled_on <= demands.deadline_on)),
        Outcome.LATE: late,
        Outcome.OVERDUE: and_(demands.state.in_(ANSWER_OWED), demands.deadline_on < today),
        Outcome.REDONE: and_(due, demands.rounds > 1),
        Outcome.RESULT_RATED: and_(due, result.is_not(None)),
        Outcome.RESULT_SATISFIED: and_(due, result.in_(_CONTENT)),
        Outcome.MANNER_RATED: and_(due, manner.is_not(None)),
        Outcome.MANNER_SATISFIED: and_(due, manner.in_(_CONTENT)),
        Outcome.BOTH_RATED: and_(due, result.is_not(None), manner.is_not(None)),
        Outcome.BOTH_SATISFIED: and_(due, result.in_(_CONTENT), manner.in_(_CONTENT)),
        Outcome.NOT_SATISFIED: and_(due, result.is_not(None), result.not_in(_CONTENT)),
    }
    return conditions[outcome]
