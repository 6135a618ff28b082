"""The marks of a period as one table: who has which, what is still to be given, and many saved in one step."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.marking import limits_for, marked_items, raters_of
from deputy_station.features.points.rules.scheme import Item, Scheme
from deputy_station.features.points.service.checking import begun_periods
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.features.points.service.listing import find_deputies
from deputy_station.features.points.service.marks import MarkRow, list_marks, remove_mark, set_mark
from deputy_station.features.points.service.roles import roles_by_deputy
from deputy_station.features.points.service.subjects import deputies_of
from deputy_station.store.capture import name_step

MarkKey = tuple[str, str]
"""An item's code and the rater's name (empty where the scheme names none)."""


@dataclass(frozen=True)
class MarkColumn:
    """One cell of everybody: an item, who marks it, and what may be given in words."""

    item: Item
    rater: str
    limits: str

    @property
    def key(self) -> MarkKey:
        """Item and rater."""
        return self.item.code, self.rater

    @property
    def name(self) -> str:
        """ "A3 民主评议（镇人大）"."""
        return f"{self.item.code} {self.item.name}" + (f"（{self.rater}）" if self.rater else "")


@dataclass(frozen=True)
class MarksRow:
    """One deputy: the marks there are, and the cells that are theirs; `id` is the deputy's."""

    id: int
    deputy: str
    group: str
    roles: tuple[str, ...]
    marks: Mapping[MarkKey, MarkRow]
    asked: frozenset[MarkKey]

    @property
    def given(self) -> int:
        """How many of the marks asked are given."""
        return len(self.asked & self.marks.keys())

    @property
    def missing(self) -> int:
        """How many are still to be given."""
        return len(self.asked) - self.given


@dataclass(frozen=True)
class MarksView:
    """The marks of a period by its scheme."""

    period: Period
    scheme: Scheme
    columns: tuple[MarkColumn, ...]
    rows: tuple[MarksRow, ...]


def read_marks(session: Session, *, period_key: str = "", search: str = "") -> MarksView:
    """Everybody in office in the period with their marks, in roster order; `search` narrows to names and groups.

    `period_key` is of one of the periods that have begun; without one (or with an unknown one) the newest is taken.
    """
    begun = [each.period for each in begun_periods(session)]
    period = next((each for each in begun if each.key == period_key), begun[0])
    scheme = scheme_for_year(session, year=period.year)
    columns = mark_columns(scheme)
    marks: dict[int, dict[MarkKey, MarkRow]] = defaultdict(dict)
    for mark in list_marks(session, period=period.key):
        marks[mark.deputy_id][mark.item, mark.rater] = mark
    roles = roles_by_deputy(session, on=period.last)
    found = find_deputies(session, search)
    rows = []
    for subject in deputies_of(session, period=period):
        assert isinstance(subject.id, int)
        if found is not None and subject.id not in found:
            continue
        own = roles.get(subject.id, frozenset())
        asked = frozenset(column.key for column in columns if column.item.is_for(own))
        rows.append(
            MarksRow(
                subject.id, subject.name, subject.group, tuple(sorted(own)), marks.get(subject.id, {}), asked
            )
        )
    return MarksView(period, scheme, columns, tuple(rows))


def mark_columns(scheme: Scheme) -> tuple[MarkColumn, ...]:
    """Every cell a deputy may be marked in, in the order of the scheme."""
    return tuple(
        MarkColumn(
            item,
            rater.name,
            "，或".join(dict.fromkeys(limits.words for limits in limits_for(item, rater.name))),
        )
        for item in marked_items(scheme)
        for rater in raters_of(item)
    )


def save_marks(
    session: Session,
    *,
    period: Period,
    before: Mapping[int, Mapping[MarkKey, MarkRow]],
    marks: Sequence[tuple[int, Mapping[MarkKey, Fraction | None]]],
) -> int:
    """Keep the cells that differ from `before`; an emptied one takes its mark back. How many cells changed.

    All or none. Raises what `set_mark` and `remove_mark` raise.
    """
    scheme = scheme_for_year(session, year=period.year)
    changed = 0
    people = set()
    for deputy_id, cells in marks:
        for (item, rater), points in cells.items():
            held = before.get(deputy_id, {}).get((item, rater))
            if (None if held is None else held.points) == points:
                continue
            if points is None:
                assert held is not None
                remove_mark(session, mark_id=held.id, version=held.version)
            else:
                set_mark(
                    session,
                    period=period,
                    scheme=scheme,
                    deputy_id=deputy_id,
                    item=item,
                    rater=rater,
                    points=points,
                    note="" if held is None else held.note,
                    version=None if held is None else held.version,
                )
            changed += 1
            people.add(deputy_id)
    if changed > 1:
        name_step(
            session, action="mark.set", sentence=f"{period.name}评了 {len(people)} 人的分，共 {changed} 个"
        )
    return changed
