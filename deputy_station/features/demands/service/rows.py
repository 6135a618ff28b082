"""What the area hands out: rows of the list, the whole of one demand, and the one search text of a demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session, object_session

from deputy_station.core.cleaning import mask_name, search_form
from deputy_station.core.clock import local_day
from deputy_station.core.grams import FIELDS
from deputy_station.core.pinyin import initials
from deputy_station.features.demands.models import Demand, DemandDeputy, DemandVoice
from deputy_station.features.demands.rules.choices import Channel, DemandState, Route, Satisfaction
from deputy_station.features.demands.rules.deadlines import DueMark, days_mark, due_mark
from deputy_station.features.demands.rules.faces import Person, nameless
from deputy_station.features.demands.rules.numbering import number_text, short_number
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.deputies.service.frame import station_key
from deputy_station.features.matters.models import Category, Unit
from deputy_station.store import context

CONFIDENTIAL_VISITOR = "（保密）"


@dataclass(frozen=True, slots=True)
class DemandRow:
    """A demand as a list shows it; the visitor is masked. Instants are UTC, days are the station's."""

    id: int
    version: int
    number: str
    short: str
    title: str
    category: str
    unit: str
    route: Route | None
    channel: Channel
    state: DemandState
    received_at: datetime
    received_on: date
    deadline_on: date | None
    deadline_provisional: bool
    due: DueMark
    visitor: str
    place: str
    urged: int
    rounds: int
    satisfaction: Satisfaction | None
    solved: bool
    handled_on: date | None
    settled_on: date | None
    struck_off_on: date | None
    manner: Satisfaction | None
    village: str
    confidential: bool
    people: int
    voices: int
    step_due_on: date | None
    step_due: DueMark
    call_on: date | None
    extended: int
    urge_level: int
    supervised_on: date | None

    @property
    def handler(self) -> str:
        """Who has it: the unit, else the route; sent back, it has neither, whatever its last route was."""
        if self.unit or self.route is None or self.state in (DemandState.REGISTERED, DemandState.PROPOSED):
            return self.unit
        return self.route.label


@dataclass(frozen=True)
class StepRow:
    """One line of the timeline."""

    at: datetime
    actor: str
    step: str
    label: str
    sentence: str
    note: str
    state_after: DemandState
    round: int = 1
    level: int = 0
    satisfaction: Satisfaction | None = None
    manner: Satisfaction | None = None


@dataclass(frozen=True)
class DeputyName:
    """A deputy who follows the demand."""

    id: int
    name: str


@dataclass(frozen=True)
class DemandDetail:
    """The whole of one demand. For a confidential one the visitor's name, phone and address are empty, and who is
    complained of (`against`, `against_unit_id`) is there only for those with the right to confidential names."""

    row: DemandRow
    station: str
    words: str
    wish: str
    opinion: str
    category_id: int | None
    category_path: str
    unit_id: int | None
    co_units: str
    visitor_name: str
    visitor_phone: str
    visitor_address: str
    visitor_masked: str
    phone_masked: str
    people: int
    confidential: bool
    visit_id: int | None
    assigned_on: date | None
    deadline_arithmetic: str
    result: str
    replied_at: datetime | None
    informed_on: date | None
    informed_how: str
    followed_up_on: date | None
    source: str
    source_number: str
    seen_by: str
    against: str
    against_unit_id: int | None
    merged_into_id: int | None
    merged_into: str
    supervisor: str
    step_due_arithmetic: str
    deputies: tuple[DeputyName, ...]
    steps: tuple[StepRow, ...]


def category_word(path: str | None) -> str:
    """The one word a list shows for a category: the finest level that says something."""
    parts = (path or "").split("/")
    telling = [part for part in parts if part != "其他"]
    return telling[-1] if telling else parts[-1]


def masked_visitor(name: str, confidential: bool) -> str:
    """The visitor as lists show it."""
    return CONFIDENTIAL_VISITOR if confidential else mask_name(name)


