"""What people say of boxes the program would not judge, written down in one go; and slips taken up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, Refusal, StaleEdit
from deputy_station.features.activities.models import Attendance
from deputy_station.features.activities.rules import CAME, AttendanceState
from deputy_station.features.activities.service.attendance import AttendanceMark, add_walk_in, record_many
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.desk.rules.slips import TickField
from deputy_station.features.desk.service.slips import get_slip, slip_back, take_up_slip
from deputy_station.features.history.service import record_change
from deputy_station.features.points.rules.claiming import ObjectionSort, ObjectionWay
from deputy_station.features.points.service.objecting import record_by_key
from deputy_station.features.points.service.objections import ObjectionRow
from deputy_station.features.scans.models import ScanMark, ScanPage
from deputy_station.features.scans.rules.papers import Holding
from deputy_station.features.scans.rules.states import PageState, PaperKind, Question, Verdict
from deputy_station.features.scans.service.sheets import settle_page
from deputy_station.features.signin.models import SignSheet
from deputy_station.store.capture import name_step
from deputy_station.store.edits import check_version, get_row

WHAT = "这一处签名"
WHAT_PAGE = "这一页扫描件"
SUBJECT = "scan_page"


class WhoSigned(Refusal):
    """A filled blank line belongs to somebody, or is left alone."""

    def __init__(self) -> None:
        super().__init__("请选这一行签的是哪位代表；看不出来的，选“不登记”。")


class NotSuchPage(Refusal):
    """The page is no paper this can be done with, or it was done already."""


@dataclass(frozen=True)
class MarkAnswer:
    """What a person says of a box: SIGNED or EMPTY; of a filled blank line also who it is."""

    mark_id: int
    verdict: Verdict
    deputy_id: int | None = None


@dataclass(frozen=True)
class Answered:
    """How many boxes were answered, how many deputies entered as present because of it."""

    boxes: int
    came: int


def answer_marks(session: Session, *, answers: Sequence[MarkAnswer]) -> Answered:
    """Write answers down, all or none: signed becomes 到会, also against a record, as a person looked at both.

    An answer given twice (at another desk) counts once. Raises WhoSigned, NotFound, and what attendance refuses.
    """
    came = boxes = 0
    pages: dict[int, ScanPage] = {}
    for answer in answers:
        mark = get_row(session, ScanMark, answer.mark_id, WHAT)
        pages[mark.page_id] = mark.page
        if mark.question is None or mark.answer is not None:
            continue
        if answer.verdict is Verdict.SIGNED:
            came += _enter(session, mark, answer.deputy_id)
        mark.answer = answer.verdict
        boxes += 1
    session.flush()
    for page in pages.values():
        settle_page(session, page)
    sentence = f"看过扫描件上的 {boxes} 处签名，登记到会 {came} 人"
    record_change(
        session, action="scans.answer", subject=SUBJECT, subject_id=min(pages, default=0), sentence=sentence
    )
    name_step(
        session, action="scans.answer", sentence=sentence, subject=SUBJECT, subject_id=min(pages, default=0)
    )
    return Answered(boxes, came)


def take_up(
    session: Session,
    *,
    slip_id: int,
    version: int,
    gist: str,
    words: str = "",
    name: str = "",
    phone: str = "",
    category_id: int | None = None,
    urgency: str | None = None,
    confidential: bool = False,
) -> DemandRow:
    """Make a demand of a slip as a person read it; a tick that was read wrong is put right first. One step of undo.

    Raises StaleEdit and what taking a slip up refuses.
    """
    slip = get_slip(session, slip_id=slip_id)
    if slip.version != version:
        raise StaleEdit("这张便条")
    ticks = {key: value for key, value in slip.ticks.items() if key != TickField.URGENCY.value}
    if urgency:
        ticks[TickField.URGENCY.value] = urgency
    if ticks != dict(slip.ticks):
        version = slip_back(session, slip_id=slip_id, ticks=ticks).version
    return take_up_slip(
        session,
        slip_id=slip_id,
        version=version,
        gist=gist,
        words=words,
        name=name,
        phone=phone,
        category_id=category_id,
        confidential=confidential,
    )


def settle_visitors(session: Session, *, page_id: int, version: int) -> int:
    """The clerk has typed in the visitors of a sheet: its lines wait no longer; how many."""
    page = _page(session, page_id, version)
    waiting = session.scalars(
        select(ScanMark).where(
            ScanMark.page_id == page.id, ScanMark.question == Question.VISITOR, ScanMark.answer.is_(None)
        )
    ).all()
    for mark in waiting:
        mark.answer = Verdict.SIGNED
    session.flush()
    settle_page(session, page)
    _record(session, page, "visitors", f"来访签到表的 {len(waiting)} 行已录入：{page.subject}")
    return len(waiting)


def object_by_slip(
    session: Session,
    *,
    page_id: int,
    version: int,
    period_key: str,
    sort: ObjectionSort,
    text: str,
    late_reason: str = "",
    received_on: date | None = None,
) -> ObjectionRow:
    """What the deputy wrote on the slip becomes an objection. Raises NotSuchPage and what the objection refuses."""
    page = _statement(session, page_id, version)
    row = record_by_key(
        session,
        deputy_id=int(page.paper.rsplit(":", 1)[1]),
        period_key=period_key,
        sort=sort,
        text=text,
        way=ObjectionWay.SLIP,
        received_on=received_on,
        late_reason=late_reason,
    )
    page.state, page.reason = PageState.FILED, "已登记异议。"
    session.flush()
    return row


def close_statement(session: Session, *, page_id: int, version: int) -> None:
    """The deputy wrote nothing against the points. Raises NotSuchPage."""
    page = _statement(session, page_id, version)
    page.state, page.reason = PageState.FILED, "没有异议。"
    session.flush()
    _record(session, page, "statement", f"{page.subject}：没有异议")


def _enter(session: Session, mark: ScanMark, chosen_id: int | None) -> int:
    """Enter whoever signed as present; 1 when that changed anything."""
    deputy_id = chosen_id or mark.deputy_id
    if mark.question is Question.VISITOR:
        return 0
    if deputy_id is None:
        raise WhoSigned
    if mark.page.sheet_id is None:
        raise NotFound("这张签到表")
    activity_id = get_row(session, SignSheet, mark.page.sheet_id, "签到表").activity_id
    mark.deputy_id = deputy_id
    attendance = session.scalar(
        select(Attendance).where(Attendance.activity_id == activity_id, Attendance.deputy_id == deputy_id)
    )
    if attendance is None:
        row = add_walk_in(session, activity_id=activity_id, deputy_id=deputy_id, time_unknown=True)
        mark.attendance_id = row.id
        return 1
    mark.attendance_id = attendance.id
    if attendance.state in CAME:
        return 0
    record_many(
        session,
        activity_id=activity_id,
        marks=[AttendanceMark(deputy_id, AttendanceState.PRESENT, note=attendance.note, time_unknown=True)],
    )
    return 1


def _page(session: Session, page_id: int, version: int) -> ScanPage:
    page = get_row(session, ScanPage, page_id, WHAT_PAGE)
    check_version(page, version, WHAT_PAGE)
    return page


def _statement(session: Session, page_id: int, version: int) -> ScanPage:
    page = _page(session, page_id, version)
    if page.kind is not PaperKind.STATEMENT_SLIP or page.state is not PageState.ASKED:
        raise NotSuchPage("这一页不是等着看的积分清单回执。请刷新后再看。")
    assert page.paper.startswith(Holding.STATEMENT.value)
    return page


def _record(session: Session, page: ScanPage, key: str, sentence: str) -> None:
    record_change(session, action=f"scans.{key}", subject=SUBJECT, subject_id=page.id, sentence=sentence)
