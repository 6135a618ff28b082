"""What a station does its own way: its units, whose matters are whose, its terms, its steps; on the settings page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.core.workdays import DeadlineUnit
from deputy_station.features.accounts.rules import Role
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.rules.steps import TABLE
from deputy_station.features.demands.service import register, steps, way
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.matters.rules.choices import MatterKind, Term
from deputy_station.features.matters.rules.table import Need
from deputy_station.features.matters.service import catalogue, terms, variations
from deputy_station.shell.settings_page import SettingsPage
from deputy_station.shell.step_habits import HabitsDialog
from deputy_station.shell.terms_dialog import TermsDialog
from deputy_station.shell.units import DefaultUnitsDialog, UnitsDialog
from deputy_station.store.database import Database
from deputy_station.store.drafts import list_drafts
from deputy_station.store.memory import this_computer
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.style import dress, scale
from deputy_station.widgets.work import Work
from tests.shell.station_window import MORNING

D = TypeVar("D", bound=Dialog)


class Desk:
    """The settings page with what it said."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.said: list[str] = []
        self.database = database
        self.work = Work(database)
        self.page = SettingsPage(
            PageContext(
                self.work,
                Settings(folder),
                Clock.fixed(MORNING),
                go=lambda _page, **_filters: None,
                say_done=lambda sentence, *_more: self.said.append(sentence),
            )
        )
        self.page.reload()
        self.settle()

    def settle(self) -> None:
        for _ in range(4):
            self.work.wait(10)
            QApplication.processEvents()

    def open(self, word: str, kind: type[D]) -> D:
        """Press a button of the station's card."""
        self.page.station_actions.button(word).click()
        self.settle()
        return self.front(kind)

    def front(self, kind: type[D]) -> D:
        [shown] = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
        return shown

    def line(self, dialog: QWidget, words: str) -> LineItem:
        """The first line that begins so; those of demands stand above those of suggestions."""
        return next(one for one in dialog.findChildren(LineItem) if one.text.startswith(words))

    def lines(self, dialog: QWidget) -> list[str]:
        return [one.text for one in dialog.findChildren(LineItem) if one.isVisibleTo(dialog)]

    def press(self, dialog: QWidget, words: str) -> FormDialog:
        """Press a line: its form opens."""
        self.line(dialog, words).pressed.emit()
        self.settle()
        return self.front(FormDialog)

    def fill(self, word: str, **values: Any) -> None:
        dialog = self.front(FormDialog)
        dialog.form.put(values)
        dialog.action_row.button(word).click()
        self.settle()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, database: Database) -> Iterator[Desk]:
    qapp.setStyle("fusion")
    dress(qapp)
    with database.transaction() as session:
        create_station(
            session,
            name="朔里镇人大代表之家",
            code="朔里",
            township="朔里镇",
            district="杜集区",
            is_home=True,
        )
        catalogue.load_units(session)
        catalogue.load_categories(session)
    made = Desk(database, tmp_path)
    yield made
    for each in QApplication.topLevelWidgets():
        if isinstance(each, Dialog):
            each.close()
    made.settle()
    made.work.close()
    made.page.deleteLater()
    scale.set(100, high_contrast=False)


def unit_id(database: Database, name: str) -> int:
    with database.reading() as session:
        [unit] = [one for one in catalogue.list_units(session, retired=True) if one.name == name]
        return unit.id


def test_a_unit_renamed_is_found_by_its_former_name(desk: Desk, database: Database) -> None:
    dialog = desk.open("承办单位", UnitsDialog)
    desk.press(dialog, "镇水利站")
    desk.fill("保存", name="镇水务站", leader="李副镇长", contact="赵明", phone="0561-3091234")
    assert desk.line(dialog, "镇水务站").text == "镇水务站，李副镇长分管，赵明，0561-3091234（原名镇水利站）"
    dialog.search.setText("水利")
    desk.settle()
    assert desk.lines(dialog) == ["镇水务站，李副镇长分管，赵明，0561-3091234（原名镇水利站）"]
    dialog.search.setText("没有的单位")
    desk.settle()
    assert desk.lines(dialog) == []


def test_a_unit_merged_hands_on_what_it_has(desk: Desk, database: Database) -> None:
    old, new = unit_id(database, "镇水利站"), unit_id(database, "镇村建办")
    with database.transaction() as session:
        row = register.register_demand(session, words="渠堵了")
        steps.assign_demand(session, demand_id=row.id, version=row.version, unit_id=old)
    dialog = desk.open("承办单位", UnitsDialog)
    form = desk.press(dialog, "镇水利站")
    form.action_row.button("并到别的单位").click()
    desk.settle()
    desk.fill("并过去", into_id=(new, "镇村建办"))
    assert desk.said[-1] == "“镇水利站”已并到“镇村建办”，在办的 1 件一并转过去"
    with database.reading() as session:
        assert get_demand(session, demand_id=row.id).unit_id == new
    assert desk.line(dialog, "镇水利站").pill is not None


