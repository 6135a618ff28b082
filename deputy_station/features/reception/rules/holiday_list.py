"""The holiday table of a year as people have it: the sentences of the yearly announcement, or a row a day.

`春节：2月5日（周五）至13日（周六）放假调休，共9天。2月14日（周日）上班。` and `2027-02-14 上班 春节调休` are both read,
line by line; what is not understood is refused with its line, and so is a weekday or a count that does not fit: the
commonest slip is the announcement of another year.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from deputy_station.core.clock import WEEKDAYS, day_words, month_day
from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import SHIFTED_WORKDAY, DayOverride

WORKED, REST = "上班", "休息"
MOST_DAYS = 120
"""More than any announcement names; a longer span is a slip of the pen."""
LONGEST_NAME = 20

_DATE = r"(?:(?:(\d{4})[年/.-])?(\d{1,2})[月/.-])?(\d{1,2})(?!\d)日?"
_FULL_DATE = r"(?<![\d年/-])(?:(\d{4})[年/.-])?(\d{1,2})[月/.-](\d{1,2})(?!\d)日?"
_ASIDE = r"(?:\(([^()]*)\))?"
_SPAN = re.compile(rf"{_FULL_DATE}{_ASIDE}(?:[至到~—-]+{_DATE}{_ASIDE})?")
_COUNT = re.compile(r"共(\d{1,2})天")
_SMALL_TALK = re.compile(r"与周末连休|放假|调休|补休|照常|正常|[、,和\s]")
_NUMBERING = re.compile(r"^[\s]*(?:[一二三四五六七八九十]+、|\(?\d{1,2}[.、)]\s)")
_STATES = {WORKED, REST, "放假", "调休"}
_RESTS = re.compile("放假|休息|补休")


class HolidayLineUnclear(Refusal):
    """A line of the table cannot be read, or contradicts itself."""

    def __init__(self, number: int, line: str, why: str) -> None:
        shown = line if len(line) <= 30 else f"{line[:30]}…"
        super().__init__(f"第 {number} 行“{shown}”{why}")


def read_holiday_list(text: str, *, year: int) -> dict[date, DayOverride]:
    """The days a text names, by date; `year` is meant where none is written. Raises HolidayLineUnclear."""
    days: dict[date, DayOverride] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        for day, named in _read_line(number, line.strip(), year):
            if days.setdefault(day, named).works != named.works:
                raise HolidayLineUnclear(
                    number, line.strip(), f"把 {month_day(day)}又写成{_word(named)}，和前面不一样。请核对。"
                )
    return dict(sorted(days.items()))


def holiday_list_text(days: Mapping[date, DayOverride]) -> str:
    """The days as lines that `read_holiday_list` reads back, days of one holiday in one line."""
    lines = []
    for first, last, named in _runs(days):
        end = f"至{last.month}月{last.day}日" if last != first else ""
        lines.append(f"{day_words(first)}{end} {_word(named)} {named.name}".rstrip())
    return "\n".join(lines)


def _word(named: DayOverride) -> str:
    return WORKED if named.works else REST


def _runs(days: Mapping[date, DayOverride]) -> Iterator[tuple[date, date, DayOverride]]:
    """Days one after the other with the same name, in the same year."""
    run: tuple[date, date, DayOverride] | None = None
    for day, named in sorted(days.items()):
        if (
            run
            and day - run[1] == timedelta(days=1)
            and (named, day.year) == (run[2], run[0].year)
            and not named.works
        ):
            run = (run[0], day, named)
            continue
        if run:
            yield run
        run = (day, day, named)
    if run:
        yield run


def _read_line(number: int, line: str, year: int) -> Iterator[tuple[date, DayOverride]]:
    text = re.sub("星期|礼拜", "周", unicodedata.normalize("NFKC", line)).replace("周天", "周日")
    text = _NUMBERING.sub("", text)
    name, colon, told = text.partition(":")
    if not colon or re.search(r"\d", name):
        yield from _read_row(number, line, text, year)
        return
    for sentence in re.split("[。;]", told):
        if sentence.strip():
            yield from _read_sentence(number, line, sentence, name.strip(), year)


def _read_sentence(
    number: int, line: str, sentence: str, name: str, year: int
) -> Iterator[tuple[date, DayOverride]]:
    """2月5日至13日放假调休，共9天; 2月14日、2月20日上班."""
    days = _days_of(number, line, sentence, year)
    rest = _SPAN.sub("", sentence)
    works = WORKED in rest
    count = _COUNT.search(rest)
    left = _SMALL_TALK.sub("", _COUNT.sub("", rest)).replace(WORKED, "").replace(REST, "")
    if left or not days or works == bool(_RESTS.search(rest)):
        raise HolidayLineUnclear(number, line, "没看懂。每句写哪天放假或哪天上班，别的话请删去。")
    if count and int(count[1]) != len(days):
        raise HolidayLineUnclear(number, line, f"写着共 {count[1]} 天，日期却是 {len(days)} 天。请核对。")
    named = DayOverride(works, SHIFTED_WORKDAY if works else name[:LONGEST_NAME])
    yield from ((day, named) for day in days)


def _read_row(number: int, line: str, text: str, year: int) -> Iterator[tuple[date, DayOverride]]:
    """2027-02-14 上班 春节调休."""
    days = _days_of(number, line, text, year)
    words = [
        word
        for each in re.sub(r"[\s,。]+", " ", _SPAN.sub(" ", text)).split()
        # 国庆节、中秋节 is one name; 上班、春节调休 is a state and a name.
        for word in (each.split("、") if {*each.split("、")} & _STATES else [each.strip("、")])
        if word
    ]
    states = [each for each in words if each in _STATES]
    if not days or len(states) != 1 or states == ["调休"]:
        raise HolidayLineUnclear(number, line, f"没看懂。请写成“{year}-01-01 休息 元旦”，一天一行。")
    works = states[0] == WORKED
    name = "".join(each for each in words if each not in states) or (SHIFTED_WORKDAY if works else "放假")
    yield from ((day, DayOverride(works, name[:LONGEST_NAME])) for day in days)


def _days_of(number: int, line: str, text: str, year: int) -> list[date]:
    days: list[date] = []
    for found in _SPAN.finditer(text):
        first = _day(number, line, (found[1] or str(year), found[2], found[3]), found[4])
        last = first
        if found[7]:
            parts = (found[5] or str(first.year), found[6] or found[2], found[7])
            last = _day(number, line, parts, found[8])
        span = (last - first).days + 1
        if not 1 <= span <= MOST_DAYS:
            raise HolidayLineUnclear(number, line, "的结束日期不对。请核对。")
        days += [first + timedelta(days=each) for each in range(span)]
    return days


def _day(number: int, line: str, parts: tuple[str, str, str], aside: str | None) -> date:
    try:
        day = date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        raise HolidayLineUnclear(number, line, f"里没有 {'-'.join(parts)} 这一天。请核对。") from None
    told = re.search(f"周([{WEEKDAYS}])", aside or "")
    if told and WEEKDAYS.index(told[1]) != day.weekday():
        raise HolidayLineUnclear(
            number,
            line,
            f"写着 {month_day(day)}周{told[1]}，{day.year} 年这天是周{WEEKDAYS[day.weekday()]}。请核对年份。",
        )
    return day
