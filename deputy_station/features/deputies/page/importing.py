"""Importing a roster in the window: which column is which, the three counts before anything is written."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from deputy_station.documents.workbook_in import ImportOutcome, WorkbookPreview, preview_workbook
from deputy_station.features.deputies.imports import COLUMNS, import_deputies
from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.fields import ChoiceField, Field
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import HBox, VBox, clear
from deputy_station.widgets.page import Page

WORKBOOKS = "表格 (*.xlsx *.xlsm *.xls *.ods)"
SHOWN_MESSAGES = 60
ROW_NUMBERS = ("序号", "编号", "No", "NO", "No.")
"""Columns that count the rows and say nothing about a deputy."""
REMEMBERED = "roster_columns"


@dataclass(frozen=True)
class ChosenWorkbook:
    """A file that can be read, with what it offers."""

    path: Path
    preview: WorkbookPreview


def read_preview(_session: Any, *, path: Path, sheet: str | None = None) -> ChosenWorkbook:
    """Look into a workbook. Raises a refusal when it is none."""
    return ChosenWorkbook(path, preview_workbook(path, COLUMNS, sheet=sheet))


class ImportDialog(Dialog):
    """The columns of the file beside ours, the counts of a dry run, and the button that writes."""

    def __init__(self, page: Page, chosen: ChosenWorkbook) -> None:
        super().__init__(page, f"导入名册：{chosen.path.name}", width=760)
        self._page, self._chosen = page, chosen
        self.outcome: ImportOutcome | None = None
        self.summary = Words("正在检查……")
        self.unused = Words("", role="small")
        self._message_box = VBox(gap=4)
        self.columns_button = Button("核对列的对应", self.show_columns)
        self._sheet = ChoiceField(
            "sheet", "工作表", [(name, name) for name in chosen.preview.sheets], required=True
        )
        self._sheet.put(chosen.preview.sheet)
        self.form = Form([self._sheet, *self._column_fields(chosen.preview)])
        self.form.show_field("sheet", len(chosen.preview.sheets) > 1)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.unused)
        across = HBox(gap=0)
        across.addWidget(self.columns_button)
        across.addStretch(1)
        self.body.addLayout(across)
        self.body.addWidget(self.form)
        # Below the columns: a wrong column brings a message for each row, and must stay in reach.
        self.body.addLayout(self._message_box)
        self.body.addStretch(1)
        self.form.edited.connect(self.check)
        self._sheet.edited.connect(self._other_sheet)
        self.form.setVisible("name" not in self.mapping())
        self._show_actions(ready=0)
        self.check()

    def _column_fields(self, preview: WorkbookPreview) -> list[Field]:
        titles = [(title, title) for title in dict.fromkeys(preview.titles)]
        remembered = self._remembered()
        taken = set(preview.mapping.values())
        fields: list[Field] = []
        for column in COLUMNS:
            field = ChoiceField(column.key, column.title, titles, required=column.required)
            title = preview.mapping.get(column.key) or remembered.get(column.key)
            if column.key in preview.mapping or title not in taken:
                field.put(title)
            fields.append(field)
        return fields

    def _remembered(self) -> dict[str, str]:
        """The columns pointed out by hand the last time, by our key."""
        try:
            kept = json.loads(self._page.context.settings.text(REMEMBERED) or "{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}

    def _remember(self) -> None:
        known = self._chosen.preview.mapping
        by_hand = {key: title for key, title in self.mapping().items() if known.get(key) != title}
        if by_hand:
            kept = json.dumps({**self._remembered(), **by_hand}, ensure_ascii=False)
            self._page.context.settings.set(REMEMBERED, kept)

    def show_columns(self) -> None:
        """Open or close the list of columns."""
        self.form.setVisible(not self.form.isVisible())
        self._fit_soon()

    def _fit_soon(self) -> None:
        # New lines count for the height only once the layout has shown them.
        QTimer.singleShot(0, self, self.fit)

    def _other_sheet(self) -> None:
        name = self._sheet.value()
        if name and name != self._chosen.preview.sheet:
            self._page.work.ask(
                read_preview,
                then=self._reopen,
                on_refusal=self.refuse,
                owner=self,
                path=self._chosen.path,
                sheet=name,
            )

    def _reopen(self, chosen: ChosenWorkbook) -> None:
        self.reject()
        ImportDialog(self._page, chosen).open()

    def mapping(self) -> dict[str, str]:
        """Our column → the title in the file, as chosen."""
        return {
            column.key: self.form[column.key].value()
            for column in COLUMNS
            if self.form[column.key].value() is not None
        }

    def unused_columns(self) -> list[str]:
        """The columns of the file that nothing is read from, row numbers aside."""
        taken = {*self.mapping().values(), *ROW_NUMBERS}
        return [title for title in dict.fromkeys(self._chosen.preview.titles) if title and title not in taken]

    def _say_unused(self) -> None:
        unused = self.unused_columns()
        self.unused.setVisible(bool(unused))
        self.unused.say(
            f"表里有 {len(unused)} 列没有用上：{'、'.join(unused)}。要导入这些列，请按“核对列的对应”指给程序。"
        )

    def check(self) -> None:
        """Count what would be imported; nothing is written."""
        self.notice.clear()
        self._say_unused()
        self._page.work.ask(
            import_deputies,
            then=self._checked,
            on_refusal=self._cannot,
            owner=self,
            key=(self, "check"),
            path=self._chosen.path,
            mapping=self.mapping(),
            sheet=self._chosen.preview.sheet,
            dry_run=True,
        )

    def _cannot(self, sentence: str) -> None:
        self.summary.say("还不能导入。")
        self.refuse(sentence)
        self.form.setVisible(True)
        clear(self._message_box)
        self._show_actions(ready=0)
        self._fit_soon()

    def _checked(self, outcome: ImportOutcome) -> None:
        self.outcome = outcome
        unchanged = f"，其中 {outcome.unchanged} 行名册里已有、没有变化" if outcome.unchanged else ""
        self.summary.say(
            f"可以导入 {outcome.ready} 行{unchanged}；要留意 {outcome.warnings} 行；有错 {outcome.errors} 行。"
            + ("有错的行不会导入，会连同原因另存成一个工作簿。" if outcome.errors else "")
        )
        clear(self._message_box)
        for message in outcome.messages[:SHOWN_MESSAGES]:
            self._message_box.addWidget(Words(message, role="small"))
        if len(outcome.messages) > SHOWN_MESSAGES:
            more = len(outcome.messages) - SHOWN_MESSAGES
            self._message_box.addWidget(Words(f"还有 {more} 条，不一一列出。", role="small"))
        self._show_actions(ready=outcome.ready - outcome.unchanged)
        self._fit_soon()

    def _show_actions(self, *, ready: int) -> None:
        self.action_row.set_actions(
            [
                Action("关闭", self.reject),
                Action(f"导入 {ready} 行" if ready else "导入", self.write, primary=True, enabled=ready > 0),
            ]
        )

    def write(self) -> None:
        """Import the sound rows; the others go into a workbook beside the file."""
        self._show_actions(ready=0)
        self._page.change(
            import_deputies,
            path=self._chosen.path,
            mapping=self.mapping(),
            sheet=self._chosen.preview.sheet,
            progress=True,
            say=_told,
            then=self._written,
            on_refusal=self._cannot,
        )

    def _written(self, outcome: ImportOutcome) -> None:
        self._remember()
        self.accept()
        if outcome.failed_rows is not None:
            self._page.notice.tell(
                f"有 {outcome.errors} 行没有导入，连同原因写在“{outcome.failed_rows}”。改好后可以再导入。"
            )


def _told(outcome: ImportOutcome) -> str:
    same = f"，{outcome.unchanged} 行没有变化" if outcome.unchanged else ""
    return f"已导入名册 {outcome.imported} 行{same}"
