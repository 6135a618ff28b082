"""Evidence (证明材料): what is kept for an activity, a deed, a demand, a suggestion or a claim, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Evidence
from deputy_station.features.history.service import record_change
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line

SUBJECTS = ("activity", "deed", "demand", "suggestion", "claim")


class EvidenceUnnamed(Refusal):
    """A piece of evidence says what it is."""


@dataclass(frozen=True)
class EvidenceRow:
    """One piece of evidence and where it is kept."""

    id: int
    subject: str
    subject_id: int
    title: str
    kept_at: str
    filed_on: date
    version: int


def add_evidence(
    session: Session,
    *,
    subject: str,
    subject_id: int,
    title: str,
    kept_at: str = "",
    filed_on: date | None = None,
) -> EvidenceRow:
    """File a piece of evidence; without `filed_on`, today. `subject` is one of SUBJECTS."""
    if subject not in SUBJECTS:
        raise ValueError(f"evidence is not kept for {subject}")
    title = fit_line(Evidence.title, "材料", title)
    if not title:
        raise EvidenceUnnamed("请填写材料名称，例如“现场照片”“签到表”。")
    evidence = Evidence(
        subject=subject,
        subject_id=subject_id,
        title=title,
        kept_at=fit_line(Evidence.kept_at, "存放处", kept_at),
        filed_on=filed_on or context.today(session),
    )
    session.add(evidence)
    session.flush()
    record_change(
        session,
        action="evidence.add",
        subject=subject,
        subject_id=subject_id,
        sentence=f"归入证明材料：{title}" + (f"（{evidence.kept_at}）" if evidence.kept_at else ""),
    )
    return _row(evidence)


def remove_evidence(session: Session, *, evidence_id: int, version: int) -> None:
    """Remove an entry made by mistake; the history keeps a line."""
    evidence = get_row(session, Evidence, evidence_id, "证明材料")
    check_version(evidence, version, "证明材料")
    record_change(
        session,
        action="evidence.remove",
        subject=evidence.subject,
        subject_id=evidence.subject_id,
        sentence=f"移除证明材料：{evidence.title}",
    )
    session.delete(evidence)
    session.flush()


def list_evidence(session: Session, *, subject: str, subject_id: int) -> list[EvidenceRow]:
    """What is kept for one subject, in the order it was filed."""
    found = session.scalars(
        select(Evidence)
        .where(Evidence.subject == subject, Evidence.subject_id == subject_id)
        .order_by(Evidence.filed_on, Evidence.id)
    )
    return [_row(evidence) for evidence in found]


def count_evidence(session: Session, *, subject: str, subject_ids: Sequence[int]) -> dict[int, int]:
    """How many pieces each subject has; 0 where none."""
    found = dict.fromkeys(subject_ids, 0)
    for start in range(0, len(subject_ids), 500):
        part = subject_ids[start : start + 500]
        counted = session.execute(
            select(Evidence.subject_id, func.count(Evidence.id))
            .where(Evidence.subject == subject, Evidence.subject_id.in_(part))
            .group_by(Evidence.subject_id)
        )
        found.update((subject_id, count) for subject_id, count in counted)
    return found


def _row(evidence: Evidence) -> EvidenceRow:
    return EvidenceRow(
        evidence.id,
        evidence.subject,
        evidence.subject_id,
        evidence.title,
        evidence.kept_at,
        evidence.filed_on,
        evidence.version,
    )
