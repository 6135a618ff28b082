"""What grades have to do with each other: ranks, how many may get a grade, and ties at the cut, which people settle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from deputy_station.features.points.rules.facts import Decision, SubjectId
from deputy_station.features.points.rules.grading import Placed, decisions_by_subject, quota_words
from deputy_station.features.points.rules.ladder import Ladder
from deputy_station.features.points.rules.scheme import Grade, Scheme
from deputy_station.features.points.rules.score import Graded

_Decided = Mapping[SubjectId, tuple[str, ...]]


def grade_all(
    scheme: Scheme, ladder: Ladder, placed: Sequence[Placed], decisions: Iterable[Decision] = ()
) -> list[Graded]:
    """Everybody's grade, in the order given, with ranks, quotas applied and ties asked."""
    held = list(placed)
    decided = decisions_by_subject(decisions)
    graded_number = sum(each.in_rank for each in held)
    buckets: list[_Bucket] = [_Bucket() for _grade in scheme.grades]
    for number, each in enumerate(held):
        if each.place is not None:
            buckets[each.place].members.append(number)
    for place, grade in enumerate(scheme.grades):
        if grade.quota is not None:
            _cut(scheme, ladder, held, buckets, place, slots_of(grade, graded_number), decided)
    ranks = _ranks(each.value for each in held if each.in_rank)
    return [
        replace(each.graded, rank=ranks[each.value], of=graded_number) if each.in_rank else each.graded
        for each in held
    ]


def slots_of(grade: Grade, graded: int) -> int:
    """How many may get the grade of so many graded: a share is rounded as the scheme says."""
    assert grade.quota is not None  # asked of grades with a quota
    exact = grade.quota * graded if grade.quota_share else grade.quota
    match grade.quota_rounding:
        case "进位":
            return exact.__ceil__()
        case "四舍五入":
            return (exact + Fraction(1, 2)).__floor__()
        case _:
            return exact.__floor__()


@dataclass
class _Bucket:
    """Who stands on one place of the ladder, and the values of those who will fall there once a tie is settled."""

    members: list[int] = field(default_factory=list)
    to_come: list[Fraction] = field(default_factory=list)


def _ranks(values: Iterable[Fraction]) -> dict[Fraction, int]:
    """The rank of each value: equal values share the best, the next one follows after all of them."""
    ranks: dict[Fraction, int] = {}
    for number, value in enumerate(sorted(values, reverse=True)):
        ranks.setdefault(value, number + 1)
    return ranks


def _cut(
    scheme: Scheme,
    ladder: Ladder,
    held: list[Placed],
    buckets: list[_Bucket],
    place: int,
    slots: int,
    decided: _Decided,
) -> None:
    """Leave the grade to the best so many; the others fall, and who ties at the cut is asked about."""
    bucket = buckets[place]
    if len(bucket.members) + len(bucket.to_come) <= slots:
        return
    values = sorted([*(held[number].value for number in bucket.members), *bucket.to_come], reverse=True)
    edge = values[slots - 1] if slots else None
    full = edge is None or values[slots] < edge
    sure = slots if edge is None or full else sum(value > edge for value in values)
    tied: list[int] = []
    for number in bucket.members:
        value = held[number].value
        if edge is None or value < edge:
            _fall(scheme, held, buckets, place, number, slots)
        elif value == edge and not full:
            tied.append(number)
    coming = 0 if edge is None else sum(value == edge for value in bucket.to_come)
    lower = place + 1
    if lower < len(buckets):
        buckets[lower].to_come += [value for value in bucket.to_come if edge is None or value < edge]
    if tied:
        _settle_tie(scheme, ladder, held, buckets, place, tied, (slots, slots - sure, coming), decided)


def _settle_tie(
    scheme: Scheme,
    ladder: Ladder,
    held: list[Placed],
    buckets: list[_Bucket],
    place: int,
    tied: list[int],
    room: tuple[int, int, int],
    decided: _Decided,
) -> None:
    """Give the places left to whom people chose, and ask about the others as long as there are too many of them.

    `room` is how many may get the grade, how many of these are left for the tie, and how many of a tie higher up may
    still fall into it.
    """
    slots, left, coming = room
    name = scheme.grades[place].name
    lower_names = {grade.name for grade in scheme.grades[place + 1 :]}
    said = {number: decided.get(held[number].subject.id, ()) for number in tied}
    chosen = [number for number in tied if said[number] == (name,)]
    note = ""
    if len(chosen) > left:
        note = f"；决定了 {len(chosen)} 名，多于剩下的名额，没有采用"
        chosen, refused = [], []
        undecided = tied
    else:
        refused = [number for number in tied if len(said[number]) == 1 and said[number][0] in lower_names]
        undecided = [number for number in tied if number not in {*chosen, *refused}]
    left -= len(chosen)
    for number in refused:
        _fall(scheme, held, buckets, place, number, slots, decided=True)
    if left == 0:
        for number in undecided:
            _fall(scheme, held, buckets, place, number, slots, decided=True)
        return
    if len(undecided) + coming <= left:
        return
    ids = tuple(held[number].subject.id for number in undecided)
    value = ladder.words(held[tied[0]].value)
    grade = scheme.grades[place]
    asked = (
        f"“{name}”{quota_words(grade)}{f'（{slots} 名）' if grade.quota_share else ''}，还剩 {left} 名，"
        f"同为 {value} 分的有 {len(undecided)} 名，由人定{note}"
    )
    for number in undecided:
        each = held[number]
        graded = replace(each.graded, grade="", asked=asked, tied=ids, remark="", next_grade="", missing=None)
        held[number] = replace(each, place=None, graded=graded)
    if place + 1 < len(buckets):
        falling = max(len(undecided) + coming - left, 0)
        buckets[place + 1].to_come += [held[tied[0]].value] * falling


def _fall(
    scheme: Scheme,
    held: list[Placed],
    buckets: list[_Bucket],
    place: int,
    number: int,
    slots: int,
    *,
    decided: bool = False,
) -> None:
    """To the next lower grade that is open to the subject, as the quota of this one is used up."""
    each = held[number]
    grade = scheme.grades[place]
    why = "按决定没有给到" if decided else "已经满了"
    remark = f"总分够“{grade.name}”，但名额 {slots} 名{why}"
    lower = each.open_below(place, len(scheme.grades))
    graded = replace(each.graded, remark=remark, held_back=True, next_grade=grade.name, missing=None)
    if lower is None:
        graded = replace(graded, grade="", asked=f"{remark}；下面没有可以给的等次，由人定")
    else:
        graded = replace(graded, grade=scheme.grades[lower].name)
        buckets[lower].members.append(number)
    held[number] = replace(each, place=lower, graded=graded)
