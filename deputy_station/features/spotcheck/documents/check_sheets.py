"""季度检查表 (forms/quarter_check): a sheet for each deputy, filled where the check was made, to be carried along where
not."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.documents.written_as import write_paper
from deputy_station.features.deputies.service.frame import current_term, home_station
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.features.spotcheck.rules.findings import Answer, Question, Standing, answer_words
from deputy_station.features.spotcheck.rules.quarters import quarter_days
from deputy_station.features.spotcheck.rules.thresholds import Tick, thresholds
from deputy_station.features.spotcheck.service.checking import Asked, ask_checks
from deputy_station.features.spotcheck.service.findings import FindingRow
from deputy_station.store import context
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇人大代表2026年第4季度履职检查表"),
    Field("deputy", "代表姓名", "王建国"),
    Field("group", "代表小组", "第一代表小组"),
    Field("term", "届别", "第十九届"),
    Field("span", "检查期间", "2026年10月1日至12月31日"),
    Field("day", "检查日期", "2026年11月20日"),
    Field("checker", "检查人", "孙立"),
    Field("duty", "履职是否到位", "到位（√）　基本到位（　）　不到位（　）"),
    Field(
        "duty_says",
        "记录说的履职",
        "应到 8 次：到会 7，请假 1，缺席 0；到会率 100.00%（请假不计）。轮值接待 2 次，到 2 次。",
    ),
    Field("duty_ticks", "看到的履职", "答应的事有下文：是；到会发言：没有看"),
    Field("registration", "登记是否规范", "规范（　）　基本规范（√）　不规范（　）"),
    Field(
        "registration_says",
        "记录说的登记",
        "应填 12 条，已填 12 条，漏栏的 1 条。要证明材料的 9 条，有的 8 条。",
    ),
    Field("registration_ticks", "看到的登记", "每页本人签名：不是；没有涂改代签：是；纸册与记录一致：是"),
    Field("note", "备注", ""),
    Field(
        "findings",
        "问题",
        kind=FieldKind.LIST,
        columns=(
            Field("place", "序号", "1"),
            Field("words", "发现的问题", "10月6日学习培训“秋季培训”：没有证明材料"),
            Field("mend", "怎么改", "归入照片、签到表、会议记录等材料"),
            Field("due_on", "整改期限", "2026年12月5日"),
            Field("person", "责任人", "周敏"),
            Field("state", "整改情况", "待改"),
        ),
    ),
    Field("printed", "制表", "记录截至 2026年11月20日。"),
)
_BLANK_LINES = 2
"""Lines left for what the checker writes on a sheet that is carried along."""


class OneDeputyInWord(Refusal):
    """A DOCX holds one sheet: several would lose all but the first."""

    def __init__(self) -> None:
        super().__init__("Word 文件一次只能写一位代表的检查表。请写明代表，或改存 PDF。")


@dataclass(frozen=True)
class DrawnChecks:
    """What was written: where, which checks stand on it, for how many deputies, on how many pages (DOCX: 0)."""

    path: Path
    check_ids: tuple[int, ...]
    sheets: int
    pages: int


def check_sheets(session: Session, *, year: int, quarter: int, deputy_id: int | None = None) -> list[Asked]:
    """What stands on the sheets of a quarter, by the roster. Raises QuarterUnknown, QuarterNotBegun, NotFound."""
    found = ask_checks(session, year=year, quarter=quarter, deputy_id=deputy_id)
    if not found:
        raise NotFound(f"{year} 年第 {quarter} 季度在任的代表")
    return found


def check_sheet(session: Session, asked: Asked) -> Sheet:
    """One sheet, filled."""
    first, last = quarter_days(asked.year, asked.quarter)
    today, kept = context.today(session), asked.kept
    station = home_station(session)
    term = current_term(session, on=min(today, last))
    values: dict[str, Value] = {
        "title": f"{station.township}人大代表{asked.year}年第{asked.quarter}季度履职检查表",
        "deputy": asked.deputy,
        "group": asked.group,
        "term": "" if term is None else term.name,
        "span": f"{day_words(first)}至{last.month}月{last.day}日",
        "day": "" if kept is None else day_words(kept.checked_on),
        "checker": "" if kept is None else kept.checker,
        "note": "" if kept is None else kept.note,
        "findings": _kept_lines(kept.findings) if kept is not None else _open_lines(asked),
        "printed": f"记录截至 {day_words(kept.checked_on if kept is not None else today)}。"
        + ("" if kept is not None else "没有查过：问题由记录找出，检查人看过后填写期限和责任人。"),
    }
    for question in Question:
        says = asked.says[question] if kept is None else kept.records[question]
        values[question.value] = _answer(question, None if kept is None else kept.answers[question])
        values[f"{question.value}_says"] = "。".join(says) + "。"
        values[f"{question.value}_ticks"] = _ticks(question, {} if kept is None else dict(kept.ticks))
    code = page_code(
        session,
        kind=RecordKind.QUARTER_CHECK,
        record_id=of_year(asked.year, asked.deputy_id * 4 + asked.quarter - 1),
    )
    return Sheet(load_form("quarter_check", FIELDS), values, bookmark=asked.deputy, page_code=code)


def draw_check_sheets(
    database: Database,
    progress: Progress = silent_progress,
    *,
    out: Path,
    year: int,
    quarter: int,
    deputy_id: int | None = None,
) -> DrawnChecks:
    """The sheets of a quarter (or one deputy's) as the ending of `out` says. Looking seals nothing.

    Raises QuarterUnknown, QuarterNotBegun, NotFound, OneDeputyInWord.
    """
    if out.suffix.casefold() == ".docx" and deputy_id is None:
        raise OneDeputyInWord
    have_key(database)
    with database.reading() as session:
        asked = check_sheets(session, year=year, quarter=quarter, deputy_id=deputy_id)
        sheets = [check_sheet(session, each) for each in asked]
    pages = write_paper(out, sheets, title=f"{year}年第{quarter}季度履职检查表", progress=progress)
    return DrawnChecks(out, tuple(each.kept.id for each in asked if each.kept), len(sheets), pages)


def _answer(question: Question, given: Answer | None) -> str:
    return "　　".join(
        f"{answer_words(question, each)}（{'√' if each is given else '　'}）" for each in Answer
    )


def _ticks(question: Question, ticked: dict[str, bool]) -> str:
    def one(tick: Tick) -> str:
        if not ticked:
            return f"{tick.words}（　）"
        said = ticked.get(tick.key)
        return f"{tick.words}：{'没有看' if said is None else '是' if said else '不是'}"

    return "；".join(one(tick) for tick in thresholds().ticks if tick.question is question)


def _kept_lines(findings: Sequence[FindingRow]) -> list[dict[str, str]]:
    if not findings:
        return [{"place": "", "words": "没有发现问题。", "mend": "", "due_on": "", "person": "", "state": ""}]
    return [
        {
            "place": str(place),
            "words": row.words,
            "mend": row.mend,
            "due_on": day_words(row.due_on),
            "person": row.person,
            "state": state_words(row),
        }
        for place, row in enumerate(sorted(findings, key=lambda row: row.id), 1)
    ]


def _open_lines(asked: Asked) -> list[dict[str, str]]:
    empty = {"place": "", "words": "", "mend": "", "due_on": "", "person": "", "state": ""}
    lines = [
        {**empty, "place": str(place), "words": each.words, "mend": each.mend}
        for place, each in enumerate(asked.found, 1)
    ]
    return [*lines, *([empty] * _BLANK_LINES)]


def state_words(row: FindingRow) -> str:
    """How a finding stands, as a paper says it."""
    if row.standing is Standing.OVERDUE:
        return f"过期 {row.late_days} 天没有改"
    if row.standing is Standing.TO_CONFIRM:
        return "记录里已改，待核"
    if row.closed_on is None:
        return row.standing.label
    said = f"{row.standing.label}，{day_words(row.closed_on)}"
    return f"{said}：{row.note}" if row.note else said
