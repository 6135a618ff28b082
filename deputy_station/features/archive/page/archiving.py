"""年度归档: which kinds of a year go in, and where the folder is put."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.features.archive.service.year import YearKind
from deputy_station.widgets import files
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import CheckField, Field
from deputy_station.widgets.file_field import FileField
from deputy_station.widgets.form import Form
from deputy_station.widgets.page import Page


def ask_archive(page: Page, year: int, kinds: Sequence[YearKind]) -> None:
    """Ask which of `kinds` go in and where the folder goes, then make it; the form stays until it is there."""
    checks = [CheckField(kind.key, kind.retention.label, f"{kind.word}　{kind.pieces} 件") for kind in kinds]
    where = FileField(
        "folder", "放在", required=True, folder=True, help=f"里面会多一个“{year}年归档”文件夹。"
    )
    fields: list[Field] = [where, *checks]
    form = Form(fields)
    form.put({"folder": files.start_folder(page.context.settings), **{kind.key: True for kind in kinds}})

    def save(entered: dict[str, Any]) -> None:
        chosen = [kind.key for kind in kinds if entered[kind.key]]
        if not chosen:
            dialog.refuse("一类也没有选，没有归档。请至少选一类。")
            return
        out = Path(entered["folder"]) / f"{year}年归档"

        def done(made: Any) -> None:
            dialog.accept()
            page.context.settings.keep("last_folder", str(out.parent))
            page.context.say_done(
                f"已归档{year}年文书：{len(made.volumes)} 卷，{made.pieces} 件，{made.pages} 页",
                open_made=lambda: page.open_paper(out),
            )

        job = page.work.run(
            make_year,
            then=done,
            on_refusal=dialog.refuse,
            owner=page,
            writes=True,
            job_title=f"{year}年归档",
            out=out,
            year=year,
            kinds=chosen,
        )
        job.always = lambda: dialog.release() if dialog.isVisible() else None

    dialog = FormDialog(page, f"{year}年归档", form, save_word="归档", save=save)
    dialog.open()


def make_year(database: Any, progress: Progress, **values: Any) -> object:
    """The folder of the year; the paper engines are loaded on the worker."""
    from deputy_station.features.archive.documents.bundle import make_archive

    return make_archive(database, progress, **values)
