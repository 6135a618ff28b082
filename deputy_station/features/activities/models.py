"""Activities with who was to come and who came, what deputies did alone, and the evidence kept for either."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.activities.rules import ActivityKind as ActivityKind
from deputy_station.features.activities.rules import AttendanceState as AttendanceState
from deputy_station.features.activities.rules import ContactWay as ContactWay
from deputy_station.features.activities.rules import DeedKind as DeedKind
from deputy_station.features.activities.rules import DutyReportManner as DutyReportManner
from deputy_station.features.deputies.models import Deputy
from deputy_station.store.base import EMPTY, Base, ChoiceColumn, Editable, UtcInstant


class Activity(Editable, Base):
    """One held or planned activity (a congress session is several: one per half-day and part)."""

    __tablename__ = "activities"
    __table_args__ = (Index(None, "kind", "held_on"),)

    kind: Mapped[ActivityKind] = mapped_column(ChoiceColumn(ActivityKind), comment="what was held")
    title: Mapped[str] = mapped_column(String(200), comment="name on papers")
    held_on: Mapped[date] = mapped_column(Date, index=True, comment="day")
    starts_at: Mapped[time | None] = mapped_column(Time, comment="local time")
    ends_at: Mapped[time | None] = mapped_column(Time, comment="local time")
    place: Mapped[str] = mapped_column(String(200), default="", comment="where")
    organiser: Mapped[str] = mapped_column(String(200), default="", comment="组织单位 / 邀请单位")
    session_name: Mapped[str] = mapped_column(
        String(120), default="", comment="congress session, e.g. 第十九届人大五次会议"
    )
    content: Mapped[str] = mapped_column(Text, default="", comment="内容、主题")
    result: Mapped[str] = mapped_column(Text, default="", comment="成效、提出的意见")
    report: Mapped[str] = mapped_column(
        String(200), default="", server_default=EMPTY, comment="title of the report it led to (形成的报告)"
    )
    cancelled: Mapped[bool] = mapped_column(default=False, comment="not held; counts for nothing")

    attendances: Mapped[list["Attendance"]] = relationship(
        back_populates="activity", cascade="all, delete-orphan"
    )


class Attendance(Editable, Base):
    """One deputy at one activity: expected (or a walk-in), and whether they came."""

    __tablename__ = "attendances"
    # What points are counted from stands in the index itself: everybody's attendances are read without the rows.
    __table_args__ = (
        UniqueConstraint("activity_id", "deputy_id"),
        Index("ix_attendances_of_deputy", "deputy_id", "activity_id", "state", "expected"),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True, comment="at what")
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who")
    expected: Mapped[bool] = mapped_column(default=True, comment="was to come; false for a walk-in")
    state: Mapped[AttendanceState] = mapped_column(
        ChoiceColumn(AttendanceState), default=AttendanceState.NOT_YET, comment="whether they came"
    )
    arrived_at: Mapped[datetime | None] = mapped_column(UtcInstant, comment="arrival, UTC")
    leave_reason: Mapped[str] = mapped_column(String(200), default="", comment="请假事由")
    leave_approved_by: Mapped[str] = mapped_column(String(80), default="", comment="批准人")
    note: Mapped[str] = mapped_column(String(200), default="", comment="remark")

    activity: Mapped[Activity] = relationship(back_populates="attendances")
    deputy: Mapped[Deputy] = relationship()


class Deed(Editable, Base):
    """What one deputy did: a speech, a report, a visit to voters, a duty report, an award."""

    __tablename__ = "deeds"
    # What points are counted from stands in the first index itself: everybody's deeds are read without the rows.
    __table_args__ = (
        Index(
            "ix_deeds_of_deputy",
            "deputy_id",
            "done_on",
            "kind",
            "accepted",
            "manner",
            "quantity",
            "votes_satisfied",
            "votes_fair",
            "votes_unsatisfied",
        ),
        Index(None, "kind", "done_on"),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
    )

    kind: Mapped[DeedKind] = mapped_column(ChoiceColumn(DeedKind), comment="what it was")
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who")
    done_on: Mapped[date] = mapped_column(Date, index=True, comment="day")
    title: Mapped[str] = mapped_column(String(200), comment="议题、题目、事项")
    place: Mapped[str] = mapped_column(String(200), default="", comment="where")
    details: Mapped[str] = mapped_column(Text, default="", comment="要点、内容、成效")
    quantity: Mapped[int] = mapped_column(
        Integer, default=1, comment="how many times or contacts this row stands for"
    )
    accepted: Mapped[bool] = mapped_column(default=True, comment="a report was accepted, a deed confirmed")
    activity_id: Mapped[int | None] = mapped_column(
        ForeignKey("activities.id"), index=True, comment="at which activity"
    )
    manner: Mapped[DutyReportManner | None] = mapped_column(
        ChoiceColumn(DutyReportManner), comment="duty report only"
    )
    votes_satisfied: Mapped[int | None] = mapped_column(Integer, comment="测评满意票")
    votes_fair: Mapped[int | None] = mapped_column(Integer, comment="测评基本满意票")
    votes_unsatisfied: Mapped[int | None] = mapped_column(Integer, comment="测评不满意票")
    awarded_by: Mapped[str] = mapped_column(String(200), default="", comment="授予机关")
    award_level: Mapped[str] = mapped_column(
        String(40), default="", server_default=EMPTY, comment="级别 of an award"
    )
    organiser: Mapped[str] = mapped_column(
        String(200), default="", server_default=EMPTY, comment="组织单位 of what a report is about"
    )
    way: Mapped[ContactWay | None] = mapped_column(
        ChoiceColumn(ContactWay), comment="contact with voters only"
    )
    beneficiaries: Mapped[str] = mapped_column(
        String(200), default="", server_default=EMPTY, comment="受益对象 of a good deed"
    )
    people: Mapped[int | None] = mapped_column(
        Integer, comment="how many had a good of it, or came to a duty report"
    )
    outcome: Mapped[str] = mapped_column(
        Text, default="", server_default=EMPTY, comment="采纳情况、提出的意见、处理、成效、整改 (by kind)"
    )

    deputy: Mapped[Deputy] = relationship()


class Evidence(Editable, Base):
    """A piece of evidence (证明材料) for an activity, a deed, a demand, a suggestion or a claim, and where it is kept."""

    __tablename__ = "evidence"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    subject: Mapped[str] = mapped_column(String(40), comment="activity, deed, demand, suggestion or claim")
    subject_id: Mapped[int] = mapped_column(
        Integer,
        comment="row it belongs to",
        info={
            "points_at": (
                "subject",
                {
                    "activity": "activities",
                    "deed": "deeds",
                    "demand": "demands",
                    "suggestion": "suggestions",
                    "claim": "point_claims",
                },
            )
        },
    )
    title: Mapped[str] = mapped_column(String(200), comment="e.g. 现场照片、签到表")
    kept_at: Mapped[str] = mapped_column(String(200), default="", comment="folder, box or file")
    filed_on: Mapped[date] = mapped_column(Date, comment="when filed")
