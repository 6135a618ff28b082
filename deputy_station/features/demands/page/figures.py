"""统计: the figures of a quarter or a year, told apart by category, village, unit ...; each of them opens its list."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from functools import partial
from typing import Any

from deputy_station.features.demands.page.papers import keep_report, make_report, save_report
from deputy_station.features.demands.rules.figures import (
    COUNTED,
    By,
    Outcome,
    Rate,
    percent_words,
    quarter_before,
    quarter_days,
    quarter_of,
    share_words,
)
from deputy_station.features.demands.service import figures
from deputy_station.features.demands.service.figures import WHOLE, FigureRow, FigureTable, HotMatter
from deputy_station.features.demands.service.filters import DemandFilter
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.detail import Detail, Facts, Heading
from deputy_station.widgets.dialogs import Dialog, tell
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.plot import Bar, show_plot
from deputy_station.widgets.table_model import Column, Kind

CHIPS = {
    By.CATEGORY: "类别",
    By.VILLAGE: "村",
    By.UNIT: "单位",
    By.DEPUTY: "代表",
    By.MONTH: "月份",
    By.CHANNEL: "反映方式",
    By.ROUTE: "处理方式",
}
_LEAFING = {True: ("上一季度", "下一季度", "看全年"), False: ("上一年", "下一年", "看季度")}
"""The buttons of the period, while a quarter is shown or not."""
_UNTOLD = DemandFilter()


def sent_by(where: DemandFilter) -> dict[str, Any]:
    """What a filter adds to the whole list, as `go("demands", ...)` takes it."""
    return {
        one.name: getattr(where, one.name)
        for one in fields(where)
        if getattr(where, one.name) != getattr(_UNTOLD, one.name)
    }


class FiguresPage(ListDetailPage):
    """How many, how fast, how content."""

    title = "统计"
    tables = frozenset(
        {"demands", "demand_steps", "demand_deputies", "demand_categories", "units", "deputies"}
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            unit="行",
            multiple=False,
            empty="这段时间没有受理诉求。往前翻一个季度看看。",
            columns=(
                Column("名称", "name", chars=7, grow=1),
                Column("受理", lambda row: row.counts.of(Outcome.RECEIVED), chars=3, kind=Kind.NUMBER),
                Column("占比", lambda row: share_words(row.share), chars=4, leaves=2, kind=Kind.NUMBER),
                Column(
                    "办结", lambda row: row.counts.of(Outcome.SETTLED), chars=3, leaves=6, kind=Kind.NUMBER
                ),
                Column("办结率", partial(_rate, Rate.SETTLED), chars=4, leaves=1, kind=Kind.NUMBER),
                Column("按时办结率", partial(_rate, Rate.IN_TIME), chars=5, leaves=3, kind=Kind.NUMBER),
                Column("落实满意率", partial(_rate, Rate.RESULT), chars=5, leaves=4, kind=Kind.NUMBER),
                Column(
                    "超期未办",
                    lambda row: row.counts.of(Outcome.OVERDUE),
                    chars=4,
                    leaves=5,
                    kind=Kind.NUMBER,
                ),
            ),
        )
        self.year, self.quarter = quarter_of(context.clock.today())
        self._figures: FigureTable | None = None
        self.filters.set_filters([Filter(by.value, word) for by, word in CHIPS.items()])
        self._show_actions()

    # ------------------------------------------------------------------ the period

    def take_filter(self, **filters: Any) -> None:
        self.year = filters.pop("year", self.year)
        self.quarter = filters.pop("quarter", self.quarter)
        super().take_filter(**{"view": self._by.value, **filters})
        self._show_actions()

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day shown; a quarter of 0 stands for the whole year."""
        if self.quarter:
            return quarter_days(self.year, self.quarter)
        return date(self.year, 1, 1), date(self.year, 12, 31)

    @property
    def period(self) -> str:
        """2026 年第 4 季度."""
        return f"{self.year} 年第 {self.quarter} 季度" if self.quarter else f"{self.year} 年全年"

    def show_before(self) -> None:
        """The quarter, or the year, before."""
        if self.quarter:
            self._show_period(*quarter_before(self.year, self.quarter))
        else:
            self._show_period(self.year - 1, 0)

    def show_after(self) -> None:
        """The quarter, or the year, after."""
        if not self.quarter:
            self._show_period(self.year + 1, 0)
        else:
            self._show_period(self.year + self.quarter // 4, self.quarter % 4 + 1)

    def show_year(self) -> None:
        """The whole year instead of a quarter, or its last quarter again."""
        now, quarter = quarter_of(self.context.clock.today())
        self._show_period(self.year, 0 if self.quarter else quarter if self.year == now else 4)

    def _show_period(self, year: int, quarter: int) -> None:
        self.year, self.quarter = year, quarter
        self._show_actions()
        self.reload()

    def _show_actions(self) -> None:
        before, after, other = _LEAFING[bool(self.quarter)]
        of_quarter = partial(Action, enabled=bool(self.quarter), why="按季度写的，请先按“看季度”")
        self.set_actions(
            Action(before, self.show_before),
            Action(after, self.show_after),
            Action(other, self.show_year),
            Action("画图", self.draw),
            of_quarter("热点事项", self.show_hot),
            of_quarter("打印报告", self.print_report),
            of_quarter("起草报告", self.write_report, primary=True),
        )

    # ------------------------------------------------------------------ the table

    @property
    def _by(self) -> By:
        chosen = self.filters.chosen
        return next((by for by in CHIPS if by.value == chosen), By.CATEGORY)

    def load_list(self) -> None:
        first, last = self.days
        self.ask(figures.read_figures, first=first, last=last, by=self._by, then=self.show_figures)

    def show_figures(self, table: FigureTable) -> None:
        """All together first, then row by row."""
        self._figures = table
        received = table.whole.counts.of(Outcome.RECEIVED)
        self.set_count(f"{self.year} 年 {self.quarter} 季度" if self.quarter else f"{self.year} 年")
        self.table.show_rows([table.whole, *table.rows] if received else [])
        if self.open_id is not None and not self._row(self.open_id):
            self.open_id = WHOLE
        if self.open_id is not None:
            self.show_detail(self.open_id)

    def _row(self, row_id: Any) -> FigureRow | None:
        if self._figures is None:
            return None
        rows = (self._figures.whole, *self._figures.rows)
        return next((row for row in rows if row.id == row_id), None)

    # ------------------------------------------------------------------ one row

    def show_detail(self, row_id: Any) -> None:
        row = self._row(row_id)
        if row is None:
            self.detail.show_nothing("这段时间没有受理诉求。")
            return
        self.detail.show_detail(
            Detail(
                title=row.name,
                reference=self.period,
                blocks=[
                    Heading("比率"),
                    Facts([self._rate_line(row, rate) for rate in Rate]),
                    Heading("件数"),
                    Facts([self._figure_line(row, outcome) for outcome in Outcome if row.counts.of(outcome)]),
                    Heading("怎么算的"),
                    Facts([(rate.label, rate.definition) for rate in Rate]),
                    Facts([(one.label, COUNTED[one]) for one in (Outcome.RECEIVED, Outcome.OVERDUE)]),
                ],
                actions=[
                    Action("看清单", partial(self.open_list, row.list_of(Outcome.RECEIVED)), primary=True)
                ],
            )
        )

    def _figure_line(self, row: FigureRow, outcome: Outcome) -> Any:
        return (outcome.label, f"{row.counts.of(outcome)} 件", partial(self.open_list, row.list_of(outcome)))

    def _rate_line(self, row: FigureRow, rate: Rate) -> Any:
        part, whole = rate.parts
        told = percent_words(row.counts.rate(rate))
        if not row.counts.of(whole):
            return (rate.label, f"{told}　还没有{whole.label}的")
        counted = f"{told}　{row.counts.of(part)} ÷ {row.counts.of(whole)}"
        return (rate.label, counted, partial(self.open_list, row.list_of(part)))

    def open_list(self, where: DemandFilter) -> None:
        """The demands that a figure counts."""
        self.context.go("demands", **sent_by(where))

    # ------------------------------------------------------------------ plots and papers

    def draw(self) -> Dialog | None:
        """The rows as bars; each opens its list, and the plot prints as seen."""
        if self._figures is None or not self._figures.rows:
            self.notice.tell("这段时间没有受理诉求，没有可画的。")
            return None
        bars = [
            Bar(
                row.name,
                row.counts.of(Outcome.RECEIVED),
                _bar_words(row),
                do=partial(self.open_list, row.list_of(Outcome.RECEIVED)),
            )
            for row in self._figures.rows
        ]
        return show_plot(self, f"{self.period}按{CHIPS[self._by]}受理", bars)

    def show_hot(self) -> None:
        """What was heard of more than in the quarter before."""
        self.ask(figures.hot_matters, year=self.year, quarter=self.quarter, then=self.draw_hot)

    def draw_hot(self, hot: Sequence[HotMatter]) -> Dialog | None:
        """The hot matters as bars, those that grew most on top."""
        if not hot:
            tell(self, "热点事项", f"{self.period}没有两件以上的同类诉求。")
            return None
        bars = [
            Bar(
                matter.name,
                matter.count,
                f"{matter.count} 件，上季 {matter.before} 件，{matter.growth}",
                do=partial(self.open_list, matter.where),
            )
            for matter in hot
        ]
        return show_plot(self, f"{self.period}热点事项", bars)

    def print_report(self) -> None:
        """The report of the quarter as it stands."""
        self.print_paper(
            "打印季度报告",
            f"诉求季度报告 {self.year}-{self.quarter}",
            make_report,
            kind="quarter_report",
            went_out=keep_report,
            also=(".xlsx", ".docx"),
            year=self.year,
            quarter=self.quarter,
        )

    def write_report(self) -> None:
        """The report of the quarter as a draft for Word or WPS."""
        self.save_paper(
            "起草季度报告",
            f"诉求季度报告 {self.year}-{self.quarter}",
            ".docx",
            save_report,
            kind="quarter_report",
            year=self.year,
            quarter=self.quarter,
        )


def _rate(rate: Rate, row: FigureRow) -> str:
    return percent_words(row.counts.rate(rate))


def _bar_words(row: FigureRow) -> str:
    share = "" if row.share is None else f"，占 {share_words(row.share)}"
    return f"{row.counts.of(Outcome.RECEIVED)} 件{share}，办结率 {_rate(Rate.SETTLED, row)}"
