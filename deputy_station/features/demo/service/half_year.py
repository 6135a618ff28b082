"""The last half year's check of the demo: a draw by strata, three of its books looked at, two of its papers kept."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from deputy_station.features.demo.service.days import on_day
from deputy_station.features.demo.service.kept import keep_workbook
from deputy_station.features.spotcheck.documents.half_year_draw import draw_sheet
from deputy_station.features.spotcheck.documents.half_year_result import result_sheet
from deputy_station.features.spotcheck.rules.half_year import CheckResult, half_of
from deputy_station.features.spotcheck.rules.problem_kinds import problem_kinds
from deputy_station.features.spotcheck.service.half_year import draw_half_year, record_book

DRAWN = 8
_DRAWN_DAYS_AGO, _LOOKED_AT_DAYS_AGO = 6, 3
_FOUND: tuple[tuple[CheckResult, tuple[str, ...], str], ...] = (
    (CheckResult.GOOD, (), ""),
    (CheckResult.BAD, ("evidence", "unsigned"), "接待群众两次没有附便条。"),
    (CheckResult.GOOD, ("late",), "集中补填一次，已当面说明。"),
)
"""What was found of the first books drawn: result, keys of the kinds of problems, remark."""


def make_half_year(session: Session, seed: int, today: date) -> None:
    """Draw for the last half year that is over, a few days ago and after it ended, and look at some of the books."""
    begun = date(today.year, 7 if today.month > 6 else 1, 1)
    year, half = half_of(begun - timedelta(days=1))
    names = {kind.key: kind.name for kind in problem_kinds()}
    with on_day(session, max(begun, today - timedelta(days=_DRAWN_DAYS_AGO))):
        check = draw_half_year(session, year=year, half=half, count=DRAWN, seed=f"demo{seed}")
        sheet = draw_sheet(session, check_id=check.id)
        keep_workbook(session, sheet, kind="spot_check_draw", title=f"{check.words}抽查名单")
    with on_day(session, max(begun, today - timedelta(days=_LOOKED_AT_DAYS_AGO))):
        for book, (result, problems, remark) in zip(check.books, _FOUND, strict=False):
            record_book(
                session,
                check_id=check.id,
                deputy_id=book.deputy_id,
                version=None,
                result=result,
                problems=[names[key] for key in problems],
                remark=remark,
            )
        sheet = result_sheet(session, check_id=check.id)
        keep_workbook(session, sheet, kind="spot_check_result", title=f"{check.words}抽查结果表")
