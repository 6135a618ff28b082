"""Facts that concern leaving office: counted from attendance or written down, never decided. 20 November 2026."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.assessment.documents.official import draw_reminder
from deputy_station.features.assessment.rules.leaving import missed_sessions
from deputy_station.features.assessment.service.grounds import (
    GroundIncomplete,
    GroundNamedTwice,
    GroundOfLaw,
    drop_ground,
    list_grounds,
    restore_ground,
    save_ground,
)
from deputy_station.features.assessment.service.leaving import (
    CountedByRecords,
    FactDaysWrong,
    FactGone,
    FactMissing,
    GroundUnknown,
    list_facts,
    write_fact,
)
from deputy_station.features.deputies.models import Deputy, Mandate, Station, Term
from deputy_station.features.deputies.rules import Level
from deputy_station.store.database import Database

ABSENT, CAME, LEAVE, OPEN = (
    AttendanceState.ABSENT,
    AttendanceState.PRESENT,
    AttendanceState.LEAVE,
    AttendanceState.NOT_YET,
)
DAY = date(2026, 1, 8)


def fill(session: Session, *names: str) -> list[int]:
    session.add(Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True))
    session.add(Term(name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 31)))
    found = []
    for name in names:
        deputy = Deputy(name=name, sort_key=name)
        deputy.mandates = [Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))]
        session.add(deputy)
        session.flush()
        found.append(deputy.id)
    return found


def sit(
    session: Session,
    name: str,
    on: date,
    states: dict[int, AttendanceState],
    kind: ActivityKind = ActivityKind.CONGRESS_PLENARY,
    *,
    cancelled: bool = False,
) -> None:
    activity = Activity(
        kind=kind, title=f"{name}全体会议", session_name=name, held_on=on, cancelled=cancelled
    )
    session.add(activity)
    session.flush()
    for deputy_id, state in states.items():
        session.add(Attendance(activity_id=activity.id, deputy_id=deputy_id, state=state))
    session.flush()


def test_a_session_is_missed_when_nobody_came_to_any_sitting_without_leave() -> None:
    def missed(*states: AttendanceState) -> bool:
        return bool(missed_sessions([("一次会议", DAY, state) for state in states]))

    assert missed(ABSENT)
    assert missed(ABSENT, ABSENT)
    assert not missed(ABSENT, CAME)
    assert not missed(ABSENT, LEAVE)
    assert not missed(ABSENT, OPEN)  # a sitting nobody wrote down: not judged
    assert not missed(LEAVE)


def test_one_missed_session_warns_and_two_fit_the_ground_of_the_law(database: Database) -> None:
    with database.transaction() as session:
        jia, yi, bing = fill(session, "甲", "乙", "丙")
        sit(session, "四次会议", date(2025, 1, 8), {jia: ABSENT, yi: ABSENT, bing: LEAVE})
        sit(session, "五次会议", date(2026, 1, 8), {jia: ABSENT, yi: CAME, bing: ABSENT})
        # Not of the congress, before the term, cancelled: none of them counts.
        sit(session, "培训", date(2026, 3, 8), {yi: ABSENT}, ActivityKind.TRAINING)
        sit(session, "上届会议", date(2021, 1, 8), {yi: ABSENT})
        sit(session, "未开的会", date(2026, 2, 8), {yi: ABSENT}, cancelled=True)
    with database.reading() as session:
        rows = list_facts(session)
    assert [(row.deputy, row.met, row.state) for row in rows] == [
        ("甲", True, "符合情形"),
        ("乙", False, "记录在案"),
        ("丙", False, "记录在案"),
    ]
    assert rows[0].words == "本届未经批准不出席 2 次：四次会议、五次会议（按签到记录）。"
    assert rows[0].finding == (
        "符合“未经批准两次不出席本级人民代表大会会议”情形，"
        "依据：代表法（2025 年修正）第六十二条第三项。是否处理由人大依法决定。"
    )
    assert "还不符合" in rows[1].finding


def test_a_session_of_each_of_two_congresses_is_not_two_of_one(database: Database) -> None:
    town, district = "青石镇第十二届人大五次会议", "杜集区第十九届人大五次会议"
    with database.transaction() as session:
        jia, yi = fill(session, "甲", "乙")
        for deputy_id in (jia, yi):
            session.add(Mandate(deputy_id=deputy_id, level=Level.DISTRICT, started_on=date(2021, 12, 20)))
        sit(session, town, date(2026, 1, 8), {jia: ABSENT, yi: ABSENT})
        sit(session, district, date(2026, 1, 20), {jia: ABSENT, yi: CAME})
        sit(session, town.replace("五次", "六次"), date(2026, 8, 8), {jia: CAME, yi: ABSENT})
    with database.reading() as session:
        rows = {row.deputy: row for row in list_facts(session)}
    assert [rows["甲"].met, rows["乙"].met] == [False, True]
    assert rows["甲"].words == (
        f"本届未经批准不出席 青石镇第十二届 1 次：{town}；杜集区第十九届 1 次：{district}"
        "（按签到记录，各级人代会分开算）。"
    )


def test_conduct_fits_its_ground_only_after_a_reminder_and_not_once_mended(database: Database) -> None:
    with database.transaction() as session:
        [jia] = fill(session, "甲")
        fact = write_fact(
            session, deputy_id=jia, ground="conduct", on_day=date(2026, 5, 6), words="多次拒不接待群众。"
        )
        assert (fact.state, fact.met) == ("记录在案", False)
        fact = write_fact(
            session,
            deputy_id=jia,
            ground="conduct",
            on_day=date(2026, 5, 6),
            words=fact.words,
            reminded_on=date(2026, 6, 1),
            statement="家中有病人。",
            statement_on=date(2026, 6, 3),
            fact_id=fact.id,
            version=fact.version,
        )
        assert (fact.state, fact.met, fact.statement) == ("符合情形", True, "家中有病人。")
        fact = write_fact(
            session,
            deputy_id=jia,
            ground="conduct",
            on_day=date(2026, 5, 6),
            words=fact.words,
            reminded_on=date(2026, 6, 1),
            corrected_on=date(2026, 9, 1),
            fact_id=fact.id,
            version=fact.version,
        )
    assert (fact.state, fact.met, fact.finding) == ("已改正", False, "已经改正，不再符合。")


def test_absences_are_not_written_by_hand_and_a_fact_needs_words(database: Database) -> None:
    with database.transaction() as session:
        [jia] = fill(session, "甲")
        with pytest.raises(CountedByRecords):
            write_fact(session, deputy_id=jia, ground="absences", on_day=DAY, words="没有来")
        with pytest.raises(GroundUnknown):
            write_fact(session, deputy_id=jia, ground="别的", on_day=DAY, words="没有来")
        with pytest.raises(FactMissing):
            write_fact(session, deputy_id=jia, ground="conduct", on_day=DAY, words=" ")
        # In the list of the term nobody would see it any more.
        with pytest.raises(FactDaysWrong, match="情形的日期 2062年1月8日还没有到"):
            write_fact(session, deputy_id=jia, ground="conduct", on_day=date(2062, 1, 8), words="打人。")
        with pytest.raises(FactDaysWrong, match="改正的日期 1月7日比情形的日期还早"):
            write_fact(
                session,
                deputy_id=jia,
                ground="conduct",
                on_day=DAY,
                words="打人。",
                corrected_on=date(2026, 1, 7),
            )


def test_the_letter_reminds_says_the_article_and_decides_nothing(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        [jia] = fill(session, "赵铁柱")
        sit(session, "五次会议", date(2026, 1, 8), {jia: ABSENT})
    made = draw_reminder(database, out=tmp_path / "函.pdf", deputy_id=jia, ground="absences")
    document = pypdfium2.PdfDocument(made.path)
    text = document[0].get_textpage().get_text_range().replace("\r\n", "")
    document.close()
    assert "赵铁柱代表：" in text
    assert "据记录，本届未经批准不出席 1 次：五次会议（按签到记录）。" in text
    assert "第六十二条第三项" in text
    assert "现有的情况还不符合" in text
    assert "不是处理决定" in text
    with pytest.raises(FactGone):
        draw_reminder(database, out=tmp_path / "空.pdf", deputy_id=jia, ground="conduct", fact_id=9)


def test_a_station_words_its_grounds_and_facts_keep_the_words_they_were_recorded_with(
    database: Database,
) -> None:
    with database.transaction() as session:
        [who] = fill(session, "赵铁柱")
        made = write_fact(session, deputy_id=who, ground="duties", on_day=DAY, words="2025 年较差。")
        before = (made.ground.name, made.ground.law)
        save_ground(
            session, key="duties", version=None, name="两年考核较差", law="青石镇代表管理办法第十二条"
        )
        own = save_ground(
            session, key=None, version=None, name="泄露工作秘密", law="青石镇代表管理办法第十三条"
        )
        with pytest.raises(GroundIncomplete):
            save_ground(session, key=None, version=None, name="不团结", law=" ")
        with pytest.raises(GroundNamedTwice, match="两年考核较差"):
            save_ground(session, key=None, version=None, name="两年考核较差", law="另一个办法")
        with pytest.raises(GroundOfLaw):
            drop_ground(session, key="absences", version=None)
    with database.transaction() as session:
        held = next(row for row in list_facts(session) if row.id == made.id)
        assert (held.ground.name, held.ground.law) == before
        new = write_fact(session, deputy_id=who, ground=own.key, on_day=DAY, words="泄露两次。")
        assert (new.ground.law, new.met) == ("青石镇代表管理办法第十三条", False)  # a reminder comes first
        drop_ground(session, key=own.key, version=own.version)
        with pytest.raises(GroundUnknown):
            write_fact(session, deputy_id=who, ground=own.key, on_day=DAY, words="又一次。")
        # What was recorded under it is gone on with all the same.
        again = write_fact(
            session,
            deputy_id=who,
            ground=own.key,
            on_day=DAY,
            words="泄露两次。",
            reminded_on=DAY,
            fact_id=new.id,
            version=new.version,
        )
        assert (again.ground.name, again.met) == ("泄露工作秘密", True)
    with database.transaction() as session:
        worded = {row.key: row for row in list_grounds(session)}
        assert (worded["duties"].state, worded[own.key].state) == ("本站改过", "不再使用")
        back = restore_ground(session, key="duties", version=worded["duties"].version)
        assert (back.state, back.ground.name) == ("随程序", before[0])
