"""The forms without a window: which there are, and which the station changed."""

from dataclasses import replace
from typing import Annotated

import typer

from deputy_station.features.papers.service.forms import SHIPPED, list_forms
from deputy_station.store.desk import Command, Desk


def show_forms(
    desk: Desk,
    search: Annotated[str, typer.Option("--search", help="表名或类别")] = "",
) -> None:
    """Every form, area by area, with the version in force."""
    with desk.reading() as session:
        rows = [
            line if line.changed else replace(line, number=SHIPPED)
            for line in list_forms(session, search=search)
        ]
    desk.show_rows(rows, {"id": "名字", "title": "表名", "area": "类别", "number": "版本", "changed": "改过"})


COMMANDS = (Command("forms list", show_forms, "表样：每张表现在用第几版"),)
