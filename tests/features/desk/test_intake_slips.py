"""Intake slips: numbered as they go out, back with ticks, taken up once, undone without losing the paper."""

from datetime import date
from pathlib import Path

import pytest
import zxingcpp

from deputy_station.core.errors import NotFound, Refusal, StaleEdit
from deputy_station.documents.description import Sheet
from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import page_pictures
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.desk.documents.slips import FIELDS, blank_slips, category_rows, first_level
from deputy_station.features.desk.rules.slips import OFFERED, SlipState, TickField, wishes_in_words
from deputy_station.features.desk.service.slips import (
    SlipCountInvalid,
    SlipIsVoid,
    SlipRow,
    SlipTakenUp,
    get_slip,
    issue_slips,
    list_slips,
    next_slip,
    slip_back,
    take_up_slip,
    void_slip,
)
from deputy_station.features.history.service import undo_last
from deputy_station.features.matters.service.catalogue import shipped_categories
from deputy_station.features.signin.rules.record_codes import RecordKind, read_record
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.store.database import Database

GEOMETRY = PrintGeometry(148, 210, 17, 5, 1, (Box("words", BoxKind.WRITING, 1, 12, 57, 124, 62),))
TICKS = {"category": "城乡建设", "urgency": "较急", "secret": "请保密", "reply": "当面说"}


def issue(database: Database, count: int = 1, day_id: int | None = None) -> list[SlipRow]:
    with database.transaction() as session:
        return issue_slips(session, count=count, geometry=GEOMETRY, day_id=day_id)


def test_numbers_run_through_the_year_and_rows_as_the_codes_foretold(database: Database, day_id: int) -> None:
    first = issue(database, 2, day_id)
    with database.reading() as session:
        foretold = next_slip(session)
    second = issue(database)
    year = foretold.year
    assert [each.number for each in (*first, *second)] == [f"{year}-0001", f"{year}-0002", f"{year}-0003"]
    assert (foretold.id, foretold.number) == (second[0].id, 3)
    with database.reading() as session:
        assert [each.id for each in list_slips(session, day_id=day_id)] == [each.id for each in first]
        assert get_slip(session, slip_id=first[0].id).geometry == GEOMETRY


def test_a_printed_slip_cannot_be_undone_away(database: Database, day_id: int) -> None:
    issue(database)
    with database.transaction() as session, pytest.raises(Refusal, match="打印"):
        undo_last(session)
    with database.reading() as session:
        assert len(list_slips(session)) == 1


@pytest.mark.parametrize("count", [0, 201])
def test_no_slip_and_a_pile_of_slips_are_refused(database: Database, day_id: int, count: int) -> None:
    with pytest.raises(SlipCountInvalid, match=f"{count} 张"):
        issue(database, count)


def test_a_slip_comes_back_once_however_often_it_is_scanned(database: Database, day_id: int) -> None:
    [slip] = issue(database)
    with database.transaction() as session:
        back = slip_back(session, slip_id=slip.id, ticks={"urgency": "一般"})
    with database.transaction() as session:
        again = slip_back(session, slip_id=slip.id, ticks={"urgency": "一般"})
        changed = slip_back(session, slip_id=slip.id, ticks=TICKS)
    assert (back.state, again.version, again.back_at) == (SlipState.BACK, back.version, back.back_at)
    assert (changed.ticks, changed.back_at) == (TICKS, back.back_at)


def test_a_slip_becomes_a_demand_from_its_gist_and_ticks(
    database: Database, day_id: int, categories: dict[str, int]
) -> None:
    [slip] = issue(database, day_id=day_id)
    with database.transaction() as session:
        back = slip_back(session, slip_id=slip.id, ticks=TICKS)
        row = take_up_slip(session, slip_id=slip.id, version=back.version, gist="巷子路灯不亮", name="张桂兰")
    with database.reading() as session:
        demand = session.get_one(Demand, row.id)
        assert (demand.title, demand.words) == ("巷子路灯不亮", f"（原话见来访登记便条 {slip.number}）")
        assert (demand.category_id, demand.confidential) == (categories["城乡建设"], True)
        assert get_demand(session, demand_id=row.id).steps[0].note == (
            f"来访登记便条 {slip.number}，来访人勾选：较急，希望当面答复。"
        )
        kept = get_slip(session, slip_id=slip.id)
    assert (kept.state, kept.demand_id) == (SlipState.TAKEN_UP, row.id)


def test_a_slip_taken_up_is_not_taken_up_again_nor_back_nor_void(
    database: Database, day_id: int, categories: dict[str, int]
) -> None:
    [slip] = issue(database)
    with database.transaction() as session:
        row = take_up_slip(session, slip_id=slip.id, version=slip.version, gist="路灯", words="路灯不亮。")
        taken = get_slip(session, slip_id=slip.id)
        assert slip_back(session, slip_id=slip.id, ticks={"urgency": "紧急"}) == taken
        with pytest.raises(SlipTakenUp, match=slip.number):
            take_up_slip(session, slip_id=slip.id, version=taken.version, gist="路灯")
        with pytest.raises(SlipTakenUp):
            void_slip(session, slip_id=slip.id, version=taken.version)
        assert session.get_one(Demand, row.id).words == "路灯不亮。"


