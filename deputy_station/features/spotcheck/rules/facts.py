"""What a check looks at, as values: a deputy's quarter."""

from dataclasses import dataclass
from datetime import date

from deputy_station.core.choices import Choice


class Presence(Choice):
    """Whether somebody was there; a record that is no attendance has NONE."""

    NONE = "none", "不适用"
    NOT_YET = "not_yet", "未登记"
    CAME = "came", "到会"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺席"


@dataclass(frozen=True)
class RecordFact:
    """One record of the quarter: `subject` is activity, deed, suggestion or demand; `expected` whether the deputy was to
    come; `missing` the labels of fields left empty; `recorded_on` the day it was first written down, None where the
    history does not say."""

    subject: str
    subject_id: int
    on: date
    kind: str
    title: str
    presence: Presence
    expected: bool
    reception: bool
    group_activity: bool
    done: bool
    evidence: int
    missing: tuple[str, ...] = ()
    recorded_on: date | None = None


@dataclass(frozen=True)
class SheetFact:
    """The newest sign-in sheet printed for an activity the deputy came to: how many pages it has, how many came back
    scanned, and whether the deputy's box on it was judged empty."""

    activity_id: int
    title: str
    on: date
    pages: int
    back: int
    box_empty: bool = False


@dataclass(frozen=True)
class ClaimFact:
    """A record the deputy reported that nobody has approved or returned."""

    claim_id: int
    title: str
    on: date
    reported_on: date


@dataclass(frozen=True)
class PaperFact:
    """The deputy's register, rows of the quarter alone: how many are printed, the days of those that are not, where rows
    say something else than their records, pages not back signed; `ever` whether anything of the book was printed at all."""

    ever: bool
    printed: int
    unprinted: tuple[date, ...]
    changed: tuple[str, ...]
    unsigned: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuarterFacts:
    """A deputy's quarter. `first` to `last` are its days while in office; `months_empty` the months over with too few
    livelihood suggestions, None where that is not asked of this deputy;
    `paper` is None where the station does not print its registers here."""

    deputy_id: int
    deputy: str
    group: str
    year: int
    quarter: int
    first: date
    last: date
    today: date
    records: tuple[RecordFact, ...] = ()
    sheets: tuple[SheetFact, ...] = ()
    claims: tuple[ClaimFact, ...] = ()
    months_empty: tuple[int, ...] | None = None
    paper: PaperFact | None = None

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return self.last < self.today

    @property
    def attendances(self) -> tuple[RecordFact, ...]:
        """Where the deputy was to come, and the day is over: settled or not."""
        return tuple(
            record
            for record in self.records
            if record.presence is not Presence.NONE and record.expected and record.on < self.today
        )

    def count(self, presence: Presence) -> int:
        """How many of `attendances` are so."""
        return sum(record.presence is presence for record in self.attendances)
