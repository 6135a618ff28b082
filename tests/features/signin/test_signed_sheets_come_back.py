"""A signed sheet comes back as a picture: every signature is cut out straight beside its name, and judged by one key.

Each box is painted in a grey of its own on the printed page, so that a cut of the wrong box would show.
"""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.activities.service.plans import create_activity
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.signin.documents.sheets import print_sign_in
from deputy_station.features.signin.imports.signatures import (
    NothingReadable,
    read_signatures,
)
from deputy_station.features.signin.page.sheets import ActivitySheetsPage, ScansDialog
from deputy_station.features.signin.service.sheets import list_sheets
from deputy_station.store.database import Database
from tests.features.page_desk import PageDesk, page_desk

NAMES = ("安平", "白露", "陈谷雨", "丁立春")
INKS = (0, 50, 100, 150)
DPI = 150


@pytest.fixture
def activity_id(database: Database) -> int:
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        for name in NAMES:
            create_deputy(session, name=name, mandates=[NewMandate(Level.TOWN, date(2021, 12, 4))])
        return create_activity(
            session, kind=ActivityKind.TRAINING, title="学习代表法", held_on=date(2026, 11, 19), everyone=True
        ).id


@pytest.fixture
def signed(database: Database, activity_id: int, tmp_path: Path) -> Image.Image:
    """The printed page with each of the four boxes inked in its own grey."""
    print_sign_in(database, silent_progress, activity_id=activity_id, out=tmp_path / "s.pdf")
    with database.reading() as session:
        [sheet] = list_sheets(session, activity_id=activity_id)
    page = page_pictures(tmp_path / "s.pdf", dpi=DPI)[0].convert("RGB")
    pen, dots = ImageDraw.Draw(page), DPI / 25.4
    for ink, box in zip(INKS, sheet.boxes, strict=False):
        sides = (box.left + 2, box.top + 2, box.left + box.width - 2, box.top + box.height - 2)
        pen.rectangle([side * dots for side in sides], fill=(ink, ink, ink))
    return page


def photographed(page: Image.Image) -> Image.Image:
    """Held askew under a desk lamp: turned by 4°, the far edge a tenth shorter than the near one."""
    turned = page.rotate(4, expand=True, fillcolor=(120, 110, 100), resample=Image.Resampling.BICUBIC)
    wide, high = turned.size
    quad = (
        0,
        0,
        wide * 0.05,
        high,
        wide * 0.95,
        high,
        wide,
        0,
    )  # upper left, lower left, lower right, upper right
    return turned.transform(turned.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)


@pytest.mark.parametrize("way", ["scanned", "upside down", "photographed"])
def test_every_signature_is_cut_out_beside_its_name(
    database: Database, activity_id: int, signed: Image.Image, tmp_path: Path, way: str
) -> None:
    picture = {"scanned": signed, "upside down": signed.rotate(180), "photographed": photographed(signed)}[
        way
    ]
    picture.save(tmp_path / "扫描.png")
    sheets = read_signatures(
        database,
        silent_progress,
        activity_id=activity_id,
        paths=[tmp_path / "扫描.png"],
    )
    assert (sheets.pages, sheets.problems) == (1, ())
    assert [cut.name for cut in sheets.cuts] == list(NAMES)
    for cut, ink in zip(sheets.cuts, INKS, strict=True):
        seen = Image.open(BytesIO(cut.png))
        middle = seen.getpixel((seen.width // 2, seen.height // 2))
        assert abs(middle - ink) < 20, cut.name
        assert seen.getpixel((2, seen.height // 2)) > 200  # around the box there is paper, not the next ink


def test_a_sheet_of_another_activity_is_told_and_nothing_is_written(
    database: Database, activity_id: int, signed: Image.Image, tmp_path: Path
) -> None:
    with database.transaction() as session:
        other = create_activity(
            session, kind=ActivityKind.TRAINING, title="视察水利", held_on=date(2026, 11, 18), everyone=True
        ).id
    signed.save(tmp_path / "扫描.png")
    with pytest.raises(NothingReadable, match=r"“扫描\.png”是“学习代表法”的签到表"):
        read_signatures(
            database,
            silent_progress,
            activity_id=other,
            paths=[tmp_path / "扫描.png"],
        )


@pytest.fixture
def desk(
    database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[ActivitySheetsPage]]:
    with page_desk(ActivitySheetsPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def test_one_key_per_signature_and_one_press_writes_them_all_down(
    desk: PageDesk[ActivitySheetsPage],
    database: Database,
    activity_id: int,
    signed: Image.Image,
    tmp_path: Path,
) -> None:
    signed.save(tmp_path / "扫描.png")
    page = desk.page
    page.open_row(activity_id)
    desk.settle()
    desk.press("录扫描件")
    dialog = desk.dialog()
    assert isinstance(dialog, ScansDialog)
    dialog.drop.take([tmp_path / "说明.docx"])
    assert "“说明.docx”" in dialog.drop.words
    dialog.drop.take([tmp_path / "扫描.png"])
    desk.settle()
    review = dialog.review
    assert review is not None
    assert review.item.title == "安平"
    for key in (Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_Left, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_1):
        QTest.keyClick(review, key)  # the second was taken back: 白露 did not sign; 陈谷雨 is put off
    assert review.done
    dialog.action_row.button("登记 3 人").click()
    desk.settle()
    with database.reading() as session:
        states = {row.deputy: row.state for row in list_attendance(session, activity_id=activity_id)}
    assert states == {
        "安平": AttendanceState.PRESENT,
        "白露": AttendanceState.ABSENT,
        "陈谷雨": AttendanceState.NOT_YET,
        "丁立春": AttendanceState.PRESENT,
    }
    assert "3 人" in desk.said[-1]
