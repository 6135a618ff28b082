"""The day's summary writes itself from the records, names no visitor, and is filed with the sheets."""

from datetime import date, time

import pytest

from deputy_station.core.errors import StaleEdit
from deputy_station.features.activities.rules import CAME, ActivityKind, AttendanceState
from deputy_station.features.activities.service.attendance import list_deputy_attendance, record_attendance
from deputy_station.features.activities.service.evidence import list_evidence
from deputy_station.features.demands.rules.choices import Route, Satisfaction
from deputy_station.features.demands.service.steps import withdraw_demand
from deputy_station.features.desk.rules.summary_words import Counted, Listener, by_group
from deputy_station.features.desk.service import queue
from deputy_station.features.desk.service.summary import (
    SummaryEmpty,
    SummaryTooEarly,
    day_summary,
    file_summary,
    summary_words,
)
from deputy_station.features.desk.service.taking import take_down
from deputy_station.features.history.rules import WentOut
from deputy_station.features.history.service import undo_last
from deputy_station.features.matters.service.catalogue import list_units
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.service.listing import day_detail
from deputy_station.features.reception.service.visits import add_visit
from deputy_station.store.database import Database


@pytest.fixture
def busy(database: Database, day_id: int, people: dict[str, int], categories: dict[str, int]) -> int:
    """王建国 came, 李秀英 is on leave. Four matters: one answered, one handed over, one waits, one withdrawn; one
    visitor left before being heard."""
    with database.transaction() as session:
        activity_id = day_detail(session, day_id=day_id).row.activity_id
        for name, state in (("王建国", AttendanceState.PRESENT), ("李秀英", AttendanceState.LEAVE)):
            record_attendance(session, activity_id=activity_id, deputy_id=people[name], state=state)
    with database.transaction() as session:
        unit = next(each for each in list_units(session) if each.kind.label == "镇站所")
        take_down(
            session,
            day_id=day_id,
            name="张桂兰",
            people=2,
            words="路灯坏了半个月没人修",
            category_id=categories["城乡建设"],
            settled_on_the_spot=True,
            answer="本周更换",
            satisfaction=Satisfaction.SATISFIED,
        )
        take_down(
            session,
            day_id=day_id,
            name="刘涛",
            people=3,
            words="村口下水道堵了",
            category_id=categories["城乡建设"],
            route=Route.TOWN,
            unit_id=unit.id,
        )
        take_down(session, day_id=day_id, words="不知道该找谁的事情")
        wrong = take_down(session, day_id=day_id, words="登记错了的一件事")
        withdraw_demand(session, demand_id=wrong.demand.id, version=wrong.demand.version, note="登记有误")
        add_visit(session, day_id=day_id, name="赵老汉")
    return day_id


def end(database: Database, day_id: int) -> int:
    """The reception ends; the version of the day afterwards."""
    with database.transaction() as session:
        version = day_detail(session, day_id=day_id).row.version
        ended = queue.end_reception(session, day_id=day_id, version=version, rest_left=True, rest_absent=True)
    return ended.row.version


def test_every_figure_of_the_day_is_there_and_they_add_up(database: Database, busy: int) -> None:
    with database.reading() as session:
        unit = next(each.name for each in list_units(session) if each.kind.label == "镇站所")
        day = day_summary(session, day_id=busy)
    assert (day.parties, day.people, day.left, day.waiting) == (4, 7, 0, 1)
    assert day.demands == 3
    assert day.categories == (Counted("城乡建设", 2), Counted("未分类", 1))
    assert (day.answered, day.routed, day.not_routed) == (1, (Counted(unit, 1),), 1)
    assert (day.settled, day.still_open) == (1, 2)
    assert (day.received, day.on_leave) == (
        (Listener("王建国", "第一代表小组"),),
        (Listener("李秀英", "第一代表小组"),),
    )
    assert day.entered == 1


