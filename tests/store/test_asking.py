"""What a transaction asks again and again is asked once, and again after a change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection, event, select, text

from deputy_station.features.deputies.models import Group
from deputy_station.features.history.service import undo_step
from deputy_station.features.reception.models import CalendarDay
from deputy_station.features.reception.service.calendar import load_workdays, set_calendar_day
from deputy_station.store.database import Database
from deputy_station.store.journal import ChangeStep

DAY = date(2026, 11, 20)  # a Friday no table says anything of


@contextmanager
def asked_of_calendar(database: Database) -> Iterator[list[str]]:
    """The statements that read the declared days."""
    asked: list[str] = []

    def note(connection: Connection, cursor: object, statement: str, *rest: object) -> None:
        if "FROM calendar_days" in statement:
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def test_the_calendar_is_read_once_in_a_transaction(database: Database) -> None:
    with asked_of_calendar(database) as asked, database.transaction() as session:
        first, second = load_workdays(session), load_workdays(session)
    assert first is second
    assert len(asked) == 1


def test_a_day_declared_in_the_same_transaction_is_known_at_once_and_ever_after(database: Database) -> None:
    with database.transaction() as session:
        assert load_workdays(session).is_workday(DAY)
        set_calendar_day(session, on=DAY, works=False)  # not flushed yet
        assert not load_workdays(session).is_workday(DAY)
        set_calendar_day(session, on=DAY, works=True)
        assert load_workdays(session).is_workday(DAY)
    with database.reading() as session:
        assert load_workdays(session).is_workday(DAY)


def test_a_day_taken_away_by_a_bulk_statement_is_forgotten_at_once(database: Database) -> None:
    with database.transaction() as session:
        set_calendar_day(session, on=DAY, works=False)
    with database.transaction() as session:
        assert not load_workdays(session).is_workday(DAY)
        session.query(CalendarDay).delete()
        assert load_workdays(session).is_workday(DAY)


def test_what_another_transaction_changed_is_known_in_the_next(database: Database) -> None:
    with database.transaction() as session:
        assert load_workdays(session).is_workday(DAY)
    with database.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO calendar_days (day, works, name, version) VALUES (:day, :works, '停电', 1)"),
            {"day": DAY, "works": False},
        )
    with database.transaction() as session:
        assert not load_workdays(session).is_workday(DAY)


def test_a_file_is_not_asked_again_while_nothing_of_it_changed(database: Database) -> None:
    with database.transaction() as session:
        load_workdays(session)
    with asked_of_calendar(database) as asked:
        with database.transaction() as session:
            session.add(Group(name="第一组", position=1))
            load_workdays(session)
        with database.transaction() as session:
            load_workdays(session)
    assert len(asked) == (0 if database.is_file else 2)  # a server tells nobody that another desk wrote


def test_what_another_program_wrote_into_the_file_is_known_in_the_next_transaction(
    database: Database,
) -> None:
    if not database.is_file:
        return
    with database.transaction() as session:
        assert load_workdays(session).is_workday(DAY)
    other = Database.open(database.path, keys_folder=database.keys_folder, clock=database.clock)
    with other.transaction() as session:
        set_calendar_day(session, on=DAY, works=False)
    other.close()
    with database.transaction() as session:
        assert not load_workdays(session).is_workday(DAY)


def test_a_change_that_was_rolled_back_is_not_remembered(database: Database) -> None:
    with database.transaction() as session:
        load_workdays(session)
    with database.transaction() as session:
        set_calendar_day(session, on=DAY, works=False)
        assert not load_workdays(session).is_workday(DAY)
        session.rollback()
    with database.transaction() as session:
        assert load_workdays(session).is_workday(DAY)


def test_a_change_taken_back_is_forgotten(database: Database) -> None:
    with database.transaction() as session:
        set_calendar_day(session, on=DAY, works=False)
    with database.transaction() as session:
        assert not load_workdays(session).is_workday(DAY)
        step = session.scalars(select(ChangeStep)).one()
    with database.transaction() as session:
        undo_step(session, step_id=step.id)
    with database.transaction() as session:
        assert load_workdays(session).is_workday(DAY)
