"""Reception days without a window: plan a year, its holidays, who is behind; list the days, print papers."""

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.core.paths import settings_folder
from deputy_station.core.settings import Settings
from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.documents.atomic import check_ending
from deputy_station.documents.text_table import open_book
from deputy_station.documents.written_as import FORMATS
from deputy_station.features.deputies.rules import Level
from deputy_station.features.reception.documents.notice import print_notice
from deputy_station.features.reception.documents.year_calendar import draw_year_calendar
from deputy_station.features.reception.rules.holiday_list import REST, WORKED, read_holiday_list
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.calendar import calendar_year
from deputy_station.features.reception.service.listing import DayFilter, find_day, list_days
from deputy_station.features.reception.service.planning import PlanWish, plan_year, preview_year
from deputy_station.features.reception.service.provisional import Recomputed, enter_calendar_year
from deputy_station.features.reception.service.turns import least_turns, who_is_behind
from deputy_station.features.signin.commands import read_day
from deputy_station.store.desk import Command, Desk


class DayOrNumber(Refusal):
    """Neither or both of date and number were given."""

    def __init__(self) -> None:
        super().__init__("请用 --day 写明日期，或用 --id 写明接待日编号，二者选一个。")


class LevelUnknown(Refusal):
    """No deputy is of that level."""

    def __init__(self, text: str) -> None:
        super().__init__(f"没有“{text}”这一级。可以写：{'、'.join(level.label for level in Level)}。")


class CalendarFileMissing(Refusal):
    """A year is said to be whole, and nothing is given to enter."""

    def __init__(self) -> None:
        super().__init__("--whole 要和 --file 一起用：请写明放假调休表格的文件。")


class StateUnknown(Refusal):
    """No reception day can be in that state."""

    def __init__(self, text: str) -> None:
        words = "、".join(state.label for state in DayState)
        super().__init__(f"没有“{text}”这种状态。可以写：{words}。")


def plan_reception(
    desk: Desk,
    year: Annotated[
        int, typer.Option("--year", metavar="年份", help="排哪一年", min=FIRST_YEAR, max=LAST_YEAR)
    ],
    rule: Annotated[
        str, typer.Option("--rule", metavar="规则", help="例如“每月15日”“每周一”“农历每月逢三、八”")
    ],
    per_day: Annotated[
        int, typer.Option("--per-day", metavar="人数", help="每次几名代表；0 为先不排", min=0, max=999)
    ] = 2,
    least_each: Annotated[
        int, typer.Option("--least", metavar="次数", help="每名代表一年至少几次；0 为不要求", min=0, max=366)
    ] = 0,
    most_each: Annotated[
        int, typer.Option("--most", metavar="次数", help="每名代表一年最多几次；0 为不限", min=0, max=366)
    ] = 0,
    levels: Annotated[
        str, typer.Option("--levels", metavar="层级", help="只排哪几级代表，例如“镇、县区”；不写为各级")
    ] = "",
    from_day: Annotated[str, typer.Option("--from", metavar="日期", help="只排这一天及以后")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看不存")] = False,
) -> None:
    """Plan a year of reception days from a rule in words."""
    wish = PlanWish(
        year=year,
        rule=read_plan_rule(rule),
        per_day=per_day,
        least_each=least_each or None,
        most_each=most_each or None,
        levels=_read_levels(levels),
        from_day=read_day(from_day) if from_day else None,
    )
    if dry_run:
        with desk.reading() as session:
            plan = preview_year(session, wish=wish)
    else:
        with desk.transaction() as session:
            plan = plan_year(session, wish=wish)
    columns = {
        "on": "接待日",
        "original": "原定日",
        "note": "说明",
        "provisional": "暂算",
        "deputies": "接待代表",
    }
    desk.show_rows(
        plan.rows,
        columns,
        year=plan.year,
        rule=plan.rule_text,
        added=plan.added,
        missing=plan.missing,
        short=plan.short,
        dry_run=dry_run,
    )
    missing = f"，缺 {plan.missing} 人次" if plan.missing else ""
    short = f"，排不够次数的代表：{'、'.join(plan.short)}" if plan.short else ""
    desk.say(f"{'将新增' if dry_run else '已新增'} {plan.added} 天{missing}{short}。")


def list_reception(
    desk: Desk,
    year: Annotated[
        int, typer.Option("--year", metavar="年份", help="哪一年；0 为全部", min=0, max=LAST_YEAR)
    ] = 0,
    state: Annotated[str, typer.Option("--state", metavar="状态", help="例如“已公告”")] = "",
    search: Annotated[str, typer.Option("--search", metavar="词", help="代表、地点或主题")] = "",
) -> None:
    """Reception days by date."""
    wanted = DayFilter(year=year or None, states=(_read_state(state),) if state else (), search=search)
    with desk.reading() as session:
        rows = list_days(session, wanted=wanted, limit=100_000)
    columns = {
        "id": "编号",
        "held_on": "日期",
        "state": "状态",
        "notice": "公告",
        "on_duty": "接待代表",
        "came": "到会",
        "visits": "来访",
        "moved_reason": "说明",
    }
    desk.show_rows(rows, columns)


def show_calendar(
    desk: Desk,
    year: Annotated[int, typer.Option("--year", metavar="年份", help="哪一年", min=2000, max=2100)],
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            metavar="文件",
            help="放假调休的表格，xlsx 或 csv（日期、上班或休息、名称），换掉这一年的",
        ),
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="这一年已全部录入，不再暂算")] = False,
) -> None:
    """The holidays the station entered for a year; with a file they are entered anew."""
    done = Recomputed()
    if file is not None:
        days = read_holiday_list(_lines_of(file), year=year)
        with desk.transaction() as session:
            done = enter_calendar_year(session, year=year, days=days, whole=whole)
    elif whole:
        raise CalendarFileMissing
    with desk.reading() as session:
        known = calendar_year(session, year=year)
    desk.show_rows(
        [{"on": row.on, "state": WORKED if row.works else REST, "name": row.name} for row in known.days],
        {"on": "日期", "state": "安排", "name": "名称"},
        year=year,
        whole=known.whole,
        published=known.published,
        moved=[asdict(each) for each in done.moved],
        kept=[asdict(each) for each in done.kept],
        settled=done.settled,
    )
    if done.sentence:
        desk.say(done.sentence)
    for each in done.moved:
        desk.say(f"{each.sentence}。")
    if not known.days:
        published = "，照国务院公布的安排办" if known.published else "，这一年的接待日是暂算的"
        desk.say(f"{year}年没有录入放假调休{published}。")


