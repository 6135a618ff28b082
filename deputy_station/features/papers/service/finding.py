"""Kept papers for the search box: by title (number, deputy, day in it), kind, who let it out, and the day it went out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import from_local, local_day
from deputy_station.features.papers.models import PrintedPaper
from deputy_station.features.papers.rules.kinds import paper_kinds
from deputy_station.features.papers.service.secrecy import shown_papers

Days = Mapping[str, tuple[date, date]]
"""The first and last day that a typed word means, for those of the words that mean days."""


@dataclass(frozen=True)
class FoundPaper:
    """A kept paper in one line: title, kind in words, the day it went out."""

    id: int
    title: str
    word: str
    went_out_on: date


def search_kept(session: Session, *, words: Sequence[str], days: Days, limit: int = 12) -> list[FoundPaper]:
    """Papers still kept for which every word (in search form) is in title, kind or who, or means the day it went out;
    the newest first."""
    query = (
        _select()
        .where(*shown_papers(session))
        .where(PrintedPaper.discarded_at.is_(None), *(_fits(word, days.get(word)) for word in words))
        .order_by(PrintedPaper.made_at.desc(), PrintedPaper.id.desc())
        .limit(limit)
    )
    return _found(session, query)


def name_kept(session: Session, *, ids: Collection[int]) -> list[FoundPaper]:
    """Those of these papers that are there and that this desk may know of."""
    return _found(session, _select().where(PrintedPaper.id.in_(ids), *shown_papers(session)))


def _fits(word: str, span: tuple[date, date] | None) -> ColumnElement[bool]:
    named = PrintedPaper.search_text.contains(word, autoescape=True)
    if span is None:
        return named
    first, last = (
        from_local(datetime.combine(day, time())) for day in (span[0], span[1] + timedelta(days=1))
    )
    return or_(named, PrintedPaper.made_at.between(first, last - timedelta(microseconds=1)))


def _select() -> Select[int, str, str, datetime]:
    return select(PrintedPaper.id, PrintedPaper.title, PrintedPaper.kind, PrintedPaper.made_at)


def _found(session: Session, query: Select[int, str, str, datetime]) -> list[FoundPaper]:
    kinds = paper_kinds()
    return [
        FoundPaper(row_id, title, kinds.kind(kind).word, local_day(made_at))
        for row_id, title, kind, made_at in session.execute(query)
    ]
