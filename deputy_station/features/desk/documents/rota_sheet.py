"""The rota on paper (forms/rota): this reception day and the coming ones, with deputies, places and the desk's phone."""

from collections.abc import Sequence
from datetime import date

from deputy_station.core.clock import day_words, hours_words, month_day, weekday_word
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.deputies.service.frame import StationRow
from deputy_station.features.reception.service.listing import DayRow

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field(
        "days",
        "接待日",
        kind=FieldKind.LIST,
        columns=(
            Field("on", "日期", "12月4日\n星期五"),
            Field("hours", "时间", "9:00—11:30"),
            Field("place", "地点", "一楼接待室"),
            Field("deputies", "接待代表", "王建国、李秀英"),
        ),
    ),
    Field("remark", "说明", "带“暂算”的日期，等放假安排公布后可能调整。"),
    Field("contact", "联系方式", "地址：东街 12 号　电话：0561－5550123"),
    Field("printed", "印制日期", "2026年11月27日印"),
)


def rota_sheet(station: StationRow, days: Sequence[DayRow], *, today: date) -> Sheet:
    """The rota of these days, in their order; days of another year than the first say theirs."""
    year = days[0].held_on.year if days else today.year
    contact = [
        f"地址：{station.address}" if station.address else "",
        f"电话：{station.phone}" if station.phone else "",
    ]
    values: dict[str, Value] = {
        "station": station.name,
        "days": [_line(day, year) for day in days],
        "remark": "带“暂算”的日期，等放假安排公布后可能调整。"
        if any(day.provisional for day in days)
        else "",
        "contact": "　".join(each for each in contact if each),
        "printed": f"{day_words(today)}印",
    }
    return Sheet(load_form("rota", FIELDS), values)


def _line(day: DayRow, year: int) -> dict[str, str]:
    on = month_day(day.held_on) if day.held_on.year == year else day_words(day.held_on)
    provisional = "（暂算）" if day.provisional else ""
    return {
        "on": f"{on}\n{weekday_word(day.held_on)}{provisional}",
        "hours": hours_words(day.starts_at, day.ends_at),
        "place": day.place,
        "deputies": "、".join(day.on_duty) or "待定",
    }
