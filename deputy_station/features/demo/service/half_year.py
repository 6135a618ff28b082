"""The last half year's check of the demo: a draw by strata, three of its books looked at."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from deputy_station.features.spotcheck.rules.half_year import CheckResult, half_of
from deputy_station.features.spotcheck.rules.problem_kinds import problem_kinds
from deputy_station.features.spotcheck.service.half_year import draw_half_year, record_book

DRAWN = 8
_LOOKED_AT_DAYS_AGO = 3
_FOUND: tuple[tuple[CheckResult, tuple[str, ...], str], ...] = (
    (CheckResult.GOOD, (), ""),
    (CheckResult.BAD, ("evidence", "unsigned"), "接待群众两次没有附便条。"),
    (CheckResult.GOOD, ("late",), "集中补填一次，已当面说明。"),
)
"""What was found of the first books drawn: result, keys of the kinds of problems, remark."""


def make_half_year(session: Session, seed: int, today: date) -> int:
    """Draw for the last half year that is over and look at some of the books; the number of the check."""
    over = date(today.year, 7 if today.month > 6 else 1, 1) - timedelta(days=1)
    year, half = half_of(over)
    check = draw_half_year(session, year=year, half=half, count=DRAWN, seed=f"demo{seed}")
    names = {kind.key: kind.name for kind in problem_kinds()}
    for book, (result, problems, remark) in zip(check.books, _FOUND, strict=False):
        record_book(
            session,
            check_id=check.id,
            deputy_id=book.deputy_id,
            version=None,
            result=result,
            problems=[names[key] for key in problems],
            remark=remark,
            checked_on=today - timedelta(days=_LOOKED_AT_DAYS_AGO),
        )
    return check.id
