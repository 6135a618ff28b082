"""A quarter of each deputy as the rules look at it: a few queries for everybody at once, never one per deputy."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import local_day
from deputy_station.features.activities.models import Activity, Attendance, Deed
from deputy_station.features.activities.rules import CAME, ActivityKind, AttendanceState
from deputy_station.features.deputies.models import Deputy, Group, Mandate
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.points.models import PointClaim
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.register.service.days_on_paper import read_paper_of_days
from deputy_station.features.scans.models import ScanMark, ScanPage
from deputy_station.features.scans.rules.states import TAKEN, Verdict
from deputy_station.features.signin.models import SignSheet
from deputy_station.features.spotcheck.rules.facts import (
    ClaimFact,
    PaperFact,
    Presence,
    QuarterFacts,
    RecordFact,
    SheetFact,
)
from deputy_station.features.spotcheck.rules.quarters import quarter_days
from deputy_station.features.spotcheck.rules.thresholds import Thresholds, thresholds
from deputy_station.features.spotcheck.service.draws import list_pool
from deputy_station.features.spotcheck.service.records import CheckedRecord, gather_records
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.service.quota import list_livelihood
from deputy_station.store import context

_PRESENCE = {
    AttendanceState.NOT_YET: Presence.NOT_YET,
    AttendanceState.LEAVE: Presence.LEAVE,
    AttendanceState.ABSENT: Presence.ABSENT,
}
_CHUNK = 500
"""Numbers in one question: an engine takes no endless list."""


def quarter_facts(
    session: Session, *, year: int, quarter: int, deputy_ids: Collection[int] | None = None
) -> list[QuarterFacts]:
    """The quarter of everybody in office in it (or of those named of them), in the order of the roster. Raises
    QuarterUnknown."""
    first, last = quarter_days(year, quarter)
    limits, today = thresholds(), context.today(session)
    ids = [candidate.deputy_id for candidate in list_pool(session, year=year, quarter=quarter)]
    if deputy_ids is not None:
        ids = [each for each in ids if each in deputy_ids]
    if not ids:
        return []
    records = gather_records(session, deputies=ids, first=first, last=last)
    details = _Details(session, ids, first, last, limits)
    empty = _empty_months(session, year, first, last, today, limits)
    served = _served(session, ids, first, last)
    claims = _claims(session, ids, first, last)
    papers = _papers(session, ids, first, last, limits)
    people = session.execute(
        select(Deputy.id, Deputy.name, Group.name)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(Deputy.id.in_(ids))
        .order_by(Deputy.sort_key, Deputy.id)
    )
    return [
        QuarterFacts(
            each,
            name,
            group or "",
            year,
            quarter,
            *served.get(each, (first, last)),
            today,
            records=tuple(details.record(record) for record in records[each]),
            sheets=tuple(details.sheets_of(each, records[each])),
            claims=tuple(claims.get(each, ())),
            months_empty=empty.get(each),
            paper=papers.get(each),
        )
        for each, name, group in people
    ]


def _served(session: Session, ids: Sequence[int], first: date, last: date) -> dict[int, tuple[date, date]]:
    """By deputy the days of the quarter while in office; a deputy without any mandate on record is not in it."""
    found: dict[int, tuple[date, date]] = {}
    rows = session.execute(
        select(Mandate.deputy_id, Mandate.started_on, Mandate.ended_on).where(
            Mandate.deputy_id.in_(ids), Mandate.started_on <= last
        )
    )
    for each, started, ended in rows:
        if ended is not None and ended < first:
            continue
        begin, end = max(started, first), min(ended or last, last)
        earlier = found.get(each, (begin, end))
        found[each] = (min(earlier[0], begin), max(earlier[1], end))
    return found


def _empty_months(
    session: Session, year: int, first: date, last: date, today: date, limits: Thresholds
) -> dict[int, tuple[int, ...]]:
    """By deputy the months of the quarter that are over with fewer livelihood suggestions than asked."""
    if not limits.livelihood_a_month:
        return {}
    over = [
        month for month in range(first.month, last.month + 1) if (year, month) < (today.year, today.month)
    ]
    return {
        row.deputy_id: tuple(month for month in row.behind if month in over)
        for row in list_livelihood(session, year=year, least=limits.livelihood_a_month)
    }


def _papers(
    session: Session, ids: Sequence[int], first: date, last: date, limits: Thresholds
) -> dict[int, PaperFact]:
    """By deputy what the register on paper lacks of the quarter; nothing where books are kept by hand."""
    if not limits.register_on_paper:
        return {}
    read = read_paper_of_days(session, first=first, last=last, deputy_ids=ids)
    return {
        each: PaperFact(paper.ever, paper.printed, paper.unprinted, paper.changed, paper.unsigned)
        for each, paper in read.items()
    }


def _claims(session: Session, ids: Sequence[int], first: date, last: date) -> dict[int, list[ClaimFact]]:
    rows = session.execute(
        select(PointClaim.id, PointClaim.deputy_id, PointClaim.title, PointClaim.done_on).where(
            PointClaim.deputy_id.in_(ids),
            PointClaim.done_on.between(first, last),
            PointClaim.self_reported,
            PointClaim.review == Review.WAITING.value,
        )
    ).all()
    reported = _first_lines(session, "claim", [row.id for row in rows])
    found: dict[int, list[ClaimFact]] = defaultdict(list)
    for claim, deputy, title, on in rows:
        found[deputy].append(ClaimFact(claim, title, on, reported.get(claim, on)))
    return found


def _first_lines(session: Session, subject: str, ids: Sequence[int]) -> dict[int, date]:
    """By row the station's day of its first history line; a row brought in with many others has none."""
    found: dict[int, date] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = session.execute(
            select(HistoryLine.subject_id, func.min(HistoryLine.at))
            .where(HistoryLine.subject == subject, HistoryLine.subject_id.in_(ids[start : start + _CHUNK]))
            .group_by(HistoryLine.subject_id)
        )
        found.update((row_id, local_day(at)) for row_id, at in rows if row_id is not None)
    return found


