"""The sign-in sheet on paper: what it says, what is remembered of it, and that its codes survive a bad copy."""

import io
import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

from deputy_station.core.errors import NotFound, Trouble
from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.activities.models import Activity, ActivityKind, Attendance, AttendanceState
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.signin import commands
from deputy_station.features.signin.documents.sheets import PrintedSheet, print_sign_in
from deputy_station.features.signin.imports.pictures import identify_picture, open_picture
from deputy_station.features.signin.models import SignKey
from deputy_station.features.signin.rules.sheet_codes import SECRET_BYTES, Corner
from deputy_station.features.signin.service.sheets import (
    ActivityCancelled,
    SeveralActivities,
    find_sheet,
    list_sheets,
)
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

ON = date(2026, 12, 4)


def make_activity(
    database: Database,
    ids: list[int],
    *,
    kind: ActivityKind = ActivityKind.RECEPTION,
    title: str = "12月4日代表接待日",
) -> int:
    with database.transaction() as session:
        activity = Activity(
            kind=kind,
            title=title,
            held_on=ON,
            starts_at=time(9),
            ends_at=time(11, 30),
            place="东街社区服务中心一楼接待室",
            organiser="青石镇人大主席团",
        )
        activity.attendances = [Attendance(deputy_id=each) for each in ids]
        session.add(activity)
        session.flush()
        return activity.id


def print_sheet(database: Database, activity_id: int, out: Path) -> PrintedSheet:
    return print_sign_in(database, silent_progress, activity_id=activity_id, out=out)


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return "".join("".join(pages).split())


