"""The order in which Tab leads through a window: as one reads it, whatever order its parts were made in."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
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

_TABBED = (Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus)
_Box = tuple[int, int, int, int]
_Placed = tuple[_Box, QWidget]
_TOP, _LEFT = 0, 1
"""Places in a box: where it begins, and two further on where it ends."""


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
        widget.focusPolicy() in _TABBED
        and widget.isEnabled()
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
    placed = [(_box(part), part) for part in parts if part.isVisible() and not part.isWindow()]
    for part in _read(placed):
        _collect(part, stops)


def _box(part: QWidget) -> _Box:
    place = part.geometry()
    return place.top(), place.left(), place.bottom(), place.right()


def _read(parts: Sequence[_Placed]) -> list[QWidget]:
    """Bands from above; in a band columns from the left; where neither divides them, by their corners."""
    if len(parts) < 2:
        return [part for _, part in parts]
    for side in (_TOP, _LEFT):
        groups = _divide(parts, side)
        if len(groups) > 1:
            return [part for group in groups for part in _read(group)]
    return [part for _, part in sorted(parts, key=lambda placed: placed[0][:2])]


def _divide(parts: Sequence[_Placed], side: int) -> list[list[_Placed]]:
    groups: list[list[_Placed]] = []
    reached = 0
    for placed in sorted(parts, key=lambda placed: placed[0][side]):
        begin, end = placed[0][side], placed[0][side + 2]
        if groups and begin <= reached - OVERLAP:
            groups[-1].append(placed)
            reached = max(reached, end)
        else:
            groups.append([placed])
            reached = end
    return groups
