"""材料袋 (forms/spot_check_evidence): what a district looks at for each drawn deputy, as one PDF each in a folder, or all in one.

Records with their evidence, demands and suggestions of the half year, the pages of the register, how the points came
about, and the pages of the evidence that is in the house (scans that came back, files written down with their path).
Visitors are masked, confidential ones not named at all; nothing on which a visitor is named goes along. The folder stands
whole or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.file_names import for_file
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import check_ending
from deputy_station.documents.bundle import Part, make_bundle
from deputy_station.documents.description import CodePayload, Field, FieldKind, Sheet, Value
from deputy_station.documents.folder_whole import folder_written_whole
from deputy_station.documents.loading import load_form
from deputy_station.documents.marks import PageMarks
from deputy_station.features.activities.models import Evidence
from deputy_station.features.deputies.models import Term
from deputy_station.features.points.documents.derivation import derivation_sheet
from deputy_station.features.points.rules.facts import SubjectId
from deputy_station.features.points.service.papers import Derivation, read_derivations
from deputy_station.features.register.documents.attaching import AttachedPages, EvidenceFiles, attach
from deputy_station.features.register.documents.book import book_sheets
from deputy_station.features.register.documents.fronts import FrontMaker
from deputy_station.features.register.documents.tables import TableMaker
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.service.filling import read_books
from deputy_station.features.register.service.kept_evidence import UNNAMED, read_kept
from deputy_station.features.scans.service.sheets import KEPT_AT
from deputy_station.features.signin.documents.page_codes import have_key
from deputy_station.features.spotcheck.documents.half_year_draw import draw_sheet
from deputy_station.features.spotcheck.documents.half_year_writing import check_page_code, group_word
from deputy_station.features.spotcheck.service.half_year_figures import (
    BookFigures,
    HalfYearFigures,
    figures_of,
)
from deputy_station.features.spotcheck.service.quarter import CheckedDemand, checked_demands
from deputy_station.features.spotcheck.service.records import (
    FORM_OF_DEMAND,
    SECRET,
    CheckedRecord,
    form_words,
)
from deputy_station.store.database import Database

FIELDS: tuple[Field, ...] = (
    Field("title", "标题", "李秀英代表履职抽查材料"),
    Field("name", "姓名", "李秀英"),
    Field("group", "代表小组", "第一代表小组"),
    Field("level", "层级", "镇"),
    Field("last_result", "上年等次", "好"),
    Field("position", "抽签号", "1"),
    Field("span", "期间", "2026年1月1日至6月30日"),
    Field("filled", "已填／应填", "12／12 条"),
    Field("proved", "有材料／应有", "8／9 条"),
    Field("came", "出席／应到", "5／6 次"),
    Field("parts", "后附", "后附：履职登记册，积分推算单。"),
    Field(
        "records",
        "履职记录",
        kind=FieldKind.LIST,
        columns=(
            Field("on", "日期", "3月5日"),
            Field("form", "登记册", "表七 学习培训"),
            Field("matter", "事项", "学习培训：春季培训"),
            Field("standing", "情况", "到会"),
            Field("evidence", "证明材料", "2 件"),
        ),
    ),
    Field("records_words", "没有记录时", ""),
    Field(
        "demands",
        "诉求",
        kind=FieldKind.LIST,
        columns=(
            Field("number", "编号", "东街-2026-0012"),
            Field("received_on", "收到", "3月5日"),
            Field("visitor", "来访人", "欧阳**"),
            Field("title", "诉求", "东街路灯不亮"),
            Field("state", "状态", "已销号"),
            Field("deadline", "期限", "3月20日"),
            Field("satisfaction", "满意度", "满意"),
        ),
    ),
    Field("demands_words", "没有诉求时", ""),
    Field(
        "suggestions",
        "建议",
        kind=FieldKind.LIST,
        columns=(
            Field("on", "日期", "4月8日"),
            Field("title", "建议", "关于修复东街路灯的建议"),
            Field("standing", "情况", "领衔，办理中"),
        ),
    ),
    Field("suggestions_words", "没有建议时", ""),
    Field(
        "evidence",
        "证明材料",
        kind=FieldKind.LIST,
        columns=(
            Field("number", "序号", "1"),
            Field("title", "材料", "签到表"),
            Field("record", "对应记录", "3月5日 学习培训：春季培训"),
            Field("kept_at", "存放处", "档案柜 2-3"),
            Field("filed_on", "归档日期", "2026年3月6日"),
        ),
    ),
    Field("evidence_words", "没有材料时", ""),
    Field("printed", "制表", "2026年7月6日"),
)


@dataclass(frozen=True)
class MadePack:
    """What was written: the folder or the file, of how many deputies, pages in all."""

    path: Path
    deputies: int
    pages: int


def make_evidence(
    database: Database,
    progress: Progress = silent_progress,
    *,
    out: Path,
    check_id: int,
    whole_term: bool = False,
) -> MadePack:
    """The evidence of everybody drawn: one PDF where `out` ends in .pdf, else a new folder with a PDF for each.

    The register of each is that of the half year, or with `whole_term` all of it.
    Whole or not at all. Raises NotFound, FolderThere, WrongEnding, what `make_bundle` raises, and Cancelled.
    """
    have_key(database)
    with database.reading() as session:
        figures = figures_of(session, check_id=check_id)
        drawn = Part("抽查名单", [draw_sheet(session, check_id=check_id)])
        behind = _read_behind(session, figures, whole_term=whole_term)
        if not out.suffix:
            return _folder(session, out, figures, drawn, behind, progress)
        check_ending(out, ".pdf")
        packs = []
        for number, each in enumerate(figures.books, 1):
            progress(number, len(figures.books), "人")
            packs.append((each, _pack(session, figures, each, behind)))
    parts = [drawn]
    parts += [
        Part(
            f"{each.book.position} {each.book.deputy}", [sheet for part in own.parts for sheet in part.sheets]
        )
        for each, own in packs
    ]
    pictures = _Pictures([own.evidence for _, own in packs if own.evidence is not None])
    title = f"{figures.town}{figures.check.words.replace(' ', '')}履职抽查材料"
    made = make_bundle(out, parts, title=title, progress=progress, change=pictures.put)
    return MadePack(out, len(packs), made.pages)


def _folder(
    session: Session,
    out: Path,
    figures: HalfYearFigures,
    drawn: Part,
    behind: "_Behind",
    progress: Progress,
) -> MadePack:
    """Every file is made in a folder beside it, which then takes the name; the pictures of one deputy are held at a
    time."""
    with folder_written_whole(out) as beside:
        pages = make_bundle(beside / "0 抽查名单.pdf", [drawn], title=drawn.title).pages
        for number, each in enumerate(figures.books, 1):
            progress(number, len(figures.books), "份")
            own = _pack(session, figures, each, behind)
            pictures = _Pictures([own.evidence] if own.evidence is not None else [])
            name = f"{each.book.position:02} {for_file(each.book.deputy, '_')}.pdf"
            pages += make_bundle(
                beside / name,
                own.parts,
                title=f"{each.book.deputy}代表履职抽查材料",
                change=pictures.put,
            ).pages
    return MadePack(out, len(figures.books), pages)


@dataclass(frozen=True)
class _Pack:
    """The papers of one deputy, and those among them that bear the pictures of evidence, where there is any."""

    parts: list[Part]
    evidence: AttachedPages | None


class _Pictures:
    """Puts its picture on each page of evidence."""

    def __init__(self, attached: Sequence[AttachedPages]) -> None:
        self._of = {id(sheet): each for each in attached for sheet in each.sheets}

    def put(self, sheet: Sheet, _page: int, marks: PageMarks) -> PageMarks:
        """As `PageChange`."""
        attached = self._of.get(id(sheet))
        return marks if attached is None else attached.draw(sheet, marks)


@dataclass(frozen=True)
class _Behind:
    """What was read once for everybody drawn: books of the register and derivations of points, by deputy; files of
    evidence, which may prove something of several."""

    books: Mapping[int, Book]
    derivations: Mapping[SubjectId, Derivation]
    code: CodePayload | None
    files: EvidenceFiles


def _read_behind(session: Session, figures: HalfYearFigures, *, whole_term: bool) -> _Behind:
    drawn = [each.book.deputy_id for each in figures.books]
    term = session.scalar(
        select(Term)
        .where(Term.starts_on <= figures.until, Term.ends_on >= figures.first)
        .order_by(Term.starts_on.desc())
        .limit(1)
    )
    books = read_books(session, term_id=term.id, deputy_ids=drawn) if term is not None else []
    if not whole_term:
        books = [_of_days(book, figures.first, figures.until) for book in books]
    return _Behind(
        {book.deputy_id: book for book in books},
        read_derivations(session, year=figures.check.year, subject_ids=drawn),
        check_page_code(session, check_id=figures.check.id),
        EvidenceFiles(),
    )


def _of_days(book: Book, first: date, last: date) -> Book:
    """The book with the rows of these days alone."""
    return replace(
        book,
        entries={
            form: tuple(entry for entry in rows if first <= entry.on <= last)
            for form, rows in book.entries.items()
        },
    )


def _pack(session: Session, figures: HalfYearFigures, each: BookFigures, behind: _Behind) -> _Pack:
    """The papers of one deputy, those that there are."""
    register, derivation = _register(each, behind), _derivation(each, behind)
    evidence = _evidence(session, figures, each, behind)
    attached = list(evidence.sheets) if evidence is not None else []
    behind_front = [
        Part("履职登记册", register),
        Part("积分推算单", derivation),
        Part("证明材料", attached),
    ]
    named = [part.title for part in behind_front if part.sheets]
    front = evidence_sheet(session, figures=figures, each=each, parts=named, code=behind.code)
    return _Pack([Part("抽查材料", [front]), *behind_front], evidence)


def _evidence(
    session: Session, figures: HalfYearFigures, each: BookFigures, behind: _Behind
) -> AttachedPages | None:
    """What is in the house of the evidence of this half year, with a list of all pieces."""
    book = behind.books.get(each.book.deputy_id)
    if book is None:
        return None
    checked = _of_days(book, figures.first, figures.until)
    pieces = read_kept(session, books=[checked])[book.deputy_id]
    if not pieces:
        return None
    return attach(checked, pieces, behind.files, code=behind.code, bookmarks=False)


def _register(each: BookFigures, behind: _Behind) -> list[Sheet]:
    book = behind.books.get(each.book.deputy_id)
    if book is None:
        return []
    sheets, _tables = book_sheets(
        book, TableMaker([book]), FrontMaker(), lambda _book, _sheet: behind.code, by_deputy=True
    )
    return sheets


def _derivation(each: BookFigures, behind: _Behind) -> list[Sheet]:
    """Nothing where the year's scheme scores nobody of that number."""
    read = behind.derivations.get(each.book.deputy_id)
    return [] if read is None else [replace(derivation_sheet(read), page_code=behind.code)]


