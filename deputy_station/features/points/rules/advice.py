"""What the grades so far lead to (推荐连任, 约谈): always advice, with the periods it rests on. A person decides.

One time is about the present period. Several times may lie anywhere in the term; `running` ones have to follow one
another up to the present period, without a period left out. Earlier periods are those of the same term.
"""

from collections.abc import Sequence
from fractions import Fraction

from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.conditions import holds
from deputy_station.features.points.rules.facts import Earlier, Period
from deputy_station.features.points.rules.periods import follows, period_words, place_of
from deputy_station.features.points.rules.scheme import Consequence
from deputy_station.features.points.rules.score import Advice, Graded

_NOW = "本期"


def advise(
    consequences: Sequence[Consequence],
    bag: Bag,
    graded: Graded,
    total: Fraction,
    *,
    period: Period | None = None,
) -> tuple[Advice, ...]:
    """The consequences that hold, in the order of the scheme. `bag.points` is complete."""
    if not consequences:
        return ()
    course = _course(bag.subject.earlier, graded, total, period)
    found = []
    for consequence in consequences:
        reason = _reason(consequence, bag, graded, course)
        if reason is not None:
            found.append(Advice(consequence.name, reason, consequence.note))
    return tuple(found)


def _course(
    earlier: Sequence[Earlier], graded: Graded, total: Fraction, period: Period | None
) -> list[Earlier]:
    """The periods up to now in order, the present one last. One already kept of the present period is not seen twice."""
    now = period.key if period is not None else _NOW
    place = place_of(now)
    before = []
    for each in earlier:
        began = place_of(each.period)
        if each.period == now or (place is not None and began is not None and began[0] >= place[0]):
            continue
        before.append(each)
    places = [place_of(each.period) for each in before]
    if all(found is not None for found in places):
        before.sort(key=lambda each: place_of(each.period) or (0, 0))
    return [*before, Earlier(now, graded.grade, total, graded.rank, graded.of)]


def _reason(consequence: Consequence, bag: Bag, graded: Graded, course: Sequence[Earlier]) -> str | None:
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


def _hits(consequence: Consequence, course: Sequence[Earlier]) -> list[Earlier]:
    """The periods that count for it when they are enough, else none."""
    if consequence.running or consequence.times == 1:
        run = _last_run(consequence, course)
        return run if len(run) >= consequence.times else []
    hits = [each for each in course if _fits(consequence, each)]
    return hits if len(hits) >= consequence.times else []


def _last_run(consequence: Consequence, course: Sequence[Earlier]) -> list[Earlier]:
    """The periods that fit, one right after the other, up to the present one; only that one when once is enough."""
    run: list[Earlier] = []
    for each in reversed(course):
        present = not run
        if not _fits(consequence, each):
            break
        if not present and run[0].period != _NOW and not follows(each.period, run[0].period):
            break
        run.insert(0, each)
        if consequence.times == 1 and not consequence.running:
            break
    return run


def _fits(consequence: Consequence, each: Earlier) -> bool:
    if consequence.grades and each.grade not in consequence.grades:
        return False
    if consequence.rank_top is not None and not 0 < each.rank <= consequence.rank_top:
        return False
    return not (
        consequence.rank_bottom is not None
        and not (0 < each.rank <= each.of and each.rank > each.of - consequence.rank_bottom)
    )


def _hit_words(consequence: Consequence, hits: Sequence[Earlier]) -> str:
    if consequence.rank_top is not None or consequence.rank_bottom is not None:
        said = "、".join(f"{period_words(each.period)}第 {each.rank} 名" for each in hits)
        return f"{'连续：' if consequence.running and len(hits) > 1 else ''}{said}"
    by_grade: dict[str, list[str]] = {}
    for each in hits:
        by_grade.setdefault(each.grade, []).append(period_words(each.period))
    words = "，".join(f"{'、'.join(periods)}{grade}" for grade, periods in by_grade.items())
    return f"连续 {len(hits)} 次：{words}" if consequence.running and len(hits) > 1 else words
