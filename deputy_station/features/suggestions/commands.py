"""Suggestions without a window."""

from datetime import date
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.service.roster import find_deputy
from deputy_station.features.suggestions.rules.choices import SuggestionKind, SuggestionState
from deputy_station.features.suggestions.service.listing import list_suggestions
from deputy_station.store.desk import Command, Desk


def show_suggestions(
    desk: Desk,
    search: Annotated[str, typer.Option("--search", help="标题、内容、代表或承办单位里的字")] = "",
    state: Annotated[str, typer.Option("--state", help="例如“办理中”，或 overdue（已超期）")] = "",
    kind: Annotated[str, typer.Option("--kind", help="例如“每月民生建议”")] = "",
    deputy: Annotated[str, typer.Option("--deputy", help="领衔或附议的代表")] = "",
    year: Annotated[int | None, typer.Option("--year", help="提出的年份", min=1990, max=2200)] = None,
) -> None:
    """Suggestions, overdue ones first."""
    overdue = state in ("overdue", "已超期")
    wanted_state = next((each for each in SuggestionState if state in (each.label, each.value)), None)
    wanted_kind = next((each for each in SuggestionKind if kind in (each.label, each.value)), None)
    if state and wanted_state is None and not overdue:
        raise Refusal(
            f"没有“{state}”这个状态。可以写：{'、'.join(each.label for each in SuggestionState)}、已超期。"
        )
    if kind and wanted_kind is None:
        raise Refusal(f"没有“{kind}”这一类。可以写：{'、'.join(each.label for each in SuggestionKind)}。")
    with desk.reading() as session:
        rows = list_suggestions(
            session,
            search=search,
            state=wanted_state,
            kinds=[wanted_kind] if wanted_kind else [],
            overdue=overdue,
            deputy_id=find_deputy(session, name=deputy).id if deputy else None,
            first=date(year, 1, 1) if year else None,
            last=date(year, 12, 31) if year else None,
        )
    desk.show_rows(
        rows,
        {
            "proposed_on": "提出",
            "title": "标题",
            "lead": "领衔",
            "state": "状态",
            "unit": "承办单位",
            "deadline_on": "答复期限",
            "satisfaction": "评价",
        },
    )


COMMANDS = (Command("suggestions list", show_suggestions, "列出代表建议"),)
