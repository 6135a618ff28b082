"""Reception days, the visitors of a day, and the station's own holidays.

Attendance of the deputies on duty stands with the day's activity.
"""

from datetime import date, datetime, time

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    Time,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.activities.models import Activity
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.store.base import Base, ChoiceColumn, Editable, Identified, UtcInstant


class ReceptionDay(Editable, Base):
    """A day on which deputies receive voters; owns an activity of kind RECEPTION (day, hours, place, rota)."""

    __tablename__ = "reception_days"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activities.id"), unique=True, comment="hours, place, rota"
    )
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), index=True, comment="which station")
    held_on: Mapped[date] = mapped_column(Date, index=True, comment="day, same as the activity's")
    state: Mapped[DayState] = mapped_column(
        ChoiceColumn(DayState), default=DayState.PLANNED, comment="how far it is"
    )
    rule_text: Mapped[str] = mapped_column(String(120), default="", comment="the rule it was drawn from")
    original_on: Mapped[date | None] = mapped_column(
        Date, comment="day by the rule, when moved off a rest day"
    )
    moved_reason: Mapped[str] = mapped_column(String(120), default="", comment="why it was moved")
    provisional: Mapped[bool] = mapped_column(default=False, comment="暂算: beyond the known holiday table")
    notice_year: Mapped[int | None] = mapped_column(Integer, comment="year of the notice number")
    notice_number: Mapped[int | None] = mapped_column(Integer, comment="number of the notice in that year")
    notice_on: Mapped[date | None] = mapped_column(Date, comment="day the notice was issued")
    theme: Mapped[str] = mapped_column(String(200), default="", comment="接待主题")
    summary: Mapped[str] = mapped_column(Text, default="", comment="小结")
    filed_at: Mapped[datetime | None] = mapped_column(
        UtcInstant, comment="summary filed with the sheets, UTC"
    )

    __table_args__ = (
        UniqueConstraint("station_id", "notice_year", "notice_number"),
        {"info": {"stands": "deputy_station.features.reception.service.days:check_days_stand"}},
    )

    activity: Mapped[Activity] = relationship()
    visits: Mapped[list["Visit"]] = relationship(back_populates="day", order_by="Visit.number")


class ReceptionPlan(Editable, Base):
    """The wish a year was planned from, so that it can be reckoned anew when the holiday table grows."""

    __tablename__ = "reception_plans"
    __table_args__ = (UniqueConstraint("station_id", "year", "rule_text"),)

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), comment="which station")
    year: Mapped[int] = mapped_column(Integer, comment="calendar year")
    rule_text: Mapped[str] = mapped_column(String(120), comment="the rule in words, as the days say")
    per_day: Mapped[int] = mapped_column(Integer, comment="deputies on duty a day; 0: rota left open")
    least_each: Mapped[int | None] = mapped_column(Integer, comment="turns each deputy owes in the year")
    most_each: Mapped[int | None] = mapped_column(Integer, comment="turns nobody exceeds in the year")
    levels: Mapped[list[str]] = mapped_column(JSON, default=list, comment="levels on duty; empty: all")
    starts_at: Mapped[time] = mapped_column(Time, comment="local time")
    ends_at: Mapped[time] = mapped_column(Time, comment="local time")
    place: Mapped[str] = mapped_column(String(200), default="", comment="where; empty: the station")


class DutyLeave(Editable, Base):
    """A deputy who cannot be on duty for a while (外出, 生病)."""

    __tablename__ = "duty_leaves"
    __table_args__ = (CheckConstraint("until >= since", name="span_forward"),)

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who")
    since: Mapped[date] = mapped_column(Date, comment="first day")
    until: Mapped[date] = mapped_column(Date, comment="last day")
    reason: Mapped[str] = mapped_column(String(120), default="", comment="why")


class Visit(Editable, Base):
    """A visitor (or a party of visitors) on a reception day, numbered as they came."""

    __tablename__ = "visits"
    __table_args__ = (UniqueConstraint("day_id", "number"),)

    day_id: Mapped[int] = mapped_column(ForeignKey("reception_days.id"), index=True, comment="which day")
    number: Mapped[int] = mapped_column(Integer, comment="queue number of the day")
    name: Mapped[str] = mapped_column(
        String(80), default="", index=True, comment="visitor's name; may stay empty"
    )
    phone: Mapped[str] = mapped_column(String(40), default="", index=True, comment="phone; optional")
    address: Mapped[str] = mapped_column(String(200), default="", index=True, comment="village and group")
    people: Mapped[int] = mapped_column(Integer, default=1, comment="how many came together")
    came_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    called_at: Mapped[datetime | None] = mapped_column(UtcInstant, comment="called to the desk, UTC")
    finished: Mapped[bool] = mapped_column(default=False, comment="has been heard")
    finished_at: Mapped[datetime | None] = mapped_column(UtcInstant, comment="heard to the end, UTC")
    left_at: Mapped[datetime | None] = mapped_column(UtcInstant, comment="went away before their turn, UTC")
    note: Mapped[str] = mapped_column(Text, default="", comment="remark, when no demand was taken down")

    day: Mapped[ReceptionDay] = relationship(back_populates="visits")


class CalendarDay(Editable, Base):
    """A day the station itself declares worked or rested; it wins over the published holiday table."""

    __tablename__ = "calendar_days"

    on: Mapped[date] = mapped_column("day", Date, unique=True, comment="which day")
    works: Mapped[bool] = mapped_column(comment="worked (调休上班) or rested")
    name: Mapped[str] = mapped_column(String(40), comment="why: 国庆节, 调休上班, 停电")


class CalendarYear(Identified, Base):
    """A year beyond the shipped table whose holidays have been entered whole, so that nothing is 暂算 in it."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(Integer, unique=True, comment="calendar year")
