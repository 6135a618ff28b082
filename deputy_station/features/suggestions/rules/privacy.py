"""What a public paper must not hold: a private person's name, phone, address or document number."""

import re
from collections.abc import Iterable

from deputy_station.core.cleaning import mask_phone

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[-－—]\d{7,8}(?!\d)")
_DOCUMENT = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_SHORTEST_NAME = 2
SOMEBODY = "某群众"
SOMEWHERE = "某处"


def without_person(text: str, *, name: str = "", address: str = "", phone: str = "") -> str:
    """The text with that person's name, address and phone replaced, and every document number and phone masked.

    >>> without_person("我是陈大爷，电话13800001111", name="陈大爷")
    '我是某群众，电话138****1111'
    """
    for told, instead in ((address, SOMEWHERE), (phone, mask_phone(phone)), (name, SOMEBODY)):
        if len(told) >= _SHORTEST_NAME:
            text = text.replace(told, instead)
    return mask_numbers(text)


def mask_numbers(text: str) -> str:
    """Phones as 138****1111, document numbers (18 signs) left out."""
    text = _DOCUMENT.sub("（证件号码略）", text)
    text = _LANDLINE.sub(lambda found: mask_phone(found[0]), text)
    return _MOBILE.sub(lambda found: mask_phone(found[0]), text)


def has_numbers(texts: Iterable[str]) -> bool:
    """Whether a phone or a document number stands in one of the texts."""
    return any(pattern.search(text) for text in texts for pattern in (_MOBILE, _LANDLINE, _DOCUMENT))
