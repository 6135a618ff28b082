"""Draws that anybody can repeat, quarterly checks of one deputy each, and their findings until mended."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.deputies.models import Deputy
from deputy_station.features.spotcheck.rules.findings import Answer, FindingKind, FindingState, Question
from deputy_station.features.spotcheck.rules.half_year import CheckResult
from deputy_station.store.base import Base, ChoiceColumn, Editable, Identified, UtcInstant


class Draw(Editable, Base):
    """Deputies drawn for the check of one quarter."""

    __tablename__ = "draws"
    __table_args__ = (UniqueConstraint("year", "quarter", "seed"),)

    year: Mapped[int] = mapped_column(Integer, comment="calendar year")
    quarter: Mapped[int] = mapped_column(Integer, comment="1 to 4")
    seed: Mapped[str] = mapped_column(
        String(40), comment="printed on the list; same seed and roster, same draw"
    )
    drawn_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    pool: Mapped[int] = mapped_column(Integer, comment="deputies it was drawn from")
    note: Mapped[str] = mapped_column(Text, default="", comment="remark")

    members: Mapped[list["DrawMember"]] = relationship(back_populates="draw", order_by="DrawMember.position")


class DrawMember(Base):
    """One deputy drawn."""

    __tablename__ = "draw_members"

    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), primary_key=True, comment="draw")
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), primary_key=True, comment="deputy")
    position: Mapped[int] = mapped_column(Integer, comment="1, 2 ... as drawn")

    draw: Mapped[Draw] = relationship(back_populates="members")
    deputy: Mapped[Deputy] = relationship()


class DeputyCheck(Editable, Base):
    """The check of one deputy in one quarter by the presidium: two questions answered, what was ticked on paper."""

    __tablename__ = "quarter_checks"
    __table_args__ = (UniqueConstraint("year", "quarter", "deputy_id"),)

    year: Mapped[int] = mapped_column(Integer, comment="calendar year")
    quarter: Mapped[int] = mapped_column(Integer, comment="1 to 4")
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="whose register")
    checker: Mapped[str] = mapped_column(String(80), comment="who checked")
    checked_on: Mapped[date] = mapped_column(Date, comment="day of the check")
    duty: Mapped[Answer] = mapped_column(ChoiceColumn(Answer), comment="履职是否到位")
    registration: Mapped[Answer] = mapped_column(ChoiceColumn(Answer), comment="登记是否规范")
    ticks: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, comment="by key of a tick: true or false; missing: not looked at"
    )
    records: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, comment="what the records said then, lines by question"
    )
    note: Mapped[str] = mapped_column(Text, default="", comment="remark")

    deputy: Mapped[Deputy] = relationship()
    findings: Mapped[list["CheckFinding"]] = relationship(
        back_populates="check", order_by="CheckFinding.id", cascade="all, delete-orphan"
    )


class CheckFinding(Editable, Base):
    """One thing found at a check: by when, who mends it, what became of it. No key points at its record: a record taken
    out mends the finding about it."""

    __tablename__ = "check_findings"
    __table_args__ = (
        UniqueConstraint("check_id", "kind", "subject", "subject_id"),
        Index(None, "state", "due_on"),
    )

    check_id: Mapped[int] = mapped_column(ForeignKey("quarter_checks.id"), index=True, comment="which check")
    question: Mapped[Question] = mapped_column(ChoiceColumn(Question), comment="which of the two questions")
    kind: Mapped[FindingKind] = mapped_column(ChoiceColumn(FindingKind), comment="what kind")
    words: Mapped[str] = mapped_column(Text, comment="what was found, in words")
    mend: Mapped[str] = mapped_column(Text, default="", comment="how to mend it, in words")
    subject: Mapped[str] = mapped_column(
        String(40), comment="kind of the record it is about; tick:KEY of one ticked"
    )
    subject_id: Mapped[int] = mapped_column(Integer, comment="row of that record; 0 of one ticked")
    due_on: Mapped[date] = mapped_column(Date, comment="to be mended by")
    person: Mapped[str] = mapped_column(String(80), comment="who mends it")
    state: Mapped[FindingState] = mapped_column(
        ChoiceColumn(FindingState), default=FindingState.OPEN, comment="what was decided"
    )
    closed_on: Mapped[date | None] = mapped_column(Date, comment="day it was confirmed or explained")
    closed_by: Mapped[str] = mapped_column(String(80), default="", comment="who confirmed or explained it")
    note: Mapped[str] = mapped_column(Text, default="", comment="how it was mended, or why it stays")

    check: Mapped[DeputyCheck] = relationship(back_populates="findings")


class HalfYearCheck(Editable, Base):
    """A half-yearly spot check by the district: its draw, and whether its bulletin went out."""

    __tablename__ = "half_year_checks"
    __table_args__ = (UniqueConstraint("year", "half", "seed"),)

    year: Mapped[int] = mapped_column(Integer, comment="calendar year")
    half: Mapped[int] = mapped_column(Integer, comment="1 or 2")
    seed: Mapped[str] = mapped_column(
        String(40), comment="printed on the list; same seed, half and roster, same draw"
    )
    drawn_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    size: Mapped[int] = mapped_column(Integer, comment="how many were to be drawn")
    checker: Mapped[str] = mapped_column(String(120), comment="who checks, e.g. the district's office")
    note: Mapped[str] = mapped_column(Text, comment="remark")
    told_on: Mapped[date | None] = mapped_column(Date, comment="day its bulletin went out")

    lots: Mapped[list["HalfYearLot"]] = relationship(back_populates="check")


class HalfYearLot(Base):
    """One deputy of the pool as the roster stood when it was drawn, so that the draw can be repeated for ever."""

    __tablename__ = "half_year_lots"

    check_id: Mapped[int] = mapped_column(
        ForeignKey("half_year_checks.id"), primary_key=True, comment="check"
    )
    deputy_id: Mapped[int] = mapped_column(
        ForeignKey("deputies.id"), primary_key=True, index=True, comment="deputy"
    )
    name: Mapped[str] = mapped_column(String(80), comment="name as drawn by")
    group_name: Mapped[str] = mapped_column(String(80), comment="stratum: group; empty where none")
    level: Mapped[str] = mapped_column(String(40), comment="stratum: level of the congress, in words")
    last_result: Mapped[str] = mapped_column(String(40), comment="stratum: grade of last year, in words")
    position: Mapped[int | None] = mapped_column(Integer, comment="1, 2 ... as drawn; none: not drawn")

    check: Mapped[HalfYearCheck] = relationship(back_populates="lots")


class HalfYearResult(Editable, Base):
    """What the district found of one drawn deputy's book."""

    __tablename__ = "half_year_results"
    __table_args__ = (UniqueConstraint("check_id", "deputy_id"),)

    check_id: Mapped[int] = mapped_column(ForeignKey("half_year_checks.id"), index=True, comment="check")
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="deputy")
    result: Mapped[CheckResult] = mapped_column(ChoiceColumn(CheckResult), comment="passed or not")
    checked_on: Mapped[date] = mapped_column(Date, comment="day")
    remark: Mapped[str] = mapped_column(Text, comment="what was found, in words")

    problems: Mapped[list["HalfYearProblem"]] = relationship(
        back_populates="result", cascade="all, delete-orphan", order_by="HalfYearProblem.id"
    )


