"""A form of one column: labels left in soft ink (above when narrow), Enter goes on, Ctrl+Enter saves."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.widgets.fields import Field
from deputy_station.widgets.labels import Line
from deputy_station.widgets.layouts import Grid, HBox
from deputy_station.widgets.reading_order import bring_into_sight
from deputy_station.widgets.style import px, scale

SAVE_KEYS = ("Ctrl+Return", "Ctrl+Enter")
STACK_BELOW = 440
"""Width (px at 100 %) under which labels go above their fields."""


class _Label(QWidget):
    """A field's name, and 必填 beside it."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._box = HBox(self, gap=6)
        self._words = Line(field.label, role="soft")
        self._box.addWidget(self._words)
        if field.required:
            self._box.addWidget(Line("必填", role="must"))
        self._box.addStretch(1)

    def say(self, words: str) -> None:
        """Name the field otherwise."""
        self._words.setText(words)

    def stack(self, stacked: bool) -> None:
        """Stand above the field, or left of it."""
        self._box.set_spaces(gap=6, margins=(0, 0 if stacked else 8, 0, 0))


class Form(QWidget):
    """Fields by name; `saved` on Ctrl+Enter, `edited` on every change, `finished` when Enter left the last one."""

    saved = Signal()
    edited = Signal()
    finished = Signal()

    def __init__(self, fields: Sequence[Field], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = {field.name: field for field in fields}
        self._labels: dict[str, _Label] = {}
        self._stacked: bool | None = None
        self._grid = Grid(self, across=16, down=12)
        self._grid.setColumnStretch(1, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for field in fields:
            self._labels[field.name] = _Label(field)
            field.edited.connect(self.edited)
            field.went_on.connect(lambda field=field: self._go_on(field))
        self._lay_out(stacked=False)
        for keys in SAVE_KEYS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.saved)
        scale.changed.connect(self._fit)

    def __getitem__(self, name: str) -> Field:
        return self.fields[name]

    def values(self) -> dict[str, Any]:
        """What was entered, by field name (fields that are not shown are left out)."""
        return {name: field.value() for name, field in self.fields.items() if not field.isHidden()}

    def put(self, values: Mapping[str, Any]) -> None:
        """Fill the fields named."""
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].put(value)

    def typed(self) -> dict[str, Any]:
        """What stands in every field, as typed, for drafts."""
        return {name: field.typed() for name, field in self.fields.items()}

    def put_typed(self, typed: Mapping[str, Any]) -> list[str]:
        """Put back what `typed()` gave; a field it does not know stays as it is. The labels of fields that could not
        read what was kept: the program was renewed since, and such a draft must not bar the form."""
        unread = []
        for name, kept in typed.items():
            if name in self.fields:
                try:
                    self.fields[name].put_typed(kept)
                except (TypeError, ValueError, LookupError, AttributeError):
                    unread.append(self.fields[name].label)
        return unread

    def check(self) -> bool:
        """Say every mistake beside its field and go to the first; True when there is none."""
        first: Field | None = None
        for field in self.fields.values():
            problem = "" if field.isHidden() else field.problem()
            field.say_problem(problem)
            if problem and first is None:
                first = field
        if first is not None:
            first.setFocus()
            bring_into_sight(first)
        return first is None

    def set_problem(self, name: str, sentence: str) -> None:
        """Say a mistake beside a field."""
        self.fields[name].say_problem(sentence)
        self.fields[name].setFocus()
        bring_into_sight(self.fields[name])

    def show_field(self, name: str, shown: bool) -> None:
        """Show a field only where it makes sense."""
        self.fields[name].setVisible(shown)
        self._labels[name].setVisible(shown)

    def rename_field(self, name: str, label: str) -> None:
        """Call a field otherwise: what it asks for goes by another word where another field was chosen so."""
        self.fields[name].rename(label)
        self._labels[name].say(label)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        stacked = self.width() < px(STACK_BELOW)
        self._lay_out(stacked=stacked)
        labelled = any(field.label for field in self.fields.values())
        self._grid.setColumnMinimumWidth(0, px(96) if labelled and not stacked else 0)

    def _lay_out(self, *, stacked: bool) -> None:
        if stacked == self._stacked:
            return
        self._stacked = stacked
        self._grid.set_spaces(down=6 if stacked else 12)
        # Not takeAt: the item it gives back would live on, and the height that the new one keeps of a field would never
        # be asked for anew, so that a mistake said later squeezed the field.
        for widget in (*self._labels.values(), *self.fields.values()):
            self._grid.removeWidget(widget)
        for place, (name, field) in enumerate(self.fields.items()):
            label = self._labels[name]
            label.stack(stacked)
            if not field.label:  # the words of its own box are enough
                label.hide()
                self._grid.addWidget(field, 2 * place if stacked else place, 0, 1, 2)
            elif stacked:
                self._grid.addWidget(label, 2 * place, 0, 1, 2)
                self._grid.addWidget(field, 2 * place + 1, 0, 1, 2)
            else:
                self._grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(field, place, 1)
        # Tab goes in the order a person speaks, whatever the grid does.
        for before, after in pairwise(self.fields.values()):
            QWidget.setTabOrder(before, after)

    def _go_on(self, field: Field) -> None:
        shown = [one for one in self.fields.values() if not one.isHidden()]
        place = shown.index(field) + 1
        if place < len(shown):
            shown[place].setFocus(Qt.FocusReason.TabFocusReason)
            bring_into_sight(shown[place])
        else:
            self.finished.emit()
