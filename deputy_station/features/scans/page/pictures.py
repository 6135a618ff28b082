"""Pictures of pages and cuts beside their names."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.features.scans.rules.states import Question, Verdict
from deputy_station.features.scans.service.evidence import Signature
from deputy_station.features.scans.service.listing import MarkRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Line
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.paper_reader import PaperReader
from deputy_station.widgets.pill import Pill, PillLabel, Tone
from deputy_station.widgets.review_list import Picture
from deputy_station.widgets.style import px

CUT_WIDTH, CUT_HEIGHT = 150, 46
PAGE_HEIGHT = 300


class PagePicture(Picture):
    """A whole page, as high as said (px at 100 %)."""

    def __init__(self, data: bytes, height: int, words: str, parent: QWidget | None = None) -> None:
        self._high = height
        super().__init__(parent)
        self.setAccessibleName(words)
        self.show_picture(data)

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(self._high))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(self._high))


class Cut(Picture):
    """A signature beside its name."""

    def __init__(self, data: bytes, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.show_picture(data)

    def sizeHint(self) -> QSize:
        return QSize(px(CUT_WIDTH), px(CUT_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(70), px(CUT_HEIGHT))


def verdict_pill(mark: MarkRow) -> Pill:
    """How a box stands: what is asked, what a person said, or what the program judged."""
    if mark.waits:
        return Pill("待看", Tone.SOON)
    if mark.answer is not None:
        if mark.question is Question.VISITOR:
            return Pill("已录入", Tone.DONE)
        return (
            Pill("签了（人看）", Tone.DONE)
            if mark.answer is Verdict.SIGNED
            else Pill("没签（人看）", Tone.QUIET)
        )
    if mark.verdict is Verdict.SIGNED:
        return Pill("签了", Tone.DONE)
    return Pill("没签", Tone.QUIET) if mark.verdict is Verdict.EMPTY else Pill("看不准", Tone.QUIET)


def mark_line(mark: MarkRow) -> QWidget:
    """A line of the detail: cut, name, how it stands."""
    name = mark.name or ("来访人" if mark.question is Question.VISITOR else "空白行")
    return _line(mark.crop, name, verdict_pill(mark))


def _line(crop: bytes, name: str, pill: Pill) -> QWidget:
    line = QWidget()
    row = HBox(line, gap=8)
    if crop:
        row.addWidget(Cut(crop, f"{name}的签名，{pill.word}"))
    row.addWidget(Line(name), 1)
    row.addWidget(PillLabel(pill))
    return line


class AllSignatures(Dialog):
    """Every signature kept of an activity, from whatever page and print it came."""

    def __init__(self, parent: QWidget, title: str, signatures: Sequence[Signature]) -> None:
        super().__init__(parent, f"{title}：{len(signatures)} 人的签名", width=560)
        for each in signatures:
            word = "签了（人看）" if each.by_person else "签了"
            self.body.addWidget(_line(each.crop, each.name, Pill(word, Tone.DONE)))
        self.body.addStretch(1)
        self.action_row.set_actions([Action("关闭", self.accept, primary=True)])


class WholePage(Dialog):
    """The page large, to read what stands on it."""

    def __init__(self, parent: QWidget, title: str, picture: bytes) -> None:
        super().__init__(parent, title, width=1000)
        self.reader = PaperReader(picture, title)
        self.body.addWidget(self.reader)
        self.action_row.set_actions([Action("关闭", self.accept, primary=True)])
