"""What a scheme of points is, as read from its file: see resources/schemes/README.md for the language itself.

One small frozen class per shape of rule and per sort of condition; numbers are exact fractions. Nothing here decides:
`shapes` works rules out, `conditions` answers conditions, `derive` and `grading` put them together.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from deputy_station.features.points.rules.facts import Fact

ZERO = Fraction(0)


@dataclass(frozen=True)
class Selector:
    """Which facts a rule looks at. Empty sets mean any."""

    kinds: tuple[str, ...]
    states: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    manners: frozenset[str] = frozenset()
    satisfactions: frozenset[str] = frozenset()
    amount_from: Fraction | None = None
    amount_to: Fraction | None = None

    def covers(self, fact: Fact) -> bool:
        """Whether the fact is one of these."""
        return (
            fact.kind in self.kinds
            and (not self.states or fact.state in self.states)
            and (not self.roles or fact.role in self.roles)
            and (not self.levels or fact.level in self.levels)
            and (not self.manners or fact.manner in self.manners)
            and (not self.satisfactions or fact.satisfaction in self.satisfactions)
            and (self.amount_from is None or (fact.amount is not None and fact.amount >= self.amount_from))
            and (self.amount_to is None or (fact.amount is not None and fact.amount <= self.amount_to))
        )


Selectors: TypeAlias = tuple[Selector, ...]


# -- attendance -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attendance:
    """What each state of attendance counts as.

    `credit` says how much of a time each state is worth where attendance is counted (到会 1, 部分参加 1/2); states not
    in it are worth 0. `left_out` states are neither due nor attended (请假不计入应到). `pending` ones are not known yet.
    """

    credit: tuple[tuple[str, Fraction], ...]
    left_out: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()

    @property
    def came(self) -> frozenset[str]:
        """The states worth anything."""
        return frozenset(state for state, share in self.credit if share > 0)

    def worth(self, state: str) -> Fraction:
        """How much of a time the state is worth."""
        return next((share for known, share in self.credit if known == state), ZERO)


# -- conditions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HasRecords:
    """So many facts (by weight) of the selection took place: at least `at_least`, at most `at_most`."""

    of: Selectors
    at_least: Fraction | None = None
    at_most: Fraction | None = None


@dataclass(frozen=True)
class HasRate:
    """The share attended of what was due (0 to 1) is at least `at_least`, or below `below`."""

    of: Selectors
    at_least: Fraction | None = None
    below: Fraction | None = None


@dataclass(frozen=True)
class HasPoints:
    """An item, a category (by code) or the total ("总分") stands so."""

    score: str
    above: Fraction | None = None
    at_least: Fraction | None = None
    below: Fraction | None = None
    at_most: Fraction | None = None


@dataclass(frozen=True)
class HasRole:
    """The subject has one of these roles."""

    roles: frozenset[str]


@dataclass(frozen=True)
class HasGrade:
    """The subject's grade (of this period) is one of these. Only consequences can ask."""

    grades: frozenset[str]


@dataclass(frozen=True)
class AllOf:
    """Every one holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """It does not hold."""

    condition: "Condition"


@dataclass(frozen=True)
class EveryMember:
    """It holds for every member of the group, looking at that member's facts alone; for no members it does not hold."""

    condition: "Condition"


@dataclass(frozen=True)
class SomeMember:
    """It holds for at least one member."""

    condition: "Condition"


Condition: TypeAlias = (
    HasRecords | HasRate | HasPoints | HasRole | HasGrade | AllOf | AnyOf | Not | EveryMember | SomeMember
)


# -- rules, one class per shape -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class RuleBase:
    """What every rule has: `most` and `least` bound it (None: no bound); `name` heads it as a part or an option."""

    most: Fraction | None = None
    least: Fraction | None = ZERO
    name: str = ""
    unit: str = "次"


@dataclass(frozen=True, kw_only=True)
class Tick(RuleBase):
    """打勾: `points` once there are `at_least` (by weight)."""

    of: Selectors
    points: Fraction
    at_least: Fraction = Fraction(1)


