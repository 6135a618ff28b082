"""Spot checks without a window: draw, list the draws, and write the quarter's workbook."""

from pathlib import Path
from typing import Annotated

import typer

from deputy_station.features.spotcheck.documents.spot_check import make_spot_check_workbook
from deputy_station.features.spotcheck.service.draws import draw_deputies, list_draws
from deputy_station.features.spotcheck.service.quarter import check_quarter
from deputy_station.store.desk import Command, Desk

Year = Annotated[int, typer.Option("--year", help="哪一年", min=1990, max=2200)]
Quarter = Annotated[int, typer.Option("--quarter", help="第几季度", min=1, max=4)]


def show_draws(desk: Desk, year: Year) -> None:
    """The draws of a year with those drawn."""
    with desk.reading() as session:
        draws = list_draws(session, year=year)
    desk.show_rows(
        [
            {
                "year": each.year,
                "quarter": each.quarter,
                "seed": each.seed,
                "pool": each.pool,
                "drawn": len(each.members),
                "deputies": [member.deputy for member in each.members],
                "drawn_at": each.drawn_at,
            }
            for each in draws
        ],
        {
            "quarter": "季度",
            "seed": "种子",
            "pool": "可抽",
            "drawn": "抽中",
            "deputies": "名单",
            "drawn_at": "时间",
        },
    )


def export_spot_check(
    desk: Desk,
    year: Year,
    quarter: Quarter,
    out: Annotated[Path, typer.Option("--out", help="写到哪个工作簿")],
    count: Annotated[int | None, typer.Option("--count", help="抽几人；不填抽两成")] = None,
    seed: Annotated[str | None, typer.Option("--seed", help="种子；同一种子、同一名单，抽出的人相同")] = None,
) -> None:
    """Draw for a quarter (or take up the draw of that seed) and write its workbook."""
    with desk.transaction() as session:
        draw = draw_deputies(session, year=year, quarter=quarter, count=count, seed=seed)
        check = check_quarter(session, draw_id=draw.id)
        make_spot_check_workbook(out, check)
    desk.show_result(
        {
            "path": out,
            "seed": draw.seed,
            "pool": draw.pool,
            "drawn": [member.deputy for member in draw.members],
            "demands": len(check.demands),
        },
        f"{year} 年第 {quarter} 季度：{draw.pool} 人里抽 {len(draw.members)} 人，种子 {draw.seed}\n"
        f"{'、'.join(member.deputy for member in draw.members)}\n已写到 {out}",
    )


COMMANDS = (
    Command("spotcheck list", show_draws, "一年里抽查过的名单和种子"),
    Command("export spot-check", export_spot_check),
)
