"""The visitors' sheet: blank numbered lines, an edition of its own, and where everything is once it comes back."""

import io
import json
from datetime import date, time
from pathlib import Path

import pytest

from deputy_station.core.progress import silent_progress
from deputy_station.documents.geometry import BoxKind
from deputy_station.documents.preview import count_pages, page_pictures
from deputy_station.features.activities.models import Activity, ActivityKind, Attendance
from deputy_station.features.signin import commands
from deputy_station.features.signin.documents import sheets as sheets_module
from deputy_station.features.signin.documents.sheets import (
    SheetOvertaken,
    SheetTooLong,
    draw_sign_in,
    print_sign_in,
    record_sheet,
)
from deputy_station.features.signin.documents.visitors import (
    VisitorPagesInvalid,
    print_visitor_sign_in,
    visitors_sheet,
)
from deputy_station.features.signin.imports.pictures import identify_picture
from deputy_station.features.signin.models import SignSheet
from deputy_station.features.signin.service.sheets import list_sheets
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

LONG_PLACE = (
    "青石镇河口村新时代文明实践站二楼东侧第三会议室（原河口小学教学楼，从村委会大院西门进，上楼左转）"
)


@pytest.fixture
def activity_id(database: Database, people: dict[str, int]) -> int:
    with database.transaction() as session:
        activity = Activity(
            kind=ActivityKind.RECEPTION,
            title="12月4日代表接待日",
            held_on=date(2026, 12, 4),
            starts_at=time(9),
            ends_at=time(11, 30),
            place=LONG_PLACE,
            organiser="青石镇人大主席团",
        )
        activity.attendances = [
            Attendance(deputy_id=people["王建国"]),
            Attendance(deputy_id=people["李秀英"]),
        ]
        session.add(activity)
        session.flush()
        return activity.id


def test_two_pages_of_lines_are_kept_with_name_and_signature_of_every_line(
    database: Database, activity_id: int, tmp_path: Path
) -> None:
    paper = tmp_path / "来访.pdf"
    print_visitor_sign_in(database, silent_progress, activity_id=activity_id, pages=2, out=paper)
    with database.reading() as session:
        [sheet] = list_sheets(session, activity_id=activity_id)
    assert (sheet.for_visitors, sheet.pages, count_pages(paper)) == (True, 2, 2)
    assert sheet.rows == (0,) * 24  # 12 lines a page, none of them a deputy's
    assert (sheet.geometry.width, sheet.geometry.height) == (297, 210)
    for page, first in ((1, 0), (2, 12)):
        keys = [box.key for box in sheet.geometry.of_page(page)]
        wanted = {f"{kind}:{number}" for kind in ("line", "row") for number in range(first, first + 12)}
        assert (len(keys), set(keys)) == (24, wanted)
    names = {(box.left, box.width) for box in sheet.geometry.boxes if box.kind is BoxKind.LINE}
    assert names == {(28, 34)}  # margin 15 and the numbers' column of 13


def test_a_picture_of_the_sheet_tells_which_page_it_is(
    database: Database, activity_id: int, tmp_path: Path
) -> None:
    paper = tmp_path / "来访.pdf"
    print_visitor_sign_in(database, silent_progress, activity_id=activity_id, pages=2, out=paper)
    with database.reading() as session:
        reading = identify_picture(session, picture=page_pictures(paper, 150)[1])
    assert [(each.sheet.for_visitors, each.page, len(each.corners)) for each in reading.pages] == [
        (True, 2, 4)
    ]


def test_deputies_and_visitors_of_one_kit_go_out_one_after_the_other(
    database: Database, activity_id: int, tmp_path: Path
) -> None:
    deputies = draw_sign_in(database, silent_progress, activity_id=activity_id, out=tmp_path / "代表.pdf")
    with database.transaction() as session:
        visitors = visitors_sheet(session, activity_id=activity_id, after=1)[1]
        assert (deputies.edition, visitors.edition) == (1, 2)
        with pytest.raises(SheetOvertaken):
            record_sheet(session, made=visitors)  # not before the one it counts on
        assert record_sheet(session, made=deputies).for_visitors is False
        assert record_sheet(session, made=visitors).for_visitors is True


