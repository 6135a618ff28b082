"""A way to fill a bag for one rule, without a scheme's other parts."""

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction

import pytest

from deputy_station.features.points.rules.asked import Attendance
from deputy_station.features.points.rules.bag import Bag, fill_bag
from deputy_station.features.points.rules.facts import Fact, Mark, Period, Subject
from deputy_station.features.points.rules.scheme import Grading, PeriodRule, RecordKind, Scheme

BagOf = Callable[..., Bag]

_ATTENDANCE = Attendance(
    credit=(
        ("到会", Fraction(1)),
        ("迟到", Fraction(1)),
        ("早退", Fraction(1)),
        ("部分参加", Fraction(1, 2)),
    ),
    left_out=frozenset(),
    pending=frozenset({"未登记", "未举行"}),
)


@pytest.fixture(scope="session")
def bag_of() -> BagOf:
    """A bag of facts of one subject, item "A1", 到会、迟到、早退 worth one, 部分参加 half."""
    return _fill


def _fill(
    facts: Iterable[Fact] = (),
    *,
    roles: Iterable[str] = (),
    marks: Iterable[Mark] = (),
    members: tuple[tuple[int | str, str], ...] = (),
    kinds: tuple[RecordKind, ...] = (),
    left_out: Iterable[str] = (),
    period: Period | None = None,
    today: date | None = None,
) -> Bag:
    attendance = Attendance(_ATTENDANCE.credit, frozenset(left_out), _ATTENDANCE.pending)
    scheme = Scheme(
        name="试",
        version="1",
        body="",
        subject="代表",
        period=PeriodRule(),
        categories=(),
        items=(),
        grades=(),
        grading=Grading(),
        attendance=attendance,
        total=None,
        kinds=kinds,
    )
    subject = Subject("zhou", "周明", roles=frozenset(roles), marks=tuple(marks), members=members)
    bag = fill_bag(scheme, subject, facts, period=period, today=today)
    bag.item = "A1"
    return bag
