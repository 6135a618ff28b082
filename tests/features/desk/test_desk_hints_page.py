"""Hints while a visitor is taken down at the desk: beside the form, in empty lines, moving nothing, filling in nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock
from deputy_station.features.demands.page.alike import ANOTHER, JOIN, AlikeDialog
from deputy_station.features.demands.rules.choices import Route
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.listing import list_demands
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.desk.page.desk import DeskPage
from deputy_station.features.desk.page.hints import COMPARE, NOTHING_ALIKE
from deputy_station.features.desk.page.known_card import SAME_MATTER
from deputy_station.features.matters.models import Category, Unit
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.visits import add_visit, list_visits
from deputy_station.store.database import Database
from deputy_station.store.drafts import list_drafts
from deputy_station.store.memory import this_computer
from deputy_station.widgets.form import Form
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.style import scale
from tests.features.page_desk import PageDesk, page_desk
from tests.features.pauses import pass_pauses
from tests.widgets.clipping import find_clipped

WORDS = "路灯不亮，晚上看不见路"


@pytest.fixture
def desk(
    qtbot: QtBot, database: Database, clock: Clock, tmp_path: Path, day_id: int
) -> Iterator[PageDesk[Any]]:
    """The desk; 张守田 reported a lamp of the north street in October."""
    now = database.clock
    database.clock = Clock.fixed(datetime(2026, 10, 9, 2, 0, tzinfo=UTC))
    with database.transaction() as session:
        register_demand(
            session, words="北街的路灯坏了好几天，晚上看不见路", place="北街", visitor_name="张守田"
        )
    database.clock = now
    with page_desk(cast(Any, DeskPage), database, clock, tmp_path / "settings") as opened:
        opened.page.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is opened.page)
        opened.page.take_focus()
        yield opened


def form_of(desk: PageDesk[Any]) -> Form:
    form: Form | None = desk.page.taking.form
    assert form is not None
    return form


def type_in(desk: PageDesk[Any], **typed: Any) -> Form:
    """Type, and pause."""
    form = form_of(desk)
    form.put(typed)
    for name in typed:
        form[name].edited.emit()
    pass_pauses(desk.page.taking)
    desk.settle()
    return form


def compare(desk: PageDesk[Any]) -> AlikeDialog:
    QTest.keyClick(desk.page.window().focusWidget(), Qt.Key.Key_F6)
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, AlikeDialog)
    return dialog


def places(form: Form) -> dict[str, QPoint]:
    return {name: field.mapToGlobal(QPoint(0, 0)) for name, field in form.fields.items() if field.isVisible()}


def let_usual_unit(database: Database) -> tuple[int, int]:
    """A category usually goes to one unit: the ids of both."""
    with database.transaction() as session:
        category = session.scalars(select(Category).order_by(Category.id.desc())).first()
        unit = first_unit(session)
        assert category is not None
        category.unit_id = unit.id
        return category.id, unit.id


def first_unit(session: Session) -> Unit:
    unit = session.scalars(select(Unit).order_by(Unit.id)).first()
    assert unit is not None
    return unit


def test_the_same_matter_is_told_beside_the_form_and_no_field_moves(desk: PageDesk[Any]) -> None:
    form = form_of(desk)
    form.put({"words": WORDS, "name": "李梅"})
    before = places(form)
    type_in(desk, words=WORDS)
    assert desk.page.known.said[:2] == [SAME_MATTER, "东街-2026-0001 北街的路灯坏了好几天 待交办"]
    assert places(form) == before
    assert desk.page.notice.sentence == desk.page.taking.notice.sentence == ""


def test_one_key_compares_one_press_joins_and_undo_brings_back_what_was_typed(
    desk: PageDesk[Any], database: Database, day_id: int
) -> None:
    with database.transaction() as session:
        add_visit(session, day_id=day_id, name="李梅")
    desk.reload()
    desk.page.call_next()
    desk.settle()
    desk.page.taking.form["words"].setFocus()
    type_in(desk, words=WORDS)
    dialog = compare(desk)
    dialog.action_row.button(JOIN).click()
    desk.settle()
    assert desk.dialogs() == 0
    assert desk.said[-1] == "第 1 号来访，东街-2026-0001“北街的路灯坏了好几天”加一人反映，现有 2 户"
    assert desk.page.taking.visit is None
    with database.reading() as session:
        assert [each.state for each in list_visits(session, day_id=day_id)] == [VisitState.HEARD]
        assert [each.voices for each in list_demands(session)] == [2]
        assert list_drafts(session, desk=this_computer()) == []
    desk.page.papers.print_receipt()  # it would name who came first
    assert desk.page.notice.sentence.startswith("还没有登记诉求")
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    desk.reload()
    assert (desk.page.taking.visit.number, desk.page.taking.words) == (1, WORDS)


def test_a_walk_in_who_joined_is_typed_again_after_the_undo(desk: PageDesk[Any], database: Database) -> None:
    type_in(desk, words=WORDS, name="李梅")
    form_of(desk)["words"].setFocus()
    compare(desk).action_row.button(JOIN).click()
    desk.settle()
    desk.reload()
    assert desk.page.taking.words == ""
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    desk.reload()
    assert (desk.page.taking.words, form_of(desk)["name"].value()) == (WORDS, "李梅")


def test_what_is_another_matter_is_not_told_again_and_the_key_says_there_is_nothing(
    desk: PageDesk[Any],
) -> None:
    type_in(desk, words=WORDS)
    form_of(desk)["words"].setFocus()
    compare(desk).action_row.button(ANOTHER).click()
    pass_pauses(desk.page.taking)
    desk.settle()
    assert SAME_MATTER not in desk.page.known.said
    desk.page.taking.action_row.button(COMPARE).click()
    assert desk.page.taking.notice.sentence == NOTHING_ALIKE


def test_a_unit_is_suggested_in_its_empty_line_and_filled_in_only_when_taken(
    desk: PageDesk[Any], database: Database
) -> None:
    category_id, unit_id = let_usual_unit(database)
    form = form_of(desk)
    form.put({"route": Route.TOWN})
    form["route"].edited.emit()
    QApplication.processEvents()
    before = places(form)
    type_in(desk, words="门口的井盖松了", category_id=(category_id, "井盖"))
    unit = form["unit_id"]
    assert isinstance(unit, SearchField)
    assert unit.value() is None
    assert unit.entry.placeholderText().startswith("建议：")
    assert desk.page.known.said[0] == "建议承办单位"
    assert "一般交这里" in desk.page.known.said[2]
    assert places(form) == before
    unit.setFocus()
    QTest.keyClick(unit.entry, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    desk.settle()
    assert unit.value() == unit_id
    assert "建议承办单位" not in desk.page.known.said


def test_a_unit_is_not_suggested_while_none_is_asked_for(desk: PageDesk[Any], database: Database) -> None:
    category_id, _unit_id = let_usual_unit(database)
    type_in(desk, words="门口的井盖松了", category_id=(category_id, "井盖"))
    assert not any(each.startswith("建议") for each in desk.page.known.said)


def test_material_against_somebody_of_that_unit_is_asked_about_first(
    desk: PageDesk[Any], database: Database
) -> None:
    with database.reading() as session:
        unit = first_unit(session)
        chosen = (unit.id, unit.name)
    form = form_of(desk)
    assert form["against_unit_id"].isHidden()
    form.put({"words": "他吃拿卡要", "against": "某站长", "route": Route.TOWN})
    form["against"].edited.emit()
    form["route"].edited.emit()
    form.put({"against_unit_id": chosen, "unit_id": chosen})
    form["unit_id"].edited.emit()
    desk.settle()
    question = desk.dialog()
    assert question.windowTitle() == "被反映人就在这个单位"
    question.action_row.button("还是交给它").click()
    desk.settle()
    desk.page.taking.save()
    desk.settle()
    with database.reading() as session:
        newest = max(list_demands(session), key=lambda row: row.id)
        whole = get_demand(session, demand_id=newest.id)
    assert (whole.against, newest.unit) == ("某站长", chosen[1])


def test_enter_leads_from_the_deputies_to_the_button_past_what_is_seldom_asked_for(
    desk: PageDesk[Any],
) -> None:
    form = form_of(desk)
    form["deputy_ids"].went_on.emit()
    assert desk.page.taking.action_row.button("登记").hasFocus()


@pytest.mark.parametrize("percent", [100, 160, 200])
def test_nothing_is_cut_off_with_hints_shown(desk: PageDesk[Any], percent: int) -> None:
    desk.page.resize(830, 560)
    scale.set(percent, high_contrast=False)
    QApplication.processEvents()
    type_in(desk, words=WORDS, name="李梅")
    assert find_clipped(desk.page) == []


def test_what_is_alike_is_counted_also_for_words_that_came_back(desk: PageDesk[Any]) -> None:
    form = type_in(desk, words="北街的路灯坏了好几天，晚上看不见路", place="北街")
    form.put({"settled_on_the_spot": True})
    form["settled_on_the_spot"].edited.emit()
    desk.page.taking.put_away()
    desk.settle()
    desk.reload()
    pass_pauses(desk.page.taking)
    desk.settle()
    assert desk.page.taking.words == "北街的路灯坏了好几天，晚上看不见路"
    assert desk.page.taking.action_row.button("比一比 F6").accessibleDescription() == "相近的事 1 件"
