"""What the figures of demands mean: which demands each counts, the rates with their definitions, shares that add up.

Every rate is an exact fraction and is rounded half up only where it is written. Shares of one whole are rounded by the
largest remainder, so that they add to 100.00: staff expect that of a bulletin (54, 33, 2 and 4 of 93 are 58.07, 35.48,
2.15 and 4.30: without it they would add to 99.99).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from deputy_station.core.choices import Choice


class Outcome(Choice):
    """A set of demands that a figure counts; pressing the figure lists it."""

    RECEIVED = "received", "受理"
    DECLINED = "declined", "不受理"
    DUE = "due", "应办"
    SETTLED = "settled", "办结"
    UNSETTLED = "unsettled", "未办结"
    TIMED = "timed", "办完"
    IN_TIME = "in_time", "按时办完"
    LATE = "late", "超期办完"
    OVERDUE = "overdue", "超期未办"
    REDONE = "redone", "重办"
    RESULT_RATED = "result_rated", "评价了结果"
    RESULT_SATISFIED = "result_satisfied", "结果满意"
    MANNER_RATED = "manner_rated", "评价了态度"
    MANNER_SATISFIED = "manner_satisfied", "态度满意"
    BOTH_RATED = "both_rated", "两样都评价了"
    BOTH_SATISFIED = "both_satisfied", "两样都满意"
    NOT_SATISFIED = "not_satisfied", "没有满意"


COUNTED: Mapping[Outcome, str] = {
    Outcome.RECEIVED: "这段时间里接待、登记的，已撤回的和并入别件的不算。",
    Outcome.DECLINED: "受理里作了引导不受理的。",
    Outcome.DUE: "受理里除去不受理的。",
    Outcome.SETTLED: "应办里已办结或已销号的。",
    Outcome.UNSETTLED: "应办里还没有办结的。",
    Outcome.TIMED: "应办里已经办完、定过期限的，当场答复的也算；没有定期限的不算。",
    Outcome.IN_TIME: "办完的日子不晚于期限；同意了的延期算在期限里，当场答复的算按时。",
    Outcome.LATE: "办完的日子晚于期限。",
    Outcome.OVERDUE: "到今天还没有告知来访人，期限已过的。",
    Outcome.REDONE: "办到第 2 轮及以后的。",
    Outcome.RESULT_RATED: "来访人对办理结果说过满意不满意的；重办的，以最后一次说的为准。",
    Outcome.RESULT_SATISFIED: "结果评价是满意或基本满意的；只解决一半不算。",
    Outcome.MANNER_RATED: "来访人对办理态度说过满意不满意的，以最后一次为准。",
    Outcome.MANNER_SATISFIED: "态度评价是满意或基本满意的。",
    Outcome.BOTH_RATED: "结果和态度都评价了的。",
    Outcome.BOTH_SATISFIED: "结果和态度都是满意或基本满意的。",
    Outcome.NOT_SATISFIED: "结果评价是只解决一半或不满意的。",
}
"""Which demands are in each set, in the words shown on the screen and printed under the figures."""


class Rate(Choice):
    """A rate: one set of demands over another that holds it."""

    SETTLED = "settled", "办结率"
    IN_TIME = "in_time", "按时办结率"
    RESULT = "result", "落实满意率"
    MANNER = "manner", "答复满意率"
    BOTH = "both", "双满意率"

    @property
    def parts(self) -> tuple[Outcome, Outcome]:
        """What is divided by what."""
        return _PARTS[self]

    @property
    def definition(self) -> str:
        """How it is reckoned, in words.

        办结率: 办结 ÷ 应办. 按时办结率: handled on or before the deadline, granted extensions included, ÷ handled with
        a deadline. 落实满意率 and 答复满意率: content or fairly content with the result, with the manner, ÷ who said
        so. 双满意率: content with both ÷ who spoke of both.
        """
        part, whole = self.parts
        return f"{part.label} ÷ {whole.label}。{part.label}：{COUNTED[part]}{whole.label}：{COUNTED[whole]}"


_PARTS: Mapping[Rate, tuple[Outcome, Outcome]] = {
    Rate.SETTLED: (Outcome.SETTLED, Outcome.DUE),
    Rate.IN_TIME: (Outcome.IN_TIME, Outcome.TIMED),
    Rate.RESULT: (Outcome.RESULT_SATISFIED, Outcome.RESULT_RATED),
    Rate.MANNER: (Outcome.MANNER_SATISFIED, Outcome.MANNER_RATED),
    Rate.BOTH: (Outcome.BOTH_SATISFIED, Outcome.BOTH_RATED),
}


class By(Choice):
    """What figures are told apart by."""

    CATEGORY = "category", "类别"
    VILLAGE = "village", "村（社区）"
    UNIT = "unit", "承办单位"
    DEPUTY = "deputy", "接待代表"
    MONTH = "month", "月份"
    CHANNEL = "channel", "反映方式"
    ROUTE = "route", "处理方式"


NOTHING_SAID: Mapping[By, str] = {
    By.CATEGORY: "没有分类",
    By.VILLAGE: "没有写村",
    By.UNIT: "没有交单位",
    By.DEPUTY: "没有接待代表",
    By.ROUTE: "还没有处理",
}
"""The row of demands that say nothing of it."""


@dataclass(frozen=True)
class Counts:
    """How many demands each set holds; `voices` how many parties voice those received."""

    sets: Mapping[Outcome, int]
    voices: int = 0

    def of(self, outcome: Outcome) -> int:
        """How many."""
        return self.sets.get(outcome, 0)

    def rate(self, rate: Rate) -> Fraction | None:
        """The rate; None while there is nothing to divide by."""
        part, whole = rate.parts
        return Fraction(self.of(part), self.of(whole)) if self.of(whole) else None

    def __add__(self, other: "Counts") -> "Counts":
        return Counts({one: self.of(one) + other.of(one) for one in Outcome}, self.voices + other.voices)


NO_COUNTS = Counts({})


def percent_words(rate: Fraction | None) -> str:
    """94.26%, rounded half up from the exact fraction; "—" while there is nothing to divide by.

    >>> percent_words(Fraction(54, 93)), percent_words(Fraction(1, 3)), percent_words(None)
    ('58.06%', '33.33%', '—')
    """
    if rate is None:
        return "—"
    hundredths = int(rate * 10_000 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def shares(counts: Sequence[int]) -> tuple[Decimal, ...]:
    """Percentages of their sum with two decimals that add to exactly 100.00; all 0.00 where the sum is nothing.

    What is missing to 100.00 goes to the largest remainders; of equal ones to the larger count, then to the earlier.

    >>> [str(share) for share in shares([54, 33, 2, 4])]
    ['58.07', '35.48', '2.15', '4.30']
    """
    total = sum(counts)
    if not total:
        return tuple(Decimal("0.00") for _ in counts)
    whole = [count * 10_000 // total for count in counts]
    left = 10_000 - sum(whole)
    order = sorted(
        range(len(counts)), key=lambda place: (-(counts[place] * 10_000 % total), -counts[place], place)
    )
    for place in order[:left]:
        whole[place] += 1
    return tuple(Decimal(share).scaleb(-2) for share in whole)


def share_words(share: Decimal | None) -> str:
    """58.07%; "—" where shares mean nothing."""
    return "—" if share is None else f"{share:.2f}%"


def quarter_of(day: date) -> tuple[int, int]:
    """The year and quarter a day lies in.

    >>> quarter_of(date(2026, 11, 20))
    (2026, 4)
    """
    return day.year, (day.month + 2) // 3


def quarter_before(year: int, quarter: int) -> tuple[int, int]:
    """The quarter before."""
    return (year, quarter - 1) if quarter > 1 else (year - 1, 4)


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """Its first and last day. Raises ValueError for a quarter that is none."""
    if quarter not in (1, 2, 3, 4):
        raise ValueError(f"there is no quarter {quarter}")
    first = date(year, 3 * quarter - 2, 1)
    following = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return first, following - timedelta(days=1)


def growth_words(now: int, before: int) -> str:
    """How a count grew: 多 3 件（+50%）, 新增, 持平; a share of nothing is none.

    >>> growth_words(9, 6), growth_words(4, 0), growth_words(2, 2), growth_words(1, 4)
    ('多 3 件（+50%）', '新增', '持平', '少 3 件（-75%）')
    """
    if now == before:
        return "持平"
    if not before:
        return "新增"
    share = int(Fraction(abs(now - before) * 100, before) + Fraction(1, 2))
    return f"多 {now - before} 件（+{share}%）" if now > before else f"少 {before - now} 件（-{share}%）"
