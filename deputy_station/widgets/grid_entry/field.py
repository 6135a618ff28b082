"""The grid as a field of a form: what is wrong said under it, undo of what was pasted, rows with mistakes left out.

`value()` is a list of (key, values by column) of the rows that were typed into; saving is refused while a cell is wrong.
"""

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.fields import Field
from deputy_station.widgets.grid_entry.grid import Grid
from deputy_station.widgets.grid_entry.sheet import Pasted, Sheet
from deputy_station.widgets.labels import Short, Words
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.style import px, scale

MOST_LINES, LEAST_LINES = 10, 4
AROUND = 400
"""Height (px at 100 %) of all that stands around the grid in its dialog."""


class GridField(Field):
    """Many rows in one field. `name` is the parameter of the service that takes them."""

    def __init__(
        self, name: str, words: str, sheet: Sheet, *, hint: str = "", required: bool = True, unit: str = "行"
    ) -> None:
        super().__init__(name, "", required=required)
        self._unit, self._words = unit, words
        self.sheet = sheet
        self.grid = Grid(sheet, words)
        self._hold(self.grid)
        self.grid.setAccessibleName(words)
        self._count = Short("", role="soft")
        self._undo = Button("退回一步", self.grid.undo, role="plain", height=34)
        self._undo.setToolTip("退回最后填的一格或贴的一块（Ctrl+Z）")
        self._drop = Button("", self._drop_wrong, role="plain", height=34)
        head = HBox(gap=8)
        head.addWidget(self._count, 1)
        head.addWidget(self._drop)
        head.addWidget(self._undo)
        self._box.insertLayout(0, head)
        self._note = Words("", role="small")
        self._note.hide()
        self._box.addWidget(self._note)
        if hint:
            self._box.addWidget(Words(hint, role="small"))
        self.grid.edited.connect(self._edited)
        self.grid.cell_changed.connect(self._say_cell)
        self.grid.pasted.connect(self._say_pasted)
        self.grid.undone.connect(lambda what: self.tell(f"已退回{what}。"))
        self.grid.went_on.connect(self.went_on)
        self.grid.went_back.connect(self._go_back)
        scale.changed.connect(self._fit)
        self._show_state()
        self._fit()

    @property
    def note(self) -> str:
        """The line under the grid: what became of a pasted block."""
        return self._note.text() if self._note.isVisibleTo(self) else ""

    def value(self) -> list[tuple[Any, dict[str, Any]]]:
        self.grid.commit()
        return self.sheet.values()

    def put(self, value: Any) -> None:
        """Nothing to fill in: the rows come with the sheet."""
        if value:
            raise ValueError("a grid is filled through its sheet")

    def typed(self) -> list[list[Any]]:
        self.grid.commit()
        return self.sheet.typed()

    def put_typed(self, typed: Any) -> None:
        self.sheet.put_typed(typed)
        self.grid.show_again()

    def unreadable(self) -> str:
        self.grid.commit()
        wrong = self.sheet.problems()
        if not wrong:
            return ""
        row, _, sentence = wrong[0]
        first = f"{self.sheet.row_name(row)}：{sentence}"
        return first if len(wrong) == 1 else f"{len(wrong)} 处要改。{first}"

    def problem(self) -> str:
        wrong = self.unreadable()
        if not wrong and self.required and not self.sheet.touched():
            return "还没有填。"
        return wrong

    def say_problem(self, sentence: str) -> None:
        super().say_problem(sentence)
        wrong = self.sheet.problems() if sentence else []
        if wrong:
            self.grid.go(wrong[0][0], wrong[0][1])

    def sizeHint(self) -> QSize:
        return QSize(px(480), super().sizeHint().height())

    def _go_back(self) -> None:
        """To what takes the keyboard before this field."""
        before: QWidget | None = self.grid.previousInFocusChain()
        while before is not None and before is not self.grid:
            takes = bool(before.focusPolicy() & Qt.FocusPolicy.TabFocus) and before.isEnabled()
            if takes and before.isVisible() and not self.isAncestorOf(before):
                before.setFocus(Qt.FocusReason.BacktabFocusReason)
                return
            before = before.previousInFocusChain()

    def _edited(self) -> None:
        self._show_state()
        self._was_edited()

    def _say_cell(self) -> None:
        row, column = self.grid.place
        self._show_cell()
        if 0 <= row < len(self.sheet):
            sentence = self.sheet.problem(row, column)
            if sentence:
                self._say(f"{self.sheet.row_name(row)}：{sentence}", wrong=True)
            elif self.problem_shown:
                self._say("", wrong=False)

    def _show_cell(self) -> None:
        """The open cell is in sight, also where the sheet around the grid scrolls."""
        around: QWidget | None = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None and self.grid.cell is not None and self.grid.cell.hasFocus():
            around.ensureWidgetVisible(self.grid.cell, 0, px(12))

    def _say_pasted(self, outcome: Pasted) -> None:
        self.tell(outcome.sentence)

    def tell(self, sentence: str) -> None:
        """Say something under the grid that refuses nothing."""
        self._note.say(sentence)
        self._note.setVisible(bool(sentence))
        self.updateGeometry()

    def _drop_wrong(self) -> None:
        rows = self.grid.leave_out_wrong()
        self.tell(f"{rows} {self._unit}没有要，按 Ctrl+Z 可以退回。")

    def _show_state(self) -> None:
        touched, wrong = len(self.sheet.touched()), self.sheet.problems()
        rows = {row for row, _, _ in wrong}
        total = "" if self.sheet.free else f"共 {len(self.sheet)} {self._unit}，"
        done = "改了" if self.sheet.began_filled else "已填"
        said = f"{total}{done} {touched} {self._unit}" + (f"，{len(wrong)} 处要改" if wrong else "")
        self._count.say(said)
        self._drop.setText(f"不要有错的 {len(rows)} {self._unit}")
        self._drop.setVisible(bool(rows))
        self._drop.updateGeometry()
        self._undo.setEnabled(self.sheet.can_undo)
        self._fit()

    def _fit(self) -> None:
        """As many lines as there are rows, as far as the window behind leaves room."""
        behind: QWidget | None = self.window().parentWidget() if self.window() is not self else None
        room = (behind.height() if behind is not None else px(760)) - px(AROUND)
        lines = max(LEAST_LINES, min(len(self.sheet), MOST_LINES))
        height = max(self.grid.height_for(3), min(self.grid.height_for(lines), room))
        if height != self.grid.height():
            self.grid.setFixedHeight(height)
            self.updateGeometry()
