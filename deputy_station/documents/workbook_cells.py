"""Turns one cell into the value its column asks for, or into a sentence that says why it cannot be.

Nothing is guessed: digits that the spreadsheet program has rounded away, a month that could be 1 or 10, a
date without a day are reported with the cell instead.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.errors import Refusal

Cell = int | float | str | bool | time | date | datetime | timedelta
"""What the reader hands over; an empty cell is ''."""
Value = str | int | date | datetime | bool | Decimal | None
"""What a row offers; None where the cell is empty or has a problem. A datetime is the wall clock, naive."""


class Kind(Enum):
    """What a column holds."""

    LINE = "line"
    """One line of text."""
    TEXT = "text"
    """Text of several lines."""
    DIGITS = "digits"
    """A phone, card or other number that is a name, not a quantity: text in the end."""
    DATE = "date"
    """A calendar day."""
    MOMENT = "moment"
    """A day with the time on the wall clock; a day alone is its midnight."""
    MONTH = "month"
    """A year and month, as text "1975-03"; a whole date gives its month."""
    YES_NO = "yes_no"
    """是 or 否 in any of the usual spellings."""
    INTEGER = "integer"
    """A whole number."""
    NUMBER = "number"
    """An exact decimal number."""


class UnreadableCell(Refusal):
    """The cell does not hold what its column asks for; the message is the Chinese sentence for it."""


EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 a day count has no zone
_DAYS_TO_1904 = 1462
_EXACT_FLOAT = 10**15
"""Spreadsheet programs keep 15 significant digits; what stands behind them has become zeros."""

_YES = {"是", "有", "√", "✓", "✔", "对", "y", "yes", "true", "1"}
_NO = {"否", "无", "没有", "×", "x", "✗", "不", "n", "no", "false", "0"}
_DAY = r"(?P<year>\d{4})(?:年|[-/.])(?P<month>\d{1,2})(?:月|[-/.])(?P<day>\d{1,2})日?"
_TIME = r"(?P<hour>\d{1,2})(?:时|点|:)(?P<minute>\d{1,2})(?:分|:)?(?:(?P<second>\d{1,2})(?:\.\d+)?秒?)?"
_DATE_TEXT = re.compile(rf"{_DAY}(?:[T ]?{_TIME})?\Z")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})\Z")
_MONTH_TEXT = re.compile(
    r"(?P<year>\d{4})(?:年|[-/.])(?P<month>\d{1,2})月?\Z|(?P<year2>\d{4})(?P<month2>\d{2})\Z"
)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,3}\Z")
_GARBLED = ("\ufffd", "锟斤拷", "烫烫烫", "锘")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def read_cell(cell: Cell, kind: Kind, *, starts_1904: bool = False) -> Value:
    """The value of a cell for a column of that kind; None when empty. Raises `UnreadableCell`."""
    if isinstance(cell, str):
        if not cell or cell.isspace():
            return None
        if not cell.isascii() and any(sign in cell for sign in _GARBLED):
            raise UnreadableCell("文字是乱码，请在原文件里改正")
    match kind:
        case Kind.TEXT:
            return clean_text(cell_text(cell)) or None
        case Kind.LINE:
            return clean_line(cell_text(cell)) or None
        case Kind.DIGITS:
            return _digits(cell)
        case Kind.DATE:
            return _moment(cell, starts_1904).date()
        case Kind.MOMENT:
            return _moment(cell, starts_1904)
        case Kind.MONTH:
            return _month(cell, starts_1904)
        case Kind.YES_NO:
            return _yes_no(cell)
        case Kind.INTEGER:
            number = _number(cell)
            if number != number.to_integral_value():
                raise UnreadableCell(f"“{shown(cell)}”不是整数")
            return int(number)
        case Kind.NUMBER:
            return _number(cell)


def cell_text(cell: Cell) -> str:
    """A cell as text: whole numbers without .0, dates as 2024-05-06, true as 是. Raises `UnreadableCell`
    for a number whose digits the spreadsheet program has not kept."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return _plain_number(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M:%S")
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"
    return cell.isoformat()


def shown(cell: Cell) -> str:
    """A cell as text for a message or a workbook of failed rows; never raises."""
    try:
        return cell_text(cell)
    except UnreadableCell:
        return str(cell)


def _plain_number(cell: int | float) -> str:
    if isinstance(cell, float):
        if abs(cell) >= _EXACT_FLOAT or cell != cell:
            raise UnreadableCell(f"“{cell:.14E}”是数字格式，第 15 位以后已丢失，请把这一列设为文本，重新填写")
        if cell.is_integer():
            return str(int(cell))
        return format(Decimal(repr(cell)), "f")
    if abs(cell) >= _EXACT_FLOAT:
        raise UnreadableCell(f"“{cell}”是数字格式，第 15 位以后已丢失，请把这一列设为文本，重新填写")
    return str(cell)


