"""A list that the page opens above itself: a sentence, a table, what can be done with the chosen row and with all."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column


class Board(Dialog):
    """Every action leaves the list first: what it opens stands on the page, and the list is opened again by it.

    One action may be primary, what is to be done next with the row; where none is, closing is.
    """

    def __init__(
        self,
        parent: QWidget,
        context: PageContext,
        title: str,
        sentence: str,
        columns: Sequence[Column],
        rows: Sequence[Any],
        *,
        row_id: Callable[[Any], Any],
        empty: str,
        unit: str = "人",
        actions: Sequence[Action] = (),
        row_actions: Callable[[Any], Sequence[Action]] = lambda _row: (),
        told: Callable[[Any], str] | None = None,
        chosen: Any = None,
    ) -> None:
        """`chosen` is the id of the row worked on last; without it, or where it is gone, the first is chosen."""
        super().__init__(parent, title, width=1000)
        self._actions, self._row_actions, self._told = actions, row_actions, told
        self._empty = not rows
        self.body.addWidget(Words(sentence, role="soft"))
        self.table = Table(
            context.work, columns, today=context.clock.today, row_id=row_id, unit=unit, multiple=False
        )
        self.table.view.setAccessibleName(title)
        self.table.set_empty(empty)
        self.add_list(self.table)
        self._words = Words("")
        self._words.setVisible(told is not None)
        self.body.addWidget(self._words)
        self.table.chosen.connect(self._row_chosen)
        self.table.typed.connect(self.table.look_up)
        self.table.opened.connect(self._do_next)
        self._row_chosen(None)
        self.table.show_rows(rows)
        if any(row_id(row) == chosen for row in rows):
            self.table.choose(chosen)
            self._row_chosen(self.table.row)
        elif rows:
            self.table.choose_first()

    def open(self) -> None:
        super().open()
        self.table.show_chosen()  # how many rows are in sight is known only now

    def _row_chosen(self, row: Any) -> None:
        for_row = () if row is None else self._row_actions(row)
        leaving = [replace(each, do=partial(self._leave, each.do)) for each in (*for_row, *self._actions)]
        close = Action("关闭", self.accept)
        if self._empty and leaving:  # an empty list has one thing to do: begin it
            leaving[0] = replace(leaving[0], primary=True)
        first = [each for each in leaving if each.primary]
        if first:
            self.action_row.set_actions([close, *(each for each in leaving if not each.primary), *first])
        else:
            self.action_row.set_actions([*leaving, replace(close, primary=True)])
        if self._told is not None:
            self._words.setText("" if row is None else self._told(row))

    def _do_next(self, row: Any) -> None:
        """Enter or a double click on a row: what is to be done with it next."""
        for each in self._row_actions(row):
            if each.primary:
                self._leave(each.do)
                return

    def _leave(self, do: Callable[[], object]) -> None:
        self.accept()
        do()
