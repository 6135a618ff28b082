"""An objection with everything one needs to answer it: the sum as it is, what was published, where it led."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.features.history.service import HistoryRow, list_history
from deputy_station.features.points.rules.claiming import ClosingState, ObjectionSort, ObjectionWay
from deputy_station.features.points.rules.closing import Change, find_change, standing_of
from deputy_station.features.points.rules.facts import Fact, Period
from deputy_station.features.points.rules.rule_words import points_of
from deputy_station.features.points.rules.scheme import Item, Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.claim_listing import ClaimRow, get_claim, list_claims
from deputy_station.features.points.service.closed import (
    ClosingRow,
    CorrectionRow,
    closing_of,
    held_by,
    list_corrections,
)
from deputy_station.features.points.service.closing import closing_scheme
from deputy_station.features.points.service.closing_steps import list_periods
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.features.points.service.listing import find_deputies
from deputy_station.features.points.service.objections import (
    SUBJECT,
    ObjectionRow,
    get_objection,
    list_objections,
    record_objection,
)
from deputy_station.features.points.service.scores import score_of

MOST_FOUND = 12


@dataclass(frozen=True)
class ShownObjection:
    """An objection with its period, the sum as the records give it now in lines (`now`) with the records counted
    (`facts`), what still differs from the publication (`waiting`), and what it led to."""

    objection: ObjectionRow
    period: Period
    items: tuple[Item, ...]
    closing_id: int | None
    now: tuple[str, ...]
    facts: tuple[Fact, ...]
    waiting: Change | None
    claim: ClaimRow | None
    corrections: tuple[CorrectionRow, ...]
    history: list[HistoryRow]

    @property
    def period_name(self) -> str:
        """The period in words."""
        return self.period.name

    @property
    def year(self) -> int:
        """The year of the period."""
        return self.period.year

    @property
    def item_name(self) -> str:
        """The name of the item it is about, empty for the total."""
        return next((item.name for item in self.items if item.code == self.objection.item), "")


def read_objection(session: Session, *, objection_id: int) -> ShownObjection:
    """Everything the detail of an objection shows. Raises NotFound."""
    row = get_objection(session, objection_id=objection_id)
    period = _period(session, row.period)
    closing = closing_of(session, period=row.period)
    if closing is None:
        scheme = scheme_for_year(session, year=period.year)
    else:
        scheme = closing_scheme(session, closing_id=closing.id)
    score = _score(session, period, row.deputy_id, scheme)
    published = closing is not None and closing.state is not ClosingState.CLOSED
    return ShownObjection(
        row,
        period,
        scheme.items,
        closing.id if closing is not None and published else None,
        tuple(_lines(score, row.item)),
        () if score is None or not row.item else _counted(score, row.item),
        _difference(session, closing, score, row.deputy_id) if published else None,
        None if row.claim_id is None else get_claim(session, claim_id=row.claim_id),
        tuple(
            each
            for each in (
                list_corrections(session, closing_id=closing.id, deputy_id=row.deputy_id) if closing else ()
            )
            if each.id in row.correction_ids
        ),
        list_history(session, subject=SUBJECT, subject_id=objection_id),
    )


def list_found(session: Session, *, search: str = "") -> list[ObjectionRow]:
    """Objections, those that wait first; `search` narrows to deputies, groups, words."""
    rows = list_objections(session)
    found = find_deputies(session, search)
    if found is None:
        return rows
    return [row for row in rows if row.deputy_id in found or search in row.text]


def record_by_key(
    session: Session,
    *,
    deputy_id: int,
    period_key: str,
    sort: ObjectionSort,
    text: str,
    way: ObjectionWay,
    item: str | None = None,
    received_on: date | None = None,
    late_reason: str = "",
) -> ObjectionRow:
    """Write down an objection to a period of the list. Raises what `record_objection` raises."""
    return record_objection(
        session,
        period=_period(session, period_key),
        deputy_id=deputy_id,
        sort=sort,
        text=text,
        way=way,
        item=item or "",
        received_on=received_on,
        late_reason=late_reason,
    )


def find_claims_of(session: Session, text: str, *, deputy_id: int) -> list[tuple[int, str]]:
    """A deputy's claims for a field that finds them: (id, day and title), newest first."""
    rows = list_claims(session, deputy_id=deputy_id, search=text, limit=MOST_FOUND)
    return [(row.id, f"{row.done_on.month}月{row.done_on.day}日 {row.kind}：{row.title}") for row in rows]


def _period(session: Session, key: str) -> Period:
    for row in list_periods(session):
        if row.id == key:
            return row.period
    raise NotFound(f"期间“{key}”")


def _score(session: Session, period: Period, deputy_id: int, scheme: Scheme) -> Score | None:
    """None for one who is not scored in the period."""
    if scheme.subject != "代表":
        return None
    try:
        return score_of(session, period=period, subject_id=deputy_id, scheme=scheme)
    except NotFound:
        return None


def _lines(score: Score | None, code: str) -> list[str]:
    if score is None:
        return ["这一期没有给他打分。"]
    for item in score.items:
        if item.item.code == code:
            passed = [f"未计：{each.fact.title or each.fact.kind}，{each.reason}" for each in item.passed]
            return [
                f"{code} {item.item.name}　{points_of(item.points, item.item.most)}：{item.words}",
                *passed,
            ]
    return [f"总分 {score.shown} 分" + (f"，“{score.grade}”" if score.grade else "")]


def _counted(score: Score, code: str) -> tuple[Fact, ...]:
    return next((item.counted for item in score.items if item.item.code == code), ())


def _difference(
    session: Session, closing: ClosingRow | None, score: Score | None, deputy_id: int
) -> Change | None:
    if closing is None or score is None or score.graded.asked:
        return None
    held = held_by(session, closing_id=closing.id, deputy_id=deputy_id)
    return None if held is None else find_change(held.now, standing_of(score))
