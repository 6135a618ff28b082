"""The page for phones as one plain ASGI application: the gate every request goes through, and four addresses.

Nothing personal is logged, counted or kept here but the tickets' answers, which go with the server.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import parse_qs

from uvicorn._types import ASGIReceiveCallable as Receive
from uvicorn._types import ASGISendCallable as Send
from uvicorn._types import HTTPScope, Scope

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Refusal, Trouble
from deputy_station.features.phone.rules import (
    MOST_NAME,
    MOST_PHONE,
    MOST_VILLAGE,
    MOST_WORDS,
    CodeUnknown,
    read_code,
)
from deputy_station.features.phone.service.codes import digest_of
from deputy_station.features.phone.service.limits import Guard, Limits, Trials
from deputy_station.features.phone.service.pages import Pages, Said
from deputy_station.features.phone.service.signing import Arrival, DemandLeft, LeftWords, SignedIn
from deputy_station.features.phone.service.tickets import Tickets
from deputy_station.features.phone.service.writer import TooManyWaiting, Writer
from deputy_station.features.signin.rules.phone_link import phone_path

FORM = b"application/x-www-form-urlencoded"
MOST_FIELDS = 10
_DRAINED_BYTES = 1_000_000
"""How much of an oversized body is still read and thrown away, so that the answer can be read at all."""
NOT_THIS = "地址不对，或手机签到已经停了。请重新扫一次二维码，或到接待台。"
BROKEN = "程序出了错，这一次没有记下。请到接待台办理。"
STALE = "这一页放得太久了，没有提交。请再填一次。"
UNREADABLE = "提交的内容看不懂，没有记下。请重新扫码，再试一次。"


@dataclass
class Counters:
    """What happened since the start; written on the server's thread, read anywhere."""

    signed_in: int = 0
    demands: int = 0
    wrong_codes: int = 0
    refused: int = 0
    guessing: bool = False
    """Wrong codes came faster than people mistype, within the last minute."""


CLOSE = ((b"connection", b"close"),)
Route = Callable[[str, bytes], Awaitable[Said]]
"""Answers an address: called with the client's address and the body."""


class ClientGone(Exception):
    """The phone hung up before its request was whole."""


class Refused(Exception):
    """The gate says no: a status of HTTP, a Chinese sentence, headers beside the usual ones."""

    def __init__(
        self, status: int, sentence: str, *, headers: tuple[tuple[bytes, bytes], ...] = CLOSE
    ) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers


