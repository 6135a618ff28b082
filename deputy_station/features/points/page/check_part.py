"""What a part of the page 积分核对 gives: its columns, its buttons, its list and the detail of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from deputy_station.widgets.buttons import Action
from deputy_station.widgets.detail import Detail
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.table_model import Column

if TYPE_CHECKING:
    from deputy_station.features.points.page.checks import ChecksPage


class CheckPart:
    """One part. It shows itself only while it is the page's `part`."""

    empty = ""

    def __init__(self, page: ChecksPage) -> None:
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

    def put_rows(self, rows: Sequence[Any]) -> None:
        """Fill the table, unless the page went on to another part meanwhile."""
        if self.page.part is self:
            self.page.table.show_rows(rows)
