"""评分 on the page 积分核对: marks given by hand, as one grid for everybody, and the roles a scheme speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from deputy_station.core.errors import Refusal
from deputy_station.features.points.page.check_part import CheckPart
from deputy_station.features.points.page.roles import RolesDialog, read_roles
from deputy_station.features.points.rules.claiming import read_exact
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.marking import check_mark
from deputy_station.features.points.rules.numbers import exact_or_none, points_words
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.service.marking import (
    MarkColumn,
    MarkKey,
    MarksRow,
    MarksView,
    read_marks,
    save_marks,
)
from deputy_station.features.points.service.marks import MarkRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.detail import Block, Detail, Facts
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.grid_entry.columns import WIDE_DIGITS, GridColumn, Reading, given_column
from deputy_station.widgets.grid_entry.field import GridField
from deputy_station.widgets.grid_entry.sheet import GridRow, Sheet
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

HINT = "打分数，Tab 到下一格，回车到下一人；清空就是取消评分。可以从 WPS 表格复制一块，按 Ctrl+V 贴入。"


def save_grid(
    session: Any,
    *,
    period: Period,
    columns: Sequence[MarkColumn],
    before: Mapping[int, Mapping[MarkKey, MarkRow]],
    marks: list[tuple[int, dict[str, Fraction | None]]],
) -> int:
    """What the grid gives, by the places of its columns; how many cells changed."""
    return save_marks(
        session,
        period=period,
        before=before,
        marks=[
            (deputy_id, {columns[int(name)].key: points for name, points in cells.items()})
            for deputy_id, cells in marks
        ],
    )


def make_marks_sheet(view: MarksView, rows: Sequence[MarksRow]) -> Sheet:
    """Deputies against what is marked; columns named by their place."""
    columns = [
        given_column("deputy", "姓名", chars=5),
        *(_grid_column(view.scheme, place, column) for place, column in enumerate(view.columns)),
    ]
    return Sheet(columns, [_grid_row(view, row) for row in rows], free=False)


def _grid_row(view: MarksView, row: MarksRow) -> GridRow:
    texts = {
        str(place): _typed(row.marks[column.key].points)
        for place, column in enumerate(view.columns)
        if column.key in row.marks
    }
    return GridRow(row.id, {"deputy": row.deputy, **texts})


def _grid_column(scheme: Scheme, place: int, column: MarkColumn) -> GridColumn:
    """One item by one rater: a number within its limits, kept exactly as typed."""

    def read(text: str) -> Reading:
        plain = text.strip().translate(WIDE_DIGITS).replace("．", ".")
        if not plain:
            return Reading()
        try:
            points = read_exact("分数", plain)
            check_mark(scheme, column.item.code, column.rater, points)
        except Refusal as error:
            return Reading(problem=str(error), shown=text.strip())
        return Reading(points, "", _typed(points))

    label = f"{column.item.code} {column.rater or column.item.name[:6]}"
    return GridColumn(str(place), label, read, max(5, min(9, len(label))), also_called=(column.name,))


def _typed(points: Fraction) -> str:
    """A mark as it may be typed again: nothing of it is lost."""
    return (exact_or_none(points) or str(points)).replace("−", "-")


class MarksPart(CheckPart):
    """Who is marked, and who still has to be."""

    empty = "没有符合条件的代表。"

    def __init__(self, page: Any) -> None:
        super().__init__(page)
        self.view: MarksView | None = None

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:  # noqa: ARG004 - those of other parts need it
        return (
            Column("代表", "deputy", chars=5, grow=1),
            Column("小组", "group", chars=6, leaves=2),
            Column("身份", lambda row: "、".join(row.roles), chars=6, leaves=1),
            Column("已评", lambda row: f"{row.given} / {len(row.asked)}" if row.asked else "", chars=4),
            Column("状态", marks_pill, chars=4, kind=Kind.PILL),
        )

    def actions(self) -> Sequence[Action]:
        return (
            Action("身份", self.ask_roles),
            Action("评分", self.open_all, primary=True),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "marks": lambda key, deputy_id=None: self.page.ask(
                read_marks, period_key=str(key), then=partial(self.open_grid, deputy_id=deputy_id)
            ),
            "role": lambda role_id=None: self.page.ask(
                read_roles, then=partial(self._role_again, role_id=role_id)
            ),
        }

    def load(self) -> None:
        self.page.ask(
            read_marks, period_key=self.page.period_key, search=self.page.filters.words, then=self.take_view
        )

    def take_view(self, view: MarksView) -> None:
        """Everybody of the period."""
        self.view = view
        self.put_rows(view.rows)
        if self.is_shown and self.page.open_id is not None:
            self.fill(self.page.open_id)

    def show(self, row_id: int) -> None:
        self.fill(row_id)

    def fill(self, row_id: int) -> None:
        """One deputy's marks, with what may be given."""
        view = self.view
        row = None if view is None else next((each for each in view.rows if each.id == row_id), None)
        if view is None or row is None:
            return
        blocks: list[Block] = []
        if not view.columns:
            blocks.append(Words(f"“{view.scheme.name}”没有要人评分的项，全部按记录算。"))
        facts = [(column.item.code, self._mark_words(row, column)) for column in view.columns]
        if facts:
            blocks.append(Facts(facts))
        if row.roles:
            blocks.append(Facts([("身份", "、".join(row.roles))]))
        grid = Action("评这一位", partial(self.open_grid, view, deputy_id=row.id), primary=True)
        see = Action("看得分", partial(self.page.context.go, "points", id=row.id, year=view.period.year))
        self.put(
            Detail(
                title=row.deputy,
                reference=f"{view.period.name}　{row.group}",
                pill=marks_pill(row),
                blocks=blocks,
                actions=[see, grid] if view.columns else [see],
            )
        )

    def _mark_words(self, row: MarksRow, column: MarkColumn) -> str:
        name = column.item.name + (f"（{column.rater}）" if column.rater else "")
        mark = row.marks.get(column.key)
        if mark is not None:
            on = short_day(mark.given_on, self.page.context.clock.today())
            return f"{name}：{points_words(mark.points)} 分，{mark.given_by}{on}评"
        if column.key not in row.asked:
            return f"{name}：不用评"
        return f"{name}：还没有评，{column.limits}"

    def open_all(self) -> None:
        """The grid for everybody in the list."""
        self.page.ask(
            read_marks, period_key=self.page.period_key, search=self.page.filters.words, then=self.open_grid
        )

    def open_grid(self, view: MarksView, deputy_id: int | None = None) -> FormDialog | None:
        """Mark everybody of the view, or one of them."""
        rows = [row for row in view.rows if deputy_id in (None, row.id)]
        if not view.columns or not rows:
            why = "没有要人评分的项，全部按记录算" if not view.columns else "没有可以评分的代表"
            self.page.notice.tell(f"{view.period.name}的“{view.scheme.name}”{why}。")
            return None
        limits = "　".join(f"{column.name}：{column.limits}。" for column in view.columns if column.limits)
        words = f"{view.period.name}评分"
        grid = GridField(
            "marks",
            words,
            make_marks_sheet(view, rows),
            hint=f"{limits}{HINT}" if limits else HINT,
            unit="人",
        )
        one = f"：{rows[0].deputy}" if deputy_id is not None else ""
        return self.page.open_form(
            f"{words}{one}",
            [grid],
            save_word="保存",
            service=save_grid,
            fixed={
                "period": view.period,
                "columns": view.columns,
                "before": {row.id: row.marks for row in rows},
            },
            say=lambda count: f"{words}：改了 {count} 个分数" if count else "没有改动",
            draft=f"marks:{view.period.key}" + (f":{deputy_id}" if deputy_id is not None else ""),
            width=900,
        )

    def ask_roles(self) -> None:
        """Who has which role, from when to when."""
        self.page.ask(read_roles, then=self.open_roles)

    def open_roles(self, rows: Any) -> RolesDialog:
        """The list of roles."""
        dialog = RolesDialog(self.page, rows)
        dialog.open()
        return dialog

    def _role_again(self, rows: Any, role_id: int | None) -> None:
        self.open_roles(rows).open_again(role_id)


def marks_pill(row: MarksRow) -> Pill:
    """Whether everything asked is given."""
    if not row.asked:
        return Pill("不用评", Tone.QUIET)
    return Pill(f"还差 {row.missing} 个", Tone.SOON) if row.missing else Pill("评完", Tone.DONE)
