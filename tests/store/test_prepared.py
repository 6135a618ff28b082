"""New rows written without the mapper are the same rows, and the journal knows of them."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from deputy_station.features.deputies.models import Group
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.history.service import undo_step
from deputy_station.features.matters.models import StepSetting
from deputy_station.features.matters.rules.choices import MatterKind
from deputy_station.features.reception.models import CalendarDay
from deputy_station.store import profile
from deputy_station.store.capture import insert_all, insert_one
from deputy_station.store.database import Database
from deputy_station.store.journal import ChangeStep
from deputy_station.store.settling import run_on_worked_out

NINE = datetime(2026, 11, 20, 1, tzinfo=UTC)


def test_a_row_written_at_once_reads_as_one_of_the_mapper(database: Database) -> None:
    with database.transaction() as session:
        number = insert_one(session, CalendarDay, {"day": date(2027, 1, 1), "works": False, "name": "元旦"})
        session.add(CalendarDay(on=date(2027, 1, 2), works=False, name="元旦"))
    with database.reading() as session:
        ours, mapped = session.scalars(select(CalendarDay).order_by(CalendarDay.on))
    assert (ours.id, ours.on, ours.works, ours.name, ours.version) == (
        number,
        date(2027, 1, 1),
        False,
        "元旦",
        1,
    )
    assert mapped.id == number + 1


def test_what_a_row_does_not_say_is_what_the_column_holds_by_default(database: Database) -> None:
    with database.transaction() as session:
        insert_one(session, StepSetting, {"matter": MatterKind.DEMAND, "step": "assign"})
    with database.reading() as session:
        row = session.scalars(select(StepSetting)).one()
        raw = session.execute(text("SELECT from_states IS NULL FROM step_settings")).scalar_one()
    assert (row.off, row.roles, row.needs_note, row.from_states) == (False, [], None, None)
    assert raw  # an empty JSON column stays NULL, it does not hold the word null


def test_a_word_that_is_no_column_is_refused_and_not_lost(database: Database) -> None:
    with pytest.raises(KeyError, match="nmae"), database.transaction() as session:
        insert_one(session, Group, {"nmae": "第一组", "position": 1})


def test_a_row_written_at_once_is_undone_and_its_number_is_not_given_again(database: Database) -> None:
    with database.transaction() as session:
        first = insert_one(session, Group, {"name": "第一组", "position": 1})
    step = database.take_step()
    assert step is not None
    with database.reading() as session:
        assert session.get_one(ChangeStep, step).changes == [["+", "deputy_groups", first]]
    with database.transaction() as session:
        undo_step(session, step_id=step)
    with database.transaction() as session:
        assert session.scalars(select(Group)).all() == []
        second = insert_one(session, Group, {"name": "第二组", "position": 1})
    assert second > first


def test_a_number_freed_in_the_same_transaction_is_not_given_again(database: Database) -> None:
    with database.transaction() as session:
        first = insert_one(session, Group, {"name": "第一组", "position": 1})
    with database.transaction() as session:
        session.delete(session.get_one(Group, first))
        session.flush()
        second = insert_one(session, Group, {"name": "第二组", "position": 1})
        third = insert_one(session, Group, {"name": "第三组", "position": 2})
    assert first < second < third


def test_the_first_line_of_the_history_names_the_step(database: Database) -> None:
    line = {"at": NINE, "actor": "周敏", "subject": "group", "subject_id": None}
    with database.transaction() as session:
        insert_one(session, HistoryLine, {**line, "action": "group.add", "sentence": "新建第一组"})
        insert_one(session, HistoryLine, {**line, "action": "group.more", "sentence": "还有一句"})
        insert_one(session, Group, {"name": "第一组", "position": 1})
    with database.reading() as session:
        step = session.scalars(select(ChangeStep)).one()
        assert (step.action, step.sentence) == ("group.add", "新建第一组")
        assert [line.before for line in session.scalars(select(HistoryLine))] == [None, None]


def test_nothing_is_written_in_a_session_that_only_reads(database: Database) -> None:
    with database.reading() as session, pytest.raises(RuntimeError, match="reading"):
        insert_one(session, Group, {"name": "第一组", "position": 1})


def test_the_engines_own_words_reach_no_table_of_records(database: Database) -> None:
    with database.transaction() as session:
        connection = session.connection()
        run_on_worked_out(connection, "DELETE FROM demand_changes", ())
        for statement in ("DELETE FROM demands", "INSERT INTO demand_index SELECT 1 FROM visits", "VACUUM"):
            with pytest.raises(ValueError, match="worked out"):
                run_on_worked_out(connection, statement, ())


def test_many_rows_that_do_not_say_the_same_lose_nothing(database: Database) -> None:
    rows = [
        {"day": date(2027, 1, 1), "works": False, "name": "元旦"},
        {"day": date(2027, 1, 2), "works": True, "version": 3},
        {"day": date(2027, 1, 3), "works": False, "name": "元旦", "version": 1},
    ]
    said = [{**row, "name": row.get("name", "")} for row in rows]
    with database.transaction() as session:
        insert_all(session, CalendarDay, said)
    with database.reading() as session:
        there = session.execute(
            select(CalendarDay.on, CalendarDay.works, CalendarDay.name, CalendarDay.version).order_by(
                CalendarDay.on
            )
        ).all()
    assert there == [
        (date(2027, 1, 1), False, "元旦", 1),
        (date(2027, 1, 2), True, "", 3),
        (date(2027, 1, 3), False, "元旦", 1),
    ]


def test_the_memory_many_rows_are_written_with_is_given_back(database: Database) -> None:
    if not database.is_file:
        return
    sizes = []
    with database.transaction() as session:
        rows = [{"name": f"第 {number} 组", "position": number} for number in range(profile.MANY_ROWS)]
        assert len(insert_all(session, Group, rows)) == profile.MANY_ROWS
        sizes.append(session.scalar(text("PRAGMA cache_size")))
    with database.transaction() as session:
        sizes.append(session.scalar(text("PRAGMA cache_size")))
    assert sizes == [-64000, profile.PRAGMAS["cache_size"]]
