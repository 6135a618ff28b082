"""Which days a quarter has."""

from datetime import date, timedelta

from deputy_station.core.errors import Refusal


class QuarterUnknown(Refusal):
    """A quarter is 1 to 4."""

    def __init__(self, quarter: int) -> None:
        super().__init__(f"没有第 {quarter} 季度。请填 1 到 4。")


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter. Raises QuarterUnknown."""
    if quarter not in (1, 2, 3, 4):
        raise QuarterUnknown(quarter)
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return first, after - timedelta(days=1)


def quarter_of(day: date) -> tuple[int, int]:
    """Year and quarter a day lies in."""
    return day.year, (day.month + 2) // 3
