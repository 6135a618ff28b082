"""Drafts: one per form and desk, the latest words win."""

from datetime import UTC, datetime
from typing import Any

from deputy_station.core.clock import Clock
from deputy_station.store.database import Database
from deputy_station.store.drafts import drop_draft, keep_draft, list_drafts


def keep(database: Database, form: str, words: str, *, desk: str = "A1", **more: Any) -> None:
    values: dict[str, Any] = {"title": "登记诉求", "field": "words", "cursor": 2, "version": None, **more}
    with database.transaction() as session:
        keep_draft(session, desk=desk, page="demands", form=form, typed={"words": words}, **values)


def test_a_form_kept_twice_is_one_draft_with_the_later_words(database: Database, clock: Clock) -> None:
    keep(database, "register", "路灯")
    keep(database, "register", "路灯不亮", field="place", cursor=4)
    with database.reading() as session:
        [kept] = list_drafts(session, desk="A1")
    assert (kept.page, kept.form, kept.title) == ("demands", "register", "登记诉求")
    assert kept.typed == {"words": "路灯不亮"}
    assert (kept.field, kept.cursor, kept.version) == ("place", 4, None)
    assert kept.saved_at == clock.now()


def test_each_row_and_each_desk_has_a_draft_of_its_own(database: Database) -> None:
    keep(database, "edit:7", "七号", version=3)
    keep(database, "edit:8", "八号")
    keep(database, "edit:7", "另一台", desk="B2")
    with database.reading() as session:
        here = {each.form: (each.typed["words"], each.version) for each in list_drafts(session, desk="A1")}
        there = [each.typed["words"] for each in list_drafts(session, desk="B2")]
    assert here == {"edit:7": ("七号", 3), "edit:8": ("八号", None)}
    assert there == ["另一台"]


def test_a_dropped_draft_is_gone_and_dropping_it_again_does_nothing(database: Database) -> None:
    keep(database, "register", "路灯不亮")
    keep(database, "edit:7", "七号")
    for _ in range(2):
        with database.transaction() as session:
            drop_draft(session, desk="A1", page="demands", form="register")
    with database.reading() as session:
        assert [each.form for each in list_drafts(session, desk="A1")] == ["edit:7"]


def test_the_form_typed_in_last_comes_first_though_the_clock_was_set_back(database: Database) -> None:
    keep(database, "register", "路灯")
    keep(database, "edit:7", "七号")
    database.clock = Clock.fixed(datetime(2020, 1, 1, tzinfo=UTC))
    keep(database, "register", "路灯不亮")
    with database.reading() as session:
        assert [each.form for each in list_drafts(session, desk="A1")] == ["register", "edit:7"]


def test_a_draft_leaves_no_readable_word_in_the_file(database: Database) -> None:
    keep(database, "register", "周小敏 13900000000")
    if database.path is not None:
        for file in (database.path, *database.path.parent.glob("station.db-*")):
            assert "周小敏".encode() not in file.read_bytes()
            assert b"13900000000" not in file.read_bytes()
