"""Activities without a window."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.features.activities.rules import ActivityKind
from deputy_station.features.activities.service.listing import list_activities
from deputy_station.store.desk import Command, Desk


def show_activities(
    desk: Desk,
    search: Annotated[str, typer.Option("--search", help="名称、地点、会议或内容里的字")] = "",
    kind: Annotated[str, typer.Option("--kind", help="类别，例如“代表小组活动”")] = "",
    year: Annotated[int | None, typer.Option("--year", help="年份", min=FIRST_YEAR, max=LAST_YEAR)] = None,
    unfinished: Annotated[bool, typer.Option("--unfinished", help="只列还有人未签到的")] = False,
) -> None:
    """Activities, newest first, with their attendance in figures."""
    wanted: tuple[ActivityKind, ...] = ()
    if kind:
        wanted = tuple(each for each in ActivityKind if kind in (each.label, each.value))
        if not wanted:
            raise Refusal(f"没有“{kind}”这个类别。可以写：{'、'.join(each.label for each in ActivityKind)}。")
    with desk.reading() as session:
        rows = list_activities(
            session,
            search=search,
            kinds=wanted,
            first=date(year, 1, 1) if year else None,
            last=date(year, 12, 31) if year else None,
            unfinished=unfinished,
        )
    listed = []
    for row in rows:
        plain = asdict(row)
        figures = plain.pop("counts")
        listed.append({**plain, **figures})
    desk.show_rows(
        listed,
        {
            "id": "编号",
            "held_on": "日期",
            "kind": "类别",
            "title": "名称",
            "expected": "应到",
            "came": "实到",
            "leave": "请假",
            "absent": "缺席",
            "not_yet": "未签到",
        },
    )


COMMANDS = (Command("activities list", show_activities, "列出活动和出席情况"),)
