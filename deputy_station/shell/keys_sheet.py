"""F1: the keys of the open page or dialog, and those that work everywhere; Esc or F1 puts the sheet away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from deputy_station.core.command_list import COMMANDS
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import Grid
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import px

TITLE = "本页按键"
KEY_WORDS = {"Ctrl++": "Ctrl 加号", "Ctrl+-": "Ctrl 减号"}


@dataclass(frozen=True)
class Keys:
    """One line: the key and what it does."""

    keys: str
    words: str


LIST_KEYS = (
    Keys("↑ ↓", "上一行、下一行"),
    Keys("Enter", "打开选中的一行"),
    Keys("直接打字", "在列表里查找"),
    Keys("Esc", "从详情回到列表"),
)
FORM_KEYS = (
    Keys("Enter", "到下一格"),
    Keys("Ctrl+Enter", "保存"),
    Keys("Tab", "到下一格，Shift+Tab 回上一格"),
    Keys("Esc", "关闭，填了的内容不会丢"),
)
DIALOG_KEYS = (
    Keys("Tab", "到下一个按钮"),
    Keys("Enter", "按下选中的按钮"),
    Keys("Esc", "关闭"),
)


def page_keys(page: QWidget, actions: Sequence[Action]) -> list[Keys]:
    """The keys of a page: its buttons that have one, and those of its list."""
    shown = [Keys(action.keys, action.text) for action in actions if action.keys]
    return [*shown, *(LIST_KEYS if isinstance(page, ListDetailPage) else ())]


def dialog_keys(dialog: QWidget) -> list[Keys]:
    """The keys of a dialog."""
    return list(FORM_KEYS if isinstance(dialog, FormDialog) else DIALOG_KEYS)


def window_keys(pages: Sequence[str]) -> list[Keys]:
    """The keys that work everywhere; `pages` are the titles in the order of their numbers."""
    everywhere = [Keys(each.keys, each.words) for each in COMMANDS if not each.pages and each.keys]
    numbered = [Keys(f"Alt+{number}", title) for number, title in zip("1234567890", pages, strict=False)]
    return [*everywhere, *numbered]


class KeysSheet(Dialog):
    """Keys left, what they do right, in groups; 帮助 opens the help about the same place."""

    def __init__(
        self,
        parent: QWidget | None,
        groups: Sequence[tuple[str, Sequence[Keys]]],
        open_help: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent, TITLE, width=560)
        for title, keys in groups:
            if keys:
                self.body.addWidget(Line(title, role="heading"))
                self.body.addWidget(_grid(keys))
        self.body.addStretch(1)
        close = Action("关闭", self.accept, primary=True)
        self.action_row.set_actions([*([Action("看帮助", self._help)] if open_help else []), close])
        self._open_help = open_help
        self.setProperty("knows_keys", True)
        QShortcut(QKeySequence("F1"), self).activated.connect(self.accept)

    def open(self) -> None:
        super().open()
        self.action_row.button("关闭").setFocus()

    def _help(self) -> None:
        self.accept()
        if self._open_help is not None:
            self._open_help()


def _grid(keys: Sequence[Keys]) -> QWidget:
    widget = QWidget()
    grid = Grid(widget, across=16, down=6)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, px(112))
    for row, each in enumerate(keys):
        shown = Line(KEY_WORDS.get(each.keys, each.keys), role="key")
        grid.addWidget(shown, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Words(each.words), row, 1, Qt.AlignmentFlag.AlignTop)
    return widget
