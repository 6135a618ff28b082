"""群众诉求办理经过 (forms/demand_timeline): every step of a matter on one page, as proof.

It is always one page: the print shrinks, then long texts are cut short, then the steps in the middle become one line
that counts them by kind. What is not there in full is said on the page itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from sqlalchemy.orm import Session

from deputy_station.core.clock import hour_words, local_time, month_day
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.fitting import fit_on_one_page, most_on_one_page
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents import wording
from deputy_station.features.demands.documents.drawing import MadePaper, draw_sheets, full_day, printable
from deputy_station.features.demands.rules.faces import CONFIDENTIAL, cleared
from deputy_station.features.demands.service.paper_facts import PaperFacts, paper_facts
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("station", "联络站", "青石镇东街代表联络站"),
    Field("number", "编号", "东街-2026-0012"),
    Field("title", "诉求", "东街后巷路灯坏了半个月"),
    Field("words", "原话", "俺们那条巷子的路灯坏了半个月。"),
    Field("visitor", "来访人", "张**，138****5678"),
    Field("people", "人数", "3 人，2 户反映"),
    Field("received", "接待", "11月6日，王建国"),
    Field("units", "承办单位", "镇城建办"),
    Field("deadline", "办理期限", "2026年11月20日：次日起 10 个工作日"),
    Field("count", "步数", "7"),
    Field("rounds", "轮数", "1"),
    Field(
        "steps",
        "经过",
        kind=FieldKind.LIST,
        columns=(
            Field("order", "序", "1"),
            Field("at", "时间", "2026-11-06 09:20"),
            Field("round", "轮次", "1"),
            Field("step", "步骤", "登记"),
            Field("content", "内容", "登记。"),
            Field("actor", "经办人", "周敏"),
        ),
    ),
    Field("result", "办理结果", "更换路灯 3 盏。"),
    Field("told", "告知来访人", "2026年11月18日 电话"),
    Field("said", "群众评价", "结果：满意；态度：满意"),
    Field("state", "现在", "已销号"),
    Field("kept", "说明", "以上各步按办理时的记录印出，来访人的姓名、电话和住址已隐去。"),
    Field("issued_on", "日期", "2026年11月20日"),
    Field("printed", "印表", "印表：周敏"),
)
KEPT = "以上各步按办理时的记录印出，来访人的姓名、电话和住址已隐去。"
KEPT_SECRET = "以上各步按办理时的记录印出；来访人要求保密，姓名、内容和备注没有印。"
_WHOLE_UP_TO = 6_000
"""Characters beyond which nobody need try to set all of it on one page."""
_LONG, _LONG_NOTE = 160, 60
"""Characters of a text and of a step that stay where not all of it fits."""
_FIRST_STEPS = 2
_WORD_SPARE = 80.0
"""mm left free where Word sets the lines: its Chinese fonts stand up to a third further apart than ours."""


def timeline_sheet(session: Session, *, demand_id: int, for_word: bool = False) -> Sheet:
    """The whole way of a demand on one page, the visitor masked, texts cleared of whom they name. What does not fit even
    in small print is folded, and the page says so. `for_word` leaves room, as fonts differ from desk to desk there. Raises
    NotFound."""
    facts = paper_facts(session, demand_id=demand_id)
    values = _values(session, facts)
    sheet = printable(
        Sheet(
            load_form("demand_timeline", FIELDS),
            values,  # type: ignore[arg-type]
            bookmark=facts.demand.row.number,
            page_code=page_code(session, kind=RecordKind.DEMAND, record_id=demand_id),
        )
    )
    spare = _WORD_SPARE if for_word else 0.0
    lower = _with_bottom(sheet, sheet.form.page.bottom + spare)
    fitted = fit_on_one_page(lower) if _length(values) <= _WHOLE_UP_TO else None
    return _with_bottom(fitted or _folded(lower), sheet.form.page.bottom)


def _with_bottom(sheet: Sheet, bottom: float) -> Sheet:
    form = sheet.form
    return replace(sheet, form=replace(form, page=replace(form.page, bottom=bottom)))


def _values(session: Session, facts: PaperFacts) -> dict[str, object]:
    demand, row = facts.demand, facts.demand.row
    today, now = context.today(session), local_time(context.now(session))
    received = month_day(row.received_on), "、".join(one.name for one in demand.deputies)
    return {
        "station": facts.station,
        "number": row.number,
        "title": _told(facts, row.title),
        "words": _told(facts, demand.words),
        "visitor": wording.visitor_masked(facts),
        "people": f"{facts.heads} 人" + (f"，{facts.voices} 户反映" if facts.voices > 1 else ""),
        "received": "，".join(part for part in received if part),
        "units": facts.unit_names,
        "deadline": _deadline(facts),
        "count": str(len(demand.steps)),
        "rounds": str(row.rounds),
        "steps": _steps(facts),
        "result": _result(facts),
        "told": " ".join(part for part in (full_day(demand.informed_on), demand.informed_how) if part)
        or "还没有告知",
        "said": _said(facts),
        "state": _state(facts),
        "kept": KEPT_SECRET if demand.confidential else KEPT,
        "issued_on": full_day(today),
        "printed": f"印表：{context.actor(session)}，{full_day(today)} {hour_words(now)}",
    }


def _length(values: Mapping[str, object]) -> int:
    texts = sum(len(value) for value in values.values() if isinstance(value, str))
    steps = cast(list[dict[str, str]], values["steps"])
    return texts + sum(len(step["content"]) for step in steps)


def _folded(sheet: Sheet) -> Sheet:
    """The sheet with long texts cut short and, as far as they must be, the steps in the middle counted in one line."""
    steps = cast(list[dict[str, str]], sheet.values["steps"])
    texts = {
        key: _cut(value, _LONG)
        for key, value in sheet.values.items()
        if isinstance(value, str) and key != "kept"
    }
    short = [{**step, "content": _cut(step["content"], _LONG_NOTE)} for step in steps]
    was_cut = short != steps or any(texts[key] != sheet.values[key] for key in texts)

    def make(last: int) -> Sheet:
        """The first steps and so many of the last ones."""
        left_out = max(0, len(short) - _FIRST_STEPS - last)
        shown = short
        said = ["一页写不下"]
        if left_out:
            end = _FIRST_STEPS + left_out
            shown = [*short[:_FIRST_STEPS], _in_one(short[_FIRST_STEPS:end]), *short[end:]]
            said.append(f"中间 {left_out} 步合成一行")
        if was_cut:
            said.append("较长的文字只印了开头")
        kept = f"{sheet.values['kept']}{'，'.join(said)}。完整的内容在登记办理单和本机的办理经过里。"
        return replace(sheet, values={**sheet.values, **texts, "steps": shown, "kept": kept})

    return most_on_one_page(make, max(0, len(short) - _FIRST_STEPS)) or make(0)


def _in_one(steps: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Some steps as one line: from which to which, and how many of each kind."""
    kinds = Counter(step["step"] for step in steps)
    told = "、".join(f"{kind} {count} 步" for kind, count in kinds.items())
    first, last = steps[0], steps[-1]
    days = dict.fromkeys((first["at"].split()[0], last["at"].split()[0]))
    rounds = dict.fromkeys((first["round"], last["round"]))
    return {
        "order": f"{first['order']}—{last['order']}",
        "at": "至".join(days),
        "round": "—".join(rounds),
        "step": "合并",
        "content": f"这 {len(steps)} 步没有逐条印：{told}。",
        "actor": "、".join(dict.fromkeys(step["actor"] for step in steps)),
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}……（共 {len(text)} 字）"