class Site:
    """Answers phones for one activity. Lives on the server's loop."""

    def __init__(
        self,
        *,
        pages: Pages,
        writer: Writer,
        salt: bytes,
        clock: Clock,
        token: str,
        word: str,
        host: str,
        limits: Limits,
        with_demands: bool,
        counters: Counters,
        report: Callable[[BaseException], object],
    ) -> None:
        self._pages, self._writer, self._salt, self._clock = pages, writer, salt, clock
        self._host, self._limits = host.encode("ascii"), limits
        self.counters, self._report = counters, report
        self._guard = Guard(limits)
        self._trials = Trials()
        self._signing: Tickets[Said] = _tickets("sign", limits)
        self._leaving: Tickets[Said] = _tickets("demand", limits)
        home = f"/a/{token}"
        self._routes: dict[str, dict[str, Route]] = {
            home: {"GET": self._home},
            phone_path(word): {"GET": self._home},
            f"{home}/sign": {"POST": self._sign},
        }
        if with_demands:
            self._routes[f"{home}/demand"] = {"GET": self._demand, "POST": self._leave}
        self._headers = [
            (name.encode("ascii"), value.encode("ascii"))
            for name, value in strict_headers(pages.policy).items()
        ]

    # ------------------------------------------------------------------ the gate

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whatever is asked comes in here and goes out here, with the same strict headers."""
        if scope["type"] != "http":
            return
        more: tuple[tuple[bytes, bytes], ...] = ()
        try:
            self._check(scope)
            body = await self._read(scope, receive)
            said = await self._route(scope)(_client(scope), body)
        except Refused as refused:
            self.counters.refused += 1
            said, more = self._pages.bare(refused.sentence, refused.status), refused.headers
        except ClientGone:
            return
        except Exception as error:  # noqa: BLE001 - our bug: the desk gets the details, the phone a page
            self._report(error)
            said, more = self._pages.bare(BROKEN, 500), CLOSE
        length = (b"content-length", str(len(said.page)).encode("ascii"))
        await send(
            {"type": "http.response.start", "status": said.status, "headers": [*self._headers, length, *more]}
        )
        await send({"type": "http.response.body", "body": said.page})

    def _route(self, scope: HTTPScope) -> Route:
        """Who answers this address; compared in constant time, as it holds this start's token."""
        path = scope["path"].encode("utf-8", "replace")
        offered: dict[str, Route] | None = None
        for address, routes in self._routes.items():
            if hmac.compare_digest(path, address.encode("ascii")):
                offered = routes
        if offered is None:
            raise Refused(404, NOT_THIS, headers=())
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if method not in offered:
            raise Refused(405, NOT_THIS, headers=((b"allow", ", ".join(offered).encode("ascii")),))
        return offered[method]

    def _check(self, scope: HTTPScope) -> None:
        """Raise Refused for what no phone of ours sends."""
        if not self._guard.may_ask(_client(scope)):
            raise Refused(429, "您按得太快了，请等几秒，再试一次。")
        method = scope["method"]
        if method not in ("GET", "HEAD", "POST"):
            raise Refused(405, NOT_THIS)
        if len(scope["raw_path"]) + len(scope["query_string"]) > self._limits.target_bytes:
            raise Refused(414, NOT_THIS)
        if scope["http_version"] not in ("1.1", "1.0"):
            raise Refused(400, UNREADABLE)
        size = 0
        held: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            size += len(name) + len(value)
            held.setdefault(name, []).append(value)
        # The protocol bounds what it gathers, not what comes in one piece.
        if size > self._limits.head_bytes:
            raise Refused(431, UNREADABLE)
        hosts = held.get(b"host", [])
        if scope["http_version"] == "1.1" and len(hosts) != 1:
            raise Refused(400, UNREADABLE)
        if hosts != [self._host]:
            raise Refused(421, NOT_THIS)
        if scope["raw_path"] != scope["path"].encode("utf-8", "replace"):
            raise Refused(404, NOT_THIS)  # none of our addresses needs an escape
        if b"transfer-encoding" in held or len(held.get(b"content-length", ())) > 1 or b"upgrade" in held:
            raise Refused(400, UNREADABLE)
        if method == "POST":
            kind = held.get(b"content-type", [b""])[0]
            if kind.partition(b";")[0].strip().lower() != FORM:
                raise Refused(415, UNREADABLE)
            if any(origin != b"http://" + self._host for origin in held.get(b"origin", ())):
                raise Refused(403, NOT_THIS)

    async def _read(self, scope: HTTPScope, receive: Receive) -> bytes:
        """The whole body, within its bound."""
        parts: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                raise ClientGone
            part = message.get("body", b"")
            size += len(part)
            more = message.get("more_body", False)
            if size <= self._limits.body_bytes:
                parts.append(part)
            elif size > _DRAINED_BYTES:
                break
        if size > self._limits.body_bytes:
            raise Refused(413, "写得太长了，没有收下。请写短一些，再提交。")
        if size and scope["method"] != "POST":
            raise Refused(400, UNREADABLE)
        return b"".join(parts)

    # ------------------------------------------------------------------ the addresses

    async def _home(self, client: str, body: bytes) -> Said:  # noqa: ARG002
        return self._pages.home(self._signing.make())

    async def _demand(self, client: str, body: bytes) -> Said:  # noqa: ARG002
        return self._pages.demand(self._leaving.make())

    async def _sign(self, client: str, body: bytes) -> Said:
        typed = _fields(body)
        return await self._once(
            self._signing,
            typed.get("ticket", ""),
            lambda: self._sign_in(client, typed),
            lambda: self._pages.home(self._signing.make(), notice=STALE, status=409),
        )

    async def _leave(self, client: str, body: bytes) -> Said:
        typed = _fields(body)
        left = LeftWords(
            words=typed.get("words", ""),
            name=typed.get("name", ""),
            phone=typed.get("phone", ""),
            village=typed.get("village", ""),
            confidential=bool(typed.get("confidential")),
        )
        trap = bool(typed.get("website"))
        return await self._once(
            self._leaving,
            typed.get("ticket", ""),
            lambda: self._take_down(client, left, trap),
            lambda: self._pages.demand(self._leaving.make(), typed=left, notice=STALE, status=409),
        )

    async def _sign_in(self, client: str, typed: Mapping[str, str]) -> Said:
        at = self._clock.now()
        while wait := self._guard.begin_code(client):
            if not await self._trials.another_ended(client):
                self.counters.refused += 1
                seconds = int(wait) + 1
                return self._again(f"输错的次数多了，请等 {seconds} 秒再试，或到接待台签到。", 429)
        self._trials.begin(client)
        right = True  # unless found wrong: neither a full queue nor leave is a mark against the address
        try:
            who = await self._try_code(typed.get("code", ""), at)
        except CodeUnknown as refusal:
            right = False
            return self._again(str(refusal), 403)
        finally:
            if right:
                self._guard.code_was_right(client)
            else:
                self._guard.code_was_wrong(client)
                self.counters.wrong_codes += 1
                self.counters.guessing = self._guard.guessing
            self._trials.end(client)
        if not who.again:
            self.counters.signed_in += 1
        return self._pages.signed(who)

    async def _try_code(self, typed: str, at: datetime) -> SignedIn:
        """Who is signed in by the code. Raises CodeUnknown, SignInOnLeave, TooManyWaiting."""
        code = read_code(typed)
        if code is None:
            raise CodeUnknown
        return cast(SignedIn, await self._writer.put(Arrival(digest_of(code, self._salt), at)))

    def _again(self, sentence: str, status: int) -> Said:
        return self._pages.home(self._signing.make(), notice=sentence, status=status)

    async def _take_down(self, client: str, left: LeftWords, trap: bool) -> Said:
        mistake = _mistake(left)
        if mistake:
            return self._pages.demand(self._leaving.make(), typed=left, notice=mistake, status=422)
        if trap:
            # Only a program fills the field nobody sees.
            self.counters.refused += 1
            return self._pages.message("没有收下。请到接待台反映。", 403, back="回到首页")
        if not self._guard.may_leave_demand(client):
            self.counters.refused += 1
            return self._pages.demand(
                self._leaving.make(),
                typed=left,
                notice="提交得太多了，请过几分钟再提交，或到接待台反映。",
                status=429,
            )
        done = cast(DemandLeft, await self._writer.put(left))
        self.counters.demands += 1
        return self._pages.number(done)

    async def _once(
        self,
        tickets: Tickets[Said],
        ticket: str,
        act: Callable[[], Awaitable[Said]],
        stale: Callable[[], Said],
    ) -> Said:
        """Act once for each ticket; the same ticket again gets the first answer, also while it is on its way."""
        seed = tickets.check(ticket)
        if seed is None:
            self.counters.refused += 1
            return stale()
        answer = tickets.used(seed)
        if answer is None:
            answer = asyncio.ensure_future(self._acted(tickets, seed, act))
            tickets.use(seed, answer)
        # Waited for, never cancelled: the phone may give up, what it asked for is finished and kept for its next try.
        await asyncio.wait((answer,), timeout=self._limits.answer_seconds)
        if not answer.done():
            return self._pages.message("正在登记，请等几秒，把刚才那一页再提交一次。", 503)
        return answer.result()

    async def _acted(self, tickets: Tickets[Said], seed: bytes, act: Callable[[], Awaitable[Said]]) -> Said:
        try:
            said = await act()
            if said.status != 200:
                tickets.forget(seed)  # nothing was written: whoever sends the same again is judged again
            return said
        except TooManyWaiting as full:
            tickets.forget(seed)
            self.counters.refused += 1
            return self._pages.message(str(full), 503)
        except Refusal as refusal:
            tickets.forget(seed)
            return self._pages.message(str(refusal), 403, back="回到首页")
        except Trouble as trouble:
            tickets.forget(seed)
            self._report(trouble)
            return self._pages.message(BROKEN, 503)
        except Exception as error:  # noqa: BLE001 - as in the gate; the ticket stays good
            tickets.forget(seed)
            self._report(error)
            return self._pages.message(BROKEN, 500)


