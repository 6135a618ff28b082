"""The archive without a window: what went out, and the folder of a year."""

from pathlib import Path
from typing import Annotated

import typer

from deputy_station.features.archive.documents.bundle import make_archive
from deputy_station.features.papers.service.keeping import list_papers
from deputy_station.store.desk import Command, Desk

_Year = typer.Option("--year", help="哪一年", min=1990, max=2200)


def show_papers(
    desk: Desk,
    search: Annotated[str, typer.Option("--search", help="题名、类别或经手人")] = "",
    year: Annotated[int | None, _Year] = None,
    kind: Annotated[str, typer.Option("--kind", help="类别的键，例如 notice")] = "",
) -> None:
    """What went out, the newest first."""
    with desk.reading() as session:
        rows = list_papers(session, search=search, year=year, kind=kind)
    desk.show_rows(
        rows,
        {
            "id": "编号",
            "made_at": "时间",
            "word": "类别",
            "title": "题名",
            "pages": "页数",
            "way": "怎么出去的",
            "made_by": "经手人",
        },
    )


def export_archive(
    desk: Desk,
    year: Annotated[int, _Year],
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="写到哪个新文件夹")],
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="只归这一类，可以写几次；不写就归全部")
    ] = None,
) -> None:
    """The folder of a year for the archive."""
    made = make_archive(desk.database, desk.progress, out=out, year=year, kinds=kinds or None)
    desk.show_result(
        {"path": made.path, "volumes": made.volumes, "pieces": made.pieces, "pages": made.pages},
        f"{year}年归档 {len(made.volumes)} 卷，{made.pieces} 件，{made.pages} 页，已写到“{made.path}”。",
    )


COMMANDS = (
    Command("papers list", show_papers, "存底：打印过、存成文件的文书"),
    Command("export archive", export_archive),
)
