"""The rows of the table: what the totals alone give is what scoring everybody in full gives.

Contacts with voters count a point each, good deeds two; 优秀 from 6 points needs a report and is for one in three,
合格 from 2, and between 4.5 and 5.5 the paper says nothing.
"""

from datetime import date
from fractions import Fraction

import pytest

from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.periods import period_of
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.scheme import PeriodRule, Scheme
from deputy_station.features.points.service import decisions, roles, standings
from deputy_station.features.points.service.course import days_of_course
from deputy_station.features.points.service.scores import scores_for_period
from deputy_station.store.database import Database

YEAR = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)
BASE = """
name = "青石镇评优办法"
version = "2026"
roles = ["主席"]
total = "不封顶"

[[category]]
code = "A"
name = "联系选民"

[[item]]
code = "A1"
category = "A"
name = "走访"
max = "不封顶"
rule = { shape = "计次", of = "走访联系选民", each = 1 }

[[item]]
code = "A2"
category = "A"
name = "调研报告"
max = "不封顶"
rule = { shape = "计次", of = "调研报告", each = 2 }
"""
GRADES = """
[[grade]]
name = "优秀"
at_least = 6
{best}

[[grade]]
name = "合格"
at_least = 2

[[grade]]
name = "不合格"
at_least = 0
"""
GAP = """
[[grade]]
name = "优秀"
at_least = 6

[[grade]]
name = "合格"
at_least = 0
at_most = 4
"""
GATE = """
[[gate]]
grade = "优秀"
needs = [{ score = "A2", above = 0 }]
"""
VETO = """
[[veto]]
name = "没有走访"
when = { score = "A1", at_most = 0 }
grade = "不合格"
"""
EXEMPT = """
[[exempt]]
roles = ["主席"]
grade = "不参评"
"""

CONTACTS = {"王建国": 8, "李秀英": 7, "张守田": 7, "曾国藩": 5}
"""How often each saw voters; who is not named has no record."""


def scheme_of(*parts: str, best: str = "") -> Scheme:
    """The scheme with these parts; `best` says more about its highest grade."""
    return read_scheme(BASE + "".join(part.replace("{best}", best) for part in parts), named="pingyou")


def write_down(database: Database, people: dict[str, int]) -> None:
    """The contacts, and a report of the first two."""
    with database.transaction() as session:
        for place, name in enumerate(people):
            for day in range(CONTACTS.get(name, 0)):
                session.add(
                    Deed(
                        kind=DeedKind.VOTER_CONTACT,
                        deputy_id=people[name],
                        done_on=date(2026, 3, 1 + day),
                        title="走访",
                    )
                )
            if place < 2:
                session.add(
                    Deed(kind=DeedKind.REPORT, deputy_id=people[name], done_on=date(2026, 4, 1), title="报告")
                )


@pytest.mark.parametrize(
    ("scheme", "by_points"),
    [
        (scheme_of(), True),
        (scheme_of(GRADES), True),
        (scheme_of(GRADES, GATE), True),
        (scheme_of(GRADES, VETO), True),
        (scheme_of(GRADES, best="quota = 2"), True),
        (scheme_of(GRADES, best='quota = "34%"'), True),
        (scheme_of(GRADES, best='never = ["主席"]'), True),
        (scheme_of(GRADES, EXEMPT, best="quota = 1"), True),
        (scheme_of(GRADES, GATE, VETO, EXEMPT, best="quota = 1"), True),
        (scheme_of(GAP), True),
        (scheme_of(GRADES, EXEMPT.replace("不参评", "合格")), False),
    ],
    ids=["none", "grades", "gate", "veto", "tie", "share", "barred", "exempt", "all", "gap", "same-word"],
)
def test_the_rows_from_totals_are_those_from_whole_scores(
    database: Database, people: dict[str, int], scheme: Scheme, by_points: bool
) -> None:
    write_down(database, people)
    with database.transaction() as session:
        roles.give_role(session, deputy_id=people["王建国"], role="主席", since=date(2026, 1, 1))
    with database.reading() as session:
        rows = standings.read_standings(session, period=YEAR, scheme=scheme)
        scores = scores_for_period(session, period=YEAR, scheme=scheme, earlier=False)
    assert [(row.name, row.total, row.shown, row.grade, row.rank, row.asked) for row in rows] == [
        (
            score.subject.name,
            score.total,
            score.shown,
            score.grade,
            score.graded.rank,
            bool(score.graded.asked),
        )
        for score in scores
    ]
    assert [row.categories for row in rows] == [
        tuple(each.points for each in score.categories) for score in scores
    ]
    assert standings._grades_by_points(scheme) is by_points


def test_the_distance_says_how_much_or_why_it_is_not_a_matter_of_points(
    database: Database, people: dict[str, int]
) -> None:
    write_down(database, people)
    scheme = scheme_of(GRADES, GATE, best="quota = 2")
    with database.reading() as session:
        rows = {row.name: row for row in standings.read_standings(session, period=YEAR, scheme=scheme)}
    # 8 contacts and a report are 10 points; 7 without a report are enough, but the gate is shut.
    assert (rows["王建国"].total, rows["王建国"].grade, rows["王建国"].distance) == (Fraction(10), "优秀", "")
    assert (rows["张守田"].grade, rows["张守田"].distance) == ("合格", "受限")
    assert (rows["曾国藩"].grade, rows["曾国藩"].distance) == ("合格", "差 1 分")


def test_a_grade_in_a_gap_is_asked_until_people_decide(database: Database, people: dict[str, int]) -> None:
    write_down(database, people)
    scheme = scheme_of(GAP)
    with database.reading() as session:
        before = {row.name: row for row in standings.read_standings(session, period=YEAR, scheme=scheme)}
    assert (before["曾国藩"].grade, before["曾国藩"].asked, before["曾国藩"].distance) == ("", True, "待定")
    with database.transaction() as session:
        decisions.decide_grade(
            session,
            period=YEAR,
            scheme=scheme,
            deputy_id=people["曾国藩"],
            grade="优秀",
            reason="主席团 11月20日议定",
        )
    with database.reading() as session:
        after = {row.name: row for row in standings.read_standings(session, period=YEAR, scheme=scheme)}
    assert (after["曾国藩"].grade, after["曾国藩"].asked) == ("优秀", False)
    assert after["王建国"] == before["王建国"]


def test_the_course_goes_by_months_and_of_a_short_period_by_weeks() -> None:
    assert days_of_course(YEAR, date(2026, 3, 10)) == (
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 10),
    )
    assert days_of_course(YEAR, date(2027, 5, 1))[-1] == date(2026, 12, 31)
    assert len(days_of_course(YEAR, date(2027, 5, 1))) == 12
    month = period_of(PeriodRule("月"), date(2026, 2, 1))
    assert [day.day for day in days_of_course(month, date(2026, 12, 1))] == [7, 14, 21, 28]
    term = Period("2021-12届", "一届", date(2021, 12, 1), date(2026, 11, 30), 2026)
    assert days_of_course(term, date(2022, 7, 1)) == (
        date(2021, 12, 31),
        date(2022, 3, 31),
        date(2022, 6, 30),
        date(2022, 7, 1),
    )
