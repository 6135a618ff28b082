"""How far each period is on its way from records to points that stand, and what is missing before each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.points.models import PointClaim, PointObjection
from deputy_station.features.points.rules.claiming import ClosingState, ObjectionState
from deputy_station.features.points.rules.closing import NothingToCorrect
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.periods import period_words
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.service.closed import (
    ClosingRow,
    CorrectionRow,
    closing_of,
    get_closing,
    list_closings,
    list_corrections,
)
from deputy_station.features.points.service.closing import Difference
from deputy_station.features.points.service.closing_now import close_now, differences_now
from deputy_station.features.points.service.decisions import DecisionRow, decide_grade, list_decisions
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.features.points.service.marking import read_marks
from deputy_station.features.points.service.objections import ObjectionRow, list_objections
from deputy_station.features.points.service.scores import (
    periods_to_score,
    scores_for_period,
    years_of_term,
)
from deputy_station.store import context
from deputy_station.store.edits import get_row


@dataclass(frozen=True)
class PeriodRow:
    """A period in the list; `id` is its key. `closing` None while it is open; `days_left` of the window."""

    id: str
    period: Period
    closing: ClosingRow | None
    objections: int
    days_left: int | None

    @property
    def window_over(self) -> bool:
        """Whether it was published and the last day for objections is past."""
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True)
class Undecided:
    """A deputy whose grade people have to decide, and why."""

    deputy_id: int
    deputy: str
    asked: str


@dataclass(frozen=True)
class ClosingView:
    """One period with all that stands before its next step.

    `attendance` deputies lack some attendance, `claims` of its days wait for their review, `marks` deputies lack a
    mark, `undecided` a grade; `open` are the sentences of what else is open. `differences` are what the records now
    give else than what was published, `objection_days` what the scheme says (None: nothing).
    """

    row: PeriodRow
    scheme: Scheme
    scored: int
    over: bool
    attendance: int
    claims: int
    marks: int
    undecided: tuple[Undecided, ...]
    open: tuple[str, ...]
    decisions: tuple[DecisionRow, ...]
    differences: tuple[Difference, ...]
    corrections: tuple[CorrectionRow, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing before it is closed."""
        return not (self.attendance or self.claims or self.marks or self.undecided or self.open)

    @property
    def questions(self) -> bool:
        """Whether closing has to be told to go on despite something open."""
        return bool(self.attendance or self.marks or self.open)


def list_periods(session: Session) -> list[PeriodRow]:
    """Every period that has begun in the term and the year before, and every closed one, newest first."""
    today = context.today(session)
    closings = {row.period.key: row for row in list_closings(session)}
    found: dict[str, Period] = {row.period.key: row.period for row in closings.values()}
    for year in {*years_of_term(session, year=today.year), today.year - 1}:
        for period in periods_to_score(session, year=year):
            if period.first <= today:
                found.setdefault(period.key, period)
    waiting = _open_objections(session)
    rows = [_row(period, closings.get(key), waiting.get(key, 0), today) for key, period in found.items()]
    return sorted(rows, key=lambda row: (row.period.last, row.period.first), reverse=True)


def read_closing(session: Session, *, period_key: str) -> ClosingView:
    """One period of `list_periods`, with what is missing. Raises NotFound."""
    today = context.today(session)
    period = _listed(session, period_key)
    closing = closing_of(session, period=period_key)
    row = _row(period, closing, _open_objections(session).get(period_key, 0), today)
    scheme = scheme_for_year(session, year=period.year)
    if closing is not None:
        published = closing.state is not ClosingState.CLOSED
        return ClosingView(
            row,
            scheme,
            closing.scored,
            today > period.last,
            0,
            0,
            0,
            (),
            (),
            tuple(list_decisions(session, period=period_key)),
            tuple(differences_now(session, closing_id=closing.id)),
            tuple(list_corrections(session, closing_id=closing.id)) if published else (),
        )
    scores = scores_for_period(session, period=period, scheme=scheme)
    unmarked = {each.id for each in read_marks(session, period_key=period_key).rows if each.missing}
    if scheme.subject != "代表":
        unmarked = set()
    open_else = tuple(
        f"{score.subject.name}：{sentence}"
        for score in scores
        if not score.open_records and score.subject_id not in unmarked
        for sentence in score.open
    )
    return ClosingView(
        row,
        scheme,
        len(scores),
        today > period.last,
        sum(score.open_records > 0 for score in scores),
        _waiting_claims(session, period),
        len(unmarked),
        tuple(_undecided(score) for score in scores if score.graded.asked),
        open_else,
        tuple(list_decisions(session, period=period_key)),
        (),
        (),
    )


def close_by_key(
    session: Session, *, period_key: str, early: bool = False, despite_open: bool = False
) -> ClosingRow:
    """Close a period of the list by what its records give now. Raises NotFound, and what `close_now` raises."""
    period = _listed(session, period_key)
    return close_now(session, period=period, early=early, despite_open=despite_open)


def decide_by_key(
    session: Session,
    *,
    period: Period,
    deputy_id: int,
    grade: str,
    reason: str,
    held: Mapping[int, int],
) -> DecisionRow:
    """Decide a grade in a period; `held` are the versions of the decisions seen, by deputy."""
    return decide_grade(
        session,
        period=period,
        scheme=scheme_for_year(session, year=period.year),
        deputy_id=deputy_id,
        grade=grade,
        reason=reason,
        version=held.get(deputy_id),
    )


def _listed(session: Session, period_key: str) -> Period:
    """The period of the list; another desk may have chosen a scheme for its year that has other periods."""
    for row in list_periods(session):
        if row.id == period_key:
            return row.period
    raise NotFound(f"“{period_words(period_key)}”这一期，这一年可能换了办法")


def _row(period: Period, closing: ClosingRow | None, objections: int, today: date) -> PeriodRow:
    until = None if closing is None else closing.objections_until
    return PeriodRow(period.key, period, closing, objections, None if until is None else (until - today).days)


def _undecided(score: Score) -> Undecided:
    return Undecided(
        score.subject_id if isinstance(score.subject_id, int) else 0, score.subject.name, score.graded.asked
    )


def _waiting_claims(session: Session, period: Period) -> int:
    waiting = select(func.count(PointClaim.id)).where(
        PointClaim.review == Review.WAITING.value, PointClaim.done_on.between(period.first, period.last)
    )
    return session.scalar(waiting) or 0


def _open_objections(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(PointObjection.period, func.count(PointObjection.id))
        .where(PointObjection.state == ObjectionState.OPEN)
        .group_by(PointObjection.period)
    )
    return dict(iter(rows))


@dataclass(frozen=True)
class ToCorrect:
    """What one deputy's records give else than what was published, and the objections it may answer."""

    closing: ClosingRow
    difference: Difference
    objections: tuple[ObjectionRow, ...]


def read_correction(session: Session, *, closing_id: int, deputy_id: int) -> ToCorrect:
    """Both values before they are corrected. Raises NotFound, NothingToCorrect."""
    closing = get_closing(session, closing_id=closing_id)
    found = [each for each in differences_now(session, closing_id=closing_id) if each.deputy_id == deputy_id]
    if not found:
        raise NothingToCorrect(get_row(session, Deputy, deputy_id, "代表").name)
    waiting = list_objections(
        session, period=closing.period.key, deputy_id=deputy_id, states=[ObjectionState.OPEN]
    )
    return ToCorrect(closing, found[0], tuple(waiting))