class _Details:
    """What `gather_records` does not say of a record, read for all records of the quarter in a few queries."""

    def __init__(
        self, session: Session, ids: Sequence[int], first: date, last: date, limits: Thresholds
    ) -> None:
        self.limits = limits
        held = Activity.held_on.between(first, last)
        self.activities = {each.id: each for each in session.scalars(select(Activity).where(held))}
        self.attendances = {
            (each.activity_id, each.deputy_id): each
            for each in session.scalars(
                select(Attendance)
                .join(Activity, Attendance.activity_id == Activity.id)
                .where(Attendance.deputy_id.in_(ids), held)
            )
        }
        self.deeds = {
            each.id: each
            for each in session.scalars(
                select(Deed).where(Deed.deputy_id.in_(ids), Deed.done_on.between(first, last))
            )
        }
        self.empty_suggestions = {
            row_id: text
            for row_id, text in session.execute(
                select(Suggestion.id, Suggestion.text).where(Suggestion.proposed_on.between(first, last))
            )
            if not text
        }
        self.recorded = {
            "deed": _first_lines(session, "deed", list(self.deeds)),
            "suggestion": _first_lines(
                session,
                "suggestion",
                list(
                    session.scalars(select(Suggestion.id).where(Suggestion.proposed_on.between(first, last)))
                ),
            ),
        }
        self.marked = self._marked(session, list(self.activities))
        self.sheets = self._sheets(session, list(self.activities))
        self.unsigned = self._unsigned(session, ids, list(self.activities))

    def record(self, record: CheckedRecord) -> RecordFact:
        """The record as a fact."""
        subject, row_id = record.source
        presence, expected, kind = Presence.NONE, False, None
        missing: Mapping[str, str] = {}
        row: object = None
        recorded = self.recorded.get(subject, {}).get(row_id)
        lacking: list[str] = []
        if subject == "activity":
            activity, attendance = self.activities[row_id], self.attendances[row_id, record.deputy_id]
            kind, row, expected = activity.kind, activity, attendance.expected
            presence = Presence.CAME if attendance.state in CAME else _PRESENCE[attendance.state]
            if presence is Presence.CAME:
                missing = self.limits.activity_fields.get(kind.value, {})
            if presence is Presence.LEAVE:
                lacking = _lacking(attendance, self.limits.leave_fields)
            recorded = self.marked.get((row_id, record.deputy_id))
        elif subject == "deed":
            row = self.deeds[row_id]
            missing = self.limits.deed_fields.get(self.deeds[row_id].kind.value, {})
        elif subject == "suggestion" and row_id in self.empty_suggestions:
            lacking = list(self.limits.suggestion_fields.values())
        return RecordFact(
            subject,
            row_id,
            record.on,
            record.kind,
            record.title,
            presence,
            expected,
            kind is ActivityKind.RECEPTION,
            kind is ActivityKind.GROUP_ACTIVITY,
            record.done,
            record.evidence,
            (*_lacking(row, missing), *lacking),
            recorded,
        )

    def sheets_of(self, deputy_id: int, records: Sequence[CheckedRecord]) -> Iterator[SheetFact]:
        """The sheets of what the deputy came to."""
        for record in records:
            subject, row_id = record.source
            if subject == "activity" and record.done and row_id in self.sheets:
                pages, back = self.sheets[row_id]
                empty = (row_id, deputy_id) in self.unsigned
                yield SheetFact(row_id, record.title, record.on, pages, back, empty)

    @staticmethod
    def _marked(session: Session, activities: Sequence[int]) -> dict[tuple[int, int], date]:
        """The day attendance was first written down, by activity and deputy: the line of a mark keeps whose it is."""
        found: dict[tuple[int, int], date] = {}
        for start in range(0, len(activities), _CHUNK):
            lines = session.execute(
                select(HistoryLine.subject_id, HistoryLine.after, HistoryLine.at)
                .where(
                    HistoryLine.subject == "activity",
                    HistoryLine.action == "attendance.record",
                    HistoryLine.subject_id.in_(activities[start : start + _CHUNK]),
                )
                .order_by(HistoryLine.at)
            )
            for activity, after, at in lines:
                whose = (after or {}).get("deputy_id")
                if activity is not None and whose is not None:
                    found.setdefault((activity, whose), local_day(at))
        return found

    @staticmethod
    def _sheets(session: Session, activities: Sequence[int]) -> dict[int, tuple[int, int]]:
        """By activity the pages of its newest sheet for deputies, and how many pages of that one (or, where none of it
        came back, of an earlier one that was signed instead) are in the house."""
        back: dict[int, int] = {
            sheet: pages
            for sheet, pages in session.execute(
                select(ScanPage.sheet_id, func.count(func.distinct(ScanPage.page)))
                .where(ScanPage.sheet_id.is_not(None), ScanPage.state.in_(TAKEN))
                .group_by(ScanPage.sheet_id)
            )
            if sheet is not None
        }
        found: dict[int, tuple[int, int]] = {}
        rows = session.execute(
            select(SignSheet.id, SignSheet.activity_id, SignSheet.pages, SignSheet.for_visitors).order_by(
                SignSheet.edition
            )
        )
        wanted = set(activities)
        for sheet, activity, pages, for_visitors in rows:
            if (
                activity in wanted
                and not for_visitors
                and (back.get(sheet) or not found.get(activity, (0, 0))[1])
            ):
                found[activity] = (pages, back.get(sheet, 0))
        return found

    @staticmethod
    def _unsigned(session: Session, ids: Sequence[int], activities: Sequence[int]) -> set[tuple[int, int]]:
        """Activity and deputy where every scanned box is empty, by what a person said, else as judged."""
        seen: dict[tuple[int, int], bool] = {}
        rows = session.execute(
            select(SignSheet.activity_id, ScanMark.deputy_id, ScanMark.verdict, ScanMark.answer)
            .join(ScanPage, ScanMark.page_id == ScanPage.id)
            .join(SignSheet, ScanPage.sheet_id == SignSheet.id)
            .where(ScanMark.deputy_id.in_(ids), ScanPage.state.in_(TAKEN))
        )
        wanted = set(activities)
        for activity, deputy, verdict, answer in rows:
            if activity in wanted and deputy is not None:
                empty = (answer or verdict) is Verdict.EMPTY
                seen[activity, deputy] = seen.get((activity, deputy), True) and empty
        return {key for key, empty in seen.items() if empty}


def _lacking(row: object, wanted: Mapping[str, str]) -> list[str]:
    return [label for column, label in wanted.items() if not getattr(row, column)]