def evidence_sheet(
    session: Session,
    *,
    figures: HalfYearFigures,
    each: BookFigures,
    parts: Sequence[str],
    code: CodePayload | None,
) -> Sheet:
    """The list of what one drawn deputy did in the half year, with the evidence."""
    book, checked = each.book, each.checked
    records = [record for record in checked.records if record.source[0] not in ("demand", "suggestion")]
    suggestions = [record for record in checked.records if record.source[0] == "suggestion"]
    demands = [
        demand
        for demand in checked_demands(session, [book.deputy_id], figures.first, figures.until)
        if demand.drawn
    ]
    evidence = _evidence_rows(session, checked.records)
    values: dict[str, Value] = {
        "title": f"{book.deputy}代表履职抽查材料",
        "name": book.deputy,
        "group": group_word(book.stratum.group),
        "level": book.stratum.level or "—",
        "last_result": book.stratum.last_result,
        "position": str(book.position),
        "span": f"{day_words(figures.first)}至{day_words(figures.until)}",
        "filled": f"{checked.filled}／{checked.due} 条",
        "proved": f"{checked.proved}／{checked.done} 条",
        "came": f"{each.came}／{each.called} 次",
        "parts": f"后附：{'，'.join(parts)}。" if parts else "",
        "records": [_record_row(record) for record in records],
        "records_words": "" if records else "没有记录。",
        "demands": [_demand_row(demand) for demand in demands],
        "demands_words": "" if demands else "没有跟进的诉求。",
        "suggestions": [
            {"on": day_words(record.on), "title": record.title, "standing": record.standing}
            for record in suggestions
        ],
        "suggestions_words": "" if suggestions else "没有提出建议。",
        "evidence": evidence,
        "evidence_words": "" if evidence else "没有归档的证明材料。",
        "printed": day_words(figures.on),
    }
    return Sheet(load_form("spot_check_evidence", FIELDS), values, page_code=code)


