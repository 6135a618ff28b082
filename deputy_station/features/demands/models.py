"""Demands (群众诉求), their way (steps, handing over, extensions, contacts, calls), their voices, their number counters."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.demands.rules.choices import CallOutcome as CallOutcome
from deputy_station.features.demands.rules.choices import Channel as Channel
from deputy_station.features.demands.rules.choices import DemandState as DemandState
from deputy_station.features.demands.rules.choices import Route as Route
from deputy_station.features.demands.rules.choices import Satisfaction as Satisfaction
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.matters.models import (
    Category,
    ContactColumns,
    ExtensionColumns,
    HandoverColumns,
    StepColumns,
    Unit,
)
from deputy_station.features.reception.models import Visit
from deputy_station.store.base import EMPTY, Base, ChoiceColumn, Editable, Identified, UtcInstant

_SERVICE = "deputy_station.features.demands.service"
_INDEXING = "deputy_station.features.demands.service.indexing"

OWED = text("coalesce(state, '') IN ('assigned', 'handling', 'handled')")
"""`rules.deadlines.ANSWER_OWED` as the partial index has it: SQLite takes the index only for the very same words, and
would rather gather and sort what an index of `state` gives if it could."""
OWED_BESIDE = ("state", "station_id", "unit_id", "category_id", "route", "village", "taken_by", "received_at")
"""What a list of what is due may be narrowed by."""


def _where_said(*columns: str, said: str = "") -> Index:
    """An index of the rows alone that say something there: most demands do not, and each index that has a row of a new
    demand is a page more to write, to encrypt and to sign. On PostgreSQL the migrations say the same: said here, it
    would load that half of SQLAlchemy, 3 MB, at every desk with a file of its own."""
    return Index(None, *columns, sqlite_where=text(f"{said or columns[0]} IS NOT NULL"))


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
        Index(None, "state", "received_at", "id"),
        Index(None, "received_at", "id"),
        Index(None, "deadline_on", "id"),
        _where_said("state", "call_on", "id", said="call_on"),
        *map(_where_said, ("category_id", "visit_id", "against_unit_id", "merged_into_id", "unit_id")),
        # Of a million demands few are owed an answer: what is due is looked for among these alone, and what else may
        # narrow the list stands in the index too, so that no row is read that is not shown.
        Index(
            "ix_demands_owed",
            "deadline_on",
            "id",
            *OWED_BESIDE,
            sqlite_where=OWED,
        ),
        Index(None, "year", "number", "id"),
        # A number once told to a visitor is never given to another: a registration is not struck from the ledger
        # when it is taken back, it stands there as withdrawn.
        {
            "info": {
                "taken_back_by": {"demand.register": f"{_SERVICE}.steps:take_back_registration"},
                "calendar_changed": f"{_SERVICE}.moving_days:move_deadlines",
                "calendar_waits": f"{_SERVICE}.moving_days:days_known_by_now",
                "unit_renamed": f"{_SERVICE}.following_units:rename_unit",
                "unit_merging": f"{_SERVICE}.following_units:warn_of_merger",
                "unit_merged": f"{_SERVICE}.following_units:merge_unit",
                "open_record": f"{_SERVICE}.open_demands:is_open",
            }
        },
    )

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), comment="station")
    year: Mapped[int] = mapped_column(Integer, comment="year of the number")
    number: Mapped[int] = mapped_column(Integer, comment="number in the year, without gaps")
    title: Mapped[str] = mapped_column(String(200), comment="gist, one line")
    words: Mapped[str] = mapped_column(Text, comment="the visitor's own words (原话)")
    wish: Mapped[str] = mapped_column(Text, default="", comment="what should happen (诉求)")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("demand_categories.id"), comment="category")
    channel: Mapped[Channel] = mapped_column(ChoiceColumn(Channel), comment="how it came")
    taken_by: Mapped[str] = mapped_column(
        String(80), default="", server_default=EMPTY, comment="who took it down"
    )
    received_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when it was voiced, UTC")
    visit_id: Mapped[int | None] = mapped_column(
        ForeignKey("visits.id"), comment="the visit it was voiced at"
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
    village: Mapped[str] = mapped_column(
        String(80), default="", server_default=EMPTY, comment="village or community, for lists and figures"
    )
    against: Mapped[str] = mapped_column(
        String(80), default="", server_default=EMPTY, comment="who is complained of, if anybody"
    )
    against_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("units.id"), comment="the unit of who is complained of; never told unasked"
    )
    voices: Mapped[int] = mapped_column(
        Integer, default=1, server_default="1", comment="parties that voice it, the first included"
    )
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("demands.id"), comment="the demand that carries this one on (合并)"
    )
    route: Mapped[Route | None] = mapped_column(ChoiceColumn(Route), comment="where it goes")
    opinion: Mapped[str] = mapped_column(Text, default="", comment="拟办意见")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), comment="lead unit")
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
    deadline_rule: Mapped[str] = mapped_column(
        String(40),
        default="",
        server_default=EMPTY,
        comment="its term, to reckon the day anew; empty: a day set by hand",
    )
    step_due_on: Mapped[date | None] = mapped_column(
        Date, comment="the step it waits for is due: signing, telling the visitor, calling back"
    )
    step_due_arithmetic: Mapped[str] = mapped_column(
        Text, default="", server_default=EMPTY, comment="how that day came about, in words"
    )
    step_due_rule: Mapped[str] = mapped_column(
        String(40), default="", server_default=EMPTY, comment="its term, to reckon the day anew"
    )
    extended: Mapped[int] = mapped_column(
        Integer, default=0, server_default="0", comment="extensions granted in this round"
    )
    handled_on: Mapped[date | None] = mapped_column(Date, comment="unit says done")
    seen_by: Mapped[str] = mapped_column(
        String(80), default="", server_default=EMPTY, comment="who saw that it was done"
    )
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
        ChoiceColumn(Satisfaction), comment="what the visitor said of the result"
    )
    manner: Mapped[Satisfaction | None] = mapped_column(
        ChoiceColumn(Satisfaction), comment="what the visitor said of how it was handled"
    )
    call_on: Mapped[date | None] = mapped_column(Date, comment="next try of the call-back")
    settled_on: Mapped[date | None] = mapped_column(Date, comment="办结")
    struck_off_on: Mapped[date | None] = mapped_column(Date, comment="销号")
    rounds: Mapped[int] = mapped_column(Integer, default=1, comment="1 and one more for every 重办")
    urged: Mapped[int] = mapped_column(Integer, default=0, comment="times urged (催办)")
    urge_level: Mapped[int] = mapped_column(
        Integer, default=0, server_default="0", comment="highest level of urging in this round"
    )
    supervised_on: Mapped[date | None] = mapped_column(Date, comment="督办 since")
    supervisor: Mapped[str] = mapped_column(
        String(80), default="", server_default=EMPTY, comment="who supervises it"
    )
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
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
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


class DemandStep(StepColumns, Base):
    """One step on the way, never altered."""

    __tablename__ = "demand_steps"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id"), index=True, comment="demand")
    state_before: Mapped[DemandState | None] = mapped_column(
        ChoiceColumn(DemandState), comment="state before"
    )
    state_after: Mapped[DemandState] = mapped_column(ChoiceColumn(DemandState), comment="state after")
    satisfaction: Mapped[Satisfaction | None] = mapped_column(
        ChoiceColumn(Satisfaction), comment="what the visitor said at this step; kept when a new round begins"
    )
    manner: Mapped[Satisfaction | None] = mapped_column(
        ChoiceColumn(Satisfaction), comment="what the visitor said of how it was handled"
    )

    demand: Mapped[Demand] = relationship(back_populates="steps")


class DemandHandover(HandoverColumns, Base):
    """A demand in the hands of one unit in one round."""

    __tablename__ = "demand_handovers"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id"), index=True, comment="demand")


class DemandExtension(ExtensionColumns, Base):
    """An extension asked for a demand."""

    __tablename__ = "demand_extensions"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id"), index=True, comment="demand")


class DemandContact(ContactColumns, Base):
    """A talk with the visitor before, during or after the handling."""

    __tablename__ = "demand_contacts"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id"), index=True, comment="demand")


class DemandCall(Identified, Base):
    """One try of the call-back, whatever came of it."""

    __tablename__ = "demand_calls"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id"), index=True, comment="demand")
    round: Mapped[int] = mapped_column(Integer, default=1, comment="round it belongs to")
    at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    actor: Mapped[str] = mapped_column(String(80), comment="who rang")
    outcome: Mapped[CallOutcome] = mapped_column(ChoiceColumn(CallOutcome), comment="what came of it")
    next_on: Mapped[date | None] = mapped_column(Date, comment="next try")
    note: Mapped[str] = mapped_column(Text, default="", comment="remark")


class DemandVoice(Identified, Base):
    """Somebody else who wants the same (many voices, one matter); told of the answer like the first."""

    __tablename__ = "demand_voices"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id"), index=True, comment="demand")
    visit_id: Mapped[int | None] = mapped_column(
        ForeignKey("visits.id"), index=True, comment="visit it was voiced at"
    )
    at: Mapped[datetime] = mapped_column(UtcInstant, comment="when it was voiced, UTC")
    name: Mapped[str] = mapped_column(String(80), default="", comment="visitor; may stay empty")
    phone: Mapped[str] = mapped_column(String(40), default="", comment="phone; optional")
    address: Mapped[str] = mapped_column(String(200), default="", comment="village and group")
    people: Mapped[int] = mapped_column(Integer, default=1, comment="how many voice it")
    confidential: Mapped[bool] = mapped_column(default=False, comment="the visitor asked for secrecy")
    words: Mapped[str] = mapped_column(Text, default="", comment="own words, where they add something")
    informed_on: Mapped[date | None] = mapped_column(Date, comment="told of the answer")
    informed_how: Mapped[str] = mapped_column(String(40), default="", comment="by phone, in person ...")


class DemandChange(Base):
    """A demand that changed in this transaction, as the index and the tallies still have it; written by triggers."""

    __tablename__ = "demand_changes"
    __table_args__ = (
        {
            "info": {
                "settled_by": f"{_INDEXING}:settle_demands",
                "faults_by": f"{_INDEXING}:count_faults",
                "rebuilt_by": f"{_INDEXING}:rebuild",
            }
        },
    )

    demand_id: Mapped[int] = mapped_column(
        Integer, primary_key=True, autoincrement=False, comment="demand that changed"
    )
    there: Mapped[bool] = mapped_column(comment="it was in the index; the rest is as it was then")
    station_id: Mapped[int | None] = mapped_column(Integer, comment="station")
    received_at: Mapped[datetime | None] = mapped_column(UtcInstant, comment="when it was voiced, UTC")
    state: Mapped[DemandState | None] = mapped_column(ChoiceColumn(DemandState), comment="how far it was")
    deadline_on: Mapped[date | None] = mapped_column(Date, comment="answer due")
    call_on: Mapped[date | None] = mapped_column(Date, comment="next try of the call-back")
    unit_id: Mapped[int | None] = mapped_column(Integer, comment="lead unit")
    category_id: Mapped[int | None] = mapped_column(Integer, comment="category")
    route: Mapped[Route | None] = mapped_column(ChoiceColumn(Route), comment="where it went")
    village: Mapped[str | None] = mapped_column(String(80), comment="village or community")
    taken_by: Mapped[str | None] = mapped_column(String(80), comment="who took it down")
    supervised_on: Mapped[date | None] = mapped_column(Date, comment="督办 since")


class DemandTally(Identified, Base):
    """How many demands there are of a kind, so that no figure on a chip is counted out one by one."""

    __tablename__ = "demand_tallies"
    __table_args__ = (
        Index(None, "kind", "key", "station_id", "state", "demands"),
        {"info": {"counted": True}},
    )

    kind: Mapped[str] = mapped_column(String(20), comment="what is counted by")
    key: Mapped[str] = mapped_column(String(80), comment="month, day, unit ... of that kind")
    station_id: Mapped[int] = mapped_column(Integer, comment="station")
    state: Mapped[DemandState] = mapped_column(ChoiceColumn(DemandState), comment="how far they are")
    demands: Mapped[int] = mapped_column(Integer, comment="how many; several rows of one key add up")
