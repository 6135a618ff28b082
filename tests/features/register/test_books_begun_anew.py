"""A page or a book begun anew: rows keep their places or are placed from the first, the old paper stays known."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.history.rules import WentOut
from deputy_station.features.history.service import (
    latest_history,
    own_steps,
    undo_last,
    undo_step,
)
from deputy_station.features.register.commands import (
    PageOfWhichTable,
    export_register,
    export_register_anew,
    export_register_rows,
)
from deputy_station.features.register.documents.anew import NoSuchPage, make_page_anew
from deputy_station.features.register.documents.printing import (
    NeverPrinted,
    NotAllOut,
    draw_anew,
    draw_new_rows,
    mark_anew,
)
from deputy_station.features.register.documents.tables import TableMaker
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.lacks import LackKind
from deputy_station.features.register.rules.renewing import PageTooSmall
from deputy_station.features.register.service.lacks import list_lacks, read_state
from deputy_station.features.register.service.marking import BookChanged, mark_printed
from deputy_station.features.register.service.places import (
    papers_of,
    place_rows_of,
    printed_rows,
    replaced_rows,
)
from deputy_station.features.scans.imports.reading import read_files
from deputy_station.features.scans.rules.states import ScanSource
from deputy_station.features.scans.service.filing import file_pages
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.features.register.book_town import Town, do, make_town
from tests.features.register.made_books import made_book, made_entry, printed_entry

LONG = "巷口的路灯坏了两盏，晚上接孩子放学的老人看不清路，希望在雨季以前修好。" * 6


def ask(database: Database, command: Any, **values: object) -> dict[str, Any]:
    out = io.StringIO()
    command(Desk(lambda: database, as_json=True, out=out), **values)
    return dict(json.loads(out.getvalue()))


def printed_town(database: Database, folder: Path) -> Town:
    """张守田's twelve good deeds stand on two pages; since then the second is gone and the third is called otherwise."""
    with database.transaction() as session:
        town = make_town(session)
        for day in range(1, 13):
            do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, day), title=f"第{day}件")
    ask(database, export_register, out=folder / "first.pdf")
    with database.transaction() as session:
        session.delete(session.get_one(Deed, 2))
        session.get_one(Deed, 3).title = "修路"
    return town


def standing(database: Database, town: Town) -> list[tuple[str, int, int, int]]:
    """Record, page, row and number of what stands in the book."""
    with database.reading() as session:
        rows = printed_rows(session, term_id=town.term).get(town.zhang, ())
    return [(row.record, row.place.page, row.place.row, row.line) for row in rows]


def lacking(database: Database, town: Town) -> list[LackKind]:
    with database.reading() as session:
        found = list_lacks(session, term_id=town.term, deputy_ids=[town.zhang])
    return [each.lack.kind for each in found if each.lack.kind is not LackKind.WAITS]


def test_a_page_printed_anew_says_what_is_so_now_and_every_row_keeps_its_place(
    database: Database, tmp_path: Path
) -> None:
    town = printed_town(database, tmp_path)
    assert lacking(database, town) == [LackKind.GONE, LackKind.CHANGED]
    before = standing(database, town)
    made = ask(
        database, export_register_anew, out=tmp_path / "page.pdf", deputy="张守田", form="表十一", page=1
    )
    assert (made["pages"], made["rows"]) == (1, 9)
    assert lacking(database, town) == []
    # The place of the record that is gone stays empty, the second page goes on with eleven.
    assert standing(database, town) == [row for row in before if row[0] != "履2"]
    assert standing(database, town)[-1] == ("履12", 2, 2, 12)
    with database.reading() as session:
        old = replaced_rows(session, term_id=town.term, deputy_id=town.zhang)
        paper = papers_of(session, term_id=town.term)[town.zhang]
        line = latest_history(session, limit=1)[0].sentence
    assert [(row.edition, row.record, row.place.row) for row in old] == [
        (1, f"履{number}", number) for number in range(1, 11)
    ]
    assert [row.words["matter"] for row in old[1:3]] == ["第2件", "第3件"]
    assert (paper.edition, paper.replaced) == (1, True)
    assert line == "张守田登记册换页：表十一第 1 页，重印 9 行，旧页作废"


