"""Papers that went out are kept as they were: found again, read again, never taken back."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from deputy_station.core.errors import NotFound
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.papers.models import PaperFile
from deputy_station.features.papers.rules.kinds import Retention, Way
from deputy_station.features.papers.service.keeping import (
    PaperDamaged,
    count_by_year,
    count_papers,
    get_paper,
    keep_paper,
    list_papers,
    take_paper,
)
from deputy_station.features.papers.service.secrecy import PaperNotYours
from deputy_station.store import context
from deputy_station.store.database import Database
from deputy_station.store.journal import ChangeStep

NOTICE = b"%PDF-1.4 notice"


def keep(database: Database, kind: str, title: str, content: bytes = NOTICE, **more: object) -> int:
    given = {"pages": 3, "way": Way.PRINTED, **more}
    with database.transaction() as session:
        return keep_paper(session, kind=kind, title=title, content=content, **given).id  # type: ignore[arg-type]


def test_a_paper_is_kept_with_its_bytes_and_everything_that_names_it(database: Database) -> None:
    paper_id = keep(database, "notice", "12月4日接待日公告", copies=2)
    with database.transaction() as session:
        row, content = (kept := take_paper(session, paper_id=paper_id)).row, kept.content
    assert content == NOTICE
    assert (row.word, row.title, row.year, row.pages, row.copies) == (
        "接待日公告",
        "12月4日接待日公告",
        2026,
        3,
        2,
    )
    assert (row.retention, row.private, row.way) == (Retention.YEARS_10, False, Way.PRINTED)
    assert (row.sha256, row.size) == (sha256(NOTICE).hexdigest(), len(NOTICE))


def test_the_same_bytes_printed_again_are_kept_once(database: Database) -> None:
    first, second = (keep(database, "notice", "公告") for _ in range(2))
    other = keep(database, "notice", "公告", b"%PDF-1.4 another")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PaperFile)) == 2
        digests = [get_paper(session, paper_id=each).sha256 for each in (first, second, other)]
    assert digests[0] == digests[1] != digests[2]


def test_pages_that_did_not_go_out_are_told_and_the_paper_stays_whole(database: Database) -> None:
    paper_id = keep(database, "notice", "公告", pages=6, chosen=(0, 1, 2, 4))
    with database.reading() as session:
        row = get_paper(session, paper_id=paper_id)
    assert (row.part, row.pages, row.whole) == ("第 1—3、5 页", 4, 6)


def test_choosing_every_page_is_the_whole_paper(database: Database) -> None:
    paper_id = keep(database, "notice", "公告", pages=2, chosen=(0, 1))
    with database.reading() as session:
        assert get_paper(session, paper_id=paper_id).part == ""


def test_keeping_is_no_step_to_be_taken_back_but_a_line_of_the_history(database: Database) -> None:
    paper_id = keep(database, "notice", "公告", copies=2)
    with database.reading() as session:
        assert session.scalars(select(ChangeStep)).all() == []
        line = session.scalars(select(HistoryLine)).one()
    assert (line.subject_id, line.sentence) == (paper_id, "打印“公告”：3 页，2 份")


def test_papers_are_found_by_words_year_and_kind_the_newest_first(database: Database) -> None:
    database.clock = database.clock.fixed(datetime(2025, 12, 31, 17, 0, tzinfo=UTC))  # 1:00 on New Year's Day
    keep(database, "notice", "元旦公告")
    database.clock = database.clock.fixed(datetime(2025, 12, 31, 15, 0, tzinfo=UTC))
    keep(database, "annual_assessment", "年度考核表 100%")
    with database.reading() as session:
        assert [row.title for row in list_papers(session)] == ["元旦公告", "年度考核表 100%"]
        assert [row.title for row in list_papers(session, year=2025)] == ["年度考核表 100%"]
        assert [row.title for row in list_papers(session, kind="notice")] == ["元旦公告"]
        assert [row.title for row in list_papers(session, search="考核 100%")] == ["年度考核表 100%"]
        assert list_papers(session, search="1_0%") == []
        assert [row.title for row in list_papers(session, offset=1, limit=1)] == ["年度考核表 100%"]
        assert (count_papers(session), count_papers(session, search="接待日公告")) == (2, 1)
        assert count_by_year(session) == {2026: 1, 2025: 1}


def test_a_paper_nobody_listed_is_kept_like_any_other(database: Database) -> None:
    paper_id = keep(database, "something_new", "")
    with database.reading() as session:
        row = get_paper(session, paper_id=paper_id)
    assert (row.title, row.retention) == ("其他文书", Retention.YEARS_10)


def test_a_paper_that_shows_a_visitor_is_looked_at_on_record_and_not_by_the_district(
    database: Database,
) -> None:
    paper_id = keep(database, "read_back", "来访人原话 东街-2026-0012")
    with database.transaction() as session:
        assert take_paper(session, paper_id=paper_id).content == NOTICE
    with database.reading() as session:
        assert (
            session.scalars(select(HistoryLine.sentence)).all()[-1] == "查看存底“来访人原话 东街-2026-0012”"
        )
    with database.transaction() as session:
        session.info[context.ROLE] = "district"
        with pytest.raises(PaperNotYours):
            take_paper(session, paper_id=paper_id)


def test_bytes_that_changed_are_not_handed_out(database: Database) -> None:
    paper_id = keep(database, "notice", "公告")
    with database.transaction() as session:
        session.get_one(PaperFile, sha256(NOTICE).hexdigest()).content = b"%PDF-1.4 forged"
    with pytest.raises(PaperDamaged), database.transaction() as session:
        take_paper(session, paper_id=paper_id)


def test_a_paper_that_is_not_there_is_refused(database: Database) -> None:
    with pytest.raises(NotFound, match="这份存底"), database.reading() as session:
        get_paper(session, paper_id=7)
