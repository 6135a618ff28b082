"""The sheet of deputy cards (forms/deputy_cards): ten on a page, cut along the marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress
from deputy_station.documents.description import Field, FieldKind, Sheet, Value, same_code
from deputy_station.documents.loading import load_form
from deputy_station.documents.pdf import make_pdf
from deputy_station.features.signin.rules.card_codes import CardCode, sign_card
from deputy_station.features.signin.service.cards import CardMatter, cards_to_print, issue_cards
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.store.database import Database

CARDS_A_PAGE = 10
HINT = "签到时出示。遗失请告知联络站。"

FIELDS: tuple[Field, ...] = tuple(
    field
    for number in range(1, CARDS_A_PAGE + 1)
    for field in (
        Field(f"station{number}", f"联络站（第 {number} 张）"),
        Field(f"name{number}", f"姓名（第 {number} 张）"),
        Field(f"seat{number}", f"层级和小组（第 {number} 张）"),
        Field(f"valid{number}", f"有效期（第 {number} 张）"),
        Field(f"hint{number}", f"说明（第 {number} 张）"),
        Field(f"code{number}", f"二维码（第 {number} 张）", kind=FieldKind.CODE),
    )
)


@dataclass(frozen=True)
class DrawnCards:
    """Cards drawn with their coming serials: what has to be on record before one is used."""

    cards: tuple[CardMatter, ...]
    pages: int


def draw_cards(
    database: Database,
    progress: Progress,
    *,
    out: Path,
    group_id: int | None = None,
    deputy_ids: Sequence[int] | None = None,
    missing_only: bool = False,
) -> DrawnCards:
    """Make the cards as PDF to look at; nothing is recorded yet, `record_cards` does that before they go out.

    Raises NobodyForCards, NoHomeStation, and what `make_pdf` raises.
    """
    with database.transaction() as session:  # the station's key may have to be made
        cards = cards_to_print(session, group_id=group_id, deputy_ids=deputy_ids, missing_only=missing_only)
        secret = station_secret(session)
    pages = make_pdf(out, card_sheets(cards, secret), title="代表卡", progress=progress)
    return DrawnCards(tuple(cards), pages)


def record_cards(session: Session, *, made: DrawnCards) -> int:
    """Remember drawn cards that are about to go out. Raises CardsOvertaken when one of them was issued meanwhile."""
    return issue_cards(session, cards=made.cards)


def card_sheets(cards: Sequence[CardMatter], secret: bytes) -> list[Sheet]:
    """Pages of ten cards; what is left of the last one stays empty."""
    form = load_form("deputy_cards", FIELDS)
    no_code = same_code("")
    sheets = []
    for first in range(0, len(cards), CARDS_A_PAGE):
        values: dict[str, Value] = {
            field.name: no_code if field.kind is FieldKind.CODE else "" for field in FIELDS
        }
        for number, card in enumerate(cards[first : first + CARDS_A_PAGE], 1):
            values[f"station{number}"] = card.station
            values[f"name{number}"] = card.name
            values[f"seat{number}"] = f"{card.levels}人大代表\n{card.group}".strip()
            values[f"valid{number}"] = f"有效到{day_words(card.valid_until)}"
            values[f"hint{number}"] = HINT
            values[f"code{number}"] = same_code(
                sign_card(CardCode(card.station_id, card.deputy_id, card.serial), secret)
            )
        sheets.append(Sheet(form, values))
    return sheets
