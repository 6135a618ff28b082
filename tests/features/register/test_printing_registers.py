"""Books out of the database: what went to paper keeps its place, what is new goes behind it, codes open the book."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp

from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.register.commands import export_register, export_register_rows
from deputy_station.features.register.documents.continuing import NothingNew
from deputy_station.features.register.documents.printing import (
    NeverPrinted,
    draw_new_rows,
    mark_pages_printed,
)
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.sheet_numbers import SheetNumber, read_sheet_number
from deputy_station.features.register.service.places import printed_rows
from deputy_station.features.signin.rules.record_codes import RecordKind, read_record
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.features.register.book_town import Town, do, make_town


def ask(database: Database, command: Any, **values: object) -> dict[str, Any]:
    out = io.StringIO()
    command(Desk(lambda: database, as_json=True, out=out), **values)
    return dict(json.loads(out.getvalue()))


def town_with(database: Database, *titles: str) -> Town:
    """A town where 张守田 did these good deeds, one a day from 1 May 2026."""
    with database.transaction() as session:
        town = make_town(session)
        for day, title in enumerate(titles, 1):
            do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, day), title=title)
    return town


def printed_places(database: Database, town: Town) -> list[tuple[str, int, int, int]]:
    with database.reading() as session:
        rows = printed_rows(session, term_id=town.term).get(town.zhang, ())
    return [(row.form, row.subject_id, row.place.page, row.place.row) for row in rows]


def test_what_a_book_printed_keeps_its_place_and_new_rows_go_behind(
    database: Database, tmp_path: Path
) -> None:
    town = town_with(database, "修桥", "修路")
    made = ask(database, export_register, out=tmp_path / "all.pdf")
    # Two books of 18 pages; what the station's term itself brings (none) and the two deeds.
    assert (made["books"], made["pages"], made["rows"]) == (2, 36, 2)
    with database.transaction() as session:
        late = do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 4, 1), title="修井")
    new = ask(database, export_register_rows, out=tmp_path / "new.pdf")
    assert (new["pages"], new["old_pages"], new["rows"]) == (2, 1, 1)
    assert printed_places(database, town) == [
        ("good_deeds", 1, 1, 1),
        ("good_deeds", 2, 1, 2),
        ("good_deeds", late, 1, 3),  # older than both, yet printed later
    ]
    with pytest.raises(NothingNew):
        ask(database, export_register_rows, out=tmp_path / "again.pdf")


def test_a_look_records_nothing(database: Database, tmp_path: Path) -> None:
    town = town_with(database, "修桥")
    made = ask(database, export_register, out=tmp_path / "one.pdf", deputy="张守田", look=True)
    assert (made["books"], made["rows"]) == (1, 0)
    assert printed_places(database, town) == []


def test_a_printer_that_stopped_leaves_the_rest_for_the_next_time(database: Database, tmp_path: Path) -> None:
    town = town_with(database, "第1件事")
    with pytest.raises(NeverPrinted, match="整册打印"):
        draw_new_rows(database, silent_progress, out=tmp_path / "new.pdf", term_id=town.term)
    ask(database, export_register, out=tmp_path / "all.pdf")
    with database.transaction() as session:
        for day in range(2, 13):
            do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 6, day), title=f"第{day}件事")
    made = draw_new_rows(database, silent_progress, out=tmp_path / "new.pdf", term_id=town.term)
    assert [(page.order, page.page, page.fresh) for page in made.prints] == [(2, 1, False), (3, 2, True)]
    with database.transaction() as session:
        assert mark_pages_printed(session, made=made, pages=(0, 1)) == 9
    again = draw_new_rows(database, silent_progress, out=tmp_path / "rest.pdf", term_id=town.term)
    assert [(page.page, page.slots) for page in again.prints] == [(2, (1, 2))]


def test_the_code_of_a_page_names_deputy_term_and_table(database: Database, tmp_path: Path) -> None:
    town = town_with(database, "修桥")
    ask(database, export_register, out=tmp_path / "one.pdf", deputy="张守田", look=True)
    place = 3 + [form.key for form in FORMS].index("good_deeds")
    (picture,) = page_pictures(tmp_path / "one.pdf", 200, pages=range(place, place + 1))
    (found,) = zxingcpp.read_barcodes(picture)
    with database.reading() as session:
        code = read_record(found.text, station_secrets(session))
    assert (code.kind, code.page) == (RecordKind.REGISTER, 1)
    assert read_sheet_number(code.record_id) == SheetNumber(town.term, town.zhang, "good_deeds")


def test_a_number_of_a_sheet_that_is_not_known_is_none() -> None:
    assert read_sheet_number(SheetNumber(3, 17, "evidence").number + 1_000_000) is None
    assert read_sheet_number(SheetNumber(3, 0, "list").number) == SheetNumber(3, 0, "list")