def test_the_words_hold_the_figures_and_nobody_who_came(database: Database, busy: int) -> None:
    end(database, busy)
    with database.reading() as session:
        unit = next(each.name for each in list_units(session) if each.kind.label == "镇站所")
        summary = day_summary(session, day_id=busy)
        words = summary_words(summary)
    place = summary.place
    assert (summary.starts_at, summary.ends_at) == (time(9, 0), time(11, 0))
    assert words.splitlines() == [
        f"11月20日 9:00—11:00，在{place}开展代表接待日活动，王建国 1 名代表到会接待。",
        "接待来访群众 4 批 7 人，收到诉求 3 件。另有 1 批没有等到接待。",
        "按类别：城乡建设 2 件，未分类 1 件。",
        f"去向：当场答复 1 件，{unit} 1 件，待交办 1 件。",
        "已了结 1 件，还在办 2 件。",
        "请假：第一代表小组李秀英。",
        "已记入 1 名代表的履职记录。",
    ]
    for name in ("张桂兰", "刘涛", "赵老汉"):
        assert name not in words


def test_those_counted_as_entered_are_those_whose_register_has_the_day(
    database: Database, busy: int, people: dict[str, int]
) -> None:
    end(database, busy)
    today = date(2026, 11, 20)
    with database.reading() as session:
        entered = day_summary(session, day_id=busy).entered
        rows = list_deputy_attendance(session, first=today, last=today)
    in_register = [
        each.deputy_id for each in rows if each.kind is ActivityKind.RECEPTION and each.state in CAME
    ]
    assert in_register == [people["王建国"]]
    assert entered == len(in_register)


def test_a_day_on_which_nobody_came_says_so(database: Database, day_id: int) -> None:
    end(database, day_id)
    with database.reading() as session:
        words = summary_words(day_summary(session, day_id=day_id))
    assert "没有代表到会" in words
    assert "没有群众来访。" in words
    assert "缺席：第一代表小组李秀英、王建国。" in words
    assert "件" not in words


def test_absentees_are_told_group_by_group() -> None:
    listed = [
        Listener("王建国", "第一代表小组"),
        Listener("张守田", "第二代表小组"),
        Listener("李秀英", "第一代表小组"),
    ]
    assert by_group(listed) == "第一代表小组王建国、李秀英；第二代表小组张守田"


def test_filing_keeps_the_words_with_day_and_activity_and_one_entry_of_evidence(
    database: Database, busy: int
) -> None:
    version = end(database, busy)
    with database.transaction() as session:
        filed = file_summary(session, day_id=busy, version=version, words="接待 4 批 7 人。")
    assert filed.filed_words == "接待 4 批 7 人。"
    with database.transaction() as session:
        file_summary(session, day_id=busy, version=filed.version, words="接待 4 批 7 人，改过。")
    with database.reading() as session:
        day = session.get_one(ReceptionDay, busy)
        assert (day.summary, day.activity.result) == ("接待 4 批 7 人，改过。", "接待 4 批 7 人，改过。")
        kept = list_evidence(session, subject="activity", subject_id=filed.activity_id)
        assert [(each.title, each.kept_at, each.filed_on) for each in kept] == [
            ("11月20日接待日小结", "和当天的签到表放在一起", date(2026, 11, 20))
        ]
    with database.transaction() as session, pytest.raises(WentOut, match="11月20日接待日小结已经归档"):
        undo_last(session)


def test_a_summary_is_filed_only_after_the_end_with_words_and_on_the_copy_seen(
    database: Database, busy: int
) -> None:
    with database.transaction() as session:
        version = day_detail(session, day_id=busy).row.version
        with pytest.raises(SummaryTooEarly, match="11月20日的接待日接待中"):
            file_summary(session, day_id=busy, version=version, words="小结")
    version = end(database, busy)
    with database.transaction() as session, pytest.raises(SummaryEmpty):
        file_summary(session, day_id=busy, version=version, words=" \n ")
    with database.transaction() as session, pytest.raises(StaleEdit):
        file_summary(session, day_id=busy, version=version - 1, words="小结")
