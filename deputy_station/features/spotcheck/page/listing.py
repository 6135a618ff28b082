"""检查抽查: what checks look at, in six parts: self-check, quarterly checks, findings, draws, half years, reports."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deputy_station.features.spotcheck.page.checks import ChecksPart
from deputy_station.features.spotcheck.page.draws import DrawsPart
from deputy_station.features.spotcheck.page.findings import FindingsPart
from deputy_station.features.spotcheck.page.half_years import HalfYearsPart
from deputy_station.features.spotcheck.page.part import Quarter, SpotPart, quarter_words, quarters_offered
from deputy_station.features.spotcheck.page.reports import ReportsPart
from deputy_station.features.spotcheck.page.self_check import SelfCheckPart
from deputy_station.features.spotcheck.service.waiting import count_overdue
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter, FilterBar
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.detail import NOTHING_CHOSEN
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext

SELF, CHECKS, FINDINGS, DRAWS = "self", "checks", "findings", "draws"
HALF_YEARS, REPORTS = "half_years", "reports"


class SpotCheckPage(ListDetailPage):
    """Each chip is a list of its own; the first is what the station looks at before anybody comes."""

    title = "检查抽查"
    tables = frozenset(
        {
            "quarter_checks",
            "check_findings",
            "draws",
            "draw_members",
            "half_year_checks",
            "half_year_results",
            "half_year_problems",
            "bulletins",
            "station_reports",
            "activities",
            "attendances",
            "deeds",
            "suggestions",
            "suggestion_signers",
            "demands",
            "evidence",
            "deputies",
            "mandates",
            "point_claims",
            "sign_sheets",
            "scan_pages",
            "scan_marks",
            "register_prints",
            "printed_papers",
        }
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, unit="条", columns=SelfCheckPart.columns(context))
        self.self_check = SelfCheckPart(self)
        self.checks = ChecksPart(self)
        self.findings = FindingsPart(self)
        self.draws = DrawsPart(self)
        self.half_years = HalfYearsPart(self)
        self.reports = ReportsPart(self)
        self.part: SpotPart = self.self_check
        self.quarters = quarters_offered(context.clock.today())
        self.choice = Choice()
        self.choice.setAccessibleName("季度")
        self.choice.addItems([quarter_words(each) for each in self.quarters])
        self.choice.activated.connect(lambda _place: self._quarter_chosen())
        self.filters.add(self.choice)
        self.views = FilterBar(unit="处")
        self.views.set_lines(1)
        self.views.changed.connect(self._view_chosen)
        self.body.insertWidget(self.body.indexOf(self.pair), self.views)
        self._show_part()
        self.show_overdue(0)

    @property
    def quarter(self) -> Quarter:
        """The quarter chosen: the running one at first."""
        return self.quarters[max(self.choice.currentIndex(), 0)]

    def openers(self) -> Mapping[str, Callable[..., object]]:
        found: dict[str, Callable[..., object]] = {}
        for part in (
            self.self_check,
            self.checks,
            self.findings,
            self.draws,
            self.half_years,
            self.reports,
        ):
            found.update(part.openers())
        return found

    def take_filter(self, **filters: Any) -> None:
        quarter = (filters.pop("year", None), filters.pop("quarter", None))
        if quarter in self.quarters:
            self.choice.setCurrentIndex(self.quarters.index(quarter))
        super().take_filter(**filters)

    def show_finding(self, finding_id: int) -> None:
        """Bring a finding forward in its list."""
        self.take_filter(view=FINDINGS, id=finding_id)
        self.load_list()

    # ------------------------------------------------------------------ lists

    def load_list(self) -> None:
        self._turn_to_part()
        self.ask(count_overdue, then=self.show_overdue)
        self.part.load()

    def open_row(self, row_id: Any) -> None:
        if self._part_of(self.filters.chosen) is not self.part:
            self.load_list()  # sent here from elsewhere: the row is one of another list
        super().open_row(row_id)

    def show_overdue(self, overdue: int) -> None:
        """The chips; how many findings are past their day stands beside theirs and in the navigation."""
        self.filters.set_filters(
            [
                Filter(SELF, "自查"),
                Filter(CHECKS, "季度检查"),
                Filter(FINDINGS, "问题整改", overdue or None),
                Filter(DRAWS, "抽查"),
                Filter(HALF_YEARS, "半年抽查"),
                Filter(REPORTS, "各站上报"),
            ]
        )
        self.waiting.emit(overdue)

    def show_detail(self, row_id: Any) -> None:
        self.part.show(row_id)

    def selection_actions(self, rows: list[Any]) -> Sequence[Action]:
        return self.part.selection(rows)

    def gone(self) -> None:
        """What was open is not in the list any more."""
        self._gone("")

    def list_words(self) -> list[str]:
        words = [*super().list_words(), *([quarter_words(self.quarter)] if self.part.by_quarter else [])]
        return [*words, self.views.word] if self.part.by_kind else words

    def _part_of(self, chip: str) -> SpotPart:
        parts: dict[str, SpotPart] = {
            CHECKS: self.checks,
            FINDINGS: self.findings,
            DRAWS: self.draws,
            HALF_YEARS: self.half_years,
            REPORTS: self.reports,
        }
        return parts.get(chip, self.self_check)

    def _turn_to_part(self) -> None:
        part = self._part_of(self.filters.chosen)
        if part is not self.part:
            self.part = part
            self._let_go_of_row()
            self._show_part()

    def _quarter_chosen(self) -> None:
        self._let_go_of_row()
        self.filters.changed.emit()

    def _view_chosen(self) -> None:
        self._let_go_of_row()
        self.load_list()

    def _fit_filters(self) -> None:
        super()._fit_filters()
        self.views.setVisible(self.part.by_kind and not self.filters.isHidden())

    def _let_go_of_row(self) -> None:
        """The rows of another list or quarter have other numbers."""
        self.table.choose(None)
        self.open_id = None
        self.notice.clear()
        self.detail.show_nothing(NOTHING_CHOSEN)

    def _show_part(self) -> None:
        """Columns, buttons and the words of an empty list of the part shown."""
        self.table.show_rows([])  # the old rows have no such columns
        self.table.set_columns(self.part.columns(self.context))
        self.set_actions(*self.part.actions())
        self.choice.setVisible(self.part.by_quarter)
        self._fit_filters()
        self.set_count("")

    def _say_empty(self) -> None:
        self.table.set_empty(self.part.empty, self.part.empty_action())
