"""Starting and stopping the page for phones: uvicorn in a thread of its own, for one activity, on one address.

It stops by itself half an hour after the activity's end, when the activity is cancelled or moved, and when the window
closes. Nothing listens before the clerk starts it, nothing after it stopped.
"""

import asyncio
import contextlib
import secrets
import socket
import sys
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from deputy_station.core import error_log
from deputy_station.core.clock import Clock, hour_words
from deputy_station.core.errors import NotFound, Trouble, report_error, without_values
from deputy_station.features.phone.rules import check_opening, closing_instant
from deputy_station.features.phone.service.addresses import listen_on
from deputy_station.features.phone.service.codes import code_salt
from deputy_station.features.phone.service.connections import Doors, PhoneProtocol
from deputy_station.features.phone.service.limits import Limits
from deputy_station.features.phone.service.pages import Pages
from deputy_station.features.phone.service.signing import PhoneMatter, phone_matter
from deputy_station.features.phone.service.site import UNREADABLE, Counters, Site, whole_answer
from deputy_station.features.phone.service.writer import Writer
from deputy_station.features.signin.rules.phone_link import phone_word
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.store.database import Database

TOKEN_BYTES = 9
"""Seventy-two bits: nobody guesses the address, and last time's is of no use; short enough for a coarse QR."""
LOOK_SECONDS = 2.0
"""How often it looks at the clock and the activity."""
SWITCH_SECONDS = 0.0005
"""How long one thread may keep the interpreter while another waits. With Python's own 5 ms every answer would wait
several times that long for the writer, and so would the window."""
START_SECONDS, STOP_SECONDS = 10.0, 15.0
MOST_REPORTS = 20
"""How many of our own bugs one start writes into the error log: a flood must not fill the disk."""


class DidNotStart(Trouble):
    """The server's thread ended before it listened."""

    def __init__(self) -> None:
        super().__init__("手机签到没有开起来。请换一个地址或端口，再试一次；还不行，请用纸质签到表。")


@dataclass(frozen=True)
class Running:
    """What a started page is, for the screen and the poster."""

    activity_id: int
    title: str
    address: str
    port: int
    url: str
    closes_at: datetime
    with_demands: bool


