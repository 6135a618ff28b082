"""Whole way of files: a real sheet printed, signed with a made-up pen, saved as a scanner does, read and filed."""

import json
import os
import re
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import numpy as np
import pytest
import qrcode
from PIL import Image, ImageDraw
from sqlalchemy import text

from deputy_station.core.errors import Cancelled, Trouble
from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.activities.service.plans import create_activity
from deputy_station.features.scans.commands import NothingTaken, scan
from deputy_station.features.scans.imports.files import MOST_FILES, TooManyFiles, collect_files
from deputy_station.features.scans.imports.reading import Place, read_files, read_some
from deputy_station.features.scans.models import ScanPage
from deputy_station.features.scans.rules.papers import Holding
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PageState, PaperKind, ScanSource, Verdict
from deputy_station.features.scans.rules.words import NO_CODE
from deputy_station.features.scans.service.filing import BatchResult, file_pages
from deputy_station.features.scans.service.listing import list_pages, read_page
from deputy_station.features.signin.documents.sheets import print_sign_in
from deputy_station.features.signin.models import SignKey, SignSheet
from deputy_station.features.signin.rules.sheet_codes import Corner, SheetCode, sign_code
from deputy_station.features.signin.service.sheets import list_sheets
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.scanning.canvas import Canvas
from tests.scanning.hands import Signer, sign
from tests.scanning.pens import PENS

DPI = 150


@pytest.fixture
def printed(database: Database, people: dict[str, int], tmp_path: Path) -> Image.Image:
    """The one page of the training's sheet, as printed."""
    with database.transaction() as session:
        activity_id = create_activity(
            session, kind=ActivityKind.TRAINING, title="学习代表法", held_on=date(2026, 11, 19), everyone=True
        ).id
    print_sign_in(database, silent_progress, activity_id=activity_id, out=tmp_path / "s.pdf")
    [page] = page_pictures(tmp_path / "s.pdf", dpi=DPI)
    return page.convert("L")


def signed(database: Database, page: Image.Image, *rows: int) -> Image.Image:
    """A page with a name written by hand in the signature boxes of these rows, in black gel."""
    canvas = Canvas(np.asarray(page).copy(), DPI / 25.4)
    hand = Signer("glyphs", PENS[0], 6.4, 0.0, 0.2)
    with database.reading() as session:
        sheet = list_sheets(session, activity_id=1)[0]
    for row in rows:
        box = sheet.boxes[row]
        place = (box.left + 3, box.top, box.width - 6, box.height)
        sign(canvas, np.random.default_rng(7), hand, "陈建国", place)
    return Image.fromarray(canvas.pixels)


def scans(database: Database, *paths: Path) -> BatchResult:
    pages = read_files(database, silent_progress, paths=collect_files(paths).paths)
    with database.transaction() as session:
        return file_pages(session, pages=pages, source=ScanSource.DROPPED)


def came(database: Database) -> set[str]:
    with database.reading() as session:
        return {row.deputy for row in list_attendance(session, activity_id=1, state=AttendanceState.PRESENT)}


def names_in_print(database: Database) -> list[str]:
    with database.reading() as session:
        names = {row.deputy_id: row.deputy for row in list_attendance(session, activity_id=1)}
        return [names[each] for each in list_sheets(session, activity_id=1)[0].rows if each]


@pytest.mark.parametrize("suffix", ["png", "jpg", "tiff", "pdf", "bmp"])
def test_a_signed_sheet_fills_in_attendance(
    database: Database, printed: Image.Image, tmp_path: Path, suffix: str
) -> None:
    signed(database, printed, 0, 2).save(tmp_path / f"扫描 1.{suffix}", resolution=DPI, quality=92)
    result = scans(database, tmp_path / f"扫描 1.{suffix}")
    names = names_in_print(database)
    assert result.pages[0].state is PageState.FILED, result.pages[0].sentence
    assert came(database) == {names[0], names[2]}
    assert result.pages[0].not_signed == (names[1], *names[3:])


