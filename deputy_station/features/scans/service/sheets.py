"""A page of a sign-in sheet is filed: attendance where nobody recorded anything yet, questions where it is doubtful."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import AttendanceState, check_mark
from deputy_station.features.activities.service.attendance import AttendanceMark, record_many
from deputy_station.features.activities.service.evidence import add_evidence, list_evidence
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.scans.models import ScanMark, ScanPage
from deputy_station.features.scans.rules.filing import OnRecord, RowPlan, newer_counts, plan_line, plan_row
from deputy_station.features.scans.rules.read_pages import ReadBox, ReadPage
from deputy_station.features.scans.rules.states import TAKEN, PageState, PaperKind, Question, Verdict
from deputy_station.features.scans.rules.words import (
    SHEET_NOT_KEPT,
    SheetOutcome,
    again_sentence,
    cancelled_sentence,
    settled_sentence,
    sheet_sentence,
)
from deputy_station.features.scans.service.kept import Filed, PageRefused, came_on, earlier_page
from deputy_station.features.signin.models import SignSheet
from deputy_station.features.signin.service.sheets import BLANK, SheetRow, find_sheet
from deputy_station.store import context

EVIDENCE = "签到表扫描件"
KEPT_AT = "本程序“收回纸表”"


@dataclass(frozen=True)
class _Row:
    """A judged row with whose it is (None: a blank line) and what follows."""

    box: ReadBox
    deputy_id: int | None
    name: str
    attendance: Attendance | None
    plan: RowPlan


def file_sheet_page(session: Session, page: ScanPage, read: ReadPage) -> Filed:
    """File one page of a sheet; `page` is its new row. Raises PageRefused."""
    sheet = _sheet_of(session, read)
    _check_activity(session, sheet)
    page.sheet_id = sheet.id
    subject = f"{sheet.title}（{day_words(sheet.held_on, context.today(session))}）"
    rows = _rows(session, sheet, read.boxes)
    earlier = earlier_page(session, page)
    kind = PaperKind.VISITOR_SHEET if sheet.for_visitors else PaperKind.DEPUTY_SHEET
    if earlier is None:
        for row in rows:
            if row.deputy_id is not None or row.box.verdict is not Verdict.EMPTY:
                session.add(_mark(page.id, row))
        outcome = _outcome(session, sheet, rows)
        state = PageState.ASKED if outcome.asked else PageState.FILED
        sentence = sheet_sentence(outcome)
        page.picture = read.picture
        _add_evidence(session, sheet.activity_id)
    else:
        rows = _newer(session, earlier, rows)
        outcome = replace(_outcome(session, sheet, rows), again=True, not_signed=(), elsewhere=0, already=0)
        state = PageState.AGAIN
        sentence = again_sentence(outcome, came_on(session, earlier))
        if rows:
            page.picture = read.picture
    _enter(session, sheet.activity_id, rows)
    session.flush()
    if earlier is not None:
        settle_page(session, earlier)
    return Filed(kind, state, sentence, subject, len(outcome.came), outcome.asked, outcome.not_signed)


def settle_page(session: Session, page: ScanPage) -> None:
    """A page waits as long as one of its boxes does."""
    if page.state not in TAKEN:
        return
    waits = session.scalar(
        select(func.count(ScanMark.id)).where(
            ScanMark.page_id == page.id, ScanMark.question.is_not(None), ScanMark.answer.is_(None)
        )
    )
    page.state = PageState.ASKED if waits else PageState.FILED
    if not waits:
        page.reason = settled_sentence(page.reason)


def _sheet_of(session: Session, read: ReadPage) -> SheetRow:
    assert read.paper is not None
    activity_id, edition = read.paper.number(0), read.paper.number(1)
    try:
        return find_sheet(session, activity_id=activity_id, edition=edition, page=read.page)
    except NotFound:
        raise PageRefused(SHEET_NOT_KEPT) from None


def _check_activity(session: Session, sheet: SheetRow) -> None:
    if session.get_one(Activity, sheet.activity_id).cancelled:
        raise PageRefused(cancelled_sentence(sheet.title))
    try:
        check_mark(
            AttendanceState.PRESENT,
            held_on=sheet.held_on,
            today=context.today(session),
            cancelled=False,
        )
    except Refusal as refusal:
        raise PageRefused(f"“{sheet.title}”：{refusal}") from None


def _rows(session: Session, sheet: SheetRow, boxes: Sequence[ReadBox]) -> list[_Row]:
    present = {
        each.deputy_id: each
        for each in session.scalars(select(Attendance).where(Attendance.activity_id == sheet.activity_id))
    }
    ids = [number for number in sheet.rows if number != BLANK]
    names = dict(session.execute(select(Deputy.id, Deputy.name).where(Deputy.id.in_(ids))).all())
    return [_row(sheet, box, present, names) for box in boxes if _place(sheet, box) is not None]


def _place(sheet: SheetRow, box: ReadBox) -> int | None:
    word, _, number = box.key.partition(":")
    if word not in ("row", "line") or not number.isdecimal() or int(number) >= len(sheet.rows):
        return None
    return int(number)


def _row(sheet: SheetRow, box: ReadBox, present: Mapping[int, Attendance], names: Mapping[int, str]) -> _Row:
    place = _place(sheet, box)
    assert place is not None
    deputy_id = sheet.rows[place]
    if deputy_id == BLANK:
        plan = plan_line(box.verdict, for_visitors=sheet.for_visitors)
        return _Row(box, None, "", None, plan)
    attendance = present.get(deputy_id)
    record = None
    if attendance is not None:
        record = OnRecord(attendance.state, attendance.arrived_at is not None)
    name = names.get(deputy_id, f"第 {place + 1} 行")
    return _Row(box, deputy_id, name, attendance, plan_row(box.verdict, record))


def _newer(session: Session, earlier: ScanPage, rows: Sequence[_Row]) -> list[_Row]:
    """The rows of a later scan that tell more than the first; their marks take the new cut and verdict."""
    marks = {
        each.box: each for each in session.scalars(select(ScanMark).where(ScanMark.page_id == earlier.id))
    }
    told = []
    for row in rows:
        mark = marks.get(row.box.key)
        if mark is None:
            if row.box.verdict is not Verdict.EMPTY:
                session.add(_mark(earlier.id, row))
                told.append(row)
            continue
        if not newer_counts(mark.verdict, mark.answer, row.box.verdict):
            continue
        clearer = mark.verdict is not row.box.verdict
        mark.verdict, mark.score, mark.crop = row.box.verdict, row.box.score, row.box.crop
        mark.question = row.plan.question
        if row.plan.enters and row.attendance is not None:
            mark.attendance_id = row.attendance.id
        if clearer:
            told.append(row)
    return told


def _mark(page_id: int, row: _Row) -> ScanMark:
    filled = row.attendance is not None and row.box.verdict is Verdict.SIGNED
    return ScanMark(
        page_id=page_id,
        box=row.box.key,
        deputy_id=row.deputy_id,
        attendance_id=row.attendance.id if filled and row.attendance is not None else None,
        verdict=row.box.verdict,
        score=row.box.score,
        crop=row.box.crop,
        question=row.plan.question,
    )


def _enter(session: Session, activity_id: int, rows: Sequence[_Row]) -> None:
    marks = [
        AttendanceMark(row.deputy_id, AttendanceState.PRESENT, note=row.attendance.note, time_unknown=True)
        for row in rows
        if row.plan.enters and row.attendance is not None and row.deputy_id is not None
    ]
    if marks:
        record_many(session, activity_id=activity_id, marks=marks)


def _outcome(session: Session, sheet: SheetRow, rows: Sequence[_Row]) -> SheetOutcome:
    def named(question: Question) -> tuple[str, ...]:
        return tuple(row.name for row in rows if row.plan.question is question)

    quiet = [row for row in rows if row.deputy_id is not None and row.plan == RowPlan()]
    empty = [row for row in quiet if row.box.verdict is Verdict.EMPTY]
    not_yet = [row for row in empty if row.attendance is not None and row.attendance.state is _NOT_YET]
    newest = session.scalar(
        select(SignSheet)
        .where(
            SignSheet.activity_id == sheet.activity_id,
            SignSheet.for_visitors.is_(True) if sheet.for_visitors else SignSheet.for_visitors.is_not(True),
        )
        .order_by(SignSheet.edition.desc())
        .limit(1)
    )
    assert newest is not None
    return SheetOutcome(
        came=tuple(row.name for row in rows if row.plan.enters),
        already=sum(row.box.verdict is not Verdict.EMPTY for row in quiet),
        not_signed=tuple(row.name for row in not_yet),
        elsewhere=sum(row.attendance is not None and row.attendance.arrived_at is not None for row in empty),
        unsure=named(Question.UNSURE),
        disagrees=named(Question.DISAGREES),
        recorded_not_signed=named(Question.NOT_SIGNED),
        not_listed=named(Question.NOT_LISTED),
        lines=len(named(Question.WALK_IN)) + len(named(Question.VISITOR)),
        visitors=sheet.for_visitors,
        edition=sheet.edition,
        newest=newest.edition,
        list_changed=_listed(newest.rows) != _listed(sheet.rows),
    )


_NOT_YET = AttendanceState.NOT_YET


def _listed(rows: Sequence[int]) -> set[int]:
    return {number for number in rows if number != BLANK}


def _add_evidence(session: Session, activity_id: int) -> None:
    """One line among the activity's evidence, however many pages came."""
    kept = list_evidence(session, subject="activity", subject_id=activity_id)
    if not any(each.title == EVIDENCE and each.kept_at == KEPT_AT for each in kept):
        add_evidence(session, subject="activity", subject_id=activity_id, title=EVIDENCE, kept_at=KEPT_AT)
