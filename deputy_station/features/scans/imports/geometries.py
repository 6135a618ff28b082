"""Where the boxes of a print are, as kept with it."""

from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.documents.geometry import PrintGeometry, from_json
from deputy_station.features.desk.models import IntakeSlip
from deputy_station.features.scans.rules.papers import Holding, Paper
from deputy_station.features.signin.service.sheets import find_sheet
from deputy_station.store.followers import BALLOT_GEOMETRY, tell_followers


def geometry_of(session: Session, *, paper: Paper, page: int) -> PrintGeometry | None:
    """The printed boxes of a paper; None for one without any, or a page this database never printed (filing says so)."""
    if paper.holding is Holding.SHEET:
        try:
            sheet = find_sheet(session, activity_id=paper.number(0), edition=paper.number(1), page=page)
        except NotFound:
            return None
        return sheet.geometry
    if paper.holding is Holding.SLIP:
        slip = session.get(IntakeSlip, paper.number(0))
        return from_json(slip.geometry) if slip is not None and slip.geometry else None
    if paper.holding is Holding.BALLOT:
        found: list[PrintGeometry | None] = tell_followers(session, BALLOT_GEOMETRY, number=paper.number(0))
        return next(filter(None, found), None)
    return None
