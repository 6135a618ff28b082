"""The frame of the roster: stations, terms, groups and constituencies."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.features.deputies.models import Constituency, Deputy, Group, Mandate, Station, Term
from deputy_station.features.history.service import record_change
from deputy_station.store.asking import ask_once
from deputy_station.store.capture import seal
from deputy_station.store.edits import check_version, get_row


class NameMissing(Refusal):
    """A name is needed."""


class NameTaken(Refusal):
    """Another row of the kind has this name."""


class TermDatesWrong(Refusal):
    """A term ends before it begins."""


class NoHomeStation(Refusal):
    """The desk does not know yet which station it works for."""


@dataclass(frozen=True)
class StationRow:
    """A station as papers and the frame of the window name it."""

    id: int
    name: str
    code: str
    township: str
    district: str
    address: str
    phone: str
    is_home: bool
    version: int


@dataclass(frozen=True)
class StationKey:
    """A station by its row and by the short word before its numbers."""

    id: int
    code: str


@dataclass(frozen=True)
class TermRow:
    """A term of the town congress."""

    id: int
    name: str
    starts_on: date
    ends_on: date
    version: int


@dataclass(frozen=True)
class GroupRow:
    """A deputies' group with its leader and how many belong to it."""

    id: int
    name: str
    position: int
    leader_id: int | None
    leader: str
    deputies: int
    version: int


@dataclass(frozen=True)
class ConstituencyRow:
    """A constituency and how many mandates were ever won in it."""

    id: int
    name: str
    position: int
    mandates: int
    version: int


_Named = TypeVar("_Named", Term, Group, Constituency, Station)


def _checked_name(
    session: Session, model: type[_Named], name: str, what: str, own_id: int | None = None
) -> str:
    name = clean_line(name)
    if not name:
        raise NameMissing(f"请填写{what}的名称。")
    taken = session.scalar(select(model.id).where(model.name == name))
    if taken is not None and taken != own_id:
        raise NameTaken(f"已有名为“{name}”的{what}。请换一个名称。")
    return name


def home_station(session: Session) -> StationRow:
    """The station this desk works for. Raises NoHomeStation."""
    return _station_row(own_station(session))


def own_station(session: Session) -> Station:
    """The same, its row itself. Raises NoHomeStation."""
    station = session.scalar(select(Station).where(Station.is_home))
    if station is None:
        raise NoHomeStation("还没有登记本站。请先填写本站的名称、乡镇和届别。")
    return station


def station_key(session: Session, station_id: int | None = None) -> StationKey:
    """What a demand needs of its station: the one named, else the one this desk works for. Raises NoHomeStation,
    NotFound."""

    def ask() -> StationKey:
        station = (
            own_station(session) if station_id is None else get_row(session, Station, station_id, "联络站")
        )
        return StationKey(station.id, station.code)

    return ask_once(session, ("station", station_id), (Station,), ask)


def wait_for_other_desks(session: Session) -> None:
    """Go on when no other desk is giving out numbers or filing what came back; held until the transaction ends.

    Before the next number is looked up, so that two desks in the same second get two numbers and not an error.
    """
    session.execute(select(Station.id).where(Station.is_home).with_for_update(key_share=True))


def list_stations(session: Session) -> list[StationRow]:
    """All stations, the home station first."""
    return [
        _station_row(each)
        for each in session.scalars(select(Station).order_by(Station.is_home.desc(), Station.id))
    ]


def create_station(
    session: Session,
    *,
    name: str,
    code: str,
    township: str,
    district: str,
    address: str = "",
    phone: str = "",
    is_home: bool = False,
) -> StationRow:
    """Add a station; the first one, or one with `is_home`, becomes the desk's own."""
    name = _checked_name(session, Station, name, "联络站")
    code = clean_line(code) or clean_line(township) or name
    if session.scalar(select(Station.id).where(Station.code == code)) is not None:
        raise NameTaken(f"编号简称“{code}”已被别的联络站使用。请换一个。")
    home = session.scalar(select(Station).where(Station.is_home))
    if is_home and home is not None:
        home.is_home = False
    station = Station(
        name=name,
        code=code,
        township=clean_line(township),
        district=clean_line(district),
        address=clean_line(address),
        phone=clean_line(phone),
        is_home=is_home or home is None,
    )
    session.add(station)
    session.flush()
    if station.is_home:
        # Ctrl+Z on the first morning must not close the house.
        seal(session, Station, [station.id], f"联络站“{name}”已经建立")
    _record(session, "station.create", "station", station.id, f"登记联络站“{name}”")
    return _station_row(station)


def edit_station(
    session: Session,
    *,
    station_id: int,
    version: int,
    name: str,
    code: str,
    township: str,
    district: str,
    address: str,
    phone: str,
) -> StationRow:
    """Change what papers say about a station."""
    station = get_row(session, Station, station_id, "联络站")
    check_version(station, version, "联络站")
    station.name = _checked_name(session, Station, name, "联络站", station.id)
    code = clean_line(code) or station.code
    taken = session.scalar(select(Station.id).where(Station.code == code))
    if taken not in (None, station.id):
        raise NameTaken(f"编号简称“{code}”已被别的联络站使用。请换一个。")
    station.code = code
    station.township, station.district = clean_line(township), clean_line(district)
    station.address, station.phone = clean_line(address), clean_line(phone)
    session.flush()
    _record(session, "station.edit", "station", station.id, f"修改联络站“{station.name}”的资料")
    return _station_row(station)


def list_terms(session: Session) -> list[TermRow]:
    """All terms, the newest first."""
    return [_term_row(term) for term in session.scalars(select(Term).order_by(Term.starts_on.desc()))]


