"""What papers of points are made from in tests: a station, a period, schemes large and small, everybody's scores."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from deputy_station.features.deputies.service.frame import StationRow
from deputy_station.features.points.rules.derive import score_all
from deputy_station.features.points.rules.facts import Fact, Period, Subject
from deputy_station.features.points.rules.scheme import Category, Scheme, Switch
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.papers import PaperHead, Wall, WallLine
from tests.features.points.made_up import fact, item, scheme, times

TODAY = date(2026, 7, 1)
YEAR_2026 = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)
SPRING = Period("2026-Q2", "2026 年第二季度", date(2026, 4, 1), date(2026, 6, 30), 2026)
STATION = StationRow(
    3,
    "青石镇东街代表联络站",
    "东街",
    "青石镇",
    "杜集区",
    "东街 12 号",
    "0561-1234567",
    is_home=True,
    version=1,
)

SMALL = scheme(
    [
        item("A1", times("学习培训", 2, most=Fraction(4)), most=4, name="学习培训"),
        item("B1", times("走访联系选民", 1), name="走访选民"),
    ],
    switches=(Switch("leave", "请假怎么算", "算缺席", ("算缺席", "不计入应到")),),
    objection_days=14,
)
"""Training 2 each up to 4, visits 1 each; grades from 90."""

LETTERS = "ABCDEFGHIJKL"
LONG = "参加代表小组组织的视察、执法检查、专题调研和主题实践等各类履职活动并形成书面材料"


def large_scheme() -> Scheme:
    """Thirty items with names of forty characters in twelve categories."""
    items = [
        item(
            f"{LETTERS[number % 12]}{number}", times(f"记录{number}", Fraction(1, 3)), name=f"{LONG}{number}"
        )
        for number in range(30)
    ]
    categories = tuple(Category(letter, f"{LONG}{letter}", f"履职{letter}", None) for letter in LETTERS)
    return replace(scheme(items), categories=categories)


def head_of(held: Scheme) -> PaperHead:
    """An open year of the station."""
    return PaperHead(STATION, TODAY, held, YEAR_2026, None)


def scores_of(held: Scheme, people: Mapping[int, str], facts: Sequence[Fact], group: str = "") -> list[Score]:
    """Everybody's scores of 2026."""
    entries = [
        (Subject(number, name, group=group), [each for each in facts if each.subject_id == number])
        for number, name in people.items()
    ]
    return score_all(held, entries, period=YEAR_2026, today=TODAY)


def wall_of(held: Scheme, scores: Sequence[Score]) -> Wall:
    """The wall list of scores that were not closed."""
    lines = [
        WallLine(
            score.subject_id,
            score.subject.name,
            score.subject.group,
            score.graded.rank,
            {each.category.code: each.points for each in score.categories},
            score.shown,
            score.grade,
        )
        for score in scores
    ]
    return Wall(head_of(held), tuple(lines), (), 0)


def many_facts(subject_id: int, number: int) -> list[Fact]:
    """So many records of each of the thirty kinds, with long titles, all in the second quarter."""
    return [
        fact(
            f"记录{kind}",
            date(2026, 4 + each % 3, 1 + kind % 28),
            subject_id=subject_id,
            title=f"{LONG}（第 {each} 次）",
            source=("deed", kind * 100 + each),
        )
        for kind in range(30)
        for each in range(number)
    ]
