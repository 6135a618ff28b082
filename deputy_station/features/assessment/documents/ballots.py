"""Ballots on a duty report (forms/duty_ballot): A5 pages with their own codes and squares to tick, drawn by lot.

A ballot is secret: no name is on it, and its number must not lead to a voter either. So the numbers lie in the pile in
an order that is drawn by lot each time the pile is drawn, and that order is kept in no record: nor is the pile, of
which no copy is kept (`secret` in resources/archive/kinds.toml), so that it can be printed a second time by nobody. A
pile handed out along the rows of seats tells nobody who got which number. The number is there only so that no ballot
is counted twice.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import SystemRandom

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.boxes import Sought, find_boxes
from deputy_station.documents.description import CodePayload, Field, FieldKind, Sheet, Value
from deputy_station.documents.geometry import BoxKind
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.features.assessment.rules.ballot_papers import MOST_BALLOTS, WORDS_BOX, code_number
from deputy_station.features.assessment.rules.ballots import GRADES, OVERALL
from deputy_station.features.assessment.rules.given import given
from deputy_station.features.assessment.service.ballot_papers import (
    DrawnBallots,
    keep_printing,
    next_printing,
)
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.signin.documents.page_codes import have_key
from deputy_station.features.signin.rules.record_codes import RecordCode, RecordKind, sign_record
from deputy_station.features.signin.rules.sheet_codes import Corner
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.store.database import Database
from deputy_station.store.edits import get_row

NOTE = (
    "每行只打一个“√”，不打为弃权；一行打两个“√”，或者一格也不打，这张票无效。"
    "不用写姓名；票上的号只防重复计票，发票不按号。"
)
FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "青石镇人大代表述职测评票"),
    Field("deputy", "代表", "王建国"),
    Field("day", "日期", "2026年11月12日"),
    Field("number", "第几号票", "17"),
    Field(
        "lines",
        "评议内容",
        kind=FieldKind.LIST,
        columns=(
            Field("line", "第几行（收回时用）", "0"),
            Field("aspect", "内容", "政治素质"),
            Field("one", "第一格", "满意"),
            Field("two", "第二格", "基本满意"),
            Field("three", "第三格", "不满意"),
        ),
    ),
    Field("room", "写意见的地方", ""),
    Field("note", "说明", NOTE),
    Field("codes", "四角二维码", kind=FieldKind.CODE),
)


class BallotsNotPrinted(Refusal):
    """No ballots, or a pile nobody wants."""

    def __init__(self) -> None:
        super().__init__(f"测评票一次印 1 至 {MOST_BALLOTS} 张。请改张数。")


@dataclass(frozen=True)
class MadeBallots:
    """The pile as PDF, a page for each ballot, and what is to be kept of it when it goes out."""

    path: Path
    pages: int
    drawn: DrawnBallots


def draw_ballots(
    database: Database,
    progress: Progress = silent_progress,
    *,
    out: Path,
    deputy_id: int,
    on: date | None,
    copies: int,
    deed_id: int | None = None,
) -> MadeBallots:
    """So many ballots in one PDF, for a report of the day `on`; nothing is kept yet (`keep_ballots`). Raises BallotsNotPrinted, NoHomeStation."""
    have_key(database)
    with database.reading() as session:
        sheets, drawn = ballot_sheets(session, deputy_id=deputy_id, deed_id=deed_id, on=on, copies=copies)
    return _written(out, sheets, drawn, progress)


def print_ballots(
    database: Database,
    progress: Progress,
    *,
    out: Path,
    deputy_id: int,
    on: date | None,
    copies: int,
    deed_id: int | None = None,
) -> MadeBallots:
    """The same at once, on record before the file is there: a ballot nobody knows of could not be read back."""
    with database.transaction() as session:
        sheets, drawn = ballot_sheets(session, deputy_id=deputy_id, deed_id=deed_id, on=on, copies=copies)
        keep_printing(session, drawn=drawn)
    return _written(out, sheets, drawn, progress)


def _written(out: Path, sheets: list[Sheet], drawn: DrawnBallots, progress: Progress) -> MadeBallots:
    return MadeBallots(out, make_pdf(out, sheets, title=sheets[0].form.title, progress=progress), drawn)


def keep_ballots(session: Session, *, made: MadeBallots) -> None:
    """The pile is about to go out: from now on its ballots can be read back. Raises BallotsOvertaken."""
    keep_printing(session, drawn=made.drawn)


def ballot_sheets(
    session: Session, *, deputy_id: int, deed_id: int | None, on: date | None, copies: int
) -> tuple[list[Sheet], DrawnBallots]:
    """The ballots in an order drawn by lot, with the row and boxes of their printing. Raises BallotsNotPrinted,
    NoHomeStation."""
    if not 1 <= copies <= MOST_BALLOTS:
        raise BallotsNotPrinted
    deputy = get_row(session, Deputy, deputy_id, "代表")
    station = home_station(session)
    secret = station_secret(session)
    print_id = next_printing(session)
    judged = (*given().aspects, OVERALL)
    form = load_form("duty_ballot", FIELDS)
    one, two, three = GRADES
    shared: dict[str, Value] = {
        "title": f"{station.township}人大代表述职测评票",
        "deputy": deputy.name,
        "day": day_words(on) if on else "　　年　月　日",
        "lines": [
            {"line": str(line), "aspect": aspect, "one": one, "two": two, "three": three}
            for line, aspect in enumerate(judged)
        ],
        "room": "",
        "note": NOTE,
    }
    numbers = SystemRandom().sample(range(1, copies + 1), copies)
    sheets = [
        Sheet(
            form,
            {**shared, "number": str(number), "codes": _codes(station.id, print_id, number, secret)},
        )
        for number in numbers
    ]
    marks = lay_out(sheets[0], Typesetter(gather_faces(sheets[:1], system_glyphs())))
    geometry = find_boxes(form, marks, [Sought("room", BoxKind.WRITING, WORDS_BOX)])
    return sheets, DrawnBallots(print_id, deputy_id, deed_id, copies, judged, geometry)


def _codes(station_id: int, print_id: int, number: int, secret: bytes) -> CodePayload:
    def payload(page: int, _pages: int, corner: str) -> str:
        code = RecordCode(station_id, RecordKind.BALLOT, code_number(print_id, number), page, Corner(corner))
        return sign_record(code, secret)

    return payload
