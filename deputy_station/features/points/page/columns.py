"""What heads the table of a period: its columns, its chips, and the line about the scheme."""

from collections.abc import Sequence
from fractions import Fraction

from deputy_station.features.points.page.derivation import closing_words, grade_pill
from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.rules.numbers import Figure, points_words
from deputy_station.features.points.rules.scheme import Category, Scheme
from deputy_station.features.points.service.listing import ListRow, PointsList
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.table_model import Column, Kind

ASKED, UNFINISHED, WAITING, CHANGED = "asked", "unfinished", "waiting", "changed"
"""The chips for who has no grade yet, whose attendance or claims are not settled, and whose records changed since."""

_LAST = Fraction(10**9)
"""Sorts what has no number behind everything else."""


def heading_words(view: PointsList) -> str:
    """Which scheme it is, how many questions it leaves open, and how far the period is."""
    scheme = view.scheme
    version = f"（{scheme.version}）" if scheme.version else ""
    told = [f"{scheme.name}{version}"]
    told.append(f"口径 {len(scheme.switches)} 项" if scheme.switches else "没有要定的口径")
    told.append(closing_words(view.closing))
    if view.changed:
        told.append(f"{_changed_word(view)} {view.changed} 人")
    return "　·　".join(told)


def chips_of(view: PointsList) -> list[Filter]:
    """The chips with their numbers; those for what is unsettled only where something is."""
    rows = view.rows
    chips = [Filter("", "全部", len(rows)), *(Filter(name, name, count) for name, count in view.grades)]
    for key, word, number in (
        (ASKED, "等次待定", sum(row.asked for row in rows)),
        (UNFINISHED, "考勤未登记", sum(row.open_records > 0 for row in rows)),
        (WAITING, "有待审申报", sum(row.waiting > 0 for row in rows)),
        (CHANGED, _changed_word(view), view.changed),
    ):
        if number:
            chips.append(Filter(key, word, number))
    return chips


def _changed_word(view: PointsList) -> str:
    published = view.closing is not None and view.closing.state is not ClosingState.CLOSED
    return "公布后有变动" if published else "结账后有变动"


class OfCategory:
    """The points of one category in a row, for its column; `code` says of which."""

    def __init__(self, place: int, code: str) -> None:
        self.place, self.code = place, code

    def __call__(self, row: ListRow) -> Figure:
        points = row.categories[self.place]
        return Figure(points, points_words(points) if row.total is not None else "—")


def columns_of(view: PointsList | None) -> tuple[Column, ...]:
    """The columns for a list: its scheme's categories, its grades, and what is missing or has changed."""
    scheme: Scheme | None = None if view is None else view.scheme
    categories: Sequence[Category] = () if scheme is None else scheme.categories
    of_categories = [
        Column(category.short, OfCategory(place, category.code), chars=2, leaves=3 + place, kind=Kind.NUMBER)
        for place, category in enumerate(categories)
    ]
    columns = [
        Column("名次", _rank, chars=2, leaves=2, kind=Kind.NUMBER),
        Column("姓名", "name", chars=4, grow=1),
        Column("小组", "group", chars=6, leaves=90),
        *of_categories,
        Column("总分", _total, chars=3, kind=Kind.NUMBER),
    ]
    if view is not None and view.closing is not None:
        columns.append(Column("变动", _change, chars=3, leaves=1))
    elif scheme is None or scheme.grades:
        columns.append(Column("还差", _distance, chars=3, leaves=1, kind=Kind.NUMBER))
    if scheme is None or scheme.grades or any(name for name, _count in (view.grades if view else ())):
        names = [grade.name for grade in scheme.grades] if scheme else []
        columns.append(
            Column(
                "等次",
                lambda row: grade_pill(row.grade, names, asked=row.asked),
                chars=3,
                kind=Kind.PILL,
            )
        )
    return tuple(columns)


def _rank(row: ListRow) -> Figure:
    return Figure(Fraction(row.rank), str(row.rank)) if row.rank else Figure(_LAST, "—")


def _total(row: ListRow) -> Figure:
    return Figure(-_LAST, "—") if row.total is None else Figure(row.total, row.shown)


def _distance(row: ListRow) -> Figure:
    missing = row.now.missing if row.now is not None else None
    # The column says that it is missing: "2 分".
    return Figure(_LAST if missing is None else missing, row.distance.removeprefix("差").strip() or "—")


def _change(row: ListRow) -> str:
    if row.changed:
        return "有变动"
    return "已更正" if row.corrected else ""
