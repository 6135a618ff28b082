"""Which kept papers are kept from whom: by their kind, and by the one record they are about.

A paper about one suggestion or demand is as secret as that record is now, whatever it was when the paper went out. A
record that is not known, or not there any more, counts as secret: what was shown cannot be taken back.
"""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.papers.models import PrintedPaper
from deputy_station.store.followers import OPEN_RECORD, tell_followers


class PaperNotYours(Refusal):
    """The paper shows visitors, and this desk may not see them."""

    def __init__(self) -> None:
        super().__init__("这份文书上有来访人，或者有要求保密的人，区联络室不能查看。请让镇里的联络员打印。")


class PaperIsSecret(PaperNotYours):
    """What the paper is about asked for secrecy, and this desk may not see it."""

    def __init__(self) -> None:
        Refusal.__init__(self, "这份文书说的那一件要求保密，区联络室不能查看。请让镇里的联络员打印。")


def secret_papers(session: Session) -> ColumnElement[bool]:
    """Whether a paper is about a record that is secret now."""
    known = tell_followers(session, OPEN_RECORD, record_id=PrintedPaper.about_id)
    is_open = or_(False, *(and_(PrintedPaper.about_kind == kind, is_open) for kind, is_open in known))
    return and_(PrintedPaper.about_kind != "", ~is_open)


def shown_papers(session: Session) -> list[ColumnElement[bool]]:
    """What narrows a list to papers of which this desk may know: nothing, or that they are not about a secret."""
    return [] if sees_confidential(role_of(session)) else [~secret_papers(session)]


def is_secret(session: Session, paper: PrintedPaper) -> bool:
    """Whether this paper is about a record that is secret now."""
    session.flush()
    query = select(PrintedPaper.id).where(PrintedPaper.id == paper.id, secret_papers(session))
    return session.scalar(query) is not None


def check_yours(session: Session, paper: PrintedPaper) -> bool:
    """Whether the paper shows visitors or secrets, at a desk that may see them. Raises PaperNotYours, PaperIsSecret."""
    secret = is_secret(session, paper)
    if (secret or paper.private) and not sees_confidential(role_of(session)):
        raise PaperIsSecret if secret else PaperNotYours
    return secret or paper.private
