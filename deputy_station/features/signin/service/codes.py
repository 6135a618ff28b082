"""The station's signing key, and whose code a text is."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.signin.models import SignKey
from deputy_station.features.signin.rules.sheet_codes import SECRET_BYTES


def station_secret(session: Session) -> bytes:
    """The key of this desk's station, made when first needed. Raises NoHomeStation."""
    station = home_station(session)
    key = session.get(SignKey, station.id)
    if key is None:
        key = SignKey(station_id=station.id, secret=secrets.token_bytes(SECRET_BYTES))
        session.add(key)
        session.flush()
    return key.secret


def station_secrets(session: Session) -> dict[int, bytes]:
    """The keys this desk can check a code with, by station."""
    return {key.station_id: key.secret for key in session.scalars(select(SignKey))}
