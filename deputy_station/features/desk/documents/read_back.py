"""The visitor's words in 30 pt, to be read along and signed (forms/read_back). It names nobody."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.documents.written_as import write_paper
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.reception.service.listing import day_detail
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("day", "接待日期", "2026年11月20日"),
    Field("number", "编号", "东街-2026-0012"),
    Field("words", "原话", "俺们那条巷子的路灯坏了半个月。"),
)


@dataclass(frozen=True)
class DrawnWords:
    """The paper drawn: where, and its pages."""

    path: Path
    pages: int


def read_back_sheet(session: Session, *, day_id: int, words: str, demand_id: int | None = None) -> Sheet:
    """The words as typed at the desk, with the number once there is one. Raises NotFound."""
    day = day_detail(session, day_id=day_id)
    number = "" if demand_id is None else get_demand(session, demand_id=demand_id).row.number
    values = {
        "station": day.station,
        "day": day_words(day.row.held_on),
        "number": f"编号：{number}" if number else "",
        "words": words,
    }
    kind, record_id = (
        (RecordKind.RECEPTION_DAY, day_id) if demand_id is None else (RecordKind.DEMAND, demand_id)
    )
    code = page_code(session, kind=kind, record_id=record_id)
    return Sheet(load_form("read_back", FIELDS), values, page_code=code)


def draw_read_back(
    database: Database,
    progress: Progress = silent_progress,
    *,
    day_id: int,
    words: str,
    out: Path,
    demand_id: int | None = None,
) -> DrawnWords:
    """The paper, as the ending of `out` says."""
    have_key(database)
    with database.reading() as session:
        sheet = read_back_sheet(session, day_id=day_id, words=words, demand_id=demand_id)
    return DrawnWords(out, write_paper(out, [sheet], title="来访人原话", progress=progress))
