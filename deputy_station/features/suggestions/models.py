"""Suggestions (代表建议) with who leads and co-signs, their way (steps, handing over, extensions, contacts) to the
appraised reply, the promises of replies, and the looks back."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.demands.models import Demand
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.matters.models import (
    ContactColumns,
    ExtensionColumns,
    HandoverColumns,
    StepColumns,
    Unit,
)
from deputy_station.features.suggestions.rules.choices import PromiseState as PromiseState
from deputy_station.features.suggestions.rules.choices import RefusalReason as RefusalReason
from deputy_station.features.suggestions.rules.choices import SignRole as SignRole
from deputy_station.features.suggestions.rules.choices import SuggestionKind as SuggestionKind
from deputy_station.features.suggestions.rules.choices import SuggestionSatisfaction as SuggestionSatisfaction
from deputy_station.features.suggestions.rules.choices import SuggestionState as SuggestionState
from deputy_station.store.base import EMPTY, Base, ChoiceColumn, Editable, Identified

_SERVICE = "deputy_station.features.suggestions.service"


class Suggestion(Editable, Base):
    """A suggestion, criticism, opinion or bill."""

    __tablename__ = "suggestions"
    __table_args__ = (
        Index(None, "session_name", "number", unique=True),
        Index(None, "state", "deadline_on"),
        {
            "info": {
                "calendar_changed": f"{_SERVICE}.moving_days:move_deadlines",
                "calendar_waits": f"{_SERVICE}.moving_days:days_known_by_now",
                "unit_merging": f"{_SERVICE}.following_units:warn_of_merger",
                "unit_merged": f"{_SERVICE}.following_units:merge_unit",
                "demand_carried": f"{_SERVICE}.of_demand:carried_on",
                "open_record": f"{_SERVICE}.secrecy:is_open",
            }
        },
    )

    session_name: Mapped[str] = mapped_column(
        String(60),
        default="",
        server_default=EMPTY,
        comment="届次会次, or the year of one made between sessions",
    )
    number: Mapped[int | None] = mapped_column(Integer, comment="number in it, given when it is accepted")
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("demand_categories.id"), index=True, comment="category"
    )
    title: Mapped[str] = mapped_column(String(200), comment="关于……的建议")
    text: Mapped[str] = mapped_column(Text, default="", comment="案由、分析、建议")
    kind: Mapped[SuggestionKind] = mapped_column(ChoiceColumn(SuggestionKind), comment="what and when")
    proposed_on: Mapped[date] = mapped_column(Date, index=True, comment="提出时间")
    state: Mapped[SuggestionState] = mapped_column(
        ChoiceColumn(SuggestionState), default=SuggestionState.DRAFT, comment="how far it is"
    )
    accepted_on: Mapped[date | None] = mapped_column(Date, comment="受理")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True, comment="lead unit")
    assigned_on: Mapped[date | None] = mapped_column(Date, comment="交办")
    deadline_on: Mapped[date | None] = mapped_column(Date, comment="reply due")
    deadline_arithmetic: Mapped[str] = mapped_column(
        Text, default="", server_default=EMPTY, comment="how the deadline came about, in words"
    )
    deadline_provisional: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="暂算: beyond the known holiday table"
    )
    step_due_on: Mapped[date | None] = mapped_column(Date, comment="the step it waits for is due")
    step_due_arithmetic: Mapped[str] = mapped_column(
        Text, default="", server_default=EMPTY, comment="how that day came about, in words"
    )
    rounds: Mapped[int] = mapped_column(
        Integer, default=1, server_default="1", comment="1 and one more for every 重办"
    )
    extended: Mapped[int] = mapped_column(
        Integer, default=0, server_default="0", comment="extensions granted in this round"
    )
    urged: Mapped[int] = mapped_column(Integer, default=0, server_default="0", comment="times urged (催办)")
    urge_level: Mapped[int] = mapped_column(
        Integer, default=0, server_default="0", comment="highest level of urging in this round"
    )
    supervised_on: Mapped[date | None] = mapped_column(Date, comment="重点督办 since")
    supervisor: Mapped[str] = mapped_column(
        String(80), default="", server_default=EMPTY, comment="who supervises it"
    )
    replied_on: Mapped[date | None] = mapped_column(Date, comment="答复")
    reply: Mapped[str] = mapped_column(Text, default="", comment="答复内容")
    reply_number: Mapped[str] = mapped_column(
        String(60), default="", server_default=EMPTY, comment="发文字号 of the reply"
    )
    reply_class: Mapped[str] = mapped_column(
        String(8), default="", server_default=EMPTY, comment="scheme and letter of the class of the reply"
    )
    satisfaction: Mapped[SuggestionSatisfaction | None] = mapped_column(
        ChoiceColumn(SuggestionSatisfaction), comment="what the deputy says of the result"
    )
    manner: Mapped[SuggestionSatisfaction | None] = mapped_column(
        ChoiceColumn(SuggestionSatisfaction), comment="what the deputy says of how it was handled"
    )
    appraisal_note: Mapped[str] = mapped_column(
        Text, default="", server_default=EMPTY, comment="what the deputy adds"
    )
    public: Mapped[bool] = mapped_column(default=True, server_default=true(), comment="may be published")
    withheld_reason: Mapped[str] = mapped_column(
        String(200), default="", server_default=EMPTY, comment="why it is not published"
    )
    confidential: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="the deputy asked for secrecy"
    )
    excellent: Mapped[bool] = mapped_column(default=False, comment="优秀建议")
    refusal_ground: Mapped[RefusalReason | None] = mapped_column(
        ChoiceColumn(RefusalReason), comment="which reason for refusing"
    )
    refusal_reason: Mapped[str] = mapped_column(String(200), default="", comment="why it was not accepted")
    demand_id: Mapped[int | None] = mapped_column(
        ForeignKey("demands.id"), index=True, comment="demand it grew from"
    )
    search_text: Mapped[str] = mapped_column(
        Text, default="", server_default=EMPTY, comment="what the search looks through, in search form"
    )

    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    demand: Mapped[Demand | None] = relationship()
    signers: Mapped[list["SuggestionSigner"]] = relationship(
        back_populates="suggestion", cascade="all, delete-orphan"
    )


class SuggestionSigner(Base):
    """A deputy who leads or co-signs."""

    __tablename__ = "suggestion_signers"

    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions.id"), primary_key=True, comment="suggestion"
    )
    deputy_id: Mapped[int] = mapped_column(
        ForeignKey("deputies.id"), primary_key=True, index=True, comment="deputy"
    )
    role: Mapped[SignRole] = mapped_column(ChoiceColumn(SignRole), comment="lead or co-sign")

    suggestion: Mapped[Suggestion] = relationship(back_populates="signers")
    deputy: Mapped[Deputy] = relationship()


class SuggestionCounter(Base):
    """The last number given per session; its row is locked while a number is taken, so none is lost."""

    __tablename__ = "suggestion_counters"
    __table_args__ = ({"info": {"counts": True}},)

    session_name: Mapped[str] = mapped_column(String(60), primary_key=True, comment="届次会次 or year")
    last: Mapped[int] = mapped_column(Integer, comment="last number given")


class SuggestionTimeline(StepColumns, Base):
    """One step on the way, never altered."""

    __tablename__ = "suggestion_steps"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True, comment="suggestion")
    state_before: Mapped[SuggestionState | None] = mapped_column(
        ChoiceColumn(SuggestionState), comment="state before"
    )
    state_after: Mapped[SuggestionState] = mapped_column(ChoiceColumn(SuggestionState), comment="state after")
    satisfaction: Mapped[SuggestionSatisfaction | None] = mapped_column(
        ChoiceColumn(SuggestionSatisfaction), comment="what the deputy said of the result at this step"
    )
    manner: Mapped[SuggestionSatisfaction | None] = mapped_column(
        ChoiceColumn(SuggestionSatisfaction), comment="what the deputy said of how it was handled"
    )


class SuggestionHandover(HandoverColumns, Base):
    """A suggestion in the hands of one unit in one round."""

    __tablename__ = "suggestion_handovers"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True, comment="suggestion")


class SuggestionExtension(ExtensionColumns, Base):
    """An extension asked for a suggestion."""

    __tablename__ = "suggestion_extensions"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True, comment="suggestion")


class SuggestionContact(ContactColumns, Base):
    """A talk of the unit with the deputy before, during or after the handling."""

    __tablename__ = "suggestion_contacts"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True, comment="suggestion")


class SuggestionPromise(Editable, Base):
    """What a reply promises for later (承诺事项), kept or not, also across years."""

    __tablename__ = "suggestion_promises"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True, comment="suggestion")
    words: Mapped[str] = mapped_column(Text, comment="what is promised")
    due_on: Mapped[date | None] = mapped_column(Date, index=True, comment="by when")
    state: Mapped[PromiseState] = mapped_column(
        ChoiceColumn(PromiseState), default=PromiseState.OPEN, comment="kept, moved, given up"
    )
    settled_on: Mapped[date | None] = mapped_column(Date, comment="kept or given up on")
    told_on: Mapped[date | None] = mapped_column(Date, comment="deputy told how it stands")
    note: Mapped[str] = mapped_column(Text, default="", comment="how it stands")


class SuggestionLook(Identified, Base):
    """回头看: somebody went and looked whether the reply came true."""

    __tablename__ = "suggestion_looks"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True, comment="suggestion")
    on: Mapped[date] = mapped_column("on_day", Date, comment="day")
    who: Mapped[str] = mapped_column(String(200), default="", comment="who looked")
    kept: Mapped[bool] = mapped_column(comment="what was answered is so")
    words: Mapped[str] = mapped_column(Text, default="", comment="what was found")
