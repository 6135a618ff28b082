"""The roster's page, used as a person does. Today is 20 November 2026."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.documents.import_memory import recall_columns
from deputy_station.features.deputies.page.roster import DeputiesPage
from deputy_station.features.deputies.rules import Level, Sex
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_group, create_term, list_groups, list_terms
from deputy_station.features.deputies.service.roster import get_deputy, list_deputies
from deputy_station.store.database import Database
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dialogs import Dialog
from tests.documents.workbook_makers import make_workbook
from tests.features.import_person import ImportPerson
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
    desk.fill("登记", name="", born="七五年", postcode="10020")
    form = desk.dialog().form  # type: ignore[attr-defined]
    assert form["name"].problem_shown == "请填姓名。"
    assert form["born"].problem_shown == "看不懂，请写成 1975-03 这样。"
    assert form["postcode"].problem_shown == "邮编是 6 位数字，不知道就空着。"
    assert desk.said == []


def test_a_deputy_is_changed_and_leaves_office(desk: Desk) -> None:
    desk.page.open_row(1)
    desk.settle()
    assert desk.page.detail.title == "张守田"
    desk.press("修改资料")
    desk.fill("保存", work_unit="朔北村书记", postcode="９９００ １２")
    assert desk.said[-1] == "已修改张守田的资料"
    desk.reload()
    desk.press("办理离任")
    desk.fill("办理离任", ended_on=date(2026, 11, 19), reason="调离")
    desk.reload()
    assert desk.column("姓名") == ["曾国藩"]
    with desk.database.reading() as session:
        detail = get_deputy(session, deputy_id=1)
    assert (detail.work_unit, detail.postcode) == ("朔北村书记", "990012")
    assert detail.mandates[0].ended_on == date(2026, 11, 19)


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


def test_a_workbook_is_counted_first_and_then_imported(desk: Desk, tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", "手机", "当选日期", "小组"],
        ["张守田", "13800001111", "2021-12-04", "第一代表小组"],
        ["王五", 13800003333, "2021-12-04", "第二代表小组"],
        ["赵六", "13800004444", "2021-02-30", None],
    )
    person = ImportPerson(desk, "导入名册")
    person.preview(path)
    assert person.chips() == "全部 3，可导 1，要看一眼 0，有错 1，已有 1"
    with desk.database.reading() as session:
        assert list_deputies(session, search="王五") == []
    person.press("导入 1 行")
    assert person.said.startswith("导入 1 行，1 行没有导入。另有 1 行以前导入过，没有变化。")
    assert desk.said[-1] == "已导入名册 1 行"
    person.press("完成")
    assert desk.dialogs() == 0
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == ["名册.xlsx"]
    desk.reload()
    assert desk.column("姓名") == ["王五", "曾国藩", "张守田"]


def test_columns_with_other_titles_are_pointed_out_by_hand_and_remembered(desk: Desk, tmp_path: Path) -> None:
    person = ImportPerson(desk, "导入名册")
    person.choose(make_workbook(tmp_path / "名册.xlsx", ["称呼", "号码"], ["王五", "13800003333"]))
    person.press("下一步")
    assert person.columns() == {"phone": "号码"}, "eleven digits are a phone"
    person.press("下一步")
    assert person.wizard.step == 1, "the name must be pointed out first"
    person.point_out("name", "称呼")
    person.press("下一步")
    person.press("导入 1 行")
    person.press("完成")
    with desk.database.reading() as session:
        assert list_deputies(session, search="王五")[0].phone == "13800003333"
    again = ImportPerson(desk, "导入名册")
    # The same titles the other way round.
    again.choose(make_workbook(tmp_path / "下月.xlsx", ["号码", "称呼"], ["13800004444", "赵六"]))
    assert again.columns() == {"name": "称呼", "phone": "号码"}
    assert "照上次的对应 1 列" in again.wizard.columns_step.said.text()


def test_what_is_remembered_of_a_file_holds_none_of_its_words(desk: Desk, tmp_path: Path) -> None:
    person = ImportPerson(desk, "导入名册")
    person.preview(make_workbook(tmp_path / "名册.xlsx", ["姓名", "王五的手机"], ["赵六", "13800003333"]))
    person.press("导入 1 行")
    with desk.database.reading() as session:
        kept = json.dumps(recall_columns(session, key="deputies"), ensure_ascii=False)
    assert "phone" in kept
    assert not re.search("[一-龥]|1380000", kept)


def test_columns_of_the_file_that_nothing_is_read_from_are_named(desk: Desk, tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["序号", "代表姓名", "所在小组", "编组", "特长"],
        [1, "王五", "第二代表小组", "甲", "书法"],
    )
    person = ImportPerson(desk, "导入名册")
    person.choose(path)
    step = person.wizard.columns_step
    assert step.unused.text() == "没有用上的 3 列：序号、编组、特长。"
    person.point_out("note", "特长")
    assert step.unused.text() == "没有用上的 2 列：序号、编组。"
    person.press("下一步")
    person.press("下一步")
    person.press("导入 1 行")
    with desk.database.reading() as session:
        [made] = list_deputies(session, search="王五")
    assert made.group == "第二代表小组"


def test_a_picture_named_as_a_workbook_is_refused_in_the_window(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"\xff\xd8\xff\xe0")
    person = ImportPerson(desk, "导入名册")
    person.choose(path)
    assert "不是 Excel 工作簿" in person.wizard.notice.sentence
    assert person.buttons() == ["关闭", "下一步"]
    assert not person.wizard.action_row.button("下一步").isEnabled()


def test_a_cell_that_only_the_roster_finds_wrong_is_offered_for_mending_too(
    desk: Desk, tmp_path: Path
) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", "性别", "出生年月", "当选日期"],
        ["王五", "难", "1975-13", "2021-12-04"],
    )
    person = ImportPerson(desk, "导入名册")
    person.preview(path)
    form = person.wizard.preview_step.panel.form
    assert form is not None
    assert list(form.fields) == ["sex", "born"]
    person.mend("born", "1975-03")
    assert person.chips().endswith("有错 1")
    person.mend("sex", "男")
    assert person.chips() == "全部 1，可导 1，要看一眼 0，有错 0"
