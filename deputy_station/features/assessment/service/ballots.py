"""The ballots on a duty report as counted: kept with their report, judged by the year's rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Deed, DeedKind, DutyReportManner
from deputy_station.features.activities.service.deeds import edit_deed
from deputy_station.features.assessment.models import DutyBallot, DutyBallotLine
from deputy_station.features.assessment.rules.ballots import OVERALL, Votes, check_ballots, judge, shares
from deputy_station.features.assessment.rules.given import BallotRule, given
from deputy_station.features.assessment.service.ballot_papers import seal_papers
from deputy_station.features.assessment.service.year import read_year
from deputy_station.features.history.service import record_change
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import check_version, get_row

WHAT = "述职测评"


class NoDutyReport(Refusal):
    """What the ballots are to belong to is no duty report."""

    def __init__(self) -> None:
        super().__init__("这条履职记录不是述职，不能登记测评票。请在“述职”里选一条述职。")


@dataclass(frozen=True)
class BallotCount:
    """Ballots as counted. `version` None while nothing was; `overall` are the votes kept with the report itself.

    `result` is "" while nothing was counted; `doubt` says where the report was edited so that its votes no longer fit.
    """

    deed_id: int
    deed_version: int
    deputy_id: int
    deputy: str
    done_on: date
    place: str
    manner: DutyReportManner | None
    sent: int
    returned: int
    valid: int
    counted_on: date | None
    rule: BallotRule
    remarks: str
    lines: tuple[Votes, ...]
    overall: Votes
    version: int | None

    @property
    def doubt(self) -> str:
        """Why there is no result although ballots were counted."""
        if self.version is not None and self.overall.cast > self.valid:
            return f"总体评价 {self.overall.cast} 票，比有效票 {self.valid} 张多，请重新登记测评票。"
        return ""

    @property
    def result(self) -> str:
        """By the rule it was counted under."""
        if self.version is None or self.doubt:
            return ""
        return judge(self.rule, self.overall, self.valid)

    def shares_of(self, line: Votes) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """Satisfied, fair, unsatisfied, abstained in per cent; together 100.00."""
        return shares(line, self.valid)


def read_ballots(session: Session, *, deed_id: int) -> BallotCount:
    """The ballots of a duty report, or the empty lines to count them in. Raises NotFound, NoDutyReport."""
    deed = get_row(session, Deed, deed_id, "述职")
    if deed.kind is not DeedKind.DUTY_REPORT:
        raise NoDutyReport
    ballot = session.scalar(select(DutyBallot).where(DutyBallot.deed_id == deed_id))
    rule = given().ballot_rule(ballot.rule) if ballot else read_year(session, year=deed.done_on.year).rule
    lines = (
        tuple(Votes(line.aspect, line.satisfied, line.fair, line.unsatisfied) for line in ballot.lines)
        if ballot
        else tuple(Votes(aspect, 0, 0, 0) for aspect in given().aspects)
    )
    overall = Votes(OVERALL, deed.votes_satisfied or 0, deed.votes_fair or 0, deed.votes_unsatisfied or 0)
    return BallotCount(
        deed_id,
        deed.version,
        deed.deputy_id,
        deed.deputy.name,
        deed.done_on,
        deed.place,
        deed.manner,
        ballot.sent if ballot else 0,
        ballot.returned if ballot else 0,
        ballot.valid if ballot else 0,
        ballot.counted_on if ballot else None,
        rule,
        ballot.remarks if ballot else "",
        lines,
        overall,
        ballot.version if ballot else None,
    )


def count_ballots(
    session: Session,
    *,
    deed_id: int,
    deed_version: int,
    version: int | None,
    sent: int,
    returned: int,
    valid: int,
    lines: Sequence[tuple[str, Mapping[str, int | None]]],
    remarks: str = "",
) -> BallotCount:
    """Write the ballots down: (aspect, votes by `satisfied`, `fair`, `unsatisfied`), the overall line among them.

    A line not given keeps what it held. Raises BallotsDoNotAdd, StaleEdit, NoDutyReport.
    """
    present = read_ballots(session, deed_id=deed_id)
    held = {line.aspect: line for line in (*present.lines, present.overall)}
    for aspect, votes in lines:
        held[aspect] = Votes(
            aspect, votes.get("satisfied") or 0, votes.get("fair") or 0, votes.get("unsatisfied") or 0
        )
    overall = held.pop(OVERALL)
    check_ballots(sent, returned, valid, [*held.values(), overall])
    edit_deed(
        session,
        deed_id=deed_id,
        version=deed_version,
        votes_satisfied=overall.satisfied,
        votes_fair=overall.fair,
        votes_unsatisfied=overall.unsatisfied,
    )
    ballot = session.scalar(select(DutyBallot).where(DutyBallot.deed_id == deed_id))
    if ballot is None:
        ballot = DutyBallot(deed_id=deed_id, rule=present.rule.key, lines=[])
        session.add(ballot)
    else:
        check_version(ballot, -1 if version is None else version, WHAT)
        ballot.lines.clear()
        session.flush()
    ballot.sent, ballot.returned, ballot.valid = sent, returned, valid
    ballot.counted_on, ballot.remarks = context.today(session), clean_text(remarks)
    ballot.lines += [
        DutyBallotLine(
            aspect=line.aspect, satisfied=line.satisfied, fair=line.fair, unsatisfied=line.unsatisfied
        )
        for line in held.values()
    ]
    session.flush()
    counted = read_ballots(session, deed_id=deed_id)
    record_change(
        session,
        action="duty.ballots",
        subject="deed",
        subject_id=deed_id,
        sentence=f"登记{counted.deputy}述职测评：发出 {sent} 张，收回 {returned} 张，有效 {valid} 张，{counted.result}",
    )
    return counted


def drop_ballot(session: Session, *, deed_id: int) -> None:
    """The duty report goes: its ballots go with it, and come back with it."""
    ballot = session.scalar(select(DutyBallot).where(DutyBallot.deed_id == deed_id))
    if ballot is not None:
        session.delete(ballot)
        session.flush()


def seal_ballots(session: Session, *, deed_id: int) -> None:
    """The result went out on paper: from now on it is corrected, not undone."""
    ballots = session.scalars(select(DutyBallot.id).where(DutyBallot.deed_id == deed_id))
    seal(session, DutyBallot, ballots, "评议结果已经打印")
    seal_papers(session, deed_id=deed_id)
