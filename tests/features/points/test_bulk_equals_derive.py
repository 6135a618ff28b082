"""Scoring everybody at once gives what `derive` gives one subject: totals, items, categories, grades."""

from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deputy_station.core.paths import resources_folder
from deputy_station.features.points.rules.bulk import Bulk
from deputy_station.features.points.rules.derive import derive
from deputy_station.features.points.rules.facts import Fact, Mark, Period, Span, Subject
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.vocabulary import (
    ATTENDANCE_STATES,
    ATTENDED_KINDS,
    SAYS,
    FactKind,
    Review,
    State,
)

YEAR = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)
SINCE_MAY = (Span(date(2026, 5, 1)),)
LEFT_AND_BACK = (Span(date(2022, 1, 1), date(2026, 3, 31)), Span(date(2026, 9, 1)))

CLAIMS = """
name = "青石镇代表履职积分办法"
version = "2026"
total = "不封顶"
roles = ["常委", "无职代表"]

[attendance]
came = ["到会", { state = "早退" }]
part = [{ state = "部分参加", share = "1/3" }]
left_out = [{ state = "请假" }]
pending = ["未登记", "未举行"]

[[record]]
name = "捐款"
unit = "元"
fields = ["amount", "level"]
approval = true

[[category]]
code = "A"
name = "基本"
max = 30

[[category]]
code = "B"
name = "加分"
sort = "加分"
max = 20
min = -5

[[item]]
code = "A1"
category = "A"
name = "到会"
max = 10
rule = { shape = "到会率", of = ["接待日值班", "学习培训"], none_is_full = true }

[[item]]
code = "A2"
category = "A"
name = "每季学习"
max = 8
never = ["常委"]
otherwise = 3
rule = { shape = "逐期", per = "季", rule = { shape = "打勾", of = "学习培训", points = 2 } }

[[item]]
code = "A3"
category = "A"
name = "走访"
max = 10
rule = { shape = "首次加后续", of = { record = "走访联系选民", state = "已受理" }, first = 2, next = "1/3" }

[[item]]
code = "A4"
category = "A"
name = "评议"
max = 10
rule = { shape = "评分", raters = [{ name = "小组", weight = "1/3" }, { name = "镇", weight = "2/3" }], combine = "加权" }

[[item]]
code = "B1"
category = "B"
name = "捐款"
max = 10
rule = { shape = "计次", of = "捐款", each = 0.01, by = "金额" }

[[item]]
code = "B2"
category = "B"
name = "建议"
max = "不封顶"
min = "不限"
force = [{ when = { record = "发言", at_most = 0 }, points = -2, because = "没有发言" }]
rule = { shape = "分摊", of = "议案建议", each = 4, shares = [
    { role = "领衔", part = "3/5" },
    { role = "附议", part = "2/5", split = true },
] }

[[item]]
code = "B3"
category = "B"
name = "会议期间建议"
max = 6
rule = { shape = "计次", of = ["议案建议", "民生建议"], each = 1, times = 2 }

[[item]]
code = "B4"
category = "B"
name = "民生建议"
max = 6
rule = { shape = "计次", of = "民生建议", each = 2 }

[[once]]
items = ["B3", "B4"]
keep = "先"

[[grade]]
name = "优秀"
at_least = 25

[[grade]]
name = "合格"
at_least = 12

[[grade]]
name = "不合格"
at_least = -100

[[gate]]
grade = "优秀"
needs = [{ score = "A3", above = 2 }, { rate = "接待日值班", at_least = 60 }]

[[veto]]
name = "没有接待"
when = { record = "发言", at_least = 4 }
grade = "不合格"
"""


def scheme_named(name: str) -> Scheme:
    if name == "claims":
        return read_scheme(CLAIMS, named="claims.toml")
    path = resources_folder() / "schemes" / f"{name}.toml"
    return read_scheme(path.read_text(encoding="utf-8"), named=path.name)


SCHEMES = {name: scheme_named(name) for name in ("default", "claims", "s04_yinchuan_2017")}
DAYS = st.integers(0, 364).map(lambda number: YEAR.first + timedelta(days=number))


