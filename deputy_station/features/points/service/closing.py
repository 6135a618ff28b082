"""Closing a period and publishing its points; afterwards nothing changes silently: a change is a named correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import month_day
from deputy_station.core.errors import NotFound
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.features.points.models import (
    ClosedScore,
    PointClosing,
    PointCorrection,
    PointObjection,
    PointScheme,
    SchemeYear,
)
from deputy_station.features.points.rules.claiming import ClosingState, ObjectionState, ReasonMissing
from deputy_station.features.points.rules.closing import (
    NOT_SCORED,
    AlreadyPublished,
    Change,
    GradesUndecided,
    NothingToCorrect,
    NotPublished,
    PeriodClosedAlready,
    PublishedOnce,
    SchemeChangedSince,
    check_closable,
    check_settled,
    correction_words,
    find_change,
    standing_of,
)
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.closed import (
    WHAT,
    ClosingRow,
    CorrectionRow,
    change_values,
    closed_scores,
    closed_values,
    correction_row,
    get_closing,
    held_by,
)
from deputy_station.features.points.service.library import (
    hold_closings,
    read_text,
    scheme_for_year,
    scheme_text,
    year_scheme,
)
from deputy_station.store import context
from deputy_station.store.capture import insert_all, seal
from deputy_station.store.edits import check_version, get_row

SUBJECT = "closing"


@dataclass(frozen=True)
class Difference:
    """A deputy whose records give something else than what holds for the closed period: waits to be corrected."""

    deputy_id: int
    deputy: str
    change: Change


def close_period(
    session: Session,
    *,
    period: Period,
    present: Sequence[Score],
    early: bool = False,
    despite_open: bool = False,
) -> ClosingRow:
    """Keep the present scores of a period as they are, with the text and answers of the scheme of its year.

    `present` must be everybody's, by that scheme as it is now (see `closing_now`). `early` before its last day is
    over, `despite_open` with marks or attendance missing. Raises PeriodClosedAlready, PeriodNotOver, NobodyScored,
    NotDeputies, GradesUndecided, QuestionsOpen, SchemeChangedSince.
    """
    hold_closings(session)
    if session.scalar(select(PointClosing.id).where(PointClosing.period == period.key)) is not None:
        raise PeriodClosedAlready(period.name)
    check_closable(period, present, today=context.today(session), early=early, despite_open=despite_open)
    scheme = present[0].scheme
    key = year_scheme(session, year=period.year).scheme
    if any(score.scheme != scheme for score in present) or scheme != scheme_for_year(
        session, year=period.year
    ):
        raise SchemeChangedSince(period.name)
    row = PointClosing(
        period=period.key,
        period_name=period.name,
        first_on=period.first,
        last_on=period.last,
        scheme=key,
        scheme_name=scheme.name,
        scheme_edition=scheme.version,
        scheme_text=scheme_text(session, key=key),
        switches={switch.key: switch.answer for switch in scheme.switches},
        state=ClosingState.CLOSED,
        closed_at=context.now(session),
        closed_by=context.actor(session),
    )
    session.add(row)
    session.flush()
    insert_all(session, ClosedScore, [closed_values(row.id, score) for score in present])
    _seal_scheme(session, period, key)
    _record(session, row, "close", f"{period.name}积分结账，{len(present)} 人，按“{scheme.name}”")
    return get_closing(session, closing_id=row.id)


def reopen_period(session: Session, *, closing_id: int, version: int) -> None:
    """Take a closing back before it was published. Raises AlreadyPublished, StaleEdit."""
    row = get_row(session, PointClosing, closing_id, WHAT)
    check_version(row, version, WHAT)
    if row.state is not ClosingState.CLOSED:
        raise AlreadyPublished(row.period_name)
    _record(session, row, "reopen", f"取消{row.period_name}积分结账")
    session.delete(row)
    session.flush()


def publish_period(
    session: Session,
    *,
    closing_id: int,
    version: int,
    objection_days: int,
    published_on: date | None = None,
) -> ClosingRow:
    """The closed points go out; objections are taken for so many days after the day of publication (today).

    What was done up to now can no longer be undone. Raises PublishedOnce, StaleEdit.
    """
    row = get_row(session, PointClosing, closing_id, WHAT)
    check_version(row, version, WHAT)
    if row.state is not ClosingState.CLOSED:
        raise PublishedOnce(row.period_name)
    row.state = ClosingState.PUBLISHED
    row.published_on = published_on or context.today(session)
    row.published_by = context.actor(session)
    row.objections_until = row.published_on + timedelta(days=objection_days)
    session.flush()
    _record(
        session,
        row,
        "publish",
        f"公布{row.period_name}积分，异议期到{month_day(row.objections_until)}为止",
    )
    went_out = f"{row.period_name}的积分已经公布"
    seal(session, PointClosing, [row.id], went_out)
    seal(
        session,
        ClosedScore,
        session.scalars(select(ClosedScore.id).where(ClosedScore.closing_id == row.id)).all(),
        went_out,
    )
    return get_closing(session, closing_id=row.id)


def settle_period(session: Session, *, closing_id: int, version: int) -> ClosingRow:
    """The window is over and everybody is answered: the points are final. Raises NotPublished, ObjectionsStillOpen,
    StaleEdit."""
    row = get_row(session, PointClosing, closing_id, WHAT)
    check_version(row, version, WHAT)
    if row.state is ClosingState.CLOSED:
        raise NotPublished(row.period_name)
    waiting = session.scalar(
        select(func.count(PointObjection.id)).where(
            PointObjection.period == row.period, PointObjection.state == ObjectionState.OPEN
        )
    )
    check_settled(
        row.period_name,
        until=row.objections_until,
        open_objections=waiting or 0,
        today=context.today(session),
    )
    row.state, row.settled_on = ClosingState.SETTLED, context.today(session)
    session.flush()
    _record(session, row, "settle", f"{row.period_name}积分定下来了")
    return get_closing(session, closing_id=row.id)


def differences(session: Session, *, closing_id: int, present: Sequence[Score]) -> list[Difference]:
    """Whose records now give something else than what holds for the closed period. Nothing is changed by asking.

    `present` must be scored by the closing's own scheme (`closing_scheme`) and hold everybody of the period.
    """
    now = {score.subject_id: score for score in present}
    held = {row.deputy_id: row for row in closed_scores(session, closing_id=closing_id)}
    found = []
    for deputy_id, row in held.items():
        score = now.get(deputy_id)
        change = find_change(row.now, NOT_SCORED if score is None else standing_of(score))
        if change is not None:
            found.append(Difference(deputy_id, row.deputy, change))
    for score in present:
        if isinstance(score.subject_id, int) and score.subject_id not in held:
            change = find_change(NOT_SCORED, standing_of(score))
            if change is not None:
                found.append(Difference(score.subject_id, score.subject.name, change))
    return found


def correct_score(
    session: Session,
    *,
    closing_id: int,
    deputy_id: int,
    present: Score | None,
    reason: str,
    objection_id: int | None = None,
) -> CorrectionRow:
    """Let a published score follow the records, by name: both values and the reason stay readable.

    `present` None: no longer among those scored. Raises NotPublished, ReasonMissing, NothingToCorrect,
    GradesUndecided.
    """
    # The lock keeps two desks from correcting the same published value.
    closing = session.scalar(select(PointClosing).where(PointClosing.id == closing_id).with_for_update())
    if closing is None:
        raise NotFound(WHAT)
    if closing.state is ClosingState.CLOSED:
        raise NotPublished(closing.period_name)
    why = clean_text(reason)
    if not why:
        raise ReasonMissing("更正的原因")
    deputy = get_row(session, Deputy, deputy_id, "代表")
    if present is not None and present.graded.asked:
        raise GradesUndecided([deputy.name])
    held = held_by(session, closing_id=closing_id, deputy_id=deputy_id)
    before = NOT_SCORED if held is None else held.now
    change = find_change(before, NOT_SCORED if present is None else standing_of(present))
    if change is None:
        raise NothingToCorrect(deputy.name)
    if objection_id is not None:
        objection = get_row(session, PointObjection, objection_id, "异议")
        if (objection.deputy_id, objection.period) != (deputy_id, closing.period):
            raise NotFound(f"{deputy.name}对{closing.period_name}的这件异议")
    row = PointCorrection(
        closing=closing,
        deputy=deputy,
        reason=why,
        objection_id=objection_id,
        corrected_on=context.today(session),
        corrected_by=context.actor(session),
        **change_values(change),
    )
    session.add(row)
    session.flush()
    record_change(
        session,
        action="closing.correct",
        subject="deputy",
        subject_id=deputy_id,
        sentence=f"更正{closing.period_name}{deputy.name}的积分：{correction_words(change)}，原因：{why}",
        before={"total": row.total_before, "grade": row.grade_before},
        after={"total": row.total_after, "grade": row.grade_after},
    )
    seal(session, PointCorrection, [row.id], f"{closing.period_name}{deputy.name}的更正已经告知")
    return correction_row(row, deputy.name)


def closing_scheme(session: Session, *, closing_id: int) -> Scheme:
    """The scheme as it was when the period was closed, with the answers of then."""
    row = get_row(session, PointClosing, closing_id, WHAT)
    return read_text(row.scheme_text, named=row.scheme, answers=row.switches)


def _seal_scheme(session: Session, period: Period, key: str) -> None:
    """What the period was closed by is no longer undone under it; another choice is refused by its own rule."""
    reason = f"{period.name}已经按它结账"
    years = session.scalars(select(SchemeYear.id).where(SchemeYear.year == period.year)).all()
    seal(session, SchemeYear, years, reason)
    own = session.scalars(select(PointScheme.id).where(PointScheme.key == key)).all()
    seal(session, PointScheme, own, reason)


def _record(session: Session, row: PointClosing, key: str, sentence: str) -> None:
    record_change(session, action=f"closing.{key}", subject=SUBJECT, subject_id=row.id, sentence=sentence)
