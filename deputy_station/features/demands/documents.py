"""Papers of demands: the sheet of one demand (forms/demand_record) and the ledger (台账) as a workbook."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, local_time, month_day
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.workbook_out import OutCell, WorkSheet, write_workbook
from deputy_station.features.demands.models import Demand, DemandCounter
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.ledger import LedgerRow, list_ledger
from deputy_station.features.demands.service.listing import EVERYTHING, DemandFilter, count_demands
from deputy_station.features.demands.service.register import reveal_visitor
from deputy_station.features.demands.service.rows import DemandDetail, StepRow
from deputy_station.features.deputies.models import Station
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.models import Visit
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.database import Database
from deputy_station.store.edits import get_row

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("number", "编号", "东街〔2026〕第12号"),
    Field("received_on", "接待日期", "2026年11月6日"),
    Field("place", "接待地点", "一楼接待室"),
    Field("deputies", "接待代表", "王建国、李秀英"),
    Field("recorder", "记录人", "周敏"),
    Field("visitor", "来访人", "张桂兰"),
    Field("gender", "性别", "女"),
    Field("address", "单位或住址", "东街社区 3 组"),
    Field("phone", "联系电话", "138****5678"),
    Field("party_size", "来访人数", "1 人"),
    Field("channel", "反映方式", "现场"),
    Field("confidential", "是否保密", "否"),
    Field("category", "类别", "城乡建设／市政设施／路灯照明"),
    Field("words", "反映的问题（原话）", "俺们那条巷子的路灯坏了半个月，晚上接孩子看不见路。"),
    Field("route", "处理方式", "交办镇政府"),
    Field("opinion", "拟办意见", "请镇城建办现场查看后修复。"),
    Field("unit", "承办单位", "镇城建办"),
    Field("assigned_on", "交办日期", "2026年11月6日"),
    Field("deadline", "办理期限", "2026年11月20日"),
    Field("deadline_rule", "期限算法", "交办次日起 10 个工作日，跳过双休日"),
    Field(
        "steps",
        "办理经过",
        kind=FieldKind.LIST,
        columns=(
            Field("day", "日期", "11月9日"),
            Field("action", "事项", "承办"),
            Field("content", "内容", "现场查看，确认线路老化。"),
            Field("actor", "经办人", "刘涛"),
        ),
    ),
    Field("result", "办理结果", "更换路灯 3 盏、线路 40 米，已亮灯。"),
    Field("settled_on", "办结日期", "2026年11月17日"),
    Field("feedback", "反馈情况", "11月18日 电话告知来访人办理结果。"),
    Field("satisfaction", "群众评价", "满意"),
    Field("follow_up", "回访情况", "11月19日 回访，路灯正常。"),
    Field("struck_off_on", "销号日期", "2026年11月19日"),
)

LEDGER_COLUMNS = (
    "编号",
    "接待日期",
    "来访人",
    "诉求",
    "反映的问题",
    "类别",
    "处理方式",
    "承办单位",
    "交办日期",
    "办理期限",
    "状态",
    "办理结果",
    "反馈日期",
    "回访日期",
    "满意度",
    "销号日期",
    "轮次",
    "催办次数",
    "接待代表",
)
_LEDGER_WIDTHS = (16, 11.5, 8, 16, 30, 14, 9, 10, 11.5, 11.5, 7, 20, 11.5, 11.5, 8, 11.5, 5, 5, 10)
"""Characters of half width: narrow enough that the ledger can be read on A4, long texts on several lines."""
_CONFIDENTIAL = "（保密）"
_BOXED = frozenset({"register", "import", "assign", "handle", "inform", "follow_up", "settle", "strike_off"})
"""Steps with boxes of their own on the sheet; the part 办理经过 tells them only where they came more than once."""


@dataclass(frozen=True)
class MadePaper:
    """A paper that was written: where, how many pages, and which demands by id and number."""

    path: Path
    pages: int
    numbers: dict[int, str]


@dataclass(frozen=True)
class MadeLedger:
    """A ledger that was written: where, and how many demands are in it."""

    path: Path
    demands: int


def record_values(session: Session, *, demand_id: int, whole_visitor: bool = False) -> dict[str, object]:
    """The values of the sheet of one demand. The visitor is masked; `whole_visitor` prints the name and phone
    and leaves a line in the history that they were asked for."""
    demand = get_demand(session, demand_id=demand_id)
    visitor, phone, address = demand.visitor_masked, demand.phone_masked, demand.visitor_address
    if whole_visitor:
        told = reveal_visitor(session, demand_id=demand_id)
        visitor, phone, address = told.name, told.phone, told.address
    row = demand.row
    follow_up = next((step for step in reversed(demand.steps) if step.step in ("follow_up", "settle")), None)
    return {
        "station": demand.station,
        "number": row.number,
        "received_on": _full_day(row.received_on),
        "place": _place(session, demand),
        "deputies": "、".join(deputy.name for deputy in demand.deputies),
        "recorder": demand.steps[0].actor if demand.steps else "",
        "visitor": visitor,
        "gender": "",
        "address": address,
        "phone": phone,
        "party_size": f"{demand.people} 人",
        "channel": row.channel.label,
        "confidential": "是" if demand.confidential else "否",
        "category": demand.category_path.replace("/", "／"),
        "words": demand.words + (f"\n诉求：{demand.wish}" if demand.wish else ""),
        "route": row.route.label if row.route else "",
        "opinion": demand.opinion,
        "unit": row.unit + (f"（主办）、{demand.co_units}（协办）" if demand.co_units else ""),
        "assigned_on": _full_day(demand.assigned_on),
        "deadline": _full_day(row.deadline_on),
        "deadline_rule": demand.deadline_arithmetic,
        "steps": [_step_values(step) for step in demand.steps if row.rounds > 1 or step.step not in _BOXED],
        "result": demand.result,
        "settled_on": _full_day(row.settled_on),
        "feedback": f"{_full_day(demand.informed_on)} {demand.informed_how}" if demand.informed_on else "",
        "satisfaction": row.satisfaction.label if row.satisfaction else "",
        "follow_up": "" if follow_up is None else _follow_up_text(follow_up),
        "struck_off_on": _full_day(row.struck_off_on),
    }


def record_sheet(session: Session, *, demand_id: int, whole_visitor: bool = False) -> Sheet:
    """群众诉求登记办理单, filled."""
    values = record_values(session, demand_id=demand_id, whole_visitor=whole_visitor)
    return Sheet(
        load_form("demand_record", FIELDS),
        values,  # type: ignore[arg-type]
        bookmark=str(values["number"]),
        page_code=page_code(session, kind=RecordKind.DEMAND, record_id=demand_id),
    )


def print_record(
    database: Database,
    progress: Progress = silent_progress,
    *,
    demand_ids: Iterable[int],
    out: Path,
    whole_visitor: bool = False,
) -> MadePaper:
    """Write the sheets of some demands as one PDF. From then on what was done to them is corrected, not undone."""
    drawn = draw_record(database, progress, demand_ids=demand_ids, out=out, whole_visitor=whole_visitor)
    with database.transaction() as session:
        seal_printed(session, made=drawn)
    return drawn


def draw_record(
    database: Database,
    progress: Progress = silent_progress,
    *,
    demand_ids: Iterable[int],
    out: Path,
    whole_visitor: bool = False,
) -> MadePaper:
    """The same to look at: nothing is sealed until `seal_printed`, when the paper went out."""
    have_key(database)
    with database.transaction() if whole_visitor else database.reading() as session:
        sheets = {
            demand_id: record_sheet(session, demand_id=demand_id, whole_visitor=whole_visitor)
            for demand_id in demand_ids
        }
    pages = make_pdf(out, list(sheets.values()), title="群众诉求登记办理单", progress=progress)
    return MadePaper(out, pages, {demand_id: str(sheet.bookmark) for demand_id, sheet in sheets.items()})


def seal_printed(session: Session, *, made: MadePaper) -> None:
    """The sheets went out: what was done to the demands is corrected from now on, no longer undone."""
    for demand_id, number in made.numbers.items():
        seal(session, Demand, [demand_id], f"诉求 {number} 的登记办理单已经打印")


def export_ledger(
    database: Database,
    progress: Progress = silent_progress,
    *,
    out: Path,
    where: DemandFilter = EVERYTHING,
) -> MadeLedger:
    """Write the demands of a filter as the ledger workbook, oldest first, visitors masked; the history keeps
    that it was exported."""
    with database.reading() as session:
        total = count_demands(session, where=where)
        lines = _ledger_lines(list_ledger(session, where=where), total, progress)
        title = f"{_of_station(session, where)}群众诉求台账（{total} 件）"
        made = f"导出：{_full_day(context.today(session))}，{context.actor(session)}。"
        sheet = WorkSheet(
            "诉求台账",
            LEDGER_COLUMNS,
            lines,
            title=title,
            notes=[f"{made}来访人只写姓；要求保密的，不写来访人、反映的问题和办理结果。"],
            widths=dict(enumerate(_LEDGER_WIDTHS)),
        )
        write_workbook(out, [sheet])
    with database.transaction() as session:
        # Its numbers are known outside: taking back an import must not free them for others.
        counters = session.execute(select(DemandCounter.station_id, DemandCounter.year)).all()
        seal(session, DemandCounter, [tuple(each) for each in counters], "诉求台账已经导出")
        record_change(
            session,
            action="demand.export",
            subject="demand",
            subject_id=None,
            sentence=f"导出诉求台账 {total} 件",
        )
    return MadeLedger(out, total)


def _of_station(session: Session, where: DemandFilter) -> str:
    """Whose ledger it is: the station asked for, else the desk's own, or the township where others' demands
    are kept beside its own; empty before the first station, when there are no demands either."""
    if where.station_id is not None:
        return get_row(session, Station, where.station_id, "联络站").name
    home = session.scalar(select(Station).where(Station.is_home))
    if home is None:
        return ""
    others = session.scalar(select(Demand.id).where(Demand.station_id != home.id).limit(1))
    return home.name if others is None else home.township


def _ledger_lines(rows: Iterable[LedgerRow], total: int, progress: Progress) -> Iterator[tuple[OutCell, ...]]:
    for done, line in enumerate(rows, 1):
        if done % 100 == 0 or done == total:
            progress(done, total, "件")
        row = line.row
        yield (
            row.number,
            row.received_on,
            row.visitor,
            _CONFIDENTIAL if line.confidential else row.title,
            _CONFIDENTIAL if line.confidential else line.words,
            line.category_path,
            row.route.label if row.route else "",
            row.unit,
            line.assigned_on,
            row.deadline_on,
            row.state.label + (f"（{row.due.text}）" if row.due.days < 0 else ""),
            _CONFIDENTIAL if line.confidential and line.result else line.result,
            line.informed_on,
            line.followed_up_on,
            line.satisfaction.label if line.satisfaction else "",
            row.struck_off_on,
            row.rounds,
            row.urged,
            line.deputies,
        )


def _place(session: Session, demand: DemandDetail) -> str:
    """Where it was voiced: the place of the reception day, else the desk's address."""
    visit = session.get(Visit, demand.visit_id) if demand.visit_id else None
    if visit is not None and visit.day.activity.place:
        return visit.day.activity.place
    station = session.query(Station).filter(Station.name == demand.station).one()
    return station.address


def _step_values(step: StepRow) -> dict[str, str]:
    at = local_time(step.at)
    content = (
        step.sentence if not step.note or step.note in step.sentence else f"{step.sentence}：{step.note}"
    )
    return {"day": month_day(at), "action": step.label, "content": content, "actor": step.actor}


def _follow_up_text(step: StepRow) -> str:
    note = f"，{step.note}" if step.note else ""
    return f"{_full_day(local_time(step.at).date())} {step.sentence}{note}"


def _full_day(day: date | None) -> str:
    return "" if day is None else day_words(day)
