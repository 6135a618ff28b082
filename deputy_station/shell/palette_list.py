"""The list under the search box: words left, soft words behind them, kind and shortcut at the right."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from deputy_station.shell.offers import Offer
from deputy_station.widgets.style import BASE, SMALL, colour, px, screen_font, set_role

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 38
ROWS_SEEN = 10
WORDS_SIZE = BASE
LEAST_NOTE = 80
"""Room (px at 100 %) under which the soft words are left out."""


class OfferModel(QAbstractListModel):
    """The lines; a sentence (that nothing was found) is one line that cannot be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.offers: list[Offer] = []
        self.sentence = ""

    def say(self, offers: Sequence[Offer], *, sentence: str = "") -> None:
        """Show these lines, or one sentence."""
        self.beginResetModel()
        self.offers, self.sentence = list(offers), sentence
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 1 if self.sentence else len(self.offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if self.sentence:
            return self.sentence
        offer = self.offers[index.row()]
        return offer.words if role == Qt.ItemDataRole.DisplayRole else offer.spoken

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.NoItemFlags if self.sentence else super().flags(index)


class OfferLine(QStyledItemDelegate):
    """Paints one line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(px(200), px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, self._bare(option, index), index)
        model = index.model()
        assert isinstance(model, OfferModel)
        box: QRect = option.rect.adjusted(px(12), 0, -px(12), 0)  # type: ignore[attr-defined]
        painter.save()
        if model.sentence:
            self._write(painter, box, model.sentence, "soft", WORDS_SIZE)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
            self._paint_offer(painter, box, model.offers[index.row()], chosen=chosen)
        painter.restore()

    def _paint_offer(self, painter: QPainter, box: QRect, offer: Offer, *, chosen: bool) -> None:
        right = self._paint_right(painter, box, offer)
        left = QRect(box.left(), box.top(), right - px(12) - box.left(), box.height())
        used = self._write(painter, left, offer.words, "red" if chosen else "ink", WORDS_SIZE)
        note = left.adjusted(used + px(12), 0, 0, 0)
        if offer.note and note.width() >= px(LEAST_NOTE):
            self._write(painter, note, offer.note, "soft", SMALL)

    def _paint_right(self, painter: QPainter, box: QRect, offer: Offer) -> int:
        """Kind, and the shortcut in a frame; the left edge of it all."""
        left = box.right()
        for words, framed in ((offer.keys, True), (offer.kind, False)):
            if not words:
                continue
            painter.setFont(screen_font(SMALL))
            width = painter.fontMetrics().horizontalAdvance(words) + (px(12) if framed else 0)
            place = QRect(left - width, box.center().y() - px(11), width, px(22))
            painter.setPen(colour("border"))
            if framed:
                painter.drawRoundedRect(place, px(4), px(4))
            painter.setPen(colour("soft"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
            left = place.left() - px(10)
        return left

    def _write(self, painter: QPainter, box: QRect, words: str, ink: str, size: int) -> int:
        font = screen_font(size)
        painter.setFont(font)
        painter.setPen(colour(ink))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return QFontMetrics(font).horizontalAdvance(shown)

    def _bare(self, option: QStyleOptionViewItem, index: Index) -> QStyleOptionViewItem:
        """The line without its words: the ground the style sheet gives it."""
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        return bare

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""  # type: ignore[attr-defined]


class OfferList(QListView):
    """The list itself; the keyboard stays in the line above it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines = OfferModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(OfferLine(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setAccessibleName("找到的")
        set_role(self, "popup")

    @property
    def height_needed(self) -> int:
        """For all lines, ten at most (px)."""
        return min(self.lines.rowCount(), ROWS_SEEN) * px(ROW_HEIGHT) + px(10)

    def mark(self, row: int) -> None:
        """Mark the line that Enter would do, and tell a screen reader, for which the focus is elsewhere."""
        self.setCurrentIndex(self.lines.index(row, 0))
        if QAccessible.isActive():
            said = QAccessibleEvent(self, QAccessible.Event.Focus)
            said.setChild(row)
            QAccessible.updateAccessibility(said)
