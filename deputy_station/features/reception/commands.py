"""Reception days without a window: plan a year, list the days, print a notice."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.features.reception.documents.notice import print_notice
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.listing import DayFilter, find_day, list_days
from deputy_station.features.reception.service.planning import PlanWish, plan_year, preview_year
from deputy_station.features.signin.commands import read_day
from deputy_station.store.desk import Command, Desk


class DayOrNumber(Refusal):
    """Neither or both of date and number were given."""

    def __init__(self) -> None:
        super().__init__("请用 --day 写明日期，或用 --id 写明接待日编号，二者选一个。")


class StateUnknown(Refusal):
    """No reception day can be in that state."""

    def __init__(self, text: str) -> None:
        words = "、".join(state.label for state in DayState)
        super().__init__(f"没有“{text}”这种状态。可以写：{words}。")


def plan_reception(
    desk: Desk,
    year: Annotated[int, typer.Option("--year", metavar="年份", help="排哪一年", min=1990, max=2200)],
    rule: Annotated[str, typer.Option("--rule", metavar="规则", help="例如“每月15日”“单月第一个周五”")],
    per_day: Annotated[
        int, typer.Option("--per-day", metavar="人数", help="每次几名代表；0 为先不排", min=0, max=999)
    ] = 2,
    most_each: Annotated[
        int, typer.Option("--most", metavar="次数", help="每名代表一年最多几次；0 为不限", min=0, max=366)
    ] = 0,
    from_day: Annotated[str, typer.Option("--from", metavar="日期", help="只排这一天及以后")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看不存")] = False,
) -> None:
    """Plan a year of reception days from a rule in words."""
    wish = PlanWish(
        year=year,
        rule=read_plan_rule(rule),
        per_day=per_day,
        most_each=most_each or None,
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
        dry_run=dry_run,
    )
    short = f"，缺 {plan.missing} 人次" if plan.missing else ""
    desk.say(f"{'将新增' if dry_run else '已新增'} {plan.added} 天{short}。")


def list_reception(
    desk: Desk,
    year: Annotated[
        int, typer.Option("--year", metavar="年份", help="哪一年；0 为全部", min=0, max=2200)
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


def export_notice(
    desk: Desk,
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="PDF 写到哪里")],
    day: Annotated[str, typer.Option("--day", metavar="日期", help="接待日，例如 2026-12-15")] = "",
    day_id: Annotated[
        int, typer.Option("--id", metavar="编号", help="接待日编号", min=0, max=2_147_483_647)
    ] = 0,
) -> None:
    """Issue the notice of a day and print it."""
    if bool(day) == bool(day_id):
        raise DayOrNumber
    if day:
        with desk.reading() as session:
            day_id = find_day(session, on=read_day(day)).id
    paper = print_notice(desk.database, desk.progress, day_id=day_id, out=out)
    if paper.warning:
        desk.say(paper.warning)
    desk.show_result(asdict(paper), f"公告{paper.number}已写到“{paper.path}”，共 {paper.pages} 页。")


def _read_state(text: str) -> DayState:
    for state in DayState:
        if text in (state.value, state.label):
            return state
    raise StateUnknown(text)


COMMANDS = (
    Command("reception plan", plan_reception),
    Command("reception list", list_reception, "列出接待日"),
    Command("export notice", export_notice),
)
