"""Printing from the page of registers: whole books, new rows on old pages, pages and books begun anew."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.features.register.rules.forms import form_of
from deputy_station.features.register.rules.lacks import short_form
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog, ask_verbs
from deputy_station.widgets.into_folder import save_into_folder
from deputy_station.widgets.page import Page
from deputy_station.widgets.print_preview.order import ByPage

PAGE_ANEW = (
    "这一页照现在的记录重新印一张，还在原来的页、原来的行。印好以后旧页作废，请从册里取下，换上新的一页。"
    "印后改过、印后没了的，就不再列出。换错了可以撤销。"
)
BOOK_ANEW = (
    "整册照现在的记录从头重新印，页和行都重新排。印好以后旧册作废，请从架上取下，换上新的一册。"
    "旧册印过什么还查得到。换错了可以撤销。只有一两页改过，用“换页”就够了。"
)
HOW_FAR = (
    "按清单上写的“打印第几页”填，清单自己也算页数。纸真印好了才算；"
    "没有印成的，下次补印还会列出来。一页也没有印成就写 0。"
)


def ask_books(page: Page, *, term_id: int, name: str, fresh: Sequence[int], begun: int) -> None:
    """Print the books of a term; where some were `begun` on paper and others not (`fresh`), ask which: hundreds of pages
    would come out a second time."""
    everybody = partial(print_books, page, term_id=term_id, name=name)
    if not fresh or not begun:
        everybody()
        return
    dialog = ask_verbs(
        page,
        "整册打印哪些？",
        do_word=f"没印过的 {len(fresh)} 册",
        do=partial(print_books, page, term_id=term_id, name=f"{name} {len(fresh)} 册", deputy_ids=fresh),
        detail=f"有 {begun} 册已经印过，再印就多出一册；它们缺的行用“补印新行”。",
    )

    def print_all() -> None:
        dialog.accept()
        everybody()

    close, only_fresh = dialog.action_row.actions_shown
    again = Action(f"全部 {len(fresh) + begun} 册", print_all)
    dialog.action_row.set_actions([replace(close, text="关闭"), again, only_fresh])
    dialog.action_row.button(only_fresh.text).setFocus()


def print_books(
    page: Page, *, term_id: int, name: str, deputy_ids: Sequence[int] | None = None, attach: bool = False
) -> None:
    """Show the books of a term (or of these deputies), with `attach` the evidence in the house behind each; the pages
    that go to the printer count as printed."""
    page.print_paper(
        "打印履职登记册",
        name,
        _draw_books,
        kind="register",  # PDF only: the rows printed later have their place on its pages
        by_page=ByPage(_mark_pages, _rows_said, _page_words),
        term_id=term_id,
        deputy_ids=deputy_ids,
        attach=attach,
    )


def print_new_rows(page: Page, *, term_id: int, name: str, deputy_ids: Sequence[int] | None = None) -> None:
    """Show the rows the books lack behind the list of pages to put in; afterwards ask how far the printer came."""
    page.print_paper(
        "补印新行",
        name,
        _draw_new_rows,
        kind="register_rows",  # PDF only: printed on pages that are bound already
        by_page=ByPage(_mark_pages, _rows_said, _page_words, ask=True, how_far=HOW_FAR),
        term_id=term_id,
        deputy_ids=deputy_ids,
    )


def ask_page_anew(page: Page, *, term_id: int, deputy_id: int, deputy: str, form: str, number: int) -> Dialog:
    """Say in plain words what a new page means, then show it."""
    words = f"{short_form(form_of(form))}第 {number} 页"
    return ask_verbs(
        page,
        f"{deputy}的{words}要换吗？",
        do_word="换页",
        do=lambda: print_anew(
            page, f"{deputy}登记册换页 {words}", term_id, deputy_id, form=form, page_number=number
        ),
        keep_word="不换",
        detail=PAGE_ANEW,
    )


def ask_book_anew(page: Page, *, term_id: int, deputy_id: int, deputy: str, edition: int) -> Dialog:
    """Say in plain words what a new book means, then show it."""
    return ask_verbs(
        page,
        f"{deputy}的登记册要整册换吗？",
        do_word="换册",
        do=lambda: print_anew(page, f"{deputy}登记册第 {edition + 1} 册", term_id, deputy_id),
        keep_word="不换",
        detail=BOOK_ANEW,
    )


def print_anew(
    page: Page,
    name: str,
    term_id: int,
    deputy_id: int,
    *,
    form: str = "",
    page_number: int = 1,
) -> None:
    """Show a page, or without `form` the whole book, as the records say now; what comes out takes the old one's place."""
    page.print_paper(
        "换页" if form else "换册",
        name,
        _draw_anew,
        kind="register_anew",
        by_page=ByPage(_mark_anew, _anew_said, _page_words),
        term_id=term_id,
        deputy_id=deputy_id,
        form=form,
        page=page_number,
    )


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


def _draw_new_rows(database: Any, progress: Progress, **values: Any) -> Any:
    from deputy_station.features.register.documents.printing import draw_new_rows

    return draw_new_rows(database, progress, **values)


def _draw_anew(database: Any, progress: Progress, **values: Any) -> Any:
    from deputy_station.features.register.documents.printing import draw_anew

    return draw_anew(database, progress, **values)


def _mark_pages(session: Any, *, made: Any, pages: Sequence[int]) -> int:
    from deputy_station.features.register.documents.printing import mark_pages_printed

    return mark_pages_printed(session, made=made, pages=pages)


def _mark_anew(session: Any, *, made: Any, pages: Sequence[int]) -> int | None:
    from deputy_station.features.register.documents.printing import mark_anew

    return mark_anew(session, made=made, pages=pages)


def _page_words(made: Any, number: int) -> str:
    from deputy_station.features.register.documents.page_order import page_words

    return page_words(made.prints, number)


def _rows_said(rows: int) -> str:
    return f"记下了：新印 {rows} 行" if rows else "记下了：没有新印的行"


def _anew_said(rows: int | None) -> str:
    if rows is None:
        return "一页也没有印成，没有换：册子里还是旧的"
    return f"记下了：换上的纸上有 {rows} 行，旧的作废"
