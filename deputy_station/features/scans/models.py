"""What came back: batches of files, their pages with picture, and every judged box with its cut."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.scans.rules.states import PageState, PaperKind, Question, ScanSource, Verdict
from deputy_station.store.base import Base, ChoiceColumn, Editable, Identified, UtcInstant


class ScanBatch(Identified, Base):
    """Files read in one go; what they changed is one step of the journal."""

    __tablename__ = "scan_batches"

    at: Mapped[datetime] = mapped_column(UtcInstant, index=True, comment="when, UTC")
    source: Mapped[ScanSource] = mapped_column(ChoiceColumn(ScanSource), comment="how the files came")
    files: Mapped[int] = mapped_column(Integer, comment="number of files")


class ScanPage(Editable, Base):
    """One page of a file: what it is, what became of it, and its picture as evidence."""

    __tablename__ = "scan_pages"
    __table_args__ = (
        Index(None, "digest"),
        Index(None, "file_digest"),
        Index(None, "paper", "page"),
        Index(None, "sheet_id", "page"),
        Index(None, "state"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("scan_batches.id"), index=True, comment="which batch")
    file_name: Mapped[str] = mapped_column(String(255), comment="name of the file, without its folder")
    page_in_file: Mapped[int] = mapped_column(Integer, comment="1, 2 ... within the file")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the pixels: the same page again")
    file_digest: Mapped[str] = mapped_column(
        String(64), default="", comment="SHA-256 of the file: what a watched folder already gave"
    )
    kind: Mapped[PaperKind] = mapped_column(ChoiceColumn(PaperKind), comment="what paper it is")
    state: Mapped[PageState] = mapped_column(ChoiceColumn(PageState), comment="what became of it")
    reason: Mapped[str] = mapped_column(Text, default="", comment="the sentence said about it")
    paper: Mapped[str] = mapped_column(
        String(80), default="", comment="key of the paper: sheet:7:2, slip:5, statement:2026-Q2:17"
    )
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("sign_sheets.id"), comment="which sign-in sheet")
    slip_id: Mapped[int | None] = mapped_column(
        ForeignKey("intake_slips.id"), index=True, comment="which intake slip"
    )
    page: Mapped[int | None] = mapped_column(Integer, comment="which page of that paper")
    subject: Mapped[str] = mapped_column(String(200), default="", comment="what it is about, in words")
    picture: Mapped[bytes | None] = mapped_column(
        LargeBinary, deferred=True, comment="the page straightened, JPEG, grey, 120 dpi"
    )

    batch: Mapped[ScanBatch] = relationship()


class ScanMark(Editable, Base):
    """One box of a page: how it was judged, what a person said of it, the cut kept beside the name."""

    __tablename__ = "scan_marks"
    __table_args__ = (UniqueConstraint("page_id", "box"),)

    page_id: Mapped[int] = mapped_column(ForeignKey("scan_pages.id"), comment="which page")
    box: Mapped[str] = mapped_column(String(80), comment="key of the box in the geometry")
    deputy_id: Mapped[int | None] = mapped_column(
        ForeignKey("deputies.id"), index=True, comment="whose signature box"
    )
    # No foreign key: a walk-in may be taken off the list again, and what was signed stays known.
    attendance_id: Mapped[int | None] = mapped_column(
        Integer, index=True, comment="row of attendances it was filled in for"
    )
    verdict: Mapped[Verdict] = mapped_column(ChoiceColumn(Verdict), comment="as judged by the program")
    score: Mapped[float] = mapped_column(Float, comment="how much ink, 0 to 1")
    question: Mapped[Question | None] = mapped_column(
        ChoiceColumn(Question), index=True, comment="what a person is asked; empty where nothing is"
    )
    answer: Mapped[Verdict | None] = mapped_column(
        ChoiceColumn(Verdict), comment="what a person said; empty while it waits"
    )
    crop: Mapped[bytes] = mapped_column(LargeBinary, comment="the cut, PNG, grey")

    page: Mapped[ScanPage] = relationship()