_ROW_COLUMNS = (
    Demand.id,
    Demand.version,
    Demand.year,
    Demand.number,
    Station.code,
    Demand.title,
    Category.path,
    Unit.name.label("unit"),
    Demand.route,
    Demand.channel,
    Demand.state,
    Demand.received_at,
    Demand.deadline_on,
    Demand.deadline_provisional,
    Demand.visitor_name,
    Demand.confidential,
    Demand.place,
    Demand.urged,
    Demand.rounds,
    Demand.satisfaction,
    Demand.solved,
    Demand.handled_on,
    Demand.settled_on,
    Demand.struck_off_on,
    Demand.manner,
    Demand.village,
    Demand.people,
    Demand.voices,
    Demand.step_due_on,
    Demand.call_on,
    Demand.extended,
    Demand.urge_level,
    Demand.supervised_on,
)


def select_rows() -> Select[*tuple[Any, ...]]:
    """The columns of `DemandRow`, joined; filter and order it, then hand each result to `row_of`."""
    return (
        select(*_ROW_COLUMNS)
        .select_from(Demand)
        .join(Station, Station.id == Demand.station_id)
        .outerjoin(Category, Category.id == Demand.category_id)
        .outerjoin(Unit, Unit.id == Demand.unit_id)
    )


def row_of(found: Any, today: date) -> DemandRow:
    """A result of `select_rows` as a row."""
    return DemandRow(
        id=found.id,
        version=found.version,
        number=number_text(found.code, found.year, found.number),
        short=short_number(found.number),
        title=found.title,
        category=category_word(found.path),
        unit=found.unit or "",
        route=found.route,
        channel=found.channel,
        state=found.state,
        received_at=found.received_at,
        received_on=local_day(found.received_at),
        deadline_on=found.deadline_on,
        deadline_provisional=found.deadline_provisional,
        due=due_mark(found.deadline_on, found.state, today),
        visitor=masked_visitor(found.visitor_name, found.confidential),
        place=found.place,
        urged=found.urged,
        rounds=found.rounds,
        satisfaction=found.satisfaction,
        solved=found.solved,
        handled_on=found.handled_on,
        settled_on=found.settled_on,
        struck_off_on=found.struck_off_on,
        manner=found.manner,
        village=found.village,
        confidential=found.confidential,
        people=found.people,
        voices=found.voices,
        step_due_on=found.step_due_on,
        step_due=days_mark(found.step_due_on, today),
        call_on=found.call_on,
        extended=found.extended,
        urge_level=found.urge_level,
        supervised_on=found.supervised_on,
    )


def fetch_row(session: Session, demand_id: int) -> DemandRow:
    """The row of one demand, as it now stands in this session."""
    session.flush()
    return row_of(session.execute(select_rows().where(Demand.id == demand_id)).one(), context.today(session))


@dataclass(frozen=True)
class _Joined:
    """A loaded demand with what `select_rows` finds beside it, to be read by `row_of`."""

    demand: Demand
    code: str
    path: str | None
    unit: str | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.demand, name)


def row_as_it_stands(session: Session, demand: Demand) -> DemandRow:
    """The row of a demand that was loaded or made in this session: what was just written is not read again."""
    session.flush()
    category = session.get(Category, demand.category_id) if demand.category_id else None
    unit = session.get(Unit, demand.unit_id) if demand.unit_id else None
    path, name = category.path if category else None, unit.name if unit else None
    code = station_key(session, demand.station_id).code
    return row_of(_Joined(demand, code, path, name), context.today(session))


def demand_number(demand: Demand) -> str:
    """The number of a loaded demand."""
    session = object_session(demand)
    code = demand.station.code if session is None else station_key(session, demand.station_id).code
    return number_text(code, demand.year, demand.number)


