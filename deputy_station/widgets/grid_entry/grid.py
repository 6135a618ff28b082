"""The cells on the screen: Tab goes across, Enter to the first typed column of the next row, arrows from cell to cell."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from deputy_station.widgets.clipboard_cells import Block
from deputy_station.widgets.grid_entry.cell_edit import CellEdit
from deputy_station.widgets.grid_entry.sheet import Pasted, Sheet
from deputy_station.widgets.style import ROW, colour, px, scale, set_role

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
PADDING = 10
ROLE = Qt.ItemDataRole


class SheetModel(QAbstractTableModel):
    """The sheet as Qt asks for it."""

    def __init__(self, sheet: Sheet, parent: QWidget) -> None:
        super().__init__(parent)
        self.sheet = sheet

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.sheet)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.sheet.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.sheet.columns[index.column()].given:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role in (ROLE.DisplayRole, ROLE.EditRole):
            return self.sheet.text(row, column)
        if role == ROLE.ToolTipRole:
            return self.sheet.problem(row, column) or None
        if role == ROLE.AccessibleTextRole:
            words = [self.sheet.row_name(row), self.sheet.columns[column].label, self.sheet.text(row, column)]
            return "，".join(word for word in (*words, self.sheet.problem(row, column)) if word)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if role == ROLE.DisplayRole:
            return (
                self.sheet.columns[section].label if orientation == Qt.Orientation.Horizontal else section + 1
            )
        if role == ROLE.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def refresh(self) -> None:
        """Everything may be another text, and rows may have come or gone."""
        self.layoutChanged.emit()


class _Cells(QStyledItemDelegate):
    """Paints a cell, a wrong one with a mark and in the colour of mistakes."""

    def __init__(self, grid: "Grid") -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        sheet, row, column = self._grid.sheet, index.row(), index.column()
        wrong = bool(sheet.problem(row, column))
        rect: QRect = option.rect  # type: ignore[attr-defined]
        given = sheet.columns[column].given
        painter.save()
        painter.fillRect(rect, colour("overdue_wash" if wrong else "head" if given else "surface"))
        painter.setPen(colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        words = sheet.text(row, column)
        box = rect.adjusted(px(PADDING), 0, -px(PADDING), 0)
        painter.setPen(colour("overdue" if wrong else "ink"))
        if wrong:
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), "改")
            box.setRight(box.right() - px(20))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()


class Grid(QTableView):
    """A sheet to type into. The cell the keyboard is in is always open: an entry of the grid's own lies over it.

    (The editors of Qt's item views open on a key, too late for an input method, and close on their own rules.)
    """

    edited = Signal()
    went_on = Signal()
    """Tab or Enter led out of the last cell."""
    went_back = Signal()
    cell_changed = Signal()
    """The keyboard is in another cell, or another text is in it."""
    pasted = Signal(object)
    """What became of a pasted block."""
    undone = Signal(str)

    def __init__(self, sheet: Sheet, name: str) -> None:
        super().__init__()
        self.sheet = sheet
        self._cell: CellEdit | None = None
        self._place = (-1, -1)
        self._model = SheetModel(sheet, self)
        self.setModel(self._model)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName(name)
        set_role(self, "grid")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        scale.changed.connect(self._rescale)
        self._rescale()

    # ------------------------------------------------------------------ what the field uses

    @property
    def place(self) -> tuple[int, int]:
        """Row and column the keyboard is in; (-1, -1) before it was ever here."""
        return self._place

    @property
    def cell(self) -> CellEdit | None:
        """The cell open for typing."""
        return self._cell

    def go(self, row: int, column: int) -> None:
        """Put the keyboard into a cell."""
        index = self._model.index(row, column)
        if index != self.currentIndex() or self._cell is None:
            self.setCurrentIndex(index)
            self._open(row, column)
        self.scrollTo(index)
        if self._cell is not None and not self._cell.hasFocus():
            self._cell.setFocus()
            self._cell.selectAll()  # losing the focus had unmarked it
            self.cell_changed.emit()

    def commit(self) -> None:
        """Take over what stands in the open cell."""
        if self._cell is not None:
            self.type_cell(*self._place, self._cell.text())

    def type_cell(self, row: int, column: int, text: str) -> None:
        """What was typed into a cell."""
        rows = len(self.sheet)
        if self.sheet.put(row, column, text):
            if len(self.sheet) != rows:
                self._model.refresh()
            self.viewport().update()
            self.edited.emit()
            self.cell_changed.emit()

    def paste(self, block: Block) -> Pasted:
        """Put a block in at the cell the keyboard is in."""
        outcome = self.sheet.paste(*self.place, block)
        self._changed_whole()
        self.pasted.emit(outcome)
        return outcome

    def undo(self) -> None:
        """Take the last typed cell or pasted block back."""
        words = self.sheet.undo()
        if words:
            self._changed_whole()
            self.undone.emit(words)

    def leave_out_wrong(self) -> int:
        """Put the rows with mistakes back as they were."""
        self.commit()
        rows = self.sheet.leave_out_wrong()
        self._changed_whole()
        return rows

    def show_again(self) -> None:
        """The sheet was filled from elsewhere."""
        self._changed_whole()

    # ------------------------------------------------------------------ cells

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The mouse or a key went to another cell; a given one leads to the first typed one of its row."""
        super().currentChanged(current, previous)
        if current.isValid() and (current.row(), current.column()) != self._place:
            given = self.sheet.columns[current.column()].given
            self._open(current.row(), self.sheet.typed_columns[0] if given else current.column())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._cell is not None:
            self._cell.setFocus(Qt.FocusReason.MouseFocusReason)

    def scrollContentsBy(self, across: int, down: int) -> None:
        super().scrollContentsBy(across, down)
        self._lay_cell()

    def _open(self, row: int, column: int) -> None:
        """Close the open cell, its text taken over, and open this one."""
        held = self._cell is not None and self._cell.hasFocus()
        self.commit()
        self._drop_cell()
        one = self.sheet.columns[column]
        cell = CellEdit(one, self.viewport())
        cell.setText(self.sheet.text(row, column))
        cell.selectAll()
        cell.setAccessibleName(f"{self.sheet.row_name(row)}，{one.label}{'，必填' if one.required else ''}")
        cell.setAccessibleDescription(self.sheet.problem(row, column))
        cell.tabbed.connect(self._tab)
        cell.entered.connect(self._enter)
        cell.moved.connect(self._move)
        cell.block_pasted.connect(self.paste)
        cell.undo_wanted.connect(self.undo)
        cell.taken.connect(self.commit)
        cell.left.connect(self.commit)
        cell.textEdited.connect(lambda _text: self.edited.emit())
        self._cell, self._place = cell, (row, column)
        self._lay_cell()
        cell.show()
        if held:
            cell.setFocus()
        self.cell_changed.emit()

    def _lay_cell(self) -> None:
        """Over its cell; wider than a narrow one, for what is typed must be read."""
        if self._cell is not None:
            box = self.visualRect(self._model.index(*self._place))
            room = self.viewport().width()
            width = min(max(box.width(), px(96)), room)
            self._cell.setGeometry(min(box.left(), room - width), box.top(), width, box.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:  # a click says itself which cell is meant
            self.enter_first()

    def enter_first(self) -> None:
        """Into the cell the keyboard was in last, or the first one."""
        row, column = self.place
        if row < 0 and len(self.sheet):
            row, column = 0, self.sheet.typed_columns[0]
        if row >= 0:
            self.go(row, column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def height_for(self, lines: int) -> int:
        """How high it is with so many rows in sight (px)."""
        return px(36) + lines * px(ROW) + 2 * self.frameWidth()

    def sizeHint(self) -> QSize:
        return QSize(px(480), self.height_for(4))

    def _tab(self, step: int) -> None:
        self.commit()
        row, column = self.place
        typed = self.sheet.typed_columns
        at = typed.index(column) + step
        if 0 <= at < len(typed):
            self.go(row, typed[at])
        elif 0 <= row + step < len(self.sheet) and not (step > 0 and self._is_spare(row)):
            self.go(row + step, typed[0] if step > 0 else typed[-1])
        elif step > 0:
            self.went_on.emit()
        else:
            self.went_back.emit()

    def _enter(self) -> None:
        self.commit()
        row, _ = self.place
        if row + 1 < len(self.sheet) and not self._is_spare(row):
            self.go(row + 1, self.sheet.typed_columns[0])
        else:
            self.went_on.emit()

    def _is_spare(self, row: int) -> bool:
        """The empty row at the end of a free sheet: Enter there means that all is typed."""
        return self.sheet.free and row == len(self.sheet) - 1

    def _move(self, rows: int, columns: int) -> None:
        self.commit()
        row, column = self.place
        typed = self.sheet.typed_columns
        at = min(max(typed.index(column) + columns, 0), len(typed) - 1)
        self.go(min(max(row + rows, 0), len(self.sheet) - 1), typed[at])

    def _drop_cell(self) -> None:
        if self._cell is not None:
            self._cell.hide()
            self._cell.deleteLater()
            self._cell = None

    def _changed_whole(self) -> None:
        self._model.refresh()
        row, column = self.place
        if row >= len(self.sheet):
            self._place = (-1, -1)
            self._drop_cell()
            self.go(len(self.sheet) - 1, self.sheet.typed_columns[0])
        elif self._cell is not None and row >= 0:
            self._cell.setText(self.sheet.text(row, column))
            self._cell.selectAll()
        self.viewport().update()
        self.edited.emit()
        self.cell_changed.emit()

    # ------------------------------------------------------------------ sizes

    def _rescale(self) -> None:
        self.horizontalHeader().setFixedHeight(px(36))
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        self.verticalHeader().setMinimumSectionSize(px(ROW))
        self.verticalHeader().setFixedWidth(px(40))
        self._share_width()

    def _share_width(self) -> None:
        """Columns as wide as their characters, the growing ones take the rest.

        When it is tight the given columns but the first leave, then all get narrower down to their titles; what
        does not fit then is scrolled to, as in any spreadsheet.
        """
        columns = self.sheet.columns
        sign, room = self.fontMetrics().horizontalAdvance("国"), self.viewport().width()
        wanted = [one.chars * sign + px(2 * PADDING) for one in columns]
        given = [place for place, one in enumerate(columns) if one.given][1:]
        tight = sum(wanted) > room
        for place in given:
            self.setColumnHidden(place, tight)
        shown = [place for place in range(len(columns)) if not (tight and place in given)]
        titles = [self._title_width(place) for place in range(len(columns))]
        spare = room - sum(wanted[place] for place in shown)
        slack = sum(max(0, wanted[place] - titles[place]) for place in shown)
        grow = sum(columns[place].grow for place in shown)
        for place in shown:
            width = wanted[place]
            if spare < 0 and slack:
                # Rounded up: a pixel too many would scroll sideways.
                width -= -(-max(0, width - titles[place]) * min(-spare, slack) // slack)
            elif spare > 0 and grow:
                width += spare * columns[place].grow // grow
            self.setColumnWidth(place, width)
        self._lay_cell()

    def _title_width(self, place: int) -> int:
        """What a column needs for its title and two signs."""
        metrics = self.horizontalHeader().fontMetrics()
        words = max(self.sheet.columns[place].label, "三个字", key=metrics.horizontalAdvance)
        return metrics.horizontalAdvance(words) + px(2 * PADDING + 4)
