"""What demands and suggestions share: categories, handling units, terms and steps as a station sets them, and the
columns of handing over, extension, contact and step that each kind of matter keeps in tables of its own."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from deputy_station.core.workdays import DeadlineUnit
from deputy_station.features.matters.rules.choices import ContactHow as ContactHow
from deputy_station.features.matters.rules.choices import ContactStage as ContactStage
from deputy_station.features.matters.rules.choices import MatterKind as MatterKind
from deputy_station.features.matters.rules.choices import Part as Part
from deputy_station.features.matters.rules.choices import Term as Term
from deputy_station.features.matters.rules.choices import UnitKind as UnitKind
from deputy_station.store.base import EMPTY, Base, ChoiceColumn, Editable, Identified, UtcInstant


class Unit(Editable, Base):
    """A handling unit (承办单位). One that was merged into another stays, retired, and names the other."""

    __tablename__ = "units"

    name: Mapped[str] = mapped_column(String(120), unique=True, comment="name")
    kind: Mapped[UnitKind] = mapped_column(ChoiceColumn(UnitKind), comment="village, town, district")
    leader: Mapped[str] = mapped_column(
        String(80), default="", server_default=EMPTY, comment="分管领导, who answers for it"
    )
    contact: Mapped[str] = mapped_column(String(80), default="", comment="whom to ask")
    phone: Mapped[str] = mapped_column(String(40), default="", comment="phone")
    former_names: Mapped[str] = mapped_column(
        String(400),
        default="",
        server_default=EMPTY,
        comment="names it had before, joined by 、; it is found by them",
    )
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("units.id"), index=True, comment="unit that took its matters over"
    )
    retired: Mapped[bool] = mapped_column(default=False, comment="no longer offered")


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
    unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("units.id"), index=True, comment="unit it usually goes to; what lies below inherits it"
    )

    unit: Mapped[Unit | None] = relationship()


class TermRule(Editable, Base):
    """A term a station set itself; what is not here is as shipped in resources/matters."""

    __tablename__ = "term_rules"
    __table_args__ = (UniqueConstraint("matter", "term", "route", "category_id"),)

    matter: Mapped[MatterKind] = mapped_column(ChoiceColumn(MatterKind), comment="kind of matter")
    term: Mapped[Term] = mapped_column(ChoiceColumn(Term), comment="what the term is for")
    route: Mapped[str] = mapped_column(String(40), default="", comment="route it holds for; empty: any")
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("demand_categories.id"),
        index=True,
        comment="category it holds for, with what lies below; none: any",
    )
    amount: Mapped[int] = mapped_column(Integer, comment="how many days or months")
    unit: Mapped[DeadlineUnit] = mapped_column(ChoiceColumn(DeadlineUnit), comment="workday, day or month")
    from_next_day: Mapped[bool] = mapped_column(default=True, comment="the first day is not counted")
    off_rest_days: Mapped[bool] = mapped_column(
        default=True, comment="a last day that is a rest day moves to the next workday"
    )

    category: Mapped[Category | None] = relationship()


class StepSetting(Editable, Base):
    """How a station differs from the shipped table in one step; none of it is code."""

    __tablename__ = "step_settings"
    __table_args__ = (UniqueConstraint("matter", "step"),)

    matter: Mapped[MatterKind] = mapped_column(ChoiceColumn(MatterKind), comment="kind of matter")
    step: Mapped[str] = mapped_column(String(40), comment="key of the step in its table")
    from_states: Mapped[list[str] | None] = mapped_column(
        JSON, comment="states it may be taken from; none: as shipped"
    )
    off: Mapped[bool] = mapped_column(default=False, comment="this station does without the step")
    roles: Mapped[list[str]] = mapped_column(JSON, default=list, comment="who may take it; empty: as shipped")
    needs_note: Mapped[bool | None] = mapped_column(comment="a note is required; none: as shipped")
    most: Mapped[int | None] = mapped_column(
        Integer, comment="times it may be taken in a round; none: as shipped"
    )


class StepColumns(Identified):
    """One line of a matter's timeline, never altered."""

    at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    actor: Mapped[str] = mapped_column(String(80), comment="who")
    step: Mapped[str] = mapped_column(String(40), comment="key of the step in its table")
    sentence: Mapped[str] = mapped_column(Text, comment="what happened, in words")
    note: Mapped[str] = mapped_column(Text, default="", comment="remark")
    round: Mapped[int] = mapped_column(Integer, default=1, server_default="1", comment="round it belongs to")
    level: Mapped[int] = mapped_column(
        Integer, default=0, server_default="0", comment="level of an urging; 0 otherwise"
    )


