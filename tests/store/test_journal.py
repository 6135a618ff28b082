"""The journal: each transaction is one step that tells what it did to which rows, and can be reversed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from deputy_station.features.activities.models import Activity, ActivityKind, Attendance, Evidence
from deputy_station.features.demands.models import DemandCounter, DemandDeputy
from deputy_station.features.deputies.models import Deputy, Group, Station
from deputy_station.features.matters.models import Category
from deputy_station.features.points.models import SchemeYear
from deputy_station.features.reception.models import CalendarDay
from deputy_station.store import capture
from deputy_station.store.base import Base
from deputy_station.store.capture import EscapesJournal, insert_all, leave_out, seal
from deputy_station.store.database import Database
from deputy_station.store.journal import ChangeSeal, ChangeStep
from deputy_station.store.taking_back import check_unchanged, find_pointers, read_changes, take_back


def whole(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every journaled table's rows without their versions."""
    with database.reading() as session:
        return {
            table.name: [
                {name: value for name, value in row._mapping.items() if name != "version"}
                for row in session.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in capture.NOT_JOURNALED
        }


def steps(database: Database) -> list[ChangeStep]:
    with database.reading() as session:
        return list(session.scalars(select(ChangeStep).order_by(ChangeStep.id)))


def reverse_last(database: Database) -> None:
    with database.transaction() as session:
        step = session.scalars(select(ChangeStep).order_by(ChangeStep.id.desc())).first()
        assert step is not None
        changes = read_changes(step.changes)
        check_unchanged(session, changes)
        take_back(session, changes)


def day(session: Session, on: date) -> CalendarDay:
    return session.scalars(select(CalendarDay).where(CalendarDay.on == on)).one()


NEW_YEAR = date(2027, 1, 1)


def test_a_new_a_changed_and_a_deleted_row_are_told_with_what_they_held(database: Database) -> None:
    with database.transaction() as session:
        session.add(CalendarDay(on=NEW_YEAR, works=False, name="元旦"))
    with database.transaction() as session:
        day(session, NEW_YEAR).name = "新年"
    with database.transaction() as session:
        session.delete(day(session, NEW_YEAR))
    told = [step.changes for step in steps(database)]
    assert told == [
        [["+", "calendar_days", 1]],
        [["~", "calendar_days", 1, {"name": "元旦"}, {"name": "新年"}]],
        [
            [
                "-",
                "calendar_days",
                1,
                {"id": 1, "day": "2027-01-01", "works": False, "name": "新年", "version": 2},
            ]
        ],
    ]
    assert [step.deletes for step in steps(database)] == [False, False, True]
    assert {step.actor for step in steps(database)} == {"周敏"}
    assert {step.desk for step in steps(database)} == {database.desk}


def test_a_step_that_changes_nothing_writes_nothing(database: Database) -> None:
    with database.transaction() as session:
        session.add(CalendarDay(on=NEW_YEAR, works=False, name="元旦"))
    with database.transaction() as session:
        day(session, NEW_YEAR).name = "元旦"
    with database.transaction() as session:
        session.add(CalendarDay(on=date(2027, 1, 2), works=True, name="上班"))
        session.flush()
        session.delete(day(session, date(2027, 1, 2)))
    assert len(steps(database)) == 1


def test_the_changes_of_one_transaction_are_netted_row_by_row(database: Database) -> None:
    with database.transaction() as session:
        session.add_all(CalendarDay(on=date(2027, 1, each), works=False, name="假") for each in (1, 2))
    with database.transaction() as session:
        first = day(session, NEW_YEAR)
        first.name = "甲"
        session.flush()
        first.name, first.works = "乙", True
        session.flush()
        second = day(session, date(2027, 1, 2))
        second.name = "丙"
        session.flush()
        session.delete(second)
        session.add(CalendarDay(on=date(2027, 1, 3), works=False, name="丁"))
        session.flush()
        day(session, date(2027, 1, 3)).name = "戊"
    signs = {entry[2]: entry for entry in steps(database)[1].changes}
    assert signs[1] == [
        "~",
        "calendar_days",
        1,
        {"name": "假", "works": False},
        {"name": "乙", "works": True},
    ]
    assert signs[2][0] == "-"
    assert signs[2][3]["name"] == "假"
    assert signs[3] == ["+", "calendar_days", 3]


def test_a_bulk_delete_is_noted_and_rows_put_in_again_count_as_changed(database: Database) -> None:
    with database.transaction() as session:
        station = _station(session)
        session.add_all(DemandCounter(station_id=station, year=year, last=year) for year in (2025, 2026))
    before = whole(database)
    with database.transaction() as session:
        station = session.scalars(select(Station.id)).one()
        session.execute(delete(DemandCounter).where(DemandCounter.station_id == station))
        session.add(DemandCounter(station_id=station, year=2026, last=7))
    assert steps(database)[1].changes == [
        ["-", "demand_counters", [1, 2025], {"station_id": 1, "year": 2025, "last": 2025}],
        ["~", "demand_counters", [1, 2026], {"last": 2026}, {"last": 7}],
    ]
    reverse_last(database)
    assert whole(database) == before


@pytest.mark.parametrize(
    "statement",
    [
        insert(CalendarDay).values(on=NEW_YEAR, works=True, name="x", version=1),
        insert(CalendarDay.__table__).values(day=NEW_YEAR, works=True, name="x", version=1),
        update(CalendarDay).values(name="x"),
        text("DELETE FROM calendar_days"),
    ],
)
def test_a_bulk_statement_that_would_escape_raises(database: Database, statement: Any) -> None:
    with pytest.raises(EscapesJournal), database.transaction() as session:
        session.execute(statement)


def test_many_rows_at_once_are_noted_with_their_numbers(database: Database) -> None:
    rows = [{"day": date(2027, 2, each), "works": False, "name": "春节"} for each in range(1, 8)]
    with database.transaction() as session:
        keys = insert_all(session, CalendarDay, rows)
    assert sorted(keys) == [(each,) for each in range(1, 8)]
    reverse_last(database)
    with database.reading() as session:
        assert session.scalars(select(CalendarDay)).all() == []


def test_the_demo_filling_is_left_out(database: Database) -> None:
    with database.transaction() as session:
        leave_out(session)
        insert_all(session, CalendarDay, [{"day": NEW_YEAR, "works": False, "name": "元旦"}])
    assert steps(database) == []


def test_a_deleted_rows_number_is_not_given_to_another(database: Database) -> None:
    with database.transaction() as session:
        session.add(CalendarDay(on=NEW_YEAR, works=False, name="元旦"))
    with database.transaction() as session:
        session.delete(day(session, NEW_YEAR))
    with database.transaction() as session:
        session.add_all(CalendarDay(on=date(2027, 5, each), works=False, name="劳动节") for each in (1, 2))
        session.flush()
        insert_all(session, CalendarDay, [{"day": date(2027, 5, 3), "works": True, "name": "上班"}])
    with database.reading() as session:
        assert sorted(session.scalars(select(CalendarDay.id))) == [2, 3, 4]


def test_a_name_that_went_to_another_row_comes_back(database: Database) -> None:
    with database.transaction() as session:
        session.add_all(
            CalendarDay(on=date(2027, 1, each), works=False, name=f"第{each}天") for each in (1, 2)
        )
    before = whole(database)
    with database.transaction() as session:
        session.delete(day(session, NEW_YEAR))
        session.flush()
        day(session, date(2027, 1, 2)).on = NEW_YEAR
        session.add(CalendarDay(on=date(2027, 1, 2), works=True, name="新来的"))
    reverse_last(database)
    assert whole(database) == before


def test_rows_deleted_and_put_in_anew_in_one_step_get_new_numbers(database: Database) -> None:
    with database.transaction() as session:
        session.add(CalendarDay(on=NEW_YEAR, works=False, name="元旦"))
    with database.transaction() as session:
        session.execute(delete(CalendarDay))
        session.add(CalendarDay(on=NEW_YEAR, works=True, name="上班"))
    assert [entry[0:3] for entry in steps(database)[-1].changes] == [
        ["-", "calendar_days", 1],
        ["+", "calendar_days", 2],
    ]


def test_a_tree_and_a_circle_come_back_whole(database: Database) -> None:
    with database.transaction() as session:
        top = Category(name="城建", path="城建", level=1)
        session.add(top)
        session.flush()
        session.add(Category(name="路灯", path="城建/路灯", level=2, parent_id=top.id))
        group = Group(name="第一小组")
        session.add(group)
        session.flush()
        leader = Deputy(name="王建国", group_id=group.id)
        session.add(leader)
        session.flush()
        group.leader_id = leader.id
    before = whole(database)
    with database.transaction() as session:
        session.scalars(select(Group)).one().leader_id = None
        session.flush()
        session.delete(session.scalars(select(Deputy)).one())
        session.flush()
        session.delete(session.scalars(select(Group)).one())
        for each in session.scalars(select(Category).order_by(Category.level.desc())):
            session.delete(each)
            session.flush()
    reverse_last(database)
    assert whole(database) == before
    with database.transaction() as session:
        session.add(CalendarDay(on=NEW_YEAR, works=False, name="元旦"))
    with database.transaction() as session:
        first = session.scalars(select(ChangeStep).order_by(ChangeStep.id)).first()
        assert first is not None
        # The step that made them all, reversed after its rows were away and back.
        take_back(session, read_changes(first.changes))
    left = whole(database)
    assert (left["demand_categories"], left["deputies"], left["deputy_groups"]) == ([], [], [])


def test_children_go_with_their_parent_in_one_step_and_come_back_with_it(database: Database) -> None:
    with database.transaction() as session:
        deputy = Deputy(name="李秀英")
        activity = Activity(kind=ActivityKind.TRAINING, title="培训", held_on=NEW_YEAR)
        session.add_all([deputy, activity])
        session.flush()
        session.add(Attendance(activity_id=activity.id, deputy_id=deputy.id))
    before = whole(database)
    with database.transaction() as session:
        session.delete(session.scalars(select(Activity)).one())
    assert {entry[1] for entry in steps(database)[-1].changes} == {"activities", "attendances"}
    reverse_last(database)
    assert whole(database) == before


def test_json_in_place_and_an_empty_json_column_are_kept_as_they_were(database: Database) -> None:
    from sqlalchemy.orm.attributes import flag_modified

    with database.transaction() as session:
        session.add(SchemeYear(year=2026, scheme="朔里", switches={"a": True}))
    with database.transaction() as session:
        row = session.scalars(select(SchemeYear)).one()
        row.switches["a"] = False
        flag_modified(row, "switches")
    assert steps(database)[-1].changes == [
        ["~", "scheme_years", 1, {"switches": {"a": True}}, {"switches": {"a": False}}]
    ]
    reverse_last(database)
    with database.reading() as session:
        assert session.scalars(select(SchemeYear.switches)).one() == {"a": True}


def test_what_points_at_a_row_is_found_by_key_and_by_kind(database: Database) -> None:
    with database.transaction() as session:
        session.add(Activity(kind=ActivityKind.TRAINING, title="培训", held_on=NEW_YEAR))
    with database.transaction() as session:
        session.add(Evidence(subject="activity", subject_id=1, title="照片", filed_on=NEW_YEAR))
        session.add(Evidence(subject="deed", subject_id=1, title="别的", filed_on=NEW_YEAR))
    with database.reading() as session:
        first = session.get_one(ChangeStep, 1)
        assert [(each.table, each.rows) for each in find_pointers(session, read_changes(first.changes))] == [
            ("evidence", 1)
        ]


def test_a_seal_knows_the_steps_before_it_and_is_not_kept_twice(database: Database) -> None:
    with database.transaction() as session:
        session.add(CalendarDay(on=NEW_YEAR, works=False, name="元旦"))
    for _ in range(2):
        with database.transaction() as session:
            seal(session, CalendarDay, [1], "日历已经公布")
    with database.reading() as session:
        [kept] = session.scalars(select(ChangeSeal))
        assert (kept.table_name, kept.row_key, kept.step_id, kept.reason) == (
            "calendar_days",
            "1",
            1,
            "日历已经公布",
        )
    assert len(steps(database)) == 1


def test_link_rows_alone_are_no_matter_for_the_recycle_bin(database: Database) -> None:
    assert len(DemandDeputy.__table__.primary_key.columns) == 2
    with database.transaction() as session:
        session.add(DemandCounter(station_id=_station(session), year=2026, last=1))
    with database.transaction() as session:
        session.delete(session.scalars(select(DemandCounter)).one())
    assert not steps(database)[-1].deletes


def test_a_thread_takes_its_last_step_once(database: Database) -> None:
    assert database.take_step() is None
    with database.transaction() as session:
        session.add(CalendarDay(on=NEW_YEAR, works=False, name="元旦"))
    assert database.take_step() == 1
    assert database.take_step() is None


def _station(session: Session) -> int:
    station = Station(name="朔里代表之家", code="朔里", township="朔里镇", district="杜集区")
    session.add(station)
    session.flush()
    return station.id


def test_no_feature_goes_round_the_session_and_so_round_the_journal() -> None:
    features = Path(capture.__file__).parents[1] / "features"
    ways = (".connection(", "session.bulk_", "exec_driver_sql", "engine.begin")
    allowed = {features / "history" / "service.py"}  # it only reads that way
    found = [
        f"{path.relative_to(features)}: {way}"
        for path in features.rglob("*.py")
        if path not in allowed
        for way in ways
        if way in path.read_text(encoding="utf-8")
    ]
    assert found == []
