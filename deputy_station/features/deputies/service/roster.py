"""Asking the roster: lists with filters, one deputy with all mandates, a deputy by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import mask_phone, search_form
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.features.deputies.models import Constituency, Deputy, Group, Level, Mandate, Sex, Term
from deputy_station.features.deputies.rules import in_office
from deputy_station.store import context
from deputy_station.store.edits import get_row


class SeveralDeputies(Refusal):
    """More than one deputy fits the name; the sentence tells them apart."""


@dataclass(frozen=True)
class DeputyRow:
    """A deputy in a list; `levels` and `constituency` are those in office on the day asked for."""

    id: int
    name: str
    sex: Sex | None
    group_id: int | None
    group: str
    constituency: str
    levels: tuple[Level, ...]
    in_office: bool
    work_unit: str
    phone: str
    card_number: str
    version: int

    @property
    def level_words(self) -> str:
        """镇、县区"""
        return "、".join(level.label for level in self.levels)


@dataclass(frozen=True)
class MandateRow:
    """One seat for one time."""

    id: int
    deputy_id: int
    level: Level
    term_id: int | None
    term: str
    constituency_id: int | None
    constituency: str
    started_on: date
    ended_on: date | None
    end_reason: str
    version: int


@dataclass(frozen=True)
class DeputyDetail:
    """Everything kept about a deputy; mandates oldest first."""

    id: int
    name: str
    sex: Sex | None
    ethnicity: str
    born: str
    party: str
    education: str
    work_unit: str
    phone: str
    address: str
    postcode: str
    card_number: str
    group_id: int | None
    group: str
    note: str
    version: int
    mandates: tuple[MandateRow, ...]


_LAST = 1_000_000_000
"""Where deputies without a group stand, on either engine."""


@dataclass(frozen=True)
class DeputyCounts:
    """The figures for the chips of the page."""

    in_office: int
    by_level: Mapping[Level, int]
    left: int


_ORDERS = {
    "name": (Deputy.sort_key, Deputy.id),
    "group": (
        func.coalesce(Group.position, _LAST),
        func.coalesce(Group.id, _LAST),
        Deputy.sort_key,
        Deputy.id,
    ),
    "newest": (-Deputy.id,),
}


def holds_mandate(on: date, level: Level | None = None) -> ColumnElement[bool]:
    """Condition on `Deputy`: in office on that day (at that level)."""
    conditions = [
        Mandate.deputy_id == Deputy.id,
        Mandate.started_on <= on,
        or_(Mandate.ended_on.is_(None), Mandate.ended_on >= on),
    ]
    if level is not None:
        conditions.append(Mandate.level == level)
    return exists().where(and_(*conditions))


def _filtered(
    search: str,
    group_id: int | None,
    constituency_id: int | None,
    level: Level | None,
    on: date | None,
    left_by: date | None,
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in search.split():
        form = search_form(word)
        if not form:
            continue
        conditions.append(
            or_(
                Deputy.search_keys.contains(form, autoescape=True),
                Deputy.card_number.contains(word, autoescape=True),
                Deputy.phone.contains(word, autoescape=True),
                Deputy.group_id.in_(select(Group.id).where(Group.name.contains(word, autoescape=True))),
                Deputy.id.in_(
                    select(Mandate.deputy_id)
                    .join(Constituency)
                    .where(Constituency.name.contains(word, autoescape=True))
                ),
            )
        )
    if group_id is not None:
        conditions.append(Deputy.group_id == group_id)
    if constituency_id is not None:
        conditions.append(
            exists().where(Mandate.deputy_id == Deputy.id, Mandate.constituency_id == constituency_id)
        )
    if on is not None:
        conditions.append(holds_mandate(on, level))
    elif left_by is not None:
        conditions.append(not_(holds_mandate(left_by)))
    elif level is not None:
        conditions.append(exists().where(Mandate.deputy_id == Deputy.id, Mandate.level == level))
    return conditions


def list_deputies(
    session: Session,
    *,
    search: str = "",
    group_id: int | None = None,
    constituency_id: int | None = None,
    level: Level | None = None,
    in_office_on: date | None = None,
    left_by: date | None = None,
    order: str = "name",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[DeputyRow]:
    """Deputies that fit every filter. `search` holds words: each must be in the name, its pinyin or initials,
    the group, the constituency, the phone or the card number. `left_by` keeps those who hold no seat that day.
    `order`: name, group or newest."""
    conditions = _filtered(search, group_id, constituency_id, level, in_office_on, left_by)
    query = (
        select(Deputy, Group.name)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(*conditions)
        .order_by(*(key.desc() if descending else key for key in _ORDERS[order]))
        .offset(offset)
        .limit(limit)
    )
    found = [(deputy, group or "") for deputy, group in session.execute(query)]
    on = in_office_on or context.today(session)
    mandates = _mandates_of(session, [deputy.id for deputy, _ in found])
    return [_row(deputy, group, mandates.get(deputy.id, []), on) for deputy, group in found]


def count_deputies(
    session: Session,
    *,
    search: str = "",
    group_id: int | None = None,
    constituency_id: int | None = None,
    level: Level | None = None,
    in_office_on: date | None = None,
    left_by: date | None = None,
) -> int:
    """How many `list_deputies` would list with these filters."""
    conditions = _filtered(search, group_id, constituency_id, level, in_office_on, left_by)
    return session.scalar(select(func.count(Deputy.id)).where(*conditions)) or 0


def count_for_chips(session: Session, *, on: date) -> DeputyCounts:
    """How many hold a seat on that day, at each level, and how many no longer (or not yet) do."""
    held = and_(Mandate.started_on <= on, or_(Mandate.ended_on.is_(None), Mandate.ended_on >= on))
    by_level = session.execute(
        select(Mandate.level, func.count(func.distinct(Mandate.deputy_id)))
        .where(held)
        .group_by(Mandate.level)
    )
    counted = dict(by_level.all())
    in_office = count_deputies(session, in_office_on=on)
    everyone = session.scalar(select(func.count(Deputy.id))) or 0
    return DeputyCounts(in_office, {level: counted.get(level, 0) for level in Level}, everyone - in_office)


def _mandates_of(session: Session, deputy_ids: Sequence[int]) -> dict[int, list[MandateRow]]:
    found: dict[int, list[MandateRow]] = {}
    for start in range(0, len(deputy_ids), 500):
        query = (
            select(Mandate, Term.name, Constituency.name)
            .outerjoin(Term, Mandate.term_id == Term.id)
            .outerjoin(Constituency, Mandate.constituency_id == Constituency.id)
            .where(Mandate.deputy_id.in_(deputy_ids[start : start + 500]))
            .order_by(Mandate.started_on, Mandate.id)
        )
        for mandate, term, constituency in session.execute(query):
            found.setdefault(mandate.deputy_id, []).append(_mandate_row(mandate, term, constituency))
    return found


def _mandate_row(mandate: Mandate, term: str | None, constituency: str | None) -> MandateRow:
    return MandateRow(
        mandate.id,
        mandate.deputy_id,
        mandate.level,
        mandate.term_id,
        term or "",
        mandate.constituency_id,
        constituency or "",
        mandate.started_on,
        mandate.ended_on,
        mandate.end_reason,
        mandate.version,
    )


def _row(deputy: Deputy, group: str, mandates: Sequence[MandateRow], on: date) -> DeputyRow:
    held = [each for each in mandates if in_office(each.started_on, each.ended_on, on)]
    levels = {each.level for each in held}
    constituencies = dict.fromkeys(each.constituency for each in held or mandates[-1:] if each.constituency)
    return DeputyRow(
        deputy.id,
        deputy.name,
        deputy.sex,
        deputy.group_id,
        group,
        "、".join(constituencies),
        tuple(level for level in Level if level in levels),
        bool(held),
        deputy.work_unit,
        deputy.phone,
        deputy.card_number,
        deputy.version,
    )


def get_deputy(session: Session, *, deputy_id: int) -> DeputyDetail:
    """Everything about one deputy. Raises NotFound."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    return DeputyDetail(
        deputy.id,
        deputy.name,
        deputy.sex,
        deputy.ethnicity,
        deputy.born,
        deputy.party,
        deputy.education,
        deputy.work_unit,
        deputy.phone,
        deputy.address,
        deputy.postcode,
        deputy.card_number,
        deputy.group_id,
        deputy.group.name if deputy.group else "",
        deputy.note,
        deputy.version,
        tuple(_mandates_of(session, [deputy.id]).get(deputy.id, [])),
    )


