"""The schemes as the page shows them: the one in force on top, one to read, two to compare, one about to be adopted."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, search_form
from deputy_station.core.errors import Refusal
from deputy_station.core.pinyin import search_keys
from deputy_station.features.points.models import PointClosing
from deputy_station.features.points.rules.checking import SchemeCheck, check_scheme
from deputy_station.features.points.rules.claiming import SchemeState
from deputy_station.features.points.rules.comparing import Difference, compare_schemes
from deputy_station.features.points.rules.reading.mistakes import SchemeProblem
from deputy_station.features.points.rules.scheme import Scheme, Switch
from deputy_station.features.points.service import library
from deputy_station.features.points.service.closed import get_closing, list_closings
from deputy_station.features.points.service.closing import closing_scheme
from deputy_station.features.points.service.library import SchemeRow, YearScheme
from deputy_station.features.points.service.listing import years_to_show
from deputy_station.features.points.service.subjects import DEPUTY
from deputy_station.features.points.service.what_if import WhatIf, carried_answers, what_if
from deputy_station.store import context

OWN, DRAFTS, SHIPPED = "own", "drafts", "shipped"
CLOSED = "closing:"
"""Before the id of a closed period whose scheme, as it was then, is meant."""
LONGEST_NAME = 14
"""Characters of a name in a list of choices."""
ANSWER = "switch."
"""Before the key of a switch in the values of a form."""


class SchemeNotForDeputies(Refusal):
    """A year goes by one scheme, and that one scores deputies."""

    def __init__(self, name: str, subject: str) -> None:
        super().__init__(
            f"“{name}”给{subject}打分。一年采用一份给代表打分的办法，这一份不能采用；可以看，可以复制，可以试算。"
        )


@dataclass(frozen=True)
class SchemeLine:
    """One scheme in the list; `id` is its short name. `in_force` this year; `broken`: its text has mistakes."""

    id: str
    row: SchemeRow
    body: str
    source: str
    reconstructed: str
    subject: str
    in_force: bool
    found_by: str
    """Everything a typed word may mean it by, pinyin too."""
    broken: bool = False

    @property
    def name(self) -> str:
        """The scheme's own name."""
        return self.row.name

    @property
    def listed(self) -> str:
        """The name in the list: one of the station's own, which is often called as what it was copied from, with its
        short name."""
        return f"{self.row.name}（{self.row.key}）" if self.row.own else self.row.name

    @property
    def sort(self) -> str:
        """What it is to the station: 今年在用, 已采用, 草稿, 随程序."""
        if self.in_force:
            return "今年在用"
        if not self.row.own:
            return "随程序"
        return "草稿" if self.row.state is SchemeState.DRAFT else "已采用"

    @property
    def used(self) -> str:
        """The years it scores, in words."""
        if self.in_force and not self.row.years:
            return "今年"  # nobody chose: the default holds
        return "、".join(f"{year} 年" for year in self.row.years)

    def answers_to(self, search: str) -> bool:
        """Whether a typed word means it."""
        return not search or search in self.found_by


@dataclass(frozen=True)
class SchemeView:
    """A scheme to read. `scheme` with the answers of `year` where it is used then, None while it has mistakes."""

    line: SchemeLine
    text: str
    check: SchemeCheck
    scheme: Scheme | None
    year: int | None


@dataclass(frozen=True)
class YearChoice:
    """A year a scheme may be adopted for. `closed` names the period that was closed by then; then it may not."""

    year: int
    version: int | None
    scheme: str
    closed: str


@dataclass(frozen=True)
class Adoption:
    """What has to be known before a scheme is adopted; `switches` with the answers that would hold."""

    key: str
    name: str
    year: int
    years: tuple[YearChoice, ...]
    switches: tuple[Switch, ...]
    warnings: tuple[str, ...]

    @property
    def versions(self) -> dict[int, int | None]:
        """The version of each year's row as read, for `adopt_for_year`."""
        return {each.year: each.version for each in self.years}


@dataclass(frozen=True)
class Compared:
    """Two schemes beside each other."""

    old: Scheme
    new: Scheme
    differences: tuple[Difference, ...]


def list_lines(session: Session) -> list[SchemeLine]:
    """Every scheme: the one in force, then drafts, then the station's others, then those shipped."""
    force = library.year_scheme(session, year=context.today(session).year).scheme
    lines = [_line(session, row, force) for row in library.list_schemes(session)]
    order = ("今年在用", "草稿", "已采用", "随程序")
    return sorted(lines, key=lambda line: order.index(line.sort))


def read_scheme_view(session: Session, *, scheme: str) -> SchemeView:
    """A scheme with its text, what checking it gives, and as it is read. Raises SchemeUnknown."""
    today = context.today(session).year
    row = next((each for each in library.list_schemes(session) if each.key == scheme), None)
    if row is None:
        raise library.SchemeUnknown(scheme)
    force = library.year_scheme(session, year=today).scheme
    text = library.scheme_text(session, key=scheme)
    check = check_scheme(text, named=scheme)
    year = today if scheme == force else max(row.years, default=None)
    found = check.scheme
    if found is not None and year is not None:
        answers = library.year_scheme(session, year=year).answers
        found = library.read_text(text, named=scheme, answers=answers)
    return SchemeView(_line(session, row, force), text, check, found, year)


def check_text(_session: Session, *, text: str) -> SchemeCheck:
    """What is wrong with a text while it is typed."""
    return check_scheme(text)


