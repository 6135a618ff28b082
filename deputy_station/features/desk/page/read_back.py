"""The read-back: the visitor's words so large that both can read them, and the visitor says whether they are right."""

from collections.abc import Callable

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.style import px, screen_font

LEAST, MOST = 28, 36
"""Points: what somebody over seventy reads across the desk."""


def spoken_font() -> QFont:
    """The font of the words, 28 to 36 pt by the text size of the program."""
    font = screen_font()
    points = max(LEAST, min(MOST, round(px(LEAST + 2))))
    font.setPixelSize(round(points * 96 / 72))
    return font


class ReadBackDialog(Dialog):
    """Shows the words; `agreed` when the visitor has nothing to add, `print_words` for a page to sign."""

    def __init__(
        self,
        parent: QWidget,
        words: str,
        *,
        agreed: Callable[[], object],
        print_words: Callable[[], object],
    ) -> None:
        super().__init__(parent, "念给来访人听", width=1280)
        self.body.addWidget(Words("请对着来访人念一遍，问有没有出入。", role="soft"))
        self.spoken = Words(words)
        self.spoken.setFont(spoken_font())
        self.body.addWidget(self.spoken)
        self.body.addStretch(1)

        def agree() -> None:
            self.accept()
            agreed()

        def print_them() -> None:
            self.accept()
            print_words()

        self.action_row.set_actions(
            [
                Action("有出入，去改", self.reject),
                Action("打印出来签名", print_them),
                Action("没有出入", agree, primary=True),
            ]
        )

    def open(self) -> None:
        super().open()
        self.action_row.button("没有出入").setFocus()
