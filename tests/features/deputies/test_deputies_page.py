"""The roster's page, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.deputies.page.importing import ImportDialog
from deputy_station.features.deputies.page.roster import DeputiesPage
from deputy_station.features.deputies.rules import Level, Sex
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_group, create_term, list_groups, list_terms
from deputy_station.features.deputies.service.roster import get_deputy, list_deputies
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dialogs import Dialog
from tests.documents.workbook_makers import make_workbook
from tests.features.page_desk import PageDesk, page_desk

Desk = PageDesk[DeputiesPage]
ELECTED = date(2021, 12, 4)


@pytest.fixture
def desk(database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with database.transaction() as session:
        create_term(session, name="第十九届", starts_on=date(2021, 12, 1), ends_on=date(2026, 12, 31))
        group = create_group(session, name="第一代表小组").id
        seat = NewMandate(Level.TOWN, ELECTED)
        create_deputy(session, name="张守田", group_id=group, phone="13800001111", mandates=[seat])
        create_deputy(session, name="曾国藩", mandates=[seat, NewMandate(Level.DISTRICT, date(2022, 1, 10))])
        create_deputy(session, name="李娟", mandates=[NewMandate(Level.TOWN, ELECTED, date(2024, 6, 30))])
    with page_desk(DeputiesPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def test_who_is_in_office_is_listed_and_found_by_initials(desk: Desk) -> None:
    assert desk.column("姓名") == ["曾国藩", "张守田"]
    assert desk.column("电话") == ["—", "138****1111"]
    assert [button.words for button in (desk.page.filters.chip(key) for key in ("", "town", "left"))] == [
        "在任 2", "镇 2", "已离任 1",
    ]  # fmt: skip
    desk.type("zgf")
    assert desk.column("姓名") == ["曾国藩"]
    desk.type("")
    desk.chip("district")
    assert desk.column("姓名") == ["曾国藩"]
    desk.chip("left")
    assert desk.column("姓名") == ["李娟"]
    desk.chip("")
    desk.page.groups.setCurrentIndex(1)
    desk.page.groups.activated.emit(1)
    desk.settle()
    assert desk.column("姓名") == ["张守田"]


def test_a_deputy_is_registered_with_the_first_seat(desk: Desk) -> None:
    desk.press("登记代表")
    desk.fill("登记", name="王五", sex=Sex.MALE, born="1980年3月", started_on=date(2025, 5, 20))
    assert desk.dialogs() == 0
    assert desk.said[-1] == "已登记代表王五"
    desk.reload()
    assert desk.page.detail.title == "王五"
    with desk.database.reading() as session:
        [row] = list_deputies(session, search="王五")
        detail = get_deputy(session, deputy_id=row.id)
    assert (detail.born, detail.mandates[0].started_on, detail.mandates[0].term) == (
        "1980-03", date(2025, 5, 20), "第十九届",
    )  # fmt: skip


def test_what_is_missing_or_unreadable_is_said_beside_its_field(desk: Desk) -> None:
    desk.press("登记代表")
    desk.fill("登记", name="", born="七五年")
    form = desk.dialog().form  # type: ignore[attr-defined]
    assert form["name"].problem_shown == "请填姓名。"
    assert form["born"].problem_shown == "看不懂，请写成 1975-03 这样。"
    assert desk.said == []


def test_a_deputy_is_changed_and_leaves_office(desk: Desk) -> None:
    desk.page.open_row(1)
    desk.settle()
    assert desk.page.detail.title == "张守田"
    desk.press("修改资料")
    desk.fill("保存", work_unit="朔北村书记")
    assert desk.said[-1] == "已修改张守田的资料"
    desk.reload()
    desk.press("办理离任")
    desk.fill("办理离任", ended_on=date(2026, 11, 19), reason="调离")
    desk.reload()
    assert desk.column("姓名") == ["曾国藩"]
    with desk.database.reading() as session:
        detail = get_deputy(session, deputy_id=1)
    assert (detail.work_unit, detail.mandates[0].ended_on) == ("朔北村书记", date(2026, 11, 19))


def test_a_second_seat_at_the_same_time_is_refused_in_the_form(desk: Desk) -> None:
    desk.page.open_row(1)
    desk.settle()
    desk.press("增加职务")
    desk.fill("增加", level=Level.TOWN, started_on=date(2026, 1, 1))
    assert "时间重叠" in desk.dialog().notice.sentence
    desk.fill("增加", level=Level.CITY)
    assert desk.said[-1] == "已增加张守田的代表职务"


def test_groups_and_terms_are_kept_in_one_dialog(desk: Desk) -> None:
    desk.press("小组和届别")
    frame = desk.dialog()
    assert "第一代表小组" in [line.text for line in frame.findChildren(LineItem)]
    frame.add_group()  # type: ignore[attr-defined]
    form = next(each for each in _dialogs() if each is not frame)
    form.form.put({"name": "第二代表小组"})  # type: ignore[attr-defined]
    form.action_row.button("设立").click()
    desk.settle()
    assert "第二代表小组" in [line.text for line in frame.findChildren(LineItem)]
    with desk.database.reading() as session:
        assert [group.name for group in list_groups(session)] == ["第一代表小组", "第二代表小组"]
        assert [term.name for term in list_terms(session)] == ["第十九届"]


def _dialogs() -> list[Dialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()]


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(files, "ask_open_path", lambda *_: path)


def test_a_workbook_is_counted_first_and_then_imported(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", "手机", "当选日期", "小组"],
        ["张守田", "13800001111", "2021-12-04", "第一代表小组"],
        ["王五", 13800003333, "2021-12-04", "第二代表小组"],
        ["赵六", "13800004444", "2021-02-30", None],
    )
    choose(monkeypatch, path)
    desk.press("导入名册")
    dialog = desk.dialog()
    assert isinstance(dialog, ImportDialog)
    assert dialog.summary.text() == (
        "可以导入 2 行，其中 1 行名册里已有、没有变化；要留意 0 行；有错 1 行。"
        "有错的行不会导入，会连同原因另存成一个工作簿。"
    )
    with desk.database.reading() as session:
        assert list_deputies(session, search="王五") == []
    dialog.action_row.button("导入 1 行").click()
    desk.settle()
    assert desk.dialogs() == 0
    assert desk.said[-1] == "已导入名册 1 行，1 行没有变化"
    assert "未导入的行" in desk.page.notice.sentence
    assert (tmp_path / "名册（未导入的行）.xlsx").exists()
    desk.reload()
    assert desk.column("姓名") == ["王五", "曾国藩", "张守田"]


def test_columns_with_other_titles_are_pointed_out_by_hand(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_workbook(tmp_path / "名册.xlsx", ["代表", "号码"], ["王五", "13800003333"])
    choose(monkeypatch, path)
    desk.press("导入名册")
    dialog = desk.dialog()
    assert isinstance(dialog, ImportDialog)
    assert "没有找到表头" in dialog.notice.sentence
    assert dialog.form.isVisible()
    for key, title in (("name", "代表"), ("phone", "号码")):
        field = dialog.form[key]
        field.put(title)
        field.edited.emit()
        desk.settle()
    assert dialog.summary.text() == "可以导入 1 行；要留意 0 行；有错 0 行。"
    dialog.action_row.button("导入 1 行").click()
    desk.settle()
    with desk.database.reading() as session:
        assert list_deputies(session, search="王五")[0].phone == "13800003333"
    choose(monkeypatch, make_workbook(tmp_path / "下月.xlsx", ["代表", "号码"], ["赵六", "13800004444"]))
    desk.press("导入名册")
    again = desk.dialog()
    assert isinstance(again, ImportDialog)
    assert again.summary.text() == "可以导入 1 行；要留意 0 行；有错 0 行。"


def test_columns_of_the_file_that_nothing_is_read_from_are_named(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["序号", "代表姓名", "所在小组", "编组", "特长"],
        [1, "王五", "第二代表小组", "甲", "书法"],
    )
    choose(monkeypatch, path)
    desk.press("导入名册")
    dialog = desk.dialog()
    assert isinstance(dialog, ImportDialog)
    assert dialog.unused.text().startswith("表里有 2 列没有用上：编组、特长。")
    field = dialog.form["note"]
    field.put("特长")
    field.edited.emit()
    desk.settle()
    assert dialog.unused.text().startswith("表里有 1 列没有用上：编组。")
    dialog.action_row.button("导入 1 行").click()
    desk.settle()
    with desk.database.reading() as session:
        [made] = list_deputies(session, search="王五")
    assert made.group == "第二代表小组"


def test_a_picture_named_as_a_workbook_is_refused_on_the_page(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"\xff\xd8\xff\xe0")
    choose(monkeypatch, path)
    desk.press("导入名册")
    assert desk.dialogs() == 0
    assert desk.page.notice.sentence.startswith("“名册.xlsx”不是 Excel 工作簿")
