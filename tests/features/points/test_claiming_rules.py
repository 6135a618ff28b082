"""The one table of steps a claim takes, and the exact numbers people type."""

from fractions import Fraction

import pytest

from deputy_station.features.points.rules import claiming
from deputy_station.features.points.rules.claiming import ClaimStep, NumberUnreadable, StepNotAllowed
from deputy_station.features.points.rules.entering import EntryIncomplete, read_votes, votes_written
from deputy_station.features.points.rules.vocabulary import Review

LEADS_TO = {
    (ClaimStep.APPROVE, Review.WAITING): Review.APPROVED,
    (ClaimStep.APPROVE, Review.NONE): Review.APPROVED,
    (ClaimStep.RETURN, Review.WAITING): Review.RETURNED,
    (ClaimStep.WITHDRAW, Review.WAITING): Review.WITHDRAWN,
    (ClaimStep.WITHDRAW, Review.RETURNED): Review.WITHDRAWN,
    (ClaimStep.HAND_IN, Review.RETURNED): Review.WAITING,
    (ClaimStep.HAND_IN, Review.WITHDRAWN): Review.WAITING,
    (ClaimStep.REVOKE, Review.APPROVED): Review.WAITING,
}


@pytest.mark.parametrize("review", list(Review))
@pytest.mark.parametrize("step", list(ClaimStep))
def test_a_claim_takes_the_steps_of_the_table_and_no_other(step: ClaimStep, review: Review) -> None:
    expected = LEADS_TO.get((step, review))
    if expected is None:
        with pytest.raises(StepNotAllowed, match=f"不能{step.label}"):
            claiming.review_after(step, review)
    else:
        assert claiming.review_after(step, review) is expected
    assert (step in claiming.steps_of(review)) == (expected is not None)


def test_what_was_approved_or_withdrawn_is_read_only() -> None:
    assert [review for review in Review if not claiming.can_change(review)] == [
        Review.APPROVED,
        Review.WITHDRAWN,
    ]


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        ("2", Fraction(2)),
        (" 0.1 ", Fraction(1, 10)),
        ("1/3", Fraction(1, 3)),
        ("−2.5", Fraction(-5, 2)),
        (3, 3),
    ],
)
def test_a_number_is_taken_exactly_as_typed(typed: str | int, exact: Fraction) -> None:
    assert claiming.read_exact("分数", typed) == exact


@pytest.mark.parametrize("typed", ["", "两", "1/0", "1e9", "1_000", "nan", "9" * 41])
def test_what_is_no_number_is_refused_in_words(typed: str) -> None:
    with pytest.raises(NumberUnreadable, match=r"数量“.*”不是数。请写成 2、0\.5 或 1/3 这样的数。"):
        claiming.read_exact("数量", typed)


@pytest.mark.parametrize(
    ("written", "votes"),
    [
        ("好 30、一般 5、差 1", (("好", 30), ("一般", 5), ("差", 1))),
        ("满意：41 票，基本满意:6票\n不满意 0", (("满意", 41), ("基本满意", 6), ("不满意", 0))),
        ("", ()),
    ],
)
def test_votes_are_read_as_people_write_them(written: str, votes: tuple[tuple[str, int], ...]) -> None:
    assert read_votes(written) == votes
    assert read_votes(votes_written(votes)) == votes


@pytest.mark.parametrize("written", ["30", "好", "好 30、好 5", "好 -3", "好 三十"])
def test_votes_that_can_mean_two_things_are_refused(written: str) -> None:
    with pytest.raises(EntryIncomplete, match="好 30、一般 5、差 1"):
        read_votes(written)