def _record_row(record: CheckedRecord) -> dict[str, str]:
    proof = f"{record.evidence} 件" if record.evidence else ("缺" if record.done else "—")
    return {
        "on": day_words(record.on),
        "form": form_words(record.form),
        "matter": f"{record.kind}：{record.title}",
        "standing": record.standing if record.filled else "考勤未登记",
        "evidence": proof,
    }


def _demand_row(demand: CheckedDemand) -> dict[str, str]:
    row = demand.row
    return {
        "number": row.number,
        "received_on": day_words(row.received_on),
        "visitor": row.visitor,
        "title": SECRET if demand.confidential else row.title,
        "state": row.state.label,
        "deadline": day_words(row.deadline_on) if row.deadline_on else "—",
        "satisfaction": row.satisfaction.label if row.satisfaction else "—",
    }


def _evidence_rows(session: Session, records: Sequence[CheckedRecord]) -> list[dict[str, str]]:
    wanted = {record.source: record for record in records}
    ids = {subject: [number for kind, number in wanted if kind == subject] for subject, _ in wanted}
    rows: list[dict[str, str]] = []
    for subject, numbers in sorted(ids.items()):
        for piece in session.scalars(
            select(Evidence)
            .where(Evidence.subject == subject, Evidence.subject_id.in_(numbers))
            .order_by(Evidence.filed_on, Evidence.id)
        ):
            record = wanted[subject, piece.subject_id]
            title, kept_at = _told(record, piece)
            rows.append(
                {
                    "number": str(len(rows) + 1),
                    "title": title,
                    "record": f"{day_words(record.on)} {record.kind}：{record.title}",
                    "kept_at": kept_at,
                    "filed_on": day_words(piece.filed_on),
                }
            )
    return rows


def _told(record: CheckedRecord, piece: Evidence) -> tuple[str, str]:
    """Title and place of a piece as far as they leave the house: typed freely, those of receptions and demands may name
    who came, as may the name of a file."""
    if record.confidential:
        return SECRET, ""
    if record.form == FORM_OF_DEMAND and piece.kept_at != KEPT_AT:
        return UNNAMED, "" if Path(piece.kept_at).is_absolute() else piece.kept_at
    return piece.title, piece.kept_at
