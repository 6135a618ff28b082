"""One database, opened once: an encrypted SQLite file by default, PostgreSQL where several desks share.

Work that may write runs in `transaction()` (BEGIN IMMEDIATE on SQLite: a deferred one fails under contention),
work that only reads in `reading()`. Leaving a transaction commits and tells the subscribers which tables changed.
"""

import contextlib
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.pool import QueuePool

from deputy_station.core import paths
from deputy_station.core.clock import Clock
from deputy_station.core.errors import Refusal, Trouble
from deputy_station.core.held_files import hold
from deputy_station.store import asking, capture, context, keys, profile, settling
from deputy_station.store.failures import sentence_for, told_plainly

Subscriber = Callable[[frozenset[str]], None]
DEFAULT_FILE = "station.db"
_WRITES = "may_write"


class NotOurDatabase(Refusal):
    """The file is a database, or something else, but not ours; it is left untouched."""

    def __init__(self, path: object) -> None:
        super().__init__(
            f"“{path}”不是本程序的数据库，没有打开，也没有改动。"
            "请核对文件名；如果它确实是，那就是文件已损坏或密钥文件不符，请从备份恢复。"
        )


class EmptyDatabaseFile(Refusal):
    """A file of no bytes: most likely a copy that failed. A new database must not take its place."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path}”是空文件，没有打开。如果它本应有记录，请从备份恢复；要新建，请换一个文件名。"
        )


class DatabaseNotFound(Refusal):
    """The named file does not exist and was not to be made."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"找不到数据库“{path}”。请核对文件名和所在的文件夹。")


class DatabaseAddressWrong(Refusal):
    """The URL cannot be read, or names an engine that is not served."""

    def __init__(self, text: str) -> None:
        super().__init__(f"数据库地址“{text}”看不懂。请填文件名，或 postgresql+psycopg://用户@服务器/库名。")


def _connect_file(path: Path, key: bytes) -> Any:
    """A DB-API connection in autocommit mode, key proved and profile set."""
    import sqlcipher3.dbapi2 as driver

    connection = driver.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        # SQLCipher would write a line of its own on standard error for each bad page; we tell it once, in words.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        # Reading the first page proves the key before any setting could write to a foreign file.
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        profile.apply_profile(connection, tuple(driver.sqlite_version_info))
    except BaseException:
        connection.close()
        raise
    return connection


def _sqlite_engine(path: Path, key: bytes) -> Engine:
    import sqlcipher3.dbapi2 as driver

    engine = create_engine(
        "sqlite://", module=driver, creator=lambda: _connect_file(path, key), poolclass=QueuePool, pool_size=4
    )

    event.listen(engine, "checkin", profile.narrow_cache)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        writes = options.get(_WRITES, True)
        if writes and not options.get(asking.TELLS_CHANGES):
            asking.forget_all(connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres_engine(url: URL) -> Engine:
    options = "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "keepalives": 1, "keepalives_idle": 30, "options": options},
    )


class WritingSession(Session):
    """A session of `Database.transaction`: which tables change, and what of the rows, is noted."""


class ReadingSession(Session):
    """A session of `Database.reading`."""


def _note_flush(session: Session, _: UOWTransaction) -> None:
    changed: set[str] = session.info[context.CHANGED_TABLES]
    for row in (*session.new, *session.dirty, *session.deleted):
        changed.add(row.__tablename__)


def _note_statement(state: ORMExecuteState) -> None:
    capture.note_statement(state)
    if (state.is_insert or state.is_update or state.is_delete) and state.bind_mapper is not None:
        state.session.info[context.CHANGED_TABLES].add(str(state.bind_mapper.local_table))


def _refuse_write(session: Session, *_: object) -> None:
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("a write in a reading session")


# Once for all of them: a desk opens some thousands of sessions in a day.
event.listen(WritingSession, "after_flush", _note_flush)
event.listen(WritingSession, "do_orm_execute", _note_statement)
event.listen(ReadingSession, "before_flush", _refuse_write)


