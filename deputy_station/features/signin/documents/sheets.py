"""Papers of sign-in: the sign-in sheet (forms/sign_in), what it may show, and how it is made and remembered."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_and_hours
from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress
from deputy_station.documents.boxes import Sought, find_boxes
from deputy_station.documents.description import CodePayload, Field, FieldKind, Form, Sheet, Value, same_code
from deputy_station.documents.geometry import BoxKind, PrintGeometry
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.features.deputies.service.frame import wait_for_other_desks
from deputy_station.features.signin.rules.phone_link import phone_link
from deputy_station.features.signin.rules.sheet_codes import MOST_PAGES, Corner, SheetCode, sign_code
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.features.signin.service.sheets import (
    BLANK,
    SheetMatter,
    SheetRow,
    SignatureBox,
    keep_sheet,
    next_edition,
    sheet_matter,
)
from deputy_station.store.database import Database

PHONE_WORDS = "手机扫码签到"

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("activity", "活动名称", "12月代表接待日"),
    Field("time", "时间", "2026年12月4日 9:00—11:30"),
    Field("place", "地点", "东街代表联络站一楼接待室"),
    Field("organiser", "组织单位", "青石镇人大主席团"),
    Field("expected", "应到情况", "应到 24 人，请假 2 人"),
    Field(
        "attendees",
        "名单",
        kind=FieldKind.LIST,
        columns=(
            Field("number", "序号", "1"),
            Field("name", "姓名", "王建国"),
            Field("level", "代表层级", "镇、区"),
            Field("group", "代表小组", "第一代表小组"),
            Field("signed_at", "签到时间", ""),
            Field("signature", "签名", ""),
            Field("remark", "备注（请假）", "请假"),
        ),
    ),
    Field("codes", "四角二维码", kind=FieldKind.CODE),
    Field("phone", "手机签到二维码的说明", "手机扫码签到"),
)


@dataclass(frozen=True)
class DrawnSheet:
    """A sign-in sheet drawn for its next edition: what has to be on record before anybody signs on it."""

    activity_id: int
    title: str
    edition: int
    pages: int
    rows: tuple[int, ...]
    geometry: PrintGeometry
    names: int
    for_visitors: bool = False


class SheetOvertaken(Refusal):
    """Another sheet took the edition while this one was looked at."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"您预览的时候，“{title}”已另印了一版签到表，这一份的二维码就不能用了。请关闭预览，再打开一次。"
        )


class SheetTooLong(Refusal):
    """More pages than its codes can number."""

    def __init__(self, title: str, names: int, pages: int) -> None:
        super().__init__(
            f"“{title}”的名单有 {names} 人，签到表要 {pages} 页，一份最多 {MOST_PAGES} 页，没有印。"
            "请把名单分到几项活动里，再分别打印。"
        )


@dataclass(frozen=True)
class PrintedSheet:
    """A sign-in sheet on paper: where, how many pages, which edition, how many names."""

    path: Path
    pages: int
    edition: int
    names: int


def print_sign_in(database: Database, progress: Progress, *, activity_id: int, out: Path) -> PrintedSheet:
    """Make the sign-in sheet of an activity as PDF and remember its layout, so that it can be read back.

    Each printing is an edition of its own: a sheet printed earlier stays readable after the list has changed.
    Raises ActivityCancelled, NoHomeStation, and what `make_pdf` raises.
    """
    with database.transaction() as session:
        sheet, drawn = deputies_sheet(session, activity_id=activity_id)
        record_sheet(session, made=drawn)
    made = make_pdf(out, [sheet], title=f"{drawn.title}签到表", progress=progress)
    return PrintedSheet(out, made, drawn.edition, drawn.names)


def draw_sign_in(
    database: Database,
    progress: Progress,
    *,
    activity_id: int,
    out: Path,
    phones_at: tuple[str, int] | None = None,
) -> DrawnSheet:
    """Make the sheet as PDF to look at, numbered as the next edition; nothing is recorded yet.

    With `phones_at`, address and port of the page for phones, a small QR leads there.

    `record_sheet` does that just before it goes out; looking alone uses no edition up.
    """
    with database.transaction() as session:  # the station's key may have to be made
        sheet, drawn = deputies_sheet(session, activity_id=activity_id, phones_at=phones_at)
    make_pdf(out, [sheet], title=f"{drawn.title}签到表", progress=progress)
    return drawn


