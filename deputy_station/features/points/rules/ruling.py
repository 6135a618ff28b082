"""How an item's points can come about: one small frozen class per shape of rule (resources/schemes/README.md, 7).

Numbers are exact. Nothing here decides: `shapes` works rules out.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from deputy_station.features.points.rules.asked import ZERO, Attendance, Condition, Selectors


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
