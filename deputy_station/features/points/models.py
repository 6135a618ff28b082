"""What people say and decide about points: schemes, claims, marks, roles, closed periods, corrections, objections.

The points of an open period are never stored; they are derived from the records. What a closed period published is
kept here as it went out. Exact numbers are text as `str(Fraction)` writes it: "8", "17/2", "-1/3".
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.deputies.models import Deputy
from deputy_station.features.points.rules.claiming import (
    ClosingState,
    ObjectionSort,
    ObjectionState,
    ObjectionWay,
    SchemeState,
)
from deputy_station.store.base import EMPTY, Base, ChoiceColumn, Editable, Identified, UtcInstant

EXACT = 80
"""Characters of an exact number."""


class SchemeYear(Editable, Base):
    """The scheme of one year with its switches. A year without a row uses the default scheme as shipped."""

    __tablename__ = "scheme_years"
    __table_args__ = (
        {"info": {"stands": "deputy_station.features.points.service.library:check_years_stand"}},
    )

    year: Mapped[int] = mapped_column(Integer, unique=True, comment="calendar year")
    scheme: Mapped[str] = mapped_column(String(80), comment="name of the scheme file")
    switches: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, comment="answers to what the scheme leaves open"
    )


class PointScheme(Editable, Base):
    """A scheme of the station's own; those shipped stay files."""

    __tablename__ = "point_schemes"
    __table_args__ = (
        {"info": {"stands": "deputy_station.features.points.service.library:check_schemes_stand"}},
    )

    key: Mapped[str] = mapped_column(
        String(80), unique=True, comment="short name, different from every scheme file"
    )
    name: Mapped[str] = mapped_column(
        String(200), comment="as the text says, or said when it was last readable"
    )
    edition: Mapped[str] = mapped_column(
        String(40), default="", comment="version of the scheme as the text says"
    )
    text: Mapped[str] = mapped_column(Text, comment="the scheme in the scheme language")
    copied_from: Mapped[str] = mapped_column(String(80), default="", comment="key of the scheme it began as")
    state: Mapped[SchemeState] = mapped_column(
        ChoiceColumn(SchemeState), default=SchemeState.DRAFT, comment="how far it is"
    )
    adopted_on: Mapped[date | None] = mapped_column(Date, comment="day it was first adopted for a year")
    note: Mapped[str] = mapped_column(Text, default="", comment="remark")


class PointClaim(Editable, Base):
    """What a deputy did as the scheme names it: reported by the deputy, or registered by the organiser."""

    __tablename__ = "point_claims"
    __table_args__ = (
        Index(None, "deputy_id", "done_on"),
        Index(None, "kind", "done_on"),
        Index(None, "done_on"),
        Index(None, "review"),
        Index(None, "batch"),
        CheckConstraint("people >= 0 AND peers >= 0", name="people_counted"),
    )

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="whose")
    kind: Mapped[str] = mapped_column(String(80), comment="kind of record, a word of the scheme")
    done_on: Mapped[date] = mapped_column(Date, comment="day")
    title: Mapped[str] = mapped_column(String(200), comment="what it was, in a line")
    details: Mapped[str] = mapped_column(Text, default="", comment="内容、成效")
    weight: Mapped[str] = mapped_column(String(EXACT), default="1", comment="how many it stands for, exact")
    amount: Mapped[str | None] = mapped_column(String(EXACT), comment="money or measured amount, exact")
    role: Mapped[str] = mapped_column(String(40), default="", comment="word of the scheme, e.g. 领衔")
    level: Mapped[str] = mapped_column(String(40), default="", comment="word of the scheme, e.g. 市级")
    manner: Mapped[str] = mapped_column(String(40), default="", comment="word of the scheme, e.g. 书面")
    satisfaction: Mapped[str] = mapped_column(String(40), default="", comment="word of the scheme, e.g. 满意")
    state: Mapped[str] = mapped_column(
        String(40), default="", comment="attendance or acceptance, a word of the scheme"
    )
    within: Mapped[str] = mapped_column(
        String(120), default="", comment="what it belongs to, e.g. the session"
    )
    people: Mapped[int] = mapped_column(Integer, default=0, comment="how many share it; 0: not said")
    peers: Mapped[int] = mapped_column(
        Integer, default=0, comment="how many share it in the same role; 0: not said"
    )
    votes: Mapped[str] = mapped_column(
        String(200), default="", comment="a ballot's votes by word: 好 30、一般 5"
    )
    place: Mapped[str] = mapped_column(String(200), default="", server_default=EMPTY, comment="where")
    organiser: Mapped[str] = mapped_column(
        String(200), default="", server_default=EMPTY, comment="组织单位、授予机关、承办单位 (by kind)"
    )
    beneficiaries: Mapped[str] = mapped_column(
        String(200), default="", server_default=EMPTY, comment="受益对象、走访的选民"
    )
    outcome: Mapped[str] = mapped_column(
        Text, default="", server_default=EMPTY, comment="成效、处理、提出的意见、整改 (by kind)"
    )
    self_reported: Mapped[bool] = mapped_column(default=False, comment="申报 by the deputy")
    review: Mapped[str] = mapped_column(
        String(20), default="", comment="待审、已核准、已退回、已撤回; empty: registered by the organiser"
    )
    review_reason: Mapped[str] = mapped_column(String(300), default="", comment="why it was returned")
    reviewed_on: Mapped[date | None] = mapped_column(Date, comment="day of the last review")
    reviewed_by: Mapped[str] = mapped_column(String(80), default="", comment="who reviewed")
    batch: Mapped[int | None] = mapped_column(
        Integer, comment="entered together: number of the first claim of the entry"
    )

    deputy: Mapped[Deputy] = relationship()


