"""Phone numbers in a form: what makes a line of signs no number."""

from typing import Any

PHONE_DIGITS = 5
"""The shortest numbers people leave: service lines such as 12345."""


def phone_problem(phone: Any) -> str | None:
    """A check for phone lines: a name or initials typed one line too low hold too few digits to be a number."""
    if phone and sum(sign.isdigit() for sign in phone) < PHONE_DIGITS:
        return f"电话至少有 {PHONE_DIGITS} 位数字，没有就空着。"
    return None
