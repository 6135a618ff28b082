"""The demo station from the command line."""

from dataclasses import asdict
from typing import Annotated

import typer

from deputy_station.features.demo.service import fill
from deputy_station.store.desk import Command, Desk


def make_demo(
    desk: Desk,
    seed: Annotated[int, typer.Option("--seed", help="种子：同一种子，同一批数据")] = fill.DEFAULT_SEED,
    demands: Annotated[
        int, typer.Option("--demands", help="诉求件数", min=0, max=200_000)
    ] = fill.DEFAULT_DEMANDS,
) -> None:
    """Fill an empty database with the demo station."""
    with desk.transaction() as session:
        result = fill.fill_demo(session, seed=seed, demands=demands, progress=desk.progress)
    desk.show_result(
        asdict(result),
        f"已建好演示站“{result.station}”：代表 {result.deputies} 人，活动 {result.activities} 次，"
        f"接待日 {result.reception_days} 天，诉求 {result.demands} 件。",
    )


COMMANDS = (
    Command("demo", make_demo, "建一个演示站：80 位代表、一年的活动和接待、600 件诉求", creates=True),
)
