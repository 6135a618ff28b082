"""1,000 annual sheets through the form engine: against the same marks drawn straight on a ReportLab canvas, against
LibreOffice turning the same sheets from DOCX into PDF, and in memory against 100 of them; 800 deputies against 80."""

import resource
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from deputy_station.documents.description import Sheet
from deputy_station.documents.docx import make_docx
from deputy_station.documents.fonts import font_folders, installed_font_files
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.features.assessment.documents.annual import FIELDS, sheet_values
from deputy_station.features.assessment.service.sheets import sheets_of_year, township_of
from deputy_station.features.register.service.lacks import read_registers
from deputy_station.store.database import Database
from tests.benchmarks.measuring import Comparison, best_of
from tests.benchmarks.stations import demo_station
from tests.benchmarks.ten_times import make_ten_times

SHEETS = 1_000
DEPUTIES = (20, 80, 320)
OFFICE_SHEETS = 40
"""As many go through LibreOffice, in one run; both are told by the sheet."""


def straight_font() -> Path:
    """A TrueType font as installed: what somebody drawing straight with ReportLab would register."""
    return next(path for path in installed_font_files(font_folders()) if "LXGWWenKai-Regular" in path.name)


def draw_straight(target: Path, pages: list[PageMarks], font: Path) -> None:
    """The same marks with ReportLab's own calls."""
    registerFont(TTFont("Straight", str(font)))
    canvas = Canvas(str(target))
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        for x, y, width, height, thickness, *_ in page.boxes:
            canvas.setLineWidth(thickness)
            canvas.rect(x, page.height - y - height, width, height)
        for x1, y1, x2, y2, thickness, color in page.lines:
            canvas.setLineWidth(thickness)
            canvas.setStrokeColor(HexColor(color))
            canvas.line(x1, page.height - y1, x2, page.height - y2)
        for x, y, text, _, size, spacing, color in page.texts:
            canvas.setFont("Straight", size)
            canvas.setFillColor(HexColor(color))
            canvas.drawString(x, page.height - y, text, charSpace=spacing)
        canvas.showPage()
    canvas.save()


def measure() -> list[Comparison]:
    """Ours: values to finished file, fonts included. Yardstick: marks already laid out, only drawn."""
    with demo_station(demands=120) as database, tempfile.TemporaryDirectory() as folder:
        with database.reading() as session:
            year = database.clock.today().year
            made = sheets_of_year(session, year=year)
            township = township_of(session, year=year)
        form = load_form("annual_assessment", FIELDS)
        values = [sheet_values(sheet, township) for sheet in made]
        sheets = [
            Sheet(form, values[number % len(values)], bookmark=f"第 {number} 张") for number in range(SHEETS)
        ]
        typesetter = Typesetter(gather_faces(sheets, system_glyphs()))
        pages = [page for sheet in sheets for page in lay_out(sheet, typesetter)]
        font = straight_font()
        ours, straight = best_of(
            3,
            lambda: make_pdf(Path(folder) / "ours.pdf", sheets, title="年度考核表"),
            lambda: draw_straight(Path(folder) / "straight.pdf", pages, font),
        )
        told = [
            Comparison(f"{SHEETS} annual sheets / the same marks on a canvas", ours, straight, aim=1.5),
            *_against_office(sheets[:OFFICE_SHEETS], ours / SHEETS * OFFICE_SHEETS, Path(folder)),
        ]
    return [*told, *_ten_times(), _memory(), *_memory_of_books()]


def _ten_times() -> list[Comparison]:
    """The sheets of a year and the list of registers of ten times the deputies; ten times the time and a tenth more."""
    with demo_station(demands=600) as few, demo_station(demands=600) as many:
        make_ten_times(many)
        year = few.clock.today().year - 1

        def sheets(database: Database) -> None:
            with database.reading() as session:
                sheets_of_year(session, year=year)

        def registers(database: Database) -> None:
            with database.reading() as session:
                read_registers(session)

        return [
            Comparison(f"{words} of 800 / of 80", *best_of(3, partial(of, many), partial(of, few)), aim=11)
            for words, of in (("sheets of a year", sheets), ("the list of registers", registers))
        ]


def _against_office(sheets: list[Sheet], ours: float, folder: Path) -> list[Comparison]:
    """Nothing where LibreOffice is not installed: it is no part of the program."""
    office = shutil.which("soffice")
    if office is None:
        return []
    (folder / "docx").mkdir()
    for number, sheet in enumerate(sheets):
        make_docx(folder / "docx" / f"{number}.docx", sheet, title="年度考核表")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{folder}/office",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder / "pdf"),
            *[str(path) for path in sorted((folder / "docx").iterdir())],
        ],
        check=True,
        capture_output=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert len(list((folder / "pdf").glob("*.pdf"))) == len(sheets)
    theirs = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [Comparison("a sheet / the same from DOCX by LibreOffice", ours, theirs, aim=0.1)]


def _memory() -> Comparison:
    """Peaks of processes of their own, in gibibytes where times stand elsewhere."""
    peaks = [_peak("tests.benchmarks.sheets_memory", count) for count in (SHEETS, SHEETS // 10)]
    return Comparison(f"memory of {SHEETS} sheets / of {SHEETS // 10} (GiB as seconds)", *peaks, aim=1.2)


def _memory_of_books() -> list[Comparison]:
    """The registers of a township in one file, beyond the records that stand in them."""
    few = _peak("tests.benchmarks.books_memory", DEPUTIES[0])
    return [
        Comparison(
            f"memory of {count} registers / of {DEPUTIES[0]} (GiB as seconds)",
            _peak("tests.benchmarks.books_memory", count),
            few,
            aim=1.2,
        )
        for count in DEPUTIES[1:]
    ]


def _peak(module: str, count: int) -> float:
    """The peak of a process that makes so many, in GiB."""
    command = [sys.executable, "-m", module, str(count)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 2**20
