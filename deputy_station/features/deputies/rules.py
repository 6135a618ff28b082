"""The levels of congresses, pure decisions about mandates, and the words rosters use for them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from deputy_station.core.choices import Choice
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal


class Level(Choice):
    """The congress a mandate belongs to, lowest first."""

    TOWN = "town", "镇"
    DISTRICT = "district", "县区"
    CITY = "city", "市"
    PROVINCE = "province", "省"
    NATION = "nation", "全国"


class Sex(Choice):
    """As on the roster."""

    MALE = "male", "男"
    FEMALE = "female", "女"


_LEVEL_WORDS = {
    "镇": Level.TOWN, "乡": Level.TOWN, "乡镇": Level.TOWN, "街道": Level.TOWN,
    "县": Level.DISTRICT, "区": Level.DISTRICT, "县区": Level.DISTRICT, "区县": Level.DISTRICT,
    "市": Level.CITY, "省": Level.PROVINCE, "自治区": Level.PROVINCE, "全国": Level.NATION, "国家": Level.NATION,
}  # fmt: skip
_SEPARATORS = re.compile(r"[、，,;；/／\s和及与兼]+")
_NUMERALS = "零一二三四五六七八九"


POSTCODE_PROBLEM = "邮编是 6 位数字，不知道就空着。"


def levels_on_paper(levels: str, district: str) -> str:
    """Levels as people of the place write them: 县区 is 区 in 杜集区 and 县 in 濉溪县; elsewhere it stays.

    >>> levels_on_paper("镇、县区", "杜集区")
    '镇、区'
    """
    own = district[-1:]
    return levels.replace(Level.DISTRICT.label, own) if own in ("县", "区", "旗") else levels


class MandatesOverlap(Refusal):
    """A deputy cannot sit twice in the same congress at the same time."""


class MandateDatesWrong(Refusal):
    """A mandate ends before it begins."""


def check_mandate_days(started_on: date, ended_on: date | None) -> None:
    """Refuse an end before the beginning."""
    if ended_on is not None and ended_on < started_on:
        raise MandateDatesWrong(
            f"离任日期 {day_words(ended_on)}早于当选日期 {day_words(started_on)}。请核对两个日期。"
        )


def check_no_overlap(
    level: Level,
    started_on: date,
    ended_on: date | None,
    others: Iterable[tuple[Level, date, date | None]],
) -> None:
    """Refuse a mandate that overlaps another one at the same level; a re-election starts after the last day."""
    last = ended_on or date.max
    for other_level, other_start, other_end in others:
        if other_level is level and other_start <= last and started_on <= (other_end or date.max):
            until = "至今" if other_end is None else f"至{day_words(other_end)}"
            raise MandatesOverlap(
                f"这位代表已有{level.label}代表职务（{day_words(other_start)}{until}），时间重叠。"
                "请先填写原职务的离任日期。"
            )


def in_office(started_on: date, ended_on: date | None, on: date) -> bool:
    """Whether a mandate holds on that day; both its first and its last day count."""
    return started_on <= on and (ended_on is None or on <= ended_on)


def read_levels(text: str) -> tuple[Level, ...] | None:
    """The levels a roster cell names ("区、镇人大代表"), lowest first; None when a word is not understood."""
    found: set[Level] = set()
    for word in _SEPARATORS.split(unicodedata.normalize("NFKC", text).strip()):
        bare = re.sub(r"(人民代表大会|人大)?(代表|级)*$", "", word)
        if not bare:
            continue
        level = _LEVEL_WORDS.get(bare) or _LEVEL_WORDS.get(bare.removesuffix("级"))
        if level is None:
            return None
        found.add(level)
    return tuple(level for level in Level if level in found) or None


def read_sex(text: str) -> Sex | None:
    """男 or 女, also 男性 and 女性; None for anything else."""
    return Sex.by_label(text.removesuffix("性"))


def term_number(name: str) -> int | None:
    """The number in the name of a term (第十九届, 第19届, 十九届人大); None when there is none."""
    match = re.search(r"([0-9]+|[零一二三四五六七八九十]+)届", unicodedata.normalize("NFKC", name))
    if match is None:
        return None
    if match[1].isdecimal():
        return int(match[1])
    tens, ten, ones = match[1].rpartition("十")
    return (_NUMERALS.index(tens) if tens else 1 if ten else 0) * 10 + (_NUMERALS.index(ones) if ones else 0)


def read_month(text: str) -> str | None:
    """A month of birth in the usual spellings (1975-03, 1975.3, 1975年3月, 197503) as YYYY-MM; "" stays empty,
    None when it is no month."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if not folded:
        return ""
    match = re.fullmatch(r"(19\d\d|20\d\d)(?:[-/.年]([01]?\d)月?|([01]\d))", folded)
    month = int(match[2] or match[3]) if match else 0
    return f"{match[1]}-{month:02d}" if match and 1 <= month <= 12 else None


def read_postcode(text: str) -> str | None:
    """A postcode (邮编) as six digits, wide ones and spaces between them too; "" stays empty, None when it is none.

    >>> read_postcode("２３５ ０００")
    '235000'
    """
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return folded if re.fullmatch(r"(?:[0-9]{6})?", folded) else None
