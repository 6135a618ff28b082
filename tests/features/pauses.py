"""The pause after typing, passed without waiting for it."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


def pass_pauses(holder: QWidget) -> None:
    """Let every pause that is running within a widget be over now. There must be one, or the test tests nothing."""
    running = [timer for timer in holder.findChildren(QTimer) if timer.isActive() and timer.isSingleShot()]
    assert running
    for timer in running:
        timer.stop()
        timer.timeout.emit()
