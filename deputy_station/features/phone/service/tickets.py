"""One-time tickets in the forms: a form sent twice, by a double tap or a replay, gets its first answer again.

A ticket is a random word with the second it was made, signed for this start of the page alone; only used ones are kept.
"""

import asyncio
import base64
import hmac
import secrets
import struct
import time
from collections import OrderedDict
from typing import Generic, TypeVar

from deputy_station.features.phone.service.limits import Tick

Answer = TypeVar("Answer")
_RANDOM, _MAC = 13, 16
"""With the second 33 bytes: no padding in base64, so a form sends it as it is."""


class Tickets(Generic[Answer]):
    """The tickets of one form; `Answer` is what a used one is answered with again."""

    def __init__(
        self, purpose: str, *, good_seconds: float, remembered: int, tick: Tick = time.monotonic
    ) -> None:
        self._key = secrets.token_bytes(32)
        self._purpose, self._good, self._remembered, self._tick = purpose, good_seconds, remembered, tick
        self._begun = tick()
        self._used: OrderedDict[bytes, asyncio.Future[Answer]] = OrderedDict()

    def make(self) -> str:
        """A new ticket, fit for a form."""
        seed = secrets.token_bytes(_RANDOM) + struct.pack(">I", int(self._tick() - self._begun))
        return base64.urlsafe_b64encode(seed + self._mac(seed)).decode("ascii")

    def check(self, text: str) -> bytes | None:
        """The seed of a ticket of ours that is still good, else None."""
        try:
            raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        except ValueError:
            return None
        if len(raw) != _RANDOM + 4 + _MAC:
            return None
        seed, mac = raw[:-_MAC], raw[-_MAC:]
        if not hmac.compare_digest(mac, self._mac(seed)):
            return None
        age = self._tick() - self._begun - struct.unpack(">I", seed[-4:])[0]
        return seed if age <= self._good else None

    def used(self, seed: bytes) -> asyncio.Future[Answer] | None:
        """The answer, come or coming, of a ticket that was used."""
        return self._used.get(seed)

    def use(self, seed: bytes, answer: asyncio.Future[Answer]) -> None:
        """Remember a ticket as used; beyond what is remembered the oldest goes."""
        self._used[seed] = answer
        if len(self._used) > self._remembered:
            self._used.popitem(last=False)

    def forget(self, seed: bytes) -> None:
        """The form was not taken after all: the same may be sent again."""
        self._used.pop(seed, None)

    def _mac(self, seed: bytes) -> bytes:
        return hmac.digest(self._key, self._purpose.encode("ascii") + seed, "sha256")[:_MAC]
