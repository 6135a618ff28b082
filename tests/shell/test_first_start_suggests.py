"""The first start fills in what follows from what was typed, and leaves alone what a person typed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station import app
from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.shell.first_start import FirstStart, suggestions
from deputy_station.store.database import Database
from deputy_station.widgets.style import dress
from deputy_station.widgets.work import Work
from tests.shell.station_window import MORNING, no_other_work, settle


@pytest.mark.parametrize(
    ("station", "township", "code"),
    [
        ("青禾镇人大代表之家", "青禾镇", "青禾"),
        ("禾城区青禾镇代表联络站", "青禾镇", "青禾"),
        ("桥头乡人大代表之家", "桥头乡", "桥头"),
        ("城北街道人大代表之家", "城北街道", "城北"),
    ],
)
def test_the_name_of_the_station_gives_township_and_short_name(
    station: str, township: str, code: str
) -> None:
    assert suggestions({"station": station}) == {"township": township, "code": code}


def test_a_name_without_a_township_suggests_nothing() -> None:
    assert suggestions({"station": "代表之家"}) == {}


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2022, 1, 10), date(2027, 1, 9)),
        (date(2026, 12, 1), date(2031, 11, 30)),
        (date(2024, 2, 29), date(2029, 2, 27)),
    ],
)
def test_a_term_lasts_five_years(starts_on: date, ends_on: date) -> None:
    assert suggestions({"starts_on": starts_on})["ends_on"] == ends_on


@pytest.fixture
def first_start(
    qapp: QApplication, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FirstStart]:
    qapp.setStyle("fusion")
    dress(qapp)
    window = app.make_window(Settings(tmp_path / "settings"), Clock.fixed(MORNING), no_other_work)
    work = Work(database)
    window.show()
    window.begin(work)
    settle(window)
    [page] = window.findChildren(FirstStart)
    yield page
    work.wait()
    work.close()
    window.close()
    window.deleteLater()


def test_typing_fills_the_fields_below_and_never_what_was_typed_there(
    first_start: FirstStart, qtbot: QtBot
) -> None:
    form = first_start.form
    qtbot.keyClicks(form["code"].entry, "QH")  # type: ignore[attr-defined]
    form["station"].entry.setText("青禾镇人大代表之")  # type: ignore[attr-defined]
    form["station"].entry.textEdited.emit("")  # type: ignore[attr-defined]
    qtbot.keyClicks(form["starts_on"].entry, "2022-1-10")  # type: ignore[attr-defined]
    assert form["township"].value() == "青禾镇"
    assert form["code"].value() == "QH"
    assert form["ends_on"].value() == date(2027, 1, 9)
    form["ends_on"].put(date(2026, 12, 31))
    form["station"].entry.textEdited.emit("")  # type: ignore[attr-defined]
    assert form["ends_on"].value() == date(2026, 12, 31)
