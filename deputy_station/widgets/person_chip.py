"""A person to press: the name, a quiet word behind it, and what pressing opens."""

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.widgets.buttons import Button

CHIP_HEIGHT = 36


class PersonChip(Button):
    """“林秀英 · 第一小组”; pressing it opens the person."""

    def __init__(
        self, name: str, under: str, do: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            f"{name} · {under}" if under else name, do, role="chip", height=CHIP_HEIGHT, parent=parent
        )
        self.setAccessibleName(f"{name} {under}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
