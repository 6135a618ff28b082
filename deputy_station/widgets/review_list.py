"""Going through pictures one by one: the picture large, one key per answer, back with the arrow; nothing is final
until the list is handed over whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import Flow, HBox, VBox
from deputy_station.widgets.pill import Pill, PillLabel, Tone
from deputy_station.widgets.spoken_roles import speak_as
from deputy_station.widgets.style import colour, px, scale

PICTURE_HEIGHT = 170
LEAST_PICTURE_HEIGHT = 64
"""On a low screen with large text the picture gives way first: the digits below it stay in sight."""


@dataclass(frozen=True)
class ReviewItem:
    """One thing to judge: what its answer is filed under, its picture as PNG or JPEG, its name and a quiet word."""

    key: object
    picture: bytes
    title: str
    words: str = ""


@dataclass(frozen=True)
class Answer:
    """One possible answer: the digit that gives it, its word, its colour."""

    digit: int
    word: str
    tone: Tone


class ReviewList(QWidget):
    """`answered()` after each answer; `done` once every item has one. Digits answer and go on, ← goes back.

    Answers `given` before are taken over; it begins at the first item without one.
    """

    answered = Signal()

    def __init__(
        self,
        items: Sequence[ReviewItem],
        answers: Sequence[Answer],
        parent: QWidget | None = None,
        *,
        given: Mapping[object, Answer] | None = None,
    ) -> None:
        super().__init__(parent)
        self.items, self._answers = tuple(items), tuple(answers)
        before = given or {}
        self.given = {item.key: before[item.key] for item in self.items if item.key in before}
        self._place = next(
            (place for place, item in enumerate(self.items) if item.key not in self.given),
            len(self.items) - 1,
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        speak_as(self, QAccessible.Role.Grouping)
        box = VBox(self, gap=10)
        top = HBox(gap=10)
        self._title = Line("", role="heading")
        self._pill = PillLabel()
        self._at = Line("", role="soft")
        top.addWidget(self._title)
        top.addWidget(self._pill)
        top.addStretch(1)
        top.addWidget(self._at)
        box.addLayout(top)
        self._words = Words("", role="soft")
        box.addWidget(self._words)
        self._picture = Picture()
        box.addWidget(self._picture)
        row = QWidget()
        flow = Flow(row)
        self.buttons = {
            answer.digit: Button(f"{answer.digit} {answer.word}", lambda answer=answer: self.give(answer))  # type: ignore[misc]
            for answer in self._answers
        }
        for button in self.buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the digits are the keyboard's way
            flow.addWidget(button)
        self._back = Button("← 上一个", self.go_back)
        self._back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        flow.addWidget(self._back)
        policy = row.sizePolicy()
        policy.setHeightForWidth(True)
        row.setSizePolicy(policy)
        box.addWidget(row)
        box.addWidget(Words("按数字键作答，按 ← 回到上一个。", role="small"))
        self._show()

    @property
    def item(self) -> ReviewItem:
        """The one in sight."""
        return self.items[self._place]

    @property
    def done(self) -> bool:
        """Whether every item has an answer."""
        return len(self.given) == len(self.items)

    def give(self, answer: Answer) -> None:
        """Answer the one in sight and go on."""
        self.given[self.item.key] = answer
        self._place = min(self._place + 1, len(self.items) - 1)
        self._show()
        self.answered.emit()

    def go_back(self) -> None:
        """To the one before; its answer can be given anew."""
        self._place = max(0, self._place - 1)
        self._show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._picture.show_ring(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._picture.show_ring(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        answer = next((each for each in self._answers if event.text() == str(each.digit)), None)
        if answer is not None:
            self.give(answer)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Backspace):
            self.go_back()
        elif event.key() == Qt.Key.Key_Right and self.item.key in self.given:
            self._place = min(self._place + 1, len(self.items) - 1)
            self._show()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        item = self.item
        given = self.given.get(item.key)
        self._title.setText(item.title)
        self._words.say(item.words)
        self._words.setVisible(bool(item.words))
        self._pill.show_pill(Pill(given.word, given.tone) if given else None)
        self._at.setText(f"第 {self._place + 1} / {len(self.items)} 个")
        self._picture.show_picture(item.picture)
        self._back.setEnabled(self._place > 0)
        choices = "，".join(f"按 {each.digit} {each.word}" for each in self._answers)
        self.setAccessibleName(f"{item.title}，第 {self._place + 1} 个，共 {len(self.items)} 个，{choices}")


class Picture(QWidget):
    """A picture, as large as its place allows, whole and undistorted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self._ring = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        scale.changed.connect(self.updateGeometry)

    def show_ring(self, shown: bool) -> None:
        """A frame that says that the keys go here."""
        self._ring = shown
        self.update()

    def show_picture(self, data: bytes) -> None:
        """Show a PNG or JPEG."""
        self._pixmap.loadFromData(data)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(PICTURE_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(LEAST_PICTURE_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), colour("surface"))
        if not self._pixmap.isNull():
            size = self._pixmap.size().scaled(
                self.size() - QSize(px(12), px(12)), Qt.AspectRatioMode.KeepAspectRatio
            )
            room = self.rect()
            painter.drawPixmap(
                room.center().x() - size.width() // 2,
                room.center().y() - size.height() // 2,
                size.width(),
                size.height(),
                self._pixmap,
            )
        pen = QPen(colour("red" if self._ring else "line"), px(2) if self._ring else 1)
        painter.setPen(pen)
        inset = pen.width() // 2
        painter.drawRect(self.rect().adjusted(inset, inset, -1 - inset, -1 - inset))
        painter.end()
