"""The village or community in an address or a place, for lists and figures by village."""

import re

from deputy_station.core.cleaning import clean_line

_ABOVE = re.compile(r"^.*?(?:镇|乡|街道|苏木)(?!村|社区)")
_VILLAGE = re.compile(r"[^\s\d,，、.。()（）村]{1,12}?(?:村|社区|居委会|嘎查)")
_NO_NAME = re.compile(r"^(?:我们|我|本|该|全|各|某|这个|那个|邻|新农|农)(?:村|社区)$")
LONGEST = 80


def village_in(*texts: str) -> str:
    """The first village or community named, without the town before it; "" where none is.

    >>> village_in("杜集区朔里镇六村 3 组"), village_in("", "朱庄社区东巷"), village_in("幸福小区")
    ('六村', '朱庄社区', '')
    """
    for text in texts:
        line = clean_line(text)
        found = _VILLAGE.match(_ABOVE.sub("", line, count=1).strip())
        if found is not None and not _NO_NAME.match(found[0]):
            return found[0][:LONGEST]
    return ""
