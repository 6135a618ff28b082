"""Taking a demand down, and correcting it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from deputy_station.core.cleaning import clean_text, mask_name
from deputy_station.core.clock import local_day
from deputy_station.core.errors import Refusal
from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.models import Demand, DemandCounter, DemandDeputy, DemandStep
from deputy_station.features.demands.rules.choices import Channel, DemandState, Satisfaction
from deputy_station.features.demands.rules.faces import CONFIDENTIAL
from deputy_station.features.demands.rules.numbering import number_text
from deputy_station.features.demands.rules.steps import STEPS
from deputy_station.features.demands.rules.villages import village_in
from deputy_station.features.demands.service.accused import check_in_hand
from deputy_station.features.demands.service.awaiting import await_next
from deputy_station.features.demands.service.revealing import SecrecyNotYours
from deputy_station.features.demands.service.rows import (
    DemandRow,
    DeputyName,
    demand_number,
    deputy_names,
    fetch_row,
    list_deputy_names,
    refresh_search_text,
    row_as_it_stands,
    search_text_of,
)
from deputy_station.features.demands.service.secrecy import forget_names
from deputy_station.features.demands.service.taken_values import (
    TEXTS,
    check_values,
    cleaned_values,
    gist_of,
    title_of_secret,
)
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.deputies.service.frame import own_station, station_key
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.models import Visit
from deputy_station.store import context
from deputy_station.store.capture import count_up, insert_one
from deputy_station.store.edits import check_version, get_row


class YearOfNumberFixed(Refusal):
    """The day was moved into another year than the number's."""

    def __init__(self, number: str) -> None:
        super().__init__(f"“{number}”的编号已含年份，接待日期不能改到别的年份。请核对日期。")


_FIELD_WORDS = {
    "title": "标题",
    "words": "原话",
    "wish": "诉求",
    "category_id": "类别",
    "channel": "反映方式",
    "received_at": "接待时间",
    "visitor_name": "来访人",
    "visitor_phone": "电话",
    "visitor_address": "住址",
    "people": "人数",
    "confidential": "保密",
    "place": "地点",
    "village": "村社区",
    "against": "被反映人",
    "against_unit_id": "被反映人所在单位",
    "seen_by": "谁看过",
    "deputy_ids": "接待代表",
}
_COLUMNS = frozenset(column.key for column in inspect(Demand).column_attrs)
_PERSONAL = frozenset({"visitor_name", "visitor_phone", "visitor_address", "against"})


def station_of(session: Session, station_id: int | None) -> Station:
    """The station meant: the one named, else the one of this desk. Raises NoHomeStation, NotFound."""
    return own_station(session) if station_id is None else get_row(session, Station, station_id, "联络站")


def take_numbers(session: Session, *, station_id: int, counts: Mapping[int, int]) -> dict[int, int]:
    """Take numbers (year to how many) and return the first of each year's row of them. The counters stay locked
    to the end of the transaction, so a number that is rolled back is given again and no year has gaps."""
    firsts = {}
    for year in sorted(counts):  # in one order at every desk, so that no two wait for each other
        key = {"station_id": station_id, "year": year}
        firsts[year] = count_up(session, DemandCounter, key, "last", counts[year]) - counts[year] + 1
    return firsts


