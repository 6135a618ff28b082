"""Rows of the register from attendances: forms 2, 5 to 8, the duty of form 10, the leaves of form 13."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, hours_words
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import CAME, ActivityKind, AttendanceState
from deputy_station.features.reception.models import ReceptionDay, Visit
from deputy_station.features.register.rules.book import Entry
from deputy_station.features.register.rules.cells import (
    FORM_OF_ACTIVITY,
    SHOWS_ATTENDANCE,
    attendance_words,
    hours_taken,
    joined,
    part_of_session,
)
from deputy_station.features.register.service.scope import Scope

SUBJECT = "attendance"
"""Of an attendance the record number is that of its activity: it stays when the list of who is to come is made anew,
and every book names the same activity alike."""


def attendance_entries(session: Session, scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Whose row, and the row. Nothing of what was cancelled, of whom nobody marked, or of a walk-in that did not come."""
    there = (
        Activity.held_on.between(scope.first, scope.last),
        Activity.cancelled.is_(False),
        Attendance.state != AttendanceState.NOT_YET,
        *scope.whose(Attendance.deputy_id),
    )
    held = _held(session, scope, there)
    rows = session.execute(
        select(
            Attendance.activity_id,
            Attendance.deputy_id,
            Attendance.state,
            Attendance.expected,
            Attendance.leave_reason,
            Attendance.leave_approved_by,
            Attendance.note,
        )
        .join(Activity, Attendance.activity_id == Activity.id)
        .where(*there)
    )
    for activity_id, deputy_id, state, expected, reason, approved_by, note in rows:
        of = held[activity_id]
        on = of.row.held_on
        if not (expected or state in CAME) or not scope.holds(deputy_id, on):
            continue
        if state is AttendanceState.LEAVE:
            leave = _leave(of.row, reason, approved_by)
            yield deputy_id, Entry("leaves", SUBJECT, activity_id, on, leave, of.evidence)
            if of.form not in SHOWS_ATTENDANCE:
                continue
        yield deputy_id, Entry(of.form, SUBJECT, activity_id, on, of.cells(state, reason, note), of.evidence)


class _Held:
    """An activity, read once for everybody who was to come; whose attendance says the same has the same words."""

    def __init__(
        self, row: Row[*tuple[Any, ...]], people: int, visits: tuple[int, int], evidence: int
    ) -> None:
        self.row, self.evidence = row, evidence
        self.form = FORM_OF_ACTIVITY[row.kind]
        self._people, self._visits = people, visits
        self._told: dict[tuple[AttendanceState, str, str], dict[str, str]] = {}

    def cells(self, state: AttendanceState, reason: str, note: str) -> dict[str, str]:
        """The row of a deputy with that state, reason for a leave and note."""
        told = self._told.get((state, reason, note))
        if told is None:
            told = _cells(self.form, self.row, state, reason, note, self._people, self._visits)
            self._told[state, reason, note] = told
        return told


def _held(session: Session, scope: Scope, there: Sequence[ColumnElement[bool]]) -> dict[int, _Held]:
    """The activities that anybody's row is of, by number."""
    rows = session.execute(
        select(
            Activity.id,
            Activity.kind,
            Activity.title,
            Activity.held_on,
            Activity.starts_at,
            Activity.ends_at,
            Activity.place,
            Activity.organiser,
            Activity.session_name,
            Activity.content,
            Activity.result,
            Activity.report,
        ).where(
            Activity.id.in_(
                select(Attendance.activity_id)
                .join(Activity, Attendance.activity_id == Activity.id)
                .where(*there)
            )
        )
    )
    people = _people_at(session, scope)
    visits = _visits_at(session, scope)
    return {
        row.id: _Held(row, people.get(row.id, 0), visits.get(row.id, (0, 0)), scope.kept_for(SUBJECT, row.id))
        for row in rows
    }


def _people_at(session: Session, scope: Scope) -> dict[int, int]:
    """How many deputies came, by activity."""
    rows = session.execute(
        select(Attendance.activity_id, func.count())
        .join(Activity, Attendance.activity_id == Activity.id)
        .where(
            Activity.held_on.between(scope.first, scope.last),
            Activity.kind.in_(
                [kind for kind, form in FORM_OF_ACTIVITY.items() if form == "group_activities"]
            ),
            Attendance.state.in_(list(CAME)),
        )
        .group_by(Attendance.activity_id)
    )
    return {row[0]: row[1] for row in rows}


def _visits_at(session: Session, scope: Scope) -> dict[int, tuple[int, int]]:
    """How many parties and people a reception day heard, by its activity; who went away unheard does not count."""
    rows = session.execute(
        select(ReceptionDay.activity_id, func.count(), func.sum(Visit.people))
        .join(Visit, Visit.day_id == ReceptionDay.id)
        .where(ReceptionDay.held_on.between(scope.first, scope.last), Visit.left_at.is_(None))
        .group_by(ReceptionDay.activity_id)
    )
    return {activity: (parties, int(people)) for activity, parties, people in rows}


def _leave(row: Row[*tuple[Any, ...]], reason: str, approved_by: str) -> dict[str, str]:
    return {
        "on": day_words(row.held_on),
        "meeting": row.title,
        "reason": reason,
        "approved_by": approved_by,
    }


def _cells(
    form: str,
    row: Row[*tuple[Any, ...]],
    attended: AttendanceState,
    reason: str,
    note: str,
    people: int,
    visits: tuple[int, int],
) -> dict[str, str]:
    state = attendance_words(attended)
    on = day_words(row.held_on)
    missed = state if attended is AttendanceState.ABSENT else ""
    if form == "sessions":
        part = part_of_session(row.title, row.session_name)
        votes = row.kind is ActivityKind.CONGRESS_VOTE
        hours = hours_words(row.starts_at, row.ends_at)
        return {
            "on": on,
            "meeting": row.session_name or row.title,
            "part": joined(part, hours, by=" "),
            "voted": ("参加" if attended in CAME else "未参加") if votes else "",
            "attendance": state,
            "reason": reason,
            "note": note,
        }
    if form == "inspections":
        return {
            "on": on,
            "place": row.place,
            "content": joined(row.title, row.content),
            "organiser": row.organiser,
            "opinion": missed or row.result,
            "report": "" if missed else row.report,
        }
    if form == "invitations":
        return {
            "on": on,
            "meeting": joined(row.title, row.content),
            "organiser": row.organiser,
            "attendance": state,
            "words": note,
        }
    if form == "trainings":
        return {
            "on": on,
            "place": row.place,
            "organiser": row.organiser,
            "content": joined(row.title, row.content),
            "hours": hours_taken(row.starts_at, row.ends_at) if attended in CAME else "",
            "attendance": state,
        }
    if form == "receptions":
        parties, heard = visits
        came = f"来访 {parties} 批 {heard} 人" if parties else ""
        return {
            "on": on,
            "number": "",
            "visitor": "",
            "matter": joined("接待日值班", "" if missed else came, by="，"),
            "handling": row.place,
            "result": state,
            "satisfaction": "",
        }
    return {
        "on": on,
        "place": row.place,
        "topic": row.title,
        "people": f"{people} 人",
        "content": "" if row.content in row.title else row.content,
        "result": missed or row.result,
    }
