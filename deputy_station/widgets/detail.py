"""The detail of one thing: reference and state above, its title, blocks that scroll, actions fixed below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from deputy_station.widgets.buttons import Action, ActionRow, Button
from deputy_station.widgets.cards import Card
from deputy_station.widgets.labels import Line, Link, Short, Words
from deputy_station.widgets.layouts import Flow, Grid, HBox, clear
from deputy_station.widgets.notice import Notice
from deputy_station.widgets.person_chip import PersonChip
from deputy_station.widgets.pill import Pill, PillLabel
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.style import px
from deputy_station.widgets.timeline import timeline

NOTHING_CHOSEN = "选中左边的一条，这里看全部内容。"
NOTHING_LISTED = "左边是空的，有了记录，选中一条，这里看全部内容。"
LOW = 240
"""Height (px at 100 %) of a detail under which its title scrolls with the rest and its edges are narrow."""


@dataclass(frozen=True)
class Heading:
    """A heading inside a detail."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; a quoted one is set in the visitor's quotation marks."""

    text: str
    quoted: bool = False


@dataclass(frozen=True)
class Facts:
    """Label and value lines; a value may open something: (label, value, callable)."""

    lines: Sequence[tuple[str, str] | tuple[str, str, Callable[[], object]]]


@dataclass(frozen=True)
class Timeline:
    """What happened when: (moment, sentence), oldest first."""

    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class People:
    """Persons to press: (name, quiet word, what pressing opens)."""

    persons: Sequence[tuple[str, str, Callable[[], object]]]


Block = Heading | Text | Facts | Timeline | People | QWidget


@dataclass(frozen=True)
class Detail:
    """Everything a detail panel shows."""

    title: str
    reference: str = ""
    pill: Pill | None = None
    blocks: Sequence[Block] = ()
    actions: Sequence[Action] = ()


def build_block(block: Block) -> QWidget:
    """The widget for one block."""
    if isinstance(block, Heading):
        return Line(block.text, role="heading")
    if isinstance(block, Text):
        return Words(f"“{block.text}”" if block.quoted else block.text)
    if isinstance(block, Facts):
        return _pairs(block.lines)
    if isinstance(block, Timeline):
        return timeline(block.lines)
    if isinstance(block, People):
        return _people(block)
    return block


def _people(block: People) -> QWidget:
    widget = QWidget()
    flow = Flow(widget)
    for name, under, do in block.persons:
        flow.addWidget(PersonChip(name, under, do))
    policy = widget.sizePolicy()
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)
    return widget


def _pairs(lines: Sequence[tuple[str, str] | tuple[str, str, Callable[[], object]]]) -> QWidget:
    widget = QWidget()
    grid = Grid(widget, across=18, down=9)
    grid.setColumnStretch(1, 1)
    for place, line in enumerate(lines):
        grid.addWidget(Line(line[0], role="soft"), place, 0, Qt.AlignmentFlag.AlignTop)
        if len(line) == 3:
            grid.addWidget(Link(line[1] or "—", line[2]), place, 1, Qt.AlignmentFlag.AlignTop)
        else:
            grid.addWidget(Words(line[1] or "—"), place, 1, Qt.AlignmentFlag.AlignTop)
    return widget


class DetailPanel(Card):
    """Shows a `Detail`; `notice` above the actions takes refusals. `back` is shown while it covers the list."""

    def __init__(self, go_back: Callable[[], object] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, margins=(18, 14, 18, 14), parent=parent)
        self.back = Button("返回列表", go_back, height=36)
        self.back.hide()
        self._reference = Short("", role="soft")
        self._pill = PillLabel()
        top = HBox(gap=10)
        top.addWidget(self.back)
        top.addWidget(self._reference, 1)
        top.addWidget(self._pill)
        self._title = Words("", role="heading")
        self.scroller = Scroll(gap=10)
        self.notice = Notice()
        self.action_row = ActionRow(stretch=True, gap=8)
        self.box.addLayout(top)
        self.box.addWidget(self._title)
        self.box.addWidget(self.scroller, 1)
        self.box.addWidget(self.notice)
        self.box.addWidget(self.action_row)
        self.show_nothing(NOTHING_CHOSEN)

    def show_detail(self, detail: Detail) -> None:
        """Show another thing, or the same one anew (the scroll position stays then)."""
        same = detail.reference == self._reference.whole and detail.title == self._title.text()
        at = self.scroller.verticalScrollBar().value() if same else 0
        if not same:
            self.notice.clear()
        self._reference.say(detail.reference)
        self._pill.show_pill(detail.pill)
        self._title.say(detail.title)
        self._title.setVisible(bool(detail.title))
        self._place_title(scrolling=False)  # or it would be cleared away with the blocks
        clear(self.scroller.box)
        for block in detail.blocks:
            self.scroller.box.addWidget(build_block(block))
        self.scroller.box.addStretch(1)
        self.action_row.set_actions(detail.actions)
        self._place_title(scrolling=self._low)
        self.scroller.verticalScrollBar().setValue(at)

    def show_nothing(self, sentence: str) -> None:
        """Nothing is chosen: say so in one soft sentence."""
        self.show_detail(Detail(title="", blocks=()))
        self._place_title(scrolling=False)
        clear(self.scroller.box)
        self.scroller.box.addWidget(Words(sentence, role="soft"))
        self.scroller.box.addStretch(1)

    def take_focus(self) -> None:
        """Put the keyboard on the one thing to do next, so that Enter on the list leads to Enter on the step."""
        primary = next((action.text for action in self.action_row.actions_shown if action.primary), "")
        if primary:
            self.action_row.button(primary).setFocus()
        elif self.back.isVisible():
            self.back.setFocus()
        else:
            self.setFocus()

    @property
    def title(self) -> str:
        """The title shown."""
        return self._title.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.box.set_spaces(
            gap=6 if self._low else 10, margins=(14, 8, 14, 8) if self._low else (18, 14, 18, 14)
        )
        self._place_title(scrolling=self._low)

    @property
    def _low(self) -> bool:
        return self.height() < px(LOW)

    def _place_title(self, *, scrolling: bool) -> None:
        """The title scrolls with the rest where the actions would not fit below it otherwise."""
        holder = self.scroller.box if scrolling else self.box
        if holder.indexOf(self._title) < 0:
            (self.box if scrolling else self.scroller.box).removeWidget(self._title)
            holder.insertWidget(0 if scrolling else 1, self._title)

    def minimumSizeHint(self) -> QSize:
        return QSize(max(px(300), super().minimumSizeHint().width()), px(200))
