"""Ballots read from their scans: what a line says, whether a ballot counts, how they add up. Nothing is guessed.

The rules are those printed on the ballot: a line without a tick is an abstention, two ticks in a line spoil the whole
ballot, and so does no tick at all. What the reader of scans does not see clearly (also two clear ticks: one may be
crossed out) is asked of a person, and until then the ballot counts neither as valid nor as void.

A ballot's code numbers its printing and, within it, the ballot. The numbers are drawn by lot over the pile and kept
nowhere in the order of the pile, so that whoever hands ballots out or collects them cannot tell from a number who
voted; a number only keeps a ballot from being counted twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deputy_station.core.choices import Choice
from deputy_station.features.assessment.rules.ballots import GRADES, Votes
from deputy_station.features.assessment.rules.choices import Doubt
from deputy_station.features.scans.rules.states import Verdict
from deputy_station.features.scans.rules.words import ASKS, TYPED, TYPES

MOST_BALLOTS = 300
"""Printed at once."""
ABSTAIN, SPOILED = "弃权", "打了两个"
"""Besides the grades, what a person may answer about a line."""
WORDS_BOX = "words"
"""Key of the box for remarks in the geometry of a ballot."""
_A_PRINTING = 1000
"""Numbers each printing may give its ballots, in their codes; 4 bytes hold four million printings."""


def code_number(print_id: int, number: int) -> int:
    """What the code of a ballot gives as its record."""
    if not 1 <= number < _A_PRINTING:
        raise ValueError(f"ballot {number} does not fit a code")
    return print_id * _A_PRINTING + number


def printing_and_number(code: int) -> tuple[int, int]:
    """What `code_number` put together."""
    return divmod(code, _A_PRINTING)


@dataclass(frozen=True)
class LineRead:
    """One line: the grade ticked ("" for none), and why a person is asked (None: it is clear)."""

    vote: str = ""
    doubt: Doubt | None = None


def read_lines(boxes: Sequence[tuple[str, Verdict]], lines: int) -> tuple[LineRead, ...]:
    """The lines of a ballot from its boxes (`tick:LINE:GRADE`, verdict). A box that was not judged is not clear."""
    verdicts = dict(boxes)
    return tuple(
        _line([(grade, verdicts.get(f"tick:{line}:{grade}", Verdict.UNSURE)) for grade in GRADES])
        for line in range(lines)
    )


def _line(verdicts: Sequence[tuple[str, Verdict]]) -> LineRead:
    ticked = [grade for grade, verdict in verdicts if verdict is Verdict.SIGNED]
    if any(verdict is Verdict.UNSURE for _, verdict in verdicts):
        return LineRead(doubt=Doubt.UNSURE)
    if len(ticked) > 1:
        return LineRead(doubt=Doubt.SEVERAL)
    return LineRead(ticked[0] if ticked else "")


class Standing(Choice):
    """Whether a ballot that came back counts."""

    VALID = "valid", "有效"
    VOID = "void", "废票"
    WAITS = "waits", "待看"


@dataclass(frozen=True)
class PaperVotes:
    """A ballot that came back: (what is judged, the grade ticked or "") of every line; `waits` for a person."""

    votes: tuple[tuple[str, str], ...]
    spoiled: bool = False
    waits: bool = False

    @property
    def standing(self) -> Standing:
        """Void when two grades were ticked in a line, or none in any."""
        if self.waits:
            return Standing.WAITS
        if self.spoiled or not any(vote for _, vote in self.votes):
            return Standing.VOID
        return Standing.VALID


@dataclass(frozen=True)
class Tally:
    """Ballots counted by scan; `lines` are the votes of the valid ones, in the order printed."""

    sent: int = 0
    returned: int = 0
    valid: int = 0
    void: int = 0
    waiting: int = 0
    lines: tuple[Votes, ...] = ()


def tally(sent: int, order: Sequence[str], papers: Sequence[PaperVotes]) -> Tally:
    """Add the ballots up; `order` names the lines. What waits is in no line."""
    stands = [paper.standing for paper in papers]
    counts: dict[str, dict[str, int]] = {aspect: dict.fromkeys(GRADES, 0) for aspect in order}
    for paper, standing in zip(papers, stands, strict=True):
        if standing is Standing.VALID:
            for aspect, vote in paper.votes:
                if vote:
                    counts[aspect][vote] += 1
    lines = tuple(Votes(aspect, *(votes[grade] for grade in GRADES)) for aspect, votes in counts.items())
    return Tally(
        sent,
        len(papers),
        stands.count(Standing.VALID),
        stands.count(Standing.VOID),
        stands.count(Standing.WAITS),
        lines,
    )


def tally_words(found: Tally) -> str:
    """印了 60 张，收回 58 张：有效 55 张，废票 1 张，待看 2 张。"""
    if not found.returned:
        return f"印了 {found.sent} 张，还没有收回。"
    void = f"，废票 {found.void} 张" if found.void else ""
    waiting = f"，待看 {found.waiting} 张" if found.waiting else ""
    return f"印了 {found.sent} 张，收回 {found.returned} 张：有效 {found.valid} 张{void}{waiting}。"


def filed_words(number: int, standing: Standing, asked: Mapping[str, Doubt], *, spoiled: bool) -> str:
    """What is said of a ballot that came in; `asked` are the lines to look at. Never for what it votes."""
    if standing is Standing.WAITS:
        doubts = "、".join(f"“{aspect}”{doubt.label}" for aspect, doubt in asked.items())
        return f"第 {number} 号票的{doubts}{ASKS}"
    if standing is Standing.VALID:
        return f"第 {number} 号票有效。"
    return f"第 {number} 号票{'一行打了两个' if spoiled else '一格也没有打'}，是废票。"


def remark_words(*, written: bool, waits: bool) -> str:
    """What is added when something is written on the ballot."""
    return f"意见栏写了字{TYPES if waits else TYPED}" if written else ""


def again_words(number: int, came: str, *, differs: bool) -> str:
    """A ballot whose number was counted already; `came` the day: 11月20日."""
    more = "这一次读的和那一次不一样，请找出这一号的纸票核对。" if differs else ""
    return f"第 {number} 号票{came}已经收过，没有重复计票。{more}"
