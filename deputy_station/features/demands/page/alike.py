"""Side by side: what is being typed and an earlier demand like it; the person judges whether it is one matter."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from deputy_station.features.demands.service.similar import SHOWN_SIGNS, AlikeDemand
from deputy_station.widgets import dialogs
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import Card
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.detail import Facts, Text, build_block
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import HBox, VBox, clear
from deputy_station.widgets.style import px

JOIN, ANOTHER = "加一人反映", "不是一件事"
BESIDE_FROM = 560
"""Width (px at 100 %) from which the two stand beside each other, below it the earlier one lies above."""


class AlikeDialog(Dialog):
    """Shows one of the earlier demands after the other beside what is typed (name, phone, address, people, words, place).

    `join(found, dialog)` adds a voice to the one shown; `another(found)` says that it is not the same matter: the next
    is shown, after the last the dialog closes.
    """

    def __init__(
        self,
        parent: QWidget,
        typed: Mapping[str, Any],
        found: Sequence[AlikeDemand],
        *,
        today: date,
        join: Callable[[AlikeDemand, "AlikeDialog"], object],
        another: Callable[[AlikeDemand], object],
    ) -> None:
        super().__init__(parent, "是不是同一件事", width=960)
        self._left, self._today = list(found), today
        self._join, self._another = join, another
        self._about = Words("", role="soft")
        self.body.addWidget(self._about)
        self._pair = HBox(gap=14)
        self._mine, self._theirs = Card("正在登记"), Card("以前反映的")
        for card in (self._mine, self._theirs):
            self._pair.addWidget(card, 1)
        self.body.addLayout(self._pair)
        self.body.addStretch(1)
        self._fill(self._mine, _typed_facts(typed), str(typed.get("words") or ""))
        self._their_box = VBox(gap=8)
        self._theirs.box.addLayout(self._their_box)
        self._show()

    @property
    def shown(self) -> AlikeDemand:
        """The earlier demand at the right."""
        return self._left[0]

    def arrange(self) -> None:
        """Beside each other where there is room for both."""
        way = QBoxLayout.Direction
        self._pair.setDirection(way.LeftToRight if self.width() >= px(BESIDE_FROM) else way.BottomToTop)

    def _room(self) -> QRect:
        """Wider than the form it lies over: as wide as the window behind both."""
        behind = self.parentWidget()
        window = (behind.parentWidget() or behind) if behind is not None else None
        room = dialogs.screen_room(self)
        if window is not None:
            room.setSize(room.size().boundedTo(window.size()))
        return room

    def _show(self) -> None:
        one = self.shown
        shared = "、".join(agreement.label for agreement in one.shared)
        more = f"，后面还有 {len(self._left) - 1} 件" if len(self._left) > 1 else ""
        self._about.say(f"{shared}{more}。是同一件事就加一人反映，答复时一并告知；不是就接着登记。")
        clear(self._their_box)
        row = one.row
        facts = [
            ("编号", row.number),
            ("来访人", one.visitor),
            ("什么时候", short_day(row.received_on, self._today)),
            ("地点", row.place),
            ("到哪一步", row.state.label),
            ("承办", row.handler),
        ]
        for widget in (build_block(Text(one.words, quoted=True)), build_block(Facts(facts))):
            self._their_box.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        why = "" if one.may_join else f"这件{row.state.label}，不能再加人。又发生了就接着登记。"
        if why:
            self._their_box.addWidget(Words(why, role="small"))
        self._their_box.addStretch(1)
        self.action_row.set_actions(
            [
                Action("接着登记", self.reject),
                Action(ANOTHER, self._go_on),
                Action(JOIN, lambda: self._join(one, self), primary=True, enabled=one.may_join, why=why),
            ]
        )
        if self.isVisible():
            self.notice.clear()
            self.fit()
            self.action_row.button(ANOTHER).setFocus()

    def _go_on(self) -> None:
        self._another(self._left.pop(0))
        if self._left:
            self._show()
        else:
            self.accept()

    def _fill(self, card: Card, facts: Sequence[tuple[str, str]], words: str) -> None:
        said = words if len(words) <= SHOWN_SIGNS else f"{words[:SHOWN_SIGNS]}…"
        card.box.addWidget(
            build_block(Text(said, quoted=True)) if said else Words("还没有写原话。", role="soft")
        )
        card.box.addWidget(build_block(Facts(facts)), 0, Qt.AlignmentFlag.AlignTop)
        card.box.addStretch(1)


def _typed_facts(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    people = typed.get("people") or 1
    name = str(typed.get("name") or "")
    return [
        ("来访人", f"{name or '没有留名'}{f'等 {people} 人' if people > 1 else ''}"),
        ("电话", str(typed.get("phone") or "")),
        ("住址", str(typed.get("address") or "")),
        ("地点", str(typed.get("place") or "")),
    ]
