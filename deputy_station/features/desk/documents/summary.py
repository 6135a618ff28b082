"""The summary of a reception day on paper (forms/day_summary): every figure, the words, who was missing; no visitor."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_and_hours, hours_words
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.documents.written_as import write_paper
from deputy_station.features.desk.rules.summary_words import (
    Counted,
    by_group,
    counted_words,
)
from deputy_station.features.desk.service.summary import (
    DaySummary,
    check_day_came,
    day_summary,
    summary_words,
)
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("day", "日期", "2026年11月20日（星期五）"),
    Field("hours", "时间", "9:00—11:30"),
    Field("place", "地点", "东街社区服务中心一楼接待室"),
    Field("deputies", "到会代表", "王建国、李秀英"),
    Field("on_leave", "请假", "第二代表小组张守田"),
    Field("absent", "缺席", ""),
    Field("visitors", "来访群众", "4 批 7 人"),
    Field("left", "没有等到接待", "1 批"),
    Field("demands", "收到诉求", "3 件"),
    Field("answered", "当场答复", "1 件"),
    Field("settled", "已了结", "1 件"),
    Field("still_open", "还在办", "2 件"),
    Field("categories", "按类别", "城乡建设 2 件，农业农村 1 件"),
    Field("ways", "去向", "当场答复 1 件，镇城建办 1 件，待交办 1 件"),
    Field("words", "小结", "接待来访群众 4 批 7 人，收到诉求 3 件。"),
    Field("recorder", "记录人", "周敏"),
    Field("entered", "履职记录", "已记入 2 名代表的履职记录：王建国、李秀英"),
)
TITLE = "代表接待日小结"


@dataclass(frozen=True)
class DrawnSummary:
    """The paper drawn: where, and its pages (0 where the program that opens it breaks them)."""

    path: Path
    pages: int


def summary_sheet(session: Session, *, day_id: int) -> Sheet:
    """The summary, filled from the records as they stand now; the words as filed, else as they write themselves.

    Raises NotFound, SummaryBeforeDay.
    """
    day = day_summary(session, day_id=day_id)
    check_day_came(session, day.held_on)
    ways = [Counted("当场答复", day.answered), *day.routed, Counted("待交办", day.not_routed)]
    names = "、".join(each.name for each in day.received)
    values = {
        "station": day.station,
        "day": day_and_hours(day.held_on, None, None),
        "hours": hours_words(day.starts_at, day.ends_at),
        "place": day.place,
        "deputies": names or "无",
        "on_leave": by_group(day.on_leave) or "无",
        "absent": _absent(day),
        "visitors": f"{day.parties} 批 {day.people} 人",
        "left": f"{day.left} 批" + (f"，还在等候 {day.waiting} 批" if day.waiting else ""),
        "demands": f"{day.demands} 件",
        "answered": f"{day.answered} 件",
        "settled": f"{day.settled} 件",
        "still_open": f"{day.still_open} 件",
        "categories": counted_words(day.categories) or "无",
        "ways": counted_words([each for each in ways if each.count]) or "无",
        "words": day.filed_words or summary_words(day),
        "recorder": context.actor(session),
        "entered": f"已记入 {day.entered} 名代表的履职记录：{names}" if names else "没有代表到会",
    }
    code = page_code(session, kind=RecordKind.RECEPTION_DAY, record_id=day_id)
    return Sheet(load_form("day_summary", FIELDS), values, page_code=code)


def draw_summary(
    database: Database, progress: Progress = silent_progress, *, day_id: int, out: Path
) -> DrawnSummary:
    """The summary, as PDF, or to go on writing in as DOCX or XLSX, after the ending of `out`."""
    have_key(database)
    with database.reading() as session:
        sheet = summary_sheet(session, day_id=day_id)
    return DrawnSummary(out, write_paper(out, [sheet], title=TITLE, progress=progress))


def _absent(day: DaySummary) -> str:
    """Who was absent, and of whom nobody has said yet whether they came: they may not fall from the paper."""
    open_still = f"未登记：{by_group(day.not_yet)}" if day.not_yet else ""
    return "；".join(part for part in (by_group(day.absent), open_still) if part) or "无"
