"""The schedule of duty reports (forms/duty_schedule): who reports when and where, oral or in writing, by which day."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.assessment.documents.writing_out import MadePaper, whole_day, write_out
from deputy_station.features.assessment.service.duty import DutyRow, DutyView, read_duty
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.store import context
from deputy_station.store.database import Database

SCHEDULE_FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇人大代表2026年述职安排表"),
    Field(
        "opening", "概况", "第十九届每届一次：共 4 位代表，已述职 1 位，还有 3 位；其中 1 位还没有排日期。"
    ),
    Field(
        "lines",
        "安排",
        kind=FieldKind.LIST,
        columns=(
            Field("place", "序号", "1"),
            Field("deputy", "姓名", "王建国"),
            Field("group", "代表小组", "第一代表小组"),
            Field("day", "日期", "2026年12月8日"),
            Field("where", "地点", "东街社区会议室"),
            Field("manner", "方式", "口头"),
            Field("due", "最迟", "2026年12月31日"),
            Field("state", "情况", "已安排"),
        ),
    ),
    Field("note", "说明", "书面述职请在最迟日期以前交到镇人大主席团办公室。"),
    Field("signature", "落款", "青石镇人民代表大会主席团　2026年11月20日"),
)
FIELDS: Mapping[str, tuple[Field, ...]] = {"duty_schedule": SCHEDULE_FIELDS}


def schedule_sheet(session: Session, *, year: int) -> Sheet:
    """Everybody by day, those without one last. Raises NotFound when nobody is to report."""
    view = read_duty(session, year=year)
    if not view.rows:
        raise NotFound(f"{year} 年要述职的代表")
    town = home_station(session).township
    ordered = sorted(view.rows, key=lambda row: (row.done_on or row.planned_on or date.max, row.id))
    values: dict[str, Value] = {
        "title": f"{town}人大代表{year}年述职安排表",
        "opening": _opening(view),
        "lines": [_line(place, row, view.until) for place, row in enumerate(ordered, 1)],
        "note": "书面述职请在最迟日期以前交到镇人大主席团办公室。日期和地点有变动的，另行通知。",
        "signature": f"{town}人民代表大会主席团　{whole_day(context.today(session))}",
    }
    code = page_code(session, kind=RecordKind.ASSESSMENT, record_id=of_year(year))
    return Sheet(load_form("duty_schedule", SCHEDULE_FIELDS), values, page_code=code)


def draw_schedule(
    database: Database, progress: Progress = silent_progress, *, out: Path, year: int
) -> MadePaper:
    """The schedule, as PDF, DOCX or XLSX after the ending of `out`."""
    have_key(database)
    with database.reading() as session:
        sheet = schedule_sheet(session, year=year)
    return write_out([sheet], out, progress)


def _opening(view: DutyView) -> str:
    unplanned = sum(row.deed_id is None and row.planned_on is None for row in view.rows)
    told = (
        f"{view.window}{view.every.label}：共 {len(view.rows)} 位代表，"
        f"已述职 {len(view.rows) - view.owed} 位，还有 {view.owed} 位"
    )
    return f"{told}；其中 {unplanned} 位还没有排日期。" if unplanned else f"{told}。"


def _line(place: int, row: DutyRow, due: date) -> dict[str, str]:
    """A report given stands with its own day, place and manner, one to come as it is planned."""
    given = row.deed_id is not None
    day = row.done_on if given else row.planned_on
    manner = row.manner if given else row.planned_manner
    return {
        "place": str(place),
        "deputy": row.deputy,
        "group": row.group,
        "day": whole_day(day) if day else "",
        "where": row.place if given else row.planned_place,
        "manner": manner.label if manner else "",
        "due": whole_day(due),
        "state": "已述职" if given else row.state,
    }
