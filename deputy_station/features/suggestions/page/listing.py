"""The page of suggestions: the list with its views, and one suggestion with its way and its next steps."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from deputy_station.core.clock import month_day
from deputy_station.features.suggestions.page.boards import LivelihoodDialog, PromisesDialog
from deputy_station.features.suggestions.page.moving import Moving
from deputy_station.features.suggestions.page.papers import Papers
from deputy_station.features.suggestions.page.telling import blocks_of, state_pill
from deputy_station.features.suggestions.page.writing import Writing
from deputy_station.features.suggestions.rules.choices import WITH_UNITS, SuggestionState
from deputy_station.features.suggestions.service import listing, quota, writing
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.listing import SOON_DAYS, SuggestionCounts, View
from deputy_station.features.suggestions.service.promises import list_promises
from deputy_station.features.suggestions.service.quota import LivelihoodRow
from deputy_station.features.suggestions.service.rows import PromiseRow, SuggestionDetail, SuggestionRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.dates import days_left, short_day
from deputy_station.widgets.detail import Detail
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.table_model import Column, Kind

CHIPS = {
    View.ALL: "全部",
    View.OVERDUE: "已超期",
    View.TO_REVIEW: "待审查",
    View.TO_ASSIGN: "待交办",
    View.TO_SIGN: "待签收",
    View.HANDLING: "办理中",
    View.TO_APPRAISE: "待评价",
    View.SUPERVISED: "重点督办",
    View.PROMISED: "承诺未兑现",
    View.TO_LOOK_BACK: "待回头看",
    View.DRAFT: "草稿",
    View.CLOSED: "已办结",
    View.LIVELIHOOD: "民生建议",
}
MORE_CHIPS = {View.SOON: f"{SOON_DAYS}天内到期", View.REFUSED: "不予受理"}
"""Views without a chip of their own, shown while they hold something or people were sent to one."""


class SuggestionsPage(ListDetailPage):
    """What deputies propose and what becomes of it."""

    title = "代表建议"
    tables = frozenset(
        {"suggestions", "suggestion_signers", "suggestion_promises", "units", "step_settings", "term_rules"}
    )

    def __init__(self, context: PageContext) -> None:
        today = context.clock.today
        super().__init__(
            context,
            search="编号、标题、内容、代表、承办单位",
            empty="这一年还没有建议。代表提的建议和议案登记在这里。",
            empty_action=Action("登记建议", self.register),
            columns=[
                Column("提出", lambda row: short_day(row.proposed_on, today()), chars=5, leaves=4),
                Column("编号", _number, chars=4, leaves=3, out="number"),
                Column("标题", "title", chars=14, grow=1),
                Column("领衔", "lead", chars=5, leaves=1),
                Column("承办", "unit", chars=6, leaves=2),
                Column("状态", state_pill, chars=4, kind=Kind.PILL),
                Column("期限", lambda row: due_words(row, today()), chars=7),
            ],
        )
        self.moving = Moving(self)
        self.writing = Writing(self)
        self.papers = Papers(self)
        self._year = today().year
        self._counts: SuggestionCounts | None = None
        self.years = Choice()
        self._offer_years()
        self.years.activated.connect(self._take_year)
        self.filters.add(self.years)
        self._show_chips()
        self.set_actions(
            Action("每月民生建议", self.open_livelihood),
            Action("承诺台账", self.open_promises),
            Action("六公开清单", self.print_public),
            Action("登记建议", self.register, primary=True),
        )

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "register": self.writing.register,
            "of_demand": self.writing.suggest_from_demand,
            "edit": self.writing.edit_again,
            "public": self.writing.set_public_again,
            "step": self.moving.take_again,
            "promise": self.moving.settle_promise_again,
        }

    # ------------------------------------------------------------------ list

    def take_filter(self, **filters: Any) -> None:
        demand = (filters.pop("demand_id", None), filters.pop("demand_version", None))
        board = str(filters.pop("do", ""))
        if "year" in filters:
            self._year, self.open_id = int(filters.pop("year")), None
            self._offer_years()
        super().take_filter(**filters)
        self._show_chips()
        if demand[0] is not None:
            self.writing.suggest_from_demand(*demand)
        if board == "promises":
            self.open_promises()

    def load_list(self) -> None:
        wanted: dict[str, Any] = {
            "search": self.filters.words,
            "view": View(self.filters.chosen),
            "deputy_id": self.sent.get("deputy_id"),
            "unit_id": self.sent.get("unit_id"),
            "first": date(self._year, 1, 1),
            "last": date(self._year, 12, 31),
        }
        self.table.load(listing.list_suggestions, listing.count_suggestions, **wanted)
        self.ask(listing.count_by_view, then=self.show_counts, year=self._year)

    def show_counts(self, counts: SuggestionCounts) -> None:
        """The chips' numbers, the words beside the title, the number in the navigation."""
        self._counts = counts
        self.set_count(f"{self._year}年 {counts.total} 件")
        self._show_chips()
        self.waiting.emit(counts.waiting)

    def _show_chips(self) -> None:
        chips = dict(CHIPS)
        for view, word in MORE_CHIPS.items():
            if self.filters.chosen == view.value or (self._counts is not None and self._counts.of(view)):
                chips[view] = word
        self.filters.set_filters(
            [
                Filter(view.value, word, None if self._counts is None else self._counts.of(view))
                for view, word in chips.items()
            ]
        )

    def _offer_years(self) -> None:
        """This year and five before it, and the year that is open where a paper led further back."""
        this = self.context.clock.today().year
        offered = sorted({*range(this, this - 6, -1), self._year}, reverse=True)
        self.years.clear()
        self.years.addItems([f"{year}年" for year in offered])
        self.years.setCurrentIndex(offered.index(self._year))

    def _take_year(self, _place: int) -> None:
        self._year, self.open_id = int(self.years.currentText()[:4]), None
        self.detail.show_nothing("选中左边的一件，这里看全部内容。")
        self.load_list()

    def selection_actions(self, rows: list[SuggestionRow]) -> list[Action]:
        return self.moving.actions_for_several(rows)

    # ------------------------------------------------------------------ one suggestion

    def show_detail(self, row_id: int) -> None:
        self.ask(get_suggestion, then=self.fill_detail, suggestion_id=row_id)

    def fill_detail(self, each: SuggestionDetail) -> None:
        """Show a suggestion as it is now."""
        self.detail.show_detail(
            Detail(
                title=each.title,
                reference=each.number or each.kind.label,
                pill=state_pill(each),
                blocks=blocks_of(
                    each, self.context.clock.today(), self.context.go, self.moving.settle_promise
                ),
                actions=self._actions(each),
            )
        )

    def _actions(self, each: SuggestionDetail) -> list[Action]:
        actions = [*self.moving.actions(each), *self.papers.actions(each)]
        keys = {step.key for step in each.steps}
        if "edit" in keys:
            actions.append(Action("修改", partial(self.writing.edit, each)))
        if "publish" in keys:
            actions.append(Action("公开与保密", partial(self.writing.set_public, each)))
        if "excellent" in keys:
            actions.append(
                Action("取消优秀" if each.excellent else "评为优秀", partial(self.mark_excellent, each))
            )
        return actions

    # ------------------------------------------------------------------ what people do

    def register(self) -> None:
        """Enter a suggestion."""
        self.writing.register()

    def mark_excellent(self, each: SuggestionDetail) -> None:
        """优秀建议, or no longer."""
        self.change(
            writing.mark_excellent,
            suggestion_id=each.id,
            version=each.version,
            excellent=not each.excellent,
            say=f"《{each.title}》{'不再是' if each.excellent else '评为'}优秀建议",
            on_refusal=self.detail.notice.refuse,
        )

    def open_livelihood(self) -> None:
        """Who gave how many livelihood suggestions in which month."""
        least = self.context.settings.number("livelihood_least")
        self.ask(quota.list_livelihood, then=self.show_livelihood, year=self._year, least=least)

    def show_livelihood(self, rows: list[LivelihoodRow]) -> None:
        """Open the year's board of livelihood suggestions."""
        LivelihoodDialog(self, self.context, self._year, rows).open()

    def open_promises(self) -> None:
        """What replies promised, of all years, those still owed first."""
        self.ask(list_promises, then=self.show_promises)

    def show_promises(self, rows: list[PromiseRow]) -> None:
        """Open the ledger of promises."""
        PromisesDialog(
            self, self.context, rows, open_row=self.open_row, print_ledger=self.papers.print_promises
        ).open()

    def print_public(self) -> None:
        """The list that is published."""
        self.papers.print_public(self._year)


def _number(row: SuggestionRow) -> str:
    """The number within its session, as the list shows it; whole where it is exported."""
    return f"第{row.number.rpartition('第')[2]}" if row.number else ""


def due_words(row: SuggestionRow, today: date) -> str:
    """By when: the reply's last day while it is owed, else that of the step that is waited for."""
    if row.state in WITH_UNITS and row.deadline_on is not None:
        if row.overdue_days or (row.deadline_on - today).days <= SOON_DAYS:
            return days_left(row.deadline_on, today)
        if row.deadline_on.year == today.year + 1:
            return f"明年{month_day(row.deadline_on)}"
        return short_day(row.deadline_on, today)
    if row.step_due_on is not None and row.state is not SuggestionState.CLOSED:
        return days_left(row.step_due_on, today)
    return ""
