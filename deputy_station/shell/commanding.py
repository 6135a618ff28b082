"""Does the commands of the one list: offers them to the search box, the menu and F1, and answers their shortcuts."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QWidget

from deputy_station.core.command_list import COMMANDS, Declared, keys_on_page
from deputy_station.shell.keyboard import Keyboard
from deputy_station.shell.offers import Offer
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.chips import SearchLine
from deputy_station.widgets.style import scale

if TYPE_CHECKING:
    from deputy_station.shell.keys_sheet import Keys
    from deputy_station.shell.window import Window
    from deputy_station.widgets.page import Page

TRY_AGAIN_MS, TRIES = 100, 30
"""A button that the page shows only when its figures are read is waited for this long."""
PAGE_DIGITS = "1234567890"


class Commanding(QObject):
    """Knows the window and what each command of it does; the commands of pages press the pages' own buttons."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self.keyboard = Keyboard(self._show_dialog_keys, window)
        self._does: Mapping[str, Callable[[], object]] = {
            "find": lambda: window.palette_line.open_list(),
            "menu": lambda: window.top.menu.click(),
            "keys": self.show_keys,
            "search_page": self._search_page,
            "reload": self._reload,
            "undo": window.undoing.undo_last,
            "redo": window.undoing.redo_last,
            "recent": window.undoing.show_recent,
            "larger": lambda: scale.step(1),
            "smaller": lambda: scale.step(-1),
            "standard": lambda: scale.set(100),
            "contrast": self._turn_contrast,
        }
        for declared in COMMANDS:
            for keys in (declared.keys, *declared.also):
                if keys and not declared.pages:
                    self._bind(keys, self._does[declared.key])
        for digit, key in zip(PAGE_DIGITS, window.entries, strict=False):
            self._bind(f"Alt+{digit}", partial(self._go, key))

    # ------------------------------------------------------------------ what is offered

    def offers(self) -> list[Offer]:
        """Every command that can be done now: the open page's first, then pages, then those of other pages."""
        here = self._here()
        shown = {offer.words for offer in here}
        window = self._window
        pages = [
            Offer(entry.title, "页面", partial(window.go, key), keys=_page_keys(place), more=entry.short)
            for place, (key, entry) in enumerate(window.entries.items())
        ]
        elsewhere = [
            self._offer(each)
            for each in COMMANDS
            if each.pages and each.pages[0] in window.entries and each.on_button not in shown
        ]
        if not window.open_key:  # the first start is not left behind half filled
            pages, elsewhere = [], []
        helps = [Offer("帮助", "帮助", window.open_help), Offer("这一版有什么新的", "帮助", window.open_news)]
        return [*here, *pages, *elsewhere, *self._of_window(), *helps]

    def fill_menu(self, menu: QMenu) -> None:
        """The menu 菜单: what the open page can, the pages, papers, the rest, each with its keys."""
        menu.clear()
        for offer in self._here():
            _add(menu, offer)
        menu.addSeparator()
        groups: dict[str, list[Offer]] = {"页面": [], "文书": [], "命令": [], "窗口": [], "帮助": []}
        here = {offer.words for offer in self._here()}
        for offer in self.offers():
            if offer.words not in here and offer.kind in groups:
                groups[offer.kind].append(offer)
        for title, offers in groups.items():
            if offers:
                below = menu.addMenu({"命令": "登记和其他"}.get(title, title))
                for offer in offers:
                    _add(below, offer)

    def _here(self) -> list[Offer]:
        page = self._page()
        if page is None:
            return []
        declared = {each.on_button: each.words for each in COMMANDS if self._window.open_key in each.pages}
        return [
            Offer(action.text, page.title, action.do, keys=action.keys, more=declared.get(action.text, ""))
            for action in page_actions(page)
            if action.enabled
        ]

    def _of_window(self) -> list[Offer]:
        return [
            Offer(each.words, "窗口", self._does[each.key], keys=each.keys)
            for each in COMMANDS
            if not each.pages and each.key != "find"
        ]

    def _offer(self, declared: Declared) -> Offer:
        title = self._window.entries[declared.pages[0]].title
        kind = "文书" if declared.paper else "命令"
        more = f"{title} {declared.on_button} {declared.note}"
        return Offer(declared.words, kind, partial(self.do, declared), note=title, more=more)

    # ------------------------------------------------------------------ doing

    def do(self, declared: Declared) -> None:
        """Go where the command is done and press its button; one for a chosen thing leaves the choosing to people."""
        if not declared.pages:
            self._does[declared.key]()
            return
        self._window.go(declared.pages[0], **({"view": declared.part} if declared.part else {}))
        if not declared.row:
            self._press(declared, TRIES)

    def take_page(self, key: str, page: "Page") -> None:
        """A page was made: its buttons get the shortcuts declared for them."""
        for row in _rows(page):
            row.take_keys(keys_on_page(key))

    def show_keys(self) -> QDialog:
        """F1: the keys of the open page."""
        from deputy_station.shell.keys_sheet import page_keys

        page = self._page()
        here = [] if page is None else page_keys(page, page_actions(page))
        return self._open_sheet(self._window, page.title if page is not None else "", here)

    def _show_dialog_keys(self, dialog: QDialog) -> QDialog:
        from deputy_station.shell.keys_sheet import dialog_keys

        return self._open_sheet(dialog, dialog.windowTitle(), dialog_keys(dialog))

    def _open_sheet(self, parent: QWidget, title: str, here: "Sequence[Keys]") -> QDialog:
        from deputy_station.shell.keys_sheet import KeysSheet, window_keys

        window = self._window
        everywhere = window_keys([entry.title for entry in window.entries.values()])
        open_help = window.open_help if parent is window else None
        sheet = KeysSheet(parent, [(title, here), ("到处都能用", everywhere)], open_help)
        sheet.open()
        return sheet

    def _go(self, page: str) -> None:
        if self._window.open_key:
            self._window.go(page)

    def _bind(self, keys: str, do: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self._window).activated.connect(lambda: do())

    def _page(self) -> "Page | None":
        return self._window.pages.get(self._window.open_key)

    def _press(self, declared: Declared, tries: int) -> None:
        page = self._page()
        if page is None or self._window.open_key not in declared.pages:
            return
        for row in cast("Sequence[ActionRow]", page.findChildren(ActionRow)):
            for action in row.actions_shown:
                if action.text == declared.on_button and action.enabled:
                    action.do()
                    return
        if tries:
            QTimer.singleShot(TRY_AGAIN_MS, self, lambda: self._press(declared, tries - 1))

    def _search_page(self) -> None:
        page = self._page()
        lines = [] if page is None else [*page.findChildren(SearchLine), getattr(page, "search", None)]
        for line in lines:
            if isinstance(line, QLineEdit) and line.isVisible():
                line.setFocus()
                line.selectAll()
                return
        self._window.palette_line.open_list()

    def _reload(self) -> None:
        page = self._page()
        if page is not None:
            page.reload()

    def _turn_contrast(self) -> None:
        settings = self._window.settings
        settings.set("high_contrast", not settings.flag("high_contrast"))
        scale.set(scale.percent, high_contrast=settings.flag("high_contrast"))


def watch_opened(page: "Page", note: Callable[[Any], object]) -> None:
    """Have every row opened on a list page noted: by Enter, double click or click, not by walking over it."""
    table = getattr(page, "table", None)
    if table is not None:
        table.opened.connect(lambda _row: note(table.chosen_id))
        table.view.clicked.connect(lambda _index: note(table.chosen_id))


def page_actions(page: "Page") -> list[Action]:
    """What can be done on a page now: at its head, and to the thing whose detail is shown."""
    return [action for row in _rows(page) for action in row.actions_shown]


def _rows(page: "Page") -> list[ActionRow]:
    detail = getattr(page, "detail", None)
    return [page.action_row, *([detail.action_row] if detail is not None else [])]


def _page_keys(place: int) -> str:
    return f"Alt+{PAGE_DIGITS[place]}" if place < len(PAGE_DIGITS) else ""


def _add(menu: QMenu, offer: Offer) -> None:
    words = offer.words.replace("&", "&&")
    entry = menu.addAction(f"{words}\t{offer.keys}" if offer.keys else words)
    entry.triggered.connect(lambda: offer.do())