def test_a_merger_that_would_bring_a_complaint_home_is_refused_until_it_is_known(
    desk: Desk, database: Database
) -> None:
    old, new = unit_id(database, "镇水利站"), unit_id(database, "镇村建办")
    with database.transaction() as session:
        row = register.register_demand(session, words="刘某刁难人", against="刘某", against_unit_id=new)
        steps.assign_demand(session, demand_id=row.id, version=row.version, unit_id=old)
    dialog = desk.open("承办单位", UnitsDialog)
    desk.press(dialog, "镇水利站").action_row.button("并到别的单位").click()
    desk.settle()
    desk.fill("并过去", into_id=(new, "镇村建办"))
    assert "被反映人就在“镇村建办”" in desk.front(FormDialog).notice.sentence
    desk.fill("并过去", knowing=True)
    assert desk.said[-1].startswith("“镇水利站”已并到“镇村建办”")


def test_a_category_gets_the_unit_it_usually_goes_to_and_loses_it_again(
    desk: Desk, database: Database
) -> None:
    unit = unit_id(database, "镇村建办")
    with database.reading() as session:
        [category] = [row for row in catalogue.list_categories(session) if row.path == "城乡建设/村镇建设"]
    units = desk.open("承办单位", UnitsDialog)
    units.action_row.button("类别一般交给谁").click()
    desk.settle()
    dialog = desk.front(DefaultUnitsDialog)
    dialog.action_row.button("定一个类别").click()
    desk.settle()
    desk.fill("保存", category_id=(category.id, "城乡建设 / 村镇建设"), unit_id=(unit, "镇村建办"))
    assert desk.lines(dialog) == ["城乡建设 / 村镇建设：镇村建办"]
    with database.reading() as session:
        found = catalogue.default_unit(session, category_id=category.id)
        assert found is not None
        assert found.id == unit
    desk.press(dialog, "城乡建设")
    desk.fill("保存", unit_id=None)
    assert desk.lines(dialog) == []


def test_a_term_is_set_for_this_station_and_goes_back(desk: Desk, database: Database) -> None:
    dialog = desk.open("办理期限", TermsDialog)
    shipped = desk.line(dialog, "答复（交办镇政府）").text
    assert shipped == "答复（交办镇政府）：次日起 10 个工作日"
    desk.press(dialog, "答复（交办镇政府）")
    desk.fill("保存", amount=7, unit=DeadlineUnit.DAY)
    line = desk.line(dialog, "答复（交办镇政府）")
    assert line.text.startswith("答复（交办镇政府）：次日起 7 天")
    assert line.pill is not None
    with database.reading() as session:
        rule = terms.term_for(session, matter=MatterKind.DEMAND, term=Term.ANSWER, route=Route.TOWN.value)
    assert (rule.amount, rule.unit) == (7, DeadlineUnit.DAY)
    desk.press(dialog, "答复（交办镇政府）").action_row.button("改回原来的").click()
    desk.settle()
    assert desk.line(dialog, "答复（交办镇政府）").text == shipped


def test_a_term_of_its_own_for_one_category_is_added(desk: Desk, database: Database) -> None:
    with database.reading() as session:
        [category] = [row for row in catalogue.list_categories(session) if row.path == "城乡建设/村镇建设"]
    dialog = desk.open("办理期限", TermsDialog)
    dialog.action_row.button("另定诉求期限").click()
    desk.settle()
    desk.fill("保存", term=Term.ANSWER, category_id=(category.id, "城乡建设 / 村镇建设"), amount=20)
    assert "答复（城乡建设 / 村镇建设）：次日起 20 个工作日" in desk.lines(dialog)
    with database.reading() as session:
        rule = terms.term_for(session, matter=MatterKind.DEMAND, term=Term.ANSWER, category_id=category.id)
    assert rule.amount == 20


