"""Secrecy asked for after a demand was taken down reaches back: the record of what was done tells no name either."""

import io
import json
from typing import Any

import pytest
from sqlalchemy import text

from deputy_station.features.demands.service import register, steps
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.history import commands as history
from deputy_station.features.history.service import list_steps, read_step, undo_last
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

from .conftest import Town
from .test_secrecy_of_words import ADDRESS, HIDDEN, NAME, PHONE, TOLD, secret
from .walking import move, take_down


def made_secret_later(database: Database) -> DemandRow:
    """A demand with the visitor's name in its title, corrected, and made confidential after that."""
    row = take_down(
        database,
        TOLD,
        title=f"{NAME}反映路灯不亮",
        visitor_name=NAME,
        visitor_phone=PHONE,
        visitor_address=ADDRESS,
    )
    row = move(database, register.edit_demand, row, title=f"{NAME}家的路灯", visitor_name=f"{NAME}等人")
    row = move(database, register.edit_demand, row, visitor_name=NAME)
    return move(database, register.edit_demand, row, confidential=True)


def _listed(database: Database, **options: Any) -> list[dict[str, Any]]:
    out = io.StringIO()
    history.list_steps(Desk(lambda: database, as_json=True, out=out), **options)
    return list(json.loads(out.getvalue())["rows"])


@pytest.mark.parametrize("role", ["liaison", "district"])
def test_no_line_written_before_tells_who_it_was(database: Database, town: Town, role: str) -> None:
    made_secret_later(database)
    database.role = role
    with database.reading() as session:
        lines = "".join(
            str(line) for line in session.execute(text("SELECT sentence, before, after FROM history_lines"))
        )
    told = [line["sentence"] for line in _listed(database, search="0001")]
    assert [word for word in (*HIDDEN, "张") if word in lines + "".join(told)] == []
    assert told[-1] == "登记诉求 朔里-2026-0001“（保密）反映路灯不亮”"
    assert _listed(database, search=NAME) == []
    assert len(_listed(database, search="反映路灯不亮")) == 1


def test_a_line_that_lost_the_name_is_taken_back_as_before(database: Database, town: Town) -> None:
    made_secret_later(database)
    with database.transaction() as session:
        undo_last(session)
    with database.transaction() as session:
        assert undo_last(session).sentence == "撤销：修改诉求 朔里-2026-0001 的来访人"


def test_other_demands_keep_their_lines(database: Database, town: Town) -> None:
    take_down(database, title=f"{NAME}反映井盖坏了")
    made_secret_later(database)
    assert _listed(database, search="登记")[-1]["sentence"] == f"登记诉求 朔里-2026-0001“{NAME}反映井盖坏了”"


def test_what_a_taking_back_removed_tells_no_remark_about_the_visitor(database: Database, town: Town) -> None:
    row = secret(database, town)
    move(database, steps.settle_demand, row, note=f"{NAME}联系不上")
    for _ in range(3):
        with database.transaction() as session:
            undo_last(session)
    with database.reading() as session:
        newest = list_steps(session)[:3]
        held = [read_step(session, step_id=one.id).held for one in newest]
    assert all(held)
    assert [word for word in HIDDEN if word in str(held)] == []
