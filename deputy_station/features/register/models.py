"""What of the register stands on paper: the pages and rows printed in each book, and those that were replaced since.
What the rows say now is read from the records."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deputy_station.features.deputies.models import Deputy
from deputy_station.store.base import Base, Identified, UtcInstant
from deputy_station.store.followers import REGISTER_PAGE_BACK


class _OnPaper(Identified):
    """What a printing put on paper, and the later printing that replaced it: what was printed is kept for ever."""

    printed_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    edition: Mapped[int] = mapped_column(
        Integer, default=1, server_default="1", comment="edition of the book, from 1"
    )
    replaced_run: Mapped[int] = mapped_column(
        Integer,
        default=0,
        server_default="0",
        comment="the printing that replaced it, 0 while it stands in the book",
    )
    replaced_at: Mapped[datetime | None] = mapped_column(UtcInstant, comment="when that was, UTC")


class RegisterPage(_OnPaper, Base):
    """A page of a table that lies in a book, with or without rows on it."""

    __tablename__ = "register_pages"
    __table_args__ = (
        UniqueConstraint(
            "deputy_id", "term_id", "form", "page", "replaced_run", name="uq_register_pages_page"
        ),
        {
            "info": {
                REGISTER_PAGE_BACK: "deputy_station.features.register.service.pages_back:page_that_came_back"
            }
        },
    )

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), comment="whose book")
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id"), index=True, comment="book of which term")
    form: Mapped[str] = mapped_column(String(40), comment="key of the table")
    page: Mapped[int] = mapped_column(Integer, comment="page of that table, from 1")
    run: Mapped[int] = mapped_column(Integer, comment="which printing, counted from 1")

    deputy: Mapped[Deputy] = relationship()


class RegisterPrint(_OnPaper, Base):
    """A row as it was printed in a book. It keeps its place while its page does; a later change is told beside it."""

    __tablename__ = "register_prints"
    __table_args__ = (
        UniqueConstraint(
            "deputy_id",
            "term_id",
            "form",
            "page",
            "row_on_page",
            "replaced_run",
            name="uq_register_prints_place",
        ),
        UniqueConstraint(
            "deputy_id",
            "term_id",
            "form",
            "subject",
            "subject_id",
            "replaced_run",
            name="uq_register_prints_record",
        ),
        CheckConstraint("page >= 1 AND row_on_page >= 1 AND slots >= 1", name="place_on_paper"),
    )

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), comment="whose book")
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id"), index=True, comment="book of which term")
    form: Mapped[str] = mapped_column(String(40), comment="key of the table")
    page: Mapped[int] = mapped_column(Integer, comment="page of that table, from 1")
    row_on_page: Mapped[int] = mapped_column(Integer, comment="first slot on that page, from 1")
    slots: Mapped[int] = mapped_column(Integer, comment="how many slots it takes")
    subject: Mapped[str] = mapped_column(String(40), comment="kind of the record")
    subject_id: Mapped[int] = mapped_column(
        Integer, comment="its number; of an attendance that of the activity, of an assessment the year"
    )
    words: Mapped[dict[str, Any]] = mapped_column(JSON, comment="the cells as printed, by key of the column")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the cells")
    line: Mapped[int] = mapped_column(
        Integer, default=1, server_default="1", comment="number printed before the row"
    )
    run: Mapped[int] = mapped_column(Integer, index=True, comment="which printing, counted from 1")

    deputy: Mapped[Deputy] = relationship()
