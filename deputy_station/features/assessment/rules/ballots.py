"""Ballots on a duty report: what may be counted, shares that add up to 100.00, the result by the rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deputy_station.core.errors import Refusal
from deputy_station.features.assessment.rules.given import BallotRule
from deputy_station.features.assessment.rules.sheet import shares_of_hundred

GRADES = ("满意", "基本满意", "不满意")
OVERALL = "总体评价"
"""The line of a ballot by which the result goes; its votes are kept with the duty report itself."""


class BallotsDoNotAdd(Refusal):
    """More ballots or votes than there can be."""


@dataclass(frozen=True)
class Votes:
    """The votes of one line of the ballots."""

    aspect: str
    satisfied: int
    fair: int
    unsatisfied: int

    @property
    def cast(self) -> int:
        """How many ticked a grade here."""
        return self.satisfied + self.fair + self.unsatisfied


def check_ballots(sent: int, returned: int, valid: int, lines: Sequence[Votes]) -> None:
    """Refuse more ballots back than sent, more valid than back, more votes than valid ballots, votes below 0."""
    if valid < 1:
        raise BallotsDoNotAdd("有效票至少 1 张。没有测评就不用登记票数。")
    if returned > sent:
        raise BallotsDoNotAdd(f"收回 {returned} 张，比发出的 {sent} 张还多。请核对。")
    if valid > returned:
        raise BallotsDoNotAdd(f"有效票 {valid} 张，比收回的 {returned} 张还多。请核对。")
    for line in lines:
        if min(line.satisfied, line.fair, line.unsatisfied) < 0:
            raise BallotsDoNotAdd(f"“{line.aspect}”的票数不能小于 0。请核对。")
        if line.cast > valid:
            raise BallotsDoNotAdd(
                f"“{line.aspect}”三项合计 {line.cast} 票，比有效票 {valid} 张多 {line.cast - valid} 票。请核对。"
            )


def shares(line: Votes, valid: int) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Per cent of the valid ballots: satisfied, fair, unsatisfied, abstained; two decimals, together exactly 100."""
    one, two, three, rest = shares_of_hundred(
        [line.satisfied, line.fair, line.unsatisfied, valid - line.cast]
    )
    return one, two, three, rest


def judge(rule: BallotRule, overall: Votes, valid: int) -> str:
    """The result, by exact shares of the valid ballots: what is printed is rounded, what decides is not."""
    votes: Mapping[str, int] = dict(
        zip(GRADES, (overall.satisfied, overall.fair, overall.unsatisfied), strict=True)
    )
    for result in rule.results:
        if result.share is None:
            return result.name
        share = Fraction(100 * sum(votes[grade] for grade in result.counts), valid)
        if share > result.share or (result.including and share == result.share):
            return result.name
    return rule.results[-1].name
