"""From text to TOML data with exact numbers, or to what is wrong with the writing, in words of the office."""

import re
import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from deputy_station.features.points.rules.reading.mistakes import Mistake
from deputy_station.features.points.rules.reading.places import Place, Places, Unplaced, find_places
from deputy_station.features.points.rules.reading.slips import PAPER, look_over

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_TRIES = 60
_LONGEST_NUMBER = 40
_EXPONENT = 30
_FAR_TOO_DEEP = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){200}")
"""A name of hundreds of parts (a.b.c. …): taking it apart would take minutes, and no scheme has one."""

_EXPLAINED = (
    ("Unclosed array", "方括号“[”没有关上", "补上“]”。"),
    ("Unclosed inline table", "花括号“{”没有关上，或者两样之间少了逗号", "补上“}”或逗号。"),
    ("Unterminated string", "引号不成对", '补上 "。'),
    ("Expected '='", "少了“=”", "写成“名字 = 值”。"),
    ("Expected newline", "一行写了两件事，或者两样之间少了逗号", "一行写一件事。"),
    ("Expected ']", "方括号没有关上", "写成“[名字]”或“[[名字]]”。"),
    ("Invalid value", "等号右边的值写得不对", '文字加英文双引号 "，数不加引号。'),
    ("Invalid date", "没有这个日期", "写成 2026-01-31 这样。"),
    ("Unescaped", "引号里有反斜杠“\\”", "去掉它，或者写两个。"),
    ("Invalid hex", "引号里的反斜杠写法不对", "去掉反斜杠。"),
    ("Illegal character", "有看不见的字符，或者引号不成对", "删掉这一行重写。"),
    ("Found invalid character", "有不能用的字符", "删掉这一行重写。"),
    ("Invalid initial character", "等号左边的名字写得不对", "名字用英文字母。"),
    ("Invalid statement", "这一行不是“名字 = 值”", "说明文字前面加 #。"),
)


@dataclass(frozen=True)
class BadNumber:
    """A number that cannot be counted with (nan, or far too long); it stands in the data where it was written."""

    text: str


@dataclass
class Parsed:
    """The data with its places; `data` is None when what is wrong with the writing hides too much to read on."""

    data: dict[str, Any] | None
    places: Places = field(default_factory=Places)
    mistakes: list[Mistake] = field(default_factory=list)


def exact(text: str) -> Fraction | BadNumber:
    """The number exactly as written: 2.5 is 5/2; not nan, inf or longer than any scheme needs."""
    plain = text.replace("_", "")
    exponent = re.search(r"[eE]([+-]?\d+)$", plain)
    if len(plain) > _LONGEST_NUMBER or (exponent and abs(int(exponent.group(1))) > _EXPONENT):
        return BadNumber(text)
    try:
        return Fraction(plain)
    except ValueError:
        return BadNumber(text)


def parse(text: str) -> Parsed:
    """The data of the text, mended where slips of the keyboard can be mended, which are mistakes all the same."""
    text = text.removeprefix("\ufeff")
    too_deep = Parsed(None, Places(), [Mistake(0, PAPER, "一层套一层，套得太深", "请拆开写。")])
    if _FAR_TOO_DEEP.search(text):
        return too_deep
    try:
        return Parsed(*_loaded(text))
    except RecursionError:
        return too_deep
    except ValueError:
        pass
    looked = look_over(text)
    if looked.torn:
        return Parsed(None, Places(), looked.mistakes)
    return _mended(looked.mended, looked.mistakes)


@lru_cache(maxsize=1)  # a text is checked once for each answer of its switches; what is read is never changed
def _loaded(text: str) -> tuple[dict[str, Any], Places]:
    return tomllib.loads(text, parse_float=exact), find_places(text)


def _mended(text: str, mistakes: list[Mistake]) -> Parsed:
    """Go on with the mended text; lines nobody can make sense of are told one by one."""
    lost = False
    for _ in range(_TRIES):
        try:
            data, places = _loaded(text)
        except RecursionError:
            break
        except ValueError as error:
            single = _without_repeated(text, mistakes)
            if single is not None:
                text = single
                continue
            lost = True
            shorter = _without_line(text, str(error), mistakes)
            if shorter is None:
                break
            text = shorter
        else:
            return Parsed(None if lost else data, places, mistakes)
    if not mistakes:
        mistakes.append(Mistake(0, PAPER, "读不懂这份文件", "请照写法说明重写。"))
    return Parsed(None, Places(), mistakes)


def _without_repeated(text: str, mistakes: list[Mistake]) -> str | None:
    """Name what is written twice and leave the later ones out; None when nothing is.

    Of a part opened twice only the second heading goes: what stands under it is read with what comes before.
    """
    try:
        repeated = find_places(text).repeated
    except (Unplaced, RecursionError):
        return None
    if not repeated:
        return None
    mended = text
    for path, first, second in repeated:
        name = str(next(part for part in reversed(path) if isinstance(part, str)))
        mistakes.append(
            Mistake(second.line, PAPER, f"“{name}”写了两次，第 {first.line} 行已经写过", "只留一个。")
        )
        mended = _blanked(mended, second)
    return mended


def _blanked(text: str, place: Place) -> str:
    start = place.key_start
    # Inside { … } the comma before it goes too.
    before = text[:start].rstrip(" \t")
    if before.endswith(","):
        start = len(before) - 1
    gone = re.sub(r"[^\n]", " ", text[start : place.end])
    return text[:start] + gone + text[place.end :]


def _without_line(text: str, error: str, mistakes: list[Mistake]) -> str | None:
    """Explain the line tomllib stumbles over, and leave it out; None when it is not one line by itself."""
    lines = text.split("\n")
    found = _AT_LINE.search(error)
    number = int(found.group(1)) if found else len(lines)
    # An unclosed string or a missing value is noticed at the line's end, which tomllib may count as the next line.
    number = min(max(number, 1), len(lines))
    line = lines[number - 1].strip()
    if all(mistake.line != number for mistake in mistakes):
        mistakes.append(Mistake(number, PAPER, *_explained(error, line)))
    if not found or line.startswith(("[", "]", "}", "{", "#")) or not line:
        return None
    lines[number - 1] = ""
    return "\n".join(lines)


def _explained(error: str, line: str) -> tuple[str, str]:
    if re.fullmatch(r"[\w-]+\s*=", line):
        return f"“{line}”右边没有写值", "把值补在等号右边。"
    if word := re.match(r"([\w-]+)\s+(?=[\"'\d\[{])", line):
        return f"“{word.group(1)}”后面少了“=”", f"写成“{word.group(1)} = …”。"
    for start, what, hint in _EXPLAINED:
        if error.startswith(start):
            return what, hint
    name = re.match(r"\[?\[?([\w.-]+)", line)
    if error.startswith("Cannot") and name:
        return f"“{name.group(1)}”写了两次，或者两种写法混在一起", "只留一种。"
    return f"看不懂“{line[:20]}”", "请照写法说明重写。"
