"""Step 1: which file, which sheet, which row is the header."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from deputy_station.core.settings import Settings
from deputy_station.documents.import_columns import ImportKind
from deputy_station.documents.import_file import ImportLook, OpenedFile
from deputy_station.widgets.drop_area import DropArea
from deputy_station.widgets.fields import ChoiceField, LineField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
ORIGIN_CHARS = 60


class FileStep(QWidget):
    """`chosen(path)` for another file; `asked(sheet, header row or None)` for another place in it."""

    chosen = Signal(Path)
    asked = Signal(str, object)

    def __init__(self, settings: Settings, kind: ImportKind) -> None:
        super().__init__()
        self.drop = DropArea(settings, "表格", SUFFIXES, parent=self)
        self.drop.dropped.connect(lambda paths: self.chosen.emit(paths[0]))
        self._file = Words("")
        self._said = Words("", role="soft")
        self.sheet = ChoiceField("sheet", "工作表", [], required=True)
        self.header = ChoiceField(
            "header", "表头在", [], required=True, help="表头是写着列名的那一行，数据从它下面开始。"
        )
        self.origin = LineField(
            "origin",
            kind.asks_origin or "来源",
            most=ORIGIN_CHARS,
            help="两处的表编号相同时才要填，例如“镇信访办”；下次导入同一处的表，填一样的。",
        )
        self.form = Form([self.sheet, self.header, self.origin])
        self.form.show_field("origin", bool(kind.asks_origin))
        self.sheet.edited.connect(self._other_sheet)
        self.header.edited.connect(self._other_header)
        box = VBox(self, gap=12)
        for part in (self.drop, self._file, self.form, self._said):
            box.addWidget(part)
        box.addStretch(1)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No file yet, or one that cannot be read."""
        for part in (self._file, self.form, self._said):
            part.hide()

    def show_reading(self, path: Path) -> None:
        """The file is on its way."""
        self._file.say(f"正在读“{path.name}”……")
        self._file.show()
        self.form.hide()
        self._said.hide()

    def show_look(self, opened: OpenedFile, look: ImportLook) -> None:
        """What was found, to be changed where it is wrong."""
        self._file.say(f"“{opened.path.name}”")
        self.sheet.set_choices([(name, name) for name in opened.filled])
        self.sheet.put(look.sheet)
        self.header.set_choices(list(look.header_choices))
        self.header.put(look.header_row)
        self.form.show_field("sheet", len(opened.filled) > 1)
        self._said.say("\n".join(look.warnings))
        self._file.show()
        self.form.show()
        self._said.setVisible(bool(look.warnings))

    def _other_sheet(self) -> None:
        if self.sheet.value():
            self.asked.emit(self.sheet.value(), None)

    def _other_header(self) -> None:
        if self.sheet.value() and self.header.value():
            self.asked.emit(self.sheet.value(), self.header.value())
