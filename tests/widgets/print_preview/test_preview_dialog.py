"""The preview as a person uses it: looks, chooses, prints or saves; what fails says so and loses nothing."""

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Refusal
from deputy_station.core.paths import previews_folder
from deputy_station.core.progress import Progress
from deputy_station.core.settings import Settings
from deputy_station.documents.atomic import written_whole
from deputy_station.widgets import dialogs, files
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.print_preview import dialog as preview_module
from deputy_station.widgets.print_preview.dialog import PrintPreview
from deputy_station.widgets.print_preview.page_view import KEPT_BYTES, Fit
from deputy_station.widgets.print_preview.position_dialog import PositionDialog
from deputy_station.widgets.print_preview.print_settings import ALL, SOME, THIS
from deputy_station.widgets.print_preview.printing import Paper, PrinterOffer, PrintOrder, Sides
from deputy_station.widgets.print_preview.private_folder import PrivateFolder, sweep_leftovers
from deputy_station.widgets.style import PERCENTS, dress, scale
from deputy_station.widgets.work import Work
from tests.widgets.clipping import find_clipped
from tests.widgets.fake_database import FakeDatabase
from tests.widgets.print_preview.preview_desk import (
    DOWNSTAIRS,
    UPSTAIRS,
    FakePrinters,
    ready_preview,
    shown_preview,
)


class Desk:
    """A page with a paper of some pages, its printers, and what was said."""

    def __init__(self, folder: Path, clock: Clock, printers: FakePrinters) -> None:
        self.printers = printers
        self.said: list[str] = []
        self.steps: list[tuple[str, Any]] = []
        self.work = Work(FakeDatabase())
        self.settings = Settings(folder)
        self.settings.set("open_after_save", False)
        context = PageContext(
            self.work,
            self.settings,
            clock,
            go=lambda page, **filters: None,
            say_done=lambda sentence, undo=None, open_made=None: self.said.append(sentence),
        )
        self.page = Page(context)
        self.page.resize(1366, 768)
        self.page.show()

    def open(self, pages: int = 6, *, make: Callable[..., Any] | None = None, **more: Any) -> PrintPreview:
        self.page.print_paper(
            "打印签到表",
            "12月4日签到表",
            make or make_paper,
            kind="sign_in",
            **more,
            **({} if make else {"pages": pages}),
        )
        return ready_preview(self.work)

    def claim(self, session: Any, *, made: Any) -> None:
        self.steps.append(("claim", made))

    def went_out(self, session: Any, *, made: Any) -> None:
        self.steps.append(("went_out", made))

    def press(self, preview: PrintPreview, word: str) -> None:
        preview.action_row.button(word).click()
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            shown = shown_preview()
            if shown is not None:
                shown.own_work.wait()
            self.work.wait()
            QApplication.processEvents()


