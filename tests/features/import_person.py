"""Somebody who imports a workbook through the window: chooses the file, goes on, mends, imports."""

from pathlib import Path
from typing import Any

from deputy_station.widgets.import_wizard.wizard import ImportWizard


class ImportPerson:
    """Acts on the open import window of a page."""

    def __init__(self, desk: Any, press: str) -> None:
        self.desk = desk
        desk.page.action_row.button(press).click()
        desk.settle()
        opened = desk.dialog()
        assert isinstance(opened, ImportWizard)
        self.wizard = opened

    def choose(self, path: Path) -> None:
        """Drop a file on the first step."""
        self.wizard.file_step.drop.take([path])
        self.desk.settle()

    def press(self, word: str) -> None:
        """A button below."""
        self.wizard.action_row.button(word).click()
        self.desk.settle()

    def preview(self, path: Path) -> None:
        """Choose a file and take what is proposed."""
        self.choose(path)
        self.press("下一步")
        self.press("下一步")
        assert self.wizard.step == 2, self.wizard.notice.sentence

    def chips(self) -> str:
        """What the chips of the preview say."""
        filters = self.wizard.preview_step.filters
        return "，".join(filters.chip(one.key).words for one in filters._filters)

    def chip(self, key: str) -> None:
        """Press a chip of the preview."""
        self.wizard.preview_step.filters.chip(key).click()
        self.desk.settle()

    def columns(self) -> dict[str, str]:
        """The titles of the file that are read, by our column."""
        step = self.wizard.columns_step
        assert step._look is not None
        return {key: step._look.titles[place] for key, place in step.places().items()}

    def point_out(self, key: str, title: str) -> None:
        """Say by hand which column of the file is ours."""
        step = self.wizard.columns_step
        assert step._look is not None
        step.form[key].put(step._look.titles.index(title))
        step.form[key].edited.emit()
        self.desk.settle()

    def table(self) -> list[list[str]]:
        """The rows of the preview as shown, all columns."""
        model = self.wizard.preview_step.table.model
        rows = [model.row_at(place) for place in range(model.rowCount())]
        return [[model.text_of(column, row) for column in model.columns] for row in rows if row is not None]

    def open_row(self, number: int) -> None:
        """Press a row of the preview."""
        table = self.wizard.preview_step.table
        place = table.model.place_of(number)
        assert place is not None
        table.view.selectRow(place)
        self.desk.settle()

    def mend(self, key: str, text: str) -> None:
        """Rewrite a cell of the open row and press Enter."""
        entry = self.wizard.preview_step.panel.field(key).entry
        entry.setText(text)
        entry.editingFinished.emit()
        self.desk.settle()

    @property
    def said(self) -> str:
        """What came of the import."""
        step = self.wizard.result_step
        return step.said.text() + step.more.text().replace("\u200b", "")

    def buttons(self) -> list[str]:
        """The buttons below."""
        return [action.text for action in self.wizard.action_row.actions_shown]
