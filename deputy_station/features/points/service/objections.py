"""Objections (错、重、漏): what a deputy says against the points, what was found, and what it led to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.clock import day_words
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.features.points.models import PointClaim, PointClosing, PointCorrection, PointObjection
from deputy_station.features.points.rules.claiming import (
    ClosingState,
    ObjectionSort,
    ObjectionState,
    ObjectionWay,
    ReasonMissing,
)
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.objecting import (
    AnswerLeadsNowhere,
    ItemNotInScheme,
    ObjectionAnswered,
    ObjectionEmpty,
    ObjectionInFuture,
    ObjectionOfAnother,
    PeriodNotBegun,
    PeriodSettled,
    TooLate,
)
from deputy_station.features.points.service.library import read_text, scheme_for_year
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row

WHAT = "异议"
SUBJECT = "objection"


@dataclass(frozen=True)
class ObjectionRow:
    """One objection, with the record and the corrections it led to."""

    id: int
    deputy_id: int
    deputy: str
    period: str
    sort: ObjectionSort
    item: str
    text: str
    received_on: date
    way: ObjectionWay
    late_reason: str
    state: ObjectionState
    answer: str
    answered_on: date | None
    answered_by: str
    claim_id: int | None
    correction_ids: tuple[int, ...]
    version: int


def record_objection(
    session: Session,
    *,
    period: Period,
    deputy_id: int,
    sort: ObjectionSort,
    text: str,
    way: ObjectionWay,
    item: str = "",
    received_on: date | None = None,
    late_reason: str = "",
) -> ObjectionRow:
    """Write down what a deputy objects to; `item` empty means the total.

    Before the points are published (the slip of a quarterly statement) it is always taken; after the window of a
    published period only with `late_reason`. Raises PeriodSettled, PeriodNotBegun, ItemNotInScheme, TooLate,
    ObjectionEmpty, ObjectionInFuture.
    """
    deputy = get_row(session, Deputy, deputy_id, "代表")
    today = context.today(session)
    received = received_on or today
    closing = session.scalar(select(PointClosing).where(PointClosing.period == period.key))
    if closing is not None and closing.state is ClosingState.SETTLED:
        raise PeriodSettled(period.name)
    if received > today:
        raise ObjectionInFuture(received, today)
    if period.first > today:
        raise PeriodNotBegun(period.name)
    said = clean_text(text)
    if not said:
        raise ObjectionEmpty
    if clean_line(item):
        scheme = (
            scheme_for_year(session, year=period.year)
            if closing is None
            else read_text(closing.scheme_text, named=closing.scheme, answers=closing.switches)
        )
        if clean_line(item) not in {each.code for each in scheme.items}:
            raise ItemNotInScheme(clean_line(item), scheme.name)
    late = clean_line(late_reason)
    until = None if closing is None else closing.objections_until
    is_late = until is not None and received > until
    if is_late and until is not None and not late:
        raise TooLate(until)
    row = PointObjection(
        deputy=deputy,
        period=period.key,
        sort=sort,
        item=clean_line(item),
        text=said,
        received_on=received,
        way=way,
        late_reason=late if is_late else "",
        state=ObjectionState.OPEN,
    )
    session.add(row)
    session.flush()
    where = f"第 {row.item} 项" if row.item else "总分"
    after = f"，过了异议期，理由：{row.late_reason}" if is_late else ""
    _record(
        session,
        row,
        "record",
        f"{deputy.name}对{period.name}积分的{where}提异议（{sort.label}）：{_short(said)}{after}",
    )
    return get_objection(session, objection_id=row.id)


def edit_objection(
    session: Session,
    *,
    objection_id: int,
    version: int,
    sort: ObjectionSort,
    text: str,
    item: str = "",
) -> ObjectionRow:
    """Correct what was written down, while it waits. Raises ObjectionAnswered, ObjectionEmpty, StaleEdit."""
    row = _open_row(session, objection_id, version)
    said = clean_text(text)
    if not said:
        raise ObjectionEmpty
    before = {"sort": row.sort, "item": row.item, "text": row.text}
    row.sort, row.item, row.text = sort, clean_line(item), said
    session.flush()
    _record(session, row, "edit", f"修改{row.deputy.name}的异议：{_short(said)}", before)
    return get_objection(session, objection_id=row.id)


def answer_objection(
    session: Session,
    *,
    objection_id: int,
    version: int,
    state: ObjectionState,
    answer: str,
    claim_id: int | None = None,
) -> ObjectionRow:
    """Answer an objection: 已更正, 维持 or 已撤回. 已更正 in a published period has a correction or a record behind it.

    Raises ObjectionAnswered, AnswerLeadsNowhere, ObjectionOfAnother, ReasonMissing, StaleEdit.
    """
    row = _open_row(session, objection_id, version)
    if state is ObjectionState.OPEN:
        raise ValueError("an answer ends an objection")
    told = clean_text(answer)
    if not told and state is not ObjectionState.WITHDRAWN:
        raise ReasonMissing("答复")
    if claim_id is not None:
        claim = get_row(session, PointClaim, claim_id, "申报事项")
        if claim.deputy_id != row.deputy_id:
            raise ObjectionOfAnother(row.deputy.name)
        row.claim_id = claim_id
    went_out = session.scalar(
        select(PointClosing.id).where(
            PointClosing.period == row.period, PointClosing.state != ClosingState.CLOSED
        )
    )
    linked = row.claim_id is not None or row.id in _corrections(session, [row.id])
    if state is ObjectionState.CORRECTED and went_out is not None and not linked:
        raise AnswerLeadsNowhere
    row.state, row.answer = state, told
    row.answered_on, row.answered_by = context.today(session), context.actor(session)
    session.flush()
    words = f"：{_short(told)}" if told else ""
    _record(
        session,
        row,
        "answer",
        f"答复{row.deputy.name}{day_words(row.received_on)}的异议，{state.label}{words}",
        {"state": ObjectionState.OPEN},
    )
    return get_objection(session, objection_id=row.id)


def get_objection(session: Session, *, objection_id: int) -> ObjectionRow:
    """One objection. Raises NotFound."""
    get_row(session, PointObjection, objection_id, WHAT)
    return _rows(session, [PointObjection.id == objection_id])[0]


def list_objections(
    session: Session,
    *,
    period: str = "",
    deputy_id: int | None = None,
    states: Sequence[ObjectionState] = (),
) -> list[ObjectionRow]:
    """Objections, those that wait first, then newest first."""
    return _rows(session, _filtered(period, deputy_id, states))


def check_objections_stand(session: Session, changed: Mapping[int, Collection[str]]) -> None:
    """After a taking back: no objection waits in a period that is final. Raises PeriodSettled."""
    query = (
        select(PointClosing.period_name)
        .join(PointObjection, PointObjection.period == PointClosing.period)
        .where(
            PointObjection.id.in_(changed),
            PointObjection.state == ObjectionState.OPEN,
            PointClosing.state == ClosingState.SETTLED,
        )
    )
    name = session.scalar(query.limit(1))
    if name is not None:
        raise PeriodSettled(name)


def _open_row(session: Session, objection_id: int, version: int) -> PointObjection:
    row = get_row(session, PointObjection, objection_id, WHAT)
    check_version(row, version, WHAT)
    if row.state is not ObjectionState.OPEN:
        raise ObjectionAnswered(row.deputy.name, row.state)
    return row


def _filtered(
    period: str, deputy_id: int | None, states: Sequence[ObjectionState]
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if period:
        conditions.append(PointObjection.period == period)
    if deputy_id is not None:
        conditions.append(PointObjection.deputy_id == deputy_id)
    if states:
        conditions.append(PointObjection.state.in_(states))
    return conditions


def _corrections(session: Session, objection_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    query = (
        select(PointCorrection.objection_id, PointCorrection.id)
        .where(PointCorrection.objection_id.is_not(None))
        .order_by(PointCorrection.id)
    )
    if len(objection_ids) <= 500:
        query = query.where(PointCorrection.objection_id.in_(objection_ids))
    for objection_id, correction_id in session.execute(query):
        if objection_id is not None:
            found.setdefault(objection_id, []).append(correction_id)
    return found


def _rows(session: Session, conditions: list[ColumnElement[bool]]) -> list[ObjectionRow]:
    query = (
        select(PointObjection, Deputy.name)
        .join(Deputy, PointObjection.deputy_id == Deputy.id)
        .where(*conditions)
        .order_by(
            PointObjection.state != ObjectionState.OPEN,
            PointObjection.received_on.desc(),
            PointObjection.id.desc(),
        )
    )
    rows = session.execute(query).all()
    corrections = _corrections(session, [row.id for row, _ in rows])
    return [
        ObjectionRow(
            row.id,
            row.deputy_id,
            name,
            row.period,
            row.sort,
            row.item,
            row.text,
            row.received_on,
            row.way,
            row.late_reason,
            row.state,
            row.answer,
            row.answered_on,
            row.answered_by,
            row.claim_id,
            tuple(corrections.get(row.id, ())),
            row.version,
        )
        for row, name in rows
    ]


def _short(text: str) -> str:
    """The first line of a text, cut where it is long."""
    line = text.splitlines()[0]
    return line if len(line) <= 40 else f"{line[:40]}…"


def _record(
    session: Session,
    row: PointObjection,
    key: str,
    sentence: str,
    before: dict[str, object] | None = None,
) -> None:
    record_change(
        session,
        action=f"objection.{key}",
        subject=SUBJECT,
        subject_id=row.id,
        sentence=sentence,
        before=before,
        after={
            "state": row.state,
            "sort": row.sort,
            "item": row.item,
            "text": row.text,
            "answer": row.answer,
        },
    )
