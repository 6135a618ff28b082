"""What a desk remembers that names people (what was opened lately): in the database, as it must stay encrypted."""

import platform
from typing import Any

from sqlalchemy import JSON, Index, String, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from deputy_station.store.base import Base, Identified

DESK_LENGTH = 40


class Memory(Identified, Base):
    """One remembered value of one computer."""

    __tablename__ = "memories"
    __table_args__ = (Index(None, "desk", "key", unique=True),)

    desk: Mapped[str] = mapped_column(String(DESK_LENGTH), comment="the computer")
    key: Mapped[str] = mapped_column(String(80), comment="what is remembered, e.g. opened")
    value: Mapped[Any] = mapped_column(JSON, comment="the value")


def this_computer() -> str:
    """The name memories of this computer go by; it is the same after a restart."""
    return platform.node()[:DESK_LENGTH] or "desk"


def recall(session: Session, *, key: str, desk: str) -> Any:
    """What this desk remembers under the key; None for nothing. The caller checks its shape."""
    return session.scalar(select(Memory.value).where(Memory.desk == desk, Memory.key == key))


def remember(session: Session, *, key: str, desk: str, value: Any) -> None:
    """Remember a value in the place of the one before.

    It goes past the session: nobody's record changes, so no page need hear of it and nothing was "saved".
    """
    connection = session.connection()
    connection.execute(delete(Memory).where(Memory.desk == desk, Memory.key == key))
    connection.execute(insert(Memory).values(desk=desk, key=key, value=value))
