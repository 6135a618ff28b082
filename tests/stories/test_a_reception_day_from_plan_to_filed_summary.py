"""A reception day of 青禾镇 whole: planned, announced, printed, held, signed on paper, scanned back, told and filed."""

import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock
from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.activities.service.attendance import (
    AttendanceMark,
    list_attendance,
    list_deputy_attendance,
    record_many,
)
from deputy_station.features.activities.service.evidence import list_evidence
from deputy_station.features.demands.rules.choices import DemandState, Route, Satisfaction
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service import editing, frame
from deputy_station.features.desk.documents.kit import KitWish, draw_kit, measure_kit, record_kit
from deputy_station.features.desk.documents.receipt import draw_receipt, seal_receipt
from deputy_station.features.desk.documents.summary import draw_summary
from deputy_station.features.desk.rules.slips import SlipState
from deputy_station.features.desk.service.queue import call_next, end_reception, mark_left, read_queue
from deputy_station.features.desk.service.slips import get_slip, list_slips
from deputy_station.features.desk.service.summary import DaySummary, day_summary, file_summary, summary_words
from deputy_station.features.desk.service.taking import Taken, take_down
from deputy_station.features.history.service import redo_last, undo_last
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service import catalogue
from deputy_station.features.points.service.scores import calendar_year, scores_for_period
from deputy_station.features.reception.documents.notice import print_notice
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service import days, leaves, listing, planning, rota, visits
from deputy_station.features.scans.imports.reading import read_files
from deputy_station.features.scans.rules.states import PageState, PaperKind, ScanSource
from deputy_station.features.scans.service.answering import take_up
from deputy_station.features.scans.service.evidence import signatures_of
from deputy_station.features.scans.service.filing import BatchResult, file_pages
from deputy_station.features.scans.service.listing import read_page
from deputy_station.features.scans.service.page_states import count_states
from deputy_station.features.signin.documents.cards import draw_cards, record_cards
from deputy_station.features.signin.rules.card_codes import CardCode, sign_card
from deputy_station.features.signin.rules.signing_in import Timing
from deputy_station.features.signin.service.card_signing import sign_in_by_card
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.features.signin.service.sheets import list_sheets
from deputy_station.store.database import Database
from tests.scanning.canvas import Canvas
from tests.scanning.hands import Signer, sign, tick
from tests.scanning.pens import PENS

DPI = 150
BLACK_GEL = PENS[0]
JANUARY, FEBRUARY = date(2026, 1, 15), date(2026, 2, 24)
ROAD = "村里主路坑坑洼洼有三四年了，下雨天老人孩子都摔过，想请政府给修一修。"


def at(database: Database, month: int, day: int, hour: int, minute: int = 0) -> None:
    """It is that time of 2026 in Beijing."""
    database.clock = Clock.fixed(datetime(2026, month, day, hour - 8, minute, tzinfo=UTC))


def found(session: Session) -> dict[str, int]:
    """The station with its catalogue, and six deputies in two groups; their ids by name."""
    frame.create_station(
        session,
        name="青禾镇人大代表之家",
        code="青禾",
        township="青禾镇",
        district="禾城区",
        phone="0561－5550123",
        is_home=True,
    )
    term = frame.create_term(session, name="第十二届", starts_on=date(2022, 1, 10), ends_on=date(2027, 1, 9))
    town = editing.NewMandate(Level.TOWN, date(2022, 1, 10), term_id=term.id)
    district = editing.NewMandate(Level.DISTRICT, date(2022, 1, 10))
    first = frame.create_group(session, name="第一代表小组").id
    second = frame.create_group(session, name="第二代表小组").id
    catalogue.load_categories(session)
    return {
        name: editing.create_deputy(session, mandates=seats, name=name, group_id=group).id
        for name, group, seats in (
            ("陈静", first, [town]),
            ("李秀英", first, [town]),
            ("孙立", second, [town]),
            ("王建国", first, [town, district]),
            ("吴刚", second, [town]),
            ("周琴", second, [town]),
        )
    }


def words_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


