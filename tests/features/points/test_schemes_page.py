"""The page of schemes, used as a person does. Today is 20 November 2026.

安平 came to 1 of 2 reception days of 2026 (the other one was a leave), 白露 to both; in 2025 only 白露 came to the one.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_group
from deputy_station.features.points.page.scheme_comparing import CompareDialog
from deputy_station.features.points.page.scheme_field import SchemeField
from deputy_station.features.points.page.schemes import SchemesPage
from deputy_station.features.points.page.what_if_dialog import WhatIfDialog
from deputy_station.features.points.service import closing_now, library
from deputy_station.features.points.service.scores import calendar_year
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.labels import Link, Words
from tests.features.page_desk import PageDesk, page_desk

SMALL = """
# 只看接待日。
name = "青石镇接待日办法"
version = "讨论稿"
total = 10
[switches.leave]
title = "请假怎么算"
options = ["算缺席", "不计入应到"]
answer = "算缺席"
[attendance]
came = ["到会", "迟到", "早退"]
left_out = [{ state = "请假", if = "leave = 不计入应到" }]
pending = ["未登记", "未举行"]
[[category]]
code = "A"
name = "接待群众"
max = 10
[[item]]
code = "A1"
category = "A"
name = "接待日值班"
max = 10  # 讨论时有人提 12
rule = { shape = "到会率", of = "接待日值班" }
[[grade]]
name = "好"
at_least = 8
[[grade]]
name = "一般"
at_least = 0
"""


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        group = create_group(session, name="第一代表小组").id
        found = {
            name: create_deputy(session, name=name, group_id=group, mandates=[seat]).id
            for name in ("安平", "白露")
        }
        present, absent, leave = AttendanceState.PRESENT, AttendanceState.ABSENT, AttendanceState.LEAVE
        for on, states in [
            (date(2026, 3, 15), (present, present)),
            (date(2026, 5, 15), (leave, present)),
            (date(2025, 5, 15), (absent, present)),
        ]:
            activity = Activity(kind=ActivityKind.RECEPTION, title=f"{on.month}月接待日", held_on=on)
            session.add(activity)
            session.flush()
            for deputy, state in zip(found.values(), states, strict=True):
                session.add(Attendance(activity_id=activity.id, deputy_id=deputy, state=state))
    return found


@pytest.fixture
def small(database: Database, people: dict[str, int]) -> int:
    """The id of a draft of the station's own."""
    with database.transaction() as session:
        made = library.create_scheme(session, key="青石_2026", text=SMALL).row.id
    assert made is not None
    return made


