"""试算: who would have another total or grade by this scheme, and why, before anybody adopts it. Nothing is written."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from deputy_station.features.points.page.scheme_comparing import TABLE_HIGH
from deputy_station.features.points.page.switch_fields import read_answers, switch_fields, switch_values
from deputy_station.features.points.rules.numbers import Figure, points_words, two_decimals
from deputy_station.features.points.rules.score import ItemScore, Score
from deputy_station.features.points.service.what_if import UNDECIDED, WhatIf, WhatIfRow, what_if
from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.choice import CheckBox, Choice
from deputy_station.widgets.clipboard_cells import block_to_mime
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Line, Rule, Words
from deputy_station.widgets.layouts import Flow, Grid, VBox
from deputy_station.widgets.page import Page
from deputy_station.widgets.style import px, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column, Kind
from deputy_station.widgets.table_out import Seen, block_of


def _figure(score: Score | None) -> Figure | None:
    return None if score is None else Figure(score.total, score.shown)


def _more(row: WhatIfRow) -> Figure | None:
    if row.before is None or row.after is None:
        return None
    more = row.after.total - row.before.total
    return Figure(more, f"+{two_decimals(more)}" if more > 0 else two_decimals(more))


def _grade(score: Score | None) -> str:
    return "" if score is None else score.grade or UNDECIDED


def _why(row: WhatIfRow) -> str:
    return "；".join(row.change.why) if row.change is not None else ""


COLUMNS = (
    Column("姓名", "name", chars=4, grow=1),
    Column("小组", "group", chars=6, leaves=4),
    Column("原总分", lambda row: _figure(row.before), chars=3, kind=Kind.NUMBER, leaves=2),
    Column("试算", lambda row: _figure(row.after), chars=3, kind=Kind.NUMBER),
    Column("增减", _more, chars=3, kind=Kind.NUMBER, leaves=1),
    Column("原等次", lambda row: _grade(row.before), chars=3, leaves=0),
    Column("试算等次", lambda row: _grade(row.after), chars=4, leaves=0),
    Column("为什么", _why, chars=8, grow=3, leaves=3),
)


class WhatIfDialog(Dialog):
    """Choose a period and the answers; the table says who changes. `years` are those it can be tried on."""

    def __init__(
        self,
        page: Page,
        key: str,
        name: str,
        years: list[int],
        export: Callable[[Seen, str, str], object],
    ) -> None:
        super().__init__(page, f"试算：{name}", width=1100)
        self._page, self._key, self._export, self._years = page, key, export, years
        self.outcome: WhatIf | None = None
        self._form: Form | None = None
        self._periods: list[str] = []
        self.body.addWidget(Words("只是算给您看，什么也不改。按一个人，看逐项的两个算式。", role="soft"))
        self.years, self.periods = Choice(), Choice()
        self.years.addItems([f"{year}年" for year in years])
        self.years.setAccessibleName("年度")
        self.periods.setAccessibleName("期间")
        self.only_grade = CheckBox("只看等次变的")
        self.switches = Button("口径", self.open_switches)
        self.switches.setCheckable(True)
        head = QWidget()
        flow = Flow(head)
        for widget in (self.years, self.periods, self.switches, self.only_grade):
            flow.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        head.setSizePolicy(policy)
        self.years.activated.connect(lambda _place: self._other_year())
        self.periods.activated.connect(lambda _place: self.try_it())
        self.only_grade.toggled.connect(lambda _on: self._narrow())
        self._switch_box = VBox(gap=6)
        self.summary = Words("正在试算。", role="heading")
        self.notes = Words("", role="warning")
        self.grades = Words("")
        self.table = Table(page.work, COLUMNS, today=page.context.clock.today, unit="人")
        self.table.view.setAccessibleName("谁的总分和等次会变")
        self.table.said.connect(page.context.say_done)
        self.table.set_empty("没有人变。")
        self.table.opened.connect(self._open_row)
        self.table.view.clicked.connect(lambda index: self._open_row(self.table.model.row_at(index.row())))
        self.body.addWidget(head)
        self.body.addLayout(self._switch_box)
        for part in (self.summary, self.grades, self.notes, self.table):
            self.body.addWidget(part)
        self.notes.hide()
        self.body.addStretch(1)
        self.action_row.set_actions(
            [
                Action("复制表格", self.copy),
                Action("存成表格", self.save),
                Action("关闭", self.accept, primary=True),
            ]
        )
        scale.changed.connect(self._rescale)
        self._rescale()
        self.try_it()

    @property
    def year(self) -> int:
        """The year it is tried on."""
        return self._years[self.years.currentIndex()]

    def try_it(self) -> None:
        """Score the period chosen under both."""
        place = self.periods.currentIndex()
        self._page.work.ask(
            what_if,
            then=self.show_result,
            on_refusal=self._refused,
            owner=self,
            key=(self, "what_if"),
            year=self.year,
            period=self._periods[place] if 0 <= place < len(self._periods) else "",
            answers=read_answers(self._form) if self._form is not None else None,
            scheme=self._key,
        )

    def _refused(self, sentence: str) -> None:
        self.summary.say("没有算成。")
        self.refuse(sentence)

    def _other_year(self) -> None:
        self._periods = []
        self.periods.clear()
        self.try_it()

    def show_result(self, result: WhatIf) -> None:
        """Show who changes."""
        self.notice.clear()
        self.outcome = result
        self._periods = [period.key for period in result.periods]
        self.periods.clear()
        self.periods.addItems([period.name for period in result.periods])
        self.periods.setCurrentIndex(self._periods.index(result.period.key))
        self.periods.setVisible(len(self._periods) > 1)
        self.switches.setVisible(bool(result.tried.switches))
        self.only_grade.setEnabled(result.comparable)
        self.summary.say(result.words)
        self.notes.say("\n".join(result.notes))
        self.notes.setVisible(bool(result.notes))
        self._show_grades(result)
        self._narrow()
        self.fit()

    def _show_grades(self, outcome: WhatIf) -> None:
        """How many hold each grade under either."""
        if outcome.comparable:
            told = [f"{name} {before} → {after}" for name, before, after in outcome.grades]
            head = "各等次人数（现在 → 试算）"
        else:
            told = [f"{name} {after}" for name, _before, after in outcome.grades]
            head = "各等次有几个"
        self.grades.say(f"{head}：{'，'.join(told)}。")
        self.grades.setVisible(bool(told))

    @property
    def rows(self) -> list[WhatIfRow]:
        """Those the table shows."""
        if self.outcome is None:
            return []
        only = self.only_grade.isChecked() and self.outcome.comparable
        return [row for row in self.outcome.rows if row.grade_changes or not only]

    def _narrow(self) -> None:
        self.table.show_rows(self.rows)

    def open_switches(self) -> None:
        """Show or hide how the scheme's questions are answered in this trial."""
        if self.outcome is None:
            return
        if self._form is None:
            form = Form(switch_fields(self.outcome.tried.switches))
            form.put(switch_values(self.outcome.tried.switches))
            form.edited.connect(self.try_it)
            self._form = form
            self._switch_box.addWidget(form)
        else:
            self._form.setVisible(not self._form.isVisibleTo(self))
        self.fit()

    def _open_row(self, row: Any) -> None:
        if isinstance(row, WhatIfRow):
            open_person(self, row)

    def copy(self) -> None:
        """Put the table on the clipboard."""
        QApplication.clipboard().setMimeData(block_to_mime(block_of(COLUMNS, self.rows)))
        self._page.context.say_done(f"已复制 {len(self.rows)} 行，可以粘贴到表格里")

    def save(self) -> None:
        """Write the table as a workbook."""
        if self.outcome is not None:
            name = f"{self.outcome.tried.name} 试算 {self.outcome.period.name}"
            self._export(Seen(COLUMNS, rows=self.rows), name, f"{name}：{self.outcome.words}")

    def _rescale(self) -> None:
        self.table.setFixedHeight(px(TABLE_HIGH))


