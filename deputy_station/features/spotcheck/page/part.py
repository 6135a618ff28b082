"""What a part of the page 检查抽查 is asked besides, and the quarters it offers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from deputy_station.features.spotcheck.rules.quarters import quarter_of
from deputy_station.widgets.page_part import PagePart

if TYPE_CHECKING:
    from deputy_station.features.spotcheck.page.listing import SpotCheckPage

Quarter = tuple[int, int]
"""Year and quarter."""
QUARTERS_OFFERED = 8
"""Two years back: what is older is looked up on paper."""


class SpotPart(PagePart):
    """One part of the page."""

    page: SpotCheckPage

    by_quarter = False
    """Whether its list is that of the quarter chosen."""
    by_kind = False
    """Whether its list can be looked at by kind, by deputy, by gravity."""

    @property
    def is_shown(self) -> bool:
        return self.page.part is self


def quarters_offered(today: date) -> list[Quarter]:
    """The running quarter and those before it, newest first."""
    year, quarter = quarter_of(today)
    last = year * 4 + quarter - 1
    return [(number // 4, number % 4 + 1) for number in range(last, last - QUARTERS_OFFERED, -1)]


def quarter_words(quarter: Quarter) -> str:
    """2026 年第 4 季度."""
    return f"{quarter[0]} 年第 {quarter[1]} 季度"
