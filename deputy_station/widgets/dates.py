"""Days and hours as people here write them: shown short, read in the spellings they type."""

import re
from datetime import date, datetime, time, timedelta

from deputy_station.core.clock import day_words, local_time

WEEKDAYS = "一二三四五六日"
_NAMED_DAYS = {"今天": 0, "明天": 1, "后天": 2, "昨天": -1, "前天": -2}


def weekday_word(day: date) -> str:
    """星期五."""
    return f"星期{WEEKDAYS[day.weekday()]}"


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
    return f"{day_words(moment.date(), today)} {moment.hour}:{moment.minute:02}"


def days_left(day: date, today: date) -> str:
    """超 9 天, 今天, 还有 3 天."""
    left = (day - today).days
    if left < 0:
        return f"超 {-left} 天"
    return "今天" if left == 0 else f"还有 {left} 天"


def read_day(text: str, today: date) -> date | None:
    """A typed day: 2026-11-20, 2026.11.20, 20261120, 11-20, 11月20日, 今天, 明天; None when it is no day.

    A day without a year is in the present year.
    """
    text = text.strip().translate(str.maketrans("０１２３４５６７８９／．－", "0123456789/.-"))
    if text in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[text])
    if re.fullmatch(r"\d{8}", text):
        parts = [text[:4], text[4:6], text[6:]]
    else:
        matched = re.fullmatch(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", text)
        if matched is None:
            return None
        parts = [matched[1] or str(today.year), matched[2], matched[3]]
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


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
