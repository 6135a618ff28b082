"""Labels that show data as plain text and never cut a wrapped line."""

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from deputy_station.widgets.style import px, scale, set_role

_LONG_RUN = re.compile(r"[!-~]{18,}")


def _breakable(text: str) -> str:
    """Long runs of Latin letters and digits get invisible places where a line may break."""
    return _LONG_RUN.sub(lambda run: "\u200b".join(run.group()), text)


class Line(QLabel):
    """One line of plain text that is never narrower than its words; `role` as in the style sheet."""

    def __init__(self, text: str = "", *, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)
        if role:
            set_role(self, role)


class Short(QLabel):
    """One line of plain text that gives way: elided with "…" when narrow, the whole in its tooltip.

    It keeps at least `keeps` px (at 100 %) where its text is that long.
    """

    def __init__(
        self, text: str = "", *, role: str = "", keeps: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._whole, self._keeps = text, keeps
        self.setTextFormat(Qt.TextFormat.PlainText)
        wide = QSizePolicy.Policy.MinimumExpanding if keeps else QSizePolicy.Policy.Ignored
        self.setSizePolicy(wide, QSizePolicy.Policy.Minimum)
        if role:
            set_role(self, role)
        scale.changed.connect(self._fit)
        self._fit()

    def say(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self._fit()
        self.updateGeometry()

    @property
    def whole(self) -> str:
        """The text without elision."""
        return self._whole

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + px(2), hint.height())

    def minimumSizeHint(self) -> QSize:
        least = min(px(self._keeps), self.sizeHint().width()) if self._keeps else px(30)
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 1))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip("" if shown == self._whole else plain_tip(self._whole))


class Words(QLabel):
    """Plain text that wraps, takes the height its width needs, and can be marked and copied."""

    def __init__(self, text: str = "", *, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._need = 0
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(text)
        if role:
            set_role(self, role)

    def say(self, text: str) -> None:
        """Show another text."""
        self.setText(_breakable(text))
        self._claim_height()

    def sizeHint(self) -> QSize:
        # As high as at the width it has, not as in the narrow block Qt would like: that left empty room to scroll.
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(60), max(self._need, self.fontMetrics().lineSpacing()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._claim_height()

    def event(self, event: QEvent) -> bool:
        answer = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and not scale.undressed:
            self._claim_height()
        return answer

    def _claim_height(self) -> None:
        # A layout without room for height-for-width would cut the last line: ask for it outright.
        need = max(0, self.heightForWidth(self.width())) if self.text() else 0
        if need != self._need:
            self._need = need
            self.updateGeometry()


class Link(Words):
    """Words that open something when pressed; they wrap like any others."""

    pressed = Signal()
    spoken_role = QAccessible.Role.Link

    def __init__(self, text: str, do: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(text, role="link", parent=parent)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setIndent(0)  # its frame would push it to the right of the words above and below
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(text)
        self.pressed.connect(lambda: do())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class Rule(QFrame):
    """A hairline across."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "rule")
        self.setFixedHeight(1)


def plain_tip(text: str) -> str:
    """A tooltip text that Qt cannot take for rich text, whatever it holds."""
    return text.replace("<", "＜")
