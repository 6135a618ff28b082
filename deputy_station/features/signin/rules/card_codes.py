"""The signed word on a deputy's card: station, deputy, which of the deputy's cards; no name.

Layout, big endian: family (1 byte), station (2), deputy (4), serial (2), then the signature (`signed_words`):
17 bytes, 28 characters, a QR code of version 2 at level Q.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from deputy_station.features.signin.rules.sheet_codes import CodeForged, CodeNotOurs, CodeOfOtherStation
from deputy_station.features.signin.rules.signed_words import (
    MAC_BYTES,
    check_signed,
    sign_word,
    unpack_word,
)

FAMILY = 0x31
_FIELDS = struct.Struct(">BHIH")
BYTES = _FIELDS.size + MAC_BYTES
_PURPOSE = b"deputy-station deputy card\x00"


@dataclass(frozen=True)
class CardCode:
    """Whose card it is (station and deputy by row number) and which of the deputy's cards (from 1)."""

    station_id: int
    deputy_id: int
    serial: int


def sign_card(code: CardCode, secret: bytes) -> str:
    """The 28 characters (A to Z, 2 to 7) of a code. Raises ValueError when a number does not fit its field."""
    if not (0 < code.station_id < 2**16 and 0 < code.deputy_id < 2**32 and 1 <= code.serial < 2**16):
        raise ValueError(f"station, deputy or serial of {code} does not fit a code")
    content = _FIELDS.pack(FAMILY, code.station_id, code.deputy_id, code.serial)
    return sign_word(content, purpose=_PURPOSE, secret=secret)


def read_card(text: str, secrets: Mapping[int, bytes]) -> CardCode:
    """What a card says, if a key of `secrets` (by station) signed it. Raises a CodeRefused that says why not."""
    raw = unpack_word(text, BYTES)
    if raw is None or raw[0] != FAMILY:
        raise CodeNotOurs("这个二维码不是代表卡上的。请对准代表卡再试，或在签到表上签名。")
    _, station_id, deputy_id, serial = _FIELDS.unpack(raw[: _FIELDS.size])
    check_signed(
        raw,
        secrets.get(station_id),
        purpose=_PURPOSE,
        elsewhere=CodeOfOtherStation("这张代表卡是别的联络站发的，不能在这里签到。请在签到表上签名。"),
        forged=CodeForged("这张代表卡校验不符，可能是仿制的。请核对本人，在签到表上签名。"),
    )
    return CardCode(station_id, deputy_id, serial)
