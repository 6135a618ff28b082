"""Which demands a list shows: the views of the desk, the filter, and what both mean as conditions and as facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, search_form
from deputy_station.core.clock import from_local
from deputy_station.features.demands.models import OWED, Demand, DemandDeputy, DemandExtension
from deputy_station.features.demands.rules.choices import Channel, DemandState, Route
from deputy_station.features.demands.rules.deadlines import ANSWER_OWED, SOON_DAYS
from deputy_station.features.demands.rules.facets import ID_MASK, Fact, fact_token, place_of
from deputy_station.features.demands.rules.figures import By, Outcome
from deputy_station.features.demands.rules.numbering import read_number
from deputy_station.features.demands.rules.views import OPEN_STATES as OPEN_STATES
from deputy_station.features.demands.rules.views import View as View
from deputy_station.features.demands.service.index_query import Question, one_of
from deputy_station.features.demands.service.outcomes import lacking_condition, outcome_condition
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.matters.models import Category
from deputy_station.store import context
from deputy_station.store.edits import get_row
from deputy_station.store.memory import recall, this_computer

MOST_WORDS = 40
OWN_VILLAGE = "own_village"
"""What this computer remembers its village under."""


_OWED = tuple(state for state in DemandState if state in ANSWER_OWED)
VIEW_STATES: Mapping[View, tuple[DemandState, ...]] = {
    View.OPEN: OPEN_STATES,
    View.OVERDUE: _OWED,
    View.SOON: _OWED,
    View.TO_ASSIGN: (DemandState.REGISTERED, DemandState.PROPOSED),
    View.TO_ACCEPT: (DemandState.ASSIGNED,),
    View.HANDLING: (DemandState.HANDLING,),
    View.TO_INFORM: (DemandState.HANDLED,),
    View.TO_FOLLOW_UP: (DemandState.INFORMED,),
    View.TO_STRIKE_OFF: (DemandState.SETTLED,),
    View.CALL_TODAY: (DemandState.INFORMED,),
    View.MINE: OPEN_STATES,
    View.VILLAGE: OPEN_STATES,
    View.SUPERVISED: OPEN_STATES,
}
"""The states a view is narrowed to; a view that is not here holds every state."""
BY_DEADLINE = (View.OVERDUE, View.SOON)


@dataclass(frozen=True)
class DemandFilter:
    """Which demands; every field given narrows the list. `category_id` includes what lies below it; `year` and
    the days are of the reception (`first_day` to `last_day`, both included). `outcome` is the set that a figure counts,
    `lacking` what nothing was said of."""

    view: View = View.ALL
    search: str = ""
    state: DemandState | None = None
    route: Route | None = None
    unit_id: int | None = None
    category_id: int | None = None
    year: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    deputy_id: int | None = None
    visit_id: int | None = None
    station_id: int | None = None
    village: str = ""
    taken_by: str = ""
    channel: Channel | None = None
    outcome: Outcome | None = None
    lacking: By | None = None

    def __post_init__(self) -> None:
        """Names are looked for as they are kept: neither engine is asked for a sign that it cannot hold."""
        for name in ("village", "taken_by"):
            typed = getattr(self, name)
            if typed:
                object.__setattr__(self, name, clean_line(typed))


EVERYTHING = DemandFilter()


def words_of(search: str) -> list[str]:
    """The typed words in search form, each once; of a pasted page the first MOST_WORDS."""
    forms = (form for form in map(search_form, search.split()) if form)
    return list(islice(dict.fromkeys(forms), MOST_WORDS))


def own_village(session: Session) -> str:
    """The village this computer's desk works for, "" while nobody said."""
    kept = recall(session, key=OWN_VILLAGE, desk=this_computer())
    return kept if isinstance(kept, str) else ""


def days_of(where: DemandFilter) -> tuple[date | None, date | None]:
    """The first and the last day of a filter, its year taken in."""
    if where.year is None:
        return where.first_day, where.last_day
    if not MINYEAR <= where.year <= MAXYEAR:
        return date.max, date.min  # nothing came in then
    return (
        max(where.first_day or date.min, date(where.year, 1, 1)),
        min(where.last_day or date.max, date(where.year, 12, 31)),
    )


# ------------------------------------------------------------------ as facts of the index


def is_by_facts(where: DemandFilter) -> bool:
    """Whether the index shows this list in its order: some mixture of facts, or several states at once."""
    return (
        len(VIEW_STATES.get(where.view, ())) > 1
        or where.view in (View.MINE, View.VILLAGE, View.SUPERVISED)
        or bool(where.village or where.taken_by)
        or any(
            value is not None
            for value in (where.unit_id, where.category_id, where.route, where.deputy_id, where.station_id)
        )
    )


