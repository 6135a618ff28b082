"""Self-check, quarterly check and findings on the page of checks, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Activity, Attendance, Evidence
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.deputies.models import Station, Term
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.spotcheck.page.listing import SpotCheckPage
from deputy_station.features.spotcheck.rules.findings import FindingKind, Standing
from deputy_station.features.spotcheck.service.findings import findings_of
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.labels import Words
from tests.features.page_desk import PageDesk, page_desk

Desk = PageDesk[SpotCheckPage]


@pytest.fixture
def desk(database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """安平 sits for the district, so that no monthly suggestion is asked; the training of 6 October lacks its evidence
    and its place."""
    with database.transaction() as session:
        session.add(Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True))
        seat = NewMandate(Level.DISTRICT, date(2021, 12, 4))
        deputy = create_deputy(session, name="安平", mandates=[seat]).id
        activity = Activity(
            kind=ActivityKind.TRAINING,
            title="秋季培训",
            held_on=date(2026, 10, 6),
            organiser="镇人大",
            content="预算审查",
        )
        session.add(activity)
        session.flush()
        session.add(Attendance(activity_id=activity.id, deputy_id=deputy, state=AttendanceState.PRESENT))
    with page_desk(SpotCheckPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def record(desk: Desk, **values: object) -> None:
    """Write the check of 安平 down."""
    desk.chip("checks")
    desk.page.open_row(1)
    desk.settle()
    desk.press("记检查")
    desk.fill("记下检查", checker="孙立", **values)


def lines(desk: Desk) -> list[LineItem]:
    """The findings beside the list."""
    return list(desk.page.detail.findChildren(LineItem))


def prove(database: Database) -> None:
    with database.transaction() as session:
        session.add(Evidence(subject="activity", subject_id=1, title="照片", filed_on=date(2026, 11, 20)))


def view(desk: Desk, key: str) -> None:
    desk.page.views.choose(key)
    desk.settle()


def test_the_self_check_begins_with_the_kinds_and_a_line_leads_to_the_record(desk: Desk) -> None:
    assert (desk.column("查什么"), desk.column("几处")) == (["漏填", "缺证明材料"], ["1", "1"])
    assert [chip.words for chip in desk.page.views.findChildren(Button)] == [
        "按类别看", "按代表看", "影响积分 0", "检查不过 2", "宜改 0",
    ]  # fmt: skip
    desk.page.open_row("kind:fields_missing")
    desk.settle()
    [line] = lines(desk)
    assert line.text == "安平　10月6日学习培训“秋季培训”：没有写地点"
    line.pressed.emit()
    assert desk.went == [("activities", {"id": 1})]


def test_the_self_check_by_deputy_counts_the_grave_and_leads_to_the_book(desk: Desk) -> None:
    view(desk, "by_deputy")
    assert (desk.column("代表"), desk.column("影响积分"), desk.column("检查不过")) == (["安平"], ["—"], ["2"])
    desk.page.table.choose_first()
    desk.settle()
    assert [each.pill.word for each in lines(desk) if each.pill] == ["漏填", "缺证明材料"]
    desk.press("看登记册")
    assert desk.went == [("register", {"id": 1})]


def test_one_kind_narrows_the_self_check_and_what_is_mended_leaves_it(desk: Desk, database: Database) -> None:
    desk.page.open_row("kind:evidence_missing")
    desk.settle()
    desk.press("一处一处看")
    assert desk.column("问题") == ["10月6日学习培训“秋季培训”：没有证明材料"]
    prove(database)
    desk.reload()
    assert desk.column("问题") == []
    assert desk.page.views.word == "缺证明材料"
    view(desk, "check")
    assert desk.column("问题") == ["10月6日学习培训“秋季培训”：没有写地点"]


def test_books_with_rows_missing_on_paper_are_printed_in_one_go(desk: Desk, database: Database) -> None:
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2021, 12, 4), ends_on=date(2026, 12, 31)))
    desk.reload()
    desk.page.open_row("kind:paper_lacks")
    desk.settle()
    assert [line.text for line in lines(desk)] == ["安平　登记册还没有印过，该印 1 行，最早是10月6日的"]
    desk.press("整册打印 1 册")
    assert desk.dialogs() == 1


def test_another_quarter_is_looked_at_by_itself(desk: Desk) -> None:
    desk.page.choice.setCurrentIndex(1)
    desk.page.choice.activated.emit(1)
    desk.settle()
    assert desk.page.quarter == (2026, 3)
    assert desk.column("查什么") == ["小组活动少"]


def test_a_check_is_written_down_with_what_the_records_say_beside_the_questions(
    desk: Desk, database: Database
) -> None:
    desk.chip("checks")
    assert desk.column("代表") == ["安平"]
    desk.page.open_row(1)
    desk.settle()
    desk.press("记检查")
    form = desk.dialog()
    assert isinstance(form, FormDialog)
    assert form.form["duty"].value().value == "good"
    assert form.form["registration"].value().value == "fair"
    desk.fill("记下检查", checker="孙立", tick_signed=False, kind_fields_missing=False)
    assert desk.said == ["已记下安平的检查，问题 2 个"]
    desk.reload()
    assert desk.column("规范") == ["基本规范"]
    with database.reading() as session:
        found = [(row.kind, row.person, row.due_on) for row in findings_of(session)]
    assert found == [
        (FindingKind.EVIDENCE_MISSING, "周敏", date(2026, 12, 5)),
        (FindingKind.TICKED, "周敏", date(2026, 12, 5)),
    ]


def test_a_check_that_is_refused_stays_as_typed(desk: Desk) -> None:
    desk.chip("checks")
    desk.page.open_row(1)
    desk.settle()
    desk.press("记检查")
    desk.fill("记下检查", checker="孙立", due_on=date(2026, 11, 1))
    assert desk.dialog().notice.sentence == "整改期限早于检查日期。请改成检查日期以后的一天。"


def test_a_finding_in_the_check_opens_in_its_list_and_is_confirmed_once_mended(
    desk: Desk, database: Database
) -> None:
    record(desk, kind_fields_missing=False)
    desk.reload()
    first = lines(desk)[0]
    assert first.pill is not None
    assert first.pill.word == "待改"
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.column("状态") == ["待改"]
    assert [action.text for action in desk.page.detail.action_row.actions_shown] == [
        "改期限",
        "写说明",
        "去改",
    ]
    prove(database)
    desk.reload()
    assert desk.column("状态") == ["已改，待核"]
    desk.press("核为已改")
    desk.reload()
    assert desk.column("状态") == ["已改"]
    desk.press("重新打开")
    with database.reading() as session:
        assert [row.standing for row in findings_of(session)] == [Standing.TO_CONFIRM]


def test_an_explanation_and_another_day_are_written_in_forms(desk: Desk) -> None:
    record(desk, kind_fields_missing=False)
    desk.chip("findings")
    desk.page.table.choose_first()
    desk.settle()
    desk.press("改期限")
    desk.fill("改期限", due_on=date(2026, 12, 31), person="安平")
    desk.reload()
    assert desk.column("期限") == ["12月31日"]
    desk.press("写说明")
    desk.fill("写下说明", note="当时没有拍照，组长核过")
    desk.reload()
    assert desk.column("状态") == ["已说明"]


def test_findings_past_their_day_count_in_the_navigation(desk: Desk) -> None:
    record(desk, checked_on=date(2026, 11, 1), due_on=date(2026, 11, 10))
    desk.reload()
    assert desk.waiting == 2
    desk.chip("findings")
    assert desk.column("状态") == ["过期未改", "过期未改"]


def test_sheets_and_the_list_are_seen_before_they_go_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        files, "ask_save_path", lambda _parent, _settings, _title, name, suffix: tmp_path / f"{name}{suffix}"
    )
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    record(desk)
    desk.press("打印检查表")
    desk.save_paper()
    desk.chip("findings")
    desk.press("打印问题清单")
    desk.save_paper()
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [
        "季度检查表 2026年第4季度.pdf",
        "检查问题整改清单.pdf",
    ]


def test_of_many_findings_the_first_thirty_are_shown_and_the_rest_counted(
    desk: Desk, database: Database
) -> None:
    with database.transaction() as session:
        for number in range(40):
            activity = Activity(kind=ActivityKind.OTHER, title=f"活动{number}", held_on=date(2026, 10, 7))
            session.add(activity)
            session.flush()
            session.add(Attendance(activity_id=activity.id, deputy_id=1, state=AttendanceState.PRESENT))
    desk.chip("checks")
    desk.page.open_row(1)
    desk.settle()
    assert len(lines(desk)) == 30
    # 40 without evidence, and the training without its place and its evidence.
    labels: list[Words] = list(desk.page.detail.findChildren(Words))
    assert "还有 12 处，检查表上写全。" in [label.text().replace("\u200b", "") for label in labels]
