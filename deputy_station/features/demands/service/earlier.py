"""What was entered before, offered while typing: visitors who came earlier, places and addresses; never filled in unasked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from deputy_station.core.cleaning import clean_line, mask_name, mask_phone, search_form
from deputy_station.core.clock import local_day
from deputy_station.core.pinyin import search_keys
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.store import context

LOOK_BACK_DAYS = 3 * 365
LEAST_PHONE_SIGNS, MOST_PHONE_SIGNS, LEAST_NAME_SIGNS = 5, 40, 2
MOST_READ, SHOWN = 2000, 8


@dataclass(frozen=True)
class EarlierVisitor:
    """Somebody who came before, as last entered; `others` share the phone or the typed part of the name."""

    name: str
    phone: str
    address: str
    last_on: date
    others: int = 0

    @property
    def masked(self) -> str:
        """王** 138****5678 南街村, for a screen others can see."""
        return " ".join(
            part
            for part in (mask_name(self.name), mask_phone(self.phone), self.address)
            if part and part != "—"
        )


def find_earlier_visitor(session: Session, *, name: str = "", phone: str = "") -> EarlierVisitor | None:
    """Who last came with this phone (from its fifth sign on), or else whose name, pinyin or initials this is.

    Who asked for secrecy is never offered.
    """
    phone, wanted = clean_line(phone), search_form(name)
    if LEAST_PHONE_SIGNS <= len(phone) <= MOST_PHONE_SIGNS:
        found = _visitors(session, Demand.visitor_phone.startswith(phone, autoescape=True))
    elif len(wanted) >= LEAST_NAME_SIGNS:
        found = [one for one in _visitors(session, Demand.visitor_name != "") if _begins(one.name, wanted)]
    else:
        return None
    if not found:
        return None
    first = found[0]
    return EarlierVisitor(first.name, first.phone, first.address, first.last_on, others=len(found) - 1)


def find_earlier_places(session: Session, text: str) -> list[str]:
    """Places demands were about, the most frequent first, by words, pinyin or initials."""
    return _earlier(session, Demand.place, text)


def find_earlier_addresses(session: Session, text: str) -> list[str]:
    """Villages and groups visitors came from, the most frequent first, by words, pinyin or initials."""
    return _earlier(session, Demand.visitor_address, text)


def _begins(name: str, wanted: str) -> bool:
    return any(key.startswith(wanted) for key in search_keys(name).split())


def may_be_shown(session: Session) -> Sequence[ColumnElement[bool]]:
    """The demands a desk may be shown unasked: not of somebody who asked for secrecy, standing, not too long ago."""
    since = context.now(session) - timedelta(days=LOOK_BACK_DAYS)
    return (
        Demand.confidential.is_(False),
        Demand.state != DemandState.WITHDRAWN,
        Demand.received_at >= since,
    )


def _visitors(session: Session, condition: ColumnElement[bool]) -> list[EarlierVisitor]:
    """Different visitors (name and phone), the one who came last first, each with the last address."""
    last: InstrumentedAttribute[datetime] = Demand.received_at
    rows = session.execute(
        select(Demand.visitor_name, Demand.visitor_phone, Demand.visitor_address, last)
        .where(*may_be_shown(session), condition, or_(Demand.visitor_name != "", Demand.visitor_phone != ""))
        .order_by(last.desc(), Demand.id.desc())
        .limit(MOST_READ)
    )
    found: dict[tuple[str, str], EarlierVisitor] = {}
    for name, phone, address, at in rows:
        found.setdefault((name, phone), EarlierVisitor(name, phone, address, local_day(at)))
    return list(found.values())


def _earlier(session: Session, column: InstrumentedAttribute[str], text: str) -> list[str]:
    rows = session.execute(
        select(column)
        .where(*may_be_shown(session), column != "")
        .group_by(column)
        .order_by(func.count().desc(), func.max(Demand.received_at).desc(), column)
        .limit(MOST_READ)
    )
    wanted = search_form(text)
    found = [value for (value,) in rows if not wanted or wanted in search_keys(value)]
    return found[:SHOWN]
