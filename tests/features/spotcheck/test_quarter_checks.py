"""A quarterly check is written down with its findings, and each is followed until it is mended or explained.

Today is 20 November 2026; the deputies are those of tests/features/conftest.py.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, StaleEdit
from deputy_station.features.activities.models import Activity, Attendance, Deed, Evidence
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind
from deputy_station.features.activities.service.attendance import AttendanceMark, record_many
from deputy_station.features.deputies.models import Deputy, Mandate
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.history.service import latest_history, undo_last
from deputy_station.features.points.models import PointClaim
from deputy_station.features.scans.models import ScanBatch, ScanMark, ScanPage
from deputy_station.features.scans.rules.states import PageState, PaperKind, ScanSource, Verdict
from deputy_station.features.signin.models import SignSheet
from deputy_station.features.spotcheck.documents.findings_list import findings_sheet
from deputy_station.features.spotcheck.rules.findings import (
    Answer,
    FindingKind,
    FindingState,
    Question,
    Standing,
)
from deputy_station.features.spotcheck.service.checking import (
    CheckDetail,
    CheckFromFuture,
    CheckIncomplete,
    DueBeforeCheck,
    QuarterNotBegun,
    ask_check,
    list_checks,
    record_check,
)
from deputy_station.features.spotcheck.service.facts import quarter_facts
from deputy_station.features.spotcheck.service.findings import (
    FindingClosed,
    FindingOpen,
    StillFound,
    WordsMissing,
    confirm_mended,
    explain_finding,
    findings_of,
    get_finding,
    late_words,
    move_finding,
    reopen_finding,
)
from deputy_station.features.spotcheck.service.self_check import run_self_check
from deputy_station.features.spotcheck.service.waiting import count_overdue
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import SignRole, SuggestionKind, SuggestionState
from deputy_station.store.database import Database

TODAY = date(2026, 11, 20)


def hold(
    session: Session, title: str, on: date, came: dict[int, AttendanceState], kind: ActivityKind, **more: str
) -> int:
    activity = Activity(kind=kind, title=title, held_on=on, **more)
    session.add(activity)
    session.flush()
    session.add_all(
        Attendance(activity_id=activity.id, deputy_id=deputy, state=state) for deputy, state in came.items()
    )
    session.flush()
    return activity.id


def prove(session: Session, subject: str, subject_id: int) -> None:
    session.add(Evidence(subject=subject, subject_id=subject_id, title="照片", filed_on=TODAY))


def tip(session: Session, deputy: int, on: date) -> None:
    """A livelihood suggestion with its evidence, so that the month is not empty."""
    row = Suggestion(
        title=f"{on.month}月民生建议",
        text="路灯不亮。",
        kind=SuggestionKind.LIVELIHOOD,
        proposed_on=on,
        state=SuggestionState.ACCEPTED,
    )
    session.add(row)
    session.flush()
    session.add(SuggestionSigner(suggestion_id=row.id, deputy_id=deputy, role=SignRole.LEAD))
    prove(session, "suggestion", row.id)


@pytest.fixture
def lacking(database: Database, people: dict[str, int]) -> int:
    """李秀英 came to a training on 6 October of which there is no evidence, and gave October's suggestion: one thing
    lacks in her quarter. Her id."""
    deputy = people["李秀英"]
    with database.transaction() as session:
        hold(
            session,
            "秋季培训",
            date(2026, 10, 6),
            {deputy: AttendanceState.PRESENT},
            ActivityKind.TRAINING,
            place="会议室",
            organiser="镇人大",
            content="预算审查",
        )
        tip(session, deputy, date(2026, 10, 9))
    return deputy


def check(session: Session, deputy: int, **more: object) -> CheckDetail:
    given: dict[str, object] = {
        "year": 2026,
        "quarter": 4,
        "deputy_id": deputy,
        "checker": "孙立",
        "checked_on": TODAY,
        "duty": Answer.GOOD,
        "registration": Answer.FAIR,
        "due_on": date(2026, 12, 5),
        "person": "李秀英",
        **more,
    }
    return record_check(session, **given)  # type: ignore[arg-type]


def test_what_the_records_answer_stands_beside_the_questions(database: Database, lacking: int) -> None:
    with database.reading() as session:
        asked = ask_check(session, year=2026, quarter=4, deputy_id=lacking)
    assert asked.says[Question.DUTY] == (
        "应到 1 次：到会 1，请假 0，缺席 0；到会率 100.00%",
        "轮值接待 0 次，到 0 次",
        "代表小组活动 0 次（每季度至少 1 次）",
        "民生建议：每月都提了",
    )
    assert asked.says[Question.REGISTRATION] == (
        "应填 2 条，已填 2 条，漏栏的 0 条",
        "要证明材料的 2 条，有的 1 条",
    )
    assert [found.words for found in asked.found] == ["10月6日学习培训“秋季培训”：没有证明材料"]
    assert asked.proposed == {Question.DUTY: Answer.GOOD, Question.REGISTRATION: Answer.FAIR}
    assert asked.due_on == date(2026, 12, 5)
    assert asked.kept is None


def test_a_check_keeps_answers_and_findings_and_says_so_in_the_history(
    database: Database, lacking: int
) -> None:
    with database.transaction() as session:
        kept = check(session, lacking, ticks={"signed": False, "clean": True, "same": None})
    assert kept.ticks == {"signed": False, "clean": True}
    assert [(each.kind, each.person, each.due_on, each.standing) for each in kept.findings] == [
        (FindingKind.EVIDENCE_MISSING, "李秀英", date(2026, 12, 5), Standing.OPEN),
        (FindingKind.TICKED, "李秀英", date(2026, 12, 5), Standing.OPEN),
    ]
    with database.reading() as session:
        assert ask_check(session, year=2026, quarter=4, deputy_id=lacking).kept == kept
        assert latest_history(session, limit=1)[0].sentence == (
            "李秀英 2026 年第 4 季度检查：到位，基本规范，问题 2 个"
        )


def test_written_down_again_nothing_is_found_twice_and_a_tick_made_well_takes_its_finding_away(
    database: Database, lacking: int
) -> None:
    with database.transaction() as session:
        first = check(session, lacking, ticks={"signed": False})
    with database.transaction() as session:
        again = check(
            session,
            lacking,
            ticks={"signed": True},
            person="周敏",
            due_on=date(2026, 12, 31),
            version=first.version,
        )
    assert again.id == first.id
    [left] = again.findings
    assert (left.kind, left.person, left.due_on) == (
        FindingKind.EVIDENCE_MISSING,
        "李秀英",
        date(2026, 12, 5),
    )
    with database.transaction() as session, pytest.raises(StaleEdit):
        check(session, lacking, version=first.version)


def test_only_the_kinds_wanted_become_findings(database: Database, lacking: int) -> None:
    with database.transaction() as session:
        assert check(session, lacking, kinds=[FindingKind.LATE]).findings == ()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"checker": " "}, CheckIncomplete),
        ({"person": ""}, CheckIncomplete),
        ({"checked_on": TODAY + timedelta(days=1)}, CheckFromFuture),
        ({"due_on": TODAY - timedelta(days=1)}, DueBeforeCheck),
        ({"year": 2027, "quarter": 1}, QuarterNotBegun),
        ({"deputy_id": 999}, NotFound),
    ],
)
def test_a_check_that_cannot_be_so_is_refused(
    database: Database, lacking: int, given: dict[str, object], refusal: type[Exception]
) -> None:
    with database.transaction() as session, pytest.raises(refusal):
        check(session, lacking, **given)


def test_a_finding_is_mended_by_the_record_and_closed_by_the_checker(
    database: Database, lacking: int
) -> None:
    with database.transaction() as session:
        [finding] = check(session, lacking).findings
    with database.transaction() as session, pytest.raises(StillFound):
        confirm_mended(session, finding_id=finding.id, version=finding.version)
    with database.transaction() as session:
        prove(session, "activity", finding.subject_id)
    with database.reading() as session:
        [seen] = findings_of(session)
    assert (seen.standing, seen.state) == (Standing.TO_CONFIRM, FindingState.OPEN)
    with database.transaction() as session:
        closed = confirm_mended(session, finding_id=finding.id, version=seen.version)
    assert (closed.standing, closed.closed_on) == (Standing.MENDED, TODAY)
    with database.reading() as session:
        [row] = [each for each in list_checks(session, year=2026, quarter=4) if each.check_id]
        assert (row.deputy, row.findings, row.waiting) == ("李秀英", 1, 0)
        assert latest_history(session, limit=1)[0].sentence == (
            "李秀英的检查问题“10月6日学习培训“秋季培训”：没有证明材料”：已改"
        )


def test_evidence_taken_away_again_brings_the_open_finding_back(database: Database, lacking: int) -> None:
    with database.transaction() as session:
        [finding] = check(session, lacking).findings
    with database.transaction() as session:
        prove(session, "activity", finding.subject_id)
    with database.transaction() as session:
        session.delete(session.query(Evidence).filter_by(subject="activity").one())
    with database.reading() as session:
        assert get_finding(session, finding_id=finding.id).standing is Standing.OPEN


def test_what_cannot_be_mended_is_explained_with_words_and_may_be_opened_again(
    database: Database, lacking: int
) -> None:
    with database.transaction() as session:
        [finding] = check(session, lacking).findings
        with pytest.raises(WordsMissing):
            explain_finding(session, finding_id=finding.id, version=finding.version, note=" ")
        said = explain_finding(session, finding_id=finding.id, version=finding.version, note="当时没有拍照")
        assert said.standing is Standing.EXPLAINED
        with pytest.raises(FindingClosed):
            explain_finding(session, finding_id=finding.id, version=said.version, note="再说一遍")
        again = reopen_finding(session, finding_id=finding.id, version=said.version)
        assert (again.standing, again.note, again.closed_on) == (Standing.OPEN, "", None)
        with pytest.raises(FindingOpen):
            reopen_finding(session, finding_id=finding.id, version=again.version)


def test_a_deadline_is_moved_and_is_overdue_the_day_after(database: Database, lacking: int) -> None:
    with database.transaction() as session:
        kept = check(session, lacking, checked_on=date(2026, 11, 1), due_on=date(2026, 11, 19))
        [finding] = kept.findings
        assert (finding.standing, finding.late_days, count_overdue(session)) == (Standing.OVERDUE, 1, 1)
        with pytest.raises(WordsMissing, match="早于检查日期"):
            move_finding(
                session,
                finding_id=finding.id,
                version=finding.version,
                due_on=date(2026, 10, 31),
                person="周敏",
            )
        moved = move_finding(
            session, finding_id=finding.id, version=finding.version, due_on=TODAY, person="周敏"
        )
        assert (moved.standing, moved.person, count_overdue(session)) == (Standing.OPEN, "周敏", 0)


def test_today_page_list_and_quarter_count_the_same_findings_as_past_their_day(
    database: Database, lacking: int
) -> None:
    """One that is mended in the records, and that nobody confirmed, waits past its day all the same."""
    with database.transaction() as session:
        [finding] = check(session, lacking, checked_on=date(2026, 11, 1), due_on=date(2026, 11, 19)).findings
        prove(session, "activity", finding.subject_id)
    with database.reading() as session:
        rows = findings_of(session)
        [line] = [each for each in list_checks(session, year=2026, quarter=4) if each.check_id]
        assert [row.standing for row in rows] == [Standing.TO_CONFIRM]
        assert (count_overdue(session), sum(row.overdue for row in rows), line.overdue) == (1, 1, 1)
        assert late_words(rows) == "过期 1 个（1 个记录里已改，待核）"
        sheet, _count = findings_sheet(session)
    assert sheet.values["total"] == (
        "1 个问题：了结 0 个，没有了结 1 个，其中过期 1 个（1 个记录里已改，待核）。"
    )


def test_closing_a_finding_is_one_step_that_can_be_taken_back(database: Database, lacking: int) -> None:
    with database.transaction() as session:
        [finding] = check(session, lacking).findings
    with database.transaction() as session:
        explain_finding(session, finding_id=finding.id, version=finding.version, note="当时没有拍照")
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        assert get_finding(session, finding_id=finding.id).standing is Standing.OPEN


def test_who_left_the_roster_has_nothing_taken_for_mended(database: Database, lacking: int) -> None:
    with database.transaction() as session:
        [finding] = check(session, lacking).findings
    with database.transaction() as session:
        for seat in session.query(Mandate).filter_by(deputy_id=lacking):
            seat.ended_on = date(2026, 9, 30)
    with database.reading() as session:
        assert get_finding(session, finding_id=finding.id).standing is Standing.OPEN
        assert "李秀英" in [row.deputy for row in list_checks(session, year=2026, quarter=4)]


def test_one_activity_without_result_is_one_line_of_the_self_check(
    database: Database, people: dict[str, int]
) -> None:
    three = [people[name] for name in ("李秀英", "王建国", "张守田")]
    with database.transaction() as session:
        activity = hold(
            session,
            "走访敬老院",
            date(2026, 10, 20),
            dict.fromkeys(three, AttendanceState.PRESENT),
            ActivityKind.GROUP_ACTIVITY,
            place="敬老院",
            content="走访",
        )
        prove(session, "activity", activity)
        for deputy in people.values():
            tip(session, deputy, date(2026, 10, 9))
    with database.reading() as session:
        found = run_self_check(session, year=2026, quarter=4)
    [line] = found.findings
    assert line.found.words == "10月20日代表小组活动“走访敬老院”：没有写成效"
    assert line.deputies == ("李秀英", "王建国", "张守田")
    assert line.whose == "李秀英等 3 人"
    assert (found.deputies, found.clean, found.counts) == (6, 3, {FindingKind.FIELDS_MISSING: 1})


def test_sheets_boxes_late_marks_and_claims_are_read_from_the_records(
    database: Database, people: dict[str, int]
) -> None:
    signed, forgot = people["李秀英"], people["王建国"]
    with database.transaction() as session:
        activity = hold(
            session,
            "秋季培训",
            date(2026, 10, 6),
            dict.fromkeys((signed, forgot), AttendanceState.NOT_YET),
            ActivityKind.TRAINING,
        )
        marks = [AttendanceMark(each, AttendanceState.PRESENT) for each in (signed, forgot)]
        record_many(session, activity_id=activity, marks=marks)
        sheet = SignSheet(
            activity_id=activity,
            edition=1,
            pages=2,
            rows=[signed, forgot],
            boxes=[],
            made_at=datetime(2026, 10, 5, tzinfo=UTC),
            for_visitors=False,
        )
        batch = ScanBatch(at=datetime(2026, 10, 7, tzinfo=UTC), source=ScanSource.DROPPED, files=1)
        session.add_all([sheet, batch])
        session.flush()
        page = ScanPage(
            batch_id=batch.id,
            file_name="签到.pdf",
            page_in_file=1,
            digest="1",
            kind=PaperKind.DEPUTY_SHEET,
            state=PageState.FILED,
            sheet_id=sheet.id,
            page=1,
        )
        session.add(page)
        session.flush()
        for deputy, verdict in ((signed, Verdict.SIGNED), (forgot, Verdict.EMPTY)):
            session.add(
                ScanMark(
                    page_id=page.id,
                    box=f"row:{deputy}",
                    deputy_id=deputy,
                    verdict=verdict,
                    score=0.5,
                    crop=b"png",
                )
            )
        claim = PointClaim(
            deputy_id=signed,
            kind="走访",
            done_on=date(2026, 10, 8),
            title="走访",
            self_reported=True,
            review="待审",
        )
        session.add(claim)
        session.flush()
        session.add(
            HistoryLine(
                at=datetime(2026, 10, 9, 4, tzinfo=UTC),
                actor="李秀英",
                action="claim.enter",
                subject="claim",
                subject_id=claim.id,
                sentence="申报",
            )
        )
    with database.reading() as session:
        facts = {each.deputy: each for each in quarter_facts(session, year=2026, quarter=4)}
    assert [(each.pages, each.back, each.box_empty) for each in facts["李秀英"].sheets] == [(2, 1, False)]
    assert [each.box_empty for each in facts["王建国"].sheets] == [True]
    assert [each.recorded_on for each in facts["李秀英"].records] == [TODAY]
    assert [each.missing for each in facts["李秀英"].records] == [("地点", "组织单位", "内容")]
    assert [each.reported_on for each in facts["李秀英"].claims] == [date(2026, 10, 9)]
    assert facts["王建国"].claims == ()


def test_of_two_deputies_of_one_name_each_is_as_late_as_their_own_mark(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        one, other = (session.get_one(Deputy, people[name]) for name in ("李秀英", "王建国"))
        one.name = other.name = "王芳"
        activity = hold(
            session,
            "秋训",
            date(2026, 10, 6),
            {one.id: AttendanceState.PRESENT, other.id: AttendanceState.PRESENT},
            ActivityKind.TRAINING,
        )
        for deputy_id, day in ((one.id, 7), (other.id, 30)):
            session.add(
                HistoryLine(
                    at=datetime(2026, 10, day, 4, tzinfo=UTC),
                    actor="刘敏",
                    action="attendance.record",
                    subject="activity",
                    subject_id=activity,
                    sentence="王芳：未签到改为到会",
                    after={"deputy_id": deputy_id, "state": "present"},
                )
            )
    with database.reading() as session:
        facts = {each.deputy_id: each for each in quarter_facts(session, year=2026, quarter=4)}
    recorded = {name: facts[people[name]].records[0].recorded_on for name in ("李秀英", "王建国")}
    assert recorded == {"李秀英": date(2026, 10, 7), "王建国": date(2026, 10, 30)}


def test_leave_without_words_and_deeds_without_theirs_lack_fields(
    database: Database, people: dict[str, int]
) -> None:
    deputy = people["赵敏"]
    with database.transaction() as session:
        hold(session, "秋训", date(2026, 10, 6), {deputy: AttendanceState.LEAVE}, ActivityKind.TRAINING)
        session.add(
            Deed(
                kind=DeedKind.VOTER_CONTACT,
                deputy_id=deputy,
                done_on=date(2026, 10, 7),
                title="走访 5 户",
                place="东街",
            )
        )
    with database.reading() as session:
        [facts] = quarter_facts(session, year=2026, quarter=4, deputy_ids=[deputy])
    assert [each.missing for each in facts.records] == [("请假事由", "批准人"), ("反映的意见",)]


def test_days_in_office_bound_the_quarter_of_who_came_in_the_middle(
    database: Database, people: dict[str, int]
) -> None:
    with database.reading() as session:
        [came] = quarter_facts(session, year=2026, quarter=3, deputy_ids=[people["赵敏"]])
        [always] = quarter_facts(session, year=2026, quarter=3, deputy_ids=[people["李秀英"]])
    assert (came.first, came.last) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (always.first, always.last) == (date(2026, 7, 1), date(2026, 9, 30))
