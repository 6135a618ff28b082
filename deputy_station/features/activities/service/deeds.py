"""What single deputies did: speeches, reports, visits to voters, good deeds, duty reports, awards."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text, search_form
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Activity, Deed, Evidence
from deputy_station.features.activities.rules import ContactWay, DeedKind, DutyReportManner
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.history.service import record_change
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.followers import DEED_REMOVING, tell_followers
from deputy_station.store.lengths import fit_line


class DeedIncomplete(Refusal):
    """Something the record cannot do without is missing."""


class DeedInFuture(Refusal):
    """Only what was done is a record."""


@dataclass(frozen=True)
class DeedRow:
    """One deed in a list, with how many pieces of evidence are kept for it."""

    id: int
    kind: DeedKind
    deputy_id: int
    deputy: str
    group: str
    done_on: date
    title: str
    place: str
    details: str
    quantity: int
    accepted: bool
    activity_id: int | None
    manner: DutyReportManner | None
    votes_satisfied: int | None
    votes_fair: int | None
    votes_unsatisfied: int | None
    awarded_by: str
    award_level: str
    organiser: str
    way: ContactWay | None
    beneficiaries: str
    people: int | None
    outcome: str
    evidence: int
    version: int


class DeedFields(TypedDict, total=False):
    """What can be entered about a deed; a key left out keeps what is there."""

    done_on: date
    title: str
    place: str
    details: str
    quantity: int
    accepted: bool
    activity_id: int | None
    manner: DutyReportManner | None
    votes_satisfied: int | None
    votes_fair: int | None
    votes_unsatisfied: int | None
    awarded_by: str
    award_level: str | None
    organiser: str
    way: ContactWay | None
    beneficiaries: str
    people: int | None
    outcome: str


_LINES = {
    "title": (Deed.title, "事项"),
    "place": (Deed.place, "地点"),
    "awarded_by": (Deed.awarded_by, "授予机关"),
    "award_level": (Deed.award_level, "级别"),
    "organiser": (Deed.organiser, "组织单位"),
    "beneficiaries": (Deed.beneficiaries, "受益对象"),
}
"""The lines of text of a deed: column and word."""
_TEXTS = frozenset({"details", "outcome"})


def record_deed(session: Session, *, kind: DeedKind, deputy_id: int, **fields: Unpack[DeedFields]) -> DeedRow:
    """Enter what a deputy did; a duty report needs its manner (口头 or 书面)."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    deed = Deed(kind=kind, deputy_id=deputy_id, title="", quantity=1, accepted=True)
    _set_fields(session, deed, {"title": "", "done_on": context.today(session), **fields})
    session.add(deed)
    session.flush()
    _record(session, deed, "record", f"登记{deputy.name}{kind.label}：{deed.title}")
    return get_deed(session, deed_id=deed.id)


def edit_deed(session: Session, *, deed_id: int, version: int, **changes: Unpack[DeedFields]) -> DeedRow:
    """Correct a deed. Raises StaleEdit."""
    deed = get_row(session, Deed, deed_id, "履职记录")
    check_version(deed, version, "履职记录")
    _set_fields(session, deed, dict(changes))
    session.flush()
    _record(session, deed, "edit", f"修改{deed.deputy.name}{deed.kind.label}：{deed.title}")
    return get_deed(session, deed_id=deed.id)


def remove_deed(session: Session, *, deed_id: int, version: int) -> None:
    """Remove a deed entered by mistake, with its evidence entries; the history keeps a line."""
    deed = get_row(session, Deed, deed_id, "履职记录")
    check_version(deed, version, "履职记录")
    for evidence in session.scalars(
        select(Evidence).where(Evidence.subject == "deed", Evidence.subject_id == deed_id)
    ):
        session.delete(evidence)
    tell_followers(session, DEED_REMOVING, deed_id=deed_id)
    _record(session, deed, "remove", f"删除{deed.deputy.name}{deed.kind.label}：{deed.title}")
    session.delete(deed)
    session.flush()


