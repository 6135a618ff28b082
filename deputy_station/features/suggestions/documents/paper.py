"""建议专用纸 (forms/suggestion_paper): a suggestion as its deputies hand it in."""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.features.suggestions.documents.writing_out import (
    MadePaper,
    called,
    paragraphs,
    whole_day,
    write_out,
)
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.rows import Signer
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("congress", "哪里的人大", "青石镇人民代表大会"),
    Field("session", "届次会次", "第十九届第五次会议"),
    Field("number", "编号", "第12号"),
    Field("kind", "类别", "会议期间建议"),
    Field("category", "内容分类", "城乡建设／市政设施／路灯照明"),
    Field("proposed_on", "提出日期", "2026年11月2日"),
    Field("lead", "领衔代表", "王建国"),
    Field("card", "代表证号", "镇19-023"),
    Field("group", "代表小组", "第一代表小组"),
    Field("work_unit", "单位及职务", "东街社区居民委员会主任"),
    Field("phone", "电话", "138****5678"),
    Field("address", "通讯地址", "东街社区居民委员会"),
    Field("postcode", "邮编", "990012"),
    Field(
        "co_signers",
        "附议人",
        kind=FieldKind.LIST,
        columns=(
            Field("name", "姓名", "李秀英"),
            Field("card", "代表证号", "镇19-031"),
            Field("group", "代表小组", "第一代表小组"),
            Field("work_unit", "单位及职务", "东街小学教师"),
        ),
    ),
    Field("title", "标题", "关于修复东街路灯的建议"),
    Field("text", "内容", "东街 12 盏路灯坏了两年，晚上行人车辆都不安全。建议今年修好，并明确管护单位。"),
    Field("review", "审查意见", "2026年11月5日受理，编为第12号。"),
    Field("handling", "交办意见", "交镇村建办主办，镇供电所协办，2027年2月10日前答复。"),
)


def paper_sheet(session: Session, *, suggestion_id: int) -> Sheet:
    """建议专用纸, filled. Raises NotFound."""
    each = get_suggestion(session, suggestion_id=suggestion_id)
    station = home_station(session)
    lead = _deputy(session, each.lead)
    co = "、".join(one.unit for one in each.co_units)
    number = f"第{each.number.rpartition('第')[2]}" if each.number else ""
    values: dict[str, Value] = {
        "congress": f"{station.township}人民代表大会",
        "session": each.session_name,
        "number": number,
        "kind": each.kind.label,
        "category": each.category_path.replace("/", "／"),
        "proposed_on": whole_day(each.proposed_on),
        "lead": each.lead.name,
        "card": lead["card"],
        "group": lead["group"],
        "work_unit": lead["work_unit"],
        "phone": lead["phone"],
        "address": lead["address"],
        "postcode": lead["postcode"],
        "co_signers": [
            {key: told[key] for key in ("name", "card", "group", "work_unit")}
            for told in (_deputy(session, signer) for signer in each.co_signers)
        ],
        "title": each.title,
        "text": paragraphs(each.text),
        "review": each.refusal_reason
        or (f"{whole_day(each.accepted_on)}受理，编为{each.number}。" if each.number else ""),
        "handling": f"交{each.unit}主办{f'，{co}协办' if co else ''}，{whole_day(each.deadline_on)}前答复。"
        if each.unit and each.deadline_on
        else "",
    }
    return Sheet(
        load_form("suggestion_paper", FIELDS),
        values,
        bookmark=called(each),
        page_code=page_code(session, kind=RecordKind.SUGGESTION, record_id=suggestion_id),
    )


def draw_paper(
    database: Database, progress: Progress = silent_progress, *, out: Path, suggestion_id: int
) -> MadePaper:
    """Write 建议专用纸, as DOCX where `out` ends so; looking at it seals nothing."""
    have_key(database)
    with database.reading() as session:
        sheet = paper_sheet(session, suggestion_id=suggestion_id)
    return write_out(sheet, out, f"{sheet.bookmark}的建议专用纸", (suggestion_id,), progress)


def _deputy(session: Session, signer: Signer) -> dict[str, str]:
    """A signer as the paper names them; of one who is kept secret the name alone, as it is told."""
    deputy = session.get(Deputy, signer.deputy_id) if signer.deputy_id else None
    if deputy is None:
        return {
            "name": signer.name,
            **dict.fromkeys(("card", "group", "work_unit", "phone", "address", "postcode"), ""),
        }
    return {
        "name": deputy.name,
        "card": deputy.card_number,
        "group": deputy.group.name if deputy.group else "",
        "work_unit": deputy.work_unit,
        "phone": deputy.phone,
        "address": deputy.address,
        "postcode": deputy.postcode,
    }
