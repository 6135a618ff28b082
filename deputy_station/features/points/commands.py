"""Points without a window: everybody's totals of a year, or one deputy's with every record behind it."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from deputy_station.core.errors import NotFound
from deputy_station.features.points.rules.numbers import exact_or_none, two_decimals
from deputy_station.features.points.rules.old.derive import ItemScore
from deputy_station.features.points.rules.old.facts import Fact
from deputy_station.features.points.rules.old.words import score_lines
from deputy_station.features.points.service.scores import DeputyScore, scores_for_year
from deputy_station.store.desk import Command, Desk


def show_points(
    desk: Desk,
    year: Annotated[int, typer.Option("--year", help="哪一年", min=1990, max=2200)],
    deputy: Annotated[str, typer.Option("--deputy", help="只看这位代表（姓名）")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="逐项列出算式和依据的记录")] = False,
) -> None:
    """Points of a year; with `--explain` each item's sum and the records it came from."""
    with desk.reading() as session:
        scores = scores_for_year(session, year=year)
    if deputy:
        scores = [score for score in scores if score.deputy == deputy.strip()]
        if not scores:
            raise NotFound(f"{year} 年在任的代表“{deputy.strip()}”")
    if explain and not desk.as_json:
        blocks = [
            "\n".join([f"{score.deputy}　{score.group}", *score_lines(score.score)]) for score in scores
        ]
        desk.show_result({}, "\n\n".join(blocks))
        return
    columns = {"deputy": "代表", "group": "小组", "shown": "总分", "grade": "等次", "remark": "说明"}
    desk.show_rows([_row(score, explain=explain) for score in scores], columns, year=year)


def _decimal(score: DeputyScore) -> str:
    return exact_or_none(score.score.total) or score.score.shown


def _row(score: DeputyScore, *, explain: bool) -> dict[str, Any]:
    return {
        "deputy": score.deputy,
        "deputy_id": score.deputy_id,
        "group": score.group,
        "total": _decimal(score),
        "total_exact": str(score.score.total),
        "shown": score.score.shown,
        "grade": score.score.grade,
        "remark": score.score.remark,
        "open_records": score.score.open_records,
        "categories": [
            {
                "code": held.category.code,
                "name": held.category.name,
                "points": exact_or_none(held.points) or two_decimals(held.points),
                "max": exact_or_none(held.category.max) or two_decimals(held.category.max),
            }
            for held in score.score.categories
        ],
        "items": [_item(item, explain=explain) for item in score.score.items],
    }


def _item(score: ItemScore, *, explain: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": score.item.code,
        "category": score.item.category,
        "name": score.item.name,
        "points": exact_or_none(score.points) or two_decimals(score.points),
        "max": exact_or_none(score.item.max) or two_decimals(score.item.max),
        "arithmetic": score.words,
    }
    if explain:
        row["counted"] = [_fact(fact) for fact in score.counted]
        row["not_counted"] = [{**_fact(passed.fact), "reason": passed.reason} for passed in score.passed]
    return row


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "on": fact.on,
        "kind": fact.kind,
        "title": fact.title,
        "state": fact.state,
        "quality": fact.quality,
        "weight": fact.weight,
        "votes": asdict(fact.votes) if fact.votes else None,
        "source": fact.source[0],
        "source_id": fact.source[1],
    }


COMMANDS = (Command("points", show_points, "一年的履职积分，可逐项列出算式和依据"),)