def register_demand(
    session: Session,
    *,
    words: str,
    title: str = "",
    wish: str = "",
    category_id: int | None = None,
    channel: Channel = Channel.RECEPTION,
    received_at: datetime | None = None,
    visit_id: int | None = None,
    visitor_name: str = "",
    visitor_phone: str = "",
    visitor_address: str = "",
    people: int = 1,
    confidential: bool = False,
    place: str = "",
    village: str = "",
    against: str = "",
    against_unit_id: int | None = None,
    deputy_ids: Iterable[int] = (),
    station_id: int | None = None,
    registered_note: str = "",
) -> DemandRow:
    """Take a demand down in the visitor's own words; it gets the next number of its year.

    `village` is taken from the place or the address where it is not named. `against` is who is complained of and
    `against_unit_id` that person's unit, to which the demand is not handed over without a warning.
    `registered_note` stands with the first line of its timeline.
    Without a title the first sentence of the words is taken; without a station the desk's own. `received_at`
    is aware. Raises WordsMissing, LineTooLong, PeopleCountInvalid, ReceivedInFuture, ReceivedTooEarly, NotFound.
    """
    values = cleaned_values(
        title=title,
        words=words,
        wish=wish,
        category_id=category_id,
        visitor_name=visitor_name,
        visitor_phone=visitor_phone,
        visitor_address=visitor_address,
        people=people,
        place=place,
        village=village,
        against=against,
        against_unit_id=against_unit_id,
    )
    values["village"] = values["village"] or village_in(values["place"], values["visitor_address"])
    if confidential:
        values["title"] = title_of_secret(**values)
    moment = received_at or context.now(session)
    check_values(session, {**values, "received_at": moment})
    station = station_key(session, station_id)
    if visit_id is not None:
        get_row(session, Visit, visit_id, "这次来访").finished = True  # who has been heard waits no longer
    year = local_day(moment).year
    # Everything that can be known of it is, before it is written: the row is put down once.
    demand = Demand(
        **values,
        version=1,
        station_id=station.id,
        year=year,
        number=take_numbers(session, station_id=station.id, counts={year: 1})[year],
        channel=channel,
        taken_by=context.actor(session),
        received_at=moment.astimezone(UTC),
        visit_id=visit_id,
        confidential=confidential,
        state=DemandState.REGISTERED,
        rounds=1,
        voices=1,
        co_units="",
        # Written by one statement, the row is not read again: what it says must be what stands there.
        solved=False,
        deadline_provisional=False,
        urged=0,
        urge_level=0,
        extended=0,
    )
    followers = _named_deputies(session, deputy_ids)
    await_next(session, demand)
    number = number_text(station.code, year, demand.number)
    demand.search_text = search_text_of(demand, number=number, deputies=followers)
    demand.id = insert_one(
        session, Demand, {name: value for name, value in vars(demand).items() if name in _COLUMNS}
    )
    session.add_all(DemandDeputy(demand_id=demand.id, deputy_id=one.id) for one in followers)
    names = "、".join(one.name for one in followers)
    sentence = f"登记，{channel.label}" + (f"，接待代表：{names}" if names else "")
    add_step(session, demand, "register", None, sentence, clean_text(registered_note))
    record_change(
        session,
        action="demand.register",
        subject="demand",
        subject_id=demand.id,
        sentence=f"登记诉求 {number}“{demand.title}”",
        after={"number": number, "title": demand.title, "state": demand.state},
    )
    return row_as_it_stands(session, demand)


def add_step(
    session: Session,
    demand: Demand,
    key: str,
    before: DemandState | None,
    sentence: str,
    note: str = "",
    satisfaction: Satisfaction | None = None,
    manner: Satisfaction | None = None,
    level: int = 0,
) -> None:
    """Add a line to the demand's timeline; its state must already be the one after the step."""
    insert_one(
        session,
        DemandStep,
        {
            "demand_id": demand.id,
            "at": context.now(session),
            "actor": context.actor(session),
            "step": STEPS[key].key,
            "state_before": before,
            "state_after": demand.state,
            "sentence": sentence,
            "note": note,
            "satisfaction": satisfaction,
            "manner": manner,
            "level": level,
            "round": demand.rounds,
        },
    )


