"""The forms as this station prints them: which there are, what was changed on each, version by version.

A version is a row that is never rewritten; the highest number is in force, so that undoing a save, or another desk's
save, is on the next paper without more. Papers that went out stay as they were (`keeping`).
"""

import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.errors import Refusal, StaleEdit
from deputy_station.core.paths import forms_folder
from deputy_station.documents.changes import (
    FormChanges,
    apply_changes,
    from_plain,
    outdated,
    to_plain,
    with_widths,
    with_words,
)
from deputy_station.documents.description import Form, FormProblem
from deputy_station.documents.glyphs import MissingGlyphs
from deputy_station.documents.loading import load_shipped
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import offered_fields, sample_sheet, shipped_forms
from deputy_station.features.history.service import record_change
from deputy_station.features.papers.models import FormVersion
from deputy_station.features.papers.service.form_differences import difference, summary_of
from deputy_station.features.papers.service.form_places import (
    JOIN,
    Columns,
    Words,
    columns_of_form,
    words_of_form,
)
from deputy_station.store import context

SUBJECT = "form_version"
SHIPPED = 0
"""The number of a form nobody changed."""
AREAS = {
    "signin": "签到",
    "reception": "接待日",
    "desk": "接待台",
    "phone": "手机签到",
    "demands": "诉求",
    "suggestions": "建议",
    "points": "积分",
    "assessment": "考核",
    "register": "登记册",
    "spotcheck": "检查",
    "archive": "归档",
}


class FormRefused(Refusal):
    """What was asked for cannot become a paper; the sentence names form, cell and field."""


class NothingChanged(Refusal):
    """A version would say the same as the one in force."""

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”和现在用的一样，没有另存一版。")


class NoSuchVersion(Refusal):
    """That version does not exist."""

    def __init__(self, title: str, number: int) -> None:
        super().__init__(f"“{title}”没有第 {number} 版。请在“版本”里选一版。")


@dataclass(frozen=True)
class FormLine:
    """A form in the list; `number` is the version in force (0: as shipped)."""

    id: str
    title: str
    area: str
    number: int
    changed: bool
    changed_at: datetime | None


@dataclass(frozen=True)
class VersionRow:
    """A saved version; one that is not `changed` is the shipped form. `summary`: what differs from the shipped form,
    `since`: from the version before it."""

    number: int
    changed: bool
    summary: str
    since: str
    note: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True)
class FormView:
    """A form with all that can be changed on it. `outdated`: what of the changes a new shipped form left out."""

    line: FormLine
    changes: FormChanges
    words: tuple[Words, ...]
    columns: tuple[Columns, ...]
    versions: tuple[VersionRow, ...]
    outdated: tuple[str, ...]


@dataclass(frozen=True)
class SavedForm:
    """What a save came to; `changed`: it is not the shipped form."""

    name: str
    title: str
    number: int
    changed: bool


def _title(name: str) -> str:
    """What people call a form. One whose file is broken stops no list; opened, it says what is wrong."""
    try:
        return _read_title(name)
    except (OSError, ValueError, KeyError):  # ValueError: no TOML, or no UTF-8
        return f"{name}（描述文件坏了）"


@cache
def _read_title(name: str) -> str:
    return str(tomllib.loads((forms_folder() / name / "form.toml").read_text(encoding="utf-8"))["title"])


def list_forms(session: Session, *, search: str = "") -> list[FormLine]:
    """Every form, area by area; `search` in title and area."""
    newest = _newest(session)
    lines = [_line(name, AREAS[feature], newest.get(name)) for name, feature in shipped_forms().items()]
    order = list(AREAS.values())
    wanted = clean_line(search).casefold()
    found = [line for line in lines if wanted in f"{line.title} {line.area} {line.id}".casefold()]
    return sorted(found, key=lambda line: order.index(line.area))


def _newest(session: Session) -> dict[str, FormVersion]:
    last = (
        select(FormVersion.form, func.max(FormVersion.number).label("number"))
        .group_by(FormVersion.form)
        .subquery()
    )
    query = select(FormVersion).join(
        last, (FormVersion.form == last.c.form) & (FormVersion.number == last.c.number)
    )
    return {row.form: row for row in session.scalars(query)}


def _line(name: str, area: str, row: FormVersion | None) -> FormLine:
    changed = row is not None and not from_plain(row.changes).is_empty
    return FormLine(
        name, _title(name), area, row.number if row else SHIPPED, changed, row.made_at if row else None
    )


def shipped_form(name: str) -> Form:
    """The form as the program brings it."""
    return load_shipped(name, offered_fields(name))


def read_form(session: Session, *, name: str) -> FormView:
    """One form. Raises Refusal for a name that is none."""
    form = shipped_form(name)
    rows = session.scalars(
        select(FormVersion).where(FormVersion.form == name).order_by(FormVersion.number.desc())
    ).all()
    changes = from_plain(rows[0].changes) if rows else FormChanges()
    line = _line(name, AREAS[shipped_forms()[name]], rows[0] if rows else None)
    return FormView(
        line,
        changes,
        words_of_form(form, changes),
        columns_of_form(form, changes),
        _versions(rows),
        outdated(form, changes),
    )


def _versions(rows: Sequence[FormVersion]) -> tuple[VersionRow, ...]:
    """The newest first."""
    kept = [from_plain(row.changes) for row in rows]
    before = [*kept, FormChanges()][1:]
    return tuple(
        VersionRow(
            row.number,
            not now.is_empty,
            row.summary,
            difference(was, now),
            row.note,
            row.made_at,
            row.made_by,
        )
        for row, now, was in zip(rows, kept, before, strict=True)
    )


