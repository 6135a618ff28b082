"""The annual assessment: everybody's sheet of a year, derived from the records, with what people wrote on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.collecting import looks_put_off
from deputy_station.features.assessment.models import Assessment
from deputy_station.features.assessment.rules.sheet import (
    CELLS,
    check_code,
    check_decided_grade,
    summary_sentences,
)
from deputy_station.features.assessment.service.people import Person, read_people
from deputy_station.features.deputies.models import Station
from deputy_station.features.history.service import record_change
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.listing import years_to_show
from deputy_station.features.points.service.published import as_published, scheme_of_period
from deputy_station.features.points.service.scores import (
    period_of_year,
    score_of,
    scores_for_period,
)
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import check_version


@dataclass(frozen=True)
class AssessmentSheet:
    """A deputy's whole sheet. `version` is None while nobody wrote anything; `summary_written` says by whom."""

    year: int
    deputy_id: int
    deputy: str
    group: str
    person: Person
    score: Score
    grade: str
    decided_grade: str
    summary: str
    summary_written: bool
    group_opinion: str
    group_on: date | None
    presidium_opinion: str
    presidium_on: date | None
    district_opinion: str
    district_on: date | None
    version: int | None
    check_code: str
    self_on: date | None = None
    grade_reason: str = ""
    proposed_grade: str = ""
    """What the points gave when another grade was decided: both are kept."""


@dataclass(frozen=True)
class Township:
    """What all sheets of a year have in common."""

    year: int
    town: str
    station: str
    scheme: Scheme
    printed_on: date
    district: str = ""


def township_of(session: Session, *, year: int) -> Township:
    """Town, station and scheme as printed on the papers of a year."""
    home = session.scalar(select(Station).where(Station.is_home))
    return Township(
        year,
        home.township if home else "",
        home.name if home else "",
        scheme_of_period(session, period=period_of_year(session, year=year)),
        context.today(session),
        home.district if home else "",
    )


def deputy_of(score: Score) -> int:
    """Whose score it is: annual sheets are deputies'."""
    assert isinstance(score.subject_id, int)
    return score.subject_id


def years_to_assess(session: Session) -> list[int]:
    """The years a list offers, newest first."""
    return years_to_show(session, today=context.today(session))


def sheet_of(session: Session, *, year: int, deputy_id: int) -> AssessmentSheet:
    """One deputy's sheet. Raises NotFound when not in office that year."""
    return sheets_of_year(session, year=year, deputy_id=deputy_id)[0]


@looks_put_off()
def sheets_of_year(session: Session, *, year: int, deputy_id: int | None = None) -> list[AssessmentSheet]:
    """Everybody's sheet (or one deputy's), in roster order."""
    period = period_of_year(session, year=year)
    scheme = scheme_of_period(session, period=period)
    if deputy_id is None:
        scores = scores_for_period(session, period=period, scheme=scheme, earlier=False)
    else:
        scores = [score_of(session, period=period, subject_id=deputy_id, scheme=scheme, earlier=False)]
    scores = as_published(session, period=period, scores=scores)
    written = written_sheets(session, [year])
    people = read_people(session, [deputy_of(score) for score in scores], year)
    return [
        _sheet(score, written.get((deputy_of(score), year)), people[deputy_of(score)], scheme, year)
        for score in scores
    ]


