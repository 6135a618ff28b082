"""Printing from the page: whole books, new rows with the question how far it came, pages and books begun anew, files."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.papers.models import PrintedPaper
from deputy_station.features.register.page.listing import RegisterPage
from deputy_station.features.register.page.rows_dialog import LacksDialog, ReplacedDialog
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.lacks import LackKind
from deputy_station.features.register.service.lacks import read_state
from deputy_station.features.register.service.places import papers_of, printed_rows
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.print_preview import dialog as preview_dialog
from deputy_station.widgets.print_preview.print_settings import SOME
from tests.features.page_desk import PageDesk, page_desk
from tests.features.register.book_town import Town, do, make_town
from tests.widgets.print_preview.preview_desk import UPSTAIRS, FakePrinters, let_out, ready_preview


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


def test_where_some_books_were_printed_only_the_others_are_printed_unless_one_says_so(
    desk: PageDesk[RegisterPage], database: Database, town: Town, printers: FakePrinters
) -> None:
    desk.page.open_row(town.zhang)
    desk.settle()
    desk.press("打印这一册")
    let_out(desk.work, "打印")
    desk.settle()
    desk.reload()
    desk.press("整册打印")
    asked = desk.dialog()
    assert [each.text for each in asked.action_row.actions_shown] == ["关闭", "全部 2 册", "没印过的 1 册"]
    asked.action_row.button("没印过的 1 册").click()
    let_out(desk.work, "打印")
    assert printers.orders[-1].title == "第十九届履职登记册 1 册"
    desk.settle()
    desk.reload()
    assert desk.column("纸上") == ["齐了", "齐了"]


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
    with database.reading() as session:
        kept = {paper.title for paper in session.scalars(select(PrintedPaper))}
    assert kept == {f"第十九届履职登记册 {name.removesuffix('.pdf')}" for name in names}


GOOD_DEEDS = 4 + [form.key for form in FORMS].index("good_deeds")
"""The page of a book without many records (from 1) that bears its good deeds: three pages come before the tables."""


def test_only_the_pages_that_were_chosen_count_as_printed(
    desk: PageDesk[RegisterPage], database: Database, town: Town
) -> None:
    desk.page.open_row(town.zhang)
    desk.settle()
    desk.press("打印这一册")
    choose(desk, "1-3")
    let_out(desk.work, "打印")
    assert printed(desk, database, town) == []
    desk.press("打印这一册")
    choose(desk, str(GOOD_DEEDS))
    let_out(desk.work, "打印")
    assert printed(desk, database, town) == [(1, 1), (1, 2)]
    with database.reading() as session:
        assert papers_of(session, term_id=town.term)[town.zhang].pages == {("good_deeds", 1)}


def choose(desk: PageDesk[RegisterPage], pages: str) -> None:
    """In the preview: only these pages."""
    preview = ready_preview(desk.work)
    preview.ways.which.put(SOME)
    preview.ways.some.put(pages)


def test_where_printing_broke_off_the_person_says_which_page_came_out_last(
    desk: PageDesk[RegisterPage], database: Database, town: Town, printers: FakePrinters
) -> None:
    printers.trouble, printers.jams_after = "打印机卡纸了。", GOOD_DEEDS + 2
    desk.page.open_row(town.zhang)
    desk.settle()
    desk.press("打印这一册")
    preview = ready_preview(desk.work)
    preview.action_row.button("打印").click()
    asked = asked_how_far(desk)
    assert asked.form["up_to"].value() is None  # nobody but the person knows
    asked.reject()  # put away by mistake: it says what that means, and asks again
    assert "一页也没有记成印过" in preview.notice.sentence
    preview.notice.act.click()
    assert preview.notice.sentence == ""
    asked = asked_how_far(desk)
    desk_fill(desk, asked, 0)
    assert printed(desk, database, town) == []
    ready_preview(desk.work).action_row.button("打印").click()
    asked = asked_how_far(desk)
    asked.form["up_to"].entry.setText(str(GOOD_DEEDS))  # type: ignore[attr-defined]
    asked.form["up_to"].edited.emit()
    assert [words.text() for words in asked.findChildren(Words) if "表十一" in words.text()] == [
        "张守田，表十一第 1 页"
    ]
    desk_fill(desk, asked, GOOD_DEEDS)
    assert printed(desk, database, town) == [(1, 1), (1, 2)]
    assert desk.said[-1] == "记下了：新印 2 行"
    assert desk.dialogs() == 0


def asked_how_far(desk: PageDesk[RegisterPage]) -> FormDialog:
    """The question over the preview."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        QApplication.processEvents()
        shown = [
            each
            for each in QApplication.topLevelWidgets()
            if isinstance(each, FormDialog) and each.isVisible()
        ]
        if shown:
            return shown[0]
    raise AssertionError("nobody asked")


def desk_fill(desk: PageDesk[RegisterPage], asked: FormDialog, up_to: int) -> None:
    asked.form.put({"up_to": up_to})
    asked.action_row.button("记下").click()
    desk.settle()


def test_a_saved_file_counts_as_printed_when_the_person_says_so(
    desk: PageDesk[RegisterPage],
    database: Database,
    town: Town,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "ask_save_path", lambda *_given: tmp_path / "册.pdf")
    for answer, rows in (("不算", []), ("算印过", [(1, 1), (1, 2)])):
        desk.press("整册打印")
        let_out(desk.work, "另存为 PDF")
        desk.settle()
        asked = desk.dialog()
        assert asked.windowTitle() == "存成的文件算不算印过？"
        asked.action_row.button(answer).click()
        assert printed(desk, database, town) == rows
    assert (tmp_path / "册.pdf").stat().st_size > 10_000


def test_a_page_and_a_book_are_begun_anew_from_what_paper_lacks(
    desk: PageDesk[RegisterPage], database: Database, town: Town, printers: FakePrinters
) -> None:
    desk.press("整册打印")
    let_out(desk.work, "打印")
    desk.settle()
    with database.transaction() as session:
        session.get_one(Deed, 1).title = "修两座桥"
    desk.reload()
    desk.press("纸上缺什么")
    shown = desk.dialog()
    assert isinstance(shown, LacksDialog)
    assert shown.table.row.lack.kind is LackKind.CHANGED  # type: ignore[union-attr]
    shown.action_row.button("换页").click()
    desk.settle()
    asked = desk.dialog()
    assert asked.windowTitle() == "张守田的表十一第 1 页要换吗？"
    assert any("旧页作废，请从册里取下" in words.text() for words in asked.findChildren(Words))
    asked.action_row.button("换页").click()
    let_out(desk.work, "打印")
    desk.settle()
    assert len(printers.orders[-1].pages) == 1
    desk.reload()
    assert "印后改过" not in desk.column("纸上")
    desk.page.open_row(town.zhang)
    desk.settle()
    desk.press("换册")
    desk.dialog().action_row.button("换册").click()
    let_out(desk.work, "打印")
    desk.settle()
    with database.reading() as session:
        assert papers_of(session, term_id=town.term)[town.zhang].edition == 2
        state = read_state(session, deputy_id=town.zhang, term_id=town.term)
    desk.page.show_replaced(state)
    desk.settle()
    old = desk.dialog()
    assert isinstance(old, ReplacedDialog)
    told = [old.table.model.row_at(place) for place in range(old.table.model.rowCount())]
    # The page that was replaced first, then the book it stood in.
    assert [(row.edition, row.words["matter"]) for row in told] == [  # type: ignore[union-attr]
        (1, "修两座桥"),
        (1, "修路"),
        (1, "修桥"),
        (1, "修路"),
    ]
