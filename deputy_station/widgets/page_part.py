"""A part of a page behind one of its chips: its columns, its buttons, its list and the detail of a row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deputy_station.widgets.buttons import Action
from deputy_station.widgets.detail import Detail
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.table_model import Column


class PagePart:
    """One part. It shows itself only while it is the page's `part`."""

    page: ListDetailPage
    empty = ""

    def __init__(self, page: Any) -> None:  # each page makes its own parts, which say what page theirs is
        self.page = page

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:
        """The columns of its list."""
        raise NotImplementedError

    @property
    def is_shown(self) -> bool:
        """Whether the page is at this part."""
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
        if self.is_shown:
            self.page.detail.show_detail(detail)

    def put_rows(self, rows: Sequence[Any], count: str = "") -> None:
        """Fill the table, unless the page went on to another part meanwhile; `count` stands beside the title."""
        if self.is_shown:
            if count:
                self.page.set_count(count)
            self.page.table.show_rows(rows)
