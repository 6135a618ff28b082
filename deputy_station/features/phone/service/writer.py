"""The one thread that writes for the page: what comes within a few milliseconds goes into one transaction.

Each is answered after its commit. When a batch fails as a whole, each of it is tried alone, so that one cannot take
the others with it.
"""

import asyncio
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.phone.service.signing import (
    Arrival,
    DemandLeft,
    LeftWords,
    SignedIn,
    leave_demand,
    sign_in_many,
)
from deputy_station.store import context
from deputy_station.store.database import Database

GATHER_SECONDS = 0.025
"""A transaction costs as much as several people in it: at 200 a second five share one, and nobody notices the wait."""
MOST_TOGETHER = 64
ACTOR = "手机页面"
"""Who acts, in the history: nobody at the desk did it."""


class TooManyWaiting(Refusal):
    """More is waiting to be written than can be soon."""

    def __init__(self) -> None:
        super().__init__("现在人多，请等几秒，再按一次。")


@dataclass(frozen=True)
class _Task:
    asked: Arrival | LeftWords
    answer: "asyncio.Future[SignedIn | DemandLeft]"


_Done = tuple[_Task, SignedIn | DemandLeft | BaseException]


class Writer:
    """Writes for one activity; `put` is called on the server's loop, the rest is done on its thread."""

    def __init__(
        self, database: Database, *, activity_id: int, loop: asyncio.AbstractEventLoop, waiting: int
    ) -> None:
        self._database, self._activity_id = database, activity_id
        self._loop, self._most_waiting = loop, waiting
        # Steps of another desk: Ctrl+Z at this one takes back what was done here, not what somebody did by phone.
        self._desk = f"phone-{secrets.token_hex(8)}"
        self._queue: SimpleQueue[_Task | None] = SimpleQueue()
        self._waiting = 0
        self._thread = threading.Thread(target=self._run, name="phone-writer", daemon=True)
        self._thread.start()

    def put(self, asked: Arrival | LeftWords) -> "asyncio.Future[SignedIn | DemandLeft]":
        """What comes of it, after its commit. Raises TooManyWaiting."""
        if self._waiting >= self._most_waiting:
            raise TooManyWaiting
        self._waiting += 1
        answer: asyncio.Future[SignedIn | DemandLeft] = self._loop.create_future()
        self._queue.put(_Task(asked, answer))
        return answer

    def finish(self, seconds: float = 10.0) -> None:
        """Write what is waiting and end the thread."""
        self._queue.put(None)
        self._thread.join(seconds)

    # ------------------------------------------------------------------ on the thread

    def _run(self) -> None:
        going_on = True
        while going_on:
            first = self._queue.get()
            if first is None:
                return
            batch = [first]
            until = time.monotonic() + GATHER_SECONDS
            while len(batch) < MOST_TOGETHER:
                try:
                    following = self._queue.get(timeout=max(0.0, until - time.monotonic()))
                except Empty:
                    break
                if following is None:
                    going_on = False
                    break
                batch.append(following)
            self._answer(self._write(batch))

    def _write(self, batch: Sequence[_Task]) -> list[_Done]:
        arrivals = [task for task in batch if isinstance(task.asked, Arrival)]
        done: list[_Done] = []
        if arrivals:
            try:
                done += self._sign_in(arrivals)
            except Exception as error:  # noqa: BLE001 - told to each, or each is tried alone
                if len(arrivals) == 1:
                    done.append((arrivals[0], error))
                else:
                    done += [self._alone(task, self._one_arrival) for task in arrivals]
        done += [self._alone(task, self._one_demand) for task in batch if isinstance(task.asked, LeftWords)]
        return done

    def _sign_in(self, tasks: Sequence[_Task]) -> list[_Done]:
        arrivals = [task.asked for task in tasks if isinstance(task.asked, Arrival)]
        with self._database.transaction() as session:
            self._as_phone(session)
            told = sign_in_many(session, activity_id=self._activity_id, arrivals=arrivals)
        return list(zip(tasks, told, strict=True))

    def _one_arrival(self, task: _Task) -> SignedIn | DemandLeft | BaseException:
        return self._sign_in([task])[0][1]

    def _one_demand(self, task: _Task) -> SignedIn | DemandLeft | BaseException:
        assert isinstance(task.asked, LeftWords)
        with self._database.transaction() as session:
            self._as_phone(session)
            return leave_demand(session, activity_id=self._activity_id, left=task.asked)

    def _as_phone(self, session: Session) -> None:
        session.info[context.ACTOR], session.info[context.DESK] = ACTOR, self._desk

    @staticmethod
    def _alone(task: _Task, write: Callable[[_Task], SignedIn | DemandLeft | BaseException]) -> _Done:
        try:
            return task, write(task)
        except Exception as error:  # noqa: BLE001 - it is this one's answer
            return task, error

    def _answer(self, done: Sequence[_Done]) -> None:
        self._loop.call_soon_threadsafe(self._tell, done)

    def _tell(self, done: Sequence[_Done]) -> None:
        """On the loop: the answers come after the commit, all of a batch at once."""
        self._waiting -= len(done)
        for task, result in done:
            if task.answer.done():
                continue
            if isinstance(result, BaseException):
                task.answer.set_exception(result)
            else:
                task.answer.set_result(result)