def _digits(cell: Cell) -> str | None:
    if not isinstance(cell, str):
        return clean_line(cell_text(cell))
    text = clean_line(cell if cell.isascii() else unicodedata.normalize("NFKC", cell))
    if not _SCIENTIFIC.match(text):
        return text or None
    exact = Decimal(text)
    mantissa = text.upper().partition("E")[0].replace(".", "")
    if exact == exact.to_integral_value() and len(mantissa) == exact.adjusted() + 1:
        return format(exact, "f")
    raise UnreadableCell(f"“{text}”是科学计数法，号码已不完整，请把这一列设为文本，重新填写")


def _from_serial(serial: float, starts_1904: bool, text: str) -> datetime:
    days = serial + (_DAYS_TO_1904 if starts_1904 else 0)
    # Numbers up to about 2100 are years or "2024.5", not the days of 1905 that a serial would mean.
    if not 2200 <= days < 73051:
        raise UnreadableCell(f"“{text}”不是日期，请写成 2024-05-06 的样子")
    return _EXCEL_EPOCH + timedelta(days=int(days), seconds=round((days - int(days)) * 86400))


def _moment(cell: Cell, starts_1904: bool) -> datetime:
    if isinstance(cell, str) and cell.isascii():
        written = _DATE_TEXT.match(cell)
        if written is not None:  # as most programs write it; nothing has to be unfolded first
            return _from_parts(written, cell)
    text = shown(cell)
    if isinstance(cell, datetime):
        return _within(cell, text)
    if isinstance(cell, date):
        return _within(datetime.combine(cell, time()), text)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if float(cell).is_integer() and (match := _COMPACT.match(str(int(cell)))):
            return _from_parts(match, text)
        return _from_serial(float(cell), starts_1904, text)
    if not isinstance(cell, str):
        raise UnreadableCell(f"“{text}”不是日期，请写成 2024-05-06 的样子")
    spelling = _chinese_numerals(re.sub(r"\s+", " ", unicodedata.normalize("NFKC", cell)).strip())
    spelling = re.sub(r" ?([年月日时点分秒/.\-:]) ?", r"\1", spelling)
    match = _DATE_TEXT.match(spelling) or _COMPACT.match(spelling)
    if match is None:
        if re.match(r"\d{4}(年|[-/.])\d{1,2}月?\Z", spelling):
            raise UnreadableCell(f"“{text}”只有年月，缺少日，请补全")
        raise UnreadableCell(f"“{text}”不是能认的日期，请写成 2024-05-06 的样子")
    return _from_parts(match, text)


def _chinese_numerals(text: str) -> str:
    """二〇二四年五月十六日 with figures; other text stays as it is."""
    if not re.match(r"[〇零○一二三四五六七八九]{4}年", text):
        return text

    def figures(match: re.Match[str]) -> str:
        word = match[0]
        if "十" not in word:
            return word.translate(_CHINESE_DIGITS)
        tens, _, ones = word.partition("十")
        return (tens.translate(_CHINESE_DIGITS) or "1") + (ones.translate(_CHINESE_DIGITS) or "0")

    return re.sub("[〇零○一二三四五六七八九十]+", figures, text)


def _from_parts(match: re.Match[str], text: str) -> datetime:
    parts = [
        int(value) for value in match.groups() if value is not None
    ]  # year, month, day, hour, minute, second
    try:
        moment = datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 the wall clock, as written
    except ValueError as error:
        raise UnreadableCell(f"“{text}”这一天不存在，请核对") from error
    return _within(moment, text)


def _within(moment: datetime, text: str) -> datetime:
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise UnreadableCell(f"“{text}”的年份不合理，请核对")
    return moment


def _month(cell: Cell, starts_1904: bool) -> str:
    text = shown(cell)
    if isinstance(cell, float) and not cell.is_integer() and cell < LATEST_YEAR + 1:
        year, _, fraction = text.partition(".")
        if fraction == "1":
            raise UnreadableCell(f"“{text}”分不清是 1 月还是 10 月，请写成 {year}-01 或 {year}-10")
        cell = f"{year}.{fraction}"
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and 190000 < cell < 210013:
        cell = str(int(cell))
    if isinstance(cell, str):
        spelling = _chinese_numerals(re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell)))
        if match := _MONTH_TEXT.match(spelling):
            year_number = int(match["year"] or match["year2"])
            month_number = int(match["month"] or match["month2"])
            if not 1 <= month_number <= 12 or not EARLIEST_YEAR <= year_number <= LATEST_YEAR:
                raise UnreadableCell(f"“{text}”不是年月，请核对")
            return f"{year_number}-{month_number:02d}"
    try:
        return _moment(cell, starts_1904).strftime("%Y-%m")
    except UnreadableCell as error:
        raise UnreadableCell(f"“{text}”不是能认的年月，请写成 1975-03 的样子") from error


def _yes_no(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    word = unicodedata.normalize("NFKC", clean_line(shown(cell))).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise UnreadableCell(f"“{shown(cell)}”看不出是或否，请写“是”或“否”")


def _number(cell: Cell) -> Decimal:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise UnreadableCell(f"“{shown(cell)}”不是数字")
    text = unicodedata.normalize("NFKC", clean_line(cell_text(cell))).replace(",", "").replace("，", "")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise UnreadableCell(f"“{shown(cell)}”不是数字") from error
    if not number.is_finite():
        raise UnreadableCell(f"“{shown(cell)}”不是数字")
    return number
