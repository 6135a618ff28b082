"""Whole books: what stands in them, their names, and that a file appears whole or not at all."""

import re
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from deputy_station.core.errors import Trouble
from deputy_station.core.pdfium import PDFIUM
from deputy_station.documents.description import Grid
from deputy_station.documents.loading import load_form
from deputy_station.features.register.documents.book import NoBooks, file_names, make_books
from deputy_station.features.register.documents.fields import FIELDS, form_name
from deputy_station.features.register.documents.tables import TableMaker
from deputy_station.features.register.rules.forms import FORMS, RegisterForm
from tests.features.register.made_books import made_book, made_entry, printed_entry


def read_pages(path: Path, *, line_end: str = "") -> list[str]:
    """The words of each page; a line ends in nothing, or as told."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(path)
        try:
            return [page.get_textpage().get_text_range().replace("\r\n", line_end) for page in document]
        finally:
            document.close()


def read_bookmarks(path: Path) -> list[str]:
    with PDFIUM:
        document = pypdfium2.PdfDocument(path)
        try:
            return [entry.get_title() for entry in document.get_toc()]
        finally:
            document.close()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_the_columns_on_paper_are_those_of_the_register(form: RegisterForm) -> None:
    laid = load_form(form_name(form.key), FIELDS[form_name(form.key)])
    (grid,) = [block for block in laid.blocks if isinstance(block, Grid)]
    heading, row = grid.rows
    assert laid.title == form.heading
    assert grid.columns[1:-1] == tuple(column.width for column in form.columns)
    assert [cell.text for cell in heading.cells[1:-1]] == [column.title for column in form.columns]
    assert [cell.text for cell in row.cells[1:-1]] == [f"{{{column.key}}}" for column in form.columns]
    assert [cell.style.align for cell in row.cells[1:-1]] == [column.align for column in form.columns]


def test_a_book_without_records_has_every_form_once(tmp_path: Path) -> None:
    made = make_books(tmp_path / "book.pdf", [made_book()])
    # Cover, contents, form 1, fourteen tables, the list of evidence.
    assert made.pages == 18
    pages = read_pages(tmp_path / "book.pdf")
    for form, page in zip(FORMS, pages[3:17], strict=True):
        assert form.title in page
    assert "没有附证明材料的记录" in pages[17]
    assert read_bookmarks(tmp_path / "book.pdf")[:4] == [
        "封面",
        "目录",
        "表一　代表基本情况",
        FORMS[0].heading,
    ]


def test_nine_hundred_records_all_stand_in_the_book(tmp_path: Path) -> None:
    book = made_book({"contacts": [made_entry("contacts", number) for number in range(1, 901)]})
    made = make_books(tmp_path / "book.pdf", [book])
    assert made.pages == 17 + 90
    (contacts,) = made.tables
    assert [row.line for row in contacts.rows] == list(range(1, 901))
    whole = "".join(read_pages(tmp_path / "book.pdf"))
    assert all(f"活{number}" in whole for number in range(1, 901))
    assert "900 条" in read_pages(tmp_path / "book.pdf")[1]


def test_nine_hundred_records_over_all_forms_stand_each_once_on_the_pages_told(tmp_path: Path) -> None:
    """Record 1 to 900 go to the tables in turn: 64 or 65 in each of the fourteen."""
    of_form = {form.key: list(range(place, 901, len(FORMS))) for place, form in enumerate(FORMS, 1)}
    book = made_book({key: [made_entry(key, number) for number in own] for key, own in of_form.items()})
    made = make_books(tmp_path / "book.pdf", [book])
    pages = read_pages(tmp_path / "book.pdf")
    lines = "\n".join(read_pages(tmp_path / "book.pdf", line_end="\n"))
    numbers = [int(number) for number in re.findall(r"活(\d+)", lines)]
    assert sorted(numbers) == list(range(1, 901))
    told, drawn = pages[1], Counter(page.key for page in made.prints)
    for form in FORMS:
        assert f"{len(of_form[form.key])} 条 {drawn[form.key]} 页" in told
    assert made.pages == len(pages) == 4 + sum(drawn[form.key] for form in FORMS)
    headings = [form.heading for form in FORMS]
    assert [mark for mark in read_bookmarks(tmp_path / "book.pdf") if mark in headings] == headings


def test_a_remark_of_five_thousand_characters_loses_none(tmp_path: Path) -> None:
    remark = "".join(f"第{number}句话。" for number in range(1, 900))[:5000]
    book = made_book(
        {"receptions": [made_entry("receptions", 1, matter=remark), made_entry("receptions", 2)]}
    )
    make_books(tmp_path / "book.pdf", [book])
    (table,) = [table for table in TableMaker([book]).tables(book) if table.key == "receptions"]
    rows = table.sheet.values["rows"]
    assert isinstance(rows, list)
    slots = table.new[0].place.slots
    assert "".join(row["matter"] for row in rows[:slots]) == remark
    assert {row["record"] for row in rows[:slots]} == {"活1"}
    # The next record has its own number and begins in the first slot after it.
    assert table.new[1].place.first(10) == slots
    assert (rows[slots]["line"], rows[slots]["record"]) == ("2", "活2")


def test_what_waits_for_approval_is_not_printed(tmp_path: Path) -> None:
    book = made_book({"contacts": [made_entry("contacts", 1, waits="待核准"), made_entry("contacts", 2)]})
    made = make_books(tmp_path / "book.pdf", [book])
    rows = [row for table in made.tables for row in table.rows]
    assert [(row.entry.record, row.line) for row in rows] == [("活2", 1)]


def test_a_book_printed_again_says_what_it_said_and_new_rows_stand_behind(tmp_path: Path) -> None:
    said = made_entry("contacts", 1, opinion="路灯坏了")
    gone = made_entry("contacts", 2, opinion="下水道堵了")
    now = made_entry("contacts", 1, opinion="路灯修好了")
    printed = {7: [printed_entry(said, 1, 1), printed_entry(gone, 1, 2)]}
    book = made_book({"contacts": [made_entry("contacts", 0), now]})
    make_books(tmp_path / "book.pdf", [book], printed=printed)
    (table,) = [table for table in TableMaker([book], printed).tables(book) if table.key == "contacts"]
    rows = table.sheet.values["rows"]
    assert isinstance(rows, list)
    assert [row["opinion"] for row in rows[:3]] == ["路灯坏了", "下水道堵了", "反映意见0"]
    assert [row["line"] for row in rows[:4]] == ["1", "2", "3", ""]
    assert [row.entry.record for row in table.new] == ["活0"]
    assert "3 条" in read_pages(tmp_path / "book.pdf")[1]


def test_evidence_is_listed_by_record(tmp_path: Path) -> None:
    entries = {
        "trainings": [made_entry("trainings", 4, evidence=2), made_entry("trainings", 5)],
        "awards": [made_entry("awards", 6, evidence=1)],
        # A leave from a training has a row in both tables; the pieces that prove it are two, not four.
        "leaves": [made_entry("leaves", 4, evidence=2)],
    }
    make_books(tmp_path / "book.pdf", [made_book(entries)])
    pages = read_pages(tmp_path / "book.pdf")
    last = pages[-1]
    assert last.count("活4") == 1
    assert "活6" in last
    assert "活5" not in last
    assert "共 2 条记录附有材料，合计 3 件" in last
    assert "证明材料清单 3 件" in pages[1]


def test_books_of_a_township_in_one_file_have_a_bookmark_for_each_deputy(tmp_path: Path) -> None:
    books = [made_book(), made_book(deputy_id=8, deputy="李兰", group="")]
    made = make_books(tmp_path / "all.pdf", books)
    assert read_bookmarks(tmp_path / "all.pdf") == ["王建国（第一代表小组）", "李兰"]
    assert [(book.deputy_id, book.pages) for book in made.books] == [(7, 18), (8, 18)]
    assert made.pages == 36


def test_a_folder_of_books_is_named_by_group_deputy_and_term(tmp_path: Path) -> None:
    books = [made_book(), made_book(deputy_id=8), made_book(deputy_id=9, deputy="李/兰", group="")]
    made = make_books(tmp_path / "books", books)
    names = ["第一代表小组-王建国-第十九届.pdf", "第一代表小组-王建国-第十九届-2.pdf", "李_兰-第十九届.pdf"]
    assert file_names(books) == names
    assert sorted(path.name for path in (tmp_path / "books").iterdir()) == sorted(names)
    assert [book.path.name for book in made.books] == names


def test_a_folder_stopped_on_the_way_is_not_there(tmp_path: Path) -> None:
    class Stopped(Trouble):
        pass

    def stop(done: int, total: int, unit: str) -> None:
        if (done, total, unit) == (2, 2, "册"):
            raise Stopped("取消")

    with pytest.raises(Stopped):
        make_books(tmp_path / "books", [made_book(), made_book(deputy_id=8)], progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_nobody_in_the_term_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoBooks, match="代表名册"):
        make_books(tmp_path / "book.pdf", [])
    assert not list(tmp_path.iterdir())
