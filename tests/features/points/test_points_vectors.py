"""The vectors of the default scheme: what a deputy did, and what it gives, worked out by hand."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from deputy_station.core.paths import resources_folder
from deputy_station.features.points.rules.derive import derive
from deputy_station.features.points.rules.facts import Earlier, Fact, Period, Span, Subject
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.rules.vocabulary import (
    ATTENDED_KINDS,
    FactKind,
    Manner,
    Part,
    Satisfaction,
    State,
)

TEXT = (resources_folder() / "schemes" / "default.toml").read_text(encoding="utf-8")
ZHOU = 7


def scheme(**switches: bool) -> Scheme:
    return read_scheme(TEXT, named="default", answers=switches)


def votes(satisfied: int, mostly: int, not_satisfied: int) -> tuple[tuple[str, int], ...]:
    return (("满意", satisfied), ("基本满意", mostly), ("不满意", not_satisfied))


def several(kind: FactKind, number: int, **values: object) -> list[Fact]:
    """So many facts of a kind, a week apart from 2 March 2026, all present unless said otherwise."""
    state = State.PRESENT if kind in ATTENDED_KINDS else State.NONE
    base = Fact(kind, ZHOU, date(2026, 3, 2), state, source=(kind, 1), title=kind)
    base = replace(base, **values)  # type: ignore[arg-type]
    return [
        replace(base, on=base.on + timedelta(weeks=number), source=(base.source[0], number + 1))
        for number in range(number)
    ]


def full_congress() -> list[Fact]:
    """A: all 8 half-days, 4 reviews, 5 votes, both sessions prepared: 10 + 6 + 4 + 4 = 24."""
    return [
        *several(FactKind.PLENARY, 8),
        *several(FactKind.REVIEW, 4),
        *several(FactKind.VOTE, 5),
        *several(FactKind.PREPARATION, 2),
    ]


def full_activities() -> list[Fact]:
    """B: 4 group activities, 3 of 3 reception days, 2 trainings, 2 inspections, 2 meetings, 2 of 2 themed: 36."""
    return [
        *several(FactKind.GROUP_ACTIVITY, 4),
        *several(FactKind.RECEPTION_DUTY, 3),
        *several(FactKind.TRAINING, 2),
        *several(FactKind.INSPECTION, 2),
        *several(FactKind.INVITED, 2),
        *several(FactKind.THEME, 2),
    ]


def suggestions(led: int, joined: int = 0) -> list[Fact]:
    return several(FactKind.SUGGESTION, led, state=State.ACCEPTED, role=Part.LEAD) + several(
        FactKind.SUGGESTION, joined, state=State.ACCEPTED, role=Part.COSIGN
    )


def full_advice() -> list[Fact]:
    """C: 3 speeches, 2 led suggestions, a report, 12 tips: 3 + 5 + 5 + 2 = 15."""
    return [
        *several(FactKind.SPEECH, 3),
        *suggestions(led=2),
        *several(FactKind.REPORT, 1, state=State.ACCEPTED),
        *several(FactKind.TIP, 12, state=State.ACCEPTED, role=Part.LEAD),
    ]


def follow_ups(satisfied: int, mostly: int = 0, half: int = 0) -> list[Fact]:
    return [
        *several(FactKind.FOLLOW_UP, satisfied, satisfaction=Satisfaction.SATISFIED),
        *several(FactKind.FOLLOW_UP, mostly, satisfaction=Satisfaction.MOSTLY_SATISFIED),
        *several(FactKind.FOLLOW_UP, half, satisfaction=Satisfaction.HALF_SOLVED),
    ]


def settled(number: int, manner: Manner = Manner.SOLVED) -> list[Fact]:
    return several(FactKind.DEMAND_SETTLED, number, state=State.SETTLED, manner=manner)


def full_solving() -> list[Fact]:
    """D: 10 contacts, 3 demands handed over, 2 struck off, 3 of 3 satisfied, 2 good deeds: 2+3+4+4+2 = 15."""
    return [
        *several(FactKind.CONTACT, 1, weight=10),
        *several(FactKind.DEMAND_TAKEN, 3, state=State.ASSIGNED),
        *settled(2),
        *follow_ups(satisfied=3),
        *several(FactKind.GOOD_DEED, 2, state=State.ACCEPTED),
    ]


def report(manner: Manner) -> list[Fact]:
    return several(FactKind.DUTY_REPORT, 1, state=State.ACCEPTED, manner=manner)


def score(*parts: list[Fact], **switches: bool) -> Score:
    return derive(scheme(**switches), Subject(ZHOU), [fact for part in parts for fact in part])


def outcome(*parts: list[Fact], **switches: bool) -> tuple[Fraction, str]:
    found = score(*parts, **switches)
    return found.total, found.grade


def test_v1_full_attendance_is_60_and_fair() -> None:
    assert outcome(full_congress(), full_activities()) == (60, "一般")


def test_v2_with_all_advice_it_is_75_and_good() -> None:
    assert outcome(full_congress(), full_activities(), full_advice()) == (75, "好")


def test_v3_with_all_solving_it_is_90_and_excellent() -> None:
    assert outcome(full_congress(), full_activities(), full_advice(), full_solving()) == (90, "优秀")


def test_v4_a_written_duty_report_adds_2() -> None:
    everything = [*full_congress(), *full_activities(), *full_advice(), *full_solving()]
    assert outcome(everything, report(Manner.WRITTEN)) == (92, "优秀")


def test_v5_an_oral_report_with_a_good_ballot_and_an_award_is_100() -> None:
    everything = [*full_congress(), *full_activities(), *full_advice(), *full_solving()]
    praised = several(FactKind.BALLOT, 1, votes=votes(40, 5, 5)) + several(FactKind.COMMENDATION, 1)
    assert outcome(everything, report(Manner.ORAL), praised) == (100, "优秀")


def test_v6_a_missed_half_day_and_group_activity_leave_56_75() -> None:
    facts = [
        fact
        for fact in [*full_congress(), *full_activities()]
        if fact.kind not in (FactKind.PLENARY, FactKind.GROUP_ACTIVITY)
    ]
    facts += several(FactKind.PLENARY, 7) + several(
        FactKind.PLENARY, 1, state=State.ABSENT, on=date(2026, 11, 2)
    )
    facts += several(FactKind.GROUP_ACTIVITY, 3) + several(
        FactKind.GROUP_ACTIVITY, 1, state=State.ABSENT, on=date(2026, 11, 2)
    )
    found = score(facts)
    assert found.item("A1").points == Fraction(35, 4)
    assert found.item("A1").words == "到会 7/8 次 → 10 × 7/8 = 8.75"
    assert found.item("B1").points == 6
    assert (found.total, found.shown, found.grade) == (Fraction(227, 4), "56.75", "较差")


def test_v7_advice_without_a_report_stays_below_good() -> None:
    advice = [fact for fact in full_advice() if fact.kind is not FactKind.REPORT]
    assert outcome(full_congress(), full_activities(), advice) == (70, "一般")


def test_v8_satisfaction_of_85_per_cent_gives_2_of_4() -> None:
    solving = [
        fact for fact in full_solving() if fact.kind not in (FactKind.FOLLOW_UP, FactKind.GOOD_DEED)
    ] + follow_ups(satisfied=17, half=3)
    found = score(full_congress(), full_activities(), full_advice(), solving)
    assert found.item("D4").points == 2
    assert found.item("D4").words == "17 ÷ 20 = 85%，满 80% 得 2"
    assert (found.total, found.grade) == (86, "好")


def test_v9_solving_without_advice_is_good_unless_the_gate_is_closed() -> None:
    facts = [*full_congress(), *full_activities(), *full_solving()]
    assert outcome(facts) == (75, "好")
    gated = score(facts, gate_good=True)
    assert (gated.total, gated.grade) == (75, "一般")
    assert gated.remark == (
        "总分够“好”，但没有达到这个等次的门槛："
        "C2 议案、建议、批评和意见 高于 0，现为 0；C3 撰写调研报告 高于 0，现为 0"
    )


def test_v10_one_led_and_three_co_signed_suggestions_give_5() -> None:
    found = score(suggestions(led=1, joined=3)).item("C2")
    assert found.points == 5
    assert found.words == "领衔：首件 3；附议：1 × 3 件 = 3，封顶 2；合计 5"


def test_v11_of_an_oral_and_a_written_report_the_oral_counts() -> None:
    found = score(report(Manner.ORAL), report(Manner.WRITTEN)).item("E1")
    assert found.points == 8
    assert [fact.manner for fact in found.counted] == [Manner.ORAL]
    assert [passed.reason for passed in found.passed] == ["只取最高的一次（口头述职）"]


def test_v12_fairly_satisfied_counts_by_default_and_not_when_strict() -> None:
    heard = follow_ups(satisfied=2, mostly=1)
    assert score(heard).item("D4").points == 4
    strict = score(heard, mostly_satisfied_counts=False).item("D4")
    assert strict.points == 0
    assert strict.words == "2 ÷ 3 ≈ 66.67%，不满 80%，计 0"


def test_v13_two_excellent_years_in_a_term_recommend_for_another() -> None:
    period = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)
    everything = [*full_congress(), *full_activities(), *full_advice(), *full_solving()]

    def advice(*grades: str) -> list[tuple[str, str]]:
        earlier = tuple(Earlier(str(2024 + place), grade) for place, grade in enumerate(grades))
        found = derive(scheme(), Subject(ZHOU, earlier=earlier), everything, period=period)
        assert found.grade == "优秀"
        return [(each.name, each.reason) for each in found.advice]

    assert advice("优秀", "好") == [("推荐连任", "2024 年、2026 年优秀")]
    assert advice("好", "一般") == []


def test_the_scheme_has_5_categories_21_items_and_100_points() -> None:
    whole = scheme()
    assert [(category.code, category.most) for category in whole.categories] == [
        ("A", 24),
        ("B", 36),
        ("C", 15),
        ("D", 15),
        ("E", 10),
    ]
    assert len(whole.items) == 21
    assert whole.total == sum(item.most or 0 for item in whole.items) == 100
    assert {item.most for item in whole.items} <= set(range(2, 11))


def test_excellent_needs_satisfied_people_when_that_gate_is_closed() -> None:
    solving = [fact for fact in full_solving() if fact.kind is not FactKind.FOLLOW_UP]
    everything = [*full_congress(), *full_activities(), *full_advice(), *solving, *report(Manner.ORAL)]
    assert outcome(everything) == (94, "优秀")
    gated = score(everything, gate_excellent=True)
    assert gated.grade == "好"
    assert gated.remark == "总分够“优秀”，但没有达到这个等次的门槛：D4 群众满意 不低于 2，现为 0"


def test_who_may_not_be_good_may_not_be_excellent_either() -> None:
    # Everything but the report: 24 + 36 + 10 + 15 + 10 = 95.
    advice = [fact for fact in full_advice() if fact.kind is not FactKind.REPORT]
    praised = several(FactKind.BALLOT, 1, votes=votes(40, 5, 5)) + several(FactKind.COMMENDATION, 1)
    parts = [full_congress(), full_activities(), advice, full_solving(), report(Manner.ORAL), praised]
    assert outcome(*parts) == (95, "优秀")
    gated = score(*parts, gate_good=True)
    assert (gated.grade, gated.graded.held_back) == ("一般", True)
    assert gated.remark == "总分够“优秀”，但没有达到这个等次的门槛：C3 撰写调研报告 高于 0，现为 0"


def test_a_total_just_below_a_threshold_is_not_shown_as_reached() -> None:
    # One of 1999 half-days missed: 10 ÷ 1999 = 0.005002…, so 59.994997… of 60.
    facts = [fact for fact in full_congress() if fact.kind is not FactKind.PLENARY]
    facts += several(FactKind.PLENARY, 1, weight=1998) + several(
        FactKind.PLENARY, 1, state=State.ABSENT, on=date(2026, 11, 2)
    )
    found = score(facts, full_activities())
    assert found.total == 60 - Fraction(10, 1999)
    assert found.shown == "59.99"
    assert found.grade == "较差"
    assert found.remark == "还差不到 0.01 分到“一般”"


def test_leave_is_an_absence_at_the_congress_but_no_vote_is_deducted_for_it() -> None:
    facts = several(FactKind.PLENARY, 3) + several(
        FactKind.PLENARY, 1, state=State.LEAVE, on=date(2026, 11, 2)
    )
    facts += several(FactKind.VOTE, 1) + several(FactKind.VOTE, 1, state=State.LEAVE, on=date(2026, 11, 2))
    assert score(facts).item("A1").words == "到会 3/4 次 → 10 × 3/4 = 7.5"
    assert score(facts).item("A3").words == "4，没有扣分"
    assert score(facts, leave_counts_as_attended=True).item("A1").points == 10
    assert score(facts, leave_misses_vote=True).item("A3").points == 3


def test_late_and_left_early_count_as_having_come() -> None:
    facts = several(FactKind.PLENARY, 1, state=State.LATE) + several(
        FactKind.PLENARY, 1, state=State.LEFT_EARLY
    )
    assert score(facts).item("A1").points == 10


def test_votes_are_deducted_down_to_nothing_and_no_further() -> None:
    found = score(several(FactKind.VOTE, 6, state=State.ABSENT)).item("A3")
    assert (found.points, found.words) == (0, "4 − 1 × 6 次 = −2，扣到 0 为止")
    assert len(found.counted) == 6


def test_attendance_nobody_wrote_down_counts_neither_way_and_is_named() -> None:
    facts = several(FactKind.RECEPTION_DUTY, 1) + several(
        FactKind.RECEPTION_DUTY, 1, state=State.NOT_YET, on=date(2026, 12, 2)
    )
    found = score(facts)
    assert found.item("B2").words == "到会 1/1 次 → 8 × 1/1 = 8"
    assert [passed.reason for passed in found.item("B2").passed] == ["考勤还没有登记，登记后才算"]
    assert found.open_records == 1


def test_without_anything_arranged_a_ratio_is_full_or_nothing_as_the_station_chose() -> None:
    assert score([]).item("B2").words == "没有安排，按满分计 8"
    strict = score([], nothing_arranged_is_full=False).item("B2")
    assert (strict.points, strict.words) == (0, "没有安排，计 0")


def test_who_was_never_invited_has_full_points_and_who_stayed_away_none() -> None:
    assert score([]).item("B5").points == 4
    assert score(several(FactKind.INVITED, 1, state=State.ABSENT)).item("B5").points == 0


def test_two_preparations_of_one_session_count_once() -> None:
    found = score(several(FactKind.PREPARATION, 2, within="第十九届人大五次会议")).item("A4")
    assert (found.points, found.words) == (2, "2 × 1 次 = 2")
    assert [passed.reason for passed in found.passed] == ["同一次会议只算一次"]


def test_what_came_before_the_day_of_office_is_listed_and_not_counted() -> None:
    # In office from 1 June: of 8 weekly half-days from 2 March none counts; of two in June both do.
    facts = several(FactKind.PLENARY, 8, state=State.ABSENT) + several(
        FactKind.PLENARY, 2, on=date(2026, 6, 1)
    )
    found = derive(scheme(), Subject(ZHOU, in_office=(Span(date(2026, 6, 1)),)), facts).item("A1")
    assert found.words == "到会 2/2 次 → 10 × 2/2 = 10"
    assert {passed.reason for passed in found.passed} == {"不在任期内，不计"}
    assert len(found.passed) == 8


@pytest.mark.parametrize(("contacts", "points"), [(4, 0), (5, 1), (9, 1), (10, 2), (30, 2)])
def test_contacts_count_by_steps(contacts: int, points: int) -> None:
    assert score(several(FactKind.CONTACT, 1, weight=contacts)).item("D1").points == points


@pytest.mark.parametrize(("tips", "points"), [(5, 0), (6, 1), (11, 1), (12, 2)])
def test_tips_count_by_steps(tips: int, points: int) -> None:
    facts = several(FactKind.TIP, tips, state=State.ACCEPTED, role=Part.LEAD)
    assert score(facts).item("C4").points == points


@pytest.mark.parametrize(
    ("satisfied", "half", "points"), [(9, 1, 4), (89, 11, 2), (8, 2, 2), (79, 21, 0), (0, 0, 0)]
)
def test_satisfaction_counts_by_its_rate(satisfied: int, half: int, points: int) -> None:
    assert score(follow_ups(satisfied=satisfied, half=half)).item("D4").points == points


def test_a_ballot_of_80_per_cent_and_an_award_give_1_each() -> None:
    ballot = several(FactKind.BALLOT, 1, votes=votes(40, 0, 10))
    assert score(ballot).item("E2").points == 1
    assert score(ballot, several(FactKind.COMMENDATION, 3)).item("E2").points == 2
    below = several(FactKind.BALLOT, 1, votes=votes(39, 5, 6))
    assert score(below).item("E2").points == 0
    assert score(below, fair_votes_count=True).item("E2").points == 1


def test_a_suggestion_not_accepted_is_listed_with_the_reason() -> None:
    facts = several(FactKind.SUGGESTION, 1, state=State.NOT_ACCEPTED, role=Part.LEAD)
    found = score(facts).item("C2")
    assert found.points == 0
    assert [passed.reason for passed in found.passed] == ["未受理，不计"]


def test_a_matter_only_explained_counts_as_settled_unless_the_station_says_otherwise() -> None:
    assert score(settled(1, Manner.EXPLAINED)).item("D3").points == 2
    strict = score(settled(1, Manner.EXPLAINED), explained_counts=False).item("D3")
    assert strict.points == 0
    assert [passed.reason for passed in strict.passed] == ["只作解释，不计"]


def test_facts_of_somebody_else_are_left_alone() -> None:
    others = [replace(fact, subject_id=8) for fact in full_advice()]
    assert score(others).item("C3").points == 0
