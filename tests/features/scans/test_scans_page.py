"""收回纸表 as people use it: files come, doubtful signatures are judged by a key, slips become demands."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.documents.geometry import PrintGeometry
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance, remove_from_list
from deputy_station.features.desk.rules.slips import SlipState
from deputy_station.features.desk.service.slips import get_slip, issue_slips
from deputy_station.features.matters.service.catalogue import load_categories
from deputy_station.features.points.rules.claiming import ObjectionSort
from deputy_station.features.points.service.objections import list_objections
from deputy_station.features.scans.page.reviewing import ReviewDialog
from deputy_station.features.scans.page.scans import ScansPage
from deputy_station.features.scans.page.taking import TakeDialog
from deputy_station.features.scans.rules.papers import slip_paper, statement_paper
from deputy_station.features.scans.rules.read_pages import ReadBox, ReadPage
from deputy_station.features.scans.rules.states import ScanSource, Verdict
from deputy_station.features.scans.service.filing import file_pages
from deputy_station.store.database import Database
from tests.features.page_desk import PageDesk, page_desk
from tests.features.scans.conftest import page_of

SIGNED, EMPTY, UNSURE = Verdict.SIGNED, Verdict.EMPTY, Verdict.UNSURE
PRESENT = AttendanceState.PRESENT


def picture(wide: int = 300, high: int = 90) -> bytes:
    held = BytesIO()
    Image.new("L", (wide, high), 200).save(held, "PNG")
    return held.getvalue()


def seen(page: ReadPage) -> ReadPage:
    """With pictures that can be shown."""
    boxes = tuple(ReadBox(box.key, box.verdict, box.score, picture()) for box in page.boxes)
    return ReadPage(
        page.file_name,
        1,
        page.digest,
        page.file_digest,
        page.paper,
        page.page,
        boxes=boxes,
        picture=picture(400, 560),
    )


def put(database: Database, *pages: ReadPage) -> None:
    with database.transaction() as session:
        file_pages(session, pages=[seen(page) for page in pages], source=ScanSource.FOLDER)


@pytest.fixture
def desk(
    database: Database, training: int, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[ScansPage]]:
    with page_desk(ScansPage, database, clock, tmp_path / "settings") as made:
        yield made


def came(desk: PageDesk[ScansPage]) -> set[str]:
    with desk.database.reading() as session:
        return {row.deputy for row in list_attendance(session, activity_id=1, state=PRESENT)}


def test_files_that_are_no_scans_are_told_and_others_filed_with_undo(
    desk: PageDesk[ScansPage], tmp_path: Path
) -> None:
    Image.new("L", (1240, 1754), 255).save(tmp_path / "白纸.png")
    (tmp_path / "说明.docx").write_bytes(b"x")
    desk.page.take_filter(files=[str(tmp_path / "说明.docx"), str(tmp_path / "白纸.png")])
    for _ in range(4):
        desk.settle()
    assert desk.said[-1] == "收回纸表：未收 1 页"
    assert "“说明.docx”不是扫描件或照片" in desk.page.notice.sentence
    assert "“白纸.png”：没有找到本站文书的二维码" in desk.page.notice.sentence
    desk.reload()
    assert desk.column("文件") == ["白纸.png"]
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    desk.reload()
    assert desk.column("文件") == []


def test_the_dialog_hands_dropped_files_over(desk: PageDesk[ScansPage], tmp_path: Path) -> None:
    Image.new("L", (1240, 1754), 255).save(tmp_path / "白纸.png")
    desk.press("选文件收表")
    dialog = desk.dialog()
    assert isinstance(dialog, TakeDialog)
    dialog.drop.take([tmp_path / "白纸.png"])
    for _ in range(4):
        desk.settle()
    desk.reload()
    assert desk.column("文件") == ["白纸.png"]
    assert desk.dialogs() == 0


def test_who_comes_from_an_activity_sees_its_pages_and_then_all_that_came(
    desk: PageDesk[ScansPage], tmp_path: Path
) -> None:
    put(desk.database, page_of(1, 1, {"row:0": SIGNED}), ReadPage("别的.png", 1, "strange"))
    desk.page.take_filter(search="学习代表法")
    desk.reload()
    assert desk.column("文件") == ["扫描1.png"]
    (tmp_path / "白纸.png").write_bytes(b"")
    desk.page.take_files([tmp_path / "白纸.png"])
    for _ in range(5):
        desk.settle()
    assert desk.page.notice.sentence.startswith("“白纸.png”是空的，没有内容。")
    assert desk.column("文件") == ["白纸.png", "扫描1.png", "别的.png"]


def test_nothing_but_strangers_files_is_refused_on_the_page(
    desk: PageDesk[ScansPage], tmp_path: Path
) -> None:
    (tmp_path / "空").mkdir()
    desk.page.take_files([tmp_path / "空"])
    for _ in range(4):
        desk.settle()
    assert desk.page.notice.sentence == "文件夹“空”里没有扫描件或照片。"


def test_doubtful_signatures_are_judged_by_a_key_each_and_undone_together(desk: PageDesk[ScansPage]) -> None:
    put(desk.database, page_of(1, 1, {"row:0": UNSURE, "row:1": UNSURE, "row:2": UNSURE}))
    desk.reload()
    assert desk.waiting == 1
    desk.press("看签名")
    dialog = desk.dialog()
    assert isinstance(dialog, ReviewDialog)
    assert "学习代表法" in dialog.review.item.words
    for key in ("1", "2", "3"):
        QTest.keyClicks(dialog.review, key)
    desk.settle()
    QTest.keyClick(dialog.action_row.button("记下 2 处"), Qt.Key.Key_Space)
    desk.settle()
    assert desk.said[-1] == "看过 2 处签名，登记到会 1 人"
    assert came(desk) == {"王建国"}
    assert desk.waiting == 1  # the one put off
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    assert came(desk) == set()


def test_a_list_closed_before_its_end_goes_on_where_it_was(desk: PageDesk[ScansPage]) -> None:
    put(desk.database, page_of(1, 1, {"row:0": UNSURE, "row:1": UNSURE, "row:2": UNSURE}))
    desk.reload()
    desk.press("看签名")
    dialog = desk.dialog()
    assert isinstance(dialog, ReviewDialog)
    QTest.keyClicks(dialog.review, "131")  # the second is put off
    dialog.reject()
    desk.settle()
    assert came(desk) == set()  # nothing is written down by closing
    desk.press("看签名")
    again = desk.dialog()
    assert isinstance(again, ReviewDialog)
    assert again.review.item.title == "李秀英"
    QTest.keyClicks(again.review, "2")
    QTest.keyClick(again.action_row.button("记下 3 处"), Qt.Key.Key_Space)
    desk.settle()
    assert came(desk) == {"王建国", "张守田"}


def test_the_next_thing_to_do_is_the_red_button(desk: PageDesk[ScansPage]) -> None:
    def primary() -> list[str]:
        return [each.text for each in desk.page.action_row.actions_shown if each.primary]

    assert primary() == ["选文件收表"]
    put(desk.database, page_of(1, 1, {"row:0": UNSURE}))
    desk.reload()
    assert primary() == ["看签名"]


def test_the_detail_shows_names_with_cuts_and_where_it_belongs(desk: PageDesk[ScansPage]) -> None:
    put(desk.database, page_of(1, 1, {"row:0": SIGNED, "row:1": EMPTY}))
    desk.reload()
    desk.page.open_row(1)
    desk.settle()
    assert desk.page.detail.title == "学习代表法（11月19日）"
    texts = " ".join(
        each.accessibleName()
        for each in desk.page.detail.findChildren(object)
        if hasattr(each, "accessibleName")
    )
    assert "王建国的签名，签了" in texts
    assert "李秀英的签名，没签" in texts
    desk.press("看大图")
    desk.dialog().reject()
    desk.press("全部签名")
    assert desk.dialog().windowTitle() == "学习代表法（11月19日）：1 人的签名"


def test_who_filled_a_blank_line_is_chosen_and_the_next_line_asked(
    desk: PageDesk[ScansPage], people: dict[str, int]
) -> None:
    with desk.database.transaction() as session:
        remove_from_list(session, activity_id=1, deputy_id=people["赵敏"])
    put(desk.database, page_of(1, 2, {"line:6": SIGNED, "line:7": SIGNED}))
    desk.reload()
    desk.page.open_row(1)
    desk.settle()
    desk.press("认空白行")
    desk.fill("登记到会", deputy_id="赵敏")
    desk.settle()
    assert came(desk) == {"赵敏"}
    dialog = desk.dialog()
    dialog.action_row.button("不登记").click()
    desk.settle()
    desk.settle()
    assert desk.dialogs() == 0
    assert desk.said[-1] == "这一行没有登记"
    desk.reload()
    assert desk.waiting == 0


def test_a_slip_becomes_a_demand_with_its_ticks(desk: PageDesk[ScansPage]) -> None:
    with desk.database.transaction() as session:
        load_categories(session)
        slip_id = issue_slips(session, count=1, geometry=PrintGeometry(148, 210, 20, 5, 1, ()))[0].id
    boxes = (ReadBox("tick:urgency:紧急", SIGNED, 0.9, b""), ReadBox("tick:secret:请保密", SIGNED, 0.9, b""))
    put(desk.database, ReadPage("便条.jpg", 1, "s", "f", slip_paper(slip_id), 1, boxes=boxes))
    desk.reload()
    desk.page.open_row(1)
    desk.settle()
    desk.press("录成诉求")
    form = desk.dialog().form  # type: ignore[attr-defined]
    assert form["urgency"].value() == "紧急"
    assert form["confidential"].value() is True
    desk.fill("录成诉求", gist="东街路灯不亮", urgency="较急")
    desk.settle()
    assert desk.said[-1].startswith("便条 2026-0001 已录成诉求 ")
    with desk.database.reading() as session:
        slip = get_slip(session, slip_id=slip_id)
    assert slip.ticks["urgency"] == "较急"
    assert slip.demand_id is not None
    desk.reload()
    assert desk.column("状态") == ["已归档"]


def test_a_spoilt_slip_is_put_away_as_void(desk: PageDesk[ScansPage]) -> None:
    with desk.database.transaction() as session:
        slip_id = issue_slips(session, count=1, geometry=PrintGeometry(148, 210, 20, 5, 1, ()))[0].id
    put(desk.database, ReadPage("便条.jpg", 1, "s", "f", slip_paper(slip_id), 1))
    desk.reload()
    desk.page.open_row(1)
    desk.settle()
    desk.press("作废便条")
    desk.fill("作废", note="写坏了")
    desk.settle()
    with desk.database.reading() as session:
        slip = get_slip(session, slip_id=slip_id)
    assert (slip.state, slip.note) == (SlipState.VOID, "写坏了")
    desk.reload()
    assert desk.waiting == 0


def test_a_statement_s_slip_is_written_down_as_an_objection(
    desk: PageDesk[ScansPage], people: dict[str, int]
) -> None:
    put(desk.database, ReadPage("回执.jpg", 1, "s", "f", statement_paper("2026", people["王建国"]), 1))
    desk.reload()
    desk.page.open_row(1)
    desk.settle()
    desk.press("登记异议")
    desk.settle()
    desk.fill("登记", sort=ObjectionSort.MISSING, text="漏了一次走访")
    desk.settle()
    with desk.database.reading() as session:
        [objection] = list_objections(session)
    assert (objection.deputy, objection.text) == ("王建国", "漏了一次走访")
    desk.reload()
    assert desk.waiting == 0


def test_chips_show_what_became_of_pages(desk: PageDesk[ScansPage]) -> None:
    put(
        desk.database,
        page_of(1, 1, {"row:0": UNSURE}),
        page_of(1, 2, {"row:3": SIGNED}),
        ReadPage("别的.png", 1, "strange"),
    )
    desk.reload()
    assert desk.column("状态") == ["待看", "已归档", "未收"]
    desk.chip("refused")
    assert desk.column("文件") == ["别的.png"]
    desk.chip("")
    desk.type("学习")
    assert len(desk.column("文件")) == 2
