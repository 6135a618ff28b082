"""群众诉求办理经过 (forms/demand_timeline): every step of a matter on one page, as proof."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import hour_words, local_time, month_day
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.fitting import fit_on_one_page
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents import wording
from deputy_station.features.demands.documents.drawing import MadePaper, draw_sheets, full_day
from deputy_station.features.demands.rules.faces import CONFIDENTIAL, cleared
from deputy_station.features.demands.service.paper_facts import PaperFacts, paper_facts
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("number", "编号", "东街-2026-0012"),
    Field("title", "诉求", "东街后巷路灯坏了半个月"),
    Field("words", "原话", "俺们那条巷子的路灯坏了半个月。"),
    Field("visitor", "来访人", "张**，138****5678"),
    Field("people", "人数", "3 人，2 户反映"),
    Field("received", "接待", "11月6日，王建国"),
    Field("units", "承办单位", "镇城建办"),
    Field("deadline", "办理期限", "2026年11月20日：次日起 10 个工作日"),
    Field("count", "步数", "7"),
    Field("rounds", "轮数", "1"),
    Field(
        "steps",
        "经过",
        kind=FieldKind.LIST,
        columns=(
            Field("order", "序", "1"),
            Field("at", "时间", "2026-11-06 09:20"),
            Field("round", "轮次", "1"),
            Field("step", "步骤", "登记"),
            Field("content", "内容", "登记。"),
            Field("actor", "经办人", "周敏"),
        ),
    ),
    Field("result", "办理结果", "更换路灯 3 盏。"),
    Field("told", "告知来访人", "2026年11月18日 电话"),
    Field("said", "群众评价", "结果：满意；态度：满意"),
    Field("state", "现在", "已销号"),
    Field("issued_on", "日期", "2026年11月20日"),
    Field("printed", "印表", "印表：周敏"),
)


def timeline_sheet(session: Session, *, demand_id: int) -> Sheet:
    """The whole way of a demand, the visitor masked, texts cleared of whom they name; shrunk to one page where it can
    be, running on where it must. Raises NotFound."""
    facts = paper_facts(session, demand_id=demand_id)
    demand, row = facts.demand, facts.demand.row
    today, now = context.today(session), local_time(context.now(session))
    received = month_day(row.received_on), "、".join(one.name for one in demand.deputies)
    values = {
        "station": facts.station,
        "number": row.number,
        "title": _told(facts, row.title),
        "words": _told(facts, demand.words),
        "visitor": wording.visitor_masked(facts),
        "people": f"{demand.people} 人" + (f"，{facts.voices} 户反映" if facts.voices > 1 else ""),
        "received": "，".join(part for part in received if part),
        "units": facts.unit_names,
        "deadline": _deadline(facts),
        "count": str(len(demand.steps)),
        "rounds": str(row.rounds),
        "steps": _steps(facts),
        "result": _result(facts),
        "told": " ".join(part for part in (full_day(demand.informed_on), demand.informed_how) if part)
        or "还没有告知",
        "said": _said(facts),
        "state": _state(facts),
        "issued_on": full_day(today),
        "printed": f"印表：{context.actor(session)}，{full_day(today)} {hour_words(now)}",
    }
    sheet = Sheet(
        load_form("demand_timeline", FIELDS),
        values,  # type: ignore[arg-type]
        bookmark=row.number,
        page_code=page_code(session, kind=RecordKind.DEMAND, record_id=demand_id),
    )
    return fit_on_one_page(sheet)


def draw_timeline(
    database: Database, progress: Progress = silent_progress, *, demand_ids: Iterable[int], out: Path
) -> MadePaper:
    """The proof of some demands, to look at, as PDF or DOCX; sealed when they went out."""

    def make(session: Session, demand_id: int) -> Sheet:
        return timeline_sheet(session, demand_id=demand_id)

    return draw_sheets(database, progress, out=out, demand_ids=demand_ids, make=make, what="办理经过")


def _told(facts: PaperFacts, text: str) -> str:
    """A text on a paper that others see: cleared; of a confidential matter nothing."""
    if not text:
        return ""
    return CONFIDENTIAL if facts.demand.confidential else cleared(text, facts.people)


def _steps(facts: PaperFacts) -> list[dict[str, str]]:
    return [
        {
            "order": str(order),
            "at": f"{local_time(step.at):%Y-%m-%d %H:%M}",
            "round": str(round_),
            "step": step.label,
            "content": _step(facts, step.sentence, wording.step_content(step)),
            "actor": step.actor,
        }
        for order, (step, round_) in enumerate(zip(facts.demand.steps, facts.rounds_of_steps, strict=True), 1)
    ]


def _step(facts: PaperFacts, sentence: str, content: str) -> str:
    """What happened; of a confidential matter without the remarks, which may tell who it is."""
    return cleared(sentence if facts.demand.confidential else content, facts.people)


def _deadline(facts: PaperFacts) -> str:
    row = facts.demand.row
    if row.deadline_on is None:
        return "没有定期限"
    granted = sum(one.granted is True for one in facts.extensions)
    extended = f"，延期 {granted} 次" if granted else ""
    arithmetic = facts.demand.deadline_arithmetic
    return f"{wording.deadline_words(facts)}{extended}" + (f"：{arithmetic}" if arithmetic else "")


def _result(facts: PaperFacts) -> str:
    result = _told(facts, facts.demand.result) or "还没有办完"
    return result + (f"　到现场看过：{facts.seen_by}" if facts.seen_by else "")


def _said(facts: PaperFacts) -> str:
    said = [
        f"{word}：{value.label}"
        for word, value in (("结果", facts.demand.row.satisfaction), ("态度", facts.manner))
        if value is not None
    ]
    tries = f"回访打了 {len(facts.calls)} 次电话" if facts.calls else ""
    return "；".join(part for part in (*said, tries) if part) or "还没有回访"


def _state(facts: PaperFacts) -> str:
    row = facts.demand.row
    on = row.struck_off_on or row.settled_on
    parts = (row.state.label, full_day(on), row.due.text)
    return "，".join(part for part in parts if part)
