"""The station's signing key for QR codes, and every sheet printed, so that a scan finds its rows again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.activities.models import Activity
from deputy_station.store.base import Base, Editable, Identified, UtcInstant


class SignKey(Base):
    """The secret that signs a station's codes; it never leaves the database."""

    __tablename__ = "sign_keys"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True, comment="station")
    secret: Mapped[bytes] = mapped_column(LargeBinary, comment="32 random bytes")


class SignSheet(Identified, Base):
    """A printed sign-in sheet: which rows stand on which page, in the order printed."""

    __tablename__ = "sign_sheets"
    __table_args__ = (UniqueConstraint("activity_id", "edition"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True, comment="for what")
    edition: Mapped[int] = mapped_column(Integer, comment="1, 2 ... when printed anew")
    pages: Mapped[int] = mapped_column(Integer, comment="number of pages")
    rows: Mapped[list[int]] = mapped_column(JSON, comment="deputy ids in printed order; 0 for a blank line")
    boxes: Mapped[list[list[float]]] = mapped_column(
        JSON, comment="signature box of each row: page, left, top, width, height in mm"
    )
    made_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    for_visitors: Mapped[bool | None] = mapped_column(
        comment="blank lines for visitors only; empty on sheets printed before 0.4"
    )
    geometry: Mapped[dict[str, Any] | None] = mapped_column(
        JSON, comment="documents.geometry of the print; empty on sheets printed before 0.4"
    )

    activity: Mapped[Activity] = relationship()


class DeputyCard(Editable, Base):
    """A printed card with a code that signs its deputy in at the desk."""

    __tablename__ = "deputy_cards"
    __table_args__ = (UniqueConstraint("deputy_id", "serial"),)

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="whose")
    serial: Mapped[int] = mapped_column(Integer, comment="1, 2 ... of this deputy; only the newest is good")
    valid_until: Mapped[date] = mapped_column(Date, comment="last day")
    made_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when printed, UTC")
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant, comment="lost or withdrawn, UTC")
