"""Finds what a person would see cut off: words in labels and buttons, things outside the window, sideways scrolling."""

from collections.abc import Iterator

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QWidget,
)

from deputy_station.shell.navigation import SIZE as NAV_SIZE
from deputy_station.shell.navigation import NavButton
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.cells import PADDING
from deputy_station.widgets.grid_entry.grid import Grid
from deputy_station.widgets.paper_reader import PaperView
from deputy_station.widgets.pill import PillLabel, pill_size
from deputy_station.widgets.print_preview.page_view import PageView
from deputy_station.widgets.style import PERCENTS, px, scale, screen_font
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_head import MENU_ROOM
from deputy_station.widgets.table_model import Kind

SLACK = 1
"""px that rounding may take."""


def find_clipped(window: QWidget) -> list[str]:
    """A sentence for everything that is cut off in a visible window, none when all can be read."""
    return [sentence for widget in _visible(window) for sentence in _complaints(widget, window)]


def _visible(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            yield widget


def _complaints(widget: QWidget, window: QWidget) -> Iterator[str]:
    if isinstance(widget, QScrollBar):
        if widget.orientation().name == "Horizontal" and widget.maximum() > 0 and not _zooms(widget):
            yield f"{_name(widget.parentWidget())} scrolls sideways"
        return
    if "<" in widget.toolTip():
        yield f"the tooltip of {_name(widget)} is taken for rich text"
    if isinstance(widget, QLabel):
        yield from _label(widget)
        yield from _outside(widget, window)
    elif isinstance(widget, QAbstractButton):
        yield from _button(widget)
        yield from _outside(widget, window)
        if widget.property("role") == "primary":
            yield from _covered(widget, window)
    elif isinstance(widget, QLineEdit | QComboBox):
        yield from _entry(widget)
        yield from _outside(widget, window)
    elif isinstance(widget, LineItem | PillLabel):
        yield from _painted(widget)
        yield from _outside(widget, window)
    elif isinstance(widget, Table):
        yield from _table(widget)


def _zooms(bar: QScrollBar) -> bool:
    """Whether it moves a paper that a person made larger than its window, or, at the largest text, a sheet for typing
    whose columns are all needed: one scrolls through it as through any spreadsheet."""
    largest = scale.percent == PERCENTS[-1]
    return any(
        isinstance(parent, PageView | PaperView) or (largest and isinstance(parent, Grid))
        for parent in _parents(bar)
    )


def _parents(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def _label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text:
        return
    if label.wordWrap():
        if label.heightForWidth(label.width()) > label.height() + SLACK:
            yield f"label {text[:20]!r} shows only the upper part of its lines"
        return
    if label.fontMetrics().horizontalAdvance(text) > label.contentsRect().width() + SLACK:
        yield f"label {text[:20]!r} is cut at its right"
    if label.fontMetrics().height() > label.height() + SLACK:
        yield f"label {text[:20]!r} is lower than its words"


def _entry(entry: QLineEdit | QComboBox) -> Iterator[str]:
    """The hint of an empty line, the words of a choice; what a person typed moves with the cursor."""
    metrics, room = entry.fontMetrics(), entry.width() - 2 * px(10) - 2
    if isinstance(entry, QComboBox):
        text, room = entry.currentText(), entry.width() - px(10) - px(22)
    else:
        text = "" if entry.text() else entry.placeholderText()
    if metrics.horizontalAdvance(text) > room + SLACK:
        yield f"{type(entry).__name__} shows only a part of {text[:24]!r}"
    if metrics.height() > entry.height():
        yield f"{type(entry).__name__} {text[:20]!r} is lower than its words"


def _painted(widget: LineItem | PillLabel) -> Iterator[str]:
    if isinstance(widget, PillLabel):
        if widget.pill is not None and widget.width() < pill_size(widget.pill.word).width() - SLACK:
            yield f"the pill {widget.pill.word!r} is narrower than its word"
        return
    room = widget.text_room().width()
    wanted = min(widget.fontMetrics().horizontalAdvance(text) for text in (widget.text, 6 * "国"))
    if room < wanted - SLACK:
        yield f"the line {widget.text[:20]!r} has room for less than six characters"
    if widget.shown_text() != widget.text and widget.text[:6] not in widget.toolTip():
        yield f"the line {widget.text[:20]!r} is shortened and no tooltip says the whole"


def _covered(button: QAbstractButton, window: QWidget) -> Iterator[str]:
    """Whether something lies on the primary button."""
    if button.visibleRegion().isEmpty():
        return
    there = window.childAt(button.mapTo(window, button.rect().center()))
    if there is not button:
        yield f"{_name(there)} lies on the primary {_name(button)}"


def _button(button: QAbstractButton) -> Iterator[str]:
    if not button.text():
        return
    if isinstance(button, NavButton):
        words = button.words_shown()
        if (
            QFontMetrics(screen_font(NAV_SIZE, bold=True)).horizontalAdvance(words)
            > button.words_room().width()
        ):
            yield f"the page {words!r} in the navigation is shortened"
        return
    if isinstance(button, QCheckBox):
        if button.fontMetrics().horizontalAdvance(button.text()) > button.width() - px(30) + SLACK:
            yield f"check box {button.text()[:20]!r} is narrower than its words"
        return
    if not isinstance(button, QPushButton):
        return
    words = button.words if isinstance(button, Button) else button.text()
    if button.fontMetrics().horizontalAdvance(words) > button.width() - 2:
        yield f"button {words!r} is narrower than its words"
    if button.fontMetrics().height() > button.height():
        yield f"button {words!r} is lower than its words"


def _outside(widget: QWidget, window: QWidget) -> Iterator[str]:
    """Whether a parent cuts the widget; a part that scrolls up and down may cut it above and below only."""
    child, parent = widget, widget.parentWidget()
    left = top = 0
    right, bottom = widget.width() - 1, widget.height() - 1
    upright = True
    while parent is not None:
        x, y = child.x(), child.y()
        left, right, top, bottom = left + x, right + x, top + y, bottom + y
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            upright = False
        if left < -SLACK or right > parent.width() - 1 + SLACK:
            yield f"{_name(widget)} is cut sideways by {_name(parent)}"
            return
        if upright and (top < -SLACK or bottom > parent.height() - 1 + SLACK):
            yield f"{_name(widget)} is cut above or below by {_name(parent)}"
            return
        if parent is window:
            return
        child, parent = parent, area


def _table(table: Table) -> Iterator[str]:
    shown = [
        (column, table.view.columnWidth(place))
        for place, column in enumerate(table.model.columns)
        if not table.view.isColumnHidden(place)
    ]
    if sum(width for _, width in shown) > table.view.viewport().width() + SLACK:
        yield "the table is wider than its card"
    head = QFontMetrics(screen_font(bold=True))
    last = max(
        (place for place in range(len(table.model.columns)) if not table.view.isColumnHidden(place)),
        key=table.view.horizontalHeader().visualIndex,
        default=-1,
    )
    rows = [row for place in range(30) if (row := table.model.row_at(place)) is not None]
    for place, column in enumerate(table.model.columns):
        if table.view.isColumnHidden(place):
            continue
        room = table.view.columnWidth(place) - 2 * px(PADDING)
        if head.horizontalAdvance(column.title) > room - (px(MENU_ROOM) if place == last else 0) + SLACK:
            yield f"the head {column.title!r} is narrower than its words"
        if column.kind is Kind.PILL:
            widest = max(
                (pill_size(word).width() for row in rows if (word := table.model.text_of(column, row))),
                default=0,
            )
            if widest > room + px(12) + SLACK:
                yield f"a pill in column {column.title!r} is cut"
        elif column.kind is not Kind.TEXT:
            texts = [table.model.text_of(column, row) for row in rows]
            cut = [
                text for text in texts if QFontMetrics(screen_font()).horizontalAdvance(text) > room + SLACK
            ]
            if cut:
                yield f"{cut[0]!r} in column {column.title!r} is cut"
    fourteen = 14 * QFontMetrics(screen_font()).horizontalAdvance("国")
    for column, width in shown:
        if column.grow and column.chars >= 14 and len(shown) > 1 and width < fourteen:
            yield f"column {column.title!r} has less than 14 characters beside other columns"


def _name(widget: QWidget | None) -> str:
    if widget is None:
        return "nothing"
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {text[:20]!r}" if text else type(widget).__name__
