"""Sign-in sheets: the names of a sheet in order, and each printed edition."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from deputy_station.core.clock import day_words, hour_words, month_day
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.documents.geometry import PrintGeometry, from_json, to_json
from deputy_station.features.activities.models import Activity, ActivityKind, Attendance, AttendanceState
from deputy_station.features.deputies.models import Deputy, Level
from deputy_station.features.deputies.rules import levels_on_paper
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.deputies.service.roster import list_mandates
from deputy_station.features.history.service import record_change
from deputy_station.features.signin.models import SignSheet
from deputy_station.features.signin.service.old_sheets import geometry_before_it_was_kept
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import get_row

BLANK = 0
"""In the rows of a sheet: a line for somebody who is not on the list."""


class ActivityCancelled(Refusal):
    """Nobody signs in for what is not held."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”已取消，不能打印签到表。如要举行，请先恢复。")


class SeveralActivities(Refusal):
    """The date alone does not say for which activity."""

    def __init__(self, on: date, named: Sequence[str]) -> None:
        super().__init__(f"{day_words(on)}有 {len(named)} 项活动：{'；'.join(named)}。请写明活动编号。")


@dataclass(frozen=True)
class SheetLine:
    """One name on a sheet; `signed_at` is 9:05 or empty, `remark` 请假（公务） or empty."""

    deputy_id: int
    name: str
    levels: str
    group: str
    signed_at: str
    remark: str


@dataclass(frozen=True)
class SheetMatter:
    """What a sheet says about its activity, and the names by the order of their pinyin."""

    activity_id: int
    station_id: int
    station: str
    title: str
    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    organiser: str
    lines: tuple[SheetLine, ...]
    expected: int
    on_leave: int


@dataclass(frozen=True)
class SignatureBox:
    """Where a row's signature belongs, in millimetres from the top left corner of its page."""

    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class SheetRow:
    """A printed sheet: deputy ids in printed order (BLANK for a blank line), a signature box for each.

    `geometry` holds all its boxes; for a sheet printed before it was kept it is made from what was.
    """

    id: int
    activity_id: int
    title: str
    held_on: date
    edition: int
    pages: int
    rows: tuple[int, ...]
    boxes: tuple[SignatureBox, ...]
    made_at: datetime
    for_visitors: bool
    geometry: PrintGeometry


def sheet_matter(session: Session, *, activity_id: int) -> SheetMatter:
    """What the sheet of an activity says now. Raises NotFound, ActivityCancelled, NoHomeStation."""
    activity = get_row(session, Activity, activity_id, "活动")
    if activity.cancelled:
        raise ActivityCancelled(activity.title)
    station = home_station(session)
    attendances = session.scalars(
        select(Attendance)
        .join(Attendance.deputy)
        .options(contains_eager(Attendance.deputy).joinedload(Deputy.group))
        .where(Attendance.activity_id == activity_id)
        .order_by(Deputy.sort_key, Deputy.id)
    ).all()
    levels = _levels(session, activity.held_on)
    lines = tuple(
        SheetLine(
            each.deputy_id,
            each.deputy.name,
            levels_on_paper(
                "、".join(level.label for level in Level if level in levels[each.deputy_id]), station.district
            ),
            each.deputy.group.name if each.deputy.group else "",
            _clock_text(each.arrived_at),
            _remark(each),
        )
        for each in attendances
    )
    return SheetMatter(
        activity_id=activity.id,
        station_id=station.id,
        station=station.name,
        title=activity.title,
        held_on=activity.held_on,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        place=activity.place,
        organiser=activity.organiser,
        lines=lines,
        expected=sum(each.expected for each in attendances),
        on_leave=sum(each.state is AttendanceState.LEAVE for each in attendances),
    )


def next_edition(session: Session, *, activity_id: int) -> int:
    """The number the next sheet of an activity gets."""
    last = session.scalar(select(func.max(SignSheet.edition)).where(SignSheet.activity_id == activity_id))
    return (last or 0) + 1


