"""What there is to say of one row, and its cells to mend."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from deputy_station.documents.import_columns import ImportColumn
from deputy_station.documents.import_preview import PreviewRow, Standing
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.cards import Card
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import Flow, VBox, clear
from deputy_station.widgets.pill import Pill, PillLabel

MOST = 20_000


class RowPanel(Card):
    """`mended(row number, column key, text)` when a cell was rewritten; `toggled(row number)` to leave it out or not."""

    mended = Signal(int, str, str)
    toggled = Signal(int)
    next_wanted = Signal()
    """The next row with something wrong is asked for."""
    saved = Signal()
    """Ctrl+Enter was pressed in a cell."""

    def __init__(self, columns: Sequence[ImportColumn]) -> None:
        super().__init__(gap=8)
        self._columns = {column.key: column for column in columns}
        self._row: PreviewRow | None = None
        self._raw: Mapping[str, str] = {}
        self._keys: tuple[str, ...] = ()
        self._form_of = 0
        self._all = self._low = False
        self.form: Form | None = None
        self._title = Line("", role="heading")
        self._pill = PillLabel()
        self._words = Words("")
        self._hint = Words("改好后按回车，这一行马上重新检查；原来的文件不会动。", role="small")
        self.out_button = Button("", self._toggle)
        self.more_button = Button("改这一行的其他格", self._show_all, role="plain")
        self.next_button = Button("", self.next_wanted.emit)
        head = QWidget()
        row = Flow(head, gap=12)
        for part in (self._title, self._pill, self.next_button, self.out_button, self.more_button):
            row.addWidget(part)
        self._form_box = VBox(gap=0)
        self.box.addWidget(head)
        self.box.addWidget(self._words)
        self.box.addLayout(self._form_box)
        self.box.addWidget(self._hint)
        self.hide()

    @property
    def number(self) -> int | None:
        """The row shown."""
        return None if self._row is None else self._row.number

    @property
    def wrong(self) -> bool:
        """Whether the row shown has an error."""
        return self._row is not None and self._row.standing is Standing.ERROR

    def set_low(self, low: bool) -> None:
        """Leave the hint out and keep the edges narrow where the rows need the room."""
        self._low = low
        self._hint.setVisible(bool(self._keys) and not low)
        self.box.set_spaces(gap=6 if low else 8, margins=(14, 8, 14, 8) if low else (18, 14, 18, 14))

    def show_nothing(self) -> None:
        """No row is chosen."""
        self._row = None
        self.hide()

    def show_row(self, row: PreviewRow, raw: Mapping[str, str], pill: Pill, *, others: int = 0) -> None:
        """Show this row; its fields stay where they are while it is the same row with the same cells to mend.

        `others`: how many other rows have something wrong.
        """
        if self._row is None or row.number != self._row.number:
            self._all = False
        self._row, self._raw = row, raw
        self._title.setText(f"第 {row.number} 行")
        self._pill.show_pill(pill)
        self._words.say("\n".join(row.sentences))
        self._words.setVisible(bool(row.sentences))
        out = row.standing is Standing.OUT
        self.out_button.setText("还是要导入" if out else "这一行不导入")
        self.out_button.setVisible(row.standing not in (Standing.SAME, Standing.ERROR) or out)
        self.next_button.setText(f"下一行有错的（还有 {others} 行）")
        self.next_button.setVisible(others > 0)
        self._lay_out_fields()
        self.show()
        if self.next_button.hasFocus() and row.standing is Standing.ERROR:
            self.focus_first()  # it was rewritten, and is still wrong

    def field(self, key: str) -> LineField:
        """The entry for a cell (for focus and tests)."""
        assert self.form is not None
        field = self.form[key]
        assert isinstance(field, LineField)
        return field

    def focus_first(self) -> None:
        """Put the keyboard into the first cell to mend."""
        if self.form is not None and self._keys:
            # As by Tab: the whole cell is marked, so typing replaces it.
            self.field(self._keys[0]).entry.setFocus(Qt.FocusReason.TabFocusReason)

    def settle(self) -> None:
        """Take over what is typed and not yet left."""
        if self._row is not None and self.form is not None:
            for key in self._keys:
                self._finished(self._row.number, key, self.field(key).entry.text())

    def _wanted_keys(self) -> tuple[str, ...]:
        row = self._row
        if row is None or row.standing is Standing.OUT:
            return ()
        known = tuple(key for key in self._columns if key in self._raw)
        wrong = self._wrong_keys(row)
        if self._all or (row.standing is Standing.ERROR and not wrong):
            return known
        # A cell that is right by now stays in sight as long as its row is: the keyboard is still in it.
        kept = self._keys if self.form is not None and self._form_of == row.number else ()
        return tuple(key for key in known if key in wrong or key in kept)

    def _wrong_keys(self, row: PreviewRow) -> set[str]:
        """The cells that cannot be read, and those a feature's sentence begins with: 性别“难”看不懂."""
        if row.standing is not Standing.ERROR:
            return set()
        named = {
            key
            for key, column in self._columns.items()
            for title in column.titles
            if key in self._raw and any(sentence.startswith(title) for sentence in row.sentences)
        }
        return {*row.bad, *named}

    def _lay_out_fields(self) -> None:
        row = self._row
        assert row is not None
        keys = self._wanted_keys()
        same = self.form is not None and keys == self._keys and self._form_of == row.number
        if not same:
            self.form = (
                None  # first: the entry that goes loses the focus and would tell its text for the new row
            )
            clear(self._form_box)
            self._keys = keys
            self._form_of = row.number
            if keys:
                self.form = Form([LineField(key, self._columns[key].word, most=MOST) for key in keys])
                self.form.saved.connect(self.saved)
                self.form.finished.connect(self._go_on)
                self._form_box.addWidget(self.form)
                for key in keys:
                    entry = self.field(key).entry
                    entry.editingFinished.connect(
                        lambda number=row.number, key=key, entry=entry: self._finished(
                            number, key, entry.text()
                        )
                    )
        wrong = self._wrong_keys(row)
        for key in keys:
            field = self.field(key)
            if not same:
                field.put(self._raw[key])
            field.say_problem("这一格要改。" if key in wrong else "")
        self._hint.setVisible(bool(keys) and not self._low)
        known = sum(key in self._raw for key in self._columns)
        self.more_button.setVisible(row.standing is not Standing.OUT and len(keys) < known)

    def _finished(self, number: int, key: str, text: str) -> None:
        if self.form is None or number != self.number or text == self._raw.get(key, ""):
            return
        self._raw = {**self._raw, key: text}
        self.mended.emit(number, key, text)

    def _go_on(self) -> None:
        """Enter in the last cell: on to the next row to mend, with another Enter."""
        if not self.next_button.isHidden():
            self.next_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_all(self) -> None:
        self._all = True
        self._lay_out_fields()
        self.focus_first()

    def _toggle(self) -> None:
        if self._row is not None:
            self.toggled.emit(self._row.number)
