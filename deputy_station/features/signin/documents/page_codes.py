"""The code on every printed page that opens its record under the scanner gun; it says a kind and a number only."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.documents.description import CodePayload
from deputy_station.features.deputies.models import Station
from deputy_station.features.signin.models import SignKey
from deputy_station.features.signin.rules.record_codes import RecordCode, RecordKind, sign_record
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


def page_code(session: Session, *, kind: RecordKind, record_id: int) -> CodePayload | None:
    """What the code of each page says; None before the station has a key (`have_key`)."""
    station_id = _home_id(session)
    key = None if station_id is None else session.get(SignKey, station_id)
    if station_id is None or key is None:
        return None
    secret = key.secret

    def payload(page: int, _pages: int, _corner: str) -> str:
        return sign_record(RecordCode(station_id, kind, record_id, min(page, _LAST_PAGE)), secret)

    return payload


def _home_id(session: Session) -> int | None:
    return session.scalar(select(Station.id).where(Station.is_home))
