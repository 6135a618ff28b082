"""A training with a printed sheet of two pages, and pages as the reader would hand them over."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

import pytest

from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry
from deputy_station.features.activities.rules import ActivityKind
from deputy_station.features.activities.service.plans import create_activity
from deputy_station.features.scans.rules.papers import sheet_paper
from deputy_station.features.scans.rules.read_pages import ReadBox, ReadPage
from deputy_station.features.scans.rules.states import Verdict
from deputy_station.features.signin.service.sheets import SignatureBox, keep_sheet
from deputy_station.store.database import Database

ON_PAGE_ONE = ("王建国", "李秀英", "张守田")
ON_PAGE_TWO = ("曾国藩", "赵敏", "买买提·艾力")


@pytest.fixture
def training(database: Database, people: dict[str, int]) -> int:
    """Yesterday's training of all six; its sheet has three names on each of two pages and two blank lines."""
    with database.transaction() as session:
        activity_id = create_activity(
            session, kind=ActivityKind.TRAINING, title="学习代表法", held_on=date(2026, 11, 19), everyone=True
        ).id
        print_sheet(session, activity_id, people)
    return activity_id


def print_sheet(session: object, activity_id: int, people: Mapping[str, int], edition: int = 1) -> None:
    """Keep a print: rows 0 to 2 on page 1, 3 to 5 and the blank lines 6 and 7 on page 2."""
    rows = [people[name] for name in (*ON_PAGE_ONE, *ON_PAGE_TWO) if name in people]
    rows += [0, 0]
    places = [(1 if place < 3 else 2, 60.0 + 10 * place) for place in range(len(rows))]
    keep_sheet(
        session,  # type: ignore[arg-type]
        activity_id=activity_id,
        edition=edition,
        pages=2,
        rows=rows,
        boxes=[SignatureBox(page, 120, top, 40, 10) for page, top in places],
        geometry=PrintGeometry(
            210,
            297,
            20,
            8,
            2,
            tuple(
                Box(f"row:{row}", BoxKind.SIGNATURE, page, 120, top, 40, 10)
                for row, (page, top) in enumerate(places)
            ),
        ),
    )


def page_of(
    activity_id: int,
    page: int,
    boxes: Mapping[str, Verdict],
    *,
    edition: int = 1,
    digest: str = "",
    name: str = "",
) -> ReadPage:
    """A page as read, its cut telling the box and its verdict."""
    digest = (
        digest or f"{activity_id}-{edition}-{page}-{sorted((key, str(each)) for key, each in boxes.items())}"
    )
    return ReadPage(
        name or f"扫描{page}.png",
        1,
        sha256(digest.encode()).hexdigest(),
        f"file {page}",
        sheet_paper(activity_id, edition),
        page,
        boxes=tuple(
            ReadBox(key, verdict, 0.5, f"{key} {verdict.value}".encode()) for key, verdict in boxes.items()
        ),
        picture=b"picture",
    )
