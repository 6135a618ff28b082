"""What a trial answers: every number with its sum and its records, what fits nothing, and what a person has to decide.

One document for other programs; its words are the ones a person reads too.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from deputy_station.features.points.rules.facts import Fact, Period
from deputy_station.features.points.rules.looked_at import why_unfit
from deputy_station.features.points.rules.numbers import exact_or_none, two_decimals
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import ItemScore, Score
from deputy_station.features.points.rules.trying import Trial

_PLACES = {"record": "records", "ballot": "ballots"}
_SAID = ("state", "role", "level", "manner", "satisfaction", "review", "title")


def trial_answer(
    trial: Trial, scores: Sequence[Score], period: Period | None, steps: Mapping[int, Sequence[str]]
) -> dict[str, Any]:
    """The whole answer as plain values. `steps` are the words of what is missing, by place in `scores`."""
    scheme = trial.scheme
    subjects = [_subject(score, steps.get(number, ())) for number, score in enumerate(scores)]
    unfit = [_unfit(score, fact) for score in scores for fact in score.unfit]
    return {
        "scheme": scheme_answer(scheme),
        "period": period
        and {"key": period.key, "name": period.name, "from": period.first, "until": period.last},
        "today": trial.today,
        "switches": switch_answers(scheme),
        "count": len(subjects),
        "subjects": subjects,
        "ties": _ties(scores),
        "unfit": unfit,
        "doubts": list(trial.doubts),
        "left_open": [
            {"subject": score.subject_id, "name": score.subject.name, "what": what}
            for score in scores
            for what in left_open(score)
        ],
    }


def scheme_answer(scheme: Scheme) -> dict[str, Any]:
    """Which scheme it is, where it comes from, and what in it is a guess."""
    return {
        "name": scheme.name,
        "version": scheme.version,
        "body": scheme.body,
        "subject": scheme.subject,
        "source": scheme.source,
        "reconstructed": scheme.reconstructed,
        "total": plain(scheme.total),
        "grades": [grade.name for grade in scheme.grades],
    }


def switch_answers(scheme: Scheme) -> list[dict[str, Any]]:
    """How the questions the paper leaves open are answered now."""
    return [
        {
            "key": switch.key,
            "title": switch.title,
            "answer": switch.answer,
            "options": list(switch.options or ("是", "否")),
            "note": switch.note,
        }
        for switch in scheme.switches
    ]


def left_open(score: Score) -> list[str]:
    """What a person has yet to say before the score is final, each once."""
    said = list(score.open)
    if score.open_records:
        said.append(f"有 {score.open_records} 次还没有登记考勤")
    return list(dict.fromkeys(said))


def plain(value: Fraction | None) -> str | None:
    """A number as text: the whole decimal where it ends, else two decimals; None where there is no bound."""
    if value is None:
        return None
    return (exact_or_none(value) or two_decimals(value)).replace("−", "-")


def record_words(fact: Fact) -> str:
    """Where the fact stands in the file: "records 第 3 条"."""
    return f"{_PLACES.get(fact.source[0], fact.source[0])} 第 {fact.source[1]} 条"


def _subject(score: Score, steps: Sequence[str]) -> dict[str, Any]:
    graded = score.graded
    return {
        "id": score.subject_id,
        "name": score.subject.name,
        "group": score.subject.group,
        "roles": sorted(score.subject.roles),
        "total": plain(score.total),
        "total_exact": str(score.total),
        "shown": score.shown,
        "total_words": score.words,
        "grade": score.grade,
        "asked": graded.asked,
        "remark": score.remark,
        "held_back": graded.held_back,
        "rank": graded.rank or None,
        "of": graded.of or None,
        "tied": list(graded.tied),
        "next_grade": graded.next_grade,
        "missing": plain(graded.missing),
        "missing_exact": None if graded.missing is None else str(graded.missing),
        "next_steps": list(steps),
        "categories": [
            {
                "code": held.category.code,
                "name": held.category.name,
                "points": plain(held.points),
                "points_exact": str(held.points),
                "raw": plain(held.raw),
                "max": plain(held.category.most),
                "words": held.words,
            }
            for held in score.categories
        ],
        "items": [_item(item) for item in score.items],
        "gates": [
            {
                "grade": gate.grade,
                "met": gate.met,
                "needs": [{"words": need.words, "met": need.met} for need in gate.needs],
            }
            for gate in graded.gates
        ],
        "vetoes": list(graded.vetoes),
        "consequences": [
            {"name": each.name, "reason": each.reason, "note": each.note} for each in score.advice
        ],
        "money": [
            {
                "name": held.name,
                "yuan": plain(held.yuan),
                "yuan_exact": str(held.yuan),
                "words": held.words,
                "counted": [_record(fact) for fact in held.counted],
            }
            for held in score.moneys
        ],
        "left_open": left_open(score),
        "open_records": score.open_records,
        "unfit": [_unfit(score, fact) for fact in score.unfit],
        "outside": [_record(fact) for fact in score.outside],
    }


def _item(score: ItemScore) -> dict[str, Any]:
    return {
        "code": score.item.code,
        "category": score.item.category,
        "name": score.item.name,
        "points": plain(score.points),
        "points_exact": str(score.points),
        "max": plain(score.item.most),
        "applies": score.applies,
        "derivation": score.words,
        "printed": score.item.printed,
        "assumed": score.item.assumed,
        "counted": [_record(fact) for fact in score.counted],
        "not_counted": [{**_record(passed.fact), "reason": passed.reason} for passed in score.passed],
        "left_open": list(score.open),
    }


def _unfit(score: Score, fact: Fact) -> dict[str, Any]:
    reason, hint = why_unfit(score.scheme, fact)
    return {
        "subject": score.subject_id,
        "name": score.subject.name,
        **_record(fact),
        "reason": reason,
        "hint": hint,
    }


def _record(fact: Fact) -> dict[str, Any]:
    said = {
        "where": record_words(fact),
        "kind": fact.kind,
        "date": fact.on,
        **{name: getattr(fact, name) for name in _SAID if getattr(fact, name)},
    }
    if fact.weight != 1:
        said["weight"] = plain(Fraction(fact.weight))
    if fact.amount is not None:
        said["amount"] = plain(fact.amount)
    if fact.votes is not None:
        said["votes"] = dict(fact.votes)
    if fact.member is not None:
        said["member"] = fact.member
    return said


def _ties(scores: Iterable[Score]) -> list[dict[str, Any]]:
    found: dict[frozenset[object], dict[str, Any]] = {}
    for score in scores:
        if score.graded.tied:
            subjects = list(dict.fromkeys([*score.graded.tied, score.subject_id]))
            found.setdefault(frozenset(subjects), {"subjects": subjects, "asked": score.graded.asked})
    return list(found.values())