@pytest.fixture
def desk(
    database: Database, small: int, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[SchemesPage]]:
    with page_desk(SchemesPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def choose(desk: PageDesk[SchemesPage], key: str) -> None:
    desk.page.open_row(key)
    desk.settle()


def words_in(dialog: Dialog) -> list[str]:
    return [words.text() for words in dialog.findChildren(Words)]


def editor(desk: PageDesk[SchemesPage]) -> tuple[FormDialog, SchemeField]:
    choose(desk, "青石_2026")
    desk.press("修改")
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    field = dialog.form["text"]
    assert isinstance(field, SchemeField)
    return dialog, field


def stored(database: Database) -> str:
    with database.reading() as session:
        return library.scheme_text(session, key="青石_2026")


def put_cell(field: SchemeField, where: str, what: str, typed: str) -> None:
    """Type into the cell of the grid that stands beside these words."""
    assert field.sheet is not None
    sheet = field.sheet.sheet
    [row] = [r for r in range(len(sheet)) if (sheet.text(r, 0), sheet.text(r, 1)) == (where, what)]
    field.sheet.grid.go(row, 2)
    assert field.sheet.grid.cell is not None
    field.sheet.grid.cell.setText(typed)
    field.sheet.grid.cell.textEdited.emit(typed)
    field.sheet.grid.commit()


def test_the_scheme_in_force_is_on_top_then_drafts_then_those_that_come_with_the_program(
    desk: PageDesk[SchemesPage],
) -> None:
    assert desk.column("状态")[:3] == ["今年在用", "草稿", "随程序"]
    assert desk.column("办法")[1] == "青石镇接待日办法（青石_2026）"
    assert desk.column("哪年用")[0] == "今年"
    assert desk.page.filters.chip("own").words == "本站的 1"
    desk.chip("shipped")
    assert set(desk.column("状态")) <= {"今年在用", "随程序"}
    desk.chip("")
    desk.type("yinchuan")
    assert desk.column("办法") == ["银川市人大代表履职评价办法（试行）"]
    desk.type("dbqrd")
    assert desk.column("办法") == ["东宝区人大代表履职积分管理办法（暂行）"]


def test_a_scheme_is_read_in_chinese_and_copied_whole(desk: PageDesk[SchemesPage]) -> None:
    choose(desk, "青石_2026")
    desk.press("看全文")
    told = words_in(desk.dialog())
    assert "A 接待群众　最多 10 分" in told
    assert "满分 10，到会率：10 × 实到 ÷ 应到，看接待日值班。" in told
    assert not any("shape" in each for each in told)
    desk.dialog().action_row.button("复制全文").click()
    assert "A1　接待日值班" in QApplication.clipboard().text()
    assert desk.said == ["已复制办法全文，可以粘贴到文档里"]


def test_a_copy_gets_a_short_name_by_itself_and_opens_to_be_changed(
    desk: PageDesk[SchemesPage], database: Database
) -> None:
    desk.press("写新办法")
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    assert form.form["key"].value() == "本站_2026"
    desk.fill("复制", note="讨论稿")
    assert desk.said == ["已复制成草稿“本站_2026”"]
    assert desk.dialog().windowTitle() == "修改“人大代表履职积分办法（五类二十一项）”"
    with database.reading() as session:
        assert library.scheme_text(session, key="本站_2026") == library.scheme_text(session, key="default")


def test_a_number_is_changed_in_the_grid_and_nothing_else_in_the_text(
    desk: PageDesk[SchemesPage], database: Database
) -> None:
    dialog, field = editor(desk)
    put_cell(field, "A1 接待日值班", "满分", "8")
    put_cell(field, "等次“好”", "不低于", "6.5")
    dialog.action_row.button("存下").click()
    desk.settle()
    assert desk.dialogs() == 0
    assert stored(database) == SMALL.replace("max = 10  #", "max = 8  #").replace(
        "at_least = 8", "at_least = 6.5"
    )
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    assert stored(database) == SMALL


def test_what_is_no_number_is_said_beside_the_cell_and_keeps_from_saving(
    desk: PageDesk[SchemesPage], database: Database
) -> None:
    dialog, field = editor(desk)
    put_cell(field, "A1 接待日值班", "满分", "十分")
    dialog.action_row.button("存下").click()
    desk.settle()
    assert desk.dialogs() == 1
    assert "要填数，例如 8、0.5 或 1/3。" in field.problem_shown
    assert stored(database) == SMALL


def test_a_mistake_in_the_text_is_listed_at_once_leads_to_its_line_and_can_be_saved(
    desk: PageDesk[SchemesPage], database: Database
) -> None:
    dialog, field = editor(desk)
    QTest.mouseClick(field.text, Qt.MouseButton.LeftButton)
    wrong = SMALL.replace('"到会率", of = "接待日值班"', '"到会率", of = "接待日值斑"')
    field.entry.replace_text(wrong)
    field.check_now()
    desk.settle()
    [link] = [each for each in field.findChildren(Link) if "接待日值斑" in each.text()]
    assert "是不是“接待日值班”" in link.text()
    line = SMALL.splitlines().index('rule = { shape = "到会率", of = "接待日值班" }') + 1
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert field.entry.line == line
    dialog.action_row.button("存下").click()
    desk.settle()
    assert stored(database) == wrong
    assert desk.said[-1] == "已存下“青石镇接待日办法”，还有 1 处不对"
    desk.reload()
    assert "草稿，有错" in desk.column("状态")


def test_escape_and_closing_lose_nothing_of_a_half_typed_text(
    desk: PageDesk[SchemesPage], database: Database
) -> None:
    dialog, field = editor(desk)
    field.text.click()
    half = SMALL + '[[item]]\ncode = "A2'
    field.entry.replace_text(half)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.dialogs() == 0
    assert stored(database) == SMALL
    _dialog, again = editor(desk)
    assert again.value() == half
    assert again.text.isChecked()  # a text that is no text of a scheme has no numbers to show
    again.numbers.click()
    assert "原文现在读不通" in again.problem_shown


def test_a_step_in_the_text_is_taken_back_also_one_made_in_the_grid(desk: PageDesk[SchemesPage]) -> None:
    _dialog, field = editor(desk)
    put_cell(field, "A1 接待日值班", "满分", "12")
    assert "max = 12  #" in field.value()
    field.text.click()
    field.entry.undo()
    assert field.value() == SMALL


def test_two_schemes_are_compared_in_words_and_the_table_can_be_saved(
    desk: PageDesk[SchemesPage], database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        library.create_scheme(session, key="青石_二稿", text=SMALL.replace("max = 10  #", "max = 6  #"))
    choose(desk, "青石_2026")
    desk.press("对比")
    dialog = desk.dialog()
    assert isinstance(dialog, CompareDialog)
    for choice, key in ((dialog.old, "青石_2026"), (dialog.new, "青石_二稿")):
        choice.setCurrentIndex(dialog._keys.index(key))
    dialog.compare()
    desk.settle()
    rows = [dialog.table.model.row_at(place) for place in range(dialog.table.total)]
    told = [(row.where, row.what, row.was, row.now) for row in rows if row is not None]
    assert ("A1 接待日值班", "满分", "10", "6") in told
    dialog.action_row.button("复制表格").click()
    assert "A1 接待日值班\t满分\t10\t6" in QApplication.clipboard().text()
    out = tmp_path / "对比.xlsx"
    monkeypatch.setattr(files, "ask_save_path", lambda *_asked: out)
    dialog.action_row.button("存成表格").click()
    desk.settle()
    assert out.exists()


def trial(desk: PageDesk[SchemesPage], key: str = "青石_2026") -> WhatIfDialog:
    choose(desk, key)
    desk.press("试算")
    dialog = desk.dialog()
    assert isinstance(dialog, WhatIfDialog)
    return dialog


def tried(dialog: WhatIfDialog) -> list[tuple[Any, ...]]:
    return [
        (row.name, row.after.shown if row.after else "", row.after.grade if row.after else "")
        for row in dialog.rows
    ]


def test_what_if_says_who_would_change_and_why_and_writes_nothing(
    desk: PageDesk[SchemesPage], database: Database
) -> None:
    dialog = trial(desk)
    # 白露 2 of 2, 安平 1 of 2 (a leave counts as missed): 10 and 5 of 10 points.
    assert sorted(tried(dialog)) == [("安平", "5.00", "一般"), ("白露", "10.00", "好")]
    assert dialog.summary.text() == "2026 年 2 人：总分变的 2 人，等次变的 2 人。"
    assert "好 0 → 1" in dialog.grades.text()
    dialog.table.view.selectRow(0)
    dialog._open_row(dialog.rows[0])
    [person] = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, Dialog) and each.isVisible() and each is not dialog
    ]
    assert any("到会 1/2 次" in each or "到会 2/2 次" in each for each in words_in(person))
    person.accept()
    with database.reading() as session:
        assert library.year_scheme(session, year=2026).scheme == "default"
    assert desk.said == []


