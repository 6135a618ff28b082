"""Printing from the page of registers: whole books, new rows on old pages, and how far the printer came."""

from collections.abc import Sequence
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.widgets import files
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import NumberField
from deputy_station.widgets.form import Form
from deputy_station.widgets.into_folder import save_into_folder
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import Page

HOW_FAR = (
    "按清单上写的“打印第几页”填，清单自己也算页数。纸真印好了才算；"
    "没有印成的，下次补印还会列出来。一页也没有印成就写 0。"
)


def print_books(page: Page, *, term_id: int, name: str, deputy_ids: Sequence[int] | None = None) -> None:
    """Show the books of a term (or of these deputies); what goes out counts as printed."""
    page.print_paper(
        "打印履职登记册",
        name,
        _draw_books,
        kind="register",
        went_out=_mark_books,
        term_id=term_id,
        deputy_ids=deputy_ids,
    )


def print_new_rows(page: Page, *, term_id: int, name: str, deputy_ids: Sequence[int] | None = None) -> None:
    """Show the rows the books lack behind the list of pages to put in; afterwards ask how far the printer came."""
    made: list[Any] = []

    def draw(database: Any, progress: Progress, **values: Any) -> Any:
        from deputy_station.features.register.documents.printing import draw_new_rows

        made.append(draw_new_rows(database, progress, **values))
        return made[-1]

    page.print_paper(
        "补印新行",
        name,
        draw,
        kind="register_rows",
        after=lambda: ask_how_far(page, made[-1]),
        term_id=term_id,
        deputy_ids=deputy_ids,
    )


def ask_how_far(page: Page, made: Any) -> FormDialog:
    """Ask up to which page the paper came out well; only rows of those pages count as printed."""
    field = NumberField(
        "up_to", "印到第几页为止", required=True, largest=made.pages, unit=f"共 {made.pages} 页"
    )
    form = Form([field])
    form.put({"up_to": made.pages})

    def save(entered: dict[str, Any]) -> None:
        page.change(
            _mark_rows,
            say=lambda rows: f"记下了：补印 {rows} 行" if rows else "记下了：一行也没有印成",
            then=lambda _rows: dialog.accept(),
            on_refusal=dialog.refuse,
            made=made,
            up_to=entered["up_to"],
        ).always = lambda: dialog.release() if dialog.isVisible() else None

    dialog = FormDialog(page, "补印到了第几页", form, save_word="记下", save=save)
    dialog.body.insertWidget(0, Words(HOW_FAR))
    dialog.open()
    return dialog


def save_books_apart(page: Page, *, term_id: int, term: str) -> None:
    """Ask for a folder and put a file for each deputy into a new one there; nothing counts as printed."""
    save_into_folder(
        page,
        "一人一份存文件",
        folder_name(term),
        _draw_books,
        save_word="存文件",
        said=lambda made: f"已存好 {len(made.books)} 册履职登记册，共 {made.pages} 页",
        job_title="履职登记册",
        kind="register",
        term_id=term_id,
    )


def folder_name(term: str) -> str:
    """第十九届履职登记册."""
    return files.plain_name(f"{term}履职登记册")


def _draw_books(database: Any, progress: Progress, **values: Any) -> Any:
    """The paper engines are loaded on the worker."""
    from deputy_station.features.register.documents.printing import draw_books

    return draw_books(database, progress, **values)


def _mark_books(session: Any, *, made: Any) -> int:
    from deputy_station.features.register.documents.printing import mark_books_printed

    return mark_books_printed(session, made=made)


def _mark_rows(session: Any, *, made: Any, up_to: int) -> int:
    from deputy_station.features.register.documents.printing import mark_rows_printed

    return mark_rows_printed(session, made=made, up_to=up_to)
