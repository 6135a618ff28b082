"""A part of the page 积分核对."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deputy_station.widgets.page_part import PagePart

if TYPE_CHECKING:
    from deputy_station.features.points.page.checks import ChecksPage


class CheckPart(PagePart):
    """One part of the page."""

    page: ChecksPage

    @property
    def is_shown(self) -> bool:
        return self.page.part is self