def test_the_geometry_of_a_deputies_sheet_holds_every_signature_and_the_blank_lines(
    database: Database, activity_id: int, tmp_path: Path
) -> None:
    print_sign_in(database, silent_progress, activity_id=activity_id, out=tmp_path / "代表.pdf")
    with database.reading() as session:
        [sheet] = list_sheets(session, activity_id=activity_id)
    signatures = [box for box in sheet.geometry.boxes if box.kind is BoxKind.SIGNATURE]
    assert [box.key for box in signatures] == [f"row:{number}" for number in range(len(sheet.rows))]
    lines = [box for box in sheet.geometry.boxes if box.kind is BoxKind.LINE]
    assert lines[0].key == "line:2"  # after two deputies
    assert len(lines) == len(sheet.rows) - 2
    assert {(box.left, box.width) for box in lines} == {(27, 31)}


def test_a_sheet_printed_before_geometry_was_kept_is_read_as_it_was_printed(
    database: Database, activity_id: int, tmp_path: Path
) -> None:
    print_sign_in(database, silent_progress, activity_id=activity_id, out=tmp_path / "代表.pdf")
    with database.reading() as session:
        [kept] = list_sheets(session, activity_id=activity_id)
    with database.transaction() as session:
        old = session.get_one(SignSheet, kept.id)
        old.geometry = old.for_visitors = None
    with database.reading() as session:
        [rebuilt] = list_sheets(session, activity_id=activity_id)
    assert rebuilt.for_visitors is False
    assert set(rebuilt.geometry.boxes) == set(kept.geometry.boxes)
    assert (rebuilt.geometry.width, rebuilt.geometry.code_size, rebuilt.geometry.code_inset) == (210, 20, 5)


def test_the_command_line_prints_the_visitors_sheet_of_a_day(
    database: Database, activity_id: int, tmp_path: Path
) -> None:
    out = io.StringIO()
    desk = Desk(lambda: database, as_json=True, out=out, err=io.StringIO())
    commands.export_sign_in(desk, day="2026-12-04", out=tmp_path / "来访.pdf", visitors=3)
    told = json.loads(out.getvalue())
    assert (told["pages"], told["edition"], told["names"]) == (3, 1, 0)
    with database.reading() as session:
        assert list_sheets(session, activity_id=activity_id)[0].for_visitors is True


@pytest.mark.parametrize("pages", [-1, 0, 51, 256, 100_000])
def test_more_pages_than_a_day_needs_or_none_are_refused_before_anything_is_drawn(
    pages: int, database: Database, activity_id: int, tmp_path: Path
) -> None:
    with pytest.raises(VisitorPagesInvalid, match=f"一次可以印 1 至 50 页（每页 12 行），不能印 {pages} 页"):
        print_visitor_sign_in(
            database, silent_progress, activity_id=activity_id, pages=pages, out=tmp_path / "来访.pdf"
        )
    assert list(tmp_path.glob("*.pdf")) == []
    with database.reading() as session:
        assert list_sheets(session, activity_id=activity_id) == []


def test_as_many_pages_as_may_be_printed_at_once_are_kept_whole(
    database: Database, activity_id: int, tmp_path: Path
) -> None:
    out = io.StringIO()
    desk = Desk(lambda: database, as_json=True, out=out, err=io.StringIO())
    commands.export_sign_in(desk, day="2026-12-04", out=tmp_path / "来访.pdf", visitors=50)
    assert json.loads(out.getvalue())["pages"] == 50
    with database.reading() as session:
        [sheet] = list_sheets(session, activity_id=activity_id)
    assert sheet.pages == 50
    assert len(sheet.rows) == len(sheet.boxes) >= 600  # twelve lines on each


def test_a_list_longer_than_its_codes_can_number_is_refused(
    database: Database, activity_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sheets_module.MOST_PAGES == 255  # a byte of the code
    monkeypatch.setattr(sheets_module, "MOST_PAGES", 0)
    told = "“12月4日代表接待日”的名单有 2 人，签到表要 1 页，一份最多 0 页，没有印。"
    with pytest.raises(SheetTooLong, match=told):
        print_sign_in(database, silent_progress, activity_id=activity_id, out=tmp_path / "代表.pdf")
    assert list(tmp_path.glob("*.pdf")) == []
