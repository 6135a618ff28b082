"""What deputies did as the scheme names it: registered by the organiser or reported by the deputy, and reviewed."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.clock import day_words
from deputy_station.features.activities.models import Evidence
from deputy_station.features.activities.service.evidence import add_evidence, count_evidence
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.features.points.models import PointClaim, PointObjection
from deputy_station.features.points.rules.claiming import (
    ClaimNotChangeable,
    ClaimStep,
    ReasonMissing,
    can_change,
    read_exact,
    review_after,
)
from deputy_station.features.points.rules.entering import (
    ClaimInUse,
    ClaimNotRemovable,
    Entry,
    EvidenceMissing,
    NobodyChosen,
    approval_asked,
    check_entry,
    evidence_asked,
    read_votes,
    votes_written,
)
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.service.claim_listing import (
    SUBJECT,
    WHAT,
    ClaimRow,
    claims_by_id,
    get_claim,
)
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.store import context
from deputy_station.store.capture import name_step
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line


class ClaimFields(TypedDict, total=False):
    """What can be entered about a claim; a key left out keeps what is there. `weight` and `amount` as typed."""

    done_on: date
    title: str
    details: str
    weight: str | int | Fraction
    amount: str | int | Fraction | None
    role: str
    level: str
    manner: str
    satisfaction: str
    state: str
    within: str
    votes: str
    people: int
    peers: int
    place: str
    organiser: str
    beneficiaries: str
    outcome: str


def enter_claims(
    session: Session,
    *,
    deputy_ids: Sequence[int],
    kind: str,
    self_reported: bool = False,
    evidence: Sequence[tuple[str, str]] = (),
    scheme: Scheme | None = None,
    **fields: Unpack[ClaimFields],
) -> list[ClaimRow]:
    """Enter one thing for one or many deputies; it waits for its review when the deputy reported it or the scheme
    asks for approval.

    `evidence` are (title, where kept), filed for each of them. Without `scheme` the one of the day's year says what
    is asked. Raises what `check_entry` raises, NobodyChosen, NumberUnreadable, NotFound.
    """
    chosen = list(dict.fromkeys(deputy_ids))
    if not chosen:
        raise NobodyChosen
    deputies = [get_row(session, Deputy, each, "代表") for each in chosen]
    values: ClaimFields = {"title": "", "done_on": context.today(session), **fields}
    rows: list[PointClaim] = []
    for deputy in deputies:
        row = PointClaim(
            deputy=deputy,
            kind=clean_line(kind),
            weight="1",
            self_reported=self_reported,
        )
        _set_fields(session, row, values)
        rows.append(row)
    asked = scheme or scheme_for_year(session, year=rows[0].done_on.year)
    check_entry(_entry(rows[0]), asked, today=context.today(session))
    waits = self_reported or approval_asked(asked, rows[0].kind)
    for row in rows:
        row.review = (Review.WAITING if waits else Review.NONE).value
    session.add(rows[0])
    session.flush()
    if len(rows) > 1:
        for row in rows:
            row.batch = rows[0].id
        session.add_all(rows[1:])
        session.flush()
    verb = "申报" if self_reported else "登记"
    for row in rows:
        _record(session, row, "report" if self_reported else "enter", f"{verb}{_words(row)}")
    if len(rows) > 1:
        name_step(
            session,
            action="claim.enter",
            sentence=f"{verb} {len(rows)} 人{rows[0].kind}：{rows[0].title}",
            subject=SUBJECT,
            subject_id=rows[0].id,
        )
    for row in rows:
        for title, kept_at in evidence:
            add_evidence(session, subject=SUBJECT, subject_id=row.id, title=title, kept_at=kept_at)
    made = claims_by_id(session, ids=[row.id for row in rows])
    return [made[row.id] for row in rows]


def edit_claim(
    session: Session,
    *,
    claim_id: int,
    version: int,
    hand_in: bool = False,
    scheme: Scheme | None = None,
    **changes: Unpack[ClaimFields],
) -> ClaimRow:
    """Correct a claim that was not reviewed to its end; with `hand_in` a returned one waits for its review again.

    Raises ClaimNotChangeable, StepNotAllowed, StaleEdit and what `check_entry` raises.
    """
    row = get_row(session, PointClaim, claim_id, WHAT)
    check_version(row, version, WHAT)
    review = Review(row.review)
    if not can_change(review):
        raise ClaimNotChangeable(review)
    before = _plain(row)
    _set_fields(session, row, changes)
    asked = scheme or scheme_for_year(session, year=row.done_on.year)
    check_entry(_entry(row), asked, today=context.today(session))
    if hand_in:
        row.review = review_after(ClaimStep.HAND_IN, review).value
    session.flush()
    after = _plain(row)
    changed = [key for key in after if after[key] != before[key]]
    _record(
        session,
        row,
        "edit",
        f"修改{_words(row)}" + ("，重新申报" if hand_in else ""),
        {key: before[key] for key in changed},
        {key: after[key] for key in changed},
    )
    return get_claim(session, claim_id=row.id)


def approve_claims(
    session: Session, *, picked: Sequence[tuple[int, int]], scheme: Scheme | None = None
) -> list[ClaimRow]:
    """Approve these (id, version): all, or none when one may not be. Raises StepNotAllowed, EvidenceMissing,
    StaleEdit."""
    schemes: dict[int, Scheme] = {}
    ids = [claim_id for claim_id, _ in picked]
    kept = count_evidence(session, subject=SUBJECT, subject_ids=ids)
    for claim_id, version in picked:
        row = get_row(session, PointClaim, claim_id, WHAT)
        year = row.done_on.year
        if scheme is None and year not in schemes:
            schemes[year] = scheme_for_year(session, year=year)
        _take_step(session, row, version, ClaimStep.APPROVE, "")
        if evidence_asked(scheme or schemes[year], row.kind) == "必须" and not kept[claim_id]:
            raise EvidenceMissing(row.deputy.name, row.title)
    if len(ids) > 1:
        name_step(session, action="claim.approve", sentence=f"核准 {len(ids)} 条申报")
    return [get_claim(session, claim_id=claim_id) for claim_id in ids]


def return_claim(session: Session, *, claim_id: int, version: int, reason: str) -> ClaimRow:
    """Send a claim back with the reason. Raises ReasonMissing, StepNotAllowed, StaleEdit."""
    why = clean_line(reason)
    if not why:
        raise ReasonMissing("退回的原因")
    row = get_row(session, PointClaim, claim_id, WHAT)
    _take_step(session, row, version, ClaimStep.RETURN, why)
    return get_claim(session, claim_id=claim_id)


def withdraw_claim(session: Session, *, claim_id: int, version: int) -> ClaimRow:
    """The deputy takes it back before it is approved. Raises StepNotAllowed, StaleEdit."""
    row = get_row(session, PointClaim, claim_id, WHAT)
    _take_step(session, row, version, ClaimStep.WITHDRAW, "")
    return get_claim(session, claim_id=claim_id)


def hand_in_claim(session: Session, *, claim_id: int, version: int) -> ClaimRow:
    """A returned or withdrawn claim waits for its review again. Raises StepNotAllowed, StaleEdit."""
    row = get_row(session, PointClaim, claim_id, WHAT)
    _take_step(session, row, version, ClaimStep.HAND_IN, "")
    return get_claim(session, claim_id=claim_id)


def revoke_approval(session: Session, *, claim_id: int, version: int, reason: str) -> ClaimRow:
    """An approval given by mistake: it waits again. Raises ReasonMissing, StepNotAllowed, StaleEdit."""
    why = clean_line(reason)
    if not why:
        raise ReasonMissing("取消核准的原因")
    row = get_row(session, PointClaim, claim_id, WHAT)
    _take_step(session, row, version, ClaimStep.REVOKE, why)
    return get_claim(session, claim_id=claim_id)


def remove_claim(session: Session, *, claim_id: int, version: int) -> None:
    """Remove what the organiser registered by mistake, with its evidence; reports are withdrawn or returned instead.

    Raises ClaimNotRemovable, ClaimInUse, StaleEdit.
    """
    row = get_row(session, PointClaim, claim_id, WHAT)
    check_version(row, version, WHAT)
    if row.self_reported or Review(row.review) is Review.APPROVED:
        raise ClaimNotRemovable(Review(row.review), row.self_reported)
    if session.scalar(select(PointObjection.id).where(PointObjection.claim_id == claim_id).limit(1)):
        raise ClaimInUse
    _record(session, row, "remove", f"删除{_words(row)}", _plain(row))
    for piece in session.scalars(
        select(Evidence).where(Evidence.subject == SUBJECT, Evidence.subject_id == claim_id)
    ):
        session.delete(piece)
    session.delete(row)
    session.flush()


def _take_step(session: Session, row: PointClaim, version: int, step: ClaimStep, reason: str) -> None:
    check_version(row, version, WHAT)
    before = row.review
    row.review = review_after(step, Review(before)).value
    row.review_reason = reason
    row.reviewed_on, row.reviewed_by = context.today(session), context.actor(session)
    session.flush()
    _record(
        session,
        row,
        step.value,
        f"{step.label}{_words(row)}" + (f"，原因：{reason}" if reason else ""),
        {"review": before},
        {"review": row.review},
    )


_TEXTS = ("role", "level", "manner", "satisfaction", "state", "within", "title")
_LINES = {
    "place": (PointClaim.place, "地点"),
    "organiser": (PointClaim.organiser, "组织单位"),
    "beneficiaries": (PointClaim.beneficiaries, "受益对象"),
}
"""What the register prints beside: column and word."""


def _set_fields(session: Session, row: PointClaim, fields: ClaimFields) -> None:
    """Write what is given into the row, cleaned; what is left out stays."""
    values: dict[str, object] = dict(fields)
    for key in _TEXTS:
        if key in values:
            values[key] = clean_line(str(values[key]))
    for key, (column, word) in _LINES.items():
        if key in values:
            values[key] = fit_line(column, word, str(values[key]))
    if "details" in fields:
        values["details"] = clean_text(fields["details"])
    if "outcome" in fields:
        values["outcome"] = clean_text(fields["outcome"])
    if "weight" in fields:
        values["weight"] = str(read_exact("数量", fields["weight"]))
    if "amount" in fields:
        amount = fields["amount"]
        values["amount"] = None if amount in (None, "") else str(read_exact("金额", amount or 0))
    if "votes" in fields:
        values["votes"] = votes_written(read_votes(fields["votes"]))
    with session.no_autoflush:
        for key, value in values.items():
            if getattr(row, key) != value:
                setattr(row, key, value)


def _entry(row: PointClaim) -> Entry:
    return Entry(
        kind=row.kind,
        done_on=row.done_on,
        title=row.title,
        weight=Fraction(row.weight),
        amount=None if row.amount is None else Fraction(row.amount),
        role=row.role or "",
        level=row.level or "",
        manner=row.manner or "",
        satisfaction=row.satisfaction or "",
        state=row.state or "",
        people=row.people or 0,
        peers=row.peers or 0,
        session=row.within or "",
        votes=read_votes(row.votes or ""),
    )


_KEPT = (
    "done_on",
    "details",
    "weight",
    "amount",
    "people",
    "peers",
    "votes",
    "review",
    "outcome",
    *_LINES,
    *_TEXTS,
)


def _plain(row: PointClaim) -> dict[str, object]:
    return {key: getattr(row, key) for key in _KEPT}


def _words(row: PointClaim) -> str:
    return f"{row.deputy.name}{day_words(row.done_on)}{row.kind}：{row.title}"


def _record(
    session: Session,
    row: PointClaim,
    key: str,
    sentence: str,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    record_change(
        session,
        action=f"claim.{key}",
        subject=SUBJECT,
        subject_id=row.id,
        sentence=sentence,
        before=before,
        after=after,
    )
