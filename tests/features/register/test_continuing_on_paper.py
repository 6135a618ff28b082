"""Passbook printing: what was printed and what is printed on it make the page that printing at once makes."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.preview import page_pictures
from deputy_station.features.register.documents.book import make_books
from deputy_station.features.register.documents.continuing import (
    MadeContinuation,
    NothingNew,
    make_continuation,
    slot_words,
)
from deputy_station.features.register.documents.page_order import came_out
from tests.features.register.made_books import (
    made_book,
    made_entry,
    pages_of_a_new_book,
    printed_entry,
)

DPI = 100
BEGUN = pages_of_a_new_book()
LONG = "巷口的路灯坏了两盏，晚上接孩子放学的老人看不清路，希望在雨季以前修好。" * 6
FIRST_CONTACTS = 3  # pages of a book before its tables: cover, contents, form 1; contacts are the 8th table


def test_a_page_printed_in_two_steps_looks_like_one_printed_at_once(tmp_path: Path) -> None:
    entries = [made_entry("contacts", number) for number in range(1, 5)]
    entries[2] = made_entry("contacts", 3, opinion=LONG)
    whole = page_of_contacts(tmp_path / "whole.pdf", made_book({"contacts": entries}))
    before = page_of_contacts(tmp_path / "before.pdf", made_book({"contacts": entries[:2]}))
    printed = {7: [printed_entry(entries[0], 1, 1), printed_entry(entries[1], 1, 2)]}
    made = make_continuation(tmp_path / "new.pdf", [made_book({"contacts": entries})], printed, BEGUN)
    assert made.pages == 2
    added = page_pictures(tmp_path / "new.pdf", DPI)[1].convert("L")
    together = ImageChops.darker(before, added)
    assert ImageChops.difference(together, whole).getextrema() == (0, 0)
    assert ImageChops.difference(before, whole).getextrema() != (0, 0)


def page_of_contacts(path: Path, book: object) -> Image.Image:
    """The first page of the table of contacts of a whole book."""
    make_books(path, [book])  # type: ignore[list-item]
    return page_pictures(path, DPI)[FIRST_CONTACTS + 7].convert("L")


def test_the_printer_s_error_moves_only_what_goes_on_old_paper(tmp_path: Path) -> None:
    entries = [made_entry("contacts", number) for number in range(1, 13)]
    taken = {7: [printed_entry(entry, 1, number) for number, entry in enumerate(entries[:8], 1)]}
    book = made_book({"contacts": entries})
    make_continuation(tmp_path / "still.pdf", [book], taken, BEGUN)
    make_continuation(tmp_path / "moved.pdf", [book], taken, BEGUN, right=10.0, down=-5.0)
    still, moved = (page_pictures(tmp_path / f"{name}.pdf", DPI) for name in ("still", "moved"))
    assert ImageChops.difference(still[2], moved[2]).getbbox() is None  # the fresh second page
    left, top = ink(still[1])[:2]
    moved_left, moved_top = ink(moved[1])[:2]
    dots = DPI / 72 * POINTS_PER_MM
    assert moved_left - left == pytest.approx(10 * dots, abs=1.5)
    assert moved_top - top == pytest.approx(-5 * dots, abs=1.5)


def ink(page: Image.Image) -> tuple[int, int, int, int]:
    """The rectangle of what is not white."""
    found = ImageChops.invert(page.convert("L")).getbbox()
    assert found is not None
    return found


def continued(folder: Path) -> MadeContinuation:
    """Eight contacts and one training stand in the book; five contacts, one training and one award are new."""
    entries = {
        "contacts": [made_entry("contacts", number) for number in range(1, 14)],
        "trainings": [made_entry("trainings", number) for number in (21, 22)],
        "awards": [made_entry("awards", 31)],
    }
    taken = {
        7: [
            *(printed_entry(entry, 1, number) for number, entry in enumerate(entries["contacts"][:8], 1)),
            printed_entry(entries["trainings"][0], 1, 1),
        ]
    }
    return make_continuation(folder / "new.pdf", [made_book(entries)], taken, BEGUN)


def test_the_list_says_which_page_goes_in_and_what_it_gets(tmp_path: Path) -> None:
    made = continued(tmp_path)
    listed = [(page.order, page.key, page.page, page.fresh, page.slots) for page in made.prints]
    assert listed == [
        (2, "trainings", 1, False, (2,)),
        (3, "contacts", 1, False, (9, 10)),
        (4, "contacts", 2, True, (1, 2, 3)),
        (5, "awards", 1, False, (1,)),  # the book was printed, so its empty page of awards is there
    ]
    assert made.pages == 5


def test_stopped_half_way_only_what_came_out_is_printed(tmp_path: Path) -> None:
    made = continued(tmp_path)
    assert lines(made, up_to=0) == lines(made, up_to=1) == []
    assert lines(made, up_to=3) == [("trainings", 2), ("contacts", 9), ("contacts", 10)]
    assert lines(made, up_to=4)[3:] == [("contacts", 11), ("contacts", 12), ("contacts", 13)]
    assert lines(made, up_to=5)[6:] == [("awards", 1)]
    assert came_out(made, {1, 3}).pages == {7: {("trainings", 1), ("contacts", 2)}}


def lines(made: MadeContinuation, *, up_to: int) -> list[tuple[str, int]]:
    """Table and number of each row that came out of the only book."""
    return [(row.entry.form, row.line) for row in came_out(made, range(up_to)).rows.get(7, ())]


def test_a_record_over_two_pages_is_printed_when_both_are(tmp_path: Path) -> None:
    entries = [made_entry("contacts", 1), made_entry("contacts", 2, opinion=LONG * 6)]
    made = make_continuation(
        tmp_path / "new.pdf",
        [made_book({"contacts": entries})],
        {7: [printed_entry(entries[0], 1, 1)]},
        BEGUN,
    )
    # Higher than a page, it begins on a new one; the first page has no new row.
    assert [(page.page, page.fresh) for page in made.prints] == [(2, True), (3, True)]
    assert lines(made, up_to=2) == []
    assert lines(made, up_to=3) == [("contacts", 2)]


def test_the_place_of_a_record_taken_out_since_is_not_used_again(tmp_path: Path) -> None:
    first, gone, third = (made_entry("contacts", number) for number in (1, 2, 3))
    printed = {7: [printed_entry(first, 1, 1), printed_entry(gone, 1, 2, slots=2)]}
    made = make_continuation(tmp_path / "new.pdf", [made_book({"contacts": [third, first]})], printed, BEGUN)
    (table,) = made.tables
    assert [(row.entry.record, row.line, row.place.row) for row in table.rows] == [("活3", 3, 4)]


def test_nothing_new_is_said_and_no_file_made(tmp_path: Path) -> None:
    book = made_book({"contacts": [made_entry("contacts", 1), made_entry("contacts", 2, waits="待核准")]})
    with pytest.raises(NothingNew, match="没有要补印的新行"):
        make_continuation(
            tmp_path / "new.pdf", [book], {7: [printed_entry(made_entry("contacts", 1), 1, 1)]}, BEGUN
        )
    assert not list(tmp_path.iterdir())


def test_rows_of_a_page_in_words() -> None:
    assert slot_words((3,)) == "第 3 行"
    assert slot_words((3, 4, 5)) == "第 3—5 行"
