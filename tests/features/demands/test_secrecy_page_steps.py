"""Every step a desk of the district is offered on a confidential matter: its form tells nobody, and pressing it either does
it or is refused with a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from deputy_station.core.clock import Clock
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.rules.steps import STEPS
from deputy_station.features.demands.service import extensions, steps
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.store.database import Database
from tests.features.page_desk import PageDesk, page_desk

from .conftest import Town
from .test_secrecy_of_words import ADDRESS, NAME, PHONE, TOLD, secret
from .test_secrecy_page import told
from .walking import move, take_down

Desk = PageDesk[DemandsPage]
LABELS = {step.label for step in STEPS.values()}


def _registered(database: Database, town: Town) -> DemandRow:
    return take_down(
        database,
        TOLD,
        title=f"{NAME}反映路灯不亮",
        visitor_name=NAME,
        visitor_phone=PHONE,
        visitor_address=ADDRESS,
        confidential=True,
    )


def _assigned(database: Database, town: Town) -> DemandRow:
    units = {"unit_id": town.units["镇村建办"], "co_unit_ids": [town.units["镇财政所"]]}
    return move(database, steps.assign_demand, _registered(database, town), note=f"{NAME}急", **units)


def _waiting(database: Database, town: Town) -> DemandRow:
    row = move(database, steps.accept_demand, _assigned(database, town))
    assert row.deadline_on is not None
    until = row.deadline_on.replace(month=12, day=31)
    return move(database, extensions.ask_extension, row, until=until, note=f"{NAME}家线路长")


def _handled(database: Database, town: Town) -> DemandRow:
    row = move(database, steps.accept_demand, _assigned(database, town))
    return move(database, steps.record_result, row, note=f"{NAME}家门口换了灯泡", seen_by=NAME)


def _settled(database: Database, town: Town) -> DemandRow:
    return move(database, steps.settle_demand, secret(database, town), note=f"{NAME}出国了")


STAGES = (_registered, _assigned, _waiting, _handled, secret, _settled)


@pytest.fixture
def desk(qapp: QApplication, database: Database, town: Town, clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    """Demands 1 to 6, one of each stage."""
    for stage in STAGES:
        stage(database, town)
    database.role = "district"
    with page_desk(DemandsPage, database, clock, tmp_path) as opened:
        opened.work.changed.connect(lambda _tables: opened.page.reload())
        yield opened


def _offered(desk: Desk) -> list[str]:
    return [one.text for one in desk.page.detail.action_row.actions_shown if one.text in LABELS]


def _press(desk: Desk, word: str) -> list[str]:
    """Press a step, and the button of its form as it came up; what was told of the visitor meanwhile."""
    before = desk.dialogs()
    desk.press(word)
    found = told(desk)
    if desk.dialogs() > before:
        row = desk.dialog().action_row
        for main in [one.text for one in row.actions_shown if one.primary]:
            row.button(main).click()
            desk.settle()
            found += told(desk)
    while desk.dialogs() > before:
        desk.dialog().reject()
        desk.settle()
    return found


def test_no_step_of_the_district_tells_or_breaks(desk: Desk) -> None:
    for demand_id in range(1, len(STAGES) + 1):
        desk.page.open_row(demand_id)
        desk.settle()
        pressed: list[str] = []
        while left := [word for word in _offered(desk) if word not in pressed]:
            pressed.append(left[0])
            assert _press(desk, left[0]) == [], (demand_id, left[0])
        assert len(pressed) > 2, demand_id
