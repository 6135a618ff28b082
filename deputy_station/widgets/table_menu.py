"""The menus of a table: what can be done with the rows chosen, and how its columns are shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from deputy_station.widgets.style import set_role
from deputy_station.widgets.table_model import Column, Kind

if TYPE_CHECKING:
    from deputy_station.widgets.table import Table


def open_rows_menu(table: "Table", where: QPoint) -> QMenu:
    """The menu of the rows chosen, at a place on the screen."""
    menu = QMenu(table)
    for action in table.actions_for_chosen():
        entry = _entry(menu, action.text)
        entry.setEnabled(action.enabled)
        entry.triggered.connect(lambda _checked=False, do=action.do: do())
    if not menu.isEmpty():
        menu.addSeparator()
    _add_common(menu, table)
    menu.addSeparator()
    columns = menu.addMenu("列")
    columns.setParent(menu, columns.windowFlags())
    fill_columns_menu(columns, table, table.view.currentIndex().column())
    return _open(menu, where)


def open_table_menu(table: "Table", place: int, where: QPoint) -> QMenu:
    """The menu of the head: columns, and what concerns the whole list. `place` is the column meant, −1 none."""
    menu = QMenu(table)
    fill_columns_menu(menu, table, place)
    menu.addSeparator()
    _add_common(menu, table)
    return _open(menu, where)


def fill_columns_menu(menu: QMenu, table: "Table", place: int) -> None:
    """Which columns are shown, and what can be done with the one meant."""
    model, columns = table.model, table.columns
    set_role(menu, "columns")
    if 0 <= place < len(model.columns):
        column = model.columns[place]
        _add_sorting(menu, table, column)
        _entry(menu, f"“{column.title}”列左移", "Ctrl+Shift+←").triggered.connect(
            lambda: columns.move(place, -1)
        )
        _entry(menu, f"“{column.title}”列右移", "Ctrl+Shift+→").triggered.connect(
            lambda: columns.move(place, 1)
        )
        _entry(menu, f"“{column.title}”列合适的宽度").triggered.connect(lambda: columns.fit(place))
        menu.addSeparator()
    for each in columns.in_order():
        column = model.columns[each]
        shown, wanted = not table.view.isColumnHidden(each), columns.wanted(column)
        crowded = "（地方不够，暂时收起）" if wanted and not shown else ""
        mark = "✓" if wanted else "　"  # the style's own mark stays small at large text
        entry = _entry(menu, f"{mark} {column.title}{crowded}")
        entry.setCheckable(True)
        entry.setChecked(wanted)
        entry.setEnabled(not column.main)
        entry.triggered.connect(lambda checked, column=column: columns.choose(column, shown=checked))
    menu.addSeparator()
    _entry(menu, "列恢复原样").triggered.connect(columns.restore)


def _add_sorting(menu: QMenu, table: "Table", column: Column) -> None:
    if not table.can_sort(column):
        return
    up, down = ("从早到晚", "从晚到早") if column.kind is Kind.DATE else ("从小到大", "从大到小")
    for words, descending in ((up, False), (down, True)):
        entry = _entry(menu, f"按“{column.title}”{words}排")
        entry.triggered.connect(
            lambda _checked=False, descending=descending: table.sort_by(column, descending=descending)
        )
    if table.model.sorted_by is not None:
        _entry(menu, "不排序").triggered.connect(lambda: table.sort_by(None, descending=False))


def _add_common(menu: QMenu, table: "Table") -> None:
    copy = _entry(menu, "复制", "Ctrl+C")
    copy.setEnabled(table.choice.count > 0)
    copy.triggered.connect(table.copy)
    if table.paste is not None:
        _entry(menu, "粘贴", "Ctrl+V").triggered.connect(table.take_paste)
    if table.view.multiple:
        _entry(menu, "全选", "Ctrl+A").triggered.connect(table.choice.choose_all)
    if table.export is not None:
        export = _entry(menu, "导出表格")
        export.setEnabled(table.total > 0)
        export.triggered.connect(table.export_seen)


def _entry(menu: QMenu, text: str, keys: str = "") -> QAction:
    return menu.addAction(text.replace("&", "&&") + (f"\t{keys}" if keys else ""))


def _open(menu: QMenu, where: QPoint) -> QMenu:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)
    return menu
