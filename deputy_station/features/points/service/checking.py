"""What the page 积分核对 asks for: the periods there are, several claims sent back in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.orm import Session

from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.offering import KindOffer, offers_of
from deputy_station.features.points.rules.scheme import Item
from deputy_station.features.points.service.claim_listing import ClaimRow
from deputy_station.features.points.service.claims import (
    ClaimFields,
    edit_claim,
    enter_claims,
    return_claim,
    withdraw_claim,
)
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.features.points.service.scores import periods_to_score, years_of_term
from deputy_station.store import context
from deputy_station.store.capture import name_step


@dataclass(frozen=True)
class PeriodItems:
    """A period and the items of the scheme it is scored by."""

    period: Period
    items: tuple[Item, ...]


def read_offers(session: Session, *, year: int) -> tuple[KindOffer, ...]:
    """How each kind is written down by the scheme of the year."""
    return offers_of(scheme_for_year(session, year=year))


def begun_periods(session: Session) -> list[PeriodItems]:
    """Every period of the term that has begun, and those of the year before, newest first."""
    today = context.today(session)
    found: dict[str, PeriodItems] = {}
    for year in sorted({*years_of_term(session, year=today.year), today.year - 1}, reverse=True):
        scheme = scheme_for_year(session, year=year)
        for period in reversed(periods_to_score(session, year=year, scheme=scheme)):
            if period.first <= today:
                found.setdefault(period.key, PeriodItems(period, scheme.items))
    return sorted(found.values(), key=lambda each: (each.period.last, each.period.first), reverse=True)


def return_claims(session: Session, *, picked: Sequence[tuple[int, int]], reason: str) -> list[ClaimRow]:
    """Send these (id, version) back with one reason: all, or none. Raises what `return_claim` raises."""
    rows = [return_claim(session, claim_id=each, version=version, reason=reason) for each, version in picked]
    if len(rows) > 1:
        name_step(session, action="claim.return", sentence=f"退回 {len(rows)} 条申报，原因：{reason}")
    return rows


def withdraw_claims(session: Session, *, picked: Sequence[tuple[int, int]]) -> list[ClaimRow]:
    """The deputies take these (id, version) back: all, or none. Raises what `withdraw_claim` raises."""
    rows = [withdraw_claim(session, claim_id=each, version=version) for each, version in picked]
    if len(rows) > 1:
        name_step(session, action="claim.withdraw", sentence=f"撤回 {len(rows)} 条申报")
    return rows


def enter_many(
    session: Session,
    *,
    deputy_ids: Sequence[int],
    kind: str,
    self_reported: bool,
    evidence_title: str = "",
    evidence_at: str = "",
    **typed: Any,
) -> list[ClaimRow]:
    """What the form of an entry gives; what it left empty is left out. Raises what `enter_claims` raises."""
    kept = [(evidence_title, evidence_at)] if evidence_title.strip() else []
    return enter_claims(
        session,
        deputy_ids=deputy_ids,
        kind=kind,
        self_reported=self_reported,
        evidence=kept,
        **claim_fields(typed),
    )


def edit_typed(
    session: Session, *, claim_id: int, version: int, hand_in: bool = False, **typed: Any
) -> ClaimRow:
    """What the form of a correction gives. Raises what `edit_claim` raises."""
    return edit_claim(session, claim_id=claim_id, version=version, hand_in=hand_in, **claim_fields(typed))


def claim_fields(typed: Mapping[str, Any]) -> ClaimFields:
    """Typed values as the service takes them: a choice not made is no word, a number not typed none."""
    numbers = {"people": 0, "peers": 0, "weight": "1", "amount": None}
    given = {name: numbers.get(name, "") if value in (None, "") else value for name, value in typed.items()}
    return cast("ClaimFields", given)
