"""A small scheme of a made-up town, and scores by it, for the tests of claims, closing and objections."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from deputy_station.features.points.rules.derive import score_all
from deputy_station.features.points.rules.facts import Decision, Fact, Period, Subject
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.score import Score

TOWN = """
name = "青石镇代表履职积分办法"
version = "2026"
total = 20

[attendance]
came = ["到会", "迟到", "早退"]
pending = ["未登记", "未举行"]

[words]
level = ["村级"]

[switches.leave]
title = "请假怎么算"
options = ["算缺席", "不计入应到"]
answer = "算缺席"

[[record]]
name = "捐款"
unit = "笔"
fields = ["amount"]
approval = true
evidence = "必须"

[[record]]
name = "旁听庭审"
attended = true

[[category]]
code = "A"
name = "履职"
max = 20

[[item]]
code = "A1"
category = "A"
name = "捐款"
max = 10
rule = { shape = "计次", of = "捐款", each = 2, unit = "笔" }

[[item]]
code = "A2"
category = "A"
name = "旁听庭审"
max = 5
rule = { shape = "计次", of = "旁听庭审", each = "1/3" }

[[item]]
code = "A3"
category = "A"
name = "小组评定"
max = 5
rule = { shape = "评分", step = 0.5, raters = [{ name = "小组", weight = 1 }] }

[[grade]]
name = "优秀"
at_least = 8

[[grade]]
name = "合格"
at_least = 4

[[grade]]
name = "不合格"
at_least = 0
"""

SCHEME = read_scheme(TOWN, named="qingshi")
YEAR = Period("2025", "2025 年度", date(2025, 1, 1), date(2025, 12, 31), 2025)
"""A year that is over when the tests are run."""


def donation(deputy_id: int, day: int) -> Fact:
    """An approved donation in May 2025, with its evidence: 2 points."""
    return Fact("捐款", deputy_id, date(2025, 5, day), amount=Fraction(100), review="已核准", evidence=1)


def hearing(deputy_id: int, day: int) -> Fact:
    """A hearing in June 2025 that the deputy sat in: 1/3 of a point."""
    return Fact("旁听庭审", deputy_id, date(2025, 6, day), state="到会")


def town_scores(
    people: Mapping[str, int], facts: Sequence[Fact], decisions: Sequence[Decision] = ()
) -> list[Score]:
    """The scores of these people by the town's scheme for 2025."""
    entries = [
        (Subject(number, name), [fact for fact in facts if fact.subject_id == number])
        for name, number in people.items()
    ]
    return score_all(SCHEME, entries, period=YEAR, today=date(2026, 11, 20), decisions=decisions)
