"""The page of demands: the list with its chips, and one demand with its way and its next steps."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from deputy_station.core.clock import last_of_month, month_day
from deputy_station.features.demands.page.board import Board
from deputy_station.features.demands.page.calling import START, CallRound
from deputy_station.features.demands.page.exporting import open_export
from deputy_station.features.demands.page.importing import Importing
from deputy_station.features.demands.page.moving import Moving
from deputy_station.features.demands.page.papers import make_record, seal_record
from deputy_station.features.demands.page.taking_down import TakingDown
from deputy_station.features.demands.page.telling import blocks_of, state_pill
from deputy_station.features.demands.page.views import (
    CHIPS,
    MORE_CHIPS,
    SENT_WORDS,
    ChipsRead,
    Views,
    read_chips,
    said_of,
)
from deputy_station.features.demands.page.way_papers import paper_actions, print_calls
from deputy_station.features.demands.page.whole import Whole, read_whole
from deputy_station.features.demands.rules.deadlines import DueKind
from deputy_station.features.demands.service import listing
from deputy_station.features.demands.service.board import BoardColumn, in_column, read_board
from deputy_station.features.demands.service.listing import DemandFilter, View
from deputy_station.features.demands.service.revealing import RevealedVisitor, reveal_visitor
from deputy_station.features.demands.service.rows import DemandDetail, DemandRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.detail import Detail
from deputy_station.widgets.dialogs import Dialog, tell
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.plot import Bar, show_plot
from deputy_station.widgets.table_model import Column, Kind

TO_BOARD, TO_LIST = "看板", "回到列表"
CLEAR_WITHOUT_YEAR = 300
"""A deadline so many days ahead cannot be mistaken for one of the past year."""


class DemandsPage(ListDetailPage):
    """What the people want, and how far it is."""

    title = "群众诉求"
    tables = frozenset(
        {
            "demands",
            "demand_deputies",
            "demand_voices",
            "suggestions",
            "units",
            "demand_categories",
            "step_settings",
            "term_rules",
        }
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            search="编号、姓名（拼音首字母）、电话、地点",
            empty="还没有诉求。照来访人的原话登记，或导入旧台账。",
            empty_action=Action("登记诉求", self.register),
            columns=[
                Column("编号", self._number, chars=4, sort="number", out="number"),
                Column("诉求", "title", chars=14, grow=1),
                Column("类别", "category", chars=6, leaves=3),
                Column("承办", "handler", chars=6, leaves=2),
                Column("状态", state_pill, chars=3, kind=Kind.PILL),
                Column("期限", self._due_word, chars=5, leaves=1, sort="deadline", out="deadline_on"),
            ],
        )
        self.taking_down = TakingDown(self)
        self.moving = Moving(self)
        self.importing = Importing(self)
        self.views = Views(self, self.narrowed_by)
        self._listed: int | None = None
        self.board = Board(
            self._column_words,
            open_demand=self._open_from_board,
            show_view=self._show_view_of_board,
            load_on=self.load_board,
        )
        self.board.typed.connect(self._typed)
        self.board.hide()
        self.body.addWidget(self.board, 1)
        self._show_actions()

    def _show_actions(self) -> None:
        self.set_actions(
            Action(START, self.call_back),
            Action(TO_LIST, self.show_list) if self.on_board else Action(TO_BOARD, self.show_board),
            Action("每月件数", self.show_months),
            Action("打印回访单", lambda: print_calls(self)),
            Action("导入台账", self.importing.start),
            Action("导出台账", self.export),
            Action("登记诉求", self.register, primary=True),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "register": self.taking_down.register_again,
            "edit": self.taking_down.edit_again,
            "step": self.moving.take_again,
            "view": self.views.save,
            "village": self.views.ask_village,
        }

    # ------------------------------------------------------------------ list

    def take_filter(self, **filters: Any) -> None:
        do = filters.pop("do", "")
        # Taking down for a visit narrows nothing: the list behind the form stays whole.
        of_visit = {"visit_id": filters.pop("visit_id")} if do and "visit_id" in filters else {}
        self._leave_board()
        super().take_filter(**{"view": View.ALL.value, **filters})
        self.views.show()
        if do == "register":
            self.taking_down.register(of_visit)
        elif do == "call_back":
            self.call_back()

    def load_list(self) -> None:
        self.table.load(listing.list_demands, listing.count_demands, where=self._wanted())
        self.ask(read_chips, then=self.show_chips)
        if self.on_board:
            self.load_board()

    def _filters_changed(self) -> None:
        self.board.begin()
        super()._filters_changed()

    def show_chips(self, read: ChipsRead) -> None:
        """The chips' numbers, the words beside the title, the number in the navigation."""
        self.views.take(read)
        self._say_count()
        self.waiting.emit(read.counts.overdue + read.counts.soon)

    def _filled(self, total: int) -> None:
        super()._filled(total)
        self._say_count(total)

    def _say_count(self, listed: int | None = None) -> None:
        """Beside the title: how many of this year; of a list that another page narrowed, how many it holds and of
        what. The figure pressed there is the one said here."""
        self._listed = self._listed if listed is None else listed
        narrowed = self.narrowed_by()
        if narrowed and self._listed is not None:
            words = dict.fromkeys(said_of(key, value) for key, value in narrowed.items())
            self.set_count("，".join([f"{self._listed} 件", *words]))
        elif self.views.read is not None:
            self.set_count(f"本年 {self.views.read.counts.year} 件")

    # ------------------------------------------------------------------ the board

    @property
    def on_board(self) -> bool:
        """Whether the board is shown in the place of the list."""
        return not self.board.isHidden()

    def show_board(self) -> None:
        """What is open by state, in the place of the list; search line and chips narrow it as they do the list."""
        self.pair.hide()
        self.board.begin()
        self.board.show()
        self._fit_filters()
        self._show_actions()
        self._ask_board(self._fill_board)

    def load_board(self) -> None:
        """The board as it is now, with as many cards as were asked for."""
        self._ask_board(self.board.show_columns)

    def _ask_board(self, then: Callable[[tuple[BoardColumn, ...]], object]) -> None:
        self.work.ask(
            read_board,
            then=then,
            on_refusal=self.notice.refuse,
            owner=self,
            key=(self, "board"),
            where=self._wanted(),
            further=dict(self.board.wanted),
        )

    def _fill_board(self, columns: tuple[BoardColumn, ...]) -> None:
        self.board.show_columns(columns)
        self.board.take_focus()

    def show_list(self) -> None:
        """Back to the list; a detail that covered it before the board gives way."""
        self._leave_board()
        if not self.pair.beside:
            self.back_to_list()
        self.take_focus()

    def take_focus(self) -> None:
        if self.on_board:
            self.board.take_focus()
        else:
            super().take_focus()

    def _fit_filters(self) -> None:
        super()._fit_filters()
        if self.on_board:
            self.filters.show()

    def _leave_board(self) -> None:
        if self.on_board:
            self.board.hide()
            self.pair.show()
            self._show_actions()
            self._fit_filters()

    def open_row(self, row_id: int) -> None:
        self._leave_board()
        super().open_row(row_id)

    def _open_from_board(self, demand_id: int) -> None:
        self.open_row(demand_id)
        self.detail.take_focus()

    def _show_view_of_board(self, view: View) -> None:
        """The list of a column, narrowed as the board is."""
        where = self._wanted()
        parts = in_column(where, view)
        if self.views.chosen is not None or len(parts) != 1:
            self.show_list()  # what is saved under a name, and two states at once, have no chip to go with
            return
        [part] = parts
        state = {} if part.state is None else {"state": part.state}
        self.context.go(
            "demands", view=part.view.value, search=part.search, **{**self.narrowed_by(), **state}
        )

    def _column_words(self, view: View) -> str:
        return {**CHIPS, **MORE_CHIPS}[view]

    def show_months(self) -> None:
        """How many came in each month of this year; pressing a bar lists them."""
        self.ask(listing.count_by_month, year=self.context.clock.today().year, then=self.draw_months)

    def draw_months(self, counts: dict[date, int]) -> Dialog:
        """The months as bars, January on top."""
        bars = [
            Bar(f"{first.month}月", count, f"{count} 件", do=partial(self.show_month, first))
            for first, count in counts.items()
        ]
        return show_plot(self, f"{self.context.clock.today().year} 年每月受理", bars)

    def show_month(self, first: date) -> None:
        """List what came in within a month."""
        self.context.go("demands", first_day=first, last_day=last_of_month(first))

    def narrowed_by(self) -> dict[str, Any]:
        """What another page narrowed the list to."""
        return {key: self.sent[key] for key in SENT_WORDS if key in self.sent}

    def _wanted(self) -> DemandFilter:
        return self.views.wanted(self.filters.words, self.narrowed_by())

    def _number(self, row: DemandRow) -> str:
        """The number inside its year; of another year with the year."""
        year = row.number.split("-")[-2]
        return row.short if year == str(self.context.clock.today().year) else f"{year}-{row.short}"

    def _due_word(self, row: DemandRow) -> str:
        """The deadline while the visitor waits for the answer; months ahead need no year to be clear."""
        if row.due.kind is DueKind.NONE or row.deadline_on is None:
            return ""
        if 1 < row.due.days < CLEAR_WITHOUT_YEAR:
            return month_day(row.deadline_on)
        return short_day(row.deadline_on, self.context.clock.today())

    def selection_actions(self, rows: list[DemandRow]) -> list[Action]:
        return self.moving.actions_for_several(rows)

    # ------------------------------------------------------------------ one demand

    def show_detail(self, row_id: int) -> None:
        self.ask(read_whole, then=self.fill_detail, demand_id=row_id)

    def fill_detail(self, whole: Whole) -> None:
        """Show a demand as it is now."""
        demand = whole.demand
        self.detail.show_detail(
            Detail(
                title=demand.row.title,
                reference=demand.row.number,
                pill=state_pill(demand.row),
                blocks=blocks_of(
                    whole,
                    self.context.clock.today(),
                    reveal=lambda: self.reveal(demand),
                    show_similar=lambda: self._show_similar(demand, whole.similar),
                    open_demand=self.open_row,
                    go=self.context.go,
                ),
                actions=self._actions(whole),
            )
        )

    def _actions(self, whole: Whole) -> list[Action]:
        demand = whole.demand
        return [
            *self.moving.first_actions(whole),
            Action("打印办理单", lambda: self.print(demand)),
            Action("修改", lambda: self.taking_down.edit(demand)),
            *self.moving.further_actions(whole),
            *paper_actions(self, demand),
        ]

    # ------------------------------------------------------------------ what people do

    def register(self) -> None:
        """Take a demand down."""
        self.taking_down.register()

    def call_back(self) -> None:
        """Ring those whose day it is, one after the other."""
        CallRound(self).begin()

    def reveal(self, demand: DemandDetail) -> None:
        """Tell who it was; that it was asked for is kept."""

        def show(visitor: RevealedVisitor) -> None:
            told = "，".join(part for part in (visitor.name, visitor.phone, visitor.address) if part)
            secret = "来访人要求保密，请不要告诉承办单位。" if demand.confidential else ""
            tell(self, "来访人", f"{told or '没有留姓名'}。{secret}查看已记入经手记录。")

        self.change(reveal_visitor, demand_id=demand.row.id, then=show)

    def print(self, demand: DemandDetail) -> None:
        """The sheet of this demand; the visitor stays masked on it."""
        self.print_paper(
            "打印办理单",
            f"诉求办理单 {demand.row.number}",
            make_record,
            kind="demand_record",
            went_out=seal_record,
            also=(".xlsx", ".docx"),
            about_id=demand.row.id,
            demand_id=demand.row.id,
            whole_visitor=False,
        )

    def export(self) -> None:
        """The ledger of what the list shows, for whom it is asked first."""
        open_export(self, self._wanted(), self._listed)

    def _show_similar(self, demand: DemandDetail, similar: list[DemandRow]) -> None:
        if len(similar) == 1 or not demand.row.place:
            self.open_row(similar[0].id)
        else:
            self.context.go("demands", search=demand.row.place)
