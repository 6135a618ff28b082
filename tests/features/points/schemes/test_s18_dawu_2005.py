"""S18: the grade goes by the share of 称职 among all votes: 80 % and 50 %, both ends printed twice.

Source: zhangqiaokeyan.com 0201211604768 (one meeting: 46 votes, 46 of them 称职).
"""

import pytest

from tests.features.points.schemes.shipped import checked, scored_by, voted

NAME = "s18_dawu_2005"


def test_the_file_has_no_mistakes_and_no_warnings() -> None:
    checking = checked(NAME)
    assert checking.mistakes == ()
    assert checking.warnings == ()


def test_the_meeting_in_the_source_46_of_46_is_competent() -> None:
    score = scored_by(NAME, voted({"称职": 46, "基本称职": 0, "不称职": 0}))
    assert score.total == 100
    assert score.grade == "称职"


@pytest.mark.parametrize(
    ("good", "fair", "bad", "grade"),
    [
        # of 50 votes: 41 = 82 %, 39 = 78 %, 26 = 52 %, 24 = 48 %, 0 = 0 %
        (41, 5, 4, "称职"),
        (39, 11, 0, "基本称职"),
        (26, 0, 24, "基本称职"),
        (24, 26, 0, "不称职"),
        (0, 50, 0, "不称职"),
    ],
)
def test_the_grade_goes_by_the_votes_for_competent_alone(good: int, fair: int, bad: int, grade: str) -> None:
    score = scored_by(NAME, voted({"称职": good, "基本称职": fair, "不称职": bad}))
    assert score.total == good * 2
    assert score.grade == grade


def test_a_vote_below_the_line_is_below_it_however_near() -> None:
    # 799 of 1000 is 79.9 %; 2 of 3 is 66.67 % exactly compared
    assert scored_by(NAME, voted({"称职": 799, "不称职": 201})).grade == "基本称职"
    assert scored_by(NAME, voted({"称职": 2, "不称职": 1})).grade == "基本称职"


def test_exactly_80_goes_where_the_answer_says() -> None:
    # 40 of 50
    ballot = voted({"称职": 40, "基本称职": 10})
    assert scored_by(NAME, ballot).grade == "称职"
    assert scored_by(NAME, ballot, answers={"at_80": "基本称职"}).grade == "基本称职"
    # 41 of 50 is above 80 and 称职 either way
    assert scored_by(NAME, voted({"称职": 41, "基本称职": 9}), answers={"at_80": "基本称职"}).grade == "称职"


def test_exactly_50_goes_where_the_answer_says() -> None:
    # 25 of 50
    ballot = voted({"称职": 25, "不称职": 25})
    assert scored_by(NAME, ballot).grade == "基本称职"
    assert scored_by(NAME, ballot, answers={"at_50": "不称职"}).grade == "不称职"


def test_several_ballots_go_by_the_last_or_all_together() -> None:
    # June 10 of 40 (25 %), July 36 of 40 (90 %): the last is 90; together 46 of 80 = 57.5
    ballots = voted({"称职": 10, "不称职": 30}, {"称职": 36, "不称职": 4})
    last = scored_by(NAME, ballots)
    assert (last.total, last.grade) == (90, "称职")
    together = scored_by(NAME, ballots, answers={"several": "合计"})
    assert (float(together.total), together.grade) == (57.5, "基本称职")


def test_votes_that_abstain_are_among_all_votes() -> None:
    # 40 of 40 + 11 abstentions: 40/51 = 78.4 %
    assert scored_by(NAME, voted({"称职": 40, "弃权": 11})).grade == "基本称职"


def test_without_a_ballot_nobody_is_called_incompetent() -> None:
    # no ballot is 0 in figures, and no reason to be 不称职
    score = scored_by(NAME)
    assert score.total == 0
    assert score.grade == "未票决"
    assert "没有票决" in score.remark
    # a ballot with no vote for 称职 is
    assert scored_by(NAME, voted({"不称职": 40})).grade == "不称职"