def find_deputy(session: Session, *, name: str, group: str = "") -> DeputyRow:
    """The one deputy of that name; pinyin or initials do when nobody is written so.

    Raises NotFound, or SeveralDeputies with what tells them apart (group, constituency, end of the phone).
    """
    form = search_form(name)
    rows = [row for row in list_deputies(session, search=form) if group in row.group] if form else []
    exact = [row for row in rows if search_form(row.name) == form]
    fitting = exact or rows
    if not fitting:
        raise NotFound(f"名为“{name}”的代表")
    if len(fitting) > 1:
        listed = "；".join(_tell_apart(row) for row in fitting[:6])
        more = f"等 {len(fitting)} 人" if len(fitting) > 6 else ""
        raise SeveralDeputies(f"“{name}”对应 {len(fitting)} 位代表：{listed}{more}。请写明全名或所在小组。")
    return fitting[0]


def _tell_apart(row: DeputyRow) -> str:
    details = [
        row.group,
        row.constituency,
        row.level_words,
        f"电话 {mask_phone(row.phone)}" if row.phone else "",
    ]
    return f"{row.name}（{'，'.join(detail for detail in details if detail) or f'编号 {row.id}'}）"


def deputies_in_office(
    session: Session, *, on: date, level: Level = Level.TOWN, group_id: int | None = None
) -> list[DeputyRow]:
    """Who holds a seat at that level on that day, by group and name."""
    return list_deputies(session, group_id=group_id, level=level, in_office_on=on, order="group")


def list_mandates(
    session: Session, *, first: date, last: date, level: Level | None = None
) -> list[MandateRow]:
    """Mandates that hold on at least one day from `first` to `last`, oldest first."""
    query = (
        select(Mandate, Term.name, Constituency.name)
        .outerjoin(Term, Mandate.term_id == Term.id)
        .outerjoin(Constituency, Mandate.constituency_id == Constituency.id)
        .where(Mandate.started_on <= last, or_(Mandate.ended_on.is_(None), Mandate.ended_on >= first))
        .order_by(Mandate.started_on, Mandate.id)
    )
    if level is not None:
        query = query.where(Mandate.level == level)
    return [_mandate_row(*found) for found in session.execute(query)]
