"""What comes out: a subject's score, item by item, each number with the facts it came from."""

from dataclasses import dataclass
from fractions import Fraction

from deputy_station.features.points.rules.facts import Fact, Subject, SubjectId
from deputy_station.features.points.rules.scheme import Category, Item, Scheme


@dataclass(frozen=True)
class Passed:
    """A fact that was seen and not counted, and why."""

    fact: Fact
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What a rule gives: points, the sum in words, the facts it rests on, those passed over, and what is still open.

    `open` are sentences about what a person has yet to say: a mark nobody gave, attendance nobody wrote down.
    """

    points: Fraction
    words: str
    counted: tuple[Fact, ...] = ()
    passed: tuple[Passed, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemScore:
    """One item's points with its sum in words ("8 × 6 ÷ 8 = 6"), the facts counted and those passed over."""

    item: Item
    points: Fraction
    words: str
    counted: tuple[Fact, ...] = ()
    passed: tuple[Passed, ...] = ()
    open: tuple[str, ...] = ()
    applies: bool = True


@dataclass(frozen=True)
class CategoryScore:
    """One category's points: the sum of its items (`raw`), within its bounds; `words` says what the bounds did."""

    category: Category
    points: Fraction
    raw: Fraction
    words: str = ""


@dataclass(frozen=True)
class NeedResult:
    """One condition in words, and whether it is met: "C3 撰写调研报告 高于 0，现为 0"."""

    words: str
    met: bool


@dataclass(frozen=True)
class GateResult:
    """A gate with its needs."""

    grade: str
    needs: tuple[NeedResult, ...]

    @property
    def met(self) -> bool:
        """Whether every need is met."""
        return all(need.met for need in self.needs)


@dataclass(frozen=True)
class Graded:
    """The grade and how it came about.

    `grade` is empty while a person has to decide (`asked` says what); `remark` says how far the next grade is or what
    held a grade back; `held_back` names the gate, veto or quota that did; `rank` among all graded (0: alone).
    """

    grade: str
    remark: str
    held_back: bool = False
    gates: tuple[GateResult, ...] = ()
    vetoes: tuple[str, ...] = ()
    asked: str = ""
    rank: int = 0
    of: int = 0
    tied: tuple[SubjectId, ...] = ()
    next_grade: str = ""
    missing: Fraction | None = None


@dataclass(frozen=True)
class Advice:
    """What the grades so far lead to (推荐连任), with the reason in words. A person decides."""

    name: str
    reason: str
    note: str = ""


@dataclass(frozen=True)
class Sum:
    """An amount of money with its sum in words."""

    name: str
    yuan: Fraction
    words: str
    counted: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Score:
    """A subject's score of a period.

    `total` is exact and the one that is graded; `words` says how it came about where bounds or rounding changed it;
    `shown` has two decimals and never looks as if a grade were reached that is not; `facts` are all facts within the
    days in office, in order; `unfit` are those that fit no item of the scheme; `outside` those of other days;
    `open_records` counts past activities whose attendance nobody has written down.
    """

    subject: Subject
    scheme: Scheme
    total: Fraction
    words: str
    shown: str
    items: tuple[ItemScore, ...]
    categories: tuple[CategoryScore, ...]
    graded: Graded
    advice: tuple[Advice, ...] = ()
    moneys: tuple[Sum, ...] = ()
    open: tuple[str, ...] = ()
    open_records: int = 0
    facts: tuple[Fact, ...] = ()
    unfit: tuple[Fact, ...] = ()
    outside: tuple[Fact, ...] = ()

    @property
    def subject_id(self) -> SubjectId:
        """Whose it is."""
        return self.subject.id

    @property
    def grade(self) -> str:
        """The grade, empty while a person has to decide."""
        return self.graded.grade

    @property
    def remark(self) -> str:
        """How far the next grade is, or what held one back."""
        return self.graded.remark

    def item(self, code: str) -> ItemScore:
        """The item with that code; KeyError when the scheme has none."""
        for score in self.items:
            if score.item.code == code:
                return score
        raise KeyError(code)
