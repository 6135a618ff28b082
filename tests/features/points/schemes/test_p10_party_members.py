"""P10: daily work and a ballot at four to one, votes worth 1, 0.8 and 0.6, and a veto.

Source: 360docs 8211897214 (items of daily work and the pass line not seen).
"""

from fractions import Fraction

import pytest

from tests.features.points.schemes.shipped import checked, person, points_of, record, scored_by, voted

NAME = "p10_party_members"
LINE_AT_60 = {"pass_line": "60 分"}


def test_the_file_has_no_mistakes_and_no_warnings() -> None:
    checking = checked(NAME)
    assert checking.mistakes == ()
    assert checking.warnings == ()


def test_full_marks_and_all_votes_good_are_100() -> None:
    # 100 × 0.8 + 100 × 0.2
    score = scored_by(NAME, voted({"好": 30}), who=person(marks={"A1": 100}))
    assert points_of(score) == {"A1": 80, "B1": 20}
    assert score.total == 100
    assert score.grade == "合格"


def test_a_mixed_ballot_is_weighed_exactly() -> None:
    # (20 × 1 + 10 × 0.8 + 5 × 0.6) ÷ 35 × 100 = 31/35 × 100 = 88.571…; × 0.2 = 124/7; 90 × 0.8 = 72; 72 + 124/7
    score = scored_by(NAME, voted({"好": 20, "一般": 10, "差": 5}), who=person(marks={"A1": 90}))
    assert points_of(score)["B1"] == Fraction(124, 7)
    assert score.total == Fraction(628, 7)
    assert score.shown == "89.71"


def test_all_votes_poor_are_still_60_of_100() -> None:
    # 60 × 0.2 = 12
    assert points_of(scored_by(NAME, voted({"差": 40}), who=person(marks={"A1": 0})))["B1"] == 12


def test_a_vote_for_nothing_is_among_all_votes() -> None:
    # 20 good of 25: 80 × 0.2 = 16
    assert points_of(scored_by(NAME, voted({"好": 20, "弃权": 5})))["B1"] == 16


@pytest.mark.parametrize(("daily", "grade"), [(60, "合格"), ("599/10", "不合格")])
def test_the_pass_line_is_met_at_60_and_missed_below(daily: int | str, grade: str) -> None:
    # all votes poor 12; 60 × 0.8 = 48: exactly 60; 59.9 × 0.8 = 47.92: 59.92
    score = scored_by(NAME, voted({"差": 10}), who=person(marks={"A1": daily}), answers=LINE_AT_60)
    assert score.grade == grade


def test_without_a_pass_line_only_the_veto_fails() -> None:
    low = scored_by(NAME, voted({"差": 10}), who=person(marks={"A1": 10}))
    assert low.total == 20
    assert low.grade == "合格"
    vetoed = scored_by(NAME, [record("一票否决情形", evidence=1)], who=person(marks={"A1": 10}))
    assert vetoed.grade == "不合格"


def test_the_veto_fails_whatever_the_total() -> None:
    facts = [*voted({"好": 30}), record("一票否决情形", evidence=1)]
    score = scored_by(NAME, facts, who=person(marks={"A1": 100}))
    assert score.total == 100
    assert score.grade == "不合格"
    assert len(score.graded.vetoes) == 1
    assert score.unfit == ()


def test_the_daily_mark_is_out_of_100_or_out_of_80_by_the_answer() -> None:
    # 75 of 100 is 60; 75 of 80 is 75
    who = person(marks={"A1": 75})
    assert points_of(scored_by(NAME, who=who))["A1"] == 60
    direct = {"daily": "直接打 80 分制"}
    assert points_of(scored_by(NAME, who=who, answers=direct))["A1"] == 75
    # 90 is no mark out of 80
    assert points_of(scored_by(NAME, who=person(marks={"A1": 90}), answers=direct))["A1"] == 0


def test_nothing_marked_and_no_ballot_is_0_and_open() -> None:
    score = scored_by(NAME)
    assert score.total == 0
    assert score.open
