"""The wall calendar of a year (forms/year_calendar): twelve months, then the reception days with their deputies."""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import hours_words, month_day, weekday_short
from deputy_station.core.progress import Progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.documents.written_as import write_paper
from deputy_station.features.reception.service.year_calendar import (
    DayMark,
    ShownDay,
    ShownMonth,
    YearCalendar,
    YearReception,
    year_calendar,
)
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.store.database import Database

_ACROSS = 3
"""Months beside each other."""
_SHADES = {
    DayMark.WORK: "",
    DayMark.REST: "#EBE7E0",
    DayMark.RECEPTION: "#F0A49A",
    DayMark.PROVISIONAL: "#FFDFA8",
}
_WORDS = {DayMark.RECEPTION: "接待", DayMark.PROVISIONAL: "暂算"}

_WEEK = tuple(
    field
    for number in range(1, 7 * _ACROSS + 1)
    for field in (Field(f"d{number}", f"第 {number} 格"), Field(f"s{number}", f"第 {number} 格底色"))
)
FIELDS: tuple[Field, ...] = (
    Field("heading", "标题", "2026年代表接待日历"),
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("summary", "概要", "全年接待 12 天，每次 9:00—11:00，在东街社区服务中心一楼接待室。"),
    *(Field(f"m{number}", f"第 {number} 个月", f"{number}月") for number in range(1, 13)),
    *(
        Field(f"weeks{row}", f"第 {row} 排的各周", kind=FieldKind.LIST, columns=_WEEK)
        for row in range(1, 12 // _ACROSS + 1)
    ),
    *(Field(f"shade_{mark.value}", f"底色：{mark.value}", shade) for mark, shade in _SHADES.items() if shade),
    Field("list_heading", "名单标题", "2026年接待日代表轮值安排"),
    Field(
        "days",
        "接待日",
        kind=FieldKind.LIST,
        columns=(
            Field("number", "序号", "1"),
            Field("on", "日期", "1月15日（周四）"),
            Field("hours", "时间", "9:00—11:00"),
            Field("deputies", "接待代表", "王建国、李秀英"),
            Field("remark", "备注", "暂算"),
        ),
    ),
    Field("note", "说明", "暂算的日子按星期和法定节日推算，放假安排公布后可能调整。"),
    Field("contact", "联系方式", "联系电话：0561－5550123。"),
)


def year_calendar_sheet(session: Session, *, year: int) -> Sheet:
    """The wall calendar of a year, filled. Raises NoHomeStation."""
    shown = year_calendar(session, year=year)
    heading = f"{year}年代表接待日历"
    return Sheet(
        load_form("year_calendar", FIELDS),
        calendar_values(shown, heading),
        bookmark=heading,
        page_code=page_code(session, kind=RecordKind.RECEPTION_YEAR, record_id=of_year(year)),
    )


def draw_year_calendar(database: Database, progress: Progress, *, year: int, out: Path) -> int:
    """Write the wall calendar of a year as the ending of `out` says; gives the pages of a PDF."""
    have_key(database)
    with database.reading() as session:
        sheet = year_calendar_sheet(session, year=year)
    return write_paper(out, [sheet], title=str(sheet.values["heading"]), progress=progress)


def calendar_values(shown: YearCalendar, heading: str) -> dict[str, Value]:
    """What the form shows: a value for every field of `FIELDS`."""
    provisional = any(each.provisional for each in shown.receptions)
    return {
        "heading": heading,
        "station": shown.station,
        "summary": _summary(shown),
        **{f"m{month.month}": f"{month.month}月" for month in shown.months},
        **{
            f"weeks{row + 1}": _weeks(shown.months[row * _ACROSS : (row + 1) * _ACROSS])
            for row in range(12 // _ACROSS)
        },
        **{f"shade_{mark.value}": shade for mark, shade in _SHADES.items() if shade},
        "list_heading": f"{shown.year}年接待日代表轮值安排" if shown.receptions else "",
        "days": [_line(number, each) for number, each in enumerate(shown.receptions, 1)],
        "note": "“暂算”的日子按星期和法定节日推算，放假安排公布后可能调整，以公告为准。"
        if provisional
        else "",
        "contact": f"联系电话：{shown.phone}。" if shown.phone else "",
    }


def _weeks(months: tuple[ShownMonth, ...]) -> list[dict[str, str]]:
    """The weeks of months beside each other: a row for each, as many as the longest month needs."""
    rows = []
    for week in range(max(len(month.weeks) for month in months)):
        row: dict[str, str] = {}
        for place, month in enumerate(months):
            days = month.weeks[week] if week < len(month.weeks) else (None,) * 7
            for weekday, day in enumerate(days):
                number = place * 7 + weekday + 1
                row[f"d{number}"], row[f"s{number}"] = ("", "") if day is None else _cell(day)
        rows.append(row)
    return rows


def _cell(day: ShownDay) -> tuple[str, str]:
    word = _WORDS.get(day.mark) or day.word[:2]
    return "\n".join(part for part in (str(day.on.day), word) if part), _SHADES[day.mark]


def _summary(shown: YearCalendar) -> str:
    if not shown.receptions:
        return "这一年还没有排接待日。"
    parts = [f"全年接待 {len(shown.receptions)} 天"]
    hours = {hours_words(each.starts_at, each.ends_at) for each in shown.receptions}
    places = {each.place for each in shown.receptions}
    if len(hours) == 1 and (only := hours.pop()):
        parts.append(f"每次 {only}")
    if len(places) == 1 and (place := places.pop()):
        parts.append(f"地点：{place}")
    return "，".join(parts) + "。"


def _line(number: int, each: YearReception) -> dict[str, str]:
    return {
        "number": str(number),
        "on": f"{month_day(each.on)}（{weekday_short(each.on)}）",
        "hours": hours_words(each.starts_at, each.ends_at),
        "deputies": "、".join(each.deputies) or "待定",
        "remark": "暂算" if each.provisional else each.theme,
    }
