"""The number a page's code says: which sheet of which deputy's book of which term."""

from dataclasses import dataclass

from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.signin.rules.record_codes import of_year, year_and_row

SHEETS_OF_BOOK = ("cover", "contents", "facts", *(form.key for form in FORMS), "evidence")
"""The sheets of a book in order; their places are printed in codes: new ones go to the end of `_SHEETS`."""
_SHEETS = ("list", *SHEETS_OF_BOOK)
_ROOM = 32
"""Numbers kept for the sheets of a book; 134 terms fit beside them."""


@dataclass(frozen=True)
class SheetNumber:
    """A sheet of a book: the key of its table, or cover, contents, facts, evidence. A list of pages to print (`list`)
    is nobody's: its `deputy_id` is 0."""

    term_id: int
    deputy_id: int
    sheet: str

    @property
    def number(self) -> int:
        """As one number for a code."""
        return of_year(self.term_id * _ROOM + _SHEETS.index(self.sheet), self.deputy_id)


def read_sheet_number(number: int) -> SheetNumber | None:
    """What a code says; None for a sheet this program does not know."""
    place, deputy_id = year_and_row(number)
    term_id, index = divmod(place, _ROOM)
    return SheetNumber(term_id, deputy_id, _SHEETS[index]) if index < len(_SHEETS) else None
