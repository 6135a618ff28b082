"""Which grade a total gives, to one subject: gaps, gates, vetoes, exemptions and eligibility, in words.

What the scheme leaves open is asked, never chosen: then there is no grade until people decide. What one subject's
grade has to do with the others' (quotas, ranks, ties) is in `quotas`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.conditions import TOTAL, holds, score_name
from deputy_station.features.points.rules.facts import Decision, Subject, SubjectId
from deputy_station.features.points.rules.ladder import Ladder
from deputy_station.features.points.rules.numbers import percent_words, points_words
from deputy_station.features.points.rules.scheme import Grade, Scheme
from deputy_station.features.points.rules.score import GateResult, Graded


@dataclass(frozen=True)
class Placed:
    """How one subject stands before it is compared with others.

    `place` counts grades from the highest; None while people are asked (`graded.asked`), or where no place of the
    ladder applies (exempt, or a veto to a word outside it). `shut` says, by place, why a grade the value reaches is
    not given. `in_rank` is not set for who is not graded at all.
    """

    subject: Subject
    value: Fraction
    graded: Graded
    place: int | None = None
    shut: tuple[tuple[int, str], ...] = ()
    in_rank: bool = True

    def open_below(self, place: int, grades: int) -> int | None:
        """The next lower place that is not shut for the subject."""
        closed = {shut for shut, _why in self.shut}
        return next((lower for lower in range(place + 1, grades) if lower not in closed), None)


def graded_value(scheme: Scheme, bag: Bag) -> Fraction:
    """The points that grades go by: the total, or those of the item or category the scheme names."""
    return bag.points[scheme.grading.by]


def place_one(
    scheme: Scheme, ladder: Ladder, bag: Bag, decided: Mapping[SubjectId, tuple[str, ...]] | None = None
) -> Placed:
    """Where the subject of the bag stands by its own points, records and roles. `bag.points` is complete."""
    value = graded_value(scheme, bag)
    subject = bag.subject
    gates = tuple(
        GateResult(gate.grade, tuple(holds(need, bag) for need in gate.needs)) for gate in scheme.gates
    )
    if exempt := _exempt(scheme, bag):
        graded = Graded(*exempt, gates=gates)
        return Placed(subject, value, graded, in_rank=False)
    if not scheme.grades:
        return Placed(subject, value, Graded("", "办法没有分等次", gates=gates))
    shut = _shut(scheme, subject, gates)
    placed = _by_value(
        scheme, ladder, Placed(subject, value, Graded("", "", gates=gates), shut=shut), decided
    )
    return _after_vetoes(scheme, bag, placed)


def alone(scheme: Scheme, placed: Placed) -> Graded:
    """The grade of a subject scored alone: quotas are not applied, and the remark says so."""
    graded = placed.graded
    if placed.place is None:
        return graded
    grade = scheme.grades[placed.place]
    if grade.quota is None:
        return graded
    note = f"“{grade.name}”{quota_words(grade)}，单独算时没有排名额"
    return replace(graded, remark=f"{graded.remark}；{note}" if graded.remark else note)


def quota_words(grade: Grade) -> str:
    """How many may get the grade: "最多 9 名", "最多 20%"."""
    assert grade.quota is not None  # asked of grades with a quota
    number = percent_words(grade.quota) if grade.quota_share else f"{points_words(grade.quota)} 名"
    return f"最多 {number}"


def decisions_by_subject(decisions: Iterable[Decision]) -> dict[SubjectId, tuple[str, ...]]:
    """What was decided for whom, each grade once; two different ones for one subject settle nothing."""
    found: dict[SubjectId, tuple[str, ...]] = {}
    for decision in decisions:
        held = found.get(decision.subject_id, ())
        if decision.grade not in held:
            found[decision.subject_id] = (*held, decision.grade)
    return found


def with_distance(scheme: Scheme, ladder: Ladder, placed: Placed) -> Placed:
    """The same with the next higher grade that is not shut, and how far it is."""
    if placed.place is None:
        return placed
    closed = {place for place, _why in placed.shut}
    upper = next(
        (
            place
            for place in range(placed.place - 1, -1, -1)
            if place not in closed and not ladder.rungs[place].reached(placed.value)
        ),
        None,
    )
    if upper is None:
        return placed
    said = ladder.distance(placed.value, upper)
    if scheme.grading.by != TOTAL:
        now = ladder.words(placed.value)
        said = f"等次看 {score_name(scheme.grading.by, scheme)}，现为 {now}，{said}"
    return replace(
        placed,
        graded=replace(
            placed.graded,
            remark=placed.graded.remark or said,
            next_grade=ladder.rungs[upper].grade.name,
            missing=ladder.missing(placed.value, upper),
        ),
    )


def _by_value(
    scheme: Scheme, ladder: Ladder, placed: Placed, decided: Mapping[SubjectId, tuple[str, ...]] | None
) -> Placed:
    standing = ladder.find(placed.value)
    decision = (decided or {}).get(placed.subject.id, ())
    if standing.place is not None:
        return _settled(scheme, ladder, placed, standing.place)
    if standing.gap is None:
        return _below_all(scheme, ladder, placed, decision)
    lower, higher = standing.gap
    names = {scheme.grades[higher].name: higher, scheme.grades[lower].name: lower}
    if len(decision) == 1 and decision[0] in names:
        return _settled(scheme, ladder, placed, names[decision[0]])
    if all(place in dict(placed.shut) for place in range(higher, lower)):
        return _settled(scheme, ladder, placed, lower)
    asked = (
        f"{ladder.words(placed.value)} 分在{ladder.range_words(lower)}和{ladder.range_words(higher)}之间，"
        "办法没有写归哪一档，由人定" + _useless(decision)
    )
    return replace(placed, graded=replace(placed.graded, asked=asked))


def _below_all(scheme: Scheme, ladder: Ladder, placed: Placed, decision: tuple[str, ...]) -> Placed:
    lowest = len(scheme.grades) - 1
    if decision == (scheme.grades[lowest].name,):
        return _settled(scheme, ladder, placed, lowest)
    asked = (
        f"{ladder.words(placed.value)} 分比最低的等次{ladder.range_words(lowest)}还低，"
        "办法没有写算哪一档，由人定" + _useless(decision)
    )
    graded = replace(
        placed.graded,
        asked=asked,
        remark=ladder.distance(placed.value, lowest),
        next_grade=scheme.grades[lowest].name,
        missing=ladder.missing(placed.value, lowest),
    )
    return replace(placed, graded=graded)


def _useless(decision: tuple[str, ...]) -> str:
    if not decision:
        return ""
    said = "、".join(f"“{grade}”" for grade in decision)
    return f"；决定的{said}" + ("不是一个等次" if len(decision) > 1 else "不在其中") + "，没有采用"


def _settled(scheme: Scheme, ladder: Ladder, placed: Placed, reached: int) -> Placed:
    """The highest grade from `reached` down that is not shut."""
    shut = dict(placed.shut)
    for place in range(reached, len(scheme.grades)):
        if place in shut:
            continue
        if place > reached:
            graded = replace(placed.graded, remark=shut[reached], held_back=True)
            by_gate = (
                scheme.grades[reached].name if not _barred(scheme.grades[reached], placed.subject) else ""
            )
            if by_gate:
                graded = replace(graded, next_grade=by_gate, missing=Fraction(0))
            name = scheme.grades[place].name
            return replace(placed, place=place, graded=replace(graded, grade=name))
        settled = replace(placed, place=place, graded=replace(placed.graded, grade=scheme.grades[place].name))
        return with_distance(scheme, ladder, settled)
    asked = f"{shut[reached]}；下面没有可以给的等次，由人定"
    return replace(placed, graded=replace(placed.graded, asked=asked, remark=shut[reached], held_back=True))


def _shut(scheme: Scheme, subject: Subject, gates: tuple[GateResult, ...]) -> tuple[tuple[int, str], ...]:
    """The places this subject cannot have, with why. The lowest grade needs no gate: it is what is left."""
    found: list[tuple[int, str]] = []
    places = {grade.name: place for place, grade in enumerate(scheme.grades)}
    for place, grade in enumerate(scheme.grades):
        if why := _barred(grade, subject):
            found.append((place, f"总分够“{grade.name}”，但{why}不评这一档"))
            continue
        if place == len(scheme.grades) - 1:
            continue
        unmet = dict.fromkeys(
            need.words
            for gate in gates
            if places.get(gate.grade, -1) >= place
            for need in gate.needs
            if not need.met
        )
        if unmet:
            found.append((place, f"总分够“{grade.name}”，但没有达到这个等次的门槛：{'；'.join(unmet)}"))
    return tuple(found)


def _barred(grade: Grade, subject: Subject) -> str:
    """Why the subject's roles keep it from the grade."""
    if never := sorted(grade.never & subject.roles):
        return "、".join(never)
    if grade.only and not grade.only & subject.roles:
        return f"不是{'或'.join(sorted(grade.only))}的"
    return ""


