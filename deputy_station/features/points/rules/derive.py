"""From facts and a scheme to scores: pure, exact, and every number with the facts it came from."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from deputy_station.features.points.rules.advice import advise
from deputy_station.features.points.rules.asked import Selector, Selectors
from deputy_station.features.points.rules.bag import Bag, fill_bag
from deputy_station.features.points.rules.conditions import TOTAL
from deputy_station.features.points.rules.facts import Decision, Fact, Period, Subject, SubjectId, in_order
from deputy_station.features.points.rules.grading import Placed, alone, decisions_by_subject, place_one
from deputy_station.features.points.rules.ladder import Ladder, ladder_of
from deputy_station.features.points.rules.numbers import points_words, two_decimals
from deputy_station.features.points.rules.quotas import grade_all
from deputy_station.features.points.rules.scheme import Money, Scheme
from deputy_station.features.points.rules.score import Graded, ItemScore, Passed, Score, Sum
from deputy_station.features.points.rules.shapes.reach import condition_selectors, selectors_of
from deputy_station.features.points.rules.shapes.working import work_out
from deputy_station.features.points.rules.sheet import (
    Plan,
    Sheet,
    bounded_words,
    fill_sheet,
    plan_of,
)
from deputy_station.features.points.rules.vocabulary import State

NOT_IN_OFFICE = "不在任期内，不计"


def derive(
    scheme: Scheme,
    subject: Subject,
    facts: Iterable[Fact],
    *,
    period: Period | None = None,
    today: date | None = None,
) -> Score:
    """One subject's score. Graded alone: there is no rank, and where a grade has a quota the remark says so.

    Facts of other subjects are left aside; those outside the days in office or the period are listed, never counted.
    """
    known = _Known.of(scheme)
    worked = _work(known, subject, facts, period, today)
    placed = place_one(scheme, known.ladder, worked.bag)
    return _finished(known, worked, alone(scheme, placed))


def score_all(
    scheme: Scheme,
    entries: Iterable[tuple[Subject, Iterable[Fact]]],
    *,
    period: Period | None = None,
    today: date | None = None,
    decisions: Iterable[Decision] = (),
) -> list[Score]:
    """Everybody's score in the order given, with ranks and quotas.

    A tie at a cut is asked, never chosen: `decisions` settle it, and one that does not fit is told in `open`.
    """
    known = _Known.of(scheme)
    kept = list(decisions)
    decided = decisions_by_subject(kept)
    workeds = [_work(known, subject, facts, period, today) for subject, facts in entries]
    placed: list[Placed] = [place_one(scheme, known.ladder, worked.bag, decided) for worked in workeds]
    graded = grade_all(scheme, known.ladder, placed, kept)
    sharing = Counter(each.rank for each in graded)
    return [
        _finished(known, worked, each, decided, sharing[each.rank])
        for worked, each in zip(workeds, graded, strict=True)
    ]


@dataclass(frozen=True)
class _Known:
    """What is known from the scheme alone, once for all subjects."""

    scheme: Scheme
    plan: Plan
    ladder: Ladder
    by_kind: Mapping[str, tuple[Selector, ...]]

    @classmethod
    def of(cls, scheme: Scheme) -> "_Known":
        plan = plan_of(scheme)
        by_kind: dict[str, list[Selector]] = defaultdict(list)
        wanted = (replace(selector, states=frozenset()) for selector in _all_selectors(scheme, plan))
        for selector in dict.fromkeys(wanted):
            for kind in selector.kinds:
                by_kind[kind].append(selector)
        return cls(scheme, plan, ladder_of(scheme), {kind: tuple(found) for kind, found in by_kind.items()})

    def fits(self, fact: Fact) -> bool:
        """Whether anything in the scheme looks at such a fact, in whatever state it is: a state may still change."""
        return any(selector.covers(fact) for selector in self.by_kind.get(fact.kind, ()))


@dataclass(frozen=True)
class _Worked:
    """A subject before grading."""

    bag: Bag
    sheet: Sheet
    facts: tuple[Fact, ...]
    outside: tuple[Fact, ...]
    not_in_office: tuple[Fact, ...]


def _work(
    known: _Known, subject: Subject, facts: Iterable[Fact], period: Period | None, today: date | None
) -> _Worked:
    inside: list[Fact] = []
    outside: list[Fact] = []
    away: list[Fact] = []
    for fact in in_order(fact for fact in facts if fact.subject_id == subject.id):
        if period is not None and not period.first <= fact.on <= period.last:
            outside.append(fact)
        elif subject.in_office is not None and not any(span.covers(fact.on) for span in subject.in_office):
            outside.append(fact)
            away.append(fact)
        else:
            inside.append(fact)
    bag = fill_bag(known.scheme, subject, inside, period=period, today=today)
    sheet = fill_sheet(known.plan, bag)
    return _Worked(bag, sheet, tuple(inside), tuple(outside), tuple(away))


def _finished(
    known: _Known,
    worked: _Worked,
    graded: Graded,
    decided: Mapping[SubjectId, tuple[str, ...]] | None = None,
    sharing: int = 1,
) -> Score:
    scheme, bag, sheet = known.scheme, worked.bag, worked.sheet
    items = tuple(_with_days_out_of_office(known, score, worked.not_in_office) for score in sheet.items)
    moneys, money_open = _moneys(scheme, bag)
    asked = [f"{score.item.code} {score.item.name}：{sentence}" for score in items for sentence in score.open]
    asked += money_open
    if graded.asked:
        asked.append(graded.asked)
    asked += _not_used(graded, (decided or {}).get(bag.subject.id, ()))
    return Score(
        subject=bag.subject,
        scheme=scheme,
        total=sheet.total,
        words=sheet.words,
        shown=known.ladder.shown(sheet.total) if scheme.grading.by == TOTAL else two_decimals(sheet.total),
        items=items,
        categories=sheet.categories,
        graded=graded,
        advice=advise(scheme.consequences, bag, graded, sheet.total, period=bag.period, sharing=sharing),
        moneys=moneys,
        open=tuple(asked),
        open_records=sum(fact.times for fact in worked.facts if fact.state == State.NOT_YET),
        facts=worked.facts,
        unfit=tuple(fact for fact in worked.facts if not known.fits(fact)),
        outside=worked.outside,
    )


def _with_days_out_of_office(known: _Known, score: ItemScore, away: Sequence[Fact]) -> ItemScore:
    """The item with the facts it would have looked at, had the subject been in office."""
    if not away:
        return score
    selectors = known.plan.selectors[score.item.code]
    passed = [
        Passed(fact, NOT_IN_OFFICE) for fact in away if any(selector.covers(fact) for selector in selectors)
    ]
    return replace(score, passed=(*score.passed, *passed)) if passed else score


def _not_used(graded: Graded, decision: tuple[str, ...]) -> list[str]:
    """What was decided and has no say, as the scheme itself gives the grade."""
    if graded.asked or not decision or decision == (graded.grade,):
        return []
    said = "、".join(f"“{grade}”" for grade in decision)
    return [f"决定的{said}没有采用：按办法是“{graded.grade}”"]


def _moneys(scheme: Scheme, bag: Bag) -> tuple[tuple[Sum, ...], list[str]]:
    """The sums of money that are for the subject, and what is still open about them."""
    sums: list[Sum] = []
    asked: list[str] = []
    for money in scheme.moneys:
        if money.only and not money.only & bag.subject.roles:
            continue
        bag.item = money.name
        sums.append(_money(money, bag, asked))
    return tuple(sums), asked


def _money(money: Money, bag: Bag, asked: list[str]) -> Sum:
    outcome = work_out(money.rule, bag)
    yuan, words = bounded_words(outcome, money.most, None)
    asked += [f"{money.name}：{sentence}" for sentence in outcome.open]
    return Sum(money.name, yuan, f"{words} 元", outcome.counted)


def _all_selectors(scheme: Scheme, plan: Plan) -> list[Selector]:
    """Whatever anything in the scheme looks at."""
    found: list[Selectors] = [*plan.selectors.values()]
    found += [selectors_of(money.rule) for money in scheme.moneys]
    conditions = [force.when for item in scheme.items for force in item.forces]
    conditions += [need for gate in scheme.gates for need in gate.needs]
    conditions += [veto.when for veto in scheme.vetoes]
    conditions += [each.when for each in scheme.exemptions if each.when is not None]
    conditions += [each.when for each in scheme.consequences if each.when is not None]
    found += [selectors for condition in conditions for selectors in condition_selectors(condition)]
    return [selector for selectors in found for selector in selectors]


def nothing_done_words(score: Score) -> str:
    """Why a subject without any record has the points it has; empty where there are records."""
    if score.facts:
        return ""
    outside = f"（另有 {len(score.outside)} 条不在本期或不在任期内）" if score.outside else ""
    given = [item for item in score.items if item.points != 0]
    if not given:
        return f"本期没有一条记录{outside}，各项都按没有做算"
    named = "、".join(f"{item.item.code} {item.item.name} {points_words(item.points)} 分" for item in given)
    return f"本期没有一条记录{outside}，分数来自不看记录的项：{named}"
