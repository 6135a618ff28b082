"""What a half-yearly check counts: each drawn deputy's records of the half, and rates that name what they count."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.models import Station
from deputy_station.features.spotcheck.rules.half_year import half_days
from deputy_station.features.spotcheck.service.draws import DrawnDeputy
from deputy_station.features.spotcheck.service.half_year import DrawnBook, HalfYearRow, get_half_year
from deputy_station.features.spotcheck.service.quarter import CheckedDeputy, checked_deputy
from deputy_station.features.spotcheck.service.records import gather_records
from deputy_station.store import context


@dataclass(frozen=True)
class BookFigures:
    """One drawn deputy: the book and what the records say of the half. `called` are activities with attendance
    written down, `came` those the deputy was at."""

    book: DrawnBook
    checked: CheckedDeputy
    called: int
    came: int


@dataclass(frozen=True)
class HalfYearFigures:
    """Everything papers and page say of one half-yearly check. Records count up to `until`: the end of the half, or
    today within it."""

    check: HalfYearRow
    district: str
    town: str
    station: str
    first: date
    last: date
    until: date
    on: date
    books: tuple[BookFigures, ...]

    def total(self, name: str) -> int:
        """The sum over all books of a number of `CheckedDeputy`: due, filled, done, proved, pieces."""
        return sum(getattr(each.checked, name) for each in self.books)

    @property
    def called(self) -> int:
        """Times the drawn were called to activities with attendance written down."""
        return sum(each.called for each in self.books)

    @property
    def came(self) -> int:
        """Of them the times they came."""
        return sum(each.came for each in self.books)


def figures_of(session: Session, *, check_id: int) -> HalfYearFigures:
    """The figures of a check as the records stand now. Raises NotFound."""
    check = get_half_year(session, check_id=check_id)
    first, last = half_days(check.year, check.half)
    today = context.today(session)
    until = min(last, today)
    drawn = [book.deputy_id for book in check.books]
    records = gather_records(session, deputies=drawn, first=first, last=until)
    home = session.scalar(select(Station).where(Station.is_home))
    books = []
    for book in check.books:
        own = records[book.deputy_id]
        attended = [record for record in own if record.source[0] == "activity" and record.filled]
        named = DrawnDeputy(book.position, book.deputy_id, book.deputy, book.stratum.group)
        books.append(
            BookFigures(
                book,
                checked_deputy(named, own, today),
                len(attended),
                sum(record.done for record in attended),
            )
        )
    return HalfYearFigures(
        check,
        home.district if home else "",
        home.township if home else "",
        home.name if home else "",
        first,
        last,
        until,
        today,
        tuple(books),
    )
