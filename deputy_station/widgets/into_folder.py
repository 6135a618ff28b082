"""Asks for a folder and makes many files in a new one inside it: books one by one, evidence, a year for the archive."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from deputy_station.core.errors import Refusal
from deputy_station.widgets import files
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import Field
from deputy_station.widgets.file_field import FileField
from deputy_station.widgets.form import Form
from deputy_station.widgets.page import Page
from deputy_station.widgets.work import Job


def save_into_folder(
    page: Page,
    title: str,
    name: str,
    make: Callable[..., Any],
    *,
    save_word: str,
    said: Callable[[Any], str],
    job_title: str,
    kind: str = "",
    more: str = "",
    asked: Sequence[Field] = (),
    begun: Mapping[str, Any] | None = None,
    read: Callable[[dict[str, Any]], dict[str, Any]] = lambda _entered: {},
    writes: bool = False,
    **values: Any,
) -> None:
    """Ask where, then `make(database, progress, out=folder/name, **values)` in the background.

    With a `kind` each PDF of the new folder is kept as it was, by the name of its file. `more` says what else there is to know of the new folder; `asked` are fields besides, `begun` their first values;
    `read` turns what was entered into further values, or raises the refusal that is said in the dialog. `said` tells
    what was made; the bottom line offers to open it, and the next such dialog begins in the same folder.
    """
    where = FileField(
        "folder", "放在", required=True, folder=True, help=f"里面会多一个“{name}”文件夹{more}。"
    )
    form = Form([where, *asked])
    form.put({"folder": files.start_folder(page.context.settings), **(begun or {})})

    def save(entered: dict[str, Any]) -> None:
        try:
            further = read(entered)
        except Refusal as refusal:
            dialog.refuse(str(refusal))
            return
        out = Path(entered["folder"]) / name

        def done(made: Any) -> None:
            dialog.accept()
            if kind:
                _keep_each(page, out, kind, name)
            page.context.settings.keep("last_folder", str(out.parent))
            page.context.say_done(said(made), open_made=lambda: page.open_paper(out))

        job = page.work.run(
            make,
            then=done,
            on_refusal=dialog.refuse,
            owner=page,
            writes=writes,
            job_title=job_title,
            out=out,
            **further,
            **values,
        )
        job.always = lambda: dialog.release() if dialog.isVisible() else None
        jobs.append(job)

    jobs: list[Job] = []
    dialog = FormDialog(page, title, form, save_word=save_word, save=save)
    dialog.stop = lambda: jobs[-1].cancel()  # the bottom line with its 取消 is behind the dialog
    dialog.open()


def _keep_each(page: Page, folder: Path, kind: str, name: str) -> None:
    """Keep what was written, a file at a time: the books of a township together are large. A file is called by the
    folder and its own name: “03 曹文斌” alone would not say of what."""
    keep = page.context.keep_paper
    if keep is None:
        return

    def keep_one(session: Any, *, path: Path) -> object:
        from deputy_station.documents.preview import count_pages  # the paper engines are loaded on the worker

        return keep(
            session,
            kind=kind,
            title=f"{name} {path.stem}",
            content=path.read_bytes(),
            pages=count_pages(path),
            printed=False,
        )

    for path in sorted(folder.rglob("*.pdf")):
        page.work.change(keep_one, on_refusal=page.notice.refuse, owner=page, path=path)