def test_what_if_with_another_answer_and_only_those_whose_grade_changes(desk: PageDesk[SchemesPage]) -> None:
    dialog = trial(desk)
    dialog.open_switches()
    assert dialog._form is not None
    dialog._form["switch.leave"].put("不计入应到")
    dialog._form.edited.emit()
    desk.settle()
    # The leave is not due any more: 安平 came to 1 of 1.
    assert sorted(tried(dialog)) == [("安平", "10.00", "好"), ("白露", "10.00", "好")]
    dialog.only_grade.setChecked(True)
    assert dialog.outcome is not None
    assert len(dialog.rows) == dialog.outcome.of_grade == 2  # 较差 → 好 for both


def test_what_if_on_a_closed_year_goes_by_the_scheme_it_was_closed_with(
    desk: PageDesk[SchemesPage], database: Database
) -> None:
    with database.transaction() as session:
        closing_now.close_now(session, period=calendar_year(2025), despite_open=True)
    desk.reload()
    dialog = trial(desk)
    dialog.years.setCurrentIndex(dialog._years.index(2025))
    dialog._other_year()
    desk.settle()
    assert "已经结账，按结账时的办法“人大代表履职积分办法（五类二十一项）”" in dialog.notes.text()
    assert sorted(tried(dialog)) == [("安平", "0.00", "一般"), ("白露", "10.00", "好")]


