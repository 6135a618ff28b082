"""A reason: typed, or one of the usual ones taken with one press."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.layouts import Flow


class ReasonField(LineField):
    """One line; the usual reasons stand under it as chips and fill it."""

    def __init__(
        self, name: str, label: str, usual: Sequence[str], *, required: bool = True, help: str = ""
    ) -> None:
        super().__init__(name, label, required=required, most=200, help=help)
        holder = QWidget()
        flow = Flow(holder, gap=6)
        for words in usual:
            chip = Button(words, role="chip", height=34)
            chip.clicked.connect(partial(self._take, words))
            flow.addWidget(chip)
        policy = holder.sizePolicy()
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self.add_below(holder)

    def _take(self, words: str, _checked: bool = False) -> None:
        self.put(words)
        self.say_problem("")
        self.edited.emit()
        self.entry.setFocus()
