"""What came back, as lists and one by one: pages with their pictures, boxes with their cuts, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from deputy_station.documents.geometry import BoxKind, from_json
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.desk.models import IntakeSlip
from deputy_station.features.desk.rules.slips import SlipState, TickField
from deputy_station.features.matters.models import Category
from deputy_station.features.scans.models import ScanBatch, ScanMark, ScanPage
from deputy_station.features.scans.rules.states import PageState, PaperKind, Question, ScanSource, Verdict
from deputy_station.features.scans.service.filing import missing_pages
from deputy_station.features.scans.service.kept import PageRow, row_fields
from deputy_station.features.scans.service.page_states import SLIP_DONE, state_of
from deputy_station.features.scans.service.secrecy import covered_picture, is_secret
from deputy_station.features.signin.models import SignSheet
from deputy_station.store.edits import get_row


@dataclass(frozen=True)
class ListedPage(PageRow):
    """One page in the list, with when it came (UTC)."""

    at: datetime


@dataclass(frozen=True)
class MarkRow:
    """One judged box: whose (empty: a blank line), verdict, what is asked, what a person said, the cut as PNG (empty
    where it may not be shown to everybody)."""

    id: int
    box: str
    deputy_id: int | None
    name: str
    verdict: Verdict
    question: Question | None
    answer: Verdict | None
    crop: bytes

    @property
    def waits(self) -> bool:
        """Whether a person is asked and has not answered."""
        return self.question is not None and self.answer is None


Place = tuple[float, float, float, float]
"""A part of a page: left, top, width, height, each from 0 to 1."""
REPLY: Place = (0, 0.6, 1, 0.4)
"""Where a deputy writes on a statement of points: below the line to cut along."""


@dataclass(frozen=True)
class PageDetail:
    """A page whole: its row, where it leads, what is missing of its set, its boxes, its picture (JPEG).

    `slip_version` is that of a slip that waits to be taken up, None for any other page. A page that shows somebody who
    asked for secrecy is `secret`: of a visitors' sheet the picture has its lines covered, a slip has none, and no cut is
    given; the whole is given by `secrecy.reveal_page` alone. `kept` says whether there is a picture at all. `ballot` is what the code of a
    ballot numbers.
    """

    row: ListedPage
    version: int
    source: ScanSource
    activity_id: int | None
    slip_id: int | None
    slip_version: int | None
    ticks: dict[str, Any]
    category: tuple[int, str] | None
    demand_id: int | None
    statement_period: str
    sheet_page: str
    missing: tuple[int, ...]
    marks: tuple[MarkRow, ...]
    picture: bytes | None
    secret: bool = False
    kept: bool = True
    writing: Place | None = None
    ballot: int | None = None


@dataclass(frozen=True)
class Waiting:
    """A box to look at: the mark with where it stands, and what is on record."""

    mark: MarkRow
    page_id: int
    subject: str


def list_pages(
    session: Session,
    *,
    state: PageState | None = None,
    search: str = "",
    offset: int = 0,
    limit: int | None = None,
) -> list[ListedPage]:
    """Pages, the latest first; those of one batch in the order of their files."""
    query = (
        select(ScanPage, ScanBatch.at, _STATE, IntakeSlip.state)
        .join(ScanBatch, ScanPage.batch_id == ScanBatch.id)
        .outerjoin(IntakeSlip, ScanPage.slip_id == IntakeSlip.id)
        .where(*_filtered(state, search))
        .order_by(ScanPage.batch_id.desc(), ScanPage.id)
        .offset(offset)
        .limit(limit)
    )
    return [_row(*each) for each in session.execute(query)]


def count_pages(session: Session, *, state: PageState | None = None, search: str = "") -> int:
    """How many `list_pages` gives in all."""
    query = (
        select(func.count(ScanPage.id))
        .outerjoin(IntakeSlip, ScanPage.slip_id == IntakeSlip.id)
        .where(*_filtered(state, search))
    )
    return session.scalar(query) or 0


def read_page(session: Session, *, page_id: int) -> PageDetail:
    """A page with everything its detail shows. Raises NotFound."""
    page = get_row(session, ScanPage, page_id, "这一页扫描件")
    sheet = session.get(SignSheet, page.sheet_id) if page.sheet_id else None
    slip = session.get(IntakeSlip, page.slip_id) if page.slip_id else None
    done = slip is not None and slip.state in SLIP_DONE
    state = PageState.FILED if done and page.state is PageState.ASKED else page.state
    statement = page.kind is PaperKind.STATEMENT_SLIP
    secret = is_secret(session, page)
    marks = _marks(session, ScanMark.page_id == page.id)
    return PageDetail(
        row=_row(page, page.batch.at, state, slip.state if slip is not None else None),
        version=page.version,
        source=page.batch.source,
        activity_id=sheet.activity_id if sheet else None,
        slip_id=page.slip_id,
        slip_version=slip.version if slip is not None and slip.state is SlipState.BACK else None,
        ticks=dict(slip.ticks) if slip else {},
        category=_ticked_category(session, slip),
        demand_id=slip.demand_id if slip else None,
        statement_period=page.paper.split(":")[1] if statement and page.paper.count(":") > 1 else "",
        sheet_page=f"第 {page.page} 页，共 {sheet.pages} 页，第 {sheet.edition} 版" if sheet else "",
        missing=tuple(missing_pages(session, sheet_id=sheet.id)) if sheet else (),
        marks=tuple(replace(mark, crop=b"") if secret else mark for mark in marks),
        picture=covered_picture(session, page) if secret else page.picture,
        secret=secret,
        writing=_writing(slip, page) if slip is not None else REPLY if statement else None,
        kept=page.picture is not None,
        ballot=int(page.paper.partition(":")[2]) if page.kind is PaperKind.BALLOT and page.paper else None,
    )


def _writing(slip: IntakeSlip, page: ScanPage) -> Place | None:
    """Where the visitor wrote on this page of a slip."""
    print_ = from_json(slip.geometry)
    box = next((each for each in print_.of_page(page.page or 1) if each.kind is BoxKind.WRITING), None)
    if box is None:
        return None
    wide, high = print_.width, print_.height
    return box.left / wide, box.top / high, box.width / wide, box.height / high


def list_waiting(session: Session, *, page_id: int | None = None) -> list[Waiting]:
    """The boxes of sign-in sheets that wait for a person, oldest page first; visitors' lines are not among them."""
    conditions: list[ColumnElement[bool]] = [
        ScanMark.question.is_not(None),
        ScanMark.question != Question.VISITOR,
        ScanMark.answer.is_(None),
    ]
    if page_id is not None:
        conditions.append(ScanMark.page_id == page_id)
    query = (
        select(ScanMark, Deputy.name, ScanPage.subject)
        .join(ScanPage, ScanMark.page_id == ScanPage.id)
        .outerjoin(Deputy, ScanMark.deputy_id == Deputy.id)
        .where(*conditions)
        .order_by(ScanMark.page_id, ScanMark.id)
    )
    return [
        Waiting(_mark(mark, name), mark.page_id, subject) for mark, name, subject in session.execute(query)
    ]


