"""The page of checks, used as a person does. Today is 20 November 2026, the default scheme is in force.

安平 and 白露 are deputies of the first group. 安平 reported a commendation that waits, and one that was returned.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_group
from deputy_station.features.points.page.checks import ChecksPage
from deputy_station.features.points.page.claim_form import DeputiesField, finds_people
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.service.claim_listing import list_claims
from deputy_station.features.points.service.claims import enter_claims, return_claim
from deputy_station.store.database import Database
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.labels import Words
from tests.features.page_desk import PageDesk, page_desk

AWARD = "表彰"


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        group = create_group(session, name="第一代表小组").id
        return {
            name: create_deputy(session, name=name, group_id=group, mandates=[seat]).id
            for name in ("安平", "白露")
        }


@pytest.fixture
def claims(database: Database, people: dict[str, int]) -> dict[str, int]:
    with database.transaction() as session:
        found = {}
        for title, month in (("镇先进个人", 3), ("县优秀代表", 5), ("优秀志愿者", 6)):
            [row] = enter_claims(
                session,
                deputy_ids=[people["安平"]],
                kind=AWARD,
                self_reported=True,
                title=title,
                done_on=date(2026, month, 1),
                state="已受理",
            )
            found[title] = row.id
        return_claim(session, claim_id=found["优秀志愿者"], version=1, reason="没有证明材料")
    return found


@pytest.fixture
def desk(
    database: Database,
    people: dict[str, int],
    claims: dict[str, int],
    clock: Clock,
    tmp_path: Path,
    qtbot: QtBot,
) -> Iterator[PageDesk[ChecksPage]]:
    with page_desk(ChecksPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def choose(desk: PageDesk[ChecksPage], title: str, column: str = "事项") -> None:
    desk.page.table.view.selectRow(desk.column(column).index(title))
    desk.settle()


def words_in(holder: object) -> list[str]:
    return [words.text() for words in holder.findChildren(Words) if words.isVisible()]  # type: ignore[attr-defined]


def form_of(desk: PageDesk[ChecksPage]) -> FormDialog:
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    return dialog


def put(desk: PageDesk[ChecksPage], **values: object) -> None:
    """Fill fields as a person does: each says that it was edited."""
    dialog = form_of(desk)
    for name, value in values.items():
        dialog.form[name].put(value)
        dialog.form[name].edited.emit()
        desk.settle()


def in_database(database: Database, title: str) -> list[Review]:
    with database.reading() as session:
        return [row.review for row in list_claims(session, search=title)]


def test_what_waits_comes_first_and_the_chips_say_how_much(desk: PageDesk[ChecksPage]) -> None:
    assert desk.column("事项") == ["县优秀代表", "镇先进个人"]
    assert desk.page.filters.chip("waiting").words == "待审 2"
    assert desk.page.filters.chip("returned").words == "已退回 1"
    assert desk.page.filters.chip("claims").words == "全部申报 3"
    assert desk.waiting == 2
    desk.chip("returned")
    assert desk.column("事项") == ["优秀志愿者"]
    desk.chip("claims")
    desk.type("ap")
    assert desk.column("代表") == ["安平"] * 3


def test_the_detail_says_what_a_claim_would_count_for(desk: PageDesk[ChecksPage]) -> None:
    choose(desk, "镇先进个人")
    assert any("核准后会计入" in words and "1 分" in words for words in words_in(desk.page.detail))


def test_one_press_approves_and_the_next_one_comes_up(desk: PageDesk[ChecksPage], database: Database) -> None:
    choose(desk, "县优秀代表")
    desk.press("核准")
    desk.reload()
    assert in_database(database, "县优秀代表") == [Review.APPROVED]
    assert desk.said[-1] == "已核准安平的“县优秀代表”"
    assert desk.column("事项") == ["镇先进个人"]
    assert desk.page.detail.title == "镇先进个人"
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    assert in_database(database, "县优秀代表") == [Review.WAITING]


def test_a_claim_is_returned_with_a_usual_reason_taken_with_one_press(
    desk: PageDesk[ChecksPage], database: Database
) -> None:
    choose(desk, "镇先进个人")
    desk.press("退回")
    desk.dialog().action_row.button("退回").click()
    assert form_of(desk).form["reason"].problem_shown == "请填原因。"
    [chip] = [each for each in desk.dialog().findChildren(Button) if each.words == "和另一条重复了"]
    chip.click()
    desk.dialog().action_row.button("退回").click()
    desk.settle()
    with database.reading() as session:
        [row] = list_claims(session, search="镇先进个人")
    assert (row.review, row.review_reason) == (Review.RETURNED, "和另一条重复了")


def test_several_chosen_are_approved_together(desk: PageDesk[ChecksPage], database: Database) -> None:
    rows = [desk.page.table.model.row_at(place) for place in (0, 1)]
    actions = {action.text: action for action in desk.page.selection_actions(rows)}
    assert list(actions) == ["核准 2 条", "退回 2 条", "撤回 2 条"]
    actions["核准 2 条"].do()
    desk.settle()
    assert desk.said[-1] == "已核准 2 条申报"
    assert in_database(database, "县优秀代表") + in_database(database, "镇先进个人") == [Review.APPROVED] * 2


def test_a_claim_is_withdrawn_and_handed_in_again(desk: PageDesk[ChecksPage], database: Database) -> None:
    choose(desk, "镇先进个人")
    desk.press("撤回")
    assert in_database(database, "镇先进个人") == [Review.WITHDRAWN]
    desk.chip("claims")
    desk.reload()
    choose(desk, "镇先进个人")
    desk.press("重新申报")
    assert in_database(database, "镇先进个人") == [Review.WAITING]


def test_a_returned_claim_is_mended_and_handed_in_by_one_form(
    desk: PageDesk[ChecksPage], database: Database
) -> None:
    desk.chip("returned")
    choose(desk, "优秀志愿者")
    desk.press("修改")
    desk.fill("保存", title="县优秀志愿者", hand_in=True)
    assert in_database(database, "县优秀志愿者") == [Review.WAITING]


def test_the_kind_decides_which_fields_appear_and_the_worth_is_said_while_typing(
    desk: PageDesk[ChecksPage], people: dict[str, int]
) -> None:
    desk.press("登记")
    form = form_of(desk).form
    assert form["state"].isHidden()
    assert form["amount"].isHidden()
    put(desk, kind="议案建议")
    assert not form["role"].isHidden()
    assert not form["state"].isHidden()
    assert form["level"].isHidden()
    put(desk, state="已受理", role="领衔")
    assert any("会计入 C2" in words and "3 分" in words for words in words_in(desk.dialog()))
    put(desk, state="未受理")
    assert any("不会计分" in words or "不计分" in words for words in words_in(desk.dialog()))
    put(desk, kind="学习培训")
    assert form["role"].isHidden()
    assert not form["within"].isHidden()


def test_one_entry_is_written_for_a_whole_group(
    desk: PageDesk[ChecksPage], database: Database, people: dict[str, int], clock: Clock
) -> None:
    with database.reading() as session:
        offered = finds_people(clock.today)(session, "")
        assert [words for _, words in offered] == [
            "全体在任代表（2 人）",
            "第一代表小组（2 人）",
            "安平",
            "白露",
        ]
        [named] = finds_people(clock.today)(session, "bl")
        assert named == (people["白露"], "白露")
    desk.press("登记")
    put(desk, kind="学习培训", title="县里培训班", state="到会")
    field = form_of(desk).form["deputy_ids"]
    assert isinstance(field, DeputiesField)
    field.put(offered[1])
    assert field.value() == [people["安平"], people["白露"]]
    field.put((people["安平"], "安平"))
    assert len(field.value()) == 2
    desk.fill("登记")
    assert desk.said[-1] == "已登记 2 人的学习培训"
    with database.reading() as session:
        rows = list_claims(session, search="县里培训班")
    assert sorted(row.deputy for row in rows) == ["安平", "白露"]
    assert {row.review for row in rows} == {Review.NONE}
    assert desk.page.detail.title == "县里培训班"


def test_what_a_deputy_reports_waits_for_its_review(
    desk: PageDesk[ChecksPage], database: Database, people: dict[str, int]
) -> None:
    desk.press("代替申报")
    put(desk, kind="发言", state="已受理", title="谈河道治理")
    desk.fill("申报", deputy_ids=[(people["白露"], "白露")])
    assert in_database(database, "谈河道治理") == [Review.WAITING]
    assert desk.said[-1] == "已申报白露的发言，等核准"
    desk.reload()
    assert "谈河道治理" in desk.column("事项")


def test_a_missing_state_is_asked_for_before_saving(
    desk: PageDesk[ChecksPage], people: dict[str, int], database: Database
) -> None:
    desk.press("登记")
    put(desk, kind="学习培训", title="县里培训班")
    desk.fill("登记", deputy_ids=[(people["白露"], "白露")])
    assert form_of(desk).form["state"].problem_shown == "登记“学习培训”要填情况。"
    assert in_database(database, "县里培训班") == []


def test_an_approval_is_taken_back_with_the_reason(desk: PageDesk[ChecksPage], database: Database) -> None:
    choose(desk, "镇先进个人")
    desk.press("核准")
    desk.chip("approved")
    choose(desk, "镇先进个人")
    desk.press("取消核准")
    desk.fill("取消核准", reason="核准错了")
    assert in_database(database, "镇先进个人") == [Review.WAITING]


def test_evidence_is_filed_and_shown(desk: PageDesk[ChecksPage]) -> None:
    choose(desk, "镇先进个人")
    desk.press("归材料")
    desk.fill("归入", title="证书照片")
    desk.reload()
    assert desk.column("材料") == ["—", "1"]
    assert any("证书照片" in words for words in words_in(desk.page.detail))


def test_a_removed_entry_is_gone(
    desk: PageDesk[ChecksPage], database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        enter_claims(
            session,
            deputy_ids=[people["白露"]],
            kind="发言",
            title="写错的",
            state="已受理",
            done_on=date(2026, 2, 2),
        )
    desk.chip("claims")
    desk.reload()
    choose(desk, "写错的")
    desk.press("删除")
    desk.dialog().action_row.button("删除").click()
    desk.settle()
    assert in_database(database, "写错的") == []


def test_the_keys_of_the_list_open_and_go_back(desk: PageDesk[ChecksPage]) -> None:
    desk.page.resize(560, 660)
    desk.page.table.view.selectRow(0)
    QTest.keyClick(desk.page.table.view, Qt.Key.Key_Return)
    desk.settle()
    assert desk.page.pair.detail_open
    QTest.keyClick(desk.page, Qt.Key.Key_Escape)
    assert not desk.page.pair.detail_open


def test_a_ballot_asks_for_its_votes_and_says_what_they_count_for(
    desk: PageDesk[ChecksPage], database: Database, people: dict[str, int]
) -> None:
    desk.press("登记")
    put(desk, kind="测评", deputy_ids=[(people["安平"], "安平")], title="年度测评")
    dialog = form_of(desk)
    assert "要填各种票的票数。办法里算的票有：满意" in dialog.form["votes"].problem()
    put(desk, votes="满意 45、满意 3")
    assert "好 30、一般 5、差 1" in dialog.form["votes"].problem()
    put(desk, votes="满意 45、基本满意 3、不满意 2")
    assert dialog.form["votes"].problem() == ""
    assert any("E2" in line for line in words_in(dialog))
    desk.fill("登记")
    with database.reading() as session:
        assert [row.votes for row in list_claims(session, search="年度测评")] == [
            "满意 45、基本满意 3、不满意 2"
        ]


def test_a_second_one_of_the_same_day_is_pointed_out(
    desk: PageDesk[ChecksPage], people: dict[str, int]
) -> None:
    desk.press("登记")
    put(desk, kind="发言", deputy_ids=[(people["安平"], "安平")], title="审议预算", state="已受理")
    desk.fill("登记")
    desk.press("登记")
    put(desk, kind="发言", deputy_ids=[(people["安平"], "安平")], title="审议预算报告", state="已受理")
    assert any(
        "同一天已有 1 条“发言”（审议预算），请核对是不是重复。" in line for line in words_in(form_of(desk))
    )
