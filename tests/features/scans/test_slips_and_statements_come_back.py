"""Intake slips, slips of a statement of points, papers of records: each waits for what only a person can say."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from deputy_station.documents.geometry import PrintGeometry
from deputy_station.features.activities.service.evidence import list_evidence
from deputy_station.features.desk.rules.slips import SlipState
from deputy_station.features.desk.service.slips import get_slip, issue_slips, take_up_slip, void_slip
from deputy_station.features.history.service import list_history, redo_last, undo_last
from deputy_station.features.matters.service.catalogue import load_categories
from deputy_station.features.points.rules.claiming import ObjectionSort, ObjectionWay
from deputy_station.features.points.service.objections import list_objections
from deputy_station.features.scans.rules.papers import record_paper, slip_paper, statement_paper
from deputy_station.features.scans.rules.read_pages import ReadBox, ReadPage
from deputy_station.features.scans.rules.states import PageState, ScanSource, Verdict
from deputy_station.features.scans.service.answering import NotSuchPage, close_statement, object_by_slip
from deputy_station.features.scans.service.filing import FiledPage, file_pages
from deputy_station.features.scans.service.listing import list_pages, read_page
from deputy_station.features.scans.service.page_states import count_states
from deputy_station.features.scans.service.secrecy import reveal_page
from deputy_station.store.database import Database

SIGNED, EMPTY, UNSURE = Verdict.SIGNED, Verdict.EMPTY, Verdict.UNSURE
PLAIN = PrintGeometry(148, 210, 20, 5, 1, ())


@pytest.fixture
def slip_id(database: Database, people: dict[str, int]) -> int:
    with database.transaction() as session:
        load_categories(session)
        return issue_slips(session, count=2, geometry=PLAIN)[0].id


def back(slip_id: int, digest: str = "a", **ticks: Verdict) -> ReadPage:
    boxes = tuple(
        ReadBox(f"tick:{key.replace('_', ':')}", verdict, 0.9, b"") for key, verdict in ticks.items()
    )
    return ReadPage("便条.jpg", 1, digest, "f", slip_paper(slip_id), 1, boxes=boxes, picture=b"slip")


def file(session: Session, *pages: ReadPage) -> list[FiledPage]:
    return list(file_pages(session, pages=pages, source=ScanSource.DROPPED).pages)


def test_a_slip_comes_back_with_its_ticks_and_waits_for_the_gist(database: Database, slip_id: int) -> None:
    with database.transaction() as session:
        [page] = file(session, back(slip_id, urgency_紧急=SIGNED, secret_请保密=UNSURE))
    assert (page.state, page.subject) == (PageState.ASKED, "便条 2026-0001")
    assert page.sentence == "待录入，只差事由。勾选有看不准的，请照图选。要不要保密看不准，先按保密。"
    ticks = {"urgency": "紧急", "secret": "请保密"}
    with database.reading() as session:
        assert get_slip(session, slip_id=slip_id).ticks == ticks
        shown = read_page(session, page_id=page.id)
        assert (shown.picture, shown.ticks) == (b"slip", ticks)
        assert shown.slip_version == get_slip(session, slip_id=slip_id).version


@pytest.mark.parametrize(
    ("yes", "no", "meant"),
    [
        (SIGNED, SIGNED, "请保密"),
        (UNSURE, SIGNED, "请保密"),
        (EMPTY, UNSURE, None),
        (EMPTY, SIGNED, "不用保密"),
        (EMPTY, EMPTY, None),
    ],
)
def test_where_secrecy_may_have_been_asked_for_it_is_kept(
    database: Database, slip_id: int, yes: Verdict, no: Verdict, meant: str | None
) -> None:
    with database.transaction() as session:
        file(session, back(slip_id, secret_请保密=yes, secret_不用保密=no))
        assert get_slip(session, slip_id=slip_id).ticks.get("secret") == meant


def test_taking_a_slip_up_settles_its_page_and_undoing_asks_again(database: Database, slip_id: int) -> None:
    with database.transaction() as session:
        [page] = file(session, back(slip_id))
    with database.transaction() as session:
        slip = get_slip(session, slip_id=slip_id)
        demand = take_up_slip(session, slip_id=slip_id, version=slip.version, gist="路灯不亮")
    with database.reading() as session:
        assert list_pages(session, state=PageState.ASKED) == []
        assert count_states(session).filed == 1
        shown = read_page(session, page_id=page.id)
        assert (shown.row.state, shown.demand_id, shown.slip_version) == (PageState.FILED, demand.id, None)
        assert shown.row.sentence == "已录成诉求。"


def test_the_picture_of_a_confidential_slip_is_shown_only_on_record(database: Database, slip_id: int) -> None:
    with database.transaction() as session:
        [page] = file(session, back(slip_id))
        version = get_slip(session, slip_id=slip_id).version
        demand = take_up_slip(session, slip_id=slip_id, version=version, gist="邻里纠纷", confidential=True)
    with database.reading() as session:
        shown = read_page(session, page_id=page.id)
    assert (shown.secret, shown.picture, shown.marks) == (True, None, ())
    with database.transaction() as session:
        assert reveal_page(session, page_id=page.id) == b"slip"
        latest = list_history(session, subject="demand", subject_id=demand.id)[-1]
    assert latest.sentence.startswith("查看诉求")
    assert latest.sentence.endswith("（要求保密）")


def test_a_slip_scanned_again_does_not_double(database: Database, slip_id: int) -> None:
    with database.transaction() as session:
        first, again = file(session, back(slip_id), back(slip_id, digest="b"))
        assert (first.state, again.state) == (PageState.ASKED, PageState.AGAIN)
        slip = get_slip(session, slip_id=slip_id)
        take_up_slip(session, slip_id=slip_id, version=slip.version, gist="路灯不亮")
        [later] = file(session, back(slip_id, digest="c"))
    assert (later.state, later.sentence) == (PageState.AGAIN, "便条 2026-0001 已经录成诉求，没有重复登记。")


def test_a_void_and_an_unknown_slip_are_refused_with_words(database: Database, slip_id: int) -> None:
    with database.transaction() as session:
        void_slip(session, slip_id=slip_id, version=get_slip(session, slip_id=slip_id).version)
        void, unknown = file(session, back(slip_id), back(slip_id + 99, digest="b"))
    assert void.sentence == "便条 2026-0001 已作废，没有收。确实要用，请按纸面登记诉求。"
    assert unknown.sentence.startswith("这张来访登记便条没有打印记录")
    assert {void.state, unknown.state} == {PageState.REFUSED}


def test_undoing_the_scan_makes_the_slip_blank_again(database: Database, slip_id: int) -> None:
    with database.transaction() as session:
        file(session, back(slip_id, urgency_紧急=SIGNED))
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        slip = get_slip(session, slip_id=slip_id)
        assert (slip.state, slip.ticks, slip.back_at) == (SlipState.BLANK, {}, None)
        assert list_pages(session) == []
    with database.transaction() as session:
        redo_last(session)
    with database.reading() as session:
        assert get_slip(session, slip_id=slip_id).state is SlipState.BACK


def statement(deputy_id: int) -> ReadPage:
    return ReadPage("回执.jpg", 1, "st", "f", statement_paper("2026", deputy_id), 1, picture=b"slip")


def test_a_statement_s_slip_opens_an_objection(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        [page] = file(session, statement(people["王建国"]))
        assert (page.state, page.subject) == (PageState.ASKED, "王建国 2026 积分清单回执")
        version = read_page(session, page_id=page.id).version
        object_by_slip(
            session,
            page_id=page.id,
            version=version,
            period_key="2026",
            sort=ObjectionSort.MISSING,
            text="漏了一次走访",
            received_on=date(2026, 11, 20),
        )
        [objection] = list_objections(session)
        assert (objection.deputy, objection.way, objection.text) == (
            "王建国",
            ObjectionWay.SLIP,
            "漏了一次走访",
        )
        assert read_page(session, page_id=page.id).row.state is PageState.FILED
        with pytest.raises(NotSuchPage):
            close_statement(session, page_id=page.id, version=read_page(session, page_id=page.id).version)


def test_a_statement_without_an_objection_is_put_away(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        page, again = file(session, statement(people["赵敏"]), replace(statement(people["赵敏"]), digest="x"))
        assert again.state is PageState.AGAIN
        close_statement(session, page_id=page.id, version=read_page(session, page_id=page.id).version)
        assert list_objections(session) == []
        [gone] = file(session, replace(statement(987654), digest="y"))
    assert gone.sentence == "这张回执上的代表不在名册里。请按纸面核对。"


def test_a_paper_of_an_activity_joins_its_evidence_and_others_are_told(
    database: Database, training: int
) -> None:
    paper = ReadPage("通知.jpg", 1, "r", "f", record_paper("activity", training), 1, picture=b"p")
    other = ReadPage("考核.jpg", 1, "o", "f", record_paper("assessment", 2026), 1)
    gone = ReadPage("旧.jpg", 1, "g", "f", record_paper("demand", 99), 1)
    with database.transaction() as session:
        filed, again, told, lost = file(session, paper, replace(paper, file_name="再传.jpg"), other, gone)
        assert [filed.state, again.state, told.state, lost.state] == [
            PageState.FILED,
            PageState.AGAIN,
            PageState.REFUSED,
            PageState.REFUSED,
        ]
        kept = list_evidence(session, subject="activity", subject_id=training)
    assert [each.title for each in kept] == ["文书扫描件"]
    assert lost.sentence == "这份文书对应的记录已经删除，没有收。"


def test_another_picture_of_a_records_page_may_be_another_of_its_papers_and_is_kept(
    database: Database, training: int
) -> None:
    first = ReadPage("通知.jpg", 1, "r", "f", record_paper("activity", training), 1, picture=b"notice")
    second = replace(first, file_name="小结.jpg", digest="s", file_digest="g", picture=b"summary")
    with database.transaction() as session:
        file(session, first)
    with database.transaction() as session:
        more, again = file(session, second, second)
        assert (more.state, again.state) == (PageState.FILED, PageState.AGAIN)
        assert more.sentence == "又收一页，已归入证明材料（11月20日收过同页码的，两页都留着）。"
        assert read_page(session, page_id=more.id).picture == b"summary"
        assert len(list_evidence(session, subject="activity", subject_id=training)) == 2
