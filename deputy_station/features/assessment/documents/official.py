"""Official papers in the layout of GB/T 9704: the publication of names (forms/publicity), the letter of reminder
(forms/leaving_reminder). Who objected never stands on one."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import month_day
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.assessment.documents.writing_out import MadePaper, whole_day, write_out
from deputy_station.features.assessment.rules.choices import Honour
from deputy_station.features.assessment.service.leaving import fact_of, seal_fact
from deputy_station.features.assessment.service.publicity import NobodyLeft, read_list
from deputy_station.features.assessment.service.publishing import seal_list
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.store import context
from deputy_station.store.database import Database

_HEAD = (
    Field("issuer", "发文机关", "青石镇人民代表大会主席团"),
    Field("document_number", "发文字号", "青人主〔2026〕12号"),
)
_END = (
    Field("signature", "落款", "青石镇人民代表大会主席团"),
    Field("issued_on", "日期", "2026年12月21日"),
)
PUBLICITY_FIELDS: tuple[Field, ...] = (
    *_HEAD,
    Field("heading", "标题", "关于2026年度考核优秀代表的公示"),
    Field("opening", "事由", "拟确定以下 3 名代表，现予公示。"),
    Field("names", "名单", "王建国（第一代表小组）"),
    Field("period", "时间", "公示时间：2026年12月21日至12月25日，共 5 天。"),
    Field("how", "怎么反映", "有不同意见的，请写明事实反映。"),
    Field("contact", "联系", "联系电话：0561-5550123。"),
    *_END,
)
REMINDER_FIELDS: tuple[Field, ...] = (
    *_HEAD,
    Field("heading", "标题", "提　醒　函"),
    Field("addressee", "主送", "赵铁柱代表"),
    Field("facts", "情况", "本届未经批准不出席 1 次。"),
    Field("law", "依据", "代表法（2025 年修正）第六十二条第三项"),
    Field("asking", "请求", "请您按时出席会议。"),
    Field("defence", "申辩", "有不同意见的，可以说明。"),
    *_END,
)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "publicity": PUBLICITY_FIELDS,
    "leaving_reminder": REMINDER_FIELDS,
}
_BASIS = {
    Honour.EXCELLENT: "按照年度考核办法，经个人自评、代表小组和镇人大主席团评定",
    Honour.FINE: "经推荐、资格核对和投票",
}


def publicity_sheet(session: Session, *, list_id: int) -> Sheet:
    """The publication of a list: the names that stand. Raises NobodyLeft."""
    row = read_list(session, list_id=list_id)
    station = home_station(session)
    presidium = f"{station.township}人民代表大会主席团"
    standing = row.standing
    if not standing:
        raise NobodyLeft(row.title)
    same_year = row.ends_on.year == row.starts_on.year
    until = month_day(row.ends_on) if same_year else whole_day(row.ends_on)
    contact = [f"联系电话：{station.phone}。" if station.phone else "", _address(station.address)]
    honour = row.title.replace(" ", "")
    values: dict[str, Value] = {
        "issuer": presidium,
        "document_number": row.number,
        "heading": f"关于{honour}的公示",
        "opening": f"{_BASIS[row.honour]}，拟确定以下 {len(standing)} 名代表为{honour}，现予公示。",
        "names": "、".join(
            f"{each.deputy}（{each.words}）" if each.words else each.deputy for each in standing
        )
        + "。",
        "period": f"公示时间：{whole_day(row.starts_on)}至{until}，共 {row.days_words}。",
        "how": "公示期间，对公示对象有不同意见的，请写明事实，向镇人大主席团办公室反映。反映人的姓名予以保密。",
        "contact": "".join(contact),
        "signature": presidium,
        "issued_on": whole_day(row.starts_on),
    }
    code = page_code(session, kind=RecordKind.ASSESSMENT, record_id=of_year(row.year))
    return Sheet(load_form("publicity", PUBLICITY_FIELDS), values, page_code=code)


def _address(address: str) -> str:
    return f"地址：{address}。" if address else ""


def draw_publicity(
    database: Database, progress: Progress = silent_progress, *, out: Path, list_id: int
) -> MadePaper:
    """The publication, as DOCX where `out` ends so."""
    have_key(database)
    with database.reading() as session:
        sheet = publicity_sheet(session, list_id=list_id)
    return write_out([sheet], out, progress, row_id=list_id)


def seal_publicity(session: Session, *, made: MadePaper) -> None:
    """The publication went out."""
    seal_list(session, list_id=made.row_id)


def reminder_sheet(session: Session, *, deputy_id: int, ground: str, fact_id: int | None) -> Sheet:
    """The letter of reminder about a fact: it says what is on record and decides nothing. Raises FactGone."""
    fact = fact_of(session, deputy_id=deputy_id, ground=ground, fact_id=fact_id)
    presidium = f"{home_station(session).township}人民代表大会主席团"
    fits = "已有的记录符合这一情形的条件" if fact.met else "现有的情况还不符合"
    words = fact.words.rstrip("。")
    values: dict[str, Value] = {
        "issuer": presidium,
        "document_number": "",
        "heading": "提　醒　函",
        "addressee": f"{fact.deputy}代表",
        "facts": f"据记录，{words}。",
        "law": f"{fact.ground.law}规定了“{fact.ground.name}”的情形。{fits}，特此提醒。",
        "asking": "请您按时出席会议、参加代表活动，联系群众。因健康等特殊原因不能出席的，请按规定请假。",
        "defence": "您对以上情况有不同意见的，可以书面或者当面说明，主席团将如实记录并存档。"
        "本函只作提醒，不是处理决定。",
        "signature": presidium,
        "issued_on": whole_day(context.today(session)),
    }
    code = page_code(
        session,
        kind=RecordKind.ASSESSMENT,
        record_id=of_year(context.today(session).year, deputy_id),
    )
    return Sheet(load_form("leaving_reminder", REMINDER_FIELDS), values, page_code=code)


def draw_reminder(
    database: Database,
    progress: Progress = silent_progress,
    *,
    out: Path,
    deputy_id: int,
    ground: str,
    fact_id: int | None = None,
) -> MadePaper:
    """The letter, as DOCX where `out` ends so."""
    have_key(database)
    with database.reading() as session:
        sheet = reminder_sheet(session, deputy_id=deputy_id, ground=ground, fact_id=fact_id)
    return write_out([sheet], out, progress, row_id=fact_id or 0)


def seal_reminder(session: Session, *, made: MadePaper) -> None:
    """The letter went out; one about counted absences has no row of its own."""
    if made.row_id:
        seal_fact(session, fact_id=made.row_id)
