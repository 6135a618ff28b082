"""The sheet of one demand (forms/demand_record): 群众诉求登记办理单, from the visitor's words to struck off."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import local_time, month_day
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents.drawing import MadePaper, draw_sheets, full_day, seal_printed
from deputy_station.features.demands.rules.faces import cleared
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.paper_facts import people_of
from deputy_station.features.demands.service.revealing import reveal_visitor
from deputy_station.features.demands.service.rows import DemandDetail, StepRow
from deputy_station.features.deputies.models import Station
from deputy_station.features.reception.models import Visit
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("number", "编号", "东街-2026-0012"),
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

_BOXED = frozenset({"register", "import", "assign", "handle", "inform", "follow_up", "settle", "strike_off"})
"""Steps with boxes of their own on the sheet; the part 办理经过 tells them only where they came more than once."""


def record_values(session: Session, *, demand_id: int, whole_visitor: bool = False) -> dict[str, object]:
    """The values of the sheet of one demand. The visitor is masked; `whole_visitor` prints the name and phone
    and leaves a line in the history that they were asked for."""
    demand = get_demand(session, demand_id=demand_id)
    visitor, phone, address = demand.visitor_masked, demand.phone_masked, demand.visitor_address
    if whole_visitor:
        told = reveal_visitor(session, demand_id=demand_id)
        visitor, phone, address = told.name, told.phone, told.address
    row = demand.row
    people = tuple(replace(one, address="") for one in people_of(session, demand_id))
    others = tuple(one for one in people[1:] if one.secret)

    def said(text: str) -> str:
        """As it was said; without the names and numbers that the sheet masks above. The visitor may be asked for, others
        who asked for secrecy not."""
        return cleared(text, others, numbers=False) if whole_visitor else cleared(text, people)

    follow_up = next((step for step in reversed(demand.steps) if step.step in ("follow_up", "settle")), None)
    return {
        "station": demand.station,
        "number": row.number,
        "received_on": full_day(row.received_on),
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
        "words": said(demand.words + (f"\n诉求：{demand.wish}" if demand.wish else "")),
        "route": row.route.label if row.route else "",
        "opinion": said(demand.opinion),
        "unit": row.unit + (f"（主办）、{demand.co_units}（协办）" if demand.co_units else ""),
        "assigned_on": full_day(demand.assigned_on),
        "deadline": full_day(row.deadline_on),
        "deadline_rule": demand.deadline_arithmetic,
        "steps": [
            _step_values(step, said) for step in demand.steps if row.rounds > 1 or step.step not in _BOXED
        ],
        "result": said(demand.result),
        "settled_on": full_day(row.settled_on),
        "feedback": f"{full_day(demand.informed_on)} {demand.informed_how}" if demand.informed_on else "",
        "satisfaction": row.satisfaction.label if row.satisfaction else "",
        "follow_up": "" if follow_up is None else said(_follow_up_text(follow_up)),
        "struck_off_on": full_day(row.struck_off_on),
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

    def make(session: Session, demand_id: int) -> Sheet:
        return record_sheet(session, demand_id=demand_id, whole_visitor=whole_visitor)

    return draw_sheets(
        database,
        progress,
        out=out,
        demand_ids=demand_ids,
        make=make,
        what="登记办理单",
        recorded=whole_visitor,
    )


def _place(session: Session, demand: DemandDetail) -> str:
    """Where it was voiced: the place of the reception day, else the desk's address."""
    visit = session.get(Visit, demand.visit_id) if demand.visit_id else None
    if visit is not None and visit.day.activity.place:
        return visit.day.activity.place
    station = session.query(Station).filter(Station.name == demand.station).one()
    return station.address


def _step_values(step: StepRow, said: Callable[[str], str]) -> dict[str, str]:
    at = local_time(step.at)
    content = (
        step.sentence if not step.note or step.note in step.sentence else f"{step.sentence}：{step.note}"
    )
    return {"day": month_day(at), "action": step.label, "content": said(content), "actor": step.actor}


def _follow_up_text(step: StepRow) -> str:
    note = f"，{step.note}" if step.note else ""
    return f"{full_day(local_time(step.at).date())} {step.sentence}{note}"