def show_behind(
    desk: Desk,
    year: Annotated[int, typer.Option("--year", metavar="年份", help="哪一年", min=2000, max=2100)],
    least: Annotated[
        int,
        typer.Option("--least", metavar="次数", help="一年至少几次；0 为按年度计划", min=0, max=366),
    ] = 0,
    levels: Annotated[
        str, typer.Option("--levels", metavar="层级", help="只看哪几级代表，例如“镇、县区”")
    ] = "",
) -> None:
    """Deputies with fewer receptions in a year than they owe."""
    with desk.reading() as session:
        owed = least or least_turns(session, year=year)
        rows = who_is_behind(session, year=year, least=owed, levels=_read_levels(levels))
    columns = {
        "name": "姓名",
        "levels": "层级",
        "group": "小组",
        "came": "已接待",
        "coming": "已排",
        "missing": "还差",
    }
    desk.show_rows(rows, columns, year=year, least=owed)


def export_year_calendar(
    desk: Desk,
    year: Annotated[int, typer.Option("--year", metavar="年份", help="哪一年", min=2000, max=2100)],
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="PDF 写到哪里")],
) -> None:
    """The wall calendar of a year."""
    check_ending(out, ".pdf")
    pages = draw_year_calendar(desk.database, desk.progress, year=year, out=out)
    desk.show_result(
        {"path": out, "pages": pages, "year": year}, f"{year}年接待日历已写到“{out}”，共 {pages} 页。"
    )


def export_notice(
    desk: Desk,
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="写到哪里，结尾是 .pdf、.docx 或 .xlsx")],
    day: Annotated[
        str, typer.Option("--day", metavar="日期", help="接待日，例如 2026-12-15；与 --id 二者写一个")
    ] = "",
    day_id: Annotated[
        int,
        typer.Option(
            "--id",
            metavar="编号",
            help="接待日编号，见 reception list",
            show_default=False,
            min=0,
            max=2_147_483_647,
        ),
    ] = 0,
) -> None:
    """Issue the notice of a day and print it."""
    if bool(day) == bool(day_id):
        raise DayOrNumber
    check_ending(out, *FORMATS)
    if day:
        with desk.reading() as session:
            day_id = find_day(session, on=read_day(day)).id
    lead_days = Settings(settings_folder()).number("notice_lead_days")
    paper = print_notice(desk.database, desk.progress, day_id=day_id, out=out, lead_days=lead_days)
    if paper.warning:
        desk.say(paper.warning)
    pages = f"，共 {paper.pages} 页" if paper.pages else ""
    desk.show_result(asdict(paper), f"公告{paper.number}已写到“{paper.path}”{pages}。")


def _read_levels(text: str) -> tuple[Level, ...]:
    words = [word for word in re.split(r"[、，,\s]+", text) if word]
    known = {name: level for level in Level for name in (level.value, level.label)}
    for word in words:
        if word not in known:
            raise LevelUnknown(word)
    return tuple(dict.fromkeys(known[word] for word in words))


def _lines_of(file: Path) -> str:
    """The rows of a table as lines of text; a heading without any number is left out."""
    _, book = open_book(file)
    rows = book.rows(book.visible_sheets()[0])
    lines = [" ".join(_words_of(cell) for cell in row) for row in rows]
    if lines and not re.search(r"\d", lines[0]):
        lines[0] = ""
    return "\n".join(lines)


def _words_of(cell: object) -> str:
    if isinstance(cell, date):  # a moment is a date too
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell)


def _read_state(text: str) -> DayState:
    for state in DayState:
        if text in (state.value, state.label):
            return state
    raise StateUnknown(text)


COMMANDS = (
    Command("reception plan", plan_reception),
    Command("reception list", list_reception, "列出接待日"),
    Command("reception calendar", show_calendar),
    Command("reception behind", show_behind),
    Command("export notice", export_notice),
    Command("export year-calendar", export_year_calendar),
)
