"""Deputies without a window: the list, and the import of a roster."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.documents.workbook_in import ImportOutcome
from deputy_station.features.deputies.imports import import_deputies
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.frame import group_named
from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.store.desk import Command, Desk

SHOWN_MESSAGES = 20


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
    file: Annotated[Path, typer.Argument(metavar="文件", help="名册：xlsx、xls 或 ods")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    sheet: Annotated[str, typer.Option("--sheet", help="工作表的名称")] = "",
    column: Annotated[
        list[str] | None, typer.Option("--column", help="指明列：我们的列名=文件里的列名，可写多次")
    ] = None,
    failed_rows: Annotated[Path | None, typer.Option("--failed-rows", help="未导入的行写到哪里")] = None,
) -> None:
    """Import a roster; with --dry-run only the three counts."""
    mapping = read_mapping(column or [])
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
    for message in outcome.messages[:SHOWN_MESSAGES]:
        desk.say(message)
    if len(outcome.messages) > SHOWN_MESSAGES:
        desk.say(f"……还有 {len(outcome.messages) - SHOWN_MESSAGES} 条提示。")
    desk.show_result(outcome.as_json(), outcome_sentence(outcome, dry_run=dry_run))


def read_mapping(pairs: list[str]) -> dict[str, str]:
    """`--column 姓名=代表` by column key. Raises a refusal for what names no column of a roster."""
    from deputy_station.features.deputies.imports import COLUMNS

    mapping = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        key = next((column.key for column in COLUMNS if ours in (column.key, *column.titles)), None)
        if key is None or not equals or not theirs:
            known = "、".join(column.title for column in COLUMNS)
            raise Refusal(f"“{pair}”看不懂，请写成“姓名=文件里的列名”。可以指明的列：{known}。")
        mapping[key] = theirs
    return mapping


def outcome_sentence(outcome: ImportOutcome, *, dry_run: bool) -> str:
    """The three counts in words, and what became of the rows."""
    counts = f"可导入 {outcome.ready} 行，其中要留意 {outcome.warnings} 行；有错 {outcome.errors} 行。"
    if dry_run:
        return f"{counts}只做了检查，没有写入。"
    done = f"写入 {outcome.imported} 行，没有变化 {outcome.unchanged} 行。"
    failed = f"有错的行连同原因已写到“{outcome.failed_rows}”。" if outcome.failed_rows else ""
    return f"{counts}{done}{failed}"


COMMANDS = (
    Command("deputies list", show_deputies, "列出代表"),
    Command("import deputies", import_roster, "从工作簿导入代表名册"),
)
