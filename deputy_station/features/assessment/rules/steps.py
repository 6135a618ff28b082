"""The steps of a year's assessment and their days: which one a sheet waits for, which is late."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from deputy_station.core.clock import month_day
from deputy_station.core.errors import Refusal
from deputy_station.features.assessment.rules.choices import Step


class StepDaysWrong(Refusal):
    """The days of a step end before they begin, or a step ends before the one before it."""


@dataclass(frozen=True)
class StepDays:
    """When a step is to be done: from and to, either may be left open."""

    step: Step
    since: date | None = None
    until: date | None = None

    @property
    def words(self) -> str:
        """11月1日至11月20日, 11月20日以前, nothing where no days are set."""
        if self.since and self.until:
            return f"{month_day(self.since)}至{month_day(self.until)}"
        if self.until:
            return f"{month_day(self.until)}以前"
        return f"{month_day(self.since)}起" if self.since else ""


@dataclass(frozen=True)
class Standing:
    """How far a sheet is: the step it waits for (None: all done), and by how many days the earliest is late."""

    waits_for: Step | None
    late: Step | None = None
    days_late: int = 0

    @property
    def words(self) -> str:
        """待小组, 自评过期 3 天, 已完成."""
        if self.late is not None:
            return f"{self.late.label}过期 {self.days_late} 天"
        return "已完成" if self.waits_for is None else f"待{self.waits_for.label}"


def check_days(steps: Sequence[StepDays]) -> None:
    """Refuse days that run backwards, within a step or from one step to the next."""
    before: StepDays | None = None
    begun: StepDays | None = None
    for each in steps:
        if each.since and each.until and each.until < each.since:
            raise StepDaysWrong(f"{each.step.label}的截止日期在开始以前。请核对。")
        if before is not None and before.until and each.until and each.until < before.until:
            raise StepDaysWrong(f"{each.step.label}的截止日期比{before.step.label}的还早。请核对。")
        if begun is not None and begun.since and each.until and each.until < begun.since:
            raise StepDaysWrong(f"{each.step.label}的截止日期比{begun.step.label}开始还早。请核对。")
        if each.until:
            before = each
        if each.since and (begun is None or begun.since is None or each.since > begun.since):
            begun = each


def standing(done: Collection[Step], days: Sequence[StepDays], today: date) -> Standing:
    """How far a sheet is, from which steps are done. A step is late after its last day, not on it."""
    waits_for = next((step for step in Step if step not in done), None)
    for each in days:
        if each.step not in done and each.until is not None and each.until < today:
            return Standing(waits_for, each.step, (today - each.until).days)
    return Standing(waits_for)
