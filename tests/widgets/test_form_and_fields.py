"""Forms act as a person uses them: typed values are read, mistakes said beside their field, Enter goes on."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deputy_station.widgets import dialogs
from deputy_station.widgets.buttons import Action, ActionRow, Button
from deputy_station.widgets.date_fields import DateField, TimeField
from deputy_station.widgets.dates import days_left, read_time, short_day
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.fields import CheckField, ChoiceField, LineField, NumberField, TextField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.notice import Notice
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.search_fields import SearchField, SearchManyField
from deputy_station.widgets.style import dress, px, scale
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase

TODAY = date(2026, 11, 20)
PEOPLE = [(1, "王建国", "wjg"), (2, "李秀英", "lxy"), (3, "王小明", "wxm")]


def find_people(session: object, text: str) -> list[tuple[int, str]]:
    return [(key, name) for key, name, initials in PEOPLE if text and initials.startswith(text)]


@pytest.fixture
def work(qapp: QApplication) -> Iterator[Work]:
    made = Work(FakeDatabase())
    yield made
    made.close()


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("9:00", time(9)),
        ("9：30", time(9, 30)),
        ("900", time(9)),
        ("1430", time(14, 30)),
        ("9点半", time(9, 30)),
        ("9点", time(9)),
        ("9", time(9)),
        ("25:00", None),
        ("上午", None),
    ],
)
def test_a_typed_hour_is_read_in_its_usual_spellings(typed: str, hour: time | None) -> None:
    assert read_time(typed) == hour


def test_days_are_shown_short() -> None:
    assert short_day(date(2026, 12, 4), TODAY) == "12月4日"
    assert short_day(TODAY, TODAY) == "今天"
    assert short_day(date(2025, 12, 4), TODAY) == "2025年12月4日"
    assert short_day(None, TODAY) == "—"
    assert days_left(date(2026, 11, 11), TODAY) == "超 9 天"


def test_values_come_typed_and_cleaned(qtbot: QtBot, qapp: QApplication) -> None:
    form = Form(
        [
            LineField("title", "诉求"),
            TextField("words", "原话"),
            DateField("day", "日期", today=lambda: TODAY),
            TimeField("hour", "时间"),
            NumberField("people", "人数"),
            NumberField("score", "分", exact=True),
            ChoiceField("route", "去向", [("town", "交办镇政府")]),
            CheckField("secret", "保密"),
        ]
    )
    qtbot.addWidget(form)
    form["title"].entry.setText("  路灯\u200b 不亮 ")
    form["words"].entry.setPlainText("第一行\r\n第二行\n")
    form["day"].entry.setText("12-4")
    form["hour"].entry.setText("9点半")
    form["people"].entry.setText("３")
    form["score"].entry.setText("2.5")
    form["route"].entry.setCurrentIndex(1)
    form["secret"].entry.setChecked(True)
    assert form.check()
    assert form.values() == {
        "title": "路灯 不亮",
        "words": "第一行\n第二行",
        "day": date(2026, 12, 4),
        "hour": time(9, 30),
        "people": 3,
        "score": Decimal("2.5"),
        "route": "town",
        "secret": True,
    }


def test_a_mistake_is_said_beside_its_field_when_leaving_it(qtbot: QtBot, qapp: QApplication) -> None:
    form = Form([DateField("day", "日期", today=lambda: TODAY), LineField("next", "下一个")])
    qtbot.addWidget(form)
    form.show()
    form["day"].setFocus()
    qtbot.keyClicks(form["day"].entry, "13-40")
    assert form["day"].problem_shown == ""
    form["day"].entry.left.emit()
    assert form["day"].problem_shown == "没有 13 月，请看看月份。"
    form["day"].entry.clear()
    qtbot.keyClicks(form["day"].entry, "12-4")
    assert form["day"].problem_shown == ""


def test_leaving_a_required_field_empty_is_no_mistake_yet_but_saving_is(
    qtbot: QtBot, qapp: QApplication
) -> None:
    form = Form([LineField("title", "诉求", required=True)])
    qtbot.addWidget(form)
    form["title"].entry.left.emit()
    assert form["title"].problem_shown == ""
    assert not form.check()
    assert form["title"].problem_shown == "请填诉求。"


def test_enter_goes_to_the_next_field_and_leaves_the_last(qtbot: QtBot, qapp: QApplication) -> None:
    form = Form([LineField("name", "姓名"), LineField("phone", "电话")])
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    form.activateWindow()
    form["name"].entry.setFocus()
    qtbot.keyClick(form["name"].entry, Qt.Key.Key_Return)
    assert form.focusWidget() is form["phone"].entry
    with qtbot.waitSignal(form.finished):
        qtbot.keyClick(form["phone"].entry, Qt.Key.Key_Return)


def test_a_person_is_found_by_typing_and_picked_with_enter(
    work: Work, qtbot: QtBot, qapp: QApplication
) -> None:
    form = Form([SearchField("deputy_id", "代表", work, find_people)])
    field = form["deputy_id"]
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    form.activateWindow()
    field.entry.setFocus()
    qtbot.keyClicks(field.entry, "lx")
    qtbot.waitUntil(lambda: bool(field._found))
    field._entered()
    assert form.values() == {"deputy_id": 2}
    assert field.entry.text() == "李秀英"


def test_enter_takes_the_line_of_the_list_the_arrows_went_to(
    work: Work, qtbot: QtBot, qapp: QApplication
) -> None:
    form = Form([SearchField("deputy_id", "代表", work, find_people), LineField("next", "下一个")])
    field = form["deputy_id"]
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    form.activateWindow()
    field.entry.setFocus()
    qtbot.keyClicks(field.entry, "w")
    qtbot.waitUntil(lambda: len(field._found) == 2 and QApplication.activePopupWidget() is not None)
    qtbot.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Return)
    assert form.values()["deputy_id"] == 3
    assert field.entry.text() == "王小明"
    assert form.focusWidget() is form["next"].entry


def test_words_that_name_nobody_are_a_mistake(work: Work, qtbot: QtBot, qapp: QApplication) -> None:
    form = Form([SearchField("deputy_id", "代表", work, find_people)])
    qtbot.addWidget(form)
    form["deputy_id"].entry.setText("赵六")
    assert not form.check()
    assert "赵六" in form["deputy_id"].problem_shown


def test_several_people_are_collected_once_each(work: Work, qtbot: QtBot, qapp: QApplication) -> None:
    field = SearchManyField("deputies", "接待代表", work, find_people)
    qtbot.addWidget(field)
    field.put((1, "王建国"))
    field.put((2, "李秀英"))
    field.put((1, "王建国"))
    assert field.value() == [1, 2]
    field._drop(1)
    assert field.value() == [2]


def test_ctrl_enter_saves_only_what_is_right(qtbot: QtBot, qapp: QApplication) -> None:
    saved: list[dict[str, object]] = []
    form = Form([LineField("title", "诉求", required=True)])
    dialog = FormDialog(None, "登记诉求", form, save_word="登记", save=saved.append)
    dialog.open()
    form.saved.emit()
    assert saved == []
    qtbot.keyClicks(form["title"].entry, "A1")
    form.saved.emit()
    assert saved == [{"title": "A1"}]
    assert not dialog.action_row.button("正在保存").isEnabled()
    dialog.refuse("编号已用过，请换一个。")
    assert dialog.notice.sentence == "编号已用过，请换一个。"
    assert dialog.action_row.button("登记").isEnabled()
    dialog.accept()


def test_a_saving_that_takes_its_time_is_stopped_where_closing_stood(
    qtbot: QtBot, qapp: QApplication
) -> None:
    stopped: list[bool] = []
    dialog = FormDialog(
        None, "存材料", Form([LineField("folder", "放在")]), save_word="存材料", save=lambda _: None
    )
    dialog.stop = lambda: stopped.append(True)
    dialog.open()
    dialog.save()
    dialog.action_row.button("停止").click()
    dialog.close()  # the cross of the window, and Esc, say the same
    dialog.reject()
    assert stopped == [True] * 3
    assert dialog.isVisible()
    dialog.refuse("已取消，没有改动。")
    dialog.action_row.button("关闭").click()
    assert len(stopped) == 3
    assert not dialog.isVisible()


def test_ctrl_enter_saves_also_from_the_button_that_closes(qtbot: QtBot, qapp: QApplication) -> None:
    saved: list[dict[str, object]] = []
    form = Form([LineField("title", "诉求")])
    dialog = FormDialog(None, "登记诉求", form, save_word="登记", save=saved.append)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog.action_row.button("关闭"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved == [{"title": ""}]
    assert dialog.isVisible()
    dialog.accept()


def test_enter_on_a_button_presses_it_once_however_long_it_is_held(qtbot: QtBot) -> None:
    pressed: list[str] = []
    button = Button("登记", lambda: pressed.append("登记"))
    qtbot.addWidget(button)
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Enter)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(button, held)
    assert pressed == ["登记", "登记"]


def test_a_box_whose_own_words_say_it_all_leaves_no_empty_column(qtbot: QtBot) -> None:
    form = Form([CheckField("ask", "", "闭会活动按次计"), CheckField("late", "", "迟到算出席")])
    qtbot.addWidget(form)
    form.resize(700, 200)
    form.show()
    assert form["ask"].x() == 0
    assert form["ask"].width() == form.width()


def test_a_mistake_said_after_the_labels_moved_above_their_fields_gets_its_line(qtbot: QtBot) -> None:
    form = Form(
        [
            LineField("title", "诉求", required=True, help="一句话说清楚。"),
            TextField("place", "地点", required=True),
        ]
    )
    scroll = Scroll()
    scroll.box.addWidget(form)
    scroll.box.addStretch(1)
    qtbot.addWidget(scroll)
    scroll.show()
    for width in (900, 300, 900, 300):  # in the end the labels stand above their fields
        scroll.resize(width, 120)
        for _ in range(3):
            QApplication.processEvents()
    assert not form.check()
    QApplication.processEvents()
    for field in form.fields.values():
        assert field.height() >= field.minimumSizeHint().height()


def test_short_words_leave_no_room_to_scroll_below_them(qtbot: QtBot) -> None:
    scroll = Scroll(gap=4)
    qtbot.addWidget(scroll)
    for _ in range(6):
        scroll.box.addWidget(Words("第 33 行：C33 单元格“姓名”没有填写，请核对以后再导入。"))
    scroll.box.addStretch(1)
    scroll.resize(700, 300)
    scroll.show()
    QApplication.processEvents()
    assert scroll.verticalScrollBar().maximum() == 0


def test_enter_goes_on_from_a_choice_and_from_a_box_without_changing_them(qtbot: QtBot) -> None:
    form = Form(
        [
            ChoiceField("route", "处理方式", [("town", "交办镇政府")]),
            CheckField("secret", "保密"),
            LineField("place", "地点"),
        ]
    )
    qtbot.addWidget(form)
    form.show()
    went: list[str] = []
    for name, field in form.fields.items():
        field.went_on.connect(lambda name=name: went.append(name))
    for name in ("route", "secret"):
        qtbot.keyClick(form[name].focusProxy(), Qt.Key.Key_Return)
    assert went == ["route", "secret"]
    assert form.values() == {"route": None, "secret": False, "place": ""}


def test_an_open_dialog_grows_with_a_field_that_comes_in(qtbot: QtBot, qapp: QApplication) -> None:
    behind = QWidget()
    qtbot.addWidget(behind)
    behind.resize(1000, 760)
    form = Form([LineField("state", "状态"), *(LineField(f"more{n}", "事由") for n in range(3))])
    for n in range(3):
        form.show_field(f"more{n}", False)
    dialog = FormDialog(behind, "签到登记", form, save_word="登记", save=lambda _values: None)
    dialog.open()
    qapp.processEvents()
    before = dialog.height()
    for n in range(3):
        form.show_field(f"more{n}", True)
    qtbot.waitUntil(lambda: dialog.height() > before)
    qtbot.waitUntil(lambda: dialog.scroller.verticalScrollBar().maximum() == 0)
    dialog.reject()


def test_the_text_size_is_changed_from_a_field_of_a_dialog_as_in_the_window(qtbot: QtBot) -> None:
    behind = QWidget()
    qtbot.addWidget(behind)
    behind.resize(1000, 760)
    form = Form([LineField("title", "诉求")])
    dialog = FormDialog(behind, "登记诉求", form, save_word="登记", save=lambda _values: None)
    dialog.open()
    sizes = []
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0):
        QTest.keyClick(form["title"].entry, key, Qt.KeyboardModifier.ControlModifier)
        sizes.append(scale.percent)
    assert sizes == [115, 130, 115, 100]
    QTest.keyClick(form["title"].entry, "0")
    assert form["title"].value() == "0"
    dialog.reject()


def test_a_sentence_said_before_it_opens_takes_no_field_out_of_sight(
    qtbot: QtBot, qapp: QApplication
) -> None:
    behind = QWidget()
    behind.resize(1200, 700)
    qtbot.addWidget(behind)
    behind.show()
    form = Form([LineField("name", "姓名"), LineField("phone", "电话"), TextField("note", "备注")])
    dialog = FormDialog(behind, "登记来访", form, save_word="登记", save=lambda values: None)
    dialog.notice.tell("接着上次没写完的，11月20日 8:52。", "从头写", lambda: None)
    dialog.open()
    qapp.processEvents()
    assert dialog.scroller.verticalScrollBar().maximum() == 0
    dialog.reject()


def test_a_dialog_that_grows_keeps_its_whole_frame_on_the_screen(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = QRect(0, 0, 1366, 768)
    monkeypatch.setattr(dialogs, "screen_room", lambda _dialog: QRect(screen))
    behind = QWidget()
    qtbot.addWidget(behind)
    behind.setGeometry(screen)
    dialog = Dialog(behind, "小组、选区和届别")
    dialog.open()
    qapp.processEvents()
    for top in (-120, 700):  # wherever it stood: Qt or the system may centre it over a title bar that is off
        dialog.move(1200, top)
        for n in range(9):
            dialog.body.addWidget(Words(f"第{n + 1}代表小组"))
        dialog.fit()
        qapp.processEvents()
        assert screen.contains(dialog.frameGeometry())
    dialog.reject()


def test_a_dialog_is_never_higher_than_the_screen_whatever_is_in_it(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = QRect(0, 30, 1366, 700)  # a bar of the system above
    monkeypatch.setattr(dialogs, "screen_room", lambda _dialog: QRect(screen))
    behind = QWidget()
    qtbot.addWidget(behind)
    behind.resize(1920, 1080)
    dialog = Dialog(behind, "小组、选区和届别")
    dialog.open()
    for n in range(60):
        dialog.body.addWidget(Words(f"第{n + 1}代表小组"))
    dialog.fit()
    qtbot.waitUntil(lambda: dialog.scroller.verticalScrollBar().maximum() > 0)
    assert screen.contains(dialog.frameGeometry())
    dialog.reject()


def test_what_enter_would_take_is_marked_in_the_list(work: Work, qtbot: QtBot, qapp: QApplication) -> None:
    field = SearchField("deputy_id", "代表", work, find_people)
    form = Form([field])
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    field.entry.setFocus()
    qtbot.keyClicks(field.entry, "w")
    popup = field._completer.popup()
    qtbot.waitUntil(popup.isVisible)
    assert popup.currentIndex().data() == "王建国"
    qtbot.keyClick(field.entry, Qt.Key.Key_Return)
    assert field.value() == 1


def test_the_button_pressed_keeps_the_keyboard_when_the_actions_come_anew(qtbot: QtBot) -> None:
    row = ActionRow()
    qtbot.addWidget(row)
    row.resize(600, 60)
    row.set_actions([Action("催办", lambda: None), Action("签收", lambda: None, primary=True)])
    row.show()
    row.button("催办").setFocus()
    row.set_actions([Action("催办", lambda: None), Action("记办理结果", lambda: None, primary=True)])
    assert row.window().focusWidget() is row.button("催办")
    for after in ([], [Action("记办理结果", lambda: None)]):  # gone, or no longer the next step
        row.set_actions([Action("催办", lambda: None), Action("记办理结果", lambda: None, primary=True)])
        row.button("记办理结果").setFocus()
        with qtbot.waitSignal(row.focus_lost):
            row.set_actions([*after, Action("催办", lambda: None)])


def test_a_sentence_said_in_a_coloured_box_keeps_off_its_edges(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp)
    holder = QWidget()
    qtbot.addWidget(holder)
    column = VBox(holder)
    notice = Notice()
    column.addWidget(notice)
    holder.show()
    notice.refuse("杨晓燕的出席记录已被别处改过。")
    [words] = notice.findChildren(Words)
    assert words.mapTo(notice, words.contentsRect().topLeft()).x() >= px(8)


def test_a_double_click_does_a_step_once(qtbot: QtBot) -> None:
    done: list[str] = []
    row = ActionRow()
    qtbot.addWidget(row)
    row.resize(600, 60)
    row.set_actions([Action("催办", lambda: done.append("催办"))])
    row.show()
    button = row.button("催办")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(button, Qt.MouseButton.LeftButton)  # Qt sends its second press alone
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)  # or it would stay down for the tests that follow
    assert done == ["催办"]
