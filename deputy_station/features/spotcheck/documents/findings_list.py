"""履职检查问题整改清单 (forms/check_findings): every finding not yet settled, and those settled this year, with deadline
and person."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.errors import NotFound
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.documents.written_as import write_paper
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.features.spotcheck.documents.check_sheets import state_words
from deputy_station.features.spotcheck.rules.findings import WAITING
from deputy_station.features.spotcheck.service.findings import findings_of, late_words
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇履职检查问题整改清单"),
    Field("issuer", "单位", "青石镇人民代表大会主席团"),
    Field("day", "日期", "2026年11月20日"),
    Field("total", "合计", "4 个问题：了结 1 个，没有了结 3 个，其中过期 1 个。"),
    Field(
        "lines",
        "问题",
        kind=FieldKind.LIST,
        columns=(
            Field("place", "序号", "1"),
            Field("deputy", "代表", "王建国"),
            Field("group", "代表小组", "第一代表小组"),
            Field("words", "发现的问题", "10月6日学习培训“秋季培训”：没有证明材料"),
            Field("mend", "怎么改", "归入照片、签到表、会议记录等材料"),
            Field("due_on", "整改期限", "2026年12月5日"),
            Field("person", "责任人", "周敏"),
            Field("state", "整改情况", "待改"),
        ),
    ),
)


@dataclass(frozen=True)
class DrawnFindings:
    """What was written: where, how many findings, how many pages (DOCX: 0)."""

    path: Path
    findings: int
    pages: int


def findings_sheet(session: Session) -> tuple[Sheet, int]:
    """The list, filled, and how many findings stand on it. Raises NotFound when there is none."""
    today = context.today(session)
    rows = [
        row
        for row in findings_of(session)
        if row.standing in WAITING or row.closed_on is None or row.closed_on.year == today.year
    ]
    if not rows:
        raise NotFound("要整改的问题")
    station = home_station(session)
    waiting = sum(row.standing in WAITING for row in rows)
    values: dict[str, Value] = {
        "title": f"{station.township}履职检查问题整改清单",
        "issuer": f"{station.township}人民代表大会主席团",
        "day": day_words(today),
        "total": f"{len(rows)} 个问题：了结 {len(rows) - waiting} 个，没有了结 {waiting} 个，其中{late_words(rows)}。",
        "lines": [
            {
                "place": str(place),
                "deputy": row.deputy,
                "group": row.group,
                "words": row.words,
                "mend": row.mend,
                "due_on": day_words(row.due_on),
                "person": row.person,
                "state": state_words(row),
            }
            for place, row in enumerate(rows, 1)
        ],
    }
    code = page_code(session, kind=RecordKind.CHECK_FINDINGS, record_id=of_year(today.year))
    return Sheet(load_form("check_findings", FIELDS), values, page_code=code), len(rows)


def draw_findings(database: Database, progress: Progress = silent_progress, *, out: Path) -> DrawnFindings:
    """Write the list, as the ending of `out` says (PDF, DOCX, XLSX). Raises NotFound when there is nothing on it."""
    have_key(database)
    with database.reading() as session:
        sheet, findings = findings_sheet(session)
    pages = write_paper(out, [sheet], title=sheet.form.title, progress=progress)
    return DrawnFindings(out, findings, pages)