def current_term(session: Session, *, on: date) -> TermRow | None:
    """The term that day lies in, or None."""
    term = session.scalar(
        select(Term).where(Term.starts_on <= on, Term.ends_on >= on).order_by(Term.starts_on.desc())
    )
    return None if term is None else _term_row(term)


def create_term(session: Session, *, name: str, starts_on: date, ends_on: date) -> TermRow:
    """Add a term."""
    name = _checked_name(session, Term, name, "届别")
    _check_term(starts_on, ends_on)
    term = Term(name=name, starts_on=starts_on, ends_on=ends_on)
    session.add(term)
    session.flush()
    _record(session, "term.create", "term", term.id, f"登记届别“{name}”")
    return _term_row(term)


def edit_term(
    session: Session, *, term_id: int, version: int, name: str, starts_on: date, ends_on: date
) -> TermRow:
    """Change the name or the days of a term."""
    term = get_row(session, Term, term_id, "届别")
    check_version(term, version, "届别")
    _check_term(starts_on, ends_on)
    term.name = _checked_name(session, Term, name, "届别", term.id)
    term.starts_on, term.ends_on = starts_on, ends_on
    session.flush()
    _record(session, "term.edit", "term", term.id, f"修改届别“{term.name}”")
    return _term_row(term)


def _check_term(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise TermDatesWrong("届满日期要晚于开始日期。请核对两个日期。")


def list_groups(session: Session) -> list[GroupRow]:
    """All groups in their order, with leader and size."""
    leader = select(Deputy.name).where(Deputy.id == Group.leader_id).correlate(Group).scalar_subquery()
    size = select(func.count(Deputy.id)).where(Deputy.group_id == Group.id).correlate(Group).scalar_subquery()
    found = session.execute(select(Group, leader, size).order_by(Group.position, Group.id))
    return [
        GroupRow(group.id, group.name, group.position, group.leader_id, name or "", count, group.version)
        for group, name, count in found
    ]


def create_group(session: Session, *, name: str) -> GroupRow:
    """Add a group at the end of the list."""
    name = _checked_name(session, Group, name, "代表小组")
    group = Group(name=name, position=_next_position(session, Group))
    session.add(group)
    session.flush()
    _record(session, "group.create", "group", group.id, f"设立代表小组“{name}”")
    return GroupRow(group.id, group.name, group.position, None, "", 0, group.version)


def edit_group(
    session: Session, *, group_id: int, version: int, name: str, leader_id: int | None = None
) -> GroupRow:
    """Rename a group or name its leader, who must belong to it."""
    group = get_row(session, Group, group_id, "代表小组")
    check_version(group, version, "代表小组")
    group.name = _checked_name(session, Group, name, "代表小组", group.id)
    if leader_id is not None:
        leader = get_row(session, Deputy, leader_id, "代表")
        if leader.group_id != group.id:
            raise Refusal(f"{leader.name}不在“{group.name}”。请先把这位代表编入本组，再定为组长。")
    group.leader_id = leader_id
    session.flush()
    _record(session, "group.edit", "group", group.id, f"修改代表小组“{group.name}”")
    return next(row for row in list_groups(session) if row.id == group.id)


def list_constituencies(session: Session) -> list[ConstituencyRow]:
    """All constituencies in their order."""
    count = (
        select(func.count(Mandate.id))
        .where(Mandate.constituency_id == Constituency.id)
        .correlate(Constituency)
        .scalar_subquery()
    )
    found = session.execute(select(Constituency, count).order_by(Constituency.position, Constituency.id))
    return [
        ConstituencyRow(each.id, each.name, each.position, mandates, each.version) for each, mandates in found
    ]


def create_constituency(session: Session, *, name: str) -> ConstituencyRow:
    """Add a constituency at the end of the list."""
    name = _checked_name(session, Constituency, name, "选区")
    constituency = Constituency(name=name, position=_next_position(session, Constituency))
    session.add(constituency)
    session.flush()
    _record(session, "constituency.create", "constituency", constituency.id, f"登记选区“{name}”")
    return ConstituencyRow(constituency.id, name, constituency.position, 0, constituency.version)


def edit_constituency(session: Session, *, constituency_id: int, version: int, name: str) -> ConstituencyRow:
    """Rename a constituency."""
    constituency = get_row(session, Constituency, constituency_id, "选区")
    check_version(constituency, version, "选区")
    constituency.name = _checked_name(session, Constituency, name, "选区", constituency.id)
    session.flush()
    _record(session, "constituency.edit", "constituency", constituency.id, f"修改选区“{constituency.name}”")
    return next(row for row in list_constituencies(session) if row.id == constituency.id)


def group_named(session: Session, *, name: str) -> GroupRow:
    """The group of that name, or whose name holds it when only one does. Raises NotFound."""
    groups = list_groups(session)
    fitting = [group for group in groups if group.name == name] or [
        group for group in groups if name in group.name
    ]
    if len(fitting) != 1:
        raise NotFound(f"名为“{name}”的代表小组")
    return fitting[0]


def _next_position(session: Session, model: type[Group] | type[Constituency]) -> int:
    return (session.scalar(select(func.max(model.position))) or 0) + 1


def _record(session: Session, action: str, subject: str, subject_id: int, sentence: str) -> None:
    record_change(session, action=action, subject=subject, subject_id=subject_id, sentence=sentence)


def _station_row(station: Station) -> StationRow:
    return StationRow(
        station.id,
        station.name,
        station.code,
        station.township,
        station.district,
        station.address,
        station.phone,
        station.is_home,
        station.version,
    )


def _term_row(term: Term) -> TermRow:
    return TermRow(term.id, term.name, term.starts_on, term.ends_on, term.version)