# ---------------------------------------------------------------------- what would be


def changes_with(
    view_changes: FormChanges,
    name: str,
    *,
    words: Mapping[str, str] | None = None,
    widths: Mapping[int, Sequence[float]] | None = None,
    logo: str | None = None,
    size_step: float | None = None,
) -> FormChanges:
    """The changes in force with further ones, proved on the form. Raises `FormRefused`."""
    form = shipped_form(name)
    try:
        changes = view_changes
        if words is not None:
            given = {key: _as_typed(text) for keys, text in words.items() for key in keys.split(JOIN)}
            changes = with_words(form, changes, given)
        if widths is not None:
            changes = with_widths(form, changes, widths)
        if logo is not None:
            changes = replace(changes, logo=clean_line(logo))
        if size_step is not None:
            changes = replace(changes, size_step=size_step)
        apply_changes(form, changes)
    except FormProblem as problem:
        raise FormRefused(str(problem)) from problem
    return changes


def _as_typed(text: str) -> str:
    """Without controls; the wide spaces between the characters of a label are meant."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(
        "".join(sign for sign in line if sign.isprintable() or sign == "\u3000") for line in lines
    )


# ---------------------------------------------------------------------- saving


def save_words(
    session: Session,
    *,
    name: str,
    number: int,
    words: Mapping[str, str],
    logo: str,
    size_step: float = 0.0,
    note: str = "",
) -> SavedForm:
    """Save new words by place (`Words.place`), the line above, the step of type, as the next version.

    `number` is the version that was looked at; raises StaleEdit where another one was saved since, FormRefused with
    form, cell and field, NothingChanged.
    """
    now = _in_force(session, name, number)
    changes = changes_with(now, name, words=words, logo=logo, size_step=size_step)
    return _save(session, name, number, now, changes, note, "改了表样")


def save_widths(
    session: Session, *, name: str, number: int, widths: Mapping[int, Sequence[float]], note: str = ""
) -> SavedForm:
    """Save the column widths (mm, by number of the block) as the next version. Raises as `save_words`."""
    now = _in_force(session, name, number)
    return _save(session, name, number, now, changes_with(now, name, widths=widths), note, "改了列宽")


def go_back_to(session: Session, *, name: str, number: int, version: int) -> SavedForm:
    """Use an earlier version again (0: as shipped), as the next version; `number` as in `save_words`."""
    now = _in_force(session, name, number)
    if version == SHIPPED:
        changes, summary = FormChanges(), "改回随程序的样子"
    else:
        kept = session.scalar(
            select(FormVersion.changes).where(FormVersion.form == name, FormVersion.number == version)
        )
        if kept is None:
            raise NoSuchVersion(_title(name), version)
        changes, summary = from_plain(kept), f"改回第 {version} 版"
    try:
        apply_changes(shipped_form(name), changes)
    except FormProblem as problem:
        raise FormRefused(str(problem)) from problem
    return _save(session, name, number, now, changes, "", summary, summary=summary)


def back_to_shipped(session: Session, *, name: str, number: int) -> SavedForm:
    """Use the form as the program brings it."""
    return go_back_to(session, name=name, number=number, version=SHIPPED)


def _in_force(session: Session, name: str, number: int) -> FormChanges:
    if name not in shipped_forms():
        raise FormRefused(f"没有叫“{name}”的表样。请在表样页里选一张。")
    row = session.scalars(
        select(FormVersion).where(FormVersion.form == name).order_by(FormVersion.number.desc()).limit(1)
    ).first()
    if (row.number if row else SHIPPED) != number:
        raise StaleEdit(f"表样“{_title(name)}”")
    return from_plain(row.changes) if row else FormChanges()


def _prove(name: str, changes: FormChanges) -> None:
    """Print the sample once: words that fit on no page, or signs no font has, would stop every paper of the form."""
    form = apply_changes(shipped_form(name), changes)
    sheet = sample_sheet(name, offered_fields(name), form=form)
    with tempfile.TemporaryDirectory() as folder:
        try:
            make_pdf(Path(folder) / "sample.pdf", [sheet], title=form.title)
        except (FormProblem, MissingGlyphs) as problem:
            raise FormRefused(f"这样印不出来，没有保存。{problem}") from problem


def _save(
    session: Session,
    name: str,
    number: int,
    now: FormChanges,
    changes: FormChanges,
    note: str,
    action: str,
    *,
    summary: str = "",
) -> SavedForm:
    title = _title(name)
    if changes == now:
        raise NothingChanged(title)
    _prove(name, changes)
    row = FormVersion(
        form=name,
        number=number + 1,
        title=title,
        changes=to_plain(changes),
        summary=summary or summary_of(changes),
        note=clean_text(note),
        made_at=context.now(session),
        made_by=context.actor(session),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:  # on a server two desks may save at the same moment
        raise StaleEdit(f"表样“{title}”") from error
    record_change(
        session,
        action="表样",
        subject=SUBJECT,
        subject_id=row.id,
        sentence=f"表样“{title}”{action}" + ("" if changes.is_empty else f"，现在是第 {row.number} 版"),
        after={"summary": row.summary, "note": row.note},
    )
    return SavedForm(name, title, row.number, not changes.is_empty)
