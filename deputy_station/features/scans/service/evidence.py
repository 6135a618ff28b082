"""What stands on the paper: signatures kept beside their names, and the picture of a slip that asks for secrecy."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.features.demands.service.register import reveal_visitor
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.desk.models import IntakeSlip
from deputy_station.features.scans.models import ScanMark, ScanPage
from deputy_station.features.scans.rules.states import Verdict
from deputy_station.features.signin.models import SignSheet
from deputy_station.store.edits import get_row


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


def reveal_page(session: Session, *, page_id: int) -> bytes:
    """The picture (JPEG) of a slip whose demand is confidential; the history keeps that it was looked at.

    Raises NotFound.
    """
    page = get_row(session, ScanPage, page_id, "这一页扫描件")
    slip = get_row(session, IntakeSlip, page.slip_id or 0, "这张便条")
    reveal_visitor(session, demand_id=slip.demand_id or 0)
    if page.picture is None:
        raise NotFound("这一页的图片")
    return page.picture


_SIGNED = func.coalesce(ScanMark.answer, ScanMark.verdict) == Verdict.SIGNED
