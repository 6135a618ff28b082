"""Pure decisions of the annual assessment: the summary in words, ranks, shares, and the check code of a sheet."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from deputy_station.core.clock import month_day
from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.bag import weight_of
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.numbers import percent_words
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.rules.vocabulary import FactKind, Part, Review, Satisfaction, State

_CAME = frozenset({State.PRESENT, State.LATE, State.LEFT_EARLY})
_OPEN = frozenset({State.NOT_YET, State.TO_COME})
_STANDS = frozenset({Review.NONE, Review.APPROVED})
_BETWEEN_SESSIONS = (
    (FactKind.GROUP_ACTIVITY, "代表小组活动"),
    (FactKind.TRAINING, "学习培训"),
    (FactKind.INSPECTION, "视察、执法检查和调研"),
    (FactKind.INVITED, "列席和座谈"),
    (FactKind.THEME, "主题实践活动"),
)

CELLS = {
    "summary": "履职小结",
    "group_opinion": "代表小组意见",
    "group_on": "代表小组意见日期",
    "presidium_opinion": "主席团意见",
    "presidium_on": "主席团意见日期",
    "district_opinion": "区联络室意见",
    "district_on": "区联络室意见日期",
    "grade": "等次",
    "grade_reason": "评定理由",
    "self_on": "自评",
}
"""What people fill in on a sheet, by column, as the history names it."""


class GradeUnknown(Refusal):
    """A decided grade is none of the scheme's."""

    def __init__(self, grade: str, known: Sequence[str]) -> None:
        super().__init__(f"没有“{grade}”这个等次。可选：{'、'.join(known)}；留空就按积分。")


class GradeNeedsReason(Refusal):
    """A grade other than that by points was decided, and nobody wrote why."""

    def __init__(self, by_points: str, decided: str) -> None:
        super().__init__(f"按积分应为“{by_points}”，改评“{decided}”要写明理由。请填“评定理由”，再保存。")


def check_decided_grade(decided: str, *, by_points: str, known: Sequence[str], reason: str) -> None:
    """Refuse a decided grade that does not exist, or that differs from the points without a reason."""
    if not decided:
        return
    if decided not in known:
        raise GradeUnknown(decided, known)
    if decided != by_points and not reason.strip():
        raise GradeNeedsReason(by_points, decided)


def summary_sentences(facts: Iterable[Fact]) -> str:
    """What a deputy did in the year, in one paragraph, from the facts within the days in office; what was reported and
    not approved is no more told here than it gives points."""
    by_kind: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.review in _STANDS:
            by_kind.setdefault(fact.kind, []).append(fact)
    sentences = [
        _congress(by_kind),
        _activities(by_kind),
        _advice(by_kind),
        _solving(by_kind),
        _answering(by_kind),
    ]
    told = [sentence for sentence in sentences if sentence]
    return "；".join(told) + "。" if told else "本年没有履职记录。"


def _came(facts: Iterable[Fact]) -> int:
    return _times(fact for fact in facts if fact.state in _CAME)


def _times(facts: Iterable[Fact]) -> int:
    return int(weight_of(facts))


def _congress(by_kind: Mapping[str, list[Fact]]) -> str:
    due = [fact for fact in by_kind.get(FactKind.PLENARY, ()) if fact.state not in _OPEN]
    parts = []
    if due:
        parts.append(f"人代会应到 {_times(due)} 个半天，到会 {_came(due)} 个")
    if reviews := _came(by_kind.get(FactKind.REVIEW, ())):
        parts.append(f"参加审议 {reviews} 次")
    return "，".join(parts)


def _activities(by_kind: Mapping[str, list[Fact]]) -> str:
    parts = [
        f"{words} {number} 次"
        for kind, words in _BETWEEN_SESSIONS
        if (number := _came(by_kind.get(kind, ())))
    ]
    told = ["参加" + "、".join(parts)] if parts else []
    if duty := _came(by_kind.get(FactKind.RECEPTION_DUTY, ())):
        told.append(f"接待日进站 {duty} 次")
    return "，".join(told)


def _advice(by_kind: Mapping[str, list[Fact]]) -> str:
    accepted = [fact for fact in by_kind.get(FactKind.SUGGESTION, ()) if fact.state == State.ACCEPTED]
    reports = [fact for fact in by_kind.get(FactKind.REPORT, ()) if fact.state == State.ACCEPTED]
    tips = [fact for fact in by_kind.get(FactKind.TIP, ()) if fact.state == State.ACCEPTED]
    counts = [
        ("审议发言", _times(by_kind.get(FactKind.SPEECH, ())), "次"),
        ("领衔提出建议", sum(fact.role == Part.LEAD for fact in accepted), "件"),
        ("附议", sum(fact.role == Part.COSIGN for fact in accepted), "件"),
        ("撰写调研报告", len(reports), "篇"),
        ("提民生建议", sum(fact.role == Part.LEAD for fact in tips), "条"),
    ]
    return _counted(counts)


