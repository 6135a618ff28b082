"""回访单 (forms/demand_calls): whom to ring today, to be ticked by hand where the telephone stands.

Each party that voiced a matter has a line: the visitor, then those who joined in.
"""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, month_day, weekday_word
from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents.drawing import MadePaper, full_day, write_sheets
from deputy_station.features.demands.documents.wording import NO_NAME
from deputy_station.features.demands.rules.faces import CONFIDENTIAL
from deputy_station.features.demands.service.calls import CallDue, list_calls, list_calls_due
from deputy_station.features.demands.service.voices import VoiceRow, list_voices
from deputy_station.features.deputies.models import Station
from deputy_station.features.history.service import record_change
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("day", "日期", "2026年11月20日（星期五）"),
    Field("count", "件数", "2 件，要打 3 户"),
    Field(
        "calls",
        "要打的电话",
        kind=FieldKind.LIST,
        columns=(
            Field("order", "序号", "1"),
            Field("number", "编号", "东街-2026-0012"),
            Field("visitor", "来访人", "张桂兰"),
            Field("phone", "电话", "13812345678"),
            Field("title", "诉求", "东街后巷路灯坏了半个月"),
            Field("result", "办理结果", "更换路灯 3 盏。"),
            Field("tries", "以前打过", "11月18日 没人接"),
        ),
    ),
    Field("printed", "提醒", "内部使用：写着来访人的姓名和电话。印表：周敏"),
)
_ON_SCREEN, _NO_PHONE = "见本机", "没有留电话"
_LAST_TRIES = 3


class NobodyToRing(Refusal):
    """No call-back is due."""

    def __init__(self) -> None:
        super().__init__("今天没有要回访的，没有回访单可印。")


def calls_sheet(session: Session) -> Sheet:
    """The call-back list of today, the most overdue first, as the round on the screen has it. Who asked for secrecy
    stands without name and number.

    That it was made is written into the history: it holds phones. Raises NobodyToRing.
    """
    today = context.today(session)
    due = list_calls_due(session)
    if not due:
        raise NobodyToRing
    station = session.scalar(select(Station).where(Station.is_home))
    lines = [line for one in due for line in _lines(session, one)]
    record_change(
        session,
        action="demand.call_list",
        subject="demand",
        subject_id=None,
        sentence=f"列出回访单 {len(due)} 件 {len(lines)} 户，写着来访人的电话",
    )
    values = {
        "station": station.name if station else "",
        "day": f"{day_words(today)}（{weekday_word(today)}）",
        "count": f"{len(due)} 件，要打 {len(lines)} 户",
        "calls": [{"order": str(order), **line} for order, line in enumerate(lines, 1)],
        "printed": f"内部使用：写着来访人的姓名和电话。印表：{context.actor(session)}，{full_day(today)}",
    }
    return Sheet(
        load_form("demand_calls", FIELDS),
        values,  # type: ignore[arg-type]
        bookmark="回访单",
        page_code=page_code(
            session, kind=RecordKind.CALLS, record_id=of_year(today.year, today.timetuple().tm_yday)
        ),
    )


def draw_calls(database: Database, progress: Progress = silent_progress, *, out: Path) -> MadePaper:
    """The list as PDF or DOCX."""
    have_key(database)
    with database.transaction() as session:
        sheet = calls_sheet(session)
    return MadePaper(out, write_sheets(out, [sheet], title="回访单", progress=progress), what="回访单")


def _lines(session: Session, one: CallDue) -> list[dict[str, str]]:
    """The visitor's line, then one for each other voice."""
    tries = [
        f"{month_day(call.on)} {call.outcome.label}"
        for call in list_calls(session, demand_id=one.demand_id)
        if call.round == one.rounds
    ]
    texts = {
        "title": CONFIDENTIAL if one.secret else one.title,
        "result": CONFIDENTIAL if one.secret else one.result,
    }
    first = {
        "number": one.number,
        "visitor": CONFIDENTIAL if one.secret else one.name or NO_NAME,
        "phone": _ON_SCREEN if one.secret else one.phone or _NO_PHONE,
        "tries": "\n".join(tries[-_LAST_TRIES:]),
    }
    return [
        {**first, **texts},
        *(_voice(voice, one, texts) for voice in list_voices(session, demand_id=one.demand_id)),
    ]


def _voice(voice: VoiceRow, one: CallDue, texts: dict[str, str]) -> dict[str, str]:
    """Somebody who joined in: rung like the first, and told first where that was not done yet."""
    came_with = f"（并入的 {voice.demand}）" if voice.demand else "（一同反映）"
    return {
        **texts,
        "number": f"{one.number}\n{came_with}",
        "visitor": CONFIDENTIAL if voice.confidential else voice.name or NO_NAME,
        "phone": _ON_SCREEN if voice.confidential else voice.phone or _NO_PHONE,
        "tries": "" if voice.informed_on else "结果还没告知",
    }
