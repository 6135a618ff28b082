"""群众诉求延期审批单 (forms/demand_extension): why and until when, the how-manieth, asked by the unit, decided above."""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents import wording
from deputy_station.features.demands.documents.drawing import MadePaper, draw_sheets, full_day
from deputy_station.features.demands.service.extensions import longest_extension
from deputy_station.features.demands.service.paper_facts import Extension, PaperFacts, paper_facts
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("issuer", "交办单位", "青石镇人民代表大会主席团"),
    Field("number", "编号", "东街-2026-0012"),
    Field("units", "承办单位", "镇城建办"),
    Field("title", "诉求", "东街后巷路灯坏了半个月"),
    Field("assigned_on", "交办日期", "2026年11月6日"),
    Field("asked_on", "申请日期", "2026年11月18日"),
    Field("due_before", "原定期限", "2026年11月20日"),
    Field("until", "申请延到", "2026年12月4日"),
    Field("longest", "最晚延到", "2027年2月6日：11月6日交办，次日起 3 个月"),
    Field("times", "延期次数", "本轮第 1 次延期"),
    Field("reason", "理由", "灯具要从市里调。"),
    Field("yes", "同意的方框", "√"),
    Field("no", "不同意的方框", "□"),
    Field("decision", "审批意见", "同意延到 12月4日。"),
    Field("contact", "联系方式", "联系电话：0561－5550123"),
)


class NoExtension(Refusal):
    """There is no extension to print."""

    def __init__(self, number: str) -> None:
        super().__init__(f"诉求 {number} 没有申请过延期，没有审批单可印。请先按“申请延期”，再打印。")


def extension_sheet(session: Session, *, demand_id: int, extension_id: int | None = None) -> Sheet:
    """An extension of a demand on paper, the last one unless named. Raises NoExtension and NotFound."""
    facts = paper_facts(session, demand_id=demand_id)
    row = facts.demand.row
    asked = [one for one in facts.extensions if extension_id in (None, one.id)]
    if not asked:
        raise NoExtension(row.number)
    one = asked[-1]
    values = {
        "issuer": wording.issuer(facts),
        "number": row.number,
        "units": facts.unit_names,
        "title": wording.told_to_unit(facts, row.title),
        "assigned_on": full_day(facts.demand.assigned_on),
        "asked_on": full_day(one.asked_on),
        "due_before": full_day(one.due_before),
        "until": full_day(one.until),
        "longest": _longest(session, facts, one),
        "times": _times(facts, one),
        "reason": wording.words_to_unit(facts, one.reason),
        "yes": "√" if one.granted is True else "□",
        "no": "√" if one.granted is False else "□",
        "decision": _decision(facts, one),
        "contact": wording.contact(facts),
    }
    return Sheet(
        load_form("demand_extension", FIELDS),
        values,
        bookmark=row.number,
        page_code=page_code(session, kind=RecordKind.DEMAND, record_id=demand_id),
    )


def draw_extension(
    database: Database,
    progress: Progress = silent_progress,
    *,
    demand_id: int,
    out: Path,
    extension_id: int | None = None,
) -> MadePaper:
    """The paper to look at, as PDF or DOCX; sealed when it went out."""

    def make(session: Session, each: int) -> Sheet:
        return extension_sheet(session, demand_id=each, extension_id=extension_id)

    return draw_sheets(database, progress, out=out, demand_ids=[demand_id], make=make, what="延期审批单")


def _longest(session: Session, facts: PaperFacts, one: Extension) -> str:
    """The ceiling with its arithmetic, so that whoever decides need not reckon; of an earlier round it is not known
    any more."""
    if one.round != facts.round or facts.demand.assigned_on is None:
        return "—"
    longest = longest_extension(session, demand_id=facts.demand.row.id)
    if longest is None:
        return "没有规定"
    provisional = "（暂算）" if longest.provisional else ""
    return f"{full_day(longest.on)}{provisional}：{longest.arithmetic}"


def _times(facts: PaperFacts, one: Extension) -> str:
    """Which of its round it is, and how many were granted before."""
    before = [each for each in facts.extensions if each.round == one.round and each.id < one.id]
    granted = sum(each.granted is True for each in before)
    told = f"，已同意 {granted} 次" if before else ""
    return f"第 {one.round} 轮第 {len(before) + 1} 次申请{told}"


def _decision(facts: PaperFacts, one: Extension) -> str:
    if one.granted is None:
        return ""
    words = (
        f"同意延到{full_day(one.until)}。"
        if one.granted
        else f"不同意延期，仍按{full_day(one.due_before)}办完。"
    )
    who = "，".join(part for part in (one.decided_by, full_day(one.decided_on)) if part)
    return f"{words}{wording.words_to_unit(facts, one.note)}" + (f"\n{who}" if who else "")
