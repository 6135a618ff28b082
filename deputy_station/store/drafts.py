"""Half-typed forms, kept as they are typed, so that a power cut loses nothing. In the database: they hold names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from deputy_station.store import context
from deputy_station.store.base import Base, Identified, UtcInstant
from deputy_station.store.memory import DESK_LENGTH


class Draft(Identified, Base):
    """One form somebody began and neither saved nor threw away."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "desk", "page", "form", unique=True),)

    desk: Mapped[str] = mapped_column(String(DESK_LENGTH), comment="the computer it was typed at")
    actor: Mapped[str] = mapped_column(String(80), comment="who typed it")
    page: Mapped[str] = mapped_column(String(40), comment="page key")
    form: Mapped[str] = mapped_column(String(120), comment="which form of the page, e.g. register or edit:7")
    title: Mapped[str] = mapped_column(Text, comment="what it is, in words: 登记诉求")
    typed: Mapped[dict[str, Any]] = mapped_column(JSON, comment="what was typed, by field name, as text")
    field: Mapped[str] = mapped_column(String(80), comment="the field the cursor stood in")
    cursor: Mapped[int] = mapped_column(Integer, comment="where in that field, in characters")
    version: Mapped[int | None] = mapped_column(
        Integer, comment="of the row that was being edited, when it was opened"
    )
    saved_at: Mapped[datetime] = mapped_column(UtcInstant, comment="when it was last kept, UTC")


@dataclass(frozen=True)
class DraftRow:
    """A draft as it was kept."""

    page: str
    form: str
    title: str
    typed: dict[str, Any]
    field: str
    cursor: int
    version: int | None
    saved_at: datetime


def keep_draft(
    session: Session,
    *,
    desk: str,
    page: str,
    form: str,
    title: str,
    typed: dict[str, Any],
    field: str,
    cursor: int,
    version: int | None,
) -> None:
    """Keep what is in a form now, in place of what was kept of it before.

    It goes past the session: no record changes, so nobody need hear of it and nothing was "saved".
    """
    drop_draft(session, desk=desk, page=page, form=form)
    session.connection().execute(
        insert(Draft).values(
            desk=desk,
            actor=context.actor(session),
            page=page,
            form=form,
            title=title,
            typed=typed,
            field=field,
            cursor=cursor,
            version=version,
            saved_at=context.now(session),
        )
    )


def drop_draft(session: Session, *, desk: str, page: str, form: str) -> None:
    """Forget a form: it was saved or thrown away. Nothing happens where nothing was kept."""
    session.connection().execute(
        delete(Draft).where(Draft.desk == desk, Draft.page == page, Draft.form == form)
    )


def find_draft(session: Session, *, desk: str, page: str, form: str) -> DraftRow | None:
    """What is kept of a form at this desk."""
    found = session.scalar(select(Draft).where(Draft.desk == desk, Draft.page == page, Draft.form == form))
    return None if found is None else _row(found)


def list_drafts(session: Session, *, desk: str) -> Sequence[DraftRow]:
    """What was begun at this desk, the latest first.

    By their numbers: each keeping takes a new one, while a clock may be set back.
    """
    drafts = session.scalars(select(Draft).where(Draft.desk == desk).order_by(Draft.id.desc()))
    return [_row(each) for each in drafts]


def _row(each: Draft) -> DraftRow:
    return DraftRow(
        each.page, each.form, each.title, each.typed, each.field, each.cursor, each.version, each.saved_at
    )
