"""Pages of registers that came back as scans, signed by the deputy: what page it is, and when it came."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, local_day
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.register.models import RegisterPage
from deputy_station.features.register.rules.forms import FORMS, form_of
from deputy_station.features.register.rules.lacks import short_form
from deputy_station.features.register.rules.page_editions import (
    NOT_PRINTED,
    PapersOfPage,
    counts_now,
    old_paper_words,
)
from deputy_station.features.register.rules.sheet_numbers import read_sheet_number
from deputy_station.features.register.service.places import PageKey
from deputy_station.features.scans.models import ScanBatch, ScanPage
from deputy_station.features.scans.rules.papers import record_of, record_paper
from deputy_station.features.scans.rules.states import TAKEN
from deputy_station.features.scans.service.kept import PageRefused
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store import context

_TABLES = frozenset(form.key for form in FORMS)


def page_that_came_back(session: Session, *, number: int, page: int, edition: int) -> tuple[str, str]:
    """王建国登记册表八第 2 页, and what is said of paper that was taken out of the book since ("" of the page that lies
    there). Raises PageRefused for one that never did, also for a sheet that is no table."""
    sheet = read_sheet_number(number)
    if sheet is None or sheet.sheet not in _TABLES:
        raise PageRefused(NOT_PRINTED)
    rows = session.execute(
        select(Deputy.name, RegisterPage.replaced_run, RegisterPage.replaced_at)
        .join(RegisterPage, RegisterPage.deputy_id == Deputy.id)
        .where(
            RegisterPage.term_id == sheet.term_id,
            RegisterPage.deputy_id == sheet.deputy_id,
            RegisterPage.form == sheet.sheet,
            RegisterPage.page == page,
        )
        .order_by(RegisterPage.replaced_run)
    ).all()
    today = context.today(session)
    papers = PapersOfPage(
        tuple(day_words(local_day(at), today) for _name, _run, at in rows if at is not None),
        any(run == 0 for _name, run, _at in rows),
    )
    said = old_paper_words(papers, edition)
    if said is None:
        raise PageRefused(NOT_PRINTED)
    return f"{rows[0][0]}登记册{short_form(form_of(sheet.sheet))}第 {page} 页", said


def pages_back(
    session: Session, *, term_id: int, deputy_ids: Collection[int]
) -> dict[int, dict[PageKey, datetime]]:
    """By deputy of whose book any page ever came back: the pages that lie in it and came, and when last. What came of
    paper taken out since is not among them, so there may be none."""
    rows = session.execute(
        select(ScanPage.paper, ScanPage.page, func.max(ScanBatch.at))
        .join(ScanBatch, ScanPage.batch_id == ScanBatch.id)
        .where(
            ScanPage.paper.startswith(record_paper(RecordKind.REGISTER.value, 0).key.removesuffix("0")),
            ScanPage.state.in_(TAKEN),
        )
        .group_by(ScanPage.paper, ScanPage.page)
    ).all()
    if not rows:
        return {}
    wanted, taken_out = set(deputy_ids), _taken_out(session, term_id)
    found: dict[int, dict[PageKey, datetime]] = defaultdict(dict)
    for paper, page, at in rows:
        _kind, number, edition = record_of(paper)
        sheet = read_sheet_number(number)
        if sheet is None or sheet.term_id != term_id or sheet.deputy_id not in wanted or page is None:
            continue
        key = sheet.sheet, page
        came = found[sheet.deputy_id]
        if sheet.sheet in _TABLES and counts_now(edition, taken_out.get(sheet.deputy_id, {}), key):
            came[key] = at
    return dict(found)


def _taken_out(session: Session, term_id: int) -> dict[int, dict[PageKey, int]]:
    """By deputy how many papers of each page were taken out of the book."""
    kept = RegisterPage
    found: dict[int, dict[PageKey, int]] = defaultdict(dict)
    for deputy_id, form, page, count in session.execute(
        select(kept.deputy_id, kept.form, kept.page, func.count())
        .where(kept.term_id == term_id, kept.replaced_run != 0)
        .group_by(kept.deputy_id, kept.form, kept.page)
    ):
        found[deputy_id][form, page] = count
    return found
