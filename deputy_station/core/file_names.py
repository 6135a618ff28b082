"""Names of files as every system takes them."""

import re

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def for_file(name: str, instead: str = " ") -> str:
    """A name, or a part of one: `instead` of each sign that some system refuses, no space or dot at either end.

    >>> for_file("建议/答复：“修路”？"), for_file("a:b.", "_")
    ('建议 答复：“修路”？', 'a_b')
    """
    return _FORBIDDEN.sub(instead, name).strip(" .")
