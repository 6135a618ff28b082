"""The checker itself: each thing it looks for is found when it is there, and a sound window passes."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Words
from tests.widgets.clipping import find_clipped


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 300)
    return made


def test_a_label_too_narrow_for_its_words_is_found(window: QWidget) -> None:
    label = QLabel("六村村内道路破损，影响群众通行", window)
    label.setGeometry(0, 0, 60, 30)
    window.show()
    assert [sentence for sentence in find_clipped(window) if "cut at its right" in sentence]


def test_a_wrapped_label_cut_in_half_is_found(window: QWidget) -> None:
    words = Words("村里主路坑坑洼洼有三四年了，下雨天老人孩子都摔过，想请政府给修一修。", parent=window)
    words.setGeometry(0, 0, 120, 24)
    window.show()
    assert any("upper part" in sentence for sentence in find_clipped(window))


def test_a_button_lower_than_its_words_is_found(window: QWidget) -> None:
    button = QPushButton("记办理结果", window)
    button.setGeometry(0, 0, 200, 10)
    window.show()
    assert any("lower than its words" in sentence for sentence in find_clipped(window))


def test_a_button_outside_the_window_is_found(window: QWidget) -> None:
    button = Button("登记诉求", parent=window)
    button.setGeometry(350, 0, 120, 38)
    window.show()
    assert any("cut sideways" in sentence for sentence in find_clipped(window))


def test_sideways_scrolling_is_found(window: QWidget) -> None:
    area = QScrollArea(window)
    area.setGeometry(0, 0, 200, 200)
    wide = QWidget()
    wide.resize(900, 100)
    area.setWidget(wide)
    window.show()
    assert any("scrolls sideways" in sentence for sentence in find_clipped(window))


def test_what_scrolls_up_and_down_may_lie_below(window: QWidget) -> None:
    area = QScrollArea(window)
    area.setGeometry(0, 0, 200, 100)
    tall = QWidget()
    tall.resize(150, 800)
    QLabel("下面", tall).move(10, 600)
    area.setWidget(tall)
    window.show()
    assert find_clipped(window) == []
