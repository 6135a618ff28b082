"""The year's list of the annual assessment: everybody's place, grade and steps, and what the grades of the term lead to.

The points come from light rows (`points.service.standings`), so that a list of hundreds is there at once; the records
behind them are read only where the scheme asks them for what a grade leads to, or a paper shows them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.collecting import looks_put_off
from deputy_station.features.assessment.models import (
    Assessment,
    PublicityList,
    PublicityName,
    PublicityObjection,
)
from deputy_station.features.assessment.rules.choices import Honour, Step
from deputy_station.features.assessment.rules.publicity import since_published
from deputy_station.features.assessment.rules.sheet import places
from deputy_station.features.assessment.rules.steps import Standing as StepStanding
from deputy_station.features.assessment.rules.steps import StepDays, standing
from deputy_station.features.assessment.service.sheets import deputy_of, grade_in_force, written_sheets
from deputy_station.features.assessment.service.waiting import steps_of
from deputy_station.features.assessment.service.year import read_year
from deputy_station.features.points.rules.advice import advise
from deputy_station.features.points.rules.bag import Bag, fill_bag
from deputy_station.features.points.rules.conditions import TOTAL
from deputy_station.features.points.rules.facts import Earlier, Period, Subject
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Advice, Graded, Score
from deputy_station.features.points.service.published import (
    as_published,
    scheme_of_period,
    standings_as_published,
)
from deputy_station.features.points.service.scores import (
    earlier_of,
    period_of_year,
    scores_for_period,
    years_of_term,
)
from deputy_station.features.points.service.standings import Standing, graded_points, read_standings
from deputy_station.store import context


@dataclass(frozen=True)
class AssessmentRow:
    """One line of the year's list: rank as on the points wall (0: not ranked), the points exact and as shown, the grade
    in force and that by points, what is written."""

    deputy_id: int
    deputy: str
    group: str
    rank: int
    total: Fraction
    shown: str
    by_points: str
    grade: str
    decided: bool
    opinions: int
    standing: StepStanding
    by_year: Mapping[int, str]
    """The grade in force of each year of the term up to this one, where one is known."""
    advice: tuple[Advice, ...]
    done: frozenset[Step] = frozenset()
    since_published: str = ""
    """What differs now from the published list of the best grade; empty where nothing was published or differs."""

    @property
    def id(self) -> int:
        """The deputy's, by which a list tells its rows apart."""
        return self.deputy_id

    @property
    def consequences(self) -> tuple[str, ...]:
        """What the grades lead to, by name."""
        return tuple(each.name for each in self.advice)


@dataclass(frozen=True)
class AssessmentView:
    """The year's list as a screen shows it, with the scheme's grades from the highest down."""

    year: int
    grades: tuple[str, ...]
    rows: tuple[AssessmentRow, ...]
    days: tuple[StepDays, ...] = ()
    years: tuple[int, ...] = ()
    """The years of the term up to this one."""

    def missing(self, step: Step) -> int:
        """How many have not done a step."""
        return sum(step not in row.done for row in self.rows)


@dataclass(frozen=True)
class ScoredRow:
    """A line of the list with the records behind its points."""

    row: AssessmentRow
    score: Score


def read_assessments(session: Session, *, year: int) -> AssessmentView:
    """The year's list."""
    scheme = scheme_of_period(session, period=period_of_year(session, year=year))
    return AssessmentView(
        year,
        tuple(grade.name for grade in scheme.grades),
        tuple(list_assessments(session, year=year)),
        read_year(session, year=year).days,
        tuple(years_of_term(session, year=year)),
    )


@looks_put_off()
def list_assessments(session: Session, *, year: int) -> list[AssessmentRow]:
    """Everybody in office that year by rank, as on the points wall; equals share one, who is not ranked (0) comes last.
    A published year is as published."""
    period = period_of_year(session, year=year)
    scheme = scheme_of_period(session, period=period)
    found = read_standings(session, period=period, scheme=scheme)
    held = standings_as_published(session, period=period, scheme=scheme, standings=found)
    ranked = places([graded_points(scheme, each) if each.rank else None for each in held])
    asked = _asked(session, scheme, period, held)
    years = years_of_term(session, year=year)
    written = written_sheets(session, years)
    periods = {each: period_of_year(session, year=each) for each in years}
    before = earlier_of(session, period=period, scheme=scheme)
    listed, best = _published(session, year), scheme.grades[0].name if scheme.grades else ""
    days, today = read_year(session, year=year).days, context.today(session)
    rows = []
    for each, rank in zip(held, ranked, strict=True):
        assert isinstance(each.id, int)  # annual sheets are deputies'
        sheet = written.get((each.id, year))
        grade = grade_in_force(sheet, each.grade)
        course = _course(each.id, before.get(each.id, ()), written, periods, year)
        known = {when: course[periods[when].key].grade for when in years if periods[when].key in course}
        rows.append(
            AssessmentRow(
                each.id,
                each.name,
                each.group,
                rank,
                each.total,
                each.shown,
                each.grade,
                grade,
                bool(sheet and sheet.grade),
                _opinions(sheet),
                standing(steps_of(sheet), days, today),
                {**known, year: grade},
                _advice(asked, each.id, each, grade, tuple(course.values())),
                steps_of(sheet),
                since_published(
                    listed=each.id in listed, removed=listed.get(each.id, False), grade=grade, best=best
                )
                if listed
                else "",
            )
        )
    return sorted(rows, key=lambda row: (row.rank == 0, row.rank))


