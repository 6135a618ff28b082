"""Which paper a page belongs to: one key per paper, so that the same page is known when it comes twice."""

from dataclasses import dataclass

from deputy_station.core.choices import Choice


class Holding(Choice):
    """What kind of thing a code on a page leads to."""

    SHEET = "sheet", "签到表"
    SLIP = "slip", "来访登记便条"
    STATEMENT = "statement", "积分清单回执"
    BALLOT = "ballot", "述职测评票"
    RECORD = "record", "其他文书"


@dataclass(frozen=True)
class Paper:
    """One paper of this station: a printed edition of a sheet, a slip, the slip of a statement, a record's paper.

    `parts`: SHEET (activity, edition), SLIP (its row), STATEMENT (period, deputy), BALLOT (what its code numbers, a
    printing with a ballot of it), RECORD (kind, row, and of a page that took the place of an earlier one its edition).
    """

    holding: Holding
    parts: tuple[str | int, ...]

    @property
    def key(self) -> str:
        """As it is kept: sheet:7:2, statement:2026-Q2:17."""
        return ":".join([self.holding.value, *map(str, self.parts)])

    def number(self, place: int) -> int:
        """One of its parts that is a row number."""
        return int(self.parts[place])


def sheet_paper(activity_id: int, edition: int) -> Paper:
    """A printed edition of an activity's sheet."""
    return Paper(Holding.SHEET, (activity_id, edition))


def slip_paper(slip_id: int) -> Paper:
    """An intake slip."""
    return Paper(Holding.SLIP, (slip_id,))


def statement_paper(period: str, deputy_id: int) -> Paper:
    """The slip below a deputy's statement of points."""
    return Paper(Holding.STATEMENT, (period, deputy_id))


def ballot_paper(code_number: int) -> Paper:
    """A ballot on a duty report."""
    return Paper(Holding.BALLOT, (code_number,))


def record_paper(kind: str, record_id: int, edition: int = 1) -> Paper:
    """A printed page of a record; `kind` is a value of signin's RecordKind. The first edition is not told in its key."""
    return Paper(Holding.RECORD, (kind, record_id) if edition == 1 else (kind, record_id, edition))


def record_of(key: str) -> tuple[str, int, int]:
    """The kind, the row and the edition of a record's paper by its key; of any other paper ("", 0, 1)."""
    holding, *parts = key.split(":")
    if holding != Holding.RECORD.value:
        return "", 0, 1
    kind, row_id, *edition = parts
    return kind, int(row_id), int(edition[0]) if edition else 1
