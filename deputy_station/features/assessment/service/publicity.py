"""Publication lists (公示) as they stand: names with objection days, and where what was published no longer agrees with
the grades and the records."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import DeadlineRule, DeadlineUnit, Workdays, deadline
from deputy_station.features.assessment.models import (
    Honour,
    PublicityList,
)
from deputy_station.features.assessment.service.fine import read_fine
from deputy_station.features.assessment.service.year_list import list_assessments
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.store import context
from deputy_station.store.edits import get_row

WHAT = "公示名单"


class NobodyLeft(Refusal):
    """Every name was taken off: there is nothing to put on paper."""

    def __init__(self, title: str) -> None:
        super().__init__(f"{title}公示的名单上已经没有人了（都因异议去掉了），没有公示可以打印。")


@dataclass(frozen=True)
class ObjectionRow:
    """An objection with its answer. `removed` says that the name was taken off."""

    id: int
    version: int
    deputy_id: int | None
    deputy: str
    said_on: date
    said_by: str
    words: str
    answer: str
    answered_on: date | None
    removed: bool


@dataclass(frozen=True)
class NameRow:
    """A name on the list, as published; `removed` after an objection."""

    deputy_id: int
    deputy: str
    words: str
    removed: bool


@dataclass(frozen=True)
class ListRow:
    """A publication list with all that happened to it."""

    id: int
    version: int
    year: int
    honour: Honour
    starts_on: date
    ends_on: date
    number: str
    final_on: date | None
    names: tuple[NameRow, ...]
    objections: tuple[ObjectionRow, ...]
    running: bool
    workdays: int | None
    """How many working days it lasts; none: days of the calendar."""
    arithmetic: str
    """How the last day comes about, in a sentence."""
    changes: tuple[str, ...] = ()
    """What differs now from what was published, a sentence for each deputy (of `list_publicity` alone)."""

    @property
    def days_words(self) -> str:
        """5 天, 5 个工作日."""
        if self.workdays is not None:
            return f"{self.workdays} 个工作日"
        return f"{(self.ends_on - self.starts_on).days + 1} 天"

    @property
    def title(self) -> str:
        """2026 年度考核优秀代表, 2026 年度五好代表."""
        return titled(self.year, self.honour)

    @property
    def open(self) -> int:
        """Objections nobody answered yet."""
        return sum(each.answered_on is None for each in self.objections)

    @property
    def standing(self) -> tuple[NameRow, ...]:
        """The names that stand."""
        return tuple(each for each in self.names if not each.removed)

    @property
    def state(self) -> str:
        """公示中, 有异议未答复, 可以定案, 已定案."""
        if self.final_on is not None:
            return "已定案"
        if self.open:
            return f"{self.open} 件异议未答复"
        return "公示中" if self.running else "可以定案"


def titled(year: int, honour: Honour) -> str:
    """The honour of a year in words."""
    return f"{year} 年度{honour.label.removeprefix('年度')}"


def list_publicity(session: Session, *, year: int) -> list[ListRow]:
    """The lists of a year, each with what differs now."""
    lists = session.scalars(
        select(PublicityList).where(PublicityList.year == year).order_by(PublicityList.id)
    )
    rows = (list_row(session, each) for each in lists)
    return [replace(each, changes=_changes(session, each)) for each in rows]


def read_list(session: Session, *, list_id: int) -> ListRow:
    """One list. Raises NotFound."""
    return list_row(session, get_row(session, PublicityList, list_id, WHAT))


def length(days: int, *, workdays: bool) -> DeadlineRule:
    """So many days, the first of which counts."""
    unit = DeadlineUnit.WORKDAY if workdays else DeadlineUnit.DAY
    return DeadlineRule(days, unit, from_next_day=False, off_rest_days=False)


def _arithmetic(row: PublicityList, calendar: Workdays) -> str:
    """How the last day came about; where the holiday table was changed since, that the days stand as published."""
    days = (row.ends_on - row.starts_on).days + 1 if row.workdays is None else row.workdays
    last = deadline(row.starts_on, length(days, workdays=row.workdays is not None), calendar, event="公示")
    if last.on == row.ends_on:
        return last.arithmetic
    return (
        f"{day_words(row.starts_on, row.starts_on)}公示，到 {day_words(row.ends_on, row.starts_on)}；"
        "公示以后放假安排改过，日子照公示的不变"
    )


def _changes(session: Session, row: ListRow) -> tuple[str, ...]:
    """Who is no longer, or only now, what the list says: it stands as published, and somebody has to know."""
    if row.honour is Honour.FINE:
        unfit = {each.deputy_id: each.obstacles for each in read_fine(session, year=row.year).rows}
        return tuple(
            f"{each.deputy}：现在不符合条件（{'、'.join(unfit[each.deputy_id])}）"
            for each in row.standing
            if unfit.get(each.deputy_id)
        )
    listed = list_assessments(session, year=row.year)
    there = {each.deputy_id for each in listed}
    gone = [f"{each.deputy}：已不在考核的人里" for each in row.standing if each.deputy_id not in there]
    return (*gone, *(f"{each.deputy}：{each.since_published}" for each in listed if each.since_published))


def list_row(session: Session, row: PublicityList) -> ListRow:
    """The list as it stands now."""
    names = {each.deputy_id: each.deputy.name for each in row.names}
    off = {each.deputy_id for each in row.objections if each.removed}
    return ListRow(
        row.id,
        row.version,
        row.year,
        row.honour,
        row.starts_on,
        row.ends_on,
        row.number,
        row.final_on,
        tuple(
            NameRow(each.deputy_id, each.deputy.name, each.words, each.deputy_id in off) for each in row.names
        ),
        tuple(
            ObjectionRow(
                each.id,
                each.version,
                each.deputy_id,
                names.get(each.deputy_id, "") if each.deputy_id else "",
                each.said_on,
                each.said_by,
                each.words,
                each.answer,
                each.answered_on,
                each.removed,
            )
            for each in row.objections
        ),
        context.today(session) <= row.ends_on,
        row.workdays,
        _arithmetic(row, load_workdays(session)),
    )
