"""Walks over the window as a person would: opens every dialog of a page once and hands each to who looks.

Used by the tests of sizes and of controls, and by the screenshots.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from deputy_station.shell.window import Window
from deputy_station.widgets import dialogs
from deputy_station.widgets.buttons import ActionRow, Button
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import Page
from deputy_station.widgets.print_preview.dialog import PrintPreview
from deputy_station.widgets.style import CONTRAST, PERCENTS, scale
from deputy_station.widgets.table_model import Kind
from tests.shell.station_window import settle

Step = tuple[int, bool]
STEPS: tuple[Step, ...] = (*((percent, False) for percent in PERCENTS[:-1]), (PERCENTS[-1], True))
"""Text sizes, the largest at high contrast alone: its borders leave less room than the usual ones."""
ALL_STEPS: tuple[Step, ...] = ((PERCENTS[0], True), *STEPS)
_LARGEST = STEPS[-1:]
_ENDS: tuple[Step, ...] = ((PERCENTS[0], False), STEPS[-1])
_DIALOG_STEPS: tuple[Step, ...] = tuple(step for step in STEPS if step[0] not in (115, 130))
"""A dialog takes the room its words need, so that what fits at 100 and at 160 % fits between them; a page, which gives
way in steps, is looked at in every size."""
SIZES = ((1024, 700), (1366, 768), (1920, 1080))
CLOSING = {"更多", "关闭", "保留", "知道了", "返回列表"}
"""Words of buttons that lead out of something; 更多 opens a menu, whose actions are pressed without it."""
ENDING = {"取消接待日", "取消活动", "删除", "撤回", "办理离任", "销号"}
EVERYBODYS = {"整册打印", "补印新行"}
"""Papers of two thousand pages; 打印这一册 opens the same preview for one deputy."""

Look = Callable[[str, QWidget, bool], object]
"""Called with the way there (发公告 > 放大), the dialog, which is open and at rest, and whether it is seen for the
first time; what it says after a button was pressed, and the second preview of papers, is not new."""

screen = QRect(0, 0, 1366, 768)
"""The screen the dialogs of the walk believe in."""


def believe_in_the_screen(replace: Callable[[Any, str, Any], object]) -> None:
    """Put `screen` in the place of the one made up without a display, and answer the system's own dialogs with
    nothing; `replace(owner, name, value)` is monkeypatch.setattr or setattr."""
    for ask in ("getOpenFileName", "getSaveFileName"):
        replace(QFileDialog, ask, staticmethod(lambda *_asked, **_more: ("", "")))
    replace(QFileDialog, "getOpenFileNames", staticmethod(lambda *_asked, **_more: ([], "")))
    replace(QFileDialog, "getExistingDirectory", staticmethod(lambda *_asked, **_more: ""))
    replace(dialogs, "screen_room", lambda _dialog: QRect(screen))


def resize(window: Window, width: int, height: int) -> None:
    """Give the window the whole of a screen of this size, and its dialogs too."""
    screen.setRect(0, 0, width, height)
    window.setGeometry(screen)
    for dialog in open_dialogs(window):
        dialog.fit()


def each_size(window: Window, steps: Sequence[Step] = STEPS) -> Iterator[str]:
    """Every step of text and contrast at every window size, as words; the window and its dialogs are at rest then.

    It begins at the end where the last one left off: dressing the window anew is what costs. Small words at high contrast
    are looked at where there is least room.
    """
    for words, width, height in _sizes(
        steps, everywhere=[step for step in steps if step != (PERCENTS[0], True)]
    ):
        resize(window, width, height)
        come_to_rest()
        yield words


def each_size_of_dialogs(window: Window, *, new: bool) -> Iterator[str]:
    """As `each_size`, with the page behind the dialogs put away: laying it out, too, takes longer than all they need.

    A dialog takes the room it needs and no more than the screen has, so that between the smallest and the largest text
    the smallest screen tells, and between the smallest and the largest screen these two. What is not new is looked at
    where there is least room.
    """
    behind = window.stack.currentWidget()
    behind.hide()
    window.resize(*SIZES[-1])  # a dialog is never larger than the window, so that the screen alone limits it
    # It was painted when it opened; where things lie is settled without painting each size.
    unpainted: list[QWidget] = [window, *open_dialogs(window)]
    for each in unpainted:
        each.setUpdatesEnabled(False)
    for words, width, height in (
        _sizes(_DIALOG_STEPS, everywhere=_ENDS, sizes=(SIZES[0], SIZES[-1]))
        if new
        else _sizes(_LARGEST, everywhere=())
    ):
        screen.setRect(0, 0, width, height)
        for dialog in open_dialogs(window):
            dialog.fit()
        come_to_rest()
        yield words
    for each in unpainted:
        each.setUpdatesEnabled(True)
    behind.show()


def _sizes(
    steps: Sequence[Step], everywhere: Sequence[Step], sizes: Sequence[tuple[int, int]] = SIZES
) -> Iterator[tuple[str, int, int]]:
    """Each step in every window size; one that is not among `everywhere` in the smallest alone."""
    now = (scale.percent, scale.colours == CONTRAST)
    for percent, contrast in steps if now == steps[0] else steps[::-1]:
        scale.set(percent, high_contrast=contrast)
        for width, height in sizes if (percent, contrast) in everywhere else sizes[:1]:
            yield f"{percent} %{'，高对比' if contrast else ''} {width}×{height}", width, height


def put_other_pages_away(window: Window) -> None:
    """As if the open page were the only one ever opened: every widget that lives is dressed anew at each text size."""
    for key in [key for key in window.pages if key != window.open_key]:
        page = window.pages.pop(key)
        window.stack.removeWidget(page)
        page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[arg-type]


def come_to_rest() -> None:
    """Let layouts and late events settle."""
    for _ in range(5):
        QApplication.processEvents()


class Walk:
    """Presses every button of a page once, and every button of the dialogs that open, and has each dialog looked at."""

    def __init__(self, window: Window, key: str, look: Look) -> None:
        self.window, self.key, self._look = window, key, look
        window.go(key)
        settle(window)
        put_other_pages_away(window)
        self.page = window.pages[key]
        self.row_id: Any = None
        self.pressed: set[str] = set()
        self.seen: set[str] = set()
        self.slow: list[str] = []
        self._paper_seen = False

    def walk(self) -> None:
        """The page as it is, then with a row of each state open."""
        self.come_back()
        self.press_all()
        for row_id in one_row_of_each_state(self.page):
            self.row_id = row_id
            self.come_back()
            self.press_all()

    def settle(self) -> None:
        """Everything under way is done, also what a preview makes by itself."""
        began = time.monotonic()
        settle(self.window)
        front = self.front()
        if isinstance(front, PrintPreview):
            front.own_work.wait()
            settle(self.window)
        if time.monotonic() - began > 8:
            self.slow.append(f"{self.key} {sorted(self.pressed)[-1:]} does not come to rest")

    def come_back(self) -> None:
        """Put away whatever was opened; the row looked at is open again."""
        while (dialog := self.front()) is not None:
            dialog.reject()
            self.settle()
        self.window.go(self.key)
        page = self.page
        if (
            isinstance(page, ListDetailPage)
            and self.row_id is not None
            and (page.open_id != self.row_id or not page.pair.detail_open)
        ):
            page.open_row(self.row_id)
        self.settle()

    def press_all(self) -> None:
        """Press each button in sight that was not pressed yet, and those that come by pressing; what ends a
        matter last, because it takes the other buttons away."""
        while left := [words for words in words_on(self.page) if words not in self.pressed]:
            words = next((one for one in left if one not in ENDING), left[0])
            self.pressed.add(words)
            dressed = (scale.percent, scale.colours == CONTRAST)
            press(self.page, words)
            self.settle()
            if words in ("A+", "A−"):
                scale.set(dressed[0], high_contrast=dressed[1])
            dialog = self.front()
            if dialog is not None:
                paper = isinstance(dialog, PrintPreview)
                self._show(words, dialog, new=not (paper and self._paper_seen))
                if not (paper and self._paper_seen):
                    self._press_within(dialog, words)
                self._paper_seen = self._paper_seen or paper
            if dialog is not None or self.window.open_key != self.key:
                self.come_back()

    def _press_within(self, dialog: Dialog, opener: str) -> None:
        for words in words_on(dialog):
            if self.front() is None and press(self.page, opener):
                self.settle()
            open_now = self.front()
            before = [] if open_now is None else _in_sight(open_now)
            if open_now is None or not press(open_now, words):
                return
            self.settle()
            front = self.front()
            # Mistakes are said in this one, or another one is above it; what looks as before was looked at.
            if front is not None and (front is not open_now or _in_sight(front) != before):
                self._show(f"{opener} > {words}", front, new=False)
            if front is not open_now:
                self.come_back()

    def _show(self, name: str, dialog: Dialog, *, new: bool) -> None:
        if name not in self.seen:
            self.seen.add(name)
            self._look(name, dialog, new)
            self.settle()

    def front(self) -> Dialog | None:
        """The dialog that is above all."""
        return next(reversed(open_dialogs(self.window)), None)


def _in_sight(dialog: Dialog) -> list[tuple[str, str]]:
    """The parts that are shown, with their words."""
    shown = [each for each in dialog.findChildren(QWidget) if each.isVisible()]
    texts = [getattr(each, "text", "") for each in shown]
    return [
        (type(each).__name__, str(text() if callable(text) else text))
        for each, text in zip(shown, texts, strict=True)
    ]


def open_dialogs(window: Window) -> list[Dialog]:
    """The dialogs that are open, the one in front last."""
    return [found for found in window.findChildren(Dialog) if found.isVisible()]


def one_row_of_each_state(page: Page) -> list[Any]:
    """The ids of the first row with each combination of pills: other states have other actions."""
    if not isinstance(page, ListDetailPage):
        return []
    model = page.table.model
    pills = [column for column in model.columns if column.kind is Kind.PILL]
    firsts: dict[tuple[str, ...], Any] = {}
    for place in range(model.rowCount()):
        row = model.row_at(place)
        if row is not None:
            firsts.setdefault(tuple(model.text_of(column, row) for column in pills), row.id)
    return list(firsts.values())


def buttons_on(holder: QWidget) -> list[Button]:
    """The buttons that open or do something, those behind 更多 too; not chips, which only mark."""
    return [
        button
        for button in holder.findChildren(Button)
        if button.isEnabled()
        and not button.isCheckable()
        and button.property("role") != "chip"
        and button.words not in CLOSING | EVERYBODYS
        and (button.isVisible() or (isinstance(row := button.parentWidget(), ActionRow) and row.isVisible()))
    ]


def words_on(holder: QWidget) -> list[str]:
    """What the buttons read, each once."""
    return list(dict.fromkeys(button.words for button in buttons_on(holder)))


def press(holder: QWidget, words: str) -> bool:
    """Press the button that reads so; False when there is none."""
    button = next((one for one in buttons_on(holder) if one.words == words), None)
    if button is not None:
        button.click()
    return button is not None
