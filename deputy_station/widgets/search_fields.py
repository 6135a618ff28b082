"""Fields that find: type words or pinyin initials, pick one (or several) of what is found.

`find(session, text)` runs on the reading thread and returns (key, words) pairs, best first, a dozen at most:

    SearchField("unit_id", "承办单位", work, lambda session, text: [
        (row.id, row.name) for row in demands.find_units(session, search=text)])
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCompleter, QWidget

from deputy_station.core.cleaning import clean_line
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.fields import Check, Field
from deputy_station.widgets.labels import plain_tip
from deputy_station.widgets.layouts import Flow, clear
from deputy_station.widgets.line_edit import LineEdit
from deputy_station.widgets.offer import TAKE_KEYS
from deputy_station.widgets.style import px, set_role
from deputy_station.widgets.work import Work

Found = Sequence[tuple[Any, str]]
Find = Callable[[Any, str], Found]
FIND_AFTER_MS = 120
HINT_PADDING = 30
"""px at 100 % of a line that its words cannot use."""

MOST_CHARS = 200
"""As many as the longest free text of such a field; a whole page pasted is more words than an engine looks for."""


class SearchField(Field):
    """One thing found by typing; `value()` is its key, or with `free` the typed text when nothing was picked."""

    def __init__(
        self,
        name: str,
        label: str,
        work: Work,
        find: Find,
        *,
        required: bool = False,
        free: bool = False,
        placeholder: str = "输入名称或拼音首字母",
        help: str = "",
        check: Check | None = None,
    ) -> None:
        super().__init__(name, label, required=required, help=help, check=check)
        self._work, self._find, self._free = work, find, free
        self._picked: tuple[Any, str] | None = None
        self._found: list[tuple[Any, str]] = []
        self.entry = LineEdit()
        self._placeholder = placeholder
        self._hinted: Sequence[str] = ()
        self._take: Callable[[], object] | None = None
        self.entry.setPlaceholderText(placeholder)
        self.entry.setMaxLength(MOST_CHARS)
        self._hold(self.entry)
        self._take_keys = QShortcut(QKeySequence(TAKE_KEYS), self)
        self._take_keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._take_keys.setEnabled(False)
        self._take_keys.activated.connect(self._take_hint)
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        set_role(self._completer.popup(), "popup")
        self._completer.setWidget(self.entry)
        picked = self._completer.activated[QModelIndex]  # type: ignore[index]
        picked.connect(lambda index: self._pick(index.row()))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FIND_AFTER_MS)
        self._timer.timeout.connect(self._search)
        self.entry.textEdited.connect(self._typed)
        self.entry.left.connect(self._left)
        self.entry.returnPressed.connect(self._entered)
        self.entry.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click into the empty line, or the arrow down, opens the list: nobody has to type to see what there is."""
        if watched is self.entry and not self.entry.text() and not self._completer.popup().isVisible():
            kind = event.type()
            if isinstance(event, QMouseEvent):
                asked = kind == QEvent.Type.MouseButtonRelease and event.button() == Qt.MouseButton.LeftButton
            else:
                asked = isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress
                asked = asked and event.key() == Qt.Key.Key_Down  # type: ignore[attr-defined]
            if asked:
                self._search()
        return super().eventFilter(watched, event)

    def value(self) -> Any:
        if self._picked is not None:
            return self._picked[0]
        return clean_line(self.entry.text()) if self._free else None

    @property
    def words(self) -> str:
        """What is written in the line."""
        return clean_line(self.entry.text())

    def put(self, value: Any) -> None:
        """Fill with (key, words), with a text where `free`, or empty it with None."""
        if isinstance(value, tuple):
            self._picked = value
            self.entry.setText(value[1])
        else:
            self._picked = None
            self.entry.setText("" if value is None else str(value))

    def hint(self, wordings: Sequence[str], take: Callable[[], object]) -> None:
        """Say in the empty line what may be meant, in the fullest of the wordings that has room; Alt+Down fills it in
        (`take`). Unlike an offer under the field it moves nothing."""
        self._hinted, self._take = wordings, take
        self._take_keys.setEnabled(True)
        self._show_hint()

    def withdraw_hint(self) -> None:
        """The empty line says what it says without a hint."""
        self._hinted, self._take = (), None
        self._take_keys.setEnabled(False)
        self._show_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_hint()

    def _show_hint(self) -> None:
        room, metrics = self.entry.width() - px(HINT_PADDING), self.entry.fontMetrics()
        fitting = [each for each in self._hinted if metrics.horizontalAdvance(each) <= room]
        said = (fitting or self._hinted[-1:] or [self._placeholder])[0]
        if said != self.entry.placeholderText():
            self.entry.setPlaceholderText(said)
            self.entry.setToolTip(plain_tip(self._hinted[0]) if self._hinted else "")

    def _take_hint(self) -> None:
        take = self._take
        self.withdraw_hint()
        if take is not None:
            take()

    def typed(self) -> Any:
        return {"text": self.entry.text(), "picked": self._picked}

    def put_typed(self, typed: Any) -> None:
        self._picked = _pair(typed["picked"])
        self.entry.setText(typed["text"])

    def picked(self) -> tuple[Any, str] | None:
        """The (key, words) picked."""
        return self._picked

    def unreadable(self) -> str:
        if self._picked is None and not self._free and self.words:
            return f"没有认出“{self.words}”，请从列出的名称里选一个。"
        return ""

    def _typed(self, _text: str) -> None:
        self._picked = None
        self._timer.start()
        self._was_edited()

    def _search(self) -> None:
        if not self.entry.composing:
            self._work.ask(self._find, then=self._show_found, key=(self, "find"), text=self.words)

    def _show_found(self, found: Found) -> None:
        self._found = list(found)
        self._model.setStringList([words for _, words in self._found])
        if self._found and self.entry.hasFocus():
            self._completer.complete()
            self._fit_popup()
        else:
            self._completer.popup().hide()
        if not self.entry.hasFocus():
            self._left()

    def _fit_popup(self) -> None:
        """Mark what Enter would take, and show ten lines: Qt measures them before they have their padding."""
        popup = self._completer.popup()
        # Of a list that only was opened nothing is marked: Enter must not take what nobody meant.
        popup.setCurrentIndex(self._model.index(0, 0) if self.words else QModelIndex())
        lines = min(len(self._found), self._completer.maxVisibleItems())
        height = lines * popup.sizeHintForRow(0) + 2 * popup.frameWidth()
        below = popup.screen().availableGeometry().bottom() - popup.y()
        popup.resize(popup.width(), max(popup.height(), min(height, below)))

    def _pick(self, place: int) -> None:
        self.put(self._found[place])
        self.say_problem("")
        self.edited.emit()

    def _entered(self) -> None:
        if self._picked is None and self._found and self.words:
            self._pick(self._marked())
        self.went_on.emit()

    def _marked(self) -> int:
        """The line of the list the arrows have gone to; the first where none is marked."""
        popup = self._completer.popup()
        row = popup.currentIndex().row() if popup.isVisible() else 0
        return row if 0 <= row < len(self._found) else 0

    def _left(self) -> None:
        if self._completer.popup().isVisible():
            return
        if self._picked is None:
            same = [one for one in self._found if one[1] == self.words]
            one = same or (self._found if len(self._found) == 1 and self.words else [])
            if one and not self._free:
                self.put(one[0])
                self.edited.emit()
        if not self._timer.isActive():
            self.settle()


