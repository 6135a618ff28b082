"""Suggestions without a window: the list, one suggestion, who is behind, the promises, the papers."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.clock import day_words, local_time
from deputy_station.core.errors import Refusal
from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.features.deputies.service.roster import find_deputy
from deputy_station.features.suggestions.documents.feedback import draw_feedback
from deputy_station.features.suggestions.documents.paper import draw_paper
from deputy_station.features.suggestions.documents.promises import draw_promises
from deputy_station.features.suggestions.documents.public import draw_public_list
from deputy_station.features.suggestions.documents.reply import draw_reply
from deputy_station.features.suggestions.documents.writing_out import MadePaper, seal_printed
from deputy_station.features.suggestions.rules.choices import SuggestionKind, SuggestionState, state_word
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.listing import list_suggestions
from deputy_station.features.suggestions.service.numbers import find_suggestion_id
from deputy_station.features.suggestions.service.promises import list_promises
from deputy_station.features.suggestions.service.publishing import list_public
from deputy_station.features.suggestions.service.quota import USUAL_QUOTA, list_livelihood
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.store.desk import Command, Desk

_Number = Annotated[
    str, typer.Argument(metavar="编号", help="例如 2026年闭会期间第5号，或只有一件时的 第5号")
]
_Out = Annotated[Path, typer.Option("--out", help="写到哪个文件：pdf、docx 或 xlsx")]
_Year = Annotated[
    int, typer.Option("--year", metavar="年份", help="提出的年份", min=FIRST_YEAR, max=LAST_YEAR)
]


def show_suggestions(
    desk: Desk,
    search: Annotated[str, typer.Option("--search", help="编号、标题、内容、代表或承办单位里的字")] = "",
    state: Annotated[str, typer.Option("--state", help="例如“办理中”“已答复”，或“已超期”")] = "",
    kind: Annotated[str, typer.Option("--kind", help="例如“每月民生建议”")] = "",
    deputy: Annotated[str, typer.Option("--deputy", help="领衔或附议的代表")] = "",
    year: Annotated[
        int | None, typer.Option("--year", help="提出的年份", min=FIRST_YEAR, max=LAST_YEAR)
    ] = None,
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
    # A program reads the state as it is kept, people the word the page says.
    told = rows if desk.as_json else [{**vars(row), "state": state_word(row.kind, row.state)} for row in rows]
    desk.show_rows(
        told,
        {
            "number": "编号",
            "proposed_on": "提出",
            "title": "标题",
            "lead": "领衔",
            "state": "状态",
            "unit": "承办单位",
            "deadline_on": "答复期限",
            "satisfaction": "评价",
        },
    )


def show_suggestion(desk: Desk, number: _Number) -> None:
    """One suggestion with its way."""
    with desk.reading() as session:
        each = get_suggestion(session, suggestion_id=find_suggestion_id(session, number))
    desk.show_result({"suggestion": each}, _told(each))


def show_behind(
    desk: Desk,
    year: _Year,
    least: Annotated[int, typer.Option("--least", help="每月至少几件", min=1, max=20)] = USUAL_QUOTA,
) -> None:
    """Who gave too few livelihood suggestions in which months."""
    with desk.reading() as session:
        rows = [row for row in list_livelihood(session, year=year, least=least) if row.behind]
    desk.show_rows(
        rows,
        {"deputy": "代表", "group": "小组", "behind": "欠的月份"},
        uncut="behind",
        year=year,
        least=least,
    )


def show_promises(
    desk: Desk,
    open_only: Annotated[bool, typer.Option("--open", help="只列还没有兑现的")] = False,
) -> None:
    """What replies promised, of all years, those still owed first."""
    with desk.reading() as session:
        rows = list_promises(session, open_only=open_only)
    desk.show_rows(
        rows,
        {
            "number": "编号",
            "words": "承诺事项",
            "unit": "承办单位",
            "due_on": "兑现期限",
            "state": "状态",
            "late_days": "过期天数",
        },
    )


def show_public(desk: Desk, year: _Year) -> None:
    """What of a year's suggestions may be published."""
    with desk.reading() as session:
        listed = list_public(session, year=year)
    desk.show_rows(
        listed.rows,
        {"deputies": "代表", "title": "建议", "unit": "承办", "supervisor": "督办", "result": "结果"},
        accepted=listed.accepted,
        withheld=listed.withheld,
    )


