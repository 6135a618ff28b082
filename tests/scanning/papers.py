"""Real papers to write on: sign-in sheets of deputies and visitors and intake slips, laid out by the program's own form, as PDF with the place of every cell."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from deputy_station.documents.boxes import Sought, find_boxes
from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import Sheet, Value
from deputy_station.documents.geometry import BoxKind, PrintGeometry
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.features.desk.documents.slips import FIELDS as SLIP_FIELDS
from deputy_station.features.desk.documents.slips import category_rows
from deputy_station.features.desk.rules.slips import slip_number
from deputy_station.features.matters.service.catalogue import shipped_categories
from deputy_station.features.signin.documents.sheets import sheet_geometry, sign_in_sheet
from deputy_station.features.signin.documents.visitors import LINES_A_PAGE, visitor_sign_in_sheet
from deputy_station.features.signin.rules.record_codes import RecordCode, RecordKind, sign_record
from deputy_station.features.signin.rules.sheet_codes import Corner
from deputy_station.features.signin.service.sheets import SheetLine, SheetMatter

OUR_STATIONS = {1: b"\x11" * 32, 2: b"\x22" * 32, 7: b"\x77" * 32}
FOREIGN_STATION = (9, b"\x99" * 32)
FORGER = b"\xee" * 32

_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香建国志红玉梅德福春生海文斌晓燕淑华永立群振东光荣小龙凤琴世友长贵金水根生"
_TITLES = (
    "代表接待日",
    "代表小组活动",
    "集中视察",
    "学习培训",
    "民生实事项目票决会前座谈",
    "执法检查",
    "述职评议会",
)
_LEVELS = ("镇", "镇", "镇、区", "镇、区、市")
_GROUPS = ("第一代表小组", "第二代表小组", "第三代表小组")
_NEARLY = 0.5  # mm: cells of one row lie this close in height


@dataclass(frozen=True)
class Row:
    """A row of the list as printed: its cells from left to right as (left, width) in mm, the place of
    the signature among them, of the name to be written on a blank row, and the printed name."""

    number: int
    page: int
    top: float
    height: float
    cells: tuple[tuple[float, float], ...]
    signature: int
    name_cell: int | None
    name: str


@dataclass(frozen=True)
class Paper:
    """One printed paper: where its PDF is, its boxes, its rows, other cells to
    write in, and for each code text its page and corner."""

    number: int
    kind: str
    path: Path
    geometry: PrintGeometry
    rows: tuple[Row, ...]
    blanks: tuple[tuple[float, float, float, float], ...]
    codes: dict[str, tuple[int, str]]
    ours: bool

    def draw(self, page: int, dpi: int) -> NDArray[np.uint8]:
        """A page as it leaves the printer: grey, uint8, height × width."""
        document = pypdfium2.PdfDocument(self.path)
        try:
            drawn = document[page - 1].render(scale=dpi / 72, grayscale=True)
            grey = np.array(drawn.to_numpy())
        finally:
            document.close()
        return grey.reshape(grey.shape[0], grey.shape[1])


def print_papers(folder: Path, seed: int, count: int) -> tuple[Paper, ...]:
    """`count` different papers of this desk's stations, then two of a foreign station and two forged ones."""
    rng = np.random.default_rng([seed, 1])
    made = []
    for number in range(count + 4):
        if number < count:
            station = int(rng.choice(list(OUR_STATIONS)))
            secret = OUR_STATIONS[station]
        elif number < count + 2:
            station, secret = FOREIGN_STATION
        else:
            station, secret = 1, FORGER
        made.append(_print(folder, rng, number, station, secret, ours=number < count))
    return tuple(made)


def chinese_name(rng: np.random.Generator) -> str:
    """A name of two or three characters, now and then a long one."""
    if rng.random() < 0.02:
        return str(rng.choice(["买买提·艾力", "阿依古丽·吐尔逊", "欧阳建国", "司马文"]))
    given = rng.choice(list(_GIVEN), 1 if rng.random() < 0.2 else 2)
    return str(rng.choice(list(_FAMILY))) + "".join(given)


