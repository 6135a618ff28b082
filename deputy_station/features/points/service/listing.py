"""A period as a screen shows it: the list ranked, with the figures for its chips; one subject with what holds for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import search_form
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.points.rules.closing import NOT_SCORED, Change, Line, find_change, standing_of
from deputy_station.features.points.rules.closing import Standing as Published
from deputy_station.features.points.rules.facts import Period, SubjectId
from deputy_station.features.points.rules.scheme import Scheme, Switch
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.closed import (
    ClosedScoreRow,
    ClosingRow,
    closed_scores,
    closing_of,
    held_by,
)
from deputy_station.features.points.service.closing import closing_scheme
from deputy_station.features.points.service.decisions import DecisionRow, list_decisions
from deputy_station.features.points.service.library import (
    YearScheme,
    adopt_scheme,
    scheme_for_year,
    year_scheme,
)
from deputy_station.features.points.service.published import as_published, scheme_of_period
from deputy_station.features.points.service.scores import (
    periods_to_score,
    score_of,
    scores_for_period,
    years_of_term,
)
from deputy_station.features.points.service.standings import Standing, read_standings
from deputy_station.features.points.service.subjects import DEPUTY
from deputy_station.store import context


@dataclass(frozen=True)
class PointsRow:
    """One subject in the list; `rank` among everybody, whatever is shown, `place` in the order of the roster.

    `id` is the deputy's (group's, ...).
    """

    id: SubjectId
    rank: int
    place: int
    name: str
    group: str
    score: Score


@dataclass(frozen=True)
class PointsView:
    """The list with what heads it: the scheme, the periods of the year, how many hold each grade (those a person has
    still to decide under ""), and how many have activities whose attendance nobody has written down yet."""

    year: int
    period: Period
    periods: tuple[Period, ...]
    scheme: Scheme
    rows: tuple[PointsRow, ...]
    grades: tuple[tuple[str, int], ...]
    unfinished: int


@dataclass(frozen=True)
class ListRow:
    """One subject in the list: what holds, which in a closed period is what was published, with the corrections.

    `rank` 0 is not ranked; `total` None is not scored. `changed` says that the records now give something else.
    """

    id: SubjectId
    rank: int
    name: str
    group: str
    total: Fraction | None
    shown: str
    grade: str
    categories: tuple[Fraction, ...]
    now: Standing | None
    corrected: bool = False
    changed: bool = False

    @property
    def asked(self) -> bool:
        """Whether people have to say which grade it is."""
        return self.now is not None and self.now.asked and not self.grade

    @property
    def distance(self) -> str:
        """How far the next grade is; nothing is in reach any more where the points went out."""
        return "" if self.now is None else self.now.distance

    @property
    def open_records(self) -> int:
        """Past activities whose attendance nobody has written down."""
        return 0 if self.now is None else self.now.open_records

    @property
    def waiting(self) -> int:
        """Claims nobody has reviewed yet."""
        return 0 if self.now is None else self.now.waiting


@dataclass(frozen=True)
class PointsList:
    """The list of a period with what heads it; `closing` is None while the period is open.

    `grades` is how many hold each grade, those of the scheme first, from the highest.
    """

    year: int
    period: Period
    periods: tuple[Period, ...]
    scheme: Scheme
    closing: ClosingRow | None
    rows: tuple[ListRow, ...]
    grades: tuple[tuple[str, int], ...]

    @property
    def changed(self) -> int:
        """Of how many the records now give something else than what was closed."""
        return sum(row.changed for row in self.rows)


@dataclass(frozen=True)
class PointsSheet:
    """One subject's score in a period as the records give it now, and what holds for it where the period is closed.

    `waiting` is what a correction would change; `decision` what people decided about the grade.
    """

    year: int
    period: Period
    score: Score
    closing: ClosingRow | None
    held: ClosedScoreRow | None
    waiting: Change | None
    decision: DecisionRow | None


@dataclass(frozen=True)
class SwitchesView:
    """The open questions of a year's scheme with the answers in force."""

    choice: YearScheme
    scheme: str
    switches: tuple[Switch, ...]


def choose_period(session: Session, *, year: int, key: str = "", scheme: Scheme | None = None) -> Period:
    """The period of the year with that key; without one (or with one of another year) the last that has begun."""
    periods = periods_to_score(session, year=year, scheme=scheme)
    today = context.today(session)
    begun = [period for period in periods if period.first <= today] or list(periods[:1])
    return next((period for period in periods if period.key == key), begun[-1])


def read_points(session: Session, *, year: int, key: str = "") -> PointsView:
    """The list of a period, best total first; equal totals share a rank. A published one is as it was published."""
    of_year = scheme_for_year(session, year=year)
    period = choose_period(session, year=year, key=key, scheme=of_year)
    scheme = scheme_of_period(session, period=period)
    present = scores_for_period(session, period=period, scheme=scheme)
    scores = as_published(session, period=period, scores=present)
    ranks: dict[object, int] = {}
    for place, total in enumerate(sorted((score.total for score in scores), reverse=True), 1):
        ranks.setdefault(total, place)
    rows = [
        PointsRow(score.subject_id, ranks[score.total], place, score.subject.name, score.subject.group, score)
        for place, score in enumerate(scores)
    ]
    names = [grade.name for grade in scheme.grades]
    extra = dict.fromkeys(score.grade for score in scores if score.grade not in names)
    return PointsView(
        year=year,
        period=period,
        periods=periods_to_score(session, year=year, scheme=of_year),
        scheme=scheme,
        rows=tuple(sorted(rows, key=lambda row: row.rank)),
        grades=tuple((name, sum(score.grade == name for score in scores)) for name in [*names, *extra]),
        unfinished=sum(score.open_records > 0 for score in scores),
    )


