"""The code on every printed page that opens its record under the scanner gun; it says a kind and a number only."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.documents.description import CodePayload
from deputy_station.features.deputies.models import Station
from deputy_station.features.signin.models import SignKey
from deputy_station.features.signin.rules.record_codes import (
    MOST_EDITIONS,
    RecordCode,
    RecordKind,
    sign_record,
)
from deputy_station.features.signin.service.codes import station_secret
from deputy_station.store.database import Database

_LAST_PAGE = 255  # what the field of a code holds; pages after it bear the same number


def have_key(database: Database) -> None:
    """Make the station's key before papers are drawn in a session that only reads; without a station there is none."""
    with database.reading() as session:
        station_id = _home_id(session)
        if station_id is None or session.get(SignKey, station_id) is not None:
            return
    with database.transaction() as session:
        station_secret(session)


@dataclass(frozen=True)
class PageCoder:
    """Makes the codes of many papers, and asks the database once for all of them."""

    station_id: int
    secret: bytes

    def payload(
        self, kind: RecordKind, record_id: int, edition_of: Callable[[int], int] | None = None
    ) -> CodePayload:
        """What the code of each page says; `edition_of` gives the edition of a page that may have been replaced."""

        def says(page: int, _pages: int, _corner: str) -> str:
            page = min(page, _LAST_PAGE)
            edition = min(edition_of(page), MOST_EDITIONS) if edition_of is not None else 1
            return sign_record(
                RecordCode(self.station_id, kind, record_id, page, edition=edition), self.secret
            )

        return says


def page_coder(session: Session) -> PageCoder | None:
    """The maker of codes; None before the station has a key (`have_key`)."""
    station_id = _home_id(session)
    key = None if station_id is None else session.get(SignKey, station_id)
    return None if station_id is None or key is None else PageCoder(station_id, key.secret)


def page_code(session: Session, *, kind: RecordKind, record_id: int) -> CodePayload | None:
    """What the code of each page says; None before the station has a key."""
    coder = page_coder(session)
    return None if coder is None else coder.payload(kind, record_id)


def _home_id(session: Session) -> int | None:
    return session.scalar(select(Station.id).where(Station.is_home))
