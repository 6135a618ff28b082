"""Fields for a day and for an hour, typed in the spellings people use."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from deputy_station.core.clock import hour_words
from deputy_station.core.typed_day import Lean, MonthEdge, TypedDay, read_day
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.calendar import CalendarPopup, day_aside
from deputy_station.widgets.dates import read_time
from deputy_station.widgets.fields import Check, LineField

CALENDAR_KEYS = ("F4", "Alt+Down")


class DateField(LineField):
    """A day, typed (1120, 11.20, 今天, 下周三: core.typed_day) or picked from the calendar (F4, Alt+Down).

    What was understood stands in the line while it is typed. `lean` says where a day goes that was typed without
    its year: Lean.PAST for what has happened, Lean.FUTURE for what is planned. With `of_month` a month alone is
    enough (2021.12), as people know a term.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        today: Callable[[], date],
        lean: Lean = Lean.NEAREST,
        of_month: MonthEdge | None = None,
        required: bool = False,
        help: str = "",
        check: Check | None = None,
        warn: Check | None = None,
    ) -> None:
        super().__init__(
            name,
            label,
            required=required,
            placeholder="如 1120、今天、下周三" if of_month is None else "如 2021.12，或 20211220",
            most=20,
            help=help,
            check=check,
            warn=warn,
        )
        self._today, self._lean, self._of_month = today, lean, of_month
        button = Button("日历", self.open_calendar)
        button.setAccessibleName(f"{label}：打开日历")
        button.setToolTip("打开日历（F4）")
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes from field to field; F4 opens it
        self._row.addWidget(button)
        self.entry.textChanged.connect(lambda _text: self._say_back())
        for keys in CALENDAR_KEYS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.open_calendar)

    def value(self) -> date | None:
        return self._read().day

    def put(self, value: Any) -> None:
        self.entry.setText(value.isoformat() if value is not None else "")

    def unreadable(self) -> str:
        return self._read().problem

    def settle(self) -> None:
        day = self.value()
        if day is not None and self.entry.text() != day.isoformat():
            self.entry.setText(day.isoformat())
        super().settle()

    def open_calendar(self) -> CalendarPopup:
        """Show the month of the typed day, or of today."""

        def take(day: date) -> None:
            self.put(day)
            self.settle()
            self._was_edited()
            self.entry.setFocus()

        popup = CalendarPopup(self, chosen=self.value(), today=self._today(), take=take)
        popup.open_under(self.entry)
        return popup

    def _read(self) -> TypedDay:
        return read_day(self.entry.text(), self._today(), self._lean, of_month=self._of_month)

    def _say_back(self) -> None:
        day = self.value()
        self.entry.say_aside("" if day is None else day_aside(day, self._today()))


class TimeField(LineField):
    """An hour, typed (9:00, 900, 9点半)."""

    def __init__(
        self, name: str, label: str, *, required: bool = False, help: str = "", check: Check | None = None
    ) -> None:
        super().__init__(
            name, label, required=required, placeholder="如 9:00", most=12, help=help, check=check
        )

    def value(self) -> time | None:
        return read_time(self.entry.text())

    def put(self, value: Any) -> None:
        self.entry.setText(hour_words(value) if value is not None else "")

    def unreadable(self) -> str:
        if self.entry.text().strip() and self.value() is None:
            return f"看不懂“{self.entry.text().strip()}”是几点，请写成 9:00 这样。"
        return ""

    def settle(self) -> None:
        if self.value() is not None:
            self.put(self.value())
        super().settle()
