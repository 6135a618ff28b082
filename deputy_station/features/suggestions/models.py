"""Suggestions (代表建议) with who leads and co-signs, and their way to the appraised reply."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.demands.models import Demand, Unit
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.suggestions.rules import SignRole as SignRole
from deputy_station.features.suggestions.rules import SuggestionKind as SuggestionKind
from deputy_station.features.suggestions.rules import SuggestionSatisfaction as SuggestionSatisfaction
from deputy_station.features.suggestions.rules import SuggestionState as SuggestionState
from deputy_station.store.base import Base, ChoiceColumn, Editable


class Suggestion(Editable, Base):
    """A suggestion, criticism, opinion or bill."""

    __tablename__ = "suggestions"
    __table_args__ = (Index(None, "state", "deadline_on"),)

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
    replied_on: Mapped[date | None] = mapped_column(Date, comment="答复")
    reply: Mapped[str] = mapped_column(Text, default="", comment="答复内容")
    satisfaction: Mapped[SuggestionSatisfaction | None] = mapped_column(
        ChoiceColumn(SuggestionSatisfaction), comment="what the deputy says"
    )
    excellent: Mapped[bool] = mapped_column(default=False, comment="优秀建议")
    refusal_reason: Mapped[str] = mapped_column(String(200), default="", comment="why it was not accepted")
    demand_id: Mapped[int | None] = mapped_column(
        ForeignKey("demands.id"), index=True, comment="demand it grew from"
    )

    unit: Mapped[Unit | None] = relationship()
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