@dataclass(frozen=True)
class Price:
    """What one fact of a selection is worth; of several prices the first that covers the fact holds."""

    of: Selectors
    points: Fraction
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Count(RuleBase):
    """计次: each time by its price; `by_amount` multiplies by the amount instead of the weight.

    `once_per` "会议", "日", "月", "季", "半年", "年" counts one (the best priced) in each; `times_at_most` bounds the
    number counted (dearest first). With `none_is_full` it is `most` when nothing was arranged.
    """

    prices: tuple[Price, ...]
    once_per: str = ""
    times_at_most: int | None = None
    by_amount: bool = False
    none_is_full: bool = False


@dataclass(frozen=True, kw_only=True)
class FirstNext(RuleBase):
    """首次加后续: `first` for the first, `next` for each further one."""

    of: Selectors
    first: Fraction
    next: Fraction


@dataclass(frozen=True, kw_only=True)
class Ratio(RuleBase):
    """到会率: `full` × attended ÷ due. `attendance` overrides the scheme's. Nothing due: full when `none_is_full`."""

    of: Selectors
    full: Fraction
    attendance: Attendance | None = None
    none_is_full: bool = False


@dataclass(frozen=True, kw_only=True)
class Deduct(RuleBase):
    """扣分: starts at `start`, every fact takes its price off. `seen` are facts that show nothing was missed."""

    start: Fraction
    prices: tuple[Price, ...]
    seen: Selectors = ()


@dataclass(frozen=True)
class Step:
    """From `at_least` on (or, with `level`, for that level) it gives `points`, or a range from which a rater picks.

    With `over` the measure has to be more than `at_least` (过半: more than 50%).
    """

    at_least: Fraction
    points: Fraction
    up_to: Fraction | None = None
    level: str = ""
    name: str = ""
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class Steps(RuleBase):
    """分档: a table of steps, highest first, on a measure.

    `on`: "次数" (weight), "金额" (sum of amounts), "到会率" (attended ÷ due), "比率" (`good` among `of`), "级别" (the
    best level). Rates are shares of 1. Where the step reached is a range, `raters` mark the item within it.
    """

    on: str
    of: Selectors
    steps: tuple[Step, ...]
    good: Selectors = ()
    attendance: Attendance | None = None
    none_is_full: bool = False
    raters: tuple["Rater", ...] = ()
    combine: str = "末级"


@dataclass(frozen=True)
class Band:
    """A described range of a manual score, both ends included."""

    name: str
    low: Fraction
    high: Fraction
    text: str = ""


@dataclass(frozen=True)
class Rater:
    """Somebody who marks: by `weight` where marks are weighed, up to `most` where each has a cell of their own."""

    name: str
    weight: Fraction = Fraction(1)
    most: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class Rated(RuleBase):
    """评分: a score given by hand between `least` and `most`, in one of the `bands` where there are any.

    Several raters are combined: "加权" (by weight), "末级" (the last rater that marked holds), "平均", "相加" (each has
    a cell of their own). A mark is a multiple of `step`. `of` may name records that must exist. `blank` is what an
    empty cell is worth where nobody has to fill it (a column of deductions); None: a missing mark is asked for.
    """

    bands: tuple[Band, ...] = ()
    raters: tuple[Rater, ...] = ()
    combine: str = "末级"
    step: Fraction | None = None
    of: Selectors = ()
    blank: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class Ballot(RuleBase):
    """测评: points from votes.

    The share is Σ(votes × weight) ÷ all votes; `weights` by the ballot's words (not named: 0). Either `steps` on the
    share, or `full` × share. `take` "最好", "最后" or "合计" (all ballots as one) when there are several.
    """

    of: Selectors
    weights: tuple[tuple[str, Fraction], ...]
    steps: tuple[Step, ...] = ()
    full: Fraction | None = None
    take: str = "最后"


@dataclass(frozen=True, kw_only=True)
class Best(RuleBase):
    """取最高: the best of several rules, counted once; the others' facts are passed over."""

    options: tuple["Rule", ...]


@dataclass(frozen=True, kw_only=True)
class Sum(RuleBase):
    """合计: several parts, each with bounds of its own, added up and bounded again."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True)
class RoleShare:
    """Who has the role gets `part` of a thing's points; `split` divides that part among all in the role."""

    role: str
    part: Fraction
    split: bool = False


@dataclass(frozen=True, kw_only=True)
class Shared(RuleBase):
    """分摊: every thing is worth its price, shared by role; `equally` divides it by the number of people."""

    prices: tuple[Price, ...]
    shares: tuple[RoleShare, ...] = ()
    equally: bool = False


