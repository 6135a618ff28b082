"""The paper on a duty report: the result of its ballots (forms/duty_report_result)."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.features.assessment.documents.writing_out import MadePaper, whole_day, write_out
from deputy_station.features.assessment.rules.ballots import OVERALL, Votes
from deputy_station.features.assessment.rules.given import result_words
from deputy_station.features.assessment.service.ballots import BallotCount, read_ballots, seal_ballots
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.points.rules.numbers import two_decimals
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.store import context
from deputy_station.store.database import Database
from deputy_station.store.edits import get_row

RESULT_FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇人大代表述职评议结果"),
    Field("deputy", "代表", "王建国"),
    Field("group", "代表小组", "第一代表小组"),
    Field("done_on", "述职日期", "2026年11月12日"),
    Field("manner", "方式", "口头"),
    Field("place", "地点", "东街社区会议室"),
    Field("ballots", "测评票", "发出 52 张，收回 51 张，有效 50 张"),
    Field(
        "lines",
        "各项测评",
        kind=FieldKind.LIST,
        columns=(
            Field("aspect", "内容", "政治素质"),
            Field("satisfied", "满意", "48\n96.00%"),
            Field("fair", "基本满意", "2\n4.00%"),
            Field("unsatisfied", "不满意", "0\n0.00%"),
            Field("abstained", "弃权", "0\n0.00%"),
        ),
    ),
    Field("result", "结果", "称职"),
    Field("rule", "规则", "按总体评价一栏评定。"),
    Field("remarks", "意见建议", ""),
    Field("opinion", "主席团意见", ""),
    Field("note", "说明", "每行比例合计 100.00%。"),
    Field("signature", "落款", "青石镇人民代表大会主席团　2026年11月20日"),
)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "duty_report_result": RESULT_FIELDS,
}


class NotCounted(Refusal):
    """There is no result before the ballots are counted."""

    def __init__(self, deputy: str) -> None:
        super().__init__(f"{deputy}的测评票还没有登记，没有评议结果可印。请先登记测评票。")


def result_sheet(session: Session, *, deed_id: int) -> Sheet:
    """The result of the ballots. Raises NotCounted."""
    counted = read_ballots(session, deed_id=deed_id)
    if not counted.result:
        raise NotCounted(counted.deputy)
    deputy = get_row(session, Deputy, counted.deputy_id, "代表")
    town = home_station(session).township
    values: dict[str, Value] = {
        "title": f"{town}人大代表述职评议结果",
        "deputy": counted.deputy,
        "group": deputy.group.name if deputy.group else "",
        "done_on": whole_day(counted.done_on),
        "manner": counted.manner.label if counted.manner else "",
        "place": counted.place,
        "ballots": f"发出 {counted.sent} 张，收回 {counted.returned} 张，有效 {counted.valid} 张",
        "lines": [_line(counted, line) for line in (*counted.lines, counted.overall)],
        "result": counted.result,
        "rule": f"按“{OVERALL}”一栏、占有效票的比例评定：{result_words(counted.rule)}。",
        "remarks": counted.remarks,
        "opinion": "",
        "note": "每行比例合计 100.00%。评定按票数计算，不按四舍五入后的比例。",
        "signature": f"{town}人民代表大会主席团　{whole_day(context.today(session))}",
    }
    code = page_code(
        session,
        kind=RecordKind.ASSESSMENT,
        record_id=of_year(counted.done_on.year, counted.deputy_id),
    )
    return Sheet(load_form("duty_report_result", RESULT_FIELDS), values, page_code=code)


def draw_result(
    database: Database, progress: Progress = silent_progress, *, out: Path, deed_id: int
) -> MadePaper:
    """Write the result, as DOCX where `out` ends so."""
    have_key(database)
    with database.reading() as session:
        sheet = result_sheet(session, deed_id=deed_id)
    return write_out([sheet], out, progress, row_id=deed_id)


def seal_result(session: Session, *, made: MadePaper) -> None:
    """The result went out."""
    seal_ballots(session, deed_id=made.row_id)


def _line(counted: BallotCount, line: Votes) -> dict[str, str]:
    numbers = (line.satisfied, line.fair, line.unsatisfied, counted.valid - line.cast)
    cells = [
        f"{number}\n{two_decimals(share)}%"
        for number, share in zip(numbers, counted.shares_of(line), strict=True)
    ]
    keys = ("satisfied", "fair", "unsatisfied", "abstained")
    return {"aspect": line.aspect} | dict(zip(keys, cells, strict=True))
