"""A field for a file or a folder, typed or chosen."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QFileDialog

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.fields import LineField


class FileField(LineField):
    """A file to read, typed or chosen; `kinds` as in "表格 (*.xlsx *.xls *.ods)". Folders with `folder`."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        required: bool = False,
        kinds: str = "",
        folder: bool = False,
        help: str = "",
    ) -> None:
        super().__init__(name, label, required=required, most=4000, help=help)
        self._kinds, self._folder = kinds, folder
        self._row.addWidget(Button("选择", self._choose))

    def value(self) -> Path | None:
        text = self.entry.text().strip().strip('"')
        return Path(text) if text else None

    def put(self, value: Any) -> None:
        self.entry.setText("" if value is None else str(value))

    def unreadable(self) -> str:
        path = self.value()
        if path is None:
            return ""
        there = path.is_dir() if self._folder else path.is_file()
        return "" if there else f"找不到“{path}”，请重新选择。"

    def _choose(self) -> None:
        start = str(self.value() or "")
        parent = QApplication.activeWindow() or self
        if self._folder:
            chosen = QFileDialog.getExistingDirectory(parent, self.label, start)
        else:
            chosen, _ = QFileDialog.getOpenFileName(parent, self.label, start, self._kinds)
        if chosen:
            self.put(chosen)
            self.settle()
            self._was_edited()