def _print(
    folder: Path, rng: np.random.Generator, number: int, station: int, secret: bytes, *, ours: bool
) -> Paper:
    """A sheet of deputies; of six one is a visitors' sheet and one an intake slip."""
    matter = _matter(rng, number, station)
    edition = int(rng.integers(1, 6))
    names: list[str] = []
    if number % 6 == 5:
        kind = "visitors"
        lines = int(rng.integers(1, 3)) * LINES_A_PAGE
        sheet = visitor_sign_in_sheet(matter, lines=lines, edition=edition, secret=secret)
    elif number % 6 == 4:
        kind, sheet = "slip", _slip(matter, number, secret)
    else:
        kind, sheet = "sign_in", sign_in_sheet(matter, edition=edition, secret=secret)
        names = [line.name for line in matter.lines]
    pages = lay_out(sheet, Typesetter(gather_faces([sheet], system_glyphs())))
    path = folder / f"{number}.pdf"
    make_pdf(path, [sheet], title=matter.title)
    if kind == "slip":
        geometry = find_boxes(sheet.form, pages, [Sought("words", BoxKind.WRITING, "words")])
    else:
        geometry = sheet_geometry(sheet.form, pages, names=len(names))
    rows = _rows(geometry, pages, names)
    blanks = _blanks(pages) if kind == "slip" else ()
    return Paper(number, kind, path, geometry, rows, blanks, _texts(sheet, len(pages)), ours)


def _slip(matter: SheetMatter, number: int, secret: bytes) -> Sheet:
    def payload(page: int, _pages: int, corner: str) -> str:
        code = RecordCode(matter.station_id, RecordKind.SLIP, 1000 + number, page, Corner(corner))
        return sign_record(code, secret)

    values: dict[str, Value] = {
        "station": matter.station,
        "number": slip_number(2026, number),
        "day": "",
        "words": "",
        "categories": category_rows(list(dict.fromkeys(names[0] for names in shipped_categories()))),
        "contact": "电话 0561-5550123",
        "codes": payload,
    }
    return Sheet(load_form("intake_slip", SLIP_FIELDS), values)


def _blanks(pages: list[PageMarks]) -> tuple[tuple[float, float, float, float], ...]:
    """The cells for name, telephone and address: ten millimetres high, without a field and wide enough."""
    cells = [
        (
            mark.x / POINTS_PER_MM,
            mark.y / POINTS_PER_MM,
            mark.width / POINTS_PER_MM,
            mark.height / POINTS_PER_MM,
        )
        for mark in pages[0].boxes
        if not mark.name
        and abs(mark.height / POINTS_PER_MM - 10) < _NEARLY
        and mark.width > 30 * POINTS_PER_MM
    ]
    return tuple(cells)


def _matter(rng: np.random.Generator, number: int, station: int) -> SheetMatter:
    names = int(rng.choice([4, 9, 14, 19, 24, 31, 40, 52]))
    on_leave = rng.random() < 0.6
    lines = []
    for deputy in range(1, names + 1):
        away = on_leave and rng.random() < 0.06
        early = rng.random() < 0.02
        lines.append(
            SheetLine(
                deputy,
                chinese_name(rng),
                str(rng.choice(_LEVELS)),
                str(rng.choice(_GROUPS)),
                "8:50" if early else "",
                "请假" if away else "",
            )
        )
    return SheetMatter(
        activity_id=1000 + number,
        station_id=station,
        station=f"青石镇{rng.choice(['东街', '西街', '河口村', '柳林社区'])}代表联络站",
        title=f"{rng.integers(1, 13)}月{rng.choice(_TITLES)}",
        held_on=date(2026, 1, 5) + timedelta(days=int(rng.integers(0, 360))),
        starts_at=time(9, 0),
        ends_at=time(11, 30),
        place="一楼接待室",
        organiser="青石镇人大主席团",
        lines=tuple(lines),
        expected=names,
        on_leave=sum(line.remark != "" for line in lines),
    )


def _rows(geometry: PrintGeometry, pages: list[PageMarks], names: list[str]) -> tuple[Row, ...]:
    rows = []
    lines = {box.key: box for box in geometry.boxes if box.kind is BoxKind.LINE}
    signatures = [box for box in geometry.boxes if box.kind is BoxKind.SIGNATURE]
    for number, box in enumerate(signatures):
        cells = sorted(
            (mark.x / POINTS_PER_MM, mark.width / POINTS_PER_MM)
            for mark in pages[box.page - 1].boxes
            if abs(mark.y / POINTS_PER_MM - box.top) < _NEARLY
            and abs(mark.height / POINTS_PER_MM - box.height) < _NEARLY
        )
        signature = _cell_at(cells, box.left)
        line = lines.get(f"line:{number}")
        name_cell = _cell_at(cells, line.left) if line is not None else None
        name = names[number] if number < len(names) else ""
        rows.append(Row(number, box.page, box.top, box.height, tuple(cells), signature, name_cell, name))
    return tuple(rows)


def _cell_at(cells: list[tuple[float, float]], left: float) -> int:
    return min(range(len(cells)), key=lambda at: abs(cells[at][0] - left))


def _texts(sheet: Sheet, pages: int) -> dict[str, tuple[int, str]]:
    payload = sheet.values["codes"]
    assert callable(payload)
    return {
        payload(page, pages, corner): (page, corner)
        for page in range(1, pages + 1)
        for corner in ("top_left", "top_right", "bottom_left", "bottom_right")
    }