def strict_headers(policy: str) -> dict[str, str]:
    """The headers of every answer: kept nowhere, framed nowhere, nothing loaded from elsewhere."""
    return {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }


def whole_answer(said: Said, policy: str) -> bytes:
    """An answer as it goes over the line, for what is refused before there is a request."""
    headers = {**strict_headers(policy), "content-length": str(len(said.page)), "connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {said.status} Bad Request\r\n{head}\r\n".encode("ascii") + said.page


def _tickets(purpose: str, limits: Limits) -> Tickets[Said]:
    return Tickets(purpose, good_seconds=limits.form_seconds, remembered=limits.forms_remembered)


def _client(scope: HTTPScope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _fields(body: bytes) -> dict[str, str]:
    """The fields of a form, the first of each name. Raises Refused."""
    try:
        parsed = parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Refused(400, UNREADABLE) from None
    return {name: values[0] for name, values in parsed.items()}


def _mistake(left: LeftWords) -> str:
    """What is wrong with a demand as typed, in a sentence; empty when nothing is."""
    if not left.words.strip():
        return "请写下您要反映的事，再提交。"
    bounds = (
        ("要反映的事", left.words, MOST_WORDS),
        ("称呼", left.name, MOST_NAME),
        ("电话", left.phone, MOST_PHONE),
        ("村、社区", left.village, MOST_VILLAGE),
    )
    for word, text, most in bounds:
        if len(text) > most:
            return f"“{word}”最多 {most} 个字，您写了 {len(text)} 个。请写短一些，再提交。"
    return ""
