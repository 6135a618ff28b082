"""The visitor's receipt on A6 or on a 58 mm roll: number, gist, who handles it, reply by when, whom to ring."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value, same_code
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.deputies.models import Station
from deputy_station.features.signin.rules.record_codes import RecordCode, RecordKind, sign_record
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.store.capture import seal
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("number", "编号", "东街-2026-0012"),
    Field("visitor", "来访人", "张桂兰"),
    Field("received_on", "登记日期", "2026年11月20日"),
    Field("gist", "要点", "巷子的路灯坏了半个月"),
    Field("handler", "谁来办", "镇城建办"),
    Field("reply_by", "几时答复", "2026年12月4日前"),
    Field("phone", "电话", "0561－5550123"),
    Field("code", "打开这件诉求的二维码", kind=FieldKind.CODE),
)
SECRET_VISITOR = "（要求保密，不写姓名）"
LATER = "交办后告知"
_CLOSED_WAYS = {Route.ANSWERED: "当场答复", Route.DECLINED: "已说明该找哪里"}


@dataclass(frozen=True)
class DrawnReceipt:
    """A receipt drawn: where, its pages, and the demand with its number."""

    path: Path
    pages: int
    demand_id: int
    number: str


def receipt_sheet(session: Session, *, demand_id: int, paper: str = "a6") -> Sheet:
    """The receipt of a demand on `paper` ("a6" or "58"). Of a confidential one nobody is named.

    Makes the station's key when there is none yet. Raises NotFound.
    """
    demand = get_demand(session, demand_id=demand_id)
    row = demand.row
    station = session.get_one(Station, session.get_one(Demand, demand_id).station_id)
    values: dict[str, Value] = {
        "station": station.name,
        "number": row.number,
        "visitor": SECRET_VISITOR if demand.confidential else demand.visitor_name or "未留姓名",
        "received_on": day_words(row.received_on),
        "gist": row.title,
        "handler": _handler(row),
        "reply_by": _reply_by(row),
        "phone": station.phone or "请到本站来问",
        "code": same_code(
            sign_record(RecordCode(station.id, RecordKind.DEMAND, demand_id), station_secret(session))
        ),
    }
    return Sheet(load_form(f"receipt_{paper}", FIELDS), values, bookmark=row.number)


def draw_receipt(
    database: Database,
    progress: Progress = silent_progress,
    *,
    demand_id: int,
    out: Path,
    paper: str = "a6",
) -> DrawnReceipt:
    """The receipt as PDF to look at; `seal_receipt` when it went out."""
    with database.transaction() as session:  # the station's key may have to be made
        sheet = receipt_sheet(session, demand_id=demand_id, paper=paper)
    pages = make_pdf(out, [sheet], title="来访诉求回执", progress=progress)
    return DrawnReceipt(out, pages, demand_id, str(sheet.values["number"]))


def seal_receipt(session: Session, *, made: DrawnReceipt) -> None:
    """The visitor took it along: what was done to the demand is corrected from now on, no longer undone."""
    seal(session, Demand, [made.demand_id], f"诉求 {made.number} 的回执已经打印")


def _handler(row: DemandRow) -> str:
    if row.state is DemandState.REGISTERED or row.route is None:
        return "等候交办"
    return row.unit or _CLOSED_WAYS.get(row.route, row.route.label)


def _reply_by(row: DemandRow) -> str:
    if row.state is not DemandState.REGISTERED and row.route in _CLOSED_WAYS:
        return "已当面答复"
    if row.deadline_on is None or row.state is DemandState.REGISTERED:
        return LATER
    provisional = "（暂算）" if row.deadline_provisional else ""
    return f"{day_words(row.deadline_on)}前{provisional}"
