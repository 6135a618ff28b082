"""Columns of a grid: each says how a typed or pasted text is read, cell by cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deputy_station.core.cleaning import clean_line, search_form
from deputy_station.core.clock import hour_words
from deputy_station.core.pinyin import initials
from deputy_station.core.typed_day import Lean, read_day
from deputy_station.widgets.dates import read_time

WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class Reading:
    """A cell's text read: the value, or the sentence that says why it is none; `shown` is how it is then written."""

    value: Any = None
    problem: str = ""
    shown: str = ""


@dataclass(frozen=True)
class GridColumn:
    """One column. `given` ones name the row and are not typed; `keys` fill a cell with one key (1 -> 到会)."""

    name: str
    label: str
    read: Callable[[str], Reading]
    chars: int = 6
    grow: int = 0
    required: bool = False
    given: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    """The words that may stand here, offered in a list; none where anything may be typed."""
    also_called: tuple[str, ...] = ()
    """What the column is called in other people's tables (联系电话 for 电话)."""


def given_column(name: str, label: str, *, chars: int = 6, grow: int = 0) -> GridColumn:
    """A column that is known and only read."""
    return GridColumn(name, label, _as_written, chars, grow, given=True)


def words_column(
    name: str,
    label: str,
    *,
    chars: int = 8,
    grow: int = 0,
    required: bool = False,
    most: int = 200,
    check: Callable[[str], str | None] | None = None,
) -> GridColumn:
    """Free words, at most `most` characters; `check` may say what is wrong with them."""

    def read(text: str) -> Reading:
        words = clean_line(text)
        if len(words) > most:
            return Reading(problem=f"{label}最多 {most} 个字，现在多了 {len(words) - most} 个。", shown=words)
        problem = check(words) if check is not None and words else None
        return Reading(None if problem else words, problem or "", words)

    return GridColumn(name, label, read, chars, grow, required)


def number_column(name: str, label: str, *, largest: int, chars: int, word: str = "") -> GridColumn:
    """A whole number from 0; `word` is what a sentence calls it, else its label."""

    def read(text: str) -> Reading:
        plain = text.strip().translate(WIDE_DIGITS)
        if not plain:
            return Reading()
        if not plain.isdecimal() or len(plain) > 12 or int(plain) > largest:
            return Reading(problem=f"{word or label}要写成 0 到 {largest} 的整数。", shown=text.strip())
        return Reading(int(plain), "", str(int(plain)))

    return GridColumn(name, label, read, chars)


def choice_column(
    name: str,
    label: str,
    choices: Sequence[tuple[Any, str]],
    *,
    chars: int = 5,
    required: bool = False,
    keys: Mapping[str, Any] | None = None,
    also: Mapping[str, Any] | None = None,
) -> GridColumn:
    """One of a few (key, words): typed as its words, a part or the initials of them, or a key of `keys`.

    `also` are further spellings found in other people's tables (出席 for 到会).
    """
    words_of = dict(choices)
    one_key = {sign: words_of[key] for sign, key in (keys or {}).items()}
    spellings: dict[str, Any] = {search_form(words): key for key, words in choices}
    spellings |= {search_form(words): key for words, key in (also or {}).items()}
    spellings |= dict((keys or {}).items())

    def read(text: str) -> Reading:
        wanted = search_form(text.translate(WIDE_DIGITS))
        if not wanted:
            return Reading(None, "", "")
        if wanted in spellings:
            key = spellings[wanted]
            return Reading(key, "", words_of[key])
        found = {key for spelling, key in spellings.items() if spelling.startswith(wanted)}
        found |= {key for key, words in choices if wanted in initials(words)}
        found = found or {key for spelling, key in spellings.items() if wanted in spelling}
        if len(found) == 1:
            [key] = found
            return Reading(key, "", words_of[key])
        offered = "、".join(words for _, words in choices[:8])
        return Reading(problem=f"“{text.strip()}”不是{label}，可以填{offered}。", shown=text.strip())

    shown = tuple(words for _, words in choices)
    return GridColumn(name, label, read, chars, required=required, keys=one_key, choices=shown)


def day_column(
    name: str,
    label: str,
    *,
    today: Callable[[], date],
    lean: Lean = Lean.NEAREST,
    required: bool = False,
) -> GridColumn:
    """A day in any of its spellings, written as 2026-11-20."""

    def read(text: str) -> Reading:
        understood = read_day(text, today(), lean)
        shown = understood.day.isoformat() if understood.day is not None else text.strip()
        return Reading(understood.day, understood.problem, shown)

    return GridColumn(name, label, read, 6, required=required)


def time_column(name: str, label: str, *, required: bool = False) -> GridColumn:
    """An hour (900, 9:05, 9点半), written as 9:05."""

    def read(text: str) -> Reading:
        if not text.strip():
            return Reading()
        hour = read_time(text.translate(WIDE_DIGITS))
        if hour is None:
            return Reading(problem=f"看不懂“{text.strip()}”是几点，请写成 9:00 这样。", shown=text.strip())
        return Reading(hour, "", hour_words(hour))

    return GridColumn(name, label, read, 4, required=required)


def _as_written(text: str) -> Reading:
    return Reading(text, "", text)
