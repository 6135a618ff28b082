"""Pictures that show somebody who asked for secrecy: covered for everybody, and opened only on record.

Which line of a visitors' sheet belongs to which visitor is written by hand alone, which the program does not read. So all
lines of the sheet are covered as soon as anybody of that day asked for secrecy: a guess of the line would be a leak.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import from_local
from deputy_station.core.errors import NotFound
from deputy_station.documents.geometry import BoxKind
from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.models import Channel, Demand, DemandVoice
from deputy_station.features.demands.service.revealing import SecrecyNotYours, reveal_visitor
from deputy_station.features.desk.models import IntakeSlip
from deputy_station.features.desk.rules.slips import SECRET_YES, SlipState, TickField
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.models import ReceptionDay, Visit
from deputy_station.features.scans.models import ScanPage
from deputy_station.features.scans.rules.papers import record_of
from deputy_station.features.scans.rules.states import PaperKind
from deputy_station.features.signin.models import SignSheet
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.features.signin.service.sheets import find_sheet
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.store.edits import get_row

WHAT = "这一页扫描件"


def is_secret(session: Session, page: ScanPage) -> bool:
    """Whether the picture of a page shows somebody who asked for secrecy, as far as is known now."""
    if page.slip_id is not None:
        slip = session.get(IntakeSlip, page.slip_id)
        return slip is not None and _secret_slip(session, slip)
    if page.kind is PaperKind.RECORD:
        return _secret_record(session, page)
    sheet = session.get(SignSheet, page.sheet_id) if page.sheet_id is not None else None
    if sheet is None or not sheet.for_visitors:
        return False
    return _secret_visitors(session, sheet.activity_id, sheet.activity.held_on)


def covered_picture(session: Session, page: ScanPage) -> bytes | None:
    """What everybody may see of a secret page: a visitors' sheet with its lines covered, nothing of anything else."""
    from deputy_station.documents.scanning.covering import cover_rows  # loads what reads pictures

    if page.sheet_id is None or page.picture is None or page.page is None:
        return None
    kept = session.get_one(SignSheet, page.sheet_id)
    geometry = find_sheet(
        session, activity_id=kept.activity_id, edition=kept.edition, page=page.page
    ).geometry
    lines = [box for box in geometry.of_page(page.page) if box.kind is BoxKind.LINE]
    return cover_rows(page.picture, geometry, lines) if lines else None


def reveal_page(session: Session, *, page_id: int) -> bytes:
    """The whole picture (JPEG) of a secret page; the history keeps that it was looked at. Raises NotFound, and
    SecrecyNotYours at a desk without the right to such names."""
    page = get_row(session, ScanPage, page_id, WHAT)
    slip = session.get(IntakeSlip, page.slip_id) if page.slip_id is not None else None
    if slip is not None and slip.demand_id is not None:
        reveal_visitor(session, demand_id=slip.demand_id)
    else:
        if is_secret(session, page) and not sees_confidential(role_of(session)):
            raise SecrecyNotYours
        record_change(
            session,
            action="scans.reveal",
            subject="scan_page",
            subject_id=page.id,
            sentence=f"查看{page.kind.label}扫描件：{page.subject}，第 {page.page} 页（有人要求保密）",
        )
    if page.picture is None:
        raise NotFound("这一页的图片")
    return page.picture


def _secret_record(session: Session, page: ScanPage) -> bool:
    """The paper of a demand names who voiced it, that of a suggestion who signed it."""
    kind, row_id, _edition = record_of(page.paper)
    if kind == RecordKind.DEMAND.value:
        demand = session.get(Demand, row_id)
        voices = exists().where(DemandVoice.demand_id == row_id, DemandVoice.confidential.is_(True))
        return demand is not None and (demand.confidential or bool(session.scalar(select(voices))))
    suggestion = session.get(Suggestion, row_id) if kind == RecordKind.SUGGESTION.value else None
    return suggestion is not None and suggestion.confidential


def _secret_slip(session: Session, slip: IntakeSlip) -> bool:
    """A slip that waits is open: somebody has to read it to take it up."""
    if slip.demand_id is not None:
        return session.get_one(Demand, slip.demand_id).confidential
    return slip.state is SlipState.VOID and slip.ticks.get(TickField.SECRET.value) == SECRET_YES


def _secret_visitors(session: Session, activity_id: int, held_on: date) -> bool:
    """Whether anybody asked for secrecy who came that day: a visit, a slip of the day, a demand voiced at a reception,
    a voice added to one."""
    of_the_day = select(ReceptionDay.id).where(ReceptionDay.activity_id == activity_id)
    midnight = datetime.combine(held_on, time())
    voiced = or_(
        Demand.visit_id.in_(select(Visit.id).where(Visit.day_id.in_(of_the_day))),
        Demand.id.in_(select(IntakeSlip.demand_id).where(IntakeSlip.day_id.in_(of_the_day))),
        and_(
            Demand.channel == Channel.RECEPTION,
            Demand.received_at >= from_local(midnight),
            Demand.received_at < from_local(midnight + timedelta(days=1)),
        ),
    )
    added = DemandVoice.visit_id.in_(select(Visit.id).where(Visit.day_id.in_(of_the_day)))
    return bool(
        session.scalar(
            select(
                or_(
                    exists().where(Demand.confidential.is_(True), voiced),
                    exists().where(DemandVoice.confidential.is_(True), added),
                )
            )
        )
    )
