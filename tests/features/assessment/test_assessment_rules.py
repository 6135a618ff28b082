"""The summary in words, ranks, shares that add up, and who may decide another grade."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.core.paths import resources_folder
from deputy_station.features.assessment.rules.sheet import (
    GradeNeedsReason,
    GradeUnknown,
    check_code,
    check_decided_grade,
    ranks,
    shares_of_hundred,
    summary_sentences,
)
from deputy_station.features.points.rules.derive import derive
from deputy_station.features.points.rules.facts import Fact, Subject
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.vocabulary import (
    FactKind,
    Manner,
    Part,
    Review,
    Satisfaction,
    State,
)

SCHEME = read_scheme((resources_folder() / "schemes" / "default.toml").read_text(encoding="utf-8"))
GRADES = ["优秀", "好", "一般", "较差"]


def test_the_summary_tells_the_year_in_the_trades_words() -> None:
    day = date(2026, 11, 12)
    facts = [
        Fact(FactKind.PLENARY, 1, day, State.PRESENT),
        Fact(FactKind.PLENARY, 1, day, State.ABSENT),
        Fact(FactKind.PLENARY, 1, day, State.NOT_YET),
        Fact(FactKind.TRAINING, 1, day, State.LATE),
        Fact(FactKind.TRAINING, 1, day, State.LEAVE),
        Fact(FactKind.RECEPTION_DUTY, 1, day, State.PRESENT),
        Fact(FactKind.SUGGESTION, 1, day, State.ACCEPTED, Part.LEAD),
        Fact(FactKind.SUGGESTION, 1, day, State.NOT_ACCEPTED, Part.LEAD),
        Fact(FactKind.CONTACT, 1, day, weight=7),
        Fact(FactKind.DEMAND_TAKEN, 1, day, State.ASSIGNED),
        Fact(FactKind.DEMAND_TAKEN, 1, day, State.NOT_ASSIGNED),
        Fact(FactKind.FOLLOW_UP, 1, day, satisfaction=Satisfaction.SATISFIED),
        Fact(FactKind.FOLLOW_UP, 1, day, satisfaction=Satisfaction.HALF_SOLVED),
        Fact(FactKind.DUTY_REPORT, 1, day, manner=Manner.ORAL),
        Fact(FactKind.BALLOT, 1, day, votes=(("满意", 46), ("基本满意", 2), ("不满意", 2))),
    ]
    assert summary_sentences(facts) == (
        "人代会应到 2 个半天，到会 1 个；参加学习培训 1 次，接待日进站 1 次；领衔提出建议 1 件；"
        "走访联系选民 7 人次，受理交办群众诉求 1 件，回访 2 件，满意和基本满意 1 件（50%）；"
        "11月12日向选民口头述职，测评满意票 46 张，占 92%。"
    )


def test_what_was_reported_and_not_approved_is_not_told() -> None:
    day = date(2026, 9, 16)
    facts = [
        Fact(FactKind.GOOD_DEED, 1, day, State.ACCEPTED, review=review)
        for review in (Review.NONE, Review.APPROVED, Review.WAITING, Review.RETURNED, Review.WITHDRAWN)
    ]
    assert summary_sentences(facts) == "为民办实事 2 件。"


def test_a_year_without_records_is_said_to_be_one() -> None:
    assert summary_sentences([]) == "本年没有履职记录。"


def test_equal_totals_share_a_rank_and_the_next_is_skipped() -> None:
    assert ranks([Fraction(60), Fraction(90), Fraction(60), Fraction(59)]) == [2, 1, 2, 4]


def test_three_equal_thirds_add_up_to_a_hundred() -> None:
    assert shares_of_hundred([1, 1, 1]) == [Fraction(3334, 100), Fraction(3333, 100), Fraction(3333, 100)]
    assert shares_of_hundred([0, 0]) == [0, 0]


@given(st.lists(st.integers(0, 500), min_size=1, max_size=6).filter(any))
def test_shares_always_add_up_to_a_hundred_and_none_is_off_by_a_hundredth(counts: list[int]) -> None:
    shares = shares_of_hundred(counts)
    assert sum(shares) == 100
    assert all(
        abs(share - Fraction(count * 100, sum(counts))) < Fraction(1, 100)
        for share, count in zip(shares, counts, strict=True)
    )


def test_another_grade_than_by_points_needs_a_reason() -> None:
    check_decided_grade("", by_points="好", known=GRADES, reason="")
    check_decided_grade("好", by_points="好", known=GRADES, reason="")
    check_decided_grade("优秀", by_points="好", known=GRADES, reason="救灾有功。")
    with pytest.raises(GradeNeedsReason, match="按积分应为“好”，改评“优秀”要写明理由"):
        check_decided_grade("优秀", by_points="好", known=GRADES, reason=" ")
    with pytest.raises(GradeUnknown, match="没有“很好”这个等次。可选：优秀、好、一般、较差"):
        check_decided_grade("很好", by_points="好", known=GRADES, reason="救灾有功。")


def test_the_check_code_changes_with_a_point_and_stays_otherwise() -> None:
    nothing = derive(SCHEME, Subject(1), [])
    spoke = derive(SCHEME, Subject(1), [Fact(FactKind.SPEECH, 1, date(2026, 1, 5))])
    code = check_code("张守田", 2026, "甲", nothing, "较差")
    assert code == check_code("张守田", 2026, "甲", derive(SCHEME, Subject(1), []), "较差")
    assert code != check_code("张守田", 2026, "甲", spoke, "较差")
    assert len(code) == 9
    assert code[4] == "-"