class HalfYearProblem(Identified, Base):
    """A problem of one kind in one book."""

    __tablename__ = "half_year_problems"

    result_id: Mapped[int] = mapped_column(
        ForeignKey("half_year_results.id"), index=True, comment="what was found of the book"
    )
    kind: Mapped[str] = mapped_column(String(80), comment="name of the kind then")

    result: Mapped[HalfYearResult] = relationship(back_populates="problems")


class Bulletin(Editable, Base):
    """The bulletin (通报) of a half-yearly check as somebody edited it; without a row it reads as drafted."""

    __tablename__ = "bulletins"

    check_id: Mapped[int] = mapped_column(ForeignKey("half_year_checks.id"), unique=True, comment="check")
    title: Mapped[str] = mapped_column(String(200), comment="标题")
    number: Mapped[str] = mapped_column(String(60), comment="发文字号")
    addressee: Mapped[str] = mapped_column(String(200), comment="主送")
    opening: Mapped[str] = mapped_column(Text, comment="time, scope, number of books")
    overall: Mapped[str] = mapped_column(Text, comment="总体情况")
    good: Mapped[str] = mapped_column(Text, comment="好的做法")
    problems: Mapped[str] = mapped_column(Text, comment="存在问题")
    demands: Mapped[str] = mapped_column(Text, comment="下步要求")
    issuer: Mapped[str] = mapped_column(String(120), comment="落款")
    issued_on: Mapped[date] = mapped_column(Date, comment="成文日期")
    copies: Mapped[str] = mapped_column(String(300), comment="抄送")
    names_deputies: Mapped[bool] = mapped_column(comment="ordinary deputies with problems are named")
    drafted_from: Mapped[str] = mapped_column(
        String(64), comment="digest of the draft it was edited from, to notice changed figures"
    )


