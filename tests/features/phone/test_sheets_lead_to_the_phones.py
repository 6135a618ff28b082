"""A sign-in sheet with a QR of the page for phones: where it stands, what it opens, and that the sheet still comes back."""

from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from sqlalchemy import select

from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.activities.models import AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance, record_attendance
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.desk.service.summary import day_summary
from deputy_station.features.history.rules import ChangedLater
from deputy_station.features.history.service import undo_last
from deputy_station.features.phone.service.serving import PhoneServer
from deputy_station.features.phone.service.signing import LeftWords, leave_demand
from deputy_station.features.reception.models import Visit
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.days import add_day
from deputy_station.features.reception.service.visits import list_visits
from deputy_station.features.signin.documents.sheets import draw_sign_in, record_sheet
from deputy_station.features.signin.imports.pictures import identify_picture
from deputy_station.features.signin.rules.phone_link import phone_word
from deputy_station.store.database import Database
from tests.features.phone.phone_hall import CODES, TODAY, Phone, give_codes, held_activity, open_page


@pytest.fixture
def hall(database: Database, people: dict[str, int]) -> int:
    """An activity of this morning; four deputies have codes."""
    give_codes(database, people)
    return held_activity(database, people)


def path_of(link: str, server: PhoneServer) -> str:
    running = server.running
    before, _, path = link.partition(f"http://{running.address}:{running.port}")
    assert before == ""
    return path


def test_the_qr_of_the_printed_sheet_opens_the_page_and_a_deputy_signs_in(
    database: Database, hall: int, tmp_path: Path
) -> None:
    with open_page(database, hall) as server:
        out = tmp_path / "签到表.pdf"
        at = (server.running.address, server.running.port)
        draw_sign_in(database, silent_progress, activity_id=hall, out=out, phones_at=at)
        [picture] = page_pictures(out, dpi=200)
        [link] = [found.text for found in zxingcpp.read_barcodes(picture) if "/s/" in found.text]
        phone = Phone(server)
        opened = phone.ask("GET", path_of(link, server))
        assert opened.status == 200
        assert phone.post("/sign", ticket=opened.ticket, code=CODES["王建国"]).status == 200
        assert phone.post("/sign", ticket=opened.ticket, code=CODES["李秀英"]).page.count("王建国") == 1
        assert server.counters.signed_in == 1


def test_the_sheet_with_the_qr_is_read_back_and_its_boxes_stand_where_they_stood(
    database: Database, hall: int, tmp_path: Path
) -> None:
    plain = draw_sign_in(database, silent_progress, activity_id=hall, out=tmp_path / "a.pdf")
    at = ("192.168.100.200", 8199)
    drawn = draw_sign_in(database, silent_progress, activity_id=hall, out=tmp_path / "b.pdf", phones_at=at)
    assert drawn.geometry == plain.geometry
    with database.transaction() as session:
        record_sheet(session, made=drawn)
    [picture] = page_pictures(tmp_path / "b.pdf", dpi=200)
    with database.reading() as session:
        reading = identify_picture(session, picture=picture)
    assert reading.problems == ()
    [page] = reading.pages
    assert page.sheet.activity_id == hall


def test_without_an_address_nothing_is_printed_beside_the_title(
    database: Database, hall: int, tmp_path: Path
) -> None:
    draw_sign_in(database, silent_progress, activity_id=hall, out=tmp_path / "a.pdf")
    [picture] = page_pictures(tmp_path / "a.pdf", dpi=100)
    beside = np.asarray(picture.convert("L"))[20:95, 670:725]  # 5 to 24 mm down, 170 to 184 mm from the left
    assert beside.min() == 255


def test_the_word_is_of_one_activity_at_one_station(database: Database, hall: int) -> None:
    ours = phone_word(hall, b"a" * 32)
    assert ours == phone_word(hall, b"a" * 32)
    assert len({ours, phone_word(hall + 1, b"a" * 32), phone_word(hall, b"b" * 32)}) == 3
    with open_page(database, hall) as server:
        assert Phone(server).ask("GET", f"/s/{ours}").status == 404  # another station's
        assert Phone(server).ask("POST", f"/s/{ours}", "code=1").status == 404


def test_ctrl_z_at_the_desk_never_takes_back_what_was_done_by_phone(
    database: Database, people: dict[str, int], hall: int
) -> None:
    with open_page(database, hall) as server:
        assert Phone(server).sign(CODES["王建国"]).status == 200
        assert Phone(server).leave("路灯坏了").status == 200
    with database.transaction() as session:
        record_attendance(session, activity_id=hall, deputy_id=people["李秀英"], state=AttendanceState.ABSENT)
    with database.transaction() as session:
        assert "李秀英" in undo_last(session).sentence
    # Next would be the making of the activity: who came by phone holds it.
    with pytest.raises(ChangedLater), database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        states = {row.deputy: row.state for row in list_attendance(session, activity_id=hall)}
        [demand] = session.scalars(select(Demand))
    assert (states["王建国"], states["李秀英"]) == (AttendanceState.PRESENT, AttendanceState.NOT_YET)
    assert demand.state is not DemandState.WITHDRAWN


def test_words_left_on_a_reception_day_are_a_visit_of_it_that_was_heard(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        day = add_day(session, on=TODAY).row
    with open_page(database, day.activity_id) as server:
        phone = Phone(server)
        assert phone.leave("路灯坏了", name="刘大娘", phone="13812341234", village="东街村").status == 200
        assert phone.leave("低保的事", name="赵某", phone="13900000000", confidential="1").status == 200
    with database.reading() as session:
        visits = list_visits(session, day_id=day.id)
        kept = [(each.name, each.phone, each.address) for each in session.scalars(select(Visit))]
        demands = list(session.scalars(select(Demand).order_by(Demand.id)))
        summary = day_summary(session, day_id=day.id)
    assert [each.state for each in visits] == [VisitState.HEARD, VisitState.HEARD]
    assert kept == [("刘大娘", "13812341234", "东街村"), ("", "", "")]
    assert [each.visit_id for each in demands] == [each.id for each in visits]
    assert demands[1].visitor_name == "赵某"
    assert summary.parties == 2


def test_words_left_by_phone_are_one_step_and_taken_back_the_number_stays_taken(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        day = add_day(session, on=TODAY).row
    with database.transaction() as session:
        left = leave_demand(session, activity_id=day.activity_id, left=LeftWords("路灯坏了", name="刘大娘"))
    with database.transaction() as session:
        assert undo_last(session).sentence == f"撤销：群众用手机留下诉求 {left.number}"
    with database.reading() as session:
        [visit] = list_visits(session, day_id=day.id)
        [demand] = session.scalars(select(Demand))
    assert (demand.state, visit.state) == (DemandState.WITHDRAWN, VisitState.LEFT)
