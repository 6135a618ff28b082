"""How a table paints its cells."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from deputy_station.widgets.pill import Pill, paint_pill
from deputy_station.widgets.style import colour, px, screen_font
from deputy_station.widgets.table_model import PILL_ROLE, Index

PADDING = 10


class Cells(QStyledItemDelegate):
    """Paints cells: stripes, the chosen row, plain elided words, pills."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        back = "chosen" if chosen else ("stripe" if index.row() % 2 else "surface")
        painter.fillRect(box, colour(back))
        view = self.parent()
        if isinstance(view, QTableView) and view.hasFocus() and box.left() == 0:
            # The chosen rows show a bar; with several chosen, the one the keyboard is on shows a broad one.
            current = view.currentIndex().row() == index.row()
            if chosen or current:
                painter.fillRect(QRect(0, box.top(), px(5 if current else 2), box.height()), colour("red"))
        inner = box.adjusted(px(PADDING), 0, -px(PADDING), 0)
        pill = index.data(PILL_ROLE)
        if isinstance(pill, Pill):
            paint_pill(painter, inner.adjusted(-px(4), 0, px(8), 0), pill)
            return
        painter.setFont(screen_font())
        painter.setPen(colour("ink"))
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        if align is None:
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        words = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, int(align), words)