def suggest_key(session: Session, *, year: int) -> str:
    """A short name that is free: "本站_2026", "本站_2026_2"."""
    taken = {row.key for row in library.list_schemes(session)}
    first = f"本站_{year}"
    if first not in taken:
        return first
    return next(
        f"{first}_{number}" for number in range(2, len(taken) + 3) if f"{first}_{number}" not in taken
    )


def schemes_to_compare(session: Session) -> list[tuple[str, str]]:
    """(key, words) of every scheme that can be read, and of the schemes as they were when periods were closed."""
    found = [
        (line.id, f"{_short(line.name)}（{line.id if line.row.own else line.row.edition}）")
        for line in list_lines(session)
        if not line.broken
    ]
    return found + [
        (f"{CLOSED}{each.id}", f"{each.period.name}结账时的：{_short(each.scheme_name)}")
        for each in list_closings(session)
    ]


def _short(name: str) -> str:
    """A name as far as a list of choices has room for it."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def compare(session: Session, *, old: str, new: str) -> Compared:
    """What two schemes say differently. Raises SchemeUnknown, SchemeProblem, NotFound."""
    one, two = _named(session, old), _named(session, new)
    return Compared(one, two, compare_schemes(one, two))


def read_adoption(session: Session, *, scheme: str, year: int | None = None) -> Adoption:
    """What to show before adopting. Raises SchemeProblem with every mistake, SchemeNotForDeputies, SchemeUnknown."""
    today = context.today(session)
    year = today.year if year is None else year
    text = library.scheme_text(session, key=scheme)
    check = check_scheme(text, named=scheme)
    if check.scheme is None:
        raise SchemeProblem(scheme, check.mistakes)
    _for_deputies(check.scheme)
    answers = carried_answers(session, key=scheme, text=text, year=year)
    closed = _closed_years(session)
    years = []
    for each in sorted({today.year + 1, year, *years_to_show(session, today=today)}, reverse=True):
        chosen = library.year_scheme(session, year=each)
        name = library.load_scheme(session, key=chosen.scheme).name
        years.append(YearChoice(each, chosen.version, name, closed.get(each, "")))
    read = library.read_text(text, named=scheme, answers=answers)
    warnings = tuple(each.words for each in check.warnings)
    return Adoption(scheme, read.name, year, tuple(years), read.switches, warnings)


def adopt_for_year(
    session: Session, *, scheme: str, year: int, versions: Mapping[int, int | None], **answers: Any
) -> YearScheme:
    """Adopt a scheme for a year; answers by "switch." and the switch's key.

    Raises SchemeNotForDeputies, SchemeProblem, YearClosed, StaleEdit.
    """
    text = library.scheme_text(session, key=scheme)
    check = check_scheme(text, named=scheme)
    if check.scheme is None:
        raise SchemeProblem(scheme, check.mistakes)
    _for_deputies(check.scheme)
    given = {name.removeprefix(ANSWER): answer for name, answer in answers.items()}
    return library.adopt_scheme(session, key=scheme, year=year, answers=given, version=versions.get(year))


def _for_deputies(scheme: Scheme) -> None:
    if scheme.subject != DEPUTY:
        raise SchemeNotForDeputies(scheme.name, scheme.subject)


def _named(session: Session, key: str) -> Scheme:
    if key.startswith(CLOSED):
        closing = get_closing(session, closing_id=int(key.removeprefix(CLOSED)))
        return closing_scheme(session, closing_id=closing.id)
    return library.load_scheme(session, key=key)


def _closed_years(session: Session) -> dict[int, str]:
    rows = session.execute(select(PointClosing.last_on, PointClosing.period_name))
    return {last_on.year: name for last_on, name in rows}


def _line(session: Session, row: SchemeRow, force: str) -> SchemeLine:
    text = library.scheme_text(session, key=row.key)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        data = {}
    told = {
        key: clean_line(data[key])
        for key in ("body", "source", "reconstructed", "subject")
        if isinstance(data.get(key), str)
    }
    return SchemeLine(
        row.key,
        row,
        told.get("body", ""),
        told.get("source", ""),
        told.get("reconstructed", ""),
        told.get("subject", DEPUTY),
        row.key == force,
        _found_by(row.name, told.get("body", ""), row.key, row.edition, told.get("subject", DEPUTY)),
        row.own and not _reads(text, row.key),
    )


@lru_cache(maxsize=256)
def _found_by(name: str, body: str, *others: str) -> str:
    """Worked out on the worker, once for each scheme: spelling takes its time."""
    return " ".join([search_keys(name), search_keys(body), *(search_form(each) for each in others)])


def _reads(text: str, key: str) -> bool:
    try:
        library.read_text(text, named=key)
    except SchemeProblem:
        return False
    return True


def set_answers(
    session: Session, *, scheme: str, year: int, answers: Mapping[str, str]
) -> tuple[YearScheme, WhatIf]:
    """Adopt a scheme for a year without a screen: answers not given stay as kept for the year, as far as they fit.

    Also gives what it changed. Raises as `adopt_for_year`.
    """
    text = library.scheme_text(session, key=scheme)
    check = check_scheme(text, named=scheme)
    if check.scheme is None:
        raise SchemeProblem(scheme, check.mistakes)
    _for_deputies(check.scheme)
    whole = {**carried_answers(session, key=scheme, text=text, year=year), **answers}
    changes = what_if(session, scheme=scheme, year=year, answers=whole)
    version = library.year_scheme(session, year=year).version
    return library.adopt_scheme(session, key=scheme, year=year, answers=whole, version=version), changes
