"""群众诉求催办单 (forms/demand_urging): the how-manieth time, its level, how long overdue, with a slip for the reply."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import month_day
from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.fitting import fit_on_one_page
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents import wording
from deputy_station.features.demands.documents.drawing import MadePaper, draw_sheets, full_day, printable
from deputy_station.features.demands.service.paper_facts import Urging, paper_facts
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("issuer", "催办单位", "青石镇人民代表大会主席团"),
    Field("number", "编号", "东街-2026-0012"),
    Field("units", "承办单位", "镇城建办"),
    Field("level", "催办次数", "第 2 次，二级催办"),
    Field("overdue", "超期", "已超期 9 天"),
    Field("assigned_on", "交办日期", "2026年10月28日"),
    Field("deadline", "办理期限", "2026年11月11日"),
    Field("title", "诉求", "东街后巷路灯坏了半个月"),
    Field("words", "反映的问题", "俺们那条巷子的路灯坏了半个月。"),
    Field("request", "催办要求", "请抓紧办理。"),
    Field("earlier_heading", "以前催办的标题", "以前催过 1 次"),
    Field(
        "earlier",
        "以前的催办",
        kind=FieldKind.LIST,
        columns=(
            Field("day", "日期", "11月12日"),
            Field("level", "级别", "一级催办"),
            Field("note", "内容", "电话催办。"),
            Field("actor", "经办人", "周敏"),
        ),
    ),
    Field("contact", "联系方式", "联系电话：0561－5550123"),
    Field("issued_on", "日期", "2026年11月20日"),
    Field("unit_line", "提醒", "催办的次数和回复记入承办单位的办理情况。"),
)
_SCALES = (1.0, 0.95, 0.9, 0.85)
LAST_URGINGS = 5
"""Earlier urgings that the paper lists, the last ones; how many there were stands above them."""
_LEVELS = "一二三四五六七八九"
REQUEST = "请在收到后 3 个工作日内办完并回复；办不完的，写明原因和办完的日子。"
KEPT = "催办的次数和回复记入承办单位的办理情况。"


class NotUrged(Refusal):
    """There is no urging to print."""

    def __init__(self, number: str) -> None:
        super().__init__(f"诉求 {number} 还没有催办过，没有催办单可印。请先按“催办”，再打印。")


def urging_sheet(session: Session, *, demand_id: int) -> Sheet:
    """The last urging of a demand on paper. Raises NotUrged and NotFound."""
    facts = paper_facts(session, demand_id=demand_id)
    demand, row = facts.demand, facts.demand.row
    if not facts.urgings:
        raise NotUrged(row.number)
    *earlier, last = facts.urgings
    values = {
        "issuer": wording.issuer(facts),
        "number": row.number,
        "units": facts.unit_names,
        "level": f"第 {len(facts.urgings)} 次，{level_words(last)}"
        if last.level
        else f"第 {len(facts.urgings)} 次",
        "overdue": row.due.text or row.state.label,
        "assigned_on": full_day(demand.assigned_on),
        "deadline": wording.deadline_words(facts),
        "title": wording.told_to_unit(facts, row.title),
        "words": wording.shortened(wording.told_to_unit(facts, demand.words)),
        "request": f"{wording.words_to_unit(facts, last.note)}\n{REQUEST}".strip(),
        "earlier_heading": _earlier_words(len(earlier)),
        "earlier": [
            {
                "day": month_day(one.on),
                "level": level_words(one),
                "note": wording.words_to_unit(facts, one.note),
                "actor": one.actor,
            }
            for one in earlier[-LAST_URGINGS:]
        ],
        "contact": wording.contact(facts),
        "issued_on": full_day(last.on),
        "unit_line": KEPT,
    }
    sheet = printable(
        Sheet(
            load_form("demand_urging", FIELDS),
            values,  # type: ignore[arg-type]
            bookmark=row.number,
            page_code=page_code(session, kind=RecordKind.DEMAND, record_id=demand_id),
        )
    )
    # A slip that finds no room below goes on a sheet of its own: somewhat smaller print is the better paper.
    return fit_on_one_page(sheet, scales=_SCALES) or sheet


def draw_urging(
    database: Database, progress: Progress = silent_progress, *, demand_ids: Iterable[int], out: Path
) -> MadePaper:
    """The papers of some demands, to look at, as PDF or DOCX; sealed when they went out."""

    def make(session: Session, demand_id: int) -> Sheet:
        return urging_sheet(session, demand_id=demand_id)

    return draw_sheets(database, progress, out=out, demand_ids=demand_ids, make=make, what="催办单")


def _earlier_words(count: int) -> str:
    if count > LAST_URGINGS:
        return f"以前催过 {count} 次，最近 {LAST_URGINGS} 次"
    return f"以前催过 {count} 次" if count else ""


def level_words(urging: Urging) -> str:
    """二级催办; 催办 where levels were not kept."""
    return f"{_LEVELS[min(urging.level, len(_LEVELS)) - 1]}级催办" if urging.level else "催办"
