"""不受理告知单 (forms/demand_declined): for the visitor to take along: why, where to turn, and which number to ring."""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents.drawing import MadePaper, draw_sheets, full_day
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.referrals import referrals_for, shipped_referrals
from deputy_station.features.demands.service.paper_facts import paper_facts
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("number", "编号", "东街-2026-0013"),
    Field("greeting", "称呼", "张桂兰："),
    Field("received_on", "接待日期", "2026年11月20日"),
    Field("title", "诉求", "和邻居的宅基地官司"),
    Field("reason", "理由和去向", "属于诉讼事项，法院已经立案。"),
    Field(
        "places",
        "该找哪里",
        kind=FieldKind.LIST,
        columns=(
            Field("where", "单位", "人民法院诉讼服务中心"),
            Field("matters", "管什么", "打官司、立案"),
            Field("phone", "电话", "12368"),
        ),
    ),
    Field("phone", "本站电话", "0561－5550123"),
    Field("issued_on", "日期", "2026年11月20日"),
)
NO_PHONE = "（到站里来问）"


class NotDeclined(Refusal):
    """The station did take it."""

    def __init__(self, number: str) -> None:
        super().__init__(f"诉求 {number} 没有作不受理，不能印告知单。请先按“引导不受理”，再打印。")


def declined_sheet(session: Session, *, demand_id: int) -> Sheet:
    """The slip of a demand that was declined; who asked for secrecy is addressed without a name. Raises NotDeclined and
    NotFound."""
    facts = paper_facts(session, demand_id=demand_id)
    demand, row = facts.demand, facts.demand.row
    if row.state is not DemandState.DECLINED:
        raise NotDeclined(row.number)
    reason = next((step.note for step in reversed(demand.steps) if step.step == "decline"), "")
    values = {
        "station": facts.station,
        "number": row.number,
        "greeting": f"{demand.visitor_name or '来访的同志'}：",
        "received_on": full_day(row.received_on),
        "title": row.title,
        "reason": reason,
        "places": [
            {"where": one.where, "matters": one.matters, "phone": one.phone}
            for one in referrals_for(f"{reason}{row.title}", shipped_referrals())
        ],
        "phone": facts.station_phone or NO_PHONE,
        "issued_on": full_day(context.today(session)),
    }
    return Sheet(
        load_form("demand_declined", FIELDS),
        values,  # type: ignore[arg-type]
        bookmark=row.number,
        page_code=page_code(session, kind=RecordKind.DEMAND, record_id=demand_id),
    )


def draw_declined(
    database: Database, progress: Progress = silent_progress, *, demand_id: int, out: Path
) -> MadePaper:
    """The slip to look at, as PDF or DOCX; sealed when it went out."""

    def make(session: Session, each: int) -> Sheet:
        return declined_sheet(session, demand_id=each)

    return draw_sheets(database, progress, out=out, demand_ids=[demand_id], make=make, what="不受理告知单")
