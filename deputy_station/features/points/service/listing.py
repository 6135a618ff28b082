"""The year's list as a screen shows it: ranked, narrowed by name or grade, with the figures for its chips."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import search_form
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.points.rules.old.derive import Score, consequences_of
from deputy_station.features.points.rules.old.scheme import Category, Switch
from deputy_station.features.points.service.schemes import (
    SchemeChoice,
    choose_scheme,
    scheme_choice,
    scheme_for_year,
)
from deputy_station.features.points.service.scores import (
    YearGrade,
    grades_in_term,
    score_of,
    scores_for_year,
    years_of_term,
)


@dataclass(frozen=True)
class PointsRow:
    """One deputy in the list; `rank` among everybody, whatever is shown. `id` is the deputy's."""

    id: int
    rank: int
    deputy: str
    group: str
    score: Score


@dataclass(frozen=True)
class PointsView:
    """The list with what heads it: the scheme's categories, how many hold each grade, and how many have activities
    whose attendance nobody has written down yet."""

    year: int
    scheme: str
    categories: tuple[Category, ...]
    rows: tuple[PointsRow, ...]
    grades: tuple[tuple[str, int], ...]
    unfinished: int


@dataclass(frozen=True)
class PointsDetail:
    """One deputy's score with the grades by points of the term so far and what they lead to."""

    id: int
    year: int
    deputy: str
    group: str
    score: Score
    history: tuple[YearGrade, ...]
    consequences: tuple[str, ...]


@dataclass(frozen=True)
class SwitchesView:
    """The open questions of a year's scheme with the answers in force."""

    choice: SchemeChoice
    scheme: str
    switches: tuple[Switch, ...]


def read_points(session: Session, *, year: int) -> PointsView:
    """The year's list, best total first; equal totals share a rank."""
    scheme = scheme_for_year(session, year=year)
    scores = scores_for_year(session, year=year, scheme=scheme)
    totals = sorted((row.score.total for row in scores), reverse=True)
    rows = [
        PointsRow(row.deputy_id, totals.index(row.score.total) + 1, row.deputy, row.group, row.score)
        for row in scores
    ]
    return PointsView(
        year=year,
        scheme=scheme.name,
        categories=scheme.categories,
        rows=tuple(sorted(rows, key=lambda row: row.rank)),
        grades=tuple(
            (each.name, sum(row.score.grade == each.name for row in scores)) for each in scheme.grades
        ),
        unfinished=sum(row.score.open_records > 0 for row in scores),
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


def read_score(session: Session, *, year: int, deputy_id: int) -> PointsDetail:
    """One deputy's score with its records. Raises NotFound when not in office that year."""
    row = score_of(session, year=year, deputy_id=deputy_id)
    history = grades_in_term(session, year=year, deputy_id=deputy_id).get(deputy_id, ())
    scheme = scheme_for_year(session, year=year)
    return PointsDetail(
        deputy_id,
        year,
        row.deputy,
        row.group,
        row.score,
        history,
        tuple(consequences_of(scheme, [each.grade for each in history])),
    )


def years_to_show(session: Session, *, today: date) -> list[int]:
    """The years a list offers, newest first: those of the term so far, and always the last one."""
    return sorted({*years_of_term(session, year=today.year), today.year - 1}, reverse=True)


def read_switches(session: Session, *, year: int) -> SwitchesView:
    """What the year's scheme leaves open, and how it was answered."""
    scheme = scheme_for_year(session, year=year)
    return SwitchesView(scheme_choice(session, year=year), scheme.name, scheme.switches)


def answer_switches(session: Session, *, year: int, version: int | None, **answers: bool) -> SwitchesView:
    """Answer the scheme's questions for a year, by their keys. Raises SchemeProblem, StaleEdit."""
    choice = scheme_choice(session, year=year)
    choose_scheme(session, year=year, scheme=choice.scheme, switches=answers, version=version)
    return read_switches(session, year=year)
