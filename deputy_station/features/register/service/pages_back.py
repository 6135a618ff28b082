"""Pages of registers that came back as scans, signed by the deputy: what page it is, and when it came."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.models import Deputy
from deputy_station.features.register.models import RegisterPage
from deputy_station.features.register.rules.forms import FORMS, form_of
from deputy_station.features.register.rules.lacks import short_form
from deputy_station.features.register.rules.sheet_numbers import SheetNumber, read_sheet_number
from deputy_station.features.register.service.places import PageKey
from deputy_station.features.scans.models import ScanBatch, ScanPage
from deputy_station.features.scans.rules.papers import record_paper
from deputy_station.features.scans.rules.states import TAKEN
from deputy_station.features.signin.rules.record_codes import RecordKind

_TABLES = frozenset(form.key for form in FORMS)


def page_that_came_back(session: Session, *, number: int, page: int) -> str:
    """王建国登记册表八第 2 页; "" for a sheet that is no table, or a page that does not lie in the book (any more)."""
    sheet = read_sheet_number(number)
    if sheet is None or sheet.sheet not in _TABLES:
        return ""
    name = session.scalar(
        select(Deputy.name)
        .join(RegisterPage, RegisterPage.deputy_id == Deputy.id)
        .where(
            RegisterPage.term_id == sheet.term_id,
            RegisterPage.deputy_id == sheet.deputy_id,
            RegisterPage.form == sheet.sheet,
            RegisterPage.page == page,
            RegisterPage.replaced_run == 0,
        )
    )
    return f"{name}登记册{short_form(form_of(sheet.sheet))}第 {page} 页" if name else ""


def pages_back(
    session: Session, *, term_id: int, deputy_ids: Collection[int]
) -> dict[int, dict[PageKey, datetime]]:
    """By deputy the pages of the book that came back, and when last."""
    papers = {
        record_paper(RecordKind.REGISTER.value, SheetNumber(term_id, deputy, form).number).key: (deputy, form)
        for deputy in deputy_ids
        for form in _TABLES
    }
    rows = session.execute(
        select(ScanPage.paper, ScanPage.page, func.max(ScanBatch.at))
        .join(ScanBatch, ScanPage.batch_id == ScanBatch.id)
        .where(
            ScanPage.paper.startswith(record_paper(RecordKind.REGISTER.value, 0).key.removesuffix("0")),
            ScanPage.state.in_(TAKEN),
        )
        .group_by(ScanPage.paper, ScanPage.page)
    )
    found: dict[int, dict[PageKey, datetime]] = defaultdict(dict)
    for paper, page, at in rows:
        if paper in papers and page is not None:
            deputy, form = papers[paper]
            found[deputy][form, page] = at
    return dict(found)
