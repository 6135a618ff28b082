"""群众诉求督办单 (forms/demand_supervision): who supervises it and why, how far it is, room for the leader's words."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents import wording
from deputy_station.features.demands.documents.drawing import MadePaper, draw_sheets, full_day
from deputy_station.features.demands.service.paper_facts import PaperFacts, paper_facts
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("issuer", "督办单位", "青石镇人民代表大会主席团"),
    Field("number", "编号", "东街-2026-0012"),
    Field("units", "承办单位", "镇城建办"),
    Field("supervisor", "督办领导", "赵镇长"),
    Field("supervised_on", "督办日期", "2026年11月20日"),
    Field("assigned_on", "交办日期", "2026年10月28日"),
    Field("deadline", "办理期限", "2026年11月11日"),
    Field("title", "诉求", "东街后巷路灯坏了半个月"),
    Field("words", "反映的问题", "俺们那条巷子的路灯坏了半个月。"),
    Field("reason", "督办原因", "已超期 9 天，催办 2 次，第 2 轮办理"),
    Field("request", "督办要求", "请赵镇长牵头，11月25日前修好。"),
    Field(
        "steps",
        "办理经过",
        kind=FieldKind.LIST,
        columns=(
            Field("day", "日期", "11月9日"),
            Field("action", "事项", "催办"),
            Field("content", "内容", "电话催办。"),
            Field("actor", "经办人", "周敏"),
        ),
    ),
    Field("contact", "联系方式", "联系电话：0561－5550123"),
)
LAST_STEPS = 10
"""Steps of the way that the paper tells, the last ones; the whole way is on the proof of the timeline."""


class NotSupervised(Refusal):
    """Nobody supervises it."""

    def __init__(self, number: str) -> None:
        super().__init__(f"诉求 {number} 还没有督办，没有督办单可印。请先按“督办”，再打印。")


def supervision_sheet(session: Session, *, demand_id: int) -> Sheet:
    """The supervision of a demand on paper. Raises NotSupervised and NotFound."""
    facts = paper_facts(session, demand_id=demand_id)
    demand, row = facts.demand, facts.demand.row
    if facts.supervised_on is None:
        raise NotSupervised(row.number)
    asked = next((step.note for step in reversed(demand.steps) if step.step == "supervise"), "")
    values = {
        "issuer": wording.issuer(facts),
        "number": row.number,
        "units": facts.unit_names,
        "supervisor": facts.supervisor,
        "supervised_on": full_day(facts.supervised_on),
        "assigned_on": full_day(demand.assigned_on),
        "deadline": wording.deadline_words(facts),
        "title": wording.told_to_unit(facts, row.title),
        "words": wording.shortened(wording.told_to_unit(facts, demand.words)),
        "reason": _reason(facts),
        "request": wording.words_to_unit(facts, asked),
        "steps": wording.course(facts)[-LAST_STEPS:],
        "contact": wording.contact(facts),
    }
    return Sheet(
        load_form("demand_supervision", FIELDS),
        values,  # type: ignore[arg-type]
        bookmark=row.number,
        page_code=page_code(session, kind=RecordKind.DEMAND, record_id=demand_id),
    )


def draw_supervision(
    database: Database, progress: Progress = silent_progress, *, demand_ids: Iterable[int], out: Path
) -> MadePaper:
    """The papers of some demands, to look at, as PDF or DOCX; sealed when they went out."""

    def make(session: Session, demand_id: int) -> Sheet:
        return supervision_sheet(session, demand_id=demand_id)

    return draw_sheets(database, progress, out=out, demand_ids=demand_ids, make=make, what="督办单")


def _reason(facts: PaperFacts) -> str:
    row = facts.demand.row
    parts = (
        row.due.text if row.due.days < 0 else "",
        f"催办 {row.urged} 次" if row.urged else "",
        f"第 {row.rounds} 轮办理" if row.rounds > 1 else "",
        f"{facts.voices} 户反映同一件事" if facts.voices > 1 else "",
    )
    return "，".join(part for part in parts if part) or "重点事项"
