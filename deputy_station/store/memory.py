"""What a desk remembers that names people (what was opened lately): in the database, as it must stay encrypted."""

from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from deputy_station.store.base import Base, Identified


class Memory(Identified, Base):
    """One remembered value of one computer."""

    __tablename__ = "memories"
    __table_args__ = (Index(None, "desk", "key", unique=True),)

    desk: Mapped[str] = mapped_column(String(40), comment="the computer")
    key: Mapped[str] = mapped_column(String(80), comment="what is remembered, e.g. opened")
    value: Mapped[Any] = mapped_column(JSON, comment="the value")
