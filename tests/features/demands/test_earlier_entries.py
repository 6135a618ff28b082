"""What was entered before is found for the desk: visitors by phone, name and initials, places by frequency."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.service import earlier, register
from deputy_station.store.database import Database
from deputy_station.widgets.dialogs import FormDialog
from tests.features.page_desk import PageDesk, page_desk
from tests.features.pauses import pass_pauses

from .conftest import Town

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def visits(database: Database, town: Town) -> None:
    """Four earlier demands; the last one's visitor asked for secrecy."""
    database.clock = Clock.fixed(NOON)
    taken: list[dict[str, Any]] = [
        {"visitor_name": "王建军", "visitor_phone": "13812345678", "visitor_address": "北街村", "place": "北街"},
        {"visitor_name": "王建军", "visitor_phone": "13812345678", "visitor_address": "南街村", "place": "南街"},
        {"visitor_name": "李梅", "visitor_phone": "13812345678", "visitor_address": "南街村", "place": "南街"},
        {"visitor_name": "赵秘", "visitor_phone": "13900001111", "visitor_address": "西街村", "place": "西街",
         "confidential": True},
    ]  # fmt: skip
    with database.transaction() as session:
        for days, one in zip((40, 20, 30, 1), taken, strict=True):
            register.register_demand(
                session, words="路灯不亮", received_at=NOON - timedelta(days=days), **one
            )


@pytest.mark.usefixtures("visits")
def test_a_phone_offers_who_came_last_and_says_how_many_share_it(database: Database) -> None:
    with database.reading() as session:
        found = earlier.find_earlier_visitor(session, phone="138123")
    assert found is not None
    assert (found.name, found.address, found.others) == ("王建军", "南街村", 1)
    assert found.masked == "王** 138****5678 南街村"


@pytest.mark.usefixtures("visits")
@pytest.mark.parametrize("typed", ["王建", "wjj", "wangjian"])
def test_a_name_is_found_as_written_and_by_pinyin(database: Database, typed: str) -> None:
    with database.reading() as session:
        found = earlier.find_earlier_visitor(session, name=typed)
    assert found is not None
    assert (found.name, found.others) == ("王建军", 0)


@pytest.mark.usefixtures("visits")
@pytest.mark.parametrize("asked", [{"phone": "1381"}, {"name": "王"}, {"name": "建军"}, {}])
def test_too_little_or_the_middle_of_a_name_offers_nobody(database: Database, asked: dict[str, str]) -> None:
    with database.reading() as session:
        assert earlier.find_earlier_visitor(session, **asked) is None


@pytest.mark.usefixtures("visits")
def test_who_asked_for_secrecy_is_never_offered(database: Database) -> None:
    with database.reading() as session:
        assert earlier.find_earlier_visitor(session, phone="13900001111") is None
        assert earlier.find_earlier_visitor(session, name="赵秘") is None
        assert earlier.find_earlier_addresses(session, "xj") == []


@pytest.mark.usefixtures("visits")
def test_places_and_villages_come_by_frequency_and_initials(database: Database) -> None:
    with database.reading() as session:
        assert earlier.find_earlier_places(session, "") == ["南街", "北街"]
        assert earlier.find_earlier_places(session, "bj") == ["北街"]
        assert earlier.find_earlier_addresses(session, "njc") == ["南街村"]


@pytest.fixture
def desk(
    database: Database, visits: None, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[DemandsPage]]:
    with page_desk(DemandsPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def test_the_form_asks_in_the_order_a_visitor_speaks(desk: PageDesk[DemandsPage]) -> None:
    desk.page.register()
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    assert list(dialog.form.fields)[:5] == [
        "visitor_name", "visitor_phone", "visitor_address", "words", "place",
    ]  # fmt: skip


def test_the_same_visitor_is_offered_and_filled_in_by_one_key(desk: PageDesk[DemandsPage]) -> None:
    desk.page.register()
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    form = dialog.form
    dialog.activateWindow()
    assert QTest.qWaitForWindowActive(dialog)
    assert QApplication.focusWidget() is form["visitor_name"].entry
    QTest.keyClicks(form["visitor_name"].entry, "wjj")
    pass_pauses(dialog)
    desk.settle()
    assert form["visitor_name"].offered == "上次来访：王** 138****5678 南街村"
    assert form["visitor_phone"].value() == ""
    QTest.keyClick(form["visitor_name"].entry, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [form[name].value() for name in ("visitor_name", "visitor_phone", "visitor_address")] == [
        "王建军", "13812345678", "南街村",
    ]  # fmt: skip
    assert form["visitor_name"].offered == ""
    assert QApplication.focusWidget() is form["words"].entry