def test_upside_down_and_with_both_files_in_one_drop_it_is_the_same_page(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    signed(database, printed, 1).save(tmp_path / "a.png")
    signed(database, printed, 1).rotate(180).save(tmp_path / "b.png")
    result = scans(database, tmp_path / "a.png", tmp_path / "b.png", tmp_path / "a.png")
    assert [page.state for page in result.pages] == [PageState.FILED, PageState.AGAIN]
    assert came(database) == {names_in_print(database)[1]}


def photographed(page: Image.Image) -> Image.Image:
    """Held askew under a desk lamp: turned by 4°, the far edge a tenth shorter than the near one."""
    turned = page.rotate(4, expand=True, fillcolor=110, resample=Image.Resampling.BICUBIC)
    wide, high = turned.size
    quad = (0, 0, wide * 0.05, high, wide * 0.95, high, wide, 0)  # from the upper left, against the clock
    return turned.transform(turned.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)


@pytest.mark.parametrize("way", ["scanned", "upside down", "photographed"])
def test_every_box_is_cut_out_beside_its_own_name(
    database: Database, printed: Image.Image, tmp_path: Path, way: str
) -> None:
    """Each of the five boxes is painted in a grey of its own, so that a cut of another would show."""
    inks = (0, 40, 80, 120, 160)
    pen, dots = ImageDraw.Draw(printed), DPI / 25.4
    with database.reading() as session:
        places = list_sheets(session, activity_id=1)[0].boxes
    for ink, box in zip(inks, places, strict=False):
        sides = (box.left + 2, box.top + 2, box.left + box.width - 2, box.top + box.height - 2)
        pen.rectangle([side * dots for side in sides], fill=ink)
    held = {"scanned": printed, "upside down": printed.rotate(180), "photographed": photographed(printed)}
    held[way].save(tmp_path / "a.png")
    [page] = read_files(database, silent_progress, paths=[tmp_path / "a.png"])
    cuts = {box.key: Image.open(BytesIO(box.crop)) for box in page.boxes}
    for row, ink in enumerate(inks):
        seen = cuts[f"row:{row}"]
        assert abs(seen.getpixel((seen.width // 2, seen.height // 2)) - ink) < 20, row


def test_the_picture_and_the_cuts_are_kept(database: Database, printed: Image.Image, tmp_path: Path) -> None:
    signed(database, printed, 0).save(tmp_path / "a.png")
    result = scans(database, tmp_path / "a.png")
    with database.reading() as session:
        detail = read_page(session, page_id=result.pages[0].id)
    assert detail.picture is not None
    assert detail.picture.startswith(b"\xff\xd8")
    assert len(detail.marks) == 5
    assert all(mark.crop.startswith(b"\x89PNG") for mark in detail.marks)
    assert [mark.verdict for mark in detail.marks] == [Verdict.SIGNED, *[Verdict.EMPTY] * 4]


def test_a_filled_blank_line_is_cut_as_a_row(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    with database.reading() as session:
        rows = list_sheets(session, activity_id=1)[0].rows
    signed(database, printed, rows.index(0)).save(tmp_path / "a.png")
    result = scans(database, tmp_path / "a.png")
    assert (result.came, result.asked) == (0, 1)
    assert "空白行填了 1 人" in result.pages[0].sentence


def codes(page: Image.Image, *texts: str) -> Image.Image:
    """The page with codes pasted beside each other in its middle."""
    copy = page.copy()
    for place, word in enumerate(texts):
        code = qrcode.make(word, box_size=6).get_image().convert("L")
        copy.paste(code, (150 + place * 420, 700))
    return copy


BLANK = Image.new("L", (1240, 1754), 255)


def corner(activity_id: int, station_id: int, secret: bytes) -> str:
    return sign_code(SheetCode(station_id, activity_id, 1, 1, Corner.TOP_LEFT), secret)


def test_strangers_forgers_and_others_are_told_apart(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    with database.reading() as session:
        ours = session.query(SignKey).one().secret
    pictures = {
        "空": BLANK,
        "网址": codes(BLANK, "https://example.org/lottery"),
        "别站": codes(BLANK, corner(1, 9, ours)),
        "仿制": codes(BLANK, corner(1, 1, b"x" * 32)),
        "没印过": codes(BLANK, corner(77, 1, ours)),
        "两份": codes(BLANK, corner(1, 1, ours), corner(77, 1, ours)),
    }
    for name, picture in pictures.items():
        picture.save(tmp_path / f"{name}.png")
    result = scans(database, *[tmp_path / f"{name}.png" for name in pictures])
    told = {page.file: page.sentence for page in result.pages}
    assert {page.state for page in result.pages} == {PageState.REFUSED}
    assert told["空.png"].startswith("没有找到本站文书的二维码")
    assert told["网址.png"].startswith("图里的二维码是别处的")
    assert "别的联络站" in told["别站.png"]
    assert "改动或仿制" in told["仿制.png"]
    assert told["没印过.png"].startswith("这张签到表没有打印记录")
    assert told["两份.png"].startswith("一张图里有两份文书的二维码")
    assert len(set(told.values())) == 6
    assert came(database) == set()


def test_a_broken_and_a_missing_and_a_locked_file_stop_no_other(
    database: Database, printed: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = tmp_path / "好 %_';🙂.png"
    signed(database, printed, 0).save(good)
    (tmp_path / "坏.png").write_bytes(good.read_bytes()[:4000])
    (tmp_path / "文字.jpg").write_text("不是图片")
    locked = tmp_path / "占用.png"
    locked.write_bytes(good.read_bytes())
    opened = Path.open

    def refuse(path: Path, *args: str, **more: str) -> object:
        if path == locked:
            raise PermissionError(13, "locked", str(path))
        return opened(path, *args, **more)  # type: ignore[arg-type, call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    paths = [tmp_path / "坏.png", tmp_path / "文字.jpg", tmp_path / "没有.png", locked, good]
    result = scans(database, *paths)
    told = [(page.file, page.state) for page in result.pages]
    assert told == [
        ("坏.png", PageState.REFUSED),
        ("文字.jpg", PageState.REFUSED),
        ("没有.png", PageState.REFUSED),
        ("占用.png", PageState.REFUSED),
        (good.name, PageState.FILED),
    ]
    assert "正被别的程序占用" in result.pages[3].sentence
    assert len(came(database)) == 1


def test_a_folder_gives_its_own_scans_and_other_files_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "扫描"
    folder.mkdir()
    for name in ("b.png", "a.PDF", ".half.png", "备注.docx"):
        (folder / name).write_bytes(b"")
    (folder / "inner.png").mkdir()
    (tmp_path / "empty").mkdir()
    found = collect_files([folder, tmp_path / "empty", folder / "b.png", folder / "备注.docx"])
    assert [path.name for path in found.paths] == ["a.PDF", "b.png"]
    assert found.left_out == (
        "文件夹“empty”里没有扫描件或照片。",
        "“备注.docx”不是扫描件或照片，没有收。只收 PDF、JPG、PNG、TIFF、BMP。",
    )
    with pytest.raises(TooManyFiles):
        collect_files([tmp_path / f"{number}.png" for number in range(MOST_FILES + 1)])


def test_any_order_doubles_folders_and_empty_files_in_one_call(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    folder = tmp_path / "扫描"
    folder.mkdir()
    signed(database, printed, 0).save(folder / "a.png")
    (folder / "b.png").write_bytes((folder / "a.png").read_bytes())
    (tmp_path / "没写完.jpg").write_bytes(b"")
    result = scans(database, tmp_path / "没写完.jpg", folder / "a.png", folder, folder / "a.png")
    told = [(page.file, page.state, page.sentence) for page in result.pages]
    name = names_in_print(database)[0]
    assert [each[:2] for each in told] == [
        ("没写完.jpg", PageState.REFUSED),
        ("a.png", PageState.FILED),
        ("b.png", PageState.AGAIN),
    ]
    assert told[0][2] == "“没写完.jpg”是空的，没有内容。可能没有传完，请重新扫描或重新拷贝一次。"
    assert told[2][2] == "同一页11月20日已经收过，没有重复登记。"
    assert came(database) == {name}
    assert result.sentence == "收回签到表 1 页：到会 1 人，重复 1 页，未收 1 页"


def test_a_pile_in_one_file_is_read_a_few_pages_at_a_time_and_told_shortly(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    small = Image.new("L", (120, 170), 255)
    paths = [tmp_path / "一叠.tif", tmp_path / "没有.png"]
    signed(database, printed, 0).save(paths[0], save_all=True, append_images=[small] * 6)
    told: list[tuple[int, int, str]] = []
    pages: list[ReadPage] = []
    sizes = []
    place: Place | None = Place()
    while place is not None:
        piece = read_some(database, lambda *each: told.append(each), paths=paths, place=place)
        pages += piece.pages
        sizes.append(len(piece.pages))
        place = piece.rest
    assert sizes == [4, 4]
    assert [(page.file_name, page.page_in_file) for page in pages] == [
        *(("一叠.tif", number) for number in range(1, 8)),
        ("没有.png", 1),
    ]
    assert (0, 2, "个文件，第 7 页") in told
    assert told[-1] == (2, 2, "个文件")
    with database.transaction() as session:
        result = file_pages(session, pages=pages, source=ScanSource.DROPPED)
    assert result.sentence == "收回签到表 1 页：到会 1 人，未收 7 页"
    assert result.refused(3)[0].startswith("“一叠.tif”第 2 页：没有找到本站文书的二维码。")
    assert result.refused(3)[-1] == "还有 4 页没有收。"


def test_a_file_that_breaks_off_is_told_once_wherever_a_piece_ends(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.png" for number in range(9)]
    pages = read_files(database, silent_progress, paths=paths)
    assert [page.file_name for page in pages] == [path.name for path in paths]


def test_cancelling_in_the_middle_of_many_files_changes_nothing(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number:03}.png" for number in range(200)]
    told: list[tuple[int, int, str]] = []

    def stop(done: int, total: int, unit: str) -> None:
        told.append((done, total, unit))
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_files(database, stop, paths=paths)  # none of them is there: each would be one page that says so
    assert told[-1] == (5, 200, "个文件")
    with database.reading() as session:
        assert session.query(ScanPage).count() == 0
    result = scans(database, *paths)
    assert result.sentence == "收回纸表：未收 200 页"


def test_a_full_disk_leaves_nothing_half_filed(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    signed(database, printed, 0).save(tmp_path / "a.png")
    [page] = read_files(database, silent_progress, paths=[tmp_path / "a.png"])

    def fill() -> None:
        with database.transaction() as session:
            if database.path is None:  # a server's disk is not the desk's: it goes away instead
                raise Trouble("磁盘空间不足")
            session.execute(text("PRAGMA max_page_count = 1"))
            large = replace(page, picture=bytes(3_000_000))
            file_pages(session, pages=[large], source=ScanSource.DROPPED)

    with pytest.raises(Trouble, match="磁盘空间不足"):
        fill()
    assert came(database) == set()
    with database.reading() as session:
        assert session.query(ScanPage).count() == 0


def test_the_command_answers_in_json_and_a_dry_run_changes_nothing(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    signed(database, printed, 0).save(tmp_path / "a.png")
    dry = Desk(lambda: database, as_json=True, out=StringIO(), err=StringIO())
    scan(dry, [tmp_path / "a.png"], dry_run=True)
    told = json.loads(dry.out.getvalue())  # type: ignore[attr-defined]
    assert (told["dry_run"], told["filed"], told["came"], told["count"]) == (True, 1, 1, 1)
    assert told["rows"][0]["kind"] == "deputy_sheet"
    assert came(database) == set()
    with database.reading() as session:
        assert list_pages(session) == []
    wet = Desk(lambda: database, as_json=True, out=StringIO(), err=StringIO())
    scan(wet, [tmp_path / "a.png"])
    assert json.loads(wet.out.getvalue())["dry_run"] is False  # type: ignore[attr-defined]
    assert len(came(database)) == 1


def test_the_table_of_the_command_cuts_no_explanation_and_the_readme_knows_every_code(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    signed(database, printed, 0).save(tmp_path / "a.png")
    BLANK.save(tmp_path / "白.png")
    desk = Desk(lambda: database, out=StringIO(), err=StringIO())
    scan(desk, [tmp_path / "a.png", tmp_path / "白.png"])
    assert NO_CODE in desk.out.getvalue()  # type: ignore[attr-defined]
    readme = Path("README.md").read_text("utf-8")
    for each in (*PageState, *PaperKind):
        assert f"| `{each.value}` |" in readme, each


def test_a_command_that_took_nothing_says_each_reason(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    BLANK.save(tmp_path / "白.png")
    desk = Desk(lambda: database, out=StringIO(), err=StringIO())
    with pytest.raises(NothingTaken, match=r"“白\.png”：没有找到本站文书的二维码"):
        scan(desk, [tmp_path / "白.png"])
    (tmp_path / "名单.txt").write_text("王建国")
    with pytest.raises(NothingTaken, match=r"“名单\.txt”不是扫描件或照片"):
        scan(desk, [tmp_path / "名单.txt"])
    assert desk.out.getvalue() == ""  # type: ignore[attr-defined]


def test_a_sheet_printed_before_its_geometry_was_kept_is_read(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    with database.transaction() as session:
        sheet = session.query(SignSheet).one()
        sheet.geometry = sheet.for_visitors = None
    signed(database, printed, 3).save(tmp_path / "a.png")
    pages = read_files(database, silent_progress, paths=[tmp_path / "a.png"])
    assert pages[0].paper is not None
    assert pages[0].paper.holding is Holding.SHEET
    scans(database, tmp_path / "a.png")
    assert came(database) == {names_in_print(database)[3]}


def test_a_picture_broken_in_its_inside_stops_no_other(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    printed.save(tmp_path / "a.tif")
    whole = (tmp_path / "a.tif").read_bytes()
    # The entry of the width (tag 256, as little-endian) becomes one that nobody knows: the decoder raises TypeError.
    torn = re.sub(
        rb"\x00\x01([\x03\x04]\x00\x01\x00\x00\x00)", lambda found: b"\xf0\x00" + found[1], whole, count=1
    )
    assert torn != whole
    (tmp_path / "a.tif").write_bytes(torn)
    printed.save(tmp_path / "b.png")
    torn_page, whole_page = read_files(
        database, silent_progress, paths=[tmp_path / "a.tif", tmp_path / "b.png"]
    )
    assert "不是能读的图片" in torn_page.problem
    assert (whole_page.problem, whole_page.page) == ("", 1)


def test_a_name_that_is_no_text_is_kept_with_question_marks(
    database: Database, printed: Image.Image, tmp_path: Path
) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.png"))
    with odd.open("wb") as file:
        printed.save(file, "PNG")
    pages = read_files(database, silent_progress, paths=[odd])
    with database.transaction() as session:
        filed = file_pages(session, pages=pages, source=ScanSource.FOLDER)
    assert (filed.pages[0].file, filed.pages[0].state) == ("??.png", PageState.FILED)
    told = collect_files([Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))])
    assert told.left_out[0].startswith("“?.txt”不是扫描件或照片")


def test_a_pipe_with_the_name_of_a_picture_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    assert collect_files([tmp_path / "a.png"]).paths == ()
    assert collect_files([tmp_path]).paths == ()