@st.composite
def records(draw: st.DrawFn) -> Fact:
    """A record as the station or a deputy writes it down."""
    number = draw(st.integers(1, 10**6))
    kind = draw(st.sampled_from([*sorted(SAYS), "捐款"]))
    on = draw(DAYS)
    if kind == "捐款":
        return Fact(
            kind,
            1,
            on,
            level=draw(st.sampled_from(["", "县级", "市级"])),
            amount=draw(st.sampled_from([None, Fraction(1, 3), Fraction(99), Fraction(500)])),
            review=draw(st.sampled_from(list(Review))),
            source=("claim", number),
        )
    if kind == FactKind.BALLOT:
        votes = draw(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(1, 3)))
        return Fact(kind, 1, on, votes=tuple(zip(("满意", "基本满意", "不满意"), votes, strict=True)))
    says = {field: draw(st.sampled_from(words)) for field, words in SAYS[kind].items()}  # type: ignore[index]
    if kind in ATTENDED_KINDS:
        says["state"] = draw(st.sampled_from([State.PRESENT, *sorted(ATTENDANCE_STATES)]))
        says["within"] = draw(st.sampled_from(["", "一次会议", "二次会议"]))
    shared = draw(st.sampled_from([(0, 0), (3, 2), (1, 1)])) if kind == FactKind.SUGGESTION else (0, 0)
    return Fact(
        kind,
        1,
        on,
        **{field: str(word) for field, word in says.items()},
        weight=draw(st.sampled_from([1, 1, 2, 7])) if kind == FactKind.CONTACT else 1,
        people=shared[0],
        peers=shared[1],
        source=("deed", number),
        title=f"第 {number} 条",
    )


SUBJECTS = st.builds(
    lambda roles, days, points: Subject(
        1,
        "周明",
        roles,
        days,
        () if points is None else (Mark("A4", points, "镇"), Mark("A4", Fraction(6), "小组")),
    ),
    st.sampled_from([frozenset(), frozenset({"常委"}), frozenset({"无职代表"})]),
    st.sampled_from([None, SINCE_MAY, LEFT_AND_BACK]),
    st.sampled_from([None, Fraction(7), Fraction(17, 2)]),
)


@pytest.mark.parametrize("name", sorted(SCHEMES))
@given(entries=st.lists(st.tuples(SUBJECTS, st.lists(records(), max_size=25)), min_size=1, max_size=6))
@settings(max_examples=40)
def test_everybody_at_once_has_the_points_each_has_alone(
    name: str, entries: list[tuple[Subject, list[Fact]]]
) -> None:
    scheme = SCHEMES[name]
    today = date(2026, 11, 20)
    bulk = Bulk(scheme, period=YEAR, today=today)
    who, cells, times = [], [], []
    for place, (subject, facts) in enumerate(entries):
        for fact in facts:
            in_office = subject.in_office is None or any(span.covers(fact.on) for span in subject.in_office)
            cell = bulk.cell(fact) if in_office else None
            if cell is not None:
                who.append(place)
                cells.append(cell[0])
                times.append(cell[1])
    scores = bulk.score(
        list(range(len(entries))),
        [subject for subject, _facts in entries],
        *(np.array(column, dtype=np.int64) for column in (who, cells, times)),
    )
    for score, (subject, facts) in zip(scores, entries, strict=True):
        alone = derive(scheme, subject, facts, period=YEAR, today=today)
        assert {item.item.code: points for item, points in zip(alone.items, score.items, strict=True)} == {
            item.item.code: item.points for item in alone.items
        }
        assert score.categories == tuple(category.points for category in alone.categories)
        assert (score.total, score.grade) == (alone.total, alone.grade)


def test_records_that_no_rule_tells_apart_become_one() -> None:
    bulk = Bulk(SCHEMES["claims"], period=YEAR)
    early = Fact(FactKind.CONTACT, 1, date(2026, 2, 1), "已受理", weight=3, title="东街")
    late = Fact(FactKind.CONTACT, 9, date(2026, 8, 1), "已受理", weight=1, title="西街")
    assert bulk.cell(early) == (0, 3)
    assert bulk.cell(late) == (0, 1)
    refused = Fact(FactKind.CONTACT, 1, date(2026, 2, 1), "未受理")
    assert bulk.cell(refused) == (1, 1), "the rule takes 已受理 alone, so these stay apart"
    assert bulk.cell(Fact("没有这种记录", 1, date(2026, 2, 1))) is None
