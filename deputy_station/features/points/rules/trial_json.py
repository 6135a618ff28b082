"""JSON read exactly and with a place for every mistake: no float, no key lost in silence, nothing that hangs the desk.

Numbers become whole numbers or fractions as they are written; what is no number of ours (NaN, 1e999999999) is kept
as what was written until its place is known.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher, get_close_matches
from fractions import Fraction

from deputy_station.core.cleaning import clean_line
from deputy_station.features.points.rules.numbers import exact_or_none

LONGEST_WORD = 60
"""A longer word is no slip of a known one, and comparing it would keep the desk waiting."""
MOST_DIGITS = 15
"""Digits a number may have before the point, and after it: money and points have far fewer."""

_WIDE_SIGNS = {
    "，": ",",
    "：": ":",
    "、": ",",
    "；": ",",
    "｛": "{",
    "｝": "}",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
}
_NUMBER = re.compile(r"(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?")
_PARTS = re.compile(r"(-?\d{1,15})\s*/\s*(\d{1,15})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True)
class TrialMistake:
    """One thing that is wrong in the records of a trial: where ("records 第 3 条的 date"), what, and what to write."""

    where: str
    what: str
    hint: str = ""

    @property
    def words(self) -> str:
        """The whole sentence."""
        place = f"{self.where}：" if self.where else ""
        return f"{place}{self.what}" + (f"，{self.hint}" if self.hint else "") + "。"


@dataclass(frozen=True)
class NoNumber:
    """What stands where a number should and is none we take, as written (cut)."""

    written: str


class JsonObject(dict[str, object]):
    """An object with the keys that were written twice."""

    twice: tuple[str, ...] = ()


@dataclass
class Place:
    """Somewhere in the document: its words, and the list every mistake goes to."""

    where: str
    mistakes: list[TrialMistake] = field(default_factory=list)

    def wrong(self, what: str, hint: str = "") -> None:
        """Put down a mistake made here."""
        self.mistakes.append(TrialMistake(self.where, what, hint))

    def key(self, name: str) -> "Place":
        """The place of a key in an object."""
        blank = " " if self.where.isascii() else ""
        return Place(f"{self.where}{blank}的 {name}" if self.where else name, self.mistakes)

    def nth(self, number: int, counter: str = "条") -> "Place":
        """The place of an element of a list, counted from 1."""
        return Place(f"{self.where} 第 {number} {counter}", self.mistakes)


def read_json(data: bytes, place: Place) -> object:
    """The document, or None with a mistake put down."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        place.wrong("不是 UTF-8 文字", "请另存为 UTF-8 后再试")
        return None
    try:
        return json.loads(
            text,
            parse_int=exact_number,
            parse_float=exact_number,
            parse_constant=NoNumber,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        at = Place(f"第 {error.lineno} 行第 {error.colno} 个字", place.mistakes)
        at.wrong("读不下去，不是正确的 JSON", _slip(text, error.pos, error.msg))
    except RecursionError:
        place.wrong("套得太深，读不了", "请照 README.md 第 12 节的样子写")
    return None


def _slip(text: str, at: int, said: str) -> str:
    """What is probably wrong where the reading stopped, by what stands there and what Python says of it."""
    if not text.strip():
        return "文件是空的"
    if said.startswith(("Unterminated string", "Invalid control character")):
        return '这里的引号没有关上，请在文字后面补上 "'
    if at >= len(text.rstrip()):
        return "后面缺了一截，请把没有关上的引号、方括号、花括号补上"
    sign, before = text[at], text[:at].rstrip()[-1:]
    if sign in "#/":
        return "JSON 里不能写说明，请删掉这一行的说明"
    if sign == "'":
        return '引号要用英文双引号 "'
    if sign in "“”‘’＂":
        return '引号是中文的，请改成英文双引号 "'
    if sign in _WIDE_SIGNS:
        return f"“{sign}”是中文的，请改成英文的 {_WIDE_SIGNS[sign]}"
    if sign in "]}" and before == ",":
        return "最后一样后面多了一个逗号，请去掉"
    if sign == "," and text[at + 1 :].lstrip()[:1] in ("]", "}"):
        return "最后一样后面多了一个逗号，请去掉"
    if sign in '"{[' and before in ('"', "}", "]"):
        return "前面少了一个逗号或冒号"
    return "请看看附近有没有少逗号、少引号、多逗号，或用了中文标点"


def exact_number(written: str) -> int | Fraction | NoNumber:
    """A JSON number without loss; one with too many digits is no number."""
    found = _NUMBER.fullmatch(written)
    if found is None or len(written) > 3 * MOST_DIGITS:
        return NoNumber(_cut(written))
    sign, whole, after, power = found[1], found[2], found[3] or "", int(found[4] or 0)
    if len(whole) + max(power, 0) > MOST_DIGITS or len(after) + max(-power, 0) > MOST_DIGITS:
        return NoNumber(_cut(written))
    value = Fraction(int(whole + after)) * Fraction(10) ** (power - len(after))
    value = -value if sign else value
    return int(value) if value.denominator == 1 else value


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest spelling as a question, or nothing. Of equally near ones, that with most signs in their places."""
    words = sorted(set(known)) if len(word) <= LONGEST_WORD else []
    close = get_close_matches(word, words, n=len(words) or 1, cutoff=0.5)
    if not close:
        return ""
    best = SequenceMatcher(None, close[0], word).ratio()
    equal = [each for each in close if SequenceMatcher(None, each, word).ratio() == best]
    meant = max(equal, key=lambda each: sum(one == other for one, other in zip(each, word, strict=False)))
    return f"您要的是不是“{meant}”"


def quoted(value: object) -> str:
    """A value as it is shown in a mistake: words in “”, anything else as JSON has it, set off by a blank."""
    if isinstance(value, str):
        return f"“{_cut(value.encode('utf-8', 'replace').decode())}”"
    if isinstance(value, NoNumber):
        return f" {value.written}"
    if isinstance(value, dict | list):
        return " {…}" if isinstance(value, dict) else " […]"
    if isinstance(value, Fraction):
        return f" {exact_or_none(value) or value}"
    return f" {_cut(json.dumps(value))}"


# -- one value after the other ------------------------------------------------------------------------------------


def take_object(value: object, known: Iterable[str], place: Place) -> JsonObject:
    """An object with none but known keys; an empty one with a mistake put down."""
    if not isinstance(value, JsonObject):
        place.wrong(f"应为一段 {{…}}，写成了{quoted(value)}")
        return JsonObject()
    names = list(known)
    for name in value.twice:
        place.wrong(f"{quoted(name)}写了两遍", "请留一个")
    for name in value:
        if name not in names:
            place.wrong(f"没有{quoted(name)}这个名字", nearest(name, names) or f"可以写：{'、'.join(names)}")
    return value


def take_list(held: JsonObject, name: str, place: Place) -> list[object]:
    """The list under a key; nothing written is an empty one."""
    value = held.get(name)
    if value is None and name not in held:
        return []
    if not isinstance(value, list):
        place.key(name).wrong(f"应为一列 […]，写成了{quoted(value)}")
        return []
    return value


def take_text(held: JsonObject, name: str, place: Place, *, needed: bool = False) -> str:
    """The words under a key, without blanks around them; empty where nothing is written."""
    value = held.get(name)
    if value is None:
        if needed:
            place.wrong(f"缺少 {name}", "必须写")
        elif name in held:
            place.key(name).wrong("写成了 null", "没有就整项不写")
        return ""
    if not isinstance(value, str):
        place.key(name).wrong(f"应为文字，写成了{quoted(value)}", "请加引号")
        return ""
    return _clean(value, place.key(name), needed=needed)


def take_texts(held: JsonObject, name: str, place: Place) -> list[str]:
    """The list of words under a key; one word alone is a list of one."""
    value = held.get(name)
    if isinstance(value, str):
        value = [value]
    elif value is not None or name in held:
        value = take_list(held, name, place)
    found = []
    for number, each in enumerate(value or [], 1):
        if isinstance(each, str):
            found.append(_clean(each, place.key(name), needed=True))
        else:
            place.key(name).nth(number, "个").wrong(f"应为文字，写成了{quoted(each)}")
    return found


def take_id(held: JsonObject, name: str, place: Place, *, needed: bool = False) -> str | int:
    """A name or a whole number that stands for somebody; empty where nothing is written."""
    value = held.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return take_text(held, name, place, needed=needed)


def take_number(
    held: JsonObject, name: str, place: Place, *, least: Fraction | None = None, as_text: bool = False
) -> Fraction | None:
    """An exact number, "1/3" as text where it is a fraction, or any as text with `as_text`; None where not written."""
    value, here = held.get(name), place.key(name)
    if name not in held:
        return None
    found = _fraction(value, as_text=as_text)
    if found is None:
        if isinstance(value, NoNumber):
            here.wrong(f"{value.written} 不是能用的数", f"小数点前后各不超过 {MOST_DIGITS} 位")
        elif isinstance(value, str) and _fraction(value, as_text=True) is not None:
            here.wrong(f"应为数，写成了文字{quoted(value)}", "请去掉引号")
        else:
            here.wrong(f"应为数，写成了{quoted(value)}")
        return None
    if least is not None and found < least:
        here.wrong(f"不能小于 {least}，写成了{quoted(value)}")
        return None
    return found


def take_whole(held: JsonObject, name: str, place: Place) -> int | None:
    """A whole number of 0 or more; None where not written."""
    found = take_number(held, name, place, least=Fraction(0))
    if found is not None and found.denominator != 1:
        place.key(name).wrong(f"应为整数，写成了{quoted(held[name])}")
        return None
    return None if found is None else int(found)


def take_day(held: JsonObject, name: str, place: Place, *, needed: bool = False) -> date | None:
    """A day written 2026-03-05; None where not written or with a mistake put down."""
    written = take_text(held, name, place, needed=needed)
    if not written:
        return None
    found, here = _DAY.fullmatch(written), place.key(name)
    if found is None:
        here.wrong(f"日期{quoted(written)}写法不对", "请写成 2026-03-05 的样子")
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        here.wrong(f"没有{quoted(written)}这一天")
        return None
    if not 1949 <= day.year <= 2200:
        here.wrong(f"年份不对：{quoted(written)}")
        return None
    return day


def _fraction(value: object, *, as_text: bool) -> Fraction | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if not isinstance(value, str):
        return None
    if (parts := _PARTS.fullmatch(value.strip())) is not None:
        return Fraction(int(parts[1]), int(parts[2])) if int(parts[2]) else None
    if not as_text:
        return None
    found = exact_number(value.strip())
    return None if isinstance(found, NoNumber) else Fraction(found)


def _clean(text: str, place: Place, *, needed: bool) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        place.wrong("里面有不成字的符号", "请重新输入这几个字")
        return ""
    cleaned = clean_line(text)
    if needed and not cleaned:
        place.wrong("是空的", "必须写")
    return cleaned


def _object(pairs: list[tuple[str, object]]) -> JsonObject:
    held = JsonObject(pairs)
    if len(held) < len(pairs):
        names = [name for name, _value in pairs]
        held.twice = tuple(name for name in held if names.count(name) > 1)
    return held


def _cut(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