def question_of(session: Session, where: DemandFilter) -> Question:
    """The filter without its words as a question to the index; conditions it does not know are left to the rest."""
    all_of = [
        fact_token(fact, value)
        for fact, value in (
            (Fact.STATE, where.state),
            (Fact.ROUTE, where.route),
            (Fact.UNIT, where.unit_id),
            (Fact.DEPUTY, where.deputy_id),
            (Fact.STATION, where.station_id),
            (Fact.VILLAGE, where.village or None),
            (Fact.TAKEN_BY, where.taken_by or None),
        )
        if value is not None
    ]
    groups = []
    states = VIEW_STATES.get(where.view, ())
    if states and where.state is None:
        groups.append(one_of(Fact.STATE, states))
    if where.category_id is not None:
        groups.append(one_of(Fact.CATEGORY, below(session, where.category_id)))
    if where.view is View.MINE:
        groups.append(mine_of(session))
    elif where.view is View.VILLAGE:
        all_of.append(fact_token(Fact.VILLAGE, own_village(session) or "|"))
    elif where.view is View.SUPERVISED:
        all_of.append(fact_token(Fact.SUPERVISED))
    rest = _due_conditions(where.view, context.today(session))
    if states and where.state is not None and where.state not in states:
        rest.append(false())
    if where.visit_id is not None:
        rest.append(Demand.visit_id == where.visit_id)
    rest += _figure_conditions(session, where)
    first, last = days_of(where)
    return Question(
        all=tuple(all_of),
        any=tuple(groups),
        low=None if first is None else place_of(first, 0),
        high=None if last is None else place_of(last, ID_MASK),
        rest=tuple(rest),
    )


def mine_of(session: Session) -> tuple[str, ...]:
    """Taken down by the person at this desk (the first), or followed by that person as a deputy (the others)."""
    name = context.actor(session)
    deputies = session.scalars(select(Deputy.id).where(Deputy.name == name)).all()
    return (fact_token(Fact.TAKEN_BY, name), *one_of(Fact.DEPUTY, deputies))


def below(session: Session, category_id: int) -> list[int]:
    """A category and what lies below it."""
    path = get_row(session, Category, category_id, "这个类别").path
    inside = or_(Category.id == category_id, Category.path.startswith(f"{path}/", autoescape=True))
    return list(session.scalars(select(Category.id).where(inside)))


# ------------------------------------------------------------------ as conditions on the rows


def conditions_of(session: Session, where: DemandFilter) -> list[ColumnElement[bool]]:
    """The filter without its words as conditions."""
    conditions: list[Any] = []
    states = VIEW_STATES.get(where.view, ())
    if where.view in BY_DEADLINE:
        conditions.append(OWED)
    elif len(states) == 1:
        conditions.append(Demand.state == states[0])
    elif states:
        conditions.append(Demand.state.in_(states))
    conditions += _due_conditions(where.view, context.today(session))
    for column, value in (
        (Demand.state, where.state),
        (Demand.route, where.route),
        (Demand.unit_id, where.unit_id),
        (Demand.visit_id, where.visit_id),
        (Demand.station_id, where.station_id),
        (Demand.village, where.village or None),
        (Demand.taken_by, where.taken_by or None),
    ):
        if value is not None:
            conditions.append(column == value)
    if where.category_id is not None:
        conditions.append(Demand.category_id.in_(below(session, where.category_id)))
    if where.view is View.VILLAGE:
        conditions.append(Demand.village == (own_village(session) or "|"))
    elif where.view is View.SUPERVISED:
        conditions.append(Demand.supervised_on.is_not(None))
    elif where.view is View.MINE:
        name = context.actor(session)
        followed = select(DemandDeputy.demand_id).join(Deputy).where(Deputy.name == name)
        conditions.append(or_(Demand.taken_by == name, Demand.id.in_(followed)))
    if where.deputy_id is not None:
        linked = select(DemandDeputy.demand_id).where(DemandDeputy.deputy_id == where.deputy_id)
        conditions.append(Demand.id.in_(linked))
    return conditions + _figure_conditions(session, where) + received_within(*days_of(where))


def _figure_conditions(session: Session, where: DemandFilter) -> list[ColumnElement[bool]]:
    """What a figure that opened the list adds to it."""
    conditions = []
    if where.channel is not None:
        conditions.append(Demand.channel == where.channel)
    if where.outcome is not None:
        conditions.append(outcome_condition(where.outcome, context.today(session)))
    if where.lacking is not None:
        conditions.append(lacking_condition(where.lacking))
    return conditions


def _due_conditions(view: View, today: date) -> list[ColumnElement[bool]]:
    if view is View.OVERDUE:
        return [Demand.deadline_on < today]
    if view is View.SOON:
        return [Demand.deadline_on.between(today, today + timedelta(days=SOON_DAYS))]
    if view is View.CALL_TODAY:
        return [Demand.call_on <= today]
    if view is View.EXTENSION:
        waiting = select(DemandExtension.demand_id).where(DemandExtension.decided_on.is_(None))
        return [Demand.id.in_(waiting)]
    return []


def number_condition(session: Session, typed_text: str) -> ColumnElement[bool] | None:
    """The demand of a typed number, of this year where none is typed; None where it is no number."""
    typed = read_number(typed_text)
    if typed is None:
        return None
    parts = [Demand.number == typed.number, Demand.year == (typed.year or context.today(session).year)]
    if typed.code:
        parts.append(Demand.station_id.in_(select(Station.id).where(Station.code == typed.code)))
    return and_(*parts)


def received_within(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """Received from the first day to the last, both included; None leaves an end open."""
    ends = []
    # The ends of the calendar bound nothing, and have no day beyond them to reckon with.
    if first is not None and first.year > MINYEAR:
        ends.append(Demand.received_at >= start_of(first))
    if last is not None and last.year < MAXYEAR:
        ends.append(Demand.received_at < start_of(last + timedelta(days=1)))
    return ends


def start_of(day: date) -> datetime:
    """The first instant of a day at the station."""
    return from_local(datetime.combine(day, time()))
