"""The window at a desk of the district: nothing on it, beside it or copied from it tells who asked for secrecy."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from deputy_station.core.clock import Clock
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.store.database import Database
from tests.features.page_desk import PageDesk, page_desk

from .conftest import Town
from .test_secrecy_of_words import HIDDEN, secret

Desk = PageDesk[DemandsPage]


@pytest.fixture
def desk(qapp: QApplication, database: Database, town: Town, clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    secret(database, town)
    database.role = "district"
    with page_desk(DemandsPage, database, clock, tmp_path) as opened:
        opened.work.changed.connect(lambda _tables: opened.page.reload())
        yield opened


def on_screen() -> str:
    """Every text of every window: labels, fields, tables, titles, tips, and what a screen reader says."""
    said: list[str] = []
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(QWidget)):
            said += [widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.whatsThis()]
            said += [widget.accessibleDescription(), widget.statusTip()]
            if isinstance(widget, QTextEdit | QPlainTextEdit):
                said.append(widget.toPlainText())
            elif isinstance(widget, QLineEdit):
                said += [widget.text(), widget.placeholderText()]
            elif isinstance(widget, QAbstractItemView):
                said += _cells(widget.model())
            for name in ("text", "words", "title"):
                value: Any = getattr(widget, name, None)
                try:
                    said.append(str(value() if callable(value) else value))
                except TypeError:
                    continue
    return "\n".join(said)


def _cells(model: Any) -> list[str]:
    if model is None:
        return []
    return [
        str(model.index(row, column).data(role))
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        for role in (0, 3, 11)
    ]


def told(desk: Desk) -> list[str]:
    shown = on_screen() + "\n".join(desk.said) + QGuiApplication.clipboard().text()
    return [word for word in HIDDEN if word in shown]


def test_list_and_detail_tell_nobody(desk: Desk) -> None:
    assert "反映路灯不亮" in on_screen()
    assert told(desk) == []
    desk.page.open_row(1)
    desk.settle()
    assert "村口路灯不亮" in on_screen()
    assert told(desk) == []


def test_a_search_for_who_it_was_lists_nothing(desk: Desk) -> None:
    for word in HIDDEN:
        desk.type(word)
        assert desk.column("诉求") == [], word
    desk.type("路灯不亮")
    assert len(desk.column("诉求")) == 1
