"""The columns of a table as a person likes them: order, widths, choice, sorting; kept under the page's name.

Nothing scrolls sideways: what does not fit leaves by priority, whatever was chosen, and comes back with the room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView

from deputy_station.core.remembered import Remembered
from deputy_station.widgets.cells import PADDING
from deputy_station.widgets.pill import PILL_WORDS, pill_font
from deputy_station.widgets.style import px, scale, screen_font, words_width
from deputy_station.widgets.table_head import MENU_ROOM
from deputy_station.widgets.table_model import Column, Kind, TableModel

NARROWEST = 44
"""No column is dragged narrower than this (px at 100 %)."""
KEEP_AFTER_MS = 400
"""A width is written down when the dragging has paused."""


@dataclass(frozen=True)
class Habit:
    """How a person likes the columns of one table, by title; widths in px at 100 %."""

    order: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    widths: Mapping[str, int] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False


def read_habit(value: Any) -> Habit:
    """What was remembered; anything that does not look like it is as if nothing was."""
    if not isinstance(value, dict):
        return Habit()
    order, left_out, widths = value.get("order"), value.get("left_out"), value.get("widths")
    sort = value.get("sort")
    return Habit(
        tuple(one for one in order if isinstance(one, str)) if isinstance(order, list) else (),
        frozenset(one for one in left_out if isinstance(one, str))
        if isinstance(left_out, list)
        else frozenset(),
        {title: width for title, width in widths.items() if isinstance(width, int) and 0 < width < 4000}
        if isinstance(widths, dict)
        else {},
        sort if isinstance(sort, str) else "",
        value.get("descending") is True,
    )


def habit_value(habit: Habit) -> dict[str, Any] | None:
    """The habit as JSON holds it; None when nothing differs from the usual."""
    if habit == Habit():
        return None
    return {
        "order": list(habit.order),
        "left_out": sorted(habit.left_out),
        "widths": dict(habit.widths),
        "sort": habit.sort,
        "descending": habit.descending,
    }


def least_width(column: Column) -> int:
    """The least width (px on screen) a column needs to be read."""
    words = words_width(f"{column.title} ▲", bold=True)
    if column.kind is Kind.PILL:
        return max(column.chars * words_width("国", PILL_WORDS) + px(22), words) + 2 * px(PADDING)
    day = words_width("12月30日") if column.kind is Kind.DATE else 0
    return max(column.chars * words_width("国"), words, day + px(4)) + 2 * px(PADDING)


def share_room(
    room: int, columns: Sequence[Column], least: Sequence[int], wishes: Mapping[str, int]
) -> list[int]:
    """The widths of the columns shown, which fill `room` px exactly. Wishes are met as far as there is room."""
    need = sum(least)
    if need > room:
        widths = [width * room // need for width in least]
    else:
        widths = [
            max(min(px(NARROWEST), low) if not column.main else low, px(wishes[column.title]))
            if column.title in wishes
            else low
            for column, low in zip(columns, least, strict=True)
        ]
        over = sum(widths) - room
        slack = sum(max(0, width - low) for width, low in zip(widths, least, strict=True))
        if over > 0:
            widths = [
                width - -(-max(0, width - low) * over // slack)
                for width, low in zip(widths, least, strict=True)
            ]
    spare = room - sum(widths)
    takers = [place for place, column in enumerate(columns) if column.grow and column.title not in wishes]
    takers = takers or [place for place, column in enumerate(columns) if column.grow]
    shares = sum(columns[place].grow for place in takers)
    for place in takers if spare > 0 and need <= room else ():
        widths[place] += spare * columns[place].grow // shares
    if widths:
        widths[-1] = max(1, widths[-1] + room - sum(widths))
    return widths


class TableColumns(QObject):
    """Arranges the columns in the room there is, and hears what a person does with the head."""

    changed = Signal()
    """The choice or order of columns changed."""

    def __init__(self, view: QTableView, model: TableModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self._head = view.horizontalHeader()
        self.habit = Habit()
        self._remembered: Remembered | None = None
        self._key = ""
        self._arranging = False
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_AFTER_MS)
        self._keep.timeout.connect(self._write)
        self._head.sectionResized.connect(self._dragged)
        self._head.sectionMoved.connect(self._moved)
        self._head.sectionHandleDoubleClicked.connect(self.fit)

    # ------------------------------------------------------------------ remembering

    def remember(self, remembered: Remembered, key: str) -> None:
        """Take over what was remembered under the key, and keep what is changed there."""
        self._remembered, self._key = remembered, key
        self.habit = read_habit(remembered.get(key))
        self.take_columns()

    def take_columns(self) -> None:
        """The model has other columns: put order and sorting on them."""
        column = self._titled(self.habit.sort)
        self._model.sorted_by = column
        self._model.descending = self.habit.descending and column is not None
        self._put_order()
        self.arrange()

    def keep_sort(self) -> None:
        """Remember what the list is sorted by."""
        column = self._model.sorted_by
        self._change(sort=column.title if column else "", descending=self._model.descending)

    def restore(self) -> None:
        """As it was before anything was changed."""
        self.habit = Habit()
        self._write()
        self.take_columns()
        self.changed.emit()

    def write_now(self) -> None:
        """Write what is still waiting to be written down."""
        if self._keep.isActive():
            self._keep.stop()
            self._write()

    def _change(self, **values: Any) -> None:
        self.habit = replace(self.habit, **values)
        self._keep.start()

    def _write(self) -> None:
        if self._remembered is not None:
            self._remembered.put(self._key, habit_value(self.habit))

    # ------------------------------------------------------------------ what is shown

    def in_order(self) -> list[int]:
        """All columns (their places in the model) from left to right."""
        return [self._head.logicalIndex(visual) for visual in range(len(self._model.columns))]

    def seen(self) -> list[Column]:
        """The columns in sight, from left to right."""
        return [
            self._model.columns[place] for place in self.in_order() if not self._view.isColumnHidden(place)
        ]

    def wanted(self, column: Column) -> bool:
        """Whether a column is chosen; it may have left for want of room all the same."""
        return column.main or column.title not in self.habit.left_out

    def choose(self, column: Column, *, shown: bool) -> None:
        """Show a column or leave it out; the main one and the last one stay."""
        left_out = self.habit.left_out - {column.title} if shown else self.habit.left_out | {column.title}
        if column.main or not any(one.main or one.title not in left_out for one in self._model.columns):
            return
        self._change(left_out=left_out)
        self.arrange()
        self.changed.emit()

    def move(self, place: int, steps: int) -> None:
        """Move a column past the next one in sight, left (−1) or right (+1)."""
        shown = [one for one in self.in_order() if not self._view.isColumnHidden(one)]
        at = shown.index(place) + steps if place in shown else -1
        if 0 <= at < len(shown):
            self._head.moveSection(self._head.visualIndex(place), self._head.visualIndex(shown[at]))

    def fit(self, place: int) -> None:
        """Make a column as wide as what it shows in the rows that are here."""
        column = self._model.columns[place]
        metrics = QFontMetrics(pill_font() if column.kind is Kind.PILL else screen_font())
        texts = (self._model.text_of(column, row) for row in self._model.rows_here())
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        words = words_width(f"{column.title} ▲", bold=True)
        more = px(22) if column.kind is Kind.PILL else px(4)
        self._wish({column: max(widest + more, words) + 2 * px(PADDING)})
        self.arrange()

    # ------------------------------------------------------------------ arranging

    def least_width(self) -> int:
        """The width (px on screen) that the columns which never leave need."""
        return sum(least_width(column) for column in self._model.columns if column.leaves == 0) + px(16)

    def arrange(self) -> None:
        """Give the columns their widths, hide those there is no room for."""
        columns = self._model.columns
        room = self._view.viewport().width()
        order = [place for place in self.in_order() if self.wanted(columns[place])]
        shown = list(order)
        leaving = sorted(
            (place for place in shown if not columns[place].grow or columns[place].leaves),
            key=lambda place: (columns[place].leaves, columns[place].kind is not Kind.PILL, place),
            reverse=True,
        )
        least = self._least(shown)
        for place in leaving:
            if sum(least) <= room:
                break
            shown.remove(place)
            least = self._least(shown)
        widths = share_room(room, [columns[place] for place in shown], least, self.habit.widths)
        self._arranging = True
        for place in range(len(columns)):
            self._view.setColumnHidden(place, place not in shown)
        for place, width in zip(shown, widths, strict=True):
            self._view.setColumnWidth(place, width)
        self._arranging = False

    def _least(self, shown: Sequence[int]) -> list[int]:
        """The least widths; the last column leaves room for the head's menu button."""
        least = [least_width(self._model.columns[place]) for place in shown]
        if shown:
            column = self._model.columns[shown[-1]]
            words = words_width(f"{column.title} ▲", bold=True)
            least[-1] = max(least[-1], words + 2 * px(PADDING) + px(MENU_ROOM))
        return least

    def _put_order(self) -> None:
        titles = [column.title for column in self._model.columns]
        known = [titles.index(title) for title in self.habit.order if title in titles]
        # A column that came with an update stands where the program puts it, after its neighbour.
        for place in range(len(titles)):
            if place not in known:
                known.insert(known.index(place - 1) + 1 if place and place - 1 in known else 0, place)
        wanted = known if self.habit.order else list(range(len(titles)))
        self._arranging = True
        for visual, place in enumerate(wanted):
            self._head.moveSection(self._head.visualIndex(place), visual)
        self._arranging = False

    def _titled(self, title: str) -> Column | None:
        return next((column for column in self._model.columns if title and column.title == title), None)

    # ------------------------------------------------------------------ the head

    def _moved(self, _place: int, _before: int, _after: int) -> None:
        if self._arranging:
            return
        self._change(order=tuple(self._model.columns[place].title for place in self.in_order()))
        self.arrange()
        self.changed.emit()

    def _dragged(self, place: int, before: int, after: int) -> None:
        """The border between a column and the next one moves; all others stay."""
        if self._arranging or not before or not after:
            return
        shown = [one for one in self.in_order() if not self._view.isColumnHidden(one)]
        at = shown.index(place) + 1 if place in shown else len(shown)
        beside = shown[at] if at < len(shown) else None
        self._arranging = True
        if beside is None:
            self._view.setColumnWidth(place, before)
        else:
            both = before + self._view.columnWidth(beside)
            mine, its = self._model.columns[place], self._model.columns[beside]
            width = max(self._floor(mine), min(after, both - self._floor(its)))
            self._view.setColumnWidth(place, width)
            self._view.setColumnWidth(beside, both - width)
            wishes = {mine: width, its: both - width}
            growers = [column for column in wishes if column.grow]
            if len(growers) == 1:  # it takes what is left over, so that the border stays where it was put
                del wishes[growers[0]]
            self._wish(wishes)
        self._arranging = False

    def _floor(self, column: Column) -> int:
        return least_width(column) if column.main else min(px(NARROWEST), least_width(column))

    def _wish(self, wishes: Mapping[Column, int]) -> None:
        widths = {column.title: round(width * 100 / scale.percent) for column, width in wishes.items()}
        self._change(widths={**self.habit.widths, **widths})
