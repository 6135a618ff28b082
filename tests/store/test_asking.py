"""What a transaction asks again and again is asked once, and again after a change."""

from datetime import date

from sqlalchemy import Connection, event, text

from deputy_station.features.reception.models import CalendarDay
from deputy_station.features.reception.service.calendar import load_workdays, set_calendar_day
from deputy_station.store.database import Database

DAY = date(2026, 11, 20)  # a Friday no table says anything of


def test_the_calendar_is_read_once_in_a_transaction(database: Database) -> None:
    asked: list[str] = []

    def note(connection: Connection, cursor: object, statement: str, *rest: object) -> None:
        if "calendar_days" in statement:
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.transaction() as session:
            first, second = load_workdays(session), load_workdays(session)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
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
