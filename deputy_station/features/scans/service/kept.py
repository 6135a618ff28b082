"""What every page that came back has in common: what filing it comes to, its line for people, the same page before it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, local_day
from deputy_station.core.errors import Refusal
from deputy_station.features.scans.models import ScanPage
from deputy_station.features.scans.rules.states import TAKEN, PageState, PaperKind
from deputy_station.store import context


class PageRefused(Refusal):
    """The page cannot be filed; the sentence says why and what to do."""


@dataclass(frozen=True)
class Filed:
    """What filing a page came to: deputies entered, boxes to look at, names in the printed order that did not sign, and
    whether it is `old` paper that another took the place of."""

    kind: PaperKind
    state: PageState
    sentence: str
    subject: str
    came: int = 0
    asked: int = 0
    not_signed: tuple[str, ...] = ()
    old: bool = False


@dataclass(frozen=True)
class PageRow:
    """One page for people: the file, what it is, what became of it."""

    id: int
    file: str
    page_in_file: int
    kind: PaperKind
    state: PageState
    subject: str
    page: int | None
    sentence: str


def row_fields(page: ScanPage) -> dict[str, Any]:
    """The fields of a PageRow as they are kept."""
    return {
        "id": page.id,
        "file": page.file_name,
        "page_in_file": page.page_in_file,
        "kind": page.kind,
        "state": page.state,
        "subject": page.subject,
        "page": page.page,
        "sentence": page.reason,
    }


def came_on(session: Session, page: ScanPage) -> str:
    """The day a page came, in words."""
    return day_words(local_day(page.batch.at), context.today(session))


def earlier_page(session: Session, page: ScanPage) -> ScanPage | None:
    """The same page of the same paper that was taken before; the first, where there are several."""
    return session.scalar(
        select(ScanPage)
        .where(
            ScanPage.paper == page.paper,
            ScanPage.page == page.page,
            ScanPage.id != page.id,
            ScanPage.state.in_(TAKEN),
        )
        .order_by(ScanPage.id)
        .limit(1)
    )
