"""六公开清单 (forms/suggestion_public): who proposed, what, who handles, who supervises, how, and with what result.

Published, so nothing of it is private: what is confidential or withheld is left out, persons other than deputies and
officials are not named, phones and document numbers are masked.
"""

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
    seal_printed,
    whole_day,
    write_out,
)
from deputy_station.features.suggestions.service.publishing import PublicRow, list_public
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇 2026 年代表建议办理六公开清单"),
    Field("issuer", "公布单位", "青石镇人民代表大会主席团"),
    Field("day", "公布日期", "2026年11月20日"),
    Field(
        "lines",
        "建议",
        kind=FieldKind.LIST,
        columns=(
            Field("place", "序号", "1"),
            Field("deputies", "建议代表", "王建国、李秀英"),
            Field("content", "建议内容", "关于修复东街路灯的建议"),
            Field("unit", "承办单位及责任人", "镇村建办（刘涛）"),
            Field("supervisor", "督办单位及责任人", "镇人大主席团（王强）"),
            Field("measures", "办理工作方案", "先修 6 盏，年底前修完。"),
            Field("result", "办理结果", "B 正在解决：已修 6 盏。代表满意。"),
        ),
    ),
    Field("note", "说明", "共 12 件，其中 10 件公开，2 件按规定不公开。"),
)


def public_sheet(session: Session, *, year: int) -> tuple[Sheet, tuple[int, ...]]:
    """The list of a year, filled, and the ids of the suggestions on it."""
    listed = list_public(session, year=year)
    station = home_station(session)
    values: dict[str, Value] = {
        "title": f"{station.township} {year} 年代表建议办理六公开清单",
        "issuer": presidium(station),
        "day": whole_day(context.today(session)),
        "lines": [_line(place, row, station.township) for place, row in enumerate(listed.rows, 1)],
        "note": f"共受理 {listed.accepted} 件，公开 {len(listed.rows)} 件"
        + (f"，{listed.withheld} 件按规定不公开。" if listed.withheld else "。"),
    }
    code = page_code(session, kind=RecordKind.SUGGESTION_YEAR, record_id=of_year(year))
    sheet = Sheet(load_form("suggestion_public", FIELDS), values, page_code=code)
    return sheet, tuple(row.id for row in listed.rows)


def draw_public_list(
    database: Database, progress: Progress = silent_progress, *, out: Path, year: int
) -> MadePaper:
    """Write the list, as DOCX where `out` ends so; looking at it seals nothing."""
    have_key(database)
    with database.reading() as session:
        sheet, ids = public_sheet(session, year=year)
    return write_out(sheet, out, f"{year}年的六公开清单", ids, progress)


def seal_published(session: Session, *, made: MadePaper) -> None:
    """The list was published: what stands on it is corrected from now on, no longer undone."""
    seal_printed(session, made=made)


def _line(place: int, row: PublicRow, township: str) -> dict[str, str]:
    """A row of the list. Where nobody was named to supervise, the presidium does (代表法 2025, Art. 52)."""
    return {
        "place": str(place),
        "deputies": "、".join(row.deputies),
        "content": row.title,
        "unit": row.unit,
        "supervisor": row.supervisor or f"{township}人大主席团",
        "measures": row.measures,
        "result": row.result,
    }
