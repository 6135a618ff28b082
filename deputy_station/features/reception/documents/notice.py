"""The notice of a reception day (forms/notice): what it may show, and how it is made."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_and_hours, day_words, month_day
from deputy_station.core.paths import resources_folder
from deputy_station.core.progress import Progress
from deputy_station.documents.description import Field, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.documents.written_as import write_paper
from deputy_station.features.deputies.rules import levels_on_paper
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.reception.rules.notice import DEFAULT_LEAD_DAYS
from deputy_station.features.reception.service.listing import day_detail
from deputy_station.features.reception.service.notices import issue_notice
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("issuer", "发文机关", "青石镇人民代表大会主席团"),
    Field("document_number", "发文字号", "青人主〔2026〕7号"),
    Field("heading", "标题", "关于开展12月代表接待日活动的公告"),
    Field("addressee", "主送", "各选区选民、各村（社区）居民："),
    Field("opening", "依据和缘由", "根据年度工作安排，镇人大主席团定于近期开展代表接待日活动，现公告如下。"),
    Field("time", "接待时间", "2026年12月4日（星期五）9:00—11:30"),
    Field("place", "接待地点", "东街代表联络站一楼接待室（东街社区服务中心院内）"),
    Field("deputies", "接待代表", "王建国（区、镇人大代表）、李秀英（镇人大代表）"),
    Field("accepted", "可以反映的事项", "对本镇经济社会发展和民生实事的意见建议。"),
    Field("not_accepted", "不受理的事项", "已经或者依法应当通过诉讼、仲裁、行政复议解决的事项。"),
    Field("routing", "诉求去向", "能当场答复的当场答复；需要办理的，由镇人大主席团交有关单位限期办理。"),
    Field("contact", "联系方式", "联系人：周敏，电话：0561－5550123。"),
    Field("signature", "落款", "青石镇人民代表大会主席团"),
    Field("issued_on", "成文日期", "2026年11月27日"),
)


@dataclass(frozen=True)
class PrintedNotice:
    """A notice on paper: where, how many pages, its number, and a sentence when it is out too late."""

    path: Path
    pages: int
    number: str
    warning: str


def notice_sheet(session: Session, *, day_id: int, number: str = "", issued_on: date | None = None) -> Sheet:
    """The notice of a day, filled, with the number and day it has or is to get. Raises NotFound.

    Without either, one that is not out yet has no number and is of today.
    """
    detail = day_detail(session, day_id=day_id)
    station = home_station(session)
    words = _notice_words()
    row = detail.row
    issuer = f"{station.township}人民代表大会主席团"
    number, issued_on = number or row.notice, issued_on or row.notice_on or context.today(session)
    theme = f"本次接待主题：{row.theme}。" if row.theme else ""
    values = {
        "issuer": issuer,
        "document_number": f"公告{number}" if number else "",
        "heading": f"关于开展{month_day(row.held_on)}代表接待日活动的公告",
        "addressee": words["addressee"],
        "opening": f"根据年度工作安排，{station.township}人大主席团定于{month_day(row.held_on)}"
        f"在{detail.station}开展代表接待日活动，现公告如下。{theme}",
        "time": day_and_hours(row.held_on, row.starts_at, row.ends_at),
        "place": row.place,
        "deputies": "、".join(
            f"{each.name}（{levels_on_paper(each.levels, station.district)}人大代表）"
            if each.levels
            else each.name
            for each in detail.duty
            if each.expected
        )
        + "。",
        "accepted": words["accepted"],
        "not_accepted": words["not_accepted"],
        "routing": words["routing"],
        "contact": f"联系电话：{station.phone}。" if station.phone else f"请到{station.name}现场咨询。",
        "signature": issuer,
        "issued_on": day_words(issued_on),
    }
    code = page_code(session, kind=RecordKind.RECEPTION_DAY, record_id=day_id)
    return Sheet(load_form("notice", FIELDS), values, page_code=code)


def print_notice(
    database: Database, progress: Progress, *, day_id: int, out: Path, lead_days: int = DEFAULT_LEAD_DAYS
) -> PrintedNotice:
    """Issue the notice of a day if it is not out yet, and write it as the ending of `out` says.

    A notice already out keeps its number, so that printing again after a full disk gives the same paper. Only a
    PDF has its pages counted, else `pages` is 0.
    """
    have_key(database)
    with database.transaction() as session:
        issued = issue_notice(session, day_id=day_id, lead_days=lead_days)
        sheet = notice_sheet(session, day_id=day_id)
    pages = write_paper(out, [sheet], title=str(sheet.values["heading"]), progress=progress)
    return PrintedNotice(out, pages, issued.day.row.notice, issued.warning)


@lru_cache(maxsize=1)
def _notice_words() -> dict[str, str]:
    """What every notice of the town says alike (resources/reception/notice.toml)."""
    path = resources_folder() / "reception" / "notice.toml"
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: str(value) for key, value in words.items()}
