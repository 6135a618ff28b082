"""Days that rest on the holiday table move with it, on record; days somebody set stay."""

from datetime import date

from sqlalchemy import select

from deputy_station.core.workdays import DayOverride
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.service import detail, extensions, handing, moving_days, steps
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.history.service import undo_last
from deputy_station.features.reception.service.provisional import (
    Recomputed,
    enter_calendar_year,
    known_by_now,
)
from deputy_station.store.database import Database

from .conftest import Town
from .walking import assigned, handling, move, on_day, take_down

OFF = {date(2026, 11, 26): DayOverride(False, "镇庆")}


def enter(database: Database, year: int, days: dict[date, DayOverride], *, whole: bool = True) -> Recomputed:
    with database.transaction() as session:
        return enter_calendar_year(session, year=year, days=days, whole=whole)


def test_a_new_day_off_moves_the_deadline_and_the_day_to_sign_with_a_line(
    database: Database, town: Town
) -> None:
    row = assigned(database, town)
    done = enter(database, 2026, OFF)
    with database.reading() as session:
        told = detail.get_demand(session, demand_id=row.id)
        (handover,) = handing.list_handovers(session, demand_id=row.id)
        said = session.scalars(
            select(HistoryLine.sentence).where(HistoryLine.action == "demand.move_days")
        ).all()
    assert (told.row.deadline_on, told.row.step_due_on) == (date(2026, 12, 7), date(2026, 11, 30))
    assert "镇庆 1 天" in told.deadline_arithmetic
    assert (handover.due_on, handover.sign_by) == (date(2026, 12, 7), date(2026, 11, 30))
    assert list(said) == [
        "诉求 朔里-2026-0001：放假安排有变，办理期限由 2026年12月4日改到 12月7日",
        "诉求 朔里-2026-0001：放假安排有变，“待签收”的期限由 2026年11月27日改到 11月30日",
    ]
    assert done.sentence == "诉求的期限移动 2 个。"


def test_undoing_the_calendar_puts_the_days_back(database: Database, town: Town) -> None:
    row = assigned(database, town)
    enter(database, 2026, OFF)
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        assert session.get_one(Demand, row.id).deadline_on == date(2026, 12, 4)


def test_a_day_that_was_granted_stays(database: Database, town: Town) -> None:
    row = move(
        database, extensions.ask_extension, handling(database, town), until=date(2026, 12, 10), note="等材料"
    )
    with database.reading() as session:
        (asked,) = extensions.list_extensions(session, demand_id=row.id)
    move(database, extensions.decide_extension, row, extension_id=asked.id, granted=True)
    enter(database, 2026, OFF)
    with database.reading() as session:
        assert session.get_one(Demand, row.id).deadline_on == date(2026, 12, 10)


def test_what_is_done_with_and_what_is_elsewhere_in_time_stays(database: Database, town: Town) -> None:
    gone = move(database, steps.withdraw_demand, assigned(database, town), note="不用了")
    other = assigned(database, town)
    enter(database, 2025, {date(2025, 11, 26): DayOverride(False, "镇庆")})
    assert enter(database, 2026, OFF).further == ("诉求的期限移动 2 个",)
    with database.reading() as session:
        assert session.get_one(Demand, gone.id).deadline_on == date(2026, 12, 4)
        assert session.get_one(Demand, other.id).deadline_on == date(2026, 12, 7)


def test_nobody_is_made_late_by_a_day_that_became_a_workday(database: Database, town: Town) -> None:
    row = assigned(database, town)
    on_day(database, 12, 4)
    # Saturday the 28th worked: the tenth workday would have been yesterday.
    enter(database, 2026, {date(2026, 11, 28): DayOverride(True, "补班")})
    with database.reading() as session:
        assert session.get_one(Demand, row.id).deadline_on == date(2026, 12, 4)


def test_a_provisional_day_is_settled_once_the_year_is_known(database: Database, town: Town) -> None:
    on_day(database, 12, 25)
    row = assigned(database, town)
    with database.reading() as session:
        assert session.get_one(Demand, row.id).deadline_provisional, "2027 is not published"
        assert not known_by_now(session)
    enter(database, 2027, {date(2027, 1, 1): DayOverride(False, "元旦")})
    with database.reading() as session:
        demand = session.get_one(Demand, row.id)
        assert not demand.deadline_provisional
        assert not moving_days.days_known_by_now(session)
        assert "暂算" not in demand.deadline_arithmetic


def test_the_day_to_hand_it_over_by_moves_too(database: Database, town: Town) -> None:
    row = take_down(database)
    assert row.step_due_on == date(2026, 11, 30), "ten days after Friday the 20th"
    enter(database, 2026, {date(2026, 11, 30): DayOverride(False, "镇庆")})
    with database.reading() as session:
        assert session.get_one(Demand, row.id).step_due_on == date(2026, 12, 1)
