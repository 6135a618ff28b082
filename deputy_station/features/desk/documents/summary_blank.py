"""The day's summary to be written by hand (forms/summary_blank): what is known stands there, the rest is blank."""

from deputy_station.core.clock import day_and_hours
from deputy_station.documents.description import Field, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.reception.service.listing import DayDetail

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("time", "时间", "2026年12月4日（星期五）9:00—11:30"),
    Field("place", "地点", "东街代表联络站一楼接待室"),
    Field("deputies", "接待代表", "王建国、李秀英"),
)


def blank_summary(day: DayDetail) -> Sheet:
    """The blank summary of a day."""
    row = day.row
    values = {
        "station": day.station,
        "time": day_and_hours(row.held_on, row.starts_at, row.ends_at),
        "place": row.place,
        "deputies": "、".join(each.name for each in day.duty if each.expected),
    }
    return Sheet(load_form("summary_blank", FIELDS), values)