class StationReport(Editable, Base):
    """What one station sent up for one quarter; a newer file takes the place of an older one."""

    __tablename__ = "station_reports"
    __table_args__ = (UniqueConstraint("code", "year", "quarter"),)

    code: Mapped[str] = mapped_column(String(20), comment="the station's short word")
    station: Mapped[str] = mapped_column(String(120), comment="its name")
    township: Mapped[str] = mapped_column(String(80), comment="its town")
    year: Mapped[int] = mapped_column(Integer, comment="calendar year")
    quarter: Mapped[int] = mapped_column(Integer, comment="1 to 4")
    made_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when the station made the file, UTC")
    checksum: Mapped[str] = mapped_column(String(40), comment="of everything in the file")
    file_name: Mapped[str] = mapped_column(String(255), comment="name of the file")
    imported_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when it was taken in, UTC")
    until: Mapped[date] = mapped_column(Date, comment="records are counted up to this day")
    received: Mapped[int] = mapped_column(Integer, comment="demands received in the quarter")
    due: Mapped[int] = mapped_column(Integer, comment="demands due in it")
    closed: Mapped[int] = mapped_column(Integer, comment="of both, closed")
    overdue: Mapped[int] = mapped_column(Integer, comment="of both, overdue")
    followed_up: Mapped[int] = mapped_column(Integer, comment="of both, followed up")

    deputies: Mapped[list["StationReportDeputy"]] = relationship(
        back_populates="report", cascade="all, delete-orphan", order_by="StationReportDeputy.id"
    )
    findings: Mapped[list["StationReportFinding"]] = relationship(
        back_populates="report", cascade="all, delete-orphan", order_by="StationReportFinding.id"
    )


class StationReportDeputy(Identified, Base):
    """One deputy's figures in a station's report."""

    __tablename__ = "station_report_deputies"

    report_id: Mapped[int] = mapped_column(ForeignKey("station_reports.id"), index=True, comment="report")
    name: Mapped[str] = mapped_column(String(80), comment="deputy")
    group_name: Mapped[str] = mapped_column(String(80), comment="group")
    level: Mapped[str] = mapped_column(String(40), comment="level, in words")
    due: Mapped[int] = mapped_column(Integer, comment="records that were to be filled in")
    filled: Mapped[int] = mapped_column(Integer, comment="of them filled in")
    done: Mapped[int] = mapped_column(Integer, comment="records that want evidence")
    proved: Mapped[int] = mapped_column(Integer, comment="of them with evidence")

    report: Mapped[StationReport] = relationship(back_populates="deputies")


class StationReportFinding(Identified, Base):
    """One finding in a station's report."""

    __tablename__ = "station_report_findings"

    report_id: Mapped[int] = mapped_column(ForeignKey("station_reports.id"), index=True, comment="report")
    deputy: Mapped[str] = mapped_column(String(80), comment="whose book")
    words: Mapped[str] = mapped_column(Text, comment="what was found")
    due_on: Mapped[date | None] = mapped_column(Date, comment="to be mended by")
    standing: Mapped[str] = mapped_column(String(40), comment="how it stands, in words")

    report: Mapped[StationReport] = relationship(back_populates="findings")
