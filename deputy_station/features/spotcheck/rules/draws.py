"""Pure decisions of draws: how many are drawn, and a draw anybody can repeat."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deputy_station.core.errors import Refusal

DEFAULT_SHARE_PERCENT = 20
METHOD = "按“种子|姓名|同名序号”的 SHA-256 值从小到大取前几名；种子和名单不变，抽出的人不变。"
"""Printed with every draw, so that it can be repeated with nothing but the list."""


class NobodyToDraw(Refusal):
    """Nobody was in office in the quarter."""

    def __init__(self, year: int, quarter: int) -> None:
        super().__init__(f"{year} 年第 {quarter} 季度没有在任的代表，没法抽查。请先录入代表和任期。")


class DrawSizeWrong(Refusal):
    """More were to be drawn than there are, or fewer than one."""

    def __init__(self, count: int, pool: int) -> None:
        super().__init__(f"要抽 {count} 人，可抽的有 {pool} 人。请填 1 到 {pool}。")


class ShareWrong(Refusal):
    """A share is 1 to 100 per cent."""

    def __init__(self, percent: int) -> None:
        super().__init__(f"抽查比例不能是 {percent}%。请填 1 到 100。")


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be drawn."""

    deputy_id: int
    name: str


def draw_size(pool: int, *, count: int | None, share_percent: int | None) -> int:
    """How many are drawn: the count, else the share (rounded up, 20 % by default). Raises DrawSizeWrong, ShareWrong."""
    if count is None:
        percent = DEFAULT_SHARE_PERCENT if share_percent is None else share_percent
        if not 1 <= percent <= 100:
            raise ShareWrong(percent)
        count = -(-pool * percent // 100)
    if not 1 <= count <= pool:
        raise DrawSizeWrong(count, pool)
    return count


def draw(pool: Sequence[Candidate], *, count: int, seed: str) -> list[Candidate]:
    """Who is drawn, in the order drawn: the same for the same seed and the same names, however the pool is ordered.

    Namesakes are told apart by their number among each other, by record.
    """
    numbered: list[tuple[str, Candidate]] = []
    seen: Counter[str] = Counter()
    for candidate in sorted(pool, key=lambda each: each.deputy_id):
        seen[candidate.name] += 1
        key = f"{seed}|{candidate.name}|{seen[candidate.name]}"
        numbered.append((hashlib.sha256(key.encode()).hexdigest(), candidate))
    numbered.sort(key=lambda entry: entry[0])
    return [candidate for _key, candidate in numbered[:count]]
