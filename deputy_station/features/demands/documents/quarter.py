"""The report of a quarter (forms/quarter_report), drafted for somebody to finish: every figure names its list.

The lists stand at the end as numbers of demands, no visitor in them, so the draft can go up as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.features.demands.documents.drawing import write_sheets
from deputy_station.features.demands.rules.figures import (
    COUNTED,
    By,
    Outcome,
    Rate,
    percent_words,
    quarter_days,
    share_words,
)
from deputy_station.features.demands.service.figures import (
    FigureRow,
    FigureTable,
    HotMatter,
    hot_matters,
    read_figures,
)
from deputy_station.features.demands.service.filters import DemandFilter
from deputy_station.features.demands.service.listing import list_demands
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.history.service import record_change
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.store import context
from deputy_station.store.database import Database

_ROW_COLUMNS = (
    Field("name", "名称", "城乡建设"),
    Field("received", "受理", "54"),
    Field("share", "占比", "58.07%"),
    Field("settled", "办结", "48"),
    Field("settled_rate", "办结率", "88.89%"),
    Field("in_time_rate", "按时办结率", "93.75%"),
    Field("result_rate", "落实满意率", "95.00%"),
    Field("list", "清单编号", "1-1"),
)
FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇 2026 年第 4 季度群众诉求办理情况"),
    Field("period", "期间", "2026年10月1日至12月31日"),
    Field("taken", "受理情况", "本季度共受理群众诉求 93 件（清单 1）。"),
    Field("handled", "办理情况", "已办结 80 件（清单 4），办结率 89.89%。"),
    Field("pleased", "评价情况", "落实满意率 94.29%。"),
    Field("categories", "按类别", kind=FieldKind.LIST, columns=_ROW_COLUMNS),
    Field("villages", "按村", kind=FieldKind.LIST, columns=_ROW_COLUMNS),
    Field("units", "按单位", kind=FieldKind.LIST, columns=_ROW_COLUMNS),
    Field("hot_words", "热点", "增加最多的是村镇建设。"),
    Field(
        "hot",
        "热点事项",
        kind=FieldKind.LIST,
        columns=(
            Field("name", "事项", "城乡建设／村镇建设"),
            Field("now", "本季", "21"),
            Field("voices", "户数", "30"),
            Field("before", "上季", "12"),
            Field("growth", "增减", "多 9 件（+75%）"),
            Field("list", "清单编号", "4-1"),
        ),
    ),
    Field("open_words", "问题", "到今天超期未办 3 件（清单 7）。"),
    Field("issuer", "落款", "青石镇人民代表大会主席团"),
    Field("issued_on", "日期", "2026年12月31日"),
    Field(
        "definitions",
        "怎么算的",
        kind=FieldKind.LIST,
        columns=(Field("name", "名称", "办结率"), Field("words", "说明", "办结 ÷ 应办。")),
    ),
    Field(
        "lists",
        "清单",
        kind=FieldKind.LIST,
        columns=(
            Field("list", "清单编号", "1"),
            Field("name", "内容", "受理"),
            Field("count", "件数", "93"),
            Field("numbers", "诉求编号", "东街-2026：0012、0015—0018"),
        ),
    ),
    Field("printed", "制表", "草稿：周敏，2026年12月31日"),
)
_WHOLE_LISTS = (
    Outcome.RECEIVED,
    Outcome.DECLINED,
    Outcome.DUE,
    Outcome.SETTLED,
    Outcome.TIMED,
    Outcome.IN_TIME,
    Outcome.OVERDUE,
    Outcome.REDONE,
    Outcome.RESULT_RATED,
    Outcome.RESULT_SATISFIED,
    Outcome.MANNER_RATED,
    Outcome.MANNER_SATISFIED,
    Outcome.BOTH_RATED,
    Outcome.BOTH_SATISFIED,
)
"""The lists of all demands together, numbered 1, 2, 3 ... in this order."""
_APART = (
    Outcome.DECLINED,
    Outcome.UNSETTLED,
    Outcome.LATE,
    Outcome.NOT_SATISFIED,
)
"""What the list of a row tells apart: what keeps its rates below a hundred. The settled are those it does not name."""
_TABLES = ((By.CATEGORY, "categories"), (By.VILLAGE, "villages"), (By.UNIT, "units"))
_HOT = len(_TABLES) + 1


@dataclass(frozen=True)
class MadeReport:
    """A report that was drafted: where, how many pages (0 for a DOCX), of which quarter, about how many demands."""

    path: Path
    pages: int
    year: int
    quarter: int
    demands: int


def report_sheet(session: Session, *, year: int, quarter: int) -> tuple[Sheet, int]:
    """The report of a quarter as it stands today, and how many demands were received in it. Raises NoHomeStation."""
    station = home_station(session)
    first, last = quarter_days(year, quarter)
    tables = [read_figures(session, first=first, last=last, by=by) for by, _field in _TABLES]
    hot = hot_matters(session, year=year, quarter=quarter)
    whole, today = tables[0].whole, context.today(session)
    township = station.township or station.name
    values: dict[str, object] = {
        "title": f"{township} {year} 年第 {quarter} 季度群众诉求办理情况",
        "period": f"{day_words(first)}至{day_words(last, first)}",
        "taken": _taken(whole),
        "handled": _handled(whole),
        "pleased": _pleased(whole),
        "hot_words": _hot_words(hot),
        "hot": [_hot_row(matter, f"{_HOT}-{place}") for place, matter in enumerate(hot, 1)],
        "open_words": _open_words(tables[2]),
        "issuer": f"{township}人民代表大会主席团" if station.township else station.name,
        "issued_on": day_words(today),
        "definitions": [
            *({"name": rate.label, "words": rate.definition} for rate in Rate),
            *({"name": one.label, "words": COUNTED[one]} for one in (Outcome.RECEIVED, Outcome.OVERDUE)),
            {"name": "占比", "words": "按最大余数取两位小数，各项相加正好是 100.00%。"},
        ],
        "lists": list(_lists(session, tables, hot)),
        "printed": f"草稿：{context.actor(session)}，{day_words(today)}，数字为当日情况",
    }
    for number, (table, (_by, field)) in enumerate(zip(tables, _TABLES, strict=True), 1):
        values[field] = [_row(row, f"{number}-{place}") for place, row in enumerate(table.rows, 1)]
    sheet = Sheet(
        load_form("quarter_report", FIELDS),
        values,  # type: ignore[arg-type]
        bookmark=str(values["title"]),
        page_code=page_code(session, kind=RecordKind.FIGURES, record_id=of_year(year, quarter)),
    )
    return sheet, whole.counts.of(Outcome.RECEIVED)


def draw_report(
    database: Database, progress: Progress = silent_progress, *, year: int, quarter: int, out: Path
) -> MadeReport:
    """The report to look at, as PDF, or DOCX to go on writing; kept in the history by `keep_report` when it went out."""
    have_key(database)
    with database.reading() as session:
        sheet, demands = report_sheet(session, year=year, quarter=quarter)
    pages = write_sheets(out, [sheet], title=sheet.bookmark, progress=progress)
    return MadeReport(out, pages, year, quarter, demands)


def keep_report(session: Session, *, made: MadeReport) -> None:
    """The report went out: a line in the history."""
    record_change(
        session,
        action="demand.report",
        subject="demand",
        subject_id=None,
        sentence=f"导出 {made.year} 年第 {made.quarter} 季度诉求报告，受理 {made.demands} 件",
    )


def export_report(
    database: Database, progress: Progress = silent_progress, *, year: int, quarter: int, out: Path
) -> MadeReport:
    """Draft the report and keep that it was."""
    made = draw_report(database, progress, year=year, quarter=quarter, out=out)
    with database.transaction() as session:
        keep_report(session, made=made)
    return made


def short_numbers(numbers: Iterable[str]) -> str:
    """Numbers with runs drawn together: 东街-2026：0012、0015—0018; another station or year begins anew.

    >>> short_numbers(["东街-2026-0015", "东街-2026-0012", "东街-2026-0016", "东街-2026-0017"])
    '东街-2026：0012、0015—0017'
    """
    split = sorted(number.rsplit("-", 1) for number in numbers)
    parts = []
    for stem, members in groupby(split, key=lambda each: each[0]):
        runs: list[list[str]] = []
        for tail in sorted((each[1] for each in members), key=int):
            if runs and int(tail) == int(runs[-1][-1]) + 1:
                runs[-1].append(tail)
            else:
                runs.append([tail])
        told = [_run(run) for run in runs]
        parts.append(f"{stem}：{'、'.join(told)}")
    return "；".join(parts)


def _run(run: Sequence[str]) -> str:
    if len(run) > 2:
        return f"{run[0]}—{run[-1]}"
    return "、".join(run)


def _said(row: FigureRow, outcome: Outcome) -> str:
    """80 件（清单 4）; a figure of nothing has no list."""
    count = row.counts.of(outcome)
    return f"{count} 件（清单 {_WHOLE_LISTS.index(outcome) + 1}）" if count else "0 件"


def _rate(row: FigureRow, rate: Rate) -> str:
    return percent_words(row.counts.rate(rate))


def _taken(whole: FigureRow) -> str:
    return (
        f"本季度共受理群众诉求 {_said(whole, Outcome.RECEIVED)}，{whole.counts.voices} 户反映；"
        f"其中作不受理引导的 {_said(whole, Outcome.DECLINED)}，应办 {_said(whole, Outcome.DUE)}。"
    )


def _handled(whole: FigureRow) -> str:
    return (
        f"已办结 {_said(whole, Outcome.SETTLED)}，办结率 {_rate(whole, Rate.SETTLED)}。"
        f"办完的 {_said(whole, Outcome.TIMED)}里，按时办完 {_said(whole, Outcome.IN_TIME)}，"
        f"按时办结率 {_rate(whole, Rate.IN_TIME)}。"
        f"超期未办 {_said(whole, Outcome.OVERDUE)}，重办 {_said(whole, Outcome.REDONE)}。"
    )


def _pleased(whole: FigureRow) -> str:
    if not whole.counts.of(Outcome.RESULT_RATED):
        return "还没有来访人评价。"
    told = (
        f"来访人评价了结果的 {_said(whole, Outcome.RESULT_RATED)}，"
        f"满意和基本满意 {_said(whole, Outcome.RESULT_SATISFIED)}，落实满意率 {_rate(whole, Rate.RESULT)}"
    )
    if whole.counts.of(Outcome.MANNER_RATED):
        told += (
            f"；评价了态度的 {_said(whole, Outcome.MANNER_RATED)}，"
            f"满意和基本满意 {_said(whole, Outcome.MANNER_SATISFIED)}，答复满意率 {_rate(whole, Rate.MANNER)}"
        )
    if whole.counts.of(Outcome.BOTH_RATED):
        told += (
            f"；两样都评价了的 {_said(whole, Outcome.BOTH_RATED)}，"
            f"都满意 {_said(whole, Outcome.BOTH_SATISFIED)}，双满意率 {_rate(whole, Rate.BOTH)}"
        )
    return f"{told}。"


def _hot_words(hot: Sequence[HotMatter]) -> str:
    grown = [matter for matter in hot if matter.count > matter.before]
    if not grown:
        return "和上季度比，没有增加的事项。"
    most = grown[0]
    return (
        f"和上季度比，增加最多的是{most.name}，上季 {most.before} 件，本季 {most.count} 件（清单 {_HOT}-1）。"
    )


def _open_words(units: FigureTable) -> str:
    whole = units.whole
    if not whole.counts.of(Outcome.OVERDUE):
        return "到今天没有超期未办的。"
    late = sorted(
        ((row.counts.of(Outcome.OVERDUE), row.name) for row in units.rows if row.counts.of(Outcome.OVERDUE)),
        key=lambda each: (-each[0], each[1]),
    )
    told = "、".join(f"{name} {count} 件" for count, name in late)
    return f"到今天超期未办 {_said(whole, Outcome.OVERDUE)}，其中{told}。"


def _row(row: FigureRow, number: str) -> dict[str, str]:
    counts = row.counts
    return {
        "name": row.name,
        "received": str(counts.of(Outcome.RECEIVED)),
        "share": share_words(row.share),
        "settled": str(counts.of(Outcome.SETTLED)),
        "settled_rate": _rate(row, Rate.SETTLED),
        "in_time_rate": _rate(row, Rate.IN_TIME),
        "result_rate": _rate(row, Rate.RESULT),
        "list": number,
    }


def _hot_row(matter: HotMatter, number: str) -> dict[str, str]:
    return {
        "name": matter.name,
        "now": str(matter.count),
        "voices": str(matter.voices),
        "before": str(matter.before),
        "growth": matter.growth,
        "list": number,
    }


def _lists(
    session: Session, tables: Sequence[FigureTable], hot: Sequence[HotMatter]
) -> Iterable[dict[str, str]]:
    """Every list the report names, in the order of their numbers."""
    whole = tables[0].whole
    for number, outcome in enumerate(_WHOLE_LISTS, 1):
        if whole.counts.of(outcome):
            yield _list(session, str(number), outcome.label, whole.list_of(outcome))
    for number, table in enumerate(tables, 1):
        for place, row in enumerate(table.rows, 1):
            told = _list(
                session,
                f"{number}-{place}",
                f"{row.name}，{Outcome.RECEIVED.label}",
                row.list_of(Outcome.RECEIVED),
            )
            apart = [_apart(session, one.label, row.list_of(one)) for one in _APART if row.counts.of(one)]
            yield {**told, "numbers": _together(told["numbers"], apart)}
    for place, matter in enumerate(hot, 1):
        told = _list(session, f"{_HOT}-{place}", f"{matter.name}，本季", matter.where)
        apart = [_apart(session, "上季", matter.where_before)] if matter.before else []
        yield {**told, "numbers": _together(told["numbers"], apart)}


def _together(numbers: str, apart: Sequence[str]) -> str:
    """The numbers of a list, and below them those told apart; the station and year they have in common once."""
    stem, mark, _ = numbers.partition("：")
    if numbers.count(mark) > 1:
        return "\n".join([numbers, *apart])
    return "\n".join([numbers, *(one.replace(f"：{stem}：", "：") for one in apart)])


def _apart(session: Session, word: str, where: DemandFilter) -> str:
    """其中未办结 2 件：东街-2026：0015、0016."""
    numbers = [row.number for row in list_demands(session, where=where, limit=None)]
    return f"{word} {len(numbers)} 件：{short_numbers(numbers)}"


def _list(session: Session, number: str, name: str, where: DemandFilter) -> dict[str, str]:
    rows = list_demands(session, where=where, limit=None)
    numbers = short_numbers(row.number for row in rows)
    return {"list": number, "name": name, "count": str(len(rows)), "numbers": numbers}
