"""Which years anything can be of: a slip of the finger (1, 20266, 9999) is no year of a station."""

from deputy_station.core.errors import Refusal

FIRST_YEAR, LAST_YEAR = 1990, 2200


class NoSuchYear(Refusal):
    """No station works in such a year."""

    def __init__(self, year: int) -> None:
        super().__init__(f"年度要写 {FIRST_YEAR} 到 {LAST_YEAR} 之间的，不能是 {year}。请改好，再试一次。")


def check_year(year: int) -> None:
    """Refuse what is no year. Raises NoSuchYear."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoSuchYear(year)
