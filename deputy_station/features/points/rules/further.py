"""What a subject could still do: one further record of each sort a scheme looks at, a mark at its best, a session to come.

Only sorts that are in somebody's hands: nobody can decide to be commended or how others vote.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from deputy_station.features.points.rules.asked import Selector
from deputy_station.features.points.rules.facts import Fact, Mark, Period, Subject, SubjectId
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.ruling import Rated, Rater, Steps
from deputy_station.features.points.rules.scheme import Item, Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.rules.shapes.reach import (
    condition_selectors,
    rules_within,
    selectors_of,
)
from deputy_station.features.points.rules.vocabulary import (
    ATTENDED_KINDS,
    SAYS,
    FactKind,
    Part,
    Review,
    State,
)

MOST = 12
"""So many further records are proposed at most: more is no proposal a person would follow."""

_OTHERS_DECIDE = frozenset({FactKind.COMMENDATION, FactKind.EXCELLENT_SUGGESTION, FactKind.BALLOT})
_MOST_SORTS = 60
_MOST_MEMBERS = 12
_NOT_DONE = frozenset(
    {State.LEAVE, State.ABSENT, State.NOT_YET, State.TO_COME, State.NOT_ACCEPTED, State.NOT_ASSIGNED}
)
_SPREAD = Fraction(89, 144)
"""Nearly the golden ratio: days placed so many parts of the time left after each other lie evenly for any number."""

_WORDS: dict[str, tuple[str, str]] = {
    FactKind.PLENARY: ("出席全体会议", "次"),
    FactKind.REVIEW: ("参加审议", "次"),
    FactKind.VOTE: ("参加选举和表决", "次"),
    FactKind.PREPARATION: ("参加会前准备", "次"),
    FactKind.GROUP_ACTIVITY: ("参加代表小组活动", "次"),
    FactKind.RECEPTION_DUTY: ("接待", "次"),
    FactKind.TRAINING: ("参加学习培训", "次"),
    FactKind.INSPECTION: ("参加视察调研", "次"),
    FactKind.INVITED: ("列席会议", "次"),
    FactKind.THEME: ("参加主题实践活动", "次"),
    FactKind.SPEECH: ("发言", "次"),
    FactKind.SUGGESTION: ("提出议案建议", "件"),
    FactKind.REPORT: ("提交调研报告", "篇"),
    FactKind.TIP: ("提出民生建议", "件"),
    FactKind.CONTACT: ("走访联系选民", "次"),
    FactKind.DEMAND_TAKEN: ("受理群众诉求", "件"),
    FactKind.DEMAND_SETTLED: ("办结销号诉求", "件"),
    FactKind.FOLLOW_UP: ("回访", "次"),
    FactKind.GOOD_DEED: ("为民办实事", "件"),
    FactKind.DUTY_REPORT: ("述职", "次"),
}
"""What people say of doing it once more, and how it is counted."""


@dataclass(frozen=True)
class Further:
    """One sort of thing still to do. Either one more `fact` each time, or `pending` facts that become attended, or
    a `mark`. `most` times at most; `about` says what sort it is of, so that proposals differ."""

    words: str
    unit: str
    about: str
    most: int = MOST
    fact: Fact | None = None
    pending: tuple[Fact, ...] = ()
    state: str = ""
    mark: Mark | None = None

    def times(self, number: int) -> str:
        """The thing done so often, in words: "接待 2 次"."""
        return self.words if self.mark is not None else f"{self.words} {number} {self.unit}"


def further_of(scheme: Scheme, subject: Subject, score: Score, *, over: bool) -> tuple[Further, ...]:
    """Everything still to do, in the order of the scheme; with `over` only what does not need another day."""
    found = [*_pending(scheme, score, over=over), *_marks(score)]
    if not over:
        found += _records(scheme, subject)
    return tuple({(each.fact, each.pending, each.mark): each for each in reversed(found)}.values())[::-1][
        :_MOST_SORTS
    ]


def days_left(
    subject: Subject, period: Period | None, today: date | None, facts: Iterable[Fact]
) -> tuple[date, ...]:
    """On which days further records are put, each day once, the first as early as can be; empty when time is over."""
    known = [fact.on for fact in facts]
    first = period.first if period else min(known, default=today or date(2000, 1, 1))
    last = period.last if period else max([*known, today or first])
    start = max(first, today) if today else first
    if start > last:
        return ()
    days = [start + timedelta(number) for number in range((last - start).days + 1)]
    if subject.in_office is not None:
        days = [day for day in days if any(span.covers(day) for span in subject.in_office)]
    return tuple(
        dict.fromkeys(days[int(number * _SPREAD % 1 * len(days))] for number in range(3 * MOST) if days)
    )


def done(
    chosen: Iterable[tuple[Further, int]], subject: Subject, facts: Iterable[Fact], days: tuple[date, ...]
) -> tuple[Subject, list[Fact]]:
    """The subject and the facts as they would be with these done so often."""
    held, marks, placed = list(facts), list(subject.marks), 0
    for further, number in chosen:
        if further.mark is not None:
            marks.append(further.mark)
        for pending in further.pending[:number]:
            held[held.index(pending)] = replace(pending, state=further.state)
        for _each in range(number if further.fact is not None and days else 0):
            assert further.fact is not None
            placed += 1
            day = days[(placed - 1) % len(days)]
            held.append(replace(further.fact, on=day, within=f"+{placed}", source=("further", placed)))
    return replace(subject, marks=tuple(marks)), held


def _records(scheme: Scheme, subject: Subject) -> Iterator[Further]:
    members: list[tuple[SubjectId | None, str]] = [*subject.members[:_MOST_MEMBERS]] or [(None, "")]
    for selector, levels in _looked_at(scheme):
        for kind in selector.kinds:
            if kind in _OTHERS_DECIDE:
                continue
            for level in sorted(selector.levels) or levels or ("",):
                for member, name in members:
                    fact = _example(scheme, selector, kind, level, subject.id, member)
                    if fact is not None:
                        yield Further(_words(fact, name), _unit(scheme, kind), kind, fact=fact)


def _looked_at(scheme: Scheme) -> Iterator[tuple[Selector, tuple[str, ...]]]:
    """Every selector of the scheme, with the levels a table asks for where the selector names none."""
    for item in scheme.items:
        levels = tuple(
            step.level
            for rule in rules_within(item.rule)
            if isinstance(rule, Steps) and rule.on == "级别"
            for step in rule.steps
        )
        for selector in selectors_of(item.rule):
            yield selector, levels
    conditions = [force.when for item in scheme.items for force in item.forces]
    conditions += [need for gate in scheme.gates for need in gate.needs]
    conditions += [veto.when for veto in scheme.vetoes]
    for condition in conditions:
        for selectors in condition_selectors(condition):
            for selector in selectors:
                yield selector, ()


def _example(
    scheme: Scheme,
    selector: Selector,
    kind: str,
    level: str,
    subject_id: SubjectId,
    member: SubjectId | None,
) -> Fact | None:
    """A record the selector covers, done as well as can be; None where it covers only what was not done."""
    said = SAYS.get(FactKind(kind), {}) if kind in set(FactKind) else {}
    own = scheme.kind(kind)
    if kind in ATTENDED_KINDS or (own is not None and own.attended):
        came = [
            state for state, share in sorted(scheme.attendance.credit, key=lambda each: -each[1]) if share > 0
        ]
        states = [State.PRESENT.value, *came]
    else:
        states = [*said.get("state", ()), *sorted(selector.states), ""]
    states = [each for each in states if not selector.states or each in selector.states]
    states = [each for each in states if each not in _NOT_DONE]
    if not states:
        return None
    return Fact(
        kind,
        subject_id,
        date(2000, 1, 1),
        state=states[0],
        role=_one(selector.roles, said.get("role", ())),
        level=level,
        manner=_one(selector.manners, said.get("manner", ())),
        satisfaction=_one(selector.satisfactions, said.get("satisfaction", ())),
        amount=selector.amount_from,
        review=Review.APPROVED if own is not None and own.approval else "",
        evidence=1 if own is not None and own.evidence else None,
        member=member,
    )


def _one(wanted: frozenset[str], can_be: tuple[str, ...]) -> str:
    """The best of what is wanted, in the order the vocabulary has them; the first possible where nothing is wanted."""
    order = [each for each in can_be if not wanted or each in wanted] or sorted(wanted)
    return str(order[0]) if order else ""


def _words(fact: Fact, member: str) -> str:
    words = _WORDS.get(fact.kind, (fact.kind, ""))[0]
    if fact.role and fact.kind in _WORDS:
        words = words.replace("提出", f"{fact.role}提出" if fact.role == Part.LEAD else fact.role)
    notes = [fact.level, fact.manner, f"得到“{fact.satisfaction}”" if fact.satisfaction else ""]
    notes += [fact.role] if fact.role and fact.kind not in _WORDS else []
    notes += [f"不少于 {points_words(fact.amount)}"] if fact.amount is not None else []
    note = "、".join(each for each in notes if each)
    return f"{member}{words}" + (f"（{note}）" if note else "")


def _unit(scheme: Scheme, kind: str) -> str:
    own = scheme.kind(kind)
    if own is not None and own.unit != "次":
        return own.unit
    return _WORDS.get(kind, ("", "次"))[1]


def _pending(scheme: Scheme, score: Score, *, over: bool) -> Iterator[Further]:
    """Sessions already fixed that are still to come, and those nobody has written down."""
    came = [
        state for state, share in sorted(scheme.attendance.credit, key=lambda each: -each[1]) if share > 0
    ]
    if not came:
        return
    best = State.PRESENT.value if State.PRESENT in came else came[0]
    kinds = {kind for selector, _levels in _looked_at(scheme) for kind in selector.kinds}
    for state, head in ((State.TO_COME, "按时参加已安排的"), (State.NOT_YET, "补登记到会：")):
        if over and state is State.TO_COME:
            continue
        for kind in dict.fromkeys(
            fact.kind for fact in score.facts if fact.state == state and fact.kind in kinds
        ):
            held = tuple(fact for fact in score.facts if fact.state == state and fact.kind == kind)
            yield Further(f"{head}{kind}", "次", kind, min(len(held), MOST), pending=held, state=best)


def _marks(score: Score) -> Iterator[Further]:
    """Marks nobody has given yet, at their best."""
    given = {(mark.item, mark.rater) for mark in score.subject.marks}
    for held in score.items:
        if not held.open or not held.applies:
            continue
        for rater, best in _raters(held.item):
            if (held.item.code, rater.name) not in given and best is not None:
                by = f"由{rater.name}" if rater.name else ""
                words = f"{held.item.code} {held.item.name}{by}评到 {points_words(best)} 分"
                yield Further(words, "", held.item.code, 1, mark=Mark(held.item.code, best, rater.name))


def _raters(item: Item) -> Iterator[tuple[Rater, Fraction | None]]:
    for rule in rules_within(item.rule):
        if isinstance(rule, Rated):
            best = max(
                (band.high for band in rule.bands), default=rule.most if rule.most is not None else item.most
            )
            for rater in rule.raters or (Rater(""),):
                yield rater, rater.most if rater.most is not None else best
