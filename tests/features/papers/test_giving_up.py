"""Kept papers are destroyed when their term is over, by somebody with a reason; they come back for thirty days."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from deputy_station.features.history.models import HistoryLine
from deputy_station.features.papers.models import PaperFile
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.finding import search_kept
from deputy_station.features.papers.service.giving_up import (
    GivenUpAlready,
    InTheArchive,
    NoReason,
    NotExpired,
    give_up_papers,
    take_back,
    why_expired,
)
from deputy_station.features.papers.service.keeping import (
    PaperRow,
    PaperWiped,
    Shown,
    get_paper,
    keep_paper,
    list_papers,
    mark_archived,
    paper_content,
    take_paper,
)
from deputy_station.features.papers.service.secrecy import PaperNotYours
from deputy_station.store import context
from deputy_station.store.database import Database


def at(database: Database, year: int, month: int, day: int) -> None:
    """It is noon of that day at the station."""
    database.clock = database.clock.fixed(datetime(year, month, day, 4, 0, tzinfo=UTC))


def keep(database: Database, kind: str, title: str, content: bytes = b"%PDF paper") -> int:
    with database.transaction() as session:
        return keep_paper(session, kind=kind, title=title, content=content, pages=1, way=Way.PRINTED).id


def listed(database: Database, shown: Shown) -> list[PaperRow]:
    with database.reading() as session:
        return list_papers(session, shown=shown)


def give_up(database: Database, *paper_ids: int, reason: str = "保管期满") -> None:
    with database.transaction() as session:
        give_up_papers(session, paper_ids=paper_ids, reason=reason)


def test_a_term_runs_from_the_year_after_and_what_is_kept_for_ever_never_expires(database: Database) -> None:
    at(database, 2026, 3, 4)
    for kind in (
        "receipt_a6",
        "deputy_cards",
        "notice",
        "suggestion_paper",
    ):  # 不归档含来访人, 不归档, 10年, 永久
        keep(database, kind, kind)
    for year, expired in (
        (2027, []),
        (2028, ["receipt_a6"]),
        (2030, ["deputy_cards", "receipt_a6"]),
        (2036, ["deputy_cards", "receipt_a6"]),
        (2037, ["deputy_cards", "notice", "receipt_a6"]),
        (2200, ["deputy_cards", "notice", "receipt_a6"]),
    ):
        at(database, year, 1, 1)
        assert sorted(row.kind for row in listed(database, Shown.EXPIRED)) == expired
    told = {row.kind: why_expired(row) for row in listed(database, Shown.KEPT)}
    assert told["receipt_a6"] == "2026年的，不归档，上面有来访人，留 1 年，2027年底到期"
    assert told["notice"] == "2026年的，留 10 年，2036年底到期"
    assert told["suggestion_paper"] == ""


def test_giving_up_is_on_record_without_titles_and_comes_back_for_thirty_days(database: Database) -> None:
    at(database, 2024, 5, 1)
    paper_id = keep(database, "receipt_a6", "回执东街-2024-0001")
    at(database, 2026, 11, 1)
    with pytest.raises(NoReason):
        give_up(database, paper_id, reason=" ")
    give_up(database, paper_id)
    with database.reading() as session:
        line = session.scalars(select(HistoryLine).order_by(HistoryLine.id.desc())).first()
    assert line is not None
    assert line.sentence == f"销毁到期存底 1 份：来访回执 1 份（存底第 {paper_id} 号）；理由：保管期满"
    assert (listed(database, Shown.KEPT), listed(database, Shown.EXPIRED)) == ([], [])
    at(database, 2026, 12, 1)  # the thirtieth day
    with database.transaction() as session:
        take_back(session, paper_id=paper_id)
        assert take_paper(session, paper_id=paper_id).content == b"%PDF paper"
    assert [row.id for row in listed(database, Shown.KEPT)] == [paper_id]


def test_after_that_the_bytes_are_wiped_and_the_line_stays(database: Database) -> None:
    at(database, 2024, 5, 1)
    paper_id = keep(database, "receipt_a6", "回执")
    at(database, 2026, 11, 1)
    give_up(database, paper_id)
    at(database, 2026, 12, 2)
    with pytest.raises(PaperWiped), database.transaction() as session:
        take_back(session, paper_id=paper_id)
    keep(database, "notice", "公告", b"%PDF another")
    [row] = listed(database, Shown.GIVEN_UP)
    assert row.given_up is not None
    assert (row.title, row.given_up.reason, row.given_up.until) == ("回执", "保管期满", None)
    with database.transaction() as session:
        assert session.get_one(PaperFile, row.sha256).content == b""
        with pytest.raises(PaperWiped):
            paper_content(session, digest=row.sha256, title=row.title)
    keep(database, "receipt_a6", "回执")  # the very same bytes go out again
    with database.reading() as session:
        assert paper_content(session, digest=row.sha256, title=row.title) == b"%PDF paper"
    with database.transaction() as session:
        with pytest.raises(PaperWiped):  # what was destroyed does not come back with them
            take_paper(session, paper_id=paper_id)
        with pytest.raises(GivenUpAlready):
            give_up_papers(session, paper_ids=[paper_id], reason="又一次")


def test_bytes_that_another_paper_still_has_are_not_wiped(database: Database) -> None:
    at(database, 2024, 5, 1)
    first = keep(database, "receipt_a6", "回执")
    keep(database, "notice", "公告")
    at(database, 2026, 1, 1)
    give_up(database, first)
    at(database, 2026, 6, 1)
    keep(database, "notice", "公告", b"%PDF another")
    with database.reading() as session:
        row = get_paper(session, paper_id=first)
        assert paper_content(session, digest=row.sha256, title=row.title) == b"%PDF paper"


def test_what_has_not_expired_is_archived_or_shows_visitors_to_the_district_is_not_given_up(
    database: Database,
) -> None:
    at(database, 2024, 5, 1)
    cards, receipt = keep(database, "deputy_cards", "代表卡"), keep(database, "receipt_a6", "回执", b"%PDF 2")
    at(database, 2026, 5, 1)
    with pytest.raises(NotExpired, match="要留到2027年底"):
        give_up(database, cards)
    with database.transaction() as session:
        session.info[context.ROLE] = "district"
        with pytest.raises(PaperNotYours):
            give_up_papers(session, paper_ids=[receipt], reason="保管期满")
    at(database, 2040, 5, 1)
    with database.transaction() as session:
        digest = get_paper(session, paper_id=cards).sha256
        mark_archived(session, year=2024, digests={digest})
    with pytest.raises(InTheArchive):
        give_up(database, receipt, cards)
    assert [row.id for row in listed(database, Shown.EXPIRED)] == [receipt]


def test_kept_papers_are_found_by_number_deputy_kind_and_day(database: Database) -> None:
    at(database, 2026, 3, 4)
    keep(database, "annual_assessment", "考核表2026曾国良")
    at(database, 2026, 3, 5)
    keep(database, "demand_handover", "交办单 东街-2026-0012")
    day = {"0305": (datetime(2026, 3, 5).date(), datetime(2026, 3, 5).date())}  # noqa: DTZ001
    with database.reading() as session:
        for words, days, titles in (
            (["曾国良", "考核"], {}, ["考核表2026曾国良"]),
            (["0012"], {}, ["交办单 东街-2026-0012"]),
            (["0305"], day, ["交办单 东街-2026-0012"]),
            (["0305", "曾国良"], day, []),
        ):
            assert [one.title for one in search_kept(session, words=words, days=days)] == titles
