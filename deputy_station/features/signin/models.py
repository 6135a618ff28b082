"""The station's signing key for QR codes, and every sheet printed, so that a scan finds its rows again."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.activities.models import Activity
from deputy_station.store.base import Base, Identified, UtcInstant


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

    activity: Mapped[Activity] = relationship()
