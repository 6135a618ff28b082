"""Intake slips: blank papers with a code, filled in with the pen and brought back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deputy_station.features.desk.rules.slips import SlipState
from deputy_station.store.base import Base, ChoiceColumn, Editable, UtcInstant

_TAKING = "deputy_station.features.desk.service.taking"
_SLIPS = "deputy_station.features.desk.service.slips"


class IntakeSlip(Editable, Base):
    """One printed intake slip (来访登记便条): its number of the year, where its boxes are, what became of it."""

    __tablename__ = "intake_slips"
    __table_args__ = (
        UniqueConstraint("station_id", "year", "number"),
        # What was taken down at the desk is taken back by the desk: the number of the demand stays taken.
        {
            "info": {
                "taken_back_by": {
                    "desk.take_down": f"{_TAKING}:take_back_taking",
                    "desk.take_up_slip": f"{_SLIPS}:take_back_taking_up",
                }
            }
        },
    )

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), comment="station")
    year: Mapped[int] = mapped_column(Integer, comment="year of the number")
    number: Mapped[int] = mapped_column(Integer, comment="number of the year")
    day_id: Mapped[int | None] = mapped_column(
        ForeignKey("reception_days.id"), index=True, comment="printed for which reception day"
    )
    printed_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON, comment="documents.geometry of the print")
    state: Mapped[SlipState] = mapped_column(
        ChoiceColumn(SlipState), default=SlipState.BLANK, comment="blank, back, taken up, or void"
    )
    back_at: Mapped[datetime | None] = mapped_column(UtcInstant, comment="when it came back, UTC")
    ticks: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, comment="what was ticked: name to value, as read and confirmed"
    )
    demand_id: Mapped[int | None] = mapped_column(
        ForeignKey("demands.id"), index=True, comment="the demand it became"
    )
    note: Mapped[str] = mapped_column(String(200), default="", comment="why it became none")
