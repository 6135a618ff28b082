"""The dialogs of a demand's steps, used as a person does. Today is Friday 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.core.clock import Clock
from deputy_station.features.accounts.rules import Role
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.page.moving import GROUPS, HAS_DIALOG, SERVICES
from deputy_station.features.demands.page.whole import Whole, read_whole
from deputy_station.features.demands.rules.choices import DemandState, InformedHow, Satisfaction
from deputy_station.features.demands.rules.steps import STEPS
from deputy_station.features.demands.service import extensions, steps, voices
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.matters.rules.choices import ContactStage, Part
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.search_fields import SearchField
from tests.features.page_desk import PageDesk, page_desk

from .conftest import Town
from .walking import handling, move, take_down

Desk = PageDesk[DemandsPage]


@pytest.fixture
def desk(qapp: QApplication, database: Database, town: Town, clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    with page_desk(DemandsPage, database, clock, tmp_path) as opened:
        opened.work.changed.connect(lambda _tables: opened.page.reload())
        yield opened


def open_row(desk: Desk, row: DemandRow) -> None:
    desk.page.open_row(row.id)
    desk.settle()


def step(desk: Desk, row: DemandRow, word: str) -> FormDialog:
    """Open the demand and the dialog of a step."""
    open_row(desk, row)
    desk.press(word)
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    return dialog


def buttons(desk: Desk) -> list[str]:
    return [action.text for action in desk.page.detail.action_row.actions_shown]


def whole(database: Database, row: DemandRow) -> Whole:
    with database.reading() as session:
        return read_whole(session, demand_id=row.id)


def seen(holder: QWidget) -> str:
    """Everything that can be read on it."""
    found = []
    for child in holder.findChildren(QWidget):
        text = getattr(child, "text", None)
        if callable(text) and child.isVisibleTo(holder):
            found.append(str(text()))
    return "\n".join(found)


def test_every_step_of_the_table_has_a_button_but_those_that_follow_by_themselves() -> None:
    beginning = {key for key, one in STEPS.items() if one.begins}
    assert set(STEPS) - beginning - set(SERVICES) - HAS_DIALOG == {"told_along"}
    grouped = [key for keys in GROUPS.values() for key in keys]
    assert sorted(grouped) == sorted(set(SERVICES) | HAS_DIALOG)


def test_what_is_mostly_done_comes_first_and_the_rest_stands_in_groups(
    desk: Desk, database: Database, town: Town
) -> None:
    def shown(row: DemandRow) -> tuple[list[str], list[str]]:
        open_row(desk, row)
        actions = desk.page.detail.action_row.actions_shown
        return [one.text for one in actions if not one.group and not one.primary], [
            one.text for one in actions if one.primary
        ]

    row = take_down(database, "南街主路坑洼")
    assert shown(row) == (["当场答复", "拟办", "打印办理单", "修改"], ["交办"])
    row = move(database, steps.assign_demand, row, unit_id=town.units["镇村建办"])
    assert shown(row) == (["催办", "退回", "打印办理单", "修改"], ["签收"])
    row = move(database, steps.accept_demand, row)
    assert shown(row) == (["催办", "记进展", "打印办理单", "修改"], ["记办理结果"])
    row = move(database, extensions.ask_extension, row, until=date(2026, 12, 9), note="等沥青")
    # Somebody waits for the decision: it goes before everything else.
    assert shown(row)[0][:2] == ["批准延期", "不准延期"]
    groups = [one.group for one in desk.page.detail.action_row.actions_shown if one.group]
    assert list(dict.fromkeys(groups)) == ["承办单位", "督促和延期", "反映人", "了结和重办", "打印和导出"]


def test_a_demand_goes_to_lead_and_co_unit_with_its_five_points_and_its_paper_is_offered_at_once(
    desk: Desk, database: Database, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ask_save_path", lambda *_asked: tmp_path / "a.pdf")
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    row = take_down(database, "南街主路坑洼")
    step(desk, row, "交办")
    desk.fill(
        "交办",
        unit_id=(town.units["镇村建办"], "镇村建办"),
        co_unit_ids=[(town.units["镇水利站"], "镇水利站")],
        leader="李副镇长",
        person="张强",
        measures="先补坑",
        standard="不积水",
    )
    lead, other = whole(database, row).handovers
    assert (lead.unit, lead.part, lead.leader, lead.person, lead.measures, lead.standard, lead.lacking) == (
        "镇村建办",
        Part.LEAD,
        "李副镇长",
        "张强",
        "先补坑",
        "不积水",
        (),
    )
    assert (other.unit, other.part) == ("镇水利站", Part.CO)
    assert desk.page.detail.notice.act.words == "打印交办单"
    desk.press("签收")
    desk.fill("签收")
    assert desk.page.detail.notice.sentence == "", "the next step has no paper, that of the last one is gone"
    desk.page.detail.notice.act.click()
    desk.settle()
    desk.save_paper()
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_before_the_unit_of_who_is_complained_of_gets_it_the_desk_is_asked(
    desk: Desk, database: Database, town: Town
) -> None:
    unit = town.units["镇村建办"]
    row = take_down(database, "刘某刁难人", against="刘某", against_unit_id=unit)
    dialog = step(desk, row, "交办")
    field = dialog.form["unit_id"]
    assert isinstance(field, SearchField)

    def choose() -> Dialog:
        field.put((unit, "镇村建办"))
        field.edited.emit()
        [question] = [
            one
            for one in QApplication.topLevelWidgets()
            if isinstance(one, Dialog) and one.isVisible() and one is not dialog
        ]
        return question

    question = choose()
    assert question.windowTitle() == "被反映人就在这个单位"
    question.action_row.button("换一个单位").click()
    desk.settle()
    assert (field.value(), dialog.form["knowing"].isHidden()) == (None, True)
    choose().action_row.button("还是交给它").click()
    desk.settle()
    assert dialog.form["knowing"].value() is True
    dialog.action_row.button("交办").click()
    desk.settle()
    assert "已知被反映人在该单位" in whole(database, row).demand.steps[-1].sentence


def test_any_other_unit_gets_it_without_a_question(desk: Desk, database: Database, town: Town) -> None:
    row = take_down(database, "刘某刁难人", against="刘某", against_unit_id=town.units["镇村建办"])
    dialog = step(desk, row, "交办")
    dialog.form["unit_id"].put((town.units["镇水利站"], "镇水利站"))
    dialog.form["unit_id"].edited.emit()
    assert desk.dialogs() == 1
    dialog.action_row.button("交办").click()
    desk.settle()
    assert whole(database, row).demand.row.state is DemandState.ASSIGNED


def test_the_unit_its_category_usually_goes_to_is_offered_and_not_filled_in(
    desk: Desk, database: Database, town: Town
) -> None:
    from deputy_station.features.matters.service.catalogue import set_default_unit

    category = town.categories["城乡建设/村镇建设"]
    with database.transaction() as session:
        set_default_unit(session, category_id=category, unit_id=town.units["镇村建办"])
    dialog = step(desk, take_down(database, "南街主路坑坑洼洼", category_id=category), "交办")
    field = dialog.form["unit_id"]
    assert (field.value(), "镇村建办" in field.offered) == (None, True)


def test_a_co_unit_signs_and_gives_its_opinion_and_then_the_buttons_are_gone(
    desk: Desk, database: Database, town: Town
) -> None:
    row = handling(database, town, co_unit_ids=[town.units["镇水利站"]])
    step(desk, row, "协办签收")
    desk.fill("协办签收", note="赵明")
    step(desk, row, "协办意见")
    desk.fill("协办意见", note="管道已改")
    [co] = whole(database, row).co_units
    assert (co.person, co.signed_on, co.result) == ("赵明", date(2026, 11, 20), "管道已改")
    assert not {"协办签收", "协办意见", "协办退回"} & set(buttons(desk))


def test_without_a_co_unit_none_of_its_buttons_is_there(desk: Desk, database: Database, town: Town) -> None:
    open_row(desk, handling(database, town))
    assert not [word for word in buttons(desk) if word.startswith("协办")]


def test_the_five_points_of_each_unit_stand_in_the_form_when_it_is_chosen(
    desk: Desk, database: Database, town: Town
) -> None:
    row = handling(database, town, co_unit_ids=[town.units["镇水利站"]], leader="李副镇长")
    dialog = step(desk, row, "五定")
    lead, co = whole(database, row).out
    assert dialog.form["leader"].value() == "李副镇长"
    dialog.form["handover_id"].put(co.id)
    dialog.form["handover_id"].edited.emit()
    assert dialog.form["leader"].value() == ""
    dialog.form.put({"leader": "王站长"})
    dialog.action_row.button("五定").click()
    desk.settle()
    assert [one.leader for one in whole(database, row).out] == ["李副镇长", "王站长"]
    assert lead.unit == "镇村建办"


def test_an_extension_shows_its_ceiling_and_its_sum_and_is_granted(
    desk: Desk, database: Database, town: Town
) -> None:
    row = handling(database, town)
    dialog = step(desk, row, "申请延期")
    longest = whole(database, row).longest
    assert longest is not None
    assert f"最多延到 {longest.on.year}年{longest.on.month}月{longest.on.day}日" in seen(dialog)
    until = dialog.form["until"]
    until.put(date(2026, 12, 9))
    # Ten workdays after 20 November end on 4 December.
    assert "12月4日再加 5 天，到 2026年12月9日。" in seen(dialog)
    until.put(date(2027, 6, 1))
    dialog.form.put({"note": "等沥青"})
    dialog.action_row.button("申请延期").click()
    assert "最多延到" in until.problem_shown
    until.put(date(2026, 12, 9))
    dialog.action_row.button("申请延期").click()
    desk.settle()
    assert "申请延期" not in buttons(desk)
    dialog = step(desk, row, "批准延期")
    assert "多 5 天" in seen(dialog)
    assert "理由：等沥青" in seen(dialog)
    desk.fill("批准延期", note="同意")
    assert whole(database, row).demand.row.deadline_on == date(2026, 12, 9)
    assert "批准延期" not in buttons(desk)
    assert desk.page.detail.notice.act.words == "打印延期审批单"


def test_an_extension_is_refused_with_a_reason(desk: Desk, database: Database, town: Town) -> None:
    row = move(
        database, extensions.ask_extension, handling(database, town), until=date(2026, 12, 9), note="等沥青"
    )
    dialog = step(desk, row, "不准延期")
    dialog.action_row.button("不准延期").click()
    assert dialog.form["note"].problem_shown
    desk.fill("不准延期", note="料已到")
    [asked] = whole(database, row).extensions
    assert (asked.granted, asked.note) == (False, "料已到")


def test_what_is_for_others_to_decide_has_no_button_here(
    qapp: QApplication, database: Database, town: Town, clock: Clock, tmp_path: Path
) -> None:
    row = move(
        database, extensions.ask_extension, handling(database, town), until=date(2026, 12, 9), note="等沥青"
    )
    database.role = Role.DISTRICT.value
    with page_desk(DemandsPage, database, clock, tmp_path) as desk:
        open_row(desk, row)
        assert not {"批准延期", "不准延期"} & set(buttons(desk))


def test_urging_names_the_level_that_fits_and_takes_another(
    desk: Desk, database: Database, town: Town
) -> None:
    row = handling(database, town)
    dialog = step(desk, row, "催办")
    assert "还没到期" in seen(dialog)
    assert dialog.form["level"].value() == 1
    desk.fill("催办", level=2, note="三天没动静")
    demand = whole(database, row).demand
    assert (demand.row.urged, demand.row.urge_level, demand.steps[-1].note) == (1, 2, "三天没动静")
    assert desk.page.detail.notice.act.words == "打印催办单"


def test_the_next_of_the_three_contacts_is_proposed(desk: Desk, database: Database, town: Town) -> None:
    row = handling(database, town)
    assert step(desk, row, "记联系").form["stage"].value() is ContactStage.BEFORE
    desk.fill("记联系", note="说好周三来看")
    dialog = step(desk, row, "记联系")
    assert dialog.form["stage"].value() is ContactStage.DURING
    assert "三联系还缺办中沟通、办后回访" in seen(dialog)


def test_telling_the_visitor_shows_what_to_say_what_lacks_and_who_else_waits(
    desk: Desk, database: Database, town: Town
) -> None:
    row = move(
        database, voices.add_voice, handling(database, town), name="周九", phone="13800001111", words="也不亮"
    )
    row = move(database, steps.record_result, row, note="换了灯泡 3 个")
    dialog = step(desk, row, "反馈")
    told = seen(dialog)
    assert "✓ 办理结果：换了灯泡 3 个" in told
    assert "缺 谁看过：还没有写" in told
    assert "来访人：没有留姓名  没有留电话" in told
    assert "还要一并告知其他反映人 1 人：周九  138 0000 1111" in told
    desk.fill("反馈", how=InformedHow.IN_PERSON)
    [voice] = whole(database, row).voices
    assert voice.informed_how == "当面"


@pytest.mark.parametrize(
    ("confidential", "said"),
    [
        (False, "来访人：李四  138 1234 1234"),
        (True, "来访人要求保密：姓名和电话点详情里的“来访人”才显示"),
    ],
)
def test_telling_the_visitor_shows_whom_to_ring_unless_it_is_secret(
    desk: Desk, database: Database, town: Town, confidential: bool, said: str
) -> None:
    row = take_down(database, visitor_name="李四", visitor_phone="13812341234", confidential=confidential)
    row = move(database, steps.assign_demand, row, unit_id=town.units["镇村建办"])
    row = move(database, steps.accept_demand, row)
    row = move(database, steps.record_result, row, note="换了灯泡 3 个")
    told = seen(step(desk, row, "反馈"))
    assert said in told
    assert ("李四" in told) is not confidential


def test_the_result_says_who_saw_it(desk: Desk, database: Database, town: Town) -> None:
    row = handling(database, town)
    step(desk, row, "记办理结果")
    desk.fill("记办理结果", note="换了灯泡 3 个", seen_by="代表王建国", solved=True)
    assert whole(database, row).demand.seen_by == "代表王建国"


def test_the_follow_up_takes_result_and_manner(desk: Desk, database: Database, town: Town) -> None:
    row = move(database, steps.record_result, handling(database, town), note="换了灯泡", seen_by="王建国")
    row = move(database, steps.inform_visitor, row, how=InformedHow.PHONE)
    step(desk, row, "回访")
    desk.fill("回访", satisfaction=Satisfaction.FAIR, manner=Satisfaction.SATISFIED)
    demand = whole(database, row).demand
    assert (demand.row.satisfaction, demand.row.manner) == (Satisfaction.FAIR, Satisfaction.SATISFIED)
    assert "结果基本满意，态度满意" in seen(desk.page.detail)


def test_two_demands_are_seen_side_by_side_before_they_are_merged(
    desk: Desk, database: Database, town: Town
) -> None:
    row = take_down(database, "南街主路坑坑洼洼", visitor_name="张守田", place="南街")
    other = take_down(database, "南街路面坏了", visitor_name="李秀兰", place="南街")
    take_down(database, "别的事情")
    dialog = step(desk, row, "合并")
    field = dialog.form["into_id"]
    assert isinstance(field, SearchField)
    field.entry.setText("路面坏了")
    field.entry.textEdited.emit("路面坏了")
    field._search()
    desk.settle()
    field.entry.returnPressed.emit()
    desk.settle()
    assert "“南街主路坑坑洼洼”" in seen(dialog)
    assert "“南街路面坏了”" in seen(dialog)
    dialog.action_row.button("并到这一件").click()
    desk.settle()
    assert whole(database, row).demand.merged_into == other.number
    assert whole(database, other).demand.row.voices == 2
    assert buttons(desk)[:1] == ["取消合并"]


def test_another_voice_is_added_from_the_detail(desk: Desk, database: Database, town: Town) -> None:
    row = handling(database, town)
    step(desk, row, "加一人反映")
    desk.fill("加一人反映", name="赵六", phone="13812345555", people=4, words="我家门口也不亮")
    assert desk.said[-1] == f"诉求 {row.number} 加一人反映，现有 2 户"
    detail = seen(desk.page.detail)
    assert "赵*等 4 人，还没告知：我家门口也不亮" in detail


def test_each_round_has_its_heading_in_the_way(desk: Desk, database: Database, town: Town) -> None:
    row = move(database, steps.record_result, handling(database, town), note="换了灯泡", seen_by="王建国")
    row = move(database, steps.inform_visitor, row, how=InformedHow.PHONE)
    row = move(database, steps.follow_up, row, satisfaction=Satisfaction.HALF_SOLVED)
    open_row(desk, row)
    assert "经过：第 1 轮" in seen(desk.page.detail)
    move(database, steps.assign_demand, row, unit_id=town.units["镇村建办"])
    open_row(desk, row)
    assert "经过：第 2 轮" in seen(desk.page.detail)


def test_who_is_turned_away_gets_the_slip_on_the_spot(desk: Desk, database: Database) -> None:
    row = take_down(database, "正在打官司")
    step(desk, row, "引导不受理")
    desk.fill("引导不受理", note="由法院审理，请到县法院立案庭。")
    assert desk.page.detail.notice.act.words == "打印不受理告知单"


@pytest.mark.parametrize(
    ("word", "given"),
    [
        ("拟办", {"note": "交村建办看看"}),
        ("转公益诉讼线索", {"note": "河道倾倒垃圾"}),
        ("撤回", {"note": "登重了"}),
        ("当场答复", {"note": "已说明", "satisfaction": Satisfaction.SATISFIED}),
    ],
)
def test_other_steps_of_a_demand_just_taken_down(
    desk: Desk, database: Database, word: str, given: dict[str, Any]
) -> None:
    row = take_down(database, "河道有垃圾")
    step(desk, row, word)
    desk.fill(word, **given)
    assert desk.dialogs() == 0
    assert whole(database, row).demand.steps[-1].note == given["note"]


def test_a_step_half_typed_is_gone_on_with_after_a_power_cut(
    desk: Desk, database: Database, town: Town
) -> None:
    row = handling(database, town)
    desk.page.openers()["step"]("supervise", row.id)
    desk.settle()
    desk.fill("督办", supervisor="主席王建国", note="下周三前办好")
    assert whole(database, row).demand.supervisor == "主席王建国"
    desk.page.openers()["step"]("accept", row.id)
    desk.settle()
    assert desk.dialogs() == 0
    assert "已到下一步" in desk.page.notice.sentence
