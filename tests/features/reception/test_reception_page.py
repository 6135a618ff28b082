"""The page of reception days, used as a person does. Today is Friday 20 November 2026."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.features.activities.page.attendance import AttendanceDialog
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.reception.models import Visit
from deputy_station.features.reception.page.days import ReceptionPage
from deputy_station.features.reception.page.planning import PlanDialog
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.plan import OnRestDay
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service import listing, planning, visits
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.work import Work
from tests.features.page_desk import taking_back
from tests.widgets.print_preview.preview_desk import let_out

TODAY = date(2026, 11, 20)
NEXT = date(2026, 12, 4)


class Desk:
    """The page with what stands around it: said sentences with their undo, and the open dialog."""

    def __init__(self, database: Database, clock: Clock, folder: Path) -> None:
        self.database = database
        self.said: list[str] = []
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.undo: Callable[[], object] | None = None
        self.work = Work(database)
        self.page = ReceptionPage(
            PageContext(
                self.work,
                Settings(folder),
                clock,
                self._go,
                self._say,
                take_back=taking_back(self.work, self.said),
            )
        )
        self.page.resize(1180, 640)
        self.page.show()
        self.page.reload()
        self.settle()

    def _go(self, page: str, **filters: Any) -> None:
        self.sent.append((page, filters))

    def _say(
        self,
        sentence: str,
        undo: Callable[[], object] | None = None,
        open_made: Callable[[], object] | None = None,
    ) -> None:
        self.said.append(sentence)
        self.undo, self.open_made = undo, open_made

    def settle(self) -> None:
        for _ in range(3):
            assert self.work.wait()
            QApplication.processEvents()

    def press(self, word: str) -> None:
        self.page.detail.action_row.button(word).click()
        self.settle()

    def reload(self) -> None:
        self.page.reload()
        self.settle()

    def dialog(self) -> Dialog:
        [shown] = [
            each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()
        ]
        return shown

    def dates(self) -> list[date]:
        model = self.page.table.model
        return [row.held_on for place in range(model.rowCount()) if (row := model.row_at(place)) is not None]


@pytest.fixture
def desk(
    database: Database, people: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[Desk]:
    with database.transaction() as session:
        for rule in ("11月20日", "12月4日"):
            planning.plan_year(session, wish=PlanWish(2026, read_plan_rule(rule), per_day=2))
    shown = Desk(database, clock, tmp_path / "settings")
    yield shown
    for each in QApplication.topLevelWidgets():
        if isinstance(each, Dialog):
            each.close()
    shown.settle()
    shown.work.close()
    shown.page.close()
    shown.page.deleteLater()


def test_the_page_opens_on_the_nearest_day(desk: Desk) -> None:
    assert desk.dates() == [TODAY, NEXT]
    assert desk.page.detail.title == "2026年11月20日 星期五"
    assert "登记来访" in [action.text for action in desk.page.detail.action_row.actions_shown]


def test_a_year_is_planned_after_looking_at_its_days_and_taken_back(desk: Desk) -> None:
    desk.page.plan()
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, PlanDialog)
    dialog.form.put({"year": 2026, "rule": "每月15日", "from_day": None})
    dialog.preview()
    desk.settle()
    assert dialog.table.total == 12
    assert "新排 12 天" in dialog.summary.text()
    dialog.action_row.button("排定 12 天").click()
    desk.settle()
    assert desk.said[-1] == "已排定 2026 年接待日 12 天"
    assert len(desk.dates()) == 14
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    desk.reload()
    assert desk.dates() == [TODAY, NEXT]


def test_a_rule_that_is_not_understood_is_said_beside_its_field(desk: Desk) -> None:
    desk.page.plan()
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, PlanDialog)
    rule = dialog.form["rule"]
    rule.put("有空就来")
    rule.settle()
    assert rule.problem_shown.startswith("没看懂“有空就来”")
    dialog.preview()
    desk.settle()
    assert (dialog.table.total, dialog.summary.text()) == (0, "")
    assert not dialog.action_row.button("排定").isEnabled()
    dialog.save()
    desk.settle()
    assert dialog.isVisible()
    assert desk.dates() == [TODAY, NEXT]


def test_visitors_are_taken_down_and_heard(desk: Desk) -> None:
    desk.press("登记来访")
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    form.form.put({"name": "陈大妈", "address": "朔北村三组", "people": 3})
    form.save()
    desk.settle()
    assert desk.said[-1] == "已登记第 1 号来访"
    with desk.database.reading() as session:
        day = listing.find_day(session, on=TODAY)
        [visit] = visits.list_visits(session, day_id=day.id)
        assert (day.state, visit.name, visit.people) == (DayState.OPEN, "陈大妈", 3)
    desk.page.steps.edit_visit(visit)
    desk.settle()
    [heard] = [each for each in desk.dialog().findChildren(Button) if each.words == "已接待"]
    heard.click()
    desk.settle()
    with desk.database.reading() as session:
        assert visits.list_visits(session, day_id=day.id)[0].finished


def test_a_visitor_s_demand_is_taken_down_on_the_page_of_demands(desk: Desk) -> None:
    with desk.database.transaction() as session:
        visit = visits.add_visit(session, day_id=listing.find_day(session, on=TODAY).id, name="陈大妈")
    desk.page.steps.edit_visit(visit)
    desk.settle()
    [take_down] = [each for each in desk.dialog().findChildren(Button) if each.words == "记诉求"]
    take_down.click()
    desk.settle()
    assert desk.sent == [("demands", {"do": "register", "visit_id": visit.id})]


def test_a_visitor_who_asked_for_secrecy_is_not_shown(desk: Desk) -> None:
    with desk.database.transaction() as session:
        day_id = listing.find_day(session, on=TODAY).id
        visit = visits.add_visit(session, day_id=day_id, name="陈大妈", phone="13856112233")
        register_demand(session, words="邻居占了公用的路", visit_id=visit.id, confidential=True)
        shown = visits.get_visit(session, visit_id=visit.id)
    desk.reload()
    words = [each.text for each in desk.page.findChildren(LineItem)]
    assert any("（保密）" in each for each in words)
    desk.page.steps.edit_visit(shown)
    desk.settle()
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    assert set(form.form.fields) == {"people", "note"}
    form.form.put({"people": 2})
    form.save()
    desk.settle()
    words += [each.text for each in desk.page.findChildren(LineItem)]
    assert not any("陈" in each or "1385" in each for each in words)
    with desk.database.reading() as session:
        kept = session.get_one(Visit, visit.id)
        assert (kept.name, kept.phone, kept.people) == ("陈大妈", "13856112233", 2)


def test_attendance_is_entered_with_single_keys(desk: Desk, people: dict[str, int]) -> None:
    desk.press("签到登记")
    dialog = desk.dialog()
    assert isinstance(dialog, AttendanceDialog)
    view = dialog.table.view
    QTest.keyClick(view, Qt.Key.Key_1)
    desk.settle()
    QTest.keyClick(view, Qt.Key.Key_4)
    desk.settle()
    dialog.reason.entry.setText("外出就医")
    QTest.keyClick(dialog.reason.entry, Qt.Key.Key_Return)
    desk.settle()
    with desk.database.reading() as session:
        activity_id = listing.find_day(session, on=TODAY).activity_id
        rows = {row.deputy: row for row in list_attendance(session, activity_id=activity_id)}
    assert (rows["李秀英"].state, rows["王建国"].state) == (AttendanceState.PRESENT, AttendanceState.LEAVE)
    assert rows["王建国"].leave_reason == "外出就医"
    assert rows["李秀英"].arrived_at is not None


def test_a_walk_in_is_added_in_place(desk: Desk, people: dict[str, int]) -> None:
    desk.press("签到登记")
    dialog = desk.dialog()
    assert isinstance(dialog, AttendanceDialog)
    dialog.walk_in.put((people["赵敏"], "赵敏"))
    dialog.walk_in.edited.emit()
    desk.settle()
    assert [row.deputy for row in dialog._rows if not row.expected] == ["赵敏"]
    dialog.action_row.button("关闭").click()
    desk.settle()
    with desk.database.reading() as session:
        assert listing.find_day(session, on=TODAY).came == 1


def test_a_day_is_ended_at_the_desk_where_those_who_wait_are_seen(desk: Desk) -> None:
    desk.press("登记来访")
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    form.save()
    desk.settle()
    desk.reload()
    desk.press("结束接待")
    with desk.database.reading() as session:
        day_id = listing.find_day(session, on=TODAY).id
    assert desk.sent[-1] == ("desk", {"id": day_id, "do": "end"})


def test_a_notice_is_numbered_and_saved_where_the_person_says(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "公告.pdf"
    monkeypatch.setattr(files, "ask_save_path", lambda *_values: target)
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    desk.page.open_row(next(row.id for row in _rows(desk) if row.held_on == NEXT))
    desk.settle()
    desk.press("发公告")
    let_out(desk.work, "另存为 PDF")
    desk.settle()
    assert target.read_bytes().startswith(b"%PDF")
    with desk.database.reading() as session:
        row = listing.find_day(session, on=NEXT)
    assert (row.notice, row.state) == ("〔2026〕1号", DayState.NOTICED)


def test_a_day_is_moved_from_its_detail_and_refused_where_another_stands(desk: Desk) -> None:
    desk.page.open_row(next(row.id for row in _rows(desk) if row.held_on == NEXT))
    desk.settle()
    desk.press("改期")
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    form.form.put({"to": TODAY, "reason": "镇里开会"})
    form.save()
    desk.settle()
    assert form.notice.sentence == "11月20日已有接待日。请换一天，或修改已有的那一天。"
    form.form.put({"to": date(2026, 12, 8)})
    form.save()
    desk.settle()
    desk.reload()
    assert desk.dates() == [TODAY, date(2026, 12, 8)]


def test_the_rota_is_changed_and_changed_back(desk: Desk, people: dict[str, int]) -> None:
    desk.press("排代表")
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    form.form.put({"deputy_ids": [(people["赵敏"], "赵敏")]})
    form.save()
    desk.settle()
    with desk.database.reading() as session:
        assert listing.find_day(session, on=TODAY).on_duty == ("赵敏",)
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    with desk.database.reading() as session:
        assert listing.find_day(session, on=TODAY).on_duty == ("李秀英", "王建国")


def test_chips_and_search_narrow_the_list(desk: Desk) -> None:
    desk.page.filters.chip("held").click()
    desk.settle()
    assert desk.dates() == []
    desk.page.take_filter(view="", search="zgf")
    desk.reload()
    assert desk.dates() == [NEXT]


def test_another_page_sends_people_straight_to_a_visit(desk: Desk) -> None:
    day = next(row for row in _rows(desk) if row.held_on == TODAY)
    desk.page.take_filter(id=day.id, do="visit")
    desk.reload()
    assert desk.dialog().windowTitle() == "登记来访"


def test_after_planning_the_first_new_day_is_open_and_undo_leaves_no_complaint(desk: Desk) -> None:
    desk.page.plan()
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, PlanDialog)
    dialog.form.put({"year": 2026, "rule": "每月9日，逢节假日照常", "from_day": TODAY})
    dialog.preview()
    desk.settle()
    dialog.action_row.button("排定 1 天").click()
    desk.settle()
    desk.reload()
    assert desk.page.detail.title == "2026年12月9日 星期三"
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    desk.reload()
    assert desk.page.notice.sentence == ""
    assert desk.page.detail.title == "2026年11月20日 星期五"


def test_the_plan_follows_its_year_and_the_choice_follows_the_words(desk: Desk) -> None:
    desk.page.plan()
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, PlanDialog)
    form = dialog.form
    for year, from_day in (("2026", TODAY), ("2027", None)):
        form["year"].focusProxy().clear()  # type: ignore[attr-defined]
        QTest.keyClicks(form["year"].focusProxy(), year)
        assert form["from_day"].value() == from_day
    form["rule"].put("每周日，逢节假日照常")
    form["rule"].edited.emit()
    assert form["on_rest_day"].value() is OnRestDay.KEEP
    assert form["rule"].value() == "每周日，逢节假日照常"


def test_a_day_is_opened_with_its_own_button_and_then_offers_visitors(desk: Desk) -> None:
    assert [one.text for one in desk.page.detail.action_row.actions_shown if one.primary] == ["开始接待"]
    desk.press("开始接待")
    desk.reload()
    assert desk.said == ["11月20日代表接待日开始接待"]
    assert [one.text for one in desk.page.detail.action_row.actions_shown if one.primary] == ["登记来访"]


def test_today_sends_people_to_a_day_that_opens_at_once(desk: Desk) -> None:
    day = next(row for row in _rows(desk) if row.held_on == TODAY)
    desk.page.take_filter(id=day.id, do="open")
    desk.reload()
    assert [row.state for row in _rows(desk) if row.held_on == TODAY] == [DayState.OPEN]


def test_a_name_in_the_phone_line_is_a_mistake_and_a_service_number_is_none(desk: Desk) -> None:
    desk.press("登记来访")
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    for typed, problem in (("zhang", "电话至少有 5 位数字，没有就空着。"), ("12345", ""), ("", "")):
        form.form["phone"].put(typed)
        assert form.form["phone"].problem() == problem


@pytest.mark.parametrize("button", ["已接待", "记诉求"])
def test_what_was_typed_about_a_visitor_is_kept_by_the_buttons_above_it(desk: Desk, button: str) -> None:
    with desk.database.transaction() as session:
        day_id = listing.find_day(session, on=TODAY).id
        visit = visits.add_visit(session, day_id=day_id, name="陈大妈")
    desk.page.steps.edit_visit(visit)
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    dialog.form.put({"phone": "13812341234"})
    next(one for one in dialog.findChildren(Button) if one.words == button).click()
    desk.settle()
    with desk.database.reading() as session:
        [kept] = visits.list_visits(session, day_id=day_id)
    assert (kept.name, kept.phone, kept.finished) == ("陈大妈", "13812341234", button == "已接待")
    assert desk.sent == (
        [("demands", {"do": "register", "visit_id": visit.id})] if button == "记诉求" else []
    )


def _rows(desk: Desk) -> list[listing.DayRow]:
    with desk.database.reading() as session:
        return listing.list_days(session)


def test_a_visitor_and_the_demand_are_taken_down_in_one_go(desk: Desk) -> None:
    desk.press("开始接待")
    desk.press("登记来访")
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    dialog.form.put({"name": "陈大妈"})
    dialog.action_row.button("登记并记诉求").click()
    desk.settle()
    with desk.database.reading() as session:
        [visit] = visits.list_visits(session, day_id=listing.find_day(session, on=TODAY).id)
    assert visit.name == "陈大妈"
    assert desk.sent[-1] == ("demands", {"do": "register", "visit_id": visit.id})


def test_a_name_on_duty_opens_the_person_before_and_the_sign_in_during_the_reception(desk: Desk) -> None:
    def press_name() -> None:
        box = desk.page.detail.scroller.box
        blocks = [part.widget() for part in map(box.itemAt, range(box.count())) if part.widget() is not None]
        names = [name for block in blocks for name in block.findChildren(Button) if "未签到" in name.text()]
        names[0].click()
        desk.settle()

    press_name()
    assert desk.sent[-1][0] == "deputies"
    desk.press("开始接待")
    desk.reload()
    press_name()
    assert len(desk.sent) == 1
    assert isinstance(desk.dialog(), AttendanceDialog)


def test_a_deputy_of_the_day_is_picked_from_a_list_and_swapped_with_another_day(desk: Desk) -> None:
    with desk.database.reading() as session:
        december = listing.day_detail(session, day_id=listing.find_day(session, on=NEXT).id)
        today = listing.day_detail(session, day_id=listing.find_day(session, on=TODAY).id)
    desk.page.steps.swap(december)
    desk.settle()
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    mine, theirs = december.duty[0], today.duty[0]
    form.form.put({"deputy_id": mine.deputy_id})
    assert form.form["deputy_id"].value() == mine.deputy_id
    form.form.put({"turn": ((today.row.id, theirs.deputy_id), theirs.name)})
    form.save()
    desk.settle()
    with desk.database.reading() as session:
        assert mine.name in listing.find_day(session, on=TODAY).on_duty
        assert theirs.name in listing.find_day(session, on=NEXT).on_duty
    assert desk.said[-1] == "已对调轮值代表"