def edit_assessment(
    session: Session,
    *,
    year: int,
    deputy_id: int,
    version: int | None,
    summary: str = "",
    group_opinion: str = "",
    group_on: date | None = None,
    presidium_opinion: str = "",
    presidium_on: date | None = None,
    district_opinion: str = "",
    district_on: date | None = None,
    grade: str | None = "",
    grade_reason: str = "",
    self_on: date | None = None,
) -> AssessmentSheet:
    """Save what people wrote on a sheet; `version` as last read (None: nobody had written yet).

    An empty summary is made from the records again, an empty grade is that by points. A day without its opinion and a
    reason without another grade are dropped; the grade by points is kept beside the decided one. Raises StaleEdit, NotFound, GradeUnknown, GradeNeedsReason.
    """
    period = period_of_year(session, year=year)
    scheme = scheme_of_period(session, period=period)
    found = score_of(session, period=period, subject_id=deputy_id, scheme=scheme, earlier=False)
    [score] = as_published(session, period=period, scores=[found])
    deputy = score.subject.name
    grade = grade or ""
    check_decided_grade(
        grade,
        by_points=score.grade,
        known=[each.name for each in scheme.grades],
        reason=grade_reason,
    )
    differs = bool(grade) and grade != score.grade
    sheet = session.scalar(
        select(Assessment).where(Assessment.deputy_id == deputy_id, Assessment.year == year)
    )
    if sheet is None:
        sheet = Assessment(
            deputy_id=deputy_id,
            year=year,
            summary="",
            group_opinion="",
            presidium_opinion="",
            district_opinion="",
            grade="",
            proposed_grade="",
            grade_reason="",
        )
        session.add(sheet)
    else:
        check_version(sheet, -1 if version is None else version, f"{deputy}的考核表")
    summary = clean_text(summary)
    values: dict[str, object] = {
        "summary": "" if summary == summary_sentences(score.facts) else summary,
        "group_opinion": clean_text(group_opinion),
        "group_on": group_on if group_opinion.strip() else None,
        "presidium_opinion": clean_text(presidium_opinion),
        "presidium_on": presidium_on if presidium_opinion.strip() else None,
        "district_opinion": clean_text(district_opinion),
        "district_on": district_on if district_opinion.strip() else None,
        "grade": grade,
        "self_on": self_on,
        "grade_reason": clean_text(grade_reason) if differs else "",
        "proposed_grade": score.grade if differs else "",
    }
    before = {key: getattr(sheet, key) for key in values}
    changed = {key: value for key, value in values.items() if before[key] != value}
    for key, value in changed.items():
        setattr(sheet, key, value)
    session.flush()
    if changed:
        record_change(
            session,
            action="assessment.edit",
            subject="assessment",
            subject_id=sheet.id,
            sentence=f"填写{deputy} {year} 年考核表：{'、'.join(CELLS[key] for key in changed if key in CELLS)}",
            before={key: before[key] for key in changed},
            after=changed,
        )
    return sheet_of(session, year=year, deputy_id=deputy_id)


def seal_sheets(session: Session, *, year: int, deputy_ids: Sequence[int]) -> None:
    """These sheets are printed: what was written on them up to now is corrected from now on, no longer undone."""
    written = session.scalars(
        select(Assessment.id).where(Assessment.year == year, Assessment.deputy_id.in_(deputy_ids))
    )
    seal(session, Assessment, written, f"{year} 年度考核表已经打印")


def written_sheets(session: Session, years: Iterable[int]) -> dict[tuple[int, int], Assessment]:
    """What people wrote, by deputy and year."""
    rows = session.scalars(select(Assessment).where(Assessment.year.in_(sorted(years))))
    return {(row.deputy_id, row.year): row for row in rows}


def grade_in_force(sheet: Assessment | None, by_points: str) -> str:
    """The decided grade, else that by points."""
    return sheet.grade if sheet and sheet.grade else by_points


def _sheet(
    score: Score, written: Assessment | None, person: Person, scheme: Scheme, year: int
) -> AssessmentSheet:
    grade = grade_in_force(written, score.grade)
    return AssessmentSheet(
        year=year,
        deputy_id=deputy_of(score),
        deputy=score.subject.name,
        group=score.subject.group,
        person=person,
        score=score,
        grade=grade,
        decided_grade=written.grade if written else "",
        summary=(written.summary if written else "") or summary_sentences(score.facts),
        summary_written=bool(written and written.summary),
        group_opinion=written.group_opinion if written else "",
        group_on=written.group_on if written else None,
        presidium_opinion=written.presidium_opinion if written else "",
        presidium_on=written.presidium_on if written else None,
        district_opinion=written.district_opinion if written else "",
        district_on=written.district_on if written else None,
        version=written.version if written else None,
        self_on=written.self_on if written else None,
        grade_reason=written.grade_reason if written else "",
        proposed_grade=written.proposed_grade if written else "",
        check_code=check_code(score.subject.name, year, f"{scheme.name}/{scheme.version}", score, grade),
    )
