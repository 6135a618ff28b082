"""Bad news: one box whatever comes, a count for what comes again, details of our bugs without anybody's data."""

import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deputy_station.core.errors import Report, ReportKind, Trouble, report_error, without_values
from deputy_station.shell.trouble import BadNews
from deputy_station.shell.trouble_box import TroubleBox
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.style import dress, scale
from tests.widgets.clipping import find_clipped

FULL = Report(ReportKind.TROUBLE, "磁盘空间不足。请清出一些空间，再试一次。")
LOST = Report(ReportKind.TROUBLE, "连不上数据库服务器。请检查网线，再试一次。")


def a_bug(words: str = "没有这一列") -> Report:
    try:
        raise KeyError(words)
    except KeyError as error:
        return report_error(error)


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QWidget]:
    qapp.setStyle("fusion")
    dress(qapp)
    made = QWidget()
    made.resize(1366, 768)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    scale.set(100)


@pytest.fixture
def news(parent: QWidget) -> Iterator[BadNews]:
    made = BadNews(parent)
    made.log_path = Path("/home/zhoumin/.local/share/deputy-station/window.log")
    yield made
    if made.box is not None:
        made.box.close()


def box_of(news: BadNews) -> TroubleBox:
    assert news.box is not None
    return news.box


def boxes() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()]


def test_a_second_trouble_becomes_a_line_in_the_same_box(news: BadNews) -> None:
    news.show(FULL)
    news.show(LOST)
    assert len(boxes()) == 1
    assert box_of(news).sentences == [FULL.sentence, LOST.sentence]
    assert [action.text for action in box_of(news).action_row.actions_shown] == ["知道了"]


def test_the_same_trouble_again_is_counted(news: BadNews) -> None:
    for _ in range(3):
        news.show(FULL)
    assert box_of(news).sentences == [f"{FULL.sentence}（出现了 3 次）"]


def test_after_the_box_was_closed_the_same_trouble_opens_it_again(news: BadNews) -> None:
    news.show(FULL)
    box_of(news).action_row.button("知道了").click()
    assert news.box is None
    news.show(FULL)
    assert box_of(news).sentences == [FULL.sentence]


def test_a_box_never_grows_beyond_what_a_person_reads(news: BadNews) -> None:
    for number in range(30):
        news.show(Report(ReportKind.TROUBLE, f"第 {number} 件没有做成。请再试一次。"))
    assert len(box_of(news).sentences) == 8


def test_trouble_while_a_form_is_open_is_said_in_the_form(news: BadNews, parent: QWidget) -> None:
    form = Dialog(parent, "登记诉求")
    form.open()
    news.show(FULL)
    assert news.box is None
    assert form.notice.sentence == FULL.sentence
    assert len(boxes()) == 1
    form.close()


def test_trouble_after_the_form_went_with_the_box_above_it_opens_a_new_box(
    news: BadNews, parent: QWidget, qtbot: QtBot
) -> None:
    form = Dialog(parent, "登记诉求")
    form.open()
    news.show(a_bug())
    with qtbot.waitSignal(box_of(news).destroyed):
        form.deleteLater()
    news.show(LOST)
    assert box_of(news).sentences == [LOST.sentence]


def test_cancelled_work_is_no_news(news: BadNews) -> None:
    news.show(Report(ReportKind.CANCELLED, "已取消，没有改动。"))
    assert boxes() == []


def test_a_bug_says_so_in_chinese_with_its_details_folded(news: BadNews, qtbot: QtBot) -> None:
    news.show(a_bug())
    box = box_of(news)
    assert box.windowTitle() == "程序出了错"
    assert "KeyError" not in "".join(box.sentences)
    assert not box.details.isVisible()
    qtbot.mouseClick(box.action_row.button("看详情"), Qt.MouseButton.LeftButton)
    assert box.details.isVisible()
    assert "KeyError" in box.details.toPlainText()
    assert "window.log" in box._where.text().replace("\u200b", "")


def test_the_copied_details_name_the_version_and_hold_nobody(news: BadNews, qtbot: QtBot) -> None:
    news.show(a_bug("张三丰 13800138000"))
    qtbot.mouseClick(box_of(news).action_row.button("复制详情"), Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert copied.startswith("deputy_station ")
    assert "test_trouble.py" in copied
    assert "KeyError: '… …'" in copied
    assert "张" not in copied.replace(traceback.format_stack()[-1], "")
    assert "13800138000" not in copied
    assert box_of(news).notice.sentence.startswith("已复制")


def test_the_values_of_a_statement_are_left_out_and_the_frames_stay() -> None:
    details = '  File "a.py", line 7, in take\n    raise Refusal("没有")\nDBAPIError: x [parameters: (\'李四\', 3)]\n电话 0561-301234'
    assert without_values(details) == (
        '  File "a.py", line 7, in take\n    raise Refusal("没有")\nDBAPIError: x …\n… 0561-…'
    )


def test_trouble_and_a_bug_share_the_box(news: BadNews) -> None:
    news.show(report_error(Trouble("打印机没有纸。请放纸，再试一次。")))
    news.show(a_bug())
    box = box_of(news)
    assert len(boxes()) == 1
    assert len(box.sentences) == 2
    assert box.windowTitle() == "程序出了错"


@pytest.mark.parametrize("percent", [100, 160, 200])
def test_nothing_in_the_box_is_cut_off(news: BadNews, percent: int) -> None:
    scale.set(percent)
    news.show(FULL)
    news.show(a_bug())
    box_of(news).show_details()
    QApplication.processEvents()
    assert find_clipped(box_of(news)) == []
