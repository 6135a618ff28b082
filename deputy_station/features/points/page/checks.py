"""积分核对: what people say and decide about points, in four parts: claims, marks, objections, closing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deputy_station.features.points.page.check_part import CheckPart
from deputy_station.features.points.page.claims import VIEWS, ClaimsPart
from deputy_station.features.points.page.closing import ClosingPart
from deputy_station.features.points.page.marks import MarksPart
from deputy_station.features.points.page.objections import ObjectionsPart
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.service.checking import (
    PeriodItems,
    begun_periods,
)
from deputy_station.features.points.service.claim_listing import ClaimRow
from deputy_station.features.points.service.scores import SCORED_TABLES
from deputy_station.features.points.service.waiting import Waiting, count_waiting
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.detail import NOTHING_CHOSEN
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext

MARKS, OBJECTIONS, CLOSING = "marks", "objections", "closing"


class ChecksPage(ListDetailPage):
    """Each chip is a list of its own; the first is what waits for its review."""

    title = "积分核对"
    tables = SCORED_TABLES | {
        "point_objections",
        "point_closings",
        "point_closed_scores",
        "point_corrections",
        "stations",
    }

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context, search="代表、拼音首字母、事项", unit="条", columns=ClaimsPart.columns(context)
        )
        self.claims = ClaimsPart(self)
        self.marks = MarksPart(self)
        self.objections = ObjectionsPart(self)
        self.closing = ClosingPart(self)
        self.periods: list[PeriodItems] = []
        self.part: CheckPart = self.claims
        self.period = Choice()
        self.period.setAccessibleName("期间")
        self.period.activated.connect(lambda _place: self.filters.changed.emit())
        self.filters.add(self.period)
        self._show_part()
        self.show_counts(Waiting(0, 0, 0, 0, 0))

    def openers(self) -> Mapping[str, Callable[..., object]]:
        found: dict[str, Callable[..., object]] = {}
        for part in (self.claims, self.marks, self.objections, self.closing):
            found.update(part.openers())
        return found

    def take_filter(self, **filters: Any) -> None:
        do = filters.pop("do", "")
        period = filters.pop("period", None)
        objects = {key: filters.pop(key) for key in ("who", "item") if do == "object" and key in filters}
        super().take_filter(**filters)
        if period is not None:
            self.choose_period(str(period))
        if do == "register":
            self.claims.register()
        if do == "object":
            self.objections.record(period=str(period or ""), **objects)

    # ------------------------------------------------------------------ lists

    def load_list(self) -> None:
        part = self._part_of(self.filters.chosen)
        if part is not self.part:
            self.part = part
            self.open_id = None
            self.notice.clear()
            self.detail.show_nothing(NOTHING_CHOSEN)
            self._show_part()
        self.ask(count_waiting, then=self.show_counts)
        self.ask(begun_periods, then=self.show_periods)
        part.load()

    def open_row(self, row_id: Any) -> None:
        if self._part_of(self.filters.chosen) is not self.part:
            self.load_list()  # sent here from elsewhere: the row is one of another list
        super().open_row(row_id)

    def show_counts(self, counts: Waiting) -> None:
        """The chips' numbers, and what waits here, for the navigation."""
        self.filters.set_filters(
            [
                Filter("waiting", VIEWS["waiting"].word, counts.waiting),
                Filter("returned", VIEWS["returned"].word, counts.returned),
                Filter("approved", VIEWS["approved"].word, counts.approved),
                Filter("claims", VIEWS["claims"].word, counts.claims),
                Filter(MARKS, "评分"),
                Filter(OBJECTIONS, "异议", counts.objections),
                Filter(CLOSING, "公布"),
            ]
        )
        self.set_count(f"{counts.to_do} 件等着核对" if counts.to_do else "没有等着核对的")
        self.waiting.emit(counts.to_do)

    def show_periods(self, periods: list[PeriodItems]) -> None:
        """Offer the periods that have begun, newest first; the chosen one stays."""
        present = self.period_key
        names = [each.period.name for each in periods]
        changed = [each.period.key for each in periods] != [each.period.key for each in self.periods]
        self.periods = periods
        if changed:
            self.period.clear()
            self.period.addItems(names)
            self.period.updateGeometry()  # it was empty when its place was given to it
            self.choose_period(present)

    @property
    def period_key(self) -> str:
        """The key of the period chosen for marks; empty while none is known."""
        place = self.period.currentIndex()
        return self.periods[place].period.key if 0 <= place < len(self.periods) else ""

    def choose_period(self, key: str) -> None:
        """Choose a period of marks by its key; an unknown one leaves the newest."""
        keys = [each.period.key for each in self.periods]
        self.period.setCurrentIndex(keys.index(key) if key in keys else 0)

    def show_claim(self, claim: ClaimRow) -> None:
        """Bring a claim forward, in the list it is in now."""
        view = next((key for key, one in VIEWS.items() if claim.review in one.reviews), "claims")
        self.take_filter(view="claims" if claim.review is Review.NONE else view, id=claim.id)
        self.load_list()

    def next_row(self) -> None:
        """Bring the row after the chosen one forward: what was chosen is done and leaves the list."""
        place = self.table.model.place_of(self.table.chosen_id)
        if place is None or self.filters.chosen == "claims":
            return
        following = self.table.model.row_at(place + 1) or (
            self.table.model.row_at(place - 1) if place else None
        )
        if following is None:
            self.open_id = None
            self.detail.show_nothing("这一列都看完了。")
            self.pair.close_detail()
            return
        self.open_id = following.id
        self.table.choose(following.id)
        self.show_detail(following.id)

    def show_detail(self, row_id: Any) -> None:
        self.part.show(row_id)

    def selection_actions(self, rows: list[Any]) -> Sequence[Action]:
        return self.part.selection(rows)

    def _part_of(self, chip: str) -> CheckPart:
        parts: dict[str, CheckPart] = {
            MARKS: self.marks,
            OBJECTIONS: self.objections,
            CLOSING: self.closing,
        }
        return parts.get(chip, self.claims)

    def _show_part(self) -> None:
        """Columns, buttons and the words of an empty list of the part shown."""
        self.table.show_rows([])  # the old rows have no such columns
        self.table.set_columns(self.part.columns(self.context))
        self.set_actions(*self.part.actions())
        self.period.setVisible(self.part is self.marks)

    def _say_empty(self) -> None:
        if self.filters.words or (self.part is self.claims and self.filters.narrowed_by_chip):
            super()._say_empty()
        else:
            self.table.set_empty(self.part.empty, self.part.empty_action())
