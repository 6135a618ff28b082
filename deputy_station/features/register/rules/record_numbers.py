"""The record number beside every printed row, as somebody types it back: 活123."""

import re
import unicodedata

from deputy_station.features.register.rules.book import LETTERS

_SUBJECTS = {letter: subject for subject, letter in LETTERS.items()}
_NUMBER = re.compile(rf"([{''.join(_SUBJECTS)}])(\d{{1,9}})号?")


def read_record_number(text: str) -> tuple[str, int] | None:
    """The kind and number of a record, however it was typed; None when it is no record number.

    >>> read_record_number("活 １２３")
    ('attendance', 123)
    """
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    match = _NUMBER.fullmatch(typed)
    return None if match is None else (_SUBJECTS[match[1]], int(match[2]))
