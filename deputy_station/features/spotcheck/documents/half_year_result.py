"""抽查结果表 (forms/spot_check_result): every drawn book with its figures and what was found; rows to fill in by hand."""

from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.rules.figures import share_words, shares
from deputy_station.features.signin.documents.page_codes import have_key
from deputy_station.features.spotcheck.documents.half_year_writing import (
    MadeCheckPaper,
    check_page_code,
    group_word,
    write_sheet,
)
from deputy_station.features.spotcheck.service.half_year_figures import (
    BookFigures,
    HalfYearFigures,
    figures_of,
)
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇2026年上半年人大代表履职登记册抽查结果表"),
    Field("checker", "抽查单位", "杜集区人大代表联络室"),
    Field("span", "抽查期间", "2026年1月1日至6月30日"),
    Field("seed", "种子", "8f3a12cd"),
    Field(
        "lines",
        "登记册",
        kind=FieldKind.LIST,
        columns=(
            Field("position", "抽签号", "1"),
            Field("name", "姓名", "李秀英"),
            Field("group", "代表小组", "第一代表小组"),
            Field("last_result", "上年等次", "好"),
            Field("due", "应填", "12"),
            Field("filled", "已填", "12"),
            Field("done", "应有材料", "9"),
            Field("proved", "有材料", "8"),
            Field("came", "出席", "5／6"),
            Field("result", "结果", "合格"),
            Field("problems", "问题", "缺证明材料"),
            Field("remark", "说明", "6月培训没有签到表"),
        ),
    ),
    Field("due", "应填合计", "180"),
    Field("filled", "已填合计", "176"),
    Field("done", "应有材料合计", "120"),
    Field("proved", "有材料合计", "112"),
    Field("came", "出席合计", "90／96"),
    Field("summary", "结论", "抽查 16 册：合格 14 册，占 87.50%；不合格 2 册，占 12.50%。"),
    Field("printed", "制表", "2026年7月8日"),
)


def result_sheet(session: Session, *, check_id: int) -> Sheet:
    """The result sheet of a check as it stands. Raises NotFound."""
    figures = figures_of(session, check_id=check_id)
    check = figures.check
    values: dict[str, Value] = {
        "title": f"{figures.town}{check.words.replace(' ', '')}人大代表履职登记册抽查结果表",
        "checker": check.checker or f"{figures.district}人大代表联络室",
        "span": f"{day_words(figures.first)}至{day_words(figures.until)}",
        "seed": check.seed,
        "lines": [_line(each) for each in figures.books],
        "due": str(figures.total("due")),
        "filled": str(figures.total("filled")),
        "done": str(figures.total("done")),
        "proved": str(figures.total("proved")),
        "came": f"{figures.came}／{figures.called}",
        "summary": _summary(figures),
        "printed": day_words(figures.on),
    }
    return Sheet(
        load_form("spot_check_result", FIELDS), values, page_code=check_page_code(session, check_id=check_id)
    )


def draw_result(
    database: Database, progress: Progress = silent_progress, *, out: Path, check_id: int
) -> MadeCheckPaper:
    """Write the result sheet, as PDF, DOCX or XLSX after the ending of `out`."""
    have_key(database)
    with database.reading() as session:
        sheet = result_sheet(session, check_id=check_id)
    author = str(sheet.values["checker"])
    return write_sheet(sheet, out, title=str(sheet.values["title"]), author=author, progress=progress)


def _line(each: BookFigures) -> dict[str, str]:
    book, checked = each.book, each.checked
    found = book.found
    return {
        "position": str(book.position),
        "name": book.deputy,
        "group": group_word(book.stratum.group),
        "last_result": book.stratum.last_result,
        "due": str(checked.due),
        "filled": str(checked.filled),
        "done": str(checked.done),
        "proved": str(checked.proved),
        "came": f"{each.came}／{each.called}",
        "result": found.result.label if found else "",
        "problems": "、".join(found.problems) if found else "",
        "remark": found.remark if found else "",
    }


def _summary(figures: HalfYearFigures) -> str:
    """抽查 16 册：合格 14 册，占 87.50%; the shares add up to 100.00."""
    check = figures.check
    good, left = check.passed, len(check.books) - check.looked_at
    bad = check.looked_at - good
    parts = [share_words(each) for each in shares([good, bad, left])]
    told = f"抽查 {len(check.books)} 册：合格 {good} 册，占 {parts[0]}；不合格 {bad} 册，占 {parts[1]}"
    return f"{told}；还没有查 {left} 册，占 {parts[2]}。" if left else f"{told}。"
