"""What a part of the page 检查抽查 gives: its columns, its buttons, its list and the detail of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from deputy_station.features.spotcheck.rules.quarters import quarter_of
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.detail import Detail
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.table_model import Column

if TYPE_CHECKING:
    from deputy_station.features.spotcheck.page.listing import SpotCheckPage

Quarter = tuple[int, int]
"""Year and quarter."""
QUARTERS_OFFERED = 8
"""Two years back: what is older is looked up on paper."""


class SpotPart:
    """One part. It shows itself only while it is the page's `part`."""

    empty = ""
    by_quarter = False
    """Whether its list is that of the quarter chosen."""
    by_kind = False
    """Whether its list can be narrowed to one kind of finding."""

    def __init__(self, page: SpotCheckPage) -> None:
        self.page = page

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:
        """The columns of its list."""
        raise NotImplementedError

    def actions(self) -> Sequence[Action]:
        """The buttons of the page's head."""
        return ()

    def empty_action(self) -> Action | None:
        """The next step an empty list offers."""
        return None

    def openers(self) -> Mapping[str, Callable[..., object]]:
        """How its forms are opened again (see Page.openers)."""
        return {}

    def load(self) -> None:
        """Fill the page's table."""
        raise NotImplementedError

    def show(self, row_id: Any) -> None:
        """Ask for one row's detail."""
        raise NotImplementedError

    def selection(self, rows: list[Any]) -> Sequence[Action]:  # noqa: ARG002 - for subclasses
        """What can be done with several rows at once."""
        return ()

    def put(self, detail: Detail) -> None:
        """Show a detail, unless the page went on to another part meanwhile."""
        if self.page.part is self:
            self.page.detail.show_detail(detail)

    def put_rows(self, rows: Sequence[Any], count: str) -> None:
        """Fill the table, unless the page went on to another part meanwhile; `count` stands beside the title."""
        if self.page.part is self:
            self.page.set_count(count)
            self.page.table.show_rows(rows)


def quarters_offered(today: date) -> list[Quarter]:
    """The running quarter and those before it, newest first."""
    year, quarter = quarter_of(today)
    last = year * 4 + quarter - 1
    return [(number // 4, number % 4 + 1) for number in range(last, last - QUARTERS_OFFERED, -1)]


def quarter_words(quarter: Quarter) -> str:
    """2026 年第 4 季度."""
    return f"{quarter[0]} 年第 {quarter[1]} 季度"
