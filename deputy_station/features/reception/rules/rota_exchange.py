"""Exchanges that mend a rota: empty places filled, those short of their turns served, the rest evened out.

A turn is handed on along a chain: A takes over a turn of B, B one of C, who has turns to spare. The shortest chain is
taken, in the order of the roster, so that the same rota always comes out the same.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

_Chain = list[tuple[date, int, int]]
"""Handings on: on that day the second deputy takes over from the first."""


@dataclass(frozen=True)
class Limits:
    """Places a day, turns each deputy owes in the year, turns nobody exceeds (None: no limit)."""

    per_day: int
    least: int
    most: int | None

    def room(self, turns: int) -> bool:
        """Whether somebody with so many turns may take another."""
        return self.most is None or turns < self.most


@dataclass
class Turns:
    """A rota being mended: who is on duty, who could be (`free`), turns `had`, their `level`, ids in `order`.

    The level of somebody who came late counts the turns of the colleagues before; see `assign_rota`.
    """

    on_duty: dict[date, list[int]]
    free: dict[date, frozenset[int]]
    had: Counter[int]
    level: dict[int, int]
    order: list[int]


def even_out(turns: Turns, limits: Limits) -> None:
    """Mend `turns` in place. Afterwards no chain of handings on would fill a place that is empty, bring anybody
    nearer to the least number of turns, or close a gap of two turns; no limit is broken."""
    _fill_places(turns, limits)
    changed = True
    while changed:
        changed = _serve_short(turns, limits) or _close_gaps(turns, limits)


def _fill_places(turns: Turns, limits: Limits) -> None:
    """Where everybody free has had the most turns, somebody hands an earlier one on to a colleague who has not."""
    for day, ids in turns.on_duty.items():
        filled = True
        while filled and len(ids) < limits.per_day:
            filled = False
            for taker in _others(turns, day):
                # The taker is full: someone with room must first take over one of the taker's turns.
                chain = _chain_to(turns, taker, lambda each: limits.room(turns.had[each]))
                if chain is not None:
                    _hand_on(turns, chain)
                    ids.append(taker)
                    turns.had[taker] += 1
                    turns.level[taker] += 1
                    filled = True
                    break


def _serve_short(turns: Turns, limits: Limits) -> bool:
    """Let one deputy who is short of turns take one from somebody who has more than the least."""
    for each in turns.order:
        if turns.had[each] < limits.least:
            chain = _chain_from(turns, each, lambda other: turns.had[other] > limits.least)
            if chain is not None:
                _hand_on(turns, chain)
                return True
    return False


def _close_gaps(turns: Turns, limits: Limits) -> bool:
    """Let one deputy take a turn from somebody two or more ahead, unless that would leave that one short."""
    for each in turns.order:
        if each in turns.level and limits.room(turns.had[each]):
            chain = _chain_from(turns, each, partial(_ahead, turns, limits, each))
            if chain is not None:
                _hand_on(turns, chain)
                return True
    return False


def _ahead(turns: Turns, limits: Limits, each: int, other: int) -> bool:
    """Whether `other` can spare `each` a turn."""
    return turns.level[other] >= turns.level[each] + 2 and (
        turns.had[other] > limits.least or turns.had[each] < limits.least
    )


def _chain_from(turns: Turns, taker: int, may_give: Callable[[int], bool]) -> _Chain | None:
    """The shortest chain by which `taker` gets one more turn and somebody who `may_give` loses one."""
    if not any(may_give(each) for each in turns.level):
        return None
    return _search(taker, may_give, lambda each: _givers(turns, each), giving=True)


def _chain_to(turns: Turns, giver: int, may_take: Callable[[int], bool]) -> _Chain | None:
    """The shortest chain by which `giver` loses a turn and somebody who `may_take` gets one."""
    return _search(giver, may_take, lambda each: _takers(turns, each), giving=False)


def _search(
    start: int,
    ends: Callable[[int], bool],
    steps: Callable[[int], Iterator[tuple[date, int]]],
    *,
    giving: bool,
) -> _Chain | None:
    came: dict[int, tuple[int, date] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for day, there in steps(here):
            if there in came:
                continue
            came[there] = (here, day)
            if ends(there):
                return _walk_back(came, there, giving=giving)
            waiting.append(there)
    return None


def _walk_back(came: dict[int, tuple[int, date] | None], end: int, *, giving: bool) -> _Chain:
    chain: _Chain = []
    here = end
    while (step := came[here]) is not None:
        before, day = step
        chain.append((day, here, before) if giving else (day, before, here))
        here = before
    return chain


def _givers(turns: Turns, taker: int) -> Iterator[tuple[date, int]]:
    """Those whose turn `taker` could take over, with its day."""
    for day, ids in turns.on_duty.items():
        if taker in turns.free[day] and taker not in ids:
            yield from ((day, each) for each in ids)


def _takers(turns: Turns, giver: int) -> Iterator[tuple[date, int]]:
    """Those who could take over a turn of `giver`, with its day."""
    for day, ids in turns.on_duty.items():
        if giver in ids:
            yield from ((day, each) for each in _others(turns, day))


def _others(turns: Turns, day: date) -> list[int]:
    """Who is free on a day and not on duty, in the order of the roster."""
    return [each for each in turns.order if each in turns.free[day] and each not in turns.on_duty[day]]


def _hand_on(turns: Turns, chain: _Chain) -> None:
    for day, giver, taker in chain:
        ids = turns.on_duty[day]
        ids[ids.index(giver)] = taker
        for each, more in ((giver, -1), (taker, 1)):
            turns.had[each] += more
            turns.level[each] += more
