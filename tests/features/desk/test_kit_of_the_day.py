"""The kit: one PDF with a bookmark for each part, its pages known before, and on record only when it goes out."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import silent_progress
from deputy_station.documents.bundle import Part, count_pages, make_bundle
from deputy_station.documents.description import FormProblem
from deputy_station.documents.preview import offered_fields, sample_sheet
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.desk.documents.door_sign import door_sign
from deputy_station.features.desk.documents.kit import (
    DayIsCancelled,
    DrawnKit,
    KitWish,
    NothingWished,
    NoticeOvertaken,
    draw_kit,
    measure_kit,
    record_kit,
)
from deputy_station.features.desk.documents.summary_blank import blank_summary
from deputy_station.features.desk.service.slips import (
    SlipCountInvalid,
    SlipsOvertaken,
    issue_slips,
    list_slips,
)
from deputy_station.features.history.service import undo_last
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.service import days, listing, planning, rota
from deputy_station.features.reception.service.notices import NoticeNeedsDeputies, issue_notice
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.features.signin.documents.sheets import SheetOvertaken, record_sheet
from deputy_station.features.signin.documents.visitors import VisitorPagesInvalid
from deputy_station.features.signin.service.sheets import list_sheets
from deputy_station.store.database import Database

DECEMBER = date(2026, 12, 4)
SMALL = KitWish(slips=2)


@pytest.fixture
def coming(database: Database, people: dict[str, int]) -> int:
    """4 December, planned, with 王建国 and 李秀英 on duty; 18 December after it."""
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("12月4日"), per_day=0))
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("12月18日"), per_day=0))
        row = listing.find_day(session, on=DECEMBER)
        rota.set_rota(
            session, day_id=row.id, version=row.version, deputy_ids=[people["王建国"], people["李秀英"]]
        )
        return row.id


def draw(database: Database, day_id: int, out: Path, wanted: KitWish = SMALL) -> DrawnKit:
    return draw_kit(database, silent_progress, day_id=day_id, out=out / "整套.pdf", wanted=wanted)


def outline_of(pdf: Path) -> tuple[int, list[tuple[str, int]]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        marks = [(mark.get_title(), (mark.get_dest().get_index() or 0) + 1) for mark in document.get_toc()]
        return len(document), marks
    finally:
        document.close()


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


def test_every_part_begins_where_its_bookmark_says_and_pages_were_known_before(
    database: Database, coming: int, tmp_path: Path
) -> None:
    with database.transaction() as session:
        foretold = measure_kit(session, day_id=coming, wanted=SMALL)
    kit = draw(database, coming, tmp_path)
    assert kit.parts == foretold
    pages, marks = outline_of(kit.path)
    assert pages == kit.pages == sum(part.pages for part in foretold) == 8
    assert marks == [(part.title, part.first_page) for part in kit.parts]
    assert [(part.title, part.pages) for part in kit.parts] == [
        ("公告 〔2026〕1号", 1),
        ("轮值表", 1),
        ("代表签到表", 1),
        ("来访人员签到表", 1),
        ("来访登记便条 2 张", 2),
        ("门牌", 1),
        ("小结（手写）", 1),
    ]


def test_the_papers_say_what_is_known(database: Database, coming: int, tmp_path: Path) -> None:
    text = text_of(draw(database, coming, tmp_path).path)
    for words in (
        "公告〔2026〕1号",
        "李秀英（镇人大代表）、王建国（镇、区人大代表）。",  # notice
        "12月18日星期五",  # the rota goes on
        "待定",  # nobody on duty there yet
        "应到2人",
        "2026-0001",
        "2026-0002",
        "请先到接待席登记领号",
        "代表接待日小结",
    ):
        assert words in text, words


def test_looking_records_nothing_and_sending_out_records_everything_once(
    database: Database, coming: int, tmp_path: Path
) -> None:
    kit = draw(database, coming, tmp_path)
    with database.reading() as session:
        activity_id = listing.day_detail(session, day_id=coming).row.activity_id
        assert listing.find_day(session, on=DECEMBER).notice == ""
        assert (list_sheets(session, activity_id=activity_id), list_slips(session)) == ([], [])
    with database.transaction() as session:
        record_kit(session, made=kit)
    with database.reading() as session:
        assert listing.find_day(session, on=DECEMBER).notice == "〔2026〕1号"
        sheets = list_sheets(session, activity_id=activity_id)
        assert [(each.edition, each.for_visitors) for each in sheets] == [(1, False), (2, True)]
        slips = list_slips(session, day_id=coming)
        assert [each.number for each in slips] == ["2026-0001", "2026-0002"]
        assert {"words", "tick:category:城乡建设"} <= {box.key for box in slips[0].geometry.boxes}
    with database.transaction() as session, pytest.raises(Refusal, match=r"打印|发出"):
        undo_last(session)  # what went out of the house stays on record


def test_a_kit_whose_numbers_went_elsewhere_does_not_go_out(
    database: Database, coming: int, tmp_path: Path
) -> None:
    kit = draw(database, coming, tmp_path)
    with database.transaction() as session:
        assert kit.slips is not None
        issue_slips(session, count=1, geometry=kit.slips.geometry)
    with pytest.raises(SlipsOvertaken), database.transaction() as session:
        record_kit(session, made=kit)
    with database.transaction() as session:
        record_sheet(session, made=kit.sheets[0])
    with pytest.raises(SheetOvertaken), database.transaction() as session:
        record_kit(session, made=kit)
    with database.transaction() as session:
        other = listing.find_day(session, on=date(2026, 12, 18))
        on_duty = listing.day_detail(session, day_id=coming).duty
        rota.set_rota(
            session, day_id=other.id, version=other.version, deputy_ids=[each.deputy_id for each in on_duty]
        )
        issue_notice(session, day_id=other.id)
    with pytest.raises(NoticeOvertaken), database.transaction() as session:
        record_kit(session, made=kit)


def test_a_notice_that_is_out_keeps_its_number_in_the_kit(
    database: Database, coming: int, tmp_path: Path
) -> None:
    with database.transaction() as session:
        issue_notice(session, day_id=coming)
    kit = draw(database, coming, tmp_path, KitWish(slips=0, visitor_pages=0))
    assert kit.parts[0].title == "公告 〔2026〕1号"
    with database.transaction() as session:
        record_kit(session, made=kit)
        assert listing.find_day(session, on=DECEMBER).notice == "〔2026〕1号"
        assert list_slips(session) == []


def test_what_cannot_be_printed_is_refused_before_anything_is_drawn(
    database: Database, coming: int, tmp_path: Path
) -> None:
    nothing = KitWish(False, False, False, 0, 0, False, False)
    for wanted, refusal in (
        (nothing, NothingWished),
        (KitWish(slips=201), SlipCountInvalid),
        (KitWish(visitor_pages=256), VisitorPagesInvalid),
    ):
        with pytest.raises(refusal):
            draw(database, coming, tmp_path, wanted)
    with database.reading() as session:
        empty = listing.find_day(session, on=date(2026, 12, 18))
    with pytest.raises(NoticeNeedsDeputies):
        draw(database, empty.id, tmp_path)
    with database.transaction() as session:
        days.cancel_day(session, day_id=empty.id, version=empty.version, reason="停电")
    with pytest.raises(DayIsCancelled):
        draw(database, empty.id, tmp_path)
    assert not list(tmp_path.glob("*.pdf"))


def test_the_kit_of_a_day_called_off_while_it_was_looked_at_does_not_go_out(
    database: Database, coming: int, tmp_path: Path
) -> None:
    made = draw(database, coming, tmp_path)
    with database.transaction() as session:
        day = listing.day_detail(session, day_id=coming).row
        days.cancel_day(session, day_id=coming, version=day.version, reason="停电")
    with pytest.raises(DayIsCancelled), database.transaction() as session:
        record_kit(session, made=made)
    with database.reading() as session:
        assert list_slips(session) == []


def test_thirty_deputies_rare_characters_and_a_long_place_still_fit(
    database: Database, coming: int, tmp_path: Path
) -> None:
    with database.transaction() as session:
        more = [Deputy(name=f"𠮷䶮{number:02}·买买提·艾力", sort_key=f"z{number:02}") for number in range(30)]
        activity = session.get_one(Activity, listing.find_day(session, on=DECEMBER).activity_id)
        activity.attendances += [Attendance(deputy=each) for each in more]
        activity.place = (
            "青石镇河口村新时代文明实践站二楼东侧第三会议室（原河口小学教学楼，从村委会大院西门进，上楼左转）"
        )
    kit = draw(database, coming, tmp_path)
    pages = {part.title: part.pages for part in kit.parts}
    assert (pages["门牌"], pages["小结（手写）"], pages["来访人员签到表"]) == (1, 1, 1)
    assert "𠮷䶮29·买买提·艾力" in text_of(kit.path)


def test_a_bundle_counts_its_pages_and_leaves_out_empty_parts(tmp_path: Path) -> None:
    notice = sample_sheet("notice", offered_fields("notice"))
    sheet = sample_sheet("sign_in", offered_fields("sign_in"))
    parts = [Part("公告", [notice]), Part("没有", []), Part("签到", [sheet, sheet])]
    made = make_bundle(tmp_path / "一份.pdf", parts, title="一份")
    assert made.pages == count_pages(parts) == outline_of(made.path)[0]
    assert [title for title, _ in outline_of(made.path)[1]] == ["公告", "签到"]


def test_a_slip_to_be_cut_off_is_not_put_among_other_papers() -> None:
    statement = sample_sheet("points_statement", offered_fields("points_statement"))
    with pytest.raises(FormProblem, match="裁切"):
        count_pages([Part("积分", [statement])])


def test_sign_and_summary_say_the_day(database: Database, coming: int) -> None:
    with database.reading() as session:
        day = listing.day_detail(session, day_id=coming)
    assert door_sign(day).values["time"] == "12月4日（星期五）9:00—11:00"
    assert door_sign(day).values["deputies"] == "李秀英　王建国"
    assert blank_summary(day).values["deputies"] == "李秀英、王建国"
