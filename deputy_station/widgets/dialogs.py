"""Dialogs: a form to fill, a question whose answers are verbs, a message. None of them blocks the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

from deputy_station.widgets.buttons import CLOSE, Action, ActionRow
from deputy_station.widgets.drafts import Keeper
from deputy_station.widgets.form import SAVE_KEYS, Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.notice import Notice
from deputy_station.widgets.reading_order import go_on
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.style import PERCENTS, px, scale

if TYPE_CHECKING:
    from deputy_station.widgets.table import Table


def _available_room(widget: QWidget) -> QRect:
    return widget.screen().availableGeometry()


FRAMED_MS = 120
"""The window manager puts the title bar on after the dialog is shown, outside the place it was given."""

LEAST_ROWS, ROWS_OF_EMPTY = 2, 4
"""Rows that a list in a dialog shows at least, and rows whose room an empty one takes to say why."""
LOW_ROOM = 440
"""Where a dialog has less height than this (px at 100 %), the rows of its list are lower."""

screen_room: Callable[[QWidget], QRect] = _available_room
"""The part of the screen a window may take, in px; tests put the screen they speak of here."""


_TEXT_STEPS: dict[int, int] = {
    Qt.Key.Key_Plus: 1,
    Qt.Key.Key_Equal: 1,
    Qt.Key.Key_Minus: -1,
    Qt.Key.Key_0: -len(PERCENTS),
}
"""Text sizes up or down, pressed with Ctrl."""


class Dialog(QDialog):
    """A window-modal sheet: `body` scrolls, `notice` and `action_row` stay below. Opened with `.open()`."""

    def __init__(self, parent: QWidget | None, title: str, *, width: int = 620) -> None:
        super().__init__(parent.window() if parent is not None else None)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.keeper: Keeper | None = None
        """Keeps what is typed in it until it is saved; Esc and closing keep it too."""
        self._width = width
        box = VBox(self, gap=14, margins=(24, 20, 24, 20))
        self._title = Words(title, role="title")
        self.scroller = Scroll(gap=12, margins=(0, 0, 6, 0))
        self.body = self.scroller.box
        self.notice = Notice()
        self.action_row = ActionRow()
        box.addWidget(self._title)
        box.addWidget(self.scroller, 1)
        box.addWidget(self.notice)
        box.addWidget(self.action_row)
        self._roomy: Table | None = None
        self._needed = 0
        self._gave_notice_room = False
        # Queued: growing in the middle of laying out would leave the buttons where they stood before.
        self.scroller.verticalScrollBar().rangeChanged.connect(self._grow, Qt.ConnectionType.QueuedConnection)
        # Queued: the new fonts reach the fields only after this round of events.
        scale.changed.connect(self._follow_text, Qt.ConnectionType.QueuedConnection)

    def open(self) -> None:
        """Show it as high as its content needs, within the screen."""
        self.fit()
        super().open()
        self.fit()  # the fonts of the sheet are known only now
        QTimer.singleShot(FRAMED_MS, self, self._keep_on_screen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_list()
        self.arrange()

    def add_list(self, table: Table) -> None:
        """Put a list of rows in hand into the body: the dialog opens as high as all its rows need, and the list takes what
        the rest leaves. Where that is little it scrolls itself; the dialog around it must not scroll as well."""
        self._roomy = table
        self.body.addWidget(table, 1)

    def arrange(self) -> None:
        """Share out the room there is, in px of the text size; for subclasses. Asked whenever the dialog or the text got
        another size: a dialog that fills its screen keeps its size when the text grows."""

    def _follow_text(self) -> None:
        self.fit()
        self._fit_list()
        self.arrange()

    def _fit_list(self) -> None:
        if self._roomy is not None:
            self._roomy.set_low(self._room().height() < px(LOW_ROOM))
            self._roomy.setMinimumHeight(self._roomy.height_of(LEAST_ROWS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _TEXT_STEPS.get(event.key())
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            scale.step(step)  # the window behind, whose keys these are, does not hear them
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not scale.turned(event):
            super().wheelEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on(self, forward=forward)

    def refuse(self, sentence: str) -> None:
        """Say why it was not done; everything typed stays."""
        self.notice.refuse(sentence)

    def accept(self) -> None:
        if self.keeper is not None:
            self.keeper.finish()
        super().accept()

    def reject(self) -> None:
        if self.keeper is not None:
            self.keeper.flush()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.keeper is not None:
            self.keeper.flush()
        super().closeEvent(event)

    def fit(self) -> None:
        """Take the size the content needs, within the window behind it, with the whole frame on the screen."""
        width = min(px(self._width), self._room().width() - px(32))
        layout = self.body
        inner = width - px(54) - px(12)
        if self._roomy is not None:
            self._roomy.setMinimumHeight(self._roomy.height_of(max(self._roomy.total, ROWS_OF_EMPTY)))
        inside = layout.heightForWidth(inner) if layout.hasHeightForWidth() else layout.sizeHint().height()
        if self._roomy is not None:
            self._roomy.setMinimumHeight(self._roomy.height_of(LEAST_ROWS))
        above = self._title.heightForWidth(width - px(48)) + px(38 + 14 * 3 + 44)
        if not self.notice.isHidden():  # what was taken up again is said above the buttons from the start
            above += self.notice.heightForWidth(width - px(48)) + px(14)
        self._needed = inside
        self.resize(width, max(px(180), min(inside + above, self._room().height() - px(40))))
        self._keep_on_screen()

    def _room(self) -> QRect:
        """What it may fill: the window behind it, as far as that is on the screen."""
        room = screen_room(self)
        behind = self.parentWidget()
        if behind is not None:
            room.setSize(room.size().boundedTo(behind.size()))
        return room

    def _keep_on_screen(self) -> None:
        """Growing goes downwards and off the screen: move it so far back that title bar and buttons are seen.

        Before it is shown Qt places it over the window behind; the title bar is known only then.
        """
        if not self.isVisible():
            return
        room, frame = screen_room(self), self.frameGeometry()
        left = max(room.left(), min(frame.left(), room.right() - frame.width() + 1))
        top = max(room.top(), min(frame.top(), room.bottom() - frame.height() + 1))
        if (left, top) != (frame.left(), frame.top()):
            self.move(left, top)

    def _grow(self) -> None:
        """Make room for what comes in while it is open (a mistake said, a field more, the first sentence of the
        notice), as far as the screen goes.

        Only when the content itself needs more: somebody who drew the dialog smaller has it so.
        """
        needed, over = self.scroller.inside.height(), self.scroller.verticalScrollBar().maximum()
        if over <= 0 or not self.isVisible():
            return
        for_notice = not self._gave_notice_room and not self.notice.isHidden()
        if needed <= self._needed and not for_notice:
            return
        self._gave_notice_room |= for_notice
        self._needed = needed
        most = self._room().height() - px(40)
        if self.height() < most:
            self.resize(self.width(), min(self.height() + over, most))
            self._keep_on_screen()


class FormDialog(Dialog):
    """A form to fill and save.

    `save(values)` is called when every field is right; call `accept()` when it is done, `refuse(sentence)` when
    it was refused. Esc puts the dialog away; with a `keeper` what was typed is kept until it is saved.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        form: Form,
        *,
        save_word: str,
        save: Callable[[dict[str, Any]], object],
        keeper: Keeper | None = None,
        width: int = 620,
        more: tuple[Action, ...] = (),
    ) -> None:
        super().__init__(parent, title, width=width)
        self.form = form
        self._saving = False
        self.stop: Callable[[], object] | None = None
        """Breaks off a saving that takes its time; where it is set, the way out of the dialog is 停止 meanwhile."""
        self._save, self._save_word, self._more = save, save_word, more
        self.keeper = keeper
        self.body.addWidget(form)
        self.body.addStretch(1)
        form.saved.connect(self.save)
        form.finished.connect(lambda: self.action_row.button(save_word).setFocus())
        for keys in SAVE_KEYS:  # also from the buttons below the form, 关闭 among them
            shortcut = QShortcut(QKeySequence(keys), self.action_row)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)
        self._show_actions(saving=False)
        if keeper is not None:
            keeper.restore(self.notice)

    def open(self) -> None:
        super().open()
        first = next((field for field in self.form.fields.values() if not field.isHidden()), None)
        if first is not None:
            first.setFocus()  # not the button of a line that is said above the form
        if self.keeper is not None:
            self.keeper.take_place()

    def save(self) -> None:
        """Save, if every field is right (the button, Ctrl+Enter); pressed again on the way it does nothing."""
        if self._saving:
            return
        QGuiApplication.inputMethod().commit()  # Ctrl+Enter in the middle of a word must not save without it
        if not self.form.check():
            return
        self._saving = True
        self.notice.clear()
        self._show_actions(saving=True)
        if self.keeper is not None:
            self.keeper.hold()
        self._save(self.form.values())

    def refuse(self, sentence: str) -> None:
        super().refuse(sentence)
        self.release()

    def release(self) -> None:
        """The saving ended without result: let the person try again."""
        self._saving = False
        if self.keeper is not None:
            self.keeper.go_on()
        self._show_actions(saving=False)

    def reject(self) -> None:
        # While it is being saved nobody knows yet how it ends: were it put away now, a refusal would lose the words.
        if not self._saving:
            super().reject()
        elif self.stop is not None:
            self.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._saving and self.isVisible():
            event.ignore()
            self.reject()
            return
        super().closeEvent(event)

    def accept(self) -> None:
        self._saving = False
        super().accept()

    def _show_actions(self, *, saving: bool) -> None:
        save = Action("正在保存" if saving else self._save_word, self.save, primary=True, enabled=not saving)
        leave = Action("停止" if saving and self.stop is not None else CLOSE, self.reject)
        self.action_row.set_actions([leave, *self._more, save])