def _set_fields(session: Session, deed: Deed, fields: dict[str, object]) -> None:
    for key, value in fields.items():
        if value is None and key in _LINES:  # a choice that nobody made
            value = ""
        if isinstance(value, str):
            value = clean_text(value) if key in _TEXTS else fit_line(*_LINES[key], value)
        if key == "activity_id" and isinstance(value, int):
            get_row(session, Activity, value, "活动")
        if getattr(deed, key) != value:
            setattr(deed, key, value)
    if not deed.title:
        raise DeedIncomplete("请填写事项（议题、题目或做了什么）。")
    today = context.today(session)
    if deed.done_on > today:
        raise DeedInFuture(f"{day_words(deed.done_on, today)}还没有到，不能登记履职记录。请核对日期。")
    if deed.quantity < 1:
        raise DeedIncomplete("次数至少是 1。请核对。")
    if deed.kind is DeedKind.DUTY_REPORT and deed.manner is None:
        raise DeedIncomplete("请选择述职方式：口头或书面。")
    votes = (deed.votes_satisfied, deed.votes_fair, deed.votes_unsatisfied)
    if any(vote is not None and vote < 0 for vote in votes):
        raise DeedIncomplete("测评票数不能小于 0。请核对。")
    if deed.people is not None and deed.people < 0:
        raise DeedIncomplete("人数不能小于 0。请核对。")


def get_deed(session: Session, *, deed_id: int) -> DeedRow:
    """One deed. Raises NotFound."""
    get_row(session, Deed, deed_id, "履职记录")
    return _rows(session, [Deed.id == deed_id], 0, None)[0]


def list_deeds(
    session: Session,
    *,
    kind: DeedKind | None = None,
    deputy_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
    search: str = "",
    offset: int = 0,
    limit: int | None = None,
) -> list[DeedRow]:
    """Deeds newest first; `search` looks through the name of the deputy and every text of the deed."""
    return _rows(session, _filtered(kind, deputy_id, first, last, search), offset, limit)


def count_deeds(
    session: Session,
    *,
    kind: DeedKind | None = None,
    deputy_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
    search: str = "",
) -> int:
    """How many `list_deeds` would list with these filters."""
    conditions = _filtered(kind, deputy_id, first, last, search)
    return session.scalar(select(func.count(Deed.id)).where(*conditions)) or 0


def count_by_kind(session: Session, *, year: int) -> dict[DeedKind, int]:
    """How many deeds of each kind a year has; 0 where none."""
    counted = session.execute(
        select(Deed.kind, func.count(Deed.id))
        .where(Deed.done_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(Deed.kind)
    )
    return dict.fromkeys(DeedKind, 0) | dict(counted.all())


def _filtered(
    kind: DeedKind | None, deputy_id: int | None, first: date | None, last: date | None, search: str
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if kind is not None:
        conditions.append(Deed.kind == kind)
    if deputy_id is not None:
        conditions.append(Deed.deputy_id == deputy_id)
    if first is not None:
        conditions.append(Deed.done_on >= first)
    if last is not None:
        conditions.append(Deed.done_on <= last)
    for word in search.split():
        named = select(Deputy.id).where(Deputy.search_keys.contains(search_form(word), autoescape=True))
        texts = (
            Deed.title,
            Deed.place,
            Deed.details,
            Deed.outcome,
            Deed.beneficiaries,
            Deed.organiser,
            Deed.awarded_by,
        )
        conditions.append(
            or_(Deed.deputy_id.in_(named), *(text.contains(word, autoescape=True) for text in texts))
        )
    return conditions


def _rows(
    session: Session, conditions: list[ColumnElement[bool]], offset: int, limit: int | None
) -> list[DeedRow]:
    kept = (
        select(func.count(Evidence.id))
        .where(Evidence.subject == "deed", Evidence.subject_id == Deed.id)
        .correlate(Deed)
        .scalar_subquery()
    )
    query = (
        select(Deed, Deputy.name, Group.name, kept)
        .join(Deputy, Deed.deputy_id == Deputy.id)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(*conditions)
        .order_by(Deed.done_on.desc(), Deed.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [
        DeedRow(
            deed.id,
            deed.kind,
            deed.deputy_id,
            name,
            group or "",
            deed.done_on,
            deed.title,
            deed.place,
            deed.details,
            deed.quantity,
            deed.accepted,
            deed.activity_id,
            deed.manner,
            deed.votes_satisfied,
            deed.votes_fair,
            deed.votes_unsatisfied,
            deed.awarded_by,
            deed.award_level,
            deed.organiser,
            deed.way,
            deed.beneficiaries,
            deed.people,
            deed.outcome,
            evidence,
            deed.version,
        )
        for deed, name, group, evidence in session.execute(query)
    ]


def _record(session: Session, deed: Deed, key: str, sentence: str) -> None:
    record_change(session, action=f"deed.{key}", subject="deed", subject_id=deed.id, sentence=sentence)
