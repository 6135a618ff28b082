"""What stands on the paper: signatures kept beside their names."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.models import Deputy
from deputy_station.features.scans.models import ScanMark, ScanPage
from deputy_station.features.scans.rules.states import Verdict
from deputy_station.features.signin.models import SignSheet


@dataclass(frozen=True)
class Signature:
    """A signature: whose, the cut as PNG, whether a person had to say so."""

    deputy_id: int
    name: str
    attendance_id: int
    crop: bytes
    by_person: bool


def signatures_of(session: Session, *, activity_id: int) -> list[Signature]:
    """The signatures kept of an activity, one per attendance, by attendance."""
    found = session.execute(
        select(Deputy.id, Deputy.name, ScanMark.attendance_id, ScanMark.crop, ScanMark.answer)
        .select_from(ScanMark)
        .join(Deputy, ScanMark.deputy_id == Deputy.id)
        .join(ScanPage, ScanMark.page_id == ScanPage.id)
        .join(SignSheet, ScanPage.sheet_id == SignSheet.id)
        .where(SignSheet.activity_id == activity_id, ScanMark.attendance_id.is_not(None), _SIGNED)
        .order_by(ScanMark.attendance_id, ScanMark.id)
    )
    latest = {
        attendance_id: Signature(deputy_id, name, attendance_id or 0, crop, answer is not None)
        for deputy_id, name, attendance_id, crop, answer in found
    }
    return list(latest.values())


_SIGNED = func.coalesce(ScanMark.answer, ScanMark.verdict) == Verdict.SIGNED
