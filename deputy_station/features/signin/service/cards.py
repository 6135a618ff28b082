"""Deputy cards: who has one, the next serial, issuing, and withdrawing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.deputies.models import Deputy, Mandate, Term
from deputy_station.features.deputies.rules import levels_on_paper
from deputy_station.features.deputies.service.frame import home_station, wait_for_other_desks
from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.features.history.service import record_change
from deputy_station.features.signin.models import DeputyCard
from deputy_station.features.signin.rules.signing_in import card_holds_until
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import get_row


class NobodyForCards(Refusal):
    """Nobody was chosen, or everybody has a card."""


class NoCardToWithdraw(Refusal):
    """The deputy has no card that is good."""


class CardsOvertaken(Refusal):
    """Newer cards were issued while these were looked at."""

    def __init__(self, name: str) -> None:
        super().__init__(f"您预览的时候，已另印了{name}的代表卡，这一份不能用了。请关闭预览，再打开一次。")


@dataclass(frozen=True)
class CardMatter:
    """What one card says: the deputy, and the serial it will have when printed."""

    station_id: int
    station: str
    deputy_id: int
    name: str
    levels: str
    group: str
    serial: int
    valid_until: date


@dataclass(frozen=True)
class CardRow:
    """A deputy's newest card."""

    deputy_id: int
    serial: int
    valid_until: date
    made_at: datetime
    revoked_at: datetime | None
    version: int


def newest_cards(session: Session, *, deputy_ids: Collection[int] | None = None) -> dict[int, CardRow]:
    """The newest card of each deputy, of those named or of all: the only one that may be good."""
    query = select(DeputyCard).order_by(DeputyCard.serial)
    if deputy_ids is not None:
        query = query.where(DeputyCard.deputy_id.in_(deputy_ids))
    return {card.deputy_id: _row(card) for card in session.scalars(query)}


def cards_to_print(
    session: Session,
    *,
    group_id: int | None = None,
    deputy_ids: Sequence[int] | None = None,
    missing_only: bool = False,
) -> list[CardMatter]:
    """The cards to print for the deputies in office (of a group; those chosen), by group and name.

    With `missing_only` who has a good card keeps it and gets none. Raises NobodyForCards, NoHomeStation.
    """
    today = context.today(session)
    station = home_station(session)
    rows = list_deputies(session, group_id=group_id, in_office_on=today, order="group")
    if deputy_ids is not None:
        rows = [row for row in rows if row.id in set(deputy_ids)]
    had = newest_cards(session)
    if missing_only:
        rows = [row for row in rows if not _is_good(had.get(row.id), today)]
    if not rows:
        raise NobodyForCards(
            "选中的代表都有有效的代表卡了。要重印，请改选“全部重印”或“挑选代表”。"
            if missing_only
            else "没有选到在任的代表。请先选代表，或到代表名册登记任职。"
        )
    ends = _seat_ends(session, [row.id for row in rows], today)
    return [
        CardMatter(
            station.id,
            station.name,
            row.id,
            row.name,
            levels_on_paper("、".join(level.label for level in row.levels), station.district),
            row.group,
            had[row.id].serial + 1 if row.id in had else 1,
            card_holds_until(ends.get(row.id, []), today),
        )
        for row in rows
    ]


def issue_cards(session: Session, *, cards: Sequence[CardMatter]) -> int:
    """Remember cards that are about to be printed; each makes its deputy's earlier ones void. How many.

    Raises CardsOvertaken when a newer card of one of them was issued meanwhile.
    """
    wait_for_other_desks(session)
    newest = newest_cards(session, deputy_ids=[card.deputy_id for card in cards])
    made = []
    for card in cards:
        if (newest[card.deputy_id].serial if card.deputy_id in newest else 0) + 1 != card.serial:
            raise CardsOvertaken(card.name)
        made.append(
            DeputyCard(
                deputy_id=card.deputy_id,
                serial=card.serial,
                valid_until=card.valid_until,
                made_at=context.now(session),
            )
        )
    session.add_all(made)
    session.flush()
    names = "、".join(card.name for card in cards[:3])
    record_change(
        session,
        action="card.issue",
        subject="deputy",
        subject_id=cards[0].deputy_id,
        sentence=f"印代表卡 {len(made)} 张：{names}{'等' if len(cards) > 3 else ''}",
    )
    seal(session, DeputyCard, [card.id for card in made], "代表卡已经印出")
    return len(made)


def withdraw_card(session: Session, *, deputy_id: int) -> CardRow:
    """The card was lost or given back: it signs nobody in any more. Raises NoCardToWithdraw."""
    deputy = get_row(session, Deputy, deputy_id, "代表")
    card = session.scalar(
        select(DeputyCard)
        .where(DeputyCard.deputy_id == deputy_id)
        .order_by(DeputyCard.serial.desc())
        .limit(1)
    )
    if card is None or card.revoked_at is not None:
        raise NoCardToWithdraw(f"{deputy.name}没有可用的代表卡，不用挂失。")
    card.revoked_at = context.now(session)
    session.flush()
    record_change(
        session,
        action="card.withdraw",
        subject="deputy",
        subject_id=deputy_id,
        sentence=f"{deputy.name}的代表卡挂失",
    )
    return _row(card)


def _is_good(card: CardRow | None, today: date) -> bool:
    return card is not None and card.revoked_at is None and card.valid_until >= today


def _seat_ends(session: Session, deputy_ids: Sequence[int], today: date) -> dict[int, list[date]]:
    """The known ends of the seats held today: of the seat itself, else of its term, else of the present term."""
    present = session.scalar(
        select(func.max(Term.ends_on)).where(Term.starts_on <= today, Term.ends_on >= today)
    )
    query = (
        select(Mandate.deputy_id, Mandate.ended_on, Term.ends_on)
        .outerjoin(Term, Mandate.term_id == Term.id)
        .where(Mandate.deputy_id.in_(deputy_ids), Mandate.started_on <= today)
    )
    found: dict[int, list[date]] = {}
    for deputy_id, ended_on, term_ends in session.execute(query):
        known = [each for each in (ended_on, term_ends, present) if each is not None]
        end = known[0] if known else None
        if end is not None and end >= today:
            found.setdefault(deputy_id, []).append(end)
    return found


def _row(card: DeputyCard) -> CardRow:
    return CardRow(card.deputy_id, card.serial, card.valid_until, card.made_at, card.revoked_at, card.version)