class PointMark(Editable, Base):
    """A score given by hand to an item of the scheme."""

    __tablename__ = "point_marks"
    __table_args__ = (UniqueConstraint("period", "deputy_id", "item", "rater"),)

    period: Mapped[str] = mapped_column(String(20), comment="key of the period, e.g. 2026 or 2026-Q2")
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="whose")
    item: Mapped[str] = mapped_column(String(20), comment="code of the item")
    rater: Mapped[str] = mapped_column(String(40), default="", comment="who marks, as the scheme names them")
    points: Mapped[str] = mapped_column(String(EXACT), comment="exact points")
    note: Mapped[str] = mapped_column(String(300), default="", comment="remark")
    given_on: Mapped[date] = mapped_column(Date, comment="day")
    given_by: Mapped[str] = mapped_column(String(80), comment="who wrote it down")

    deputy: Mapped[Deputy] = relationship()


class PointRole(Editable, Base):
    """A role a scheme speaks of (常委、无职代表、领导干部), for some time."""

    __tablename__ = "point_roles"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        {"info": {"stands": "deputy_station.features.points.service.roles:check_roles_stand"}},
    )

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who")
    role: Mapped[str] = mapped_column(String(40), comment="the role, a word of the scheme")
    since: Mapped[date] = mapped_column(Date, comment="first day")
    until: Mapped[date | None] = mapped_column(Date, comment="last day; empty: still")

    deputy: Mapped[Deputy] = relationship()


class PointDecision(Editable, Base):
    """What people decided where the scheme asks them: who of a tie gets the grade, or a grade in a gap."""

    __tablename__ = "point_decisions"
    __table_args__ = (UniqueConstraint("period", "deputy_id"),)

    period: Mapped[str] = mapped_column(String(20), comment="key of the period")
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="whose")
    grade: Mapped[str] = mapped_column(String(40), comment="the grade decided")
    reason: Mapped[str] = mapped_column(Text, default="", comment="why, and who decided")
    decided_on: Mapped[date] = mapped_column(Date, comment="day")
    decided_by: Mapped[str] = mapped_column(String(80), comment="who wrote it down")

    deputy: Mapped[Deputy] = relationship()


class PointClosing(Editable, Base):
    """A closed period: by which scheme, as of when, and whether it went out."""

    __tablename__ = "point_closings"
    __table_args__ = (
        {"info": {"stands": "deputy_station.features.points.service.closed:check_closings_stand"}},
    )

    period: Mapped[str] = mapped_column(String(20), unique=True, comment="key of the period")
    period_name: Mapped[str] = mapped_column(String(80), comment="the period in words")
    first_on: Mapped[date] = mapped_column(Date, comment="first day")
    last_on: Mapped[date] = mapped_column(Date, comment="last day")
    scheme: Mapped[str] = mapped_column(String(80), index=True, comment="key of the scheme")
    scheme_name: Mapped[str] = mapped_column(String(200), comment="its name then")
    scheme_edition: Mapped[str] = mapped_column(String(40), comment="its version then")
    scheme_text: Mapped[str] = mapped_column(Text, comment="its text then")
    switches: Mapped[dict[str, Any]] = mapped_column(JSON, comment="the answers then, by switch")
    state: Mapped[ClosingState] = mapped_column(
        ChoiceColumn(ClosingState), default=ClosingState.CLOSED, comment="how far it is"
    )
    closed_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    closed_by: Mapped[str] = mapped_column(String(80), comment="who closed it")
    published_on: Mapped[date | None] = mapped_column(Date, comment="day of publication")
    published_by: Mapped[str] = mapped_column(String(80), default="", comment="who published it")
    objections_until: Mapped[date | None] = mapped_column(Date, comment="last day for objections")
    settled_on: Mapped[date | None] = mapped_column(Date, comment="day it became final")

    scores: Mapped[list["ClosedScore"]] = relationship(back_populates="closing", cascade="all, delete-orphan")


