"""Finds what a person would see cut off: words in labels and buttons, things outside the window, sideways scrolling."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QPushButton, QScrollBar, QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.style import screen_font
from deputy_station.widgets.table import Table

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
        if widget.orientation().name == "Horizontal" and widget.maximum() > 0:
            yield f"{_name(widget.parentWidget())} scrolls sideways"
    elif isinstance(widget, QLabel):
        yield from _label(widget)
        yield from _outside(widget, window)
    elif isinstance(widget, QAbstractButton):
        yield from _button(widget)
        yield from _outside(widget, window)
    elif isinstance(widget, Table):
        yield from _table(widget)


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


def _button(button: QAbstractButton) -> Iterator[str]:
    if not isinstance(button, QPushButton) or not button.text():
        return
    words = button.words if isinstance(button, Button) else button.text()
    if button.fontMetrics().horizontalAdvance(words) > button.width() - 2:
        yield f"button {words!r} is narrower than its words"
    if button.fontMetrics().height() > button.height():
        yield f"button {words!r} is lower than its words"


def _outside(widget: QWidget, window: QWidget) -> Iterator[str]:
    """Whether a parent cuts the widget; a part that scrolls up and down may cut it above and below only."""
    parent = widget.parentWidget()
    upright = True
    while parent is not None:
        box = QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
        inside = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            upright = False
        if box.left() < inside.left() or box.right() > inside.right():
            yield f"{_name(widget)} is cut sideways by {_name(parent)}"
            return
        if upright and (box.top() < inside.top() or box.bottom() > inside.bottom()):
            yield f"{_name(widget)} is cut above or below by {_name(parent)}"
            return
        if parent is window:
            return
        parent = parent.parentWidget()


def _table(table: Table) -> Iterator[str]:
    shown = [
        (column, table.view.columnWidth(place))
        for place, column in enumerate(table.model.columns)
        if not table.view.isColumnHidden(place)
    ]
    if sum(width for _, width in shown) > table.view.viewport().width() + SLACK:
        yield "the table is wider than its card"
    fourteen = 14 * QFontMetrics(screen_font()).horizontalAdvance("国")
    for column, width in shown:
        if column.grow and column.chars >= 14 and len(shown) > 1 and width < fourteen:
            yield f"column {column.title!r} has less than 14 characters beside other columns"


def _name(widget: QWidget | None) -> str:
    if widget is None:
        return "nothing"
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {text[:20]!r}" if text else type(widget).__name__
