"""Step 2: which column of the file is which of ours."""

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from deputy_station.documents.import_columns import ImportKind
from deputy_station.documents.import_file import ImportLook
from deputy_station.documents.import_likeness import FoundBy
from deputy_station.widgets.fields import ChoiceField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox

NOT_THERE = "表里没有"
_SAMPLE = 14
"""Characters of a cell shown beside its column's title."""


class ColumnsStep(QWidget):
    """One list per column of ours, filled with the proposal."""

    changed = Signal()

    def __init__(self, kind: ImportKind) -> None:
        super().__init__()
        self._kind = kind
        self._look: ImportLook | None = None
        self.said = Words("", role="soft")
        self.unused = Words("", role="small")
        self.form = Form(
            [
                ChoiceField(column.key, column.word, [], required=column.required, none=NOT_THERE)
                for column in kind.columns
            ]
        )
        self.form.edited.connect(self._edited)
        box = VBox(self, gap=12)
        for part in (self.said, self.unused, self.form):
            box.addWidget(part)
        box.addStretch(1)

    def show_look(self, look: ImportLook) -> None:
        """Take over what was found in the file."""
        self._look = look
        choices = [(place, _told(look, place)) for place in range(len(look.titles))]
        for column in self._kind.columns:
            field = self.form[column.key]
            if isinstance(field, ChoiceField):
                field.set_choices(choices)
            field.put(look.places.get(column.key))
            field.say_problem("")
        self.said.say(_summary(look))
        self._say_unused()

    def focus_first(self) -> None:
        """Put the keyboard into the first list."""
        next(iter(self.form.fields.values())).setFocus()

    def places(self) -> dict[str, int]:
        """Column key → place in the row, as chosen."""
        values = {column.key: self.form[column.key].value() for column in self._kind.columns}
        return {key: place for key, place in values.items() if place is not None}

    def check(self) -> bool:
        """Every required column is there and none is taken twice; otherwise it is said beside the field."""
        if not self.form.check():
            return False
        taken: dict[int, str] = {}
        titles = {column.key: column.word for column in self._kind.columns}
        for key, place in self.places().items():
            if place in taken:
                self.form.set_problem(
                    key, f"这一列已经给了“{titles[taken[place]]}”，请另选一列，或选“{NOT_THERE}”。"
                )
                return False
            taken[place] = key
        return True

    def _edited(self) -> None:
        self._say_unused()
        self.changed.emit()

    def _say_unused(self) -> None:
        if self._look is None:
            return
        taken = set(self.places().values())
        unused = [title for place, title in enumerate(self._look.titles) if place not in taken]
        self.unused.setVisible(bool(unused))
        self.unused.say(f"没有用上的 {len(unused)} 列：{'、'.join(unused)}。")


def _told(look: ImportLook, place: int) -> str:
    sample = next(iter(look.samples[place]), "")
    short = sample if len(sample) <= _SAMPLE else f"{sample[:_SAMPLE]}…"
    return f"{look.titles[place]}（如：{short}）" if short else f"{look.titles[place]}（空）"


def _summary(look: ImportLook) -> str:
    if not look.places:
        return "没有认出哪一列是什么，请逐个选。"
    counts = Counter(look.found_by.values())
    parts = "，".join(f"{by.value} {counts[by]} 列" for by in FoundBy if counts[by])
    return f"认出了 {len(look.places)} 列：{parts}。请核对，不对的改过来；下次导入同样的表会照这次的对应。"
