"""When an address tells a household, and not a whole village."""

import re

_NUMBERED = re.compile(r"[0-9０-９一二三四五六七八九十百]+\s*(?:组|号|栋|幢|单元|室|户|队|弄|巷|-)")


def tells_a_household(address: str) -> bool:
    """Whether people of the same address are few enough to be shown together: it goes down to a group or a house.

    >>> tells_a_household("南街村 3 组"), tells_a_household("南街村")
    (True, False)
    """
    return _NUMBERED.search(address) is not None
