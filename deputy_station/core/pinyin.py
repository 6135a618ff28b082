"""Names found without switching the input method, and listed in one order on every engine.

Dictionaries misread surnames (曾 单 仇 解 区 查 朴 盖 乐 尉迟), so every reading of a character is kept as a key,
the surname reading first. A character without any reading is found as it is written and sorted last.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product

from deputy_station.core.cleaning import search_form

_SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge",
    "乐": "yue", "任": "ren", "宁": "ning", "翟": "zhai", "缪": "miao", "秘": "bi", "冼": "xian", "召": "shao",
    "折": "she", "员": "yun", "贠": "yun", "繁": "po", "种": "chong", "重": "chong", "逄": "pang", "洗": "xian",
    "尹": "yin", "華": "hua", "华": "hua", "燕": "yan", "晟": "cheng", "覃": "qin", "隗": "wei", "臧": "zang",
    "谌": "chen", "撒": "sa", "适": "kuo", "黑": "he", "盛": "sheng", "石": "shi", "车": "che", "褚": "chu",
    "长": "chang", "长孙": "zhang sun", "尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai", "单于": "chan yu",
    "令狐": "ling hu", "夏侯": "xia hou", "鲜于": "xian yu", "宿": "su", "祭": "zhai", "牟": "mu", "那": "na",
    "葛": "ge", "纪": "ji", "应": "ying", "曲": "qu", "丁": "ding", "便": "pian", "不": "fou", "句": "gou",
    "阚": "kan", "郇": "xun", "郗": "xi", "乜": "nie", "么": "yao", "佴": "nai", "俞": "yu", "邵": "shao",
}  # fmt: skip
"""The reading as a surname where a dictionary's first reading may differ."""

_MOST_SPELLINGS = 24
_NO_READING = "zzzz"


def search_keys(name: str) -> str:
    """All keys a name is found by, separated by spaces: as written, in full pinyin, by initials.

    A query in `search_form` is looked for inside this text; it holds no spaces, so it never spans two keys.
    """
    written = search_form(name)
    keys = [written, written.replace("·", ""), *_spellings(written), *initials(name)]
    return " ".join(dict.fromkeys(key for key in keys if key))


def initials(name: str) -> tuple[str, ...]:
    """The first letters of a name, one entry for each way to read it; the surname reading first."""
    readings = [_letters(choices) for choices in _readings(search_form(name))]
    if not readings:
        return ()
    if all(len(letters) == 1 for letters in readings):
        return ("".join([letters[0] for letters in readings]),)
    return _unique("".join(letters) for letters in islice(product(*readings), _MOST_SPELLINGS))


def spellings(text: str) -> tuple[str, ...]:
    """Full pinyin of a text, one entry for each reading of its first sign."""
    return _spellings(search_form(text))


def sort_key(name: str) -> str:
    """A key of a-z and 0-9 only, at most 200 characters, that sorts names by pinyin, then by character.

    Only such keys are in the same order under every collation of both engines.
    """
    parts = []
    form = search_form(name)
    readings = iter(_readings(form))
    for sign in form:
        if sign == "·":
            continue
        choices = next(readings)
        reading = choices[0] if choices[0].isascii() and choices[0].isalnum() else _NO_READING
        parts.append(f"{reading}0{ord(sign):06x}")
    return "".join(parts)[:200]


def _unique(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _spellings(form: str) -> tuple[str, ...]:
    """Full pinyin, one entry for each reading of the surname; the rest in its usual reading."""
    readings = _readings(form)
    if not readings:
        return ()
    surname, rest = readings[0], "".join(choices[0] for choices in readings[1:])
    return tuple(first + rest for first in surname)


def _readings(form: str) -> list[tuple[str, ...]]:
    """For each sign of the name but the middle dot its readings, never empty."""
    signs = [sign for sign in form if sign != "·"]
    if not signs:
        return []
    readings = [_sign_readings(sign) for sign in signs]
    compound = _SURNAMES.get("".join(signs[:2])) if len(signs) > 2 else None
    known = compound.split() if compound else [_SURNAMES[signs[0]]] if signs[0] in _SURNAMES else []
    for index, reading in enumerate(known):
        readings[index] = _unique((reading, *readings[index]))
    return readings


@lru_cache(maxsize=1024)
def _letters(readings: tuple[str, ...]) -> tuple[str, ...]:
    return _unique(reading[:1] for reading in readings)


@lru_cache(maxsize=4096)
def _sign_readings(sign: str) -> tuple[str, ...]:
    """The readings of one sign without tones, the usual one first; itself when it has none."""
    # The dictionary takes a seventh of a second to load: only when a name is really read.
    from pypinyin import Style, pinyin

    if sign.isascii():
        return (sign,)
    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")
    return _unique(reading for reading in found[0] if reading.isascii()) or (sign,) if found else (sign,)
