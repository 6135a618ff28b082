"""The half-yearly draw: strata by group, level and last result, seats by the largest remainder, order by SHA-256.

Everything a district needs to repeat it by hand is here: the method in words, the strata with their seats, the whole
pool with the value each name is drawn by.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from deputy_station.core.choices import Choice
from deputy_station.core.errors import Refusal

NOT_GRADED = "未评"
"""The last result of whom nobody graded last year."""
METHOD = (
    "一、分层：可抽的代表按代表小组、层级、上年等次分层。"
    "字序按统一码（Unicode）先后，没有小组或层级的排在最前。\n"
    "二、定名额：每层应得＝本层人数×抽取人数÷可抽人数，先取整数部分，余下的名额依次给小数大的层"
    "（小数相同给人数多的层，再相同按小组、层级、等次的字序在前的）。"
    "抽取人数不少于小组数时，每个小组至少一人：没有分到的小组按字序，由它应得最大的层补一人，"
    "从名额超出应得最多的层让出（让出的小组要有两人以上；相同的按字序在前的）。\n"
    "三、抽取：每层按“种子|年-半年|姓名|同名序号”的 SHA-256 值（UTF-8 编码，十六进制）从小到大取满名额，"
    "各层抽中的合在一起，按值从小到大编抽签号。半年写作 1（上半年）或 2（下半年），同名序号按登记先后。\n"
    "种子、期间和名单不变，抽出的人不变；换一个半年，同一种子抽出的人不同。"
)
"""Printed with every draw, so that it can be repeated with nothing but the list."""


class HalfUnknown(Refusal):
    """A half is 1 or 2."""

    def __init__(self, half: int) -> None:
        super().__init__(f"没有第 {half} 个半年。上半年填 1，下半年填 2。")


class NobodyToDrawInHalf(Refusal):
    """Nobody was in office in the half year."""

    def __init__(self, year: int, half: int) -> None:
        super().__init__(f"{half_words(year, half)}没有在任的代表，没法抽查。请先录入代表和任期。")


class CheckResult(Choice):
    """What the district found of one book."""

    GOOD = "good", "合格"
    BAD = "bad", "不合格"


@dataclass(frozen=True, order=True)
class Stratum:
    """Deputies alike in what the draw is stratified by; each in words, the group empty for whom none has."""

    group: str
    level: str
    last_result: str


@dataclass(frozen=True)
class Pooled:
    """Somebody who may be drawn."""

    deputy_id: int
    name: str
    stratum: Stratum


@dataclass(frozen=True)
class Seats:
    """How many of a stratum are drawn: its exact share, and `moved` of its seats given (+) or taken (-) so that every
    group has one."""

    stratum: Stratum
    pool: int
    share: Fraction
    seats: int
    moved: int


@dataclass(frozen=True)
class Lot:
    """One name in the pool: its number among namesakes, the value it is drawn by, its place (from 1) if drawn."""

    pooled: Pooled
    number: int
    value: str
    position: int | None


@dataclass(frozen=True)
class StratifiedDraw:
    """The strata in plain order, and the whole pool by stratum and value."""

    strata: tuple[Seats, ...]
    lots: tuple[Lot, ...]

    @property
    def drawn(self) -> tuple[Lot, ...]:
        """Those drawn, in the order drawn."""
        found = [lot for lot in self.lots if lot.position is not None]
        return tuple(sorted(found, key=lambda lot: lot.position or 0))


def half_days(year: int, half: int) -> tuple[date, date]:
    """First and last day of a half year. Raises HalfUnknown."""
    if half not in (1, 2):
        raise HalfUnknown(half)
    first = date(year, 6 * half - 5, 1)
    after = date(year, 7, 1) if half == 1 else date(year + 1, 1, 1)
    return first, after - timedelta(days=1)


def half_of(day: date) -> tuple[int, int]:
    """Year and half a day lies in."""
    return day.year, 1 if day.month <= 6 else 2


def half_words(year: int, half: int) -> str:
    """2026 年上半年."""
    return f"{year} 年{'上' if half == 1 else '下'}半年"


def quarters_of_half(half: int) -> tuple[int, int]:
    """The two quarters of a half year."""
    return (1, 2) if half == 1 else (3, 4)


def share_out(sizes: Mapping[Stratum, int], *, count: int) -> tuple[Seats, ...]:
    """The seats of each stratum, `count` in all (at most as many as there are deputies).

    Largest remainder; where `count` allows, a group without a seat gets one from the stratum furthest above its share.
    """
    total = sum(sizes.values())
    shares = {stratum: Fraction(size * count, total) for stratum, size in sizes.items()}
    seats = {stratum: int(share) for stratum, share in shares.items()}
    by_remainder = sorted(sizes, key=lambda each: (seats[each] - shares[each], -sizes[each], each))
    for stratum in by_remainder[: count - sum(seats.values())]:
        seats[stratum] += 1
    rounded = dict(seats)
    _give_each_group_one(seats, shares, count)
    return tuple(
        Seats(each, sizes[each], shares[each], seats[each], seats[each] - rounded[each])
        for each in sorted(sizes)
    )


def _give_each_group_one(seats: dict[Stratum, int], shares: Mapping[Stratum, Fraction], count: int) -> None:
    groups = sorted({each.group for each in seats})
    if count < len(groups):
        return
    for group in groups:
        of_group = Counter[str]()
        for each, number in seats.items():
            of_group[each.group] += number
        if of_group[group]:
            continue
        giver = min(
            (each for each in seats if seats[each] and of_group[each.group] > 1),
            key=lambda each: (shares[each] - seats[each], each),
        )
        taker = min((each for each in seats if each.group == group), key=lambda each: (-shares[each], each))
        seats[giver] -= 1
        seats[taker] += 1


def draw_value(seed: str, year: int, half: int, name: str, number: int) -> str:
    """What a name is drawn by: 64 hexadecimal signs. The period is in it, so that one seed draws others next time."""
    return hashlib.sha256(f"{seed}|{year}-{half}|{name}|{number}".encode()).hexdigest()


def draw_stratified(pool: Sequence[Pooled], *, count: int, seed: str, year: int, half: int) -> StratifiedDraw:
    """Who is drawn: the same for the same seed, period and names, however the pool is ordered.

    Namesakes are told apart by their number among each other, by record; `count` is 1 to the size of the pool.
    """
    seen: Counter[str] = Counter()
    valued: list[tuple[str, int, Pooled]] = []
    for each in sorted(pool, key=lambda one: one.deputy_id):
        seen[each.name] += 1
        number = seen[each.name]
        valued.append((draw_value(seed, year, half, each.name, number), number, each))
    strata = share_out(Counter(each.stratum for each in pool), count=count)
    left = {each.stratum: each.seats for each in strata}
    positions: dict[int, int] = {}
    for _value, _number, each in sorted(valued, key=lambda entry: entry[0]):
        if left[each.stratum]:
            left[each.stratum] -= 1
            positions[each.deputy_id] = len(positions) + 1
    lots = [Lot(each, number, value, positions.get(each.deputy_id)) for value, number, each in valued]
    lots.sort(key=lambda lot: (lot.pooled.stratum, lot.value))
    return StratifiedDraw(strata, tuple(lots))
