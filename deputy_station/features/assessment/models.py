"""What people wrote on a deputy's annual assessment sheet. Points and proposed grade are derived, not stored."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.deputies.models import Deputy
from deputy_station.store.base import Base, Editable


class Assessment(Editable, Base):
    """Summary and opinions of one deputy and year."""

    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("deputy_id", "year"),)

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who")
    year: Mapped[int] = mapped_column(Integer, index=True, comment="calendar year")
    summary: Mapped[str] = mapped_column(Text, default="", comment="履职小结")
    group_opinion: Mapped[str] = mapped_column(Text, default="", comment="代表小组意见")
    group_on: Mapped[date | None] = mapped_column(Date, comment="day of it")
    presidium_opinion: Mapped[str] = mapped_column(Text, default="", comment="镇人大主席团意见")
    presidium_on: Mapped[date | None] = mapped_column(Date, comment="day of it")
    district_opinion: Mapped[str] = mapped_column(Text, default="", comment="区人大代表联络室意见")
    district_on: Mapped[date | None] = mapped_column(Date, comment="day of it")
    grade: Mapped[str] = mapped_column(
        String(20), default="", comment="grade as decided; empty: as by points"
    )

    deputy: Mapped[Deputy] = relationship()
