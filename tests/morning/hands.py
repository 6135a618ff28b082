"""The hands of the clerk: keys, clicks and wheel as X events by xdotool, eyes on the window, a picture of each step.

The script runs in a thread of the program. It looks at widgets (where they are, what they say) on Qt's own thread,
and touches nothing there: whatever is done goes through the X server as from a keyboard or a mouse.
"""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

from deputy_station.core import paths
from deputy_station.shell.offers import Offer
from deputy_station.shell.window import Window

T = TypeVar("T")
PATIENCE_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.02
MOST_TABS = 60
OUR_BUG = "程序出了错"
REMAP_MS = 160
"""How long xdotool leaves a letter that is on no key on one it borrows: the program must have read it by then."""
MOST_TRIES = 4


class NotReached(Exception):
    """The desk did not come to where the step leads; the sentence says what was waited for."""


@dataclass
class Effort:
    """What a step took."""

    title: str
    keys: int = 0
    clicks: int = 0
    typed: int = 0
    seconds: float = 0.0


class _Answer(QObject):
    """Carries a question over to Qt's thread and its answer back."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def _answer(self, question: Callable[[], None]) -> None:
        question()


class Hands:
    """What a clerk can do at the desk, and see."""

    def __init__(self, folder: Path, *, manager: bool) -> None:
        self._answer = _Answer()
        self._folder = folder
        self._manager = manager
        self._step = Effort("")
        self.efforts: list[Effort] = []

    # ------------------------------------------------------------------ steps and pictures

    @contextmanager
    def step(self, title: str) -> Iterator[Effort]:
        """One task of the morning: counted, and a picture of the screen at its end."""
        self._step = Effort(title)
        began = time.monotonic()
        try:
            yield self._step
            self.calm()
        except BaseException:
            self.picture(f"{title}-没走通")
            raise
        self._step.seconds = time.monotonic() - began
        self.efforts.append(self._step)
        self.picture(title)

    def picture(self, title: str) -> None:
        """The whole screen, as the clerk sees it."""
        place = self._folder / f"{len(list(self._folder.iterdir())) + 1:02}-{title}.png"

        def take() -> None:
            screen = QGuiApplication.primaryScreen()
            if not screen.grabWindow(0).save(str(place)):
                raise NotReached(f"no picture at {place}")

        self.look(take)

    # ------------------------------------------------------------------ eyes

    def look(self, question: Callable[[], T]) -> T:
        """What `question` answers on Qt's thread."""
        answered = threading.Event()
        got: list[T] = []
        failed: list[BaseException] = []

        def put() -> None:
            try:
                got.append(question())
            except BaseException as error:  # noqa: BLE001 - handed to the thread that asked
                failed.append(error)
            answered.set()

        self._answer.asked.emit(put)
        if not answered.wait(PATIENCE_SECONDS):
            raise NotReached(f"the window stood still for {PATIENCE_SECONDS} seconds")
        if failed:
            raise failed[0]
        return got[0]

    def until(self, what: str, true: Callable[[], Any], *, here: bool = False) -> Any:
        """Wait until `true` holds on Qt's thread (on this one with `here`); what it gave."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while True:
            got = true() if here else self.look(true)
            if got:
                return got
            if time.monotonic() > ends:
                raise NotReached(f"waited {PATIENCE_SECONDS:.0f} seconds for: {what}")
            time.sleep(LOOK_EVERY_SECONDS)

    def calm(self) -> None:
        """Wait until nothing is worked on in the background for five looks on end."""
        quiet = 0
        ends = time.monotonic() + PATIENCE_SECONDS
        while quiet < 5 and time.monotonic() < ends:
            work = self.look(lambda: main_window().work)
            quiet = quiet + 1 if work is None or not self.look(lambda work=work: work.busy) else 0
            time.sleep(LOOK_EVERY_SECONDS)
        if self.look(lambda: OUR_BUG in front().windowTitle()):
            log = paths.data_folder() / "window.log"
            raise NotReached(f"the program says “{OUR_BUG}”:\n{log.read_text(encoding='utf-8')[-3000:]}")

    def page(self, key: str) -> None:
        """Wait for a page to be open."""
        self.until(f"page {key} open", lambda: main_window().open_key == key)
        self.calm()

    def dialog(self, title: str) -> None:
        """Wait for a dialog whose title contains `title`."""
        self.until(f"dialog {title}", lambda: title in front().windowTitle())
        self.calm()

    def no_dialog(self) -> None:
        """Wait for the main window to be in front."""
        self.until("the main window in front", lambda: front() is main_window())
        self.calm()

    def done(self, words: str) -> None:
        """Wait for the bottom line to say what was done."""
        self.until(f"“{words}” on the bottom line", lambda: words in main_window().bottom.sentence)
        self.calm()

    # ------------------------------------------------------------------ keyboard

    def key(self, *names: str, times: int = 1) -> None:
        """Press keys by their X names ("Return", "ctrl+k"), each `times` times."""
        for name in names:
            for _ in range(times):
                self._mind_focus()
                self._step.keys += 1
                _xdotool("key", name)
        self.calm()

    def type(self, text: str) -> None:
        """Type into what has the focus; Chinese on keys borrowed for a moment, as no input method runs here."""
        self._mind_focus()
        self._step.typed += len(text)
        for each in text:
            self._type_one(each)
        self.calm()

    def _type_one(self, letter: str) -> None:
        """A letter, seen to arrive where there is a line to see it in; a borrowed key was read too late at times."""
        before = self.look(lambda: focus_text().count(letter))
        into = self.look(lambda: names_of(QApplication.focusWidget()))
        for _ in range(MOST_TRIES if ord(letter) > 127 else 1):
            gap = REMAP_MS if ord(letter) > 127 else 5
            _xdotool("type", "--delay", str(gap), letter)
            for _ in range(25):
                if self.look(lambda: focus_text().count(letter) > before or not focus_is_line()):
                    return
                time.sleep(LOOK_EVERY_SECONDS)
        raise NotReached(f"“{letter}” typed into {into}, which says “{self.look(focus_text)}”")

    def tab_to(self, words: str, *, back: bool = False) -> None:
        """Press Tab until the focus is on what is called `words`."""
        for _ in range(MOST_TABS):
            if self.look(lambda: _is_called(QApplication.focusWidget(), words)):
                return
            self._mind_focus()
            self._step.keys += 1
            _xdotool("key", "shift+Tab" if back else "Tab")
            self.calm()
        raise NotReached(f"{MOST_TABS} times Tab did not lead to “{words}”")

    def close_window(self) -> None:
        """Alt+F4: the window manager closes the window; without one xdotool asks the window as it would."""
        if self._manager:
            _xdotool("key", "alt+F4")
        else:
            _xdotool("windowquit", str(self.look(lambda: int(main_window().winId()))))

    def _mind_focus(self) -> None:
        """Without a window manager nobody gives a new window the keyboard: do that part of its work."""
        if self._manager:
            # A dialog that just closed gives the keyboard back a moment later; a busy machine loses a key till then.
            self.until("the keyboard in the window in front", lambda: QApplication.activeWindow() is front())
            return
        if self.look(lambda: QApplication.activeWindow() is front()):
            return
        _xdotool("windowfocus", "--sync", str(self.look(lambda: int(front().winId()))))

    # ------------------------------------------------------------------ mouse

    def click(self, words: str, *, right: bool = False) -> None:
        """Click what is called `words` in the window in front."""
        self._click_at(lambda: _place_of(words), words, right=right)

    def click_row(self, view: Callable[[], QAbstractItemView], row: int, *, right: bool = False) -> None:
        """Click a row of a list, scrolled to by the wheel where needed."""
        self._wheel_to(view, row)
        self._click_at(lambda: _place_in(view(), row), f"row {row}", right=right)

    def click_cell(self, what: str, place: Callable[[], QRect | None]) -> None:
        """Click the middle of a rectangle of the screen."""
        self._click_at(place, what)

    def wheel_page(self, turns: int) -> None:
        """Turn the wheel over the open page; down is positive."""
        self._move_to(self.look(lambda: _on_screen(main_window().stack)))
        for _ in range(abs(turns)):
            _xdotool("click", "5" if turns > 0 else "4")
        self.calm()

    def paste(self, text: str) -> None:
        """Take over words copied elsewhere, by 粘贴 of the menu over what has the focus."""
        self.look(lambda: QGuiApplication.clipboard().setText(text))
        self._click_at(lambda: _on_screen(cast(QWidget, QApplication.focusWidget())), "the field", right=True)
        self.click_menu("粘贴")
        self.until(f"“{text}” pasted", lambda: text in focus_text())

    def click_menu(self, words: str) -> None:
        """Click a line of the menu that is open; its words begin so."""

        def place() -> QRect | None:
            menu = QApplication.activePopupWidget()
            if not isinstance(menu, QMenu):
                return None
            for action in menu.actions():
                if action.isEnabled() and _plain(action.text()).startswith(words):
                    at = menu.actionGeometry(action)
                    return QRect(menu.mapToGlobal(at.topLeft()), at.size())
            return None

        self._click_at(place, f"{words} in the menu")

    def close_help(self) -> None:
        """Close a window beside the main one by the cross of its title bar."""
        self._close_by_mouse()
        self.calm()

    def close_window_by_mouse(self) -> None:
        """The end of the morning: the cross of the main window; nobody answers after it."""
        self._close_by_mouse()

    def _close_by_mouse(self) -> None:
        if not self._manager:
            _xdotool("windowquit", str(self.look(lambda: int(front().winId()))))
            return

        def place() -> QRect:
            frame, inside = front().frameGeometry(), front().geometry()
            high = inside.top() - frame.top()
            return QRect(inside.right() - high, frame.top(), high, high)

        self._move_to(self.look(place))
        self._step.clicks += 1
        _xdotool("click", "1")

    def place(self, widget: QWidget) -> QRect:
        """Where a widget is seen on the screen."""
        return _on_screen(widget)

    def whole_in_sight(self, words: str) -> bool:
        """Whether nothing of what is called `words` is scrolled away."""
        return any(each.visibleRegion().boundingRect() == each.rect() for each in seen(QPushButton, words))

    def _wheel_to(self, view: Callable[[], QAbstractItemView], row: int) -> None:
        for _ in range(200):
            inside, below = self.look(lambda: _where(view(), row))
            if inside:
                return
            self._move_to(self.look(lambda: _on_screen(view().viewport())))
            _xdotool("click", "5" if below else "4")
            self.calm()
        raise NotReached(f"the wheel did not bring row {row} into sight")

    def _click_at(self, place: Callable[[], QRect | None], what: str, *, right: bool = False) -> None:
        at = self.until(f"“{what}” in sight", place)
        self._move_to(at)
        self._step.clicks += 1
        _xdotool("click", "3" if right else "1")
        self.calm()

    def _move_to(self, at: QRect) -> None:
        middle: QPoint = at.center()
        _xdotool("mousemove", "--sync", str(middle.x() - 1), str(middle.y()))
        _xdotool("mousemove", str(middle.x()), str(middle.y()))


# ---------------------------------------------------------------------- what is on the screen


def main_window() -> Window:
    """The window of the program."""
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, Window))


def front() -> QWidget:
    """What the clerk works in: the dialog on top, else the window that is active, else the main window."""
    modal = QApplication.activeModalWidget()
    if modal is not None:
        return modal
    active = QApplication.activeWindow()
    return active if active is not None and active.isVisible() else main_window()


def seen(kind: type[T], words: str = "") -> list[T]:
    """Widgets of a kind in the window in front that can be seen, those called `words` where given."""
    found = [each for each in front().findChildren(cast(Any, kind)) if each.isVisible()]
    return [each for each in found if not words or _is_called(each, words)]


def words_seen() -> str:
    """All that labels in the window in front say."""
    return "\n".join(each.text() for each in seen(QLabel))


def names_of(widget: QWidget | None) -> set[str]:
    """What a widget is called: its words, its accessible name, its placeholder."""
    if widget is None:
        return set()
    names = {widget.accessibleName()}
    if isinstance(widget, QAbstractButton | QLabel):
        names.add(_plain(widget.text()))
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        names.add(widget.placeholderText())
    return {name for name in names if name}


def _is_called(widget: QWidget | None, words: str) -> bool:
    """`words` is one of its names; with … at the end, the beginning of one."""
    names = names_of(widget)
    return words in names or (
        words.endswith("…") and any(name.startswith(words.removesuffix("…")) for name in names)
    )


def _place_of(words: str) -> QRect | None:
    # The words beside a field are called like the field: the field is meant.
    for each in sorted(seen(QWidget, words), key=lambda each: isinstance(each, QLabel)):
        shown = _on_screen(each)
        if each.isEnabled() and shown.width() > 2 and shown.height() > 2:
            return shown
    return None


def _on_screen(widget: QWidget) -> QRect:
    """The part of a widget that is not scrolled or cut away, on the screen."""
    part = widget.visibleRegion().boundingRect()
    return QRect(widget.mapToGlobal(part.topLeft()), part.size())


def _place_in(view: QAbstractItemView, row: int) -> QRect | None:
    at = view.visualRect(view.model().index(row, 0)) & view.viewport().rect()
    return QRect(view.viewport().mapToGlobal(at.topLeft()), at.size()) if at.isValid() else None


def _where(view: QAbstractItemView, row: int) -> tuple[bool, bool]:
    """Whether a row is in sight, and whether it lies below."""
    at = view.visualRect(view.model().index(row, 0))
    room = view.viewport().rect()
    return room.contains(at.center()), at.center().y() > room.bottom()


def focus_text() -> str:
    """What is written where the focus is."""
    widget = QApplication.focusWidget()
    if isinstance(widget, QLineEdit):
        return widget.text()
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return widget.toPlainText()
    return ""


def focus_name() -> str:
    """What has the focus is called."""
    return " ".join(sorted(names_of(QApplication.focusWidget())))


def offered() -> list[Offer]:
    """What the search box lists."""
    return main_window().palette_line.offered


def focus_is_line() -> bool:
    """Whether the focus is where words are written."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QTextEdit)


def check(true: object, words: str) -> None:
    """Raises NotReached where something is not as the step leaves it."""
    if not true:
        raise NotReached(f"not so: {words}")


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").partition("\t")[0]


def _xdotool(*arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], check=True, capture_output=True, timeout=PATIENCE_SECONDS)
