"""The page of the register, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.deputies.models import Term
from deputy_station.features.register.page.listing import RegisterPage
from deputy_station.features.register.page.rows_dialog import FormRowsDialog, LacksDialog
from deputy_station.features.register.service.lacks import read_state
from deputy_station.features.register.service.marking import mark_printed
from deputy_station.features.register.service.places import place_rows_of
from deputy_station.store.database import Database
from deputy_station.widgets.cards import LineItem
from tests.features.page_desk import PageDesk, page_desk
from tests.features.register.book_town import Town, claim, do, fill_every_form, make_town


@pytest.fixture
def town(database: Database) -> Town:
    """张守田's book is printed, then one deed changed and one came; of 李秀英's nothing is printed, a claim waits."""
    with database.transaction() as session:
        made = make_town(session)
        session.add(Term(name="第十八届", starts_on=date(2016, 12, 1), ends_on=date(2021, 12, 19)))
        fill_every_form(session, made)
        claim(session, made.li, "走访联系选民", date(2026, 5, 1), review="待审")
    with database.transaction() as session:
        state = read_state(session, deputy_id=made.zhang, term_id=made.term)
        placed = place_rows_of(state.book, (), slots={}, per_page=dict.fromkeys(state.book.entries, 10))
        rows = [row for found in placed.values() for row in found]
        mark_printed(session, term_id=made.term, rows={made.zhang: rows})
    with database.transaction() as session:
        bridge = session.query(Deed).filter_by(title="修桥").one()
        bridge.place = "古渡村"
        do(session, made.zhang, DeedKind.GOOD_DEED, date(2026, 10, 1), title="清淤")
    return made


@pytest.fixture
def desk(
    database: Database, town: Town, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[RegisterPage]]:
    with page_desk(RegisterPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def lines(desk: PageDesk[RegisterPage]) -> list[LineItem]:
    return desk.page.detail.findChildren(LineItem)


def test_the_books_are_listed_and_narrowed_to_what_paper_lacks(desk: PageDesk[RegisterPage]) -> None:
    assert desk.column("姓名") == ["张守田", "李秀英"]
    assert desk.column("未印") == ["1", "1"]
    assert desk.column("纸上") == ["印后改过", "没印过"]
    desk.chip("changed")
    assert desk.column("姓名") == ["张守田"]
    desk.chip("waiting")
    assert desk.column("姓名") == ["张守田", "李秀英"]
    desk.type("lxy")
    assert desk.column("姓名") == ["李秀英"]


def test_a_book_tells_what_paper_lacks_and_a_press_opens_the_record(
    desk: PageDesk[RegisterPage], town: Town
) -> None:
    desk.page.open_row(town.zhang)
    desk.settle()
    changed, waits = lines(desk)
    assert "地点：“六村”改为“古渡村”" in changed.text
    assert "待评定" in waits.text
    changed.pressed.emit()
    desk.settle()
    assert desk.went == [("deeds", {"id": int(changed.lead.removeprefix("履"))})]


def test_each_form_shows_its_rows_with_page_and_row_and_opens_them(
    desk: PageDesk[RegisterPage], town: Town, database: Database
) -> None:
    with database.reading() as session:
        state = read_state(session, deputy_id=town.zhang, term_id=town.term)
    desk.page.show_form(state, form="good_deeds")
    shown = desk.dialog()
    assert isinstance(shown, FormRowsDialog)
    model = shown.table.model
    told = [
        [model.text_of(column, model.row_at(place)) for column in model.columns]
        for place in range(model.rowCount())
    ]
    assert [(row[1], row[2], row[4], row[5]) for row in told] == [
        ("7月1日", "修桥，出工两天，古渡村，已确认", "1 页 1 行", "印后改过"),
        ("10月1日", "清淤，已确认", "—", "未印"),
    ]
    shown.table.opened.emit(model.row_at(1))
    desk.settle()
    assert desk.went[-1][0] == "deeds"
    assert desk.dialogs() == 0


def test_the_lacks_of_all_books_stand_in_one_list_the_worst_first(desk: PageDesk[RegisterPage]) -> None:
    desk.press("纸上缺什么")
    shown = desk.dialog()
    assert isinstance(shown, LacksDialog)
    model = shown.table.model
    kinds = [model.row_at(place).lack.kind.label for place in range(model.rowCount())]  # type: ignore[union-attr]
    assert kinds == ["印后改过", "待核准", "待核准", "待核准", "未印", "未印"]


def test_an_earlier_term_has_its_own_books(desk: PageDesk[RegisterPage]) -> None:
    assert [desk.page.terms.itemText(place) for place in range(2)] == ["第十九届", "第十八届"]
    desk.page.terms.setCurrentIndex(1)
    desk.page.terms.activated.emit(1)
    desk.settle()
    assert desk.column("姓名") == []
