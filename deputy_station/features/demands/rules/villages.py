"""The village or community in an address or a place: for lists and figures by village, and for papers that tell an
address no further than that."""

import re
from functools import lru_cache

from deputy_station.core.cleaning import clean_line

_DOWN_TO = re.compile(r"^.*?(?:社区|居委会|村委会|嘎查|村(?![镇乡街民路]))")
"""From the beginning to the first village: 村镇, 村民 and 村路 name none."""
_TOWN = re.compile(r"^.*?(?:镇|乡(?!村)|街道|苏木)(?!社区)")
_NAME = re.compile(r"[^\s\d,，、.。()（）]{1,12}?(?:村|社区|居委会|嘎查)")
_NO_NAME = re.compile(r"^(?:我们|我|本|该|全|各|某|这个|那个|邻|新农|农)(?:村|社区)$")
LONGEST = 80


def down_to_village(address: str) -> str:
    """An address down to the village or community, never further; else to the town; else nothing.

    >>> down_to_village("朔里镇六村三组 12 号"), down_to_village("幸福小区 3 号楼")
    ('朔里镇六村', '')
    """
    line = address.strip()
    found = _DOWN_TO.match(line) or _TOWN.match(line)
    return found[0].strip() if found else ""


@lru_cache(maxsize=1024)
def village_in(*texts: str) -> str:
    """The first village or community named, without the town before it; "" where none is.

    >>> village_in("杜集区朔里镇六村 3 组"), village_in("", "朱庄社区东巷"), village_in("幸福小区")
    ('六村', '朱庄社区', '')
    """
    for text in texts:
        name = _TOWN.sub("", down_to_village(clean_line(text)), count=1).strip()
        name = name.removesuffix("委会") if name.endswith("村委会") else name
        if _NAME.fullmatch(name) and not _NO_NAME.match(name):
            return name[:LONGEST]
    return ""