def _solving(by_kind: Mapping[str, list[Fact]]) -> str:
    taken = [fact for fact in by_kind.get(FactKind.DEMAND_TAKEN, ()) if fact.state == State.ASSIGNED]
    deeds = [fact for fact in by_kind.get(FactKind.GOOD_DEED, ()) if fact.state == State.ACCEPTED]
    counts = [
        ("走访联系选民", _times(by_kind.get(FactKind.CONTACT, ())), "人次"),
        ("受理交办群众诉求", len(taken), "件"),
        ("办结销号", len(by_kind.get(FactKind.DEMAND_SETTLED, ())), "件"),
        ("为民办实事", _times(deeds), "件"),
    ]
    told = _counted(counts)
    heard = by_kind.get(FactKind.FOLLOW_UP, [])
    if heard:
        good = sum(
            fact.satisfaction in (Satisfaction.SATISFIED, Satisfaction.MOSTLY_SATISFIED) for fact in heard
        )
        rate = percent_words(Fraction(good, len(heard)))
        told += f"{'，' if told else ''}回访 {len(heard)} 件，满意和基本满意 {good} 件（{rate}）"
    return told


def _answering(by_kind: Mapping[str, list[Fact]]) -> str:
    parts = [f"{month_day(fact.on)}向选民{fact.manner}述职" for fact in by_kind.get(FactKind.DUTY_REPORT, ())]
    for fact in by_kind.get(FactKind.BALLOT, ()):
        votes = dict(fact.votes or ())
        if cast := sum(votes.values()):
            good = votes.get(Satisfaction.SATISFIED, 0)
            parts.append(f"测评满意票 {good} 张，占 {percent_words(Fraction(good, cast))}")
    parts += [f"受表彰：{fact.title}" for fact in by_kind.get(FactKind.COMMENDATION, ())]
    return "，".join(parts)


def _counted(counts: Sequence[tuple[str, int, str]]) -> str:
    return "，".join(f"{words} {number} {unit}" for words, number, unit in counts if number)


def ranks(totals: Sequence[Fraction]) -> list[int]:
    """Ranks in the order given, highest total first; equal totals share a rank and the next one is skipped."""
    first: dict[Fraction, int] = {}
    for place, total in enumerate(sorted(totals, reverse=True), 1):
        first.setdefault(total, place)
    return [first[total] for total in totals]


def shares_of_hundred(counts: Sequence[int]) -> list[Fraction]:
    """Percentages with two decimals that add up to exactly 100: the largest remainders are rounded up."""
    whole = sum(counts)
    if whole == 0:
        return [Fraction(0) for _count in counts]
    exact = [Fraction(count * 10_000, whole) for count in counts]
    floors = [share.__floor__() for share in exact]
    by_remainder = sorted(range(len(counts)), key=lambda index: (floors[index] - exact[index], index))
    for index in by_remainder[: 10_000 - sum(floors)]:
        floors[index] += 1
    return [Fraction(share, 100) for share in floors]


def places(points: Sequence[Fraction | None]) -> list[int]:
    """Places in the order given, as the points wall and the derivations have them, by the points that grades go by:
    equal ones share a place and the next is skipped; 0 for who is not ranked (None)."""
    ranked = iter(ranks([each for each in points if each is not None]))
    return [0 if each is None else next(ranked) for each in points]


UNRANKED = "不排名"
"""Stands for the place of who is not ranked."""

NO_GRADE = "没有等次"
"""Counted under this: who has no grade in a year that gives grades."""


def grade_counts(grades: Sequence[str], held: Sequence[str]) -> list[tuple[str, int]]:
    """How many have each grade, in the order of `grades`; then the grades decided under words the scheme no longer has,
    and who has none, so that the counts always add up to everybody. Nothing where no grades are given at all."""
    listed = list(dict.fromkeys([*grades, *(name for name in held if name)]))
    without = sum(not name for name in held)
    counted = [(name, sum(each == name for each in held)) for name in listed]
    return [*counted, (NO_GRADE, without)] if listed and without else counted


def check_code(deputy: str, year: int, scheme: str, score: Score, grade: str) -> str:
    """Eight characters by which a printed sheet is held against the records: other points, other code."""
    marks = [deputy, str(year), scheme, grade, str(score.total)]
    marks += [f"{item.item.code}={item.points}" for item in score.items]
    digest = hashlib.sha256("\n".join(marks).encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}"