def draw_timeline(
    database: Database, progress: Progress = silent_progress, *, demand_ids: Iterable[int], out: Path
) -> MadePaper:
    """The proof of some demands, to look at, as PDF, DOCX or XLSX; sealed when they went out."""

    def make(session: Session, demand_id: int) -> Sheet:
        return timeline_sheet(session, demand_id=demand_id, for_word=out.suffix.lower() != ".pdf")

    return draw_sheets(database, progress, out=out, demand_ids=demand_ids, make=make, what="办理经过")


def _told(facts: PaperFacts, text: str) -> str:
    """A text on a paper that others see: cleared; of a confidential matter nothing."""
    if not text:
        return ""
    return CONFIDENTIAL if facts.demand.confidential else cleared(text, facts.people)


def _steps(facts: PaperFacts) -> list[dict[str, str]]:
    return [
        {
            "order": str(order),
            "at": f"{local_time(step.at):%Y-%m-%d %H:%M}",
            "round": str(round_),
            "step": step.label,
            "content": _step(facts, step.sentence, wording.step_content(step)),
            "actor": step.actor,
        }
        for order, (step, round_) in enumerate(zip(facts.demand.steps, facts.rounds_of_steps, strict=True), 1)
    ]


def _step(facts: PaperFacts, sentence: str, content: str) -> str:
    """What happened; of a confidential matter without the remarks, which may tell who it is."""
    return cleared(sentence if facts.demand.confidential else content, facts.people)


def _deadline(facts: PaperFacts) -> str:
    row = facts.demand.row
    if row.deadline_on is None:
        return "没有定期限"
    granted = sum(one.granted is True and one.round == row.rounds for one in facts.extensions)
    extended = f"，延期 {granted} 次" if granted else ""
    arithmetic = facts.demand.deadline_arithmetic
    return f"{wording.deadline_words(facts)}{extended}" + (f"：{arithmetic}" if arithmetic else "")


def _result(facts: PaperFacts) -> str:
    result = _told(facts, facts.demand.result) or "还没有办完"
    seen_by = cleared(facts.seen_by, facts.people)  # a deputy, a unit's man, or the visitor
    return result + (f"　到现场看过：{seen_by}" if seen_by else "")


def _said(facts: PaperFacts) -> str:
    said = [
        f"{word}：{value.label}"
        for word, value in (("结果", facts.demand.row.satisfaction), ("态度", facts.manner))
        if value is not None
    ]
    tries = f"回访打了 {len(facts.calls)} 次电话" if facts.calls else ""
    return "；".join(part for part in (*said, tries) if part) or "还没有回访"


def _state(facts: PaperFacts) -> str:
    row = facts.demand.row
    on = row.struck_off_on or row.settled_on
    parts = (row.state.label, full_day(on), row.due.text)
    return "，".join(part for part in parts if part)
