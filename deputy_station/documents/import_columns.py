"""What is imported from tables, in words of columns and rows: what a feature wants, what a file holds, what came of it.

It knows no business words: a feature says which columns it wants, under which titles people write them,
and what kind of value each holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from deputy_station.documents.workbook_cells import Kind, Value


class Content(Enum):
    """By what its cells look like a column is known when its title says nothing."""

    PHONE = "phone"
    """Eleven digits that begin with 1, or a landline."""
    DAY = "day"
    """A calendar day, with or without the time."""
    LONG = "long"
    """The longest texts of the table."""


@dataclass(frozen=True)
class ImportColumn:
    """A column a feature wants: `titles` are the header words people use for it, the first one is shown.

    `required`: the column must be there and each row must fill it. `longest`: the most characters allowed.
    `content`: what its cells look like, where that tells it from the others. `label`: our word for it, where the
    first title is another house's.
    """

    key: str
    titles: tuple[str, ...]
    kind: Kind = Kind.LINE
    required: bool = False
    longest: int | None = None
    content: Content | None = None
    label: str = ""

    @property
    def title(self) -> str:
        """The word for the column in messages."""
        return self.titles[0]

    @property
    def word(self) -> str:
        """The word for the column in the window."""
        return self.label or self.titles[0]


@dataclass(frozen=True)
class SheetProblem:
    """A cell that could not be read: where it is and a sentence that says what to do."""

    row: int
    column: str
    address: str
    sentence: str


@dataclass(frozen=True)
class SheetRow:
    """One row: its number as the spreadsheet shows it, the values by column key (None: empty or unreadable),
    the same cells as text, and all cells of the row as text in the order of the titles."""

    number: int
    values: Mapping[str, Value]
    raw: Mapping[str, str]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SheetData:
    """What was read: rows with and without problems; `mapping` is column key → title in the file, `places`
    column key → position in a row, from 0."""

    file_name: str
    sheet: str
    header_row: int
    titles: tuple[str, ...]
    mapping: Mapping[str, str]
    rows: tuple[SheetRow, ...]
    problems: tuple[SheetProblem, ...]
    warnings: tuple[str, ...]
    places: Mapping[str, int] = field(default_factory=dict)
    origin: str = ""
    """Whose table it is, where somebody said so."""

    def problems_by_row(self) -> dict[int, list[str]]:
        """The sentences for each row number that has a problem."""
        found: dict[int, list[str]] = {}
        for problem in self.problems:
            found.setdefault(problem.row, []).append(problem.sentence)
        return found

    def sound_rows(self) -> tuple[SheetRow, ...]:
        """The rows without any problem."""
        bad = {problem.row for problem in self.problems}
        return tuple(row for row in self.rows if row.number not in bad)


@dataclass(frozen=True)
class RowFinding:
    """What an import says of one row: why it cannot go in, what to look at, or that it is there already."""

    number: int
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True)
class ImportOutcome:
    """The three counts of an import and what came of it; a dry run imports 0.

    `ready` rows can be imported, `warnings` of them deserve a look, `errors` rows cannot. Of the ready rows,
    `unchanged` were already there exactly so, `imported` were written.
    """

    ready: int
    warnings: int
    errors: int
    imported: int = 0
    unchanged: int = 0
    failed_rows: Path | None = None
    messages: tuple[str, ...] = field(default=())
    """Sentences for people: what was odd about the file, which rows to look at."""
    findings: tuple[RowFinding, ...] = field(default=(), repr=False)
    """Only the rows there is something to say about."""

    def as_json(self) -> dict[str, int | str | None]:
        """The machine-readable form of the command line."""
        return {
            "ready": self.ready,
            "warnings": self.warnings,
            "errors": self.errors,
            "imported": self.imported,
            "unchanged": self.unchanged,
            "failed_rows": None if self.failed_rows is None else str(self.failed_rows),
        }


@dataclass(frozen=True)
class ImportKind:
    """What a feature imports: `key` names what is remembered, `title` heads the window, `noun` and `counter` say
    what a row becomes (诉求 3 件).

    `try_rows(session, data=)` and `import_rows(session, data=, progress=)` answer with the same ImportOutcome; the
    first one writes nothing. `failed_name` ends the name of the workbook of rows that did not go in.
    """

    key: str
    title: str
    noun: str
    counter: str
    columns: tuple[ImportColumn, ...]
    try_rows: Callable[..., ImportOutcome]
    import_rows: Callable[..., ImportOutcome]
    failed_name: str
    asks_origin: str = ""
    """The word for whose table it is, where two houses may number alike; empty where that is not asked."""