_FOLLOWING = (
    select(Deputy.id, Deputy.name)
    .where(Deputy.id.in_(select(DemandDeputy.deputy_id).where(DemandDeputy.demand_id == bindparam("demand"))))
    .order_by(Deputy.sort_key, Deputy.id)
)
"""Asked at every step that is taken: put together once."""


def list_deputy_names(session: Session, demand_id: int) -> tuple[DeputyName, ...]:
    """The deputies who follow a demand, in roster order."""
    return tuple(DeputyName(one.id, one.name) for one in session.execute(_FOLLOWING, {"demand": demand_id}))


def deputy_names(session: Session, which: ColumnElement[bool]) -> tuple[DeputyName, ...]:
    """The deputies of a condition, in roster order."""
    query = select(Deputy.id, Deputy.name).where(which).order_by(Deputy.sort_key, Deputy.id)
    return tuple(DeputyName(one.id, one.name) for one in session.execute(query))


def compose_search_text(
    *,
    number: str,
    title: str,
    words: str,
    wish: str,
    place: str,
    unit: str,
    deputies: str,
    visitor: str,
    phone: str,
    address: str,
    confidential: bool,
    source_number: str,
    others: Sequence[str] = (),
    against: str = "",
) -> str:
    """What the search looks through. Of a confidential visitor nothing is in it, nor of who is complained of, wherever
    they were named: a hit would tell who it was. `others` is what other voices add."""
    person = () if confidential else (visitor, *_initials(visitor), phone, address)
    if confidential:
        people = (Person(visitor, phone, address), Person(against))
        title, words, wish = (nameless(text, people, instead=FIELDS) for text in (title, words, wish))
    followers = (initial for name in deputies.split() for initial in _initials(name))
    parts = (number, title, words, wish, place, unit, deputies, *followers, source_number, *person, *others)
    # One pass over all of it; the bar between two fields keeps a search from matching across them.
    return search_form("|".join(part for part in parts if part))


def _initials(name: str) -> tuple[str, ...]:
    """Pinyin initials of a name in Chinese; the account names of a platform have none."""
    return () if name.isascii() else initials(name)


def refresh_search_text(session: Session, demand: Demand) -> None:
    """Set the search text from the demand as it now stands."""
    demand.search_text = search_text_of(
        demand,
        number=demand_number(demand),
        unit=session.get(Unit, demand.unit_id) if demand.unit_id else None,
        deputies=list_deputy_names(session, demand.id),
        others=_voices_text(session, demand),
    )


def search_text_of(
    demand: Demand,
    *,
    number: str,
    unit: Unit | None = None,
    deputies: Sequence[DeputyName] = (),
    others: Sequence[str] = (),
) -> str:
    """What a demand is found by, with its number, its unit, who follows it, and what other voices add."""
    return compose_search_text(
        number=number,
        title=demand.title,
        words=demand.words,
        wish=demand.wish,
        place=demand.place,
        unit="、".join(name for name in (unit.name if unit else "", demand.co_units) if name),
        deputies=" ".join(one.name for one in deputies),
        visitor=demand.visitor_name,
        phone=demand.visitor_phone,
        address=demand.visitor_address,
        confidential=demand.confidential,
        source_number=demand.source_number or "",
        others=others,
        against=demand.against,
    )


def _voices_text(session: Session, demand: Demand) -> list[str]:
    """What the other voices of a demand are found by: their words, who they are unless they asked for secrecy, and the
    numbers of the demands merged into it."""
    if demand.voices <= 1:
        return []
    session.flush()
    parts: list[str] = []
    for voice in session.scalars(select(DemandVoice).where(DemandVoice.demand_id == demand.id)):
        person = (
            () if voice.confidential else (voice.name, *_initials(voice.name), voice.phone, voice.address)
        )
        words = voice.words
        if voice.confidential:
            words = nameless(words, [Person(voice.name, voice.phone, voice.address)], instead=FIELDS)
        parts += [words, *person]
    merged = session.scalars(select(Demand).where(Demand.merged_into_id == demand.id))
    return parts + [demand_number(one) for one in merged]
