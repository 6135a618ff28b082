"""群众诉求交办单 (forms/demand_handover): to whom a demand goes, 五定, the deadline with its arithmetic, sign-off."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents import wording
from deputy_station.features.demands.documents.drawing import MadePaper, draw_sheets, full_day
from deputy_station.features.demands.service.paper_facts import HandedTo, PaperFacts, paper_facts
from deputy_station.features.demands.service.revealing import reveal_visitor
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("issuer", "交办单位", "青石镇人民代表大会主席团"),
    Field("number", "编号", "东街-2026-0012"),
    Field("units", "承办单位", "镇城建办"),
    Field("title", "诉求", "东街后巷路灯坏了半个月"),
    Field("words", "反映的问题（原话）", "俺们那条巷子的路灯坏了半个月。"),
    Field("visitor", "来访人", "张**，138****5678，东街社区"),
    Field("category", "类别", "城乡建设／市政设施"),
    Field("place", "地点", "东街后巷"),
    Field("opinion", "拟办意见", "请镇城建办现场查看后修复。"),
    Field(
        "handed",
        "五定",
        kind=FieldKind.LIST,
        columns=(
            Field("unit", "单位", "镇城建办"),
            Field("part", "主办或协办", "主办"),
            Field("leader", "牵头领导", "赵镇长"),
            Field("person", "承办人员", "刘涛"),
            Field("due", "办理期限", "2026年11月20日"),
            Field("signed", "签收", ""),
        ),
    ),
    Field("measures", "落实措施", "现场查线路，换灯具。"),
    Field("standard", "办理标准", "路灯全部亮，来访人现场确认。"),
    Field("arithmetic", "期限算法", "11月6日交办，次日起 10 个工作日（跳过周末 4 天），到 11月20日"),
    Field("sign_by", "签收或退回", "11月9日前签收；不归本单位办的，同日前写明理由退回"),
    Field("contact", "联系方式", "联系电话：0561－5550123"),
    Field("issued_on", "日期", "2026年11月6日"),
    Field("secrecy", "提醒", "来访人的姓名、住址、电话只用于办理和反馈，不对外公开。"),
)
SECRECY = "来访人的姓名、住址、电话只用于办理和反馈，不对外公开。"


class NotHandedOver(Refusal):
    """There is no unit to write to."""

    def __init__(self, number: str, paper: str) -> None:
        super().__init__(f"诉求 {number} 还没有交办，不能印{paper}。请先交办，再打印。")


def handover_sheet(session: Session, *, demand_id: int, whole_visitor: bool = False) -> Sheet:
    """The paper that goes with a demand to its units. The visitor is masked; `whole_visitor` prints name and phone and
    leaves a line in the history, but never of who asked for secrecy, nor to the unit complained of.

    Raises NotHandedOver and NotFound.
    """
    facts = paper_facts(session, demand_id=demand_id)
    demand, row = facts.demand, facts.demand.row
    if not facts.units:
        raise NotHandedOver(row.number, "交办单")
    named = whole_visitor and not demand.confidential and not wording.is_about_unit(facts)
    if named:
        reveal_visitor(session, demand_id=demand_id)
    lead = facts.units[0]

    def said(text: str) -> str:
        return wording.words_to_unit(facts, text) if named else wording.told_to_unit(facts, text)

    wish = f"\n诉求：{demand.wish}" if demand.wish else ""
    values = {
        "issuer": wording.issuer(facts),
        "number": row.number,
        "units": facts.unit_names,
        "title": said(row.title),
        "words": said(demand.words + wish),
        "visitor": wording.visitor_to_unit(facts, whole=named),
        "category": demand.category_path.replace("/", "／"),
        "place": said(row.place),
        "opinion": wording.words_to_unit(facts, demand.opinion),
        "handed": [_handed(one, facts) for one in facts.units],
        "measures": wording.words_to_unit(facts, lead.measures),
        "standard": wording.words_to_unit(facts, lead.standard),
        "arithmetic": lead.arithmetic or demand.deadline_arithmetic,
        "sign_by": _sign_by(lead),
        "contact": wording.contact(facts),
        "issued_on": full_day(lead.handed_on),
        "secrecy": SECRECY,
    }
    return Sheet(
        load_form("demand_handover", FIELDS),
        values,  # type: ignore[arg-type]
        bookmark=row.number,
        page_code=page_code(session, kind=RecordKind.DEMAND, record_id=demand_id),
    )


def draw_handover(
    database: Database,
    progress: Progress = silent_progress,
    *,
    demand_ids: Iterable[int],
    out: Path,
    whole_visitor: bool = False,
) -> MadePaper:
    """The papers of some demands, to look at, as PDF or DOCX; sealed when they went out."""

    def make(session: Session, demand_id: int) -> Sheet:
        return handover_sheet(session, demand_id=demand_id, whole_visitor=whole_visitor)

    return draw_sheets(
        database,
        progress,
        out=out,
        demand_ids=demand_ids,
        make=make,
        what="交办单",
        recorded=whole_visitor,
    )


def _handed(one: HandedTo, facts: PaperFacts) -> dict[str, str]:
    due = full_day(one.due_on) + ("（暂算）" if one.due_on and one.provisional else "")
    return {
        "unit": one.unit,
        "part": one.part.label,
        "leader": one.leader,
        "person": one.person,
        "due": due or wording.deadline_words(facts),
        "signed": full_day(one.signed_on),
    }


def _sign_by(lead: HandedTo) -> str:
    if lead.sign_by is None:
        return "收到即签收；不归本单位办的，写明理由尽快退回"
    return f"{full_day(lead.sign_by)}前签收；不归本单位办的，同日前写明理由退回"
