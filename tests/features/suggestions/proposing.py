"""Suggestions brought to where a test begins: deputies, units, and one step after the other at the version read."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock, from_local
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service.catalogue import add_unit
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.handing import assign_suggestion, sign_for_suggestion
from deputy_station.features.suggestions.service.replying import reply_to_suggestion
from deputy_station.features.suggestions.service.reviewing import accept_suggestion
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.features.suggestions.service.writing import draft_suggestion

TEXT = "东岗村主街 12 盏路灯坏了两年，晚上行人车辆都不安全。建议镇里今年修好，并明确管护单位。"


def enter(session: Session, name: str, **more: Any) -> int:
    """A deputy in office since December 2021."""
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    return create_deputy(session, name=name, mandates=[seat], **more).id


def unit(session: Session, name: str = "镇村建办") -> int:
    """A handling unit."""
    return add_unit(session, name=name, kind=UnitKind.TOWN).id


def draft(session: Session, lead_id: int, title: str = "关于修路灯的建议", **more: Any) -> SuggestionDetail:
    """A draft made between sessions."""
    return draft_suggestion(
        session,
        **{"title": title, "kind": SuggestionKind.BETWEEN, "lead_id": lead_id, "text": TEXT, **more},
    )


def take(
    session: Session, step: Callable[..., Any], each: SuggestionDetail, **values: Any
) -> SuggestionDetail:
    """Take a step at the version just read, and read again."""
    step(session, suggestion_id=each.id, version=each.version, **values)
    return get_suggestion(session, suggestion_id=each.id)


def accepted(session: Session, lead_id: int, **more: Any) -> SuggestionDetail:
    """One the presidium accepted."""
    return take(session, accept_suggestion, draft(session, lead_id, **more))


def handed(session: Session, lead_id: int, unit_id: int, **more: Any) -> SuggestionDetail:
    """One handed over to a unit, today."""
    return take(session, assign_suggestion, accepted(session, lead_id, **more), unit_id=unit_id)


def in_hand(session: Session, lead_id: int, unit_id: int, **more: Any) -> SuggestionDetail:
    """One a unit signed for."""
    return take(session, sign_for_suggestion, handed(session, lead_id, unit_id, **more))


def replied(session: Session, lead_id: int, unit_id: int, **more: Any) -> SuggestionDetail:
    """One that was replied to."""
    made = in_hand(session, lead_id, unit_id, **more)
    return take(session, reply_to_suggestion, made, reply="已更换 12 盏路灯。")


def on_day(session: Session, day: date) -> None:
    """From now on the session's clock stands at noon of that day."""
    session.info["clock"] = Clock.fixed(from_local(datetime.combine(day, time(12))))
