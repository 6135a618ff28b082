"""答复函 (forms/suggestion_reply): the unit's letter to the deputy, in the layout of official papers (GB/T 9704), with
the letter of its class top right."""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.matters.models import Unit
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.features.suggestions.documents.writing_out import (
    MadePaper,
    called,
    paragraphs,
    presidium,
    whole_day,
    write_out,
)
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("letter", "答复类别", "B"),
    Field("issuer", "发文机关", "青石镇村建办公室"),
    Field("document_number", "发文字号", "青村建函〔2026〕7号"),
    Field("heading", "标题", "对第十九届第五次会议第12号建议的答复"),
    Field("addressee", "主送", "王建国代表："),
    Field("opening", "缘由", "您提出的《关于修复东街路灯的建议》收悉。现答复如下："),
    Field("body", "答复内容", "东街 12 盏路灯已列入今年维修计划。"),
    Field("promise", "承诺", "承诺事项：2027年3月底前全部更换为节能路灯。"),
    Field("closing", "结语", "感谢您对我们工作的关心和支持。"),
    Field("contact", "联系人", "联系人：刘涛，电话：0561－5550456。"),
    Field("signature", "落款", "青石镇村建办公室"),
    Field("issued_on", "成文日期", "2026年11月20日"),
    Field("copies", "抄送", "抄送：青石镇人民代表大会主席团，镇供电所。"),
)


def reply_sheet(session: Session, *, suggestion_id: int) -> Sheet:
    """The reply of a suggestion as a letter; before the reply is recorded, with its place left free. Raises NotFound."""
    each = get_suggestion(session, suggestion_id=suggestion_id)
    station = home_station(session)
    unit = session.get(Unit, each.unit_id) if each.unit_id is not None else None
    person = each.lead_handover.person if each.lead_handover else ""
    person = person or (unit.contact if unit else "")
    told = [f"联系人：{person}" if person else "", f"电话：{unit.phone}" if unit and unit.phone else ""]
    contact = "，".join(part for part in told if part)
    names = "、".join(signer.name for signer in (each.lead, *each.co_signers))
    co = "".join(f"，{one.unit}" for one in each.co_units)
    promises = "；".join(
        one.words + (f"（{whole_day(one.due_on)}前）" if one.due_on else "") for one in each.promises
    )
    you = "你们" if each.co_signers else "您"
    values = {
        "letter": each.reply_class.letter if each.reply_class else "",
        "issuer": each.unit,
        "document_number": each.reply_number,
        "heading": f"对{each.number}建议的答复" if each.number else f"对《{each.title}》的答复",
        "addressee": f"{names}代表：",
        "opening": f"{you}提出的《{each.title}》收悉。现答复如下：",
        "body": paragraphs(each.reply),
        "promise": f"承诺事项：{promises}。" if promises else "",
        "closing": f"感谢{you}对我们工作的关心和支持。",
        "contact": f"{contact}。" if contact else "",
        "signature": each.unit,
        "issued_on": whole_day(each.replied_on or context.today(session)),
        "copies": f"抄送：{presidium(station)}{co}。",
    }
    return Sheet(
        load_form("suggestion_reply", FIELDS),
        values,
        bookmark=called(each),
        page_code=page_code(session, kind=RecordKind.SUGGESTION, record_id=suggestion_id),
    )


def draw_reply(
    database: Database, progress: Progress = silent_progress, *, out: Path, suggestion_id: int
) -> MadePaper:
    """Write the reply letter, as DOCX where `out` ends so; looking at it seals nothing."""
    have_key(database)
    with database.reading() as session:
        sheet = reply_sheet(session, suggestion_id=suggestion_id)
    return write_out(sheet, out, f"{sheet.bookmark}的答复函", (suggestion_id,), progress)
