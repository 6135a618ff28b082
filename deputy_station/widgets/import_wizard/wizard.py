"""The import window: four steps in one sheet over the page, everything slow in the background.

ImportWizard(page, import_kind()).open()
"""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from deputy_station.documents.import_columns import ImportKind, ImportOutcome, SheetData
from deputy_station.documents.import_file import ImportLook, OpenedFile
from deputy_station.documents.import_mending import mend_cell, reasons_of, save_failed_rows, without_rows
from deputy_station.documents.import_preview import CheckedRows, check_rows, read_and_check
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog, ask_verbs
from deputy_station.widgets.import_wizard.background import (
    back_up,
    import_and_remember,
    look_again,
    open_and_look,
)
from deputy_station.widgets.import_wizard.columns_step import ColumnsStep
from deputy_station.widgets.import_wizard.file_step import FileStep
from deputy_station.widgets.import_wizard.preview_step import PreviewStep
from deputy_station.widgets.import_wizard.result_step import ResultStep
from deputy_station.widgets.import_wizard.steps_line import StepsLine
from deputy_station.widgets.page import Page
from deputy_station.widgets.style import px
from deputy_station.widgets.work import Job

FILE, COLUMNS, PREVIEW, IMPORT = range(4)
_HEIGHT = 690
"""Height wished for, px at 100 %: the window must not jump from step to step."""
_LOW = 520
"""Below this height the title, which the frame says too, gives its room to the rows."""


