"""S12 上津镇: at least six of ten commitments (four for some), graded by the voters' ballot."""

import pytest

from deputy_station.features.points.rules.facts import Earlier, Fact
from tests.features.points.schemes.shipped import advised, came, caps_of, checked, did, scored, shipped

FILE = "s12_shangjin"

TEN = (
    did("走访联系选民"),
    came("接待日值班"),
    did("议案建议", state="已受理", role="领衔"),
    did("民生建议", state="已受理", role="领衔"),
    did("为民办实事", state="已受理"),
    came("学习培训"),
    came("视察调研"),
    came("代表小组活动"),
    did("帮扶困难户"),
    did("政策宣传"),
)


def promises(number: int) -> list[Fact]:
    return [fact for kind in TEN[:number] for fact in kind]


def ballot(excellent: int, fit: int, unfit: int) -> list[Fact]:
    return did("测评", votes=(("优秀", excellent), ("称职", fit), ("不称职", unfit)))


def test_the_file_has_no_mistake() -> None:
    check = checked(FILE)
    assert check.mistakes == ()
    assert check.warnings == ()


@pytest.mark.parametrize(
    ("number", "roles", "points"),
    [(10, (), 10), (6, (), 10), (5, (), 0), (4, ("无职代表",), 10), (3, ("无职代表",), 0), (0, (), 0)],
)
def test_commitments_are_counted_not_points(number: int, roles: tuple[str, ...], points: int) -> None:
    assert scored(shipped(FILE), promises(number), roles=roles).item("A1").points == points


def test_one_commitment_done_six_times_is_one() -> None:
    assert scored(shipped(FILE), did("走访联系选民", 6)).item("A1").points == 0


def test_a_duty_missed_does_not_fulfil_its_commitment() -> None:
    five = [*promises(1), *promises(6)[2:]]  # all of the first six but the duty
    absent = did("接待日值班", state="缺席")
    assert scored(shipped(FILE), five, absent).item("A1").points == 0
    assert scored(shipped(FILE), five, came("接待日值班")).item("A1").points == 10


@pytest.mark.parametrize(
    ("votes", "total", "grade"),
    [
        ((26, 20, 4), 90, "优秀"),  # 26 of 50 over half
        ((20, 20, 10), 60, "称职"),  # 40 of 50 at least fit
        ((10, 15, 25), 30, "不称职"),  # 25 of 50: exactly half is not over half
        ((25, 25, 0), 60, "称职"),  # exactly half excellent
        ((0, 0, 50), 30, "不称职"),
    ],
)
def test_the_ballot_decides_by_more_than_half(votes: tuple[int, int, int], total: int, grade: str) -> None:
    score = scored(shipped(FILE), ballot(*votes))
    assert (score.total, score.grade) == (total, grade)


@pytest.mark.parametrize(
    ("votes", "grade"), [((25, 25, 0), "优秀"), ((10, 15, 25), "称职"), ((10, 14, 26), "不称职")]
)
def test_exactly_half_may_be_enough(votes: tuple[int, int, int], grade: str) -> None:
    assert scored(shipped(FILE, half=True), ballot(*votes)).grade == grade


def test_without_a_ballot_nobody_is_unfit() -> None:
    score = scored(shipped(FILE), promises(10))
    assert (score.total, score.grade) == (10, "未票决")
    uncounted = scored(shipped(FILE), did("测评", votes=()))
    assert uncounted.grade == "未票决"
    assert uncounted.open
    assert advised(scored(shipped(FILE), earlier=(Earlier("2025", "不称职"),))) == []


def test_the_last_ballot_holds() -> None:
    first, last = ballot(0, 0, 50), ballot(40, 5, 5)
    later = [fact for fact in did("测评", 2, votes=last[0].votes) if fact.source[1] == 2]
    assert scored(shipped(FILE), first, later).grade == "优秀"


@pytest.mark.parametrize(
    ("answer", "grade"), [("不影响", "优秀"), ("不能评优秀", "称职"), ("评不称职", "不称职")]
)
def test_broken_promises_weigh_as_answered(answer: str, grade: str) -> None:
    scheme = shipped(FILE, promises_and_grade=answer)
    assert scored(scheme, ballot(40, 5, 5), promises(5)).grade == grade
    assert scored(scheme, ballot(40, 5, 5), promises(6)).grade == "优秀"


def test_two_unfit_years_running_have_two_consequences() -> None:
    unfit = ballot(0, 0, 50)
    assert advised(scored(shipped(FILE), unfit)) == []
    twice = scored(shipped(FILE), unfit, earlier=(Earlier("2025", "不称职"),))
    assert advised(twice) == ["通报批评", "取消评先资格"]
    apart = scored(shipped(FILE), unfit, earlier=(Earlier("2024", "不称职"), Earlier("2025", "称职")))
    assert advised(apart) == []


def test_the_sheet_is_a_hundred_and_the_ballot_of_half_is_worth_the_same() -> None:
    scheme = shipped(FILE)
    assert scheme.total == 100
    assert caps_of(scheme) == {"A": 10, "B": 90, "A1": 10, "B1": 90}
    half = shipped(FILE, half=True)
    assert caps_of(half) == caps_of(scheme)
    totals = [scored(half, ballot(*votes)).total for votes in ((25, 25, 0), (10, 15, 25), (0, 0, 50))]
    assert totals == [90, 60, 30]


@pytest.mark.parametrize(("votes", "grade"), [((505, 495, 0), "优秀"), ((0, 505, 495), "称职")])
def test_half_a_percent_over_half_is_over_half(votes: tuple[int, int, int], grade: str) -> None:
    assert scored(shipped(FILE), ballot(*votes)).grade == grade


@pytest.mark.parametrize(("votes", "grade"), [((495, 505, 0), "称职"), ((0, 495, 505), "不称职")])
def test_half_a_percent_below_half_is_not_enough_under_either_answer(
    votes: tuple[int, int, int], grade: str
) -> None:
    assert scored(shipped(FILE), ballot(*votes)).grade == grade
    assert scored(shipped(FILE, half=True), ballot(*votes)).grade == grade
