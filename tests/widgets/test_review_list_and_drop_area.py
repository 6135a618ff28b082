"""Judging pictures by one key, and taking files that are dropped."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot

from deputy_station.core.settings import Settings
from deputy_station.widgets.drop_area import DropArea
from deputy_station.widgets.pill import Tone
from deputy_station.widgets.review_list import Answer, ReviewItem, ReviewList

SIGNED, EMPTY = Answer(1, "签了", Tone.DONE), Answer(2, "没签", Tone.OVERDUE)


@pytest.fixture
def review(qtbot: QtBot) -> ReviewList:
    made = ReviewList(
        [ReviewItem(key, b"", name) for key, name in ((7, "安平"), (8, "白露"))], [SIGNED, EMPTY]
    )
    qtbot.addWidget(made)
    return made


def test_a_digit_answers_and_goes_on_and_any_other_key_answers_nothing(
    review: ReviewList, qtbot: QtBot
) -> None:
    for key in (Qt.Key.Key_5, Qt.Key.Key_A, Qt.Key.Key_1):
        qtbot.keyClick(review, key)
    assert review.given == {7: SIGNED}
    assert review.item.title == "白露"
    assert not review.done


def test_going_back_lets_an_answer_be_given_anew(review: ReviewList, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_Left, Qt.Key.Key_2):
        qtbot.keyClick(review, key)
    assert review.given == {7: EMPTY, 8: EMPTY}
    assert review.done


def test_one_cannot_run_ahead_of_the_answers(review: ReviewList, qtbot: QtBot) -> None:
    qtbot.keyClick(review, Qt.Key.Key_Right)
    assert review.item.title == "安平"


def test_a_reader_hears_whose_picture_it_is_and_the_keys(review: ReviewList) -> None:
    assert review.accessibleName() == "安平，第 1 个，共 2 个，按 1 签了，按 2 没签"


def drop(area: DropArea, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    area.dragEnterEvent(QDragEnterEvent(QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, data, left, none))
    area.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))


def test_files_of_the_wanted_kind_are_taken_and_others_told(qtbot: QtBot, tmp_path: Path) -> None:
    area = DropArea(Settings(tmp_path), "照片", (".jpg",), several=True)
    qtbot.addWidget(area)
    came: list[list[Path]] = []
    area.dropped.connect(came.append)
    drop(area, tmp_path / "一.JPG", tmp_path / "二.docx", tmp_path / "三.jpg")
    assert came == [[tmp_path / "一.JPG", tmp_path / "三.jpg"]]
    assert area.words == "没有收下“二.docx”：这里只收照片（jpg）。"


def test_where_one_file_is_wanted_the_second_is_not_taken_silently(qtbot: QtBot, tmp_path: Path) -> None:
    area = DropArea(Settings(tmp_path), "工作簿", (".xlsx",))
    qtbot.addWidget(area)
    came: list[list[Path]] = []
    area.dropped.connect(came.append)
    drop(area, tmp_path / "一.xlsx", tmp_path / "二.xlsx")
    assert came == [[tmp_path / "一.xlsx"]]
    assert area.words == "没有收下“二.xlsx”：这里只收工作簿（xlsx），一次一个。"


def test_only_refused_files_change_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    area = DropArea(settings, "照片", (".jpg",))
    qtbot.addWidget(area)
    with qtbot.assertNotEmitted(area.dropped):
        drop(area, tmp_path / "二.docx")
    assert settings.text("last_folder") == ""
