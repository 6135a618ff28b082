"""A ledger comes in through the import window, as a person does it: a messy one, wrong files, cancelling, undoing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Cancelled
from deputy_station.features.demands.imports.ledger import import_demands
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.service import listing
from deputy_station.features.history.service import latest_history, undo_step
from deputy_station.store.database import Database
from deputy_station.store.journal import ChangeStep
from deputy_station.widgets import dialogs, files
from deputy_station.widgets.style import dress, scale
from tests.documents.workbook_makers import draw_workbook, make_sheets, make_workbook
from tests.features.import_person import ImportPerson
from tests.features.page_desk import PageDesk, page_desk
from tests.widgets.clipping import find_clipped

from .conftest import Town

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
Desk = PageDesk[DemandsPage]
TITLES = ["编号", "日期", "来访人", "联系电话", "反映问题"]
CANAL = ["1", "2026-03-05", "张守田", "13812341234", "渠堵了"]
LAMP = ["2", "2026-03-06", "李四", "13812341235", "路灯不亮"]


@pytest.fixture
def desk(database: Database, town: Town, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with page_desk(DemandsPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def messy(path: Path) -> Path:
    """A ledger as offices keep it. Its rows 5, 7, 8, 10 are sound; 9 and 11 are not."""

    def draw(page: Any, book: Any) -> None:
        page.merge_range("A1:F1", "六村联络站群众诉求台账")
        page.write("A2", "填表人：王建国")
        page.merge_range("A3:A4", "编号")
        page.merge_range("B3:B4", "登记时间")
        page.merge_range("C3:D3", "群众")
        page.merge_range("E3:E4", "反映的问题情况")
        page.merge_range("F3:F4", "备注")
        page.write_row("C4", ["来访人姓名", "来访人联系电话"])
        page.write_row("A5", ["1", "2026年3月5日", "张守田", 13812341234, "渠堵了，浇不上地"])
        page.write_row("A7", ["２", "2026.4.1", "李四", "１３８１２３４１２３５", "广场舞太吵"])
        page.write_row("A8", [3, 20260406, "赵六", None, "校门口堵车"])
        page.write_row("A9", [4, "上个月", "王五", None, "路灯不亮"])
        page.write("A10", "5")
        page.write_datetime("B10", date(2026, 4, 9), book.add_format({"num_format": "yyyy/m/d"}))
        page.write_row("C10", ["钱七", "0561-3090001", "水压太小"])
        page.write_row("A11", [6, "2026-04-12", "孙八", None, None])
        page.write_row("A12", ["合计", None, None, None, "6 件"])
        old = book.add_worksheet("旧账")
        old.write_row("A1", ["编号", "日期", "反映问题"])
        old.hide()

    return draw_workbook(path, draw)


def demands(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Demand)) or 0


def titles(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(row.title for row in listing.list_demands(session, limit=None))


def test_a_messy_ledger_goes_in_row_by_row_as_it_was_meant(desk: Desk, tmp_path: Path) -> None:
    person = ImportPerson(desk, "导入台账")
    person.choose(messy(tmp_path / "台账.xlsx"))
    assert person.wizard.file_step.header.value() == 4
    person.press("下一步")
    assert person.columns() == {
        "number": "编号",
        "received_at": "登记时间",
        "visitor_name": "来访人姓名",
        "visitor_phone": "来访人联系电话",
        "words": "反映的问题情况",
    }
    person.press("下一步")
    assert person.chips() == "全部 6，可导 4，要看一眼 0，有错 2"
    assert person.table()[:3] == [
        ["5", "可导", "—", "1", "2026-03-05", "张守田", "13812341234", "渠堵了，浇不上地"],
        ["7", "可导", "—", "2", "2026-04-01", "李四", "13812341235", "广场舞太吵"],
        ["8", "可导", "—", "3", "2026-04-06", "赵六", "—", "校门口堵车"],
    ]
    person.chip("error")
    assert [row[:3] for row in person.table()] == [
        ["9", "有错", "登记时间：“上个月”不是能认的日期，请写成 2024-05-06 的样子。"],
        ["11", "有错", "反映的问题情况：没有填写。"],
    ]
    panel = person.wizard.preview_step.panel
    assert panel.number == 9, "the first mistake is open at once"
    person.mend("received_at", "2026年3月30日")
    assert person.chips() == "全部 6，可导 5，要看一眼 0，有错 1"
    person.press("导入 5 行")
    copied = "导入前的备份在“" if desk.database.is_file else "导错了可以按“撤销导入”"
    assert person.said.startswith(f"导入 5 行，1 行没有导入。{copied}")
    assert titles(desk.database) == ["广场舞太吵", "校门口堵车", "水压太小", "渠堵了，浇不上地", "路灯不亮"]
    person.press("完成")
    assert desk.dialogs() == 0


def test_the_rows_left_behind_are_saved_mended_in_a_workbook_and_imported_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "剩下的.xlsx"
    monkeypatch.setattr(files, "ask_save_path", lambda *_asked: out)
    person = ImportPerson(desk, "导入台账")
    person.preview(
        make_workbook(tmp_path / "台账.xlsx", TITLES, CANAL, ["2", "昨天", "李四", None, "路灯不亮"])
    )
    person.press("导入 1 行")
    person.press("没导入的行另存")
    assert f"已另存到“{out}”" in person.wizard.notice.sentence.replace("\u200b", "")
    person.press("完成")
    again = ImportPerson(desk, "导入台账")
    again.preview(out)
    again.mend("received_at", "2026-03-06")
    again.press("导入 1 行")
    assert titles(desk.database) == ["渠堵了", "路灯不亮"]
    assert "没导入的行另存" not in again.buttons()


def test_a_row_left_out_stays_behind_until_it_is_taken_back(desk: Desk, tmp_path: Path) -> None:
    person = ImportPerson(desk, "导入台账")
    person.preview(make_workbook(tmp_path / "台账.xlsx", TITLES, CANAL, LAMP))
    person.open_row(3)
    panel = person.wizard.preview_step.panel
    panel.out_button.click()
    desk.settle()
    assert person.chips() == "全部 2，可导 1，要看一眼 0，有错 0，不导入 1"
    panel.out_button.click()
    desk.settle()
    assert person.chips() == "全部 2，可导 2，要看一眼 0，有错 0"
    panel.out_button.click()
    desk.settle()
    person.press("导入 1 行")
    assert person.said.startswith("导入 1 行，1 行没有导入。")
    assert titles(desk.database) == ["渠堵了"]


def test_the_same_file_again_brings_nothing_new(desk: Desk, tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "台账.xlsx", TITLES, CANAL, LAMP)
    person = ImportPerson(desk, "导入台账")
    person.preview(path)
    person.press("导入 2 行")
    person.press("完成")
    again = ImportPerson(desk, "导入台账")
    again.preview(path)
    assert again.chips() == "全部 2，可导 0，要看一眼 0，有错 0，已有 2"
    assert not again.wizard.action_row.button("没有可导的行").isEnabled()
    changed = make_workbook(tmp_path / "改过.xlsx", TITLES, [*CANAL[:4], "渠又堵了"])
    again.press("上一步")
    again.press("上一步")
    again.preview(changed)
    assert again.chips() == "全部 1，可导 0，要看一眼 0，有错 1"
    assert "与以前导入的" in again.wizard.preview_step.panel._words.text()


def test_another_file_after_mending_starts_anew(desk: Desk, tmp_path: Path) -> None:
    person = ImportPerson(desk, "导入台账")
    person.preview(
        make_workbook(tmp_path / "一.xlsx", TITLES, CANAL, ["2", "昨天", "李四", None, "路灯不亮"])
    )
    person.mend("received_at", "2026-03-06")
    assert person.chips().startswith("全部 2，可导 2")
    person.press("上一步")
    person.press("下一步")
    assert person.chips().startswith("全部 2，可导 2"), "what was mended is kept on the way back and forth"
    person.press("上一步")
    person.press("上一步")
    person.preview(make_workbook(tmp_path / "二.xlsx", TITLES, LAMP))
    assert person.chips() == "全部 1，可导 1，要看一眼 0，有错 0"


def test_a_cell_still_being_rewritten_is_looked_at_before_its_row_goes_in(desk: Desk, tmp_path: Path) -> None:
    person = ImportPerson(desk, "导入台账")
    person.preview(make_workbook(tmp_path / "台账.xlsx", TITLES, CANAL, LAMP))
    person.open_row(3)
    panel = person.wizard.preview_step.panel
    panel.more_button.click()
    panel.field("words").entry.setText("路灯坏了")
    person.press("导入 2 行")  # as Ctrl+Enter does, with the keyboard still in the cell
    assert demands(desk.database) == 0
    assert person.wizard.step == 2
    person.press("导入 2 行")
    assert titles(desk.database) == ["渠堵了", "路灯坏了"]


def test_closing_asks_only_when_something_was_mended(desk: Desk, tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "台账.xlsx", TITLES, CANAL, ["2", "昨天", "李四", None, "路灯不亮"])
    person = ImportPerson(desk, "导入台账")
    person.preview(path)
    person.press("关闭")
    assert desk.dialogs() == 0
    person = ImportPerson(desk, "导入台账")
    person.preview(path)
    person.mend("received_at", "2026-03-06")
    person.press("关闭")
    [question] = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, dialogs.Dialog) and each.isVisible() and each is not person.wizard
    ]
    question.action_row.button("接着改").click()
    assert person.wizard.isVisible()
    assert person.chips().startswith("全部 2，可导 2")
    person.press("导入 2 行")
    person.press("完成")
    assert desk.dialogs() == 0


def test_the_whole_way_goes_by_keyboard(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    person = ImportPerson(desk, "导入台账")
    wizard = person.wizard
    wizard.activateWindow()
    assert wizard.focusWidget() is wizard.file_step.drop.choose_button
    person.choose(
        make_workbook(tmp_path / "台账.xlsx", TITLES, CANAL, ["2", "昨天", "李四", None, "路灯不亮"])
    )
    qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Return)  # 下一步
    desk.settle()
    assert wizard.step == 1
    qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    entry = wizard.focusWidget()
    assert entry is wizard.preview_step.panel.field("received_at").entry, "in the cell to mend, ready to type"
    qtbot.keyClicks(entry, "2026-03-06")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    desk.settle()
    assert person.chips().startswith("全部 2，可导 2")


def test_enter_leads_from_one_wrong_row_to_the_next(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    person = ImportPerson(desk, "导入台账")
    wizard, step = person.wizard, person.wizard.preview_step
    wizard.activateWindow()
    wrong = [[str(number), "昨天", f"李{number}", None, f"路灯 {number} 不亮"] for number in (2, 3)]
    person.preview(make_workbook(tmp_path / "台账.xlsx", TITLES, wrong[0], CANAL, wrong[1]))
    assert step.panel.number == 2
    assert step.panel.next_button.text() == "下一行有错的（还有 1 行）"
    qtbot.keyClicks(wizard.focusWidget(), "2026-13-01")
    qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Return)
    desk.settle()
    assert wizard.focusWidget() is step.panel.field("received_at").entry, "still wrong: back in the cell"
    qtbot.keyClicks(wizard.focusWidget(), "2026-03-06")
    qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Return)
    desk.settle()
    assert wizard.focusWidget() is step.panel.next_button
    qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Return)
    desk.settle()
    assert step.panel.number == 4
    assert wizard.focusWidget() is step.panel.field("received_at").entry
    assert not step.panel.next_button.isVisible()
    qtbot.keyClicks(wizard.focusWidget(), "2026-03-07")
    qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Return)
    desk.settle()
    assert person.chips().startswith("全部 3，可导 3")


def test_one_import_is_one_step_that_can_be_undone_with_a_backup_beside(
    desk: Desk, database: Database, tmp_path: Path
) -> None:
    person = ImportPerson(desk, "导入台账")
    before = demands(database)
    person.preview(make_workbook(tmp_path / "台账.xlsx", TITLES, CANAL, LAMP))
    person.press("导入 2 行")
    with database.reading() as session:
        step = session.scalars(select(ChangeStep).order_by(ChangeStep.id.desc())).first()
        assert step is not None
        assert step.sentence == "导入诉求 2 件（台账.xlsx）"
        assert latest_history(session, limit=1)[0].sentence == "导入诉求 2 件（台账.xlsx）"
        step_id = step.id
    if database.path is not None:
        assert len(list(database.path.parent.glob("*-导入前-*"))) == 1
    with database.transaction() as session:
        undo_step(session, step_id=step_id)
    assert demands(database) == before


def test_a_cancelled_import_leaves_nothing(desk: Desk, database: Database, tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "台账.xlsx", TITLES, CANAL, LAMP)
    person = ImportPerson(desk, "导入台账")
    person.preview(path)
    person.wizard.action_row.button("导入 2 行").click()
    person.wizard.action_row.button("取消导入").click()
    desk.settle()
    assert demands(database) == 0
    assert person.wizard.step == 2
    assert "取消" in person.wizard.notice.sentence

    def stop_late(done: int, total: int, unit: str) -> None:
        if done == total:
            raise Cancelled

    with pytest.raises(Cancelled), database.transaction() as session:
        import_demands(session, path, progress=stop_late)
    assert demands(database) == 0, "cancelled after the last row is cancelled all the same"


def test_the_window_and_the_command_count_alike(desk: Desk, database: Database, tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "台账.xlsx", TITLES, CANAL, ["2", "昨天", "李四", None, "路灯不亮"], ["3", "2026-04-01"]
    )
    person = ImportPerson(desk, "导入台账")
    person.preview(path)
    with database.reading() as session:
        counted = import_demands(session, path, dry_run=True)
    checked = person.wizard.preview_step.checked
    assert checked is not None
    assert checked.outcome.as_json() == counted.as_json()
    assert (counted.ready, counted.errors) == (1, 2)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("照片.xlsx", b"\xff\xd8\xff\xe0", "不是 Excel 工作簿"),
        ("空.xlsx", b"", "空文件"),
        ("网页.xls", b"<html><table></table></html>", "其实是网页"),
        (
            "密码.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
            "打开密码",
        ),
    ],
)
def test_a_wrong_file_is_refused_where_it_was_chosen_and_a_right_one_goes_on(
    desk: Desk, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    wrong = tmp_path / name
    wrong.write_bytes(content)
    person = ImportPerson(desk, "导入台账")
    person.choose(wrong)
    assert said in person.wizard.notice.sentence
    assert not person.wizard.action_row.button("下一步").isEnabled()
    person.preview(make_workbook(tmp_path / "台账.xlsx", TITLES, CANAL))
    assert person.wizard.notice.sentence == ""


def test_of_two_sheets_the_other_can_be_taken(desk: Desk, tmp_path: Path) -> None:
    path = make_sheets(tmp_path / "两张.xlsx", {"上半年": [TITLES, CANAL], "下半年": [TITLES, LAMP]})
    person = ImportPerson(desk, "导入台账")
    person.choose(path)
    sheet = person.wizard.file_step.sheet
    assert sheet.value() == "上半年"
    sheet.put("下半年")
    sheet.edited.emit()
    desk.settle()
    person.press("下一步")
    person.press("下一步")
    assert [row[-1] for row in person.table()] == ["路灯不亮"]


def test_one_column_of_the_file_cannot_be_two_of_ours(desk: Desk, tmp_path: Path) -> None:
    person = ImportPerson(desk, "导入台账")
    person.choose(make_workbook(tmp_path / "台账.xlsx", TITLES, CANAL))
    person.press("下一步")
    person.point_out("wish", "反映问题")
    person.press("下一步")
    assert person.wizard.step == 1
    assert "已经给了" in person.wizard.columns_step.form["words"]._problem.text() or (
        "已经给了" in person.wizard.columns_step.form["wish"]._problem.text()
    )


def test_a_csv_of_the_office_program_goes_in(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes("\r\n".join(",".join(row) for row in (TITLES, CANAL, LAMP)).encode("gb18030"))
    person = ImportPerson(desk, "导入台账")
    person.preview(path)
    person.press("导入 2 行")
    assert titles(desk.database) == ["渠堵了", "路灯不亮"]


@pytest.mark.parametrize("percent", [100, 160, 200])
def test_every_step_fits_at_every_text_size(
    desk: Desk, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, percent: int
) -> None:
    monkeypatch.setattr(dialogs, "screen_room", lambda _dialog: QRect(0, 0, 1366, 768))
    qapp.setStyle("fusion")
    dress(qapp)
    scale.set(percent)
    desk.page.resize(1366, 740)
    person = ImportPerson(desk, "导入台账")
    complaints: dict[str, list[str]] = {"1": find_clipped(person.wizard)}
    person.choose(messy(tmp_path / "台账.xlsx"))
    complaints["1, chosen"] = find_clipped(person.wizard)
    person.press("下一步")
    complaints["2"] = find_clipped(person.wizard)
    person.press("下一步")
    complaints["3"] = find_clipped(person.wizard)
    person.wizard.preview_step.panel.more_button.click()
    desk.settle()
    complaints["3, all cells"] = find_clipped(person.wizard)
    person.press("导入 4 行")
    complaints["4"] = find_clipped(person.wizard)
    assert complaints == {step: [] for step in complaints}
    assert person.wizard.width() <= 1366


@pytest.mark.parametrize(("name", "rows"), [("demands_with_replies", 1010), ("demands_labelled", 495)])
def test_the_real_messages_go_through_the_window(desk: Desk, name: str, rows: int) -> None:
    path = DATA / f"{name}.xlsx"
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    person = ImportPerson(desk, "导入台账")
    person.preview(path)
    assert person.chips().startswith(f"全部 {rows}，可导 {rows}，")
    person.press(f"导入 {rows:,} 行")
    assert person.said.startswith(f"导入 {rows:,} 行，0 行没有导入。")


def test_a_second_office_that_numbers_alike_is_named_in_the_first_step(desk: Desk, tmp_path: Path) -> None:
    person = ImportPerson(desk, "导入台账")
    person.preview(make_workbook(tmp_path / "村.xlsx", TITLES, CANAL))
    person.press("导入 1 行")
    person.press("完成")
    theirs = make_workbook(tmp_path / "所.xlsx", TITLES, [*CANAL[:4], "路灯不亮"])
    again = ImportPerson(desk, "导入台账")
    again.preview(theirs)
    assert again.chips() == "全部 1，可导 0，要看一眼 0，有错 1"
    again.press("上一步")
    again.press("上一步")
    again.wizard.file_step.origin.put("镇司法所")
    again.press("下一步")
    again.press("下一步")
    assert again.chips() == "全部 1，可导 1，要看一眼 0，有错 0"
    again.press("导入 1 行")
    assert titles(desk.database) == ["渠堵了", "路灯不亮"]
