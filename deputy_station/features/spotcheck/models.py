"""Draws for quarterly checks: seed and result, so that anybody can repeat them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.deputies.models import Deputy
from deputy_station.store.base import Base, Editable, UtcInstant


class Draw(Editable, Base):
    """Deputies drawn for the check of one quarter."""

    __tablename__ = "draws"
    __table_args__ = (UniqueConstraint("year", "quarter", "seed"),)

    year: Mapped[int] = mapped_column(Integer, comment="calendar year")
    quarter: Mapped[int] = mapped_column(Integer, comment="1 to 4")
    seed: Mapped[str] = mapped_column(
        String(40), comment="printed on the list; same seed and roster, same draw"
    )
    drawn_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    pool: Mapped[int] = mapped_column(Integer, comment="deputies it was drawn from")
    note: Mapped[str] = mapped_column(Text, default="", comment="remark")

    members: Mapped[list["DrawMember"]] = relationship(back_populates="draw", order_by="DrawMember.position")


class DrawMember(Base):
    """One deputy drawn."""

    __tablename__ = "draw_members"

    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), primary_key=True, comment="draw")
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), primary_key=True, comment="deputy")
    position: Mapped[int] = mapped_column(Integer, comment="1, 2 ... as drawn")

    draw: Mapped[Draw] = relationship(back_populates="members")
    deputy: Mapped[Deputy] = relationship()