class ClosedScore(Identified, Base):
    """A deputy's score as the period was closed. Never changed: a later change is a correction beside it."""

    __tablename__ = "point_closed_scores"
    __table_args__ = (UniqueConstraint("closing_id", "deputy_id"),)

    closing_id: Mapped[int] = mapped_column(
        ForeignKey("point_closings.id"), index=True, comment="which closed period"
    )
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="whose")
    total: Mapped[str] = mapped_column(String(EXACT), comment="exact total")
    shown: Mapped[str] = mapped_column(String(40), comment="the total as published, two decimals")
    grade: Mapped[str] = mapped_column(String(40), default="", comment="grade; empty: not decided")
    remark: Mapped[str] = mapped_column(
        Text, default="", comment="what held a grade back, or how far the next"
    )
    rank: Mapped[int] = mapped_column(Integer, default=0, comment="place; 0: not ranked")
    ranked: Mapped[int] = mapped_column(Integer, default=0, comment="how many were ranked")
    items: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="by item code: exact points and the sum in words"
    )
    categories: Mapped[dict[str, Any]] = mapped_column(JSON, comment="by category code: exact points")
    facts_digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the records it rests on")

    closing: Mapped[PointClosing] = relationship(back_populates="scores")
    deputy: Mapped[Deputy] = relationship()


class PointObjection(Editable, Base):
    """A deputy says that points are wrong, double or missing; it is looked into and answered."""

    __tablename__ = "point_objections"
    __table_args__ = (
        Index(None, "period", "state"),
        {"info": {"stands": "deputy_station.features.points.service.objections:check_objections_stand"}},
    )

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who objects")
    period: Mapped[str] = mapped_column(String(20), comment="key of the period")
    sort: Mapped[ObjectionSort] = mapped_column(ChoiceColumn(ObjectionSort), comment="错、重、漏")
    item: Mapped[str] = mapped_column(String(20), default="", comment="code of the item; empty: the total")
    text: Mapped[str] = mapped_column(Text, comment="what the deputy says")
    received_on: Mapped[date] = mapped_column(Date, comment="day it came")
    way: Mapped[ObjectionWay] = mapped_column(ChoiceColumn(ObjectionWay), comment="how it came")
    late_reason: Mapped[str] = mapped_column(
        String(300), default="", comment="why it was taken after the window"
    )
    state: Mapped[ObjectionState] = mapped_column(
        ChoiceColumn(ObjectionState), default=ObjectionState.OPEN, comment="how far it is"
    )
    answer: Mapped[str] = mapped_column(Text, default="", comment="what the deputy was told")
    answered_on: Mapped[date | None] = mapped_column(Date, comment="day of the answer")
    answered_by: Mapped[str] = mapped_column(String(80), default="", comment="who answered")
    claim_id: Mapped[int | None] = mapped_column(
        ForeignKey("point_claims.id"), index=True, comment="the record it led to"
    )

    deputy: Mapped[Deputy] = relationship()
    claim: Mapped[PointClaim | None] = relationship()


class PointCorrection(Identified, Base):
    """A published score corrected: both values stay readable. Never changed; a further one follows it."""

    __tablename__ = "point_corrections"
    __table_args__ = (Index(None, "closing_id", "deputy_id"),)

    closing_id: Mapped[int] = mapped_column(ForeignKey("point_closings.id"), comment="which closed period")
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="whose")
    item: Mapped[str] = mapped_column(
        String(20), default="", comment="the one item that changed; empty: several, or only the total"
    )
    total_before: Mapped[str] = mapped_column(String(EXACT), comment="exact total before")
    total_after: Mapped[str] = mapped_column(String(EXACT), comment="exact total after")
    shown_before: Mapped[str] = mapped_column(String(40), comment="the total before, two decimals")
    shown_after: Mapped[str] = mapped_column(String(40), comment="the total after, two decimals")
    grade_before: Mapped[str] = mapped_column(String(40), default="", comment="grade before")
    grade_after: Mapped[str] = mapped_column(String(40), default="", comment="grade after")
    rank_before: Mapped[int] = mapped_column(Integer, default=0, comment="place before; 0: not ranked")
    rank_after: Mapped[int] = mapped_column(Integer, default=0, comment="place after; 0: not ranked")
    items: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="changed items by code: exact points before and after, both sums in words"
    )
    categories: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="changed categories by code: exact points before and after"
    )
    reason: Mapped[str] = mapped_column(Text, comment="why")
    objection_id: Mapped[int | None] = mapped_column(
        ForeignKey("point_objections.id"), index=True, comment="the objection it answers"
    )
    corrected_on: Mapped[date] = mapped_column(Date, comment="day")
    corrected_by: Mapped[str] = mapped_column(String(80), comment="who")

    deputy: Mapped[Deputy] = relationship()
    closing: Mapped[PointClosing] = relationship()
