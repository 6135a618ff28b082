"""What is missing for the next grade, as steps that the real derivation confirms."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from deputy_station.features.points.rules import reaching
from deputy_station.features.points.rules.derive import derive, score_all
from deputy_station.features.points.rules.facts import Fact, Mark, Period, Span, Subject
from deputy_station.features.points.rules.further import days_left, done
from deputy_station.features.points.rules.reaching import Reach, cheapest_steps
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score

YEAR = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)
JUNE = date(2026, 6, 1)
ZHOU = Subject("zhou", "周明")

HEAD = """
name = "青石镇代表履职积分办法"
version = "2026"
total = 20
roles = ["常委"]
[attendance]
came = ["到会"]
pending = ["未登记", "未举行"]
[[category]]
code = "A"
name = "活动"
max = 20
"""
DUTY = """
[[item]]
code = "A1"
category = "A"
name = "接待日值班"
max = 8
rule = { shape = "计次", of = "接待日值班", each = 2 }
"""
REPORT = """
[[item]]
code = "A2"
category = "A"
name = "撰写调研报告"
max = 4
rule = { shape = "打勾", of = { record = "调研报告", state = "已受理" }, points = 4 }
"""
MARKED = """
[[item]]
code = "A3"
category = "A"
name = "小组评价"
max = 8
rule = { shape = "评分" }
"""
GRADES = """
[[grade]]
name = "好"
at_least = 12
[[grade]]
name = "一般"
at_least = 6
[[grade]]
name = "差"
at_least = 0
"""
GATE = """
[[gate]]
grade = "好"
needs = [{ score = "A2", above = 0 }]
"""


def scheme(*parts: str, total: int | None = None) -> Scheme:
    if total is None:
        total = 8 * (DUTY in parts) + 4 * (REPORT in parts) + 8 * (MARKED in parts)
    return read_scheme("\n".join([HEAD.replace("20\n", f"{total}\n"), *parts]))


def duties(number: int, state: str = "到会") -> list[Fact]:
    return [
        Fact("接待日值班", "zhou", date(2026, month, 5), state=state, source=("activity", month))
        for month in range(1, number + 1)
    ]


def steps(
    of: Scheme, facts: list[Fact], *, today: date | None = JUNE, subject: Subject = ZHOU
) -> tuple[Reach, ...]:
    now = derive(of, subject, facts, period=YEAR, today=today)
    return cheapest_steps(of, subject, facts, now, period=YEAR, today=today)


def told(of: Scheme, facts: list[Fact], *, today: date | None = JUNE, subject: Subject = ZHOU) -> list[str]:
    return [each.words for each in steps(of, facts, today=today, subject=subject)]


def test_the_fewest_further_records_come_first_then_other_sorts() -> None:
    # 2 duties are 4 points; 一般 begins at 6: one duty (2) or one report (4) is enough.
    of = scheme(DUTY, REPORT, GRADES)
    found = steps(of, duties(2))
    assert [each.words for each in found] == ["再接待 1 次，可达“一般”", "再提交调研报告 1 篇，可达“一般”"]
    assert [(each.grade, str(each.total), each.records) for each in found] == [
        ("一般", "6", 1),
        ("一般", "8", 1),
    ]


def test_a_gate_and_points_are_reached_together() -> None:
    # 3 duties are 6 (一般); 好 needs 12: the report gives 4 and opens the gate, one more duty gives the last 2.
    of = scheme(DUTY, REPORT, GRADES, GATE)
    assert told(of, duties(3)) == ["再接待 1 次并提交调研报告 1 篇，可达“好”"]


def test_a_grade_held_back_by_a_gate_alone_asks_only_for_the_gate() -> None:
    of = scheme(DUTY, REPORT, GRADES.replace("at_least = 12", "at_least = 8"), GATE)
    assert told(of, duties(4)) == ["再提交调研报告 1 篇，可达“好”"]


def test_a_record_that_helps_only_the_second_time_is_proposed_twice() -> None:
    # The tick asks for two reports; one alone brings nothing.
    twice = REPORT.replace("points = 4", "points = 4, at_least = 2")
    of = scheme(DUTY, twice, GRADES, total=12)
    assert told(of, duties(4)) == ["再提交调研报告 2 篇，可达“好”"]


def test_every_proposal_holds_when_it_is_carried_out() -> None:
    of = scheme(DUTY, REPORT, MARKED, GRADES, GATE)
    for count in range(5):
        facts = duties(count)
        days = days_left(ZHOU, YEAR, JUNE, facts)
        for reach in steps(of, facts):
            if reach.grade:
                subject, after = done(reach.steps, ZHOU, facts, days)
                score = derive(of, subject, after, period=YEAR, today=JUNE)
                assert (score.grade, score.total) == (reach.grade, reach.total)
                assert reach.records <= 12


def test_a_session_already_fixed_is_one_to_attend() -> None:
    coming = Fact("接待日值班", "zhou", date(2026, 9, 5), state="未举行", source=("activity", 9))
    found = told(scheme(DUTY, GRADES.replace("12", "8")), [*duties(3), coming])
    assert found[0] in ("按时参加已安排的接待日值班 1 次，可达“好”", "再接待 1 次，可达“好”")
    assert len(found) == 1  # both are about the same sort of thing


def test_a_mark_nobody_gave_is_proposed_at_its_best() -> None:
    of = scheme(DUTY, MARKED, GRADES)
    assert told(of, duties(4)) == ["A3 小组评价评到 8 分，可达“好”"]
    marked = Subject("zhou", "周明", marks=(Mark("A3", Fraction(1)),))
    assert told(of, duties(4), subject=marked) == ["再多做 12 件以内，也到不了“好”"]


def test_after_the_period_only_what_needs_no_other_day_is_proposed() -> None:
    late = date(2027, 1, 10)
    of = scheme(DUTY, REPORT, GRADES)
    assert told(of, duties(2), today=late) == ["期间已过，补做的不算，等次不能再升到“一般”"]
    unwritten = [
        *duties(2),
        Fact("接待日值班", "zhou", date(2026, 11, 5), state="未登记", source=("activity", 11)),
    ]
    assert told(of, unwritten, today=late) == ["补登记到会：接待日值班 1 次，可达“一般”"]


def test_the_rate_of_days_gone_by_cannot_be_made_good_again() -> None:
    # 2 of 6: even with all 12 further ones attended 14 of 18 is below 90 %.
    rate = DUTY.replace('shape = "计次"', 'shape = "到会率"').replace(", each = 2", "")
    of = scheme(rate, GRADES.replace("12", "7.2").replace("6", "2"), total=8)
    missed = [fact for fact in duties(6, "缺席") if fact.on.month > 2]
    assert told(of, [*duties(2), *missed]) == ["再多做 12 件以内，也到不了“好”"]


def test_the_highest_grade_an_open_question_and_a_barred_grade_are_said_plainly() -> None:
    of = scheme(DUTY, REPORT, GRADES)
    full = [*duties(4), Fact("调研报告", "zhou", date(2026, 5, 5), state="已受理")]
    assert told(of, full) == ["已经是最高的等次“好”"]
    barred = scheme(DUTY, REPORT, GRADES.replace("at_least = 12", 'at_least = 12\nnever = ["常委"]'))
    standing = Subject("zhou", "周明", roles=frozenset({"常委"}))
    assert told(barred, duties(3), subject=standing) == ["按身份不评更高的等次，“一般”已经是能评的最高一档"]


def test_who_misses_a_grade_for_want_of_a_place_is_told_so() -> None:
    of = scheme(DUTY, REPORT, GRADES.replace("at_least = 12", "at_least = 6\nquota = 1"))
    li = Subject("li", "李强")
    li_facts = [Fact("接待日值班", "li", fact.on, state="到会") for fact in duties(4)]
    _, zhou = score_all(of, [(li, li_facts), (ZHOU, duties(3))], period=YEAR, today=JUNE)
    assert zhou.grade == "一般"
    (only,) = cheapest_steps(of, ZHOU, duties(3), zhou, period=YEAR, today=JUNE)
    assert only.words == "总分已够“好”，因名额没有评上，再多做也不能保证"


def test_days_lie_in_office_and_begin_today() -> None:
    days = days_left(ZHOU, YEAR, JUNE, [])
    assert days[0] == JUNE
    assert len(days) == len(set(days))
    assert all(JUNE <= day <= YEAR.last for day in days)
    leaving = Subject("zhou", in_office=(Span(date(2026, 1, 1), date(2026, 6, 3)),))
    assert set(days_left(leaving, YEAR, JUNE, [])) == {date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)}
    gone = Subject("zhou", in_office=(Span(date(2026, 1, 1), date(2026, 5, 31)),))
    assert days_left(gone, YEAR, JUNE, []) == ()


def test_the_work_is_bounded_however_long_the_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(of: Scheme, subject: Subject, facts: list[Fact], **more: Any) -> Score:
        calls.append(1)
        return derive(of, subject, facts, **more)

    monkeypatch.setattr(reaching, "derive", counted)
    items = "".join(
        f'[[item]]\ncode = "A{n}"\ncategory = "A"\nname = "第 {n} 项"\nmax = 1\n'
        f'rule = {{ shape = "计次", of = "活动{n}", each = 0.1 }}\n'
        for n in range(1, 41)
    )
    kinds = "".join(f'[[record]]\nname = "活动{n}"\n' for n in range(1, 41))
    grades = '[[grade]]\nname = "好"\nat_least = 30\n[[grade]]\nname = "差"\nat_least = 0\n'
    of = scheme(kinds, items, grades, total=40)
    assert told(of, []) == ["再多做 12 件以内，也到不了“好”"]
    assert len(calls) <= 400 + 2
