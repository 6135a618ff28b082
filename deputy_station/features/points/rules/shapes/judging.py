"""Shapes that rest on what people judge: marks given by hand, and ballots."""

from dataclasses import dataclass
from fractions import Fraction

from deputy_station.features.points.rules.asked import ZERO
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.facts import Fact, Mark
from deputy_station.features.points.rules.numbers import equals, percent_words
from deputy_station.features.points.rules.ruling import Ballot, Rated, Step
from deputy_station.features.points.rules.shapes.marks import Limits, put_together
from deputy_station.features.points.rules.shapes.worked import (
    Worked,
    gives,
    pass_over,
    took_place,
    whole,
    written,
)


def marks_of(bag: Bag) -> list[Mark]:
    """The marks given to the item that is worked out."""
    return [mark for mark in bag.subject.marks if mark.item == bag.item]


def from_the_top(steps: tuple[Step, ...]) -> list[Step]:
    """The steps on a number, highest first; of two at the same place the one that asks for more."""
    return sorted(steps, key=lambda step: (step.at_least, step.over), reverse=True)


def reaches(step: Step, measure: Fraction) -> bool:
    """Whether the measure reaches the step: compared exactly."""
    return measure > step.at_least if step.over else measure >= step.at_least


def share_reached(step: Step) -> str:
    """That a share reaches the step: "满 80%", "高于 50%"."""
    return f"{'高于' if step.over else '满'} {percent_words(step.at_least)}"


def share_not_reached(step: Step) -> str:
    """That a share does not: "不满 80%", "不高于 50%"."""
    return f"不{share_reached(step)}"


def rated(rule: Rated, bag: Bag) -> Worked:
    """What was given by hand; where records must exist, nothing without them."""
    marks = marks_of(bag)
    facts = [fact for fact, _often in took_place(rule.of, bag)]
    if rule.of and not facts:
        kinds = "、".join(dict.fromkeys(kind for selector in rule.of for kind in selector.kinds))
        asked = (f"{rule.name}评的分不算：没有{kinds}的记录",) if marks and not rule.raters else ()
        return Worked(ZERO, f"没有{kinds}，计 0", open=asked)
    if rule.blank is not None and not marks:
        return Worked(rule.blank, f"没有打分，计 {written(rule.blank)}", whole(facts))
    low = min(band.low for band in rule.bands) if rule.bands else rule.least
    marked = put_together(
        marks, rule.raters, rule.combine, Limits(low, rule.most, rule.bands, rule.step), name=rule.name
    )
    return Worked(marked.points, marked.words, whole(facts), open=marked.open)


@dataclass(frozen=True)
class _Votes:
    """A ballot's share of good votes, with the sum in words."""

    fact: Fact
    share: Fraction
    valid: int
    words: str


def ballot(rule: Ballot, bag: Bag) -> Worked:
    """Points by the share of votes, each word by its weight: by steps, or that share of full points."""
    facts = [fact for fact, _often in took_place(rule.of, bag)]
    held = [(fact, sum(number for _word, number in fact.votes or ())) for fact in facts]
    unsaid = [fact for fact, valid in held if valid <= 0]
    passed = list(pass_over(unsaid, "没有填票数，不计"))
    number = sum(fact.times for fact in unsaid)
    asked = (f"有 {number} 次测评没有填票数，补上后才算",) if unsaid else ()
    votes = [_counted(rule, fact.votes or (), fact) for fact, valid in held if valid > 0]
    if not votes:
        return Worked(ZERO, "没有测评，计 0", passed=tuple(passed), open=asked)
    if rule.take == "合计":
        pooled = _pooled(rule, [vote.fact for vote in votes])
        points, words = _worth(rule, pooled)
        return Worked(points, words, whole(vote.fact for vote in votes), tuple(passed), asked)
    best_first = sorted(votes, key=lambda vote: (-vote.share, -vote.valid, vote.words, vote.fact.on))
    taken, reason = best_first[0], "只取最好的一次"
    if rule.take == "最后":
        day = max(vote.fact.on for vote in votes)
        taken, reason = next(vote for vote in best_first if vote.fact.on == day), "只取最后的一次"
        same_day = [vote for vote in votes if vote.fact.on == day]
        if len({vote.share for vote in same_day}) > 1:
            asked = (*asked, f"{day.month}月{day.day}日不止一次测评，分不出先后，先取最好的一次")
    for vote in votes:
        others = vote.fact.times - (1 if vote is taken else 0)
        if others:
            passed.append((vote.fact, others, reason))
    points, words = _worth(rule, taken)
    return Worked(points, words, ((taken.fact, 1),), tuple(passed), asked)


def _worth(rule: Ballot, votes: _Votes) -> tuple[Fraction, str]:
    if not rule.steps:
        full = rule.full or ZERO
        points = full * votes.share
        return points, f"{written(full)} × {votes.words} {equals(points)}"
    words = f"{votes.words} {equals(votes.share * 100)}%"
    steps = from_the_top(rule.steps)
    for step in steps:
        if reaches(step, votes.share):
            return step.points, f"{words}，{share_reached(step)} {gives(step.points)}"
    return ZERO, f"{words}，{share_not_reached(steps[-1])}，计 0"


def _pooled(rule: Ballot, facts: list[Fact]) -> _Votes:
    """All ballots as one."""
    sums: dict[str, int] = {}
    for fact in facts:
        for word, number in fact.votes or ():
            sums[word] = sums.get(word, 0) + number * fact.times
    return _counted(rule, tuple(sums.items()), facts[0])


def _counted(rule: Ballot, votes: tuple[tuple[str, int], ...], fact: Fact) -> _Votes:
    by_word: dict[str, int] = {}
    for word, number in votes:
        by_word[word] = by_word.get(word, 0) + number
    valid = sum(by_word.values())
    used = [(by_word.get(word, 0), weight) for word, weight in rule.weights if weight]
    good = sum((number * weight for number, weight in used), ZERO)
    if all(weight == 1 for _number, weight in used):
        words = f"{written(good)} 票 ÷ {valid} 票"
    else:
        terms = " + ".join(f"{number} × {written(weight)}" for number, weight in used)
        words = f"（{terms}）÷ {valid}"
    return _Votes(fact, good / valid, valid, words)
