"""The first start fills in what follows from what was typed, and leaves alone what a person typed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station import app
from deputy_station.core.clock import Clock
from deputy_station.core.errors import Trouble
from deputy_station.core.settings import Settings
from deputy_station.shell.first_start import FirstStart, suggestions
from deputy_station.shell.window import Window
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


def test_a_term_is_known_by_its_months(first_start: FirstStart, qtbot: QtBot) -> None:
    form = first_start.form
    qtbot.keyClicks(form["starts_on"].entry, "2021.12")  # type: ignore[attr-defined]
    assert (form["starts_on"].value(), form["ends_on"].value()) == (date(2021, 12, 1), date(2026, 11, 30))
    form["ends_on"].entry.setText("2026年12月")  # type: ignore[attr-defined]
    assert form["ends_on"].value() == date(2026, 12, 31)


def test_what_followed_from_half_a_date_goes_with_it(first_start: FirstStart, qtbot: QtBot) -> None:
    form = first_start.form
    form["ends_on"].say_problem("请填届期到。")
    qtbot.keyClicks(form["starts_on"].entry, "2021-1")  # type: ignore[attr-defined]
    assert form["ends_on"].value() == date(2025, 12, 31)
    qtbot.keyClicks(form["starts_on"].entry, "3")  # type: ignore[attr-defined]
    assert (form["starts_on"].value(), form["ends_on"].value()) == (None, None)
    assert form["starts_on"].problem() == "没有 13 月，请看看月份。"


def fill_all(first_start: FirstStart) -> None:
    first_start.form.put(
        {
            "station": "青禾镇人大代表之家",
            "code": "青禾",
            "township": "青禾镇",
            "district": "禾城区",
            "term": "第十九届",
            "starts_on": date(2022, 1, 10),
            "ends_on": date(2027, 1, 9),
            "user": "周敏",
        }
    )


def test_after_trouble_the_station_can_be_founded_and_only_once(first_start: FirstStart) -> None:
    tries: list[int] = []
    real = first_start._services.found_station

    def found(session: Any, **values: Any) -> object:
        tries.append(len(tries))
        if len(tries) == 1:
            raise Trouble("磁盘空间不足，没有写成。请清出一些空间，再试一次。")
        return real(session, **values)

    first_start._services = replace(first_start._services, found_station=found)
    fill_all(first_start)
    work = first_start._context.work
    first_start.found()
    work.wait()
    assert first_start.action_row.button("建好，开始使用").isEnabled()
    assert first_start.form["station"].value() == "青禾镇人大代表之家"
    first_start.found()
    first_start.found()
    work.wait()
    assert tries == [0, 1]


def test_the_station_is_opened_though_the_name_could_not_be_kept(
    first_start: FirstStart, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "settings").write_text("a file where the folder was")
    fill_all(first_start)
    window = first_start.window()
    assert isinstance(window, Window)
    with qtbot.captureExceptions() as raised:
        first_start.found()
        first_start._context.work.wait()
        settle(window)
    assert [kind.__name__ for kind, _, _ in raised] == ["FileExistsError"]
    assert window.open_key == "today"