def read_list(session: Session, *, year: int, period: str = "") -> PointsList:
    """The list of a period, best first: as its records give it now, of a closed one as it was closed and corrected.

    `period` is its key; without one the last that has begun."""
    of_year = scheme_for_year(session, year=year)
    chosen = choose_period(session, year=year, key=period, scheme=of_year)
    closing = closing_of(session, period=chosen.key)
    scheme = of_year if closing is None else closing_scheme(session, closing_id=closing.id)
    now = read_standings(session, period=chosen, scheme=scheme)
    rows = (
        [_open_row(standing) for standing in now]
        if closing is None
        else _closed_rows(scheme, closed_scores(session, closing_id=closing.id), now)
    )
    names = [grade.name for grade in scheme.grades]
    extra = dict.fromkeys(row.grade for row in rows if row.grade and row.grade not in names)
    return PointsList(
        year=year,
        period=chosen,
        periods=periods_to_score(session, year=year, scheme=of_year),
        scheme=scheme,
        closing=closing,
        rows=tuple(sorted(rows, key=lambda row: (row.rank == 0, row.rank))),
        grades=tuple((name, sum(row.grade == name for row in rows)) for name in [*names, *extra]),
    )


def _open_row(now: Standing) -> ListRow:
    return ListRow(
        now.id, now.rank, now.name, now.group, now.total, now.shown, now.grade, now.categories, now
    )


def _closed_rows(scheme: Scheme, held: list[ClosedScoreRow], now: list[Standing]) -> list[ListRow]:
    """What was published, in roster order, then who is scored now and was not then."""
    present = {row.id: row for row in now}
    rows = []
    for each in held:
        standing = present.pop(each.deputy_id, None)
        given = NOT_SCORED if standing is None else _as_published(scheme, standing)
        if standing is not None:
            standing = replace(standing, asked=False, missing=None, held_back=False)
        rows.append(
            ListRow(
                each.deputy_id,
                each.now.rank,
                each.deputy,
                each.group,
                each.now.total,
                each.now.shown,
                each.now.grade,
                tuple(each.now.categories.get(category.code, Fraction(0)) for category in scheme.categories),
                standing,
                corrected=bool(each.corrections),
                changed=find_change(each.now, given) is not None,
            )
        )
    nothing = tuple(Fraction(0) for _category in scheme.categories)
    rows += [
        ListRow(
            row.id, 0, row.name, row.group, None, "", "", nothing, replace(row, missing=None), changed=True
        )
        for row in present.values()
    ]
    return rows


def _as_published(scheme: Scheme, now: Standing) -> Published:
    """A row as it would go out, for what differs from what went out: words aside."""
    items: Mapping[str, Line] = {
        item.code: Line(points) for item, points in zip(scheme.items, now.items, strict=True)
    }
    categories = {
        category.code: points for category, points in zip(scheme.categories, now.categories, strict=True)
    }
    return Published(now.total, now.shown, now.grade, now.rank, items, categories)


def read_sheet(
    session: Session, *, year: int, subject_id: SubjectId, period: str = "", earlier: bool = True
) -> PointsSheet:
    """One subject's score with its records; `earlier` False leaves the periods before out, which takes a fraction of
    the time. Raises NotFound when not in office then."""
    of_year = scheme_for_year(session, year=year)
    chosen = choose_period(session, year=year, key=period, scheme=of_year)
    closing = closing_of(session, period=chosen.key)
    scheme = of_year if closing is None else closing_scheme(session, closing_id=closing.id)
    assert isinstance(subject_id, int)
    score = score_of(session, period=chosen, subject_id=subject_id, scheme=scheme, earlier=earlier)
    held = waiting = None
    if closing is not None:
        held = held_by(session, closing_id=closing.id, deputy_id=subject_id)
        waiting = find_change(NOT_SCORED if held is None else held.now, standing_of(score))
    decided = (row for row in list_decisions(session, period=chosen.key) if row.deputy_id == subject_id)
    decision = next(decided, None) if scheme.subject == DEPUTY else None
    return PointsSheet(year, chosen, score, closing, held, waiting, decision)


def find_deputies(session: Session, search: str) -> frozenset[int] | None:
    """Whom a typed name, pinyin or group means; None when nothing was typed."""
    words = search_form(search)
    if not words:
        return None
    query = (
        select(Deputy.id)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(
            or_(
                Deputy.search_keys.contains(words, autoescape=True),
                Group.name.contains(search.strip(), autoescape=True),
            )
        )
    )
    return frozenset(session.scalars(query))


def years_to_show(session: Session, *, today: date) -> list[int]:
    """The years a list offers, newest first: those of the term so far, and always the last one."""
    return sorted({*years_of_term(session, year=today.year), today.year - 1}, reverse=True)


def read_switches(session: Session, *, year: int) -> SwitchesView:
    """What the year's scheme leaves open, and how it was answered."""
    scheme = scheme_for_year(session, year=year)
    return SwitchesView(year_scheme(session, year=year), scheme.name, scheme.switches)


def answer_switches(
    session: Session, *, year: int, version: int | None, **answers: str | bool
) -> SwitchesView:
    """Answer the scheme's questions for a year, by their keys. Raises SchemeProblem, StaleEdit."""
    choice = year_scheme(session, year=year)
    adopt_scheme(session, key=choice.scheme, year=year, answers=answers, version=version)
    return read_switches(session, year=year)