class ImportWizard(Dialog):
    """One import, from choosing the file to undoing it."""

    def __init__(self, page: Page, kind: ImportKind) -> None:
        super().__init__(page, kind.title, width=1080)
        self._page, self._kind = page, kind
        self._settings = page.context.settings
        self._opened: OpenedFile | None = None
        self._look: ImportLook | None = None
        self._read_with: tuple[Any, ...] = ()
        self._data: SheetData | None = None
        self._left_out: frozenset[int] = frozenset()
        self._checking = False
        self._mended = 0
        self._job: Job | None = None
        self._asked_to_stop = False
        self._backup: Path | None = None
        self._step_id: int | None = None
        self.outcome: ImportOutcome | None = None
        self.steps_line = StepsLine()
        self.file_step = FileStep(page.context.settings, kind)
        self.columns_step = ColumnsStep(kind)
        self.preview_step = PreviewStep(kind, page.work, page.context.clock.today)
        self.result_step = ResultStep()
        self._steps: tuple[QWidget, ...] = (
            self.file_step,
            self.columns_step,
            self.preview_step,
            self.result_step,
        )
        self.body.addWidget(self.steps_line)
        for step in self._steps:
            self.body.addWidget(step, 1)
        self.file_step.chosen.connect(self.take_file)
        self.file_step.asked.connect(self._look_elsewhere)
        self.columns_step.changed.connect(self.notice.clear)
        self.preview_step.mended.connect(self._mend)
        self.preview_step.toggled.connect(self._toggle)
        for part in (self.file_step.form, self.columns_step.form, self.preview_step.panel):
            part.saved.connect(self._press_primary)  # Ctrl+Enter
        for form in (self.file_step.form, self.columns_step.form):
            form.finished.connect(lambda: self.action_row.button(self._primary().text).setFocus())
        # What is said of a row is laid out only after this round of events.
        self.preview_step.table.chosen.connect(lambda _row: QTimer.singleShot(0, self, self._show_panel))
        page.work.progressed.connect(self._progressed)
        self._go(FILE)

    def open(self) -> None:
        super().open()
        self.file_step.drop.choose_button.setFocus()

    def fit(self) -> None:
        """As high as there is room, whatever the step holds."""
        super().fit()
        self.resize(self.width(), min(px(_HEIGHT), self._room().height() - px(40)))
        self._title.setVisible(self.height() >= px(_LOW))
        self._keep_on_screen()

    @property
    def step(self) -> int:
        """The step that is open, from 0."""
        return self.steps_line.place

    # ------------------------------------------------------------------ 1 file and sheet

    def take_file(self, path: Path) -> None:
        """Read a file that was chosen or dropped."""
        self.notice.clear()
        self._opened = self._look = None
        self.file_step.show_reading(path)
        self._show_actions()
        self._page.work.ask(
            open_and_look,
            then=self._taken,
            on_refusal=self._cannot_read,
            owner=self,
            key=(self, "file"),
            kind=self._kind,
            path=path,
        )

    def _taken(self, found: tuple[OpenedFile, ImportLook]) -> None:
        self._opened, look = found
        self._show_look(look)
        self.action_row.button("下一步").setFocus()

    def _cannot_read(self, sentence: str) -> None:
        self._opened = self._look = None
        self.file_step.show_nothing()
        self.refuse(sentence)
        self._show_actions()

    def _look_elsewhere(self, sheet: str, header_row: int | None) -> None:
        if self._opened is None:
            return
        self.notice.clear()
        self._page.work.ask(
            look_again,
            then=self._show_look,
            on_refusal=self.refuse,
            owner=self,
            key=(self, "file"),
            kind=self._kind,
            opened=self._opened,
            sheet=sheet,
            header_row=header_row,
        )

    def _show_look(self, look: ImportLook) -> None:
        assert self._opened is not None
        self._look = look
        self.file_step.show_look(self._opened, look)
        self.columns_step.show_look(look)
        self._show_actions()

    # ------------------------------------------------------------------ 2 columns, 3 preview

    def _check_columns(self) -> None:
        """Read all rows with the chosen columns, unless they were already."""
        assert self._opened is not None
        assert self._look is not None
        self.notice.clear()
        if not self.columns_step.check():
            return
        places = self.columns_step.places()
        origin = self.file_step.origin.value() or ""
        wanted = (self._opened, self._look.sheet, self._look.header_row, places, origin)
        if wanted == self._read_with and self._data is not None:
            self._go(PREVIEW)
            return
        self._data, self._left_out, self._mended = None, frozenset(), 0
        self._checking = True
        self._show_actions()
        self._page.work.ask(
            read_and_check,
            then=lambda checked: self._first_checked(wanted, checked),
            on_refusal=self._not_checked,
            owner=self,
            key=(self, "check"),
            kind=self._kind,
            opened=self._opened,
            sheet=self._look.sheet,
            header_row=self._look.header_row,
            places=places,
            origin=origin,
        )

    def _show_panel(self) -> None:
        """Where the text is large, scroll until what is said of the row is in sight, but keep the table there."""
        inside, bar = self.scroller.inside, self.scroller.verticalScrollBar()
        panel, table = self.preview_step.panel, self.preview_step.table
        if not panel.isVisible():
            return
        bottom = panel.mapTo(inside, panel.rect().bottomLeft()).y() - self.scroller.viewport().height()
        wanted = min(bottom + px(8), table.mapTo(inside, table.rect().topLeft()).y())
        bar.setValue(max(bar.value(), wanted))

    def _first_checked(self, wanted: tuple[Any, ...], checked: CheckedRows) -> None:
        self._read_with, self._data = wanted, checked.data
        self._show_checked(checked)
        self._go(PREVIEW)

    def _not_checked(self, sentence: str) -> None:
        self._checking = False
        self.refuse(sentence)
        self._show_actions()

    def _show_checked(self, checked: CheckedRows) -> None:
        self._checking = False
        self.preview_step.show_checked(checked)
        self._show_actions()

    def _mend(self, row: int, key: str, text: str) -> None:
        if self._data is not None:
            self._mended += 1
            self._data = mend_cell(self._data, self._kind.columns, row=row, key=key, text=text)
            self._check_again()

    def _toggle(self, row: int) -> None:
        self._left_out = self._left_out ^ {row}
        self._check_again()

    def _check_again(self) -> None:
        self.notice.clear()
        self._checking = True
        self._show_actions()
        self._page.work.ask(
            check_rows,
            then=self._show_checked,
            on_refusal=self._not_checked,
            owner=self,
            key=(self, "check"),
            kind=self._kind,
            data=self._data,
            left_out=self._left_out,
        )

    # ------------------------------------------------------------------ 4 import

    def write(self) -> None:
        """Copy the database, then import all rows that can go in, in one transaction."""
        self.preview_step.panel.settle()
        if self._checking:  # a cell was still being rewritten: its row is looked at before it goes in
            return
        self._asked_to_stop = False
        self.result_step.show_running("正在备份……")
        self._go(IMPORT)
        self._job = self._page.work.run(
            back_up,
            then=self._backed_up,
            on_refusal=self._not_imported,
            owner=self,
            progress=False,
            writes=True,
        )

    def _backed_up(self, backup: Path | None) -> None:
        self._backup = backup
        if self._asked_to_stop:
            self._not_imported("已取消，没有导入任何一行。")
            return
        assert self._data is not None
        assert self._look is not None
        self.result_step.show_running("正在导入……")
        self._show_actions()
        self._job = self._page.change(
            import_and_remember,
            say=self._told,
            then=self._imported,
            on_refusal=self._not_imported,
            progress=True,
            kind=self._kind,
            data=without_rows(self._data, self._left_out),
            source=self._look.source,
            tokens=self._look.tokens,
            places=self.columns_step.places(),
        )

    def _told(self, outcome: ImportOutcome) -> str:
        return f"已导入{self._kind.noun} {outcome.imported:,} {self._kind.counter}"

    def _progressed(self, job: Job, done: int, total: int, unit: str) -> None:
        if job is self._job:
            self.result_step.show_progress(done, total, unit)

    def _imported(self, outcome: ImportOutcome) -> None:
        self._step_id = None if self._job is None else self._job.step_id
        self._job = None
        self.outcome = outcome
        left = outcome.errors + len(self._left_out)
        sentence = f"导入 {outcome.imported:,} 行，{left:,} 行没有导入。"
        parts = []
        if outcome.unchanged:
            parts.append(f"另有 {outcome.unchanged:,} 行以前导入过，没有变化。")
        if self._backup is not None:
            parts.append(f"导入前的备份在“{self._backup}”。")
        if outcome.imported:
            parts.append("导错了可以按“撤销导入”，这次导入的全部收回；关上以后也可以按窗口下面的“撤销”。")
        self.result_step.show_result(sentence, "\n".join(parts))
        self._show_actions()

    def _not_imported(self, sentence: str) -> None:
        self._job = None
        self._go(PREVIEW)
        self.refuse(sentence)

    def _stop(self) -> None:
        self._asked_to_stop = True
        if self._job is not None:
            self._job.cancel()

    def _undo(self) -> None:
        take_back = self._page.context.take_back
        if take_back is not None and self._step_id is not None:
            take_back(self._step_id)
        self.accept()

    def save_failed(self) -> None:
        """Save the rows that did not go in, the reason first."""
        assert self._opened is not None
        assert self._data is not None
        assert self.outcome is not None
        name = f"{self._opened.path.stem}-{self._kind.failed_name}"
        path = files.ask_save_path(self, self._settings, "没导入的行另存", name, ".xlsx")
        if path is None:
            return
        if path.exists() and path.samefile(self._opened.path):
            self.refuse("不能盖掉原来的文件，请换个名字。")
            return
        self._page.work.run(
            save_failed_rows,
            then=lambda saved: self.notice.done(
                f"已另存到“{saved}”，第一列是原因。在表格里改好，就可以再导入。"
            ),
            on_refusal=self.refuse,
            owner=self,
            progress=False,
            out=path,
            data=self._data,
            reasons=reasons_of(self.outcome, self._left_out),
        )

    # ------------------------------------------------------------------ going from step to step

    def _go(self, place: int) -> None:
        self.notice.clear()
        self.steps_line.show_step(place)
        for index, step in enumerate(self._steps):
            step.setVisible(index == place)
        self._show_actions()
        self.scroller.verticalScrollBar().setValue(0)
        if place == PREVIEW:
            self.preview_step.take_focus()
        elif place == COLUMNS:
            self.columns_step.focus_first()

    def _show_actions(self) -> None:
        actions: list[Action]
        if self.step == FILE:
            ready = self._look is not None
            actions = [
                Action("关闭", self.reject),
                Action(
                    "下一步",
                    lambda: self._go(COLUMNS),
                    primary=True,
                    enabled=ready,
                    why="请先选文件",
                ),
            ]
        elif self.step == COLUMNS:
            words = "正在读……" if self._checking else "下一步"
            actions = [
                Action("关闭", self.reject),
                Action("上一步", lambda: self._go(FILE)),
                Action(words, self._check_columns, primary=True, enabled=not self._checking),
            ]
        elif self.step == PREVIEW:
            actions = [
                Action("关闭", self.reject),
                Action("上一步", lambda: self._go(COLUMNS)),
                self._write_action(),
            ]
        elif self.outcome is None:
            actions = [Action("取消导入", self._stop)]
        else:
            left = reasons_of(self.outcome, self._left_out)
            actions = [Action("没导入的行另存", self.save_failed)] if left else []
            if self._step_id is not None and self._page.context.take_back is not None:
                actions.append(Action("撤销导入", self._undo))
            actions.append(Action("完成", self.accept, primary=True))
        self.action_row.set_actions(actions)
        if self.step == IMPORT and self.outcome is not None:
            self.action_row.button("完成").setFocus(Qt.FocusReason.TabFocusReason)

    def _primary(self) -> Action:
        return next(action for action in self.action_row.actions_shown if action.primary)

    def _press_primary(self) -> None:
        action = self._primary()
        if action.enabled:
            action.do()

    def _write_action(self) -> Action:
        checked = self.preview_step.checked
        if self._checking or checked is None:
            return Action("正在检查……", self.write, primary=True, enabled=False)
        count = checked.going_in
        words = f"导入 {count:,} 行" if count else "没有可导的行"
        why = "没有新的、能导入的行"
        return Action(words, self.write, primary=True, enabled=count > 0, why=why)

    def reject(self) -> None:
        """Esc: an import under way is cancelled; mended cells that did not go in are asked about."""
        if self._job is not None:
            self._stop()
        elif self._mended and self.outcome is None:
            self._ask_to_close()
        else:
            super().reject()

    def _ask_to_close(self) -> None:
        ask_verbs(
            self,
            f"在预览里改过 {self._mended} 处，还没有导入",
            do_word="不要了",
            do=super().reject,
            keep_word="接着改",
            detail="关上以后，改过的要重新改；原来的文件没有动。",
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None or (self._mended and self.outcome is None and self.isVisible()):
            event.ignore()
            self.reject()
            return
        super().closeEvent(event)
