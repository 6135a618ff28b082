"""The history table: one line per change, altered only where somebody asked for secrecy afterwards."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from deputy_station.store.base import Base, Identified, UtcInstant


class HistoryLine(Identified, Base):
    """Who did what to which subject, with the values before and after."""

    __tablename__ = "history_lines"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    at: Mapped[datetime] = mapped_column(UtcInstant, index=True, comment="when, UTC")
    actor: Mapped[str] = mapped_column(String(80), comment="who")
    action: Mapped[str] = mapped_column(String(60), comment="action key, e.g. demand.assign")
    subject: Mapped[str] = mapped_column(String(40), comment="kind of subject, e.g. demand")
    subject_id: Mapped[int | None] = mapped_column(Integer, comment="row of the subject")
    sentence: Mapped[str] = mapped_column(Text, comment="what happened, in words")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON, comment="changed values before")
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON, comment="changed values after")