@dataclass(frozen=True, kw_only=True)
class Base(RuleBase):
    """基础分: `points` for everybody, lost only by what `lost` prices; without a price all of it is lost."""

    points: Fraction
    lost: tuple[Price, ...] = ()
    lost_all: Selectors = ()


@dataclass(frozen=True)
class Goal:
    """One commitment: fulfilled when the condition holds."""

    name: str
    when: Condition


@dataclass(frozen=True)
class RoleNeed:
    """How many goals who has the role must fulfil; an empty role is everybody else."""

    role: str
    at_least: int


@dataclass(frozen=True, kw_only=True)
class Goals(RuleBase):
    """达标: `points` when at least so many goals are fulfilled (the first need whose role fits), or `each` per goal."""

    goals: tuple[Goal, ...]
    needs: tuple[RoleNeed, ...] = ()
    points: Fraction = ZERO
    each: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class Target(RuleBase):
    """目标: `points` at the target; `above` for each one more, `below` (a positive number) off for each one short."""

    of: Selectors
    target: Fraction
    points: Fraction
    above: Fraction = ZERO
    below: Fraction = ZERO


@dataclass(frozen=True, kw_only=True)
class PerPeriod(RuleBase):
    """逐期: the inner rule for each month, quarter or half-year ("月", "季", "半年") that has begun, added up."""

    per: str
    rule: "Rule"


@dataclass(frozen=True, kw_only=True)
class PerMember(RuleBase):
    """逐人: starts at `start`; `each` (may be negative) for every member of whom the condition holds.

    Or, with `rule`, that rule is worked out for every member alone and added up (60 yuan a day for each).
    """

    start: Fraction = ZERO
    each: Fraction = ZERO
    when: Condition | None = None
    rule: "Rule | None" = None


@dataclass(frozen=True, kw_only=True)
class Scaled(RuleBase):
    """折算: the inner rule's points × `factor`."""

    rule: "Rule"
    factor: Fraction


@dataclass(frozen=True, kw_only=True)
class FromItems(RuleBase):
    """按项折算: `factor` × the points of other items or categories (日常 80 : 民主评议 20 = 4 : 1)."""

    scores: tuple[str, ...]
    factor: Fraction


Rule: TypeAlias = (
    Tick
    | Count
    | FirstNext
    | Ratio
    | Deduct
    | Steps
    | Rated
    | Ballot
    | Best
    | Sum
    | Shared
    | Base
    | Goals
    | Target
    | PerPeriod
    | PerMember
    | Scaled
    | FromItems
)


# -- the parts of a scheme ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RecordKind:
    """What the scheme says about a kind of record: one of its own, or more about a known one.

    `approval`: only 已核准 ones count. `evidence`: "" not asked, "提醒" asked and counted without, "必须" not counted
    without. `fields` are what is asked when somebody writes one down ("amount", "level", "role", ...). `own` kinds are
    not among the station's own records; they are reported by hand.
    """

    name: str
    own: bool
    attended: bool = False
    approval: bool = False
    evidence: str = ""
    unit: str = "次"
    fields: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Force:
    """Where the condition holds, the item is worth exactly `points`, whatever its rule gives."""

    when: Condition
    points: Fraction
    because: str


@dataclass(frozen=True)
class Item:
    """一项: one line of the scheme.

    `most`/`least` None: unbounded. `only`/`never` are roles it is for or not for; whom it is not for gets `otherwise`
    points. `forms` are the register's forms that prove it. `printed` is the paper's wording, `assumed` what was added.
    """

    code: str
    category: str
    name: str
    most: Fraction | None
    rule: Rule
    least: Fraction | None = ZERO
    forms: tuple[int, ...] = ()
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    otherwise: Fraction = ZERO
    forces: tuple[Force, ...] = ()
    printed: str = ""
    assumed: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Category:
    """一大类: several items; its points are their sum within its bounds. `sort` is 基本, 加分 or 扣分.

    `most` None: no cap. `short` heads its column in a list.
    """

    code: str
    name: str
    short: str
    most: Fraction | None
    least: Fraction | None = None
    sort: str = "基本"


