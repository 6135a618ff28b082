"""Ballots counted by scan: how they stand beside the count by hand, what people say of them, and taking the count over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.errors import Refusal
from deputy_station.documents.geometry import from_json
from deputy_station.features.activities.models import Deed, DeedKind
from deputy_station.features.assessment.models import BallotPaper, BallotPaperLine, DutyReportPlan
from deputy_station.features.assessment.rules.ballot_papers import (
    ABSTAIN,
    SPOILED,
    Standing,
    Tally,
    tally,
)
from deputy_station.features.assessment.rules.ballots import GRADES, OVERALL
from deputy_station.features.assessment.rules.choices import Doubt
from deputy_station.features.assessment.rules.given import given
from deputy_station.features.assessment.service.ballot_papers import (
    papers_of,
    printings_of,
    report_of_ballot,
    settle_paper,
    votes_of,
)
from deputy_station.features.assessment.service.ballots import BallotCount, count_ballots, read_ballots
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.store.edits import check_version, get_row

WHAT = "这张测评票"
_KEYS = ("satisfied", "fair", "unsatisfied")
Place = tuple[float, float, float, float]
"""A part of a page: left, top, width, height, each from 0 to 1."""


class BallotsWait(Refusal):
    """The count is not complete while ballots wait."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"还有 {waiting} 张票看不准，票数还不全。请先看完，再用扫描的票数。")


class NoBallotBack(Refusal):
    """Nothing was read."""

    def __init__(self) -> None:
        super().__init__("这次述职的测评票一张也没有扫描收回。请先在“收回纸表”里收票，或手工登记票数。")


class LineNotAnswered(Refusal):
    """Somebody left a line open."""

    def __init__(self, aspect: str) -> None:
        super().__init__(f"“{aspect}”还没有选。请照票上打的选；没有打就选“{ABSTAIN}”。")


@dataclass(frozen=True)
class ScanCount:
    """Ballots of a duty report by scan, and the count on record beside it (None: the report is not on record yet).

    `on` is the day of the report, given or planned (None: not planned yet). `asked`, `written` and `void` are the rows of ballots to look at, with words to be typed, and void ones; `remarks`
    what was typed so far.
    """

    deputy_id: int
    deputy: str
    deed_id: int | None
    on: date | None
    found: Tally
    asked: tuple[int, ...]
    written: tuple[int, ...]
    void: tuple[int, ...]
    remarks: str
    by_hand: BallotCount | None


@dataclass(frozen=True)
class LineLook:
    """One line of a ballot to look at: its vote (None where nothing is ticked, or it is asked), why it is asked."""

    aspect: str
    vote: str | None
    doubt: Doubt | None

    @property
    def asked(self) -> bool:
        """Whether a person has to say what stands here."""
        return self.doubt is not None


@dataclass(frozen=True)
class BallotLook:
    """A ballot with its picture (JPEG, None where it was not kept); `place` is where on it to look first."""

    id: int
    version: int
    number: int
    lines: tuple[LineLook, ...]
    picture: bytes | None
    place: Place | None


@dataclass(frozen=True)
class Written:
    """What is written on a ballot: the cut alone (PNG), so that whoever types it does not see the votes."""

    id: int
    version: int
    cut: bytes | None
    remark: str


