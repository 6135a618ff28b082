"""What is missing for the next grade as concrete steps: "再接待 1 次并提交 1 篇调研报告，可达“好””.

Every proposal is put to the real `derive` and is one only when the grade comes out; nothing is guessed from the
rules. The search is bounded, so the fewest records found may not be the fewest there are where rules are entangled.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from deputy_station.features.points.rules.derive import derive
from deputy_station.features.points.rules.facts import Fact, Period, Subject
from deputy_station.features.points.rules.further import MOST, Further, days_left, done, further_of
from deputy_station.features.points.rules.ladder import Ladder, ladder_of, rounded
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score

DERIVATIONS = 400
"""So often a score is worked out at most for one answer."""

PROPOSALS = 3
_STRONGEST = 8
"""Among so many sorts combinations are looked for."""

Chosen = Mapping[int, int]
"""How often each of the further things (by place) is done."""


@dataclass(frozen=True)
class Reach:
    """One way to a higher grade, or why there is none.

    `grade` is the one reached (empty: none); `steps` what is done how often; `total` the total with them.
    """

    words: str
    grade: str = ""
    steps: tuple[tuple[Further, int], ...] = ()
    total: Fraction | None = None

    @property
    def records(self) -> int:
        """How many further things it takes."""
        return sum(number for _further, number in self.steps)


def cheapest_steps(
    scheme: Scheme,
    subject: Subject,
    facts: Iterable[Fact],
    score: Score,
    *,
    period: Period | None = None,
    today: date | None = None,
) -> tuple[Reach, ...]:
    """Up to three ways to a higher grade with the fewest further records, fewest first; or one that says why none.

    `score` is the subject's as it stands (alone or among all). After the period nothing that needs another day is
    proposed.
    """
    if why := _hopeless(scheme, subject, score):
        return (Reach(why),)
    held = [fact for fact in facts if fact.subject_id == subject.id]
    days = days_left(subject, period, today, held)
    alone = derive(scheme, subject, held, period=period, today=today)
    place = _place(scheme, score.grade)
    if place is None:
        place = len(scheme.grades)
    target = next(each for each in range(place - 1, -1, -1) if not _barred(scheme, subject, each))
    name = scheme.grades[target].name
    if (now := _place(scheme, alone.grade)) is not None and now <= target:
        return (Reach(f"总分已够“{name}”，因名额没有评上，再多做也不能保证"),)
    ways = further_of(scheme, subject, alone, over=not days)
    search = _Search(scheme, subject, held, period, today, days, ways, target, ladder_of(scheme))
    found = search.proposals(alone)
    if found:
        return tuple(found)
    if not days:
        return (Reach(f"期间已过，补做的不算，等次不能再升到“{name}”"),)
    return (Reach(f"再多做 {MOST} 件以内，也到不了“{name}”"),)


def _hopeless(scheme: Scheme, subject: Subject, score: Score) -> str:
    """Why nothing a subject does can change its grade, before looking at what could be done."""
    if not scheme.grades:
        return "办法没有分等次"
    if score.graded.asked:
        return f"等次要先由人定：{score.graded.asked}"
    place = _place(scheme, score.grade)
    if place is None and not score.graded.vetoes:
        return f"“{score.grade}”，不评等次" if score.grade else "等次还没有定"
    if place == 0:
        return f"已经是最高的等次“{score.grade}”"
    above = range(len(scheme.grades) if place is None else place)
    if all(_barred(scheme, subject, each) for each in above):
        return f"按身份不评更高的等次，“{score.grade}”已经是能评的最高一档"
    return ""


def _barred(scheme: Scheme, subject: Subject, place: int) -> bool:
    grade = scheme.grades[place]
    return bool(grade.never & subject.roles) or bool(grade.only and not grade.only & subject.roles)


def _place(scheme: Scheme, name: str) -> int | None:
    return next((place for place, grade in enumerate(scheme.grades) if grade.name == name), None)


@dataclass
class _Search:
    """Looks for the fewest further things; `left` counts the derivations it may still make."""

    scheme: Scheme
    subject: Subject
    facts: list[Fact]
    period: Period | None
    today: date | None
    days: tuple[date, ...]
    ways: tuple[Further, ...]
    target: int
    ladder: Ladder
    left: int = DERIVATIONS
    tried: dict[tuple[tuple[int, int], ...], Score] = field(default_factory=dict)

    def proposals(self, now: Score) -> list[Reach]:
        """The best ways of different sorts, fewest records first."""
        self.tried[()] = now
        most = {way: self._gain({way: self.ways[way].most}, now) for way in range(len(self.ways))}
        useful = sorted(
            (way for way in most if most[way] > (0, 0)), key=lambda way: (most[way], -way), reverse=True
        )
        found: list[dict[int, int]] = []
        for way in useful:
            if self._reached({way: self.ways[way].most}):
                found.append({way: self._fewest(way)})
        left_out: set[int] = set()
        for _round in range(PROPOSALS):
            strongest = self._strongest([way for way in useful if way not in left_out], now)
            chosen = self._greedy(strongest, now)
            if chosen is None:
                break
            chosen = self._shorter(chosen, strongest)
            found.append(chosen)
            left_out.add(max(chosen, key=lambda way: (chosen[way], -way)))
        if found and min(sum(each.values()) for each in found) > 1:
            found += self._pairs(self._strongest(useful, now))
        return self._different(found)

    def _score(self, chosen: Chosen) -> Score | None:
        key = tuple(sorted((way, number) for way, number in chosen.items() if number))
        if key not in self.tried:
            if self.left <= 0:
                return None
            self.left -= 1
            picked = [(self.ways[way], number) for way, number in key]
            subject, facts = done(picked, self.subject, self.facts, self.days)
            self.tried[key] = derive(self.scheme, subject, facts, period=self.period, today=self.today)
        return self.tried[key]

    def _reached(self, chosen: Chosen) -> bool:
        score = self._score(chosen)
        place = None if score is None else _place(self.scheme, score.grade)
        return place is not None and place <= self.target

    def _gain(self, chosen: Chosen, than: Score) -> tuple[int, Fraction]:
        """How many more needs of the gates and how many more of the points missing it brings."""
        score = self._score(chosen)
        if score is None:
            return 0, Fraction(0)
        return self._unmet(than) - self._unmet(score), self._missing(than) - self._missing(score)

    def _unmet(self, score: Score) -> int:
        needs = [
            need
            for gate in score.graded.gates
            if (_place(self.scheme, gate.grade) or 0) >= self.target
            for need in gate.needs
        ]
        return sum(not need.met for need in needs) + len(score.graded.vetoes)

    def _missing(self, score: Score) -> Fraction:
        by = self.scheme.grading.by
        value = rounded(score.total, self.scheme.rounding)
        for item in score.items:
            if item.item.code == by:
                value = item.points
        for category in score.categories:
            if category.category.code == by:
                value = category.points
        return self.ladder.missing(value, self.target)

    def _fewest(self, way: int) -> int:
        """How often this alone has to be done, between once and as often as it may."""
        low, high = 1, self.ways[way].most
        while low < high:
            middle = (low + high) // 2
            if self._reached({way: middle}):
                high = middle
            else:
                low = middle + 1
        return high

    def _strongest(self, ways: list[int], now: Score) -> list[int]:
        """Those that bring most when done once, then those that bring most at all."""
        once = sorted(ways, key=lambda way: (self._gain({way: 1}, now), -way), reverse=True)
        return list(dict.fromkeys([*once[: _STRONGEST - 2], *ways[:2], *once]))[:_STRONGEST]

    def _greedy(self, ways: list[int], now: Score) -> dict[int, int] | None:
        """One more of what helps most each time, in blocks where one alone does not help; then what is too much taken off."""
        chosen: dict[int, int] = {}
        standing = now
        while not self._reached(chosen):
            spent = sum(chosen.values())
            best: tuple[tuple[int, Fraction], int, int] | None = None
            for block in range(1, MOST - spent + 1):
                for way in ways:
                    if chosen.get(way, 0) + block > self.ways[way].most:
                        continue
                    gain = self._gain({**chosen, way: chosen.get(way, 0) + block}, standing)
                    if gain > (0, 0) and (best is None or gain > best[0]):
                        best = gain, way, block
                if best is not None:
                    break
            if best is None:
                return None
            _gain, way, block = best
            chosen[way] = chosen.get(way, 0) + block
            after = self._score(chosen)
            if after is None:
                return None
            standing = after
        return self._without_waste(chosen)

    def _without_waste(self, chosen: dict[int, int]) -> dict[int, int]:
        for way in list(chosen):
            while chosen.get(way) and self._reached({**chosen, way: chosen[way] - 1}):
                chosen[way] -= 1
        return {way: number for way, number in chosen.items() if number}

    def _shorter(self, chosen: dict[int, int], ways: list[int]) -> dict[int, int]:
        """Two of the strongest where the greedy way takes more."""
        pairs = self._pairs(ways) if sum(chosen.values()) > 2 else []
        return pairs[0] if pairs else chosen

    def _pairs(self, ways: list[int]) -> list[dict[int, int]]:
        """Every two of different sorts that together are enough."""
        pairs = [{first: 1, second: 1} for place, first in enumerate(ways) for second in ways[place + 1 :]]
        return [pair for pair in pairs if self._reached(pair)]

    def _different(self, found: list[dict[int, int]]) -> list[Reach]:
        """The fewest records first; of ways about the same sorts of things the first alone."""
        made: dict[frozenset[str], Reach] = {}
        for chosen in sorted(found, key=lambda each: (sum(each.values()), len(each), sorted(each.items()))):
            steps = tuple((self.ways[way], number) for way, number in sorted(chosen.items()))
            score = self._score(chosen)
            if score is not None:
                sorts = frozenset(way.about for way, _number in steps)
                made.setdefault(sorts, Reach(_words(steps, score.grade), score.grade, steps, score.total))
        return list(made.values())[:PROPOSALS]


def _words(steps: tuple[tuple[Further, int], ...], grade: str) -> str:
    """What to do and what comes of it, records before marks: "再接待 2 次并提交调研报告 1 篇，可达“好””."""
    again = [way.times(number) for way, number in steps if way.fact is not None]
    others = [way.times(number) for way, number in steps if way.fact is None]
    said = [f"再{_joined(again)}"] if again else []
    said += [_joined(others)] if others else []
    return f"{'，'.join(said)}，可达“{grade}”"


def _joined(parts: list[str]) -> str:
    return "并".join(["、".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
