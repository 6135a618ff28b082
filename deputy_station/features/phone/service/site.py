"""The page for phones as an ASGI application: the gate every request goes through, and four small routes.

Nothing personal is logged, counted or kept here but the tickets' answers, which go with the server.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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

FORM = "application/x-www-form-urlencoded"
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


class Refused(Exception):
    """The gate says no: a status of HTTP and a Chinese sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


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
        host: str,
        limits: Limits,
        with_demands: bool,
        counters: Counters,
        report: Callable[[BaseException], object],
    ) -> None:
        self._pages, self._writer, self._salt, self._clock = pages, writer, salt, clock
        self._token, self._host, self._limits = token, host, limits
        self.counters, self._report = counters, report
        self._guard = Guard(limits)
        self._trials = Trials()
        self._signing: Tickets[Said] = _tickets("sign", limits)
        self._leaving: Tickets[Said] = _tickets("demand", limits)
        self._trying = ThreadPoolExecutor(2, thread_name_prefix="phone-codes")
        routes = [
            Route("/a/{token}", self._home, methods=["GET"]),
            Route("/a/{token}/sign", self._sign, methods=["POST"]),
        ]
        if with_demands:
            routes += [
                Route("/a/{token}/demand", self._demand, methods=["GET"]),
                Route("/a/{token}/demand", self._leave, methods=["POST"]),
            ]
        self._routes = Starlette(
            routes=routes,
            exception_handlers={
                404: self._not_found,
                405: self._wrong_method,
                Refused: self._refused,
                Exception: self._broken,
            },
        )
        self._routes.router.redirect_slashes = False
        self.app: ASGIApp = self._gate

    def close(self) -> None:
        """Let go of the threads codes are tried on."""
        self._trying.shutdown()

    # ------------------------------------------------------------------ the gate

    async def _gate(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whatever is asked comes in here and goes out here, with the same strict headers."""
        if scope["type"] != "http":
            return
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            try:
                self._check(scope)
                body = await self._read(scope, receive)
                await self._routes(scope, _replaying(body), answer)
            except Refused as refused:
                await self._say_refused(refused)(scope, receive, answer)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - our bug: the desk gets the details; the routes gave a page
            self._report(error)
            if not started:
                await self._respond(self._pages.bare(BROKEN, 500), close=True)(scope, receive, answer)

    def _check(self, scope: Scope) -> None:
        """Raise Refused for what no phone of ours sends."""
        client = _client(scope)
        headers = Headers(scope=scope)
        if not self._guard.may_ask(client):
            raise Refused(429, "您按得太快了，请等几秒，再试一次。")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            raise Refused(405, NOT_THIS)
        if len(scope["raw_path"]) + len(scope["query_string"]) > self._limits.target_bytes:
            raise Refused(414, NOT_THIS)
        # h11 bounds only what comes in several pieces.
        if sum(len(name) + len(value) for name, value in scope["headers"]) > self._limits.head_bytes:
            raise Refused(431, UNREADABLE)
        if headers.getlist("host") != [self._host]:
            raise Refused(421, NOT_THIS)
        if scope["raw_path"] != scope["path"].encode("utf-8", "replace"):
            raise Refused(404, NOT_THIS)  # none of our addresses needs an escape
        if "transfer-encoding" in headers or len(headers.getlist("content-length")) > 1:
            raise Refused(400, UNREADABLE)
        if scope["method"] == "POST":
            if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
                raise Refused(415, UNREADABLE)
            if headers.get("origin", f"http://{self._host}") != f"http://{self._host}":
                raise Refused(403, NOT_THIS)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        """The whole body, within its bound."""
        parts: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
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

    def _say_refused(self, refused: Refused) -> Response:
        self.counters.refused += 1
        return self._respond(self._pages.bare(refused.sentence, refused.status), close=True)

    def _respond(self, said: Said, *, close: bool = False) -> Response:
        headers = {**strict_headers(self._pages.policy), **({"connection": "close"} if close else {})}
        return Response(said.page, said.status, headers)

    # ------------------------------------------------------------------ the routes

    async def _home(self, request: Request) -> Response:
        if not self._knows(request):
            return await self._not_found(request, None)
        return self._respond(self._pages.home(self._signing.make()))

    async def _demand(self, request: Request) -> Response:
        if not self._knows(request):
            return await self._not_found(request, None)
        return self._respond(self._pages.demand(self._leaving.make()))

    async def _sign(self, request: Request) -> Response:
        if not self._knows(request):
            return await self._not_found(request, None)
        typed = await _fields(request)
        client = _client(request.scope)
        said = await self._once(
            self._signing,
            typed.get("ticket", ""),
            lambda: self._sign_in(client, typed),
            lambda: self._pages.home(self._signing.make(), notice=STALE, status=409),
        )
        return self._respond(said)

    async def _leave(self, request: Request) -> Response:
        if not self._knows(request):
            return await self._not_found(request, None)
        typed = await _fields(request)
        client = _client(request.scope)
        left = LeftWords(
            words=typed.get("words", ""),
            name=typed.get("name", ""),
            phone=typed.get("phone", ""),
            village=typed.get("village", ""),
            confidential=bool(typed.get("confidential")),
        )
        trap = bool(typed.get("website"))
        said = await self._once(
            self._leaving,
            typed.get("ticket", ""),
            lambda: self._take_down(client, left, trap),
            lambda: self._pages.demand(self._leaving.make(), typed=left, notice=STALE, status=409),
        )
        return self._respond(said)

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
        digest = await asyncio.get_running_loop().run_in_executor(self._trying, digest_of, code, self._salt)
        return cast(SignedIn, await self._writer.put(Arrival(digest, at)))

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
        try:
            # Shielded: the phone may give up, what it asked for is finished and kept for its next try.
            return await asyncio.wait_for(asyncio.shield(answer), self._limits.answer_seconds)
        except TimeoutError:
            return self._pages.message("正在登记，请等几秒，把刚才那一页再提交一次。", 503)

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

    def _knows(self, request: Request) -> bool:
        """Whether the address holds this start's token; compared in constant time."""
        given = str(request.path_params["token"])
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode("ascii"))

    async def _not_found(self, request: Request, error: Exception | None) -> Response:  # noqa: ARG002
        self.counters.refused += 1
        return self._respond(self._pages.bare(NOT_THIS, 404))

    async def _refused(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        assert isinstance(error, Refused)
        return self._say_refused(error)

    async def _broken(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        return self._respond(self._pages.bare(BROKEN, 500), close=True)

    async def _wrong_method(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        self.counters.refused += 1
        response = self._respond(self._pages.bare(NOT_THIS, 405))
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response


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


def _client(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form, the first of each name. Raises Refused."""
    try:
        parsed = parse_qs(
            (await request.body()).decode("ascii"),
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


def _replaying(body: bytes) -> Receive:
    """What was read already, for the routes."""
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
