"""What the grades so far lead to (推荐连任, 约谈): always advice, with the periods it rests on. A person decides.

One time is about the present period. Several times may lie anywhere in the term; `running` ones have to follow one
another up to the present period, without a period left out. Earlier periods are those of the same term.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.conditions import holds
from deputy_station.features.points.rules.facts import Earlier, Period
from deputy_station.features.points.rules.periods import period_words, place_of, place_of_days, right_after
from deputy_station.features.points.rules.scheme import Consequence
from deputy_station.features.points.rules.score import Advice, Graded

_NOW = "本期"


@dataclass(frozen=True)
class _Stage:
    """One period: its name in words, where it lies in months (None: not known), how it ended, who shares the rank."""

    name: str
    place: tuple[int, int] | None
    held: Earlier
    sharing: int = 1


def advise(
    consequences: Sequence[Consequence],
    bag: Bag,
    graded: Graded,
    total: Fraction,
    *,
    period: Period | None = None,
    sharing: int = 1,
) -> tuple[Advice, ...]:
    """The consequences that hold, in the order of the scheme. `bag.points` is complete.

    `sharing` is how many share the present rank: who shares the last places is among the last.
    """
    if not consequences:
        return ()
    now = Earlier(_NOW, graded.grade, total, graded.rank, graded.of)
    course = _course(bag.subject.earlier, now, period, sharing)
    found = []
    for consequence in consequences:
        reason = _reason(consequence, bag, graded, course)
        if reason is not None:
            found.append(Advice(consequence.name, reason, consequence.note))
    return tuple(found)


def _course(earlier: Sequence[Earlier], now: Earlier, period: Period | None, sharing: int) -> list[_Stage]:
    """The periods up to now in order, the present one last. One already kept of the present period is not seen twice."""
    place = place_of_days(period.first, period.last) if period is not None else None
    before = []
    for each in earlier:
        began = place_of(each.period)
        same = period is not None and each.period in (period.key, period.name)
        if same or (place is not None and began is not None and began[0] >= place[0]):
            continue
        before.append(_Stage(period_words(each.period), began, each))
    if all(stage.place is not None for stage in before):
        before.sort(key=lambda stage: stage.place or (0, 0))
    name = period.name if period is not None and period.name else _NOW
    return [*before, _Stage(name, place, now, sharing)]


def _reason(consequence: Consequence, bag: Bag, graded: Graded, course: Sequence[_Stage]) -> str | None:
    """Why it holds; None where it does not."""
    reasons: list[str] = []
    ranked = consequence.rank_top is not None or consequence.rank_bottom is not None
    if consequence.grades or ranked:
        hits = _hits(consequence, course)
        if not hits:
            return None
        reasons.append(_hit_words(consequence, hits))
    if consequence.when is not None:
        result = holds(consequence.when, bag, grade=graded.grade)
        if not result.met:
            return None
        reasons.append(result.words)
    return "；".join(reasons) if reasons else None


def _hits(consequence: Consequence, course: Sequence[_Stage]) -> list[_Stage]:
    """The periods that count for it when they are enough, else none."""
    now = course[-1]
    fits = [_fits(consequence, stage) for stage in course]
    if not consequence.running and consequence.times > 1:
        hits = [stage for stage, fit in zip(course, fits, strict=True) if fit]
    elif not fits[-1]:
        hits = []
    elif not consequence.running:
        hits = [now]
    else:
        hits = [now]
        for stage, fit in zip(reversed(course[:-1]), reversed(fits[:-1]), strict=True):
            if not fit or not right_after(stage.place, hits[0].place):
                break
            hits.insert(0, stage)
    return hits if len(hits) >= consequence.times else []


def _fits(consequence: Consequence, stage: _Stage) -> bool:
    held = stage.held
    if consequence.grades and held.grade not in consequence.grades:
        return False
    if consequence.rank_top is not None and not 0 < held.rank <= consequence.rank_top:
        return False
    if consequence.rank_bottom is not None:
        last = held.rank + stage.sharing - 1
        return 0 < held.rank <= held.of and last > held.of - consequence.rank_bottom
    return True


def _hit_words(consequence: Consequence, hits: Sequence[_Stage]) -> str:
    running = consequence.running and len(hits) > 1
    if consequence.rank_top is not None or consequence.rank_bottom is not None:
        said = "、".join(f"{stage.name}第 {stage.held.rank} 名" for stage in hits)
        return f"{'连续：' if running else ''}{said}"
    by_grade: dict[str, list[str]] = {}
    for stage in hits:
        by_grade.setdefault(stage.held.grade, []).append(stage.name)
    words = "，".join(f"{'、'.join(names)}{grade}" for grade, names in by_grade.items())
    return f"连续 {len(hits)} 次：{words}" if running else words