@dataclass(frozen=True)
class Grade:
    """等次. Reached from `at_least` (or only `above`); `at_most`/`below` where the paper prints an upper end.

    `quota` (a number, or a share of those graded when `quota_share`) limits how many get it, best total first.
    """

    name: str
    at_least: Fraction | None = None
    above: Fraction | None = None
    at_most: Fraction | None = None
    below: Fraction | None = None
    quota: Fraction | None = None
    quota_share: bool = False
    quota_rounding: str = "舍去"
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Grading:
    """By what grades go: "总分" or an item's or category's code; `between` says where a score in a gap belongs.

    `between`: "归低档", "归高档", "四舍五入", "由人定".
    """

    by: str = "总分"
    between: str = "由人定"


@dataclass(frozen=True)
class Gate:
    """A grade (and every higher one) is given only when every need is met, whatever the total."""

    grade: str
    needs: tuple[Condition, ...]


@dataclass(frozen=True)
class Veto:
    """一票否决: where the condition holds the grade is this one, whatever the total."""

    name: str
    when: Condition
    grade: str


@dataclass(frozen=True)
class Exemption:
    """免考、不参评: who has one of the roles, or of whom `when` holds (没有票决), is not graded; `grade` says it in a word."""

    roles: frozenset[str]
    grade: str
    because: str = ""
    when: Condition | None = None


@dataclass(frozen=True)
class Consequence:
    """What grades lead to, as advice. `times` periods of one of `grades` (or ranked within `rank_top`/`rank_bottom`),
    `running` one after the other or anywhere `within` ("届", or "" for all known); or `when` a condition holds now."""

    name: str
    grades: frozenset[str] = frozenset()
    times: int = 1
    running: bool = False
    rank_top: int | None = None
    rank_bottom: int | None = None
    when: Condition | None = None
    note: str = ""


@dataclass(frozen=True)
class Money:
    """补助、奖金 in yuan: a rule whose points are yuan. `only` roles get it (empty: everybody)."""

    name: str
    rule: Rule
    most: Fraction | None = None
    only: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CountOnce:
    """No fact is counted by two of these items: `keep` "先" leaves it to the first that counts it, "高" to the item
    where it is worth more to the total (the first of equals)."""

    items: tuple[str, ...]
    keep: str = "先"


@dataclass(frozen=True)
class Switch:
    """A question the paper leaves open, with the answer in force. `options` empty: yes or no ("是"/"否")."""

    key: str
    title: str
    answer: str
    options: tuple[str, ...] = ()
    note: str = ""

    @property
    def on(self) -> bool:
        """The answer to a yes-or-no question."""
        return self.answer == "是"


@dataclass(frozen=True)
class Rounding:
    """Totals are rounded to `digits` before grading: "四舍五入", "舍去" or "进位"."""

    digits: int
    way: str


@dataclass(frozen=True)
class PeriodRule:
    """How long a period is: so many `number` of `unit` (月, 季, 半年, 年, 届), a year starting on `starts` (month, day),
    several years counted from `first_year`."""

    unit: str = "年"
    number: int = 1
    starts: tuple[int, int] = (1, 1)
    first_year: int | None = None


@dataclass(frozen=True)
class Scheme:
    """One whole scheme as read. `grades` run from the highest down. `total` is what the paper declares (None: open)."""

    name: str
    version: str
    body: str
    subject: str
    period: PeriodRule
    categories: tuple[Category, ...]
    items: tuple[Item, ...]
    grades: tuple[Grade, ...]
    grading: Grading
    attendance: Attendance
    total: Fraction | None
    total_most: Fraction | None = None
    total_least: Fraction | None = None
    source: str = ""
    reconstructed: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    roles: tuple[str, ...] = ()
    kinds: tuple[RecordKind, ...] = ()
    switches: tuple[Switch, ...] = ()
    gates: tuple[Gate, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    moneys: tuple[Money, ...] = ()
    once: tuple[CountOnce, ...] = ()
    rounding: Rounding | None = None
    objection_days: int | None = None

    def kind(self, name: str) -> RecordKind | None:
        """What the scheme says about a kind of record, or None when it says nothing of its own."""
        return next((kind for kind in self.kinds if kind.name == name), None)

    def item(self, code: str) -> Item:
        """The item with that code; KeyError when there is none."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)
