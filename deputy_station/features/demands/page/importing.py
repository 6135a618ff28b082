"""Importing a ledger in the window: a look at it first, three counts, then the valid rows."""

from pathlib import Path

from deputy_station.documents.workbook_in import ImportOutcome
from deputy_station.features.demands.page.papers import run_import, try_import
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.detail import Facts, build_block
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.list_page import ListDetailPage

SHOWN_MESSAGES = 12
KINDS = "表格 (*.xlsx *.xls *.ods)"


class Importing:
    """Choose a workbook, look, import."""

    def __init__(self, page: ListDetailPage) -> None:
        self.page = page

    def start(self) -> None:
        """Ask for the workbook and look what is in it."""
        path = files.ask_open_path(self.page, self.page.context.settings, "导入诉求台账", KINDS)
        if path is not None:
            self.look(path)

    def look(self, path: Path) -> None:
        """Read the workbook without writing anything, then show the three counts."""
        self.page.ask(try_import, path=path, then=lambda outcome: self.show(path, outcome))

    def show(self, path: Path, outcome: ImportOutcome) -> Dialog:
        """The three counts and what deserves a look, with the button that imports."""
        new = outcome.ready - outcome.unchanged
        dialog = Dialog(self.page, f"导入“{path.name}”", width=640)
        again = f"，其中 {outcome.unchanged} 行以前导入过，没有变化" if outcome.unchanged else ""
        saved_apart = "，不导入，连同原因另存一份" if outcome.errors else ""
        counts = [
            ("可以导入", f"{outcome.ready} 行{again}"),
            ("要留意", f"{outcome.warnings} 行"),
            ("有错", f"{outcome.errors} 行{saved_apart}"),
        ]
        dialog.body.addWidget(build_block(Facts(counts)))
        for message in outcome.messages[:SHOWN_MESSAGES]:
            dialog.body.addWidget(Words(message, role="soft"))
        if len(outcome.messages) > SHOWN_MESSAGES:
            rest = len(outcome.messages) - SHOWN_MESSAGES
            dialog.body.addWidget(Words(f"还有 {rest} 条提示。", role="soft"))
        dialog.body.addStretch(1)

        def go_on() -> None:
            dialog.accept()
            self.page.change(run_import, path=path, progress=True, say=_done, then=self._tell_failed)

        actions = [Action("不导入", dialog.reject)]
        if new or outcome.errors:
            word = f"导入 {new} 件" if new else f"另存有错的 {outcome.errors} 行"
            actions.append(Action(word, go_on, primary=True))
        dialog.action_row.set_actions(actions)
        dialog.open()
        return dialog

    def _tell_failed(self, outcome: ImportOutcome) -> None:
        if outcome.failed_rows is not None:
            self.page.notice.tell(
                f"有 {outcome.errors} 行没有导入，连同原因写在“{outcome.failed_rows}”，改好后可以再导入。"
            )


def _done(outcome: ImportOutcome) -> str:
    return f"已导入诉求 {outcome.imported} 件"
