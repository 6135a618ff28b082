"""The plot: words, values and colours of the bars, opened by pointer and keys, at any text size."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.progress import silent_progress
from deputy_station.documents.picture_page import write_picture_page
from deputy_station.documents.preview import page_pictures
from deputy_station.widgets.pill import Tone
from deputy_station.widgets.plot import BAR_ROW, HEADING_ROW, PICTURE_DOTS, Bar, Plot
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
    qtbot.mouseClick(
        plot, Qt.MouseButton.LeftButton, pos=plot.place_of("一般").toPoint()
    )  # a bar of nothing too
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
    picture = QImage.fromData(plot.picture())
    dots = PICTURE_DOTS

    def length(word: str, tone: Tone) -> int:
        place = [bar.word for bar in plot.bars].index(word)  # the picture begins with the first bar
        row = round((px(BAR_ROW) * (place + 0.5) + px(6)) * dots)  # below the words, inside the bar
        wanted = colour(tone.value).rgb()
        return sum(picture.pixel(x, row) == wanted for x in range(picture.width()))

    best, good = length("优秀", Tone.DONE), length("好", Tone.INFO)
    assert good > 0
    assert best / good == pytest.approx(5 / 20, abs=0.05)
    paper = colour("surface").rgb()
    edge = picture.width() - round(2 * dots)
    assert {picture.pixel(edge, y) for y in range(picture.height())} == {paper}


def test_the_printed_plot_has_its_title_and_its_day_and_no_words_for_a_mouse(plot: Plot) -> None:
    bars = QImage.fromData(plot.picture())
    whole = QImage.fromData(plot.picture("2026 年等次分布", "2026年11月20日的情况"))
    assert bars.height() == 3 * px(BAR_ROW) * PICTURE_DOTS
    assert whole.height() == (3 * px(BAR_ROW) + px(HEADING_ROW) + px(BAR_ROW)) * PICTURE_DOTS
    paper = colour("surface").rgb()

    def written(first: int, last: int) -> bool:
        return any(
            whole.pixel(x, y) != paper for y in range(first, last, 2) for x in range(0, whole.width(), 2)
        )

    assert written(0, px(HEADING_ROW) * PICTURE_DOTS)
    assert written(whole.height() - px(BAR_ROW) * PICTURE_DOTS, whole.height())


def test_the_printed_plot_lies_on_one_page_under_its_title(plot: Plot, tmp_path: Path) -> None:
    out = tmp_path / "等次分布.pdf"
    write_picture_page(
        None, silent_progress, out=out, heading="等次分布", png=plot.picture("2026 年等次分布")
    )
    [page] = page_pictures(out, dpi=72)
    assert page.size == (596, 842)  # A4 in points, rounded up
    dark = page.convert("L").point(lambda value: 255 if value < 200 else 0).getbbox()
    assert dark is not None
    left, top, right, bottom = dark
    assert 56 <= left < right <= 540  # within margins of 20 mm
    assert top < 90  # the title stands at the top of the type area
    assert bottom < 842 / 2
