"""Terms, constituencies, groups, stations, deputies, and the mandates that tie them over time."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.deputies.rules import Level as Level
from deputy_station.features.deputies.rules import Sex as Sex
from deputy_station.store.base import EMPTY, Base, ChoiceColumn, Editable


class Station(Editable, Base):
    """A 代表之家 or village station. Exactly one is `is_home`: the one this desk works for."""

    __tablename__ = "stations"

    name: Mapped[str] = mapped_column(String(120), unique=True, comment="full name, on top of every paper")
    code: Mapped[str] = mapped_column(
        String(20), unique=True, comment="short word before demand numbers, e.g. 朔里"
    )
    township: Mapped[str] = mapped_column(String(80), comment="town")
    district: Mapped[str] = mapped_column(String(80), comment="county or district")
    address: Mapped[str] = mapped_column(String(200), default="", comment="where visitors come")
    phone: Mapped[str] = mapped_column(String(40), default="", comment="desk phone, on notices and receipts")
    is_home: Mapped[bool] = mapped_column(default=False, comment="the station of this desk")


class Term(Editable, Base):
    """A term (届) of the town congress."""

    __tablename__ = "terms"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="ends_after_start"),)

    name: Mapped[str] = mapped_column(String(80), unique=True, comment="e.g. 第十九届")
    starts_on: Mapped[date] = mapped_column(Date, comment="first day")
    ends_on: Mapped[date] = mapped_column(Date, comment="last day, as planned")


class Constituency(Editable, Base):
    """An electoral district (选区)."""

    __tablename__ = "constituencies"

    name: Mapped[str] = mapped_column(String(120), unique=True, comment="e.g. 第三选区（朔北村）")
    position: Mapped[int] = mapped_column(Integer, default=0, comment="order in lists")


class Group(Editable, Base):
    """A deputies' group (代表小组); its leader keeps the registers."""

    __tablename__ = "deputy_groups"

    name: Mapped[str] = mapped_column(String(80), unique=True, comment="e.g. 第一代表小组")
    position: Mapped[int] = mapped_column(Integer, default=0, comment="order in lists")
    leader_id: Mapped[int | None] = mapped_column(
        ForeignKey("deputies.id", use_alter=True), index=True, comment="the leading deputy"
    )


class Deputy(Editable, Base):
    """A person who is or was a deputy. Personal fields are optional: keep no more than the work needs."""

    __tablename__ = "deputies"

    name: Mapped[str] = mapped_column(String(80), index=True, comment="as on the deputy card; kept as typed")
    sex: Mapped[Sex | None] = mapped_column(ChoiceColumn(Sex), comment="sex")
    ethnicity: Mapped[str] = mapped_column(String(40), default="", comment="民族")
    born: Mapped[str] = mapped_column(String(10), default="", comment="year and month, YYYY-MM")
    party: Mapped[str] = mapped_column(String(40), default="", comment="党派")
    education: Mapped[str] = mapped_column(String(40), default="", comment="文化程度")
    work_unit: Mapped[str] = mapped_column(String(200), default="", comment="工作单位及职务")
    phone: Mapped[str] = mapped_column(String(40), default="", comment="phone")
    address: Mapped[str] = mapped_column(String(200), default="", comment="通讯地址")
    postcode: Mapped[str] = mapped_column(String(6), default="", server_default=EMPTY, comment="邮编")
    card_number: Mapped[str] = mapped_column(String(40), default="", index=True, comment="代表证号")
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("deputy_groups.id"), index=True, comment="代表小组"
    )
    note: Mapped[str] = mapped_column(Text, default="", comment="remark")
    search_keys: Mapped[str] = mapped_column(
        Text, default="", comment="name, pinyin and initials, by core.pinyin.search_keys"
    )
    sort_key: Mapped[str] = mapped_column(
        String(200), default="", index=True, comment="same order on both engines"
    )

    group: Mapped[Group | None] = relationship(foreign_keys=[group_id])
    mandates: Mapped[list["Mandate"]] = relationship(back_populates="deputy", order_by="Mandate.started_on")


class Mandate(Editable, Base):
    """A seat a deputy holds at one level for one time. Points count only from and to these days."""

    __tablename__ = "mandates"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        UniqueConstraint("deputy_id", "level", "started_on"),
        Index(None, "level", "started_on", "ended_on"),
        {"info": {"stands": "deputy_station.features.deputies.service.editing:check_seats_stand"}},
    )

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True, comment="whose")
    level: Mapped[Level] = mapped_column(ChoiceColumn(Level), comment="town, district ...")
    term_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id"), index=True, comment="届")
    constituency_id: Mapped[int | None] = mapped_column(
        ForeignKey("constituencies.id"), index=True, comment="选区"
    )
    started_on: Mapped[date] = mapped_column(Date, comment="day of election (当选日期)")
    ended_on: Mapped[date | None] = mapped_column(Date, comment="last day in office; empty while in office")
    end_reason: Mapped[str] = mapped_column(String(120), default="", comment="why it ended")

    deputy: Mapped[Deputy] = relationship(back_populates="mandates")
    term: Mapped[Term | None] = relationship()
    constituency: Mapped[Constituency | None] = relationship()
