"""Ballots on paper: each printing kept with its boxes, and what is read on a ballot that comes back as a scan."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from deputy_station.core.clock import local_day
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.documents.geometry import PrintGeometry, from_json, to_json
from deputy_station.features.activities.models import Deed, DeedKind
from deputy_station.features.assessment.models import BallotPaper, BallotPaperLine, BallotPrint
from deputy_station.features.assessment.rules.ballot_papers import (
    WORDS_BOX,
    PaperVotes,
    again_words,
    filed_words,
    printing_and_number,
    read_lines,
    remark_words,
)
from deputy_station.features.assessment.rules.choices import Doubt
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.frame import wait_for_other_desks
from deputy_station.features.history.service import record_change
from deputy_station.features.scans.models import ScanPage
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PageState, PaperKind, Verdict
from deputy_station.features.scans.service.kept import Filed, PageRefused, came_on
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import get_row

NOT_KEPT = "这张测评票没有打印记录，可能是在别的库里印的。请按纸面点票，在“述职”里登记票数。"


class BallotsOvertaken(Refusal):
    """Other ballots went out while these were looked at."""

    def __init__(self) -> None:
        super().__init__("您预览的时候，别的测评票先印了，票上的号要重排。请关闭预览，再打开一次。")


@dataclass(frozen=True)
class DrawnBallots:
    """Ballots drawn, to be kept when they go out: the row their codes name, whose they are, what stands on them."""

    print_id: int
    deputy_id: int
    deed_id: int | None
    copies: int
    lines: tuple[str, ...]
    geometry: PrintGeometry


def next_printing(session: Session) -> int:
    """The row the next printing gets: it stands in the codes of its ballots."""
    return (session.scalar(select(func.max(BallotPrint.id))) or 0) + 1


def keep_printing(session: Session, *, drawn: DrawnBallots) -> None:
    """Put ballots on record as they go out. Raises BallotsOvertaken, NotFound."""
    deputy = get_row(session, Deputy, drawn.deputy_id, "代表")
    wait_for_other_desks(session)
    if next_printing(session) != drawn.print_id:
        raise BallotsOvertaken
    session.add(
        BallotPrint(
            id=drawn.print_id,
            deputy_id=drawn.deputy_id,
            deed_id=drawn.deed_id,
            copies=drawn.copies,
            lines=list(drawn.lines),
            geometry=to_json(drawn.geometry),
            made_at=context.now(session),
        )
    )
    session.flush()
    record_change(
        session,
        action="duty.print_ballots",
        subject="deputy",
        subject_id=drawn.deputy_id,
        sentence=f"打印{deputy.name}述职测评票 {drawn.copies} 张",
    )
    seal(session, BallotPrint, [drawn.print_id], f"{deputy.name}的测评票已经打印")


def printings_of(session: Session, *, deputy_id: int, deed_id: int | None) -> list[BallotPrint]:
    """The ballots printed for a duty report, or (None) for one that was not given yet.

    Ballots printed before the report was on record are for the first report of the deputy given that day or later.
    """
    prints = session.scalars(
        select(BallotPrint).where(BallotPrint.deputy_id == deputy_id).order_by(BallotPrint.id)
    ).all()
    return [print_ for print_ in prints if _meant(session, print_) == deed_id]


def _meant(session: Session, print_: BallotPrint) -> int | None:
    if print_.deed_id is not None:
        return print_.deed_id
    return session.scalar(
        select(Deed.id)
        .where(
            Deed.deputy_id == print_.deputy_id,
            Deed.kind == DeedKind.DUTY_REPORT,
            Deed.done_on >= local_day(print_.made_at),
        )
        .order_by(Deed.done_on, Deed.id)
        .limit(1)
    )


def votes_of(paper: BallotPaper) -> PaperVotes:
    """A kept ballot as the rules count it."""
    names = paper.print.lines
    return PaperVotes(
        tuple((names[line.line], line.vote) for line in paper.lines), paper.spoiled, bool(asked_of(paper))
    )


def asked_of(paper: BallotPaper) -> dict[str, Doubt]:
    """What a person is still asked about a ballot, by line; nothing more once it is known to be spoiled."""
    if paper.spoiled:
        return {}
    return {
        paper.print.lines[line.line]: line.doubt
        for line in paper.lines
        if line.doubt is not None and not line.answered
    }


def settle_paper(session: Session, paper: BallotPaper) -> None:
    """The scanned page says how its ballot stands, and waits as long as something of it does."""
    asked = asked_of(paper)
    paper.page.state = PageState.ASKED if asked or paper.remark_waits else PageState.FILED
    written = paper.remark_waits or bool(paper.remark)
    paper.page.reason = filed_words(
        paper.number, votes_of(paper).standing, asked, spoiled=paper.spoiled
    ) + remark_words(written=written, waits=paper.remark_waits)
    session.flush()


def geometry_of_ballot(session: Session, *, number: int) -> PrintGeometry | None:
    """Where the boxes of a ballot are, by the number in its code; None for one this database never printed."""
    print_ = session.get(BallotPrint, printing_and_number(number)[0])
    return from_json(print_.geometry) if print_ is not None else None


def report_of_ballot(session: Session, *, number: int) -> tuple[int, int | None]:
    """The deputy and the report (None: not given yet) a ballot is about, by the number in its code. Raises NotFound."""
    print_id, place = printing_and_number(number)
    print_ = session.get(BallotPrint, print_id)
    if print_ is None or not 1 <= place <= print_.copies:
        raise NotFound("这张测评票的打印记录")
    return print_.deputy_id, _meant(session, print_)


def file_ballot(session: Session, *, page: ScanPage, read: ReadPage) -> Filed:
    """A ballot came back: its lines are kept, once however often it is scanned. Raises PageRefused."""
    assert read.paper is not None
    print_id, number = printing_and_number(read.paper.number(0))
    print_ = session.get(BallotPrint, print_id)
    if print_ is None or not 1 <= number <= print_.copies:
        raise PageRefused(NOT_KEPT)
    subject = f"{print_.deputy.name}述职测评票第 {number} 号"
    boxes = {box.key: box for box in read.boxes}
    lines = read_lines([(key, box.verdict) for key, box in boxes.items()], len(print_.lines))
    first = session.scalar(
        select(BallotPaper).where(BallotPaper.print_id == print_id, BallotPaper.number == number)
    )
    if first is not None:
        clear = [(kept.vote, line.vote) for kept, line in zip(first.lines, lines, strict=True)
                 if line.doubt is None and (kept.doubt is None or kept.answered)]  # fmt: skip
        differs = not first.spoiled and any(one != other for one, other in clear)
        if differs:
            page.picture = read.picture
        said = again_words(number, came_on(session, first.page), differs=differs)
        return Filed(PaperKind.BALLOT, PageState.AGAIN, said, subject)
    words = boxes.get(WORDS_BOX)
    written = words is not None and words.verdict is not Verdict.EMPTY
    paper = BallotPaper(
        print=print_,
        number=number,
        page=page,
        spoiled=False,
        writing=words.crop if words is not None and written else None,
        remark="",
        remark_waits=written,
        lines=[
            BallotPaperLine(line=place, vote=line.vote, doubt=line.doubt, answered=False)
            for place, line in enumerate(lines)
        ],
    )
    session.add(paper)
    page.picture = read.picture
    session.flush()
    settle_paper(session, paper)
    asked = len(asked_of(paper)) + paper.remark_waits
    return Filed(PaperKind.BALLOT, page.state, page.reason, subject, asked=asked)


def let_prints_go(session: Session, *, deed_id: int) -> None:
    """The duty report goes: ballots printed for it are kept, for the report that is put on record in its place."""
    for print_ in session.scalars(select(BallotPrint).where(BallotPrint.deed_id == deed_id)):
        print_.deed_id = None
    session.flush()


def papers_of(session: Session, *, printings: Sequence[BallotPrint]) -> list[BallotPaper]:
    """The ballots that came back of these printings, in the order of their numbers, not of their coming."""
    return list(
        session.scalars(
            select(BallotPaper)
            .where(BallotPaper.print_id.in_([each.id for each in printings]))
            .order_by(BallotPaper.print_id, BallotPaper.number)
            .options(selectinload(BallotPaper.lines))
        )
    )


def seal_papers(session: Session, *, deed_id: int) -> None:
    """The result went out on paper: the ballots it rests on are corrected from now on, not undone."""
    deed = get_row(session, Deed, deed_id, "述职")
    papers = papers_of(session, printings=printings_of(session, deputy_id=deed.deputy_id, deed_id=deed_id))
    seal(session, BallotPaper, [paper.id for paper in papers], "评议结果已经打印")
