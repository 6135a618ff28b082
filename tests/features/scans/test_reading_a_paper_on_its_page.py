"""The paper beside what is typed: it opens where somebody wrote, is made larger and moved, and stays in sight."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry
from deputy_station.features.desk.service.slips import issue_slips
from deputy_station.features.matters.service.catalogue import load_categories
from deputy_station.features.scans.page.scans import ScansPage
from deputy_station.features.scans.rules.papers import slip_paper
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import ScanSource
from deputy_station.features.scans.service.filing import file_pages
from deputy_station.store.database import Database
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.paper_reader import PaperReader, PaperView
from tests.features.page_desk import PageDesk, page_desk

A5 = (148, 210)
WORDS = Box("words", BoxKind.WRITING, 1, 12, 70, 124, 50)
"""The box to write in, in mm: its middle is at 95 of 210 mm."""


@pytest.fixture
def desk(
    database: Database, people: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[ScansPage]]:
    held = BytesIO()
    Image.new("L", (A5[0] * 5, A5[1] * 5), 220).save(held, "PNG")
    with database.transaction() as session:
        load_categories(session)
        slip_id = issue_slips(session, count=1, geometry=PrintGeometry(*A5, 17, 5, 1, (WORDS,)))[0].id
        slip = ReadPage("便条.jpg", 1, "s", "f", slip_paper(slip_id), 1, picture=held.getvalue())
        file_pages(session, pages=[slip], source=ScanSource.FOLDER)
    with page_desk(ScansPage, database, clock, tmp_path / "settings") as made:
        made.page.open_row(1)
        made.settle()
        made.press("录成诉求")
        dialog = made.dialog()
        dialog.activateWindow()  # keys go to the window in front alone
        qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
        yield made


def view_of(dialog: Dialog) -> PaperView:
    reader = dialog.findChild(PaperReader)
    assert reader is not None
    return reader.view


def turn(view: PaperView, by: int, at: QPointF) -> None:
    """The wheel, with Ctrl held."""
    place = view.viewport().mapToGlobal(at)
    wheel = QWheelEvent(
        at,
        place,
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), wheel)


def test_the_slip_stands_beside_the_fields_and_opens_where_the_visitor_wrote(
    desk: PageDesk[ScansPage],
) -> None:
    dialog = desk.dialog()
    view = view_of(dialog)
    form = dialog.form  # type: ignore[attr-defined]
    shown = view.part_shown
    assert shown.top() <= 70 / 210
    assert shown.bottom() >= 120 / 210
    assert shown.center().y() == pytest.approx(95 / 210, abs=0.02)
    # The 124 mm of the box are seen whole, and larger than the page of 148 mm would be.
    assert shown.left() <= 12 / 148
    assert shown.right() >= 136 / 148
    assert view.zoom == 1.18
    assert view.mapTo(dialog, QPoint(view.width(), 0)).x() <= form.mapTo(dialog, QPoint()).x()
    assert view.height() >= 350
    assert dialog.focusWidget() is form["gist"].entry


def test_ctrl_and_the_wheel_make_it_larger_where_the_pointer_is(desk: PageDesk[ScansPage]) -> None:
    view = view_of(desk.dialog())
    at = QPointF(view.viewport().width() * 0.5, view.viewport().height() * 0.25)

    def under() -> float:
        shown = view.part_shown
        return shown.top() + shown.height() * 0.25

    before = under()
    turn(view, 120, at)
    turn(view, 120, at)
    assert view.zoom == 2.0
    assert under() == pytest.approx(before, abs=0.01)
    for _ in range(20):
        turn(view, -120, at)
    assert view.zoom == 0.5


def test_the_buttons_and_their_keys_work_while_somebody_types(desk: PageDesk[ScansPage]) -> None:
    dialog = desk.dialog()
    reader = dialog.findChild(PaperReader)
    assert reader is not None
    reader.action_row.button("放大").click()
    assert reader.view.zoom == 1.4
    field = dialog.form["gist"].entry  # type: ignore[attr-defined]
    QTest.keyClick(field, Qt.Key.Key_Equal, Qt.KeyboardModifier.AltModifier)
    assert reader.view.zoom == 2.0
    top = reader.view.part_shown.top()
    QTest.keyClick(field, Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    assert reader.view.part_shown.top() > top
    QTest.keyClick(field, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert reader.view.zoom == 1.0
    assert field.text() == ""


def test_it_is_moved_by_dragging_and_by_the_arrows(desk: PageDesk[ScansPage]) -> None:
    dialog = desk.dialog()
    view = view_of(dialog)
    view.zoom_by(3)
    before = view.part_shown
    middle = view.viewport().rect().center()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(view.viewport(), middle - QPoint(40, 60))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=middle - QPoint(40, 60))
    dragged = view.part_shown
    assert dragged.left() > before.left()
    assert dragged.top() > before.top()
    QTest.mouseMove(view.viewport(), middle)
    assert view.part_shown == dragged
    assert dialog.focusWidget() is dialog.form["gist"].entry  # type: ignore[attr-defined]
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.part_shown.top() > dragged.top()
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom == 2.0


def test_a_window_drawn_larger_keeps_what_was_looked_at_in_the_middle(desk: PageDesk[ScansPage]) -> None:
    dialog = desk.dialog()
    view = view_of(dialog)
    view.zoom_by(2)
    before = view.part_shown.center()
    dialog.resize(dialog.width() + 60, dialog.height() + 30)
    QApplication.processEvents()
    after = view.part_shown.center()
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=0.01)
