"""The page of demands, used as a person does. Today is Friday 20 November 2026."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.page.way_papers import GROUP as PAPERS
from deputy_station.features.demands.rules.choices import (
    DemandState,
    InformedHow,
    Route,
    Satisfaction,
)
from deputy_station.features.demands.rules.steps import allowed_steps
from deputy_station.features.demands.service import detail, register, steps
from deputy_station.features.demands.service.rows import DemandDetail, DemandRow
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.service import planning, visits
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.work import Work
from tests.documents.workbook_makers import make_workbook
from tests.features.import_person import ImportPerson
from tests.features.page_desk import taking_back
from tests.features.pauses import pass_pauses
from tests.widgets.print_preview.preview_desk import let_out

from .conftest import Town


class Desk:
    """The page with what stands around it."""

    def __init__(self, database: Database, town: Town, clock: Clock, folder: Path) -> None:
        self.database, self.town = database, town
        self.said: list[str] = []
        self.undo: Callable[[], object] | None = None
        self.went: list[tuple[str, dict[str, Any]]] = []
        self.work = Work(database)
        self.page = DemandsPage(
            PageContext(
                self.work,
                Settings(folder),
                clock,
                lambda page, **filters: self.went.append((page, filters)),
                self._say,
                take_back=taking_back(self.work, self.said),
            )
        )
        self.work.changed.connect(lambda tables: self.page.reload() if tables & self.page.tables else None)
        self.page.resize(1180, 640)
        self.page.show()
        self.reload()

    def _say(
        self,
        sentence: str,
        undo: Callable[[], object] | None = None,
        open_made: Callable[[], object] | None = None,
    ) -> None:
        self.said.append(sentence)
        self.undo, self.open_made = undo, open_made

    def settle(self) -> None:
        for _ in range(4):
            assert self.work.wait()
            QApplication.processEvents()

    def reload(self) -> None:
        self.page.reload()
        self.settle()

    def press(self, word: str) -> None:
        """Press a button of the detail, also one behind 更多."""
        [action] = [one for one in self.page.detail.action_row.actions_shown if one.text == word]
        action.do()
        self.settle()

    def dialog(self) -> Dialog:
        [shown] = [
            each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()
        ]
        return shown

    def form(self) -> FormDialog:
        dialog = self.dialog()
        assert isinstance(dialog, FormDialog)
        return dialog

    def save(self) -> None:
        """Ctrl+Enter."""
        self.settle()
        QTest.keyClick(self.form().form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def find(self, field: str, text: str) -> None:
        """Type into a search field and take the first thing found with Enter."""
        entry = self.form().form[field]
        assert isinstance(entry, SearchField)
        QTest.keyClicks(entry.entry, text)
        pass_pauses(self.form())
        self.settle()
        QTest.keyClick(entry.entry, Qt.Key.Key_Return)

    def titles(self) -> list[str]:
        model = self.page.table.model
        return [row.title for place in range(model.rowCount()) if (row := model.row_at(place)) is not None]

    def buttons(self) -> list[str]:
        return [action.text for action in self.page.detail.action_row.actions_shown if action.group != PAPERS]

    def primary(self) -> list[str]:
        return [one.text for one in self.page.detail.action_row.actions_shown if one.primary]

    def detail(self, title: str) -> DemandDetail:
        with self.database.reading() as session:
            [demand_id] = session.scalars(select(Demand.id).where(Demand.title == title)).all()
            return detail.get_demand(session, demand_id=demand_id)

    def take_down(self, words: str, **more: Any) -> DemandRow:
        with self.database.transaction() as session:
            return register.register_demand(session, words=words, **more)


@pytest.fixture
def desk(database: Database, town: Town, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    shown = Desk(database, town, clock, tmp_path / "settings")
    yield shown
    for each in QApplication.topLevelWidgets():
        if isinstance(each, Dialog):
            each.close()
    shown.settle()
    shown.work.close()
    shown.page.close()
    shown.page.deleteLater()


def words_of(widget: QWidget) -> str:
    """Everything a widget says."""
    texts = []
    for child in widget.findChildren(QWidget):
        text = getattr(child, "text", None)
        if callable(text) and child.isVisibleTo(widget):
            texts.append(str(text()))
    return "\n".join(texts)


def test_a_demand_is_taken_down_and_handed_over_with_the_keyboard_alone(desk: Desk) -> None:
    desk.page.action_row.button("登记诉求").click()
    desk.settle()
    form = desk.form().form
    QTest.keyClicks(form["words"].focusProxy(), "zhu lu keng wa, qing xiu yi xiu")
    form.put({"words": "六村主路坑洼。请修一修", "visitor_name": "张守田", "visitor_phone": "13812341234"})
    desk.find("category_id", "czjs")
    form["route"].put(Route.TOWN)
    form["route"].edited.emit()
    desk.find("unit_id", "zcjb")
    desk.save()
    assert desk.said == ["已登记诉求 朔里-2026-0001“六村主路坑洼”，交镇村建办，12月4日前答复"]
    demand = desk.detail("六村主路坑洼")
    assert (demand.row.state, demand.row.unit, demand.category_path) == (
        DemandState.ASSIGNED,
        "镇村建办",
        "城乡建设/村镇建设",
    )
    assert demand.words == "六村主路坑洼。请修一修"
    assert desk.titles() == ["六村主路坑洼"]
    assert desk.page.detail.title == "六村主路坑洼"
    assert desk.primary() == ["签收"]


def test_undo_withdraws_what_was_just_registered_and_keeps_its_number(desk: Desk) -> None:
    desk.page.register()
    desk.form().form.put({"words": "写错了"})
    desk.save()
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    assert desk.said[-1] == "撤销：登记诉求 朔里-2026-0001“写错了”"
    assert desk.detail("写错了").row.state is DemandState.WITHDRAWN


def test_the_form_asks_only_for_what_the_route_needs(desk: Desk) -> None:
    desk.page.register()
    desk.settle()
    form = desk.form().form

    def shown() -> list[str]:
        return [name for name in ("unit_id", "satisfaction", "note") if not form[name].isHidden()]

    assert shown() == []
    for route, fields in (
        (Route.TOWN, ["unit_id", "note"]),
        (Route.ANSWERED, ["satisfaction", "note"]),
        (Route.DECLINED, ["note"]),
    ):
        form["route"].put(route)
        form["route"].edited.emit()
        assert shown() == fields
    form.put({"words": "正在打官司"})
    desk.save()
    assert "要写明不受理的理由和去向" in desk.form().notice.findChildren(QWidget)[0].text()  # type: ignore[attr-defined]
    form.put({"note": "请向法院反映"})
    desk.save()
    assert desk.detail("正在打官司").row.state is DemandState.DECLINED


def test_an_empty_form_says_beside_the_field_what_is_missing(desk: Desk) -> None:
    desk.page.register()
    desk.save()
    assert desk.form().form["words"].problem_shown == "请填原话。"


def test_the_same_phone_is_hinted_while_typing(desk: Desk) -> None:
    desk.take_down("路灯不亮", visitor_phone="13812341234")
    desk.page.register()
    form = desk.form().form
    form.put({"visitor_phone": "13812341234"})
    form["visitor_phone"].edited.emit()
    pass_pauses(desk.form())
    desk.settle()
    assert "以前反映过：朔里-2026-0001“路灯不亮”（待交办）。可以接着登记。" in words_of(desk.form())


def test_every_button_of_a_demand_is_a_step_of_the_table(desk: Desk) -> None:
    row = desk.take_down("路灯不亮")
    unit = desk.town.units["镇供电所"]
    moves: list[Callable[[Any, DemandRow], DemandRow]] = [
        lambda s, r: steps.assign_demand(s, demand_id=r.id, version=r.version, unit_id=unit),
        lambda s, r: steps.accept_demand(s, demand_id=r.id, version=r.version),
        lambda s, r: steps.record_result(s, demand_id=r.id, version=r.version, note="修好"),
        lambda s, r: steps.inform_visitor(s, demand_id=r.id, version=r.version, how=InformedHow.PHONE),
        lambda s, r: steps.follow_up(
            s, demand_id=r.id, version=r.version, satisfaction=Satisfaction.SATISFIED
        ),
        lambda s, r: steps.strike_off(s, demand_id=r.id, version=r.version),
    ]
    for move in [None, *moves]:
        if move is not None:
            with desk.database.transaction() as session:
                row = move(session, row)
        desk.page.open_row(row.id)
        desk.settle()
        # One unit, no voice but the first, no extension asked for: there is nobody to take these steps for.
        pointless = {
            "co_accept",
            "co_return",
            "co_opinion",
            "grant_extension",
            "refuse_extension",
            "tell_voices",
        }
        allowed = [step.label for step in allowed_steps(row.state) if step.key not in pointless]
        assert sorted(desk.buttons()) == sorted([*allowed, "打印办理单", "修改"])
        # 回访 begins with the card that has the phone in sight; the form of the same step stands beside it.
        main = [step.label for step in allowed_steps(row.state) if row.state in step.main_in]
        assert desk.primary() == (["记回访电话"] if row.state is DemandState.INFORMED else main)


def test_a_demand_walks_from_handing_over_to_struck_off_by_its_primary_button(desk: Desk) -> None:
    row = desk.take_down("路灯不亮")
    desk.page.open_row(row.id)
    desk.settle()
    desk.press("交办")
    desk.find("unit_id", "gds")
    desk.save()
    desk.press("签收")
    desk.form().form.put({"note": "李强"})
    desk.save()
    desk.press("催办")
    desk.save()
    assert desk.said[-1] == "诉求 朔里-2026-0001 已催办，第 1 次，第 1 级"
    desk.press("记办理结果")
    desk.form().form.put({"note": "已换灯 3 盏", "solved": True})
    desk.save()
    desk.press("反馈")
    desk.save()
    desk.press("回访")
    desk.form().form.put({"satisfaction": Satisfaction.FAIR, "note": "亮了"})
    desk.save()
    assert desk.primary() == ["销号"]
    desk.press("销号")
    demand = desk.detail("路灯不亮")
    assert (demand.row.state, demand.result, demand.row.solved) == (
        DemandState.STRUCK_OFF,
        "已换灯 3 盏",
        True,
    )
    assert demand.informed_how == "电话"
    assert desk.buttons() == ["打印办理单", "修改", "重办"]
    assert desk.said[-1] == "诉求 朔里-2026-0001 已销号"


def test_a_discontented_visitor_brings_the_demand_back_to_handing_over(desk: Desk) -> None:
    row = desk.take_down("路灯不亮")
    with desk.database.transaction() as session:
        steps.answer_demand(session, demand_id=row.id, version=row.version, note="下月修")
    desk.page.open_row(row.id)
    desk.settle()
    desk.press("回访")
    desk.form().form.put({"satisfaction": Satisfaction.UNSATISFIED})
    desk.save()
    assert desk.said[-1] == "诉求 朔里-2026-0001 已回访，转第 2 轮重办"
    assert desk.primary() == ["交办"]
    assert "回访：不满意，转第 2 轮重办" in words_of(desk.page.detail)


def test_a_refusal_is_said_where_the_button_is(desk: Desk) -> None:
    with desk.database.transaction() as session:
        row = register.register_demand(session, words="没有经过的老账")
        session.get_one(Demand, row.id).state = DemandState.SETTLED
    desk.page.open_row(row.id)
    desk.settle()
    desk.press("销号")
    assert "还缺办理结果、办完日期、谁看过、反馈、回访，不能销号" in words_of(desk.page.detail)


def test_chips_search_and_other_pages_narrow_the_list(desk: Desk) -> None:
    late = desk.take_down("路灯不亮")
    with desk.database.transaction() as session:
        steps.assign_demand(
            session, demand_id=late.id, version=late.version, unit_id=desk.town.units["镇供电所"]
        )
        session.get_one(Demand, late.id).deadline_on = date(2026, 11, 11)
    desk.take_down("水厂停水", visitor_name="张守田")
    desk.take_down("去年的路", received_at=datetime(2025, 5, 1, tzinfo=UTC))
    desk.reload()
    assert len(desk.titles()) == 3
    assert desk.page.filters.chip("overdue").words == "已超期 1"
    assert desk.page.filters.chip("to_assign").words == "待交办 2"
    desk.page.filters.chip("overdue").click()
    desk.settle()
    assert desk.titles() == ["路灯不亮"]
    row = desk.page.table.model.row_at(0)
    assert desk.page.table.model.text_of(desk.page.table.model.columns[4], row) == "已超期"
    desk.page.take_filter(search="zst")
    desk.reload()
    assert desk.titles() == ["水厂停水"]
    desk.page.take_filter(view="to_assign")
    desk.reload()
    assert desk.titles() == ["水厂停水", "去年的路"]
    desk.page.take_filter(view="all", year=2025)
    desk.reload()
    assert desk.titles() == ["去年的路"]
    desk.page.take_filter(unit_id=desk.town.units["镇供电所"])
    desk.reload()
    assert desk.titles() == ["路灯不亮"]
    desk.page.take_filter(view="handling")
    desk.reload()
    assert desk.page.filters.chip("handling").words == "办理中 0"
    assert desk.titles() == []


def test_a_click_on_the_number_sorts_by_it(desk: Desk) -> None:
    desk.take_down("第一件")
    desk.take_down("补记的", received_at=datetime(2026, 1, 5, tzinfo=UTC))
    desk.reload()
    assert desk.titles() == ["第一件", "补记的"], "newest first"
    for expected in (["第一件", "补记的"], ["补记的", "第一件"]):
        desk.page.table.view.horizontalHeader().sectionClicked.emit(0)
        desk.settle()
        assert desk.titles() == expected


def test_today_sends_people_straight_into_the_form(desk: Desk) -> None:
    desk.page.take_filter(do="register")
    desk.reload()
    assert desk.form().windowTitle() == "登记诉求"


def test_the_visitor_stays_masked_until_asked_for(desk: Desk) -> None:
    row = desk.take_down("路灯不亮", visitor_name="张守田", visitor_phone="13812341234", confidential=True)
    desk.page.open_row(row.id)
    desk.settle()
    assert "张守田" not in words_of(desk.page)
    desk.page.reveal(desk.detail("路灯不亮"))
    desk.settle()
    told = words_of(desk.dialog())
    assert "张守田，13812341234" in told
    assert "来访人要求保密" in told


def test_a_correction_shows_what_was_taken_down_and_never_a_confidential_visitor(desk: Desk) -> None:
    open_row = desk.take_down("路灯不亮", visitor_name="张守田")
    secret = desk.take_down("水厂停水", visitor_name="李四", confidential=True)
    desk.page.open_row(open_row.id)
    desk.settle()
    desk.press("修改")
    assert desk.form().form["visitor_name"].value() == "张守田"
    desk.form().form.put({"title": "东巷路灯不亮"})
    desk.save()
    assert desk.detail("东巷路灯不亮").visitor_name == "张守田"
    desk.page.open_row(secret.id)
    desk.settle()
    desk.press("修改")
    assert "visitor_name" not in desk.form().form.fields
    desk.form().form.put({"title": "水厂停水一天"})
    desk.save()
    with desk.database.reading() as session:
        assert session.get_one(Demand, secret.id).visitor_name == "李四"


def test_a_ledger_is_looked_at_before_it_is_imported(desk: Desk, tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "台账.xlsx",
        ["编号", "日期", "反映问题"],
        ["1", "2026-03-05", "渠堵了"],
        ["2", "昨天", "路"],
    )
    person = ImportPerson(desk, "导入台账")
    person.preview(path)
    assert person.chips() == "全部 2，可导 1，要看一眼 0，有错 1"
    assert desk.titles() == []
    person.press("导入 1 行")
    assert desk.said[-1] == "已导入诉求 1 件"
    assert desk.titles() == ["渠堵了"]


def test_the_sheet_and_the_ledger_are_saved_where_asked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        files, "ask_save_path", lambda parent, settings, title, name, suffix: tmp_path / f"a{suffix}"
    )
    monkeypatch.setattr(files, "open_file", lambda path: True)
    row = desk.take_down("路灯不亮")
    desk.page.open_row(row.id)
    desk.settle()
    desk.press("打印办理单")
    let_out(desk.work, "另存为 PDF")
    desk.settle()
    desk.page.action_row.button("导出台账").click()
    desk.save()
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "a.xlsx").is_file()
    assert desk.said == ["已存好“a.pdf”", "已存好“a.xlsx”"]


def test_turning_a_demand_into_a_suggestion_opens_the_form_that_asks_who_leads(desk: Desk) -> None:
    row = desk.take_down("路灯不亮")
    desk.page.open_row(row.id)
    desk.settle()
    desk.page.detail.action_row.button("转为代表建议").click()
    assert desk.went == [("suggestions", {"demand_id": row.id, "demand_version": row.version})]


def test_a_demand_taken_down_as_a_suggestion_goes_on_there(desk: Desk) -> None:
    desk.page.action_row.button("登记诉求").click()
    desk.settle()
    form = desk.form().form
    form.put({"words": "希望修一座桥", "route": Route.SUGGESTION})
    form["route"].edited.emit()
    desk.save()
    demand = desk.detail("希望修一座桥")
    assert demand.row.route is Route.SUGGESTION
    assert desk.went == [("suggestions", {"demand_id": demand.row.id, "demand_version": demand.row.version})]


def test_the_deadline_shows_its_arithmetic_without_brackets_in_brackets(desk: Desk) -> None:
    row = desk.take_down("沟渠堵塞")
    with desk.database.transaction() as session:
        steps.assign_demand(
            session,
            demand_id=row.id,
            version=row.version,
            route=Route.TOWN,
            unit_id=desk.town.units["镇村建办"],
        )
    desk.page.open_row(row.id)
    desk.settle()
    assert "12月4日，还有 14 天：11月20日交办，次日起 10 个工作日（跳过周末 4 天）" in words_of(
        desk.page.detail
    )


def test_the_arrow_down_leads_from_the_search_to_what_was_found(desk: Desk) -> None:
    desk.take_down("水厂停水", visitor_name="张守田")
    desk.take_down("路灯不亮")
    desk.reload()
    search = desk.page.filters.search
    assert search is not None
    search.setFocus()
    search.put("zst")
    desk.settle()
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert desk.page.table.row.title == "水厂停水"
    assert desk.page.table.view.hasFocus()


def test_the_title_says_how_many_another_page_asked_for_and_of_what(desk: Desk) -> None:
    for words in ("水厂停水", "路灯不亮"):
        desk.take_down(words)
    desk.page.take_filter(state=DemandState.REGISTERED, year=2026)
    desk.reload()
    assert desk.page._count.text() == "2 件，按年份，待交办"
    desk.page.filters.chip("overdue").click()
    desk.settle()
    assert desk.page._count.text() == "本年 2 件"


def test_a_search_never_leaves_the_detail_of_another_demand_beside_its_result(desk: Desk) -> None:
    desk.take_down("路灯不亮")
    desk.take_down("沟渠堵塞")
    desk.reload()
    assert desk.page.detail.title == "沟渠堵塞"
    assert desk.page.filters.search is not None
    for typed, title in (("路灯", "路灯不亮"), ("没有这件", ""), ("", "沟渠堵塞")):
        desk.page.filters.search.setText(typed)
        pass_pauses(desk.page.filters)
        desk.settle()
        assert desk.page.detail.title == title


def test_a_demand_of_a_visit_knows_who_is_speaking_and_leaves_the_list_whole(desk: Desk) -> None:
    with desk.database.transaction() as session:
        [day_id] = planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("11月20日"))).day_ids
        visit = visits.add_visit(session, day_id=day_id, name="陈大妈", phone="13812341234", people=3)
    desk.take_down("路灯不亮")
    desk.page.take_filter(do="register", visit_id=visit.id)
    desk.reload()
    form = desk.form().form
    assert [form[name].value() for name in ("visitor_name", "visitor_phone", "people")] == [
        "陈大妈",
        "13812341234",
        3,
    ]
    form.put({"words": "沟渠堵塞"})
    desk.save()
    assert desk.titles() == ["沟渠堵塞", "路灯不亮"]
    with desk.database.reading() as session:
        assert session.scalars(select(Demand.visit_id).where(Demand.title == "沟渠堵塞")).one() == visit.id
        assert visits.get_visit(session, visit_id=visit.id).finished, "who has been heard waits no longer"
    desk.page.action_row.button("登记诉求").click()  # the next one is somebody else's
    desk.settle()
    assert desk.form().form["visitor_name"].value() == ""
    desk.form().form.put({"words": "广场噪音"})
    desk.save()
    with desk.database.reading() as session:
        assert session.scalars(select(Demand.visit_id).where(Demand.title == "广场噪音")).one() is None
