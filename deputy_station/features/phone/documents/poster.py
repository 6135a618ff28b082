"""The poster for the door (forms/phone_poster): the QR of the page as large as the sheet allows, and its address."""

from dataclasses import replace
from pathlib import Path

from deputy_station.core.clock import day_words, hour_words, hours_words
from deputy_station.core.progress import Progress
from deputy_station.documents.description import Field, FieldKind, Sheet, same_code
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.features.phone.service.serving import Running
from deputy_station.features.phone.service.signing import PhoneMatter, phone_matter
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store.database import Database

FOR_VISITORS = "群众：扫码，写下要反映的事，得到编号"

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("activity", "活动名称", "12月代表接待日"),
    Field("time", "时间", "2026年12月4日 9:00—11:30"),
    Field("address", "网址", "http://192.168.1.20:8100/a/Kq3xY7_mWz0d"),
    Field("visitors", "给群众的说明", FOR_VISITORS),
    Field("until", "到什么时候", "只在 12:00 以前有用，过后扫不开。"),
    Field("code", "二维码", kind=FieldKind.CODE),
)


def make_poster(database: Database, progress: Progress, *, running: Running, out: Path) -> int:
    """The poster of the page as it runs now, as PDF; its pages. Raises NotFound, and what `make_pdf` raises."""
    have_key(database)
    with database.reading() as session:
        matter = phone_matter(session, activity_id=running.activity_id)
        code = page_code(session, kind=RecordKind.ACTIVITY, record_id=running.activity_id)
    return make_pdf(
        out,
        [replace(poster_sheet(matter, running), page_code=code)],
        title=f"{matter.title}手机签到海报",
        progress=progress,
    )


def poster_sheet(matter: PhoneMatter, running: Running) -> Sheet:
    """The poster filled: whose page, for what, the QR of its address, until when."""
    hours = hours_words(matter.starts_at, matter.ends_at)
    return Sheet(
        load_form("phone_poster", FIELDS),
        {
            "station": matter.station,
            "activity": matter.title,
            "time": f"{day_words(matter.held_on)} {hours}".strip(),
            "address": running.url,
            "visitors": FOR_VISITORS if running.with_demands else "",
            "until": f"只在 {hour_words(running.closes_at)} 以前有用，过后扫不开。",
            "code": same_code(running.url),
        },
    )
