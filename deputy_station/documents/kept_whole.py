"""Hours, dates, phone numbers, numbers of matters, names in lists: what is taken in at a glance stays on one line."""

import functools
import re

_KEPT = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,4}-\d{4}-\d{3,}"  # 东街-2026-0012, the number of a matter
    r"|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年"  # 2026年12月4日，12月
    r"|(?<!\d)\d{1,2}[:：]\d{2}(?!\d)(?:[—–～~-]\d{1,2}[:：]\d{2}(?!\d))?"  # 9:00—11:30; in 2026：0513 is no hour
    r"|\d+(?:[－—–～~-]\d+)+"  # 0561－5550123，8—12
    r"|1\d{2} \d{4} \d{4}"  # 138 0013 8000
    r"|星期[一二三四五六日]",
    re.ASCII,
)
# 王建国、李秀英（镇人大代表）: what has the length of a name, between the marks of a list.
_LISTED = re.compile(r"(?:(?<=[、（：])|^)[\u4e00-\u9fff]{2,4}(?=[、（）]|$)")


@functools.lru_cache(maxsize=5_000)
def kept_whole(text: str) -> tuple[tuple[int, int], ...]:
    """Beginning and end of each piece of a text in which no line should end, from left to right."""
    return tuple(found.span() for found in _KEPT.finditer(text))


@functools.lru_cache(maxsize=5_000)
def listed_names(text: str) -> tuple[tuple[int, int], ...]:
    """As `kept_whole`, the names in lists: apart, as in a document to edit nothing may be put between their signs,
    else nobody finds them."""
    return tuple(found.span() for found in _LISTED.finditer(text))
