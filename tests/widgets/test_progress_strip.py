"""How far long work is, in words and as a bar."""

from pytestqt.qtbot import QtBot

from deputy_station.widgets.progress_strip import ProgressStrip


def test_it_says_what_it_is_at_and_how_far(qtbot: QtBot) -> None:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    strip.begin("导出考核表")
    assert (strip.words, strip.bar.maximum()) == ("导出考核表", 0)  # 0: the bar only moves to and fro
    strip.tell(312, 1000, "张")
    assert strip.words == "导出考核表：第 312 / 1,000 张"
    assert (strip.bar.value(), strip.bar.maximum()) == (312, 1000)
    strip.tell(40, 0, "行")
    assert strip.words == "导出考核表：40 行"


def test_cancel_is_heard_once_pressed_and_said(qtbot: QtBot) -> None:
    asked: list[bool] = []
    strip = ProgressStrip(lambda: asked.append(True))
    qtbot.addWidget(strip)
    strip.begin("")
    assert strip.words == "正在处理"
    strip.cancel()
    assert asked == [True]
    assert strip.words == "正在取消"
