"""Closing, comparing and correcting by the records as they are in the same transaction: nothing can come between."""

from sqlalchemy.orm import Session

from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.service.closed import ClosingRow, CorrectionRow, get_closing
from deputy_station.features.points.service.closing import (
    Difference,
    close_period,
    closing_scheme,
    correct_score,
    differences,
)
from deputy_station.features.points.service.scores import scores_for_period


def close_now(
    session: Session, *, period: Period, early: bool = False, despite_open: bool = False
) -> ClosingRow:
    """Close a period by what its records give now. Raises what `close_period` raises."""
    return close_period(
        session,
        period=period,
        present=scores_for_period(session, period=period),
        early=early,
        despite_open=despite_open,
    )


def differences_now(session: Session, *, closing_id: int) -> list[Difference]:
    """Whose records now give something else than what holds for the closed period, by the scheme of then."""
    closing = get_closing(session, closing_id=closing_id)
    scheme = closing_scheme(session, closing_id=closing_id)
    present = scores_for_period(session, period=closing.period, scheme=scheme)
    return differences(session, closing_id=closing_id, present=present)


def correct_now(
    session: Session, *, closing_id: int, deputy_id: int, reason: str, objection_id: int | None = None
) -> CorrectionRow:
    """Correct one deputy's published points to what the records give now, everybody graded together.

    Raises what `correct_score` raises.
    """
    closing = get_closing(session, closing_id=closing_id)
    scheme = closing_scheme(session, closing_id=closing_id)
    scores = scores_for_period(session, period=closing.period, scheme=scheme)
    return correct_score(
        session,
        closing_id=closing_id,
        deputy_id=deputy_id,
        present=next((score for score in scores if score.subject_id == deputy_id), None),
        reason=reason,
        objection_id=objection_id,
    )
