"""Pages that came back are filed, all in one transaction: one step of the journal, named by what it came to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.service.frame import wait_for_other_desks
from deputy_station.features.history.service import record_change
from deputy_station.features.scans.models import ScanBatch, ScanPage
from deputy_station.features.scans.rules.papers import Holding
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import TAKEN, PageState, PaperKind, ScanSource
from deputy_station.features.scans.rules.words import (
    NO_CODE,
    BatchCount,
    batch_sentence,
    missing_sentence,
    same_page_sentence,
)
from deputy_station.features.scans.service.kept import Filed, PageRefused, PageRow, came_on, row_fields
from deputy_station.features.scans.service.others import file_ballot, file_record, file_slip, file_statement
from deputy_station.features.scans.service.sheets import file_sheet_page
from deputy_station.features.signin.models import SignSheet
from deputy_station.store import context
from deputy_station.store.capture import name_step

LONGEST_NAME = 255
_KINDS = {
    Holding.SHEET: PaperKind.DEPUTY_SHEET,
    Holding.SLIP: PaperKind.SLIP,
    Holding.STATEMENT: PaperKind.STATEMENT_SLIP,
    Holding.BALLOT: PaperKind.BALLOT,
    Holding.RECORD: PaperKind.RECORD,
}


@dataclass(frozen=True)
class FiledPage(PageRow):
    """One page of the answer: what became of it, deputies entered, boxes that wait, who did not sign, whether it is `old`
    paper that another took the place of."""

    came: int
    asked: int
    not_signed: tuple[str, ...]
    old: bool

    @property
    def told(self) -> str:
        """What is said of it among others: “扫描.pdf”第 3 页：没有找到……"""
        if self.sentence.startswith(f"“{self.file}”"):
            return self.sentence
        return (
            f"“{self.file}”{f'第 {self.page_in_file} 页' if self.page_in_file > 1 else ''}：{self.sentence}"
        )


@dataclass(frozen=True)
class BatchResult:
    """What a batch came to: a sentence, its pages in order, and what is still missing of sets."""

    batch_id: int
    sentence: str
    pages: tuple[FiledPage, ...]
    missing: tuple[str, ...]

    @property
    def came(self) -> int:
        """Deputies entered as present."""
        return sum(page.came for page in self.pages)

    @property
    def asked(self) -> int:
        """Boxes that wait for a person."""
        return sum(page.asked for page in self.pages)

    @property
    def taken(self) -> bool:
        """Whether any page was taken, new or again."""
        return any(page.state is not PageState.REFUSED for page in self.pages)

    def refused(self, most: int) -> list[str]:
        """What is said of the pages that were not taken: so many of them, then how many more."""
        told = [page.told for page in self.pages if page.state is PageState.REFUSED]
        return told[:most] + ([f"还有 {len(told) - most} 页没有收。"] if len(told) > most else [])

    def old(self, most: int) -> list[str]:
        """What is said of old paper that does not count: so many pages of it, then how many more."""
        told = [page.told for page in self.pages if page.old]
        return told[:most] + ([f"还有 {len(told) - most} 页也是旧页。"] if len(told) > most else [])

    def count(self, state: PageState) -> int:
        """How many pages are in a state."""
        return sum(page.state is state for page in self.pages)


class NothingToFile(Refusal):
    """No page came."""

    def __init__(self) -> None:
        super().__init__("没有可以收的页。请选扫描件或照片，再试一次。")


def file_pages(session: Session, *, pages: Sequence[ReadPage], source: ScanSource) -> BatchResult:
    """File pages: attendance, slips, statements, evidence; what is doubtful waits for a person.

    A page that cannot be taken is kept as 未收 with its sentence and stops no other. Raises NothingToFile.
    """
    if not pages:
        raise NothingToFile
    # The same page may lie in two scanners' folders: what another desk is filing is waited for, then known.
    wait_for_other_desks(session)
    batch = ScanBatch(
        at=context.now(session),
        source=source,
        files=len({(page.file_name, page.file_digest) for page in pages}),
    )
    session.add(batch)
    session.flush()
    filed = [_file(session, batch, page) for page in pages]
    count = BatchCount(
        [(page.kind, page.state) for page in filed],
        sum(page.came for page in filed),
        sum(page.asked for page in filed),
    )
    sentence = batch_sentence(count)
    record_change(session, action="scans.file", subject="scan_batch", subject_id=batch.id, sentence=sentence)
    name_step(session, action="scans.file", sentence=sentence, subject="scan_batch", subject_id=batch.id)
    return BatchResult(batch.id, sentence, tuple(filed), _missing(session, batch))


def missing_pages(session: Session, *, sheet_id: int) -> list[int]:
    """Which pages of a printed sheet did not come yet; empty while none came at all."""
    pages = session.scalar(select(SignSheet.pages).where(SignSheet.id == sheet_id)) or 0
    came = set(
        session.scalars(select(ScanPage.page).where(ScanPage.sheet_id == sheet_id, ScanPage.state.in_(TAKEN)))
    )
    return [page for page in range(1, pages + 1) if page not in came] if came else []


def _file(session: Session, batch: ScanBatch, read: ReadPage) -> FiledPage:
    page = ScanPage(
        batch=batch,
        file_name=read.file_name[-LONGEST_NAME:],
        page_in_file=read.page_in_file,
        digest=read.digest,
        file_digest=read.file_digest,
        kind=_KINDS[read.paper.holding] if read.paper else PaperKind.UNKNOWN,
        state=PageState.REFUSED,
        paper=read.paper.key if read.paper else "",
        page=read.page if read.paper else None,
    )
    session.add(page)
    session.flush()
    try:
        filed = _same_picture(session, page, read) or _by_holding(session, page, read)
    except PageRefused as refusal:
        filed = Filed(page.kind, PageState.REFUSED, str(refusal), "")
    page.kind, page.state, page.reason, page.subject = filed.kind, filed.state, filed.sentence, filed.subject
    session.flush()
    return FiledPage(
        **row_fields(page), came=filed.came, asked=filed.asked, not_signed=filed.not_signed, old=filed.old
    )


def _same_picture(session: Session, page: ScanPage, read: ReadPage) -> Filed | None:
    """The very same pixels again, when they were taken."""
    if read.problem or not read.digest:
        return None
    first = session.scalar(
        select(ScanPage)
        .where(ScanPage.digest == read.digest, ScanPage.id != page.id, ScanPage.state.in_(TAKEN))
        .order_by(ScanPage.id)
        .limit(1)
    )
    if first is None:
        return None
    page.sheet_id, page.slip_id = first.sheet_id, first.slip_id
    return Filed(first.kind, PageState.AGAIN, same_page_sentence(came_on(session, first)), first.subject)


def _by_holding(session: Session, page: ScanPage, read: ReadPage) -> Filed:
    if read.problem:
        raise PageRefused(read.problem)
    if read.paper is None:
        raise PageRefused(NO_CODE)
    by_holding = {
        Holding.SHEET: file_sheet_page,
        Holding.SLIP: file_slip,
        Holding.STATEMENT: file_statement,
        Holding.BALLOT: file_ballot,
        Holding.RECORD: file_record,
    }
    return by_holding[read.paper.holding](session, page, read)


def _missing(session: Session, batch: ScanBatch) -> tuple[str, ...]:
    ids = session.scalars(
        select(ScanPage.sheet_id)
        .where(
            ScanPage.batch_id == batch.id, ScanPage.sheet_id.is_not(None), ScanPage.state != PageState.REFUSED
        )
        .distinct()
        .order_by(ScanPage.sheet_id)
    ).all()
    told = []
    for sheet_id in ids:
        assert sheet_id is not None
        sheet = session.get_one(SignSheet, sheet_id)
        if missing := missing_pages(session, sheet_id=sheet_id):
            told.append(missing_sentence(sheet.activity.title, sheet.pages, missing))
    return tuple(told)
