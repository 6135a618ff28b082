"""A form of the station with made-up matter: as a picture, tried with further changes, and as a paper."""

import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from deputy_station.core.progress import Progress
from deputy_station.documents.changes import FormChanges, apply_changes
from deputy_station.documents.preview import count_pages, offered_fields, page_pictures, sample_sheet
from deputy_station.documents.written_as import write_paper
from deputy_station.features.papers.service.current_forms import changes_of
from deputy_station.features.papers.service.forms import changes_with, read_form, shipped_form
from deputy_station.store.database import Database

PICTURE_DPI = 110


def make_sample(path: Path, name: str, changes: FormChanges) -> None:
    """The form with made-up matter and these changes, as the ending of `path` says. Raises FormProblem as `apply_changes`."""
    form = apply_changes(shipped_form(name), changes)
    sheet = sample_sheet(name, offered_fields(name), form=form)
    write_paper(path, [sheet], title=f"{form.title}（样张）")


@dataclass(frozen=True)
class TriedPage:
    """A page of a sample as PNG: the `number` it has, of so many pages."""

    picture: bytes
    number: int
    pages: int


def sample_page(session: Session, *, name: str, number: int = 1) -> TriedPage:
    """A page of the form in force; the last where there are fewer."""
    return _pictured(name, changes_of(session, name=name) or FormChanges(), number)


def try_page(session: Session, *, name: str, number: int = 1, **wanted: Any) -> TriedPage:
    """A page as it would be with further changes (`service.forms.changes_with`); nothing is saved. Raises FormRefused."""
    now = changes_of(session, name=name) or FormChanges()
    return _pictured(name, changes_with(now, name, **wanted), number)


def _pictured(name: str, changes: FormChanges, number: int) -> TriedPage:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.pdf"
        make_sample(path, name, changes)
        pages = count_pages(path)
        number = max(1, min(number, pages))
        [picture] = page_pictures(path, PICTURE_DPI, pages=range(number - 1, number))
    held = BytesIO()
    picture.save(held, "PNG", compress_level=1)
    return TriedPage(held.getvalue(), number, pages)


def print_sample(database: Database, _progress: Progress, *, out: Path, form: str) -> str:
    """Write the sample of the form in force; gives its title."""
    with database.reading() as session:
        view = read_form(session, name=form)
    make_sample(out, form, view.changes)
    return view.line.title
