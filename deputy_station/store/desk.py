"""What a command without a window works at: the opened database, and one place where its answer is put.

The contract for `features/<name>/commands.py`: plain functions whose first parameter is the desk, and a
tuple `COMMANDS` that names them. `cli.py` joins the tuples, adds `--json` and `--database` to each command by
itself, turns errors into a Chinese sentence with status 1, and closes the database. A whole commands.py:

    from typing import Annotated
    import typer
    from deputy_station.features.deputies.service import roster
    from deputy_station.store.desk import Command, Desk

    def list_deputies(
        desk: Desk,
        search: Annotated[str, typer.Option("--search", help="姓名、拼音首字母或小组")] = "",
    ) -> None:
        \"\"\"Deputies by name, pinyin initials or group.\"\"\"
        with desk.reading() as session:
            rows = roster.list_deputies(session, search=search)
        desk.show_rows(rows, {"name": "姓名", "group": "小组", "level": "层级"})

    COMMANDS = (Command("deputies list", list_deputies, "列出代表"),)

Every command puts exactly one answer: `show_rows` for a list, `show_result` for anything else. With `--json`
the answer is one JSON document on standard output; `say` and `progress` go to standard error. Raise refusals
and troubles as everywhere. A command that may start a new database file says `Command(..., creates=True)`.
"""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.orm import Session

from deputy_station.core.choices import Choice
from deputy_station.core.clock import local_time
from deputy_station.core.command_list import line_help
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.store.database import Database

WIDEST_CELL = 60
"""Columns of a terminal after which a cell of a table is cut with …; JSON is never cut."""


@dataclass(frozen=True)
class Command:
    """One command: the words people type (`export sign-in`), its function, one line of Chinese help.

    The help of a command that the window knows too is left out: it is declared in `core.command_list`.
    """

    words: str
    run: Callable[..., None]
    help: str = ""
    creates: bool = False
    """May start a new database file; others refuse when the file is not there."""

    def __post_init__(self) -> None:
        if not self.help:
            object.__setattr__(self, "help", line_help(self.words))


@dataclass
class Desk:
    """The database (opened when first needed) and the two streams of a command.

    A test gives `Desk(lambda: database, out=io.StringIO())`.
    """

    open_database: Callable[[], Database]
    as_json: bool = False
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    location: str | None = None
    """Where the database lies as it was typed: None (the user's own), a file, or a URL."""
    before_result: Callable[[Mapping[str, object]], None] | None = None
    """Called with the answer of `show_result` before anybody sees it; may raise like the command itself."""
    _database: Database | None = None

    @property
    def database(self) -> Database:
        """The database, opened at the first call."""
        if self._database is None:
            self._database = self.open_database()
        return self._database

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads."""
        return self.database.reading()

    def transaction(self) -> AbstractContextManager[Session]:
        """A session that writes; committed when the block ends well."""
        return self.database.transaction()

    def close(self) -> None:
        """Close the database when it was opened."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def show_rows(
        self, rows: Iterable[object], columns: Mapping[str, str], *, uncut: str = "", **more: object
    ) -> None:
        """The answer of a list: rows are frozen dataclasses or mappings.

        People see a table of `columns` (key to Chinese title), long cells cut but those of the column `uncut`. JSON
        holds `{"count", "rows"}` with every field of the rows under its own name, and `more` beside them.
        """
        listed = [_as_mapping(row) for row in rows]
        if self.as_json:
            self._put({"count": len(listed), "rows": listed, **more})
            return
        self.out.write(table(listed, columns, uncut))
        self.out.write(f"共 {len(listed)} 条\n")

    def show_result(self, result: Mapping[str, object], sentence: str) -> None:
        """The answer of anything else: one JSON object, or one Chinese sentence (may hold line ends)."""
        if self.before_result is not None:
            self.before_result(result)
        if self.as_json:
            self._put(result)
        else:
            self.out.write(f"{sentence}\n")

    def say(self, text: str) -> None:
        """A message beside the answer, on standard error."""
        self.err.write(f"{text}\n")

    @property
    def progress(self) -> Progress:
        """A line of progress on standard error when a person watches, else nothing."""
        if not self.err.isatty():
            return silent_progress

        def show(done: int, total: int, unit: str) -> None:
            self.err.write(f"\r{done}/{total} {unit}" + ("\n" if done >= total else ""))
            self.err.flush()

        return show

    def _put(self, document: Mapping[str, object]) -> None:
        self.out.write(json.dumps(json_ready(document), ensure_ascii=False, indent=2))
        self.out.write("\n")


def _as_mapping(row: object) -> Mapping[str, Any]:
    if isinstance(row, Mapping):
        return row
    if is_dataclass(row) and not isinstance(row, type):
        return {each.name: getattr(row, each.name) for each in fields(row)}
    raise TypeError(f"a row is a dataclass or a mapping, not {type(row).__name__}")


def json_ready(value: object) -> Any:
    """A value as JSON keeps it: choices by stored value, days and instants (station time) as ISO text,
    exact numbers as text (`"7.5"`; `"1/3"` where no finite decimal exists), dataclasses as objects."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Enum):
        return json_ready(value.value)
    if isinstance(value, datetime):
        return (local_time(value) if value.tzinfo else value).isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return _number(value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): json_ready(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(json_ready(inner) for inner in value)
    if isinstance(value, Iterable):
        return [json_ready(inner) for inner in value]
    return {key: json_ready(inner) for key, inner in _as_mapping(value).items()}


def _number(value: Decimal | Fraction) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    rest = value.denominator
    places = 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest != 1:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return f"-{whole}" if value < 0 else whole


def shown(value: object) -> str:
    """A value as people read it in one cell: 是/否, labels of choices, station time, lists joined by 、."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, datetime):
        return (local_time(value) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal | Fraction):
        return _number(value)
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Sequence):
        return "、".join(shown(inner) for inner in value)
    return str(value)


def text_width(text: str) -> int:
    """Columns of a terminal: two for a wide character, none for a combining mark."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _cut(text: str) -> str:
    if text_width(text) <= WIDEST_CELL:
        return text
    kept = ""
    for char in text:
        if text_width(kept + char) >= WIDEST_CELL:
            break
        kept += char
    return f"{kept}…"


def table(rows: Sequence[Mapping[str, object]], columns: Mapping[str, str], uncut: str = "") -> str:
    """Rows under their Chinese titles, columns aligned with wide characters, numbers to the right; the cells of the
    column `uncut` are not cut."""
    if not rows:
        return ""
    titles = list(columns.values())
    cells = [[shown(row[key]) if key == uncut else _cut(shown(row[key])) for key in columns] for row in rows]
    widths = [max(map(text_width, column)) for column in zip(titles, *cells, strict=True)]
    right = [
        all(
            isinstance(row[key], int | float | Decimal | Fraction) and not isinstance(row[key], bool)
            for row in rows
        )
        for key in columns
    ]

    def line(texts: Sequence[str]) -> str:
        parts = []
        for text, width, to_right in zip(texts, widths, right, strict=True):
            blank = " " * (width - text_width(text))
            parts.append(blank + text if to_right else text + blank)
        return "  ".join(parts).rstrip() + "\n"

    return "".join(line(texts) for texts in [titles, *cells])
