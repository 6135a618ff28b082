"""All schemes there are: those shipped as files, and the station's own, from a copy over drafts to adoption."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.errors import Refusal, StaleEdit
from deputy_station.features.history.service import record_change
from deputy_station.features.points.models import PointClosing, PointScheme, SchemeYear
from deputy_station.features.points.rules.checking import SchemeCheck, check_scheme
from deputy_station.features.points.rules.claiming import SchemeState
from deputy_station.features.points.rules.reading.mistakes import SchemeProblem
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.service import scheme_files
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row

DEFAULT_SCHEME = "default"
WHAT = "积分办法"
SUBJECT = "scheme"
_KEY = re.compile(r"[\w.-]{1,80}")


class SchemeUnknown(Refusal):
    """Neither shipped nor the station's own."""

    def __init__(self, key: str) -> None:
        super().__init__(f"没有简称“{key}”的积分办法。请在办法页里选一份。")


class SchemeKeyBad(Refusal):
    """A short name is one word."""

    def __init__(self) -> None:
        super().__init__("请给办法起一个简称，只用汉字、字母、数字，例如“qingshi_2026”。")


class SchemeKeyTaken(Refusal):
    """Another scheme has the short name."""

    def __init__(self, key: str) -> None:
        super().__init__(f"已经有简称“{key}”的办法。请换一个简称。")


class SchemeInUse(Refusal):
    """A year is scored by it, or a period was closed by it."""

    def __init__(self, name: str, used: str, then: str) -> None:
        super().__init__(f"“{name}”{used}在用。{then}。")


class YearClosed(Refusal):
    """What was closed stays under its own scheme."""

    def __init__(self, year: int, name: str) -> None:
        super().__init__(f"{name}已经结账，{year} 年的办法不能再换。请先取消结账（公布以前可以）。")


class AdoptionGone(Refusal):
    """A year's choice that comes back names a scheme nobody has adopted any more."""

    def __init__(self, year: int, name: str) -> None:
        super().__init__(f"“{name}”现在是草稿，{year} 年不能按它计分。请在办法页里重新采用。")


@dataclass(frozen=True)
class SchemeRow:
    """One scheme in the list: `own` ones can be edited; `years` are scored by it, `closed` periods were.

    `id` and `version` are None for a shipped one.
    """

    key: str
    name: str
    edition: str
    own: bool
    state: SchemeState
    copied_from: str
    adopted_on: date | None
    note: str
    years: tuple[int, ...]
    closed: tuple[str, ...]
    id: int | None = None
    version: int | None = None

    @property
    def can_edit(self) -> bool:
        """Whether its text may be changed: what a closed period used is copied instead."""
        return self.own and not self.closed

    @property
    def can_delete(self) -> bool:
        """Whether it may be deleted."""
        return self.own and self.state is SchemeState.DRAFT and not self.years and not self.closed


@dataclass(frozen=True)
class SavedScheme:
    """A scheme as kept, and what checking its text gave."""

    row: SchemeRow
    text: str
    check: SchemeCheck


@dataclass(frozen=True)
class YearScheme:
    """Which scheme a year is scored by, with the answers given. `version` is None while the year uses the default."""

    year: int
    scheme: str
    answers: Mapping[str, str]
    version: int | None


def list_schemes(session: Session) -> list[SchemeRow]:
    """The station's own schemes by key, then the shipped ones by key."""
    years, closed = _uses(session)
    own = [
        _own_row(row, years, closed) for row in session.scalars(select(PointScheme).order_by(PointScheme.key))
    ]
    shipped = []
    for key in scheme_files.shipped_schemes():
        name, edition = _heading(scheme_files.scheme_text(key)[1])
        shipped.append(
            SchemeRow(
                key,
                name or key,
                edition,
                False,
                SchemeState.ADOPTED,
                "",
                None,
                "",
                tuple(years[key]),
                tuple(closed[key]),
            )
        )
    return own + shipped