def open_person(parent: QWidget, row: WhatIfRow) -> Dialog:
    """A person's items under both schemes with both sums: those that change first."""
    dialog = Dialog(parent, f"{row.name}：试算", width=900)
    if row.change is not None:
        dialog.body.addWidget(Words(row.change.words, role="strong"))
    was = {} if row.before is None else {each.item.code: each for each in row.before.items}
    now = {} if row.after is None else {each.item.code: each for each in row.after.items}
    codes = list(dict.fromkeys([*now, *was]))
    changed = [code for code in codes if _points(was.get(code)) != _points(now.get(code))]
    for heading, part in (("变了的", changed), ("没有变的", [code for code in codes if code not in changed])):
        if part:
            dialog.body.addWidget(Line(f"{heading}　{len(part)} 项", role="heading"))
            dialog.body.addWidget(Rule())
            dialog.body.addWidget(_items([(code, was.get(code), now.get(code)) for code in part]))
    for when, score in (("现在", row.before), ("试算", row.after)):
        if score is not None and score.remark:
            dialog.body.addWidget(Words(f"{when}：{score.remark}", role="small"))
    dialog.body.addStretch(1)
    dialog.action_row.set_actions([Action("关闭", dialog.accept, primary=True)])
    dialog.open()
    return dialog


def _points(score: ItemScore | None) -> Any:
    return None if score is None else score.points


def _items(rows: list[tuple[str, ItemScore | None, ItemScore | None]]) -> QWidget:
    widget = QWidget()
    grid = Grid(widget, across=16, down=8)
    for column in range(3):
        grid.setColumnStretch(column, 1)
    for column, title in enumerate(("项", "现在", "试算")):
        grid.addWidget(Line(title, role="soft"), 0, column)
    for place, (code, was, now) in enumerate(rows, 1):
        either = now or was
        name = either.item.name if either is not None else ""
        cells = (f"{code} {name}", *(_item_words(each) for each in (was, now)))
        for column, words in enumerate(cells):
            grid.addWidget(Words(words), place, column, Qt.AlignmentFlag.AlignTop)
    return widget


def _item_words(score: ItemScore | None) -> str:
    return "没有这一项" if score is None else f"{points_words(score.points)} 分\n{score.words}"


def open_what_if(
    page: Page, key: str, name: str, years: list[int], export: Callable[[Seen, str, str], object]
) -> WhatIfDialog:
    """Open the trial of a scheme."""
    dialog = WhatIfDialog(page, key, name, years, export)
    dialog.open()
    return dialog
