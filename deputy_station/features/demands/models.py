"""Demands (群众诉求), their steps, the category tree, the handling units, and the number counters."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.demands.rules.choices import Channel as Channel
from deputy_station.features.demands.rules.choices import DemandState as DemandState
from deputy_station.features.demands.rules.choices import Route as Route
from deputy_station.features.demands.rules.choices import Satisfaction as Satisfaction
from deputy_station.features.demands.rules.choices import UnitKind as UnitKind
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.reception.models import Visit
from deputy_station.store.base import Base, ChoiceColumn, Editable, Identified, UtcInstant

_SERVICE = "deputy_station.features.demands.service.steps"


class Category(Editable, Base):
    """A node of the three-level category tree."""

    __tablename__ = "demand_categories"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("demand_categories.id"), index=True, comment="parent"
    )
    name: Mapped[str] = mapped_column(String(80), comment="name at this level")
    path: Mapped[str] = mapped_column(String(260), unique=True, comment="names from the top, joined by /")
    level: Mapped[int] = mapped_column(Integer, comment="1, 2 or 3")
    position: Mapped[int] = mapped_column(Integer, default=0, comment="order among siblings")
    retired: Mapped[bool] = mapped_column(default=False, comment="no longer offered")


class Unit(Editable, Base):
    """A handling unit (承办单位)."""

    __tablename__ = "units"

    name: Mapped[str] = mapped_column(String(120), unique=True, comment="name")
    kind: Mapped[UnitKind] = mapped_column(ChoiceColumn(UnitKind), comment="village, town, district")
    contact: Mapped[str] = mapped_column(String(80), default="", comment="whom to ask")
    phone: Mapped[str] = mapped_column(String(40), default="", comment="phone")
    retired: Mapped[bool] = mapped_column(default=False, comment="no longer offered")


class DemandCounter(Base):
    """The last number given per station and year; its row is locked while a number is taken, so none is lost."""

    __tablename__ = "demand_counters"
    __table_args__ = ({"info": {"counts": True}},)

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True, comment="station")
    year: Mapped[int] = mapped_column(Integer, primary_key=True, comment="year")
    last: Mapped[int] = mapped_column(Integer, comment="last number given")


class Demand(Editable, Base):
    """What a voter wants, in their own words, and how far it is."""

    __tablename__ = "demands"
    __table_args__ = (
        UniqueConstraint("station_id", "year", "number"),
        UniqueConstraint("source", "source_number"),
        Index(None, "state", "deadline_on", "year", "station_id"),
        Index(None, "state", "received_at", "id"),
        Index(None, "received_at", "id"),
        Index(None, "deadline_on", "id"),
        Index(None, "year", "number", "id"),
        # A number once told to a visitor is never given to another: a registration is not struck from the ledger
        # when it is taken back, it stands there as withdrawn.
        {"info": {"taken_back_by": {"demand.register": f"{_SERVICE}:take_back_registration"}}},
    )

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), index=True, comment="station")
    year: Mapped[int] = mapped_column(Integer, comment="year of the number")
    number: Mapped[int] = mapped_column(Integer, comment="number in the year, without gaps")
    title: Mapped[str] = mapped_column(String(200), comment="gist, one line")
    words: Mapped[str] = mapped_column(Text, comment="the visitor's own words (原话)")
    wish: Mapped[str] = mapped_column(Text, default="", comment="what should happen (诉求)")
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("demand_categories.id"), index=True, comment="category"
    )
    channel: Mapped[Channel] = mapped_column(ChoiceColumn(Channel), comment="how it came")
    received_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when it was voiced, UTC")
    visit_id: Mapped[int | None] = mapped_column(
        ForeignKey("visits.id"), index=True, comment="the visit it was voiced at"
    )
    visitor_name: Mapped[str] = mapped_column(
        String(80), default="", index=True, comment="visitor; may stay empty"
    )
    visitor_phone: Mapped[str] = mapped_column(String(40), default="", index=True, comment="phone; optional")
    visitor_address: Mapped[str] = mapped_column(
        String(200), default="", index=True, comment="village and group"
    )
    people: Mapped[int] = mapped_column(Integer, default=1, comment="how many voice it")
    confidential: Mapped[bool] = mapped_column(default=False, comment="the visitor asked for secrecy")
    place: Mapped[str] = mapped_column(String(200), default="", comment="where the matter lies")
    route: Mapped[Route | None] = mapped_column(ChoiceColumn(Route), comment="where it goes")
    opinion: Mapped[str] = mapped_column(Text, default="", comment="拟办意见")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True, comment="lead unit")
    co_units: Mapped[str] = mapped_column(String(200), default="", comment="协办单位, names joined by 、")
    state: Mapped[DemandState] = mapped_column(
        ChoiceColumn(DemandState), default=DemandState.REGISTERED, comment="how far it is"
    )
    assigned_on: Mapped[date | None] = mapped_column(Date, comment="day of handing over")
    deadline_on: Mapped[date | None] = mapped_column(Date, comment="answer due")
    deadline_arithmetic: Mapped[str] = mapped_column(
        Text, default="", comment="how the deadline came about, in words"
    )
    deadline_provisional: Mapped[bool] = mapped_column(
        default=False, comment="暂算: beyond the known holiday table"
    )
    handled_on: Mapped[date | None] = mapped_column(Date, comment="unit says done")
    result: Mapped[str] = mapped_column(Text, default="", comment="what was done, or the reply")
    replied_at: Mapped[datetime | None] = mapped_column(
        UtcInstant, comment="instant of the reply, when known (imports)"
    )
    solved: Mapped[bool] = mapped_column(
        default=False, comment="the problem was really solved, not only explained"
    )
    informed_on: Mapped[date | None] = mapped_column(Date, comment="visitor told")
    informed_how: Mapped[str] = mapped_column(String(40), default="", comment="by phone, in person ...")
    followed_up_on: Mapped[date | None] = mapped_column(Date, comment="day of the follow-up")
    satisfaction: Mapped[Satisfaction | None] = mapped_column(
        ChoiceColumn(Satisfaction), comment="what the visitor said"
    )
    settled_on: Mapped[date | None] = mapped_column(Date, comment="办结")
    struck_off_on: Mapped[date | None] = mapped_column(Date, comment="销号")
    rounds: Mapped[int] = mapped_column(Integer, default=1, comment="1 and one more for every 重办")
    urged: Mapped[int] = mapped_column(Integer, default=0, comment="times urged (催办)")
    source: Mapped[str | None] = mapped_column(String(120), comment="ledger it was imported from")
    source_number: Mapped[str | None] = mapped_column(String(80), comment="number in that ledger")
    source_marks: Mapped[dict[str, str] | None] = mapped_column(
        JSON, comment="fingerprint of each imported cell, to tell a row that changed in its ledger"
    )
    search_text: Mapped[str] = mapped_column(
        Text, default="", comment="what the search looks through, in search form"
    )

    station: Mapped[Station] = relationship()
    category: Mapped[Category | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    visit: Mapped[Visit | None] = relationship()
    deputies: Mapped[list["DemandDeputy"]] = relationship(
        back_populates="demand", cascade="all, delete-orphan"
    )
    steps: Mapped[list["DemandStep"]] = relationship(back_populates="demand", order_by="DemandStep.id")


class DemandDeputy(Base):
    """A deputy who received the demand and follows it."""

    __tablename__ = "demand_deputies"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id"), primary_key=True, comment="demand")
    deputy_id: Mapped[int] = mapped_column(
        ForeignKey("deputies.id"), primary_key=True, index=True, comment="deputy"
    )

    demand: Mapped[Demand] = relationship(back_populates="deputies")
    deputy: Mapped[Deputy] = relationship()


class DemandStep(Identified, Base):
    """One step on the way, never altered."""

    __tablename__ = "demand_steps"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id"), index=True, comment="demand")
    at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    actor: Mapped[str] = mapped_column(String(80), comment="who")
    step: Mapped[str] = mapped_column(String(40), comment="key of the step in rules.STEPS")
    state_before: Mapped[DemandState | None] = mapped_column(
        ChoiceColumn(DemandState), comment="state before"
    )
    state_after: Mapped[DemandState] = mapped_column(ChoiceColumn(DemandState), comment="state after")
    sentence: Mapped[str] = mapped_column(Text, comment="what happened, in words")
    note: Mapped[str] = mapped_column(Text, default="", comment="remark")
    satisfaction: Mapped[Satisfaction | None] = mapped_column(
        ChoiceColumn(Satisfaction), comment="what the visitor said at this step; kept when a new round begins"
    )

    demand: Mapped[Demand] = relationship(back_populates="steps")
