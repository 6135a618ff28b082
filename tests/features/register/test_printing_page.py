"""Printing from the page: whole books, new rows with the question how far it came, files of their own."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.register.page.listing import RegisterPage
from deputy_station.features.register.service.places import printed_rows
from deputy_station.store.database import Database
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.print_preview import dialog as preview_dialog
from tests.features.page_desk import PageDesk, page_desk
from tests.features.register.book_town import Town, do, make_town
from tests.widgets.print_preview.preview_desk import UPSTAIRS, FakePrinters, let_out


@pytest.fixture
def town(database: Database) -> Town:
    """张守田 did two things, 李秀英 none."""
    with database.transaction() as session:
        made = make_town(session)
        do(session, made.zhang, DeedKind.GOOD_DEED, date(2026, 5, 1), title="修桥")
        do(session, made.zhang, DeedKind.GOOD_DEED, date(2026, 5, 2), title="修路")
    return made


@pytest.fixture
def printers(monkeypatch: pytest.MonkeyPatch) -> FakePrinters:
    fake = FakePrinters(UPSTAIRS)
    monkeypatch.setattr(preview_dialog, "new_printing", lambda: fake)
    return fake


@pytest.fixture
def desk(
    database: Database, town: Town, clock: Clock, tmp_path: Path, qtbot: QtBot, printers: FakePrinters
) -> Iterator[PageDesk[RegisterPage]]:
    with page_desk(RegisterPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def printed(desk: PageDesk[RegisterPage], database: Database, town: Town) -> list[tuple[int, int]]:
    """Page and row of each good deed of 张守田 on paper."""
    desk.settle()
    with database.reading() as session:
        rows = printed_rows(session, term_id=town.term).get(town.zhang, ())
    return [(row.place.page, row.place.row) for row in rows]


def test_whole_books_new_rows_and_how_far_the_printer_came(
    desk: PageDesk[RegisterPage], database: Database, town: Town, printers: FakePrinters
) -> None:
    desk.press("整册打印")
    let_out(desk.work, "打印")
    assert len(printers.orders[0].pages) == 36
    assert printed(desk, database, town) == [(1, 1), (1, 2)]
    with database.transaction() as session:
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 10, 1), title="清淤")
    desk.press("补印新行")
    let_out(desk.work, "打印")
    assert len(printers.orders[1].pages) == 2
    asked = desk.dialog()
    assert isinstance(asked, FormDialog)
    assert asked.form["up_to"].value() == 2
    desk.fill("记下", up_to=1)  # the list came out, the page did not
    assert printed(desk, database, town) == [(1, 1), (1, 2)]
    desk.press("补印新行")
    let_out(desk.work, "打印")
    desk.fill("记下", up_to=3)
    assert desk.dialogs() == 1  # there are two pages: it stays and says so
    desk.fill("记下", up_to=2)
    assert desk.dialogs() == 0
    assert printed(desk, database, town) == [(1, 1), (1, 2), (1, 3)]


def test_a_book_never_printed_is_printed_whole_first(desk: PageDesk[RegisterPage], town: Town) -> None:
    desk.page.open_row(town.zhang)
    desk.settle()
    row = desk.page.detail.action_row
    assert not row.button("补印这一册").isEnabled()
    assert row.button("打印这一册").isEnabled()


def test_books_as_files_stand_in_a_folder_of_the_term_and_count_not_as_printed(
    desk: PageDesk[RegisterPage], database: Database, town: Town, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    desk.press("一人一份存文件")
    asked = desk.dialog()
    assert isinstance(asked, FormDialog)
    asked.form.put({"folder": tmp_path / "out"})
    asked.action_row.button("存文件").click()
    assert printed(desk, database, town) == []
    names = sorted(path.name for path in (tmp_path / "out" / "第十九届履职登记册").iterdir())
    assert names == ["第一代表小组-张守田-第十九届.pdf", "第二代表小组-李秀英-第十九届.pdf"]
