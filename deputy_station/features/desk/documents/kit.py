"""The kit of a reception day (接待日整套纸): everything that lies ready or hangs on the door, as one PDF.

Looking draws it with the numbers it would get; nothing is recorded. `record_kit` does that just before it goes out, and
refuses it when a number was taken meanwhile.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress
from deputy_station.documents.bundle import Bundle, Part, PlacedPart, make_bundle, place_parts
from deputy_station.documents.description import Sheet
from deputy_station.features.deputies.service.frame import home_station, wait_for_other_desks
from deputy_station.features.desk.documents.door_sign import door_sign
from deputy_station.features.desk.documents.rota_sheet import rota_sheet
from deputy_station.features.desk.documents.slips import DrawnSlips, blank_slips
from deputy_station.features.desk.documents.summary_blank import blank_summary
from deputy_station.features.desk.service.slips import (
    MOST_AT_ONCE,
    SlipCountInvalid,
    SlipsOvertaken,
    issue_slips,
    next_slip,
)
from deputy_station.features.reception.documents.notice import notice_sheet
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.listing import DayDetail, DayRow, coming_days, day_detail
from deputy_station.features.reception.service.notices import coming_notice, issue_notice
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.documents.sheets import DrawnSheet, deputies_sheet, record_sheet
from deputy_station.features.signin.documents.visitors import visitors_sheet
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store import context
from deputy_station.store.database import Database

ROTA_DAYS = 12
"""As many days as one page of the rota holds."""


class DayIsCancelled(Refusal):
    """Nobody needs papers for a day that is not held."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”已取消，不用印整套。如要举行，请先恢复。")


class NothingWished(Refusal):
    """Every part was left out."""

    def __init__(self) -> None:
        super().__init__("一样也没有选，没有要印的。请至少选一样。")


class NoticeOvertaken(Refusal):
    """Another notice took the number while this one was looked at."""

    def __init__(self) -> None:
        super().__init__("您预览的时候，公告编号已经用在别处了。请关闭预览，再打开一次。")


@dataclass(frozen=True)
class KitWish:
    """What the kit is to hold: which papers, pages of the visitors' sheet, number of blank slips; with `phones_at`,
    address and port of the page for phones, the deputies' sheet leads there."""

    notice: bool = True
    rota: bool = True
    deputies: bool = True
    visitor_pages: int = 1
    slips: int = 20
    door_sign: bool = True
    summary: bool = True
    phones_at: tuple[str, int] | None = None


def usual_kit(
    day: DayDetail, *, slips: int = KitWish.slips, phones_at: tuple[str, int] | None = None
) -> KitWish:
    """All papers of a day; without the notice while nobody is on duty, as there is nothing to announce yet."""
    return KitWish(notice=any(each.expected for each in day.duty), slips=slips, phones_at=phones_at)


@dataclass(frozen=True)
class DrawnKit:
    """A kit drawn: where, its pages and parts, and what has to be on record before it goes out."""

    path: Path
    pages: int
    parts: tuple[PlacedPart, ...]
    day_id: int
    title: str
    notice: str
    sheets: tuple[DrawnSheet, ...]
    slips: DrawnSlips | None


def draw_kit(
    database: Database, progress: Progress, *, day_id: int, out: Path, wanted: KitWish = KitWish()
) -> DrawnKit:
    """Make the kit of a day as one PDF with a bookmark for each part.

    Raises NothingWished, DayIsCancelled, NoticeNeedsDeputies, SlipCountInvalid, VisitorPagesInvalid, SheetTooLong,
    NotFound, and what `make_pdf` raises.
    """
    have_key(database)
    with database.transaction() as session:
        drawn, parts = _draw(session, day_id, out, wanted)
    made: Bundle = make_bundle(out, parts, title=f"{drawn.title}整套", progress=progress)
    return replace(drawn, pages=made.pages, parts=made.parts)


