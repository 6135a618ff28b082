"""A demand's number as people write it: 朔里-2026-0431."""

import re
import unicodedata
from dataclasses import dataclass

_TYPED = re.compile(r"(?:(?P<code>[^-\d]\S*?)?-?(?P<year>\d{4})-)?(?P<number>\d{1,6})\Z")


@dataclass(frozen=True)
class TypedNumber:
    """What somebody typed for a number: station code and year may be missing."""

    code: str
    year: int | None
    number: int


def number_text(station_code: str, year: int, number: int) -> str:
    """The number on papers and screens.

    >>> number_text("朔里", 2026, 431)
    '朔里-2026-0431'
    """
    return f"{station_code}-{year}-{number:04d}"


def short_number(number: int) -> str:
    """The number inside its year, as the list shows it: 0431."""
    return f"{number:04d}"


def read_number(text: str) -> TypedNumber | None:
    """The number somebody typed in any usual way (朔里-2026-0431, 2026-431, 431, full width), or None."""
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("—", "-").replace("–", "-")
    match = _TYPED.match(typed)
    if match is None:
        return None
    year = int(match["year"]) if match["year"] else None
    return TypedNumber(match["code"] or "", year, int(match["number"]))