def write_paper(desk: Desk, number: _Number, out: _Out) -> None:
    """建议专用纸 of one suggestion."""
    one = _id(desk, number)
    _tell_paper(desk, draw_paper(desk.database, desk.progress, out=out, suggestion_id=one), one)


def write_reply(desk: Desk, number: _Number, out: _Out) -> None:
    """The reply letter of one suggestion."""
    one = _id(desk, number)
    _tell_paper(desk, draw_reply(desk.database, desk.progress, out=out, suggestion_id=one), one)


def write_feedback(desk: Desk, number: _Number, out: _Out) -> None:
    """征询意见表 of one suggestion."""
    one = _id(desk, number)
    _tell_paper(desk, draw_feedback(desk.database, desk.progress, out=out, suggestion_id=one), one)


def write_public(desk: Desk, year: _Year, out: _Out) -> None:
    """六公开清单 of a year."""
    _tell_paper(desk, draw_public_list(desk.database, desk.progress, out=out, year=year))


def write_promises(desk: Desk, out: _Out) -> None:
    """The ledger of promises."""
    with desk.reading() as session:
        promises = len(list_promises(session))
    made = draw_promises(desk.database, desk.progress, out=out)
    desk.show_result({"path": str(made.path), "pages": made.pages, "promises": promises}, _where(made))


def _id(desk: Desk, number: str) -> int:
    with desk.reading() as session:
        return find_suggestion_id(session, number)


def _tell_paper(desk: Desk, made: MadePaper, suggestion_id: int | None = None) -> None:
    """A paper written by a command went out: it is sealed, and where it lies is said."""
    if made.suggestion_ids:
        with desk.transaction() as session:
            seal_printed(session, made=made)
    told = {"path": str(made.path), "pages": made.pages, "suggestions": len(made.suggestion_ids)}
    desk.show_result(told | ({"suggestion_id": suggestion_id} if suggestion_id else {}), _where(made))


def _where(made: MadePaper) -> str:
    return f"已写到“{made.path}”" + (f"，{made.pages} 页。" if made.pages else "。")


def _told(each: SuggestionDetail) -> str:
    """One suggestion for a terminal: what it is, who has it, by when, its way."""
    co = "".join(f"、{signer.name}" for signer in each.co_signers)
    lines = [
        f"{each.number or each.kind.label} {each.title}",
        f"状态：{state_word(each.kind, each.state)}" + (f"，第 {each.rounds} 轮" if each.rounds > 1 else ""),
        f"代表：{each.lead.name}{co}，{day_words(each.proposed_on)}提出",
        each.text,
    ]
    if each.unit:
        lines.append(f"承办：{each.unit}" + "".join(f"、{one.unit}（协办）" for one in each.co_units))
    if each.deadline_on is not None:
        lines.append(f"期限：{each.deadline_arithmetic}")
    if each.reply:
        lines.append(f"答复：{each.reply}")
    lines += [
        f"{day_words(local_time(line.at).date())} {line.actor} {line.sentence}" for line in each.timeline
    ]
    return "\n".join(lines)


COMMANDS = (
    Command("suggestions list", show_suggestions, "列出代表建议"),
    Command("suggestions show", show_suggestion, "一件建议的内容和经过"),
    Command("suggestions behind", show_behind, "每月民生建议谁欠了哪几月"),
    Command("suggestions promises", show_promises, "承诺台账，还没有兑现的在前"),
    Command("suggestions public", show_public, "一年里可以公开的建议（六公开）"),
    Command("export suggestion", write_paper, "建议专用纸"),
    Command("export suggestion-reply", write_reply, "建议答复函"),
    Command("export suggestion-feedback", write_feedback, "征询意见表"),
    Command("export suggestions-public", write_public, "六公开清单"),
    Command("export promises", write_promises, "承诺台账"),
)
