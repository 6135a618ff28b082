"""One line of text, cleaned, that is no longer than its column holds.

SQLite keeps any length and PostgreSQL refuses it with words nobody at a desk can read: both are asked here, before.
"""

from sqlalchemy import String
from sqlalchemy.orm import InstrumentedAttribute

from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import Refusal


class LineTooLong(Refusal):
    """More than the register keeps: words typed, or pasted, into the wrong field."""

    def __init__(self, field: str, longest: int, given: int) -> None:
        super().__init__(f"“{field}”有 {given} 个字，最多 {longest} 个字。请写短一些。")


def fit_line(column: InstrumentedAttribute[str], field: str, text: str) -> str:
    """`text` as one clean line for `column`, which people know as `field`. Raises LineTooLong."""
    line = clean_line(text)
    kind = column.type
    assert isinstance(kind, String)
    assert kind.length is not None, "a column without a length needs no fitting"
    if len(line) > kind.length:
        raise LineTooLong(field, kind.length, len(line))
    return line
