"""Half-typed forms, kept as they are typed, so that a power cut loses nothing. In the database: they hold names."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from deputy_station.store.base import Base, Identified, UtcInstant


class Draft(Identified, Base):
    """One form somebody began and neither saved nor threw away."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "desk", "page", "form", unique=True),)

    desk: Mapped[str] = mapped_column(String(40), comment="the computer it was typed at")
    actor: Mapped[str] = mapped_column(String(80), comment="who typed it")
    page: Mapped[str] = mapped_column(String(40), comment="page key")
    form: Mapped[str] = mapped_column(String(120), comment="which form of the page, e.g. register or edit:7")
    title: Mapped[str] = mapped_column(Text, comment="what it is, in words: 登记诉求")
    typed: Mapped[dict[str, Any]] = mapped_column(JSON, comment="what was typed, by field name, as text")
    field: Mapped[str] = mapped_column(String(80), comment="the field the cursor stood in")
    saved_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when it was last kept, UTC")
