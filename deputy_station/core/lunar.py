"""The farmers' calendar (农历), which markets and festivals still follow: the lunar day of every day of a year, and
the festivals among the public holidays.

Looked up in the tables of the library `borax` (1900 to 2100), which is loaded when the first lunar day is asked for. A leap month bears
the number of the month before it (闰六月 after 六月) and has its own first and fifteenth.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_TENS = ("初", "十", "廿", "三")
_ONES = "十一二三四五六七八九"
_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_WHOLE_TENS = {10: "初十", 20: "二十", 30: "三十"}


@dataclass(frozen=True)
class LunarDay:
    """A day of the farmers' calendar: month 1 to 12, day 1 to 30, whether the month is a leap month."""

    month: int
    day: int
    leap: bool = False

    @property
    def words(self) -> str:
        """农历闰六月初三."""
        return f"农历{'闰' if self.leap else ''}{_MONTHS[self.month - 1]}月{lunar_day_name(self.day)}"


@lru_cache(maxsize=16)
def lunar_days(year: int) -> tuple[tuple[date, LunarDay], ...]:
    """Every day of the calendar year `year` with its lunar day, in order."""
    from borax.calendars.lunardate import LunarDate

    first, last = date(year, 1, 1), date(year, 12, 31)
    found: list[tuple[date, LunarDay]] = []
    for offset in range((last - first).days + 1):
        on = first + timedelta(days=offset)
        lunar = LunarDate.from_solar(on)
        found.append((on, LunarDay(lunar.month, lunar.day, bool(lunar.leap))))
    return tuple(found)


LAST_YEAR = 2100
"""The last year the tables know."""


def festivals(year: int) -> dict[date, str]:
    """The days off that 全国年节及纪念日放假办法 (in force since 1 January 2025), Art. 2, sets by moon and sun: 春节 from
    农历除夕 to 正月初三, 清明, 端午 and 中秋. `year` from 1900 to LAST_YEAR."""
    from borax.calendars.lunardate import LunarDate, TermUtils

    first = LunarDate(year, 1, 1).to_solar_date()
    return {
        **{first + timedelta(days=offset): "春节" for offset in range(-1, 3)},
        TermUtils.nth_term_day(year, term_name="清明"): "清明节",
        LunarDate(year, 5, 5).to_solar_date(): "端午节",
        LunarDate(year, 8, 15).to_solar_date(): "中秋节",
    }


def lunar_day_name(day: int) -> str:
    """初一, 十五, 廿三, 三十."""
    return _WHOLE_TENS.get(day) or _TENS[day // 10] + _ONES[day % 10]
