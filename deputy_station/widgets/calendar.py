"""A month to pick a day from: weeks begin on Monday, rest days and 调休 are marked with their word.

`rest_days` is the calendar the station reckons with; the shell puts the station's own into it (`rest_days.use`), until
then the published table speaks.
"""

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from deputy_station.core.clock import WEEKDAYS, weekday_short
from deputy_station.core.typed_day import EARLIEST_YEAR, LATEST_YEAR
from deputy_station.core.workdays import WEEKEND, Workdays
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.style import colour, px, scale, screen_font, set_role

REST, WORK = "休", "班"
WEEKS = 6
FIRST_DAY, LAST_DAY = date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31)


class RestDays:
    """The one calendar of worked days that fields and month pictures ask."""

    def __init__(self) -> None:
        self._workdays: Workdays | None = None

    def use(self, workdays: Workdays) -> None:
        """Reckon with the station's own calendar from now on."""
        self._workdays = workdays

    @property
    def workdays(self) -> Workdays:
        """The calendar in use; the published table is read when it is first asked for."""
        if self._workdays is None:
            self._workdays = Workdays()
        return self._workdays

    def mark(self, day: date) -> str:
        """休 for a rest day other than an ordinary weekend, 班 for a weekend day that is worked, else ""."""
        name, works = self.workdays.rest_name(day), self.workdays.is_workday(day)
        if works:
            return WORK if day.weekday() >= 5 else ""
        return "" if name == WEEKEND else REST

    def name(self, day: date) -> str:
        """国庆节, 周末, 调休上班, "" for an ordinary workday."""
        return self.workdays.rest_name(day)


rest_days = RestDays()


def day_aside(day: date, today: date) -> str:
    """A day as said back while it is typed: 11月20日 周五, with the year where it is another, and why it rests."""
    year = "" if day.year == today.year else f"{day.year}年"
    name = rest_days.name(day)
    return f"{year}{day.month}月{day.day}日 {weekday_short(day)}" + (
        f" {name}" if name and name != WEEKEND else ""
    )


