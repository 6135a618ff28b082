"""The door sign of a reception day (forms/door_sign): what, when, where and who, to be read from afar."""

from deputy_station.core.clock import day_and_hours, month_day
from deputy_station.documents.description import Field, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.reception.service.listing import DayDetail

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("title", "大字", "代表接待日"),
    Field("time", "时间", "12月4日（星期五）9:00—11:30"),
    Field("place", "地点", "一楼接待室"),
    Field("deputies", "接待代表", "王建国　李秀英"),
    Field("welcome", "提示", "请先到接待席登记领号"),
)


def door_sign(day: DayDetail) -> Sheet:
    """The sign of a day; without its year, as it hangs there for that day alone."""
    row = day.row
    whole = day_and_hours(row.held_on, row.starts_at, row.ends_at)
    values = {
        "station": day.station,
        "title": "代表接待日",
        "time": month_day(row.held_on) + whole[whole.index("（") :],
        "place": row.place,
        "deputies": "　".join(each.name for each in day.duty if each.expected),
        "welcome": "请先到接待席登记领号",
    }
    return Sheet(load_form("door_sign", FIELDS), values)
