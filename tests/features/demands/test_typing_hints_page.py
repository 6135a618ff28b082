"""While a demand is typed the earlier one like it is told, compared side by side, joined or put aside."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.demands.page.alike import ANOTHER, JOIN, AlikeDialog
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.page.typing_hints import COMPARE
from deputy_station.features.demands.service import detail, listing, register, voices
from deputy_station.features.matters.models import Category
from deputy_station.store.database import Database
from deputy_station.widgets import dialogs
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.style import scale
from tests.features.page_desk import PageDesk, page_desk
from tests.features.pauses import pass_pauses
from tests.widgets.clipping import find_clipped

from .conftest import Town

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def desk(
    qtbot: QtBot, qapp: QApplication, database: Database, town: Town, tmp_path: Path
) -> Iterator[PageDesk[DemandsPage]]:
    """The page of demands; two lamps of the north street have been reported, one by somebody who asked for secrecy."""
    database.clock = Clock.fixed(NOON)
    with database.transaction() as session:
        register.register_demand(
            session,
            words="北街的路灯坏了好几天，晚上看不见路",
            place="北街",
            visitor_name="张守田",
            visitor_phone="13812345678",
            received_at=NOON - timedelta(days=3),
        )
        register.register_demand(
            session,
            words="路灯坏了，我家赵家巷口那一盏",
            place="北街",
            visitor_name="赵秘",
            confidential=True,
            received_at=NOON - timedelta(days=5),
        )
    with page_desk(DemandsPage, database, Clock.fixed(NOON), tmp_path) as opened:
        yield opened


def open_form(desk: PageDesk[DemandsPage]) -> FormDialog:
    """Begin to take a demand down."""
    desk.page.register()
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    return dialog


def type_in(desk: PageDesk[DemandsPage], **typed: object) -> FormDialog:
    """Open the form and type."""
    dialog = open_form(desk)
    dialog.form.put(typed)
    dialog.form["words"].edited.emit()
    pass_pauses(dialog)
    desk.settle()
    return dialog


def compare(desk: PageDesk[DemandsPage], dialog: FormDialog) -> AlikeDialog:
    """Press the button of the hint."""
    assert dialog.notice.act.words == COMPARE
    dialog.notice.act.click()
    (shown,) = [
        one for one in QApplication.topLevelWidgets() if isinstance(one, AlikeDialog) and one.isVisible()
    ]
    return shown


def words_on(dialog: AlikeDialog) -> str:
    """Everything read on it."""
    labels = [*dialog.findChildren(Words), *dialog.findChildren(Line)]
    return "\n".join(label.text() for label in labels if not label.isHidden())


def test_side_by_side_shows_both_and_nothing_of_who_asked_for_secrecy(desk: PageDesk[DemandsPage]) -> None:
    dialog = type_in(desk, words="路灯不亮，晚上看不见路", place="北街", visitor_name="李梅")
    assert dialog.notice.sentence.startswith(
        "以前反映过：朔里-2026-0001“北街的路灯坏了好几天”（待交办），另有 1 件"
    )
    shown = compare(desk, dialog)
    told = words_on(shown)
    assert "李梅" in told
    assert "张** 138****5678" in told
    assert "“北街的路灯坏了好几天，晚上看不见路”" in told
    assert "张守田" not in told
    shown.action_row.button(ANOTHER).click()
    told = words_on(shown)
    assert shown.shown.row.number == "朔里-2026-0002"
    assert "赵" not in told
    assert "（保密）" in told


def test_a_voice_is_added_instead_of_a_demand_and_can_be_undone(desk: PageDesk[DemandsPage]) -> None:
    dialog = type_in(
        desk,
        words="路灯不亮，晚上看不见路",
        place="北街",
        visitor_name="李梅",
        visitor_phone="13900001111",
        people=2,
    )
    shown = compare(desk, dialog)
    shown.action_row.button(JOIN).click()
    desk.settle()
    assert desk.dialogs() == 0
    assert desk.said[-1] == "朔里-2026-0001“北街的路灯坏了好几天”加一人反映，现有 2 户"
    with desk.database.reading() as session:
        rows = listing.list_demands(session)
        (voice,) = voices.list_voices(session, demand_id=rows[0].id)
    assert len(rows) == 2
    assert (voice.name, voice.phone, voice.people, voice.words) == (
        "李梅",
        "13900001111",
        2,
        "路灯不亮，晚上看不见路",
    )
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    with desk.database.reading() as session:
        assert voices.list_voices(session, demand_id=rows[0].id) == ()


def test_what_is_not_the_same_is_not_told_again(desk: PageDesk[DemandsPage]) -> None:
    dialog = type_in(desk, words="路灯不亮，晚上看不见路", place="北街")
    shown = compare(desk, dialog)
    shown.action_row.button(ANOTHER).click()
    shown.action_row.button(ANOTHER).click()
    assert not shown.isVisible()
    pass_pauses(dialog)
    desk.settle()
    assert dialog.notice.sentence == ""


def test_a_hint_goes_away_when_the_words_turn_to_another_matter(desk: PageDesk[DemandsPage]) -> None:
    dialog = type_in(desk, words="路灯不亮，晚上看不见路", place="北街")
    assert dialog.notice.sentence
    dialog.form.put({"words": "养老金一直没有发下来"})
    dialog.form["words"].edited.emit()
    pass_pauses(dialog)
    desk.settle()
    assert dialog.notice.sentence == ""


def test_an_answer_that_comes_while_typing_goes_on_is_not_shown(desk: PageDesk[DemandsPage]) -> None:
    dialog = open_form(desk)
    dialog.form.put({"words": "路灯不亮，晚上看不见路"})
    dialog.form["words"].edited.emit()
    pass_pauses(dialog)
    dialog.form["words"].edited.emit()
    desk.settle()
    assert dialog.notice.sentence == ""


def test_the_usual_unit_of_the_category_is_offered_and_filled_in_only_when_taken(
    desk: PageDesk[DemandsPage], town: Town
) -> None:
    path, category_id = next((path, key) for path, key in town.categories.items() if path.count("/") == 2)
    name, unit_id = next(iter(town.units.items()))
    with desk.database.transaction() as session:
        leaf = session.get_one(Category, category_id)
        session.get_one(Category, leaf.parent_id).unit_id = unit_id
    dialog = type_in(desk, words="门口的井盖松了", category_id=(category_id, path))
    unit = dialog.form["unit_id"]
    assert unit.value() is None
    assert unit._offer is not None
    assert name in unit._offer._words.text()
    unit._offer.take()
    assert unit.value() == unit_id


def test_a_refused_voice_leaves_everything_as_typed(desk: PageDesk[DemandsPage]) -> None:
    dialog = type_in(desk, words="路灯不亮，晚上看不见路", place="北街")
    shown = compare(desk, dialog)
    with desk.database.transaction() as session:
        first = detail.get_demand(session, demand_id=shown.shown.row.id)
        register.edit_demand(session, demand_id=first.row.id, version=first.row.version, place="北街口")
    shown.action_row.button(JOIN).click()
    desk.settle()
    assert shown.isVisible()
    assert shown.notice.sentence
    assert dialog.form["words"].value() == "路灯不亮，晚上看不见路"


@pytest.mark.parametrize("percent", [100, 160, 200])
def test_nothing_is_cut_off_however_large_the_text_and_long_the_words(
    desk: PageDesk[DemandsPage], monkeypatch: pytest.MonkeyPatch, percent: int
) -> None:
    monkeypatch.setattr(dialogs, "screen_room", lambda _widget: QRect(0, 0, 1024, 700))
    desk.page.resize(1024, 700)
    scale.set(percent, high_contrast=False)
    dialog = type_in(desk, words="路灯不亮，晚上看不见路，" + "真的很急" * 125_000, place="北街")
    shown = compare(desk, dialog)
    QApplication.processEvents()
    assert find_clipped(dialog) == []
    assert find_clipped(shown) == []
    assert (shown.width(), shown.height()) <= (1024, 700)
    assert [action.text for action in shown.action_row.actions_shown] == ["接着登记", ANOTHER, JOIN]