def test_names_stand_in_order_with_level_group_and_leave(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    activity_id = make_activity(database, list(people.values()))
    with database.transaction() as session:
        activity = session.get_one(Activity, activity_id)
        for attendance in activity.attendances:
            if attendance.deputy_id == people["张守田"]:
                attendance.state, attendance.leave_reason = AttendanceState.LEAVE, "外出就医"
                attendance.note = "住院到月底"
            if attendance.deputy_id == people["王建国"]:
                attendance.arrived_at = datetime(2026, 12, 4, 0, 55, tzinfo=UTC)  # 8:55 in Beijing
    text = text_of(print_sheet(database, activity_id, tmp_path / "签到表.pdf").path)
    assert "1李秀英镇第一代表小组" in text
    assert "3王建国镇、区第一代表小组8:55" in text
    assert "6张守田镇第二代表小组请假" in text
    assert "就医" not in text  # the sheet lies open at the door
    assert "住院" not in text
    assert "买买提·艾力市" in text
    assert "应到6人，请假1人" in text
    assert "2026年12月4日（星期五）9:00—11:30" in text
    assert "第1页共1页" in text


def test_the_layout_of_every_row_is_remembered(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    with database.transaction() as session:
        more = [Deputy(name=f"代表{number:02}", sort_key=f"z{number:02}") for number in range(40)]
        session.add_all(more)
        session.flush()
        ids = [*people.values(), *(deputy.id for deputy in more)]
    activity_id = make_activity(database, ids)
    paper = print_sheet(database, activity_id, tmp_path / "签到表.pdf")
    with database.reading() as session:
        [sheet] = list_sheets(session, activity_id=activity_id)
    assert (sheet.pages, paper.pages, paper.names) == (len(page_pictures(paper.path)), sheet.pages, 46)
    assert sheet.rows[:3] == (people["李秀英"], people["买买提·艾力"], people["王建国"])
    assert len(sheet.rows) == len(sheet.boxes)
    blanks = [each for each in sheet.rows if each == 0]
    assert len(blanks) >= 4
    assert sheet.rows[46:] == tuple(blanks)
    assert [box.page for box in sheet.boxes] == sorted(box.page for box in sheet.boxes)
    assert {(box.left, box.width) for box in sheet.boxes} == {
        (133.0, 40.0)
    }  # the sixth column of forms/sign_in
    for above, below in zip(sheet.boxes, sheet.boxes[1:], strict=False):
        if above.page == below.page:
            assert below.top == pytest.approx(above.top + above.height, abs=0.03)


def test_printing_anew_keeps_the_earlier_sheet_readable(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    activity_id = make_activity(database, [people["王建国"]])
    first = print_sheet(database, activity_id, tmp_path / "1.pdf")
    with database.transaction() as session:
        session.add(Attendance(activity_id=activity_id, deputy_id=people["李秀英"]))
    second = print_sheet(database, activity_id, tmp_path / "2.pdf")
    assert (first.edition, second.edition) == (1, 2)
    with database.reading() as session:
        reading = identify_picture(session, picture=page_pictures(first.path, dpi=200)[0])
        assert reading.problems == ()
        [found] = reading.pages
        assert (found.sheet.edition, found.page, found.corners) == (1, 1, tuple(Corner))
        assert found.sheet.rows[0] == people["王建国"]
        again = identify_picture(session, picture=page_pictures(second.path, dpi=200)[0])
        assert again.pages[0].sheet.rows[:2] == (people["李秀英"], people["王建国"])


def bad_copy(page: Image.Image, *, blur: float, noise: int, contrast: float, degrees: float) -> Image.Image:
    """A photocopy of a photocopy: pale, soft, speckled and askew."""
    page = page.convert("L").rotate(degrees, expand=True, fillcolor=235, resample=Image.Resampling.BICUBIC)
    page = ImageEnhance.Contrast(page.filter(ImageFilter.GaussianBlur(blur))).enhance(contrast)
    # The same specks in every run, around 128: a copy is made, not drawn by lot.
    drawn = np.random.default_rng(2026).normal(128, noise, page.size[::-1])
    speckles = Image.fromarray(drawn.clip(0, 255).astype(np.uint8))
    return ImageChops.add(page, speckles, scale=1, offset=-128)


@pytest.mark.parametrize(
    ("dpi", "blur", "noise", "contrast", "degrees"),
    [
        (200, 1.2, 40, 0.5, 1.5),
        (200, 1.8, 20, 0.6, -2.5),
        (150, 0.8, 30, 0.4, 4.0),
        (300, 2.5, 30, 0.5, -1.0),
        (200, 1.2, 40, 0.5, 180.0),
    ],
)
def test_all_four_codes_are_read_from_a_bad_copy(
    database: Database,
    people: dict[str, int],
    tmp_path: Path,
    dpi: int,
    blur: float,
    noise: int,
    contrast: float,
    degrees: float,
) -> None:
    with database.transaction() as session:  # the same codes in every run
        session.add(SignKey(station_id=home_station(session).id, secret=bytes(range(SECRET_BYTES))))
    activity_id = make_activity(database, list(people.values()))
    paper = print_sheet(database, activity_id, tmp_path / "签到表.pdf")
    copy = bad_copy(
        page_pictures(paper.path, dpi=dpi)[0], blur=blur, noise=noise, contrast=contrast, degrees=degrees
    )
    copy.save(tmp_path / "扫描.jpg", quality=60)
    with database.reading() as session:
        reading = identify_picture(session, picture=open_picture(tmp_path / "扫描.jpg"))
    assert [(found.sheet.activity_id, found.page, found.corners) for found in reading.pages] == [
        (activity_id, 1, tuple(Corner))
    ]


def test_each_page_of_a_long_list_names_itself_beside_the_longest_titles(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    with database.transaction() as session:
        more = [Deputy(name=f"代表{number:02}", sort_key=f"z{number:02}") for number in range(40)]
        session.add_all(more)
        session.flush()
        ids = [*people.values(), *(deputy.id for deputy in more)]
    activity_id = make_activity(database, ids)
    with database.transaction() as session:
        session.get_one(Activity, activity_id).title = "视察全镇农村人居环境整治和高标准农田建设" * 3
    paper = print_sheet(database, activity_id, tmp_path / "签到表.pdf")
    copies = [
        bad_copy(page, blur=0.8, noise=30, contrast=0.5, degrees=1.0)
        for page in page_pictures(paper.path, dpi=150)
    ]
    with database.reading() as session:
        read = [identify_picture(session, picture=copy).pages for copy in copies]
    assert [[(found.page, found.corners) for found in pages] for pages in read] == [
        [(number, tuple(Corner))] for number in range(1, paper.pages + 1)
    ]
    assert paper.pages == 3
    assert text_of(paper.path).count("第2页共3页") == 1


def test_a_page_with_only_one_corner_left_is_still_known(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    activity_id = make_activity(database, list(people.values()))
    paper = print_sheet(database, activity_id, tmp_path / "签到表.pdf")
    page = page_pictures(paper.path, dpi=200)[0]
    torn = page.crop((page.width // 2, page.height // 2, page.width, page.height))
    with database.reading() as session:
        [found] = identify_picture(session, picture=torn).pages
    assert (found.sheet.activity_id, found.corners) == (activity_id, (Corner.BOTTOM_RIGHT,))


def test_a_sheet_signed_with_another_key_is_refused_not_guessed(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    activity_id = make_activity(database, list(people.values()))
    paper = print_sheet(database, activity_id, tmp_path / "签到表.pdf")
    with database.transaction() as session:
        session.query(SignKey).one().secret = b"x" * 32
    with database.reading() as session:
        reading = identify_picture(session, picture=page_pictures(paper.path, dpi=200)[0])
    assert reading.pages == ()
    assert reading.problems == ("签到表二维码校验不符，可能被改动或仿制。请按纸面核对，在屏幕上录入。",)


def test_a_picture_without_codes_says_what_to_do(database: Database, people: dict[str, int]) -> None:
    with database.reading() as session:
        reading = identify_picture(session, picture=Image.new("L", (400, 600), 255))
    assert reading.problems == ("图片里没有找到签到表的二维码。请把整页放正、拍清楚，再试一次。",)


def test_a_code_of_a_page_never_printed_is_not_found(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    activity_id = make_activity(database, list(people.values()))
    print_sheet(database, activity_id, tmp_path / "签到表.pdf")
    with database.reading() as session, pytest.raises(NotFound, match="打印记录"):
        find_sheet(session, activity_id=activity_id, edition=1, page=2)


def test_a_cancelled_activity_has_no_sheet(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    activity_id = make_activity(database, [])
    with database.transaction() as session:
        session.get_one(Activity, activity_id).cancelled = True
    with pytest.raises(ActivityCancelled, match="已取消"):
        print_sheet(database, activity_id, tmp_path / "签到表.pdf")
    assert not (tmp_path / "签到表.pdf").exists()


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n torn off"])
def test_a_file_that_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "扫描.png").write_bytes(content)
    with pytest.raises(Trouble, match=r"不是能读的图片|是空的"):
        open_picture(tmp_path / "扫描.png")


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"找不到.*没有.png"):
        open_picture(tmp_path / "没有.png")


def run_json(database: Database, command: object, *values: object, **options: object) -> dict[str, object]:
    out = io.StringIO()
    command(Desk(lambda: database, as_json=True, out=out, err=io.StringIO()), *values, **options)  # type: ignore[operator]
    return json.loads(out.getvalue())


def test_the_sheet_is_exported_by_date_and_told_from_its_picture(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    training = make_activity(database, [], kind=ActivityKind.TRAINING, title="代表培训")
    reception = make_activity(database, list(people.values()))
    answer = run_json(database, commands.export_sign_in, day="2026-12-04", out=tmp_path / "s.pdf")
    assert (answer["activity"], answer["names"], answer["pages"]) == (reception, 6, 1)
    other = run_json(database, commands.export_sign_in, activity=training, out=tmp_path / "t.pdf")
    assert other["names"] == 0
    page_pictures(tmp_path / "s.pdf", dpi=200)[0].save(tmp_path / "s.png")
    told = run_json(database, commands.identify_sheet, tmp_path / "s.png")
    assert told["count"] == 1
    assert told["rows"][0]["activity"] == reception  # type: ignore[index]


def test_two_activities_on_a_date_must_be_told_apart(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    for title in ("代表培训", "法律学习"):
        make_activity(database, [], kind=ActivityKind.TRAINING, title=title)
    with pytest.raises(SeveralActivities, match="有 2 项活动：代表培训"):
        run_json(database, commands.export_sign_in, day="2026-12-04", out=tmp_path / "s.pdf")
    with pytest.raises(NotFound, match="2026年12月5日的活动"):
        run_json(database, commands.export_sign_in, day="2026-12-05", out=tmp_path / "s.pdf")
    with pytest.raises(commands.DayOrActivity):
        run_json(database, commands.export_sign_in, out=tmp_path / "s.pdf")