def make_paper(database: Any, progress: Progress, *, out: Path, pages: int) -> str:
    """Upright A4 pages, each saying its number; returns what the steps are told."""
    canvas = Canvas(str(out), pagesize=(210 * mm, 297 * mm))
    for number in range(pages):
        canvas.drawString(60, 400, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    progress(pages, pages, "页")
    return f"{pages} pages"


def pages_of(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document[number].get_textpage().get_text_range().strip() for number in range(len(document))]
    finally:
        document.close()


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        QApplication.processEvents()
    assert holds()


@pytest.fixture
def printers() -> FakePrinters:
    return FakePrinters(DOWNSTAIRS, UPSTAIRS)


@pytest.fixture
def desk(
    qtbot: QtBot, tmp_path: Path, clock: Clock, printers: FakePrinters, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(preview_module, "new_printing", lambda: printers)
    monkeypatch.setattr(dialogs, "screen_room", lambda _dialog: QRect(0, 0, 1366, 768))
    monkeypatch.setattr(files, "ask_save_path", lambda *_asked: tmp_path / "saved.pdf")
    made = Desk(tmp_path / "settings", clock, printers)
    yield made
    shown = shown_preview()
    if shown is not None:
        shown.reject()
    made.settle()
    made.work.close()
    made.page.close()
    made.page.deleteLater()
    scale.set(100, high_contrast=False)


def test_it_is_printed_as_chosen_and_the_choice_is_remembered_for_this_kind(desk: Desk) -> None:
    preview = desk.open(went_out=desk.went_out)
    assert preview.ways.printer.value() == "upstairs"  # the system's own
    preview.ways.form.put(
        {"which": SOME, "some": "1-3,5", "copies": 2, "sides": Sides.LONG, "paper": Paper.A4}
    )
    preview.ways.form.edited.emit()
    assert preview.ways.sum.text() == "共 4 页，2 份，用纸 4 张。"
    desk.press(preview, "打印")
    [order] = desk.printers.orders
    assert (order.pages, order.copies, order.sides, order.paper) == ((0, 1, 2, 4), 2, Sides.LONG, Paper.A4)
    assert (order.printer, order.title) == ("upstairs", "12月4日签到表")
    assert desk.said == ["已送去打印“12月4日签到表”：4 页，2 份"]
    assert desk.steps == [("went_out", "6 pages")]
    assert shown_preview() is None
    again = desk.open()
    assert again.ways.habit().sides is Sides.LONG
    assert again.ways.habit().paper is Paper.A4
    assert again.ways.habit().copies == 2
    assert again.ways.which.value() == ALL  # which pages is asked anew each time


def test_only_the_page_looked_at_is_printed(desk: Desk) -> None:
    preview = desk.open()
    preview.view.go_to(3)
    preview.ways.which.put(THIS)
    desk.press(preview, "打印")
    assert desk.printers.orders[0].pages == (3,)


def test_pages_that_are_not_there_are_said_beside_the_field_and_nothing_is_printed(desk: Desk) -> None:
    preview = desk.open()
    preview.ways.form.put({"which": SOME, "some": "5-9"})
    preview.ways.form.edited.emit()
    desk.press(preview, "打印")
    assert preview.ways.some.problem_shown == "“5-9”不在这份文件里，它只有 6 页。"
    assert desk.printers.orders == []


def test_paper_too_small_is_refused_because_edges_would_be_lost(desk: Desk) -> None:
    preview = desk.open()
    preview.ways.paper.put(Paper.A5)
    desk.press(preview, "打印")
    assert preview.ways.paper.problem_shown == (
        "页面是 210×297 毫米，A5纸只有 148×210 毫米，印不全。请换大一些的纸。"
    )
    assert desk.printers.orders == []


def test_a_printer_that_fails_says_so_and_the_preview_stays_for_another_try(desk: Desk) -> None:
    desk.printers.trouble = "打印机没有接收。"
    preview = desk.open(claim=desk.claim, went_out=desk.went_out)
    preview.ways.copies.put(3)
    desk.press(preview, "打印")
    assert preview.isVisible()
    assert preview.notice.sentence == "打印机没有接收。"
    assert preview.ways.copies.value() == 3
    assert desk.said == []
    assert desk.steps == [("claim", "6 pages")]  # on record before it could have come out
    desk.printers.trouble = ""
    desk.press(preview, "打印")
    assert [order.copies for order in desk.printers.orders] == [3]
    assert desk.steps == [("claim", "6 pages"), ("went_out", "6 pages")]  # claimed once


def test_without_a_printer_it_says_so_and_saving_is_the_way_on(
    desk: Desk, printers: FakePrinters, tmp_path: Path
) -> None:
    printers.offers = ()
    preview = desk.open(went_out=desk.went_out)
    assert preview.ways.printer.entry.currentText() == "没有装打印机"
    assert "到系统设置里添加打印机" in preview.ways.missing.text()
    assert not preview.action_row.button("打印").isEnabled()
    assert [action.text for action in preview.action_row.actions_shown if action.primary] == ["另存为 PDF"]
    seen = next(previews_folder().glob("*/paper.pdf")).read_bytes()
    desk.press(preview, "另存为 PDF")
    assert (tmp_path / "saved.pdf").read_bytes() == seen
    assert desk.said == ["已存好“saved.pdf”"]
    assert desk.steps == [("went_out", "6 pages")]


def test_a_printer_plugged_in_meanwhile_is_found(desk: Desk, printers: FakePrinters) -> None:
    printers.offers = ()
    preview = desk.open()
    printers.offers = (PrinterOffer("new", "新打印机"),)
    preview.ways.again.click()
    desk.settle()
    assert preview.ways.printer.value() == "new"
    assert preview.action_row.button("打印").isEnabled()
    assert preview.ways.missing.isHidden()


def test_a_printer_for_one_side_offers_only_that(desk: Desk) -> None:
    preview = desk.open()
    preview.ways.sides.put(Sides.LONG)
    preview.ways.printer.put("downstairs")
    preview.ways.form.edited.emit()
    assert preview.ways.sides.value() is Sides.ONE
    assert preview.ways.sides.entry.currentText() == "单面（这台不能自动双面）"
    preview.ways.printer.put("upstairs")
    preview.ways.form.edited.emit()
    assert preview.ways.sides.entry.count() == 3


def test_chosen_pages_are_saved_alone(desk: Desk, tmp_path: Path) -> None:
    preview = desk.open()
    preview.ways.form.put({"which": SOME, "some": "2,4"})
    preview.ways.form.edited.emit()
    desk.press(preview, "另存为 PDF")
    assert pages_of(tmp_path / "saved.pdf") == ["page 2", "page 4"]


def make_any(database: Any, progress: Progress, *, out: Path) -> str:
    """A paper of one page, or a table where `out` ends so."""
    if out.suffix == ".xlsx":
        with written_whole(out) as beside:
            beside.write_text("table", encoding="utf-8")
        return "table"
    return make_paper(database, progress, out=out, pages=1)


def test_a_paper_that_can_be_a_table_is_saved_as_one_and_is_out(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ask_save_path", lambda *asked: tmp_path / f"saved{asked[-1]}")
    preview = desk.open(make=make_any, went_out=desk.went_out, also=(".xlsx",))
    assert {"另存为表格", "另存为 PDF"} <= {each.text for each in preview.action_row.actions_shown}
    desk.press(preview, "另存为表格")
    assert (tmp_path / "saved.xlsx").read_text(encoding="utf-8") == "table"
    assert desk.said == ["已存好“saved.xlsx”"]
    assert desk.steps == [("went_out", "1 pages")]  # as was looked at
    assert shown_preview() is None


def test_a_table_that_cannot_be_written_is_not_out_and_the_preview_stays(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ask_save_path", lambda *_asked: tmp_path / "none" / "saved.xlsx")
    preview = desk.open(make=make_any, went_out=desk.went_out, also=(".xlsx",))
    desk.press(preview, "另存为表格")
    assert preview.isVisible()
    assert "文件没有写成" in preview.notice.sentence
    assert desk.steps == []
    assert preview.action_row.button("另存为表格").isEnabled()


def test_a_paper_that_is_drawn_only_offers_no_table(desk: Desk) -> None:
    offered = {each.text for each in desk.open().action_row.actions_shown}
    assert offered == {"关闭", "另存为 PDF", "打印"}


def test_a_file_that_cannot_be_written_says_so_and_leaves_no_half_of_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ask_save_path", lambda *_asked: tmp_path / "none" / "saved.pdf")
    preview = desk.open(went_out=desk.went_out)
    desk.press(preview, "另存为 PDF")
    assert preview.isVisible()
    assert "文件没有写成" in preview.notice.sentence
    assert desk.steps == []
    assert desk.said == []


def test_looking_alone_records_nothing(desk: Desk) -> None:
    preview = desk.open(claim=desk.claim, went_out=desk.went_out)
    desk.press(preview, "关闭")
    assert shown_preview() is None
    assert desk.steps == []


def test_what_may_not_go_out_is_refused_before_anything_is_printed(desk: Desk) -> None:
    def refuse(session: Any, *, made: Any) -> None:
        raise Refusal("请关闭预览，再打开一次。")

    preview = desk.open(claim=refuse)
    desk.press(preview, "打印")
    assert preview.notice.sentence == "请关闭预览，再打开一次。"
    assert desk.printers.orders == []
    assert preview.action_row.button("打印").isEnabled()


def test_a_paper_that_is_refused_closes_the_preview_and_is_said_on_the_page(desk: Desk) -> None:
    def refuse(database: Any, progress: Progress, *, out: Path) -> None:
        raise Refusal("活动已取消，不能打印签到表。")

    desk.page.print_paper("打印签到表", "签到表", refuse, kind="sign_in")
    desk.settle()
    assert shown_preview() is None
    assert desk.page.notice.sentence == "活动已取消，不能打印签到表。"
    assert list(previews_folder().iterdir()) == []


def test_the_position_measured_on_the_test_page_moves_what_is_printed_on_that_printer(desk: Desk) -> None:
    preview = desk.open()
    preview.ways.calibrate.click()
    [dialog] = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, PositionDialog) and each.isVisible()
    ]
    dialog.action_row.button("打印测试页").click()
    desk.settle()
    assert desk.printers.rulers == [("upstairs", Paper.SAME)]
    dialog.form.put({"left": "48.5", "top": "51"})
    dialog.action_row.button("记住").click()
    assert preview.ways.moved.text() == "这台打印机印时向右移 1.5 毫米、向上移 1 毫米。"
    desk.press(preview, "打印")
    [order] = desk.printers.orders
    assert (order.right, order.down) == (1.5, -1.0)
    again = desk.open()
    again.ways.printer.put("downstairs")
    desk.press(again, "打印")
    assert (desk.printers.orders[1].right, desk.printers.orders[1].down) == (0, 0)


def test_the_paper_lies_where_nobody_else_reads_it_and_goes_with_the_preview(desk: Desk) -> None:
    preview = desk.open()
    [folder] = previews_folder().iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(previews_folder().stat().st_mode) == 0o700
    preview.reject()
    until(lambda: not list(previews_folder().iterdir()))


def test_what_a_killed_program_left_is_swept_and_what_is_in_use_is_not(desk: Desk) -> None:
    held = PrivateFolder()
    left = previews_folder() / "left"
    left.mkdir()
    (left / "paper.pdf").write_bytes(b"names")
    assert sweep_leftovers() == 1
    assert list(previews_folder().iterdir()) == [held.path]
    held.remove()
    assert list(previews_folder().iterdir()) == []


def test_of_five_hundred_pages_only_those_in_sight_are_drawn_and_memory_is_bounded(desk: Desk) -> None:
    preview = desk.open(500)
    view = preview.view
    assert set(view.pictures_kept) <= {*view.in_sight, view.in_sight[-1] + 1}
    assert len(view.in_sight) <= 2
    view.set_zoom(200)
    for number in range(0, 500, 25):
        view.go_to(number)
        until(lambda: view.all_drawn)
        sight = sum(view.pictures_kept[each].sizeInBytes() for each in view.in_sight)
        assert view.bytes_kept <= KEPT_BYTES + sight
    assert preview.tools.of.text() == "共 500 页"


def test_keys_turn_the_pages_and_zoom_wherever_the_keyboard_is(desk: Desk) -> None:
    preview = desk.open()
    assert preview.focusWidget() is preview.action_row.button("打印")
    button = preview.action_row.button("打印")
    QTest.keyClick(button, Qt.Key.Key_PageDown)
    assert preview.view.current == 1
    assert preview.tools.page.text() == "2"
    QTest.keyClick(button, Qt.Key.Key_End)
    assert preview.view.current == 5
    QTest.keyClick(button, Qt.Key.Key_Home)
    assert preview.view.current == 0
    before = preview.view.percent
    QTest.keyClick(button, Qt.Key.Key_Minus)
    assert preview.view.percent < before
    preview.tools.page.setFocus()
    preview.tools.page.selectAll()
    QTest.keyClicks(preview.tools.page, "4")
    QTest.keyClick(preview.tools.page, Qt.Key.Key_Return)
    assert preview.view.current == 3


def test_ctrl_and_the_wheel_zoom_in_steps_and_the_zoom_is_kept(desk: Desk) -> None:
    preview = desk.open()
    preview.view.set_zoom(100)
    turn = QWheelEvent(
        QPointF(50, 50),
        preview.view.mapToGlobal(QPointF(50, 50)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(preview.view.viewport(), turn)
    assert preview.view.zoom == 125
    assert preview.tools.zoom.currentText() == "125%"
    preview.reject()
    again = desk.open()
    assert again.view.zoom == 125


def test_pages_grow_with_the_text_size_and_fit_follows_the_room(desk: Desk) -> None:
    preview = desk.open()
    preview.view.set_zoom(100)
    until(lambda: preview.view.all_drawn)
    at_100 = preview.view.pictures_kept[0].width()
    assert at_100 == round(210 / 25.4 * 96)
    scale.set(160)
    until(lambda: preview.view.all_drawn)
    assert preview.view.pictures_kept[0].width() == pytest.approx(at_100 * 1.6, abs=1)
    preview.view.set_zoom(Fit.PAGE)
    until(lambda: preview.view.all_drawn)
    assert preview.view.pictures_kept[0].height() <= preview.view.viewport().height()


def test_every_control_has_a_name_for_those_who_do_not_see_it(desk: Desk) -> None:
    preview = desk.open()
    controls = [*preview.findChildren(QAbstractButton), preview.view]
    controls += preview.findChildren(QComboBox) + preview.findChildren(QLineEdit)
    nameless = [
        type(each).__name__
        for each in controls
        if each.isVisible()
        and not (each.accessibleName() or (isinstance(each, QAbstractButton) and each.text()))
    ]
    assert nameless == []


@pytest.mark.parametrize("room", [(1024, 700), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("offers", [(UPSTAIRS, DOWNSTAIRS), ()])
def test_nothing_is_cut_off_at_any_text_size_taken_while_it_is_open(
    desk: Desk, offers: tuple[PrinterOffer, ...], room: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setStyle("fusion")
    dress(app)
    screen = QRect(0, 0, *room)
    monkeypatch.setattr(dialogs, "screen_room", lambda _dialog: QRect(screen))
    desk.printers.offers = offers
    desk.page.resize(*room)
    preview = desk.open(80, also=(".xlsx", ".docx"))
    preview.ways.form.put({"which": SOME, "some": "5-900"})
    preview.ways.form.edited.emit()
    preview.ways.check()
    preview.refuse("打印机“二楼打印机”没有接收。请看一看它有没有开机、连好线、有没有纸，再按一次“打印”。")
    for percent, contrast in [*((percent, False) for percent in PERCENTS), (PERCENTS[-1], True)]:
        scale.set(percent, high_contrast=contrast)
        desk.settle()
        assert (percent, find_clipped(preview)) == (percent, [])
        assert screen.contains(preview.frameGeometry())
        assert preview.view.viewport().height() >= 100
        if offers:
            preview.ways.calibrate.click()
            desk.settle()
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, PositionDialog)
            assert (percent, find_clipped(dialog)) == (percent, [])
            dialog.reject()


def test_stopping_on_the_way_to_the_printer_leaves_the_preview_open(
    desk: Desk, printers: FakePrinters, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def slow(order: PrintOrder, progress: Progress) -> None:
        progress(1, 6, "页")
        reached.set()
        go_on.wait(10)
        progress(2, 6, "页")

    monkeypatch.setattr(printers, "print_pages", slow)
    preview = desk.open(went_out=desk.went_out)
    preview.action_row.button("打印").click()
    until(reached.is_set)
    until(lambda: any(action.text == "正在打印 1/6" for action in preview.action_row.actions_shown))
    preview.action_row.button("停止").click()
    go_on.set()
    desk.settle()
    assert preview.isVisible()
    assert preview.notice.sentence == "已停止打印。"
    assert preview.action_row.button("打印").isEnabled()
    assert desk.steps == []
    assert desk.said == []
