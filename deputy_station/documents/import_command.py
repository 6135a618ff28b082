"""What every `import` command does alike: read `--column` pairs, and tell the counts with what deserves a look."""

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.documents.import_columns import ImportColumn, ImportOutcome
from deputy_station.store.backup import copy_before_import
from deputy_station.store.desk import Desk

SHOWN_MESSAGES = 20
"""How many sentences about a file a terminal shows before the counts."""

ColumnOption = Annotated[
    list[str] | None, typer.Option("--column", help="指明列：我们的列名=文件里的列名，可写多次")
]


class ColumnUnreadable(Refusal):
    """A `--column` that is no pair, or names no column of ours."""

    def __init__(self, pair: str, columns: Iterable[ImportColumn]) -> None:
        named = [column.title for column in columns]
        super().__init__(
            f"“{pair}”看不懂，请写成“{named[0]}=文件里的列名”。可以指明的列：{'、'.join(named)}。"
        )


def read_mapping(pairs: list[str] | None, columns: Sequence[ImportColumn]) -> dict[str, str]:
    """`--column 反映问题=事由` by column key. Raises ColumnUnreadable."""
    mapping = {}
    for pair in pairs or []:
        ours, _, theirs = pair.partition("=")
        key = next((column.key for column in columns if ours in (column.key, *column.titles)), None)
        if key is None or not theirs:
            raise ColumnUnreadable(pair, columns)
        mapping[key] = theirs
    return mapping


def back_up_before(desk: Desk) -> None:
    """Copy the database as it is before many records come in; nothing to copy where it is new, or shared."""
    made = copy_before_import(desk.database)
    if made is not None:
        desk.say(f"导入前的备份在“{made}”。")


def tell_outcome(desk: Desk, outcome: ImportOutcome, *, dry_run: bool) -> None:
    """The sentences about the file, then the answer of the command: the three counts and what became of the rows."""
    for message in outcome.messages[:SHOWN_MESSAGES]:
        desk.say(message)
    if len(outcome.messages) > SHOWN_MESSAGES:
        desk.say(f"……还有 {len(outcome.messages) - SHOWN_MESSAGES} 条提示。")
    desk.show_result(outcome.as_json(), outcome_sentence(outcome, dry_run=dry_run))


def outcome_sentence(outcome: ImportOutcome, *, dry_run: bool) -> str:
    """The three counts in words, and what became of the rows."""
    counts = f"可导入 {outcome.ready} 行，其中要留意 {outcome.warnings} 行；有错 {outcome.errors} 行。"
    if dry_run:
        return f"{counts}只做了检查，没有写入。"
    done = f"写入 {outcome.imported} 行，没有变化 {outcome.unchanged} 行。"
    failed = f"有错的行连同原因已写到“{outcome.failed_rows}”。" if outcome.failed_rows else ""
    return f"{counts}{done}{failed}"