def measure_kit(session: Session, *, day_id: int, wanted: KitWish = KitWish()) -> tuple[PlacedPart, ...]:
    """The parts a kit would have and their pages, before it is made. Raises as `draw_kit`."""
    return place_parts(_draw(session, day_id, Path(), wanted)[1])


def record_kit(session: Session, *, made: DrawnKit) -> None:
    """Put on record what a kit is about to send out: the notice, the sign-in sheets, the slips. One step.

    Raises NoticeOvertaken, SheetOvertaken, SlipsOvertaken when a number went elsewhere meanwhile, DayIsCancelled when
    the day was called off while the kit was looked at.
    """
    wait_for_other_desks(session)
    day = day_detail(session, day_id=made.day_id)
    if day.row.state is DayState.CANCELLED:
        raise DayIsCancelled(day.title)
    if made.notice:
        issued = issue_notice(session, day_id=made.day_id)
        if issued.day.row.notice != made.notice:
            raise NoticeOvertaken
    for sheet in made.sheets:
        record_sheet(session, made=sheet)
    if made.slips is not None:
        coming = next_slip(session)
        if (coming.id, coming.year, coming.number) != (
            made.slips.first_id,
            made.slips.year,
            made.slips.first_number,
        ):
            raise SlipsOvertaken
        issue_slips(session, count=made.slips.count, geometry=made.slips.geometry, day_id=made.day_id)


def _draw(session: Session, day_id: int, out: Path, wanted: KitWish) -> tuple[DrawnKit, list[Part]]:
    day = day_detail(session, day_id=day_id)
    if day.row.state is DayState.CANCELLED:
        raise DayIsCancelled(day.title)
    if not 0 <= wanted.slips <= MOST_AT_ONCE:
        raise SlipCountInvalid(wanted.slips)
    parts: list[Part] = []
    code = page_code(session, kind=RecordKind.RECEPTION_DAY, record_id=day_id)
    notice = ""
    if wanted.notice:
        notice, issued_on = coming_notice(session, day_id=day_id)
        sheet = notice_sheet(session, day_id=day_id, number=notice, issued_on=issued_on)
        parts.append(Part(f"公告 {notice}", [sheet]))
    if wanted.rota:
        parts.append(Part("轮值表", [replace(_rota(session, day.row), page_code=code)]))
    sheets: list[DrawnSheet] = []
    if wanted.deputies:
        filled, drawn = deputies_sheet(session, activity_id=day.row.activity_id, phones_at=wanted.phones_at)
        parts.append(Part("代表签到表", [filled]))
        sheets.append(drawn)
    if wanted.visitor_pages:
        filled, drawn = visitors_sheet(
            session, activity_id=day.row.activity_id, pages=wanted.visitor_pages, after=len(sheets)
        )
        parts.append(Part("来访人员签到表", [filled]))
        sheets.append(drawn)
    slips = _slips(session, day, wanted.slips, parts) if wanted.slips else None
    if wanted.door_sign:
        parts.append(Part("门牌", [replace(door_sign(day), page_code=code)]))
    if wanted.summary:
        parts.append(Part("小结（手写）", [replace(blank_summary(day), page_code=code)]))
    if not parts:
        raise NothingWished
    return DrawnKit(out, 0, (), day_id, day.title, notice, tuple(sheets), slips), parts


def _rota(session: Session, row: DayRow) -> Sheet:
    later = coming_days(session, after=row.held_on + timedelta(days=1), limit=ROTA_DAYS - 1)
    return rota_sheet(home_station(session), [row, *later], today=context.today(session))


def _slips(session: Session, day: DayDetail, count: int, parts: list[Part]) -> DrawnSlips:
    coming = next_slip(session)
    filled, drawn = blank_slips(
        session,
        held_on=day.row.held_on,
        year=coming.year,
        first_id=coming.id,
        first_number=coming.number,
        count=count,
    )
    parts.append(Part(f"来访登记便条 {count} 张", filled))
    return drawn
