"""A period's list as a screen shows it: ranked, narrowed by name or grade, with the figures for its chips."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import search_form
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.points.rules.facts import Period, SubjectId
from deputy_station.features.points.rules.scheme import Scheme, Switch
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.library import (
    YearScheme,
    adopt_scheme,
    scheme_for_year,
    year_scheme,
)
from deputy_station.features.points.service.scores import (
    periods_to_score,
    score_of,
    scores_for_period,
    years_of_term,
)
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
    """The list of a period, best total first; equal totals share a rank."""
    scheme = scheme_for_year(session, year=year)
    period = choose_period(session, year=year, key=key, scheme=scheme)
    scores = scores_for_period(session, period=period, scheme=scheme)
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
        periods=periods_to_score(session, year=year, scheme=scheme),
        scheme=scheme,
        rows=tuple(sorted(rows, key=lambda row: row.rank)),
        grades=tuple((name, sum(score.grade == name for score in scores)) for name in [*names, *extra]),
        unfinished=sum(score.open_records > 0 for score in scores),
    )


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


def read_score(session: Session, *, year: int, subject_id: SubjectId, key: str = "") -> Score:
    """One subject's score with its records and earlier periods. Raises NotFound when not in office then."""
    scheme = scheme_for_year(session, year=year)
    period = choose_period(session, year=year, key=key, scheme=scheme)
    assert isinstance(subject_id, int)
    return score_of(session, period=period, subject_id=subject_id, scheme=scheme)


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
