"""The desk without a window: everything for a reception day as one PDF, and what the day came to."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.documents.atomic import check_ending
from deputy_station.documents.bundle import PlacedPart
from deputy_station.documents.written_as import FORMATS
from deputy_station.features.desk.documents.kit import draw_kit, measure_kit, record_kit, usual_kit
from deputy_station.features.desk.documents.summary import draw_summary
from deputy_station.features.desk.service.slips import MOST_AT_ONCE
from deputy_station.features.desk.service.summary import check_day_came, day_summary, summary_words
from deputy_station.features.reception.service.listing import day_detail, find_day
from deputy_station.features.signin.commands import read_day
from deputy_station.features.signin.documents.page_codes import have_key
from deputy_station.store.desk import Command, Desk


def export_kit(
    desk: Desk,
    day: Annotated[str, typer.Option("--day", metavar="日期", help="接待日，例如 2026-12-15")],
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="PDF 写到哪里")],
    slips: Annotated[
        int,
        typer.Option("--slips", metavar="张数", help="空白便条几张；0 为不要", min=0, max=MOST_AT_ONCE),
    ] = 20,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只数页数，什么也不写")] = False,
) -> None:
    """Notice, rota, sign-in sheets, slips, door sign and summary of a reception day as one PDF."""
    check_ending(out, ".pdf")
    with desk.reading() as session:
        row = find_day(session, on=read_day(day))
        wanted = usual_kit(day_detail(session, day_id=row.id), slips=slips)
    if dry_run:
        have_key(desk.database)
        with desk.reading() as session:
            parts = measure_kit(session, day_id=row.id, wanted=wanted)
        pages = sum(part.pages for part in parts)
        desk.show_result(
            {"path": None, "pages": pages, "notice": "", "parts": [asdict(part) for part in parts]},
            f"整套共 {pages} 页：{_told(parts)}。什么也没有写。",
        )
        return
    kit = draw_kit(desk.database, desk.progress, day_id=row.id, out=out, wanted=wanted)
    try:
        with desk.transaction() as session:
            record_kit(session, made=kit)
    except Refusal:
        out.unlink(missing_ok=True)  # nobody would know its codes when it came back
        raise
    desk.show_result(
        {
            "path": kit.path,
            "pages": kit.pages,
            "notice": kit.notice,
            "parts": [asdict(part) for part in kit.parts],
        },
        f"{kit.title}整套已写到“{kit.path}”，共 {kit.pages} 页：{_told(kit.parts)}。",
    )


def _told(parts: Sequence[PlacedPart]) -> str:
    return "；".join(f"{part.title} {part.pages} 页（从第 {part.first_page} 页起）" for part in parts)


def tell_summary(
    desk: Desk,
    day: Annotated[str, typer.Option("--day", metavar="日期", help="接待日，例如 2026-12-15")],
) -> None:
    """What a reception day came to, in figures and in words."""
    with desk.reading() as session:
        summary = day_summary(session, day_id=find_day(session, on=read_day(day)).id)
        check_day_came(session, summary.held_on)
    words = summary_words(summary)
    desk.show_result({**asdict(summary), "words": words}, words)


def export_summary(
    desk: Desk,
    day: Annotated[str, typer.Option("--day", metavar="日期", help="接待日，例如 2026-12-15")],
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="写到哪里，结尾是 .pdf、.docx 或 .xlsx")],
) -> None:
    """The summary of a reception day on paper; the ending of the file says which."""
    check_ending(out, *FORMATS)
    with desk.reading() as session:
        row = find_day(session, on=read_day(day))
    made = draw_summary(desk.database, desk.progress, day_id=row.id, out=out)
    pages = f"，共 {made.pages} 页" if made.pages else ""
    desk.show_result({"path": made.path, "pages": made.pages}, f"接待小结已写到“{made.path}”{pages}。")


COMMANDS = (
    Command("reception summary", tell_summary, "一天接待的小结，按记录自动写好"),
    Command("export kit", export_kit),
    Command("export day-summary", export_summary, "打印一天接待的小结"),
)
