"""What was done, taking it back, and the recycle bin, without a window."""

from dataclasses import asdict
from typing import Annotated

import typer

from deputy_station.features.history import service
from deputy_station.features.history.rules import NothingToUndo
from deputy_station.store.desk import Command, Desk

STEP_COLUMNS = {"id": "步", "at": "时间", "actor": "经手人", "sentence": "做了什么", "undone_by": "撤销人"}

_Limit = Annotated[int, typer.Option("--limit", metavar="条数", help="最多列几条", min=1, max=100_000)]
_Search = Annotated[str, typer.Option("--search", metavar="词", help="做了什么、谁做的")]


def list_steps(
    desk: Desk,
    search: _Search = "",
    actor: Annotated[str, typer.Option("--actor", metavar="姓名", help="只看谁做的")] = "",
    limit: _Limit = 50,
) -> None:
    """What was done, newest first."""
    with desk.reading() as session:
        rows = service.list_steps(session, actor=actor, search=search, limit=limit)
    desk.show_rows(rows, STEP_COLUMNS)


def undo(
    desk: Desk,
    step: Annotated[
        int,
        typer.Option(
            "--step", metavar="步", help="撤销哪一步；不写就是我最后做的一步", min=0, max=2_147_483_647
        ),
    ] = 0,
) -> None:
    """Take a step back: the one named, else the last of this user."""
    with desk.transaction() as session:
        if not step:
            steps = service.own_steps(session, limit=1)
            if not steps:
                raise NothingToUndo
            step = steps[0].id
        undone = service.undo_step(session, step_id=step)
    desk.show_result(asdict(undone), f"已{undone.sentence}。")


def list_deleted(desk: Desk, search: _Search = "", limit: _Limit = 50) -> None:
    """The recycle bin, newest first."""
    with desk.reading() as session:
        rows = service.list_steps(session, search=search, deleted=True, limit=limit)
    desk.show_rows(rows, {key: STEP_COLUMNS[key] for key in ("id", "at", "actor", "sentence")})


def restore(
    desk: Desk,
    step: Annotated[
        int, typer.Argument(metavar="步", help="history deleted 列出的号码", min=0, max=2_147_483_647)
    ],
) -> None:
    """Bring back what a step deleted."""
    with desk.transaction() as session:
        undone = service.restore_deleted(session, step_id=step)
    desk.show_result(asdict(undone), f"已恢复，{undone.sentence}。")


COMMANDS = (
    Command("history list", list_steps, "做过的事，新的在前"),
    Command("history undo", undo, "撤销一步"),
    Command("history deleted", list_deleted, "回收站里有什么"),
    Command("history restore", restore, "从回收站恢复"),
)
