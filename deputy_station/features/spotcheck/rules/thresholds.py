"""From when on a record is a finding, and what the checker ticks: resources/spotcheck/checks.toml, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from deputy_station.core import paths
from deputy_station.features.spotcheck.rules.findings import Question


@dataclass(frozen=True)
class Tick:
    """What records cannot answer: `words` when all is well, `otherwise` the finding when not, `mend` how to mend it."""

    key: str
    question: Question
    words: str
    otherwise: str
    mend: str


@dataclass(frozen=True)
class Thresholds:
    """The figures of the file (days, times, per cent), the fields each kind of record wants, the ticks."""

    attendance_percent: int
    group_activities: int
    livelihood_a_month: int
    running_quarter_days: int
    late_days: int
    sheet_days: int
    claim_days: int
    register_on_paper: bool
    paper_days: int
    fair_up_to: int
    mending_days: int
    activity_fields: Mapping[str, Mapping[str, str]]
    leave_fields: Mapping[str, str]
    deed_fields: Mapping[str, Mapping[str, str]]
    suggestion_fields: Mapping[str, str]
    ticks: tuple[Tick, ...]

    def tick(self, key: str) -> Tick | None:
        """The tick of that key; None for one an older file had."""
        return next((tick for tick in self.ticks if tick.key == key), None)


@cache
def thresholds() -> Thresholds:
    """Those shipped. Raises KeyError or ValueError where the file is not as it should be: a bug of ours."""
    return read_thresholds(
        (paths.resources_folder() / "spotcheck" / "checks.toml").read_text(encoding="utf-8")
    )


def read_thresholds(text: str) -> Thresholds:
    """What the text of a file says."""
    told = tomllib.loads(text)
    duty, registration, fields = told["duty"], told["registration"], told["fields"]
    return Thresholds(
        attendance_percent=duty["attendance_percent"],
        group_activities=duty["group_activities"],
        livelihood_a_month=duty["livelihood_a_month"],
        running_quarter_days=duty["running_quarter_days"],
        late_days=registration["late_days"],
        sheet_days=registration["sheet_days"],
        claim_days=registration["claim_days"],
        register_on_paper=registration["register_on_paper"],
        paper_days=registration["paper_days"],
        fair_up_to=told["answers"]["fair_up_to"],
        mending_days=told["mending"]["days"],
        activity_fields=fields["activity"],
        leave_fields=fields["leave"],
        deed_fields=fields["deed"],
        suggestion_fields=fields["suggestion"],
        ticks=tuple(
            Tick(each["key"], Question(each["question"]), each["words"], each["otherwise"], each["mend"])
            for each in told["tick"]
        ),
    )
