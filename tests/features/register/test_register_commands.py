"""The register without a window: books with their figures, and what they lack, of a term or a year."""

import io
import json
from datetime import date
from typing import Any

import pytest

from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.deputies.models import Term
from deputy_station.features.register.commands import NoSuchTerm, show_lacks, show_registers
from deputy_station.features.register.service.lacks import read_state
from deputy_station.features.register.service.marking import mark_printed
from deputy_station.features.register.service.places import place_rows_of
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk
from tests.features.register.book_town import do, make_town


def ask(database: Database, command: Any, **values: object) -> dict[str, Any]:
    out = io.StringIO()
    command(Desk(lambda: database, as_json=True, out=out), **values)
    return dict(json.loads(out.getvalue()))


def test_books_and_what_they_lack_are_told_without_a_window(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        session.add(Term(name="第十八届", starts_on=date(2016, 12, 1), ends_on=date(2021, 12, 19)))
        deed = do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, 1), title="修桥")
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2024, 5, 1), title="修路")
    with database.transaction() as session:
        state = read_state(session, term_id=town.term, deputy_id=town.zhang)
        placed = place_rows_of(state.book, (), slots={}, per_page=dict.fromkeys(state.book.entries, 5))
        late = placed["good_deeds"][:1]
        mark_printed(session, term_id=town.term, rows={town.zhang: late})
    books = ask(database, show_registers)
    assert books["term"] == "第十九届"
    assert [(row["deputy"], row["rows"], row["printed"], row["unprinted"]) for row in books["rows"]] == [
        ("张守田", 3, 1, 1),
        ("李秀英", 1, 0, 0),
    ]
    lacks = ask(database, show_lacks, year=2026, deputy="张守田")
    assert [(row["record"], row["kind"], row["page"], row["words"]) for row in lacks["rows"]] == [
        (f"履{deed}", "unprinted", None, "表十一还没有印")
    ]
    assert ask(database, show_registers, term="第十八届")["rows"] == []
    assert ask(database, show_lacks, year=2018)["term"] == "第十八届"
    with pytest.raises(NoSuchTerm, match="可以写：第十九届、第十八届"):
        ask(database, show_registers, term="第三届")


def test_people_read_the_whole_sentence(database: Database) -> None:
    with database.transaction() as session:
        town = make_town(session)
        do(session, town.zhang, DeedKind.GOOD_DEED, date(2026, 5, 1), title="修桥")
    out = io.StringIO()
    show_lacks(Desk(lambda: database, out=out), year=2026)
    assert "张守田" in out.getvalue()
    assert "履1" in out.getvalue()
    assert "表十一还没有印" in out.getvalue()
