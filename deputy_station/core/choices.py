"""A stored choice: one enum with the stored value and the Chinese label people see."""

from enum import Enum
from typing import Self


class Choice(Enum):
    """Members are written `NAME = "stored_value", "中文"`; the value is stored, the label shown.

    >>> class Level(Choice):
    ...     TOWN = "town", "镇"
    >>> Level("town").label
    '镇'
    """

    label: str
    __hash__ = object.__hash__
    """There is one of each; by its name it would take ten times as long, and rows are counted by choices."""

    def __new__(cls, value: str, label: str = "") -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def by_label(cls, label: str) -> Self | None:
        """The member with that Chinese label, or None."""
        return next((member for member in cls if member.label == label), None)
