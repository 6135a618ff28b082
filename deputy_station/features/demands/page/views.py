"""The views of the list: those on chips, those behind 更多视图, and those a clerk saved under a name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.figures import Outcome
from deputy_station.features.demands.service import listing, saved_views
from deputy_station.features.demands.service.filters import DemandFilter, View, own_village
from deputy_station.features.demands.service.listing import DemandCounts
from deputy_station.features.demands.service.saved_views import SavedView
from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.fields import Field, LineField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import px

CHIPS = {
    View.ALL: "全部",
    View.OVERDUE: "已超期",
    View.SOON: "三日内到期",
    View.TO_ASSIGN: "待交办",
    View.TO_ACCEPT: "待签收",
    View.TO_INFORM: "待反馈",
    View.TO_FOLLOW_UP: "待回访",
    View.MINE: "我的",
}
MORE_CHIPS = {
    View.VILLAGE: "本村",
    View.OPEN: "未办结",
    View.HANDLING: "办理中",
    View.TO_STRIKE_OFF: "待销号",
    View.CALL_TODAY: "今天该回访",
    View.SUPERVISED: "督办",
    View.EXTENSION: "等批延期",
}
"""Views behind 更多视图; one that is chosen has its chip as long as it is on."""
SENT_WORDS = {
    "unit_id": "按承办单位",
    "category_id": "按类别",
    "deputy_id": "按代表",
    "visit_id": "按来访",
    "year": "按年份",
    "first_day": "按日期",
    "last_day": "按日期",
    "state": "按状态",
    "route": "按处理方式",
    "village": "按村",
    "channel": "按反映方式",
    "outcome": "按统计",
    "lacking": "按没有写的",
}
"""What another page may have narrowed the list to."""
SAVED_ON_CHIPS = 2
"""Saved views with a chip of their own; the others stand behind 更多视图."""
_OWN = "my:"
MORE = "更多视图"


def said_of(key: str, value: Any) -> str:
    """What narrows a list, in a word: the set that a figure counts and a state by their names, the rest by its kind."""
    if key == "outcome":
        return Outcome(value).label
    if key == "state":
        return DemandState(value).label
    return SENT_WORDS[key]


@dataclass(frozen=True)
class ChipsRead:
    """What the chips need: their figures, the saved views, the village this desk works for."""

    counts: DemandCounts
    views: tuple[SavedView, ...]
    village: str


def read_chips(session: Any) -> ChipsRead:
    """The figures of all views, and what this computer saved."""
    return ChipsRead(listing.count_for_chips(session), saved_views.list_views(session), own_village(session))


class WhereField(Field):
    """What a view holds: told in words, not typed; kept with a draft, as the list may stand elsewhere by then."""

    def __init__(self, name: str, label: str, words: Callable[[DemandFilter], str]) -> None:
        super().__init__(name, label)
        self._words, self._where = words, DemandFilter()
        self._told = Words("")
        self._hold(self._told)

    def value(self) -> DemandFilter:
        return self._where

    def put(self, value: DemandFilter) -> None:
        """Fill with a filter."""
        self._where = value
        self._told.say(self._words(value))

    def typed(self) -> dict[str, Any]:
        return saved_views.as_plain(self._where)

    def put_typed(self, typed: Mapping[str, Any]) -> None:
        where = saved_views.read_plain(typed)
        if where is None:
            raise ValueError(typed)
        self.put(where)


class Views:
    """Chips and menu of one page of demands."""

    def __init__(self, page: ListDetailPage, sent: Callable[[], dict[str, Any]]) -> None:
        """`sent` gives what another page narrowed the list to."""
        self.page, self._sent = page, sent
        self.read: ChipsRead | None = None
        self.button = Button(MORE, self.open_menu, role="chip", height=34)
        page.filters.add(self.button)
        self.show()

    def show(self) -> None:
        """The chips with their figures, the chosen one among them."""
        self.page.filters.set_filters([self._chip(key, word) for key, word in self._on_chips().items()])

    def take(self, read: ChipsRead) -> None:
        """Figures and saved views as they are now."""
        self.read = read
        self.show()

    @property
    def chosen(self) -> SavedView | None:
        """The saved view that is on."""
        key = self.page.filters.chosen
        return next((one for one in self._saved() if key == f"{_OWN}{one.name}"), None)

    def wanted(self, words: str, sent: dict[str, Any]) -> DemandFilter:
        """What the list is narrowed to by chip, search line and by who sent people here."""
        own = self.chosen
        if own is not None:
            return replace(own.where, search=f"{own.where.search} {words}".strip())
        return DemandFilter(view=View(self.page.filters.chosen or View.ALL.value), search=words, **sent)

    def menu_actions(self) -> list[Action]:
        """What 更多视图 offers, in groups."""
        counts = self.read.counts if self.read is not None else None
        village = self.read.village if self.read is not None else ""
        listed = [
            Action(
                word if counts is None else f"{word} {getattr(counts, view.value)}",
                partial(self._choose, view.value),
            )
            for view, word in MORE_CHIPS.items()
            if view is not View.VILLAGE or village
        ]
        own = [
            Action(one.name, partial(self._choose, f"{_OWN}{one.name}"), group="我的视图")
            for one in self._saved()
        ]
        keep = [Action("存成我的视图", self.save, group="这台电脑记着")]
        if self.chosen is not None:
            keep.append(
                Action(
                    f"删掉“{self.chosen.name}”", partial(self.drop, self.chosen.name), group="这台电脑记着"
                )
            )
        keep.append(
            Action(
                f"本村是{village}，要改" if village else "本村是哪个村",
                self.ask_village,
                group="这台电脑记着",
            )
        )
        return [*listed, *own, *keep]

    def open_menu(self) -> QMenu:
        """Show what is behind the button."""
        menu = QMenu(self.button)
        group = ""
        for action in self.menu_actions():
            if action.group != group:
                group = action.group
                menu.addSeparator()
                menu.addAction(group).setEnabled(False)
            entry = menu.addAction(action.text.replace("&", "&&"))
            entry.triggered.connect(lambda _checked=False, do=action.do: do())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height() + px(2))))
        return menu

    def save(self) -> None:
        """Keep what the list is narrowed to under a name, on this computer."""
        self.page.open_form(
            "存成我的视图",
            [
                LineField(
                    "name",
                    "名称",
                    required=True,
                    most=saved_views.NAME_CHARS,
                    placeholder="如 东片未办结",
                    help="同名的会换掉。只记在这台电脑上。",
                ),
                WhereField("where", "列的是", self._words_of),
            ],
            values={"name": self.chosen.name if self.chosen is not None else "", "where": self._now()},
            save_word="存好",
            service=saved_views.save_view,
            then=self._saved_now,
            draft="view",
        )

    def drop(self, name: str) -> None:
        """Forget a saved view."""
        self.page.change(
            saved_views.drop_view,
            then=lambda _done: self._forgotten(name),
            name=name,
        )

    def ask_village(self) -> None:
        """Which village this desk works for."""
        self.page.open_form(
            "本村是哪个村",
            [
                LineField(
                    "village",
                    "村社区",
                    most=80,
                    placeholder="如 东岗村",
                    help="空着保存，就没有本村这个视图。",
                )
            ],
            values={"village": self.read.village if self.read is not None else ""},
            save_word="存好",
            service=saved_views.set_own_village,
            then=self._village_set,
            draft="village",
        )

    def _village_set(self, village: str) -> None:
        self.page.context.say_done(f"本村是{village}" if village else "没有定本村")
        self._choose(View.VILLAGE.value if village else View.ALL.value)

    def _saved_now(self, view: SavedView) -> None:
        self.page.context.say_done(f"已存成视图“{view.name}”")
        if self.read is not None:
            others = tuple(one for one in self.read.views if one.name != view.name)
            self.read = replace(self.read, views=(*others, view))
        search = self.page.filters.search
        if search is not None:
            # It is part of the view now, and the view is read at once: nothing is to be searched for a moment later.
            search.blockSignals(True)
            search.setText("")
            search.blockSignals(False)
        self._choose(f"{_OWN}{view.name}")

    def _forgotten(self, name: str) -> None:
        self.page.context.say_done(f"已删掉视图“{name}”")
        self._choose(View.ALL.value)

    def _choose(self, key: str) -> None:
        self.page.filters.choose(key, quietly=True)
        self.show()
        self.page.filters.choose(key)

    def _now(self) -> DemandFilter:
        return self.wanted(self.page.filters.words, self._sent())

    def _words_of(self, where: DemandFilter) -> str:
        """What a view holds: its chip, what the list was narrowed to beside it, the words searched for."""
        narrowed = {key for key in saved_views.as_plain(where) if key not in ("view", "search")}
        parts = [{**CHIPS, **MORE_CHIPS}[where.view]]
        parts += dict.fromkeys(word for key, word in SENT_WORDS.items() if key in narrowed)
        parts += [f"查找“{where.search}”"] if where.search else []
        return "，".join(parts)

    def _saved(self) -> tuple[SavedView, ...]:
        return self.read.views if self.read is not None else ()

    def _on_chips(self) -> dict[str, str]:
        chips = {view.value: word for view, word in CHIPS.items()}
        if self.read is not None and self.read.village:
            chips[View.VILLAGE.value] = MORE_CHIPS[View.VILLAGE]
        chips |= {f"{_OWN}{one.name}": one.name for one in self._saved()[:SAVED_ON_CHIPS]}
        chosen = self.page.filters.chosen
        further = {view.value: word for view, word in MORE_CHIPS.items()}
        further |= {f"{_OWN}{one.name}": one.name for one in self._saved()}
        if chosen in further:
            chips[chosen] = further[chosen]
        return chips

    def _chip(self, key: str, word: str) -> Filter:
        told = self.read is not None and not key.startswith(_OWN) and key != View.ALL.value
        return Filter(key, word, getattr(self.read.counts, key) if told and self.read is not None else None)
