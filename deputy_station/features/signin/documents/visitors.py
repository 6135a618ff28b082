"""The visitors' sign-in sheet (forms/visitor_sign_in): blank numbered lines that whoever comes fills in."""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_and_hours
from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.features.signin.documents.sheets import (
    DrawnSheet,
    PrintedSheet,
    corner_codes,
    record_sheet,
    sheet_geometry,
    signature_boxes,
)
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.features.signin.service.sheets import BLANK, SheetMatter, next_edition, sheet_matter
from deputy_station.store.database import Database

LINES_A_PAGE = 12
"""As many lines of the form as any page holds."""

MOST_PAGES = 50
"""At once: six hundred visitors; the codes could number 255."""

_COLUMNS = (
    Field("number", "序号", "1"),
    Field("name", "姓名", ""),
    Field("address", "住址", ""),
    Field("phone", "电话", ""),
    Field("matter", "事由", ""),
    Field("signature", "签名", ""),
    Field("came_at", "来访时间", ""),
)
FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("activity", "活动名称", "12月代表接待日"),
    Field("time", "时间", "2026年12月4日 9:00—11:30"),
    Field("place", "地点", "东街代表联络站一楼接待室"),
    Field("visitors", "来访人员", kind=FieldKind.LIST, columns=_COLUMNS),
    Field("codes", "四角二维码", kind=FieldKind.CODE),
)


class VisitorPagesInvalid(Refusal):
    """No page, or more than anybody fills in a day."""

    def __init__(self, pages: int) -> None:
        super().__init__(
            f"来访人员签到表一次可以印 1 至 {MOST_PAGES} 页（每页 {LINES_A_PAGE} 行），不能印 {pages} 页。请改页数，或分几次印。"
        )


def visitors_sheet(
    session: Session, *, activity_id: int, pages: int = 1, after: int = 0
) -> tuple[Sheet, DrawnSheet]:
    """The visitors' sheet of an activity over so many pages, and what is to be kept of it when it goes out.

    Its edition is the next one; `after` says how many other sheets of the activity go out just before it. Makes the
    station's key when there is none yet. Raises VisitorPagesInvalid, ActivityCancelled, NoHomeStation, NotFound.
    """
    if not 1 <= pages <= MOST_PAGES:
        raise VisitorPagesInvalid(pages)
    matter = sheet_matter(session, activity_id=activity_id)
    edition = next_edition(session, activity_id=activity_id) + after
    secret = station_secret(session)
    lines, marks = 0, list[PageMarks]()
    while len(marks) < pages:  # later pages hold a line more than the first
        lines += (pages - len(marks)) * LINES_A_PAGE
        sheet = visitor_sign_in_sheet(matter, lines=lines, edition=edition, secret=secret)
        marks = lay_out(sheet, Typesetter(gather_faces([sheet], system_glyphs())))
    geometry = sheet_geometry(sheet.form, marks, names=0)
    return sheet, DrawnSheet(
        activity_id,
        matter.title,
        edition,
        len(marks),
        (BLANK,) * len(signature_boxes(geometry)),
        geometry,
        names=0,
        for_visitors=True,
    )


def visitor_sign_in_sheet(matter: SheetMatter, *, lines: int, edition: int, secret: bytes) -> Sheet:
    """The sheet with its numbered blank lines and signed codes for its corners."""
    blank = {column.name: "" for column in _COLUMNS}
    values: dict[str, Value] = {
        "station": matter.station,
        "activity": matter.title,
        "time": day_and_hours(matter.held_on, matter.starts_at, matter.ends_at),
        "place": matter.place,
        "visitors": [blank | {"number": str(number)} for number in range(1, lines + 1)],
        "codes": corner_codes(matter, edition, secret),
    }
    return Sheet(load_form("visitor_sign_in", FIELDS), values)


def print_visitor_sign_in(
    database: Database, progress: Progress, *, activity_id: int, pages: int = 1, out: Path
) -> PrintedSheet:
    """Make the visitors' sheet as PDF and remember its layout, so that it can be read back."""
    with database.transaction() as session:
        sheet, drawn = visitors_sheet(session, activity_id=activity_id, pages=pages)
        record_sheet(session, made=drawn)
    made = make_pdf(out, [sheet], title=f"{drawn.title}来访人员签到表", progress=progress)
    return PrintedSheet(out, made, drawn.edition, drawn.names)