def get_scheme(session: Session, *, scheme_id: int) -> SavedScheme:
    """One of the station's own schemes with its text and what checking gives. Raises NotFound."""
    row = get_row(session, PointScheme, scheme_id, WHAT)
    return _saved(session, row)


def scheme_text(session: Session, *, key: str) -> str:
    """The text of a scheme, own or shipped. Raises SchemeUnknown, or Trouble when a file cannot be read."""
    own = session.scalar(select(PointScheme.text).where(PointScheme.key == key))
    if own is not None:
        return own
    if key not in scheme_files.shipped_schemes():
        raise SchemeUnknown(key)
    return scheme_files.scheme_text(key)[1]


def read_text(text: str, *, named: str, answers: Mapping[str, object] | None = None) -> Scheme:
    """A kept text with the answers kept for it: words, or true and false of older years. Raises SchemeProblem."""
    return _read_once(text, named, tuple(sorted(answer_words(answers or {}).items())))


@lru_cache(maxsize=64)
def _read_once(text: str, named: str, answers: tuple[tuple[str, str], ...]) -> Scheme:
    """Reading takes longer than scoring a few deputies, and the same text is asked for again and again."""
    return read_scheme(text, named=named, answers=dict(answers))


def answer_words(answers: Mapping[str, object]) -> dict[str, str]:
    """Answers as words: true is "是", false is "否"."""
    return {
        str(key): ("是" if answer else "否") if isinstance(answer, bool) else str(answer)
        for key, answer in answers.items()
    }


def load_scheme(session: Session, *, key: str, answers: Mapping[str, object] | None = None) -> Scheme:
    """A scheme by key, own or shipped. Raises SchemeUnknown, SchemeProblem."""
    return read_text(scheme_text(session, key=key), named=key, answers=answers)


def year_scheme(session: Session, *, year: int) -> YearScheme:
    """Which scheme and answers a year is scored by."""
    row = session.scalar(select(SchemeYear).where(SchemeYear.year == year))
    if row is None:
        return YearScheme(year, DEFAULT_SCHEME, {}, None)
    return YearScheme(year, row.scheme, answer_words(row.switches), row.version)


