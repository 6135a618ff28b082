"""年度归档: which kinds of a year go in, and where the folder is put."""

from collections.abc import Sequence
from typing import Any

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress
from deputy_station.features.archive.service.year import YearKind
from deputy_station.widgets.fields import CheckField
from deputy_station.widgets.into_folder import save_into_folder
from deputy_station.widgets.page import Page


class NothingChosen(Refusal):
    """No kind is to go in."""

    def __init__(self) -> None:
        super().__init__("一类也没有选，没有归档。请至少选一类。")


def ask_archive(page: Page, year: int, kinds: Sequence[YearKind]) -> None:
    """Ask which of `kinds` go in and where the folder goes, then make it; the form stays until it is there."""
    title = f"{year}年归档"

    def chosen(entered: dict[str, Any]) -> dict[str, Any]:
        wanted = [kind.key for kind in kinds if entered[kind.key]]
        if not wanted:
            raise NothingChosen
        return {"kinds": wanted}

    save_into_folder(
        page,
        title,
        title,
        make_year,
        save_word="归档",
        said=lambda made: f"已归档{year}年文书：{len(made.volumes)} 卷，{made.pieces} 件，{made.pages} 页",
        job_title=title,
        asked=[
            CheckField(kind.key, kind.retention.label, f"{kind.word}　{kind.pieces} 件") for kind in kinds
        ],
        begun={kind.key: True for kind in kinds},
        read=chosen,
        writes=True,
        year=year,
    )


def make_year(database: Any, progress: Progress, **values: Any) -> object:
    """The folder of the year; the paper engines are loaded on the worker."""
    from deputy_station.features.archive.documents.bundle import make_archive

    return make_archive(database, progress, **values)
