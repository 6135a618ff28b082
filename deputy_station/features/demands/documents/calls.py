"""回访单 (forms/demand_calls): whom to ring today, to be ticked by hand where the telephone stands."""

from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, local_day, month_day, weekday_word
from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents.drawing import MadePaper, full_day, write_sheets
from deputy_station.features.demands.models import Demand, DemandCall
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.faces import CONFIDENTIAL
from deputy_station.features.demands.service.rows import demand_number
from deputy_station.features.deputies.models import Station
from deputy_station.features.history.service import record_change
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("day", "日期", "2026年11月20日（星期五）"),
    Field("count", "件数", "要打 2 个电话"),
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
_ON_SCREEN = "见本机"
_LAST_TRIES = 3


class NobodyToRing(Refusal):
    """No call-back is due."""

    def __init__(self) -> None:
        super().__init__("今天没有要回访的，没有回访单可印。")


def calls_sheet(session: Session) -> Sheet:
    """The call-back list of today, the longest waiting first. Who asked for secrecy stands without name and number.

    That it was made is written into the history: it holds phones. Raises NobodyToRing.
    """
    today = context.today(session)
    waiting = session.scalars(
        select(Demand)
        .where(Demand.state == DemandState.INFORMED, or_(Demand.call_on.is_(None), Demand.call_on <= today))
        .order_by(Demand.informed_on, Demand.id)
    ).all()
    if not waiting:
        raise NobodyToRing
    tries = _tries(session, [demand.id for demand in waiting])
    station = session.scalar(select(Station).where(Station.is_home)) or waiting[0].station
    record_change(
        session,
        action="demand.call_list",
        subject="demand",
        subject_id=None,
        sentence=f"列出回访单 {len(waiting)} 件，写着来访人的电话",
    )
    values = {
        "station": station.name,
        "day": f"{day_words(today)}（{weekday_word(today)}）",
        "count": f"要打 {len(waiting)} 个电话",
        "calls": [
            {"order": str(order), **_call(demand, tries.get(demand.id, []))}
            for order, demand in enumerate(waiting, 1)
        ],
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


def _call(demand: Demand, tries: list[str]) -> dict[str, str]:
    hidden = demand.confidential
    return {
        "number": demand_number(demand),
        "visitor": CONFIDENTIAL if hidden else demand.visitor_name or "没有留姓名",
        "phone": _ON_SCREEN if hidden else demand.visitor_phone or "没有留电话",
        "title": CONFIDENTIAL if hidden else demand.title,
        "result": CONFIDENTIAL if hidden else demand.result,
        "tries": "\n".join(tries[-_LAST_TRIES:]),
    }


def _tries(session: Session, ids: list[int]) -> dict[int, list[str]]:
    """What came of ringing before, by demand, in the round it is in."""
    found: dict[int, list[str]] = {}
    for call in session.scalars(
        select(DemandCall)
        .join(Demand, Demand.id == DemandCall.demand_id)
        .where(DemandCall.demand_id.in_(ids), DemandCall.round == Demand.rounds)
        .order_by(DemandCall.id)
    ):
        found.setdefault(call.demand_id, []).append(f"{month_day(local_day(call.at))} {call.outcome.label}")
    return found
