"""What points are counted from: one fact per thing a subject did, was asked to do, or was judged on."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from deputy_station.features.points.rules.vocabulary import ATTENDANCE_STATES, ATTENDED_KINDS

SubjectId = int | str
"""A deputy's (group's, station's) number in the database, or the name a file gives it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing of one subject on one day; words as in `vocabulary`, empty where nothing is said.

    `weight` counts units of one record (contacts of a round, hours); `amount` is money or any measured amount;
    `within` names what it belongs to, where a rule counts once per that (the congress session); `people` is how many
    share the thing and `peers` how many share it in the same role (0: not said); `votes` belong to a ballot, by grade;
    `review` is empty for what the organiser registered; `evidence` counts pieces kept (None: nobody asked); `member`
    is who of a group it is about; `times` how many equal records this one stands for (see `condense`); `source` names
    the record, as ("activity", 12).
    """

    kind: str
    subject_id: SubjectId
    on: date
    state: str = ""
    role: str = ""
    level: str = ""
    manner: str = ""
    satisfaction: str = ""
    weight: Fraction | int = 1
    amount: Fraction | None = None
    within: str = ""
    people: int = 0
    peers: int = 0
    votes: tuple[tuple[str, int], ...] | None = None
    review: str = ""
    evidence: int | None = None
    member: SubjectId | None = None
    times: int = 1
    source: tuple[str, int | str] = ("", 0)
    title: str = ""

    @property
    def attended(self) -> bool:
        """Whether it says that somebody was to come, and whether they came.

        A scheme may have words of its own for that (线上参加): any state of a kind that one comes to is one.
        """
        return self.state in ATTENDANCE_STATES or (self.state != "" and self.kind in ATTENDED_KINDS)


@dataclass(frozen=True)
class Span:
    """Days, both ends included; no `until` means still going on."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies in the span."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Mark:
    """A score somebody gave by hand to an item of the scheme; `rater` is empty where the scheme names none."""

    item: str
    points: Fraction
    rater: str = ""
    note: str = ""


@dataclass(frozen=True)
class Earlier:
    """How an earlier period of the same subject ended. `rank` 0: not known; `of` how many were ranked."""

    period: str
    grade: str
    total: Fraction | None = None
    rank: int = 0
    of: int = 0


@dataclass(frozen=True)
class Subject:
    """Who or what is scored: a deputy, a group, a village, a station.

    `in_office` None means all the time. `members` are those whose facts a group's rules look at, by id, with names.
    """

    id: SubjectId
    name: str = ""
    roles: frozenset[str] = frozenset()
    in_office: tuple[Span, ...] | None = None
    marks: tuple[Mark, ...] = ()
    members: tuple[tuple[SubjectId, str], ...] = ()
    earlier: tuple[Earlier, ...] = ()
    group: str = ""


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """By day, then everything else, so that what comes out never depends on how they came in.

    Which record it is comes last: of several that could count, the one taken never goes by when it was entered.
    """
    return sorted(facts, key=_place)


def condense(facts: Iterable[Fact]) -> list[Fact]:
    """Equal facts as one with `times`: titles, sources and days are dropped where no rule can look at them.

    The day stays, as rules may go by month; what is left off tells records apart for people only.
    """
    found: dict[Fact, int] = {}
    for fact in facts:
        bare = replace(fact, times=1, source=("", 0), title="")
        found[bare] = found.get(bare, 0) + fact.times
    return in_order(replace(fact, times=times) for fact, times in found.items())


def _place(fact: Fact) -> tuple[object, ...]:
    return (
        fact.on,
        fact.kind,
        fact.state,
        fact.role,
        fact.level,
        fact.manner,
        fact.satisfaction,
        fact.weight,
        -1 if fact.amount is None else fact.amount,
        fact.within,
        fact.people,
        fact.peers,
        fact.votes or (),
        fact.review,
        -1 if fact.evidence is None else fact.evidence,
        str(fact.member),
        str(fact.source[0]),
        str(fact.source[1]).rjust(20),
        fact.title,
        fact.times,
    )


@dataclass(frozen=True)
class Decision:
    """What people decided where the scheme asks them: who of a tie gets the grade, or a grade in a gap."""

    subject_id: SubjectId
    grade: str


@dataclass(frozen=True)
class Period:
    """The days a scheme scores in one go. `key` as "2026", "2026-Q2", "2026-05", "2026-H1", "2018-09+2"; `name` in words."""

    key: str
    name: str
    first: date
    last: date
    year: int = field(default=0)
