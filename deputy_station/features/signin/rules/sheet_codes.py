"""The signed word inside a QR code: which station, activity, sheet, page and corner; nothing about a person.

Layout, big endian: version (1 byte), station (2), activity (4), edition with the corner in its two lowest bits
(2), page (1), then the first 8 bytes of HMAC-SHA256 over all that. 18 bytes are 29 characters of base32, which
a QR code of version 2 (25 by 25 modules) still holds in its alphanumeric mode at correction level Q.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from deputy_station.core.choices import Choice
from deputy_station.core.errors import Refusal
from deputy_station.features.signin.rules.signed_words import (
    MAC_BYTES,
    check_signed,
    sign_word,
    unpack_word,
)

VERSION = 1
MOST_PAGES = 2**8 - 1
"""Of one sheet: what the field of its code holds."""

SECRET_BYTES = 32
_FIELDS = struct.Struct(">BHIHB")
BYTES = _FIELDS.size + MAC_BYTES
_PURPOSE = b"deputy-station sign-in sheet\x00"


class Corner(Choice):
    """Where on the page the code stands; the values are those of the form's code field."""

    TOP_LEFT = "top_left", "左上"
    TOP_RIGHT = "top_right", "右上"
    BOTTOM_LEFT = "bottom_left", "左下"
    BOTTOM_RIGHT = "bottom_right", "右下"


_CORNERS = tuple(Corner)


class CodeRefused(Refusal):
    """The code is not one of this station's; the sentences are those of sign-in sheets where none is given."""


class CodeNotOurs(CodeRefused):
    """Some other QR code: a web address, a product, a torn one."""

    def __init__(self, sentence: str = "这个二维码不是签到表上的。请对准签到表四角的二维码再试。") -> None:
        super().__init__(sentence)


class CodeVersionUnknown(CodeRefused):
    """Printed by a newer program, or by none."""

    def __init__(self, version: int, what: str = "签到表") -> None:
        super().__init__(f"{what}二维码的版本（{version}）本程序不认识。请用打印它的程序，或升级后再试。")


class CodeOfOtherStation(CodeRefused):
    """A sheet of a station whose key this desk does not have."""

    def __init__(
        self, sentence: str = "这张签到表是别的联络站打印的，本站不能录入。请交给打印它的联络站。"
    ) -> None:
        super().__init__(sentence)


class CodeForged(CodeRefused):
    """The signature does not fit the content."""

    def __init__(
        self, sentence: str = "签到表二维码校验不符，可能被改动或仿制。请按纸面核对，在屏幕上录入。"
    ) -> None:
        super().__init__(sentence)


@dataclass(frozen=True)
class SheetCode:
    """What one corner says: station and activity by row number, edition of the sheet (from 1), page (from 1)."""

    station_id: int
    activity_id: int
    edition: int
    page: int
    corner: Corner


def sign_code(code: SheetCode, secret: bytes) -> str:
    """The 29 characters (A to Z, 2 to 7) of a code. Raises ValueError when a number does not fit its field."""
    return sign_word(_content(code), purpose=_PURPOSE, secret=secret)


def read_code(text: str, secrets: Mapping[int, bytes]) -> SheetCode:
    """What a code says, if a key of `secrets` (by station) signed it. Raises a CodeRefused that says why not."""
    raw = unpack_word(text, BYTES)
    if raw is None:
        raise CodeNotOurs
    version, station_id, activity_id, edition_and_corner, page = _FIELDS.unpack(raw[: _FIELDS.size])
    if version != VERSION:
        raise CodeVersionUnknown(version)
    check_signed(
        raw,
        secrets.get(station_id),
        purpose=_PURPOSE,
        elsewhere=CodeOfOtherStation(),
        forged=CodeForged(),
    )
    corner = _CORNERS[edition_and_corner & 3]
    return SheetCode(station_id, activity_id, edition_and_corner >> 2, page, corner)


def _content(code: SheetCode) -> bytes:
    if not (1 <= code.edition < 2**14 and 1 <= code.page <= MOST_PAGES):
        raise ValueError(f"edition {code.edition} or page {code.page} does not fit a code")
    if not (0 < code.station_id < 2**16 and 0 < code.activity_id < 2**32):
        raise ValueError(f"station {code.station_id} or activity {code.activity_id} does not fit a code")
    edition_and_corner = code.edition << 2 | _CORNERS.index(code.corner)
    return _FIELDS.pack(VERSION, code.station_id, code.activity_id, edition_and_corner, code.page)
