"""uvicorn's HTTP/1.1 protocol with what a page open to a room needs: bounds on connections and on slow requests."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from deputy_station.features.phone.service.limits import Limits


class Doors:
    """How many connections there are, of all and of each address."""

    def __init__(self, limits: Limits, *, malformed: bytes, refused: Callable[[], object]) -> None:
        self.limits = limits
        self.malformed = malformed
        """The whole answer, head and page, to what is no HTTP request."""
        self.refused = refused
        self._of: Counter[str] = Counter()

    def enter(self, client: str) -> bool:
        """Count a connection in, unless there are too many."""
        if (
            self._of.total() >= self.limits.connections
            or self._of[client] >= self.limits.connections_per_client
        ):
            return False
        self._of[client] += 1
        return True

    def leave(self, client: str) -> None:
        """Count it out."""
        self._of[client] -= 1
        if self._of[client] <= 0:
            del self._of[client]


class PhoneProtocol(HttpToolsProtocol):
    """One connection: refused when there are too many, cut when a request takes too long to arrive."""

    def __init__(self, *arguments: Any, doors: Doors, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._doors = doors
        self._entered = ""
        self._due: asyncio.TimerHandle | None = None
        self._end: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        """How much has come of a head that is not whole yet."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        client = self.client[0] if self.client else ""
        if not client or not self._doors.enter(client):
            self._doors.refused()
            transport.abort()
            return
        self._entered = client
        self._await_request()
        self._end = self.loop.call_later(self._doors.limits.connection_seconds, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._entered:
            self._doors.leave(self._entered)
            self._entered = ""
        for timer in (self._due, self._end):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._entered:
            return
        self._await_request()
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes > self._doors.limits.head_bytes and not self.transport.is_closing():
            self.send_400_response("head too long")

    def on_message_begin(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            # Browsers wait for an answer; the parser makes an error of this, and the line is closed.
            raise ValueError("another request before the answer")
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._head_bytes = 0

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._head_bytes = 0

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._head_bytes = 0
        if self._due is not None:
            self._due.cancel()  # the request is here, whole
            self._due = None

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's English words
        self._doors.refused()
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            self.transport.write(self._doors.malformed)
        self.transport.close()

    def _await_request(self) -> None:
        """From the first byte to the last the time is bounded, however many drops it comes in."""
        if self._due is None:
            self._due = self.loop.call_later(self._doors.limits.request_seconds, self._too_slow)

    def _too_slow(self) -> None:
        self._due = None
        self._doors.refused()
        self.transport.abort()
