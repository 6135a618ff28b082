"""The one box for bad news: a line for each thing, how often it came; for our own bugs the details, to be copied."""

import platform
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from deputy_station import __version__
from deputy_station.core.errors import Report, ReportKind, without_values
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.style import px

MOST_LINES = 8
"""What comes after so many different things is in the log only."""


class TroubleBox(Dialog):
    """Says one or more things that went wrong; made empty, filled with `add`."""

    def __init__(self, parent: QWidget, log_path: Path | None) -> None:
        super().__init__(parent, "没有做成", width=560)
        self._log_path = log_path
        self._lines: list[tuple[Report, Words]] = []
        self._counts: list[int] = []
        self._where = Words("", role="soft")
        self._where.hide()
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setAccessibleName("详情")
        self.details.hide()
        self.body.addWidget(self._where)
        self.body.addWidget(self.details)
        self.body.addStretch(1)
        self._offer()

    def add(self, report: Report) -> None:
        """One thing more."""
        if len(self._lines) >= MOST_LINES:
            return
        line = Words(report.sentence)
        self.body.insertWidget(len(self._lines), line)
        self._lines.append((report, line))
        self._counts.append(1)
        if report.kind is ReportKind.BUG:
            self.setWindowTitle("程序出了错")
            self._title.say("程序出了错")
            where = f"“{self._log_path}”" if self._log_path else "数据文件夹的记录"
            self._where.say(f"详情也记在{where}里。复制的内容只有程序的位置，不带来访人和代表的资料。")
            self._where.show()
            self.details.setPlainText(self.text_to_copy())
        self._offer()
        self.fit()

    def count_again(self, report: Report) -> bool:
        """Whether this thing is in the box already; it is counted."""
        for place, (shown, line) in enumerate(self._lines):
            if (shown.kind, shown.sentence, shown.details) == (report.kind, report.sentence, report.details):
                self._counts[place] += 1
                line.say(f"{report.sentence}（出现了 {self._counts[place]} 次）")
                return True
        return False

    def text_to_copy(self) -> str:
        """What whoever maintains the program needs, without anybody's data."""
        head = f"deputy_station {__version__}，Python {platform.python_version()}，Qt {qVersion()}，{platform.platform()}"
        parts = [without_values(shown.details) for shown, _ in self._lines if shown.details]
        return "\n\n".join([head, *parts])

    @property
    def sentences(self) -> list[str]:
        """What is said, line by line."""
        return [line.text() for _, line in self._lines]

    def show_details(self) -> None:
        """Unfold the details."""
        self.details.setMinimumHeight(px(220))
        self.details.show()
        self._offer()
        self.fit()

    def copy(self) -> None:
        """Put the details on the clipboard."""
        QApplication.clipboard().setText(self.text_to_copy())
        self.notice.done("已复制，可以粘贴到微信或邮件里发给维护人员。")

    def _offer(self) -> None:
        actions = [Action("知道了", self.accept, primary=True)]
        if any(shown.details for shown, _ in self._lines):
            if self.details.isHidden():
                actions.append(Action("看详情", self.show_details))
            actions.append(Action("复制详情", self.copy))
        self.action_row.set_actions(actions)