def known_files(session: Session, *, digests: Sequence[str]) -> set[str]:
    """Which of these files (by their digest) came before, at whatever desk."""
    found: set[str] = set()
    for start in range(0, len(digests), 500):
        part = digests[start : start + 500]
        found.update(session.scalars(select(ScanPage.file_digest).where(ScanPage.file_digest.in_(part))))
    return found


def _ticked_category(session: Session, slip: IntakeSlip | None) -> tuple[int, str] | None:
    name = slip.ticks.get(TickField.CATEGORY.value) if slip else None
    if not name:
        return None
    row = session.scalar(
        select(Category).where(Category.path == name, Category.level == 1, Category.retired.is_(False))
    )
    return (row.id, row.path) if row else None


def _filtered(state: PageState | None, search: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if state is not None:
        conditions.append(state.value == _STATE)
    for word in search.split():
        conditions.append(
            or_(
                ScanPage.subject.contains(word, autoescape=True),
                ScanPage.file_name.contains(word, autoescape=True),
            )
        )
    return conditions


def _marks(session: Session, *conditions: ColumnElement[bool]) -> list[MarkRow]:
    query = (
        select(ScanMark, Deputy.name)
        .outerjoin(Deputy, ScanMark.deputy_id == Deputy.id)
        .where(*conditions)
        .order_by(ScanMark.id)
    )
    return [_mark(mark, name) for mark, name in session.execute(query)]


def _mark(mark: ScanMark, name: str | None) -> MarkRow:
    return MarkRow(
        mark.id, mark.box, mark.deputy_id, name or "", mark.verdict, mark.question, mark.answer, mark.crop
    )


def _row(page: ScanPage, at: datetime, state: str | PageState, slip_state: SlipState | None) -> ListedPage:
    shown = state if isinstance(state, PageState) else PageState(state)
    said = page.reason if shown is page.state or slip_state is None else SLIP_DONE[slip_state]
    return ListedPage(**row_fields(page) | {"state": shown, "sentence": said}, at=at)


_STATE = state_of(ScanPage, IntakeSlip)