def hold_closings(session: Session) -> None:
    """Nobody else closes a period or changes what one is closed by before this transaction ends. On a file there is
    one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql("LOCK TABLE point_closings IN SHARE ROW EXCLUSIVE MODE"))


def scheme_for_year(session: Session, *, year: int) -> Scheme:
    """The scheme of a year with its answers."""
    chosen = year_scheme(session, year=year)
    return load_scheme(session, key=chosen.scheme, answers=chosen.answers)


def copy_scheme(session: Session, *, source: str, key: str, note: str = "") -> SavedScheme:
    """A draft of the station's own, beginning as a copy of any scheme. Raises SchemeUnknown, SchemeKeyBad,
    SchemeKeyTaken."""
    return create_scheme(
        session, key=key, text=scheme_text(session, key=source), copied_from=source, note=note
    )


def create_scheme(
    session: Session, *, key: str, text: str, copied_from: str = "", note: str = ""
) -> SavedScheme:
    """A draft with this text, mistakes and all. Raises SchemeKeyBad, SchemeKeyTaken."""
    key = clean_line(key)
    if not _KEY.fullmatch(key):
        raise SchemeKeyBad
    taken = session.scalar(select(PointScheme.id).where(PointScheme.key == key))
    if taken is not None or key in scheme_files.shipped_schemes():
        raise SchemeKeyTaken(key)
    name, edition = _heading(text)
    row = PointScheme(
        key=key,
        name=name or key,
        edition=edition,
        text=text,
        copied_from=copied_from,
        state=SchemeState.DRAFT,
        note=clean_text(note),
    )
    session.add(row)
    session.flush()
    origin = f"，抄自“{copied_from}”" if copied_from else ""
    _record(session, row, "create", f"新建积分办法“{row.name}”（{key}）{origin}", None)
    return _saved(session, row)


def save_scheme(
    session: Session, *, scheme_id: int, version: int, text: str, note: str | None = None
) -> SavedScheme:
    """Keep a changed text. A draft may have mistakes; an adopted one must read with every year's answers.

    Raises SchemeInUse where a closed period or a year gone by used it, SchemeProblem, StaleEdit.
    """
    hold_closings(session)
    row = get_row(session, PointScheme, scheme_id, WHAT)
    check_version(row, version, WHAT)
    years, closed = _uses(session)
    if closed[row.key]:
        used = "、".join(closed[row.key])
        raise SchemeInUse(row.name, f"{used}的结账", "请复制一份再改，以前的结果不会变")
    gone = [year for year in years[row.key] if year < context.today(session).year]
    if gone:
        named = "、".join(f"{year} 年" for year in gone)
        raise SchemeInUse(
            row.name, named, "请复制一份再改，以前的分数不会变；要改哪一年，给那一年采用新的一份"
        )
    if row.state is SchemeState.ADOPTED:
        read_scheme(text, named=row.key)
        for year in years[row.key]:
            read_scheme(text, named=row.key, answers=year_scheme(session, year=year).answers)
    before = {"text": row.text, "note": row.note}
    name, edition = _heading(text)
    row.name, row.edition = name or row.name, edition or row.edition
    row.text = text
    if note is not None:
        row.note = clean_text(note)
    session.flush()
    _record(session, row, "save", f"修改积分办法“{row.name}”（{row.key}）", before)
    return _saved(session, row)


def adopt_scheme(
    session: Session,
    *,
    key: str,
    year: int,
    answers: Mapping[str, str | bool],
    version: int | None,
) -> YearScheme:
    """Score a year by this scheme and these answers from now on; `version` of the year's row as last read.

    Only a scheme without mistakes is adopted. Raises SchemeUnknown, SchemeProblem, YearClosed, StaleEdit.
    """
    hold_closings(session)
    before = year_scheme(session, year=year)
    for name, last_on in session.execute(select(PointClosing.period_name, PointClosing.last_on)):
        if last_on.year == year:
            raise YearClosed(year, name)
    text = scheme_text(session, key=key)
    mistakes = check_scheme(text, named=key).mistakes
    if mistakes:
        raise SchemeProblem(key, mistakes)
    words = answer_words(answers)
    scheme = read_scheme(text, named=key, answers=words)
    row = session.scalar(select(SchemeYear).where(SchemeYear.year == year))
    if row is None:
        if version is not None:
            raise StaleEdit(f"{year} 年的积分办法")
        row = SchemeYear(year=year, scheme=key, switches=words)
        session.add(row)
    else:
        check_version(row, -1 if version is None else version, f"{year} 年的积分办法")
        row.scheme, row.switches = key, words
    own = session.scalar(select(PointScheme).where(PointScheme.key == key))
    if own is not None and own.state is SchemeState.DRAFT:
        own.state, own.adopted_on = SchemeState.ADOPTED, context.today(session)
    session.flush()
    record_change(
        session,
        action="points.choose_scheme",
        subject="scheme_year",
        subject_id=row.id,
        sentence=f"{year} 年按“{scheme.name}”计分",
        before={"scheme": before.scheme, "switches": dict(before.answers)},
        after={"scheme": key, "switches": words},
    )
    return year_scheme(session, year=year)


def delete_scheme(session: Session, *, scheme_id: int, version: int) -> None:
    """Delete a draft that no year uses; it lies in the recycle bin. Raises SchemeInUse, StaleEdit."""
    row = get_row(session, PointScheme, scheme_id, WHAT)
    check_version(row, version, WHAT)
    years, closed = _uses(session)
    if row.state is SchemeState.ADOPTED or years[row.key] or closed[row.key]:
        used = "、".join([*(f"{year} 年" for year in years[row.key]), *closed[row.key]]) or "采用过，"
        raise SchemeInUse(row.name, used, "只能删除没有采用过的草稿")
    _record(session, row, "delete", f"删除积分办法草稿“{row.name}”（{row.key}）", None)
    session.delete(row)
    session.flush()


def check_schemes_stand(session: Session, changed: Mapping[int, Collection[str]]) -> None:
    """After a taking back: what a year or a closed period uses is no draft and reads with the year's answers, and no
    closed period's text changed.

    Raises SchemeInUse, SchemeProblem.
    """
    years, closed = _uses(session)
    for row in session.scalars(select(PointScheme).where(PointScheme.id.in_(changed))):
        used = "、".join([*(f"{year} 年" for year in years[row.key]), *closed[row.key]])
        if row.state is SchemeState.DRAFT and used:
            raise SchemeInUse(row.name, used, "请先给这些年换一份办法")
        if "text" in changed[row.id] and closed[row.key]:
            raise SchemeInUse(row.name, "、".join(closed[row.key]), "请复制一份再改")
        for year in years[row.key]:
            scheme_for_year(session, year=year)


def check_years_stand(session: Session, changed: Mapping[int, Collection[str]]) -> None:
    """After a taking back: a year is scored by a scheme that is there and adopted, with answers that fit it, and by
    the one its periods were closed by.

    Raises YearClosed, AdoptionGone, SchemeUnknown, SchemeProblem.
    """
    for row in session.scalars(select(SchemeYear).where(SchemeYear.id.in_(changed))):
        own = session.scalar(select(PointScheme).where(PointScheme.key == row.scheme))
        if own is not None and own.state is SchemeState.DRAFT:
            raise AdoptionGone(row.year, own.name)
        answers = {switch.key: switch.answer for switch in scheme_for_year(session, year=row.year).switches}
        for closing in session.scalars(select(PointClosing)):
            same = (row.scheme, answers) == (closing.scheme, answer_words(closing.switches))
            if closing.last_on.year == row.year and not same:
                raise YearClosed(row.year, closing.period_name)


def _uses(session: Session) -> tuple[dict[str, list[int]], dict[str, list[str]]]:
    """By key of a scheme: the years scored by it, and the names of the periods closed by it."""
    years: dict[str, list[int]] = defaultdict(list)
    for key, year in session.execute(select(SchemeYear.scheme, SchemeYear.year).order_by(SchemeYear.year)):
        years[key].append(year)
    closed: dict[str, list[str]] = defaultdict(list)
    for key, name in session.execute(
        select(PointClosing.scheme, PointClosing.period_name).order_by(PointClosing.last_on)
    ):
        closed[key].append(name)
    return years, closed


def _heading(text: str) -> tuple[str, str]:
    """Name and version as the text says; empty where it cannot be read that far."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return "", ""
    name, edition = data.get("name", ""), data.get("version", "")
    return (
        clean_line(name)[:200] if isinstance(name, str) else "",
        clean_line(edition)[:40] if isinstance(edition, str) else "",
    )


def _own_row(row: PointScheme, years: Mapping[str, list[int]], closed: Mapping[str, list[str]]) -> SchemeRow:
    return SchemeRow(
        row.key,
        row.name,
        row.edition,
        True,
        row.state,
        row.copied_from,
        row.adopted_on,
        row.note,
        tuple(years[row.key]),
        tuple(closed[row.key]),
        row.id,
        row.version,
    )


def _saved(session: Session, row: PointScheme) -> SavedScheme:
    return SavedScheme(_own_row(row, *_uses(session)), row.text, check_scheme(row.text, named=row.key))


def _record(
    session: Session, row: PointScheme, key: str, sentence: str, before: Mapping[str, object] | None
) -> None:
    record_change(
        session,
        action=f"scheme.{key}",
        subject=SUBJECT,
        subject_id=row.id,
        sentence=sentence,
        before=before,
        after=None if key == "delete" else {"text": row.text, "note": row.note},
    )
