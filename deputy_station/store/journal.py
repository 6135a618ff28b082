"""The journal: what each committed transaction did to which rows, so that it can be taken back, and other desks see it.

One step per transaction that changed anything (drafts and memories apart). Its `changes` are plain JSON, one entry
per row, netted over the transaction: `["+", table, id]` a new row, `["~", table, id, {column: before}, {column: after}]`
a changed one (both empty when only its version was counted up), `["-", table, id, {column: value}]` a deleted one with
all it held. A composite key is a list in place of the id. A seal says that a row went out of the house (printed,
published, closed): a step that changed it earlier is corrected from then on, no longer undone. `capture` writes the
steps, `taking_back` reverses one, and `features.history.service` decides whether it may be.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from deputy_station.store.base import Base, Identified, UtcInstant


class ChangeStep(Identified, Base):
    """One committed transaction of one person."""

    __tablename__ = "change_steps"

    at: Mapped[datetime] = mapped_column(UtcInstant, index=True, comment="when, UTC")
    actor: Mapped[str] = mapped_column(String(80), comment="who")
    desk: Mapped[str] = mapped_column(
        String(40), comment="which running program; others reload when it is not theirs"
    )
    action: Mapped[str] = mapped_column(
        String(60), comment="action key of the first history line, e.g. demand.assign"
    )
    subject: Mapped[str] = mapped_column(String(40), comment="kind of subject of that line, e.g. demand")
    subject_id: Mapped[int | None] = mapped_column(Integer, comment="row of the subject")
    sentence: Mapped[str] = mapped_column(Text, comment="what the person did, in words")
    tables: Mapped[str] = mapped_column(Text, comment="names of the changed tables, by comma")
    changes: Mapped[list[Any]] = mapped_column(JSON, comment="what it did to which rows, see the module")
    deletes: Mapped[bool] = mapped_column(
        Boolean, index=True, comment="took something away: lies in the recycle bin"
    )
    undone_at: Mapped[datetime | None] = mapped_column(UtcInstant, comment="when it was taken back, UTC")
    undone_by: Mapped[str] = mapped_column(String(80), default="", comment="who took it back")
    undoes_id: Mapped[int | None] = mapped_column(Integer, comment="the step this one took back")


class ChangeSeal(Identified, Base):
    """A row that went out of the house."""

    __tablename__ = "change_seals"
    __table_args__ = (Index(None, "table_name", "row_key"),)

    at: Mapped[datetime] = mapped_column(UtcInstant, comment="when, UTC")
    step_id: Mapped[int] = mapped_column(
        Integer,
        comment="the newest step then: those up to it are no longer undone where they changed the row",
    )
    table_name: Mapped[str] = mapped_column(String(60), comment="table of the row")
    row_key: Mapped[str] = mapped_column(
        String(80), comment="key of the row as in the changes: 7 or [1, 2026]"
    )
    reason: Mapped[str] = mapped_column(Text, comment="what went out, in words: 11月20日的签到表已经打印")


class ChangeMark(Base):
    """The highest row number that was ever deleted from a table: SQLite would give it to the next new row, and what
    lies in the recycle bin could not come back to its place."""

    __tablename__ = "change_marks"

    table_name: Mapped[str] = mapped_column(String(60), primary_key=True, comment="which table")
    highest: Mapped[int] = mapped_column(Integer, comment="the number")
