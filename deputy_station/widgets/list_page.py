"""The list-and-detail page: filters, a table left, the chosen row's detail right (over the list where it is narrow)."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.core.clock import day_words, local_time
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import FilterBar
from deputy_station.widgets.detail import NOTHING_CHOSEN, NOTHING_LISTED, DetailPanel
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.style import px, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column
from deputy_station.widgets.table_out import Seen, write_seen
from deputy_station.widgets.work import Job

T = TypeVar("T")


LOW_PAGE = 400
"""Below this height (px at 100 %) the filters and the line of the rows chosen are not both shown, and the
detail covers the list."""
LOWEST_PAGE = 340
"""Below this height (px at 100 %) the filters have one line."""


class ListDetail(QWidget):
    """A list left and its detail right; where there is no room for both the detail covers the list."""

    covered = Signal(bool)

    def __init__(self, table: Table, detail: DetailPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list, self._detail = table, detail
        table.setParent(self)
        detail.setParent(self)
        self._open = self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        scale.changed.connect(self._arrange)

    @property
    def beside(self) -> bool:
        """Whether list and detail are both in sight: never on a low page, where neither would show anything."""
        return (
            not self._low
            and self.width() >= self._list.least_width() + self._detail.minimumSizeHint().width() + px(14)
        )

    def set_low(self, low: bool) -> None:
        """Say whether the page has little height for its text size."""
        if low != self._low:
            self._low = low
            self._arrange()

    def open_detail(self) -> None:
        """Bring the detail forward (it covers the list when narrow)."""
        self._open = True
        self._arrange()

    def close_detail(self) -> None:
        """Back to the list."""
        self._open = False
        self._arrange()
        self._list.view.setFocus()

    @property
    def detail_open(self) -> bool:
        """Whether the detail was brought forward."""
        return self._open

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), px(80))  # the head and a row; filters and buttons come first where it is low

    def sizeHint(self) -> QSize:
        return QSize(px(1100), px(520))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        whole = self.rect()
        if self.beside:
            gap = px(14)
            least = self._detail.minimumSizeHint().width()
            right = max(least, min(round((whole.width() - gap) * 0.335), px(560)))
            left = max(whole.width() - gap - right, self._list.least_width())
            self._list.setGeometry(QRect(0, 0, left, whole.height()))
            self._detail.setGeometry(QRect(left + gap, 0, whole.width() - left - gap, whole.height()))
            self._list.show()
            self._detail.show()
            self._detail.back.hide()
            self.covered.emit(False)
            return
        self._list.setGeometry(whole)
        self._detail.setGeometry(whole)
        self._detail.back.show()
        self._detail.setVisible(self._open)
        self._list.setVisible(not self._open)
        self.covered.emit(self._open)


class ListDetailPage(Page):
    """A page with filters, a table and a detail. Subclasses write `load_list()` and `show_detail(row_id)`.

    `take_filter(view="overdue")` turns a chip on, `search="张"` searches, `id=7` opens that row's detail; other
    filters arrive in `self.sent` for `load_list()`.
    """

    def __init__(
        self,
        context: PageContext,
        *,
        columns: Sequence[Column],
        search: str = "",
        empty: str = "这里还没有记录。",
        empty_action: Action | None = None,
        multiple: bool = True,
        unit: str = "件",
    ) -> None:
        super().__init__(context)
        self.sent: dict[str, Any] = {}
        self.open_id: Any = None
        self._reloading = False
        self._narrowed = self._told_empty = False
        self.filters = FilterBar(search, unit=unit)
        self.table = Table(context.work, columns, today=context.clock.today, multiple=multiple, unit=unit)
        self.table.view.setAccessibleName(self.title)
        self.table.export = self._export_seen
        self.table.selection_actions = self.selection_actions
        self.table.said.connect(context.say_done)
        if context.page:
            self.table.columns.remember(context.settings.remembered, f"table.{context.page}")
        self._empty, self._empty_action = empty, empty_action
        self.table.set_empty(empty, empty_action)
        self.detail = DetailPanel(self.back_to_list)
        self.detail.action_row.focus_lost.connect(self.take_focus)
        self.pair = ListDetail(self.table, self.detail)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.pair, 1)
        self._covered = False
        self.pair.covered.connect(self._covered_by_detail)
        self.table.several.connect(lambda _several: self._fit_filters())
        self.filters.changed.connect(self._filters_changed)
        self.table.chosen.connect(self._row_chosen)
        self.table.opened.connect(self._row_opened)
        self.table.view.clicked.connect(self._row_clicked)
        self.table.typed.connect(self._typed)
        self.table.filled.connect(self._filled)
        if self.filters.search is not None:
            self.filters.search.went_down.connect(self._go_to_found)

    # ---- for subclasses to write

    def load_list(self) -> None:
        """Load the table (and the chips' counts) for `self.filters.chosen` and `self.filters.words`."""
        raise NotImplementedError

    def show_detail(self, row_id: Any) -> None:
        """Ask for one thing and hand it to `self.detail.show_detail(Detail(...))`."""
        raise NotImplementedError

    def selection_actions(self, rows: list[Any]) -> Sequence[Action]:  # noqa: ARG002 - for subclasses
        """What can be done with several rows at once, besides copying and exporting them."""
        return ()

    def list_words(self) -> list[str]:
        """What the list is narrowed to, in words, as the head of an exported table says it."""
        return self.filters.narrowed

    # ---- how it behaves

    def reload(self) -> None:
        self.load_list()
        if self.open_id is not None:
            self._reloading = True
            self.show_detail(self.open_id)
            self._reloading = False

    def ask(self, function: Callable[..., T], *, then: Callable[[T], object], **values: Any) -> Job:
        job = super().ask(function, then=then, **values)
        if self._reloading:
            job.on_refusal = self._gone
        return job

    def _gone(self, _sentence: str) -> None:
        """What was open is there no more: taken back, or deleted at another desk."""
        self.open_id = None
        self.detail.show_nothing(NOTHING_CHOSEN)
        if self.isVisible():
            self.table.choose_first()

    def take_filter(self, **filters: Any) -> None:
        chip, words = filters.pop("view", ""), filters.pop("search", "")
        row_id = filters.pop("id", None)
        self.filters.choose(str(chip), quietly=True)
        if self.filters.search is not None:
            self.filters.search.blockSignals(True)
            self.filters.search.setText(str(words))
            self.filters.search.blockSignals(False)
        self.sent = filters
        if row_id is not None:
            self.open_row(row_id)
        else:
            self._narrowed = True
            self.pair.close_detail()

    def open_row(self, row_id: Any) -> None:
        """Choose a row by its id and bring its detail forward."""
        self.open_id = row_id
        self.table.choose(row_id)
        self.pair.open_detail()
        self.show_detail(row_id)

    def take_focus(self) -> None:
        """On the list, where arrows, Enter and typing work at once; where the detail covers it, on the detail."""
        if self.pair.detail_open and not self.pair.beside:
            self.detail.take_focus()
        else:
            self.table.view.setFocus()

    def back_to_list(self) -> None:
        """Leave a detail that covers the list."""
        self.pair.close_detail()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pair.detail_open:
            self.back_to_list()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < px(LOW_PAGE)
        self.table.set_low(low)
        self.pair.set_low(low)
        self.filters.set_lines(1 if self.height() < px(LOWEST_PAGE) else 2)

    def _covered_by_detail(self, covered: bool) -> None:
        self._covered = covered
        self._fit_filters()

    def _fit_filters(self) -> None:
        """The filters make room for a detail, and on a low page for the line of the rows chosen."""
        low = self.height() < px(LOW_PAGE) and self.table.choice.count > 1
        self.filters.setVisible(not self._covered and not low)

    def _filters_changed(self) -> None:
        self.sent = {}
        self._narrowed = True
        self.load_list()

    def _go_to_found(self) -> None:
        """From the search line to the list, a row of it chosen: Enter opens it."""
        if self.table.row is None:
            self.table.choose_first()
        self.take_focus()

    def _row_chosen(self, row: Any) -> None:
        row_id = self.table.chosen_id
        if row_id != self.open_id or row is not None:
            self.open_id = row_id
            if self.pair.beside:
                self.show_detail(row_id)

    def _row_clicked(self) -> None:
        if self.table.chosen_id is not None and not self.pair.beside:
            self.open_row(self.table.chosen_id)
            self.detail.back.setFocus()  # the list is out of sight: the keyboard must not stray into the head

    def _row_opened(self, _row: Any) -> None:
        self.open_row(self.table.chosen_id)
        self.detail.take_focus()

    def _typed(self, text: str) -> None:
        """Typing on the list searches; a list without a search line goes to the row."""
        if self.filters.search is None:
            self.table.look_up(text)
        else:
            self.filters.search.setFocus()
            self.filters.search.setText(self.filters.search.text() + text)

    def _export_seen(self, seen: Seen) -> None:
        moment = local_time(self.context.clock.now())
        path = files.ask_save_path(
            self, self.context.settings, "导出表格", f"{self.title} {moment:%Y-%m-%d}", ".xlsx"
        )
        if path is None:
            return
        part = ["所选的行"] if seen.part else []
        title = "，".join(
            [self.title, *self.list_words(), *part, f"{day_words(moment.date())} {moment:%H:%M} 导出"]
        )
        self.make_paper(path, write_seen, title="导出表格", seen=seen, name=self.title, heading=title)

    def _filled(self, total: int) -> None:
        if not total:
            self._say_empty()
        if self._narrowed:
            self._narrowed = False
            self._let_go()
        if self.open_id is None:
            self._say_in_detail(total)
        if self.open_id is None and total and self.isVisible():
            self.table.choose_first()

    def _say_in_detail(self, total: int) -> None:
        """Beside an empty list there is nothing to choose: say what is to be done first."""
        if total and self._told_empty:
            self.detail.show_nothing(NOTHING_CHOSEN)
        elif not total:
            first = self.table.empty_action
            self.detail.show_nothing(f"左边是空的，先点“{first.text}”。" if first else NOTHING_LISTED)
        self._told_empty = not total

    def _say_empty(self) -> None:
        """Why nothing is listed: there is nothing yet, or nothing fits what was typed or chosen above."""
        whole = self.filters.first_word or "全部"
        back = Action(f"看{whole}", self.show_all)
        if self.filters.words and self.filters.narrowed_by_chip:
            wider = Action(f"在{whole}里找", lambda: self.filters.choose(self.filters.first))
            self.table.set_empty(f"“{self.filters.word}”里没有找到“{self.filters.words}”。", wider)
        elif self.filters.words:
            self.table.set_empty(f"没有找到“{self.filters.words}”。换一个词，或从头看。", back)
        elif self.filters.narrowed_by_chip:
            self.table.set_empty(f"“{self.filters.word}”现在一条也没有。", back)
        elif self.sent:
            self.table.set_empty("没有符合条件的。", back)
        else:
            self.table.set_empty(self._empty, self._empty_action)

    def show_all(self) -> None:
        """Take away what narrows the list, but for the year."""
        if self.filters.search is not None:
            self.filters.search.put("")
        self.filters.choose(self.filters.first)

    def _let_go(self) -> None:
        """A detail beside a list that does not hold it is taken for the row that was looked for.

        Only when the filters change: a row that leaves the list by what was done to it stays in sight.
        """
        if self.open_id is not None and self.table.row is None and self.pair.beside:
            self.open_id = None
            self.table.choose(None)
            self.detail.show_nothing(NOTHING_CHOSEN)
