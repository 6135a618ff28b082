"""The forms beside the list come back with what was typed, also when the list stands elsewhere by then."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from deputy_station.core.clock import Clock
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.rules.choices import Channel
from deputy_station.features.demands.rules.figures import By, Outcome
from deputy_station.features.demands.service.filters import DemandFilter, View
from deputy_station.features.demands.service.saved_views import list_views, save_view
from deputy_station.store.database import Database
from deputy_station.store.drafts import list_drafts
from deputy_station.store.memory import this_computer
from tests.features.page_desk import PageDesk, page_desk

from .conftest import Town
from .walking import take_down

Desk = PageDesk[DemandsPage]


@pytest.fixture
def desk(qapp: QApplication, database: Database, town: Town, clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    with page_desk(DemandsPage, database, clock, tmp_path) as opened:
        yield opened


def leave(desk: Desk, **typed: str) -> None:
    """Type into the open form, then Esc."""
    dialog = desk.dialog()
    dialog.form.put(typed)  # type: ignore[attr-defined]
    dialog.form.edited.emit()  # type: ignore[attr-defined]
    dialog.reject()
    desk.settle()


def kept(database: Database) -> list[str]:
    with database.reading() as session:
        return [each.form for each in list_drafts(session, desk=this_computer())]


def test_a_view_half_named_comes_back_with_its_name_and_the_list_it_was_of(
    desk: Desk, database: Database
) -> None:
    take_down(database, "东巷路灯不亮")
    desk.reload()
    desk.chip("to_assign")
    desk.type("路灯")
    desk.page.views.save()
    leave(desk, name="东片")
    assert kept(database) == ["view"]
    desk.type("")
    desk.chip("all")
    desk.page.open_draft("view")
    desk.settle()
    form = desk.dialog().form  # type: ignore[attr-defined]
    where = DemandFilter(view=View.TO_ASSIGN, search="路灯")
    assert (form["name"].value(), form["where"].value()) == ("东片", where)
    desk.fill("存好")
    with database.reading() as session:
        assert [(view.name, view.where) for view in list_views(session)] == [("东片", where)]
    assert kept(database) == []


def test_the_village_half_typed_comes_back(desk: Desk, database: Database) -> None:
    desk.page.views.ask_village()
    leave(desk, village="东岗")
    desk.page.open_draft("village")
    desk.settle()
    assert desk.dialog().form["village"].value() == "东岗"  # type: ignore[attr-defined]


def test_a_list_opened_by_a_figure_is_saved_as_it_was(database: Database) -> None:
    where = DemandFilter(
        view=View.ALL, channel=Channel.PHONE, outcome=Outcome.RECEIVED, lacking=By.CATEGORY, year=2026
    )
    with database.transaction() as session:
        save_view(session, name="电话来的", where=where)
    with database.reading() as session:
        [view] = list_views(session)
    assert view.where == where
