"""What people decided where a scheme asks them: who of a tie gets the grade, or a grade in a gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.errors import Refusal, StaleEdit
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.features.points.models import PointDecision
from deputy_station.features.points.rules.claiming import ReasonMissing
from deputy_station.features.points.rules.facts import Decision, Period
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row

WHAT = "等次决定"


class NoSuchGrade(Refusal):
    """The scheme has no grade of that name."""

    def __init__(self, grade: str, grades: Sequence[str]) -> None:
        super().__init__(f"积分办法里没有“{grade}”这一等次。可以定：{'、'.join(grades)}。")


@dataclass(frozen=True)
class DecisionRow:
    """A grade decided by people, with why."""

    id: int
    period: str
    deputy_id: int
    deputy: str
    grade: str
    reason: str
    decided_on: date
    decided_by: str
    version: int


def decide_grade(
    session: Session,
    *,
    period: Period,
    scheme: Scheme,
    deputy_id: int,
    grade: str,
    reason: str,
    version: int | None = None,
) -> DecisionRow:
    """Write down the grade decided, or change the decision there is; `version` of the one seen, None when none was.

    Raises NoSuchGrade, ReasonMissing, StaleEdit.
    """
    deputy = get_row(session, Deputy, deputy_id, "代表")
    grade = clean_line(grade)
    grades = [each.name for each in scheme.grades]
    if grade not in grades:
        raise NoSuchGrade(grade, grades)
    why = clean_text(reason)
    if not why:
        raise ReasonMissing("定这个等次的理由和由谁决定")
    row = session.scalar(
        select(PointDecision).where(PointDecision.period == period.key, PointDecision.deputy_id == deputy_id)
    )
    before = None
    if row is None:
        if version is not None:
            raise StaleEdit(WHAT)  # somebody took it back since it was seen
        row = PointDecision(period=period.key, deputy=deputy)
        session.add(row)
    else:
        check_version(row, -1 if version is None else version, WHAT)
        before = {"grade": row.grade, "reason": row.reason}
    row.grade, row.reason = grade, why
    row.decided_on, row.decided_by = context.today(session), context.actor(session)
    session.flush()
    record_change(
        session,
        action="decision.set",
        subject="deputy",
        subject_id=deputy_id,
        sentence=f"{period.name}{deputy.name}的等次定为“{grade}”：{why}",
        before=before,
        after={"grade": grade, "reason": why},
    )
    return _row(row)


def withdraw_decision(session: Session, *, decision_id: int, version: int) -> None:
    """Take a decision back: the question is open again."""
    row = get_row(session, PointDecision, decision_id, WHAT)
    check_version(row, version, WHAT)
    record_change(
        session,
        action="decision.withdraw",
        subject="deputy",
        subject_id=row.deputy_id,
        sentence=f"收回{row.deputy.name}的等次决定“{row.grade}”",
        before={"grade": row.grade, "reason": row.reason},
    )
    session.delete(row)
    session.flush()


def list_decisions(session: Session, *, period: str) -> list[DecisionRow]:
    """The decisions of a period (by key), by name."""
    query = (
        select(PointDecision)
        .join(Deputy)
        .where(PointDecision.period == period)
        .order_by(Deputy.sort_key, Deputy.id)
    )
    return [_row(row) for row in session.scalars(query)]


def decisions_of(session: Session, *, period: str) -> tuple[Decision, ...]:
    """The decisions of a period (by key) as the rules take them."""
    query = (
        select(PointDecision.deputy_id, PointDecision.grade)
        .where(PointDecision.period == period)
        .order_by(PointDecision.deputy_id)
    )
    return tuple(Decision(deputy_id, grade) for deputy_id, grade in session.execute(query))


def _row(row: PointDecision) -> DecisionRow:
    return DecisionRow(
        row.id,
        row.period,
        row.deputy_id,
        row.deputy.name,
        row.grade,
        row.reason,
        row.decided_on,
        row.decided_by,
        row.version,
    )