class _Quiet(Server):
    """uvicorn's server, ending at once: who has no answer under way is cut off, the others get theirs."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for each in list(self.server_state.connections):
            if isinstance(each, HttpToolsProtocol) and (each.cycle is None or each.cycle.response_complete):
                each.transport.abort()
        await asyncio.sleep(0)  # now they are gone
        await super().shutdown(sockets)
        for each in list(self.server_state.connections):
            if isinstance(each, HttpToolsProtocol):
                each.transport.abort()
        await asyncio.sleep(0)


class PhoneServer:
    """One start of the page. Use `PhoneServer.start`; `stop` when done."""

    def __init__(
        self,
        database: Database,
        matter: PhoneMatter,
        *,
        listening: socket.socket,
        salt: bytes,
        word: str,
        closes_at: datetime,
        limits: Limits,
        with_demands: bool,
        look_seconds: float,
    ) -> None:
        self._database, self._matter, self._salt, self._word = database, matter, salt, word
        self._listening, self._limits = listening, limits
        self._begun = database.clock.now()
        self._look_seconds = look_seconds
        self._token = secrets.token_urlsafe(TOKEN_BYTES)
        address, port = listening.getsockname()[:2]
        self.running = Running(
            matter.activity_id,
            matter.title,
            address,
            port,
            f"http://{address}:{port}/a/{self._token}",
            closes_at,
            with_demands,
        )
        self.counters = Counters()
        self.why_stopped = ""
        """A sentence once it stopped by itself, else empty."""
        self._server: Server | None = None
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._reports = 0
        self._thread = threading.Thread(target=self._run, name="phone-server", daemon=True)

    @classmethod
    def start(
        cls,
        database: Database,
        *,
        activity_id: int,
        address: str,
        port: int | None = None,
        with_demands: bool = True,
        limits: Limits | None = None,
        look_seconds: float = LOOK_SECONDS,
    ) -> "PhoneServer":
        """Listen for one activity on `address`; back once it answers.

        Raises NotFound, PhoneActivityCancelled, NotTodaysActivity, ActivityOver, AddressNotOurs, PortTaken,
        NoPortFree, NoHomeStation, DidNotStart.
        """
        with database.transaction() as session:  # the station's secret may have to be made
            matter = phone_matter(session, activity_id=activity_id)
            closes_at = _check(matter, database.clock, database.clock.now())
            secret = station_secret(session)
        listening = listen_on(address, port)
        made = cls(
            database,
            matter,
            listening=listening,
            salt=code_salt(secret),
            word=phone_word(activity_id, secret),
            closes_at=closes_at,
            limits=limits or Limits(),
            with_demands=with_demands,
            look_seconds=look_seconds,
        )
        made._thread.start()
        made._ready.wait(START_SECONDS)
        if not made.is_listening:
            made.stop()
            raise DidNotStart
        return made

    @property
    def is_listening(self) -> bool:
        """Whether phones are answered."""
        server = self._server
        return server is not None and server.started and self._thread.is_alive() and not server.should_exit

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Stop listening, finish what was begun, end the threads; whether all ended in time. Again does nothing."""
        self._stopping.set()
        server = self._server
        if server is not None:
            server.should_exit = True
        return self.wait(seconds)

    def wait(self, seconds: float) -> bool:
        """Wait until it stopped; whether it did."""
        if self._thread.ident is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    # ------------------------------------------------------------------ on its thread

    def _run(self) -> None:
        usual = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001 - nobody above this thread could hear it
            self._report(error)
            self.why_stopped = "手机签到出了错，停了。请重新开，或用纸质签到表。"
        finally:
            sys.setswitchinterval(usual)
            self._listening.close()
            self._ready.set()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._unhandled)
        limits, running = self._limits, self.running
        pages = Pages(self._matter, self._token, with_demands=running.with_demands)
        writer = Writer(self._database, activity_id=running.activity_id, loop=loop, waiting=limits.waiting)
        site = Site(
            pages=pages,
            writer=writer,
            salt=self._salt,
            clock=self._database.clock,
            token=self._token,
            word=self._word,
            host=f"{running.address}:{running.port}",
            limits=limits,
            with_demands=running.with_demands,
            counters=self.counters,
            report=self._report,
        )
        doors = Doors(
            limits,
            malformed=whole_answer(pages.bare(UNREADABLE, 400), pages.policy),
            refused=self._count_refused,
        )
        config = Config(
            site.app,
            http=partial(PhoneProtocol, doors=doors),  # type: ignore[arg-type]
            ws="none",
            interface="asgi3",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=limits.idle_seconds,
            timeout_graceful_shutdown=2,
        )
        self._server = server = _Quiet(config)
        keeper = asyncio.create_task(self._keep(server))
        try:
            await server.serve(sockets=[self._listening])
        finally:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper
            # What was accepted is written, though nobody may be there any more to read the answer.
            await loop.run_in_executor(None, writer.finish)

    async def _keep(self, server: Server) -> None:
        """Stop when it is time, or when the activity is not held any more."""
        loop = asyncio.get_running_loop()
        while not server.should_exit:
            if server.started:
                self._ready.set()
                try:
                    why = await loop.run_in_executor(None, self._look)
                except Exception as error:  # noqa: BLE001 - the database may answer next time
                    self._report(error)
                    why = self._late()
                if why or self._stopping.is_set():
                    self.why_stopped = why or self.why_stopped
                    server.should_exit = True
                    return
                await asyncio.sleep(self._look_seconds)
            else:
                await asyncio.sleep(0.01)

    def _look(self) -> str:
        """Why it stops now, in a sentence; empty while it goes on."""
        with self._database.reading() as session:
            try:
                matter = phone_matter(session, activity_id=self.running.activity_id)
            except NotFound:
                return "活动已删除，手机签到停了。"
        if matter.cancelled:
            return "活动已取消，手机签到停了。"
        if matter.held_on != self._matter.held_on:
            return "活动改了日期，手机签到停了。"
        closes_at = closing_instant(matter.held_on, matter.starts_at, matter.ends_at, self._begun)
        if closes_at != self.running.closes_at:
            self.running = replace(self.running, closes_at=closes_at)
        return self._late()

    def _late(self) -> str:
        closes_at = self.running.closes_at
        if self._database.clock.now() < closes_at:
            return ""
        return f"到 {hour_words(closes_at)}，手机签到按时停了。"

    def _count_refused(self) -> None:
        self.counters.refused += 1

    def _unhandled(self, loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:  # noqa: ARG002
        error = told.get("exception")
        # A phone that goes away in the middle is no bug of ours.
        if isinstance(error, Exception) and not isinstance(error, OSError):
            self._report(error)

    def _report(self, error: BaseException) -> None:
        """The details into the error log, without anybody's words or numbers."""
        self._reports += 1
        if self._reports > MOST_REPORTS:
            return
        told = report_error(error)
        with contextlib.suppress(OSError):  # a full disk must not stop people signing in
            error_log.keep_details(without_values(told.details or told.sentence), self._database.clock.now())


def _check(matter: PhoneMatter, clock: Clock, now: datetime) -> datetime:
    """When it will stop; refuses what cannot be opened now."""
    closes_at = closing_instant(matter.held_on, matter.starts_at, matter.ends_at, now)
    check_opening(
        title=matter.title,
        held_on=matter.held_on,
        cancelled=matter.cancelled,
        closes_at=closes_at,
        now=clock.now(),
    )
    return closes_at