def bookmarks_of(pdf: Path) -> list[tuple[str, int]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [(mark.get_title(), (mark.get_dest().get_index() or 0) + 1) for mark in document.get_toc()]
    finally:
        document.close()


def written_on(kit: Path, page: int, draw: Callable[[Canvas, np.random.Generator], object]) -> Image.Image:
    """A page of the kit as the scanner sees it once a pen has been at it."""
    [printed] = page_pictures(kit, DPI, pages=range(page - 1, page))
    canvas = Canvas(np.asarray(printed.convert("L")).copy(), DPI / 25.4)
    draw(canvas, np.random.default_rng(7))
    return Image.fromarray(canvas.pixels)


def states_on(database: Database, activity_id: int) -> dict[str, AttendanceState]:
    with database.reading() as session:
        return {each.deputy: each.state for each in list_attendance(session, activity_id=activity_id)}


def test_from_the_year_plan_to_the_filed_summary(database: Database, tmp_path: Path) -> None:
    # 5 January: the station is founded; 孙立 is in hospital until the end of the month.
    at(database, 1, 5, 9)
    with database.transaction() as session:
        ids = found(session)
        roads_office = catalogue.add_unit(session, name="镇村建办", kind=UnitKind.TOWN).id
        leaves.add_leave(
            session, deputy_id=ids["孙立"], since=date(2026, 1, 4), until=date(2026, 1, 31), reason="住院"
        )

    # The year from one phrase: twelve days; 15 February opens the Spring Festival holiday, which lasts to the 23rd.
    with database.transaction() as session:
        plan = planning.plan_year(
            session, wish=planning.PlanWish(2026, read_plan_rule("每月15日，遇节假日顺延"), per_day=4)
        )
        moved = {row.original: row.on for row in plan.rows}
        assert len(moved) == 12
        assert (moved[JANUARY], moved[date(2026, 2, 15)]) == (JANUARY, FEBRUARY)
        january, february = (listing.find_day(session, on=on) for on in (JANUARY, FEBRUARY))
    # Four of the five who can, in the order of the roster; in February the two who had no turn, and the next two.
    assert january.on_duty == ("陈静", "李秀英", "王建国", "吴刚")
    assert february.on_duty == ("陈静", "李秀英", "孙立", "周琴")
    turns = [sum(name in row.deputies for row in plan.rows) for name in ids]
    assert turns == [8] * 6  # 12 days of 4, even for 6, whoever was away in January too

    # 吴刚 cannot come in January: 周琴 takes his turn, he takes hers.
    with database.transaction() as session:
        rota.swap_duty(
            session,
            day_id=january.id,
            version=january.version,
            deputy_id=ids["吴刚"],
            other_day_id=february.id,
            other_deputy_id=ids["周琴"],
        )
        january, february = (listing.find_day(session, on=on) for on in (JANUARY, FEBRUARY))
    assert january.on_duty == ("陈静", "李秀英", "王建国", "周琴")
    assert february.on_duty == ("陈静", "李秀英", "孙立", "吴刚")
    day_id, activity_id = january.id, january.activity_id

    # 8 January, seven days ahead: the notice goes out, and once more for WPS under the same number.
    at(database, 1, 8, 10)
    notice = print_notice(database, silent_progress, day_id=day_id, out=tmp_path / "公告.pdf")
    editable = print_notice(database, silent_progress, day_id=day_id, out=tmp_path / "公告.docx")
    assert (notice.number, notice.pages, notice.warning) == ("〔2026〕1号", 1, "")
    assert editable.number == notice.number
    announced = words_of(notice.path)
    assert "2026年1月15日（星期四）" in announced
    assert "周琴（镇人大代表）" in announced
    assert "吴刚" not in announced
    with zipfile.ZipFile(editable.path) as parts:
        assert "公告〔2026〕1号" in parts.read("word/document.xml").decode()

    # The whole kit with two slips: its pages are known before it is made, each part has its bookmark.
    wanted = KitWish(slips=2)
    with database.transaction() as session:
        foretold = measure_kit(session, day_id=day_id, wanted=wanted)
    kit = draw_kit(database, silent_progress, day_id=day_id, out=tmp_path / "整套.pdf", wanted=wanted)
    with database.transaction() as session:
        record_kit(session, made=kit)
    # Notice, rota, deputies, visitors, two slips, door, summary.
    assert sum(part.pages for part in foretold) == kit.pages == len(page_pictures(kit.path, 10)) == 8
    assert bookmarks_of(kit.path) == [(part.title, part.first_page) for part in foretold]
    at_page = {part.title: part.first_page for part in kit.parts}
    with database.transaction() as session:
        sheet = list_sheets(session, activity_id=activity_id)[0]
        slips = list_slips(session, day_id=day_id)
        secret = station_secret(session)
    assert [each.number for each in slips] == ["2026-0001", "2026-0002"]
    made = draw_cards(database, silent_progress, out=tmp_path / "代表卡.pdf")
    with database.transaction() as session:
        assert record_cards(session, made=made) == 6

    # 15 January, 8:52: 李秀英 holds her card under the scanner gun, twice; 陈静 has rung that she cannot come.
    at(database, 1, 15, 8, 52)
    card = next(each for each in made.cards if each.name == "李秀英")
    text = sign_card(CardCode(card.station_id, card.deputy_id, card.serial), secret)
    with database.transaction() as session:
        came = sign_in_by_card(session, text=text)
        again = sign_in_by_card(session, text=text)
        record_many(
            session,
            activity_id=activity_id,
            marks=[AttendanceMark(ids["陈静"], AttendanceState.LEAVE, leave_reason="外出培训")],
        )
    assert (came.name, came.activity_id, came.timing, came.already) == (
        "李秀英",
        activity_id,
        Timing.EARLY,
        False,
    )
    assert (again.already, again.arrived_at) == (True, came.arrived_at)

    # 9:00: four parties take numbers. Three are heard, one after the other; the last has no time to wait.
    at(database, 1, 15, 9)
    with database.transaction() as session:
        detail = listing.day_detail(session, day_id=day_id)
        days.open_day(session, day_id=day_id, version=detail.row.version)
        for people in (1, 2, 1, 1):
            visits.add_visit(session, day_id=day_id, people=people)
    spot = hear(
        database,
        day_id,
        [ids["李秀英"], ids["王建国"]],
        name="王秀兰",
        words="想问问新农合今年几月交、交多少，在哪里交。",
        gist="咨询医保缴费",
        settled_on_the_spot=True,
        answer="当场说明：每年 9 月到 12 月，村委会代收。",
        satisfaction=Satisfaction.SATISFIED,
    )
    road = hear(
        database,
        day_id,
        [ids["李秀英"], ids["王建国"]],
        name="张守田",
        phone="13800001234",
        address="禾北村",
        people=2,
        words=ROAD,
        gist="禾北村主路破损",
        route=Route.TOWN,
        unit_id=roads_office,
        read_back=True,
    )
    secret_one = hear(
        database,
        day_id,
        [ids["李秀英"]],
        name="刘桂芳",
        phone="13900005678",
        words="反映低保评议时有人打招呼，请不要说是我讲的。",
        gist="低保评议不公",
        confidential=True,
    )
    assert [each.visit.number for each in (spot, road, secret_one)] == [1, 2, 3]
    assert [each.demand.number for each in (spot, road, secret_one)] == [
        "青禾-2026-0001",
        "青禾-2026-0002",
        "青禾-2026-0003",
    ]
    with database.transaction() as session:
        [waits] = read_queue(session, day_id=day_id).of(VisitState.WAITING)
        mark_left(session, visit_id=waits.id, version=waits.version)
        kept = {each.number: each.name for each in visits.list_visits(session, day_id=day_id)}
    assert kept == {1: "王秀兰", 2: "张守田", 3: "", 4: ""}  # who asked for secrecy stands in no queue

    # What 张守田 takes home: number, who handles it, ten working days from the 16th, whom to ring.
    receipt = draw_receipt(database, demand_id=road.demand.id, out=tmp_path / "回执.pdf")
    with database.transaction() as session:
        seal_receipt(session, made=receipt)
    handed_over = words_of(receipt.path)
    for told in ("青禾-2026-0002", "禾北村主路破损", "镇村建办", "2026年1月29日前", "0561－5550123"):
        assert told in handed_over, told
    assert receipt.pages == 1

    # 11:40: the sheet goes through the scanner, upside down, with the name of 王建国 on it, and one of the two slips.
    at(database, 1, 15, 11, 40)
    box = sheet.boxes[sheet.rows.index(ids["王建国"])]
    signed = written_on(
        kit.path,
        at_page["代表签到表"],
        lambda canvas, rng: sign(
            canvas,
            rng,
            Signer("glyphs", BLACK_GEL, 6.4, 0.0, 0.2),
            "王建国",
            (box.left + 3, box.top, box.width - 6, box.height),
        ),
    )
    ticked = {each.key: each for each in slips[0].geometry.boxes}

    def tick_two(canvas: Canvas, rng: np.random.Generator) -> None:
        for key in ("tick:category:城乡建设", "tick:urgency:较急"):
            place = ticked[key]
            tick(canvas, rng, BLACK_GEL, (place.left, place.top, place.width, place.height))

    slip_page = written_on(kit.path, at_page["来访登记便条 2 张"], tick_two)
    signed.rotate(180).save(tmp_path / "签到表.png")
    slip_page.save(tmp_path / "便条.png")
    before = states_on(database, activity_id)
    assert before["王建国"] is before["周琴"] is AttendanceState.NOT_YET
    batch = scan(database, tmp_path / "签到表.png", tmp_path / "便条.png")
    assert [(each.kind, each.state) for each in batch.pages] == [
        (PaperKind.DEPUTY_SHEET, PageState.FILED),
        (PaperKind.SLIP, PageState.ASKED),
    ], [each.sentence for each in batch.pages]
    assert batch.came == 1
    assert batch.pages[0].not_signed == (
        "周琴",
    )  # 李秀英 came by card, 陈静 is on leave: nobody asks after them
    after = before | {"王建国": AttendanceState.PRESENT}
    assert states_on(database, activity_id) == after
    with database.reading() as session:
        [signature] = signatures_of(session, activity_id=activity_id)
        assert (signature.name, signature.by_person) == ("王建国", False)
        assert signature.crop.startswith(b"\x89PNG")
        assert get_slip(session, slip_id=slips[0].id).ticks == {"category": "城乡建设", "urgency": "较急"}

    # All that the scan did is one step: undone, nothing of it is left; done again, all of it is back.
    with database.transaction() as session:
        undo_last(session)
    assert states_on(database, activity_id) == before
    with database.reading() as session:
        assert count_states(session).total == 0
        assert get_slip(session, slip_id=slips[0].id).state is SlipState.BLANK
        assert signatures_of(session, activity_id=activity_id) == []
    with database.transaction() as session:
        redo_last(session)
    assert states_on(database, activity_id) == after
    with database.reading() as session:
        assert (count_states(session).filed, count_states(session).asked) == (1, 1)
    # The same sheet once more changes nothing.
    twice = scan(database, tmp_path / "签到表.png")
    assert [each.state for each in twice.pages] == [PageState.AGAIN]
    assert states_on(database, activity_id) == after

    # The clerk types the gist beside the picture; the category comes from the tick.
    with database.transaction() as session:
        shown = read_page(session, page_id=batch.pages[1].id)
        assert shown.slip_version is not None
        lamp = take_up(
            session,
            slip_id=slips[0].id,
            version=shown.slip_version,
            gist="禾南村口路灯不亮",
            urgency="较急",
        )
    assert (lamp.number, lamp.state) == ("青禾-2026-0004", DemandState.REGISTERED)
    with database.reading() as session:
        assert get_demand(session, demand_id=lamp.id).row.category.startswith("城乡建设")
        assert count_states(session).asked == 0

    # 11:50: the day is ended, whoever did not come is absent; the summary has written itself and is filed.
    at(database, 1, 15, 11, 50)
    with database.transaction() as session:
        version = listing.day_detail(session, day_id=day_id).row.version
        end_reception(session, day_id=day_id, version=version, rest_absent=True)
        written = day_summary(session, day_id=day_id)
        filed = file_summary(session, day_id=day_id, version=written.version, words=summary_words(written))
    check_summary(filed)
    on_paper = draw_summary(database, day_id=day_id, out=tmp_path / "小结.pdf")
    in_wps = draw_summary(database, day_id=day_id, out=tmp_path / "小结.docx")
    assert "王建国" in words_of(on_paper.path)
    for paper in (words_of(on_paper.path), docx_words(in_wps.path)):
        assert "第二代表小组周琴" in paper  # so that her group leader is told
        assert "第一代表小组陈静" in paper
        assert not any(name in paper for name in ("张守田", "刘桂芳", "王秀兰"))
    with database.reading() as session:
        kept_with = [
            each.title for each in list_evidence(session, subject="activity", subject_id=activity_id)
        ]
    assert kept_with == ["签到表扫描件", "1月15日接待日小结"]

    # The demands have gone their way, and the day stands in the registers of those who received.
    with database.reading() as session:
        ways = {
            row.number: (row.state, row.route, row.unit)
            for row in (
                get_demand(session, demand_id=each).row
                for each in (spot.demand.id, road.demand.id, secret_one.demand.id)
            )
        }
        register = {
            each.deputy_id: each.state
            for each in list_deputy_attendance(session, first=JANUARY, last=JANUARY)
            if each.activity_id == activity_id
        }
        scores = {
            score.subject.name: {item.item.code: item.points for item in score.items}
            for score in scores_for_period(session, period=calendar_year(2026))
        }
    assert ways == {
        "青禾-2026-0001": (DemandState.SETTLED, Route.ANSWERED, ""),
        "青禾-2026-0002": (DemandState.ASSIGNED, Route.TOWN, "镇村建办"),
        "青禾-2026-0003": (DemandState.REGISTERED, None, ""),
    }
    assert register == {
        ids["李秀英"]: AttendanceState.PRESENT,
        ids["王建国"]: AttendanceState.PRESENT,
        ids["陈静"]: AttendanceState.LEAVE,
        ids["周琴"]: AttendanceState.ABSENT,
    }
    # B2 = 8 × attended ÷ rostered so far: one of one, none of one.
    assert [scores[name]["B2"] for name in ("李秀英", "王建国", "周琴")] == [8, 8, 0]
    # D2: a point for each demand taken and handed over, which of theirs the road alone was; D4: one asked, content.
    assert [[scores[name][code] for code in ("D2", "D4")] for name in ("李秀英", "王建国", "周琴")] == [
        [1, 4],
        [1, 4],
        [0, 0],
    ]


def hear(database: Database, day_id: int, deputy_ids: list[int], **told: object) -> Taken:
    """The next in the queue is called and taken down."""
    with database.transaction() as session:
        visit = call_next(session, day_id=day_id)
        return take_down(session, day_id=day_id, visit_id=visit.id, deputy_ids=deputy_ids, **told)  # type: ignore[arg-type]


def scan(database: Database, *paths: Path) -> BatchResult:
    """Files read, then filed."""
    pages = read_files(database, silent_progress, paths=paths)
    with database.transaction() as session:
        return file_pages(session, pages=pages, source=ScanSource.DROPPED)


def docx_words(path: Path) -> str:
    """The text of a document, its runs put together."""
    with zipfile.ZipFile(path) as parts:
        text = parts.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>|\s", "", text)


def check_summary(filed: DaySummary) -> None:
    """What the day came to: three parties of four persons heard, one gone, four demands with that of the slip."""
    assert (filed.parties, filed.people, filed.left, filed.waiting) == (3, 4, 1, 0)
    assert filed.demands == 4
    assert [each.name for each in filed.received] == ["李秀英", "王建国"]
    assert [each.name for each in filed.on_leave] == ["陈静"]
    assert [each.name for each in filed.absent] == ["周琴"]
    assert (filed.answered, filed.settled, filed.not_routed) == (1, 1, 2)
    assert [(each.word, each.count) for each in filed.routed] == [("镇村建办", 1)]
    assert filed.still_open == 3  # the road is being mended; two wait to be handed over
    assert filed.filed_at is not None
    first, *_ = filed.filed_words.splitlines()
    assert first == (
        "1月15日 9:00—11:00，在青禾镇人大代表之家开展代表接待日活动，李秀英、王建国 2 名代表到会接待。"
    )
