"""What a scheme of points is, as read from its file: see resources/schemes/README.md for the language itself.

Its conditions are in `asked`, its rules in `ruling`. Numbers are exact fractions. Nothing here decides:
`shapes` works rules out, `conditions` answers conditions, `derive` and `grading` put them together.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from deputy_station.features.points.rules.asked import ZERO, Attendance, Condition
from deputy_station.features.points.rules.ruling import Rule


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

    def is_for(self, roles: frozenset[str]) -> bool:
        """Whether it is for somebody with these roles."""
        return (not self.only or bool(self.only & roles)) and not self.never & roles


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
