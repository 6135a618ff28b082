"""A morning activity at the small town with personal codes given, and phones that ask over real sockets."""

import http.client
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from urllib.parse import urlencode

from deputy_station.features.activities.models import ActivityKind
from deputy_station.features.activities.service.plans import create_activity
from deputy_station.features.phone.service.codes import NewCode, keep_codes
from deputy_station.features.phone.service.limits import Limits
from deputy_station.features.phone.service.serving import PhoneServer
from deputy_station.store.database import Database

TODAY = date(2026, 11, 20)
CODES = {"王建国": "100001", "李秀英": "100002", "张守田": "100003", "曾国藩": "100004"}
"""赵敏 and 买买提·艾力 have none."""


def held_activity(
    database: Database,
    people: Mapping[str, int],
    *,
    expected: tuple[str, ...] = ("王建国", "李秀英", "张守田"),
    starts_at: time | None = time(9, 0),
    ends_at: time | None = time(11, 30),
) -> int:
    """An activity of today with these deputies on its list."""
    with database.transaction() as session:
        made = create_activity(
            session,
            kind=ActivityKind.RECEPTION,
            held_on=TODAY,
            title="11月代表接待日",
            starts_at=starts_at,
            ends_at=ends_at,
            place="东街社区一楼接待室",
            deputy_ids=[people[name] for name in expected],
        )
        return made.id


def give_codes(database: Database, people: Mapping[str, int], codes: Mapping[str, str] = CODES) -> None:
    """Keep these codes as if their slips were handed out."""
    with database.transaction() as session:
        keep_codes(session, made=[NewCode(people[name], name, "", code) for name, code in codes.items()])


@contextmanager
def open_page(database: Database, activity_id: int, **named: Any) -> Iterator[PhoneServer]:
    """The page on loopback, stopped afterwards."""
    server = PhoneServer.start(database, activity_id=activity_id, address="127.0.0.1", **named)
    try:
        yield server
    finally:
        assert server.stop()


@dataclass(frozen=True)
class Reply:
    """What a phone got back."""

    status: int
    page: str
    headers: Mapping[str, str]

    @property
    def ticket(self) -> str:
        found = re.search(r'name="ticket" value="([^"]+)"', self.page)
        assert found is not None
        return found[1]


class Phone:
    """One phone; `source` is the loopback address it asks from."""

    def __init__(self, server: PhoneServer, source: str = "127.0.0.1") -> None:
        self._running, self._source = server.running, source
        self.home = server.running.url.split(str(server.running.port), 1)[1]

    def ask(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        line = http.client.HTTPConnection(
            self._running.address, self._running.port, timeout=20, source_address=(self._source, 0)
        )
        try:
            sent = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
            line.request(method, path, body, {**sent, **(headers or {})})
            answer = line.getresponse()
            return Reply(
                answer.status, answer.read().decode("utf-8"), {k.lower(): v for k, v in answer.getheaders()}
            )
        finally:
            line.close()

    def get(self, path: str = "") -> Reply:
        return self.ask("GET", self.home + path)

    def post(self, path: str, **fields: str) -> Reply:
        return self.ask("POST", self.home + path, urlencode(fields))

    def sign(self, code: str) -> Reply:
        """Open the page, type a code, send it."""
        return self.post("/sign", ticket=self.get().ticket, code=code)

    def leave(self, words: str, **fields: str) -> Reply:
        """Open the form, write, send it."""
        return self.post("/demand", ticket=self.get("/demand").ticket, words=words, **fields)


def say_raw(server: PhoneServer, sent: bytes, source: str = "127.0.0.1") -> bytes:
    """What comes back to these very bytes until the page hangs up; empty where it hangs up at once."""
    running = server.running
    with socket.create_connection((running.address, running.port), 20, (source, 0)) as line:
        heard = b""
        try:
            line.sendall(sent)
            while part := line.recv(65536):
                heard += part
        except (ConnectionResetError, BrokenPipeError):
            pass
        return heard


def with_limits(**changed: Any) -> Limits:
    """The product's limits but for these."""
    return Limits(**changed)
