"""Papers for the window's buttons; their engines are loaded on the worker, when first wanted."""

from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.widgets.print_preview.order import ByPage


def draw_annual(database: Any, progress: Progress, **values: Any) -> object:
    """The sheets as PDF."""
    from deputy_station.features.assessment.documents import annual

    return annual.draw_annual(database, progress, **values)


def _seal_sheets(session: Any, *, made: Any, pages: Any) -> int:
    from deputy_station.features.assessment.documents import annual

    return annual.seal_printed(session, made=made, pages=pages)


def _sheet_words(made: Any, number: int) -> str:
    from deputy_station.features.assessment.documents import annual

    return annual.page_words(made, number)


SHEETS_OUT = ByPage(
    _seal_sheets,
    lambda sheets: f"记下了：印好 {sheets} 人的考核表",
    _sheet_words,
    broke_off="打印没有完。印出来的考核表，上面写的以后只能更正，不能撤销。"
    "请看最后一张印好的纸，填它在预览里是第几页；一页也没有印成就写 0。",
    saved=True,
)
"""Of the sheets only those that came out are sealed."""


def print_summary(database: Any, progress: Progress, **values: Any) -> object:
    """The summary workbook."""
    from deputy_station.features.assessment.documents import annual

    return annual.print_summary(database, progress, **values)


def draw_ranking(database: Any, progress: Progress, *, out: Path, year: int) -> object:
    """The ranking."""
    from deputy_station.features.assessment.documents import lists

    return lists.draw_ranking(database, progress, out=out, year=year)


def draw_term(database: Any, progress: Progress, *, out: Path, year: int) -> object:
    """The grades of the term."""
    from deputy_station.features.assessment.documents import lists

    return lists.draw_term(database, progress, out=out, year=year)


def draw_fine(database: Any, progress: Progress, *, out: Path, year: int) -> object:
    """The nominees."""
    from deputy_station.features.assessment.documents import lists

    return lists.draw_fine(database, progress, out=out, year=year)


def draw_ballots(database: Any, progress: Progress, **values: Any) -> object:
    """Ballots to be ticked."""
    from deputy_station.features.assessment.documents import ballots

    return ballots.draw_ballots(database, progress, **values)


def keep_ballots(session: Any, *, made: Any) -> None:
    """The ballots are about to go out."""
    from deputy_station.features.assessment.documents import ballots

    ballots.keep_ballots(session, made=made)


def draw_schedule(database: Any, progress: Progress, *, out: Path, year: int) -> object:
    """The schedule of duty reports."""
    from deputy_station.features.assessment.documents import duty_schedule

    return duty_schedule.draw_schedule(database, progress, out=out, year=year)


def draw_result(database: Any, progress: Progress, *, out: Path, deed_id: int) -> object:
    """The result of the ballots."""
    from deputy_station.features.assessment.documents import duty

    return duty.draw_result(database, progress, out=out, deed_id=deed_id)


def seal_result(session: Any, *, made: Any) -> None:
    """The result went out."""
    from deputy_station.features.assessment.documents import duty

    duty.seal_result(session, made=made)


def draw_publicity(database: Any, progress: Progress, *, out: Path, list_id: int) -> object:
    """The publication of names."""
    from deputy_station.features.assessment.documents import official

    return official.draw_publicity(database, progress, out=out, list_id=list_id)


def seal_publicity(session: Any, *, made: Any) -> None:
    """The publication went out."""
    from deputy_station.features.assessment.documents import official

    official.seal_publicity(session, made=made)


def draw_reminder(database: Any, progress: Progress, **values: Any) -> object:
    """The letter of reminder."""
    from deputy_station.features.assessment.documents import official

    return official.draw_reminder(database, progress, **values)


def seal_reminder(session: Any, *, made: Any) -> None:
    """The letter went out."""
    from deputy_station.features.assessment.documents import official

    official.seal_reminder(session, made=made)
