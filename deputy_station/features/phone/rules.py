"""Pure decisions of the page for phones: what a personal code is, who is late, when the page stops by itself."""

import unicodedata
from datetime import date, datetime, time, timedelta
from ipaddress import IPv4Address

from deputy_station.core.clock import day_words, from_local, hour_words, local_time
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.rules import CAME, AttendanceState

CODE_DIGITS = 6
STAYS_OPEN = timedelta(minutes=30)
"""How long the page listens after the activity's end."""
USUAL_LENGTH = timedelta(hours=4)
"""How long an activity without an end is taken to last."""
MOST_WORDS = 1_500
"""So that the longest form, nine bytes a Chinese character as browsers send it, fits the 16 KB of a request."""
MOST_NAME = 40
MOST_PHONE = 20
MOST_VILLAGE = 60


class PhoneActivityCancelled(Refusal):
    """Nobody signs in for what is not held."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”已取消，不能开手机签到。如要举行，请先恢复。")


class NotTodaysActivity(Refusal):
    """The page is opened on the day itself."""

    def __init__(self, held_on: date, today: date) -> None:
        super().__init__(f"活动在{day_words(held_on, today)}，手机签到只能在当天开。")


class ActivityOver(Refusal):
    """The page would stop at once."""

    def __init__(self, until: str) -> None:
        super().__init__(f"活动已经结束，手机签到在 {until} 已该停了。要补记，请在出席名单上登记。")


class CodeUnknown(Refusal):
    """The code is nobody's, or of somebody who may not sign in here: the same words, so nothing is learnt."""

    def __init__(self) -> None:
        super().__init__("个人码不对，没有签到。请看清纸条上的 6 位数字，再输一次，或到接待台签到。")


class SignInOnLeave(Refusal):
    """Leave was granted; only the desk sets that aside."""

    def __init__(self) -> None:
        super().__init__("您这次已经请了假，手机上不能签到。您既然来了，请到接待台说一声。")


def read_code(text: str) -> str | None:
    """The six digits of a typed code (full-width digits, spaces and hyphens are fine), None when it is no code.

    >>> read_code("１２３ 456"), read_code("12345")
    ('123456', None)
    """
    folded = unicodedata.normalize("NFKC", text)
    digits = "".join(each for each in folded if not each.isspace() and each != "-")
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit() else None


def code_in_print(code: str) -> str:
    """123 456: read off a slip more easily."""
    return f"{code[:3]} {code[3:]}"


def closing_instant(held_on: date, starts_at: time | None, ends_at: time | None, begun: datetime) -> datetime:
    """When the page stops by itself, UTC: half an hour after the end, at midnight at the latest.

    Without an end four hours after the start count, without a start four hours after the page was `begun`.
    """
    if ends_at is not None:
        end = from_local(datetime.combine(held_on, ends_at))
    elif starts_at is not None:
        end = from_local(datetime.combine(held_on, starts_at)) + USUAL_LENGTH
    else:
        end = begun + USUAL_LENGTH
    midnight = from_local(datetime.combine(held_on + timedelta(days=1), time()))
    return min(end + STAYS_OPEN, midnight)


def check_opening(*, title: str, held_on: date, cancelled: bool, closes_at: datetime, now: datetime) -> None:
    """Refuse to open the page for what is cancelled, not today, or over."""
    today = local_time(now).date()
    if cancelled:
        raise PhoneActivityCancelled(title)
    if held_on != today:
        raise NotTodaysActivity(held_on, today)
    if now >= closes_at:
        raise ActivityOver(hour_words(closes_at))


def signs_in(state: AttendanceState) -> bool:
    """Whether a code changes this state: who came already stays as written, who is on leave is refused."""
    if state is AttendanceState.LEAVE:
        raise SignInOnLeave
    return state not in CAME


def in_offered_order(addresses: set[str]) -> list[str]:
    """Addresses of this computer a phone can reach, the likely one first: home and office networks before others.

    Loopback, link-local and unset addresses are never offered.
    """
    usable = [
        each
        for each in map(IPv4Address, addresses)
        if not (each.is_loopback or each.is_link_local or each.is_unspecified or each.is_multicast)
    ]
    return [str(each) for each in sorted(usable, key=lambda each: (not each.is_private, _rank(each), each))]


def _rank(address: IPv4Address) -> int:
    """192.168 first, then 10, then the rest: 172.16 is mostly the inner network of other programs."""
    first = int(address) >> 24
    return {192: 0, 10: 1}.get(first, 2)