def test_old_paper_that_comes_back_is_told_from_the_page_that_took_its_place(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        town = make_town(session)
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, 1), title="修桥")
        state = read_state(session, deputy_id=town.zhang, term_id=town.term)
        placed = place_rows_of(state.book, (), slots={}, per_page={form.key: 5 for form in FORMS})
        mark_printed(session, term_id=town.term, rows={town.zhang: placed["good_deeds"]})
    for name in ("old", "new"):  # the second edition of the page, and the third
        ask(database, export_register_anew, out=tmp_path / "page.pdf", deputy="张守田", form="表十一")
        (picture,) = page_pictures(tmp_path / "page.pdf", 150)
        picture.save(tmp_path / f"{name}.png")
    paths = [tmp_path / "old.png", tmp_path / "new.png"]
    read = read_files(database, silent_progress, paths=paths)
    with database.transaction() as session:
        result = file_pages(session, pages=read, source=ScanSource.DROPPED)
    assert [(page.subject, page.old) for page in result.pages] == [
        ("张守田登记册表十一第 1 页", True),
        ("张守田登记册表十一第 1 页", False),
    ]
    (said,) = result.old(3)
    assert said.startswith("“old.png”：这是旧页，")
    assert said.endswith("已经换成新页；旧页收好留底，不算签名，请在新页上签了名再收。")


def test_a_page_put_in_by_mistake_is_undone_and_the_old_one_stands_again(
    database: Database, tmp_path: Path
) -> None:
    town = printed_town(database, tmp_path)
    before = standing(database, town)
    ask(database, export_register_anew, out=tmp_path / "page.pdf", deputy="张守田", form="表十一")
    with database.transaction() as session:
        undo_last(session)
    assert standing(database, town) == before
    assert lacking(database, town) == [LackKind.GONE, LackKind.CHANGED]


def test_a_book_begun_anew_is_the_next_edition_numbered_from_one(database: Database, tmp_path: Path) -> None:
    town = printed_town(database, tmp_path)
    made = ask(database, export_register_anew, out=tmp_path / "book.pdf", deputy="张守田")
    assert (made["pages"], made["rows"]) == (19, 11)  # 18 and a second page of good deeds
    assert lacking(database, town) == []
    assert standing(database, town)[:3] == [("履1", 1, 1, 1), ("履3", 1, 2, 2), ("履4", 1, 3, 3)]
    assert standing(database, town)[-1] == ("履12", 2, 1, 11)
    with database.reading() as session:
        papers = papers_of(session, term_id=town.term)
        old = replaced_rows(session, term_id=town.term, deputy_id=town.zhang)
    assert (papers[town.zhang].edition, papers[town.li].edition) == (2, 1)
    assert len(old) == 12
    ask(database, export_register_anew, out=tmp_path / "again.pdf", deputy="张守田")
    with database.reading() as session:
        assert papers_of(session, term_id=town.term)[town.zhang].edition == 3
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        assert papers_of(session, term_id=town.term)[town.zhang].edition == 2


def test_of_a_new_book_that_stopped_half_way_the_rest_is_still_to_be_printed(
    database: Database, tmp_path: Path
) -> None:
    town = printed_town(database, tmp_path)
    made = draw_anew(
        database, silent_progress, out=tmp_path / "book.pdf", term_id=town.term, deputy_id=town.zhang
    )
    first = next(page.order for page in made.prints if page.key == "good_deeds")
    with database.transaction() as session:
        assert mark_anew(session, made=made, pages=range(first)) == 10
    assert lacking(database, town) == [LackKind.UNPRINTED]
    rest = draw_new_rows(database, silent_progress, out=tmp_path / "rest.pdf", term_id=town.term)
    assert [(page.key, page.page, page.fresh, page.slots) for page in rest.prints] == [
        ("good_deeds", 2, True, (1,))
    ]
    with database.transaction() as session:  # nothing of the book came out: the old one stays
        assert mark_anew(session, made=made, pages=()) is None


@pytest.mark.parametrize("whole", [True, False])
def test_an_exchange_is_no_longer_undone_once_new_rows_stand_on_the_new_paper(
    database: Database, tmp_path: Path, *, whole: bool
) -> None:
    """With the old paper put back, they would count as printed and be on none."""
    town = printed_town(database, tmp_path)
    page = {} if whole else {"form": "表十一", "page": 2}
    ask(database, export_register_anew, out=tmp_path / "anew.pdf", deputy="张守田", **page)
    with database.transaction() as session:
        exchange = own_steps(session, limit=1)[0].id
        kind = DeedKind.AWARD if whole else DeedKind.GOOD_DEED
        do(session, town.zhang, kind, date(2026, 6, 1), title="清淤")
    ask(database, export_register_rows, out=tmp_path / "rows.pdf")
    before = standing(database, town)
    with pytest.raises(WentOut), database.transaction() as session:
        undo_step(session, step_id=exchange)
    assert standing(database, town) == before