def keep_sheet(
    session: Session,
    *,
    activity_id: int,
    edition: int,
    pages: int,
    rows: Sequence[int],
    boxes: Sequence[SignatureBox],
    geometry: PrintGeometry,
    for_visitors: bool = False,
) -> SheetRow:
    """Remember a printed sheet, deputies' or visitors', so that a scan finds its rows again."""
    sheet = SignSheet(
        activity=get_row(session, Activity, activity_id, "活动"),
        edition=edition,
        pages=pages,
        rows=list(rows),
        boxes=[[each.page, each.left, each.top, each.width, each.height] for each in boxes],
        made_at=context.now(session),
        for_visitors=for_visitors,
        geometry=to_json(geometry),
    )
    session.add(sheet)
    session.flush()
    record_change(
        session,
        action="sign_in.print",
        subject="activity",
        subject_id=activity_id,
        sentence=f"打印“{sheet.activity.title}”{'来访人员' if for_visitors else ''}签到表第 {edition} 版，共 {pages} 页",
    )
    listed = session.scalars(select(Attendance.id).where(Attendance.activity_id == activity_id))
    went_out = f"{month_day(sheet.activity.held_on)}的签到表已经打印"
    seal(session, Activity, [activity_id], went_out)
    seal(session, Attendance, listed, went_out)
    seal(session, SignSheet, [sheet.id], went_out)
    return _row(sheet)


def list_sheets(session: Session, *, activity_id: int) -> list[SheetRow]:
    """The sheets printed for an activity, oldest first."""
    sheets = session.scalars(
        select(SignSheet).where(SignSheet.activity_id == activity_id).order_by(SignSheet.edition)
    )
    return [_row(sheet) for sheet in sheets]


def find_sheet(session: Session, *, activity_id: int, edition: int, page: int) -> SheetRow:
    """The sheet printed for an activity in an edition. Raises NotFound when this database never printed that page."""
    sheet = session.scalar(
        select(SignSheet).where(SignSheet.activity_id == activity_id, SignSheet.edition == edition)
    )
    if sheet is None or page > sheet.pages:
        raise NotFound("这张签到表的打印记录")
    return _row(sheet)


def find_activity(session: Session, *, on: date) -> int:
    """The activity of a date: the reception day when there is one, else the only one.

    Raises NotFound, SeveralActivities.
    """
    activities = session.scalars(
        select(Activity).where(Activity.held_on == on, ~Activity.cancelled).order_by(Activity.id)
    ).all()
    if not activities:
        raise NotFound(f"{day_words(on)}的活动")
    receptions = [each for each in activities if each.kind is ActivityKind.RECEPTION]
    chosen = receptions or list(activities)
    if len(chosen) > 1:
        raise SeveralActivities(on, [f"{each.title}（编号 {each.id}）" for each in chosen])
    return chosen[0].id


def _levels(session: Session, on: date) -> dict[int, set[Level]]:
    held: dict[int, set[Level]] = defaultdict(set)
    for mandate in list_mandates(session, first=on, last=on):
        held[mandate.deputy_id].add(mandate.level)
    return held


def _remark(attendance: Attendance) -> str:
    # The sheet lies open at the door: why somebody is on leave, and the desk's own notes, are not for everybody.
    return "请假" if attendance.state is AttendanceState.LEAVE else ""


def _clock_text(instant: datetime | None) -> str:
    return hour_words(instant) if instant else ""


def _row(sheet: SignSheet) -> SheetRow:
    return SheetRow(
        id=sheet.id,
        activity_id=sheet.activity_id,
        title=sheet.activity.title,
        held_on=sheet.activity.held_on,
        edition=sheet.edition,
        pages=sheet.pages,
        rows=tuple(sheet.rows),
        boxes=tuple(SignatureBox(int(page), *place) for page, *place in sheet.boxes),
        made_at=sheet.made_at,
        for_visitors=bool(sheet.for_visitors),
        geometry=_geometry(sheet),
    )


def _geometry(sheet: SignSheet) -> PrintGeometry:
    if sheet.geometry is not None:
        return from_json(sheet.geometry)
    return geometry_before_it_was_kept(sheet.pages, sheet.rows, sheet.boxes)
