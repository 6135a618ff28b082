"""Roles a scheme speaks of (身份：常委、无职代表、领导干部): who has which, from when to when."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.features.points.models import PointRole
from deputy_station.features.points.rules.facts import Span
from deputy_station.store.edits import check_version, get_row

WHAT = "身份"


class RoleUnnamed(Refusal):
    """A role is a word of the scheme."""

    def __init__(self) -> None:
        super().__init__("请选择身份，例如“无职代表”。")


class RoleHeldAlready(Refusal):
    """The same role twice at the same time."""

    def __init__(self, deputy: str, role: str, since: date) -> None:
        super().__init__(
            f"{deputy}从{day_words(since)}起已经是“{role}”，时间重叠了。请改原来那一条的起止日期。"
        )


class RoleEndsBefore(Refusal):
    """The last day lies before the first."""

    def __init__(self) -> None:
        super().__init__("结束日期早于开始日期。请核对。")


@dataclass(frozen=True)
class RoleRow:
    """A role of a deputy; no `until` means still."""

    id: int
    deputy_id: int
    deputy: str
    role: str
    since: date
    until: date | None
    version: int


def give_role(
    session: Session, *, deputy_id: int, role: str, since: date, until: date | None = None
) -> RoleRow:
    """Write down that a deputy has the role for that time. Raises RoleHeldAlready, RoleEndsBefore."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    row = PointRole(deputy=deputy, role=clean_line(role), since=since, until=until)
    if not row.role:
        raise RoleUnnamed
    session.add(row)
    session.flush()
    _check_span(session, row)
    _record(session, row, "give", f"{deputy.name}的身份：{_words(row)}", None)
    return _row(row)


def change_role(session: Session, *, role_id: int, version: int, since: date, until: date | None) -> RoleRow:
    """Change from when to when. Raises StaleEdit, RoleHeldAlready, RoleEndsBefore."""
    row = get_row(session, PointRole, role_id, WHAT)
    check_version(row, version, WHAT)
    before = {"since": row.since, "until": row.until}
    row.since, row.until = since, until
    _check_span(session, row)
    session.flush()
    _record(session, row, "change", f"改{row.deputy.name}的身份：{_words(row)}", before)
    return _row(row)


def remove_role(session: Session, *, role_id: int, version: int) -> None:
    """Remove a role written down by mistake; one that ended is given its last day instead."""
    row = get_row(session, PointRole, role_id, WHAT)
    check_version(row, version, WHAT)
    _record(session, row, "remove", f"删除{row.deputy.name}的身份：{_words(row)}", None)
    session.delete(row)
    session.flush()


def list_roles(session: Session, *, deputy_id: int | None = None) -> list[RoleRow]:
    """The roles of one deputy or of all, by name and first day."""
    query = select(PointRole).join(Deputy).order_by(Deputy.sort_key, Deputy.id, PointRole.since, PointRole.id)
    if deputy_id is not None:
        query = query.where(PointRole.deputy_id == deputy_id)
    return [_row(row) for row in session.scalars(query)]


def roles_by_deputy(session: Session, *, on: date) -> dict[int, frozenset[str]]:
    """The roles everybody has on that day; who has none is not in it."""
    found: dict[int, set[str]] = defaultdict(set)
    query = select(PointRole.deputy_id, PointRole.role).where(
        PointRole.since <= on, or_(PointRole.until.is_(None), PointRole.until >= on)
    )
    for deputy_id, role in session.execute(query):
        found[deputy_id].add(role)
    return {deputy_id: frozenset(roles) for deputy_id, roles in found.items()}


def check_roles_stand(session: Session, changed: Mapping[int, Collection[str]]) -> None:
    """After a taking back: no role is held twice at a time. Raises RoleHeldAlready."""
    for row in session.scalars(select(PointRole).where(PointRole.id.in_(changed))):
        _check_span(session, row)


def _check_span(session: Session, row: PointRole) -> None:
    if row.until is not None and row.until < row.since:
        raise RoleEndsBefore
    own = Span(row.since, row.until)
    with session.no_autoflush:
        others = session.execute(
            select(PointRole.since, PointRole.until).where(
                PointRole.deputy_id == row.deputy_id, PointRole.role == row.role, PointRole.id != row.id
            )
        ).all()
    for since, until in others:
        if Span(since, until).covers(own.since) or own.covers(since):
            raise RoleHeldAlready(row.deputy.name, row.role, since)


def _words(row: PointRole) -> str:
    until = f"到{day_words(row.until)}" if row.until else "起"
    return f"{row.role}，{day_words(row.since)}{until}"


def _record(
    session: Session, row: PointRole, key: str, sentence: str, before: Mapping[str, object] | None
) -> None:
    record_change(
        session,
        action=f"role.{key}",
        subject="deputy",
        subject_id=row.deputy_id,
        sentence=sentence,
        before=before,
        after=None if key == "remove" else {"role": row.role, "since": row.since, "until": row.until},
    )


def _row(row: PointRole) -> RoleRow:
    return RoleRow(row.id, row.deputy_id, row.deputy.name, row.role, row.since, row.until, row.version)