def list_scored(session: Session, *, year: int) -> list[ScoredRow]:
    """The same list with everybody's records: it takes many times as long."""
    period = period_of_year(session, year=year)
    scheme = scheme_of_period(session, period=period)
    scores = {deputy_of(score): score for score in _scores(session, scheme, period)}
    return [ScoredRow(row, scores[row.deputy_id]) for row in list_assessments(session, year=year)]


@looks_put_off()
def _scores(session: Session, scheme: Scheme, period: Period) -> list[Score]:
    found = scores_for_period(session, period=period, scheme=scheme, earlier=False)
    return as_published(session, period=period, scores=found)


def _course(
    deputy_id: int,
    before: Sequence[Earlier],
    written: Mapping[tuple[int, int], Assessment],
    periods: Mapping[int, Period],
    year: int,
) -> dict[str, Earlier]:
    """How the years before this one ended, by period; a decided grade goes before that by points, and takes its place
    in the same period: a year that begins in September is one year, not two."""
    by_period = {each.period: each for each in before}
    for when in sorted(periods):
        sheet = written.get((deputy_id, when))
        if sheet is not None and when < year and sheet.grade:
            key = periods[when].key
            by_period[key] = replace(by_period.get(key, Earlier(key, "")), grade=sheet.grade)
    return by_period


def _published(session: Session, year: int) -> dict[int, bool]:
    """Whose names were published for the best grade, and whether an objection took them off again."""
    of_year = (PublicityList.year == year, PublicityList.honour == Honour.EXCELLENT)
    names = select(PublicityName.deputy_id).join(PublicityList).where(*of_year)
    off = select(PublicityObjection.deputy_id).join(PublicityList).where(*of_year, PublicityObjection.removed)
    removed = set(session.scalars(off))
    return {deputy: deputy in removed for deputy in session.scalars(names)}


@dataclass(frozen=True)
class _Asked:
    """What advice looks at besides a deputy's own grades: how many are ranked, how many share each rank; the records
    (`scores`) only where the scheme asks more than grades and ranks."""

    scheme: Scheme
    period: Period
    today: date
    ranked: int
    sharing: Mapping[int, int]
    scores: Mapping[int, Score]


def _asked(session: Session, scheme: Scheme, period: Period, held: Sequence[Standing]) -> _Asked:
    more = any(each.when is not None for each in scheme.consequences)
    return _Asked(
        scheme,
        period,
        context.today(session),
        sum(each.rank > 0 for each in held),
        Counter(each.rank for each in held),
        {deputy_of(score): score for score in _scores(session, scheme, period)} if more else {},
    )


def _advice(
    asked: _Asked, deputy_id: int, held: Standing, grade: str, course: Sequence[Earlier]
) -> tuple[Advice, ...]:
    """What the grades in force over the term's years up to this one lead to."""
    score = asked.scores.get(deputy_id)
    if score is None:
        bag = Bag(asked.scheme, Subject(deputy_id, earlier=tuple(course)))
    else:
        subject = replace(score.subject, earlier=tuple(course))
        bag = fill_bag(asked.scheme, subject, score.facts, period=asked.period, today=asked.today)
        bag.points.update({item.item.code: item.points for item in score.items})
        bag.points.update({part.category.code: part.points for part in score.categories})
        bag.points[TOTAL] = score.total
    return advise(
        asked.scheme.consequences,
        bag,
        Graded(grade, "", rank=held.rank, of=asked.ranked if held.rank else 0),
        held.total,
        period=asked.period,
        sharing=asked.sharing[held.rank],
    )


def _opinions(sheet: Assessment | None) -> int:
    if sheet is None:
        return 0
    return sum(bool(text) for text in (sheet.group_opinion, sheet.presidium_opinion, sheet.district_opinion))
