"""Fields for a day and for an hour, typed in the spellings people use."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtWidgets import QCalendarWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.dates import read_day, read_time
from deputy_station.widgets.fields import Check, LineField
from deputy_station.widgets.style import px


class DateField(LineField):
    """A day, typed (2026-11-20, 11-20, 11月20日, 今天) or picked from the calendar."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        today: Callable[[], date],
        required: bool = False,
        help: str = "",
        check: Check | None = None,
    ) -> None:
        super().__init__(
            name, label, required=required, placeholder="如 2026-11-20", most=20, help=help, check=check
        )
        self._today = today
        self._row.addWidget(Button("日历", self._pick))

    def value(self) -> date | None:
        return read_day(self.entry.text(), self._today())

    def put(self, value: Any) -> None:
        self.entry.setText(value.isoformat() if value is not None else "")

    def unreadable(self) -> str:
        if self.entry.text().strip() and self.value() is None:
            return f"看不懂“{self.entry.text().strip()}”是哪一天，请写成 2026-11-20 这样。"
        return ""

    def settle(self) -> None:
        day = self.value()
        if day is not None:
            self.entry.setText(day.isoformat())
        super().settle()

    def _pick(self) -> None:
        calendar = QCalendarWidget(self)
        calendar.setWindowFlag(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        day = self.value() or self._today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))

        def take(picked: QDate) -> None:
            self.put(date(picked.year(), picked.month(), picked.day()))
            calendar.close()
            self.settle()
            self._was_edited()
            self.entry.setFocus()

        calendar.clicked.connect(take)
        calendar.activated.connect(take)
        calendar.resize(px(340), px(280))
        calendar.move(self.entry.mapToGlobal(QPoint(0, self.entry.height() + px(2))))
        calendar.show()


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
        self.entry.setText(f"{value.hour}:{value.minute:02}" if value is not None else "")

    def unreadable(self) -> str:
        if self.entry.text().strip() and self.value() is None:
            return f"看不懂“{self.entry.text().strip()}”是几点，请写成 9:00 这样。"
        return ""

    def settle(self) -> None:
        if self.value() is not None:
            self.put(self.value())
        super().settle()