def _after_vetoes(scheme: Scheme, bag: Bag, placed: Placed) -> Placed:
    """A veto gives its grade whatever the total, but never a better one than there was without it."""
    hit = [(veto, result) for veto in scheme.vetoes if (result := holds(veto.when, bag)).met]
    if not hit:
        return placed
    places = {grade.name: place for place, grade in enumerate(scheme.grades)}
    outside = len(scheme.grades)
    veto, _result = max(hit, key=lambda each: places.get(each[0].grade, outside))
    target = places.get(veto.grade, outside)
    names = tuple(each.name for each, _result in hit)
    why = "；".join(f"{each.name}（{result.words}）" for each, result in hit)
    graded = replace(placed.graded, vetoes=names)
    if placed.place is not None and placed.place >= target:
        return replace(placed, graded=graded)
    graded = replace(
        graded,
        grade=veto.grade,
        remark=f"一票否决：{why}",
        held_back=True,
        asked="",
        next_grade="",
        missing=None,
    )
    return replace(placed, place=target if target < outside else None, graded=graded)


def _exempt(scheme: Scheme, bag: Bag) -> tuple[str, str] | None:
    """The word for who is not graded and why; None for who is."""
    for exemption in scheme.exemptions:
        because = f"：{exemption.because}" if exemption.because else ""
        if roles := sorted(exemption.roles & bag.subject.roles):
            return exemption.grade, f"{'、'.join(roles)}不参加评定{because}"
        if exemption.when is not None and (result := holds(exemption.when, bag)).met:
            return exemption.grade, f"不参加评定{because}（{result.words}）"
    return None
