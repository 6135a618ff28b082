"""The buttons of the year on the page of reception days, used as a person does. Today is 20 November 2026."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from deputy_station.core.workdays import DayOverride
from deputy_station.features.deputies.models import Level
from deputy_station.features.reception.page.behind import BehindDialog
from deputy_station.features.reception.page.leaves import LeavesDialog
from deputy_station.features.reception.page.planning import PlanDialog
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.plan import OnRestDay
from deputy_station.features.reception.service import calendar, leaves, listing, planning
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.widgets import files
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.labels import Words
from tests.features.reception.test_reception_page import NEXT, TODAY, Desk, desk
from tests.widgets.print_preview.preview_desk import let_out

__all__ = ["desk"]


def press_page(desk: Desk, word: str) -> None:
    next(one for one in desk.page.action_row.actions_shown if one.text == word).do()
    desk.settle()


def in_front(desk: Desk, kind: type[Dialog], *, behind: type[Dialog] | None = None) -> Dialog:
    """The one dialog of a kind that is open, not counting those `behind` it."""
    [shown] = [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, kind) and one.isVisible() and not (behind and isinstance(one, behind))
    ]
    desk.settle()
    return shown


def form_dialog(desk: Desk) -> FormDialog:
    form = in_front(desk, FormDialog)
    assert isinstance(form, FormDialog)
    return form


def plan_2027(desk: Desk) -> None:
    with desk.database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2027, read_plan_rule("每月15日"), per_day=1))


def test_a_day_is_added_by_hand_and_opened(desk: Desk) -> None:
    press_page(desk, "加一天")
    form = form_dialog(desk)
    form.form.put({"on": date(2026, 12, 10), "theme": "人居环境"})
    form.save()
    desk.settle()
    desk.reload()
    assert desk.dates() == [TODAY, NEXT, date(2026, 12, 10)]
    assert desk.page.detail.title == "2026年12月10日 星期四"
    assert desk.said == ["已加接待日2026年12月10日"]


def test_the_code_of_a_wall_calendar_opens_its_year(desk: Desk) -> None:
    plan_2027(desk)
    desk.page.take_filter(year=2027)
    desk.reload()
    assert desk.page.years.currentText() == "2027年"
    assert {on.year for on in desk.dates()} == {2027}
    assert len(desk.dates()) == 12


def test_a_day_that_is_taken_is_refused_in_the_form(desk: Desk) -> None:
    press_page(desk, "加一天")
    form = form_dialog(desk)
    form.form.put({"on": NEXT})
    form.save()
    desk.settle()
    assert form.notice.sentence.startswith("12月4日已有接待日")


def test_the_holidays_of_next_year_are_pasted_and_the_days_move(desk: Desk) -> None:
    plan_2027(desk)
    desk.page._take_year(2027)
    desk.settle()
    press_page(desk, "放假调休")
    form = form_dialog(desk)
    lead = form.body.itemAt(0).widget()
    assert isinstance(lead, Words)
    assert lead.text() == "程序里还没有2027年的放假安排，国务院办公厅公布以后可以在这里录入。"
    form.form.put({"text": "春节：2月5日（周五）至15日（周一）放假，共11天。5月15日上班。", "whole": True})
    form.form["text"].edited.emit()
    read = form.body.itemAt(2).widget()
    assert isinstance(read, Words)
    assert read.text() == "读出休息 11 天，上班 1 天。"
    form.save()
    desk.settle()
    assert desk.said[-1] == "已保存2027年放假调休。移动接待日 2 天，12 天不再暂算。"
    desk.reload()
    assert date(2027, 2, 16) in desk.dates()
    assert date(2027, 5, 15) in desk.dates()
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    desk.reload()
    assert date(2027, 5, 17) in desk.dates()


def test_a_table_that_is_not_clear_is_said_beside_its_field(desk: Desk) -> None:
    press_page(desk, "放假调休")
    form = form_dialog(desk)
    form.form.put({"text": "春节放假安排如下"})
    form.save()
    desk.settle()
    assert form.form["text"].problem_shown.startswith("第 1 行“春节放假安排如下”没看懂")
    assert form.isVisible()


def test_the_table_entered_before_stands_in_the_form_again(desk: Desk) -> None:
    with desk.database.transaction() as session:
        calendar.set_calendar_year(
            session, year=2026, days={date(2026, 11, 25): DayOverride(False, "停电检修")}, whole=False
        )
    press_page(desk, "放假调休")
    form = form_dialog(desk)
    assert form.form["text"].value() == "2026年11月25日 休息 停电检修"
    assert form.form["whole"].value() is False


def test_a_table_that_grew_by_itself_moves_the_days_when_the_page_opens(desk: Desk) -> None:
    plan_2027(desk)
    with desk.database.transaction() as session:
        calendar.set_calendar_year(
            session, year=2027, days={date(2027, 5, 15): DayOverride(True, "调休上班")}
        )
    desk.reload()
    assert desk.said == ["放假安排已定：移动接待日 1 天，12 天不再暂算。"]
    desk.reload()
    assert len(desk.said) == 1


def test_a_leave_names_the_days_that_clash_and_is_removed_again(desk: Desk, people: dict[str, int]) -> None:
    press_page(desk, "轮值请假")
    dialog = desk.dialog()
    assert isinstance(dialog, LeavesDialog)
    dialog.action_row.button("登记请假").click()
    form = form_dialog(desk)
    form.form.put(
        {
            "deputy_id": (people["曾国藩"], "曾国藩"),
            "since": date(2026, 12, 1),
            "until": date(2026, 12, 10),
            "reason": "外出学习",
        }
    )
    form.save()
    desk.settle()
    assert dialog.notice.sentence == "曾国藩在 12月4日已排接待，请到那天“对调”或“排代表”。"
    [line] = dialog.findChildren(LineItem)
    assert (line.lead, line.text) == ("12月1日至12月10日", "曾国藩，外出学习")
    assert line.pill is not None
    assert line.pill.word == "已排 1 天"
    line.pressed.emit()
    question = in_front(desk, Dialog, behind=LeavesDialog)
    question.action_row.button("删去请假").click()
    desk.settle()
    with desk.database.reading() as session:
        assert leaves.list_leaves(session) == []


def test_a_day_says_who_is_on_its_rota_and_on_leave(desk: Desk, people: dict[str, int]) -> None:
    with desk.database.transaction() as session:
        leaves.add_leave(session, deputy_id=people["曾国藩"], since=NEXT)
        next_id = listing.find_day(session, on=NEXT).id
    desk.page.open_row(next_id)
    desk.settle()
    words = [each.text() for each in desk.page.detail.findChildren(Words)]
    assert "曾国藩（12月4日），请对调或换人" in words


def test_who_is_behind_is_asked_for_another_number_and_opened(desk: Desk, people: dict[str, int]) -> None:
    press_page(desk, "谁还差")
    dialog = desk.dialog()
    assert isinstance(dialog, BehindDialog)
    # two days, two deputies each: four have one turn, two have none; two are owed
    assert dialog.table.total == 6
    assert dialog.summary.text() == "还差的 6 人，一共差 8 次；排代表时他们在最前面。"
    dialog.form.put({"least": 1, "level": Level.CITY})
    dialog.read()
    desk.settle()
    assert dialog.table.total == 1
    dialog.table.opened.emit(dialog.table.model.row_at(0))
    desk.settle()
    assert desk.sent == [("deputies", {"id": people["买买提·艾力"]})]


def test_the_year_is_printed_as_a_wall_calendar(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "年历.pdf"
    monkeypatch.setattr(files, "ask_save_path", lambda *_values: target)
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    press_page(desk, "印年历")
    let_out(desk.work, "另存为 PDF")
    desk.settle()
    assert target.read_bytes().startswith(b"%PDF")


def test_a_market_is_planned_with_levels_and_limits(desk: Desk) -> None:
    desk.page.plan_again(2027)
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, PlanDialog)
    dialog.form.put({"example": "农历每月初一、十五", "level": Level.TOWN, "least_each": 3, "most_each": 4})
    dialog.form["example"].edited.emit()
    assert dialog.form["rule"].value() == "农历每月初一、十五"
    assert dialog.form["on_rest_day"].value() is OnRestDay.KEEP
    dialog.preview()
    desk.settle()
    # 1 January 2027 is 冬月廿四: twelve more new moons and fifteenths, and the thirteenth new moon on 28 December
    assert dialog.table.total == 25
    assert "缺 " in dialog.summary.text()  # five town deputies, four turns each: 20 of 50 places
    assert "暂算" in dialog.summary.text()
    dialog.action_row.button("排定 25 天").click()
    desk.settle()
    with desk.database.reading() as session:
        rows = listing.list_days(session, wanted=listing.DayFilter(year=2027))
    assert len(rows) == 25
    assert all(row.provisional for row in rows)
