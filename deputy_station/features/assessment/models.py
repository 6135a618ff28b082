"""What people wrote in the annual assessment: sheets, the year's days, duty reports planned and their ballots, 五好
nominations, publication lists with objections, facts that concern leaving office. Points and states are derived."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import DutyReportManner
from deputy_station.features.assessment.rules.choices import Doubt
from deputy_station.features.assessment.rules.choices import Every as Every
from deputy_station.features.assessment.rules.choices import Honour as Honour
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.scans.models import ScanPage
from deputy_station.store.base import EMPTY, Base, ChoiceColumn, Editable, Identified, UtcInstant

_SERVICE = "deputy_station.features.assessment.service"


class Assessment(Editable, Base):
    """Summary and opinions of one deputy and year."""

    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("deputy_id", "year"),)

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who")
    year: Mapped[int] = mapped_column(Integer, index=True, comment="calendar year")
    summary: Mapped[str] = mapped_column(Text, default="", comment="履职小结")
    group_opinion: Mapped[str] = mapped_column(Text, default="", comment="代表小组意见")
    group_on: Mapped[date | None] = mapped_column(Date, comment="day of it")
    presidium_opinion: Mapped[str] = mapped_column(Text, default="", comment="镇人大主席团意见")
    presidium_on: Mapped[date | None] = mapped_column(Date, comment="day of it")
    district_opinion: Mapped[str] = mapped_column(Text, default="", comment="区人大代表联络室意见")
    district_on: Mapped[date | None] = mapped_column(Date, comment="day of it")
    grade: Mapped[str] = mapped_column(
        String(20), default="", comment="grade as decided; empty: as by points"
    )
    self_on: Mapped[date | None] = mapped_column(Date, comment="自评: handed in on")
    proposed_grade: Mapped[str] = mapped_column(
        String(20), default="", server_default=EMPTY, comment="grade by points when another was decided"
    )
    grade_reason: Mapped[str] = mapped_column(
        Text, default="", server_default=EMPTY, comment="why another grade was decided"
    )

    deputy: Mapped[Deputy] = relationship()


class AssessmentYear(Editable, Base):
    """How a year is assessed: the days of each step, and what the township does in its own way."""

    __tablename__ = "assessment_years"

    year: Mapped[int] = mapped_column(Integer, unique=True, comment="calendar year")
    self_from: Mapped[date | None] = mapped_column(Date, comment="自评 from")
    self_to: Mapped[date | None] = mapped_column(Date, comment="自评 until")
    group_from: Mapped[date | None] = mapped_column(Date, comment="小组 from")
    group_to: Mapped[date | None] = mapped_column(Date, comment="小组 until")
    presidium_from: Mapped[date | None] = mapped_column(Date, comment="主席团 from")
    presidium_to: Mapped[date | None] = mapped_column(Date, comment="主席团 until")
    district_from: Mapped[date | None] = mapped_column(Date, comment="区 from")
    district_to: Mapped[date | None] = mapped_column(Date, comment="区 until")
    duty_every: Mapped[Every] = mapped_column(ChoiceColumn(Every), comment="how often a duty report is owed")
    ballot_rule: Mapped[str] = mapped_column(String(40), comment="key of the rule of results of ballots")
    fine_places: Mapped[int] = mapped_column(Integer, comment="how many 五好代表 are chosen")
    objection_days: Mapped[int] = mapped_column(Integer, comment="days of a publication list")
    objection_workdays: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="the days of a publication list are working days"
    )


class DutyReportPlan(Editable, Base):
    """When and where a deputy is to report to the voters."""

    __tablename__ = "duty_report_plans"

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who")
    planned_on: Mapped[date] = mapped_column(Date, index=True, comment="day")
    place: Mapped[str] = mapped_column(String(200), default="", comment="where")
    manner: Mapped[DutyReportManner | None] = mapped_column(
        ChoiceColumn(DutyReportManner), comment="oral or in writing; empty: not said yet"
    )

    deputy: Mapped[Deputy] = relationship()


class DutyBallot(Editable, Base):
    """The ballots on one duty report as counted. The votes on the whole (总体评价) are those of the deed."""

    __tablename__ = "duty_ballots"
    __table_args__ = (
        CheckConstraint("valid <= returned AND returned <= sent AND valid >= 1", name="fewer_each_time"),
        {"info": {"deed_removing": f"{_SERVICE}.ballots:drop_ballot"}},
    )

    deed_id: Mapped[int] = mapped_column(ForeignKey("deeds.id"), unique=True, comment="duty report")
    sent: Mapped[int] = mapped_column(Integer, comment="发出")
    returned: Mapped[int] = mapped_column(Integer, comment="收回")
    valid: Mapped[int] = mapped_column(Integer, comment="有效")
    counted_on: Mapped[date] = mapped_column(Date, comment="day of counting")
    rule: Mapped[str] = mapped_column(String(40), comment="key of the rule it is judged by")
    remarks: Mapped[str] = mapped_column(Text, default="", comment="意见建议 on the ballots")

    deed: Mapped[Deed] = relationship()
    lines: Mapped[list["DutyBallotLine"]] = relationship(
        cascade="all, delete-orphan", order_by="DutyBallotLine.id"
    )


class DutyBallotLine(Identified, Base):
    """The votes on one aspect."""

    __tablename__ = "duty_ballot_lines"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("duty_ballots.id"), index=True, comment="ballots")
    aspect: Mapped[str] = mapped_column(String(40), comment="what was judged")
    satisfied: Mapped[int] = mapped_column(Integer, comment="满意")
    fair: Mapped[int] = mapped_column(Integer, comment="基本满意")
    unsatisfied: Mapped[int] = mapped_column(Integer, comment="不满意")


class BallotPrint(Editable, Base):
    """Ballots printed for a duty report, numbered from 1. Which of them lay where in the pile is written down nowhere."""

    __tablename__ = "ballot_prints"
    __table_args__ = (
        {
            "info": {
                "deed_removing": f"{_SERVICE}.ballot_papers:let_prints_go",
                "ballot_geometry": f"{_SERVICE}.ballot_papers:geometry_of_ballot",
                "ballot_came_back": f"{_SERVICE}.ballot_papers:file_ballot",
            }
        },
    )

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="whose report")
    deed_id: Mapped[int | None] = mapped_column(
        ForeignKey("deeds.id"), index=True, comment="which report; none: printed before it was given"
    )
    copies: Mapped[int] = mapped_column(Integer, comment="how many ballots, numbered from 1")
    lines: Mapped[list[str]] = mapped_column(JSON, comment="what is judged, from the first line to the last")
    geometry: Mapped[dict[str, Any]] = mapped_column(JSON, comment="documents.geometry of one ballot")
    made_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")

    deputy: Mapped[Deputy] = relationship()


class BallotPaper(Editable, Base):
    """A ballot that came back as a scan, once however often it was scanned. Whether it is valid follows from its lines."""

    __tablename__ = "ballot_papers"
    __table_args__ = (UniqueConstraint("print_id", "number"),)

    print_id: Mapped[int] = mapped_column(ForeignKey("ballot_prints.id"), comment="of which printing")
    number: Mapped[int] = mapped_column(Integer, comment="its number within that printing")
    page_id: Mapped[int] = mapped_column(
        ForeignKey("scan_pages.id"), unique=True, comment="the scanned page it was read on"
    )
    spoiled: Mapped[bool] = mapped_column(default=False, comment="a person saw two ticks in one line")
    writing: Mapped[bytes | None] = mapped_column(
        LargeBinary, deferred=True, comment="cut of what is written on it, PNG, grey"
    )
    remark: Mapped[str] = mapped_column(Text, default="", comment="what is written on it, as typed")
    remark_waits: Mapped[bool] = mapped_column(default=False, comment="something is written, not yet typed")

    print: Mapped[BallotPrint] = relationship()
    page: Mapped[ScanPage] = relationship()
    lines: Mapped[list["BallotPaperLine"]] = relationship(
        cascade="all, delete-orphan", order_by="BallotPaperLine.line"
    )


class BallotPaperLine(Identified, Base):
    """The vote in one line of a ballot."""

    __tablename__ = "ballot_paper_lines"
    __table_args__ = (UniqueConstraint("paper_id", "line"),)

    paper_id: Mapped[int] = mapped_column(ForeignKey("ballot_papers.id"), comment="which ballot")
    line: Mapped[int] = mapped_column(Integer, comment="its place on the ballot, from 0")
    vote: Mapped[str] = mapped_column(String(20), default="", comment="the grade ticked; empty: none")
    doubt: Mapped[Doubt | None] = mapped_column(
        ChoiceColumn(Doubt), comment="what a person is asked; empty: nothing"
    )
    answered: Mapped[bool] = mapped_column(default=False, comment="a person said so")


class FineNomination(Editable, Base):
    """A deputy put forward as 五好代表: five times yes or no, the votes, whether chosen."""

    __tablename__ = "fine_nominations"
    __table_args__ = (UniqueConstraint("deputy_id", "year"),)

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who")
    year: Mapped[int] = mapped_column(Integer, index=True, comment="calendar year")
    lawful: Mapped[bool] = mapped_column(comment="遵纪守法好")
    advising: Mapped[bool] = mapped_column(comment="建言献策好")
    developing: Mapped[bool] = mapped_column(comment="服务发展好")
    caring: Mapped[bool] = mapped_column(comment="心系民生好")
    working: Mapped[bool] = mapped_column(comment="干事创业好")
    remark: Mapped[str] = mapped_column(Text, default="", comment="事迹")
    votes: Mapped[int | None] = mapped_column(Integer, comment="votes for; none: not counted")
    chosen: Mapped[bool] = mapped_column(default=False, comment="定为五好代表")

    deputy: Mapped[Deputy] = relationship()


class PublicityList(Editable, Base):
    """Names published before they are final, with the days in which objections are taken."""

    __tablename__ = "publicity_lists"
    __table_args__ = (UniqueConstraint("year", "honour"),)

    year: Mapped[int] = mapped_column(Integer, comment="calendar year")
    honour: Mapped[Honour] = mapped_column(ChoiceColumn(Honour), comment="what for")
    starts_on: Mapped[date] = mapped_column(Date, comment="first day")
    ends_on: Mapped[date] = mapped_column(Date, comment="last day")
    number: Mapped[str] = mapped_column(String(60), default="", comment="发文字号")
    final_on: Mapped[date | None] = mapped_column(Date, comment="made final on")
    workdays: Mapped[int | None] = mapped_column(
        Integer, comment="working days of it as counted then; none: calendar days"
    )

    names: Mapped[list["PublicityName"]] = relationship(
        cascade="all, delete-orphan", order_by="PublicityName.id"
    )
    objections: Mapped[list["PublicityObjection"]] = relationship(
        cascade="all, delete-orphan", order_by="PublicityObjection.id"
    )


class PublicityName(Identified, Base):
    """One name on a list, as published."""

    __tablename__ = "publicity_names"

    list_id: Mapped[int] = mapped_column(ForeignKey("publicity_lists.id"), index=True, comment="list")
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who")
    words: Mapped[str] = mapped_column(String(200), default="", comment="what stands beside the name")

    deputy: Mapped[Deputy] = relationship()


class PublicityObjection(Editable, Base):
    """What somebody said against a name, and the answer."""

    __tablename__ = "publicity_objections"

    list_id: Mapped[int] = mapped_column(ForeignKey("publicity_lists.id"), index=True, comment="list")
    deputy_id: Mapped[int | None] = mapped_column(
        ForeignKey("deputies.id"), index=True, comment="against whom; none: the whole list"
    )
    said_on: Mapped[date] = mapped_column(Date, comment="day")
    said_by: Mapped[str] = mapped_column(String(80), default="", comment="by whom, if they said so")
    words: Mapped[str] = mapped_column(Text, comment="what was said")
    answer: Mapped[str] = mapped_column(Text, default="", comment="what was found and answered")
    answered_on: Mapped[date | None] = mapped_column(Date, comment="day of the answer")
    removed: Mapped[bool] = mapped_column(default=False, comment="the name was taken off the list")


class LeavingGround(Editable, Base):
    """A ground for leaving office as the station words it: in place of one of the program's, or one more."""

    __tablename__ = "leaving_grounds"

    key: Mapped[str] = mapped_column(String(40), unique=True, comment="key of the ground")
    name: Mapped[str] = mapped_column(String(80), comment="the ground in words")
    law: Mapped[str] = mapped_column(String(200), comment="the article it rests on")
    dropped: Mapped[bool] = mapped_column(default=False, comment="no longer offered")


class LeavingFact(Editable, Base):
    """A fact that concerns leaving office, with the reminder and what the deputy said. Nothing is decided here."""

    __tablename__ = "leaving_facts"

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="who")
    ground: Mapped[str] = mapped_column(String(40), comment="key of the ground")
    on_day: Mapped[date] = mapped_column(Date, comment="day of the fact")
    words: Mapped[str] = mapped_column(Text, comment="what happened")
    ground_name: Mapped[str] = mapped_column(
        String(80), default="", server_default=EMPTY, comment="the ground in the words it was recorded with"
    )
    ground_law: Mapped[str] = mapped_column(
        String(200), default="", server_default=EMPTY, comment="the article it was recorded with"
    )
    reminded_on: Mapped[date | None] = mapped_column(Date, comment="reminder letter")
    corrected_on: Mapped[date | None] = mapped_column(Date, comment="mended on")
    statement: Mapped[str] = mapped_column(Text, default="", comment="what the deputy said (申辩)")
    statement_on: Mapped[date | None] = mapped_column(Date, comment="day of it")

    deputy: Mapped[Deputy] = relationship()
