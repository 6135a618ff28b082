"""The order in which Tab leads through a window: as one reads it, whatever order its parts were made in."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QScrollArea,
    QWidget,
)

OVERLAP = 3
"""px by which parts may reach into each other and still lie under or beside each other."""


def tab_stops(window: QWidget) -> list[QWidget]:
    """What Tab stops at, from the first to the last."""
    stops: list[QWidget] = []
    _collect(window, stops)
    return stops


def go_on(window: QWidget, *, forward: bool) -> bool:
    """Put the keyboard on the next (or the last) stop and bring it into sight; False where there is none."""
    stops = tab_stops(window)
    if not stops:
        return False
    held = QApplication.focusWidget()
    while held is not None and held not in stops and held is not window:
        held = held.parentWidget()
    place = stops.index(held) if held in stops else (-1 if forward else 0)
    stop = stops[(place + (1 if forward else -1)) % len(stops)]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stop.setFocus(reason)
    bring_into_sight(stop)
    return True


def bring_into_sight(widget: QWidget) -> None:
    """Scroll whatever `widget` stands in so that it is seen: Qt does so for Tab only, not for a focus given by us."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()


def _collect(widget: QWidget, stops: list[QWidget]) -> None:
    if (
        widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.isWindow()
    ):
        stops.append(widget)
    if isinstance(widget, QComboBox | QAbstractSpinBox):
        return
    if isinstance(widget, QAbstractItemView) and not isinstance(
        widget, QHeaderView
    ):  # Tab stops at the list as one, and at the button in its head
        parts: list[QWidget] = list(widget.findChildren(QHeaderView))
    else:
        parts = [child for child in widget.children() if isinstance(child, QWidget)]
    parts = [part for part in parts if part.isVisible() and not part.isWindow()]
    for part in _read(parts):
        _collect(part, stops)


def _read(parts: Sequence[QWidget]) -> list[QWidget]:
    """Bands from above; in a band columns from the left; where neither divides them, by their corners."""
    if len(parts) < 2:
        return list(parts)
    for begin, end in ((QRect.top, QRect.bottom), (QRect.left, QRect.right)):
        groups = _divide(parts, begin, end)
        if len(groups) > 1:
            return [part for group in groups for part in _read(group)]
    return sorted(parts, key=lambda part: (part.geometry().top(), part.geometry().left()))


def _divide(
    parts: Sequence[QWidget], begin: Callable[[QRect], int], end: Callable[[QRect], int]
) -> list[list[QWidget]]:
    groups: list[list[QWidget]] = []
    reached = 0
    for part in sorted(parts, key=lambda part: begin(part.geometry())):
        box = part.geometry()
        if groups and begin(box) <= reached - OVERLAP:
            groups[-1].append(part)
            reached = max(reached, end(box))
        else:
            groups.append([part])
            reached = end(box)
    return groups
