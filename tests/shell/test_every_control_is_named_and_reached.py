"""Walks over every control of every page as a screen reader and a keyboard do; of dialogs, test_every_dialog_fits.

Each has a name and a role, shows where the keyboard is, and Tab leads through all of them in reading order and back.
"""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from deputy_station.menu import PAGES
from deputy_station.shell.first_start import FirstStart
from deputy_station.shell.window import Window
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.print_preview.page_view import PageView
from deputy_station.widgets.style import dress
from tests.shell.station_window import lent, settle, station_window
from tests.shell.walking import believe_in_the_screen, come_to_rest, resize

CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)
ROLES = {
    QLineEdit: {QAccessible.Role.EditableText},
    QPlainTextEdit: {QAccessible.Role.EditableText},
    QComboBox: {QAccessible.Role.ComboBox},
    QAbstractItemView: {QAccessible.Role.Table, QAccessible.Role.List, QAccessible.Role.Tree},
    QAbstractButton: {
        QAccessible.Role.Button,
        QAccessible.Role.CheckBox,
        QAccessible.Role.RadioButton,
        QAccessible.Role.PushButton,
        QAccessible.Role.PageTab,
        QAccessible.Role.Link,
    },
}
TAB_FOCUS = Qt.FocusPolicy.TabFocus
LINE = 12
"""px that things on one line may differ in height."""


@pytest.fixture(scope="module")
def one_window(
    qapp: QApplication, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Window]:
    qapp.setStyle("fusion")
    dress(qapp)
    folder = tmp_path_factory.mktemp("controls")
    shutil.copytree(demo_folder, folder / "station")
    with (
        pytest.MonkeyPatch.context() as patch,
        station_window(folder / "station", folder / "settings") as opened,
    ):
        believe_in_the_screen(patch.setattr)
        resize(opened, 1366, 768)
        yield opened


@pytest.fixture
def window(one_window: Window) -> Iterator[Window]:
    with lent(one_window) as opened:
        yield opened


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_every_control_of_the_page(window: Window, key: str) -> None:
    window.go(key)
    settle(window)
    page = window.pages[key]
    if isinstance(page, ListDetailPage) and page.table.model.rowCount():
        page.table.view.selectRow(0)
        settle(window)
    complaints = complaints_about(window)
    assert not complaints, "\n".join(complaints)


def test_every_control_of_the_first_start(qapp: QApplication, tmp_path: Path) -> None:
    qapp.setStyle("fusion")
    dress(qapp)
    (tmp_path / "empty").mkdir()
    with station_window(tmp_path / "empty", tmp_path / "settings") as window:
        assert isinstance(window.stack.currentWidget(), FirstStart)
        complaints = complaints_about(window)
        assert not complaints, "\n".join(complaints)


def complaints_about(window: QWidget) -> list[str]:
    """What a person at the keyboard or behind a screen reader would miss."""
    if not isinstance(window, QDialog):
        window.activateWindow()
    come_to_rest()
    found = [sentence for widget in controls(window) for sentence in _said_of(widget)]
    order = tab_order(window)
    reached = set(order)
    alive = [one for one in order if isValid(one)]
    found += [
        f"Tab does not reach {name_of(widget)}"
        for widget in controls(window)
        if widget.isEnabled()
        and widget.focusPolicy() & TAB_FOCUS
        and not any(widget is one or widget.isAncestorOf(one) for one in alive)
        and _in_sight(widget)
    ]
    found += _against_reading_order(window, order)
    back = tab_order(window, back=True)
    if set(back) != reached or [back[0], *back[:0:-1]] != _from(order, back[0]):
        found.append("Shift+Tab does not lead back the way Tab came")
    order = [widget for widget in order if isValid(widget)]
    found += [f"the focus on {name_of(widget)} is not seen" for widget in order if not shows_focus(widget)]
    return found


def _from(order: list[QWidget], first: QWidget) -> list[QWidget]:
    place = order.index(first)
    return order[place:] + order[:place]


