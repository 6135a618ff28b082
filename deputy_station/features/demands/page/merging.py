"""合并: look for the other demand, see both side by side, then say which one carries the matter on."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from deputy_station.features.demands.page.accused import IN_HAND, KNOWING, ONLY_WARNED
from deputy_station.features.demands.page.telling import handler_words, visitor_words
from deputy_station.features.demands.page.whole import Whole
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.steps import Step
from deputy_station.features.demands.service import detail, listing, similar, voices
from deputy_station.features.demands.service.filters import DemandFilter, View
from deputy_station.features.demands.service.rows import DemandDetail, DemandRow
from deputy_station.features.demands.service.similar import SHOWN_SIGNS, AlikeDemand
from deputy_station.widgets.cards import Card
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.detail import Facts, Text, build_block
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import CheckField, TextField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import HBox, VBox, clear
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.style import px

BESIDE_FROM = 620
"""Width (px at 100 %) from which the two stand beside each other, below it one above the other."""
FOUND = 12


def open_merging(page: ListDetailPage, whole: Whole, step: Step) -> FormDialog:
    """Open the form that merges a demand into another one; it keeps its number and is told with that one's answer."""
    demand, accused = whole.demand, whole.accused
    own_id = demand.row.id
    dialog = page.open_form(
        f"{step.label}：{demand.row.title}",
        [
            SearchField(
                "into_id",
                "并到哪一件",
                page.work,
                partial(find_open_demand, except_id=own_id),
                required=True,
                placeholder="编号、地点、说的事、来访人",
            ),
            TextField("note", step.note_label, lines=2, placeholder="为什么是同一件事，可以不填"),
            *([CheckField(KNOWING, "要留意", IN_HAND, help=ONLY_WARNED)] if accused else []),
        ],
        save_word="并到这一件",
        service=voices.merge_demand,
        fixed={"demand_id": own_id, "version": demand.row.version},
        say=lambda row: f"诉求 {row.number} 已合并，答复时一并告知",
        draft=f"step:{step.key}:{own_id}",
        width=920,
    )
    SideBySide(page, dialog, demand)
    return dialog


def find_open_demand(session: Any, text: str, *, except_id: int) -> list[tuple[int, str]]:
    """Demands that are not closed, by whatever the search of the list finds; the newest where nothing is typed."""
    where = DemandFilter(view=View.OPEN, search=text)
    rows = listing.list_demands(session, where=where, limit=FOUND + 1)
    return [(row.id, _named(row)) for row in rows if row.id != except_id][:FOUND]


def _named(row: DemandRow) -> str:
    return f"{row.number} {row.title}（{row.state.label}）"


class SideBySide(QObject):
    """The demand to be merged and the one found, beside each other under the form; the likeliest is offered."""

    def __init__(self, page: ListDetailPage, dialog: FormDialog, demand: DemandDetail) -> None:
        super().__init__(dialog)
        self._page, self._dialog = page, dialog
        self._field = dialog.form["into_id"]
        dialog.body.insertWidget(
            0,
            Words(
                "并进去的一件保留编号，由另一件接着办；它的来访人算一个反映人，答复时一并告知。", role="soft"
            ),
        )
        self._mine, self._theirs = _Side("这一件"), _Side("并到的一件")
        pair = _Pair(self._mine, self._theirs)
        dialog.body.insertWidget(2, pair)
        self._mine.show_demand(demand, page.context.clock.today())
        self._theirs.say("还没有选。在上面输入编号或说的事。")
        self._field.edited.connect(self._chosen)
        page.work.ask(
            similar.find_alike,
            then=self._offer,
            owner=dialog,
            phone=demand.visitor_phone,
            place=demand.row.place,
            words=demand.words,
            title=demand.row.title,
            except_id=demand.row.id,
        )
        self._chosen()
        QTimer.singleShot(0, dialog, dialog.fit)

    def _offer(self, found: list[AlikeDemand]) -> None:
        field = self._field
        one = next((each for each in found if each.may_join), None)
        if one is None or field.value() is not None:
            return
        shared = "、".join(each.label for each in one.shared)
        row = one.row

        def take() -> None:
            field.put((row.id, _named(row)))
            self._chosen()

        field.offer(f"像是：{_named(row)}，{shared}", take)
        self._dialog.fit()

    def _chosen(self) -> None:
        other_id = self._field.value()
        if other_id is None:
            self._theirs.say("还没有选。在上面输入编号或说的事。")
            return
        self._field.withdraw_offer()
        self._page.work.ask(
            detail.get_demand,
            then=self._show,
            owner=self._dialog,
            key=(self._dialog, "theirs"),
            demand_id=other_id,
        )

    def _show(self, demand: DemandDetail) -> None:
        self._theirs.show_demand(demand, self._page.context.clock.today())
        QTimer.singleShot(0, self._dialog, self._dialog.fit)


class _Pair(QWidget):
    """Two sides beside each other; where it is narrow the one to choose lies above."""

    def __init__(self, mine: QWidget, theirs: QWidget) -> None:
        super().__init__()
        self._row = HBox(self, gap=14)
        self._row.addWidget(mine, 1)
        self._row.addWidget(theirs, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        self._row.setDirection(way.LeftToRight if self.width() >= px(BESIDE_FROM) else way.BottomToTop)


class _Side(Card):
    """One of the two."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._lines = VBox(gap=8)
        self.box.addLayout(self._lines)
        self.box.addStretch(1)

    def say(self, sentence: str) -> None:
        """Nothing is shown yet."""
        clear(self._lines)
        self._lines.addWidget(Words(sentence, role="soft"))

    def show_demand(self, demand: DemandDetail, today: Any) -> None:
        """What is needed to judge whether it is one matter; the visitor stays masked."""
        clear(self._lines)
        row = demand.row
        said = demand.words if len(demand.words) <= SHOWN_SIGNS else f"{demand.words[:SHOWN_SIGNS]}…"
        voiced = f"{row.voices} 户" if row.voices > 1 else ""
        facts = [
            ("编号", row.number),
            ("来访人", visitor_words(demand) if demand.visitor_masked else "没有留姓名"),
            ("接待", short_day(row.received_on, today)),
            ("地点", row.place),
            ("到哪一步", row.state.label),
            ("承办", handler_words(demand) if row.state is not DemandState.REGISTERED else ""),
            ("反映人", voiced),
        ]
        self._lines.addWidget(Words(row.title, role="strong"))
        self._lines.addWidget(build_block(Text(said, quoted=True)))
        self._lines.addWidget(build_block(Facts([fact for fact in facts if fact[1]])))