def read_scan_count(session: Session, *, deputy_id: int, deed_id: int | None) -> ScanCount:
    """How the ballots of a duty report stand, of one given (`deed_id`) or one to come (None). Raises NotFound."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    printings = printings_of(session, deputy_id=deputy_id, deed_id=deed_id)
    papers = papers_of(session, printings=printings)
    order = dict.fromkeys(name for print_ in printings for name in print_.lines)
    votes = [votes_of(paper) for paper in papers]
    stands = [(paper.id, vote.standing) for paper, vote in zip(papers, votes, strict=True)]
    by_hand = read_ballots(session, deed_id=deed_id) if deed_id is not None else None
    return ScanCount(
        deputy_id,
        deputy.name,
        deed_id,
        by_hand.done_on if by_hand is not None else _planned_day(session, deputy_id),
        tally(sum(print_.copies for print_ in printings), tuple(order) or (*given().aspects, OVERALL), votes),
        tuple(row_id for row_id, standing in stands if standing is Standing.WAITS),
        tuple(paper.id for paper in papers if paper.remark_waits),
        tuple(row_id for row_id, standing in stands if standing is Standing.VOID),
        "\n".join(dict.fromkeys(paper.remark for paper in papers if paper.remark)),
        by_hand,
    )


def count_of_ballot(session: Session, *, number: int) -> ScanCount:
    """How the ballots stand of which one has this number in its code. Raises NotFound."""
    deputy_id, deed_id = report_of_ballot(session, number=number)
    return read_scan_count(session, deputy_id=deputy_id, deed_id=deed_id)


def look_at_ballot(session: Session, *, paper_id: int) -> BallotLook:
    """A ballot to look at. Raises NotFound."""
    paper = get_row(session, BallotPaper, paper_id, WHAT)
    lines = tuple(
        LineLook(paper.print.lines[line.line], _said(paper, line), None if line.answered else line.doubt)
        for line in paper.lines
    )
    first = next((place for place, line in enumerate(lines) if line.asked), None)
    return BallotLook(
        paper.id,
        paper.version,
        paper.number,
        lines,
        paper.page.picture,
        _place_of(paper, first) if first is not None else None,
    )


def answer_ballot(session: Session, *, paper_id: int, version: int, **answers: str | None) -> int:
    """What a person reads on a ballot, `line0`, `line1` …: a grade, 弃权 or 打了两个; its number.

    None is 弃权 too, but not of a line that is asked. Raises LineNotAnswered, StaleEdit, NotFound.
    """
    paper = get_row(session, BallotPaper, paper_id, WHAT)
    check_version(paper, version, WHAT)
    said = [answers.get(f"line{line.line}") for line in paper.lines]
    spoiled = SPOILED in said
    for line, answer in zip(paper.lines, said, strict=True):
        asked = line.doubt is not None and not line.answered
        if answer is None and asked:
            if spoiled:
                continue
            raise LineNotAnswered(paper.print.lines[line.line])
        vote = answer if answer in GRADES else ""
        line.answered = line.answered or asked or vote != line.vote or answer == SPOILED
        line.vote = vote or ""
        if answer == SPOILED:
            line.doubt = Doubt.SEVERAL
    paper.spoiled = spoiled
    session.flush()
    settle_paper(session, paper)
    _record(session, paper, "look_ballot", "看过{}")
    return paper.number


def written_on(session: Session, *, paper_id: int) -> Written:
    """What is written on a ballot. Raises NotFound."""
    paper = get_row(session, BallotPaper, paper_id, WHAT)
    return Written(paper.id, paper.version, paper.writing, paper.remark)


def type_remark(session: Session, *, paper_id: int, version: int, remark: str = "") -> int:
    """The clerk typed what is written on a ballot (nothing, where it is none); its number. Raises StaleEdit, NotFound."""
    paper = get_row(session, BallotPaper, paper_id, WHAT)
    check_version(paper, version, WHAT)
    paper.remark, paper.remark_waits = clean_text(remark), False
    session.flush()
    settle_paper(session, paper)
    _record(session, paper, "type_remark", "录入{}上的意见")
    return paper.number


def take_over(
    session: Session,
    *,
    deed_id: int,
    deed_version: int,
    version: int | None,
    sent: int,
    remarks: str = "",
) -> BallotCount:
    """The count by scan becomes the count of the report, in place of one by hand; `sent` is 发出 as corrected.

    Raises BallotsWait, NoBallotBack, BallotsDoNotAdd, StaleEdit, NoDutyReport.
    """
    deed = get_row(session, Deed, deed_id, "述职")
    found = read_scan_count(session, deputy_id=deed.deputy_id, deed_id=deed_id).found
    if not found.returned:
        raise NoBallotBack
    if found.waiting:
        raise BallotsWait(found.waiting)
    lines: list[tuple[str, Mapping[str, int | None]]] = [
        (line.aspect, dict(zip(_KEYS, (line.satisfied, line.fair, line.unsatisfied), strict=True)))
        for line in found.lines
    ]
    # From here on they are this report's, also when its day is corrected: else they would be the next one's.
    for print_ in printings_of(session, deputy_id=deed.deputy_id, deed_id=deed_id):
        print_.deed_id = deed_id
    return count_ballots(
        session,
        deed_id=deed_id,
        deed_version=deed_version,
        version=version,
        sent=sent,
        returned=found.returned,
        valid=found.valid,
        lines=lines,
        remarks=remarks,
    )


def _planned_day(session: Session, deputy_id: int) -> date | None:
    """The day planned for a deputy's next report; a plan is done with once a report was given that day or later."""
    planned = session.scalar(
        select(func.max(DutyReportPlan.planned_on)).where(DutyReportPlan.deputy_id == deputy_id)
    )
    given_on = session.scalar(
        select(func.max(Deed.done_on)).where(Deed.deputy_id == deputy_id, Deed.kind == DeedKind.DUTY_REPORT)
    )
    return planned if planned is not None and (given_on is None or planned > given_on) else None


def _said(paper: BallotPaper, line: BallotPaperLine) -> str | None:
    """What is known of a line; None for nothing ticked, and while it is asked."""
    if line.doubt is not None and not line.answered:
        return None
    if paper.spoiled and line.doubt is Doubt.SEVERAL and not line.vote:
        return SPOILED
    return line.vote or None


def _place_of(paper: BallotPaper, line: int) -> Place | None:
    """Where a line stands on the page, over its whole width."""
    geometry = from_json(paper.print.geometry)
    boxes = [box for box in geometry.of_page(1) if box.key.startswith(f"tick:{line}:")]
    if not boxes:
        return None
    top, low = min(box.top for box in boxes), max(box.top + box.height for box in boxes)
    return 0.0, top / geometry.height, 1.0, (low - top) / geometry.height


def _record(session: Session, paper: BallotPaper, key: str, words: str) -> None:
    """One line in the history: which ballot, never what it says."""
    deputy = paper.print.deputy
    record_change(
        session,
        action=f"duty.{key}",
        subject="deputy",
        subject_id=deputy.id,
        sentence=words.format(f"{deputy.name}述职测评票第 {paper.number} 号"),
    )