def record_sheet(session: Session, *, made: DrawnSheet) -> SheetRow:
    """Remember a drawn sheet that is about to go out, before it does: one nobody knows of could not be read back.

    Raises SheetOvertaken when its edition went to another sheet meanwhile.
    """
    wait_for_other_desks(session)
    if next_edition(session, activity_id=made.activity_id) != made.edition:
        raise SheetOvertaken(made.title)
    return keep_sheet(
        session,
        activity_id=made.activity_id,
        edition=made.edition,
        pages=made.pages,
        rows=made.rows,
        boxes=signature_boxes(made.geometry),
        geometry=made.geometry,
        for_visitors=made.for_visitors,
    )


def deputies_sheet(
    session: Session, *, activity_id: int, phones_at: tuple[str, int] | None = None
) -> tuple[Sheet, DrawnSheet]:
    """The deputies' sheet of an activity as its next edition, and what is to be kept of it when it goes out.

    Makes the station's key when there is none yet. Raises ActivityCancelled, NoHomeStation, NotFound, SheetTooLong.
    """
    matter = sheet_matter(session, activity_id=activity_id)
    edition = next_edition(session, activity_id=activity_id)
    secret = station_secret(session)
    link = "" if phones_at is None else phone_link(*phones_at, activity_id, secret)
    sheet = sign_in_sheet(matter, edition=edition, secret=secret, link=link)
    pages = lay_out(sheet, Typesetter(gather_faces([sheet], system_glyphs())))
    names = [line.deputy_id for line in matter.lines]
    if len(pages) > MOST_PAGES:
        raise SheetTooLong(matter.title, len(names), len(pages))
    geometry = sheet_geometry(sheet.form, pages, names=len(names))
    rows = (*names, *[BLANK] * (len(signature_boxes(geometry)) - len(names)))
    return sheet, DrawnSheet(activity_id, matter.title, edition, len(pages), rows, geometry, len(names))


def sign_in_sheet(matter: SheetMatter, *, edition: int, secret: bytes, link: str = "") -> Sheet:
    """The sheet filled: names in order, leave marked, signed codes for its corners, a QR of `link` beside the title."""
    leave = f"，请假 {matter.on_leave} 人" if matter.on_leave else ""
    values: dict[str, Value] = {
        "station": matter.station,
        "activity": matter.title,
        "time": day_and_hours(matter.held_on, matter.starts_at, matter.ends_at),
        "place": matter.place,
        "organiser": matter.organiser,
        "expected": f"应到 {matter.expected} 人{leave}",
        "attendees": [
            {
                "number": str(number),
                "name": line.name,
                "level": line.levels,
                "group": line.group,
                "signed_at": line.signed_at,
                "signature": "",
                "remark": line.remark,
            }
            for number, line in enumerate(matter.lines, 1)
        ],
        "codes": corner_codes(matter, edition, secret),
        "phone": PHONE_WORDS if link else "",
    }
    return Sheet(load_form("sign_in", FIELDS), values, page_code=same_code(link) if link else None)


def sheet_geometry(form: Form, pages: list[PageMarks], *, names: int) -> PrintGeometry:
    """The boxes of a laid-out sheet: the signature of every row, and the name cell of the rows after `names`.

    Raises FormProblem when the form has no such columns.
    """
    listed = next(field.name for field in form.fields if field.kind is FieldKind.LIST)
    return find_boxes(
        form,
        pages,
        (
            Sought(f"{listed}.name", BoxKind.LINE, "line:{}", first=names),
            Sought(f"{listed}.signature", BoxKind.SIGNATURE, "row:{}"),
        ),
    )


def signature_boxes(geometry: PrintGeometry) -> tuple[SignatureBox, ...]:
    """The signature box of every row, names first, then blank lines, in the order printed."""
    return tuple(
        SignatureBox(box.page, box.left, box.top, box.width, box.height)
        for box in geometry.boxes
        if box.kind is BoxKind.SIGNATURE
    )


def corner_codes(matter: SheetMatter, edition: int, secret: bytes) -> CodePayload:
    """The signed word in each corner of each page of a sheet."""

    def payload(page: int, pages: int, corner: str) -> str:  # noqa: ARG001
        code = SheetCode(matter.station_id, matter.activity_id, edition, page, Corner(corner))
        return sign_code(code, secret)

    return payload
