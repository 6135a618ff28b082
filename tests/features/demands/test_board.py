"""What the board shows of each state, on both engines."""

from datetime import date

from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.service import steps
from deputy_station.features.demands.service.board import COLUMNS, nearest_due, read_board
from deputy_station.features.demands.service.filters import DemandFilter, View
from deputy_station.features.demands.service.rows import fetch_row
from deputy_station.store.database import Database

from .conftest import Town
from .walking import assigned, handling, informed, move, on_day, take_down


def test_each_open_demand_stands_in_one_column_and_closed_ones_in_none(
    database: Database, town: Town
) -> None:
    take_down(database, "一")
    move(database, steps.propose_demand, take_down(database, "二"), note="先看看")
    assigned(database, town)
    handling(database, town)
    informed(database, town)
    move(database, steps.withdraw_demand, take_down(database, "三"), note="不要了")
    with database.reading() as session:
        board = read_board(session)
    assert [column.view for column in board] == list(COLUMNS)
    assert [column.count for column in board] == [2, 1, 1, 0, 1, 0]
    assert [len(column.rows) for column in board] == [2, 1, 1, 0, 1, 0]


def test_the_longest_overdue_stands_on_top(database: Database, town: Town) -> None:
    rows = [handling(database, town) for _ in range(3)]
    with database.transaction() as session:
        for row, day in zip(rows, (12, 3, 8), strict=True):
            session.get_one(Demand, row.id).deadline_on = date(2026, 11, day)
    with database.reading() as session:
        [column] = [one for one in read_board(session) if one.view is View.HANDLING]
    assert [row.deadline_on for row in column.rows] == [date(2026, 11, day) for day in (3, 8, 12)]


def test_who_waits_longest_to_be_handed_over_stands_on_top_and_the_rest_is_counted(
    database: Database, town: Town
) -> None:
    numbers = []
    for day in (2, 3, 4):
        on_day(database, 11, day)
        numbers.append(take_down(database).number)
    with database.reading() as session:
        column = read_board(session, shown=2)[0]
    assert ([row.number for row in column.rows], column.further) == (numbers[:2], 1)


def test_a_unit_that_does_not_sign_is_due_before_its_answer(database: Database, town: Town) -> None:
    row = assigned(database, town)
    with database.reading() as session:
        shown = fetch_row(session, row.id)
    assert shown.step_due.days < shown.due.days
    assert nearest_due(shown) == shown.step_due


def test_words_narrow_every_column_and_their_counts(database: Database, town: Town) -> None:
    take_down(database, "桥栏杆松了")
    take_down(database, "路灯不亮")
    handling(database, town)  # 村口路灯不亮
    with database.reading() as session:
        board = read_board(session, where=DemandFilter(search="路灯"))
    assert [[row.title for row in column.rows] for column in board] == [
        ["路灯不亮"],
        [],
        ["村口路灯不亮"],
        [],
        [],
        [],
    ]
    assert [column.count for column in board] == [1, 0, 1, 0, 0, 0]


def test_a_view_of_one_state_leaves_one_column_and_one_of_many_narrows_all(
    database: Database, town: Town
) -> None:
    take_down(database, "一")
    move(database, steps.propose_demand, take_down(database, "二"), note="先看看")
    late = handling(database, town)
    handling(database, town)
    with database.transaction() as session:
        session.get_one(Demand, late.id).deadline_on = date(2026, 11, 3)
    with database.reading() as session:
        [only] = read_board(session, where=DemandFilter(view=View.HANDLING))
        overdue = read_board(session, where=DemandFilter(view=View.OVERDUE))
        mine = read_board(session, where=DemandFilter(view=View.OPEN))
    assert (only.view, only.count) == (View.HANDLING, 2)
    assert [row.id for column in overdue for row in column.rows] == [late.id]
    assert sum(column.count for column in overdue) == 1
    assert [row.title for row in mine[0].rows] == ["一", "二"], (
        "both states of the column, the longest waiting first"
    )
    assert [column.count for column in mine] == [2, 0, 2, 0, 0], "what is settled is not open"


def test_one_column_may_show_more_than_the_others(database: Database, town: Town) -> None:
    for _ in range(3):
        take_down(database)
        handling(database, town)
    with database.reading() as session:
        board = {one.view: one for one in read_board(session, shown=1, further={View.HANDLING: 3})}
    assert [len(board[view].rows) for view in (View.TO_ASSIGN, View.HANDLING)] == [1, 3]
    assert (board[View.TO_ASSIGN].further, board[View.HANDLING].further) == (2, 0)
