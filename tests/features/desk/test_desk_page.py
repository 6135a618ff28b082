"""The reception screen by keyboard alone: three visitors, what is known, read-back, drafts, the end of the day."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.command_list import keys_on_page
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.listing import list_demands
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.desk.page.desk import NEXT, READ_BACK, DeskPage
from deputy_station.features.desk.page.read_back import ReadBackDialog, spoken_font
from deputy_station.features.desk.page.taking_card import SETTLED_MS
from deputy_station.features.desk.service.taking import HEARD_OUT
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.visits import add_visit, list_visits
from deputy_station.store.database import Database
from deputy_station.store.drafts import list_drafts
from deputy_station.store.memory import this_computer
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.form import Form
from deputy_station.widgets.style import px
from tests.features.page_desk import PageDesk, page_desk


class Typist:
    """Types on the keyboard and counts the keys; the mouse is not there."""

    def __init__(self, desk: PageDesk[Any]) -> None:
        self.desk, self.keys = desk, 0

    def type(self, text: str) -> None:
        """Type a text where the keyboard is. A Chinese character is counted as three keys (pinyin, as with an IME)."""
        focus = self.desk.page.window().focusWidget()
        assert focus is not None
        if text.isascii():
            QTest.keyClicks(focus, text)
        else:
            committed = QInputMethodEvent()
            committed.setCommitString(text)
            QApplication.sendEvent(focus, committed)
        self.keys += sum(1 if sign.isascii() else 3 for sign in text)
        self.desk.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key."""
        focus = self.desk.page.window().focusWidget() or self.desk.page
        QTest.keyClick(focus, key, modifier)
        self.keys += 1
        self.desk.settle()
        self.desk.reload()

    def save(self) -> None:
        """Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def desk(
    qtbot: QtBot, database: Database, clock: Clock, tmp_path: Path, day_id: int
) -> Iterator[PageDesk[Any]]:
    with page_desk(cast(Any, DeskPage), database, clock, tmp_path / "settings") as opened:
        opened.page.action_row.take_keys(keys_on_page("desk"))
        opened.page.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is opened.page)
        opened.page.take_focus()
        yield opened


def form_of(desk: PageDesk[Any]) -> Form:
    form: Form | None = desk.page.taking.form
    assert form is not None
    return form


def field_with_keyboard(desk: PageDesk[Any]) -> str:
    focus = desk.page.window().focusWidget()
    return next(name for name, field in form_of(desk).fields.items() if field.focusProxy() is focus)


def register(desk: PageDesk[Any]) -> None:
    desk.page.taking.action_row.button("登记").click()
    desk.settle()


def press(desk: PageDesk[Any], word: str) -> None:
    desk.page.action_row.button(word).click()
    desk.settle()


def test_three_visitors_are_taken_down_by_keyboard_alone(
    desk: PageDesk[Any], database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        for name in ("张桂兰", ""):
            add_visit(session, day_id=day_id, name=name)
    desk.reload()
    typist = Typist(desk)
    keys = []
    # The first has a number and a name: F9, and the keyboard is at the words.
    typist.press(Qt.Key.Key_F9)
    assert desk.page.queue.number.whole == "1 号"
    assert field_with_keyboard(desk) == "words"
    typist.type("路灯坏了半个月没人修")
    typist.save()
    keys.append(typist.keys)
    # The second left no name; phone and village are asked for on the way.
    typist.press(Qt.Key.Key_F9)
    assert desk.page.queue.number.whole == "2 号"
    assert field_with_keyboard(desk) == "name"
    for _ in ("name", "phone", "address"):
        typist.press(Qt.Key.Key_Return)
    typist.type("3")  # over the 1 that stands there chosen
    typist.press(Qt.Key.Key_Return)
    typist.type("村口下水道堵了，臭得很")
    typist.save()
    keys.append(typist.keys - keys[0])
    # The third walks in without a number: from the name on, Enter leads through.
    assert field_with_keyboard(desk) == "name"
    typist.type("刘涛")
    typist.press(Qt.Key.Key_Return)
    typist.type("13900001111")
    typist.press(Qt.Key.Key_Return)
    typist.type("南街村")
    typist.press(Qt.Key.Key_Return)
    typist.press(Qt.Key.Key_Return)
    assert field_with_keyboard(desk) == "words"
    typist.type("低保申请没有回音")
    typist.save()
    keys.append(typist.keys - keys[0] - keys[1])
    with database.reading() as session:
        visits = list_visits(session, day_id=day_id)
        demands = list_demands(session)
    assert [(each.number, each.name, each.people, each.state) for each in visits] == [
        (1, "张桂兰", 1, VisitState.HEARD),
        (2, "", 3, VisitState.HEARD),
        (3, "刘涛", 1, VisitState.HEARD),
    ]
    assert sorted((each.number, each.title) for each in demands) == [
        ("东街-2026-0001", "路灯坏了半个月没人修"),
        ("东街-2026-0002", "村口下水道堵了"),
        ("东街-2026-0003", "低保申请没有回音"),
    ]
    # 40 seconds at two keys a second, a slow typist, are 80 keys: the words take their share, the program hardly any.
    assert keys == [32, 40, 55]
    assert desk.went == []
    assert desk.dialogs() == 0


def test_the_gist_follows_the_words_until_somebody_writes_their_own(desk: PageDesk[Any]) -> None:
    form = form_of(desk)
    form["words"].setFocus()
    typist = Typist(desk)
    typist.type("路灯坏了半个月")
    assert form["gist"].value() == "路灯坏了半个月"
    form["gist"].setFocus()
    typist.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    typist.type("修路灯")
    form["words"].setFocus()
    typist.type("没人管")
    assert form["gist"].value() == "修路灯"


def test_what_is_known_is_shown_while_typing_and_a_secret_is_not(
    desk: PageDesk[Any], database: Database
) -> None:
    database.clock = Clock.fixed(datetime(2026, 10, 9, 2, 0, tzinfo=UTC))
    who: dict[str, Any] = {
        "visitor_name": "张桂兰",
        "visitor_phone": "13805611234",
        "visitor_address": "东街社区 3 组",
    }
    with database.transaction() as session:
        register_demand(session, words="路灯坏了半个月没人修", **who)
        register_demand(session, words="邻居违章搭建没人拆", confidential=True, **who)
    database.clock = desk.page.context.clock
    form_of(desk)["phone"].setFocus()
    Typist(desk).type("13805611234")
    desk.page.taking.look()  # without waiting for the pause after typing
    desk.settle()
    assert desk.page.known.said == ["同一电话", "东街-2026-0001 路灯坏了半个月没人修 待交办"]
    form = form_of(desk)
    assert form["phone"].offered == "上次来访：张** 138****1234 东街社区 3 组"
    Typist(desk).press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert (form["name"].value(), form["address"].value()) == ("张桂兰", "东街社区 3 组")


def test_an_answer_on_the_spot_asks_for_the_answer(desk: PageDesk[Any], database: Database) -> None:
    form = form_of(desk)
    form["words"].put("问合作医疗怎么交")
    form["settled_on_the_spot"].setFocus()
    Typist(desk).press(Qt.Key.Key_Space)
    assert (form["answer"].isHidden(), form["route"].isHidden()) == (False, True)
    Typist(desk).save()
    assert form["answer"].problem_shown == "请填答复内容。"
    form["answer"].put("带身份证到村里交")
    Typist(desk).save()
    with database.reading() as session:
        [row] = list_demands(session)
    assert row.state is DemandState.INFORMED


def test_what_was_half_typed_survives_the_next_call_and_a_power_cut(
    desk: PageDesk[Any], database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        first, _second = (add_visit(session, day_id=day_id, name=name).id for name in ("张桂兰", "刘涛"))
    desk.reload()
    typist = Typist(desk)
    typist.press(Qt.Key.Key_F9)
    typist.type("路灯坏了")
    typist.press(Qt.Key.Key_F9)
    assert desk.page.notice.sentence == "第 1 号没写完的已留着，点左边 1 号接着写。"
    assert (desk.page.taking.words, desk.page.queue.number.whole) == ("", "2 号")
    with database.reading() as session:
        kept = {each.form: each.typed["words"] for each in list_drafts(session, desk=this_computer())}
    assert kept == {f"take:{day_id}:{first}": "路灯坏了"}
    desk.page.choose(desk.page.queue.visits[0])
    desk.settle()
    assert desk.page.taking.words == "路灯坏了"
    typist.save()
    with database.reading() as session:
        assert list_drafts(session, desk=this_computer()) == []


def test_a_draft_of_the_desk_is_opened_again_with_its_visitor(
    desk: PageDesk[Any], database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        visit_id = add_visit(session, day_id=day_id, name="张桂兰").id
    desk.reload()
    desk.page.openers()["take"](day_id, visit_id)
    desk.settle()
    assert desk.page.taking.visit is not None
    assert (desk.page.taking.visit.id, form_of(desk)["name"].value()) == (visit_id, "张桂兰")


def test_the_words_are_read_back_large_and_the_consent_is_kept(
    desk: PageDesk[Any], database: Database
) -> None:
    assert 28 <= spoken_font().pixelSize() * 72 / 96 <= 36
    press(desk, READ_BACK)
    assert desk.page.notice.sentence.startswith("还没有写原话")
    form_of(desk)["words"].put("路灯坏了半个月没人修")
    press(desk, READ_BACK)
    dialog = desk.dialog()
    assert isinstance(dialog, ReadBackDialog)
    assert dialog.spoken.text() == "路灯坏了半个月没人修"
    dialog.action_row.button("没有出入").click()
    desk.settle()
    register(desk)
    with database.reading() as session:
        [row] = list_demands(session)
        assert get_demand(session, demand_id=row.id).steps[0].note == HEARD_OUT


def test_words_changed_after_the_read_back_were_not_heard(desk: PageDesk[Any], database: Database) -> None:
    form_of(desk)["words"].put("路灯坏了半个月没人修")
    press(desk, READ_BACK)
    desk.dialog().action_row.button("没有出入").click()
    form_of(desk)["words"].put("路灯坏了一个月没人修")
    register(desk)
    with database.reading() as session:
        [row] = list_demands(session)
        assert get_demand(session, demand_id=row.id).steps[0].note == ""


def test_a_visitor_without_a_demand_and_one_who_left_are_noted(
    desk: PageDesk[Any], database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        for name in ("张桂兰", "刘涛"):
            add_visit(session, day_id=day_id, name=name)
    desk.reload()
    press(desk, NEXT)
    desk.page.queue.action_row.button("没有诉求").click()
    desk.settle()
    desk.fill("记为已接待", note="来问政策")
    desk.reload()
    press(desk, NEXT)
    desk.page.queue.action_row.button("已离开").click()
    desk.settle()
    with database.reading() as session:
        assert [(each.state, each.note) for each in list_visits(session, day_id=day_id)] == [
            (VisitState.HEARD, "来问政策"),
            (VisitState.LEFT, ""),
        ]
    assert desk.page.taking.visit is None


def test_taking_a_number_says_it(desk: PageDesk[Any], database: Database, day_id: int) -> None:
    press(desk, "取号")
    desk.fill("取号", name="张桂兰", people="2")
    assert desk.said == ["1 号，请来访人稍候"]
    desk.reload()
    assert [(each.name, each.people) for each in desk.page.queue.visits] == [("张桂兰", 2)]
    assert desk.waiting == 1


def test_the_end_asks_about_those_who_wait_then_shows_the_summary_and_files_it(
    desk: PageDesk[Any], database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        add_visit(session, day_id=day_id, name="张桂兰")
    desk.reload()
    press(desk, "结束接待")
    question = desk.dialog()
    assert question.windowTitle() == "还有 1 批来访、2 名代表没有着落"
    question.action_row.button("就此结束").click()
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    assert "另有 1 批没有等到接待。" in dialog.form["words"].value()
    assert "缺席：第一代表小组李秀英、王建国。" in dialog.form["words"].value()
    desk.fill("归档")
    assert desk.said[-1] == "11月20日接待小结已归档，和签到表放在一起"
    with database.reading() as session:
        day = session.get_one(ReceptionDay, day_id)
        assert (day.state.label, day.filed_at is not None) == ("已接待", True)
        assert [each.state for each in list_visits(session, day_id=day_id)] == [VisitState.LEFT]


def test_ending_asked_for_by_another_page_asks_the_same(
    desk: PageDesk[Any], database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        add_visit(session, day_id=day_id, name="张桂兰")
    desk.page.take_filter(id=day_id, do="end")
    desk.settle()
    assert desk.dialog().windowTitle() == "还有 1 批来访、2 名代表没有着落"


def test_who_writes_next_sees_where_on_a_low_screen_with_large_text(
    desk: PageDesk[Any], database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        add_visit(session, day_id=day_id, name="张桂兰")
    desk.reload()
    desk.page.resize(640, 280)
    taking = desk.page.taking

    def seen(name: str) -> bool:
        held = taking.form[name]
        return bool(held.visibleRegion().boundingRect().height() >= min(held.height(), px(36)))

    desk.page.call_next()
    desk.settle()
    QTest.qWait(4 * SETTLED_MS)
    assert taking.form["words"].hasFocus()
    assert seen("words")
    taking.scroller.verticalScrollBar().setValue(taking.scroller.verticalScrollBar().maximum())
    desk.page._start_blank()
    QTest.qWait(4 * SETTLED_MS)
    assert seen("name")
    assert not seen("category_id")
    taking.form["gist"].went_on.emit()
    assert seen("category_id")


def test_on_a_day_without_reception_the_page_says_what_to_do(
    desk: PageDesk[Any], database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        session.get_one(ReceptionDay, day_id).held_on = datetime(2026, 10, 1, tzinfo=UTC).date()
        session.get_one(ReceptionDay, day_id).state = type(session.get_one(ReceptionDay, day_id).state).HELD
    desk.page._day_id = None
    desk.reload()
    assert desk.page.taking.form is None
    press(desk, "看接待日")
    assert desk.went == [("reception", {})]
