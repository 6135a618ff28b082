"""Deputies without a window: the list, and the import of a roster."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.documents.import_command import ColumnOption, read_mapping, tell_outcome
from deputy_station.features.deputies.imports import COLUMNS, import_deputies
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.frame import group_named
from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.store.desk import Command, Desk


def show_deputies(
    desk: Desk,
    search: Annotated[
        str, typer.Option("--search", help="姓名、拼音首字母、小组、选区、电话或代表证号")
    ] = "",
    group: Annotated[str, typer.Option("--group", help="代表小组的名称")] = "",
    level: Annotated[str, typer.Option("--level", help="镇、县区、市、省或全国")] = "",
    everyone: Annotated[bool, typer.Option("--all", help="连同已经离任的")] = False,
) -> None:
    """Deputies in office by name, with the filters of the page."""
    wanted = None
    if level:
        wanted = Level.by_label(level)
        if wanted is None:
            raise Refusal(f"没有“{level}”这个层级。可以写：{'、'.join(each.label for each in Level)}。")
    with desk.reading() as session:
        rows = list_deputies(
            session,
            search=search,
            group_id=group_named(session, name=group).id if group else None,
            level=wanted,
            in_office_on=None if everyone else desk.database.clock.today(),
        )
    desk.show_rows(
        [{**asdict(row), "level_words": row.level_words} for row in rows],
        {
            "name": "姓名",
            "level_words": "层级",
            "group": "代表小组",
            "constituency": "选区",
            "work_unit": "工作单位及职务",
            "phone": "联系电话",
        },
    )


def import_roster(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="文件", help="名册：xlsx、xls、ods 或 csv")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    sheet: Annotated[str, typer.Option("--sheet", help="工作表的名称")] = "",
    column: ColumnOption = None,
    failed_rows: Annotated[Path | None, typer.Option("--failed-rows", help="未导入的行写到哪里")] = None,
) -> None:
    """Import a roster; with --dry-run only the three counts."""
    mapping = read_mapping(column, COLUMNS)
    if dry_run:
        with desk.reading() as session:
            outcome = import_deputies(session, path=file, mapping=mapping, sheet=sheet or None, dry_run=True)
    else:
        with desk.transaction() as session:
            outcome = import_deputies(
                session,
                path=file,
                mapping=mapping,
                sheet=sheet or None,
                failed_rows=failed_rows,
                progress=desk.progress,
            )
    tell_outcome(desk, outcome, dry_run=dry_run)


COMMANDS = (
    Command("deputies list", show_deputies, "列出代表"),
    Command("import deputies", import_roster),
)
