"""The line below a table while several rows are chosen: how many, and what can be done with all of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.labels import Short
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.style import set_role

if TYPE_CHECKING:
    from deputy_station.widgets.table import Table


class SelectedLine(QWidget):
    """“已选 3 件” with the actions for them; hidden while at most one row is chosen."""

    def __init__(self, table: "Table") -> None:
        super().__init__(table)
        self._table = table
        self.words = Short("", keeps=110)
        self.words.setAccessibleName("已选的行")
        self.action_row = ActionRow(parent=self)
        self.action_row.focus_lost.connect(table.view.setFocus)
        set_role(self, "selected-line")
        box = HBox(self, gap=10, margins=(14, 6, 8, 0))
        box.addWidget(self.words, 1)
        box.addWidget(self.action_row, 3)
        self.hide()

    def show_chosen(self, count: int, cut: bool, actions: Sequence[Action]) -> None:
        """Show how many rows are chosen and what can be done with them."""
        if count < 2:
            self.hide()
            return
        unit = self._table.unit
        words = f"一次最多选 {count} {unit}" if cut else f"已选 {count} {unit}"
        self.words.say(words)
        self.words.setAccessibleName(words)
        self.action_row.set_actions(
            [*actions, Action("复制", self._table.copy), *self._export(), Action("取消选择", self._let_go)]
        )
        self.show()

    def _export(self) -> list[Action]:
        if self._table.export is None:
            return []
        return [Action("导出所选", self._table.export_chosen)]

    def _let_go(self) -> None:
        self._table.choice.let_go()
        self._table.view.setFocus()
