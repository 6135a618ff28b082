"""抽查名单 (forms/spot_check_draw): who was drawn, and everything a district needs to draw the same again by hand."""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, local_time
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.signin.documents.page_codes import have_key
from deputy_station.features.spotcheck.documents.half_year_writing import (
    MadeCheckPaper,
    check_page_code,
    group_word,
    write_sheet,
)
from deputy_station.features.spotcheck.rules.half_year import METHOD, Lot, Seats
from deputy_station.features.spotcheck.service.half_year import get_half_year, repeat_draw
from deputy_station.store.database import Database

SHOWN_SIGNS = 12
"""Signs of the value that are printed: enough to put a pool in order by hand."""

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇2026年上半年人大代表履职登记册抽查名单"),
    Field("facts", "抽取情况", "80 人里抽 16 人，种子 8f3a12cd，2026年7月6日 09:12 抽取。"),
    Field("note", "备注", "备注：县区代表由区里另查。"),
    Field("method", "方法", METHOD),
    Field("example", "举例", "例：8f3a12cd|2026-1|李秀英|1 的 SHA-256 值开头是 9ce6fd95baeb。"),
    Field(
        "drawn",
        "抽中的代表",
        kind=FieldKind.LIST,
        columns=(
            Field("position", "抽签号", "1"),
            Field("name", "姓名", "李秀英"),
            Field("group", "代表小组", "第一代表小组"),
            Field("level", "层级", "镇"),
            Field("last_result", "上年等次", "好"),
            Field("value", "抽签值", "9ce6fd95baeb"),
        ),
    ),
    Field(
        "strata",
        "各层名额",
        kind=FieldKind.LIST,
        columns=(
            Field("group", "代表小组", "第一代表小组"),
            Field("level", "层级", "镇"),
            Field("last_result", "上年等次", "好"),
            Field("pool", "可抽", "12"),
            Field("share", "应得", "2.40"),
            Field("seats", "名额", "2"),
            Field("moved", "调整", "让出 1"),
        ),
    ),
    Field(
        "pool",
        "可抽的代表",
        kind=FieldKind.LIST,
        columns=(
            Field("stratum", "层", "第一代表小组　镇　好"),
            Field("name", "姓名", "李秀英"),
            Field("number", "同名序号", "1"),
            Field("value", "抽签值", "9ce6fd95baeb"),
            Field("drawn", "抽签号", "1"),
        ),
    ),
)


def draw_sheet(session: Session, *, check_id: int) -> Sheet:
    """The list of a check, filled. Raises NotFound."""
    check = get_half_year(session, check_id=check_id)
    made = repeat_draw(session, check_id=check_id)
    moment = local_time(check.drawn_at)
    first = made.drawn[0]
    key = f"{check.seed}|{check.year}-{check.half}|{first.pooled.name}|{first.number}"
    town = home_station(session).township
    values: dict[str, Value] = {
        "title": f"{town}{check.words.replace(' ', '')}人大代表履职登记册抽查名单",
        "facts": f"{check.pool} 人里抽 {len(check.books)} 人，种子 {check.seed}，"
        f"{day_words(moment.date())} {moment:%H:%M} 抽取"
        + (f"，抽查单位：{check.checker}。" if check.checker else "。"),
        "note": f"备注：{check.note}" if check.note else "",
        "method": METHOD,
        "example": f"例：{key} 的 SHA-256 值开头是 {first.value[:SHOWN_SIGNS]}。",
        "drawn": [
            {
                "position": str(lot.position),
                "name": lot.pooled.name,
                "group": group_word(lot.pooled.stratum.group),
                "level": lot.pooled.stratum.level or "—",
                "last_result": lot.pooled.stratum.last_result,
                "value": lot.value[:SHOWN_SIGNS],
            }
            for lot in made.drawn
        ],
        "strata": [_stratum_row(each) for each in made.strata],
        "pool": [_pool_row(lot) for lot in made.lots],
    }
    return Sheet(
        load_form("spot_check_draw", FIELDS), values, page_code=check_page_code(session, check_id=check_id)
    )


def draw_list(
    database: Database, progress: Progress = silent_progress, *, out: Path, check_id: int
) -> MadeCheckPaper:
    """Write the list, as PDF, DOCX or XLSX after the ending of `out`."""
    have_key(database)
    with database.reading() as session:
        sheet = draw_sheet(session, check_id=check_id)
        author = home_station(session).name
    return write_sheet(sheet, out, title=str(sheet.values["title"]), author=author, progress=progress)


def _stratum_row(each: Seats) -> dict[str, str]:
    moved = "—"
    if each.moved:
        moved = f"补 {each.moved}" if each.moved > 0 else f"让出 {-each.moved}"
    return {
        "group": group_word(each.stratum.group),
        "level": each.stratum.level or "—",
        "last_result": each.stratum.last_result,
        "pool": str(each.pool),
        "share": f"{float(each.share):.2f}",
        "seats": str(each.seats),
        "moved": moved,
    }


def _pool_row(lot: Lot) -> dict[str, str]:
    stratum = lot.pooled.stratum
    return {
        "stratum": f"{group_word(stratum.group)}　{stratum.level or '—'}　{stratum.last_result}",
        "name": lot.pooled.name,
        "number": str(lot.number),
        "value": lot.value[:SHOWN_SIGNS],
        "drawn": str(lot.position) if lot.position else "",
    }
