"""The signed word on a printed page that opens its record: station, kind, number of the row, page; nothing about a person.

Layout, big endian: family (1 byte), station (2), kind with the corner in its three lowest bits (1), row (4), page
(1), then the signature (`signed_words`). 17 bytes are 28 characters, a QR code of version 2 at level Q. A page that took
the place of an earlier one has a family of its own, and its edition (1 byte) before the signature: the 29 characters that
such a QR code still holds. First editions say what they always said, so that pages printed before are read on.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from deputy_station.core.choices import Choice
from deputy_station.features.signin.rules.sheet_codes import (
    CodeForged,
    CodeNotOurs,
    CodeOfOtherStation,
    CodeVersionUnknown,
    Corner,
)
from deputy_station.features.signin.rules.signed_words import (
    MAC_BYTES,
    check_signed,
    sign_word,
    unpack_word,
)

FAMILY = 0x21
_FIELDS = struct.Struct(">BHBIB")
BYTES = _FIELDS.size + MAC_BYTES
LATER_FAMILY = 0x22
_LATER_FIELDS = struct.Struct(">BHBIBB")
LATER_BYTES = _LATER_FIELDS.size + MAC_BYTES
MOST_EDITIONS = 2**8 - 1
"""Of one page: what the field of its code holds; those after it bear the same number."""

_PURPOSE = b"deputy-station record\x00"
_ROWS_A_YEAR = 1_000_000  # 4 bytes hold it to the year 4293
_CORNERS: tuple[Corner | None, ...] = (None, *Corner)


class RecordKind(Choice):
    """Of what a paper is. Their order is printed: new ones go to the end."""

    RECEPTION_DAY = "reception_day", "接待日"
    ACTIVITY = "activity", "活动"
    DEMAND = "demand", "群众诉求"
    SUGGESTION = "suggestion", "代表建议"
    DEPUTY = "deputy", "代表"
    VISIT = "visit", "来访"
    SLIP = "slip", "来访登记便条"
    ASSESSMENT = "assessment", "年度考核"
    POINTS = "points", "履职积分"
    RECEPTION_YEAR = "reception_year", "全年接待日"
    CALLS = "calls", "回访单"
    FIGURES = "figures", "统计"
    SUGGESTION_YEAR = "suggestion_year", "全年代表建议"
    PROMISES = "promises", "承诺台账"
    HALF_YEAR_CHECK = "half_year_check", "半年抽查"
    ARCHIVE_YEAR = "archive_year", "年度归档"
    REGISTER = "register", "履职登记册"
    QUARTER_CHECK = "quarter_check", "季度检查"
    CHECK_FINDINGS = "check_findings", "检查问题"
    BALLOT = "ballot", "述职测评票"


_KINDS = tuple(RecordKind)


@dataclass(frozen=True)
class RecordCode:
    """What a page says: station and record by row number, page (from 1), the corner where it stands if it has four, and
    the edition of the page (from 1) where it is printed anew in place of an earlier one.

    ASSESSMENT, POINTS, RECEPTION_YEAR, CALLS, FIGURES, SUGGESTION_YEAR, PROMISES and ARCHIVE_YEAR have no row of their
    own: their `record_id` is that of `of_year` (of FIGURES the quarter stands for the row, of CALLS the day, of
    QUARTER_CHECK four times the deputy and the quarter, of CHECK_FINDINGS nothing).
    """

    station_id: int
    kind: RecordKind
    record_id: int
    page: int = 1
    corner: Corner | None = None
    edition: int = 1


def of_year(year: int, row_id: int = 0) -> int:
    """The number of what belongs to a year and a deputy (or to all of them), as one number."""
    if not 0 <= row_id < _ROWS_A_YEAR:
        raise ValueError(f"row {row_id} does not fit a code of a year")
    return year * _ROWS_A_YEAR + row_id


def year_and_row(record_id: int) -> tuple[int, int]:
    """What `of_year` put together."""
    return divmod(record_id, _ROWS_A_YEAR)


def sign_record(code: RecordCode, secret: bytes) -> str:
    """The 28 characters (A to Z, 2 to 7) of a code, 29 of a later edition. Raises ValueError when a number does not fit its
    field."""
    if not (0 < code.station_id < 2**16 and 0 < code.record_id < 2**32 and 1 <= code.page < 2**8):
        raise ValueError(f"station, record or page of {code} does not fit a code")
    kind_and_corner = _KINDS.index(code.kind) << 3 | _CORNERS.index(code.corner)
    if not 1 <= code.edition <= MOST_EDITIONS:
        raise ValueError(f"edition of {code} does not fit a code")
    fields = (code.station_id, kind_and_corner, code.record_id, code.page)
    content = (
        _FIELDS.pack(FAMILY, *fields)
        if code.edition == 1
        else _LATER_FIELDS.pack(LATER_FAMILY, *fields, code.edition)
    )
    return sign_word(content, purpose=_PURPOSE, secret=secret)


def read_record(text: str, secrets: Mapping[int, bytes]) -> RecordCode:
    """What a code says, if a key of `secrets` (by station) signed it. Raises a CodeRefused that says why not."""
    raw = record_word(text)
    if raw is None:
        raise CodeNotOurs("这个二维码不是本程序打印的纸上的。请对准纸角上的二维码再试。")
    _, station_id, kind_and_corner, record_id, page = _FIELDS.unpack(raw[: _FIELDS.size])
    edition = raw[_FIELDS.size] if raw[0] == LATER_FAMILY else 1
    check_signed(
        raw,
        secrets.get(station_id),
        purpose=_PURPOSE,
        elsewhere=CodeOfOtherStation("这张纸是别的联络站打印的，本站没有它的记录。请交给打印它的联络站。"),
        forged=CodeForged("这张纸的二维码校验不符，可能被改动或仿制。请按纸面的编号在查找框里找。"),
    )
    kind, corner = kind_and_corner >> 3, kind_and_corner & 7
    if kind >= len(_KINDS) or corner >= len(_CORNERS):
        raise CodeVersionUnknown(kind, "这张纸")
    return RecordCode(station_id, _KINDS[kind], record_id, page, _CORNERS[corner], edition)


def record_word(text: str) -> bytes | None:
    """The bytes of a text that has the shape of a page's code, signed by whomever; None for any other."""
    for family, size in ((FAMILY, BYTES), (LATER_FAMILY, LATER_BYTES)):
        raw = unpack_word(text, size)
        if raw is not None and raw[0] == family:
            return raw
    return None
