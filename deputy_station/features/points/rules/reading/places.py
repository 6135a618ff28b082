"""Where everything stands in a TOML text: the line and the offsets of every key and value, by path.

A path runs as in the data read: ("item", 3, "rule", "each"). The text should be one that tomllib accepts; of a text
it does not accept because something is written twice, the places are found too, with what was repeated.
"""

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t\ufeff]*")
_EMPTY = re.compile(r"(?:[ \t\r\n\ufeff]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
_STRINGS = (
    re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}', re.DOTALL),
    re.compile(r"'''(?:[^']|'(?!''))*'{3,5}", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\[^\n])*"'),
    re.compile(r"'[^'\n]*'"),
)


class Unplaced(ValueError):
    """The text is no TOML, so nothing in it has a place."""


@dataclass(frozen=True)
class Place:
    """Where a value stands: its line (from 1), its offsets, and those of its key (equal to them where it has none)."""

    line: int
    start: int
    end: int
    key_start: int
    key_end: int


@dataclass
class Places:
    """Every place by path, and what was written twice: (path, first place, second place)."""

    by_path: dict[Path, Place] = field(default_factory=dict)
    repeated: list[tuple[Path, Place, Place]] = field(default_factory=list)

    def find(self, path: Path) -> Place | None:
        """The place of exactly this path."""
        return self.by_path.get(path)

    def line(self, path: Path) -> int:
        """The line of the path, or of the nearest thing around it; 0 when there is none."""
        for length in range(len(path), 0, -1):
            if place := self.by_path.get(path[:length]):
                return place.line
        return 0


def find_places(text: str) -> Places:
    """The places of everything in the text. Raises Unplaced (or RecursionError) when it is no TOML at all."""
    return _Lexer(text).run()


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found = Places()
        self.lengths: dict[Path, int] = {}
        self.breaks = [match.start() for match in re.finditer("\n", text)]

    def run(self) -> Places:
        base: Path = ()
        while self._skip(_EMPTY) < len(self.text):
            if self.text[self.at] == "[":
                base = self._header()
            else:
                self._pair(base)
        return self.found

    # -- what a line starts with --

    def _header(self) -> Path:
        start = self.at
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        names = self._names()
        self._expect("]]" if many else "]")
        path: Path = ()
        for number, (name, _, _) in enumerate(names):
            path = (*path, name)
            last = number == len(names) - 1
            if last and many:
                self.lengths[path] = self.lengths.get(path, 0) + 1
            if path in self.lengths and (many or not last):
                path = (*path, self.lengths[path] - 1)
        place = self._place(start, self.at, start, self.at)
        self._put(path, place)
        for length in range(1, len(path)):
            self.found.by_path.setdefault(path[:length], place)
        return path

    def _pair(self, base: Path) -> None:
        names = self._names()
        self._expect("=")
        self._skip(_BLANK)
        key_start, key_end = names[0][1], names[-1][2]
        path = (*base, *(name for name, _, _ in names))
        start = self.at
        self._value(path)
        place = self._place(start, self.at, key_start, key_end)
        self._put(path, place)
        for length in range(len(base) + 1, len(path)):
            self.found.by_path.setdefault(path[:length], place)

    def _put(self, path: Path, place: Place) -> None:
        earlier = self.found.by_path.get(path)
        # A table may be opened after its parts were ([a.b] before [a]); only what ends at a key is a repetition.
        if earlier is None or (earlier.start < place.start and self._implied(path, earlier)):
            self.found.by_path[path] = place
        else:
            self.found.repeated.append((path, earlier, place))

    def _implied(self, path: Path, earlier: Place) -> bool:
        return any(
            len(other) > len(path) and other[: len(path)] == path and place == earlier
            for other, place in self.found.by_path.items()
        )

    # -- keys and values --

    def _names(self) -> list[tuple[str, int, int]]:
        names = []
        while True:
            self._skip(_BLANK)
            start = self.at
            if self.text[start : start + 1] in ('"', "'"):
                self._string()
                names.append((_unquoted(self.text[start : self.at]), start, self.at))
            elif match := _BARE.match(self.text, start):
                self.at = match.end()
                names.append((match.group(), start, self.at))
            else:
                raise Unplaced(start)
            self._skip(_BLANK)
            if self.text[self.at : self.at + 1] != ".":
                return names
            self.at += 1

    def _value(self, path: Path) -> None:
        first = self.text[self.at : self.at + 1]
        if first in ('"', "'"):
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline(path)
        elif match := _SCALAR.match(self.text, self.at):
            self.at += len(match.group().rstrip())
        else:
            raise Unplaced(self.at)

    def _string(self) -> None:
        for pattern in _STRINGS:
            if match := pattern.match(self.text, self.at):
                self.at = match.end()
                return
        raise Unplaced(self.at)

    def _array(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self.text[self._skip(_EMPTY) : self.at + 1] != "]":
            start = self.at
            self._value((*path, number))
            self.found.by_path[*path, number] = self._place(start, self.at, start, self.at)
            number += 1
            if self.text[self._skip(_EMPTY) : self.at + 1] == ",":
                self.at += 1
            elif self.text[self.at : self.at + 1] != "]":
                raise Unplaced(self.at)
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while self.text[self._skip(_EMPTY) : self.at + 1] != "}":
            self._pair(path)
            if self.text[self._skip(_EMPTY) : self.at + 1] == ",":
                self.at += 1
            elif self.text[self.at : self.at + 1] != "}":
                raise Unplaced(self.at)
        self.at += 1

    # -- small steps --

    def _skip(self, pattern: re.Pattern[str]) -> int:
        if match := pattern.match(self.text, self.at):
            self.at = match.end()
        return self.at

    def _expect(self, sign: str) -> None:
        self._skip(_BLANK)
        if not self.text.startswith(sign, self.at):
            raise Unplaced(self.at)
        self.at += len(sign)

    def _place(self, start: int, end: int, key_start: int, key_end: int) -> Place:
        return Place(bisect_right(self.breaks, key_start - 1) + 1, start, end, key_start, key_end)


def _unquoted(raw: str) -> str:
    """The name a quoted key stands for."""
    try:
        return next(iter(tomllib.loads(f"{raw} = 0")))
    except ValueError as error:
        raise Unplaced(raw) from error
