"""承诺台账 (forms/suggestion_promises): what replies promised for later, of all years, until it came true."""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.features.suggestions.documents.writing_out import (
    MadePaper,
    presidium,
    whole_day,
    write_out,
)
from deputy_station.features.suggestions.rules.choices import OPEN_PROMISES
from deputy_station.features.suggestions.service.promises import list_promises
from deputy_station.features.suggestions.service.rows import PromiseRow
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "代表建议承诺事项台账"),
    Field("issuer", "单位", "青石镇人民代表大会主席团"),
    Field("day", "日期", "2026年11月20日"),
    Field("total", "合计", "3 项，已兑现 1 项，还没有兑现 2 项，其中过期 1 项。"),
    Field(
        "lines",
        "承诺",
        kind=FieldKind.LIST,
        columns=(
            Field("place", "序号", "1"),
            Field("suggestion", "建议", "2026年闭会期间第5号 关于修复东街路灯的建议"),
            Field("lead", "领衔代表", "王建国"),
            Field("unit", "承办单位", "镇村建办"),
            Field("words", "承诺事项", "更换 6 盏节能路灯"),
            Field("replied_on", "答复日期", "2026年11月20日"),
            Field("due_on", "兑现期限", "2027年3月31日"),
            Field("state", "状态", "待兑现"),
            Field("told_on", "告知代表", "2026年12月28日"),
        ),
    ),
)


def promises_sheet(session: Session) -> Sheet:
    """The ledger, filled: those still owed first."""
    rows = list_promises(session)
    owed = [row for row in rows if row.state in OPEN_PROMISES]
    late = sum(row.late_days > 0 for row in owed)
    values: dict[str, Value] = {
        "title": "代表建议承诺事项台账",
        "issuer": presidium(home_station(session)),
        "day": whole_day(context.today(session)),
        "total": f"{len(rows)} 项，已了结 {len(rows) - len(owed)} 项，还没有兑现 {len(owed)} 项，"
        f"其中过期 {late} 项。",
        "lines": [_line(place, row) for place, row in enumerate(rows, 1)],
    }
    code = page_code(session, kind=RecordKind.PROMISES, record_id=of_year(context.today(session).year))
    return Sheet(load_form("suggestion_promises", FIELDS), values, page_code=code)


def draw_promises(database: Database, progress: Progress = silent_progress, *, out: Path) -> MadePaper:
    """Write the ledger, as DOCX where `out` ends so."""
    have_key(database)
    with database.reading() as session:
        sheet = promises_sheet(session)
    return write_out(sheet, out, "承诺台账", (), progress)


def _line(place: int, row: PromiseRow) -> dict[str, str]:
    stand = f"已过期 {row.late_days} 天" if row.late_days else row.state.label
    settled = f"{whole_day(row.settled_on)}" if row.settled_on else ""
    return {
        "place": str(place),
        "suggestion": f"{row.number} {row.title}".strip(),
        "lead": row.lead,
        "unit": row.unit,
        "words": row.words,
        "replied_on": whole_day(row.replied_on),
        "due_on": whole_day(row.due_on),
        "state": "\n".join(part for part in (stand, settled, row.note) if part),
        "told_on": whole_day(row.told_on),
    }