class HandoverColumns(Identified):
    """A matter in the hands of one unit in one round: 五定 (who leads, who does it, how, to what end, by when), signing
    for it or sending it back, and what the unit says it did."""

    round: Mapped[int] = mapped_column(Integer, default=1, comment="round it belongs to")
    part: Mapped[Part] = mapped_column(ChoiceColumn(Part), default=Part.LEAD, comment="lead or co-unit")
    handed_on: Mapped[date] = mapped_column(Date, comment="day of handing over")
    sign_by: Mapped[date | None] = mapped_column(Date, comment="to be signed for or sent back by")
    sign_rule: Mapped[str] = mapped_column(
        String(40), default="", server_default=EMPTY, comment="term of signing, to reckon its day anew"
    )
    signed_on: Mapped[date | None] = mapped_column(Date, comment="签收")
    returned_on: Mapped[date | None] = mapped_column(Date, comment="退回")
    return_reason: Mapped[str] = mapped_column(Text, default="", comment="why it was sent back")
    leader: Mapped[str] = mapped_column(String(80), default="", comment="牵头领导")
    person: Mapped[str] = mapped_column(String(80), default="", comment="承办人员")
    measures: Mapped[str] = mapped_column(Text, default="", comment="落实措施")
    standard: Mapped[str] = mapped_column(Text, default="", comment="办理标准")
    due_on: Mapped[date | None] = mapped_column(Date, comment="办理期限")
    arithmetic: Mapped[str] = mapped_column(Text, default="", comment="how the day came about, in words")
    rule: Mapped[str] = mapped_column(
        String(40),
        default="",
        server_default=EMPTY,
        comment="term of the answer, to reckon its day anew; empty: a day set by hand",
    )
    provisional: Mapped[bool] = mapped_column(default=False, comment="暂算: beyond the known holiday table")
    done_on: Mapped[date | None] = mapped_column(Date, comment="unit says done")
    result: Mapped[str] = mapped_column(Text, default="", comment="what the unit says it did")

    @declared_attr
    def unit_id(cls) -> Mapped[int]:  # noqa: N805  (a directive is handed the class)
        """The unit."""
        return mapped_column(ForeignKey("units.id"), index=True, comment="unit")

    @declared_attr
    def unit(cls) -> Mapped[Unit]:  # noqa: N805  (a directive is handed the class)
        """The unit."""
        return relationship(Unit)


class ExtensionColumns(Identified):
    """延期: asked by the unit, granted or not."""

    round: Mapped[int] = mapped_column(Integer, default=1, comment="round it belongs to")
    asked_on: Mapped[date] = mapped_column(Date, comment="day of asking")
    until: Mapped[date] = mapped_column(Date, comment="day asked for")
    reason: Mapped[str] = mapped_column(Text, comment="why")
    decided_on: Mapped[date | None] = mapped_column(Date, comment="day of the decision")
    granted: Mapped[bool | None] = mapped_column(comment="approved or not; none: not decided")
    decided_by: Mapped[str] = mapped_column(String(80), default="", comment="who decided")
    note: Mapped[str] = mapped_column(Text, default="", comment="remark of who decided")
    due_before: Mapped[date] = mapped_column(Date, comment="deadline before it")


class ContactColumns(Identified):
    """三联系: one talk before, during or after the handling."""

    round: Mapped[int] = mapped_column(Integer, default=1, comment="round it belongs to")
    stage: Mapped[ContactStage] = mapped_column(ChoiceColumn(ContactStage), comment="before, during, after")
    on: Mapped[date] = mapped_column("on_day", Date, comment="day")
    how: Mapped[ContactHow] = mapped_column(ChoiceColumn(ContactHow), comment="in person, by phone ...")
    who: Mapped[str] = mapped_column(String(80), default="", comment="who spoke for the unit")
    words: Mapped[str] = mapped_column(Text, default="", comment="what was said")
