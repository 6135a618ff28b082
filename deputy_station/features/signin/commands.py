"""Sign-in without a window: print a sheet, ask which sheet a picture shows."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.documents.atomic import check_ending
from deputy_station.features.signin.documents.sheets import print_sign_in
from deputy_station.features.signin.documents.visitors import MOST_PAGES, print_visitor_sign_in
from deputy_station.features.signin.imports.pictures import identify_picture, open_picture
from deputy_station.features.signin.service.sheets import find_activity
from deputy_station.store.desk import Command, Desk


class DayUnreadable(Refusal):
    """The text is no date."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不是日期。请写成 2026-12-15 这样。")


class DayOrActivity(Refusal):
    """Neither or both of date and activity were given."""

    def __init__(self) -> None:
        super().__init__("请用 --day 写明日期，或用 --activity 写明活动编号，二者选一个。")


def export_sign_in(
    desk: Desk,
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="PDF 写到哪里")],
    day: Annotated[
        str,
        typer.Option(
            "--day", metavar="日期", help="接待日或活动的日期，例如 2026-12-15；与 --activity 二者写一个"
        ),
    ] = "",
    activity: Annotated[
        int,
        typer.Option(
            "--activity",
            metavar="编号",
            help="活动编号，见 activities list --json",
            show_default=False,
            min=0,
            max=2_147_483_647,
        ),
    ] = 0,
    visitors: Annotated[
        int,
        typer.Option(
            "--visitors", metavar="页数", help="改印来访人员签到表，几页空白行", min=0, max=MOST_PAGES
        ),
    ] = 0,
) -> None:
    """Print the sign-in sheet of a reception day or another activity, for deputies or for visitors."""
    if bool(day) == bool(activity):
        raise DayOrActivity
    check_ending(out, ".pdf")
    if day:
        with desk.reading() as session:
            activity = find_activity(session, on=read_day(day))
    if visitors:
        paper = print_visitor_sign_in(
            desk.database, desk.progress, activity_id=activity, pages=visitors, out=out
        )
        sentence = f"来访人员签到表已写到“{paper.path}”，共 {paper.pages} 页。"
    else:
        paper = print_sign_in(desk.database, desk.progress, activity_id=activity, out=out)
        sentence = f"签到表已写到“{paper.path}”，{paper.names} 人，共 {paper.pages} 页。"
    desk.show_result({**asdict(paper), "activity": activity}, sentence)


def identify_sheet(
    desk: Desk,
    picture: Annotated[Path, typer.Argument(metavar="图片", help="扫描件或照片")],
) -> None:
    """Say which sign-in sheet and page a picture shows."""
    with desk.reading() as session:
        reading = identify_picture(session, picture=open_picture(picture))
    rows = [
        {
            "activity": found.sheet.activity_id,
            "title": found.sheet.title,
            "held_on": found.sheet.held_on,
            "edition": found.sheet.edition,
            "page": found.page,
            "pages": found.sheet.pages,
            "corners": found.corners,
        }
        for found in reading.pages
    ]
    for problem in reading.problems:
        desk.say(problem)
    columns = {
        "title": "活动",
        "held_on": "日期",
        "edition": "版",
        "page": "页",
        "pages": "共",
        "corners": "角",
    }
    desk.show_rows(rows, columns, problems=reading.problems)


def read_day(text: str) -> date:
    """A date as typed on a command line. Raises DayUnreadable."""
    try:
        return date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        raise DayUnreadable(text) from None


COMMANDS = (
    Command("export sign-in", export_sign_in),
    Command("signin identify", identify_sheet, "看图片是哪张签到表的第几页"),
)
