"""Make the papers of points as PDF: whole or not at all, with bookmarks and document properties.

Printing seals nothing: what went out is sealed when a period is published and when a score is corrected.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.progress import Progress
from deputy_station.documents.description import CodePayload
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.written_as import write_paper
from deputy_station.features.points.documents import derivation, statement, wall
from deputy_station.features.points.rules.facts import SubjectId
from deputy_station.features.points.service.papers import (
    WallOrder,
    read_derivation,
    read_statements,
    read_wall,
)
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind, of_year
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.store.database import Database


@dataclass(frozen=True)
class PrintedPoints:
    """A paper of points: where, of which period (key and words), about how many subjects, how many pages."""

    path: Path
    period: str
    period_name: str
    subjects: int
    pages: int


def print_wall(
    database: Database,
    progress: Progress,
    *,
    year: int,
    out: Path,
    key: str = "",
    order: WallOrder = WallOrder.RANK,
) -> PrintedPoints:
    """The wall list of a period, without a key the last that has begun; PDF, DOCX or XLSX after the ending of `out`.

    Raises NotFound, NoHomeStation, and what `write_paper` raises.
    """
    have_key(database)
    with database.reading() as session:
        read = read_wall(session, year=year, key=key, order=order)
        code = page_code(session, kind=RecordKind.POINTS, record_id=of_year(year))
    title = f"{wall.wall_title(read)} {read.head.period.name}"
    pages = write_paper(
        out,
        [replace(wall.wall_sheet(read), page_code=code)],
        title=title,
        author=read.head.station.name,
        progress=progress,
    )
    return PrintedPoints(out, read.head.period.key, read.head.period.name, len(read.lines), pages)


def print_statements(
    database: Database,
    progress: Progress,
    *,
    year: int,
    out: Path,
    key: str = "",
    subject_id: SubjectId | None = None,
    name: str = "",
    objection_days: int | None = None,
) -> PrintedPoints:
    """Everybody's statement of a quarter in one PDF, a bookmark for each, or one subject's.

    Without a key the last quarter that is over. `objection_days` hold where the scheme names none. Raises NotFound, NoHomeStation, and what `make_pdf` raises.
    """
    form = load_form("points_statement", statement.FIELDS)
    with database.transaction() as session:  # the station's key may have to be made
        secret = station_secret(session)
    with database.reading() as session:
        read = read_statements(
            session,
            year=year,
            key=key,
            subject_id=subject_id,
            name=name,
            objection_days=objection_days,
        )
        sheets = [
            replace(
                statement.statement_sheet(form, read, score, secret),
                page_code=_code_of(session, year, score.subject_id),
            )
            for score in read.scores
        ]
    title = f"{statement.statement_title(read)} {read.span.name}"
    pages = make_pdf(out, sheets, title=title, author=read.head.station.name, progress=progress)
    return PrintedPoints(out, read.span.key, read.span.name, len(sheets), pages)


def print_derivation(
    database: Database,
    progress: Progress,
    *,
    year: int,
    out: Path,
    key: str = "",
    subject_id: SubjectId | None = None,
    name: str = "",
) -> PrintedPoints:
    """One subject's derivation sheet of a period, by number or by name; PDF, DOCX or XLSX after the ending of `out`.

    Raises NotFound, NoHomeStation, and what `write_paper` raises.
    """
    have_key(database)
    with database.reading() as session:
        read = read_derivation(session, year=year, key=key, subject_id=subject_id, name=name)
        code = _code_of(session, year, read.score.subject_id)
    title = f"{derivation.derivation_title(read)} {read.head.period.name}"
    sheet = replace(derivation.derivation_sheet(read), page_code=code)
    pages = write_paper(out, [sheet], title=title, author=read.head.station.name, progress=progress)
    return PrintedPoints(out, read.head.period.key, read.head.period.name, 1, pages)


def _code_of(session: Session, year: int, subject_id: SubjectId) -> CodePayload | None:
    """The code of one subject's pages; a subject known by a word alone opens the year."""
    row_id = subject_id if isinstance(subject_id, int) else 0
    return page_code(session, kind=RecordKind.POINTS, record_id=of_year(year, row_id))
