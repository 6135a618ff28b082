"""征询意见表 (forms/suggestion_feedback): what the deputy thinks of the reply and of how it was handled."""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.matters.rules.choices import ContactStage
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.features.suggestions.documents.writing_out import (
    MadePaper,
    called,
    presidium,
    whole_day,
    write_out,
)
from deputy_station.features.suggestions.rules.choices import SuggestionSatisfaction
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.store.database import Database

MEASURES = ("承办人业务能力", "沟通主动性", "交流充分性", "办理针对性", "问题共识度", "具体评价")
"""The six measures of ten points each, as such forms have them."""

FIELDS: tuple[Field, ...] = (
    Field("number", "编号", "第十九届第五次会议第12号"),
    Field("title", "标题", "关于修复东街路灯的建议"),
    Field("deputies", "代表", "王建国（领衔）、李秀英"),
    Field("unit", "主办单位", "镇村建办"),
    Field("co_units", "协办单位", "镇供电所"),
    Field("replied_on", "答复日期", "2026年11月20日"),
    Field("reply_class", "答复类别", "B 正在解决"),
    Field("contacts", "联系情况", "办前 1 次，办中 1 次，办后 0 次"),
    Field("result", "办理结果", "□满意　□基本满意　□不满意"),
    Field("manner", "办理态度", "□满意　□基本满意　□不满意"),
    Field(
        "measures",
        "分项评价",
        kind=FieldKind.LIST,
        columns=(Field("place", "序号", "1"), Field("measure", "分项", "承办人业务能力")),
    ),
    Field("opinion", "意见和要求", ""),
    Field("return_by", "交回日期", "请在 2026年12月11日以前交回青石镇人民代表大会主席团。"),
)


def feedback_sheet(session: Session, *, suggestion_id: int) -> Sheet:
    """The form of a suggestion that was replied to; what is recorded already is ticked. Raises NotFound."""
    each = get_suggestion(session, suggestion_id=suggestion_id)
    talks = {
        stage: sum(one.stage is stage for one in each.contacts if one.round == each.rounds)
        for stage in ContactStage
    }
    until = f" {whole_day(each.step_due_on)}以前" if each.step_due_on and each.satisfaction is None else ""
    values: dict[str, Value] = {
        "number": each.number,
        "title": each.title,
        "deputies": "、".join([f"{each.lead.name}（领衔）", *(signer.name for signer in each.co_signers)]),
        "unit": each.unit,
        "co_units": "、".join(one.unit for one in each.co_units),
        "replied_on": whole_day(each.replied_on),
        "reply_class": each.reply_class.label if each.reply_class else "",
        "contacts": "，".join(f"{stage.label[:2]} {talks[stage]} 次" for stage in ContactStage),
        "result": _ticked(each.satisfaction),
        "manner": _ticked(each.manner),
        "measures": [{"place": str(place), "measure": measure} for place, measure in enumerate(MEASURES, 1)],
        "opinion": each.appraisal_note,
        "return_by": f"请在{until or '收到后及时'}交回{presidium(home_station(session))}。",
    }
    return Sheet(
        load_form("suggestion_feedback", FIELDS),
        values,
        bookmark=called(each),
        page_code=page_code(session, kind=RecordKind.SUGGESTION, record_id=suggestion_id),
    )


def draw_feedback(
    database: Database, progress: Progress = silent_progress, *, out: Path, suggestion_id: int
) -> MadePaper:
    """Write 征询意见表, as DOCX where `out` ends so; looking at it seals nothing."""
    have_key(database)
    with database.reading() as session:
        sheet = feedback_sheet(session, suggestion_id=suggestion_id)
    return write_out(sheet, out, f"{sheet.bookmark}的征询意见表", (suggestion_id,), progress)


def _ticked(said: SuggestionSatisfaction | None) -> str:
    return "　".join(f"{'☑' if one is said else '□'}{one.label}" for one in SuggestionSatisfaction)
