"""Buttons, and the row of actions that puts what does not fit behind "更多"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from deputy_station.widgets.labels import plain_tip
from deputy_station.widgets.style import CONTROL, px, scale, set_role

CLOSE = "关闭"
"""In the place of the primary action where a dialog leaves nothing to do, but without its colour: red is the next step."""


@dataclass(frozen=True)
class Action:
    """Something a person can do: the verb, what happens, whether it is the page's one primary action.

    A disabled one says `why` in its tooltip. `keys` is a shortcut such as "Ctrl+S"; a page's buttons get theirs from
    `core.command_list` by their words. Actions of one `group` stand under that caption in the menu 更多.
    """

    text: str
    do: Callable[[], object]
    primary: bool = False
    enabled: bool = True
    why: str = ""
    keys: str = ""
    group: str = ""


class Button(QPushButton):
    """A push button that is never smaller than its words. Roles: "", "primary", "plain", "chip", "bar"."""

    def __init__(
        self,
        text: str,
        do: Callable[[], object] | None = None,
        *,
        role: str = "",
        height: int = CONTROL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        if role:
            set_role(self, role)
        if do is not None:
            self.clicked.connect(lambda: do())
        scale.changed.connect(self.updateGeometry)

    @property
    def words(self) -> str:
        """The text as people read it."""
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        role = self.property("role")
        padding = {"plain": 6, "bar": 6, "chip": 15}.get(role, 18)
        width = self.fontMetrics().horizontalAdvance(self.words) + 2 * px(padding)
        if role == "chip":  # a chosen chip turns semi-bold; its neighbours must not move
            width += px(2)
        return QSize(max(width, px(44)), px(self._height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter leads through a form to its button; there it must press it, as Space does.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)


class _ActionButton(Button):
    """A button whose second press of a double click is none: it would do the step twice, or the one after it."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()


