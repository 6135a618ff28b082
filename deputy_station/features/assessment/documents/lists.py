"""Lists of a year or a term on paper: the ranking (forms/assessment_ranking), the grades of the term (forms/term_view),
五好 nominees (forms/fine_list)."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.assessment.documents.writing_out import MadePaper, whole_day, write_out
from deputy_station.features.assessment.rules.given import given
from deputy_station.features.assessment.rules.sheet import UNRANKED, grade_counts, shares_of_hundred
from deputy_station.features.assessment.service.fine import CHOSEN, FineRow, read_fine
from deputy_station.features.assessment.service.sheets import (
    township_of,
)
from deputy_station.features.assessment.service.year_list import AssessmentRow, read_assessments
from deputy_station.features.points.rules.numbers import two_decimals
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.store import context
from deputy_station.store.database import Database

YEARS = 5
"""Columns of the term view: a term has five years."""

_END = (Field("signature", "落款", "青石镇人民代表大会主席团　2026年12月20日"),)
RANKING_FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇人大代表2026年度考核名次表"),
    Field("basis", "依据", "依据：人大代表履职积分办法，2026 年版。"),
    Field(
        "lines",
        "名次",
        kind=FieldKind.LIST,
        columns=(
            Field("rank", "名次", "1"),
            Field("deputy", "姓名", "王建国"),
            Field("group", "代表小组", "第一代表小组"),
            Field("total", "总分", "92.75"),
            Field("grade", "等次", "优秀"),
            Field("note", "说明", ""),
        ),
    ),
    Field("totals", "合计", "共 4 人：优秀 1 人（25.00%）。"),
    *_END,
)
TERM_FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇人大代表任期考核等次一览"),
    *(Field(f"year_{place}", f"第 {place} 年", f"{2023 + place}年") for place in range(1, YEARS + 1)),
    Field(
        "lines",
        "代表",
        kind=FieldKind.LIST,
        columns=(
            Field("place", "序号", "1"),
            Field("deputy", "姓名", "王建国"),
            Field("group", "代表小组", "第一代表小组"),
            *(Field(f"grade_{place}", f"第 {place} 年", "优秀") for place in range(1, YEARS + 1)),
            Field("advice", "提醒", "推荐连任：2025 年、2026 年优秀"),
        ),
    ),
    Field("note", "说明", "提醒只供参考。"),
    *_END,
)
FINE_FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇2026年度五好代表推荐名单"),
    *(Field(f"virtue_{place}", f"第 {place} 好", "遵纪守法好") for place in range(1, 6)),
    Field(
        "lines",
        "推荐",
        kind=FieldKind.LIST,
        columns=(
            Field("place", "序号", "1"),
            Field("deputy", "姓名", "王建国"),
            Field("group", "代表小组", "第一代表小组"),
            Field("grade", "等次", "优秀"),
            *(Field(f"v{place}", f"第 {place} 好", "√") for place in range(1, 6)),
            Field("remark", "事迹", ""),
            Field("votes", "得票", "38"),
            Field("result", "结果", "定为五好代表"),
        ),
    ),
    Field("note", "说明", "推荐 3 人，名额 15 人，已定 2 人。"),
    *_END,
)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "assessment_ranking": RANKING_FIELDS,
    "term_view": TERM_FIELDS,
    "fine_list": FINE_FIELDS,
}


def ranking_sheet(session: Session, *, year: int) -> Sheet:
    """Everybody by rank. Raises NotFound when nobody was in office."""
    view = read_assessments(session, year=year)
    if not view.rows:
        raise NotFound(f"{year} 年在任的代表")
    township = township_of(session, year=year)
    counted = grade_counts(view.grades, [row.grade for row in view.rows])
    shares = shares_of_hundred([count for _name, count in counted])
    told = "，".join(
        f"{name} {count} 人（{two_decimals(share)}%）"
        for (name, count), share in zip(counted, shares, strict=True)
    )
    values: dict[str, Value] = {
        "title": f"{township.town}人大代表{year}年度考核名次表",
        "basis": f"依据：{township.scheme.name}，{township.scheme.version} 年版。",
        "lines": [
            {
                "rank": str(row.rank or UNRANKED),
                "deputy": row.deputy,
                "group": row.group,
                "total": row.shown,
                "grade": row.grade,
                "note": _note(row),
            }
            for row in view.rows
        ],
        "totals": f"共 {len(view.rows)} 人{f'：{told}' if told else ''}。",
        "signature": _signature(session, township.town),
    }
    return _sheet(session, "assessment_ranking", RANKING_FIELDS, values, year)


def _note(row: AssessmentRow) -> str:
    decided = ""
    if row.decided and row.grade != row.by_points:
        decided = f"按积分提出“{row.by_points}”，评定为“{row.grade}”"
    return "；".join(each for each in (decided, row.since_published) if each)


def term_sheet(session: Session, *, year: int) -> Sheet:
    """The grades of each year of the term up to this one, with what the scheme advises. Raises NotFound."""
    view = read_assessments(session, year=year)
    if not view.rows:
        raise NotFound(f"{year} 年在任的代表")
    years = view.years[-YEARS:]
    padded = [*(f"{each}年" for each in years), *[""] * (YEARS - len(years))]
    town = township_of(session, year=year).town
    values: dict[str, Value] = {
        "title": f"{town}人大代表任期考核等次一览",
        **{f"year_{place}": words for place, words in enumerate(padded, 1)},
        "lines": [
            {
                "place": str(place),
                "deputy": row.deputy,
                "group": row.group,
                **{
                    f"grade_{at}": row.by_year.get(years[at - 1], "") if at <= len(years) else ""
                    for at in range(1, YEARS + 1)
                },
                "advice": "\n".join(f"{each.name}：{each.reason}" for each in row.advice),
            }
            for place, row in enumerate(view.rows, 1)
        ],
        "note": "等次是考核表上评定的等次。“提醒”按积分办法由历年等次推出，只供参考，由镇人大主席团决定。",
        "signature": _signature(session, town),
    }
    return _sheet(session, "term_view", TERM_FIELDS, values, year)


def fine_sheet(session: Session, *, year: int) -> Sheet:
    """The nominees of a year. Raises NotFound when there are none."""
    view = read_fine(session, year=year)
    if not view.rows:
        raise NotFound(f"{year} 年推荐的五好代表")
    town = township_of(session, year=year).town
    values: dict[str, Value] = {
        "title": f"{town}{year}年度五好代表推荐名单",
        **{f"virtue_{place}": name for place, name in enumerate(given().virtues, 1)},
        "lines": [_fine_line(place, row) for place, row in enumerate(view.rows, 1)],
        "note": f"推荐 {len(view.rows)} 人，名额 {view.places} 人，已定 {view.chosen} 人。"
        f"资格：没有一票否决，等次{given().least_grade}以上，五项都符合。",
        "signature": _signature(session, town),
    }
    return _sheet(session, "fine_list", FINE_FIELDS, values, year)


def _fine_line(place: int, row: FineRow) -> dict[str, str]:
    result = "定为五好代表" if row.state == CHOSEN else row.state
    if row.obstacles:
        result = f"{result}：{'；'.join(row.obstacles)}"
    return {
        "place": str(place),
        "deputy": row.deputy,
        "group": row.group,
        "grade": row.grade,
        **{f"v{at}": "√" if holds else "×" for at, (_name, holds) in enumerate(row.virtues, 1)},
        "remark": row.remark,
        "votes": "" if row.votes is None else str(row.votes),
        "result": result,
    }


def _signature(session: Session, town: str) -> str:
    return f"{town}人民代表大会主席团　{whole_day(context.today(session))}"


def _sheet(
    session: Session, name: str, fields: tuple[Field, ...], values: dict[str, Value], year: int
) -> Sheet:
    code = page_code(session, kind=RecordKind.ASSESSMENT, record_id=of_year(year))
    return Sheet(load_form(name, fields), values, page_code=code)


def draw_ranking(
    database: Database, progress: Progress = silent_progress, *, out: Path, year: int
) -> MadePaper:
    """The ranking, as DOCX where `out` ends so."""
    have_key(database)
    with database.reading() as session:
        sheet = ranking_sheet(session, year=year)
    return write_out([sheet], out, progress)


def draw_term(database: Database, progress: Progress = silent_progress, *, out: Path, year: int) -> MadePaper:
    """The grades of the term, as DOCX where `out` ends so."""
    have_key(database)
    with database.reading() as session:
        sheet = term_sheet(session, year=year)
    return write_out([sheet], out, progress)


def draw_fine(database: Database, progress: Progress = silent_progress, *, out: Path, year: int) -> MadePaper:
    """The nominees, as DOCX where `out` ends so."""
    have_key(database)
    with database.reading() as session:
        sheet = fine_sheet(session, year=year)
    return write_out([sheet], out, progress)
