"""Days and hours as people here write them, shown short; an hour read as it is typed (days: core.typed_day)."""

import re
from datetime import date, datetime, time, timedelta

from deputy_station.core.clock import day_words, hour_words, local_time


def short_day(day: date | None, today: date) -> str:
    """今天, 明天, 12月4日, or 2025年12月4日 in another year; "—" for none."""
    if day is None:
        return "—"
    if day == today:
        return "今天"
    if day == today + timedelta(days=1):
        return "明天"
    return day_words(day, today)


def whole_day(day: date | None) -> str:
    """2026年12月4日; "—" for none."""
    return "—" if day is None else day_words(day)


def short_instant(instant: datetime | None, today: date) -> str:
    """11月20日 9:42 on the station's wall (the year where it is another); "—" for none."""
    if instant is None:
        return "—"
    moment = local_time(instant)
    return f"{day_words(moment.date(), today)} {hour_words(moment)}"


def days_left(day: date, today: date) -> str:
    """超 9 天, 今天, 还有 3 天."""
    left = (day - today).days
    if left < 0:
        return f"超 {-left} 天"
    return "今天" if left == 0 else f"还有 {left} 天"


def read_time(text: str) -> time | None:
    """A typed hour: 9:00, 9：30, 900, 1430, 9点, 9点半; None when it is no hour."""
    text = text.strip().replace("：", ":").replace("点半", ":30").replace("点", ":").replace("分", "")
    if text.endswith(":"):
        text += "00"
    matched = re.fullmatch(r"(\d{1,2}):(\d{1,2})", text) or re.fullmatch(r"(\d{1,2})(\d{2})", text)
    if matched is None:
        matched = re.fullmatch(r"(\d{1,2})()", text)
    if matched is None:
        return None
    hour, minute = int(matched[1]), int(matched[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
