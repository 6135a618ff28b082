"""Two schemes beside each other, in words: what it was, what it is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from deputy_station.features.points.service import scheme_listing
from deputy_station.features.points.service.scheme_listing import Compared
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.clipboard_cells import block_to_mime
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import Grid
from deputy_station.widgets.page import Page
from deputy_station.widgets.style import px, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column
from deputy_station.widgets.table_out import Seen, block_of

TABLE_HIGH = 300
"""Height (px at 100 %) of a table in a dialog."""


@dataclass(frozen=True)
class DifferenceRow:
    """One difference as the table shows it."""

    id: int
    where: str
    what: str
    was: str
    now: str


COLUMNS = (
    Column("哪里", "where", chars=9, grow=2),
    Column("什么", "what", chars=5, leaves=1),
    Column("原来", "was", chars=7, grow=2, leaves=2),
    Column("现在", "now", chars=7, grow=2, leaves=0),
)


def rows_of(compared: Compared) -> list[DifferenceRow]:
    """The differences as rows; a thing that is new or gone says so."""
    rows = []
    for number, each in enumerate(compared.differences):
        where = " ".join(part for part in (each.code, each.name) if part) or each.part
        what = each.what if each.what != each.part else ""
        rows.append(DifferenceRow(number, where, what or each.part, each.was, each.now))
    return rows


class CompareDialog(Dialog):
    """Choose two schemes; the table says what differs. `export(seen, name, heading)` writes it as a workbook."""

    def __init__(
        self,
        page: Page,
        choices: list[tuple[str, str]],
        old: str,
        new: str,
        export: Callable[[Seen, str, str], object],
    ) -> None:
        super().__init__(page, "两份办法对比", width=1080)
        self._page, self._keys, self._export = page, [key for key, _words in choices], export
        self.old, self.new = Choice(), Choice()
        head = QWidget()
        grid = Grid(head, across=14, down=4)
        for place, (choice, word, key) in enumerate(((self.old, "原来的", old), (self.new, "现在的", new))):
            choice.addItems([words for _key, words in choices])
            choice.setCurrentIndex(self._keys.index(key) if key in self._keys else 0)
            choice.setAccessibleName(word)
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            choice.activated.connect(lambda _place: self.compare())
            grid.addWidget(Line(word, role="soft"), 2 * place, 0)
            grid.addWidget(choice, 2 * place + 1, 0)
        self.summary = Words("", role="strong")
        self.table = Table(page.work, COLUMNS, today=page.context.clock.today, unit="处")
        self.table.view.setAccessibleName("两份办法的不同")
        self.table.said.connect(page.context.say_done)
        self.table.set_empty("两份办法算出来没有不同。")
        self.table.chosen.connect(self._tell)
        self.whole = Words("按一行，下面看全文。", role="soft")
        for widget in (head, self.summary, self.table, self.whole):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        scale.changed.connect(self._rescale)
        self._rescale()
        self._rows: list[DifferenceRow] = []
        self.action_row.set_actions(
            [
                Action("复制表格", self.copy),
                Action("存成表格", self.save),
                Action("关闭", self.accept, primary=True),
            ]
        )
        self.compare()

    def compare(self) -> None:
        """Ask what differs between the two chosen."""
        self._page.work.ask(
            scheme_listing.compare,
            then=self.show_compared,
            on_refusal=self.refuse,
            owner=self,
            key=(self, "compare"),
            old=self._keys[self.old.currentIndex()],
            new=self._keys[self.new.currentIndex()],
        )

    def show_compared(self, compared: Compared) -> None:
        """Fill the table."""
        self.notice.clear()
        self._rows = rows_of(compared)
        self.summary.say(f"{len(self._rows)} 处不同。" if self._rows else "没有不同。")
        self.whole.say("按一行，下面看全文。" if self._rows else "")
        self.table.show_rows(self._rows)

    def copy(self) -> None:
        """Put the whole table on the clipboard."""
        QApplication.clipboard().setMimeData(block_to_mime(block_of(COLUMNS, self._rows)))
        self._page.context.say_done(f"已复制 {len(self._rows)} 处不同，可以粘贴到表格里")

    def save(self) -> None:
        """Write it as a workbook, from which it can be printed."""
        heading = f"原来：{self.old.currentText()}；现在：{self.new.currentText()}"
        self._export(Seen(COLUMNS, rows=self._rows), "积分办法对比", heading)

    def _tell(self, row: Any) -> None:
        if isinstance(row, DifferenceRow):
            self.whole.say(f"{row.where}　{row.what}\n原来：{row.was}\n现在：{row.now}")

    def _rescale(self) -> None:
        self.table.setFixedHeight(px(TABLE_HIGH))


def open_comparing(page: Page, old: str, new: str, export: Callable[[Seen, str, str], object]) -> None:
    """Read what can be compared, then open the dialog."""
    page.ask(
        scheme_listing.schemes_to_compare,
        then=partial(_open, page, old, new, export),
    )


def _open(
    page: Page,
    old: str,
    new: str,
    export: Callable[[Seen, str, str], object],
    choices: list[tuple[str, str]],
) -> CompareDialog:
    dialog = CompareDialog(page, choices, old, new, export)
    dialog.open()
    return dialog
