"""How long kept papers are kept: when the term of one is over, and when what was given up cannot come back any more."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import local_day
from deputy_station.features.papers.models import PaperFile, PrintedPaper
from deputy_station.features.papers.rules.kinds import Retention, paper_kinds
from deputy_station.store import context


def is_expired(this_year: int) -> ColumnElement[bool]:
    """Whether the term of a paper is over this year; by the rule of its 保管期限, or of its kind."""
    kinds = paper_kinds()
    own = [kind for kind in kinds.named.values() if kind.years is not None]
    ways = [
        and_(
            PrintedPaper.kind == kind.key,
            PrintedPaper.retention != Retention.PERMANENT,
            PrintedPaper.year < this_year - (kind.years or 0),
        )
        for kind in own
    ]
    for retention in Retention:
        for private in (False, True):
            years = kinds.years_kept("", retention, private=private)
            if years is not None:
                ways.append(
                    and_(
                        PrintedPaper.kind.not_in([kind.key for kind in own]),
                        PrintedPaper.retention == retention,
                        PrintedPaper.private.is_(private),
                        PrintedPaper.year < this_year - years,
                    )
                )
    return or_(*ways)


def expires_on(paper: PrintedPaper) -> date | None:
    """From which day on a paper may be destroyed; None: never."""
    years = paper_kinds().years_kept(paper.kind, paper.retention, private=paper.private)
    return None if years is None else date(paper.year + years + 1, 1, 1)


def last_day_back(discarded_at: datetime) -> date:
    """The last day on which a paper given up then can be taken back."""
    return local_day(discarded_at) + timedelta(days=paper_kinds().expiry.taken_back)


def wipe_what_is_over(session: Session) -> int:
    """Empty the bytes of which every paper was given up longer ago than it can be taken back; how many."""
    # Their day in the zone of the station; one more keeps the whole last day.
    before = context.now(session) - timedelta(days=paper_kinds().expiry.taken_back)
    over = (
        select(PrintedPaper.sha256)
        .join(PrintedPaper.file)
        .where(PrintedPaper.discarded_at < before, PaperFile.wiped_at.is_(None))
    )
    today = context.today(session)
    wiped = 0
    for digest in set(session.scalars(over)):
        given_up = session.scalars(select(PrintedPaper.discarded_at).where(PrintedPaper.sha256 == digest))
        if all(at is not None and last_day_back(at) < today for at in given_up):
            file = session.get_one(PaperFile, digest)
            file.content, file.wiped_at = b"", context.now(session)
            wiped += 1
    return wiped
