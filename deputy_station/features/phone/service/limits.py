"""How much anybody may ask of the page for phones: token buckets per address and for all, wrong codes, demands.

Nothing here locks everybody out: what one address does too much of it waits for alone; when wrong codes come from
everywhere, an address that typed one waits longer for its next, and one that types the right code is let in at once.
"""

import asyncio
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

Tick = Callable[[], float]
"""Seconds of a clock that only goes forward."""


@dataclass(frozen=True)
class Limits:
    """The page's bounds. The defaults are the product's; an activity has 80 phones, a congress some hundreds.

    Rates are per second, the others counts, bytes or seconds, as named.
    """

    connections: int = 512
    connections_per_client: int = 64
    request_seconds: float = 6.0
    idle_seconds: int = 5
    connection_seconds: float = 120.0
    head_bytes: int = 8 * 1024
    body_bytes: int = 16 * 1024
    target_bytes: int = 512
    requests_per_client: float = 10.0
    requests_per_client_at_once: float = 60.0
    requests: float = 800.0
    requests_at_once: float = 1600.0
    wrong_codes_at_once: float = 5.0
    wrong_codes: float = 5 / 60
    wrong_codes_everywhere_at_once: float = 60.0
    wrong_codes_everywhere: float = 1.0
    demands_per_client_at_once: float = 5.0
    demands_per_client: float = 1 / 60
    demands_at_once: float = 60.0
    demands: float = 0.5
    waiting: int = 400
    answer_seconds: float = 5.0
    form_seconds: int = 2 * 3600
    forms_remembered: int = 20_000
    clients_remembered: int = 4096


@dataclass
class Bucket:
    """Holds up to `most` tokens, `rate` new ones a second; begins full."""

    rate: float
    most: float
    tick: Tick = time.monotonic
    held: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        self.held, self.at = self.most, self.tick()

    def _fill(self) -> None:
        instant = self.tick()
        self.held = min(self.most, self.held + (instant - self.at) * self.rate)
        self.at = instant

    def take(self, tokens: float = 1.0) -> bool:
        """Take tokens if there are as many."""
        self._fill()
        if self.held < tokens:
            return False
        self.held -= tokens
        return True

    def give_back(self, tokens: float = 1.0) -> None:
        """Put tokens back that were not used after all."""
        self._fill()
        self.held = min(self.most, self.held + tokens)

    def owe(self, tokens: float) -> None:
        """Take tokens whether or not there are as many: what is owed is waited for."""
        self._fill()
        self.held -= tokens

    def wait(self, tokens: float = 1.0) -> float:
        """Seconds until there are as many."""
        self._fill()
        return max(0.0, (min(tokens, self.most) - self.held) / self.rate)


class Buckets:
    """A bucket for each address; the longest unused goes when there are too many."""

    def __init__(self, rate: float, most: float, remembered: int, tick: Tick) -> None:
        self._rate, self._most, self._remembered, self._tick = rate, most, remembered, tick
        self._of: OrderedDict[str, Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._of)

    def of(self, client: str) -> Bucket:
        """The bucket of an address."""
        bucket = self._of.get(client)
        if bucket is None:
            bucket = self._of[client] = Bucket(self._rate, self._most, self._tick)
            if len(self._of) > self._remembered:
                self._of.popitem(last=False)
        else:
            self._of.move_to_end(client)
        return bucket


class Trials:
    """The codes being tried right now, by address: many phones behind one address wait for each other's answers,
    rather than be told that too many were wrong."""

    def __init__(self) -> None:
        self._under_way: Counter[str] = Counter()
        self._waiting: defaultdict[str, list[asyncio.Future[None]]] = defaultdict(list)

    def begin(self, client: str) -> None:
        """A code of this address goes off to be tried."""
        self._under_way[client] += 1

    def end(self, client: str) -> None:
        """It is known what it was: who waits for that looks again."""
        self._under_way[client] -= 1
        if not self._under_way[client]:
            del self._under_way[client]
        for each in self._waiting.pop(client, ()):
            if not each.done():
                each.set_result(None)

    async def another_ended(self, client: str) -> bool:
        """Wait until one of this address ended; False at once when none is under way."""
        if client not in self._under_way:
            return False
        waiter = asyncio.get_running_loop().create_future()
        self._waiting[client].append(waiter)
        await waiter
        return True


class Guard:
    """Says who may go on; lives on the server's own thread alone."""

    def __init__(self, limits: Limits, tick: Tick = time.monotonic) -> None:
        self._limits = limits
        remembered = limits.clients_remembered
        self._requests = Bucket(limits.requests, limits.requests_at_once, tick)
        self._requests_of = Buckets(
            limits.requests_per_client, limits.requests_per_client_at_once, remembered, tick
        )
        self._wrong = Bucket(limits.wrong_codes_everywhere, limits.wrong_codes_everywhere_at_once, tick)
        self._wrong_of = Buckets(limits.wrong_codes, limits.wrong_codes_at_once, remembered, tick)
        self._demands = Bucket(limits.demands, limits.demands_at_once, tick)
        self._demands_of = Buckets(
            limits.demands_per_client, limits.demands_per_client_at_once, remembered, tick
        )

    def may_ask(self, client: str) -> bool:
        """Whether this address may make one more request; its own bucket first, so that a flood empties no other."""
        return self._requests_of.of(client).take() and self._requests.take()

    def begin_code(self, client: str) -> float:
        """A code is about to be tried: 0 lets it, else the seconds to wait. What is right is given back.

        Paid before the trial, so that many at once are no way round it.
        """
        own = self._wrong_of.of(client)
        return 0.0 if own.take() else max(1.0, own.wait())

    def code_was_right(self, client: str) -> None:
        """The code was somebody's: no mark against the address."""
        self._wrong_of.of(client).give_back()

    def code_was_wrong(self, client: str) -> None:
        """The code was nobody's; while wrong ones come from everywhere it costs the address five times as much."""
        if not self._wrong.take():
            self._wrong_of.of(client).owe(self._limits.wrong_codes_at_once - 1)

    @property
    def guessing(self) -> bool:
        """Whether wrong codes come faster than people mistype."""
        return self._wrong.wait() > 0

    def may_leave_demand(self, client: str) -> bool:
        """Whether this address may leave one more demand."""
        own = self._demands_of.of(client)
        if not own.take():
            return False
        if not self._demands.take():
            own.give_back()
            return False
        return True
