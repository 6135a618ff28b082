"""Sheets of a year: derived from the records, with what people wrote on them."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, StaleEdit
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.assessment.rules.sheet import GradeNeedsReason
from deputy_station.features.assessment.service.results import results_of_year
from deputy_station.features.assessment.service.sheets import (
    edit_assessment,
    sheet_of,
    sheets_of_year,
)
from deputy_station.features.assessment.service.year_list import list_assessments, list_scored
from deputy_station.features.deputies.models import Constituency, Deputy, Mandate, Term
from deputy_station.features.deputies.rules import Level, Sex
from deputy_station.features.history.service import list_history
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.service import claims, closing, closing_now, library
from deputy_station.features.points.service.scores import calendar_year, scores_for_period
from deputy_station.store.database import Database
from tests.features.points.town_points import TOWN


def add_deputy(session: Session, name: str, **values: object) -> int:
    deputy = Deputy(name=name, sort_key=name, **values)
    session.add(deputy)
    session.flush()
    session.add(Mandate(deputy_id=deputy.id, level=Level.TOWN, started_on=date(2021, 12, 20)))
    return deputy.id


def train(session: Session, *deputies: int) -> None:
    activity = Activity(kind=ActivityKind.TRAINING, title="5月学习培训", held_on=date(2026, 5, 6))
    session.add(activity)
    session.flush()
    for deputy in deputies:
        session.add(Attendance(activity_id=activity.id, deputy_id=deputy, state=AttendanceState.PRESENT))


def test_the_list_ranks_by_exact_total_and_equals_share_a_rank(database: Database) -> None:
    with database.transaction() as session:
        deputies = [add_deputy(session, name) for name in ("甲", "乙", "丙")]
        train(session, deputies[1], deputies[2])
    with database.reading() as session:
        rows = list_assessments(session, year=2026)
    # 36 points with nothing arranged, 39 with one training.
    assert [(row.rank, row.deputy, row.shown) for row in rows] == [
        (1, "丙", "39.00"),
        (1, "乙", "39.00"),
        (3, "甲", "36.00"),
    ]


def test_a_sheet_nobody_wrote_on_has_a_summary_from_the_records(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        train(session, zhang)
    with database.reading() as session:
        sheet = sheet_of(session, year=2026, deputy_id=zhang)
        with pytest.raises(NotFound):
            sheet_of(session, year=2020, deputy_id=zhang)
    assert (sheet.summary, sheet.summary_written, sheet.version) == ("参加学习培训 1 次。", False, None)


def test_the_person_on_the_sheet_is_as_in_the_mandates_of_that_year(database: Database) -> None:
    with database.transaction() as session:
        term = Term(name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 31))
        seat = Constituency(name="第三选区")
        session.add_all([term, seat])
        deputy = Deputy(name="张守田", sort_key="张守田", sex=Sex.FEMALE, born="1971-03", party="中共党员")
        deputy.mandates = [
            Mandate(level=Level.TOWN, term=term, constituency=seat, started_on=date(2021, 12, 20)),
            Mandate(level=Level.DISTRICT, started_on=date(2022, 1, 5)),
            Mandate(level=Level.CITY, started_on=date(2017, 1, 5), ended_on=date(2021, 12, 1)),
        ]
        session.add(deputy)
        session.flush()
        zhang = deputy.id
    with database.reading() as session:
        person = sheet_of(session, year=2026, deputy_id=zhang).person
    assert (person.sex, person.born, person.party) == ("女", "1971年3月", "中共党员")
    assert (person.levels, person.term, person.constituency) == ("镇、县区", "第十九届", "第三选区")


def test_opinions_are_kept_with_their_day_and_told_in_the_history(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        sheet = edit_assessment(
            session,
            year=2026,
            deputy_id=zhang,
            version=None,
            summary="全年尽责。",
            group_opinion="同意。",
            group_on=date(2026, 12, 3),
            presidium_on=date(2026, 12, 9),
        )
    assert (sheet.summary, sheet.summary_written) == ("全年尽责。", True)
    assert (sheet.group_opinion, sheet.group_on, sheet.presidium_on) == ("同意。", date(2026, 12, 3), None)
    with database.reading() as session:
        lines = list_history(session, subject="assessment", subject_id=1)
    assert [line.sentence for line in lines] == [
        "填写张守田 2026 年考核表：履职小结、代表小组意见、代表小组意见日期"
    ]
    assert lines[0].actor == "周敏"


def test_an_edit_on_an_old_copy_is_refused(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        first = edit_assessment(session, year=2026, deputy_id=zhang, version=None, group_opinion="同意。")
        edit_assessment(session, year=2026, deputy_id=zhang, version=first.version, group_opinion="不同意。")
    with database.transaction() as session, pytest.raises(StaleEdit, match="张守田的考核表已被别处改过"):
        edit_assessment(session, year=2026, deputy_id=zhang, version=first.version, group_opinion="再议。")
    with database.transaction() as session, pytest.raises(StaleEdit):
        edit_assessment(session, year=2026, deputy_id=zhang, version=None, group_opinion="再议。")


def test_a_summary_left_as_made_keeps_following_the_records(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        made = sheet_of(session, year=2026, deputy_id=zhang)
        edit_assessment(
            session, year=2026, deputy_id=zhang, version=None, summary=made.summary, group_opinion="同意。"
        )
        train(session, zhang)
        session.flush()
        assert sheet_of(session, year=2026, deputy_id=zhang).summary == "参加学习培训 1 次。"


def test_a_decided_grade_goes_before_that_by_points_and_needs_a_reason(database: Database) -> None:
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        with pytest.raises(GradeNeedsReason):
            edit_assessment(session, year=2026, deputy_id=zhang, version=None, grade="一般")
        edit_assessment(
            session,
            year=2026,
            deputy_id=zhang,
            version=None,
            grade="一般",
            grade_reason="长期驻外抢险，评为一般。",
            presidium_opinion="同意。",
        )
    with database.reading() as session:
        row = list_assessments(session, year=2026)[0]
        assert (row.grade, row.by_points, row.decided, row.opinions) == ("一般", "较差", True, 1)
        assert sheet_of(session, year=2026, deputy_id=zhang).grade == "一般"


def test_two_excellent_years_of_one_term_recommend_and_the_old_term_does_not_help(database: Database) -> None:
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2024, 12, 20), ends_on=date(2029, 12, 19)))
        zhang, li = add_deputy(session, "张守田"), add_deputy(session, "李新")
        excellent = {zhang: (2025, 2026), li: (2024, 2026)}
        for deputy, years in excellent.items():
            for year in years:
                edit_assessment(
                    session,
                    year=year,
                    deputy_id=deputy,
                    version=None,
                    grade="优秀",
                    grade_reason="实绩突出。",
                )
    with database.reading() as session:
        found = {row.deputy_id: row.consequences for row in list_assessments(session, year=2026)}
    assert found == {zhang: ("推荐连任",), li: ()}


SEPTEMBER = (
    TOWN.replace("total = 20", 'total = 20\nperiod = { unit = "年", starts = "09-01" }')
    + """