def edit_demand(
    session: Session, *, demand_id: int, version: int, knowing: bool = False, **changes: Any
) -> DemandRow:
    """Correct what was taken down; only the named fields change (those of `register_demand` without station
    and visit, and `seen_by`: who saw that it was done). The visitor of a confidential demand changes only when named. The history keeps both values,
    personal ones masked.

    Raises NotFound, StaleEdit, YearOfNumberFixed, AgainstOwnUnit where the unit of who is complained of has the demand in
    hand already (unless `knowing`), and the refusals of `register_demand`.
    """
    unknown = set(changes) - set(_FIELD_WORDS)
    if unknown:
        raise TypeError(f"not fields of a demand: {sorted(unknown)}")
    demand = get_row(session, Demand, demand_id, "这件诉求")
    check_version(demand, version, "这件诉求")
    number = demand_number(demand)
    deputy_ids = changes.pop("deputy_ids", None)
    values = cleaned_values(**changes)
    if demand.confidential and not sees_confidential(role_of(session)):
        raise SecrecyNotYours  # what this desk reads is not what was written: saved, it would take its place
    if "village" not in values and demand.village == village_in(demand.place, demand.visitor_address):
        values["village"] = village_in(
            values.get("place", demand.place), values.get("visitor_address", demand.visitor_address)
        )
    if "title" in values and not values["title"]:
        values["title"] = gist_of(values.get("words", demand.words))
    check_values(session, values)
    moment = values.get("received_at")
    if moment is not None and local_day(moment).year != demand.year:
        raise YearOfNumberFixed(number)
    against = values.get("against_unit_id")
    if against is not None and against != demand.against_unit_id and not knowing:
        check_in_hand(session, demand, {against})
    secret = values.get("confidential", demand.confidential)
    if secret:
        columns = ("title", "visitor_name", "visitor_phone", "visitor_address", "against")
        values["title"] = title_of_secret(
            **{each: values.get(each, getattr(demand, each)) for each in columns}
        )
    if secret and not demand.confidential:
        forget_names(session, demand, values)
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    hidden = secret or demand.confidential
    for name, value in values.items():
        old = getattr(demand, name)
        if old != value:
            before[name], after[name] = _told(name, old, secret=hidden), _told(name, value, secret=hidden)
            setattr(demand, name, value)
    if deputy_ids is not None:
        old_ids = sorted(one.id for one in list_deputy_names(session, demand.id))
        new_ids = sorted(set(deputy_ids))
        if old_ids != new_ids:
            before["deputy_ids"], after["deputy_ids"] = old_ids, new_ids
            _set_deputies(session, demand, new_ids)
            # A change in the side table alone must still turn a second editor away.
            flag_modified(demand, "state")
    if not after:
        return fetch_row(session, demand.id)
    refresh_search_text(session, demand)
    changed = "、".join(_FIELD_WORDS[name] for name in after)
    record_change(
        session,
        action="demand.edit",
        subject="demand",
        subject_id=demand.id,
        sentence=f"修改诉求 {number} 的{changed}",
        before=before,
        after=after,
    )
    return fetch_row(session, demand.id)


def _set_deputies(session: Session, demand: Demand, deputy_ids: Iterable[int]) -> None:
    wanted = set(deputy_ids)
    there = {
        link.deputy_id: link
        for link in session.scalars(select(DemandDeputy).where(DemandDeputy.demand_id == demand.id))
    }
    for deputy_id, link in there.items():
        if deputy_id not in wanted:
            session.delete(link)
    for deputy_id in sorted(wanted - set(there)):
        get_row(session, Deputy, deputy_id, "这位代表")
        session.add(DemandDeputy(demand_id=demand.id, deputy_id=deputy_id))
    session.flush()


def _named_deputies(session: Session, deputy_ids: Iterable[int]) -> tuple[DeputyName, ...]:
    """The deputies of these numbers, in roster order. Raises NotFound."""
    wanted = sorted(set(deputy_ids))
    for deputy_id in wanted:
        get_row(session, Deputy, deputy_id, "这位代表")
    return deputy_names(session, Deputy.id.in_(wanted)) if wanted else ()


def _told(name: str, value: object, *, secret: bool) -> object:
    """A value as the history keeps it: who voiced a demand is not spread into the log, of who asked for secrecy not even
    a surname, nor what they said."""
    if secret and (name in _PERSONAL or name in ("title", *TEXTS)):
        return CONFIDENTIAL if value else ""
    return mask_name(str(value)) if name in _PERSONAL else value
