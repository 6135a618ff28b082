"""Several deputies entered one line each, or pasted from a spreadsheet; what they have in common is asked once above."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from deputy_station.core.phones import phone_problem
from deputy_station.features.deputies.page.fields import FrameRows, seat_fields
from deputy_station.features.deputies.rules import Level, Sex
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import ConstituencyRow, GroupRow
from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.grid_entry.columns import GridColumn, choice_column, words_column
from deputy_station.widgets.grid_entry.field import GridField
from deputy_station.widgets.grid_entry.sheet import Sheet
from deputy_station.widgets.page import Page

HINT = "一行一位，Tab 到下一格，回车到下一行。可以从 WPS 表格复制一块，按 Ctrl+V 贴入；带表头的按表头对。"


def open_roster_grid(page: Page, frame: FrameRows, today: Callable[[], date]) -> FormDialog:
    """Open the lines on `page`; the deputies share level, day of election and term."""
    groups, constituencies, terms = frame
    term = next(iter(terms), None)
    shared = seat_fields(constituencies, terms, today, with_constituency=False)
    grid = GridField(
        "rows", "代表名单", Sheet(roster_columns(groups, constituencies), free=True), hint=HINT, unit="位"
    )
    page.ask(
        list_names,
        then=lambda names: grid.grid.cell_changed.connect(lambda: _warn_of_same_names(grid, names)),
    )
    return page.open_form(
        "逐行录入代表",
        [*shared, grid],
        values={
            "level": Level.TOWN,
            "term_id": term.id if term else None,
            "started_on": term.starts_on if term else None,
        },
        save_word="全部登记",
        service=register_deputies,
        say=lambda count: f"已登记代表 {count} 人",
        draft="register_many",
        width=1000,
    )


def roster_columns(groups: list[GroupRow], constituencies: list[ConstituencyRow]) -> list[GridColumn]:
    """What is typed of each deputy."""
    columns = [
        words_column("name", "姓名", chars=5, required=True, most=80),
        choice_column(
            "sex", "性别", [(sex, sex.label) for sex in Sex], chars=4, keys={"1": Sex.MALE, "2": Sex.FEMALE}
        ),
        _called(words_column("phone", "电话", chars=7, most=40, check=phone_problem), "联系电话", "手机"),
        _called(words_column("work_unit", "单位职务", chars=9, grow=1), "工作单位及职务", "工作单位"),
    ]
    if groups:
        named = [(group.id, group.name) for group in groups]
        columns.append(_called(choice_column("group_id", "小组", named, chars=7), "代表小组"))
    if constituencies:
        columns.append(
            choice_column("constituency_id", "选区", [(one.id, one.name) for one in constituencies], chars=7)
        )
    return columns


def _called(column: GridColumn, *names: str) -> GridColumn:
    """The column under the names it bears in other people's rosters too; a short title leaves room for words."""
    return replace(column, also_called=names)


def register_deputies(
    session: Any,
    *,
    level: Level,
    started_on: date,
    term_id: int | None,
    rows: list[tuple[None, dict[str, Any]]],
) -> int:
    """Enter every line as a deputy with one seat, all or none; how many."""
    for _, values in rows:
        fields = dict(values)
        seat = NewMandate(level, started_on, None, term_id, fields.pop("constituency_id", None))
        create_deputy(session, mandates=[seat], **fields)
    return len(rows)


def list_names(session: Any) -> frozenset[str]:
    """The names of the roster."""
    return frozenset(row.name for row in list_deputies(session))


def _warn_of_same_names(grid: GridField, names: frozenset[str]) -> None:
    """Say which typed names are in the roster already: a second entry, or a namesake; it is never refused."""
    typed = (str(values["name"]) for _, values in grid.sheet.values())
    same = [name for name in typed if name in names]
    if same:
        more = f"等 {len(same)} 位" if len(same) > 5 else ""
        grid.tell(f"名册里已有同名的代表：{'、'.join(same[:5])}{more}。不是同一人就接着登记。")
