"""What to do next, in order: a line for each step with its button, ticked when done; put away when not wanted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.cards import Card
from deputy_station.widgets.labels import Line, Short, Words
from deputy_station.widgets.layouts import Grid, HBox, clear


@dataclass(frozen=True)
class Step:
    """One step: what it is good for, the verb that does it, whether it is done."""

    words: str
    verb: str
    do: Callable[[], object]
    done: bool


class StepsCard(Card):
    """The steps; hidden while there is none to show. `put_away` is called when the person does not want them."""

    def __init__(self, title: str, put_away: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(gap=8, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        head = HBox(gap=12)
        head.addWidget(Short(title, role="heading"), 1)
        self.away = Button("收起来", put_away, role="plain", height=28)
        head.addWidget(self.away)
        self.box.addLayout(head)
        self._lines = Grid(across=10, down=6)
        self._lines.setColumnStretch(1, 1)
        self.box.addLayout(self._lines)
        self.buttons: dict[str, Button] = {}
        self.hide()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps; when all are done, or none is given, there is nothing to show."""
        clear(self._lines)
        self.buttons = {}
        for number, step in enumerate(steps, start=1):
            self._add_line(number, step)
        self.setVisible(not all(step.done for step in steps))

    def _add_line(self, number: int, step: Step) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        mark = Line("✓" if step.done else f"{number}.", role="done" if step.done else "soft")
        self._lines.addWidget(mark, number, 0, middle)
        self._lines.addWidget(Words(step.words, role="soft" if step.done else ""), number, 1, middle)
        if step.done:
            self._lines.addWidget(Line("做好了", role="done"), number, 2, middle)
            return
        button = Button(step.verb, step.do)
        button.setSizePolicy(
            QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed
        )  # all as wide as the widest
        self.buttons[step.verb] = button
        self._lines.addWidget(button, number, 2, middle)
