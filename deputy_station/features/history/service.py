"""Writing a line into the history, and reading a subject's lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.history.models import HistoryLine
from deputy_station.store import context


@dataclass(frozen=True)
class HistoryRow:
    """One line: when (UTC), who, the action key, and the sentence."""

    at: datetime
    actor: str
    action: str
    sentence: str


def record_change(
    session: Session,
    *,
    action: str,
    subject: str,
    subject_id: int | None,
    sentence: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Add one line for a change made in this session."""
    session.add(
        HistoryLine(
            at=context.now(session),
            actor=context.actor(session),
            action=action,
            subject=subject,
            subject_id=subject_id,
            sentence=sentence,
            before=_plain(before),
            after=_plain(after),
        )
    )


def list_history(session: Session, *, subject: str, subject_id: int) -> list[HistoryRow]:
    """The lines of one subject, oldest first."""
    lines = session.scalars(
        select(HistoryLine)
        .where(HistoryLine.subject == subject, HistoryLine.subject_id == subject_id)
        .order_by(HistoryLine.id)
    )
    return [HistoryRow(line.at, line.actor, line.action, line.sentence) for line in lines]


def latest_history(session: Session, *, limit: int) -> list[HistoryRow]:
    """The newest lines of all, newest first."""
    lines = session.scalars(select(HistoryLine).order_by(HistoryLine.id.desc()).limit(limit))
    return [HistoryRow(line.at, line.actor, line.action, line.sentence) for line in lines]


def _plain(values: Mapping[str, object] | None) -> dict[str, Any] | None:
    """Values as JSON can hold them: dates as text, choices as stored."""
    if values is None:
        return None
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain_value(item) for item in value]
    return value
