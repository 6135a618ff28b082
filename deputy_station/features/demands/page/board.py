"""The board by state: a column for each state, a card for each demand; a card opens it, arrows lead from card to card."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.features.demands.rules.deadlines import DueKind
from deputy_station.features.demands.service.board import SHOWN, BoardColumn, nearest_due
from deputy_station.features.demands.service.filters import View
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.widgets.cards import Card
from deputy_station.widgets.labels import Line, Link, Words, plain_tip
from deputy_station.widgets.layouts import Grid, HBox, VBox, clear
from deputy_station.widgets.pill import Pill, Tone, paint_pill, pill_size
from deputy_station.widgets.reading_order import bring_into_sight
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.spoken_roles import speak_as
from deputy_station.widgets.style import SMALL, colour, px, scale, screen_font

COLUMN = 172
"""The least width (px at 100 %) of a column; fewer stand beside each other where there is less room."""
MOST = 120
"""So many cards of a column at most; the rest is for the list."""
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_TONES = {DueKind.OVERDUE: Tone.OVERDUE, DueKind.SOON: Tone.SOON}
_ARROWS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}


class DemandCard(QWidget):
    """One demand: its number and what is due, its gist on two lines, who has it."""

    pressed = Signal()
    led_on = Signal(int, int)
    """An arrow was pressed: columns to the right, cards down."""

    def __init__(self, row: DemandRow, do: Callable[[], object]) -> None:
        super().__init__()
        self.row = row
        due = nearest_due(row)
        self.pill = Pill(due.text, _TONES[due.kind]) if due.kind in _TONES else None
        said = (row.short, row.title, row.handler, due.text)
        self.setAccessibleName("，".join(part for part in said if part))
        self.setToolTip(plain_tip(row.title))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        speak_as(self, QAccessible.Role.Button)
        self.pressed.connect(lambda: do())
        scale.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(COLUMN), px(102))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(102))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        elif arrow is not None:
            self.led_on.emit(*arrow)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        focused = self.hasFocus()
        painter.setPen(
            QPen(colour("red" if focused else "line"), px(2) if focused else scale.colours.hairline)
        )
        painter.setBrush(colour("hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(box, px(6), px(6))
        inside = box.adjusted(px(10), px(8), -px(10), -px(8))
        line = inside.height() // 4
        self._paint_top(painter, QRect(inside.left(), inside.top(), inside.width(), line))
        painter.setFont(self.font())
        painter.setPen(colour("ink"))
        for place, words in enumerate(two_lines(self.row.title, inside.width(), self.fontMetrics()), 1):
            self._paint_line(painter, inside, place, words)
        painter.setFont(screen_font(SMALL))
        painter.setPen(colour("soft"))
        short = painter.fontMetrics().elidedText(
            self.row.handler or self.row.place, Qt.TextElideMode.ElideRight, inside.width()
        )
        self._paint_line(painter, inside, 3, short)
        painter.end()

    def _paint_top(self, painter: QPainter, box: QRect) -> None:
        painter.setFont(screen_font(SMALL))
        painter.setPen(colour("soft"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.row.short)
        if self.pill is not None:
            left = painter.fontMetrics().horizontalAdvance(self.row.short) + px(6)
            wide = min(pill_size(self.pill.word).width(), box.width() - left)
            high = pill_size(self.pill.word).height()
            paint_pill(
                painter, QRect(box.right() - wide, box.center().y() - high // 2, wide, high), self.pill
            )

    def _paint_line(self, painter: QPainter, inside: QRect, place: int, words: str) -> None:
        line = inside.height() // 4
        box = QRect(inside.left(), inside.top() + place * line, inside.width(), line)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)


def two_lines(text: str, width: int, metrics: QFontMetrics) -> tuple[str, str]:
    """A gist on two lines of `width` px, the second one elided; Chinese may break anywhere."""
    fits = len(text)
    while fits > 1 and metrics.horizontalAdvance(text[:fits]) > width:
        fits -= 1
    return text[:fits], metrics.elidedText(text[fits:], Qt.TextElideMode.ElideRight, width)


class Board(Scroll):
    """All columns; as many beside each other as there is room for, the others below. Scrolled to the end, or led past
    the last card by an arrow, it shows the next ones."""

    typed = Signal(str)

    def __init__(
        self,
        words: Callable[[View], str],
        *,
        open_demand: Callable[[int], object],
        show_view: Callable[[View], object],
        load_on: Callable[[], object],
    ) -> None:
        """`load_on` reads the board again, with as many of each column as `wanted` says."""
        super().__init__(gap=14, margins=(0, 0, 8, 0))
        self._words, self._open, self._show, self._load_on = words, open_demand, show_view, load_on
        self.wanted: dict[View, int] = {}
        self._read: tuple[BoardColumn, ...] = ()
        self._lead_to: tuple[View, int] | None = None
        self._grid = Grid(across=12, down=14)
        self.box.addLayout(self._grid)
        self.box.addStretch(1)
        self._columns: list[Card] = []
        self._cards: list[list[DemandCard]] = []
        self._beside = 0
        scale.changed.connect(self._arrange)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def begin(self) -> None:
        """As many of each column as at first, from the top."""
        self.wanted = {}
        self.verticalScrollBar().setValue(0)

    def show_columns(self, columns: Sequence[BoardColumn]) -> None:
        """Show the columns as they are now; the card with the keyboard keeps it, and the place scrolled to stays."""
        held = self.window().focusWidget()  # its own would be the last it had, wherever the keyboard is now
        held_id = held.row.id if isinstance(held, DemandCard) else None
        place = self.verticalScrollBar().value()
        clear(self._grid)
        self._read = tuple(columns)
        self._columns, self._cards, self._beside = [], [], 0
        for column in columns:
            self._columns.append(self._build(column))
        self._arrange()
        for card in (card for cards in self._cards for card in cards if card.row.id == held_id):
            card.setFocus()
        QTimer.singleShot(0, self, partial(self._settle, place))

    def _settle(self, place: int) -> None:
        """Laid out anew: back to the place scrolled to, or on to the card the arrow asked for."""
        asked, self._lead_to = self._lead_to, None
        self.verticalScrollBar().setValue(place)
        if asked is not None:
            cards = self._cards[self._views.index(asked[0])] if asked[0] in self._views else []
            if asked[1] < len(cards):
                cards[asked[1]].setFocus(Qt.FocusReason.TabFocusReason)
                bring_into_sight(cards[asked[1]])

    @property
    def _views(self) -> list[View]:
        return [column.view for column in self._read]

    def _scrolled(self, value: int) -> None:
        """At the end of what is shown the next ones come by themselves."""
        bar = self.verticalScrollBar()
        if bar.maximum() > 0 and value >= bar.maximum():
            self._show_more(self._read)

    def _show_more(self, columns: Sequence[BoardColumn]) -> bool:
        """Ask for the next cards of these columns; False where none has more to show here."""
        more = [one for one in columns if one.further > 0 and len(one.rows) < MOST]
        if not more or not self.isVisible():
            return False
        self.wanted |= {one.view: min(MOST, len(one.rows) + SHOWN) for one in more}
        self._load_on()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing on the board searches, as it does on the list."""
        if event.text().strip() and event.text().isprintable() and not event.modifiers() & _COMMANDS:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    @property
    def cards(self) -> list[list[DemandCard]]:
        """The cards of each column, from the top."""
        return self._cards

    def take_focus(self) -> None:
        """On the first card there is."""
        first = next((cards[0] for cards in self._cards if cards), None)
        if first is not None:
            first.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _build(self, column: BoardColumn) -> Card:
        holder = Card(gap=8, margins=(10, 10, 10, 10))
        head = HBox(gap=8)
        head.addWidget(Line(self._words(column.view), role="heading"))
        head.addStretch(1)
        head.addWidget(Line(f"{column.count} 件", role="soft"))
        holder.box.addLayout(head)
        place = len(self._cards)
        cards = []
        body = VBox(gap=6)
        for row in column.rows:
            card = DemandCard(row, partial(self._open, row.id))
            card.led_on.connect(partial(self._lead, place, row.id))
            body.addWidget(card)
            cards.append(card)
        holder.box.addLayout(body)
        if not column.rows:
            holder.box.addWidget(Words("现在没有。", role="soft"))
        if column.further > 0:
            holder.box.addWidget(Link(f"还有 {column.further} 件", partial(self._show, column.view)))
        holder.box.addStretch(1)
        self._cards.append(cards)
        return holder

    def _lead(self, place: int, row_id: int, right: int, down: int) -> None:
        """From one card to the next with the arrows; an empty column is passed over."""
        at = next(number for number, card in enumerate(self._cards[place]) if card.row.id == row_id)
        if down:
            wanted, number = place, at + down
        else:
            wanted, number = place + right, at
            while 0 <= wanted < len(self._cards) and not self._cards[wanted]:
                wanted += right
        if not 0 <= wanted < len(self._cards):
            return
        cards = self._cards[wanted]
        if down > 0 and number == len(cards) and self._show_more([self._read[place]]):
            self._lead_to = (self._read[place].view, number)
            return
        if 0 <= number < len(cards) or right:
            target = cards[min(number, len(cards) - 1)]
            target.setFocus(Qt.FocusReason.TabFocusReason)
            bring_into_sight(target)

    def _arrange(self) -> None:
        room = self.viewport().width()
        beside = max(1, min(len(self._columns), (room + px(12)) // (px(COLUMN) + px(12))))
        if beside == self._beside or not self._columns:
            return
        self._beside = beside
        for column in self._columns:  # not takeAt: see widgets/form.py
            self._grid.removeWidget(column)
        for place, column in enumerate(self._columns):
            self._grid.addWidget(column, place // beside, place % beside)
        for column_at in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column_at, 1 if column_at < beside else 0)