[[consequence]]
name = "推荐连任"
grade = "优秀"
times = 2
"""
)


def choose(session: Session, text: str, *years: int) -> None:
    library.create_scheme(session, key="town", text=text)
    for year in years:
        library.adopt_scheme(session, key="town", year=year, answers={}, version=None)


def donate(session: Session, deputy: int, on: date, number: int) -> None:
    for each in range(number):
        [claim] = claims.enter_claims(
            session,
            deputy_ids=[deputy],
            kind="捐款",
            title=f"捐书 {each + 1}",
            amount="100",
            done_on=on,
            evidence=[("收据", "")],
        )
        claims.approve_claims(session, picked=[(claim.id, claim.version)])


def test_a_decided_grade_of_a_year_from_september_is_that_of_the_same_period(database: Database) -> None:
    """Excellent by points and by decision is one excellent year, not two."""
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2024, 12, 20), ends_on=date(2029, 12, 19)))
        zhang = add_deputy(session, "张守田")
        choose(session, SEPTEMBER, 2025, 2026)
        donate(session, zhang, date(2025, 3, 1), 4)  # 8 points in 2024-09+1, the year 2025
        edit_assessment(session, year=2025, deputy_id=zhang, version=None, grade="优秀")
    with database.reading() as session:
        [row] = list_assessments(session, year=2026)
        assert (row.by_year, row.by_points) == ({2025: "优秀", 2026: "不合格"}, "不合格")
        assert row.consequences == ()


def test_a_published_year_stands_on_the_sheets_as_it_was_published(database: Database) -> None:
    year = Period("2025", "2025 年", date(2025, 1, 1), date(2025, 12, 31), 2025)
    with database.transaction() as session:
        zhang = add_deputy(session, "张守田")
        choose(session, TOWN, 2025)
        donate(session, zhang, date(2025, 3, 1), 2)
        row = closing_now.close_now(session, period=year, despite_open=True)
        closing.publish_period(session, closing_id=row.id, version=row.version, objection_days=7)
        donate(session, zhang, date(2025, 4, 1), 2)
    with database.reading() as session:
        [listed] = list_assessments(session, year=2025)
        sheet = sheet_of(session, year=2025, deputy_id=zhang)
    assert (listed.total, listed.shown, listed.grade) == (4, "4.00", "合格")
    assert (sheet.score.item("A1").points, sheet.score.categories[0].points, sheet.grade) == (4, 4, "合格")
    with database.transaction() as session:
        closing_now.correct_now(session, closing_id=row.id, deputy_id=zhang, reason="漏记两笔捐款")
        assert sheet_of(session, year=2025, deputy_id=zhang).score.total == 8


def test_the_short_way_to_a_year_gives_what_stands_on_its_sheets(database: Database) -> None:
    """By points, by decision, with an opinion; then published, when one record and one deputy come in too late."""
    year = Period("2025", "2025 年", date(2025, 1, 1), date(2025, 12, 31), 2025)

    def same(session: Session) -> list[tuple[int, str, str, str]]:
        stands = [
            (sheet.deputy_id, sheet.score.shown, sheet.grade, sheet.presidium_opinion)
            for sheet in sheets_of_year(session, year=2025)
        ]
        found = results_of_year(session, year=2025)
        assert [(one.deputy_id, one.shown, one.grade, one.presidium_opinion) for one in found] == stands
        return stands

    with database.transaction() as session:
        zhang, li = (add_deputy(session, name) for name in ("张守田", "李秀英"))
        choose(session, TOWN, 2025)
        donate(session, zhang, date(2025, 3, 1), 2)
        edit_assessment(
            session,
            year=2025,
            deputy_id=li,
            version=None,
            grade="优秀",
            grade_reason="抗洪抢险表现突出",
            presidium_opinion="同意",
        )
        assert same(session) == [(zhang, "4.00", "合格", ""), (li, "0.00", "优秀", "同意")]
        row = closing_now.close_now(session, period=year, despite_open=True)
        closing.publish_period(session, closing_id=row.id, version=row.version, objection_days=7)
        donate(session, zhang, date(2025, 4, 1), 2)
        assert same(session)[0] == (zhang, "4.00", "合格", "")
        late = add_deputy(session, "王建国")
        donate(session, late, date(2025, 5, 1), 3)
        assert (late, "6.00") in [each[:2] for each in same(session)]


LAST_TWO_YEARS = """
[[consequence]]
name = "推荐连任"
grade = "合格"
times = 2