class Database:
    """The open database. Use `Database.open`; `close` when done."""

    def __init__(
        self,
        engine: Engine,
        *,
        path: Path | None,
        keys_folder: Path,
        clock: Clock,
        actor: str,
        role: str = context.USUAL_ROLE,
        desk: str = "",
    ) -> None:
        self.engine = engine
        self.path = path
        self.keys_folder = keys_folder
        self.clock = clock
        self.actor = actor
        self.role = role
        self.desk = desk or uuid.uuid4().hex
        self._here = threading.local()
        self._subscribers: list[Subscriber] = []
        self._lock = threading.Lock()
        self._writing_engine = engine.execution_options(**{asking.TELLS_CHANGES: True})
        self._reading_engine = engine.execution_options(**{_WRITES: False})

    @classmethod
    def open(
        cls,
        location: str | Path | None = None,
        *,
        keys_folder: Path | None = None,
        clock: Clock | None = None,
        actor: str = "联络员",
        role: str = context.USUAL_ROLE,
        desk: str = "",
        create: bool = True,
        upgrade: bool = True,
    ) -> "Database":
        """Open, making it new or upgrading it where needed (not with `upgrade=False`: a backup stays as it is).

        `location`: None for the file in the user's data folder, a file path, or a SQLAlchemy URL. `desk` tells this
        running program from others on the same database; a word of its own when empty.
        Raises refusals for a file that is empty, foreign or newer than the program, Trouble for a world that says no.
        """
        from deputy_station.store import migrate

        url = url_of(location)
        path = None if url is not None else file_of(location)
        keys_folder = keys_folder or paths.settings_folder()
        with told_plainly():
            if path is None:
                assert url is not None
                engine = _postgres_engine(url)
            else:
                engine = _open_file(path, keys_folder, create=create)
            try:
                database = cls(
                    engine,
                    path=path,
                    keys_folder=keys_folder,
                    clock=clock or Clock(),
                    actor=actor,
                    role=role,
                    desk=desk,
                )
                if upgrade:
                    migrate.bring_up(database)
                else:
                    migrate.known_number(database)
            except BaseException:
                engine.dispose()
                raise
        if path is not None:
            path.chmod(0o600)
        return database

    @property
    def is_file(self) -> bool:
        """Whether this is the single-desk file (and not a shared server)."""
        return self.path is not None

    @property
    def place(self) -> str:
        """Where the database lies, fit to show (a URL without its password)."""
        return str(self.path) if self.path else self.engine.url.render_as_string(hide_password=True)

    def connect_beside(self, path: Path) -> Any:
        """A DB-API connection to another file under the same key (backups)."""
        return _connect_file(path, keys.read_key(self.keys_folder))

    def engine_beside(self, path: Path) -> Engine:
        """An engine on another file under the same key (backups)."""
        return _sqlite_engine(path, keys.read_key(self.keys_folder))

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    def subscribe(self, subscriber: Subscriber) -> None:
        """Call `subscriber` with the names of the changed tables after each commit, on the committing thread."""
        with self._lock:
            self._subscribers.append(subscriber)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session for work that may write; commits at the end, rolls back on any error."""
        with told_plainly(), WritingSession(self._writing_engine, expire_on_commit=False) as session:
            self._prepare(session)
            capture.begin_notes(session)
            session.begin()
            # The lock is taken here and not at the first statement, so what is read next is what is changed.
            session.connection()
            yield session
            session.flush()
            step = capture.write_step(session)
            connection = session.connection()
            settling.settle(connection)
            changed = frozenset(session.info[context.CHANGED_TABLES])
            asking.forget(connection, changed)
            session.commit()
            self._here.step = step if step is not None else getattr(self._here, "step", None)
        if changed:
            with self._lock:
                subscribers = tuple(self._subscribers)
            for subscriber in subscribers:
                subscriber(changed)

    def take_step(self) -> int | None:
        """The journal's step that this thread committed last, once: None when none was since the last call."""
        step: int | None = getattr(self._here, "step", None)
        self._here.step = None
        return step

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for work that only reads, on one snapshot; a write in it is a bug and raises."""
        with told_plainly(), ReadingSession(self._reading_engine, autoflush=False) as session:
            self._prepare(session)
            yield session

    def _prepare(self, session: Session) -> None:
        session.info.update(
            {
                context.CLOCK: self.clock,
                context.ACTOR: self.actor,
                context.ROLE: self.role,
                context.DESK: self.desk,
                context.CHANGED_TABLES: set(),
            }
        )


def url_of(location: str | Path | None) -> URL | None:
    """The server URL in `location`, or None when it names a file."""
    if location is None or isinstance(location, Path) or "://" not in location:
        return None
    try:
        url = make_url(location)
    except (ArgumentError, ValueError):
        raise DatabaseAddressWrong(location) from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database:
        return None
    raise DatabaseAddressWrong(location)


def file_of(location: str | Path | None) -> Path:
    """The file that `location` names; None for the one in the user's data folder."""
    if location is None:
        return paths.data_folder() / DEFAULT_FILE
    if isinstance(location, str) and "://" in location:
        location = make_url(location).database or ""
    return Path(location).expanduser().absolute()


def _open_file(path: Path, keys_folder: Path, *, create: bool) -> Engine:
    """An engine on the file, its key checked. Never reads the file itself: that would drop SQLite's locks."""
    if path.is_dir():
        raise NotOurDatabase(path)
    fresh = not path.exists()
    if not fresh:
        if path.stat().st_size == 0:
            raise EmptyDatabaseFile(path)
        key = keys.read_key(keys_folder)
    else:
        if not create:
            raise DatabaseNotFound(path)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = keys.make_key(keys_folder)
    hold(path)
    engine = _sqlite_engine(path, key)
    # A new file and its log belong to the owner alone from their first byte on.
    umask = os.umask(0o077)
    try:
        engine.connect().close()
    except DBAPIError as error:
        engine.dispose()
        if fresh and path.exists() and path.stat().st_size == 0:
            # Nothing was written, on a full disk; left there, the empty file would bar the next start.
            path.unlink()
        sentence = sentence_for(error)
        if sentence is None:
            raise
        if "not a database" in str(error):
            raise NotOurDatabase(path) from error
        raise Trouble(sentence) from error
    finally:
        os.umask(umask)
    return engine
