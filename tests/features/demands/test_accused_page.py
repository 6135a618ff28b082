"""Who is complained of, in the forms of taking down and correcting. Today is Friday 20 November 2026."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from deputy_station.core.clock import Clock
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.store.database import Database
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.form import Form
from tests.features.page_desk import PageDesk, page_desk

from .conftest import Town
from .walking import handling, move, take_down

Desk = PageDesk[DemandsPage]


@pytest.fixture
def desk(qapp: QApplication, database: Database, town: Town, clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    with page_desk(DemandsPage, database, clock, tmp_path) as opened:
        opened.work.changed.connect(lambda _tables: opened.page.reload())
        yield opened


def register(desk: Desk) -> Form:
    desk.reload()
    desk.press("登记诉求")
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    return dialog.form


def put(form: Form, **values: object) -> None:
    """Fill fields as a person does: each says that it was edited."""
    for name, value in values.items():
        form[name].put(value)
        form[name].edited.emit()


def question(desk: Desk) -> Dialog | None:
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, Dialog) and one.isVisible()]
    return next((one for one in shown if one.windowTitle() == "被反映人就在这个单位"), None)


def edit(desk: Desk, row: DemandRow) -> Form:
    desk.page.open_row(row.id)
    desk.settle()
    desk.press("修改")
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    return dialog.form


def test_taking_down_a_complaint_asks_before_it_goes_to_that_unit(
    desk: Desk, database: Database, town: Town
) -> None:
    unit = (town.units["镇村建办"], "镇村建办")
    form = register(desk)
    assert form["against_unit_id"].isHidden(), "nobody is complained of yet"
    put(form, words="刘某刁难人", against="刘某", against_unit_id=unit, route=Route.TOWN, unit_id=unit)
    asked = question(desk)
    assert asked is not None
    asked.action_row.button("换一个单位").click()
    desk.settle()
    assert form["unit_id"].value() is None
    put(form, unit_id=(town.units["镇水利站"], "镇水利站"))
    assert question(desk) is None
    desk.fill("登记")
    with database.reading() as session:
        demand = session.get_one(Demand, 1)
        assert (demand.against, demand.against_unit_id, demand.state) == (
            "刘某",
            unit[0],
            DemandState.ASSIGNED,
        )


def test_naming_the_unit_of_the_accused_last_asks_just_as_well(desk: Desk, town: Town) -> None:
    unit = (town.units["镇村建办"], "镇村建办")
    form = register(desk)
    put(form, words="刘某刁难人", route=Route.TOWN, unit_id=unit, against="刘某", against_unit_id=unit)
    asked = question(desk)
    assert asked is not None
    asked.action_row.button("还是交给它").click()
    desk.settle()
    desk.fill("登记")
    assert "交镇村建办" in desk.said[-1]


def test_a_correction_knows_the_unit_and_takes_the_accused_back(
    desk: Desk, database: Database, town: Town
) -> None:
    unit = town.units["镇村建办"]
    row = take_down(database, "刘某刁难人", against="刘某", against_unit_id=unit)
    form = edit(desk, row)
    assert (form["against"].value(), form["against_unit_id"].value()) == ("刘某", unit)
    put(form, against="")
    desk.fill("保存")
    with database.reading() as session:
        demand = session.get_one(Demand, row.id)
        assert (demand.against, demand.against_unit_id) == ("", None)


def test_a_village_nobody_touched_goes_on_following_the_place(desk: Desk, database: Database) -> None:
    row = take_down(database, "路坏了", place="东岗村一组")
    form = edit(desk, row)
    assert form["village"].value() == "东岗村"
    put(form, place="西岗村二组")
    desk.fill("保存")
    with database.reading() as session:
        assert session.get_one(Demand, row.id).village == "西岗村"


def test_who_saw_it_is_added_later(desk: Desk, database: Database, town: Town) -> None:
    from deputy_station.features.demands.service import steps

    row = handling(database, town)
    assert "seen_by" not in edit(desk, row).fields
    desk.dialog().reject()
    row = move(database, steps.record_result, row, note="换了灯泡 3 个")
    put(edit(desk, row), seen_by="代表王建国")
    desk.fill("保存")
    with database.reading() as session:
        assert session.get_one(Demand, row.id).seen_by == "代表王建国"


def test_merging_into_a_matter_that_lies_with_that_unit_asks_for_the_box(
    desk: Desk, database: Database, town: Town
) -> None:
    other = handling(database, town)
    row = take_down(database, "乱收费", against="刘主任", against_unit_id=town.units["镇村建办"])
    desk.reload()
    desk.page.open_row(row.id)
    desk.settle()
    desk.press("合并")
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    put(dialog.form, into_id=(other.id, other.title))
    desk.fill("并到这一件")
    assert dialog.isVisible()
    put(dialog.form, knowing=True)
    desk.fill("并到这一件")
    assert desk.dialogs() == 0
    with database.reading() as session:
        assert session.get_one(Demand, row.id).state is DemandState.MERGED


def test_a_correction_that_names_the_unit_in_hand_asks_for_the_box(
    desk: Desk, database: Database, town: Town
) -> None:
    row = handling(database, town)
    form = edit(desk, row)
    dialog = desk.dialog()
    put(form, against="刘主任", against_unit_id=(town.units["镇村建办"], "镇村建办"))
    desk.fill("保存")
    assert dialog.isVisible()
    put(form, knowing=True)
    desk.fill("保存")
    assert desk.dialogs() == 0
    with database.reading() as session:
        assert session.get_one(Demand, row.id).against == "刘主任"
