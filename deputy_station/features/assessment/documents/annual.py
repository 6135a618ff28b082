"""Papers of the annual assessment: the sheets of a year (forms/annual_assessment) and the summary workbook."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.errors import NotFound
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import CodePayload, Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.workbook_out import OutCell, WorkSheet, write_workbook
from deputy_station.documents.written_as import write_paper
from deputy_station.features.assessment.rules.sheet import UNRANKED, grade_counts, shares_of_hundred
from deputy_station.features.assessment.service.sheets import (
    AssessmentSheet,
    Township,
    seal_sheets,
    sheets_of_year,
    township_of,
)
from deputy_station.features.assessment.service.year_list import ScoredRow, list_scored
from deputy_station.features.deputies.rules import levels_on_paper
from deputy_station.features.points.rules.numbers import points_words, two_decimals
from deputy_station.features.points.rules.rule_words import answer_words, bound_words
from deputy_station.features.points.rules.score import Score
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("town", "乡镇", "青石镇"),
    Field("year", "年度", "2026"),
    Field("deputy", "代表姓名", "王建国"),
    Field("gender", "性别", "男"),
    Field("born", "出生年月", "1971年3月"),
    Field("party", "党派", "中共党员"),
    Field("level", "代表层级", "镇、区"),
    Field("term", "届别", "第十九届"),
    Field("constituency", "选区", "第三选区"),
    Field("group", "代表小组", "第一代表小组"),
    Field("station", "联络站", "东街代表联络站"),
    Field("workplace", "工作单位及职务", "青石镇东街社区居民委员会主任"),
    Field("scheme", "积分办法", "人大代表履职积分办法（2026年版）"),
    Field(
        "items",
        "各项得分",
        kind=FieldKind.LIST,
        columns=(
            Field("category", "大类及得分", "出席人代会\n24／24"),
            Field("number", "编号", "A1"),
            Field("item", "项目", "出席全体会议"),
            Field("full", "满分", "10"),
            Field("points", "得分", "8.75"),
            Field("basis", "依据", "8 个半天，到会 7 个"),
        ),
    ),
    Field("full_total", "满分合计", "100"),
    Field("total", "总分", "92.75"),
    Field("grade", "等次", "优秀"),
    Field("grade_note", "等次说明", "90 分以上为优秀"),
    Field("reason", "评定理由", ""),
    Field("summary", "履职小结", "全年出席镇人代会会议 2 次，参加接待日 6 次。"),
    Field("group_opinion", "代表小组意见", ""),
    Field("presidium_opinion", "镇人大主席团意见", ""),
    Field("office_opinion", "区人大代表联络室意见", ""),
    Field("printed", "制表", "2026年12月20日"),
    Field("check_code", "校验码", "7F3A-92C1"),
)


@dataclass(frozen=True)
class PrintedPage:
    """A page of the PDF: whose sheet, which page of it (from 1)."""

    deputy_id: int
    deputy: str
    page: int


@dataclass(frozen=True)
class DrawnSheets:
    """What was written: where, whose sheets of which year, how many pages; of a PDF whose each page is (`prints`)."""

    path: Path
    year: int
    deputy_ids: tuple[int, ...]
    pages: int
    prints: tuple[PrintedPage, ...] = ()


def draw_annual(
    database: Database, progress: Progress, *, year: int, out: Path, deputy_id: int | None = None
) -> DrawnSheets:
    """The sheets of a year (or one deputy's), as the ending of `out` says, to look at; `seal_printed` records what went out.

    Raises NotFound when nobody was in office that year.
    """
    have_key(database)
    with database.reading() as session:
        township = township_of(session, year=year)
        sheets = sheets_of_year(session, year=year, deputy_id=deputy_id)
        codes = {
            sheet.deputy_id: page_code(
                session, kind=RecordKind.ASSESSMENT, record_id=of_year(year, sheet.deputy_id)
            )
            for sheet in sheets
        }
    if not sheets:
        raise NotFound(f"{year} 年在任的代表")
    prints: list[PrintedPage] = []
    pages = make_annual_pdf(out, sheets, township, codes=codes, progress=progress, prints=prints)
    return DrawnSheets(out, year, tuple(sheet.deputy_id for sheet in sheets), pages, tuple(prints))


def seal_printed(session: Session, *, made: DrawnSheets, pages: Collection[int] | None = None) -> int:
    """The sheets with a page among these (counted from 0; None: all) went out: what was written on them is corrected
    from now on, no longer undone. Gives how many sheets."""
    out = (
        made.deputy_ids
        if pages is None
        else tuple(dict.fromkeys(each.deputy_id for place, each in enumerate(made.prints) if place in pages))
    )
    seal_sheets(session, year=made.year, deputy_ids=out)
    return len(out)


def page_words(made: DrawnSheets, number: int) -> str:
    """What a page of the PDF (from 1) is, for who holds it in the hand: 王建国的考核表第 1 页; "" where there is none."""
    if not 1 <= number <= len(made.prints):
        return ""
    page = made.prints[number - 1]
    return f"{page.deputy}的考核表第 {page.page} 页"


def print_summary(database: Database, progress: Progress, *, year: int, out: Path) -> int:
    """The summary workbook of a year; returns how many deputies it lists. Raises NotFound when there is nobody."""
    with database.reading() as session:
        township = township_of(session, year=year)
        rows = list_scored(session, year=year)
    if not rows:
        raise NotFound(f"{year} 年在任的代表")
    progress(0, len(rows), "人")
    make_summary_workbook(out, rows, township)
    progress(len(rows), len(rows), "人")
    return len(rows)


def make_annual_pdf(
    target: Path,
    sheets: Sequence[AssessmentSheet],
    township: Township,
    *,
    codes: Mapping[int, CodePayload | None] | None = None,
    progress: Progress = silent_progress,
    prints: list[PrintedPage] | None = None,
) -> int:
    """One PDF of these sheets, a bookmark for each deputy, or a workbook, or the first as DOCX; returns the pages of a PDF.

    `codes` are those of the pages, by deputy; `prints` is filled with the pages of a PDF, in order.
    Raises what `write_paper` raises; the file appears whole or not at all.
    """
    form = load_form("annual_assessment", FIELDS)
    filled = [
        Sheet(
            form,
            sheet_values(sheet, township),
            bookmark=_bookmark(sheet),
            page_code=(codes or {}).get(sheet.deputy_id),
        )
        for sheet in sheets
    ]
    title = f"{township.town}人大代表{township.year}年度考核表"
    whose = {id(each): sheet for each, sheet in zip(filled, sheets, strict=True)}

    def note(filled_sheet: Sheet, page: int, marks: PageMarks) -> PageMarks:
        if prints is not None:
            sheet = whose[id(filled_sheet)]
            prints.append(PrintedPage(sheet.deputy_id, sheet.deputy, page))
        return marks

    return write_paper(target, filled, title=title, author=township.station, progress=progress, change=note)


def _bookmark(sheet: AssessmentSheet) -> str:
    return f"{sheet.deputy}（{sheet.group}）" if sheet.group else sheet.deputy


def sheet_values(sheet: AssessmentSheet, township: Township) -> dict[str, Value]:
    """What the form shows of one sheet: a value for every field of `FIELDS`."""
    person, scheme = sheet.person, township.scheme
    return {
        "town": township.town,
        "year": str(sheet.year),
        "deputy": sheet.deputy,
        "gender": person.sex,
        "born": person.born,
        "party": person.party,
        "level": levels_on_paper(person.levels, township.district),
        "term": person.term,
        "constituency": person.constituency,
        "group": sheet.group,
        "station": township.station,
        "workplace": person.work_unit,
        "scheme": f"{scheme.name}，{scheme.version} 年版",
        "items": _item_rows(sheet.score),
        "full_total": bound_words(scheme.total),
        "total": sheet.score.shown,
        "grade": _grade_words(sheet),
        "grade_note": "，".join(
            f"{points_words(grade.at_least)} 分以上为{grade.name}"
            for grade in scheme.grades
            if grade.at_least
        ),
        "reason": _reason(sheet),
        "summary": _dated(sheet.summary, sheet.self_on),
        "group_opinion": _dated(sheet.group_opinion, sheet.group_on),
        "presidium_opinion": _dated(sheet.presidium_opinion, sheet.presidium_on),
        "office_opinion": _dated(sheet.district_opinion, sheet.district_on),
        "printed": day_words(township.printed_on),
        "check_code": sheet.check_code,
    }


def _item_rows(score: Score) -> list[dict[str, str]]:
    rows = []
    for held in score.categories:
        name = f"{held.category.name}\n{points_words(held.points)}／{bound_words(held.category.most)}"
        rows += [
            {
                "category": name,
                "number": item.item.code,
                "item": item.item.name,
                "full": bound_words(item.item.most),
                "points": points_words(item.points),
                "basis": item.words,
            }
            for item in score.items
            if item.item.category == held.category.code
        ]
    return rows


def _grade_words(sheet: AssessmentSheet) -> str:
    """The grade in force, and what somebody would otherwise ask about it."""
    score = sheet.score
    if sheet.decided_grade and sheet.decided_grade != score.grade:
        return f"{sheet.grade}（按积分为{score.grade}）"
    if score.graded.held_back or (score.total * 100).denominator != 1:
        return f"{sheet.grade}（{score.remark}）" if score.remark else sheet.grade
    return sheet.grade


def _reason(sheet: AssessmentSheet) -> str:
    """Both grades and why, where another than that by points was decided."""
    if not sheet.decided_grade or sheet.decided_grade == sheet.score.grade:
        return ""
    proposed = sheet.proposed_grade or sheet.score.grade
    return (
        f"评定等次：按积分提出“{proposed}”，评定为“{sheet.grade}”。理由：{sheet.grade_reason or '没有写明'}"
    )


def _dated(opinion: str, on: date | None) -> str:
    return f"{opinion}（{day_words(on)}）" if on else opinion


def make_summary_workbook(target: Path, rows: Sequence[ScoredRow], township: Township) -> None:
    """年度考核汇总表: ranks with categories and grades, the items, and how many of each grade."""
    year, town = township.year, township.town
    write_workbook(
        target,
        [
            WorkSheet(
                "年度考核汇总表",
                ("名次", "姓名", "代表小组", *_category_titles(township), "总分", "等次", "结果运用", "说明"),
                [_summary_row(row) for row in rows],
                title=f"{town}人大代表{year}年度考核汇总表",
                notes=_notes(rows, township),
                widths={0: 7, 2: 16}
                | {3 + column: 13.0 for column in range(len(township.scheme.categories))},
            ),
            WorkSheet(
                "分项得分",
                ("名次", "姓名", *_item_titles(township), "总分"),
                [_item_row(row) for row in rows],
                title=f"{town}人大代表{year}年度履职积分分项表",
                widths={0: 6} | {column + 2: 9.0 for column in range(len(township.scheme.items))},
            ),
            WorkSheet(
                "等次统计",
                ("等次", "人数", "占比（%）"),
                _grade_rows(rows, township),
                title=f"{town}人大代表{year}年度考核等次统计",
                notes=("占比保留两位小数，合计 100.00。",) if rows else (),
                portrait=True,
            ),
        ],
    )


def _category_titles(township: Township) -> list[str]:
    return [f"{held.name}（{bound_words(held.most)}）" for held in township.scheme.categories]


def _item_titles(township: Township) -> list[str]:
    return [f"{item.code} {item.name}（{bound_words(item.most)}）" for item in township.scheme.items]


def _points_cell(points: Fraction) -> Decimal:
    return Decimal(two_decimals(points))


def _summary_row(scored: ScoredRow) -> list[OutCell]:
    row = scored.row
    decided = f"按积分为{row.by_points}，另行评定" if row.decided and row.grade != row.by_points else ""
    return [
        row.rank or UNRANKED,
        row.deputy,
        row.group,
        *[_points_cell(held.points) for held in scored.score.categories],
        Decimal(row.shown),
        row.grade,
        "、".join(row.consequences),
        decided or scored.score.remark,
    ]


def _item_row(scored: ScoredRow) -> list[OutCell]:
    row = scored.row
    return [
        row.rank or UNRANKED,
        row.deputy,
        *[_points_cell(item.points) for item in scored.score.items],
        Decimal(row.shown),
    ]


def _grade_rows(rows: Sequence[ScoredRow], township: Township) -> list[list[OutCell]]:
    counted = grade_counts(
        [grade.name for grade in township.scheme.grades], [each.row.grade for each in rows]
    )
    shares = shares_of_hundred([count for _name, count in counted])
    listed: list[list[OutCell]] = [
        [name, count, Decimal(two_decimals(share))]
        for (name, count), share in zip(counted, shares, strict=True)
    ]
    return [*listed, ["合计", len(rows), Decimal(100) if counted and rows else Decimal(0)]]


def _notes(rows: Sequence[ScoredRow], township: Township) -> list[str]:
    scheme = township.scheme
    notes = [f"依据：{scheme.name}，{scheme.version} 年版。制表：{day_words(township.printed_on)}。"]
    answers = [answer_words(switch) for switch in scheme.switches]
    if answers:
        notes.append(f"本年的口径：{'；'.join(answers)}。")
    open_records = sum(row.score.open_records for row in rows)
    if open_records:
        notes.append(f"还有 {open_records} 人次考勤没有登记，没有计入。")
    return notes