def ask_verbs(
    parent: QWidget | None,
    question: str,
    *,
    do_word: str,
    do: Callable[[], object],
    keep_word: str = "保留",
    detail: str = "",
) -> Dialog:
    """Ask before something that cannot be undone; the buttons are verbs ("删除 3 条", "保留")."""
    dialog = Dialog(parent, question, width=480)
    if detail:
        dialog.body.addWidget(Words(detail))
    dialog.body.addStretch(1)

    def agree() -> None:
        dialog.accept()
        do()

    dialog.action_row.set_actions([Action(keep_word, dialog.reject), Action(do_word, agree, primary=True)])
    dialog.open()
    dialog.action_row.button(keep_word).setFocus()
    return dialog


def tell(parent: QWidget | None, title: str, sentence: str, *, details: str = "") -> Dialog:
    """A message that has to be read; technical `details` can be copied."""
    dialog = Dialog(parent, title, width=560 if not details else 720)
    dialog.body.addWidget(Words(sentence))
    actions = [Action("知道了", dialog.accept, primary=True)]
    if details:
        box = QPlainTextEdit(details)
        box.setReadOnly(True)
        box.setMinimumHeight(px(220))
        dialog.body.addWidget(box)
        actions.insert(0, Action("复制详情", lambda: QApplication.clipboard().setText(details)))
    dialog.body.addStretch(1)
    dialog.action_row.set_actions(actions)
    dialog.open()
    return dialog
