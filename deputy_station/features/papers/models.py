"""Forms as this station prints them, version by version, and the papers that went out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.papers.rules.kinds import Retention, Way
from deputy_station.store.base import EMPTY, LOG, Base, ChoiceColumn, Identified, UtcInstant


class PaperFile(Base):
    """The bytes of a paper; printed again unchanged they are kept once. Never changed; emptied only after every paper
    of these bytes was given up for good (`service.giving_up`)."""

    __tablename__ = "paper_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True, comment="SHA-256 of the bytes")
    size: Mapped[int] = mapped_column(Integer, comment="bytes")
    pages: Mapped[int] = mapped_column(Integer, comment="pages of the whole paper")
    likeness: Mapped[str] = mapped_column(
        String(64), comment="SHA-256 without the moment of making: the same paper made again"
    )
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, comment="the PDF as it went out")
    ending: Mapped[str] = mapped_column(
        String(8), default=".pdf", server_default=".pdf", comment="ending of the file: .pdf, .docx, .xlsx"
    )
    wiped_at: Mapped[datetime | None] = mapped_column(
        UtcInstant, default=None, comment="when the bytes were wiped, UTC"
    )


class PrintedPaper(Identified, Base):
    """A paper that went out: what, when, by whom, which way. Like the history a log: added to, no line ever taken away; of a
    paper given up (`service.giving_up`) it says when, by whom and why."""

    __tablename__ = "printed_papers"
    __table_args__ = (Index(None, "year", "kind"), {"info": {LOG: True}})

    kind: Mapped[str] = mapped_column(
        String(60), comment="kind of paper, e.g. notice; words in resources/archive"
    )
    title: Mapped[str] = mapped_column(String(200), comment="what it is called; names no visitor")
    search_text: Mapped[str] = mapped_column(Text, comment="title, kind and who, in search form")
    year: Mapped[int] = mapped_column(Integer, comment="year it went out, the archive's 年度")
    made_at: Mapped[datetime] = mapped_column(UtcInstant, index=True, comment="when it went out, UTC")
    made_by: Mapped[str] = mapped_column(String(80), comment="who let it out")
    way: Mapped[Way] = mapped_column(ChoiceColumn(Way), comment="printed, saved as PDF, by command")
    pages: Mapped[int] = mapped_column(Integer, comment="pages that went out")
    part: Mapped[str] = mapped_column(Text, comment="which pages, in words, where not all of them went out")
    copies: Mapped[int] = mapped_column(Integer, comment="how often it was printed in one go")
    retention: Mapped[Retention] = mapped_column(ChoiceColumn(Retention), comment="保管期限")
    private: Mapped[bool] = mapped_column(
        Boolean, comment="shows visitors; looking at it again goes on record"
    )
    about_kind: Mapped[str] = mapped_column(
        String(20),
        default="",
        server_default=EMPTY,
        comment="suggestion, demand: what one record it is about",
    )
    # No foreign key: what went out stays, whatever becomes of the record.
    about_id: Mapped[int | None] = mapped_column(
        Integer, default=None, comment="which record; empty where it is not known"
    )
    sha256: Mapped[str] = mapped_column(
        ForeignKey("paper_files.sha256"), index=True, comment="which bytes, SHA-256"
    )
    archived_at: Mapped[datetime | None] = mapped_column(
        UtcInstant, default=None, comment="when a year's archive first listed it, UTC"
    )
    discarded_at: Mapped[datetime | None] = mapped_column(
        UtcInstant,
        default=None,
        index=True,
        comment="when it was given up, UTC; it can be taken back for a while",
    )
    discarded_by: Mapped[str] = mapped_column(
        String(80), default="", server_default=EMPTY, comment="who gave it up"
    )
    discard_reason: Mapped[str] = mapped_column(
        Text, default="", server_default=EMPTY, comment="why it was given up"
    )

    file: Mapped[PaperFile] = relationship()


class FormVersion(Identified, Base):
    """A form as the station wanted it from some moment on. The one with the highest number is in force; a version is
    never rewritten, going back adds one."""

    __tablename__ = "form_versions"
    __table_args__ = (UniqueConstraint("form", "number"),)

    form: Mapped[str] = mapped_column(String(60), comment="name of the shipped form, e.g. notice")
    number: Mapped[int] = mapped_column(Integer, comment="1, 2, 3 of this form")
    title: Mapped[str] = mapped_column(String(200), comment="what people call the form")
    changes: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="what differs from the shipped form, documents.changes.to_plain"
    )
    summary: Mapped[str] = mapped_column(Text, comment="what differs, in words")
    note: Mapped[str] = mapped_column(Text, comment="why")
    made_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when it was saved, UTC")
    made_by: Mapped[str] = mapped_column(String(80), comment="who saved it")