def test_adopting_says_what_changes_and_asks_the_switches(
    desk: PageDesk[SchemesPage], database: Database
) -> None:
    choose(desk, "青石_2026")
    desk.press("采用")
    assert any("总分变的 2 人，等次变的 2 人" in each for each in words_in(desk.dialog()))
    desk.fill("按此计分", **{"switch.leave": "不计入应到"})
    assert desk.said == ["2026 年已按这份办法计分"]
    with database.reading() as session:
        chosen = library.year_scheme(session, year=2026)
    assert (chosen.scheme, dict(chosen.answers)) == ("青石_2026", {"leave": "不计入应到"})
    desk.reload()
    assert desk.column("办法")[0] == "青石镇接待日办法（青石_2026）"
    assert desk.column("哪年用")[0] == "2026 年"
    choose(desk, "青石_2026")
    desk.press("计分口径")  # the same form, as it was answered
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    assert form.form["switch.leave"].value() == "不计入应到"


def test_a_closed_year_cannot_be_given_another_scheme(
    desk: PageDesk[SchemesPage], database: Database
) -> None:
    with database.transaction() as session:
        closing_now.close_now(session, period=calendar_year(2025), despite_open=True)
    choose(desk, "青石_2026")
    desk.press("采用")
    desk.fill("按此计分", year=2025)
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    assert "已经结账，办法不能再换" in form.form["year"].problem_shown
    with database.reading() as session:
        assert library.year_scheme(session, year=2025).scheme == "default"


def test_a_scheme_with_mistakes_is_refused_with_the_reason(
    desk: PageDesk[SchemesPage], database: Database, small: int
) -> None:
    choose(desk, "青石_2026")
    with database.transaction() as session:
        library.save_scheme(
            session, scheme_id=small, version=1, text=SMALL.replace("max = 10\n", "max = 十\n")
        )
    desk.page.adopt("青石_2026")
    desk.settle()
    assert desk.dialogs() == 0
    assert "处不对，没有采用" in desk.page.notice.sentence


def test_a_scheme_for_groups_can_be_tried_but_not_adopted(desk: PageDesk[SchemesPage]) -> None:
    choose(desk, "p03_guangshui_group_2017")
    desk.press("采用")
    assert "给代表小组打分" in desk.page.notice.sentence
    assert desk.dialogs() == 0
    dialog = trial(desk, "p03_guangshui_group_2017")
    assert [row.name for row in dialog.rows] == ["第一代表小组"]
    assert "不能一个一个对着比" in dialog.notes.text()


def test_a_draft_is_deleted_after_a_question_and_comes_back(
    desk: PageDesk[SchemesPage], database: Database
) -> None:
    choose(desk, "青石_2026")
    desk.press("删除")
    desk.dialog().action_row.button("删除").click()
    desk.settle()
    desk.reload()
    assert "草稿" not in desk.column("状态")
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    assert stored(database) == SMALL
