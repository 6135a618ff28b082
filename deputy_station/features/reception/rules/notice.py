"""The public notice of a reception day: its number and whether it is out early enough."""

from datetime import date, timedelta

from deputy_station.core.clock import day_words

DEFAULT_LEAD_DAYS = 3
"""Most stations ask for three days between notice and reception, some two, some five (a setting)."""


def notice_number_text(year: int, number: int) -> str:
    """〔2026〕3号 (the style of numbers of official papers, without leading zeros)."""
    return f"〔{year}〕{number}号"


def lead_time_warning(issued_on: date, held_on: date, lead_days: int = DEFAULT_LEAD_DAYS) -> str:
    """A sentence when the notice is out later than `lead_days` before the day, else an empty text."""
    ahead = (held_on - issued_on).days
    if ahead >= lead_days:
        return ""
    latest = held_on - timedelta(days=lead_days)
    if ahead < 0:
        return f"接待日是 {day_words(held_on, issued_on)}，公告日期在它之后，请核对。"
    when = "当天才公告" if ahead == 0 else f"只提前 {ahead} 天"
    return f"公告应提前 {lead_days} 天（不晚于 {day_words(latest, issued_on)}），现在{when}。"


def notice_due(held_on: date, today: date, lead_days: int = DEFAULT_LEAD_DAYS) -> str:
    """How long there is to give notice of a day, in words: 11月30日前要发公告，还有 3 天.

    Empty for a day that is today or past: then it is too late to say so.
    """
    if held_on <= today:
        return ""
    latest = held_on - timedelta(days=lead_days)
    left = (latest - today).days
    if left < 0:
        return f"公告晚了 {-left} 天（{day_words(latest, today)}前该发），请马上发"
    when = f"还有 {left} 天" if left else "今天是最后一天"
    return f"{day_words(latest, today)}前要发公告，{when}"


def notice_left(held_on: date, today: date, lead_days: int = DEFAULT_LEAD_DAYS) -> str:
    """How many days there are left to give notice of a day, where there is room for little: 3 天内发.

    Empty for a day that is today or past.
    """
    if held_on <= today:
        return ""
    left = (held_on - timedelta(days=lead_days) - today).days
    if left < 0:
        return f"晚了 {-left} 天"
    return f"{left} 天内发" if left else "今天要发"