def test_a_step_is_given_to_one_office_with_a_reason_and_a_number(desk: Desk, database: Database) -> None:
    dialog = desk.open("办理步骤", HabitsDialog)
    form = desk.press(dialog, "催办：")
    assert (form.form["needs_note"].value(), form.form["who"].value()) == (False, tuple(Role))
    desk.fill("保存", who=(Role.PRESIDIUM,), needs_note=True, most=2)
    line = desk.line(dialog, "催办：")
    assert line.text == "催办：主席团办公室，必须写催办内容，每轮最多 2 次"
    assert line.pill is not None
    with database.reading() as session:
        step = way.way_of(session).get("urge")
    assert (step.roles, step.most, Need.NOTE in step.needs) == (frozenset({Role.PRESIDIUM}), 2, True)
    assert step.from_states == TABLE.steps["urge"].from_states


def test_what_is_set_back_by_hand_is_as_shipped_again(desk: Desk, database: Database) -> None:
    dialog = desk.open("办理步骤", HabitsDialog)
    desk.press(dialog, "催办：")
    desk.fill("保存", needs_note=True)
    desk.press(dialog, "催办：")
    desk.fill("保存", needs_note=False)
    with database.reading() as session:
        assert variations.list_variations(session, matter=MatterKind.DEMAND, shipped=TABLE) == []


def test_a_step_the_station_does_without_is_gone_and_comes_back(desk: Desk, database: Database) -> None:
    dialog = desk.open("办理步骤", HabitsDialog)
    desk.press(dialog, "拟办：")
    desk.fill("保存", used=False)
    pill = desk.line(dialog, "拟办：").pill
    assert pill is not None
    assert pill.word == "不用"
    with database.reading() as session:
        keys = [step.key for step in way.list_steps(session, state=DemandState.REGISTERED)]
    assert "propose" not in keys
    desk.press(dialog, "拟办：")
    desk.fill("保存", used=True)
    with database.reading() as session:
        keys = [step.key for step in way.list_steps(session, state=DemandState.REGISTERED)]
    assert "propose" in keys


def test_a_way_that_leads_nowhere_is_refused_in_the_form(desk: Desk) -> None:
    dialog = desk.open("办理步骤", HabitsDialog)
    desk.press(dialog, "反馈：")
    desk.fill("保存", used=False)
    assert "走不到头" in desk.front(FormDialog).notice.sentence


FORMS: dict[str, tuple[str, type[Dialog], list[str], dict[str, Any]]] = {
    "a merger": ("承办单位", UnitsDialog, ["镇水利站", "并到别的单位"], {"knowing": True}),
    "whose a category is": (
        "承办单位",
        UnitsDialog,
        ["类别一般交给谁", "定一个类别"],
        {"unit_id": (1, "镇村建办")},
    ),
    "a term": ("办理期限", TermsDialog, ["答复（交办镇政府）"], {"amount": 7}),
    "another term": ("办理期限", TermsDialog, ["另定建议期限"], {"amount": 20}),
    "a step": ("办理步骤", HabitsDialog, ["催办："], {"most": 2}),
}


@pytest.mark.parametrize("what", FORMS)
def test_what_was_typed_is_there_again_after_a_power_cut(desk: Desk, what: str) -> None:
    button, kind, presses, typed = FORMS[what]
    front: Dialog = desk.open(button, kind)
    for word in presses:
        if any(one.text.startswith(word) for one in front.findChildren(LineItem)):
            desk.line(front, word).pressed.emit()
        else:
            front.action_row.button(word).click()
        desk.settle()
        front = desk.front(DefaultUnitsDialog if word == "类别一般交给谁" else FormDialog)
    form = desk.front(FormDialog)
    title = form.windowTitle()
    form.form.put(typed)
    form.form.edited.emit()
    for each in QApplication.topLevelWidgets():
        if isinstance(each, Dialog):
            each.reject()
    desk.settle()
    with desk.database.reading() as session:
        [draft] = list_drafts(session, desk=this_computer())
    desk.page.open_draft(draft.form)
    desk.settle()
    again = desk.front(FormDialog)
    assert (again.windowTitle(), draft.title) == (title, title)
    assert {name: again.form[name].value() for name in typed} == {
        name: value[0] if isinstance(value, tuple) else value for name, value in typed.items()
    }


def test_whose_a_settled_category_is_is_changed_again_after_a_power_cut(desk: Desk) -> None:
    unit = unit_id(desk.database, "镇村建办")
    with desk.database.transaction() as session:
        [category] = [one for one in catalogue.list_categories(session) if one.path == "城乡建设/村镇建设"]
        catalogue.set_default_unit(session, category_id=category.id, unit_id=unit)
    desk.page.open_draft(f"category_unit:{category.id}")
    desk.settle()
    form = desk.front(FormDialog)
    assert form.windowTitle() == "城乡建设 / 村镇建设"
    assert form.form["unit_id"].value() == unit
