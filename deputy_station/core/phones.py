"""Phone numbers as people leave them: what makes a line of signs no number, and what looks like a slip."""

import re
from typing import Any

PHONE_DIGITS = 5
"""The shortest numbers people leave: service lines such as 12345."""

MOBILE_DIGITS = 11
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_BETWEEN = re.compile(r"[\s()（）\-—]")
_LAND_LINE = re.compile(r"(?:0\d{2,3})?[2-9]\d{6,7}|[48]00\d{7}|1\d{4,5}")
"""With or without area code, 400 and 800 numbers, service lines. (工信部：电信网编号计划)"""


def phone_problem(phone: Any) -> str | None:
    """A check for phone lines: a name or initials typed one line too low hold too few digits to be a number."""
    if phone and not (phone.isdigit() and len(phone) >= PHONE_DIGITS) and _count_digits(phone) < PHONE_DIGITS:
        return f"电话至少有 {PHONE_DIGITS} 位数字，没有就空着。"
    return None


def _count_digits(phone: str) -> int:
    return sum(sign.isdigit() for sign in phone)


def phone_warning(phone: Any) -> str | None:
    """What looks like a slip in a phone number, to be looked at again; it never keeps from saving."""
    digits = _BETWEEN.sub("", str(phone or ""))
    if not digits or not digits.isdigit() or _MOBILE.fullmatch(digits) or _LAND_LINE.fullmatch(digits):
        return None
    if digits.startswith("1") and len(digits) != MOBILE_DIGITS:
        return f"手机号是 {MOBILE_DIGITS} 位，这里是 {len(digits)} 位，请核对。"
    return "这个号码不像手机号，也不像座机号，请核对。"


def spaced(phone: str) -> str:
    """A phone as people read it aloud: 138 1234 1234.

    >>> spaced("13812341234")
    '138 1234 1234'
    """
    if len(phone) == 11 and phone.isdigit() and phone.startswith("1"):
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    return phone
