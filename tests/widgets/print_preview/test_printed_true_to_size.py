"""What reaches the printer, read back from the PDF that Qt prints: size and place in millimetres, to a quarter of one."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageOps
from pytestqt.qtbot import QtBot
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from deputy_station.core.errors import Cancelled
from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.widgets.print_preview.printing import (
    RULER_AT_MM,
    PageSize,
    Paper,
    PrintFailed,
    PrintOrder,
    Sides,
    too_large,
)
from deputy_station.widgets.print_preview.qt_printing import QtPrinting

DPI = 254
"""Ten dots a millimetre."""
NEARLY_MM = 0.25
A4, A5 = (210.0, 297.0), (148.0, 210.0)


def paper(folder: Path, *sizes: tuple[float, float]) -> Path:
    """Each page has one black box, 40 mm wide and 20 high, its corner 30 mm from the left and 50 from the top."""
    target = folder / "paper.pdf"
    canvas = Canvas(str(target))
    for width, height in sizes:
        canvas.setPageSize((width * mm, height * mm))
        canvas.rect(30 * mm, (height - 50 - 20) * mm, 40 * mm, 20 * mm, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return target


def box_of(picture: Image.Image) -> tuple[float, ...]:
    """Left, top, right, bottom of what is black, in mm."""
    found = ImageOps.invert(picture.convert("L")).point(lambda value: 255 if value > 128 else 0).getbbox()
    assert found is not None
    return tuple(side / 10 for side in found)


def sizes_of(pdf: Path) -> list[tuple[float, float]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            (round(width * 25.4 / 72), round(height * 25.4 / 72))
            for width, height in (document.get_page_size(number) for number in range(len(document)))
        ]
    finally:
        document.close()


def printed(folder: Path, order: PrintOrder) -> Path:
    target = folder / "printed.pdf"
    QtPrinting(to_file=target).print_pages(order, silent_progress)
    return target


def order(pdf: Path, *pages: int, **more: object) -> PrintOrder:
    return PrintOrder(pdf, pages, "签到表", "二楼打印机", **more)  # type: ignore[arg-type]


def test_a_page_is_printed_in_its_own_size_where_it_stands(qtbot: QtBot, tmp_path: Path) -> None:
    target = printed(tmp_path, order(paper(tmp_path, A4), 0))
    assert sizes_of(target) == [(210, 297)]
    assert box_of(page_pictures(target, DPI)[0]) == pytest.approx((30, 50, 70, 70), abs=NEARLY_MM)


def test_the_offset_moves_the_content_by_exactly_that(qtbot: QtBot, tmp_path: Path) -> None:
    target = printed(tmp_path, order(paper(tmp_path, A4), 0, right=2.5, down=-1.5))
    assert sizes_of(target) == [(210, 297)]
    assert box_of(page_pictures(target, DPI)[0]) == pytest.approx((32.5, 48.5, 72.5, 68.5), abs=NEARLY_MM)


def test_a_smaller_page_stands_in_the_middle_of_larger_paper_not_stretched(
    qtbot: QtBot, tmp_path: Path
) -> None:
    target = printed(tmp_path, order(paper(tmp_path, A5), 0, paper=Paper.A4))
    assert sizes_of(target) == [(210, 297)]
    left, top = 30 + (210 - 148) / 2, 50 + (297 - 210) / 2
    assert box_of(page_pictures(target, DPI)[0]) == pytest.approx(
        (left, top, left + 40, top + 20), abs=NEARLY_MM
    )


def test_pages_that_lie_are_printed_lying_among_upright_ones(qtbot: QtBot, tmp_path: Path) -> None:
    target = printed(tmp_path, order(paper(tmp_path, A4, (297, 210), A4), 0, 1, 2, paper=Paper.A4))
    assert sizes_of(target) == [(210, 297), (297, 210), (210, 297)]
    for picture in page_pictures(target, DPI):
        assert box_of(picture) == pytest.approx((30, 50, 70, 70), abs=NEARLY_MM)


def test_only_the_pages_chosen_are_printed_once_for_each_copy(qtbot: QtBot, tmp_path: Path) -> None:
    lying = (297.0, 210.0)
    target = printed(tmp_path, order(paper(tmp_path, A4, lying, A5), 1, 2, copies=2, sides=Sides.LONG))
    assert sizes_of(target) == [(297, 210), (148, 210), (297, 210), (148, 210)]


@pytest.mark.parametrize(("lies", "size"), [(False, (210, 297)), (True, (297, 210))])
def test_the_cross_of_the_test_page_stands_where_it_is_said_to(
    qtbot: QtBot, tmp_path: Path, lies: bool, size: tuple[int, int]
) -> None:
    target = tmp_path / "ruler.pdf"
    QtPrinting(to_file=target).print_ruler("二楼打印机", Paper.SAME, lies=lies)
    assert sizes_of(target) == [size]
    picture = page_pictures(target, DPI)[0].convert("L")
    arm = round((RULER_AT_MM - 37.5) * 10)  # on both arms, between two of their marks
    across = picture.crop((arm, 0, arm + 1, picture.height))
    down = picture.crop((0, arm, picture.width, arm + 1))
    assert box_of(across)[1] == pytest.approx(RULER_AT_MM, abs=NEARLY_MM)
    assert box_of(down)[0] == pytest.approx(RULER_AT_MM, abs=NEARLY_MM)


def test_a_printer_that_is_gone_is_said_and_nothing_is_written_instead(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pdf = paper(tmp_path, A4)
    with pytest.raises(PrintFailed, match="找不到打印机“二楼打印机”了"):
        QtPrinting().print_pages(order(pdf, 0), silent_progress)
    assert list(tmp_path.iterdir()) == [pdf]


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)  # Qt says so too
def test_a_place_that_cannot_be_written_is_a_printer_that_does_not_take_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with pytest.raises(PrintFailed, match="没有接收"):
        QtPrinting(to_file=tmp_path / "none" / "x.pdf").print_pages(
            order(paper(tmp_path, A4), 0), silent_progress
        )


def test_stopping_in_the_middle_drops_the_whole_order(qtbot: QtBot, tmp_path: Path) -> None:
    told: list[int] = []

    def stop(done: int, total: int, unit: str) -> None:
        told.append(done)
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        QtPrinting(to_file=tmp_path / "p.pdf").print_pages(order(paper(tmp_path, A4, A4, A4), 0, 1, 2), stop)
    assert told == [1, 2]


def test_a_page_larger_than_the_paper_is_found_rounding_apart() -> None:
    pages = [PageSize(210.0, 297.0), PageSize(297.4, 210.3), PageSize(420.0, 297.0)]
    assert too_large(pages[:2], Paper.A4) is None
    assert too_large(pages, Paper.A4) == PageSize(420.0, 297.0)
    assert too_large(pages, Paper.A3) is None
    assert too_large(pages, Paper.SAME) is None
    assert too_large(pages[:1], Paper.K16) == PageSize(210.0, 297.0)
