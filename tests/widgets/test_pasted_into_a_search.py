"""A whole page pasted into a search line by mistake is no crash: its beginning is looked for."""

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.store.database import Database
from deputy_station.widgets.chips import SearchLine
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.work import Work

PAGE = "王建国 李秀英 " * 2000


def nobody(_session: Any, _text: str) -> list[tuple[int, str]]:
    return []


@pytest.mark.parametrize("kind", ["line", "field"])
def test_the_beginning_is_looked_for(database: Database, qtbot: QtBot, kind: str) -> None:
    work = Work(database)
    field = SearchField("deputy_id", "代表", work, nobody)
    line = SearchLine("姓名") if kind == "line" else field.entry
    qtbot.addWidget(line)
    qtbot.addWidget(field)
    QApplication.clipboard().setText(PAGE)
    line.paste()
    typed = line.text()
    assert PAGE.startswith(typed)
    assert 20 < len(typed) <= 200
    with database.reading() as session:
        assert list_deputies(session, search=typed) == []
    work.close()
