"""The text of a scheme as a field of a form: numbers and names in a grid, or the text itself, checked while one types.

Both ways change the same text. The grid writes a value at its very place, so comments and order stay; what is typed in
the text is checked on the worker a moment after the last key, and each mistake leads to its line.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from deputy_station.core.paths import resources_folder
from deputy_station.features.points.page.scheme_text_edit import SchemeTextEdit
from deputy_station.features.points.rules.checking import SchemeCheck
from deputy_station.features.points.rules.scheme_numbers import (
    NumberPlace,
    TextUnreadable,
    number_places,
    put_values,
)
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.dialogs import tell
from deputy_station.widgets.fields import Field
from deputy_station.widgets.grid_entry.columns import given_column, words_column
from deputy_station.widgets.grid_entry.field import GridField
from deputy_station.widgets.grid_entry.sheet import GridRow, Sheet
from deputy_station.widgets.labels import Line, Link, Words
from deputy_station.widgets.layouts import Flow, VBox, clear
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.style import px, scale

CHECK_AFTER_MS = 350
MOST_SAID = 40
"""So many mistakes are listed; who has more mends these first."""
EVERYTHING = "全部"
AROUND = 400
"""Height (px at 100 %) of all that stands around the text in its dialog."""
CheckText = Callable[[str, Callable[[SchemeCheck], object]], object]
"""Has a text checked in the background and hands back what came of it."""


class NumberSheet(Sheet):
    """The numbers and names of a text, each checked for what it is."""

    def __init__(self, places: tuple[NumberPlace, ...]) -> None:
        self._by_path = {place.path: place for place in places}
        columns = [
            given_column("where", "哪一项", chars=10, grow=2),
            given_column("what", "什么", chars=10, grow=2),
            words_column("value", "现在写的", chars=10, grow=2),
        ]
        rows = [
            GridRow(place.path, {"where": place.where, "what": place.what, "value": place.text})
            for place in places
        ]
        super().__init__(columns, rows, free=False)

    def problem(self, row: int, column: int) -> str:
        if column != 2 or not self.is_touched(row):
            return ""
        return self._by_path[self.key(row)].problem(self.text(row, column))


class SchemeField(Field):
    """`check(text, then)` is asked after each pause. The value is the text as it stands, mistakes and all."""

    def __init__(self, name: str, check: CheckText) -> None:
        super().__init__(name, "")
        self._check_text = check
        self._base = ""
        self._putting = False
        self.entry = SchemeTextEdit("办法原文")
        self.numbers = Button("改数字", role="chip")
        self.text = Button("原文", role="chip")
        ways = QButtonGroup(self)
        for button in (self.numbers, self.text):
            button.setCheckable(True)
            ways.addButton(button)
        self.how = Button("写法", self.show_how, role="plain")
        self.part = Choice()
        self.part.setAccessibleName("只看哪一部分")
        self._sheet_box = VBox(gap=0)
        self.sheet: GridField | None = None
        self._hold(self.entry)
        head = QWidget()
        flow = Flow(head)
        for widget in (self.numbers, self.text, self.part, self.how):
            flow.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        head.setSizePolicy(policy)
        self._box.insertWidget(0, head)
        self._box.insertLayout(1, self._sheet_box)
        self._hint = Words("", role="small")
        self._box.addWidget(self._hint)
        self._said = Line("", role="strong")
        self._found = Scroll(gap=2)
        self._found.setAccessibleName("不对的地方")
        self._box.addWidget(self._said)
        self._box.addWidget(self._found)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(CHECK_AFTER_MS)
        self._pause.timeout.connect(self.check_now)
        self.entry.textChanged.connect(self._text_changed)
        self.numbers.clicked.connect(lambda _on: self.show_numbers())
        self.text.clicked.connect(lambda _on: self.show_text())
        self.part.activated.connect(lambda _place: self._another_part())
        scale.changed.connect(self._fit)
        self.check: SchemeCheck | None = None
        self.show_text(focus=False)

    # ------------------------------------------------------------------ as a field

    def value(self) -> str:
        self._commit()
        return self.entry.toPlainText()

    def put(self, value: Any) -> None:
        self.entry.setPlainText(str(value or ""))
        self.show_numbers(quietly=True)
        self.check_now()

    def typed(self) -> Any:
        return self.entry.toPlainText()

    def put_typed(self, typed: Any) -> None:
        self.put(typed)

    def unreadable(self) -> str:
        return self.sheet.unreadable() if self.sheet is not None else ""

    # ------------------------------------------------------------------ the two ways

    def show_numbers(self, *, quietly: bool = False) -> None:
        """Numbers and names in a grid; where the text cannot be read, say so and stay with the text."""
        self._commit()
        self._base = self.entry.toPlainText()
        try:
            places = number_places(self._base)
        except TextUnreadable as refusal:
            self.show_text(focus=not quietly)
            if not quietly:
                self.say_problem(str(refusal))
            return
        self.say_problem("")
        self._offer_parts(places)
        chosen = self.part.currentText()
        shown = tuple(place for place in places if chosen in (EVERYTHING, place.part))
        clear(self._sheet_box)
        self.sheet = GridField("numbers", "数字和名称", NumberSheet(shown), required=False, unit="处")
        self.sheet.edited.connect(self._numbers_changed)
        self._sheet_box.addWidget(self.sheet)
        self._show(numbers=True)
        if not quietly:
            self.sheet.grid.setFocus()

    def show_text(self, *, focus: bool = True) -> None:
        """The text itself."""
        self._commit()
        clear(self._sheet_box)
        self.sheet = None
        self._show(numbers=False)
        if focus:
            self.entry.setFocus()

    def _show(self, *, numbers: bool) -> None:
        self.numbers.setChecked(numbers)
        self.text.setChecked(not numbers)
        self.part.setVisible(numbers)
        self.how.setVisible(not numbers)
        self.entry.setVisible(not numbers)
        self._hint.say(
            "改右边一格就行，别处一个字也不动。表里没有的、要加一项或去掉一项，请点“原文”。"
            if numbers
            else "每一样怎么写，点“写法”看例子。改错了按 Ctrl+Z 退回一步。"
        )
        self._fit()

    def _offer_parts(self, places: tuple[NumberPlace, ...]) -> None:
        words = [EVERYTHING, *dict.fromkeys(place.part for place in places)]
        if words != [self.part.itemText(place) for place in range(self.part.count())]:
            present = self.part.currentText()
            self.part.clear()
            self.part.addItems(words)
            self.part.setCurrentIndex(max(0, self.part.findText(present)))

    def _another_part(self) -> None:
        """Show the chosen part; the keyboard stays on the choice, where the next press goes on."""
        self.show_numbers(quietly=True)
        self.part.setFocus()

    def _commit(self) -> None:
        """What stands in the open cell goes into the text."""
        if self.sheet is not None:
            self.sheet.grid.commit()

    def _numbers_changed(self) -> None:
        if self.sheet is None:
            return
        typed = {key: str(values["value"] or "") for key, values in self.sheet.sheet.values()}
        self._putting = True
        self.entry.replace_text(put_values(self._base, typed))
        self._putting = False
        self._changed()

    def _text_changed(self) -> None:
        if not self._putting:
            self._changed()

    def _changed(self) -> None:
        self._pause.start()
        self._was_edited()

    def show_how(self) -> None:
        """How a scheme is written, by example."""
        guide = (resources_folder() / "schemes" / "README.md").read_text(encoding="utf-8")
        tell(self, "积分办法的写法", "照着例子把数字和词换成自己的。", details=guide)

    def show_when_open(self) -> None:
        """Take the room that the dialog leaves, now that it stands before its window."""
        self._fit()
        if self.sheet is not None:
            self.sheet.grid.setFocus()

    # ------------------------------------------------------------------ checking

    def check_now(self) -> None:
        """Have the text checked without waiting for a pause."""
        self._pause.stop()
        self._check_text(self.entry.toPlainText(), self.show_check)

    def show_check(self, check: SchemeCheck) -> None:
        """List the mistakes and doubts, each leading to its line."""
        self.check = check
        clear(self._found.box)
        told = [("不对", each) for each in check.mistakes] + [("提醒", each) for each in check.warnings]
        if check.mistakes:
            self._said.setText(f"有 {len(check.mistakes)} 处不对，改好才能采用；可以先存着。")
        elif check.warnings:
            self._said.setText(f"没有不对的。有 {len(check.warnings)} 处提醒，请看一眼。")
        else:
            self._said.setText("没有不对的，可以采用。")
        for word, mistake in told[:MOST_SAID]:
            go = Link(f"{word}：{mistake.words}", partial(self.go_to_line, mistake.line))
            self._found.box.addWidget(go)
        if len(told) > MOST_SAID:
            self._found.box.addWidget(Words(f"还有 {len(told) - MOST_SAID} 处，先改这些。", role="small"))
        self._found.box.addStretch(1)
        self._found.setVisible(bool(told))
        self.entry.mark_lines(frozenset(each.line for each in check.mistakes if each.line))
        self._fit()

    def go_to_line(self, line: int) -> None:
        """Open the text at a line."""
        if self.sheet is not None:
            self.show_text()
        self.entry.go_to_line(line)

    def _fit(self) -> None:
        behind: QWidget | None = self.window().parentWidget() if self.window() is not self else None
        room = (behind.height() if behind is not None else px(760)) - px(AROUND)
        self.entry.setFixedHeight(max(px(170), min(room, px(560))))
        self._found.setFixedHeight(px(96))
        self.updateGeometry()