def test_of_a_row_on_two_pages_both_are_put_in_or_none(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        town = make_town(session)
        do(session, town.zhang, DeedKind.VOTER_CONTACT, date(2026, 5, 1), details=LONG * 6)
    ask(database, export_register, out=tmp_path / "first.pdf")
    made = draw_anew(
        database, silent_progress, out=tmp_path / "page.pdf", term_id=town.term, deputy_id=town.zhang,
        form="contacts",
    )  # fmt: skip
    with pytest.raises(NotAllOut, match="这 2 页要一起换"), database.transaction() as session:
        mark_anew(session, made=made, pages=(0,))
    with database.transaction() as session:
        assert mark_anew(session, made=made, pages=(0, 1)) == 1


def test_what_was_printed_meanwhile_is_not_thrown_away(database: Database, tmp_path: Path) -> None:
    town = printed_town(database, tmp_path)
    made = draw_anew(
        database, silent_progress, out=tmp_path / "book.pdf", term_id=town.term, deputy_id=town.zhang
    )
    with database.transaction() as session:
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 10, 1), title="清淤")
    ask(database, export_register, out=tmp_path / "other_desk.pdf")
    with pytest.raises(BookChanged, match="张守田"), database.transaction() as session:
        mark_anew(session, made=made)


def test_only_pages_that_lie_in_a_book_can_be_replaced(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        town = make_town(session)
    where: dict[str, Any] = {"out": tmp_path / "page.pdf", "term_id": town.term, "deputy_id": town.zhang}
    with pytest.raises(NeverPrinted):
        draw_anew(database, silent_progress, **where)
    ask(database, export_register, out=tmp_path / "first.pdf")
    with pytest.raises(NoSuchPage, match="表十一第 2 页"):
        draw_anew(database, silent_progress, **where, form="good_deeds", page=2)
    with pytest.raises(PageOfWhichTable):  # and not the whole book
        ask(database, export_register_anew, out=tmp_path / "page.pdf", deputy="张守田", page=1)
    with pytest.raises(Refusal, match="没有“表十四”这张表。可以写：表二、"):
        ask(database, export_register_anew, out=tmp_path / "page.pdf", deputy="张守田", form="表十四")


def test_a_row_that_grew_takes_the_free_row_below_or_is_refused(tmp_path: Path) -> None:
    grown, below, new = (
        made_entry("contacts", 1, opinion=LONG),
        made_entry("contacts", 2),
        made_entry("contacts", 9),
    )
    slots = TableMaker([made_book({"contacts": [grown]})]).slots_needed(made_book({"contacts": [grown]}))
    assert slots[grown.key] == 3
    book = made_book({"contacts": [grown, below, new]})
    apart = [printed_entry(grown, 1, 1), printed_entry(below, 1, 4, line=2)]
    made = make_page_anew(tmp_path / "page.pdf", book, apart, form="contacts", page=1)
    (table,) = made.tables
    # The new record that belongs on this page is printed with it, behind the others.
    assert [(row.entry.record, row.place.row, row.place.slots, row.line) for row in table.rows] == [
        ("活1", 1, 3, 1),
        ("活2", 4, 1, 2),
        ("活9", 5, 1, 3),
    ]
    together = [printed_entry(grown, 1, 1), printed_entry(below, 1, 2)]
    with pytest.raises(PageTooSmall, match="第 1 页第 1 行（活1）改长了，这一页放不下。请用“换册”"):
        make_page_anew(tmp_path / "no.pdf", book, together, form="contacts", page=1)


def test_a_row_over_two_pages_takes_both_with_it(tmp_path: Path) -> None:
    tall = made_entry("contacts", 1, opinion=LONG * 6)
    book = made_book({"contacts": [tall]})
    slots = TableMaker([book]).slots_needed(book)[tall.key]
    assert slots > 10
    made = make_page_anew(
        tmp_path / "page.pdf", book, [printed_entry(tall, 1, 1, slots)], form="contacts", page=2
    )
    assert [(page.order, page.page) for page in made.prints] == [(1, 1), (2, 2)]
