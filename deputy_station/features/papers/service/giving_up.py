"""Kept papers whose term is over are destroyed: by a person, with a reason, on record; they come back for a while.

Archives may be destroyed only by procedure (档案法 Art. 21), and what was kept of visitors not longer than needed
(个人信息保护法 Art. 19). So nothing goes by itself: somebody gives papers up, for `taken_back` days (resources/archive)
they can be had back, and the next time anything is kept or given up after that the bytes are wiped. The line of the
list stays for ever, as the list of what was destroyed (销毁清册). What a year's archive lists is never given up.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.history.service import record_change
from deputy_station.features.papers.models import PrintedPaper
from deputy_station.features.papers.rules.kinds import Retention, paper_kinds
from deputy_station.features.papers.service.keeping import WHAT, PaperRow, PaperWiped, row_of
from deputy_station.features.papers.service.secrecy import check_yours, is_secret
from deputy_station.features.papers.service.terms import expires_on, last_day_back, wipe_what_is_over
from deputy_station.store import context
from deputy_station.store.edits import get_row


class NotExpired(Refusal):
    """The term of the paper is not over."""

    def __init__(self, title: str, until: str) -> None:
        super().__init__(f"“{title}”{until}，没有销毁。到期的在“到期可以销毁”里。")


class InTheArchive(Refusal):
    """A year's archive lists the paper."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”已经归档，列在案卷目录里，不能在这里销毁。")


class GivenUpAlready(Refusal):
    """Somebody gave the paper up before, with a reason of their own."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”已经销毁过了，可能是别的台子。请刷新，再选一次。")


class NoReason(Refusal):
    """Nobody said why."""

    def __init__(self) -> None:
        super().__init__("没有写理由，没有销毁。请写一句，例如“保管期满，主席团同意销毁”。")


class NotGivenUp(Refusal):
    """The paper is kept all the same."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”没有销毁过，还在存底里。")


@dataclass(frozen=True)
class Destroyed:
    """What giving up came to: how many papers, up to and including which day they can be taken back."""

    papers: int
    until: str


def why_expired(row: PaperRow) -> str:
    """From when on a paper may be destroyed and why, in words; '' where it never may."""
    if row.expires_on is None:
        return ""
    years = row.expires_on.year - row.year - 1
    kept = f"留 {years} 年"
    if row.retention is Retention.NONE:
        kept = f"不归档，上面有来访人，{kept}" if row.private else f"不归档，{kept}"
    elif (
        row.retention.label.replace(" ", "") != f"{years}年"
    ):  # the station keeps this kind longer or less long
        kept = f"{row.retention.label}，{kept}"
    return f"{row.year}年的，{kept}，{row.expires_on.year - 1}年底到期"


def give_up_papers(session: Session, *, paper_ids: Collection[int], reason: str) -> Destroyed:
    """Destroy papers whose term is over; all or none. Raises NotFound, NotExpired, InTheArchive, PaperNotYours,
    GivenUpAlready, NoReason."""
    reason = clean_text(reason)
    if not reason:
        raise NoReason
    papers = [get_row(session, PrintedPaper, each, WHAT) for each in sorted(set(paper_ids))]
    today = context.today(session)
    for paper in papers:
        _check(session, paper, expired=(day := expires_on(paper)) is not None and day <= today)
    wipe_what_is_over(session)
    now, actor = context.now(session), context.actor(session)
    for paper in papers:
        paper.discarded_at, paper.discarded_by, paper.discard_reason = now, actor, reason
    session.flush()
    until = day_words(last_day_back(now))
    record_change(
        session,
        action="papers.give_up",
        subject="printed_paper",
        subject_id=papers[0].id if len(papers) == 1 else None,
        sentence=f"销毁到期存底 {len(papers)} 份：{_kinds(papers)}；理由：{reason}",
    )
    return Destroyed(len(papers), until)


def take_back(session: Session, *, paper_id: int) -> PaperRow:
    """A paper given up is kept again. Raises NotFound, NotGivenUp, PaperWiped once its days are over, PaperNotYours."""
    paper = get_row(session, PrintedPaper, paper_id, WHAT)
    check_yours(session, paper)
    if paper.discarded_at is None:
        raise NotGivenUp(paper.title)
    if paper.file.wiped_at is not None or last_day_back(paper.discarded_at) < context.today(session):
        raise PaperWiped(paper.title)
    paper.discarded_at, paper.discarded_by, paper.discard_reason = None, "", ""
    session.flush()
    record_change(
        session,
        action="papers.take_back",
        subject="printed_paper",
        subject_id=paper.id,
        sentence=f"恢复存底 1 份：{_kinds([paper])}",
    )
    return row_of(paper, paper.file, secret=is_secret(session, paper))


def _check(session: Session, paper: PrintedPaper, *, expired: bool) -> None:
    check_yours(session, paper)
    if paper.discarded_at is not None:
        raise GivenUpAlready(paper.title)
    if paper.archived_at is not None:
        raise InTheArchive(paper.title)
    if not expired:
        day = expires_on(paper)
        raise NotExpired(paper.title, "永久保管" if day is None else f"要留到{day.year - 1}年底")


def _kinds(papers: Sequence[PrintedPaper]) -> str:
    """Kinds, counts and numbers: no title, so that no line of the history can name anybody."""
    counted = Counter(paper_kinds().kind(paper.kind).word for paper in papers)
    numbers = "、".join(str(paper.id) for paper in papers[:20])
    more = " 等" if len(papers) > 20 else ""
    return (
        f"{'，'.join(f'{word} {count} 份' for word, count in counted.items())}（存底第 {numbers}{more} 号）"
    )
