"""What a screen reader calls the parts we paint ourselves: a line that opens something is a button, a plot a chart."""

from typing import Any

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_installed: list[bool] = []
_told: dict[int, QAccessibleInterface] = {}
"""Qt asks for them by pointer only; the last one for an address replaces the one before."""


def speak_as(widget: QWidget, role: QAccessible.Role) -> None:
    """Say which role a widget plays; call it where the widget is made. A label, of which Qt speaks as soon as it has
    a text, says it for its class: `spoken_role = QAccessible.Role.Link`."""
    widget.spoken_role = role  # type: ignore[attr-defined]


def install_roles() -> None:
    """Have the roles told to screen readers; once is enough."""
    if not _installed:
        QAccessible.installFactory(_interface)  # type: ignore[attr-defined,unused-ignore]
        _installed.append(True)


def _interface(_kind: str, thing: Any) -> QAccessibleInterface | None:
    role = getattr(thing, "spoken_role", None)
    if role is None or not isinstance(thing, QWidget):
        return None
    told = QAccessibleWidget(thing, role)
    _told[id(thing)] = told
    return told
