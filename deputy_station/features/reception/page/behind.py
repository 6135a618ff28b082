"""Who is behind: deputies with fewer receptions in the year than they owe, as many as asked for."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from deputy_station.features.deputies.rules import Level
from deputy_station.features.reception.page.planning import level_choices
from deputy_station.features.reception.service.turns import BehindRow, who_is_behind
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import ChoiceField, NumberField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.style import px, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column, Kind

MOST_OWED = 99
READ_AFTER_MS = 250


class BehindDialog(Dialog):
    """The deputies short of `least` receptions in `year`; pressing a row opens the deputy."""

    def __init__(self, parent: QWidget, context: PageContext, *, year: int, least: int) -> None:
        super().__init__(parent, f"{year}年谁还差接待", width=820)
        self._context, self._year = context, year
        self.form = Form(
            [
                NumberField("least", "每人至少", required=True, least=1, largest=MOST_OWED, unit="次"),
                ChoiceField("level", "哪一级", level_choices(), none="各级代表"),
            ]
        )
        self.form.put({"least": least})
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(READ_AFTER_MS)
        self._pause.timeout.connect(self.read)
        self.form.edited.connect(lambda: self._pause.start())
        self.summary = Words("", role="soft")
        self.table = Table(
            context.work, _columns(), today=context.clock.today, row_id=lambda row: row.deputy_id, unit="人"
        )
        self.table.view.setAccessibleName("还差接待的代表")
        self.table.set_empty("没有人差，都接待够了或已经排够了。")
        self.table.opened.connect(self._open_deputy)
        self.body.addWidget(self.form)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.table, 1)
        self.action_row.set_actions([Action("关闭", self.accept, primary=True)])
        scale.changed.connect(self._rescale)
        self._rescale()
        self.read()

    def read(self) -> None:
        """Ask again with what stands in the form."""
        self._pause.stop()
        if any(field.problem() for field in self.form.fields.values()):
            return
        values = self.form.values()
        level: Level | None = values["level"]
        self._context.work.ask(
            who_is_behind,
            then=self.show_rows,
            on_refusal=self.refuse,
            owner=self,
            key=(self, "rows"),
            year=self._year,
            least=values["least"],
            levels=() if level is None else (level,),
        )

    def show_rows(self, rows: list[BehindRow]) -> None:
        """Show who is behind as it is now."""
        self.table.show_rows(rows)
        turns = sum(row.missing for row in rows)
        self.summary.say(f"还差的 {len(rows)} 人，一共差 {turns} 次；排代表时他们在最前面。" if rows else "")

    def _open_deputy(self, row: BehindRow) -> None:
        self.accept()
        self._context.go("deputies", id=row.deputy_id)

    def _rescale(self) -> None:
        self.table.setMinimumHeight(px(280))


def _columns() -> list[Column]:
    return [
        Column("姓名", lambda row: row.name, chars=6, grow=1),
        Column("层级", lambda row: row.levels, chars=4, leaves=2),
        Column("小组", lambda row: row.group, chars=7, leaves=1, grow=1),
        Column("已接待", lambda row: str(row.came), chars=3, kind=Kind.NUMBER),
        Column("已排", lambda row: str(row.coming), chars=3, kind=Kind.NUMBER),
        Column("还差", lambda row: str(row.missing), chars=3, kind=Kind.NUMBER),
    ]
