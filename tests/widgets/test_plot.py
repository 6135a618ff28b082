"""The plot: words, values and colours of the bars, opened by pointer and keys, at any text size."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.widgets.pill import Tone
from deputy_station.widgets.plot import Bar, Plot
from deputy_station.widgets.style import colour, dress, px, scale
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def plot(qtbot: QtBot, qapp: QApplication, opened: list[str]) -> Iterator[Plot]:
    scale.set(100)
    dress(qapp)
    work = Work(FakeDatabase())
    made = Plot(work, "等次分布")
    qtbot.addWidget(made)
    made.resize(420, 200)
    made.show()
    made.show_bars(
        [
            Bar("优秀", 5, "5 人", Tone.DONE, lambda: opened.append("优秀")),
            Bar("好", 20, "20 人", Tone.INFO, lambda: opened.append("好")),
            Bar("一般", 0, "0 人", Tone.SOON, lambda: opened.append("一般")),
        ]
    )
    assert work.wait()
    qapp.processEvents()
    yield made
    work.close()
    scale.set(100)


def test_a_click_on_the_row_of_a_bar_opens_its_list(plot: Plot, qtbot: QtBot, opened: list[str]) -> None:
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.place_of("好").toPoint())
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.place_of("一般").toPoint())  # a bar of nothing too
    assert opened == ["好", "一般"]


def test_arrows_and_enter_open_a_bar(plot: Plot, qtbot: QtBot, opened: list[str]) -> None:
    plot.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(plot, key)
    assert opened == ["好"]


def test_a_reader_hears_every_bar_and_the_one_the_keys_stand_on(plot: Plot, qtbot: QtBot) -> None:
    assert plot.accessibleDescription() == "优秀 5 人，好 20 人，一般 0 人"
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert plot.accessibleName() == "等次分布，好 20 人"


@pytest.mark.parametrize("percent", [100, 200])
def test_bars_are_as_long_as_their_values_and_nothing_runs_over_the_edge(plot: Plot, percent: int) -> None:
    scale.set(percent)
    plot.resize(px(420), plot.sizeHint().height())
    QApplication.processEvents()
    picture = plot.picture()
    dots = picture.devicePixelRatio()

    def length(word: str, tone: Tone) -> int:
        row = round((plot.place_of(word).y() + px(6)) * dots)  # below the words, inside the bar
        wanted = colour(tone.value).rgb()
        return sum(picture.pixel(x, row) == wanted for x in range(picture.width()))

    best, good = length("优秀", Tone.DONE), length("好", Tone.INFO)
    assert good > 0
    assert best / good == pytest.approx(5 / 20, abs=0.05)
    paper = colour("surface").rgb()
    edge = picture.width() - round(2 * dots)
    assert {picture.pixel(edge, y) for y in range(picture.height())} == {paper}