def controls(window: QWidget) -> list[QWidget]:
    """Everything in sight that is pressed, typed into or walked through."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.window() is window
        and not isinstance(widget, QHeaderView)
        and widget.metaObject().className() != "QTableCornerButton"
        and not isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox | QLineEdit)
        and (isinstance(widget, CONTROLS) or widget.focusPolicy() & TAB_FOCUS)
    ]


def _said_of(widget: QWidget) -> Iterator[str]:
    told = QAccessible.queryAccessibleInterface(widget)
    if not told.text(QAccessible.Text.Name).strip():
        yield f"{name_of(widget)} has no name for a screen reader"
    wanted = next((roles for kind, roles in ROLES.items() if isinstance(widget, kind)), None)
    if wanted is None:
        wanted = {
            QAccessible.Role.Button,
            QAccessible.Role.Link,
            QAccessible.Role.Document,
            QAccessible.Role.Chart,
            QAccessible.Role.Grouping,
        }
    if told.role() not in wanted:
        yield f"{name_of(widget)} calls itself {told.role().name}"


def tab_order(window: QWidget, *, back: bool = False) -> list[QWidget]:
    """The widgets Tab (or Shift+Tab) leads through, once around from where it begins."""
    held = QApplication.focusWidget()
    window.setFocus()
    chain: list[QWidget] = []
    while len(chain) < 1000:
        window.focusNextPrevChild(not back)
        now = QApplication.focusWidget()
        assert now is not None, "the window is not active"
        if chain and now is chain[0]:
            break
        chain.append(now)
    if held is not None and isValid(held):
        held.setFocus()
    return chain


def _against_reading_order(window: QWidget, order: list[QWidget]) -> Iterator[str]:
    """Within one part of the window (what lies in one parent), lines from above, in a line from the left."""
    parts: dict[QWidget, list[tuple[QWidget, QRect]]] = {}
    for widget in order:
        if widget.visibleRegion().isEmpty() or isinstance(widget.parentWidget(), QHeaderView):
            continue
        child: QWidget = widget
        parent = widget.parentWidget()
        while parent is not None:
            places = parts.setdefault(parent, [])
            if not places or places[-1][0] is not child:
                box = QRect(child.mapTo(parent, QPoint(0, 0)), child.size())
                places.append((child, box))
            if parent is window:
                break
            child, parent = parent, parent.parentWidget()
    for places in parts.values():
        for (before, first), (after, second) in pairwise(places):
            same_line = first.top() < second.bottom() - LINE and second.top() < first.bottom() - LINE
            wrong = second.right() <= first.left() if same_line else second.bottom() <= first.top() + LINE
            # A column may end below where the next one begins.
            beside = second.left() >= first.right()
            if wrong and not beside:
                yield f"Tab goes from {name_of(before)} back to {name_of(after)}"


def shows_focus(widget: QWidget) -> bool:
    """Whether one sees that the keyboard is here."""
    if not isValid(widget) or isinstance(widget, QScrollArea | PageView) or widget.visibleRegion().isEmpty():
        return True  # scrolled out of sight; the part that scrolls shows the bar moving
    window = widget.window()
    held = QApplication.focusWidget()
    widget.clearFocus()
    without = picture(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.qWait(0)
    inner = QApplication.focusWidget()
    with_focus = picture(widget)
    if held is not None and held.window() is window:
        held.setFocus()
    here = inner is not None and (inner is widget or widget.isAncestorOf(inner))
    return not here or without != with_focus


def picture(widget: QWidget) -> QImage:
    """How it looks now."""
    return widget.grab().toImage()


def _in_sight(widget: QWidget) -> bool:
    return not widget.visibleRegion().isEmpty() and widget.focusProxy() is None


def name_of(widget: QWidget) -> str:
    """What to call it in a complaint."""
    words = widget.accessibleName() or (
        widget.text() if isinstance(widget, QAbstractButton | QLineEdit) else ""
    )
    return f"{type(widget).__name__} “{words[:24]}”"