class ActionRow(QWidget):
    """Secondary actions and the primary one; secondary ones move into a "更多" menu when it gets narrow.

    `stretch` puts secondary ones left and the primary one at the right end (under a detail); otherwise all
    are pushed to the right (head of a page).
    """

    focus_lost = Signal()
    """The button that had the focus is gone; without another place the window would choose one anywhere."""

    def __init__(self, *, stretch: bool = False, gap: int = 10, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stretch, self._gap = stretch, gap
        self._actions: list[Action] = []
        self._keys: Mapping[str, str] = {}
        self._buttons: list[Button] = []
        self._shortcuts: list[QShortcut] = []
        self._more = Button("更多", parent=self)
        self._menu = QMenu(self)
        self._more.clicked.connect(self._open_menu)
        self._hidden: list[Action] = []
        horizontal = QSizePolicy.Policy.Expanding if stretch else QSizePolicy.Policy.Preferred
        self.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)
        scale.changed.connect(self._rescale)
        self.set_actions(())

    def set_actions(self, actions: Sequence[Action]) -> None:
        """Show these actions, in the order given; the primary one goes last.

        The button with the focus keeps it, also behind a dialog; where it is gone, `focus_lost` is sent.
        """
        held = self._buttons_focus()
        was_primary = any(action.text == held and action.primary for action in self._actions)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts = []
        keyed = [each if each.keys else replace(each, keys=self._keys.get(each.text, "")) for each in actions]
        self._actions = sorted(keyed, key=lambda action: action.primary)
        self._buttons = []
        for action in self._actions:
            role = "primary" if action.primary and action.text != CLOSE else ""
            button = _ActionButton(action.text, action.do, role=role, parent=self)
            button.setEnabled(action.enabled)
            keys = f"快捷键 {action.keys}" if action.keys else ""
            button.setToolTip(plain_tip(keys if action.enabled else action.why))
            self._buttons.append(button)
            if action.keys and action.enabled:
                shortcut = QShortcut(QKeySequence(action.keys), self)
                shortcut.activated.connect(action.do)
                self._shortcuts.append(shortcut)
        self.setVisible(bool(self._actions))
        self.updateGeometry()
        self._fit()
        if held:
            self._give_focus_back(held, was_primary=was_primary)

    def take_keys(self, keys: Mapping[str, str]) -> None:
        """Shortcuts for these and later actions, by the words on their buttons; one with keys of its own keeps them."""
        self._keys = keys
        self.set_actions(self._actions)

    @property
    def actions_shown(self) -> list[Action]:
        """The actions in the order of their buttons."""
        return list(self._actions)

    def button(self, text: str) -> Button:
        """The button with these words (for focus and tests); KeyError when there is none."""
        for action, button in zip(self._actions, self._buttons, strict=True):
            if action.text == text:
                return button
        raise KeyError(text)

    def sizeHint(self) -> QSize:
        return QSize(self._need(self._buttons), px(CONTROL))

    def minimumSizeHint(self) -> QSize:
        primary = [
            button for action, button in zip(self._actions, self._buttons, strict=True) if action.primary
        ]
        least = [*primary] if len(primary) == len(self._buttons) else [self._more, *primary]
        return QSize(min(self._need(least), self._need(self._buttons)), px(CONTROL))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _rescale(self) -> None:
        self.updateGeometry()
        self._fit()

    def _buttons_focus(self) -> str:
        held = self.window().focusWidget()  # also while a dialog is in front
        return next((button.words for button in self._buttons if button is held), "")

    def _give_focus_back(self, held: str, *, was_primary: bool) -> None:
        """To the button with these words; a step just done that is no longer the next one lets go of it."""
        for action, button in zip(self._actions, self._buttons, strict=True):
            if action.text == held and action.enabled and action.primary >= was_primary:
                (self._more if action in self._hidden else button).setFocus()
                return
        self.focus_lost.emit()

    def _need(self, buttons: Sequence[QWidget]) -> int:
        return sum(button.sizeHint().width() for button in buttons) + px(self._gap) * max(0, len(buttons) - 1)

    def _fit(self) -> None:
        shown: list[Button] = list(self._buttons)
        self._hidden = []
        while self._need(shown if not self._hidden else [self._more, *shown]) > self.width():
            leaving = next(
                (
                    place
                    for place in range(len(self._actions) - 1, -1, -1)
                    if self._buttons[place] in shown and not self._actions[place].primary
                ),
                None,
            )
            if leaving is None:
                break
            shown.remove(self._buttons[leaving])
            self._hidden.insert(0, self._actions[leaving])
        for button in self._buttons:
            button.setVisible(button in shown)
        self._more.setVisible(bool(self._hidden))
        self._place(shown)

    def _place(self, shown: list[Button]) -> None:
        primary = {
            button
            for action, button in zip(self._actions, self._buttons, strict=True)
            if action.primary and button in shown
        }
        left: list[Button] = [button for button in shown if button not in primary]
        if self._hidden:
            left.append(self._more)
        right = [button for button in shown if button in primary]
        height, gap = px(CONTROL), px(self._gap)
        whole = [*left, *right]
        x = 0 if self._stretch else max(0, self.width() - self._need(whole))
        for button in left:
            button.setGeometry(QRect(x, 0, button.sizeHint().width(), height))
            x += button.sizeHint().width() + gap
        if self._stretch:
            x = max(x, self.width() - self._need(right))
        for button in right:
            button.setGeometry(QRect(x, 0, button.sizeHint().width(), height))
            x += button.sizeHint().width() + gap

    def _open_menu(self) -> None:
        self._menu.clear()
        group = ""
        for action in self._hidden:
            if action.group != group:
                group = action.group
                self._begin_group(group)
            words = action.text.replace("&", "&&")
            entry = self._menu.addAction(f"{words}\t{action.keys}" if action.keys else words)
            entry.setEnabled(action.enabled)
            entry.triggered.connect(lambda _checked=False, do=action.do: do())
        self._menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + px(2))))

    def _begin_group(self, group: str) -> None:
        """A line, and the caption under it; what is no group has the line alone."""
        if not self._menu.isEmpty():
            self._menu.addSeparator()
        if group:
            caption = self._menu.addAction(group.replace("&", "&&"))
            caption.setEnabled(False)