class SearchManyField(SearchField):
    """Several things found one after the other; pressing one takes it out. `value()` is the list of keys."""

    def __init__(
        self,
        name: str,
        label: str,
        work: Work,
        find: Find,
        *,
        required: bool = False,
        placeholder: str = "输入姓名或拼音首字母，回车加一个",
        help: str = "",
        check: Check | None = None,
    ) -> None:
        super().__init__(
            name, label, work, find, required=required, placeholder=placeholder, help=help, check=check
        )
        self._many: list[tuple[Any, str]] = []
        self._holder = QWidget()
        self._flow = Flow(self._holder, gap=6)
        self._box.insertWidget(0, self._holder)
        self._holder.hide()

    def value(self) -> list[Any]:
        return [key for key, _ in self._many]

    def put(self, value: Any) -> None:
        """Fill with a list of (key, words); a single pair is added."""
        if isinstance(value, tuple):
            if value[0] not in self.value():
                self._many.append(value)
            self.entry.clear()
        else:
            self._many = list(value or [])
        self._picked = None
        self._show_many()

    def typed(self) -> Any:
        return {"text": self.entry.text(), "many": list(self._many)}

    def put_typed(self, typed: Any) -> None:
        self.put([_pair(each) for each in typed["many"]])
        self.entry.setText(typed["text"])

    def unreadable(self) -> str:
        return f"没有认出“{self.words}”，请从列出的名称里选一个。" if self.words else ""

    def chosen(self) -> list[tuple[Any, str]]:
        """The (key, words) pairs chosen so far."""
        return list(self._many)

    def _entered(self) -> None:
        if self.words and self._found:
            self._pick(self._marked())
        elif not self.words:
            self.went_on.emit()

    def _show_many(self) -> None:
        clear(self._flow)
        for key, words in self._many:
            chip = Button(f"{words} ×", role="chip", height=34)
            chip.setToolTip("点一下去掉")
            chip.clicked.connect(lambda _checked=False, key=key: self._drop(key))
            self._flow.addWidget(chip)
        self._holder.setVisible(bool(self._many))
        self.updateGeometry()

    def _drop(self, key: Any) -> None:
        self._many = [one for one in self._many if one[0] != key]
        self._show_many()
        self._was_edited()


def _pair(kept: Any) -> tuple[Any, str] | None:
    """(key, words) as it was before JSON made lists of tuples; a key may be a tuple itself."""
    if kept is None:
        return None
    key, words = kept
    return (tuple(key) if isinstance(key, list) else key), words
