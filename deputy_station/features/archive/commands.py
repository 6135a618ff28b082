"""The archive without a window: what went out, and the folder of a year."""

from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.features.archive.documents.bundle import make_archive
from deputy_station.features.papers.rules.kinds import paper_kinds
from deputy_station.features.papers.service.keeping import list_papers
from deputy_station.store.desk import Command, Desk

_Year = typer.Option("--year", help="哪一年", min=FIRST_YEAR, max=LAST_YEAR)


class KindUnknown(Refusal):
    """Nothing is kept under that word; an empty answer would look as if nothing had gone out."""

    def __init__(self, typed: str) -> None:
        words = "、".join(
            dict.fromkeys(each.word for each in paper_kinds().named.values() if not each.secret)
        )
        super().__init__(f"没有“{typed}”这一类文书。可以写：{words}。")


def _kind_keys(typed: str) -> tuple[str, ...]:
    """The kinds called by a key or a word, which receipts of two sizes share. Raises KindUnknown."""
    called = typed.strip()
    found = tuple(each.key for each in paper_kinds().named.values() if called in (each.key, each.word))
    if not found:
        raise KindUnknown(called)
    return found


def show_papers(
    desk: Desk,
    search: Annotated[str, typer.Option("--search", help="题名、类别或经手人")] = "",
    year: Annotated[int | None, _Year] = None,
    kind: Annotated[str, typer.Option("--kind", help="类别，例如“接待日公告”，或它的键 notice")] = "",
) -> None:
    """What went out, the newest first."""
    keys = _kind_keys(kind) if kind else ()
    with desk.reading() as session:
        rows = [row for row in list_papers(session, search=search, year=year) if not keys or row.kind in keys]
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
    wanted = [key for each in kinds or () for key in _kind_keys(each)]
    made = make_archive(desk.database, desk.progress, out=out, year=year, kinds=wanted or None)
    desk.show_result(
        {"path": made.path, "volumes": made.volumes, "pieces": made.pieces, "pages": made.pages},
        f"{year}年归档 {len(made.volumes)} 卷，{made.pieces} 件，{made.pages} 页，已写到“{made.path}”。",
    )


COMMANDS = (
    Command("papers list", show_papers, "存底：打印过、存成文件的文书"),
    Command("export archive", export_archive),
)
