"""A deputy's book as values: the facts of form 1 and, for each table, the records that stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

LETTERS: Mapping[str, str] = {
    "attendance": "活",
    "deed": "履",
    "suggestion": "建",
    "demand": "诉",
    "claim": "申",
    "assessment": "考",
}
"""The sign before the number of a record, by its kind: printed beside every row, and typed to open it."""


RowKey = tuple[str, str, int]
"""Form, subject and number: what tells the rows of a book apart (`Entry.key`)."""


@dataclass(frozen=True)
class Entry:
    """One record as a row of a form. `cells` by column key, as printed; `waits` says why it is not to be printed yet
    (待核准), "" when it is; `evidence` counts the pieces kept for it."""

    form: str
    subject: str
    subject_id: int
    on: date
    cells: Mapping[str, str]
    evidence: int = 0
    waits: str = ""

    @property
    def key(self) -> RowKey:
        """What tells the rows of a book apart: a leave stands in two tables with one record number."""
        return self.form, self.subject, self.subject_id

    @property
    def record(self) -> str:
        """The record number printed beside the row: 活123."""
        return f"{LETTERS[self.subject]}{self.subject_id}"


@dataclass(frozen=True)
class Book:
    """The register of one deputy in one term. `facts` by key of `forms.FACTS`; `entries` by key of a form, oldest
    first; every form has a key."""

    deputy_id: int
    deputy: str
    group: str
    term_id: int
    term: str
    station: str
    township: str
    facts: Mapping[str, str]
    entries: Mapping[str, tuple[Entry, ...]]