def test_undoing_a_taking_up_withdraws_the_demand_and_the_slip_waits_again(
    database: Database, day_id: int, categories: dict[str, int]
) -> None:
    [slip] = issue(database)
    with database.transaction() as session:
        back = slip_back(session, slip_id=slip.id, ticks=TICKS)
    with database.transaction() as session:
        row = take_up_slip(session, slip_id=slip.id, version=back.version, gist="巷子路灯不亮")
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        kept = get_slip(session, slip_id=slip.id)
        assert (kept.state, kept.demand_id, kept.ticks) == (SlipState.BACK, None, TICKS)
        assert session.get_one(Demand, row.id).state is DemandState.WITHDRAWN


def test_a_void_slip_stays_void(database: Database, day_id: int) -> None:
    [slip] = issue(database)
    with database.transaction() as session:
        void = void_slip(session, slip_id=slip.id, version=slip.version, note=" 当面说清了 ")
        assert (void.state, void.note) == (SlipState.VOID, "当面说清了")
        with pytest.raises(SlipIsVoid, match=slip.number):
            slip_back(session, slip_id=slip.id, ticks={})
        with pytest.raises(SlipIsVoid):
            take_up_slip(session, slip_id=slip.id, version=void.version, gist="路灯")


def test_somebody_elses_change_and_a_slip_nobody_printed_are_told(database: Database, day_id: int) -> None:
    [slip] = issue(database)
    with database.transaction() as session:
        slip_back(session, slip_id=slip.id, ticks=TICKS)
        with pytest.raises(StaleEdit):
            take_up_slip(session, slip_id=slip.id, version=slip.version, gist="路灯")
        with pytest.raises(NotFound, match="便条"):
            slip_back(session, slip_id=slip.id + 1, ticks={})


def test_the_printed_slip_carries_its_row_in_four_codes(
    database: Database, day_id: int, tmp_path: Path
) -> None:
    with database.transaction() as session:
        coming = next_slip(session)
        sheets, drawn = blank_slips(
            session,
            held_on=date(2026, 12, 4),
            year=coming.year,
            first_id=coming.id,
            first_number=coming.number,
            count=2,
        )
        secrets = station_secrets(session)
    assert make_pdf(tmp_path / "便条.pdf", sheets, title="便条") == 2  # one slip a page
    seen = zxingcpp.read_barcodes(page_pictures(tmp_path / "便条.pdf", 150)[1])
    codes = [read_record(code.text, secrets) for code in seen]
    assert {(code.kind, code.record_id, code.page) for code in codes} == {(RecordKind.SLIP, coming.id + 1, 1)}
    assert len({code.corner for code in codes}) == 4
    assert drawn.geometry.pages == 1


def test_every_offered_answer_and_category_has_its_square(database: Database, day_id: int) -> None:
    with database.transaction() as session:
        coming = next_slip(session)
        _, drawn = blank_slips(
            session, held_on=None, year=coming.year, first_id=coming.id, first_number=1, count=1
        )
        names = first_level(session)
    wanted = {f"tick:{TickField.CATEGORY.value}:{name}" for name in names}
    wanted |= {f"tick:{field.value}:{answer}" for field, answers in OFFERED.items() for answer in answers}
    ticks = {box.key for box in drawn.geometry.boxes if box.kind is BoxKind.TICK}
    assert ticks == wanted
    assert set(names) == {path[0] for path in shipped_categories()}
    [words] = [box for box in drawn.geometry.boxes if box.kind is BoxKind.WRITING]
    assert (words.key, words.width, words.height) == ("words", 124, 51.5)
    assert max(box.top + box.height for box in drawn.geometry.boxes) < 210 - 23


def test_categories_stand_three_in_a_row_and_too_many_are_left_to_the_clerk() -> None:
    rows = category_rows([f"类{number}" for number in range(17)])
    assert len(rows) == 5
    assert rows[-1] == {"first": "类12", "second": "类13", "third": "类14"}
    assert category_rows(["甲", "乙", "丙", "丁"])[-1] == {"first": "丁", "second": "", "third": ""}


@pytest.mark.parametrize(
    ("ticks", "said"),
    [({}, ""), ({"urgency": "紧急"}, "紧急"), ({"reply": "打电话"}, "希望打电话答复")],
)
def test_ticks_are_said_in_words(ticks: dict[str, str], said: str) -> None:
    assert wishes_in_words(ticks) == said


def test_very_long_names_of_the_station_still_fit_one_page(tmp_path: Path) -> None:
    form = load_form("intake_slip", FIELDS)
    values = {
        "station": "青石镇" + "新时代文明实践" * 6 + "代表联络站",
        "number": "2026-0012",
        "day": "2026年12月4日",
        "words": "",
        "categories": category_rows(list(dict.fromkeys(path[0] for path in shipped_categories()))),
        "contact": "",
        "codes": lambda *_: "A" * 28,
    }
    assert make_pdf(tmp_path / "便条.pdf", [Sheet(form, values)], title="便条") == 1