[[consequence]]
name = "约谈"
rank_bottom = 1

[[consequence]]
name = "通报"
when = { score = "A1", at_most = 3 }
"""


def test_the_light_list_says_what_the_whole_scores_say(database: Database) -> None:
    """By points and by decision, last year from its records, equal last ones, a consequence that asks for points."""
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2024, 12, 20), ends_on=date(2029, 12, 19)))
        zhang, li, zhao, wang = (add_deputy(session, name) for name in ("张守田", "李新", "赵敏", "王建国"))
        choose(session, TOWN + LAST_TWO_YEARS, 2025, 2026)
        for deputy, last_year, this_year in ((zhang, 2, 3), (li, 4, 2), (zhao, 1, 1), (wang, 1, 1)):
            donate(session, deputy, date(2025, 3, 1), last_year)
            donate(session, deputy, date(2026, 3, 1), this_year)
        edit_assessment(
            session, year=2025, deputy_id=li, version=None, grade="合格", grade_reason="长期请假。"
        )
    with database.reading() as session:
        scored = list_scored(session, year=2026)
        whole = scores_for_period(session, period=calendar_year(2026))
    advised = {
        score.subject_id: tuple(each.name for each in score.advice if each.name != "推荐连任")
        for score in whole
    }
    for each in scored:
        row, score = each.row, each.score
        assert (row.total, row.shown, row.by_points) == (score.total, score.shown, score.grade)
        assert row.rank == score.graded.rank
        assert tuple(name for name in row.consequences if name != "推荐连任") == advised[row.deputy_id]
    assert [(each.row.deputy_id, each.row.consequences) for each in scored] == [
        (zhang, ("推荐连任",)),
        (li, ("推荐连任",)),
        (wang, ("约谈", "通报")),
        (zhao, ("约谈", "通报")),
    ]