class Month(QWidget):
    """Six weeks around a month, painted; arrows move by day and week, Page keys by month, Enter picks."""

    moved = Signal()
    picked = Signal(object)

    def __init__(self, chosen: date, today: date) -> None:
        super().__init__()
        self.chosen, self._today = chosen, today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()
        scale.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(7 * px(48), px(30) + WEEKS * px(42))

    @property
    def first_shown(self) -> date:
        """The Monday in the first line."""
        first = self.chosen.replace(day=1)
        return first - timedelta(days=first.weekday()) if first > FIRST_DAY else first

    def choose(self, day: date) -> None:
        """Mark a day, in whatever month it is."""
        self.chosen = max(FIRST_DAY, min(day, LAST_DAY))
        self._name()
        self.update()
        self.moved.emit()

    def turn(self, months: int) -> None:
        """So many months on, to the same day or the last of a shorter month."""
        year, month = divmod(self.chosen.year * 12 + self.chosen.month - 1 + months, 12)
        if EARLIEST_YEAR <= year <= LATEST_YEAR:
            last = calendar.monthrange(year, month + 1)[1]
            self.choose(date(year, month + 1, min(self.chosen.day, last)))

    def day_box(self, day: date) -> QRect:
        """Where a shown day is painted."""
        week, place = divmod((day - self.first_shown).days, 7)
        return QRect(place * px(48), px(30) + week * px(42), px(48), px(42))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -7,
            Qt.Key.Key_Down: 7,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.choose(self.chosen + timedelta(days=steps[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            months = 12 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
            self.turn(-months if key == Qt.Key.Key_PageUp else months)
        elif key == Qt.Key.Key_Home:
            self.choose(self._today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        place, week = where.x() // px(48), (where.y() - px(30)) // px(42)
        if where.y() >= px(30) and 0 <= place < 7 and 0 <= week < WEEKS:
            self.choose(self.first_shown + timedelta(days=7 * week + place))
            self.picked.emit(self.chosen)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.turn(-1 if event.angleDelta().y() > 0 else 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(screen_font(13))
        painter.setPen(colour("soft"))
        for place, word in enumerate(WEEKDAYS):
            painter.drawText(
                QRect(place * px(48), 0, px(48), px(30)), int(Qt.AlignmentFlag.AlignCenter), word
            )
        first = self.first_shown
        for place in range(7 * WEEKS):
            self._paint_day(painter, first + timedelta(days=place))
        painter.end()

    def _paint_day(self, painter: QPainter, day: date) -> None:
        box = self.day_box(day).adjusted(px(2), px(1), -px(2), -px(1))
        mark = rest_days.mark(day)
        here = day.month == self.chosen.month
        if day == self.chosen:
            painter.setPen(QPen(colour("red"), 2))
            painter.setBrush(colour("chosen"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(6), px(6))
        rests = not rest_days.workdays.is_workday(day)
        painter.setPen(colour("red" if rests and here else "ink" if here else "soft"))
        painter.setFont(screen_font(15, bold=day in (self._today, self.chosen) and here))
        if not here:
            painter.setOpacity(0.6)
        number = box.adjusted(0, 0, -px(14) if mark else 0, -px(12) if day == self._today else 0)
        painter.drawText(number, int(Qt.AlignmentFlag.AlignCenter), str(day.day))
        painter.setFont(screen_font(11))
        if mark:
            painter.setPen(colour("done" if mark == REST else "soon"))
            corner = QRect(box.right() - px(17), box.top() + px(1), px(16), px(16))
            painter.drawText(corner, int(Qt.AlignmentFlag.AlignCenter), mark)
        if day == self._today:
            painter.setPen(colour("red"))
            below = QRect(box.left(), box.bottom() - px(15), box.width(), px(14))
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), "今天")
        painter.setOpacity(1)

    def _name(self) -> None:
        day = self.chosen
        words = [f"{day.year}年{day.month}月{day.day}日 {weekday_short(day)}"]
        if day == self._today:
            words.append("今天")
        words += [word for word in (rest_days.name(day),) if word]
        if rest_days.workdays.is_provisional(day):
            words.append("暂算")
        self.setAccessibleName("，".join(words))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))


class CalendarPopup(QFrame):
    """The month with what turns it, opened under a field; Esc shuts it without picking."""

    def __init__(
        self, field: QWidget, *, chosen: date | None, today: date, take: Callable[[date], object]
    ) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_role(self, "calendar")
        self.setAccessibleName("日历")
        self._today, self._take = today, take
        self.month = Month(chosen or today, today)
        self._head, self._foot = Line("", role="strong"), Words("", role="small")
        back = Button("‹", lambda: self.month.turn(-1), role="plain", height=34)
        on = Button("›", lambda: self.month.turn(1), role="plain", height=34)
        back.setAccessibleName("上个月")
        on.setAccessibleName("下个月")
        now = Button("今天", lambda: self._pick(today), role="plain", height=34)
        for button in (back, on, now):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = HBox(gap=4)
        head.addWidget(back)
        head.addWidget(self._head)
        head.addWidget(on)
        head.addStretch(1)
        head.addWidget(now)
        box = VBox(self, gap=6, margins=(12, 8, 12, 10))
        box.addLayout(head)
        box.addWidget(self.month)
        box.addWidget(self._foot)
        self.setFocusProxy(self.month)
        self.month.moved.connect(self._describe)
        self.month.picked.connect(self._pick)
        self._describe()

    @property
    def foot(self) -> str:
        """The sentence under the month."""
        return self._foot.text()

    def open_under(self, entry: QWidget) -> None:
        """Show it under an entry, above it where there is no room, inside the screen."""
        self.ensurePolished()
        self.resize(self.sizeHint())
        screen = entry.screen().availableGeometry()
        below = entry.mapToGlobal(QPoint(0, entry.height() + px(2)))
        top = below.y()
        if top + self.height() > screen.bottom():
            top = max(screen.top(), entry.mapToGlobal(QPoint(0, -px(2))).y() - self.height())
        left = max(screen.left(), min(below.x(), screen.right() - self.width()))
        self.move(left, top)
        self.show()
        self.month.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.isVisible():
            self.resize(self.sizeHint())

    def _pick(self, day: date) -> None:
        self.close()
        self._take(day)

    def _describe(self) -> None:
        day = self.month.chosen
        self._head.setText(f"{day.year}年{day.month}月")
        sentence = day_aside(day, self._today)
        if rest_days.workdays.is_provisional(day):
            sentence += f"。{day.year}年的放假安排还没公布，休息日暂算。"
        self._foot.say(sentence)
